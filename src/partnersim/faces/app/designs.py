"""What a case is said to answer before it has been run: shipped points, and a surrogate through them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from partnersim.faces.app.levers import Lever
from partnersim.scenario.experiments.maps import value_at
from partnersim.scenario.spec import Scenario
from partnersim.studies.surrogate import Floats, Surrogate

FORETELLS = 0.5
"""Least share of the spread of points left out that a surrogate must foretell to be shown."""

_FITTED = ("alone", "together", "rough", "scale", "widened")

MOST_JOINED = 200
"""Points that join a design while the page is served."""


@dataclass(frozen=True)
class Axis:
    """One lever as a column of a design.

    Attributes:
        key: of the lever. positions: keys of its positions, "as it is" first. numbers: the number of each position
            where the lever sets one number, "as it is" included; empty for others.
    """

    key: str
    positions: tuple[str, ...]
    numbers: tuple[float, ...] = ()

    @property
    def ordered(self) -> bool:
        """Whether its positions are numbers."""
        return bool(self.numbers)

    def place(self, position: str, number: float | None = None) -> float:
        """Column value of a position, or of a number typed instead: NaN outside of what the design has."""
        if not self.ordered:
            return float(self.positions.index(position)) if number is None else float("nan")
        steps = sorted(set(self.numbers))
        wanted = self.numbers[self.positions.index(position)] if number is None else number
        if not steps[0] <= wanted <= steps[-1]:
            return float("nan")
        # positions are as far apart as they stand in the list: 0, 1, 4 and 16 visits are even steps for a reader
        return float(np.interp(wanted, steps, np.linspace(0.0, 1.0, len(steps))))


def axes_of(spec: Scenario, levers: Sequence[Lever]) -> list[Axis]:
    """The levers of a case as columns, in their order."""
    axes = []
    for lever in levers:
        keys = tuple(position.key for position in lever.positions)
        numbers: tuple[float, ...] = ()
        if lever.path:
            here = value_at(spec, lever.path)
            numbers = (float(here), *(float(p.values[lever.path]) for p in lever.positions[1:]))
        axes.append(Axis(lever.key, keys, numbers))
    return axes


def positions_of(axes: Sequence[Axis]) -> NDArray[np.int64]:
    """How many positions each lever has, 0 where they have an order, as a surrogate takes it."""
    return np.array([0 if axis.ordered else len(axis.positions) for axis in axes])


def point_of(
    axes: Sequence[Axis], positions: Mapping[str, str], numbers: Mapping[str, float]
) -> Floats | None:
    """A choice as a row of a design; None where it lies outside of what a design can hold."""
    row = [
        axis.place(positions.get(axis.key, axis.positions[0]), numbers.get(axis.key)) for axis in axes
    ]  # fmt: skip
    return None if np.isnan(row).any() else np.array(row)


@dataclass(frozen=True)
class Estimate:
    """What is said of one outcome before its runs are done.

    Attributes:
        base: mean as it was. difference: now less as it was. half: half-width of the 95 % band. known: it was run when
            the design was made, so that only chance between seeds is left.
    """

    base: float
    difference: float
    half: float
    known: bool


@dataclass(frozen=True)
class Foretelling:
    """The design of one case and the surrogates through it, by outcome.

    Attributes:
        axes: of the levers. base: outcomes as it was by seed. known: by key of a row, mean and half-width by outcome.
        surrogates: those that foretell enough. joined: points that have joined since.
    """

    axes: tuple[Axis, ...]
    base: Mapping[int, Mapping[str, float]]
    known: Mapping[tuple[float, ...], Mapping[str, tuple[float, float]]]
    surrogates: Mapping[str, Surrogate]
    joined: int = 0

    @cached_property
    def shown(self) -> tuple[str, ...]:
        """Outcomes of the design: those that the results chain of the case shows."""
        return tuple(next(iter(self.base.values())))

    @cached_property
    def base_means(self) -> dict[str, float]:
        """Outcomes as it was, means over seeds."""
        runs = list(self.base.values())
        return {name: float(np.nanmean([run[name] for run in runs])) for name in self.shown}

    def fits(self, seed: int, outcomes: Mapping[str, float]) -> bool:
        """Whether a run of the case as it was gives what the design was made from; another program may not."""
        made = self.base.get(seed)
        return made is not None and all(
            np.isclose(made[name], outcomes[name], rtol=1e-6, atol=1e-12, equal_nan=True)
            for name in self.shown
        )

    def estimates(self, positions: Mapping[str, str], numbers: Mapping[str, float]) -> dict[str, Estimate]:
        """What is said of each outcome that can be foretold; empty outside of the design."""
        row = point_of(self.axes, positions, numbers)
        if row is None:
            return {}
        made = self.known.get(_key(row))
        if made is not None:
            return {
                name: Estimate(self.base_means[name], mean, half, True) for name, (mean, half) in made.items()
            }
        told = {}
        for name, surrogate in self.surrogates.items():
            mean, half = (float(part[0]) for part in surrogate.at(row[None]))
            told[name] = Estimate(self.base_means[name], mean, half, False)
        return told

    def with_answer(
        self,
        positions: Mapping[str, str],
        numbers: Mapping[str, float],
        answer: Mapping[str, tuple[float, float]],
    ) -> Foretelling:
        """The same with one more point that has been run: mean difference and half-width by outcome."""
        row = point_of(self.axes, positions, numbers)
        if row is None or _key(row) in self.known or self.joined >= MOST_JOINED:
            return self
        surrogates = {
            name: one.with_point(row, answer[name][0]) if name in answer else one
            for name, one in self.surrogates.items()
        }
        known = {**self.known, _key(row): dict(answer)}
        return replace(self, known=known, surrogates=surrogates, joined=self.joined + 1)


def _key(row: Floats) -> tuple[float, ...]:
    return tuple(round(float(value), 9) for value in row)


def read_design(case: str) -> dict[str, Any] | None:
    """The shipped document of a case's design, or None."""
    file = files("partnersim.faces.app") / "designs" / f"{case}.json"
    return json.loads(file.read_text("utf-8")) if file.is_file() else None


def foretelling_of(document: Mapping[str, Any], axes: Sequence[Axis]) -> Foretelling | None:
    """A design as it is used; None where the case has other levers than when it was made.

    Only points that were not held back for the test of bands are used.
    """
    made = [Axis(one["key"], tuple(one["positions"]), tuple(one["numbers"])) for one in document["axes"]]
    if made != list(axes):
        return None
    used = [point for point in document["points"] if not point["held_back"]]
    valued = {
        name: [point for point in used if name in point["differences"]] for name in document["surrogates"]
    }
    surrogates = {
        name: Surrogate(
            points=np.array([_row(axes, point) for point in valued[name]]),
            values=np.array([point["differences"][name][0] for point in valued[name]]),
            positions=positions_of(axes),
            reach=np.array(one["reach"]), scatter=np.array(one["scatter"]), **{part: one[part] for part in _FITTED},
        )
        for name, one in document["surrogates"].items() if one["explained"] >= FORETELLS
    }  # fmt: skip
    known = {
        _key(_row(axes, point)): {name: (mean, half) for name, (mean, half) in point["differences"].items()}
        for point in used
    }  # fmt: skip
    base = {int(seed): outcomes for seed, outcomes in document["base"].items()}
    return Foretelling(tuple(axes), base, known, surrogates)


def _row(axes: Sequence[Axis], point: Mapping[str, Any]) -> Floats:
    row = point_of(axes, point["positions"], {})
    assert row is not None  # positions of the design are positions of its axes
    return row
