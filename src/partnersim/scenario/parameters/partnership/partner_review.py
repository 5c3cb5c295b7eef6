"""Parameters of the yearly account of staying or leaving."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.parameters.sources import PARTNER_PILOT


class PartnerReview(Part):
    """Partners compare what they get with leaving: stay or leave yearly, sleep or wake quarterly."""

    on: bool = switch("nobody leaves or falls asleep.")
    chi: float = quantity(
        0.15,
        unit="share",
        low=0.0,
        high=1.0,
        source=PARTNER_PILOT,
        role="uncertainty",
        doc="Share of what others provide for its people that a leaver loses.",
    )
    alternative: float = quantity(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        doc="Worth of its money in other uses, as a share of its worth when used alone.",
    )
    earmark: float = quantity(
        0.80,
        unit="share",
        low=0.0,
        high=1.0,
        source=PARTNER_PILOT,
        role="lever",
        doc="Share of a partner's money lost when it sleeps (0 for a memorandum).",
    )
    fixed_cost: float = quantity(
        0.004,
        unit="share",
        low=0.0,
        high=1.0,
        source=PARTNER_PILOT,
        role="uncertainty",
        doc="Cost of staying active, as a share of the agreement's value.",
    )
