"""A task, and a batch of tasks done one after another by whoever has them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from partnersim.scenario.documents.fingerprint import SourceChanged
from partnersim.studies.runs.failures import Failure
from partnersim.studies.runs.provenance import engine_version, library_versions, machine
from partnersim.studies.runs.side_by_side import AT_ONCE, side_by_side, turns_of

Columns: TypeAlias = Mapping[str, NDArray[Any]]
"""Columns of one length by name; texts are arrays of objects. Empty without any."""

Rows: TypeAlias = pd.DataFrame | Columns | list[dict[str, Any]]
Tables = dict[str, pd.DataFrame]
"""Tables by name, every row with the key of its task."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """A piece of work.

    Attributes:
        key: names the result: a text made of everything that the result depends on.
        work: what is given to the function that does it; anything that can be pickled.
        group: tasks of one group share something costly to prepare, and stay together as far as that pays.
    """

    key: str
    work: Any
    group: str = ""


Do = Callable[[Any], Mapping[str, Rows]]
"""Does a task's work and gives tables by name; a function that a worker can import."""


@dataclass(kw_only=True)
class Batch:
    """What became of some tasks.

    Attributes:
        tables: rows of the finished tasks by table, with their keys.
        finished: keys of finished tasks. failures: by key. left: how many tasks, from the end, were not begun.
        facts: libraries and machine they were done with. started, ended: moments, ISO 8601 in UTC.
    """

    tables: Tables = field(default_factory=dict)
    finished: list[str] = field(default_factory=list)
    failures: dict[str, Failure] = field(default_factory=dict)
    left: int = 0
    facts: dict[str, Any] = field(default_factory=dict)
    started: str = ""
    ended: str = ""


def run_batch(tasks: Sequence[Task], do: Do, version: str, seconds: float) -> Batch:
    """Do tasks in their order until none is left or the time is over; a failing one does not stop the others.

    Args:
        tasks: what to do; the first is done however long it takes.
        do: does the work of one.
        version: of the program that planned the study. If the program has been changed since, every task fails:
            the study would otherwise mix the numbers of two programs.
        seconds: after how long no further task is begun.
    """
    gathered = Gathered(version)
    begun, at_once = time.monotonic(), 1 if turns_of(do) is None else AT_ONCE
    while gathered.count < len(tasks) and not (gathered.count and time.monotonic() - begun >= seconds):
        gathered.attempt(tasks[gathered.count : gathered.count + at_once], do)
    return gathered.batch(left=len(tasks) - gathered.count)


class Gathered:
    """Gathers the results of single tasks into a batch."""

    def __init__(self, version: str) -> None:
        self._started = now()
        self._rows: dict[str, list[Rows]] = {}
        self._finished: list[str] = []
        self.failures: dict[str, Failure] = {}
        self._changed = None if engine_version() == version else Failure.of(
            SourceChanged("the program was changed while the study ran; start it again"), origin="build"
        )  # fmt: skip

    @property
    def count(self) -> int:
        """Tasks finished or failed."""
        return len(self._finished) + len(self.failures)

    def attempt(self, tasks: Sequence[Task], do: Do) -> None:
        """Do some tasks, side by side where they can be done in turns, and take their results or failures."""
        if self._changed is not None:
            self.failures |= dict.fromkeys((task.key for task in tasks), self._changed)
            return
        turns = turns_of(do) if len(tasks) > 1 else None
        if turns is not None:
            ended: dict[int, Any] = {}
            try:
                ended.update(side_by_side([turns(task.work) for task in tasks]))
            finally:  # what has ended is kept, whatever stops the others
                for number in sorted(ended):
                    self._take(tasks[number], ended[number])
            return
        for task in tasks:
            result: Any
            try:
                result = do(task.work)
            except Exception as error:
                result = error
            self._take(task, result)

    def _take(self, task: Task, result: Mapping[str, Rows] | Exception) -> None:
        if isinstance(result, Exception):
            self.failures[task.key] = Failure.of(result)
            return
        for name, rows in result.items():
            if isinstance(rows, list):
                self._rows.setdefault(name, []).append([{"key": task.key, **row} for row in rows])
            elif isinstance(rows, pd.DataFrame) and len(rows):
                keyed = rows.copy(deep=False)
                keyed.insert(0, "key", task.key)
                self._rows.setdefault(name, []).append(keyed)
            elif isinstance(rows, Mapping) and rows:
                count = len(next(iter(rows.values())))
                self._rows.setdefault(name, []).append(
                    {"key": np.full(count, task.key, dtype=object), **rows}
                )
        self._finished.append(task.key)

    def batch(self, *, left: int = 0) -> Batch:
        """Everything gathered so far as one batch."""
        tables = {name: _one_table(pieces) for name, pieces in self._rows.items()}
        return Batch(
            tables={name: table for name, table in tables.items() if len(table)},
            finished=self._finished, failures=self.failures, left=left,
            facts={"libraries": library_versions(), **machine()}, started=self._started, ended=now(),
        )  # fmt: skip


def _one_table(pieces: Sequence[Rows]) -> pd.DataFrame:
    rows = [row for piece in pieces if isinstance(piece, list) for row in piece]
    frames = [piece for piece in pieces if isinstance(piece, pd.DataFrame)]
    alike: dict[tuple[str, ...], list[Columns]] = {}
    for piece in pieces:
        if isinstance(piece, Mapping):
            alike.setdefault(tuple(piece), []).append(piece)
    for names, columns in alike.items():
        frames.append(pd.DataFrame({name: np.concatenate([c[name] for c in columns]) for name in names}))
    return stacked([*frames, pd.DataFrame(rows)])


def stacked(tables: Sequence[pd.DataFrame], /) -> pd.DataFrame:
    """Tables under one another, without those that have no row (whose columns have no type)."""
    filled = [table for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame()


def now() -> str:
    """This moment, ISO 8601 in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
