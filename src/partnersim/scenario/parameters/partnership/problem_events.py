"""Parameters of trouble in an organization's work."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between


class ProblemEvents(Part):
    """Trouble strikes an organization's work and grows until it is solved."""

    on: bool = switch("nothing unforeseen strikes anybody's work.")
    hazard: float = quantity(
        0.015,
        unit="1/month",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.005, 0.04),
        doc="Monthly probability that an organization without an open problem meets one.",
    )
    damage: float = quantity(
        0.10,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.03, 0.25),
        doc="Share of its work that a new problem stops.",
    )
    growth: float = quantity(
        0.20,
        unit="per_month",
        low=0.0,
        high=5.0,
        role="uncertainty",
        plausible=between(0.05, 0.4),
        doc="Growth of an open problem's damage a month.",
    )
    own_effort: float = quantity(
        0.15,
        unit="1/month",
        low=0.0,
        high=10.0,
        role="uncertainty",
        plausible=between(0.05, 0.4),
        doc="Rate at which an organization solves a problem by itself.",
    )
    by_meetings: float = quantity(
        0.30,
        unit="1/month",
        low=0.0,
        high=10.0,
        role="uncertainty",
        plausible=between(0.0, 0.8),
        doc="Added rate where all members meet once a month.",
    )
    by_ties: float = quantity(
        0.60,
        unit="1/month",
        low=0.0,
        high=10.0,
        role="uncertainty",
        plausible=between(0.0, 1.5),
        doc="Added rate with full informal ties.",
    )
    by_information: float = quantity(
        0.15,
        unit="1/month",
        low=0.0,
        high=10.0,
        role="uncertainty",
        plausible=between(0.0, 0.5),
        doc="Added rate where partners keep each other fully up to date.",
    )
    by_aid: float = quantity(
        1.0,
        unit="1/month",
        low=0.0,
        high=50.0,
        role="uncertainty",
        plausible=between(0.0, 3.0),
        doc="Added rate per month's own money that partners pay towards the repair.",
    )
