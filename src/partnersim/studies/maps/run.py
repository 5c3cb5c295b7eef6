"""Draw points, run every arm at each of them with seeds of its own, and find who is ahead."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from partnersim.measures.comparing import links, measures
from partnersim.measures.declaring import LOWER
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.documents.identity import scenario_hash
from partnersim.scenario.experiments.maps import NOTHING, Map, load_map
from partnersim.scenario.phrases import Phrase
from partnersim.studies.maps.result import MapRuns, MapTable
from partnersim.studies.runs.design import check_last_seed
from partnersim.studies.runs.files import folder_of, refuse_another_study
from partnersim.studies.runs.needed import Needed, Outcomes, cached_runs, run_needed
from partnersim.studies.runs.provenance import engine_version
from partnersim.studies.runs.sizes import resized
from partnersim.studies.sweeping.design import Design, unit_points

Floats = NDArray[np.float64]

FILE = "leads.json"

LEAST = {"points": 20, "held_back": 10, "replicates": 2, "seed": 0}
"""The smallest sizes of a map."""


def read_map(
    source: str,
    /,
    *,
    points: int | None = None,
    held_back: int | None = None,
    replicates: int | None = None,
    seed: int | None = None,
    overrides: Sequence[str] | Mapping[str, Any] = (),
) -> Map:
    """Read a map, and how much of it is run.

    Args:
        source: name of a shipped map, or path of a YAML file.
        points, held_back, replicates, seed: in place of the file's.
        overrides: values set everywhere, as in `load_scenario`.

    Raises:
        ScenarioError: the file or a value is wrong, or the last seed would be too large.
    """
    asked = load_map(source, outcomes=links(), overrides=overrides)
    sizes = {"points": points, "held_back": held_back, "replicates": replicates, "seed": seed}
    file = resized(asked.file, sizes, least=LEAST)
    check_last_seed(file.seed, file.seed + (file.points + file.held_back) * file.replicates - 1)
    return replace(asked, file=file)


def run_map(
    asked: Map,
    /,
    *,
    workers: int | None = None,
    executor: Executor | None = None,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    remember: bool = False,
    show_progress: bool = True,
) -> MapTable:
    """Run every arm of a map at every point; arms of a point share its seeds, and no two points share one.

    Args:
        asked: the map, from `read_map`.
        workers: processes; 0 for one per core, None for as many as pay. executor: runs them instead.
        out: folder in which finished runs are kept: the same map goes on from them after a stop.
        force: whether another map in that folder may be replaced.
        remember: whether finished runs are kept in the cache of this user if ``out`` is not given.
        show_progress: report progress on stderr.

    Raises:
        ScenarioError: an arm cannot be made at a point.
        ResultsError: the folder cannot be written, or holds another map.
    """
    clock, folder = time.perf_counter(), None if out is None else folder_of(out)
    if folder is not None:
        refuse_another_study(
            folder / FILE,
            same=lambda found: (found["name"], found["facts"]["hash"]) == (asked.name, scenario_hash(asked.case)),
            what=lambda found: f"{found['name']}, {found['facts']['households']} households", force=force,
        )  # fmt: skip
    places, needed = drawn_places(asked), Needed(outcomes=(asked.file.outcome, *asked.file.also))
    names = [_ask_for(asked, point, place, needed) for point, place in enumerate(places)]
    keep = folder if folder is not None or not remember else cached_runs()
    found = run_needed(needed, workers=workers, executor=executor, out=keep, show_progress=show_progress)
    facts = {
        "version": engine_version(), "date": datetime.now(UTC).date().isoformat(), "hash": scenario_hash(asked.case),
        "households": asked.case.sample.households, "runs": len(needed), "run_seconds": round(found.seconds, 1),
        "seconds": round(time.perf_counter() - clock, 1),
    }  # fmt: skip
    return MapTable(asked=asked, places=places, runs=_runs(asked, names, found), facts=facts)


def drawn_places(asked: Map, /) -> Floats:
    """Places of the inputs in their ranges, 0 to 1, shape (points, inputs): those fitted on, then those held back.

    Both are Latin hypercubes by themselves, so that what is held back fills the ranges, too.
    """
    file = asked.file
    n = len(file.inputs)
    return np.vstack([
        unit_points(n, Design.lhs, file.points, file.seed),
        unit_points(n, Design.lhs, file.held_back, file.seed + 1),
    ])  # fmt: skip


def seeds_of_point(asked: Map, point: int, /) -> tuple[int, ...]:
    """The seeds of a point, which no other point has."""
    first = asked.file.seed + point * asked.file.replicates
    return tuple(range(first, first + asked.file.replicates))


def _ask_for(asked: Map, point: int, place: Floats, needed: Needed) -> dict[str, str]:
    shares = {one.name: float(share) for one, share in zip(asked.file.inputs, place, strict=True)}
    try:
        arms = asked.arms(shares)
    except ScenarioError as error:
        raise ScenarioError(
            [
                replace(p, message=Phrase("point {point}: {problem}", point=point, problem=p.message))
                for p in error.problems
            ]
        ) from None
    return {arm: needed.add(spec, seeds_of_point(asked, point)) for arm, spec in arms.items()}


def _runs(asked: Map, names: list[dict[str, str]], found: Outcomes) -> MapRuns:
    """Outcomes of all arms and seeds at each point, better is more, and what failed."""
    file, failures = asked.file, []
    values = {
        outcome: np.array([
            [found.values([name] * file.replicates, seeds_of_point(asked, point), outcome=outcome)
             for name in of_point.values()]
            for point, of_point in enumerate(names)
        ])
        for outcome in dict.fromkeys((file.outcome, *file.also))
    }  # fmt: skip
    for point, of_point in enumerate(names):
        for arm, name in of_point.items():
            message = found.failure([name] * file.replicates, seeds_of_point(asked, point))
            if message:
                failures.append({"point": point, "arm": arm, "message": message})
    known = measures()
    signs = {outcome: -1.0 if known[outcome].better == LOWER else 1.0 for outcome in values}
    arms = (*(arm.name for arm in file.arms), NOTHING)
    return MapRuns(arms=arms, values=values, signs=signs, failures=failures)
