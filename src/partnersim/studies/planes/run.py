"""Run every arm of a plane at points over two levers; points are added where a sign is least certain."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import qmc

from partnersim.measures.comparing import links, measures
from partnersim.scenario.documents.identity import scenario_hash
from partnersim.scenario.experiments.maps import value_at
from partnersim.scenario.experiments.planes import FEWEST_POINTS, Lever, Plane, load_plane
from partnersim.studies.mapping.result import HOLDS, LeadMap, grid_points, zones
from partnersim.studies.mapping.run import (
    BATCH,
    CLEAR,
    COARSE,
    FEWEST_SEEDS,
    STILL,
    STILL_ROUNDS,
    least_certain,
    surface_of,
)
from partnersim.studies.mapping.surface import Floats, Surface, explained
from partnersim.studies.planes.result import PlaneTable
from partnersim.studies.runs.design import check_last_seed
from partnersim.studies.runs.files import folder_of, refuse_another_study
from partnersim.studies.runs.needed import Needed, Outcomes, cached_runs, run_needed
from partnersim.studies.runs.provenance import engine_version
from partnersim.studies.runs.sizes import resized
from partnersim.studies.sweeping.design import Factor

FILE = "plane.json"

Pair = tuple[str, str]
"""The name of another arm, and an outcome."""


def read_plane(
    source: str,
    /,
    *,
    points: int | None = None,
    replicates: int | None = None,
    seed: int | None = None,
    overrides: Sequence[str] | Mapping[str, Any] = (),
) -> Plane:
    """Read a plane, and how much of it is run.

    Args:
        source: name of a shipped plane, or path of a YAML file.
        points, replicates, seed: in place of the file's.
        overrides: values set everywhere, as in `load_scenario`.

    Raises:
        ScenarioError: the file or a value is wrong, or the last seed would be too large.
    """
    asked = load_plane(source, outcomes=list(links()), overrides=overrides)
    sizes = {"points": points, "replicates": replicates, "seed": seed}
    file = resized(asked.file, sizes, least={"points": FEWEST_POINTS, "replicates": FEWEST_SEEDS, "seed": 0})
    check_last_seed(file.seed, file.seed + file.points * file.replicates - 1)
    return replace(asked, file=file)


def planes(
    source: str,
    /,
    *,
    points: int | None = None,
    replicates: int | None = None,
    seed: int | None = None,
    overrides: Sequence[str] | Mapping[str, Any] = (),
    **how: Any,
) -> PlaneTable:
    """Find over two levers where the first way of working of a plane is ahead of each other one.

    Args:
        source: name of a shipped plane, or path of a YAML file.
        points: most points that are run. replicates: seeds of each, its own. seed: the first of all.
        overrides: values set everywhere, as texts ``a.b=VALUE`` or by dotted path.
        how: ``workers``, ``executor``, ``out``, ``force``, ``show_progress`` as in ``map_leads``.

    Returns:
        ``maps`` has one for each other arm and outcome, ``frame()`` is a pandas frame.

    Raises:
        ScenarioError: the file or a value is wrong. ResultsError: the folder cannot be written, or holds another plane.
    """
    asked = read_plane(source, points=points, replicates=replicates, seed=seed, overrides=overrides)
    return run_plane(asked, **how)


def run_plane(
    asked: Plane,
    /,
    *,
    workers: int | None = None,
    executor: Executor | None = None,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    remember: bool = False,
    show_progress: bool = True,
) -> PlaneTable:
    """Run a plane: all arms at the same points, those of a point with the same seeds, which no other point has.

    Points are spread evenly first. Then they are added where signs are least certain, taking maps of other arms and
    outcomes in turn, until hardly anything is open, what is open shrinks no more, or as many are run as asked for.

    Args:
        asked: the plane, from `read_plane`.
        workers: processes; 0 for one per core, None for as many as pay. executor: runs them instead.
        out: folder in which finished runs are kept: the same plane goes on from them after a stop.
        force: whether another plane in that folder may be replaced.
        remember: whether finished runs are kept in the cache of this user if ``out`` is not given.
        show_progress: report progress on stderr.

    Raises:
        ScenarioError: an arm cannot be made at a point, or too few points could be run.
        ResultsError: the folder cannot be written, or holds another plane.
    """
    clock, folder = time.perf_counter(), None if out is None else folder_of(out)
    if folder is not None:
        refuse_another_study(
            folder / FILE,
            same=lambda found: (found["name"], found["facts"]["hash"]) == (asked.name, scenario_hash(asked.case)),
            what=lambda found: f"{found['name']}, {found['facts']['households']} households", force=force,
        )  # fmt: skip
    search = _Search(
        asked=asked, keep=folder if folder is not None or not remember else cached_runs(),
        how={"workers": workers, "executor": executor, "show_progress": show_progress},
    )  # fmt: skip
    stopped = search.run()
    facts = {
        "version": engine_version(), "date": datetime.now(UTC).date().isoformat(), "hash": scenario_hash(asked.case),
        "households": asked.case.sample.households, "months": asked.case.time.months, "points": len(search.places),
        "runs": search.runs, "run_seconds": round(search.seconds, 1),
        "seconds": round(time.perf_counter() - clock, 1),
    }  # fmt: skip
    return PlaneTable(
        asked=asked, maps=search.maps(stopped), places=search.places, stopped=stopped, failures=search.failures,
        facts=facts,
    )  # fmt: skip


@dataclass(kw_only=True)
class _Search:
    """A plane while points are added."""

    asked: Plane
    keep: Path | None
    how: Mapping[str, Any]
    rows: dict[Pair, list[dict[str, float]]] = field(default_factory=dict)
    points: list[dict[str, float]] = field(default_factory=list)
    failures: list[dict[str, Any]] = field(default_factory=list)
    surfaces: dict[Pair, Surface] = field(default_factory=dict)
    runs: int = 0
    seconds: float = 0.0

    def run(self) -> str:
        """Run points until there are enough; gives why there are."""
        file, open_shares = self.asked.file, []
        known = measures()
        wanted: Floats = qmc.Sobol(2, seed=file.seed).random(FEWEST_POINTS)
        while True:
            self._run(wanted)
            self.surfaces = {
                pair: surface_of(self._table(pair), near=self.surfaces.get(pair)) for pair in self.rows
            }
            opened = {
                pair: zones(*surface.at(grid_points(COARSE)), known[pair[1]].better).count("open") / COARSE**2
                for pair, surface in self.surfaces.items() if explained(surface) >= HOLDS
            }  # fmt: skip
            if len(opened) == len(
                self.surfaces
            ):  # what a surface that does not hold calls open means nothing
                open_shares.append(float(np.mean(list(opened.values()))))
                if max(opened.values()) <= CLEAR:
                    return "hardly anything is open"
                if (
                    len(open_shares) > STILL_ROUNDS
                    and open_shares[-1 - STILL_ROUNDS] - open_shares[-1] < STILL
                ):
                    return "what is open shrinks no more"
            count = min(BATCH, file.points - len(self.points))
            if count <= 0:
                return "as many points as asked for"
            wanted = self._wanted(opened, count)

    def maps(self, stopped: str) -> dict[Pair, LeadMap]:
        """A map for each other arm and outcome."""
        file, case = self.asked.file, self._case()
        labels = {arm.name: arm.label for arm in file.arms}
        factors = tuple(
            Factor(path=one.label, values=(), low=one.ends[0], high=one.ends[1]) for one in file.levers
        )
        return {
            pair: LeadMap(
                base=labels[pair[0]], other=file.arms[0].label, outcome=pair[1], better=measures()[pair[1]].better,
                factors=(factors[0], factors[1]), surface=surface, stopped=stopped, case={"base": case, "other": case},
                points=self._table(pair)[["x", "y", "seeds", "difference", "error"]],
                facts={"points": len(self.points), "seeds_a_point": file.replicates},
            )
            for pair, surface in self.surfaces.items()
        }  # fmt: skip

    @property
    def places(self) -> pd.DataFrame:
        """A row per point: x, y, unit_x, unit_y."""
        return pd.DataFrame(self.points)

    def _table(self, pair: Pair) -> pd.DataFrame:
        return pd.concat([self.places, pd.DataFrame(self.rows[pair])], axis=1)

    def _run(self, unit: Floats) -> None:
        """Run all arms at points of the unit square, and note differences."""
        file, needed, asked_for = self.asked.file, Needed(outcomes=tuple(self.asked.file.outcomes)), []
        for point in unit:
            values = tuple(lever.value(float(at)) for lever, at in zip(file.levers, point, strict=True))
            number = len(self.points)
            seeds = tuple(
                range(file.seed + number * file.replicates, file.seed + (number + 1) * file.replicates)
            )
            shares = [lever.share(value) for lever, value in zip(file.levers, values, strict=True)]
            self.points.append({"x": values[0], "y": values[1], "unit_x": shares[0], "unit_y": shares[1]})
            arms = self.asked.arms((values[0], values[1]))
            asked_for.append((number, seeds, {name: needed.add(spec, seeds) for name, spec in arms.items()}))
        found = run_needed(needed, out=self.keep, **self.how)
        self.runs += len(needed)
        self.seconds += found.seconds
        for number, seeds, names in asked_for:
            self._note(number, seeds, names, found)

    def _note(self, number: int, seeds: tuple[int, ...], names: dict[str, str], found: Outcomes) -> None:
        first, *others = names
        for arm, name in names.items():
            message = found.failure([name] * len(seeds), seeds)
            if message:
                self.failures.append({"point": number, "arm": arm, "message": message})
        for outcome in self.asked.file.outcomes:
            values = {
                arm: found.values([name] * len(seeds), seeds, outcome=outcome) for arm, name in names.items()
            }
            for arm in others:
                apart = values[first] - values[arm]
                apart = apart[~np.isnan(apart)]
                enough = len(apart) >= FEWEST_SEEDS
                self.rows.setdefault((arm, outcome), []).append({
                    "seeds": len(apart), "difference": float(apart.mean()) if enough else math.nan,
                    "error": float(apart.std(ddof=1) / np.sqrt(len(apart))) if enough else math.nan,
                })  # fmt: skip

    def _wanted(self, opened: Mapping[Pair, float], count: int) -> Floats:
        """Points to be run next: of maps with something open in turn; of all while none holds."""
        among = [pair for pair, share in opened.items() if share > CLEAR] or list(self.surfaces)
        lists = [least_certain(self.surfaces[pair], count).tolist() for pair in among]
        in_turn = dict.fromkeys(tuple(one[place]) for place in range(count) for one in lists)
        return np.array(list(in_turn)[:count])  # maps that ask for the same point get it once

    def _case(self) -> tuple[float, float] | None:
        """Where the case stands; None where a lever is none of its values."""
        stands = [_stands(lever, self.asked) for lever in self.asked.file.levers]
        return None if None in stands else (float(stands[0] or 0.0), float(stands[1] or 0.0))


def _stands(lever: Lever, asked: Plane) -> float | None:
    if lever.steps:
        return next((step.at for step in lever.steps if not step.set), None)
    if lever.how != "value":
        return 1.0
    value = value_at(asked.case, lever.paths[0])
    return float(value) if isinstance(value, int | float) else None
