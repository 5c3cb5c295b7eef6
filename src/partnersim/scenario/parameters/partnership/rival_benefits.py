"""Parameters of claims on one shared pool."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between
from partnersim.scenario.parameters.sources import PARTNER_PILOT


class RivalBenefits(Part):
    """Part of the value (fees, margins) can be had by one partner only, and is shared by the agreement's rule."""

    on: bool = switch("the partnership yields nothing that one partner could keep from another.")
    rate: float = quantity(
        0.05,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.0, 0.2),
        doc="Fees and margins earned by the partnership per rupiah of services delivered.",
    )
    hold_up: float = quantity(
        0.30,
        unit="1/year",
        low=0.0,
        high=1.0,
        source=PARTNER_PILOT,
        role="uncertainty",
        plausible=between(0.1, 0.6),
        doc="Share of the way to its own split that the strongest pulls in a year without "
        "contract and without common aim.",
    )
    strongest_share: float = quantity(
        0.60,
        unit="share",
        low=0.0,
        high=1.0,
        source=PARTNER_PILOT,
        plausible=between(0.4, 0.8),
        doc="Share that the strongest pulls towards.",
    )
    follower_fee: float = quantity(
        0.50,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        plausible=between(0.2, 0.9),
        doc="Part of their contribution's share that members get where the leader keeps the residual.",
    )
