"""Asking the pool for runs and waiting for them, in a thread of one visitor's page."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass
from itertools import islice
from typing import Any

import solara
import solara.lab

from partnersim.faces.app.remembered import identity_of
from partnersim.faces.app.serving import jobs
from partnersim.faces.app.work import SEEDS, key_of, outcomes_of
from partnersim.scenario.spec import Scenario
from partnersim.studies.words.texts import Texts

MOST_ASKED = 40
"""Pieces of one question that wait at a time: the queue of a visitor is bounded."""

TELL_SECONDS = 0.25
"""After which time progress is told first; then after twice as long each time, since a room draws it on one machine."""

LOOK_SECONDS = 0.25
"""How often a page that waits looks whether it is still wanted."""

Wanted = Callable[[], bool]
"""Whether somebody still waits for what a thread does: False after another lever, another view, a closed page."""


@dataclass(frozen=True)
class Piece:
    """A piece of work: the name of its result, the function, what it is given."""

    key: str
    work: Callable[..., Any]
    arguments: tuple[Any, ...]


def run_of(spec: Scenario, seed: int) -> Piece:
    """One run for its outcomes."""
    return Piece(key_of(spec, seed, "outcomes"), outcomes_of, (spec, seed))


def seeds_of_page(spec: Scenario) -> range:
    """The seeds with which the page runs a scenario."""
    return range(spec.run.seed, spec.run.seed + SEEDS)


def came(answer: Future[Any], turn: str, wanted: Wanted) -> bool:
    """Wait for a result; False, and nothing more is done for this turn, if it was given up or nobody waits any more.

    Args:
        answer: waited for. turn: name of what was asked for at once. wanted: whether somebody still waits.
    """
    while wanted():
        try:
            answer.exception(timeout=LOOK_SECONDS)
        except NotYet:
            continue
        except CancelledError:
            return False
        return True
    jobs().forget(turn)
    return False


def answers_of(
    turn: str,
    pieces: Iterable[Piece],
    wanted: Wanted = lambda: True,
    *,
    told: Callable[[int], None] = lambda count: None,
) -> list[Any] | None:
    """The results of many pieces in their order; None if the turn was given up.

    Args:
        turn: name of what is asked for at once.
        pieces: what is wanted; a few at a time are put into the queue.
        wanted: whether somebody still waits.
        told: is told now and then, and at the end, how many have come.

    Raises:
        Exception: whatever the work of a piece raised; the rest is given up.
    """
    coming, waiting, due = iter(pieces), deque[Future[Any]](), times_to_tell()
    results: list[Any] = []
    while True:
        for piece in islice(coming, MOST_ASKED - len(waiting)):
            waiting.append(jobs().ask(turn, piece.key, piece.work, *piece.arguments))
        if not waiting:
            told(len(results))
            return results
        answer = waiting.popleft()
        if not came(answer, turn, wanted):
            return None
        if answer.exception() is not None:
            jobs().forget(turn)
        results.append(answer.result())
        if next(due):
            told(len(results))


def times_to_tell() -> Iterator[bool]:
    """Whether it is time to tell progress, each time that it is asked."""
    last, pause = time.monotonic(), TELL_SECONDS
    while True:
        is_due = time.monotonic() - last >= pause
        if is_due:
            last, pause = time.monotonic(), 2.0 * pause
        yield is_due


def use_work(work: Callable[[Wanted], None], *, dependencies: list[Any] | None) -> Any:
    """Have work done in a thread when what it is for changes; it is given up when its part of the page goes.

    A thread, and not a task of an event loop: the loop of a page ends when its visitor goes, and a result that comes
    after that would have nowhere to go.

    Args:
        work: what is done; it is told whether it is still wanted, and asks that while it waits.
        dependencies: what it is for; None for work that begins when it is called.

    Returns:
        The task of Solara, with its state (``pending``, ``error``) and ``cancel``.
    """
    task: Any = solara.lab.use_task(
        lambda: work(task.is_current), dependencies=dependencies, raise_error=False
    )

    solara.use_effect(lambda: lambda: _give_up(task), [])
    return task


def _give_up(task: Any) -> None:
    """Cancel what is under way, unless its own thread asks for it.

    A part that goes while its own work tells it something would end that thread in mid-sentence, and keep the rest of
    the page from being cleared away: such work ends by itself; nobody reads what it says.
    """
    if task.pending and threading.current_thread() is not task._current_thread:
        task.cancel()


def use_asked(task: Any, pair: str) -> tuple[bool, Callable[[], None]]:
    """What is asked by a button, of one pair of scenarios: another pair gives it up and forgets that it was asked.

    Args:
        task: of `use_work`. pair: what tells the pair from every other.

    Returns:
        Whether this pair was asked about, and what the button does.
    """
    asked, set_asked = solara.use_state("")

    solara.use_effect(lambda: lambda: _give_up(task), [pair])

    def ask() -> None:
        set_asked(pair)
        task()

    return asked == pair, ask


def pair_of(base: Scenario, now: Scenario, arm: str) -> str:
    """What tells a pair of scenarios on the page from every other one."""
    return f"{arm} {identity_of(base)} {identity_of(now)}"


def time_text(runs: int, texts: Texts) -> str:
    """How long so many runs will take on this machine, by those that it has done."""
    seconds = jobs().seconds_for(runs, "outcomes")
    if math.isnan(seconds):
        return texts.say("how long this takes is known after the first runs")
    if seconds < 90.0:
        return texts.say("about {n} seconds on this machine", n=max(2, round(seconds)))
    return texts.say("about {n} minutes on this machine", n=round(seconds / 60.0))
