"""Parameters of changes of heads."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.parameters.sources import PARTNER_PILOT


class OfficeChange(Part):
    """Heads of organizations change; the newcomer's character is new and much of what was known is lost."""

    on: bool = switch("nobody changes office.")
    hazard: float = quantity(
        0.10,
        unit="1/year",
        low=0.0,
        high=1.0,
        source=PARTNER_PILOT,
        role="uncertainty",
        doc="Yearly probability that an organization's head changes.",
    )
    evidence_lost: float = quantity(
        0.70,
        unit="share",
        low=0.0,
        high=1.0,
        source=PARTNER_PILOT,
        doc="Share of others' evidence about the organization that is lost.",
    )
    character_sd: float = quantity(
        0.18,
        unit="share",
        low=0.0,
        high=0.5,
        source=PARTNER_PILOT,
        doc="Spread of good faith among those who may take office.",
    )
    character_correlation: float = quantity(
        0.50,
        unit="1",
        low=-1.0,
        high=1.0,
        source=PARTNER_PILOT,
        doc="Correlation between a newcomer's keeping of promises and common aim.",
    )
