"""What is noted of the world at the end of each month, so that measures can be worked out over a whole run at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from partnersim.measures.months import Months
    from partnersim.world.world import World

Read = TypeVar("Read")
Kept = TypeVar("Kept")


class Noted(Generic[Read]):
    """A reading of the world, taken at the end of each month. Called with `Months` it gives what was read, by month.

    Args:
        function: gives a number, or a named tuple of numbers; of the world, or of what is kept of it.
        kept: gives what is kept of a month, copies of what the next one overwrites; the function is applied to it when
            a measure asks. Without it the function is applied at the end of each month.
    """

    def __init__(self, function: Callable[[Any], Read], kept: Callable[[World], Any] | None = None) -> None:
        self._function, self._kept = function, kept
        update_wrapper(self, function)

    def read(self, world: World) -> Any:
        """What is kept of the month just finished; the world is not changed."""
        return self._function(world) if self._kept is None else self._kept(world)

    def worked_out(self, months: Sequence[Any]) -> list[Read]:
        """The reading of each month, from what is kept of them."""
        return list(months) if self._kept is None else [self._function(kept) for kept in months]

    def __call__(self, months: Months) -> Any:
        """A column over months, shape (T,), or a named tuple of columns."""
        return months.noted(self)


NOTED: dict[str, Noted[Any]] = {}
"""All readings by module and name, in the order of declaration."""


def noted(read: Callable[[World], Read], /) -> Noted[Read]:
    """Have the decorated function of the world taken at the end of each month of runs that begin from now on."""
    return _declared(Noted(read))


def noted_from(kept: Callable[[World], Kept], /) -> Callable[[Callable[[Kept], Read]], Noted[Read]]:
    """The same for a function of what ``kept`` copies from the world at the end of each month.

    It is applied only if a measure asks for it.
    """
    return lambda function: _declared(Noted(function, kept))


def _declared(reading: Noted[Read]) -> Noted[Read]:
    NOTED[_key(reading)] = reading
    return reading


def forget(reading: Any, /) -> None:
    """Take a reading no longer; anything else is left alone."""
    if NOTED.get(_key(reading)) is reading:
        del NOTED[_key(reading)]


def _key(function: Any) -> str:
    return f"{function.__module__}.{function.__qualname__}"
