"""Parameter sets tried here or elsewhere, kept in a folder as they come, and never tried twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from types import TracebackType

import pandas as pd

from partnersim.studies.fitting.households.aims import Aim
from partnersim.studies.fitting.households.evaluate import Effort, Tried, key_of, try_set
from partnersim.studies.runs.processes import WorkerProcesses
from partnersim.studies.runs.progress import Progress
from partnersim.studies.runs.running import Finished, run_tasks
from partnersim.studies.runs.store import Store
from partnersim.studies.runs.tasks import Rows, Task


class Bench:
    """Tries parameter sets.

    Args:
        aims: what they are held against.
        workers: processes; 1 tries here.
        executor: tries them instead, any of ``concurrent.futures``.
        out: folder in which results are kept; None keeps them in memory only.
        shown: progress to tell.

    Raises:
        ResultsError: the folder cannot be written.
    """

    def __init__(
        self,
        aims: Sequence[Aim],
        /,
        *,
        workers: int,
        executor: Executor | None = None,
        out: Path | None,
        shown: Progress | None = None,
    ) -> None:
        self.aims, self.workers, self.shown = tuple(aims), max(1, workers), shown
        self.known: dict[str, Tried] = {}
        self.fresh = 0
        self._store = None if out is None else Store(out)
        self._executor = executor
        self._open = ExitStack()

    def __enter__(self) -> Bench:
        # Searches hand out few sets at a time: worker processes stay from one generation to the next.
        if self._executor is None and self.workers > 1:
            self._executor = self._open.enter_context(WorkerProcesses(self.workers))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def try_all(self, sets: Sequence[Mapping[str, float]], effort: Effort, /) -> list[Tried]:
        """Results of some parameter sets, in their order; what was kept is not tried again."""
        keys = [key_of(one, self.aims, effort) for one in sets]
        todo = [
            Task(key=key, work=dict(one))
            for key, one in zip(keys, sets, strict=True)
            if key not in self.known
        ]  # fmt: skip
        if todo:
            done = run_tasks(
                todo, partial(tables_of_set, self.aims, effort), store=self._store, executor=self._executor,
                workers=self.workers, shown=None,
            )  # fmt: skip
            done.raise_first(todo)
            self.known |= tried_of(done)
            self.fresh += len({task.key for task in todo} - done.kept)
        if self.shown is not None:
            self.shown.advance(len(sets))
        return [self.known[key] for key in keys]


def tables_of_set(aims: Sequence[Aim], effort: Effort, parameters: Mapping[str, float]) -> Mapping[str, Rows]:
    """What a parameter set gave as rows: kind of number, name, value."""
    tried = try_set(parameters, aims, effort)
    named = {"parameters": tried.parameters, "values": tried.values, "beside": tried.beside}
    rows = [
        {"kind": kind, "name": name, "value": float(value)}
        for kind, numbers in named.items()
        for name, value in numbers.items()
    ]
    rows += [{"kind": name, "name": "", "value": getattr(tried, name)} for name in ("loss", "seconds")]
    return {"numbers": rows}


def tried_of(done: Finished, /) -> dict[str, Tried]:
    """Results by key from the rows of `tables_of_set`."""
    found: dict[str, Tried] = {}
    table = done.tables.get("numbers", pd.DataFrame({"key": []}))
    for key, rows in table.groupby("key", sort=False):
        numbers: dict[str, dict[str, float]] = {"parameters": {}, "values": {}, "beside": {}}
        for kind, name, value in rows[["kind", "name", "value"]].itertuples(index=False):
            numbers.setdefault(kind, {})[name] = float(value)
        found[str(key)] = Tried(
            parameters=numbers["parameters"], values=numbers["values"], beside=numbers["beside"],
            loss=numbers["loss"][""], seconds=numbers["seconds"][""],
        )  # fmt: skip
    return found
