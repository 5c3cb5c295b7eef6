"""Who holds the money that partners spend together."""

from collections.abc import Iterator
from typing import Literal

from partnersim.scenario.documents.fields import Fault, Part, choice, quantity
from partnersim.scenario.documents.plausible import between
from partnersim.scenario.documents.texts import ActorName
from partnersim.scenario.phrases import Phrase


class Purse(Part):
    """Who holds the money of an agreement until it is spent."""

    held_by: Literal["each", "member", "third_party"] = choice(
        "each",
        role="lever",
        doc="Who holds the money of a common plan: each its own, until it passes on what others are to spend; a "
        "member, into whose account all pay what the plan needs; or a third party, through which passes what one pays "
        "another.",
    )
    treasurer: ActorName | None = choice(
        None, doc="Member that holds the money where a member does; if empty the leader, or else the first."
    )
    fee: float = quantity(
        0.03,
        unit="share",
        low=0.0,
        high=0.5,
        source="1 percent for an administrative agent to 7 percent for indirect costs in trust funds of the United "
        "Nations (as remembered)",
        role="uncertainty",
        plausible=between(0.01, 0.1),
        doc="Part of what passes through a third party's hands that it keeps for its work.",
    )

    def faults(self) -> Iterator[Fault]:
        """A treasurer where no member holds the money."""
        if self.treasurer is not None and self.held_by != "member":
            holder = self.held_by.replace("_", " ")
            text = Phrase("is named although the money is held by {holder}", holder=holder)
            yield Fault(
                place=("treasurer",), message=text, allowed=Phrase("a name only with held_by: member")
            )
