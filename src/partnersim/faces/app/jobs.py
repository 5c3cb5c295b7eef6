"""Runs for many visitors at once: a bounded pool of processes, in which every visitor has its turn."""

from __future__ import annotations

import statistics
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from typing import Any

from partnersim.studies.runs.processes import WorkerProcesses

MOST_KEPT = 4_000
"""Finished runs that are remembered, the last ones asked for."""

MOST_WAITING = 400
"""Runs that one visitor may have waiting; more is refused."""

LAST_TIMED = 30
"""Pieces of a kind by whose times the next are foretold."""


class TooMuch(RuntimeError):
    """A visitor asks for more runs than may wait."""


class Jobs:
    """A fair queue in front of an executor.

    Visitors take turns, one piece of work each; a piece that several ask for is done once; what is cancelled
    before it begins is never done. Heavy pieces, which take seconds, leave a worker free for the others where
    there is more than one.

    Args:
        executor: does the work. at_once: how many pieces it does at a time.
    """

    def __init__(self, executor: Executor, *, at_once: int) -> None:
        self._executor, self._free, self._free_of_heavy = executor, at_once, max(1, at_once - 1)
        self._lock = threading.Lock()
        self._waiting: OrderedDict[str, deque[_Piece]] = OrderedDict()
        self._under_way: dict[str, _Piece] = {}
        self._kept: OrderedDict[str, Any] = OrderedDict()
        self._at_once, self._seconds = at_once, dict[str, deque[float]]()

    def ask(
        self,
        visitor: str,
        key: str,
        work: Callable[..., Any],
        *arguments: Any,
        heavy: bool = False,
        seconds: float | None = None,
        remember: bool = True,
    ) -> Future[Any]:
        """Have work done in turn; its result is remembered under ``key``.

        Args:
            visitor: who asks. key: names the result. work: importable; arguments: can be pickled.
            heavy: it takes seconds, and never all workers at once. seconds: it is ended after that time of work,
                with `TookTooLong`; only worker processes can do that. remember: False for what is large
                and seldom asked for.

        Raises:
            TooMuch: the visitor has `MOST_WAITING` pieces waiting.
        """
        answer: Future[Any] = Future()
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                answer.set_result(self._kept[key])
                return answer
            for piece in (self._under_way.get(key), *self._waiting.get(visitor, ())):
                if piece is not None and piece.key == key:
                    piece.answers.append(answer)
                    return answer
            queue = self._waiting.setdefault(visitor, deque())
            if len(queue) >= MOST_WAITING:
                raise TooMuch(f"{MOST_WAITING} runs are waiting already")
            queue.append(
                _Piece(key, work, arguments, [answer], heavy=heavy, seconds=seconds, remember=remember)
            )
        self._start()
        return answer

    def forget(self, visitor: str) -> None:
        """Cancel what a visitor has waiting; what is under way is finished and remembered."""
        with self._lock:
            pieces = self._waiting.pop(visitor, deque())
        for piece in pieces:
            for answer in piece.answers:
                answer.cancel()

    def close(self) -> None:
        """Begin nothing more; what waits is cancelled."""
        with self._lock:
            self._free, visitors = -(10**9), list(self._waiting)
        for visitor in visitors:
            self.forget(visitor)

    def known(self, key: str) -> Any | None:
        """A remembered result, or None."""
        with self._lock:
            return self._kept.get(key)

    def seconds_for(self, count: int, kind: str) -> float:
        """Seconds that so many pieces of a kind will take here, by the middle one of those last done; NaN before any.

        Args:
            count: of pieces. kind: the beginning of their keys, up to the colon.
        """
        with self._lock:
            taken = list(self._seconds.get(kind, ()))
        return statistics.median(taken) * count / self._at_once if taken else float("nan")

    def waiting(self) -> int:
        """Pieces of work that have not begun."""
        with self._lock:
            return sum(len(queue) for queue in self._waiting.values())

    def _start(self) -> None:
        """Hand out pieces while the executor has room, one visitor after the other."""
        while True:
            with self._lock:
                piece = self._next() if self._free > 0 else None
                if piece is None:
                    return
                if piece.key in self._kept:  # somebody else's has come in the meantime
                    result, piece_done = self._kept[piece.key], True
                elif piece.key in self._under_way:  # somebody else's is being done: one does for both
                    self._under_way[piece.key].answers.extend(piece.answers)
                    continue
                else:
                    piece_done, self._free = False, self._free - 1
                    self._free_of_heavy -= piece.heavy
                    self._under_way[piece.key] = piece
            if piece_done:
                _tell(piece, result)
                continue
            piece.begun = time.monotonic()
            if piece.seconds is None:
                future = self._executor.submit(piece.work, *piece.arguments)
            else:
                assert isinstance(self._executor, WorkerProcesses), "only processes can be ended"
                future = self._executor.submit_within(piece.seconds, piece.work, *piece.arguments)
            future.add_done_callback(partial(self._finish, piece))

    def _next(self) -> _Piece | None:
        """The next visitor's first piece that somebody still wants and that may begin; called with the lock held."""
        for visitor in list(self._waiting):
            queue = self._waiting[visitor]
            while queue and all(answer.cancelled() for answer in queue[0].answers):
                queue.popleft()
            if queue and queue[0].heavy and self._free_of_heavy < 1:
                continue  # it keeps its place in the row
            del self._waiting[visitor]
            if not queue:
                continue
            piece = queue.popleft()
            if queue:
                self._waiting[visitor] = queue
            return piece
        return None

    def _finish(self, piece: _Piece, done: Future[Any]) -> None:
        error = done.exception()
        with self._lock:
            self._free += 1
            self._free_of_heavy += piece.heavy
            del self._under_way[piece.key]
            if error is None:
                taken = self._seconds.setdefault(piece.key.partition(":")[0], deque(maxlen=LAST_TIMED))
                taken.append(time.monotonic() - piece.begun)
            if error is None and piece.remember:
                self._kept[piece.key] = done.result()
                while len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
        if error is None:
            _tell(piece, done.result())
        else:
            for answer in piece.answers:
                if answer.set_running_or_notify_cancel():
                    answer.set_exception(error)
        self._start()


class _Piece:
    """Work that waits, and everybody who waits for it."""

    def __init__(
        self,
        key: str,
        work: Callable[..., Any],
        arguments: tuple[Any, ...],
        answers: list[Future[Any]],
        *,
        heavy: bool,
        seconds: float | None,
        remember: bool,
    ) -> None:
        self.key, self.work, self.arguments, self.answers = key, work, arguments, answers
        self.heavy, self.seconds, self.remember = heavy, seconds, remember
        self.begun = 0.0


def _tell(piece: _Piece, result: Any) -> None:
    for answer in piece.answers:
        if answer.set_running_or_notify_cancel():
            answer.set_result(result)
