"""Parameter sets tried here or over processes, kept in a file as they come, and never tried twice."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any

from partnersim.studies.fitting.households.aims import Aim
from partnersim.studies.fitting.households.evaluate import Effort, Tried, code_of_measuring, key_of, try_set
from partnersim.studies.runs.files import ResultsError, check_writable
from partnersim.studies.runs.progress import Progress
from partnersim.studies.runs.runner import _fit_for_workers, _pool

LOG = "evaluations.jsonl"


class Bench:
    """Tries parameter sets.

    Args:
        aims: what they are held against.
        workers: processes; 1 tries here.
        out: folder in which results are kept; None keeps them in memory only.
        shown: progress to tell.

    Raises:
        ResultsError: the folder cannot be written, or its log was not written by this.
    """

    def __init__(
        self, aims: Sequence[Aim], /, *, workers: int, out: Path | None, shown: Progress | None = None
    ) -> None:
        self.aims, self.workers, self.shown = tuple(aims), max(1, workers), shown
        self.kept: dict[str, Tried] = {}
        self.fresh = 0
        self._log = None if out is None else out / LOG
        if out is not None:
            check_writable(out)
            self._read()
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Bench:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def try_all(self, sets: Sequence[Mapping[str, float]], effort: Effort, /) -> list[Tried]:
        """Results of some parameter sets, in their order; what was kept is not tried again."""
        keys = [key_of(one, self.aims, effort) for one in sets]
        todo = {key: one for key, one in zip(keys, sets, strict=True) if key not in self.kept}
        if self.workers == 1 or len(todo) == 1:
            for key, one in todo.items():
                self._keep(key, try_set(one, self.aims, effort))
        elif todo:
            pool = self._started()
            with _fit_for_workers():
                futures = {
                    key: pool.submit(in_worker, code_of_measuring(), one, self.aims, effort)
                    for key, one in todo.items()
                }
            for key, future in futures.items():
                self._keep(key, future.result())
        if self.shown is not None:
            self.shown.advance(len(sets) - len(todo))
        return [self.kept[key] for key in keys]

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = _pool(self.workers)
        return self._pool

    def _keep(self, key: str, tried: Tried) -> None:
        self.kept[key] = tried
        self.fresh += 1
        if self._log is not None:
            try:
                with self._log.open("a", encoding="utf-8") as stream:
                    stream.write(json.dumps({"key": key, **tried.record()}) + "\n")
            except OSError as error:
                raise ResultsError(f"cannot write to '{self._log}': {error.strerror or error}") from None
        if self.shown is not None:
            self.shown.advance(1)

    def _read(self) -> None:
        assert self._log is not None
        if not self._log.exists():
            return
        lines = self._log.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, start=1):
            try:
                kept: dict[str, Any] = json.loads(line)
                key = str(kept.pop("key"))
                self.kept[key] = Tried(**kept)
            except (ValueError, KeyError, TypeError):
                if number == len(lines):  # cut off while it was written
                    os.truncate(self._log, sum(len(x.encode()) + 1 for x in lines[:-1]))
                    return
                text = f"{self._log}:{number}: is not a line of kept results; use another folder"
                raise ResultsError(text) from None


def in_worker(version: str, parameters: Mapping[str, float], aims: Sequence[Aim], effort: Effort) -> Tried:
    """Try a set in a worker process.

    Raises:
        RuntimeError: the program was changed since the search began.
    """
    if code_of_measuring() != version:
        raise RuntimeError("the program was changed while the calibration ran; start it again")
    return try_set(parameters, aims, effort)
