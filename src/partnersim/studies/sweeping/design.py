"""Which points a sweep runs: a grid, a sample of ranges, one factor at a time, or a table of one's own."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import qmc

from partnersim.scenario.documents.errors import Problem, ScenarioError
from partnersim.scenario.documents.fields import field_range
from partnersim.scenario.documents.paths import follow_path
from partnersim.scenario.levers import plausible_ends
from partnersim.scenario.phrases import Phrase
from partnersim.scenario.spec import Scenario

LEVELS = 3
MORRIS_LEVELS = 4
"""Levels of Morris' design, the usual choice (Morris 1991; Saltelli et al. 2008)."""


class Design(StrEnum):
    """How points are chosen."""

    grid = "grid"
    lhs = "lhs"
    sobol = "sobol"
    saltelli = "saltelli"
    morris = "morris"
    one_at_a_time = "one-at-a-time"


@dataclass(frozen=True, kw_only=True)
class Factor:
    """A field that is varied.

    Attributes:
        path: dotted path. values: those it takes in a grid, and one at a time. low, high: ends of its range; NaN if
            only values are given. whole: whether it takes whole numbers only.
    """

    path: str
    values: tuple[Any, ...]
    low: float = math.nan
    high: float = math.nan
    whole: bool = False


def factor_of(path: str, given: Any, /, *, base: Scenario | None = None, where: str = "") -> Factor:
    """A factor from a list of values, or from a range: ``low``, ``high``, ``levels``.

    An end that is not given is that of the plausible range around what the scenario has; without a scenario, or where
    the field states no such range, that of what is allowed.

    Args:
        path: dotted path of a field. given: values or range. base: the scenario. where: file, for error lines.

    Raises:
        ScenarioError: there is no such field; a list or range is empty; a field without a range is given none.
    """

    def fault(message: Phrase, suggestion: str = "") -> ScenarioError:
        field = f"factors.{path}"
        return ScenarioError(Problem(file=where, field=field, message=message, suggestion=suggestion))

    reached = follow_path(Scenario, path)
    if not reached.fields:
        raise fault(Phrase("is no field of a scenario"), suggestion=reached.nearest)
    if isinstance(given, list):
        if not given:
            raise fault(Phrase("has no value"))
        return Factor(path=path, values=tuple(given))
    asked = dict(given or {})
    unknown = set(asked) - {"low", "high", "levels"}
    if unknown:
        raise fault(
            Phrase("has {unknown}; a range has low, high and levels", unknown=", ".join(sorted(unknown)))
        )
    field = reached.fields[0]
    plausible = plausible_ends(base, path) if base is not None else None
    ends = dict(zip(("low", "high"), plausible or field_range(field), strict=True))
    low, high = (_number(asked.get(end, ends[end])) for end in ("low", "high"))
    if not all(math.isfinite(end) for end in (low, high)):
        raise fault(Phrase("has no range of its own here; give low and high, or a list of values"))
    if not low < high:
        raise fault(Phrase("has an empty range ({low:g} to {high:g})", low=low, high=high))
    levels = asked.get("levels", LEVELS)
    if not isinstance(levels, int) or levels < 2:
        raise fault(Phrase("has {levels} levels; allowed 2 or more", levels=levels))
    whole = "int" in str(field.annotation) and "float" not in str(field.annotation)
    values = [_rounded(value, whole) for value in np.linspace(low, high, levels)]
    return Factor(path=path, values=tuple(dict.fromkeys(values)), low=low, high=high, whole=whole)


def count_of_points(factors: Sequence[Factor], design: Design, points: int, /) -> int:
    """How many points a design has, without making them."""
    if design is Design.grid:
        return math.prod(len(factor.values) for factor in factors)
    if design is Design.one_at_a_time:
        return 1 + sum(len(factor.values) for factor in factors)
    if design is Design.saltelli:
        return points * (len(factors) + 2)
    return points * (len(factors) + 1) if design is Design.morris else points


def points_of(
    factors: Sequence[Factor], design: Design, /, *, points: int = 0, seed: int = 1
) -> pd.DataFrame:
    """The points of a design, a column per factor; an empty cell leaves the field as the scenario has it.

    Args:
        factors: what is varied.
        design: how points are chosen.
        points: how many (of ``morris``: trajectories; of ``saltelli``: pairs of base points); not for a grid or one at
            a time.
        seed: of the sample.

    Raises:
        ScenarioError: a sample is asked for of a factor without a range; points do not fit the design.
    """
    names = [factor.path for factor in factors]
    if design is Design.grid:
        return pd.DataFrame(list(itertools.product(*(factor.values for factor in factors))), columns=names)
    if design is Design.one_at_a_time:
        rows = [{}, *({factor.path: value} for factor in factors for value in factor.values)]
        return pd.DataFrame(rows, columns=names, dtype=object)
    for factor in factors:
        if math.isnan(factor.low):
            text = Phrase(
                "has a list of values; the design {design} wants a range (low, high)", design=design
            )
            raise ScenarioError(Problem(field=f"factors.{factor.path}", message=text))
    if points < 1:
        raise ScenarioError(
            Problem(
                field="points", value=str(points), message=Phrase("is too few"), allowed=Phrase("1 or more")
            )
        )
    unit = unit_points(len(factors), design, points, seed)
    return pd.DataFrame({
        factor.path: [_rounded(factor.low + share * (factor.high - factor.low), factor.whole) for share in column]
        for factor, column in zip(factors, unit.T, strict=True)
    })  # fmt: skip


def unit_points(n: int, design: Design, points: int, seed: int) -> NDArray[np.float64]:
    """Places of points in the ranges of ``n`` factors, 0 to 1, shape (points, n); a sample of ranges only.

    Raises:
        ScenarioError: points do not fit the design.
    """
    if design is Design.lhs:
        return np.asarray(qmc.LatinHypercube(n, seed=seed).random(points))
    if design is Design.morris:
        return _trajectories(n, points, seed)
    if points & (points - 1):
        text = Phrase("is no power of 2, so that the points of Sobol would not be balanced")
        raise ScenarioError(Problem(field="points", value=str(points), message=text))
    if design is Design.sobol:
        return np.asarray(qmc.Sobol(n, seed=seed).random(points))
    return _exchanged(np.asarray(qmc.Sobol(2 * n, seed=seed).random(points)))


def _exchanged(pairs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points for variance-based indices: of each pair a and b, a, then a with one factor after another as in b, then b.

    Source: Saltelli et al. 2010, Computer Physics Communications 181. Shape (pairs, 2 n) to (pairs (n + 2), n).
    """
    n = pairs.shape[1] // 2
    rows = []
    for both in pairs:
        a, b = both[:n], both[n:]
        rows += [a, *(np.where(np.arange(n) == factor, b, a) for factor in range(n)), b]
    return np.array(rows)


def _trajectories(n: int, count: int, seed: int) -> NDArray[np.float64]:
    """Trajectories of Morris: from a random point of the grid one factor after another steps by half of the grid."""
    generator = np.random.default_rng(seed)
    step = MORRIS_LEVELS / (2.0 * (MORRIS_LEVELS - 1))
    starts = np.arange(MORRIS_LEVELS // 2) / (MORRIS_LEVELS - 1)
    rows = []
    for _ in range(count):
        low = generator.choice(starts, n)
        up = generator.random(n) < 0.5
        point = np.where(up, low, low + step)
        rows.append(point.copy())
        for factor in generator.permutation(n):
            point[factor] += step if up[factor] else -step
            rows.append(point.copy())
    return np.array(rows)


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan


def _rounded(value: float, whole: bool) -> float | int:
    return round(value) if whole else float(value)


def changes_of(point: Mapping[str, Any], /) -> dict[str, Any]:
    """What a point sets; empty cells are left out."""
    return {path: _plain(value) for path, value in point.items() if not _is_empty(value)}


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value
