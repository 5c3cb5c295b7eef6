"""Tracing: from two scenarios and a household, or a kind of household, to its two lives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from partnersim.scenario.documents.errors import nearest, refused
from partnersim.scenario.phrases import Phrase
from partnersim.studies.explaining.differences import differences
from partnersim.studies.runs.design import first_seed
from partnersim.studies.tracing.lives import PICKS, Event, Parting, events_of, first_apart, parting_of, picked
from partnersim.studies.tracing.record import Everybody, everybody, life_of

if TYPE_CHECKING:
    from partnersim.scenario.spec import Scenario


@dataclass(frozen=True, kw_only=True)
class Trace:
    """The two lives of one household.

    Attributes:
        base, other: names of the scenarios. seed: of both runs. number: of the household.
        lives: of base and other, as `partnersim.studies.tracing.record.life_of` gives them.
        events: of base and other. parting: where they part at all. apart: the first event of each that the other lacks.
        pick: the kind it was picked from, "" if it was named; like: simulated households of that kind, and households
            of the place for which they stand. last_year: consumption a person and month in the last year, rupiah, of
            base and other. line_idr: poverty line.
    """

    base: str
    other: str
    seed: int
    number: int
    lives: tuple[pd.DataFrame, pd.DataFrame]
    events: tuple[list[Event], list[Event]]
    parting: Parting | None
    apart: tuple[Event | None, Event | None]
    pick: str
    like: tuple[int, float]
    last_year: tuple[float, float]
    line_idr: float

    @property
    def table(self) -> pd.DataFrame:
        """A row for each month in which something happens: date, and what happens under each scenario."""
        rows: dict[int, list[list[str]]] = {}
        for k, events in enumerate(self.events):
            for event in events:
                rows.setdefault(event.month, [[], []])[k].append(event.kind)
        dates = self.lives[0]["date"]
        return pd.DataFrame(
            [[dates.iloc[month], *("; ".join(part) for part in rows[month])] for month in sorted(rows)],
            columns=["date", "base", "other"],
        )


def run_trace(
    base: Scenario,
    other: Scenario,
    /,
    *,
    household: int | None = None,
    pick: str | None = None,
    seed: int | None = None,
    names: tuple[str, str] | None = None,
) -> Trace:
    """The two lives of one household under two scenarios, with the same seed.

    Args:
        base, other: the scenarios, about the same households and months.
        household: its number; or pick: a kind of household, `partnersim.studies.tracing.lives.PICKS`, of which the
            middle one by its change is taken.
        seed: of both runs; the base's if not given. names: what the scenarios are called.

    Raises:
        ScenarioError: neither or both are given, there is no such household or kind, or the scenarios do not differ or
            are about other households. RunFailed: a run fails.
    """
    if (household is None) == (pick is None):
        raise refused(Phrase("give a household (--household) or a kind of household (--pick), and not both"))
    if pick is not None and pick not in PICKS:
        raise refused(
            Phrase("is no kind of household: {picks}", picks=', '.join(PICKS)), field="--pick", value=f"'{pick[:60]}'",
            suggestion=nearest(pick, among=list(PICKS)),
        )  # fmt: skip
    differences(base, other)
    number_seed = first_seed(base, seed)
    everyone = everybody(base, number_seed), everybody(other, number_seed)
    chosen, count, place = household, 0, 0.0
    if pick is not None:
        chosen, count, place = picked(pick, *everyone)
        if chosen is None:
            raise refused(
                Phrase(
                    "no simulated household is {pick} with seed {number_seed}; try another seed or more "
                    "households",
                    pick=pick,
                    number_seed=number_seed,
                )
            )
    assert chosen is not None
    row = _row(everyone[0], chosen)
    lives = life_of(base, number_seed, chosen), life_of(other, number_seed, chosen)
    events = events_of(lives[0]), events_of(lives[1])
    return Trace(
        base=names[0] if names else base.name, other=names[1] if names else other.name, seed=number_seed, number=chosen,
        lives=lives, events=events, parting=parting_of(*lives), apart=first_apart(*events), pick=pick or "",
        like=(count, place),
        last_year=(float(everyone[0].last_year[row]), float(everyone[1].last_year[row])),
        line_idr=base.place.poverty_line_idr,
    )  # fmt: skip


def _row(everyone: Everybody, number: int) -> int:
    rows = np.flatnonzero(everyone.id == number)
    if not len(rows):
        near = min(map(int, everyone.id), key=lambda one: abs(one - number))
        text = Phrase(
            "is no simulated household; allowed {first} to {last}, of which those simulated",
            first=int(everyone.id.min()), last=int(everyone.id.max()),
        )  # fmt: skip
        raise refused(text, field="--household", value=str(number), suggestion=str(near))
    return int(rows[0])
