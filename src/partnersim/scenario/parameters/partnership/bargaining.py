"""Parameters of bargaining over terms."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between
from partnersim.scenario.parameters.sources import PARTNER_PILOT


class Bargaining(Part):
    """The fund holder proposes terms that it and every partner imagine, each in its own believed world."""

    on: bool = switch("agreements keep the terms written in the scenario.")
    horizon_months: int = quantity(
        24,
        unit="months",
        low=1,
        high=240,
        source=PARTNER_PILOT,
        role="uncertainty",
        plausible=between(12, 60),
        doc="Time over which terms are imagined.",
    )
    round_cost: float = quantity(
        0.01,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.0, 0.05),
        doc="What one more round of proposals costs the fund holder, relative to a year's joint money.",
    )
