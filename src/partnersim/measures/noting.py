"""What is noted of the world at the end of each month, so that measures can be worked out over a whole run at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from partnersim.measures.months import Months
    from partnersim.world.world import World

Read = TypeVar("Read")


class Noted(Generic[Read]):
    """A reading of the world, taken at the end of each month. Called with `Months` it gives what was read, by month.

    Args:
        read: gives a number, or a named tuple of numbers; it must not change the world.
    """

    def __init__(self, read: Callable[[World], Read]) -> None:
        self.read = read
        update_wrapper(self, read)

    def __call__(self, months: Months) -> Any:
        """A column over months, shape (T,), or a named tuple of columns."""
        return months.noted(self)


NOTED: dict[str, Noted[Any]] = {}
"""All readings by module and name, in the order of declaration."""


def noted(read: Callable[[World], Read], /) -> Noted[Read]:
    """Have the decorated function of the world taken at the end of each month of runs that begin from now on."""
    reading = Noted(read)
    NOTED[_key(reading)] = reading
    return reading


def forget(reading: Any, /) -> None:
    """Take a reading no longer; anything else is left alone."""
    if NOTED.get(_key(reading)) is reading:
        del NOTED[_key(reading)]


def _key(function: Any) -> str:
    return f"{function.__module__}.{function.__qualname__}"
