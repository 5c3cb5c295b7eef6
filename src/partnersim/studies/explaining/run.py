"""Running every set of parts, paired by seed, and explaining what came of it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from partnersim.measures import OUTCOMES
from partnersim.scenario.documents.errors import Problem, ScenarioError, nearest
from partnersim.scenario.documents.identity import scenario_hash
from partnersim.scenario.phrases import Phrase
from partnersim.studies.attribution import (
    orders,
    sampled_shares,
    sets_of_orders,
    share_of_seeds,
    shrunk,
    target_of,
)  # fmt: skip
from partnersim.studies.attribution.game import MOST_EXACT, Floats
from partnersim.studies.attribution.sufficiency import is_enough
from partnersim.studies.explaining.differences import Mixing
from partnersim.studies.explaining.parts import By, Groups, Part, parts_of, scenario_with
from partnersim.studies.explaining.result import Explanation
from partnersim.studies.runs.design import PlannedRun, check_runnable, seeds_of, tasks_of
from partnersim.studies.runs.files import ResultsError, folder_of, refuse_another_study
from partnersim.studies.runs.progress import progress
from partnersim.studies.runs.provenance import engine_version, git_state, library_versions
from partnersim.studies.runs.runner import outcomes_of_run
from partnersim.studies.runs.running import run_tasks
from partnersim.studies.runs.store import Store
from partnersim.theory.cores import cores

if TYPE_CHECKING:
    from partnersim.scenario.spec import Scenario

DOCUMENT = "explanation.json"
ORDERS = 20
MOST_SEEDS, MOST_ORDERS = 1000, 2000
"""Where `until_ci` gives up."""

_MOST_GROWTH = 3.0


@dataclass(kw_only=True)
class _Runs:
    """Outcomes of sets of parts by seed, run when they are first asked for."""

    mixing: Mixing
    parts: Sequence[Part]
    outcome: str
    workers: int | None
    executor: Executor | None
    store: Store | None
    show_progress: bool
    found: dict[tuple[int, int], float] = field(default_factory=dict)
    count: int = 0
    kept: int = 0

    def need(self, rows: Iterable[int], seeds: Sequence[int]) -> None:
        """Run what has not been run yet; the first failure of a run is raised."""
        wanted = [
            (row, seed) for seed in seeds for row in dict.fromkeys(rows) if (row, seed) not in self.found
        ]
        if not wanted:
            return
        specs = {row: self.scenario(row) for row in dict.fromkeys(row for row, _ in wanted)}
        check_runnable(specs.values())
        design = [PlannedRun(arm=str(row), spec=specs[row], seed=seed) for row, seed in wanted]
        tasks, keys = tasks_of(design, version=engine_version())
        # runs that are kept are of use to whoever asks for another outcome
        wanted_alone = None if self.store is not None else (self.outcome,)
        do = partial(outcomes_of_run, outcomes=wanted_alone)
        with progress(len(tasks), shown=self.show_progress) as shown:
            done = run_tasks(
                tasks, do, store=self.store, executor=self.executor, shown=shown,
                workers=self.workers if self.executor is not None else self.workers or cores(),
                judged=self.workers is None,
            )  # fmt: skip
        done.raise_first(tasks)
        self.count += len(tasks)
        self.kept += len(done.kept)
        column = done.tables["runs"].set_index("key")[self.outcome]
        self.found |= {pair: float(column[key]) for pair, key in zip(wanted, keys, strict=True)}

    def scenario(self, row: int) -> Scenario:
        """The scenario of a set."""
        some = [part for place, part in enumerate(self.parts) if row >> place & 1]
        spec = scenario_with(self.mixing, some)
        if spec is None:
            names = " + ".join(part.name for part in some)
            text = Phrase(
                "{names} of {other} cannot stand in {base} without the rest; put parts together (--group)",
                names=names,
                other=self.mixing.other.name,
                base=self.mixing.base.name,
            )
            raise ScenarioError(Problem(message=text))
        return spec

    def values(self, seeds: Sequence[int]) -> tuple[list[int], dict[int, Floats]]:
        """The seeds in which every set that was run with all of them has a value, and the values by set."""
        rows = sorted({row for row, _ in self.found})
        whole = [row for row in rows if all((row, seed) in self.found for seed in seeds)]
        known = [seed for seed in seeds if all(np.isfinite(self.found[row, seed]) for row in whole)]
        return known, {row: np.array([self.found[row, seed] for seed in known]) for row in whole}


def run_explanation(
    base: Scenario,
    other: Scenario,
    /,
    *,
    outcome: str,
    by: By | str = By.field,
    group: Groups | str | os.PathLike[str] | None = None,
    threshold: float | None = None,
    seed: int | None = None,
    replicates: int | None = None,
    until_ci: float | None = None,
    order_count: int = ORDERS,
    workers: int | None = None,
    executor: Executor | None = None,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    show_progress: bool = True,
) -> Explanation:
    """Run every set of the parts in which a scenario differs from another, and share out the difference.

    Args:
        base: the scenario to start from. other: the scenario to explain.
        outcome: the outcome whose difference is explained.
        by: what a part is, for fields that no group names.
        group: labels with dotted fields, or a YAML file of them.
        threshold: the change that counts as enough, in the outcome's unit; half of the difference if not given.
        seed, replicates: as in ``partnersim.run``.
        until_ci: add seeds (and orders) until no share's 95 % interval is wider, in the outcome's unit.
        order_count: orders sampled where there are more than eight parts.
        workers, executor, out, force, show_progress: as in ``partnersim.run``.

    Raises:
        ScenarioError: the scenarios differ in nothing, in households or in months; the outcome or a group is unknown.
        ResultsError: the folder cannot be written or holds another study; the outcome has no value in any seed.
        ValueError: a number is out of range.
    """
    started = datetime.now(UTC)
    _check(outcome, threshold=threshold, until_ci=until_ci, order_count=order_count)
    mixing = Mixing(base, other)
    parts = parts_of(mixing, by=by, group=group)
    facts = _facts(mixing, parts, outcome=outcome, by=By(by), threshold=threshold)
    store = None
    if out is not None:
        refuse_another_study(
            folder_of(out) / DOCUMENT, same=lambda document: document["facts"]["study"] == facts["study"],
            what=lambda document: str(document["facts"]["study"]["outcome"]), force=force,
        )  # fmt: skip
        store = Store(folder_of(out))
    runs = _Runs(
        mixing=mixing, parts=parts, outcome=outcome, workers=workers, executor=executor, store=store,
        show_progress=show_progress,
    )  # fmt: skip
    seeds = seeds_of(base, seed=seed, replicates=replicates)
    while True:
        made = _explained(runs, seeds, order_count, threshold, facts)
        if until_ci is None or made.width() <= until_ci or not made.width() > 0.0:
            break
        grown = _more(made, seeds, order_count, until_ci)
        if grown is None:
            break
        seeds, order_count = grown
    made.facts.update({
        "runs": runs.count, "kept_from_before": runs.kept, "until_ci": until_ci, "width": made.width(),
        "started": started.isoformat(timespec="seconds"),
    })  # fmt: skip
    return made


def _explained(
    runs: _Runs, seeds: list[int], order_count: int, threshold: float | None, facts: dict[str, Any]
) -> Explanation:
    n = len(runs.parts)
    sampled, small = None, []
    if n <= MOST_EXACT:
        runs.need(range(2**n), seeds)
    else:
        chosen = orders(n, order_count)
        full = 2**n - 1
        edges = [row for part in range(n) for row in (1 << part, full ^ 1 << part)]
        runs.need([*sets_of_orders(chosen), *edges], seeds)
        small = _small_sets(runs, seeds, chosen[:2], threshold)
    known, values = runs.values(seeds)
    if not known:
        raise ResultsError(
            Phrase(
                "the outcome {outcome} has no value in any seed: there is nothing to explain",
                outcome=runs.outcome,
            )
        )
    if n > MOST_EXACT:
        sampled = sampled_shares(values, chosen)
    base, other = runs.mixing.called
    return Explanation(
        base=base, other=other, outcome=runs.outcome, parts=runs.parts, seeds=known,
        values=values, threshold=threshold, sampled=sampled, shrunk=small, facts=dict(facts),
    )  # fmt: skip


def _small_sets(
    runs: _Runs, seeds: list[int], chosen: Sequence[tuple[int, ...]], threshold: float | None
) -> list[int]:
    """Sufficient sets from which no part can be taken, one for each order in which parts are tried."""
    n = len(runs.parts)

    def change(row: int) -> Floats:
        runs.need([row], seeds)
        both = np.array([[runs.found[which, seed] for seed in seeds] for which in (row, 0)])
        difference = both[0] - both[1]
        return np.asarray(difference[np.isfinite(difference)])

    whole = change(2**n - 1)
    if not whole.size:
        return []
    target = target_of(whole, threshold)
    found = [
        shrunk(n, lambda row: bool(is_enough(share_of_seeds(change(row), target))), order) for order in chosen
    ]
    return [row for row in found if row is not None]


def _more(
    made: Explanation, seeds: list[int], order_count: int, width: float
) -> tuple[list[int], int] | None:
    """More seeds, or more orders if their choice is what is uncertain; None at the end of what is tried."""
    ratio = min(_MOST_GROWTH, (made.width() / width) ** 2)
    if made.sampled is not None:
        spread = made.sampled.shares.std(axis=1, ddof=1) / len(made.seeds) ** 0.5
        if np.nanmax(made.sampled.errors) > np.nanmax(spread):
            more = min(MOST_ORDERS, max(order_count + 2, int(np.ceil(order_count * ratio))))
            return (seeds, more) if more > order_count else None
    count = min(MOST_SEEDS, max(len(seeds) + 1, int(np.ceil(len(seeds) * ratio))))
    return (list(range(seeds[0], seeds[0] + count)), order_count) if count > len(seeds) else None


def _check(outcome: str, *, threshold: float | None, until_ci: float | None, order_count: int) -> None:
    if OUTCOMES.get(outcome) is None:
        text = Phrase("is no outcome of a run; `partnersim outcomes --of run` lists them")
        near = nearest(outcome, among=[m.name for m in OUTCOMES])
        raise ScenarioError(
            Problem(field="outcome", value=f"'{outcome[:60]}'", message=text, suggestion=near)
        )
    for name, value in {"threshold": threshold, "until_ci": until_ci}.items():
        if value is not None and not (np.isfinite(value) and value > 0.0):
            raise ValueError(f"{name} is {value}; allowed is a number above 0, in the unit of {outcome}")
    if order_count < 2:
        raise ValueError(f"order_count is {order_count}; allowed 2 or more")


def _facts(
    mixing: Mixing, parts: Sequence[Part], *, outcome: str, by: By, threshold: float | None
) -> dict[str, Any]:
    study: Mapping[str, Any] = {
        "base": scenario_hash(mixing.base), "other": scenario_hash(mixing.other), "outcome": outcome,
        "parts": {part.name: [one.dotted for one in part.fields] for part in parts},
    }  # fmt: skip
    return {
        "program": "partnersim", "version": engine_version(), "study": study, "by": str(by), "threshold": threshold,
        "git": git_state(), "libraries": library_versions(),
    }  # fmt: skip
