"""Stages of an agreement before its work begins."""

from partnersim.scenario.documents.fields import Part, quantity
from partnersim.scenario.documents.plausible import between


class Stages(Part):
    """Months spent on each stage before work begins; 0 skips the stage."""

    identification_months: int = quantity(
        1,
        unit="months",
        low=0,
        high=36,
        role="lever",
        plausible=between(0, 6),
        doc="Months of looking for partners.",
    )
    socialisation_months: int = quantity(
        2,
        unit="months",
        low=0,
        high=36,
        role="lever",
        plausible=between(0, 6),
        doc="Months of explaining the programme; leaves readiness and nearer views.",
    )
    planning_months: int = quantity(
        2,
        unit="months",
        low=0,
        high=36,
        role="lever",
        plausible=between(0, 6),
        doc="Months of joint planning; leaves sharper estimates of each other.",
    )
    agreement_months: int = quantity(
        1,
        unit="months",
        low=0,
        high=36,
        role="lever",
        plausible=between(0, 6),
        doc="Months of writing and signing.",
    )
    cost_share: float = quantity(
        0.01,
        unit="share",
        low=0.0,
        high=0.5,
        role="uncertainty",
        plausible=between(0.0, 0.03),
        doc="Money that a month of preparation costs, as a share of a year's money.",
    )
