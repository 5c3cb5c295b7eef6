"""Parameters of changes of heads."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between
from partnersim.scenario.parameters.fitted import DYADS, fitted
from partnersim.scenario.parameters.sources import PARTNER_PILOT


class OfficeChange(Part):
    """Heads of organizations change; the newcomer's character is new and much of what was known is lost."""

    on: bool = switch("nobody changes office.")
    hazard: float = fitted(
        "office_change.hazard",
        fit=DYADS,
        unit="1/year",
        low=0.0,
        high=1.0,
        plausible=between(
            0.03,
            0.25,
            source="assumed: a head stays 4 to 30 years; transfers every two to five years are usual in local offices",
        ),
        doc="Yearly probability that an organization's head changes.",
    )
    evidence_lost: float = quantity(
        0.70,
        unit="share",
        low=0.0,
        high=1.0,
        source=PARTNER_PILOT,
        plausible=between(0.4, 0.9),
        doc="Share of others' evidence about the organization that is lost.",
    )
    character_sd: float = quantity(
        0.18,
        unit="share",
        low=0.0,
        high=0.5,
        source=PARTNER_PILOT,
        plausible=between(0.1, 0.25),
        doc="Spread of good faith among those who may take office.",
    )
    character_correlation: float = quantity(
        0.50,
        unit="1",
        low=-1.0,
        high=1.0,
        source=PARTNER_PILOT,
        plausible=between(0.0, 0.8),
        doc="Correlation between a newcomer's keeping of promises and common aim.",
    )
