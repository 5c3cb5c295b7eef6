"""Run published results: their combinations paired by seed, a verdict for each sign and size."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from partnersim.measures import OUTCOMES
from partnersim.scenario.documents.errors import Problem, ScenarioError
from partnersim.scenario.experiments.docking import Cell, Docking, DockRow, load_dockings
from partnersim.scenario.phrases import Phrase
from partnersim.studies.docking.rows import (
    DockedRow,
    DockTable,
    Verdict,
    contrast,
    estimated,
    expected_text,
    judged,
    verdict_of_result,
)
from partnersim.studies.equal_money import money_gap
from partnersim.studies.estimates import LEVEL, PAIRED_METHOD, Estimate
from partnersim.studies.runs.design import LARGEST_SEED
from partnersim.studies.runs.files import folder_of, refuse_another_study
from partnersim.studies.runs.needed import Needed, Outcomes, cached_runs, run_needed
from partnersim.studies.runs.provenance import engine_version

Floats = NDArray[np.float64]

FIRST_SEED = 2009
FILE = "docking.json"

MONEY = "money_spent_idr_total"
NO_ESTIMATE = Estimate(mean=float("nan"), low=float("nan"), high=float("nan"), n=0)


def published(ids: Sequence[str] = (), /, *, files: Sequence[Path] | None = None) -> list[Docking]:
    """Published results, checked: all that ship, or those with some numbers or in some files.

    Raises:
        ScenarioError: a file is wrong, with file and line, or no result has such a number.
    """
    found = load_dockings(links={m.name: str(m.link) for m in OUTCOMES}, files=files, ids=ids)
    problems = [problem for one in found for row in one.file.rows for problem in _beyond_a_share(one, row)]
    if problems:
        raise ScenarioError(problems)
    return found


def _beyond_a_share(one: Docking, row: DockRow) -> Iterator[Problem]:
    """What a row says of a share that no difference of shares can be: percentage points, most likely."""
    outcome, most = one.outcome_of(row), float(len(row.plus))
    if row.percent or row.per is not None or OUTCOMES.named(outcome).unit != "share":
        return
    for key, value in (("margin", row.margin), ("low", row.low), ("high", row.high)):
        if value is not None and abs(value) >= most:
            text = Phrase(
                "row {id}: {key} is {value:g}, but {outcome} is a share, in which a percentage point is "
                "0.01; allowed between -{most:g} and {most:g}",
                id=row.id,
                key=key,
                value=value,
                outcome=outcome,
                most=most,
            )
            yield one.mark(row, key).problem(text)


def run_dockings(
    dockings: Sequence[Docking],
    /,
    *,
    replicates: int | None = None,
    seed: int = FIRST_SEED,
    workers: int | None = None,
    executor: Executor | None = None,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    remember: bool = False,
    show_progress: bool = True,
) -> DockTable:
    """Run published results and give a row for each sign and size; equal combinations are run once.

    Args:
        dockings: the results.
        replicates: seeds of each combination, two or more; each file's own if not given.
        seed: first seed.
        workers: processes; 0 for one per core, None for as many as pay.
        executor: runs them instead, any of ``concurrent.futures``.
        out: folder in which finished runs are kept, so that a stopped study goes on.
        force: whether rows of other results in that folder may be lost.
        remember: whether finished runs are kept in the cache of this user if ``out`` is not given.
        show_progress: report progress on stderr.

    Raises:
        ScenarioError: a combination cannot be made, or the seeds are out of range.
        ResultsError: the folder cannot be written, or holds rows of other results.
    """
    _check_seeds(dockings, replicates, seed)
    folder = None if out is None else folder_of(out)
    if folder is not None:
        mine = {one.file.id for one in dockings}
        refuse_another_study(
            folder / FILE, same=lambda found: {row["id"] for row in found["rows"]} <= mine,
            what=lambda found: ", ".join(sorted({row["id"] for row in found["rows"]})), force=force,
        )  # fmt: skip
    needed = Needed()
    plans = [_Plan.of(one, needed, replicates or one.file.replicates, seed) for one in dockings]
    keep = folder if folder is not None or not remember else cached_runs()
    found = run_needed(needed, workers=workers, executor=executor, out=keep, show_progress=show_progress)
    facts = {
        "program": "partnersim", "version": engine_version(), "first_seed": seed, "replicates": replicates,
        "runs": len(needed), "level": LEVEL, "method": PAIRED_METHOD, "sittings": found.sittings,
    }  # fmt: skip
    return DockTable(rows=[row for plan in plans for row in plan.rows(found)], facts=facts)


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """Where the results of one published result will be found: the name of each combination's scenario, and seeds."""

    one: Docking
    names: Mapping[Cell, str]
    seeds: tuple[int, ...]

    @classmethod
    def of(cls, one: Docking, needed: Needed, replicates: int, seed: int) -> _Plan:
        """Ask for all runs of a published result."""
        seeds = tuple(range(seed, seed + replicates))
        cells = dict.fromkeys(cell for row in one.file.rows for cell in row.cells)
        return cls(one=one, names={cell: needed.add(one.spec(cell), seeds) for cell in cells}, seeds=seeds)

    def rows(self, found: Outcomes) -> list[DockedRow]:
        """Its rows, each with the verdict of the whole."""
        rows = [self._row(row, found) for row in self.one.file.rows]
        whole = verdict_of_result([row.verdict for row in rows])
        return [replace(row, of_result=whole) for row in rows]

    def _values(self, found: Outcomes, cells: Sequence[Cell], outcome: str) -> list[Floats]:
        return [
            found.values([self.names[cell]] * len(self.seeds), self.seeds, outcome=outcome) for cell in cells
        ]

    def _row(self, row: DockRow, found: Outcomes) -> DockedRow:
        file, outcome = self.one.file, self.one.outcome_of(row)
        under = None
        over = contrast(*(self._values(found, cells, outcome) for cells in (row.plus, row.minus)))
        if row.per is not None:
            under = contrast(*(self._values(found, cells, row.per) for cells in (row.plus, row.minus)))
        elif row.percent:
            over, under = 100.0 * over, self._values(found, row.minus, outcome)[0]
        middle = estimated(over, under)
        money = self._means(found, row.cells, MONEY)
        came, message = self._verdict(row, found, middle, over, money)
        size = (row.low, row.high) if row.low is not None and row.high is not None else (float("nan"),) * 2
        unit = "percent" if row.percent else "1" if row.per is not None else OUTCOMES.named(outcome).unit
        return DockedRow(
            id=file.id, row=row.id, question=file.question, condition=row.condition, outcome=outcome,
            link=self.one.link_of(row), unit=unit, per=row.per or "",
            expected=expected_text(row), expected_low=size[0], expected_high=size[1], effect=middle.mean,
            low=middle.low, high=middle.high, n=middle.n, verdict=came, money=money,
            cells=self._means(found, row.cells, outcome), note=row.note, source=file.source,
            confidence=file.confidence, message=message,
        )  # fmt: skip

    def _means(self, found: Outcomes, cells: Sequence[Cell], outcome: str) -> dict[str, float]:
        values = self._values(found, cells, outcome)
        return {
            " in ".join(cell): float(np.nanmean(one)) if np.isfinite(one).any() else float("nan")
            for cell, one in zip(cells, values, strict=True)
        }

    def _verdict(
        self, row: DockRow, found: Outcomes, middle: Estimate, over: Floats, money: Mapping[str, float]
    ) -> tuple[Verdict, str]:
        for cell in row.cells:
            failure = found.failure([self.names[cell]] * len(self.seeds), self.seeds)
            if failure:
                return "failed", f"{' in '.join(cell)}: {failure}"
        if row.equal_money and not (gap := money_gap(money)).equal:
            text = Phrase("combinations called equal in money differ: {gap}", gap=gap)
            return "refused", str(self.one.mark(row, "equal_money").problem(text, field="equal_money"))
        if middle.n == 0:
            return "not shown", "the outcome is empty in some combination for every seed"
        if row.minus and not np.nan_to_num(over).any():
            return "not shown", "the combinations do not differ in any seed"
        return judged(middle, row), ""


def _check_seeds(dockings: Sequence[Docking], replicates: int | None, seed: int) -> None:
    problems = []
    if replicates is not None and not 2 <= replicates <= 100_000:
        problems.append(
            Problem(
                message=Phrase("replicates is {replicates}", replicates=replicates),
                allowed=Phrase("2 to 100,000 seeds"),
            )
        )
    most = replicates or max((one.file.replicates for one in dockings), default=2)
    if not 0 <= seed <= LARGEST_SEED - most:
        problems.append(
            Problem(
                message=Phrase("the first seed is {seed}", seed=seed),
                allowed=Phrase("0 to {most}", most=LARGEST_SEED - most),
            )
        )
    if problems:
        raise ScenarioError(problems)
