"""Parameters of what a later phase takes over."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between


class CarriedLearning(Part):
    """A later phase begins with part of what partners learned in the one before it."""

    on: bool = switch("every agreement begins from scratch.")
    share: float = quantity(
        0.70,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.3, 0.95),
        doc="Share of evidence and of stocks that lives on in the next phase.",
    )
