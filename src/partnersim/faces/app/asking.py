"""Asking the pool for runs and waiting for them, in a task of one visitor's page."""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import islice
from typing import Any

import solara
import solara.lab

from partnersim.faces.app.parts import LOOK_SECONDS
from partnersim.faces.app.serving import jobs
from partnersim.faces.app.work import SEEDS, key_of, outcomes_of
from partnersim.scenario.spec import Scenario
from partnersim.studies.words.texts import Texts

MOST_ASKED = 40
"""Pieces of one question that wait at a time: the queue of a visitor is bounded."""

TELL_SECONDS = 0.25
"""How often progress is told."""


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


async def came(answer: Future[Any], turn: str) -> bool:
    """Wait for a result; False, and nothing more is done for this turn, if it was given up or the visitor has gone.

    Asked again and again, because a result may come after the loop of a closed page has ended.
    """
    try:
        while not answer.done():
            await asyncio.sleep(LOOK_SECONDS)
    except asyncio.CancelledError:
        jobs().forget(turn)
        return False
    return not answer.cancelled()


async def answers_of(
    turn: str, pieces: Iterable[Piece], *, told: Callable[[int], None] = lambda count: None
) -> list[Any] | None:
    """The results of many pieces in their order; None if the turn was given up.

    Args:
        turn: name of what is asked for at once.
        pieces: what is wanted; a few at a time are put into the queue.
        told: is told now and then, and at the end, how many have come.

    Raises:
        Exception: whatever the work of a piece raised; the rest is given up.
    """
    coming, waiting, last = iter(pieces), deque[Future[Any]](), time.monotonic()
    results: list[Any] = []
    while True:
        for piece in islice(coming, MOST_ASKED - len(waiting)):
            waiting.append(jobs().ask(turn, piece.key, piece.work, *piece.arguments))
        if not waiting:
            told(len(results))
            return results
        answer = waiting.popleft()
        if not await came(answer, turn):
            return None
        if answer.exception() is not None:
            jobs().forget(turn)
        results.append(answer.result())
        if time.monotonic() - last >= TELL_SECONDS:
            told(len(results))
            last = time.monotonic()


def stopped_with_page(task: Any) -> None:
    """Give up what a task has asked for when its part of the page goes: another lever, another view, a closed page."""

    def until_the_end() -> Callable[[], None]:
        def stop() -> None:
            # A page that is closed for good goes in a thread without a loop, where a task cannot be cancelled, and a
            # part that goes while its own task tells it something would end that task in mid-sentence: neither may
            # keep the rest of the page from being cleared away. Such a task ends by itself; nobody reads what it says.
            try:
                running = asyncio.current_task()
            except RuntimeError:
                return
            if task.pending and running is not getattr(task, "current_task", None):
                task.cancel()

        return stop

    solara.use_effect(until_the_end, [])


def time_text(runs: int, texts: Texts) -> str:
    """How long so many runs will take on this machine, by those that it has done."""
    seconds = jobs().seconds_for(runs, "outcomes")
    if math.isnan(seconds):
        return texts.say("how long this takes is known after the first runs")
    if seconds < 90.0:
        return texts.say("about {n} seconds on this machine", n=max(2, round(seconds)))
    return texts.say("about {n} minutes on this machine", n=round(seconds / 60.0))
