"""One run: a pure function from a scenario and a seed to what happened."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from partnersim.engine.model import PartnershipModel
from partnersim.measures import Recorder
from partnersim.studies.runs.failures import Origin, RunFailed
from partnersim.world.households import COLUMN_NAMES

if TYPE_CHECKING:
    from partnersim.scenario.spec import Scenario

FLOW_KEYS = ["month", "payer", "receiver", "kind"]


@dataclass(frozen=True, kw_only=True)
class RunOutcome:
    """What one run produced.

    Attributes:
        series: one mapping per month with month (0 first), date (YYYY-MM) and every measure.
        outcomes: end-of-run numbers by name.
        flows: money by month, payer, receiver and kind, in rupiah of the whole place.
        diary: dated entries of what organizations and events did.
        snapshots: all household columns at the months asked for, with the number of months lived before.
        seconds: wall time by part: build, run, measure.
    """

    series: list[dict[str, Any]]
    outcomes: dict[str, float]
    flows: pd.DataFrame
    diary: list[dict[str, Any]]
    snapshots: pd.DataFrame
    seconds: dict[str, float] = field(default_factory=dict)


def simulate(
    spec: Scenario,
    seed: int,
    *,
    tables: bool = True,
    watch: Callable[[PartnershipModel], None] | None = None,
) -> RunOutcome:
    """Run one scenario with one seed; equal arguments give equal results, except for the times.

    Args:
        spec: the scenario.
        seed: seed of every keyed draw of the run.
        tables: whether months, money flows, diary and snapshots are kept; outcomes are the same without.
        watch: called with the model before its first month and after each; it may only read.

    Raises:
        RunFailed: building, stepping or measuring raised an exception; it says which.
    """
    clock = _Clock()
    with clock("build"):
        model = PartnershipModel(spec, seed)
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
            series=_series(recorder, dates) if tables else [],
            outcomes={name: float(value) for name, value in recorder.outcomes().items()},
            flows=flows_between_holders(model.ledger.flows() if tables else pd.DataFrame()),
            diary=list(model.diary) if tables else [],
            snapshots=pd.concat(snapshots, ignore_index=True) if snapshots else _no_snapshot(),
            seconds=clock.seconds,
        )


def _series(recorder: Recorder, dates: list[str]) -> list[dict[str, Any]]:
    table = recorder.table.T.tolist()
    return [
        {"month": t, "date": date, **dict(zip(recorder.names, table[t], strict=True))}
        for t, date in enumerate(dates)
    ]


def flows_between_holders(postings: pd.DataFrame, /) -> pd.DataFrame:
    """Sum postings over the accounts of each holder; moves within one holder stay as rows of their own.

    Args:
        postings: columns month, payer, receiver, kind, amount_idr, with holders' names.

    Returns:
        One row per month, payer, receiver and kind, sorted, with amount_idr.
    """
    if postings.empty:
        return pd.DataFrame({name: pd.Series(dtype=_dtype(name)) for name in [*FLOW_KEYS, "amount_idr"]})
    return postings.groupby(FLOW_KEYS, sort=True, as_index=False)["amount_idr"].sum()


def _dtype(column: str) -> str:
    return {"month": "int64", "amount_idr": "float64"}.get(column, "str")


def _snapshot(model: PartnershipModel, months_lived: int) -> pd.DataFrame:
    """All columns of all households after ``months_lived`` months (0 is the state before the first month)."""
    arrays = model.households.arrays
    columns = {name: getattr(arrays, name).copy() for name in COLUMN_NAMES}
    return pd.DataFrame({"month": months_lived, **columns})


def _no_snapshot() -> pd.DataFrame:
    return pd.DataFrame({"month": pd.Series(dtype="int64")})


class _Clock:
    """Adds up wall time by part of a run, and names the part in which an exception rose."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, part: Origin) -> Iterator[None]:
        begun = time.perf_counter()
        try:
            yield
        except Exception as error:
            raise RunFailed(part, error) from error
        finally:
            self.seconds[part] = self.seconds.get(part, 0.0) + time.perf_counter() - begun
