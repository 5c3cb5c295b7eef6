"""How far a study is: a bar on a terminal, elsewhere now and then a line that says more than the last; on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_WAIT_SECONDS = 1.0
_LINE_SECONDS = 10.0
_FEWEST_PACED = 3
"""Runs after the first that a pace is taken from: workers compile at the same time, and the second comes at once."""


class Progress:
    """Counts finished runs and shows them once a second has passed.

    Args:
        total: runs to do.
        what: word before the bar.
    """

    def __init__(self, total: int, *, what: str = "runs") -> None:
        self.total, self.what = total, what
        self.done = 0
        self.failed = 0
        self._begun = time.monotonic()
        self._spoken = self._begun
        self._told = ""
        self._first: tuple[float, int] | None = None
        self._bar: Any = None
        self._task: Any = None

    def advance(self, runs: int = 1, *, failed: int = 0) -> None:
        """Count some runs as finished, ``failed`` of them without a result."""
        self.done += runs
        self.failed += failed
        if self._first is None:
            self._first = time.monotonic(), self.done
        self.show()

    def seconds_left(self, now: float) -> float | None:
        """Time that the runs left will take at the pace since the first one; None until three more have been finished.

        What came before the first, such as compiling, will not come again.
        """
        if self._first is None or self.done < self._first[1] + _FEWEST_PACED:
            return None
        return (now - self._first[0]) / (self.done - self._first[1]) * (self.total - self.done)

    def skip(self, runs: int) -> None:
        """Count some runs as not to be done: they were found finished."""
        self.total -= runs

    def show(self) -> None:
        """Draw the bar or write a line, if it is time."""
        now = time.monotonic()
        if now - self._begun < _WAIT_SECONDS:
            return
        if sys.stderr.isatty():
            self._draw()
        elif now - self._spoken >= _LINE_SECONDS and self.done < self.total and self._text() != self._told:
            self._spoken, self._told = now, self._text()
            left = self.seconds_left(now)
            text = "" if left is None else f", about {left:.0f} s left"
            print(f"{self._text()}{text}", file=sys.stderr, flush=True)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()

    def _text(self) -> str:
        failed = f", {self.failed} failed" if self.failed else ""
        return f"{self.what}: {self.done} of {self.total}{failed}"

    def _draw(self) -> None:
        if self._bar is None:
            from rich import progress
            from rich.console import Console

            self._bar = progress.Progress(
                progress.TextColumn("{task.description}"),
                progress.BarColumn(),
                progress.TimeElapsedColumn(),
                progress.TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._bar.start()
            self._task = self._bar.add_task(self._text(), total=self.total)
        self._bar.update(self._task, completed=self.done, description=self._text())


@contextmanager
def progress(total: int, /, *, what: str = "runs", shown: bool = True) -> Iterator[Progress | None]:
    """Progress over ``total`` runs, closed at the end; None if it is not to be shown."""
    if not shown:
        yield None
        return
    made = Progress(total, what=what)
    try:
        yield made
    finally:
        made.close()
