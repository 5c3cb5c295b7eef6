"""What follows from a scenario alone, worked out once for all runs of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from partnersim.scenario.spec import Scenario

Others = ParamSpec("Others")
Result = TypeVar("Result")

SCENARIOS = 4
"""Scenarios remembered by each function: the arms of a comparison are run in turns."""


def once_per_scenario(
    function: Callable[Concatenate[Scenario, Others], Result],
) -> Callable[Concatenate[Scenario, Others], Result]:
    """Remember what a function gave for the last scenarios. Threads may call it at the same time.

    A scenario never changes, so it is known by what it is and not by what it holds: comparing all it holds would take
    longer than much of what follows from it.

    Args:
        function: of a scenario and what can be a key of a dictionary; what it gives must not be changed either.
    """
    remembered: dict[tuple[object, ...], tuple[Scenario, Result]] = {}
    lock = threading.Lock()

    @wraps(function)
    def at_once(spec: Scenario, /, *others: Others.args, **named: Others.kwargs) -> Result:
        key = (id(spec), *others, *named.items())
        entry = remembered.get(key)
        if entry is not None:  # the entry holds its scenario, so that no other one can have its number
            return entry[1]
        result = function(spec, *others, **named)
        with lock:
            while len(remembered) >= SCENARIOS:
                del remembered[next(iter(remembered))]
            remembered[key] = spec, result
        return result

    return at_once
