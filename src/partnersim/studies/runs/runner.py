"""Runs a design here or over any executor, keeps what is finished, and goes on where it stopped."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from partnersim.studies.runs.assembly import assemble
from partnersim.studies.runs.design import PlannedRun, Task, check_runnable, tasks_of
from partnersim.studies.runs.files import check_writable
from partnersim.studies.runs.progress import Progress, progress
from partnersim.studies.runs.provenance import engine_version
from partnersim.studies.runs.results import Results
from partnersim.studies.runs.work import (
    FAILED,
    Tables,
    done_keys,
    joined,
    lost,
    prepare_worker,
    read_parts,
    run_batch,
)

_THREADS = "OPENBLAS_NUM_THREADS"
_LARGEST_BATCH = 64
_BATCH_SECONDS = 1.0
_LONG_RUN_SECONDS = 40.0
_START_OF_POOL_SECONDS = 4.0
"""About what it costs until workers have loaded the engine; less work than that is done here."""


def run_design(
    design: Sequence[PlannedRun],
    /,
    *,
    workers: int | None = None,
    executor: Executor | None = None,
    out: str | os.PathLike[str] | None = None,
    show_progress: bool = True,
) -> Results:
    """Do all runs of a design and give their tables, whoever computed them and in whatever order.

    A run that fails is a row with status "failed"; the others go on. With ``out``, finished runs are kept in
    ``out/parts`` as they come, and runs kept there by the same engine version are not done again.

    Args:
        design: the runs.
        workers: processes; 1 runs here, 0 one per core. None takes the scenario's setting, and starts
            processes only if the work is worth it.
        executor: use this executor instead; with ``out``, its workers must reach that folder.
        out: folder for results.
        show_progress: whether to report progress on stderr.

    Raises:
        ScenarioError: a scenario cannot be run as asked.
        ResultsError: the folder cannot be written; found out before anything runs.
    """
    started = datetime.now(UTC)
    check_runnable({id(run.spec): run.spec for run in design}.values())
    folder = None if out is None else Path(out)
    if folder is not None:
        check_writable(folder)
    tasks, keys = tasks_of(design, version=engine_version())
    parts = None if folder is None else folder / "parts"
    kept = set() if parts is None else done_keys(parts)
    todo = [task for task in tasks if task.key not in kept]
    with progress(len(todo), shown=show_progress) as shown:
        pieces = _do(todo, workers=_workers(design, workers), executor=executor, parts=parts, shown=shown)
    if parts is not None:
        pieces.append(read_parts(parts, keys=set(keys) - _keys(pieces)))
    return assemble(design, keys, joined(pieces), started=started, kept=sum(key in kept for key in keys))


def _workers(design: Sequence[PlannedRun], workers: int | None) -> tuple[int, bool]:
    """Number of processes, and whether starting them is left to judgement."""
    asked = workers
    if asked is None:
        asked = max((run.spec.run.workers for run in design), default=0)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return (asked or cores), workers is None


def _do(
    todo: list[Task],
    *,
    workers: tuple[int, bool],
    executor: Executor | None,
    parts: Path | None,
    shown: Progress | None,
) -> list[Tables]:
    count, judged = workers
    folder = None if parts is None else str(parts)
    if executor is not None:
        return _over(executor, _batches(todo, 4), folder, shown)[0]
    pieces: list[Tables] = []
    if count == 1 or judged:
        todo = _here(todo, count, folder, shown, pieces)
    if not todo:
        return pieces
    with _pool(min(count, len(todo))) as pool:
        done, left = _over(pool, _batches(todo, count), folder, shown)
    # A worker died. Whatever it was doing is tried again one by one, so that only the culprit is lost.
    for task in left:
        with _pool(1) as pool:
            alone, dead = _over(pool, [[task]], folder, shown)
        done += alone
        if dead:
            done.append(
                lost(dead, "run", "the worker process died (out of memory, or a crash in compiled code)")
            )
            _tell(shown, 1, 1)
    return pieces + done


def _here(
    todo: list[Task], count: int, folder: str | None, shown: Progress | None, pieces: list[Tables]
) -> list[Task]:
    """Run tasks in this process until none is left, or the rest is worth starting ``count`` workers."""
    took = float("inf")
    while todo:
        first = took == float("inf")
        size = max(1, min(_LARGEST_BATCH, int(_BATCH_SECONDS / took)))
        batch, todo = todo[:size], todo[size:]
        begun = time.perf_counter()
        _keep(pieces, batch, partial(run_batch, batch, folder), shown)
        took = max(1e-6, (time.perf_counter() - begun) / len(batch))
        left = len(todo)
        # The first run also compiles or loads the rules, so it tells little unless it is very long.
        if count > 1 and left > 1 and (not first or took > _LONG_RUN_SECONDS):
            gain = took * left * (1.0 - 1.0 / min(count, left))
            if gain > _START_OF_POOL_SECONDS:
                return todo
    return []


def _over(
    pool: Executor, batches: list[list[Task]], folder: str | None, shown: Progress | None
) -> tuple[list[Tables], list[Task]]:
    """Run batches over an executor; gives the tables, and the tasks that a broken executor left undone."""
    pieces: list[Tables] = []
    left: list[Task] = []
    futures: dict[Future, list[Task]] = {}
    try:
        for batch in batches:
            try:
                with _fit_for_workers():
                    futures[pool.submit(run_batch, batch, folder)] = batch
            except BrokenExecutor:
                left += batch
        open_futures = set(futures)
        while open_futures:
            ended, open_futures = wait(open_futures, timeout=0.5, return_when="FIRST_COMPLETED")
            for future in sorted(ended, key=list(futures).index):
                try:
                    _keep(pieces, futures[future], future.result, shown)
                except (BrokenExecutor, CancelledError):
                    left += futures[future]
            if shown is not None:
                shown.show()
    except BaseException:
        for future in futures:
            future.cancel()
        raise
    return pieces, left


def _keep(pieces: list[Tables], batch: list[Task], result: object, shown: Progress | None) -> None:
    """Take a batch's tables, or turn the failure to hand them over into rows."""
    try:
        tables = result()  # type: ignore[operator]
    except (BrokenExecutor, CancelledError):
        raise
    except Exception as error:
        tables = lost(batch, "write", f"{type(error).__name__}: {error}"[:500])
    failed = 0
    if tables is not None:
        pieces.append(tables)
        failed = int((tables["runs"]["status"] == FAILED).sum()) if len(tables["runs"]) else 0
    _tell(shown, len(batch), failed)


def _tell(shown: Progress | None, runs: int, failed: int) -> None:
    if shown is not None:
        shown.advance(runs, failed=failed)


def _keys(pieces: list[Tables]) -> set[str]:
    return {key for piece in pieces if len(piece["runs"]) for key in piece["runs"]["key"]}


def _batches(tasks: list[Task], workers: int) -> list[list[Task]]:
    """Cut tasks into batches: some four per worker, so that none waits long at the end."""
    size = max(1, min(_LARGEST_BATCH, -(-len(tasks) // (4 * max(1, workers)))))
    return [tasks[first : first + size] for first in range(0, len(tasks), size)]


def _pool(workers: int) -> ProcessPoolExecutor:
    # Spawned, not forked: a fork of a process with threads (compiled code, BLAS) may hang.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(
        max_workers=workers, mp_context=context, initializer=prepare_worker, initargs=(engine_version(),)
    )


@contextmanager
def _fit_for_workers() -> Iterator[None]:
    """While worker processes are started: one thread of linear algebra in each, and no user script.

    A spawned process imports the main module, so a script without a ``__main__`` guard would start its study
    over in each worker. Workers need nothing from it. Their number is the parallelism that was asked for.
    """
    facts: dict[str, Any] = sys.modules["__main__"].__dict__
    hidden: dict[str, Any] = {name: facts.pop(name) for name in ("__file__", "__spec__") if name in facts}
    threads = os.environ.get(_THREADS)
    facts["__spec__"], os.environ[_THREADS] = None, "1"
    try:
        yield
    finally:
        del facts["__spec__"]
        facts.update(hidden)
        os.environ.pop(_THREADS)
        if threads is not None:
            os.environ[_THREADS] = threads
