"""How an organization comes by its money, and how that answers what others give and how many wait."""

from collections.abc import Iterator
from typing import Literal

from partnersim.scenario.documents.fields import Fault, Part, choice, quantity
from partnersim.scenario.documents.plausible import between, times
from partnersim.scenario.documents.texts import Month, Year
from partnersim.scenario.phrases import Phrase

RESPONSES = (-1.0, 0.1)
"""Plausible answers to a rupiah of others: full crowding out to a little crowding in."""

RESPONSES_SOURCE = (
    "de Wit and Bekkers 2017, Journal of Public Administration Research and Theory 27(2) 301-319: -0.64 in "
    "experiments, +0.06 in the field; -1 is full crowding out"
)


class Budget(Part):
    """How an organization comes by its money."""

    rule: Literal["appropriation", "project", "profit_share", "none"] = choice(
        "none",
        doc="Yearly appropriation that lapses, project total with an end date, a share of profit on which "
        "the firm decides, or no money of its own.",
    )
    yearly_idr: float = quantity(
        0.0,
        unit="IDR/year",
        low=0.0,
        high=1e14,
        role="lever",
        plausible=times(0.5, 2.0, source="assumed: half to twice what the case gives it"),
        doc="Appropriation for a year.",
    )
    by_year: dict[Year, float] = quantity(
        {},
        unit="IDR/year",
        low=0.0,
        high=1e14,
        role="lever",
        plausible=times(0.5, 2.0, source="assumed: half to twice what the case gives it"),
        doc="Appropriations of single years, written as year: amount.",
    )
    total_idr: float = quantity(
        0.0,
        unit="IDR",
        low=0.0,
        high=1e14,
        role="lever",
        plausible=times(0.5, 2.0, source="assumed: half to twice what the case gives it"),
        doc="Total of a project.",
    )
    start: Month | None = choice(
        None, doc="First month of a project (YYYY-MM); the scenario's start if empty."
    )
    months: int = quantity(
        12,
        unit="months",
        low=1,
        high=600,
        role="lever",
        plausible=times(0.5, 2.0, source="assumed: half to twice as long"),
        doc="Length of a project.",
    )
    response_to_others: float = quantity(
        0.0,
        unit="ratio",
        low=-2.0,
        high=1.0,
        role="lever",
        plausible=between(*RESPONSES, source=RESPONSES_SOURCE),
        doc="Rupiah by which an appropriation or project answers each rupiah that others gave in the year before "
        "beyond what it expects; 0 for a budget that stands whatever others do.",
    )
    expects_others_idr: float | None = quantity(
        None,
        unit="IDR/year",
        low=0.0,
        high=1e14,
        plausible=times(0.5, 2.0, source="assumed: half to twice what others gave in the case"),
        doc="What it expects others to give in a year; if empty, what they gave in the first whole calendar year. "
        "State the same in scenarios that differ from their first month on, or they expect different things.",
    )
    response_to_need: float = quantity(
        0.0,
        unit="IDR/household",
        low=0.0,
        high=1e8,
        role="lever",
        plausible=between(0.0, 300_000.0, source="assumed: up to a first loan for each household that waits"),
        doc="Rupiah a year by which an appropriation or project answers each household that waits in the queue of a "
        "community fund in January.",
    )

    @property
    def answers(self) -> bool:
        """Whether it answers others' giving or need."""
        return self.response_to_others != 0.0 or self.response_to_need != 0.0

    def faults(self) -> Iterator[Fault]:
        """A response of money on which nobody decides at the turn of a year."""
        if self.rule in ("appropriation", "project"):
            return
        for name in ("response_to_others", "response_to_need"):
            if getattr(self, name) != 0.0:
                text = Phrase(
                    "is said of a budget by the rule '{rule}', on which nobody decides each year",
                    rule=self.rule,
                )
                yield Fault(
                    place=(name,), message=text, allowed=Phrase("0, or the rule 'appropriation' or 'project'")
                )
