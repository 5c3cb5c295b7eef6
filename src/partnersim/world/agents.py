"""The base of all agents: Mesa's, without keeping every model of a process alive."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import ClassVar
from weakref import WeakKeyDictionary

from partnersim.world.mesa_loaded import mesa


class _Counters(WeakKeyDictionary[mesa.Model, Iterator[int]]):
    """A counter from 1 for each model, forgotten with it."""

    def __getitem__(self, model: mesa.Model) -> Iterator[int]:
        return self.setdefault(model, itertools.count(1))


class Actor(mesa.Agent):
    """An agent of a place.

    Mesa up to 3.4 counts agents in a table on the class whose keys are models, so that no finished model is ever
    freed: a worker that runs a thousand of them grows by a gigabyte. Ours refers to models weakly.
    """

    _ids: ClassVar[_Counters] = _Counters()  # type: ignore[assignment]
