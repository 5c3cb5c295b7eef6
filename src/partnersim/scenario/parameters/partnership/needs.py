"""Parameters of what the poor need and how partners see it."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between
from partnersim.scenario.parameters.sources import PARTNER_PILOT


class Needs(Part):
    """What the poor need from each aspect drifts, and partners see it late and each in its own way."""

    on: bool = switch("needs keep their base weights and everybody sees them truly.")
    drift_sd: float = quantity(
        0.06,
        unit="log",
        low=0.0,
        high=1.0,
        source=PARTNER_PILOT,
        role="uncertainty",
        plausible=between(0.02, 0.12),
        doc="Monthly standard deviation of the log weight of an aspect.",
    )
    vision_sd: float = quantity(
        0.40,
        unit="log",
        low=0.0,
        high=3.0,
        source=PARTNER_PILOT,
        role="uncertainty",
        plausible=between(0.1, 0.8),
        doc="Spread of partners' views of the weights; halved by full socialisation.",
    )
    persistence: float = quantity(
        0.80,
        unit="1",
        low=0.0,
        high=0.98,
        source="assumed: an office changes its mind over years; 0 to 0.95 plausible",
        role="uncertainty",
        plausible=between(0.0, 0.95),
        doc="Correlation of a partner's view of needs with that of the year before.",
    )
    response: float = quantity(
        0.50,
        unit="1",
        low=0.0,
        high=5.0,
        role="uncertainty",
        plausible=between(0.0, 1.5),
        doc="How far queues for loans, untrained owners and depressed prices move the weights.",
    )
    delay_months: int = quantity(
        6,
        unit="months",
        low=0,
        high=36,
        role="uncertainty",
        plausible=between(0, 18),
        doc="Age of what partners know of needs without up-to-date information.",
    )
    substitution: float = quantity(
        0.60,
        unit="1",
        low=0.3,
        high=5.0,
        source=PARTNER_PILOT,
        role="uncertainty",
        plausible=between(0.3, 2.0),
        doc="Elasticity of substitution between the aspects.",
    )
    returns: float = quantity(
        0.90,
        unit="1",
        low=0.3,
        high=1.0,
        source=PARTNER_PILOT,
        plausible=between(0.7, 1.0),
        doc="Returns to scale of one partner in one aspect.",
    )
    concavity: float = quantity(
        0.80,
        unit="1",
        low=0.3,
        high=1.0,
        source=PARTNER_PILOT,
        plausible=between(0.6, 1.0),
        doc="Curvature of welfare in output.",
    )
    background: float = quantity(
        0.10,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.0, 0.5),
        doc="Work that people and markets do anyway, relative to partners' money spent "
        "evenly over the aspects.",
    )
