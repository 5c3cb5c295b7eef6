"""Settled populations that were made before: the latest in memory, more of them on disk."""

from __future__ import annotations

import hashlib
import io
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import numpy as np

from partnersim.engine.population.settling import ROWS, ROWS_PER_HAMLET, Economy, Settled, economy_of, settle
from partnersim.mechanisms.households.parameters import WageLevel
from partnersim.scenario.documents.fingerprint import code_version
from partnersim.scenario.remembered import once_per_scenario
from partnersim.scenario.spec import Scenario
from partnersim.theory.kept_files import cache_folder, read_kept, write_kept
from partnersim.world.households import COLUMN_NAMES

MOST_IN_MEMORY, MOST_ON_DISK = 12, 100
"""Populations kept, the latest used; each takes some 5 MB. A study over household inputs settles one per draw."""


class Populations:
    """Settled populations by the fingerprint of their economy, each settled once. Threads may ask at the same time.

    Args:
        rows: households of a settled population, a multiple of the 200 of a reference hamlet.
        folder: gives the folder in which they are kept between runs, or None to keep them in memory only.

    Raises:
        ValueError: ``rows`` is no such multiple.
    """

    def __init__(self, *, rows: int = ROWS, folder: Callable[[], Path | None] = lambda: None) -> None:
        if rows < ROWS_PER_HAMLET or rows % ROWS_PER_HAMLET:
            raise ValueError(f"rows must be a multiple of {ROWS_PER_HAMLET}, not {rows}")
        self.rows, self._folder = rows, folder
        self._memory: dict[str, Settled] = {}
        self._lock = threading.Lock()
        self._settling: dict[str, threading.Lock] = {}

    def of(self, spec: Scenario) -> Settled:
        """The settled population of a scenario's economy: from memory, from disk, or made now."""
        economy, key = _economy_and_key(spec, self.rows)
        with self._lock:
            mine = self._settling.setdefault(key, threading.Lock())
        with mine:  # another thread that asks for the same population waits for it
            settled = self._remembered(key)
            if settled is None:
                settled = self._stored(key, economy)
            self._remember(key, settled)
        return settled

    def _remembered(self, key: str) -> Settled | None:
        with self._lock:
            return self._memory.get(key)

    def _remember(self, key: str, settled: Settled) -> None:
        with self._lock:
            self._memory.pop(key, None)
            while len(self._memory) >= MOST_IN_MEMORY:
                del self._memory[next(iter(self._memory))]
            self._memory[key] = settled  # at the end: the latest used goes last
            self._settling.pop(key, None)

    def _stored(self, key: str, economy: Economy) -> Settled:
        folder = self._folder()
        path = None if folder is None else folder / f"settled-{key}.kept"
        settled = None if path is None else read_settled(path)
        if settled is None:
            settled = settle(economy, self.rows)
            if path is not None:
                write_settled(path, settled)
        return settled


_of_process = Populations(folder=cache_folder)
_in_use: ContextVar[Populations | None] = ContextVar("populations", default=None)


def _at_hand() -> Populations:
    return _in_use.get() or _of_process


def settled_population(spec: Scenario) -> Settled:
    """The settled population a scenario starts from: the process's own, or that of the block this is called in.

    Every mechanism is on while it settles; parameters are the scenario's.
    """
    return _at_hand().of(spec)


@contextmanager
def own_populations(*, rows: int) -> Iterator[Populations]:
    """Within this block, in this thread, populations have so many rows and are forgotten at its end, also on disk.

    For studies that try thousands of parameter sets, each only once.

    Args:
        rows: households, a multiple of the 200 of a reference hamlet.

    Raises:
        ValueError: ``rows`` is no such multiple.
    """
    own = Populations(rows=rows)
    token = _in_use.set(own)
    try:
        yield own
    finally:
        _in_use.reset(token)


def settled_key(spec: Scenario) -> str:
    """Name of the settled population that a scenario starts from; equal names share one."""
    return _economy_and_key(spec, _at_hand().rows)[1]


@once_per_scenario
def _economy_and_key(spec: Scenario, rows: int) -> tuple[Economy, str]:
    """Economy of a scenario and the name of its settled population."""
    economy = economy_of(spec)
    return economy, fingerprint(economy, rows)


def fingerprint(economy: Economy, rows: int) -> str:
    """Hash of all that settling reads: it is given the economy alone, so nothing can be left out."""
    text = repr((economy, rows, code_version("settling")))
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def write_settled(path: Path, settled: Settled) -> None:
    """Keep a population on disk, if the folder can be written; the oldest ones go."""
    content = io.BytesIO()
    everything: dict[str, Any] = {**settled.columns, "_wages": np.array(settled.wages)}
    np.savez(content, **everything, _headcount=np.array(settled.headcount))
    if write_kept(path, content.getvalue()):
        _forget_oldest(path.parent)


def read_settled(path: Path) -> Settled | None:
    """A population kept on disk, or None."""
    content = read_kept(path)
    if content is None:
        return None
    with np.load(io.BytesIO(content)) as file:
        columns = {name: file[name] for name in COLUMN_NAMES}
        return Settled(columns, WageLevel(*(float(x) for x in file["_wages"])), float(file["_headcount"]))


def _forget_oldest(folder: Path) -> None:
    with suppress(OSError), os.scandir(folder) as entries:  # another process may be doing the same
        kept = [(e.stat().st_mtime, e.path) for e in entries if e.name.startswith("settled-")]
        for _, path in sorted(kept)[:-MOST_ON_DISK]:
            Path(path).unlink(missing_ok=True)
