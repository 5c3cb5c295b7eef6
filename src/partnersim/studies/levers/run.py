"""Run every lever of a case at its plausible values, paired by seed with the case as it is."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from partnersim.measures import OUTCOMES
from partnersim.scenario.documents.errors import Problem, ScenarioError, nearest
from partnersim.scenario.documents.fields import ROLES, Role
from partnersim.scenario.documents.identity import scenario_hash
from partnersim.scenario.documents.shape import one_of
from partnersim.scenario.levers import Lever, lever_paths, levers_of
from partnersim.scenario.phrases import Phrase
from partnersim.scenario.reading import load_scenario
from partnersim.studies.estimates import LEVEL, PAIRED_METHOD
from partnersim.studies.levers.rows import LeverRow, LeverTable, Move, differs, leading, move_of, row_of
from partnersim.studies.runs.design import seeds_of
from partnersim.studies.runs.files import folder_of, refuse_another_study
from partnersim.studies.runs.needed import Needed, Outcomes, run_needed
from partnersim.studies.runs.provenance import engine_version

if TYPE_CHECKING:
    from partnersim.scenario.spec import Scenario

REPLICATES = 4
"""Seeds unless others are asked for: enough to see what moves at all."""

FILE = "levers.json"


def run_levers(
    case: Scenario | str | Path,
    /,
    *,
    roles: Sequence[Role] = ("lever",),
    under: Sequence[str] = (),
    seed: int | None = None,
    replicates: int = REPLICATES,
    workers: int | None = None,
    executor: Executor | None = None,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    show_progress: bool = True,
) -> LeverTable:
    """Move every lever of a case to its plausible values and list which leading outcomes it moves.

    The same seeds serve the case and every lever, so that a lever that does nothing gives exactly the case's numbers.

    Args:
        case: a scenario, its name or path.
        roles: which parameters count as levers: those that decision makers move (lever), nature (uncertainty), or
            nobody (constant).
        under: only levers at or below one of these paths; all if empty.
        seed: first seed; the scenario's if not given.
        replicates: number of seeds, two or more.
        workers: processes; 0 for one per core, None for as many as pay.
        executor: runs them instead, any of ``concurrent.futures``.
        out: folder in which finished runs are kept, so that a stopped study goes on.
        force: whether the levers of another case, or others of this one, in that folder may be replaced.
        show_progress: report progress on stderr.

    Raises:
        ScenarioError: the case is wrong, a path or role is unknown, or there are fewer than two seeds.
        ResultsError: the folder cannot be written, or holds another study.
    """
    spec = load_scenario(case) if isinstance(case, str | Path) else case
    _check(spec, roles, under, replicates)
    seeds = seeds_of(spec, seed=seed, replicates=replicates)
    folder = None if out is None else folder_of(out)
    facts = _facts(spec, seeds, roles)
    levers = levers_of(spec, roles=roles, under=under)
    if folder is not None:
        asked = {lever.path for lever in levers}
        refuse_another_study(
            folder / FILE,
            same=lambda found: found["hash"] == facts["hash"] and {row["lever"] for row in found["levers"]} <= asked,
            what=lambda found: f"{found['case']}, {len(found['levers'])} levers", force=force,
        )  # fmt: skip
    needed = Needed()
    base = needed.add(spec, seeds)
    places = {
        (lever.path, value): needed.add(spec.but(sets), seeds)
        for lever in levers
        for value, sets in lever.sets.items()
    }
    found = run_needed(needed, workers=workers, executor=executor, out=folder, show_progress=show_progress)
    failure = found.failure([base] * len(seeds), seeds)
    if failure:
        raise ScenarioError(
            Problem(
                file=spec.name, message=Phrase("the case as it is fails to run: {failure}", failure=failure)
            )
        )
    rows = [_row(lever, places, base, found, seeds) for lever in levers]
    varied, clear = LeverTable(case=spec.name, rows=rows).varied()
    counts = {
        "runs": len(needed), "scenarios": len(needed.specs), "varied": varied, "varied_clear": clear,
    }  # fmt: skip
    return LeverTable(case=spec.name, rows=rows, facts=facts | counts)


def _row(
    lever: Lever, places: Mapping[tuple[str, str], str], base: str, found: Outcomes, seeds: list[int]
) -> LeverRow:
    moves: list[Move] = []
    elsewhere: dict[str, None] = {}
    leads = leading()
    for value in lever.sets:
        name = places[lever.path, value]
        failure = found.failure([name] * len(seeds), seeds)
        if failure:
            return row_of(lever, [], failure=f"{value}: {failure}")
        for measure in OUTCOMES:
            as_it_is, other = (
                found.values([one] * len(seeds), seeds, outcome=measure.name) for one in (base, name)
            )
            if measure in leads:
                move = move_of(value, measure, as_it_is, other)
                moves += [] if move is None else [move]
            elif differs(as_it_is, other):
                elsewhere[measure.name] = None
    return row_of(lever, moves, elsewhere=list(elsewhere))


def _check(spec: Scenario, roles: Sequence[str], under: Sequence[str], replicates: int) -> None:
    problems = [
        Problem(
            message=Phrase("'{role}' is no role", role=role[:40]),
            allowed=one_of(ROLES),
        )
        for role in roles
        if role not in ROLES
    ]
    if not 2 <= replicates <= 100_000:
        problems.append(
            Problem(
                message=Phrase("replicates is {replicates}", replicates=replicates),
                allowed=Phrase("2 to 100,000 seeds"),
            )
        )
    if not problems and under:
        known = lever_paths(spec, roles=roles)  # type: ignore[arg-type]
        for one in under:
            if not any(path == one or path.startswith(f"{one}.") for path in known):
                groups = {
                    ".".join(path.split(".")[:n]) for path in known for n in range(1, path.count(".") + 2)
                }
                text = Phrase(
                    "no {roles} of {name} is at or below '{one}'",
                    roles=Phrase.joined(roles, between=Phrase(" or ")),
                    name=spec.name,
                    one=one[:80],
                )
                problems.append(Problem(message=text, suggestion=nearest(one, among=sorted(groups))))
    if problems:
        raise ScenarioError(problems)


def _facts(spec: Scenario, seeds: list[int], roles: Sequence[str]) -> dict[str, Any]:
    return {
        "program": "partnersim", "version": engine_version(), "hash": scenario_hash(spec), "first_seed": seeds[0],
        "replicates": len(seeds), "households": spec.sample.households or spec.place.households, "roles": list(roles),
        "level": LEVEL, "method": PAIRED_METHOD,
    }  # fmt: skip
