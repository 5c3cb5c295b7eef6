"""Parameters of breaking off with a member."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between


class Termination(Part):
    """A leader who plans for the others breaks off with a member that it believes does not pay."""

    on: bool = switch("nobody is put out by the leader.")
    damages: float = quantity(
        0.25,
        unit="share",
        low=0.0,
        high=5.0,
        role="uncertainty",
        plausible=between(0.0, 1.0),
        doc="What a complete contract makes the leader pay for each year cut off, relative to the member's "
        "yearly money.",
    )
