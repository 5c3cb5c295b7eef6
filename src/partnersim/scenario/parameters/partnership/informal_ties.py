"""Parameters of private acquaintance between partners."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between


class InformalTies(Part):
    """Partners who know each other privately help out at once, and cover for one another."""

    on: bool = switch("nobody keeps informal ties, whatever the practice says.")
    staff_per_tie: float = quantity(
        0.10,
        unit="persons",
        low=0.0,
        high=10.0,
        role="uncertainty",
        plausible=between(0.02, 0.3),
        doc="Staff time of each member per other member for full ties.",
    )
    cover: float = quantity(
        2.0,
        unit="1",
        low=0.0,
        high=20.0,
        role="uncertainty",
        plausible=between(0.0, 5.0),
        doc="Added temptation to steal among tied partners without any honesty.",
    )
    silence: float = quantity(
        0.80,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.3, 1.0),
        doc="Share of what a fully tied partner without honesty sees and does not report.",
    )
