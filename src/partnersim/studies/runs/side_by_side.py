"""Several runs lived side by side in one process, rule by rule.

A rule that has just been carried out in one run is still in the processor's caches, and is sooner done in the next one.
Runs know nothing of one another, so that each is the same to the last bit as if it were alone.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial, wraps
from typing import Any, ParamSpec, Protocol, TypeVar, cast

Given = ParamSpec("Given")
Made = TypeVar("Made")

Turns = Generator[int, bool | None, Made]
"""A piece of work in turns: before each it says what comes next, and at the end it returns what it made.

It is told at each turn whether there is other work beside it; work that is alone need not stop before its end.
"""

BEGINNING = -1
"""What comes next of a piece of work that has not begun."""

AT_ONCE = 4
"""Runs lived side by side. More gain nothing; what is remembered of scenarios is remembered of so many."""

LONGEST_SECONDS = 0.5
"""Time of a run up to which others are lived beside it: one that is larger fills the caches by itself."""


class InTurns(Protocol[Given, Made]):
    """A function that does its work at once, and ``turns``, which does the same in turns."""

    turns: Callable[Given, Turns[Made]]

    def __call__(self, *args: Given.args, **named: Given.kwargs) -> Made:
        """Do the work at once."""


def in_turns(function: Callable[Given, Turns[Made]], /) -> InTurns[Given, Made]:
    """A function that does a piece of work at once, made from the generator that does it in turns (`turns_of`)."""

    @wraps(function)
    def at_once(*args: Given.args, **named: Given.kwargs) -> Made:
        return finished(function(*args, **named))

    at_once.turns = function  # type: ignore[attr-defined]
    return cast(InTurns[Given, Made], at_once)


def finished(turns: Turns[Made], /) -> Made:
    """What a piece of work makes, done alone from beginning to end."""
    try:
        while True:
            next(turns)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]


def turns_of(do: Callable[..., Made], /) -> Callable[..., Turns[Made]] | None:
    """The generator that a function under `in_turns` does its work by; None for any other function."""
    if isinstance(do, partial):
        inner = turns_of(do.func)
        return None if inner is None else partial(inner, *do.args, **do.keywords)
    return getattr(do, "turns", None)


def within(do: Callable[Given, Made], /, *args: Given.args, **named: Given.kwargs) -> Turns[Made]:
    """A part of a piece of work, for ``yield from``: in turns if the function can do it so, else at once."""
    turns = turns_of(do)
    return do(*args, **named) if turns is None else (yield from turns(*args, **named))


def side_by_side(pieces: Sequence[Turns[Any]], /) -> Iterator[tuple[int, Any]]:
    """Do some pieces of work; who has the earliest before it has the next turn.

    So all come to the same rule of the same month together. One that fails leaves the others as they are.

    Yields:
        Number of each piece as it ends, and what it made, or the exception that it raised.
    """
    next_of = dict.fromkeys(range(len(pieces)), BEGINNING - 1)
    while next_of:
        earliest = min(next_of.values())
        for number in [number for number, place in next_of.items() if place == earliest]:
            try:
                next_of[number] = pieces[number].send(True if next_of[number] >= BEGINNING else None)
            except StopIteration as end:
                del next_of[number]
                yield number, end.value
            except Exception as error:
                del next_of[number]
                yield number, error
