"""docs/jember.md and the picture of the README: Jember, its variants, and what was observed there."""

from __future__ import annotations

import math
from dataclasses import replace

import partnersim as ps
from partnersim.faces.cli.tables import markdown_table
from partnersim.faces.pages.sanity import sanity_text
from partnersim.faces.pages.tree import DOCS, IMAGES, filled, put
from partnersim.faces.report.figures import pictures
from partnersim.faces.report.style import arm_styles
from partnersim.scenario.documents.errors import Problem, ScenarioError
from partnersim.scenario.phrases import Phrase
from partnersim.studies.compare import Comparison, compare_results
from partnersim.studies.words.numbers import NONE, fixed_text
from partnersim.studies.words.texts import Texts

PAGE = DOCS / "jember.md"
PICTURE = IMAGES / "funds.png"
CLOSING = "<!-- end results -->"
ARMS = (
    "jember", "jember-with-firms", "jember-weak-facilitator", "jember-donor-led", "jember-each-alone",
    "no-partnership", "no-programme",
)  # fmt: skip
SHOWN = {
    "headcount_end": ("poverty headcount, %", 100.0, 2),
    "income_listed_idr_end": ("income, listed, thousand Rp per person", 1e-3, 1),
    "coverage_listed_end": ("listed households reached, %", 100.0, 1),
    "units_active_end": ("working funds", 1.0, 0),
    "queue_end": ("queue, households", 1.0, 0),
    "nonperforming_share_end": ("late loans, %", 100.0, 2),
    "interest_saved_idr_total": ("interest saved at most, billion Rp", 1e-9, 1),
    "enterprises_end": ("enterprises", 1.0, 0),
    "money_spent_idr_total": ("spent by partners, billion Rp", 1e-9, 1),
    "paid_government_idr_total": ("paid by government, billion Rp", 1e-9, 1),
    "paid_firms_idr_total": ("paid by firms, billion Rp", 1e-9, 1),
}


def write(
    *, replicates: int = 20, households: int = 20_000, seeds: int = 20, workers: int | None = None
) -> int:
    """Run everything, which takes some minutes, and write page and picture.

    Args:
        replicates: seeds of the comparison of variants.
        households: households simulated.
        seeds: seeds of the table beside what was observed.
        workers: processes; by default as many as are worth it.

    Raises:
        ScenarioError: a run failed, or the page lacks its markers. ResultsError: a file cannot be written.
    """
    arms = {name: ps.load(name, sample__households=households) for name in ARMS}
    results = ps.run(arms, replicates=replicates, workers=workers)
    if not results.failed.empty:
        row = results.failed.iloc[0]
        raise ScenarioError(Problem(file=row["run_id"], message=Phrase.verbatim(f"failed: {row['message']}")))
    comparison = compare_results(results, pairs=tuple((ARMS[0], arm) for arm in ARMS[1:]))
    put(PAGE, filled(PAGE, "<!-- results: variants -->", CLOSING, variants_table(comparison)))
    pair = only(results, ARMS[:2])
    styles = arm_styles({name: arms[name].title for name in ARMS[:2]})
    drawn, _ = pictures(pair, styles, Texts("en"))
    put(PICTURE, next(picture.image for picture in drawn if picture.key == "funds"))
    text = sanity_text(households=households, seeds=seeds)
    return put(PAGE, filled(PAGE, "<!-- results: sanity -->", CLOSING, text))


def variants_table(comparison: Comparison) -> str:
    """Means of the base and paired differences of the variants, 95 percent intervals in brackets."""
    rows = []
    for outcome, (label, factor, digits) in SHOWN.items():
        base = factor * comparison.row(outcome, base=ARMS[0], other=ARMS[1])["base_mean"]
        cells = [fixed_text(base, digits)]
        for arm in ARMS[1:]:
            row = comparison.row(outcome, base=ARMS[0], other=arm)
            middle, low, high = (
                fixed_text(factor * row[name], digits, signed=True) for name in ("difference", "low", "high")
            )
            cells.append(NONE if math.isnan(row["difference"]) else f"{middle} ({low} to {high})")
        rows.append([label, *cells])
    return markdown_table(["mean of 2014, or in all", *ARMS], rows)


def only(results: ps.Results, arms: tuple[str, ...]) -> ps.Results:
    """The same results without the other arms."""
    runs = results.runs[results.runs["arm"].isin(arms)]
    tables = {
        name: table[table["run_id"].isin(runs["run_id"])]
        for name in ("series", "flows", "diary")
        if "run_id" in (table := getattr(results, name))
    }
    return replace(results, runs=runs, **tables)
