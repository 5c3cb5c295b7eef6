"""Running arms to compare them, with as many seeds as an interval needs, and with their households."""

from __future__ import annotations

import math
import os
import tempfile
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from partnersim.measures import OUTCOMES
from partnersim.scenario.documents.errors import Problem, ScenarioError, nearest
from partnersim.scenario.phrases import Phrase
from partnersim.studies.compare import Comparison, compare_results
from partnersim.studies.comparing.draws import check_draws, run_draws
from partnersim.studies.comparing.households import BASELINE, TABLE, Households, tables_with_households
from partnersim.studies.runs.design import paired_design, seeds_of
from partnersim.studies.runs.results import Results
from partnersim.studies.runs.runner import run_design_with, tables_of_run

if TYPE_CHECKING:
    from partnersim.scenario.spec import Scenario

MOST_SEEDS = 1000
"""Where `until_ci` gives up."""

_MOST_GROWTH = 3.0


def run_comparison(
    arms: Mapping[str, Scenario],
    /,
    *,
    seed: int | None = None,
    replicates: int | None = None,
    until_ci: Mapping[str, float] | None = None,
    households: bool = False,
    draws: int = 0,
    workers: int | None = None,
    executor: Executor | None = None,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    show_progress: bool = True,
) -> Comparison:
    """Run arms with the same seeds and compare each later one with the first; tables are not written.

    Args:
        arms: scenarios by arm, the base first.
        seed, replicates: as in ``partnersim.run``; with ``until_ci`` the seeds to begin with.
        until_ci: width of the 95 % interval of the difference by outcome, in its unit: seeds are added until no pair
            of arms has a wider one.
        households: whether to follow every household, for winners and losers.
        draws: draws of uncertain inputs, each with two seeds of its own, for `Comparison.draws`; none if 0.
        workers, executor, out, force, show_progress: as in ``partnersim.run``.

    Raises:
        ScenarioError: the input is wrong, or an outcome of ``until_ci`` unknown. ResultsError: the folder cannot be
            written, or holds another study. ValueError: fewer than two arms, or a width is not above 0. Draws: as in
        `run_draws`.
    """
    if len(arms) < 2:
        raise ValueError("a comparison needs at least two scenarios")
    widths = dict(until_ci or {})
    _check(widths)
    if draws:
        check_draws(draws)
    seeds = seeds_of(next(iter(arms.values())), seed=seed, replicates=replicates)
    with tempfile.TemporaryDirectory(prefix="partnersim-") as folder:
        # runs are kept somewhere while seeds are added, so that none is done twice
        home = out if out is not None else folder if widths else None
        while True:
            results, more = run_design_with(
                paired_design(arms, seeds=seeds),
                tables_with_households if households else tables_of_run,
                mark="#households+start+size" if households else "",
                workers=workers, executor=executor, out=home, force=force, show_progress=show_progress,
            )  # fmt: skip
            comparison = compare_results(results)
            count = _count_wanted(comparison, widths, len(seeds))
            if count <= len(seeds):
                break
            seeds = list(range(seeds[0], seeds[0] + count))
    if households:
        comparison = replace(
            comparison,
            households=_by_arm(more.get(TABLE), results),
            baseline=more.get(BASELINE, pd.DataFrame()),
        )
    if draws:
        spread = run_draws(
            arms, draws, pairs=comparison.pairs, standing=comparison.table, seed=seed, workers=workers,
            executor=executor, out=out, show_progress=show_progress,
        )  # fmt: skip
        comparison = replace(comparison, draws=spread)
    return comparison


def _count_wanted(comparison: Comparison, widths: Mapping[str, float], count: int) -> int:
    """Seeds that the intervals seem to need; those there are if they are narrow enough or cannot be made so."""
    table, wanted = comparison.table, count
    for outcome, width in widths.items():
        rows = table[(table["outcome"] == outcome) & (table["n"] > 1)]
        widest = float((rows["high"] - rows["low"]).max()) if len(rows) else math.nan
        if widest > width:
            ratio = min(_MOST_GROWTH, (widest / width) ** 2)
            wanted = max(wanted, count + 1, math.ceil(count * ratio))
        elif math.isnan(widest) and (table["n"] == 1).any():  # one pair says nothing of spread yet
            wanted = max(wanted, count + 1)
    return min(wanted, max(count, MOST_SEEDS))


def _by_arm(rows: pd.DataFrame | None, results: Results) -> dict[str, dict[int, Households]]:
    found: dict[str, dict[int, Households]] = {arm: {} for arm in results.arms}
    if rows is not None:
        for row in rows.to_dict("records"):
            found[row["arm"]][int(row["seed"])] = Households.unpacked({str(k): v for k, v in row.items()})
    return found


def _check(widths: Mapping[str, float]) -> None:
    for outcome, width in widths.items():
        if OUTCOMES.get(outcome) is None:
            text = Phrase("is no outcome of a run; `partnersim outcomes --of run` lists them")
            near = nearest(outcome, among=[m.name for m in OUTCOMES])
            raise ScenarioError(
                Problem(field="outcome", value=f"'{outcome[:60]}'", message=text, suggestion=near)
            )
        if not (math.isfinite(width) and width > 0.0):
            raise ValueError(f"the width for {outcome} is {width}; allowed is a number above 0, in its unit")
