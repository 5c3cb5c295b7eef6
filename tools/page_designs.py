"""Make the shipped points from which the page estimates before runs are done.

    python tools/page_designs.py jember [gresik ...] [--points 480] [--workers 2] [--runs FOLDER] [--refit]

Every position of every lever is run by itself, every set of those that bear on firms, then random sets of levers, each
with the seeds of the page and paired with the case as it was. The last third of the random sets is held back: neither a
surrogate nor its bands see them. Where bands do not cover 95 of 100 of their values, give or take 3, nothing is
written. With --refit the points stay, and only surrogates are fitted anew. What is finished is kept in the folder of
--runs: after a stop the same command goes on from there.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from itertools import chain, product
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import stdtrit

from partnersim.faces.app import designs
from partnersim.faces.app.designs import Axis, axes_of, foretelling_of, point_of, positions_of
from partnersim.faces.app.levers import Lever, levers_of
from partnersim.faces.app.session import CASES, Choice
from partnersim.faces.app.work import SEEDS, shown_of
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.documents.identity import scenario_hash
from partnersim.studies.estimates import estimate
from partnersim.studies.runs.design import PlannedRun, tasks_of
from partnersim.studies.runs.files import folder_of
from partnersim.studies.runs.progress import progress
from partnersim.studies.runs.provenance import engine_version
from partnersim.studies.runs.runner import outcomes_of_run
from partnersim.studies.runs.running import run_tasks
from partnersim.studies.runs.store import Store
from partnersim.studies.surrogate import checked, fitted

FOLDER = Path(designs.__file__).parent / "designs"
MOVED = {2: 0.35, 3: 0.25, 4: 0.2, 5: 0.1, 6: 0.1}
"""How often so many levers are moved at once in a random set."""
COVERED = (0.92, 0.98)
"""Share of values held back that bands have to cover for a design to be shipped."""
REGIME = ("rule", "forum", "regulating")
"""Levers of which every set is run: a rule does next to nothing without staff, so no sum of the two foretells both."""
HELD_BACK = 3
"""The last of so many parts of the random sets is held back: of 160 sets the share covered is known to two points."""


def singles(levers: list[Lever]) -> Iterator[dict[str, str]]:
    """Every position of every lever by itself."""
    for lever in levers:
        for position in lever.positions[1:]:
            yield {lever.key: position.key}


def regimes(levers: list[Lever]) -> Iterator[dict[str, str]]:
    """Every set of two or three positions of the levers that bear on firms together."""
    places = [
        [("", ""), *((lever.key, p.key) for p in lever.positions[1:])]
        for lever in levers
        if lever.key in REGIME
    ]
    for chosen in product(*places):
        moved = {key: position for key, position in chosen if key}
        if len(moved) > 1:
            yield moved


def random_sets(levers: list[Lever], seed: int) -> Iterator[dict[str, str]]:
    """Random sets of levers at random positions, without end."""
    draw = random.Random(seed)
    while True:
        (count,) = draw.choices(list(MOVED), list(MOVED.values()))
        moved = draw.sample(levers, min(count, len(levers)))
        yield {lever.key: draw.choice(lever.positions[1:]).key for lever in moved}


def sets_of(choice: Choice, count: int) -> list[tuple[dict[str, str], bool]]:
    """Positions of each point, and whether it is held back; sets that cannot be, or are there already, are left out."""
    base, levers = choice.base(), levers_of(choice.base())
    axes = axes_of(base, levers)
    there = {tuple(point_of(axes, {}, {}))}
    chosen: list[tuple[dict[str, str], bool]] = []
    for positions in chain(singles(levers), regimes(levers)):
        if _is_new(choice, axes, positions, there):
            chosen.append((positions, False))
    drawn = 0
    for positions in random_sets(levers, 1):
        if drawn == count:
            return chosen
        if _is_new(choice, axes, positions, there):
            chosen.append((positions, drawn >= count - count // HELD_BACK))
            drawn += 1
    raise AssertionError("random sets have no end")


def _is_new(choice: Choice, axes: Any, positions: dict[str, str], there: set[Any]) -> bool:
    row = tuple(point_of(axes, positions, {}))
    if row in there:
        return False
    try:
        Choice(case=choice.case, positions=positions).now()
    except ScenarioError:
        return False
    there.add(row)
    return True


def made(case: str, count: int, workers: int, out: Path) -> dict[str, Any]:
    """The points of a case with their differences from the case as it was; finished runs are kept in a folder."""
    base = Choice(case=case).base()
    seeds = range(base.run.seed, base.run.seed + SEEDS)
    chosen = sets_of(Choice(case=case), count)
    specs = [base, *(Choice(case=case, positions=positions).now() for positions, _ in chosen)]
    design = [
        PlannedRun(arm=str(arm), spec=spec, seed=seed) for arm, spec in enumerate(specs) for seed in seeds
    ]
    tasks, keys = tasks_of(design, version=engine_version())
    with progress(len(tasks)) as told:
        found = run_tasks(
            tasks, outcomes_of_run, store=Store(folder_of(out / case)), workers=workers, shown=told
        )
    found.raise_first(tasks)
    shown = shown_of(base)
    rows = found.tables["runs"].set_index("key")[list(shown)].loc[keys].to_numpy(float)
    runs = rows.reshape(len(specs), SEEDS, len(shown))
    points = [_point({}, False, dict.fromkeys(shown, np.zeros(SEEDS)))]
    for (positions, held), of in zip(chosen, runs[1:], strict=True):
        points.append(_point(positions, held, dict(zip(shown, (of - runs[0]).T, strict=True))))
    return {
        "case": case, "scenario": scenario_hash(base), "engine": engine_version(), "seeds": list(seeds),
        "axes": [asdict(axis) for axis in axes_of(base, levers_of(base))],
        "base": {
            str(seed): dict(zip(shown, run.tolist(), strict=True)) for seed, run in zip(seeds, runs[0], strict=True)
        },
        "points": points,
    }  # fmt: skip


def _point(positions: dict[str, str], held_back: bool, differences: Mapping[str, Any]) -> dict[str, Any]:
    """One point: mean difference and half-width of its interval by outcome, from differences by seed, (seeds,)."""
    told = {}
    for name, by_seed in differences.items():
        found = estimate(by_seed)
        if found.n > 1:
            told[name] = [_short(found.mean), _short((found.high - found.low) / 2.0)]
    return {"positions": positions, "held_back": held_back, "differences": told}


def fitted_document(document: dict[str, Any]) -> dict[str, Any]:
    """The document with surrogates fitted to the points that are not held back."""
    case = document["case"]
    base = Choice(case=case).base()
    axes = axes_of(base, levers_of(base))
    positions = positions_of(axes)
    surrogates = {}
    for name in next(iter(document["base"].values())):
        used = [p for p in document["points"] if not p["held_back"] and name in p["differences"]]
        rows = np.array([point_of(axes, point["positions"], {}) for point in used])
        values = np.array([point["differences"][name][0] for point in used])
        if not values.any():
            continue
        drawn = [
            place for place, point in enumerate(used) if len(point["positions"]) > 1 and _is_drawn(point)
        ]
        # an interval's half-width is so many standard deviations of a mean over the page's seeds
        scatter = np.array([point["differences"][name][1] for point in used]) / stdtrit(SEEDS - 1, 0.975)
        found, explained = checked(fitted(rows, values, scatter, positions), scatter, drawn)
        surrogates[name] = {
            "reach": [_short(value) for value in found.reach], "explained": _short(explained),
            "scatter": [_short(value) for value in found.scatter],
            **{part: _short(getattr(found, part)) for part in ("alone", "together", "rough", "scale", "widened")},
        }  # fmt: skip
        print(f"{case}: {name} foretells {explained:.2f}", file=sys.stderr)
    return {**document, "surrogates": surrogates}


def _is_drawn(point: Mapping[str, Any]) -> bool:
    return not set(point["positions"]) <= set(REGIME)


def covered(document: Mapping[str, Any]) -> tuple[int, int]:
    """How many values at points held back the bands of shown outcomes cover, and of how many."""
    axes = [Axis(one["key"], tuple(one["positions"]), tuple(one["numbers"])) for one in document["axes"]]
    made = foretelling_of(document, axes)
    assert made is not None  # its own axes are those of the document
    held = [point for point in document["points"] if point["held_back"]]
    hits = count = 0
    for name, surrogate in made.surrogates.items():
        valued = [point for point in held if name in point["differences"]]
        said = np.array([point["differences"][name][0] for point in valued])
        mean, half = surrogate.at(np.array([point_of(axes, point["positions"], {}) for point in valued]))
        hits, count = hits + int((np.abs(said - mean) <= half).sum()), count + len(valued)
    return hits, count


def _short(value: float) -> float:
    return float(f"{float(value):.7g}")


def main() -> int:
    """Make the designs that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", nargs="+", choices=CASES)
    parser.add_argument("--points", type=int, default=480, help="random sets of levers")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument(
        "--runs", type=Path, default=Path("page-designs"), help="folder that keeps finished runs"
    )
    parser.add_argument("--refit", action="store_true", help="keep the points, fit surrogates anew")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    asked = parser.parse_args()
    for case in asked.cases:
        path = asked.folder / f"{case}.json"
        if asked.refit:
            document = json.loads(path.read_text("utf-8"))
        else:
            document = made(case, asked.points, asked.workers, asked.runs)
        document = fitted_document(document)
        hits, count = covered(document)
        print(f"{case}: bands cover {hits} of {count} values held back", file=sys.stderr)
        if not COVERED[0] <= hits / max(1, count) <= COVERED[1]:
            print(f"{case}: that is not 95 of 100, give or take 3: nothing is written", file=sys.stderr)
            return 1
        written = json.dumps(document, indent=None, separators=(",", ":"))
        path.write_text(written.replace('{"positions"', '\n{"positions"') + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
