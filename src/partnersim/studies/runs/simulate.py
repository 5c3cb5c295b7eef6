"""One run: a pure function from a scenario and a seed to what happened."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd

from partnersim.engine.model import PartnershipModel
from partnersim.measures import Recorder
from partnersim.studies.runs.failures import Origin, RunFailed
from partnersim.studies.runs.side_by_side import BEGINNING, Turns, in_turns
from partnersim.studies.runs.tasks import Columns
from partnersim.world.households import COLUMN_NAMES

if TYPE_CHECKING:
    from partnersim.mechanisms.base import Mechanism
    from partnersim.scenario.spec import Scenario
    from partnersim.world.ledger import Ledger


@dataclass(frozen=True, kw_only=True)
class RunOutcome:
    """What one run produced.

    Attributes:
        series: columns over months: month (0 first), date (YYYY-MM) and every measure; none if not kept.
        outcomes: end-of-run numbers by name.
        flows: columns of money by month, payer, receiver and kind, in rupiah of the whole place; none if not kept.
        diary: dated entries of what organizations and events did.
        snapshots: all household columns at the months asked for, with the number of months lived before.
        seconds: wall time by part: build, run, measure.
    """

    series: Columns
    outcomes: dict[str, float]
    flows: Columns
    diary: list[dict[str, Any]]
    snapshots: pd.DataFrame
    seconds: dict[str, float] = field(default_factory=dict)


@in_turns
def simulate(
    spec: Scenario,
    seed: int,
    *,
    tables: bool = True,
    outcomes: Sequence[str] | None = None,
    watch: Callable[[PartnershipModel], None] | None = None,
    mechanisms: Sequence[Mechanism] = (),
) -> Turns[RunOutcome]:
    """Run one scenario with one seed; equal arguments give equal results, except for the times.

    Args:
        spec: the scenario.
        seed: seed of every keyed draw of the run.
        tables: whether months, money flows, diary and snapshots are kept; outcomes are the same without.
        outcomes: names of those wanted, all without; measures from which none of them is made are not worked out.
        watch: called with the model before its first month and after each; it may only read.
        mechanisms: rules that are no part of the model, each of which acts at the end of its phase.

    Raises:
        RunFailed: building, stepping or measuring raised an exception; it says which.
    """
    clock, beside = _Clock(), (yield BEGINNING)
    with clock("build"):
        model = PartnershipModel(spec, seed, own=mechanisms)
    with clock("measure"):
        recorder = Recorder(model)
        if watch is not None:
            watch(model)
    wanted = frozenset(spec.run.snapshots if tables else ())
    dates: list[str] = []
    snapshots = [_snapshot(model, 0)] if 0 in wanted else []
    for month in range(spec.time.months):
        with clock("run"):
            date = model.date
            if beside:
                for lived in model.turns():
                    clock.rest()
                    yield lived
                    clock.go_on()
            else:
                model.step()
        with clock("measure"):
            recorder.note()
            dates.append(date)
            if watch is not None:
                watch(model)
            if month + 1 in wanted:
                snapshots.append(_snapshot(model, month + 1))
    with clock("measure"):
        return RunOutcome(
            series=_series(recorder, dates) if tables else {},
            outcomes=recorder.outcomes(outcomes),
            flows=flows_between_holders(model.ledger) if tables else {},
            diary=list(model.diary) if tables else [],
            snapshots=pd.concat(snapshots, ignore_index=True) if snapshots else _no_snapshot(),
            seconds=clock.seconds,
        )


def _series(recorder: Recorder, dates: list[str]) -> Columns:
    return {
        "month": np.arange(len(dates)),
        "date": np.array(dates, dtype=object),
        **dict(zip(recorder.names, recorder.table, strict=True)),
    }


def flows_between_holders(ledger: Ledger, /) -> Columns:
    """Filed postings summed over the accounts of each holder; moves within one holder stay as rows of their own.

    Returns:
        month, payer, receiver, kind and amount_idr: one row for each of the first four, sorted by them.
    """
    filed = ledger.filed_columns()
    holders, holder = np.unique([account.holder for account in ledger.accounts], return_inverse=True)
    kinds, kind = np.unique(filed.kinds, return_inverse=True)
    parts = (filed.month, holder[filed.source], holder[filed.target], kind[filed.kind])
    key = np.ravel_multi_index(parts, (ledger.month + 1, len(holders), len(holders), len(kinds) + 1))
    order = np.argsort(key, kind="stable")
    first = np.flatnonzero(np.diff(key[order], prepend=-1))
    month, payer, receiver, what = (part[order[first]] for part in parts)
    names, uses = holders.astype(object), kinds.astype(object)
    return {
        "month": month, "payer": names[payer], "receiver": names[receiver], "kind": uses[what],
        "amount_idr": np.add.reduceat(filed.amount[order], first) if len(first) else np.zeros(0),
    }  # fmt: skip


def _snapshot(model: PartnershipModel, months_lived: int) -> pd.DataFrame:
    """All columns of all households after ``months_lived`` months (0 is the state before the first month)."""
    arrays = model.households.arrays
    columns = {name: getattr(arrays, name).copy() for name in COLUMN_NAMES}
    return pd.DataFrame({"month": months_lived, **columns})


@cache
def _no_snapshot() -> pd.DataFrame:
    return pd.DataFrame({"month": pd.Series(dtype="int64")})


class _Clock:
    """Adds up wall time by part of a run, and names the part in which an exception rose."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._part: Origin = "build"
        self._begun = self._rested = 0.0

    def __call__(self, part: Origin) -> Self:
        """The clock, to be entered for a part that no other part is within."""
        self._part = part
        return self

    def __enter__(self) -> None:
        self._begun = time.perf_counter()

    def rest(self) -> None:
        """Stand still while other runs have their turn."""
        self._rested = time.perf_counter()

    def go_on(self) -> None:
        """Go on after `rest`."""
        self._begun += time.perf_counter() - self._rested

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        part = self._part
        self.seconds[part] = self.seconds.get(part, 0.0) + time.perf_counter() - self._begun
        if isinstance(error, Exception):
            raise RunFailed(part, error) from error
