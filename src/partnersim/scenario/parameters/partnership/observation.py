"""Parameters of seeing what others deliver."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between


class Observation(Part):
    """Visits show what was delivered; each partner pays for the visits it makes out of its own staff."""

    on: bool = switch("nobody sees what others deliver.")
    visit_staff: float = quantity(
        0.05,
        unit="persons",
        low=0.0,
        high=10.0,
        plausible=between(0.02, 0.15),
        doc="Staff time of one visit a month.",
    )
    seen_per_visit: float = quantity(
        0.15,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.05, 0.4),
        doc="Chance that one visit shows a partner's true delivery of the month.",
    )
    error_sd: float = quantity(
        0.15,
        unit="share",
        low=0.0,
        high=1.0,
        plausible=between(0.05, 0.4),
        doc="Error of an observed ratio of delivered to promised.",
    )
