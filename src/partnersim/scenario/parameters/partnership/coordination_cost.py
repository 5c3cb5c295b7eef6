"""Parameters of what talking costs."""

from typing import Literal

from partnersim.scenario.documents.fields import Part, choice, quantity, switch
from partnersim.scenario.documents.plausible import between
from partnersim.scenario.parameters.sources import PARTNER_PILOT


class CoordinationCost(Part):
    """Each ordered pair that talks costs staff time of the two, less with trust and convening."""

    on: bool = switch("talking costs nobody any time.")
    per_pair: float = quantity(
        0.25,
        unit="persons",
        low=0.0,
        high=20.0,
        role="uncertainty",
        plausible=between(0.05, 0.8),
        doc="Staff time of each of the two per pair that talks, at no trust and no convening.",
    )
    talking: Literal["each_pair", "through_one"] = choice(
        "each_pair",
        doc="Who talks in a joint plan: every pair, whose number grows with the square of the members, or all with "
        "one of them, whose number grows in step.",
    )
    per_meeting: float = quantity(
        0.05,
        unit="person months",
        low=0.0,
        high=20.0,
        plausible=between(0.02, 0.2),
        doc="Staff time per member and meeting.",
    )
    committee_size: int = quantity(
        8,
        unit="1",
        low=2,
        high=100,
        source=PARTNER_PILOT,
        plausible=between(4, 16),
        doc="Members above which pairs talk within committees that send a delegate.",
    )
    control: float = quantity(
        0.10,
        unit="persons",
        low=0.0,
        high=20.0,
        role="uncertainty",
        plausible=between(0.02, 0.5),
        doc="Staff time of a leader who plans for others, per member led, at no trust.",
    )
