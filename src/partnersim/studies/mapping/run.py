"""Running a map: points spread evenly first, then where the sign of the difference is least certain."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.stats import qmc

from partnersim.measures import OUTCOMES
from partnersim.scenario.documents.errors import ScenarioError, nearest, refused
from partnersim.scenario.documents.identity import scenario_hash
from partnersim.scenario.phrases import Phrase
from partnersim.studies.mapping.result import EVEN, HOLDS, LeadMap, grid_points, zones
from partnersim.studies.mapping.surface import Floats, Surface, explained, fitted_surface
from partnersim.studies.runs.design import PlannedRun, check_last_seed, check_runnable, seeds_of, tasks_of
from partnersim.studies.runs.files import folder_of
from partnersim.studies.runs.progress import progress
from partnersim.studies.runs.provenance import engine_version
from partnersim.studies.runs.runner import outcomes_of_run
from partnersim.studies.runs.running import run_tasks
from partnersim.studies.runs.store import Store
from partnersim.studies.sweeping.design import Factor, factor_of

if TYPE_CHECKING:
    from partnersim.scenario.spec import Scenario

FIRST, BATCH, MOST = EVEN, 8, 120
"""Points spread evenly, points added at a time, and points in all unless others are asked for."""

FEWEST_SEEDS = 2
COARSE = 25
"""Lines of the grid on which points are looked for."""
CLEAR = 0.02
"""Share of the plane under which what cannot be told is little enough."""
STILL, STILL_ROUNDS = 0.01, 3
"""So many rounds in which the open share of the plane shrinks by less than this in all end the search."""
_POOLED = 4.0
"""Weight, in seeds, of the usual spread between seeds beside the one seen at a point: few seeds tell little of it."""


@dataclass(kw_only=True)
class _Plane:
    """The two scenarios over the two fields, and how to run them."""

    arms: tuple[Scenario, Scenario]
    factors: tuple[Factor, Factor]
    outcome: str
    first_seed: int
    replicates: int
    how: Mapping[str, Any]

    def places(self, unit: Floats) -> list[dict[str, float | int]]:
        """Values of the two fields at points of the unit square."""
        rows = []
        for point in unit:
            values = [f.low + share * (f.high - f.low) for f, share in zip(self.factors, point, strict=True)]
            rows.append({
                f.path: round(value) if f.whole else float(value)
                for f, value in zip(self.factors, values, strict=True)
            })  # fmt: skip
        return rows

    def planned(self, unit: Floats, begun: int) -> list[list[PlannedRun]]:
        """Runs of each point, pair by pair; every point has seeds of its own, so that points err apart.

        Args:
            unit: points. begun: how many there were before.
        """
        of_points = []
        for number, place in enumerate(self.places(unit)):
            at = self.first_seed + (begun + number) * self.replicates
            specs = [_at(arm, place) for arm in self.arms]
            of_points.append([
                PlannedRun(arm=str(k), spec=spec, seed=seed)
                for seed in range(at, at + self.replicates) for k, spec in enumerate(specs)
            ])  # fmt: skip
        check_runnable(run.spec for runs in of_points for run in runs)
        return of_points

    def run(self, unit: Floats, begun: int) -> pd.DataFrame:
        """A row per point: x, y, unit_x, unit_y, seeds, difference, error; NaN where fewer than two pairs ran."""
        planned = self.planned(unit, begun)
        tasks, keys = tasks_of([run for runs in planned for run in runs], version=engine_version())
        how = dict(self.how)
        with progress(len(tasks), shown=how.pop("show_progress")) as shown:
            do = partial(outcomes_of_run, outcomes=(self.outcome,))
            found = run_tasks(tasks, do, shown=shown, judged=how["workers"] is None, **how)
        table = found.tables.get("runs")
        by_key = {} if table is None else dict(zip(table["key"], table[self.outcome], strict=True))
        values = iter(float(by_key.get(key, np.nan)) for key in keys)
        rows = []
        for place, point, runs in zip(self.places(unit), unit, planned, strict=True):
            pairs = np.array([next(values) for _ in runs]).reshape(-1, 2)
            differences = (pairs[:, 1] - pairs[:, 0])[~np.isnan(pairs).any(axis=1)]
            enough = len(differences) >= FEWEST_SEEDS
            rows.append({
                "x": place[self.factors[0].path], "y": place[self.factors[1].path], "unit_x": point[0],
                "unit_y": point[1], "seeds": len(differences),
                "difference": differences.mean() if enough else np.nan,
                "error": differences.std(ddof=1) / np.sqrt(len(differences)) if enough else np.nan,
            })  # fmt: skip
        return pd.DataFrame(rows)


def run_map(
    base: Scenario,
    other: Scenario,
    /,
    *,
    x: Factor | str,
    y: Factor | str,
    outcome: str,
    points: int = MOST,
    replicates: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    out: str | os.PathLike[str] | None = None,
    show_progress: bool = True,
    names: tuple[str, str] | None = None,
) -> LeadMap:
    """Find where over two fields one scenario is ahead of another.

    Both are run with the same seeds at each point, and every point has seeds of its own. A surface goes through the
    differences; points are added where its sign is least certain, until hardly anything is open, what is open shrinks
    no more, or ``points`` are run.

    Args:
        base, other: the scenarios.
        x, y: fields, over their plausible ranges if only a path is given.
        outcome: what is compared, other less base.
        points: most points that are run.
        replicates: seeds at each point, two or more. seed: the first of all.
        workers, executor, out, show_progress: as in ``partnersim.run``.
        names: what the scenarios are called; their own names if not given.

    Raises:
        ScenarioError: the input is wrong; the scenarios are the same at every point; too few points can be run.
        ResultsError: the folder cannot be written.
    """
    measure = OUTCOMES.get(outcome)
    if measure is None:
        near = nearest(outcome, among=[m.name for m in OUTCOMES])
        text = Phrase("is no outcome of a run; `partnersim outcomes --of run` lists them")
        raise refused(text, field="outcome", value=f"'{outcome[:60]}'", suggestion=near)
    factors = _factor(x, base, "x"), _factor(y, base, "y")
    seeds = seeds_of(base, seed=seed, replicates=replicates)
    if len(seeds) < FEWEST_SEEDS:
        text = Phrase("is too few; a map needs two seeds or more at each point")
        raise refused(text, field="replicates", value=str(len(seeds)))
    if points < FIRST:
        raise refused(
            Phrase("is too few; a map needs {least} points or more", least=FIRST),
            field="points",
            value=str(points),
        )
    check_last_seed(seeds[0], seeds[0] + points * len(seeds) - 1, field="run.seed")
    if factors[0].path == factors[1].path:
        raise refused(Phrase("x and y are both {path}", path=factors[0].path))
    plane = _Plane(
        arms=(base, other), factors=factors, outcome=outcome, first_seed=seeds[0], replicates=len(seeds),
        how={
            "workers": workers, "executor": executor, "show_progress": show_progress,
            "store": None if out is None else Store(folder_of(out)),
        },
    )  # fmt: skip
    _check_difference(plane)
    table, stopped = _searched(plane, points, measure.better)
    return LeadMap(
        base=names[0] if names else base.name, other=names[1] if names else other.name,
        outcome=outcome, better=measure.better, factors=factors, stopped=stopped,
        points=table.drop(columns=["unit_x", "unit_y"]), surface=surface_of(table),
        case={"base": _values(base, factors), "other": _values(other, factors)},
        facts={
            "points": len(table), "seeds_a_point": len(seeds), "first_seed": seeds[0],
            "runs": 2 * len(seeds) * len(table), "dropped": int(table["difference"].isna().sum()),
            "engine": engine_version(),
        },
    )  # fmt: skip


def _searched(plane: _Plane, most: int, better: Any) -> tuple[pd.DataFrame, str]:
    """The points that were run, and why no more were."""
    table = plane.run(qmc.Sobol(2, seed=plane.first_seed).random(FIRST), 0)
    open_shares: list[float] = []
    surface: Surface | None = None
    while True:
        surface = surface_of(table, near=surface)
        open_shares.append(zones(*surface.at(grid_points(COARSE)), better).count("open") / COARSE**2)
        if explained(surface) >= HOLDS:  # what a surface that does not hold says is open means nothing
            if open_shares[-1] <= CLEAR:
                return table, "hardly anything is open"
            if len(open_shares) > STILL_ROUNDS and open_shares[-1 - STILL_ROUNDS] - open_shares[-1] < STILL:
                return table, "what is open shrinks no more"
        count = min(BATCH, most - len(table))
        if count <= 0:
            return table, "as many points as asked for"
        table = pd.concat([table, plane.run(least_certain(surface, count), len(table))], ignore_index=True)


def least_certain(surface: Surface, count: int, /) -> Floats:
    """Points where the sign is least certain, one after another, each as if those before had been run.

    Args:
        surface: through the points that were run. count: how many are wanted.
    """
    candidates, noise = grid_points(COARSE), float(np.median(surface.noise))
    chosen = []
    for _ in range(count):
        mean, error = surface.at(candidates)
        # a sign is as uncertain as its error is large beside the mean; where both are small nothing can be learnt
        chances = error**2 / (noise + error**2) / (1.0 + (mean / np.maximum(error, 1e-300)) ** 2)
        best = candidates[int(np.argmax(chances))]
        chosen.append(best)
        surface = surface.with_point(best, noise)
    return np.array(chosen)


def surface_of(table: pd.DataFrame, /, *, near: Surface | None = None) -> Surface:
    """The surface through points that were run.

    Args:
        table: a row per point: unit_x, unit_y (0 to 1), seeds, difference (mean over seeds), error (standard error).
        near: a surface that is nearly the same, from which the search begins.

    Raises:
        ScenarioError: too few points could be run.
    """
    known = table[table["difference"].notna()]
    if len(known) < FIRST // 2:
        raise refused(
            Phrase(
                "only {known} of {points} points could be run with two pairs or more",
                known=len(known),
                points=len(table),
            )
        )
    seeds, variance = known["seeds"].to_numpy(float), (known["error"] ** 2 * known["seeds"]).to_numpy(float)
    usual = float(np.average(variance, weights=seeds - 1.0))
    pooled = (_POOLED * usual + (seeds - 1.0) * variance) / (_POOLED + seeds - 1.0)
    return fitted_surface(
        known[["unit_x", "unit_y"]].to_numpy(float), known["difference"].to_numpy(float), pooled / seeds,
        near=near,
    )  # fmt: skip


def _factor(given: Factor | str, base: Scenario, axis: str) -> Factor:
    """The field of an axis with the ends of its range, at both of which the scenario can be."""
    if isinstance(given, str):
        try:
            return factor_of(given, None, base=base)
        except ScenarioError as error:
            raise ScenarioError([replace(one, field=axis, value=given[:60]) for one in error.problems]) from None
    if np.isnan(given.low):
        raise refused(Phrase("has a list of values; a map wants a range"), field=axis, value=given.path)
    for end in (given.low, given.high):
        _at(base, {given.path: round(end) if given.whole else end})
    return given


def _at(arm: Scenario, place: Mapping[str, float | int]) -> Scenario:
    try:
        return arm.but(dict(place))
    except ScenarioError as error:
        where = ", ".join(f"{path} = {value:g}" for path, value in place.items())
        raise refused(
            Phrase(
                "{name} cannot be at {where}: {problem}",
                name=arm.name,
                where=where,
                problem=error.problems[0],
            )
        ) from None


def _check_difference(plane: _Plane) -> None:
    """Refuse scenarios that are the same once both fields are set, or about other households or months."""
    corner = plane.places(np.zeros((1, 2)))[0]
    base, other = (_at(arm, corner) for arm in plane.arms)
    if scenario_hash(base) == scenario_hash(other):
        raise refused(
            Phrase(
                "{base} and {other} differ in nothing but the two fields of the map",
                base=base.name,
                other=other.name,
            )
        )
    for part in ("time", "place", "sample"):
        if getattr(base, part) != getattr(other, part):
            raise refused(
                Phrase(
                    "{base} and {other} differ in {part}: they are not about the same households",
                    base=base.name,
                    other=other.name,
                    part=part,
                )
            )


def _values(arm: Scenario, factors: tuple[Factor, Factor]) -> tuple[float, float] | None:
    from partnersim.scenario.documents.describe import parameter_fields

    values = {".".join(path): value for path, value, _ in parameter_fields(arm)}
    found = [values.get(factor.path) for factor in factors]
    numbers = [float(v) for v in found if isinstance(v, int | float) and not isinstance(v, bool)]
    return (numbers[0], numbers[1]) if len(numbers) == 2 else None
