"""What a worker does: simulate a batch of runs, give their tables, and write them as one part."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
import traceback
from collections.abc import Iterator, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType
from typing import Any

import pandas as pd

from partnersim.studies.runs.design import Task
from partnersim.studies.runs.provenance import engine_version
from partnersim.studies.runs.simulate import DIARY_COLUMNS, FLOW_COLUMNS, RunFailed, RunOutcome, simulate

Tables = dict[str, pd.DataFrame]
"""Tables by name, every row with the key of its run."""

TABLES = ("runs", "series", "flows", "diary", "snapshots")
DONE, FAILED = "done", "failed"
_LONGEST_MESSAGE = 500
_stop = {"asked": False}
_changed = {"source": False}


class SourceChanged(RuntimeError):
    """A worker loaded another state of the program than the process that planned the study."""


def prepare_worker(version: str) -> None:
    """Make a process ready to work for a study that the engine ``version`` planned.

    On an interrupt it finishes its present run, and keeps it. If the program's source has been changed
    since the study began, its runs fail: the tables would otherwise mix two programs. If the process that planned the
    study is killed, the worker ends, too, instead of waiting for work for ever.
    """
    planner = multiprocessing.parent_process()
    if planner is not None:
        threading.Thread(target=_end_with, args=(planner,), daemon=True).start()

    def stop(number: int, frame: FrameType | None) -> None:
        _stop["asked"] = True

    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, stop)
    _changed["source"] = engine_version() != version


def _end_with(planner: BaseProcess) -> None:
    planner.join()
    os._exit(1)


def run_batch(tasks: Sequence[Task], parts: str | None) -> Tables | None:
    """Run some tasks; a failing one becomes a row and does not stop the others.

    Args:
        tasks: what to run.
        parts: folder for the part to be written, or None to give the tables back.

    Returns:
        The tables, or None when they were written.
    """
    results: list[tuple[Task, RunOutcome | RunFailed]] = []
    try:
        for task in tasks:
            if _stop["asked"]:
                break
            results.append((task, _attempt(task)))
    except KeyboardInterrupt:
        if parts is not None and results:
            write_part(batch_tables(results), parts)
        raise
    tables = batch_tables(results)
    if parts is None:
        return tables
    if results:
        write_part(tables, parts)
    return None


def run_outcomes(tasks: Sequence[Task]) -> pd.DataFrame:
    """Run some tasks and give one row per run with its outcomes; monthly tables are not made."""
    results: list[tuple[Task, RunOutcome | RunFailed]] = []
    for task in tasks:
        if _stop["asked"]:
            break
        results.append((task, _attempt(task, tables=False)))
    return pd.DataFrame([_row_of(task, result) for task, result in results])


def lost(tasks: Sequence[Task], origin: str, message: str) -> Tables:
    """Rows for runs that gave no result at all (a dead worker, a part that could not be written)."""
    rows = [_run_row(task) | {"status": FAILED, "origin": origin, "message": message} for task in tasks]
    return {**batch_tables([]), "runs": pd.DataFrame(rows)}


def batch_tables(results: Sequence[tuple[Task, RunOutcome | RunFailed]], /) -> Tables:
    """Tables of some finished or failed runs."""
    rows: list[dict[str, Any]] = []
    frames: dict[str, list[pd.DataFrame]] = {name: [] for name in TABLES[1:]}
    for task, result in results:
        rows.append(_row_of(task, result))
        if isinstance(result, RunFailed):
            continue
        for name, frame in _frames(result).items():
            frame.insert(0, "key", task.key)
            frames[name].append(frame)
    made = {name: pd.concat(some, ignore_index=True) for name, some in frames.items() if some}
    return {"runs": pd.DataFrame(rows)} | {name: made.get(name, pd.DataFrame()) for name in TABLES[1:]}


def write_part(tables: Tables, folder: str) -> Path:
    """Write one part: a folder with a Parquet file per table, which appears whole or not at all."""
    home = Path(folder)
    home.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256("\n".join(tables["runs"]["key"]).encode()).hexdigest()[:16]
    draft = Path(tempfile.mkdtemp(prefix=".writing-", dir=home))
    try:
        for name, table in tables.items():
            if len(table.columns):
                table.to_parquet(draft / f"{name}.parquet", index=False)
        target = home / digest
        # The same runs tried again: their former part held failures, and this one replaces it.
        shutil.rmtree(target, ignore_errors=True)
        os.replace(draft, target)
        return target
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def read_parts(folder: Path, /, *, keys: set[str]) -> Tables:
    """Collect the runs with these keys from all parts; of a run kept twice, a finished one is taken."""
    found: dict[str, list[pd.DataFrame]] = {name: [] for name in TABLES}
    done: set[str] = set()
    late: list[pd.DataFrame] = []
    for part in _parts(folder):
        runs = pd.read_parquet(part / "runs.parquet")
        runs = runs[runs["key"].isin(keys - done)]
        good = runs[runs["status"] == DONE]
        late.append(runs[runs["status"] != DONE])
        if good.empty:
            continue
        fresh = set(good["key"])
        done |= fresh
        found["runs"].append(good)
        for name in TABLES[1:]:
            if (part / f"{name}.parquet").exists():
                table = pd.read_parquet(part / f"{name}.parquet")
                found[name].append(table[table["key"].isin(fresh)])
    for runs in late:
        failed = runs[~runs["key"].isin(done)]
        found["runs"].append(failed)
        done |= set(failed["key"])
    return joined([{name: table} for name, tables in found.items() for table in tables])


def joined(pieces: Sequence[Tables], /) -> Tables:
    """Put tables of several batches under one another."""
    return {name: _stacked([piece[name] for piece in pieces if name in piece]) for name in TABLES}


def done_keys(folder: Path, /) -> set[str]:
    """Keys of the runs that parts hold as finished."""
    found: set[str] = set()
    for part in _parts(folder):
        runs = pd.read_parquet(part / "runs.parquet", columns=["key", "status"])
        found |= set(runs.loc[runs["status"] == DONE, "key"])
    return found


def _stacked(tables: list[pd.DataFrame]) -> pd.DataFrame:
    tables = [table for table in tables if len(table)]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def _parts(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        for part in sorted(folder.iterdir()):
            if not part.name.startswith(".") and (part / "runs.parquet").exists():
                yield part


def _row_of(task: Task, result: RunOutcome | RunFailed) -> dict[str, Any]:
    if isinstance(result, RunFailed):
        return _run_row(task) | _failure(result)
    return _run_row(task) | {"status": DONE, "seconds": sum(result.seconds.values())} | result.outcomes


def _attempt(task: Task, *, tables: bool = True) -> RunOutcome | RunFailed:
    try:
        if _changed["source"]:
            error = SourceChanged("the program was changed while the study ran; start it again")
            return RunFailed("build", error)
        return simulate(task.spec, task.seed) if tables else simulate(task.spec, task.seed, tables=False)
    except RunFailed as failure:
        return failure


def _frames(result: RunOutcome) -> Tables:
    return {
        "series": pd.DataFrame(result.series),
        "flows": result.flows[FLOW_COLUMNS].copy(),
        "diary": pd.DataFrame(result.diary, columns=DIARY_COLUMNS),
        "snapshots": result.snapshots.copy(),
    }


def _run_row(task: Task) -> dict[str, Any]:
    empty = {"status": "", "origin": "", "message": "", "traceback": "", "seconds": float("nan")}
    return {"key": task.key} | empty


def _failure(failure: RunFailed) -> dict[str, Any]:
    cause = failure.cause
    first = (str(cause).strip() or "no message").splitlines()[0]
    return {
        "status": FAILED,
        "origin": failure.origin,
        "message": f"{type(cause).__name__}: {first}"[:_LONGEST_MESSAGE],
        "traceback": "".join(traceback.format_exception(cause)),
    }
