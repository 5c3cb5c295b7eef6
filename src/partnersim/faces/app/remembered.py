"""What every drawing of a page asks for again, worked out once: scenarios of levers, and what tells them apart."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from partnersim.scenario.documents.identity import scenario_hash
from partnersim.scenario.spec import Scenario

MOST_SCENARIOS = 300
"""Scenarios that are remembered, the last ones asked for."""


Made = TypeVar("Made")


class Remembered(Generic[Made]):
    """What was made of a scenario, by the object that it is: scenarios are frozen, and comparing two takes long.

    Args:
        most: how many are remembered.
    """

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, threading.Lock()
        self._made: OrderedDict[tuple[int, str], tuple[Scenario, Made]] = OrderedDict()

    def of(self, spec: Scenario, detail: str, make: Callable[[], Made]) -> Made:
        """What is made of a scenario with a detail; made anew if it is not remembered.

        Args:
            spec: the scenario, which is held so that no other object gets its number. detail: what else it is made of.
            make: makes it; what it raises is not remembered.
        """
        key = (id(spec), detail)
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key][1]
        made = make()
        with self._lock:
            self._made[key] = (spec, made)
            while len(self._made) > self._most:
                self._made.popitem(last=False)
        return made


_SCENARIOS = Remembered[Scenario](MOST_SCENARIOS)
_IDENTITIES = Remembered[str](MOST_SCENARIOS)


def scenario_with(base: Scenario, values: Mapping[str, Any]) -> Scenario:
    """A scenario with values by dotted path; the same object for the same values while it is remembered.

    Raises:
        ScenarioError: the values do not go together.
    """
    if not values:
        return base
    return _SCENARIOS.of(base, repr(sorted(values.items())), lambda: base.but(values))


def identity_of(spec: Scenario) -> str:
    """The hash of what a scenario says (`scenario_hash`)."""
    return _IDENTITIES.of(spec, "", lambda: scenario_hash(spec))
