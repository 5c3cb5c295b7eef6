"""Doing tasks: here, in worker processes or over any executor; kept as they come, and never done twice."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, wait
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from partnersim.studies.runs.cluster import ClusterExecutor
from partnersim.studies.runs.failures import LONGEST_MESSAGE, Failure, Origin, WorkFailed
from partnersim.studies.runs.files import ResultsError
from partnersim.studies.runs.processes import NoWorker, WorkerProcesses
from partnersim.studies.runs.progress import Progress
from partnersim.studies.runs.provenance import engine_version
from partnersim.studies.runs.queueing import BATCH_SECONDS, Queue
from partnersim.studies.runs.side_by_side import AT_ONCE, LONGEST_SECONDS, turns_of
from partnersim.studies.runs.store import Store, facts_of, sittings_of
from partnersim.studies.runs.tasks import Batch, Do, Gathered, Tables, Task, now, run_batch, stacked
from partnersim.theory.cores import cores
from partnersim.theory.kept_files import tell

_LONG_TASK_SECONDS = 40.0
_START_OF_WORKERS_SECONDS = 4.0
"""About what it costs until workers have loaded the engine; less work than that is done here."""

_MOST_WITH_AN_EXECUTOR = 64


@dataclass(kw_only=True)
class Finished:
    """What became of the tasks of a study, whoever did them and when.

    Attributes:
        tables: rows by table, each with the key of its task.
        failures: by key of the task. kept: keys of tasks that were found finished.
        sittings: for each time and machine at which they were done: number of tasks, start, end, libraries.
    """

    tables: Tables = field(default_factory=dict)
    failures: dict[str, Failure] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    sittings: list[dict[str, Any]] = field(default_factory=list)

    def raise_first(self, tasks: Sequence[Task]) -> None:
        """Raise the exception of the first of the tasks that failed, if one did."""
        for task in tasks:
            if task.key in self.failures:
                raise self.failures[task.key].as_error()


def worker_count(workers: int | None) -> int:
    """Number of processes that ``workers`` asks for: one per core for 0 or None.

    Raises:
        ValueError: it is negative.
    """
    if workers is not None and workers < 0:
        raise ValueError(f"workers is {workers}; allowed 0 (one per core) or more")
    return workers or cores()


def run_tasks(
    tasks: Sequence[Task],
    do: Do,
    /,
    *,
    store: Store | None = None,
    executor: Executor | None = None,
    workers: int | None = None,
    judged: bool = False,
    shown: Progress | None = None,
    gather: bool = True,
) -> Finished:
    """Do tasks, each distinct key once, and give their tables and failures.

    An interrupt ends the study after the tasks that are under way; what they give is still kept.

    Args:
        tasks: what to do. do: does the work of one; importable by workers.
        store: where finished tasks are kept, and found.
        executor: does the work: any executor of ``concurrent.futures``, of threads, processes or a cluster. It is
            handed as many batches at once as it says it has workers, or ``workers``.
        workers: worker processes without an executor; 1 works here, 0 or None takes one per core.
        judged: whether to start workers only if the work is worth it.
        shown: progress to tell.
        gather: whether to hold all tables in memory and give them; if not, they are in the store alone.

    Raises:
        ResultsError: finished tasks cannot be written; the scheduler of a cluster has gone.
        ValueError: the number of workers is negative.
    """
    count = worker_count(workers)
    study = _Study(do=do, store=store, shown=shown, gather=gather or store is None)
    distinct = {task.key: task for task in tasks}
    todo = [task for key, task in distinct.items() if key not in study.found_kept(distinct)]
    try:
        if executor is not None:
            most = workers or getattr(executor, "_max_workers", None) or _MOST_WITH_AN_EXECUTOR
            left = study.over(executor, Queue(todo), most)
            if isinstance(executor, WorkerProcesses):  # processes of this machine: this one can do it, too
                study.here(left, 1)
            elif isinstance(executor, ClusterExecutor) and executor.gone:
                raise ResultsError(executor.gone)  # nothing has failed: the same study goes on elsewhere
            else:
                study.give_up(left, "the executor takes no more work")
        else:
            if judged or count == 1:
                todo = study.here(todo, count)
            if todo and count > 1:
                todo = study.in_processes(todo, min(count, len(todo)))
            study.here(todo, 1)
    finally:
        if store is not None:
            store.write()
    return study.finished()


class _Study:
    """One call of `run_tasks`."""

    def __init__(self, *, do: Do, store: Store | None, shown: Progress | None, gather: bool) -> None:
        self.do, self.store, self.shown, self.gather = do, store, shown, gather
        self.looked = False
        self.version, self.sitting = engine_version(), now()
        self.kept: set[str] = set()
        self.sittings: list[dict[str, Any]] = []
        self.pieces: list[Tables] = []
        self.failures: dict[str, Failure] = {}
        self.facts: list[dict[str, Any]] = []

    def found_kept(self, tasks: dict[str, Task]) -> set[str]:
        """Keys of tasks that the store holds; their tables are taken."""
        if self.store is not None and not self.looked:
            self.looked = True
            found = self.store.read(tasks, tables=self.gather)
            self.kept, self.sittings = found.keys, found.sittings
            self.pieces.append(found.tables)
            if self.shown is not None:
                self.shown.skip(len(found.keys))
        return self.kept

    def here(self, todo: list[Task], count: int) -> list[Task]:
        """Do tasks in this process until none is left, or the rest is worth starting ``count`` workers."""
        gathered, written, done, at_once = Gathered(self.version), time.monotonic(), 0, 1
        while done < len(todo):
            some, begun = todo[done : done + at_once], time.monotonic()
            try:
                gathered.attempt(some, self.do)
            except BaseException:
                self.take(gathered.batch())
                raise
            ended, first, done = time.monotonic(), done == 0, done + len(some)
            each, left = (ended - begun) / len(some), len(todo) - done
            if self.shown is not None:
                self.shown.advance(
                    len(some), failed=len([task for task in some if task.key in gathered.failures])
                )
            if ended - written >= BATCH_SECONDS or not left:
                self.take(gathered.batch())
                gathered, written = Gathered(self.version), ended
            if count > 1 and _pays(each, left, count, first=first):
                self.take(gathered.batch())
                return todo[done:]
            at_once = AT_ONCE if turns_of(self.do) and each <= LONGEST_SECONDS else 1
        return []

    def in_processes(self, todo: list[Task], count: int) -> list[Task]:
        """Do tasks in worker processes; gives what is left if none can be started."""
        with WorkerProcesses(count) as workers:
            try:
                return self.over(workers, Queue(todo), count)
            except KeyboardInterrupt:
                workers.kill()  # only here if it came a second time, or nothing was under way
                raise

    def over(self, executor: Executor, queue: Queue, most: int) -> list[Task]:
        """Do tasks over an executor that is handed ``most`` batches at once; gives what it could not take."""
        out: dict[Future[Batch], tuple[list[Task], float]] = {}
        able = True
        try:
            while out or (able and len(queue)):
                while able and len(queue) and len(out) < most:
                    able = self._handed_out(executor, queue, most, out)
                ended, _ = wait(out, timeout=0.5, return_when="FIRST_COMPLETED")
                for future in [future for future in out if future in ended]:
                    able &= self._taken_back(future, queue, *out.pop(future))
                if self.store is not None:
                    self.store.write_if_due()
                if self.shown is not None:
                    self.shown.show()
        except KeyboardInterrupt:
            self._stop(out)
            raise
        self.give_up(queue.suspects(), "the worker process died, and no other could be started")
        return queue.rest()

    def _handed_out(
        self, executor: Executor, queue: Queue, most: int, out: dict[Future[Batch], tuple[list[Task], float]]
    ) -> bool:
        tasks = queue.next(most)
        try:
            future = executor.submit(run_batch, tasks, self.do, self.version, BATCH_SECONDS)
        except (BrokenExecutor, RuntimeError, OSError) as error:  # broken, shut down, or no more threads
            queue.untouched(tasks)
            tell(f"no more work can be handed out: {error}")
            return False
        out[future] = tasks, time.monotonic()
        return True

    def _taken_back(self, future: Future[Batch], queue: Queue, tasks: list[Task], begun: float) -> bool:
        """Take a batch, or what became of it; gives whether there is a point in handing out more."""
        try:
            batch = future.result()
        except NoWorker as error:
            queue.untouched(tasks)
            tell(f"no worker process can be started ({error.strerror or error}); going on with one process")
            return False
        except Exception as error:  # the worker died, or what it made could not be handed over
            self._lost(queue, tasks, error)
            return True
        queue.done(tasks, batch, time.monotonic() - begun)
        self.take(batch)
        self.tell(batch)
        return True

    def _lost(self, queue: Queue, tasks: list[Task], error: Exception) -> None:
        text = str(error) or "the worker process died"
        if isinstance(error, BrokenExecutor):
            self.give_up(queue.died(tasks), text)
        else:
            self.give_up(queue.died(tasks), f"{type(error).__name__}: {text}", origin="write")

    def give_up(self, tasks: Sequence[Task], reason: str, *, origin: Origin = "run") -> None:
        """Count tasks that gave no result at all as failed."""
        for task in tasks:
            self.failures[task.key] = Failure(origin=origin, message=reason[:LONGEST_MESSAGE])
        if self.shown is not None and tasks:
            self.shown.advance(len(tasks), failed=len(tasks))

    def _stop(self, out: dict[Future[Batch], tuple[list[Task], float]]) -> None:
        """Hand out nothing more, wait for what is under way, and keep it."""
        for future in out:
            future.cancel()
        for future in out:
            if not future.cancelled():
                with suppress(
                    BrokenExecutor, CancelledError, OSError, WorkFailed
                ):  # then it has nothing to give
                    self.take(future.result())

    def take(self, batch: Batch) -> None:
        """Take what a batch gave, and keep it."""
        if self.gather:
            self.pieces.append(batch.tables)
        self.failures |= batch.failures
        if batch.finished:
            batch.facts["sitting"] = self.sitting
            self.facts.append(facts_of(batch))
        if self.store is not None:
            self.store.add(batch)

    def tell(self, batch: Batch) -> None:
        """Show how far the study is."""
        if self.shown is not None:
            self.shown.advance(len(batch.finished) + len(batch.failures), failed=len(batch.failures))

    def finished(self) -> Finished:
        """Everything put together."""
        names = dict.fromkeys(name for piece in self.pieces for name in piece)
        tables = {
            name: stacked([piece[name] for piece in self.pieces if name in piece]) for name in names
        }  # fmt: skip
        return Finished(
            tables=tables,
            failures=self.failures,
            kept=self.kept,
            sittings=self.sittings + sittings_of(self.facts),
        )


def _pays(seconds: float, left: int, count: int, *, first: bool) -> bool:
    """Whether the rest is worth starting workers, by how long the last task took.

    The first task also compiles or loads the rules, so it tells little unless it is very long.
    """
    if left < 2 or (first and seconds <= _LONG_TASK_SECONDS):
        return False
    return seconds * left * (1.0 - 1.0 / min(count, left)) > _START_OF_WORKERS_SECONDS
