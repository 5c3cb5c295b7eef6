"""Parameters of breaking off with a member."""

from partnersim.scenario.documents.fields import Part, quantity, switch


class Termination(Part):
    """A leader who plans for the others breaks off with a member that it believes does not pay."""

    on: bool = switch("nobody is put out by the leader.")
    damages: float = quantity(
        0.25,
        unit="share",
        low=0.0,
        high=5.0,
        role="uncertainty",
        doc="What a complete contract makes the leader pay for each year cut off, relative to the member's "
        "yearly money.",
    )
