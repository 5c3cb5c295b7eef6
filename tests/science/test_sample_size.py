"""The same place comes out of 1,000, 4,000 and 20,000 rows.

`compared` runs a place with several numbers of rows and holds every outcome, the weights of needs and what moves them
against those of the largest sample: means over seeds, Welch's test, Holm's correction over all of them. The small
version stands here; ``python -m tests.science.test_sample_size [seeds]`` runs the full one and writes its tables into
docs/results/sample-size.md; with ``--paired`` it writes those of what a programme brings, with it less without by seed.
What is not the same by design is named in docs/odd.md and in `LUMPY`.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from partnersim.engine.model import PartnershipModel
from partnersim.measures import Recorder
from partnersim.mechanisms.partnership.needs import signals
from partnersim.scenario.aspects import ASPECTS
from partnersim.scenario.experiments.no_programme import without_programme
from partnersim.scenario.reading import load_scenario

ROWS = (1000, 4000, 20000)
CASES = ("jember", "gresik")
LEVEL = 0.01
FIRST_SEED = 500
PAGE = Path(__file__).parents[2] / "docs" / "results" / "sample-size.md"
BEGIN = "<!-- tables of every outcome: written by tests/science/test_sample_size.py -->"

LUMPY: dict[str, tuple[str, ...]] = {
    "jember": ("units_", "fund_"),
    "gresik": ("units_", "fund_", "orders_share"),
}
"""Beginnings of the outcomes of a case that depend on the sample, with the reason in docs/odd.md."""


PAIRED = "<!-- tables of differences: written by tests/science/test_sample_size.py --paired -->"
LEADING = (
    "headcount_end", "headcount_mean", "poverty_gap_mean", "consumption_idr_mean", "consumption_listed_idr_mean",
    "income_idr_mean", "lasting_exits_listed", "independent_households", "gini_consumption_mean", "owners_share_mean",
    "technology_share_mean", "profit_idr_mean", "jobs_mean", "price_mean", "moneylender_share_mean",
    "interest_saved_idr_total", "exits_total",
)  # fmt: skip
"""Outcomes of households in which with and without a programme are held against each other."""


def outcomes(
    case: str, rows: int, seed: int, months: int | None, *, programme: bool = True
) -> dict[str, float]:
    """Every outcome of a run, and mean weight of needs and mean signal of each aspect over its months."""
    changed = {"sample.households": rows} | ({} if months is None else {"time.months": months})
    spec = load_scenario(case, overrides=changed)
    if not programme:
        spec = without_programme(spec)
    model = PartnershipModel(spec, seed)
    recorder = Recorder(model)
    pressing = np.zeros(len(ASPECTS))
    for _ in range(spec.time.months):
        model.step()
        recorder.note()
        pressing += signals(model) / spec.time.months
    weights = np.mean(model.needs.history, axis=0)
    needs = {f"needs_{aspect}": float(weight) for aspect, weight in zip(ASPECTS, weights, strict=True)}
    signal = {f"signal_{aspect}": float(value) for aspect, value in zip(ASPECTS, pressing, strict=True)}
    return {**recorder.outcomes(), **needs, **signal}


def brought(case: str, rows: int, seed: int, months: int | None) -> dict[str, float]:
    """What the programme brings: each leading outcome with it less without, in the same place with the same luck."""
    with_it = outcomes(case, rows, seed, months)
    without = outcomes(case, rows, seed, months, programme=False)
    return {name: with_it[name] - without[name] for name in LEADING}


def compared(
    case: str,
    *,
    rows: tuple[int, ...] = ROWS,
    seeds: int,
    months: int | None = None,
    of: Callable[[str, int, int, int | None], dict[str, float]] = outcomes,
) -> pd.DataFrame:
    """Every outcome by number of rows against the largest number, each with seeds of its own.

    Args:
        case: scenario. rows: numbers, the largest last. seeds: for each number. months: fewer than the case's.
        of: gives the outcomes of a run, or of two of one seed.

    Returns:
        One row per outcome and smaller sample: case, rows, outcome, mean, mean of the largest sample, standard error
        of the difference, p of Welch's test, and ``differs``: whether that is below `LEVEL` after Holm's correction.
    """
    runs = {
        count: pd.DataFrame([of(case, count, FIRST_SEED + 1000 * place + k, months) for k in range(seeds)])
        for place, count in enumerate(rows)
    }
    largest = runs[rows[-1]]
    lines = []
    for count in rows[:-1]:
        for name in largest.columns:
            few, many = runs[count][name].dropna().to_numpy(), largest[name].dropna().to_numpy()
            if len(few) > 1 and len(many) > 1:
                lines.append((case, count, name, few.mean(), many.mean(), *_welch(few, many)))
    table = pd.DataFrame(lines, columns=["case", "rows", "outcome", "mean", "largest", "error", "p"])
    table["differs"] = _holm(table["p"])
    return table


def _welch(few: np.ndarray, many: np.ndarray) -> tuple[float, float]:
    """Standard error of the difference of two means, and p of Welch's test (1 for means alike to nine digits)."""
    spreads = few.std(ddof=1), many.std(ddof=1)
    error = float(np.hypot(spreads[0] / np.sqrt(len(few)), spreads[1] / np.sqrt(len(many))))
    scale = max(abs(few.mean()), abs(many.mean()))
    if np.isclose(few.mean(), many.mean(), rtol=1e-9, atol=1e-12):
        return error, 1.0
    if error <= 1e-12 * scale:
        return error, 0.0
    test = stats.ttest_ind_from_stats(
        few.mean(), spreads[0], len(few), many.mean(), spreads[1], len(many), equal_var=False
    )
    return error, float(test.pvalue)


def _holm(p: pd.Series) -> np.ndarray:
    """Which hypotheses are rejected at `LEVEL` by Holm's step-down method."""
    order = np.argsort(p.to_numpy(), kind="stable")
    limits = LEVEL / (len(p) - np.arange(len(p)))
    passed = p.to_numpy()[order] <= limits
    first_kept = len(p) if passed.all() else int(np.argmin(passed))
    rejected = np.zeros(len(p), dtype=bool)
    rejected[order[:first_kept]] = True
    return rejected


def unexpected(table: pd.DataFrame) -> pd.DataFrame:
    """Outcomes that differ though nothing about them is lumpy."""
    named = [str(row.outcome).startswith(LUMPY[str(row.case)]) for row in table.itertuples()]
    return table[table["differs"] & ~np.array(named, dtype=bool)]


@pytest.mark.parametrize("case", CASES)
def test_every_outcome_is_the_same_for_any_number_of_rows(case: str) -> None:
    table = compared(case, seeds=5, months=24)
    assert len(table) > 250
    differing = unexpected(table)
    assert differing.empty, differing.to_string()


def test_welch_by_hand_and_where_nothing_varies() -> None:
    few, many = np.array([1.0, 3.0]), np.array([2.0, 4.0, 6.0])
    error, p = _welch(few, many)
    assert error == pytest.approx(np.sqrt(2 / 2 + 4 / 3))
    assert p == pytest.approx(stats.ttest_ind(few, many, equal_var=False).pvalue)
    assert _welch(np.array([1.0, 1.0]), np.array([1.0, 1.0])) == (0.0, 1.0)
    assert _welch(np.array([1.0, 1.0]), np.array([2.0, 2.0])) == (0.0, 0.0)


def test_holm_rejects_step_by_step() -> None:
    p = pd.Series([0.004, 0.2, 0.001, 0.0051])  # of 0.01: a quarter, a third, a half, all of it
    np.testing.assert_array_equal(_holm(p), [False, False, True, False])
    np.testing.assert_array_equal(_holm(pd.Series([0.003, 0.009, 0.001, 0.0049])), [True, True, True, True])


def test_what_a_programme_brings_is_with_it_less_without(monkeypatch) -> None:
    lives = {True: 7.0, False: 4.5}

    def lived(
        case: str, rows: int, seed: int, months: int | None, *, programme: bool = True
    ) -> dict[str, float]:
        assert (case, rows, seed, months) == ("toy", 100, 3, 12)
        return dict.fromkeys(LEADING, lives[programme]) | {"needs_funds": math.nan}

    monkeypatch.setattr(sys.modules[__name__], "outcomes", lived)
    assert brought("toy", 100, 3, 12) == dict.fromkeys(LEADING, 2.5)


def main() -> None:
    """Run the full comparison and write its tables."""
    seeds = next((int(word) for word in sys.argv[1:] if word.isdigit()), 20)
    every, _, differences = PAGE.read_text(encoding="utf-8").partition(PAIRED)
    if "--paired" in sys.argv:
        title = f"## What the programme brings, {seeds} pairs of runs for each number of rows, all months of the case"
        means = "With the programme less without it, each pair with one seed; ± is the standard error of the distance "
        means += "to the mean at 20,000 rows."
        differences = "\n".join(["", "", title, "", means, "", *_tables(seeds, brought)])
    else:
        title = f"## Every outcome, {seeds} seeds for each number of rows, all months of the case"
        text = every.partition(BEGIN)[0].rstrip("\n")
        every = "\n".join([text, "", BEGIN, "", title, "", *_tables(seeds, outcomes)])
    parts = [every.rstrip("\n"), *(["", PAIRED + differences.rstrip("\n")] if differences else [])]
    PAGE.write_text("\n".join(parts) + "\n", encoding="utf-8")


def _tables(seeds: int, of: Callable[[str, int, int, int | None], dict[str, float]]) -> list[str]:
    parts = []
    for case in CASES:
        part = compared(case, seeds=seeds, of=of)
        parts += [
            f"### {case}",
            "",
            _worst(part),
            "",
            "| outcome | 1,000 | 4,000 | 20,000 |",
            "|---|---|---|---|",
        ]
        for name, rows in part.groupby("outcome", sort=False):
            cells = {
                int(r.rows): f"{r.mean:.5g} ± {r.error:.2g}{' *' if r.differs else ''}" if of is brought else
                f"{r.mean:.5g}{' *' if r.differs else ''}"
                for r in rows.itertuples()
            }  # fmt: skip
            parts.append(
                f"| {name} | {cells.get(1000, '')} | {cells.get(4000, '')} | {rows['largest'].iloc[0]:.5g} |"
            )
        parts.append("")
    return parts


def _worst(part: pd.DataFrame) -> str:
    few = {rows: int(group["differs"].sum()) for rows, group in part.groupby("rows")}
    counts = ", ".join(f"{count} of {len(part) // len(few)} at {rows:,} rows" for rows, count in few.items())
    return f"Differ from 20,000 rows at the {LEVEL:.0%} level after Holm's correction (marked *): {counts}."


if __name__ == "__main__":
    main()
