"""Run Jember and its variants, and write the results into docs/jember.md and the picture of the README.

usage: python tools/jember_page.py [--replicates N] [--households N] [--seeds N] [--workers N]

Takes some minutes. Fills the parts between ``<!-- results: NAME -->`` and ``<!-- end results -->``:
`variants` with the paired comparison of all variants, `sanity` with what tools/sanity.py prints.
"""

import argparse
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import partnersim as ps
from partnersim.faces.report.figures import pictures
from partnersim.faces.report.style import arm_styles, png
from partnersim.studies.compare import Comparison, compare_results
from partnersim.studies.words.texts import Texts

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "jember.md"
PICTURE = ROOT / "docs" / "images" / "funds.png"
ARMS = (
    "jember", "jember-with-firms", "jember-weak-facilitator", "jember-donor-led", "no-partnership",
    "no-programme",
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


def variants_table(comparison: Comparison) -> str:
    """Means of the base and paired differences of the variants, 95 percent intervals in brackets."""
    lines = [f"| mean of 2014, or in all | {' | '.join(ARMS)} |", "|---" * (len(ARMS) + 1) + "|"]
    for outcome, (label, factor, digits) in SHOWN.items():
        base = factor * comparison.row(outcome, base=ARMS[0], other=ARMS[1])["base_mean"]
        cells = [f"{base:,.{digits}f}"]
        for arm in ARMS[1:]:
            row = comparison.row(outcome, base=ARMS[0], other=arm)
            low, middle, high = (factor * row[name] for name in ("low", "difference", "high"))
            if middle != middle:
                cells.append("–")
            else:
                cells.append(f"{middle:+,.{digits}f} ({low:+,.{digits}f} to {high:+,.{digits}f})")
        lines.append(f"| {label} | {' | '.join(cells)} |")
    return "\n".join(lines)


def only(results: ps.Results, arms: tuple[str, ...]) -> ps.Results:
    """The same results without the other arms."""
    runs = results.runs[results.runs["arm"].isin(arms)]
    tables = {
        name: table[table["run_id"].isin(runs["run_id"])]
        for name in ("series", "flows", "diary")
        if "run_id" in (table := getattr(results, name))
    }
    return replace(results, runs=runs, **tables)


def fill(name: str, text: str) -> None:
    """Put a text between the markers of its name."""
    page = PAGE.read_text("utf-8")
    pattern = re.compile(rf"(<!-- results: {name} -->\n).*?(<!-- end results -->)", re.DOTALL)
    filled, count = pattern.subn(lambda match: f"{match[1]}{text}\n{match[2]}", page)
    if count != 1:
        raise SystemExit(f"docs/jember.md has {count} places for {name}")
    PAGE.write_text(filled, "utf-8")


def main() -> None:
    """Run everything and write page and picture."""
    parser = argparse.ArgumentParser(description="Write the results of Jember into the documentation.")
    parser.add_argument("--replicates", type=int, default=20)
    parser.add_argument("--households", type=int, default=20_000)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--workers", type=int, help="processes; by default as many as are worth it")
    given = parser.parse_args()
    arms = {name: ps.load(name, sample__households=given.households) for name in ARMS}
    results = ps.run(arms, replicates=given.replicates, workers=given.workers)
    if not results.failed.empty:
        raise SystemExit(f"{len(results.failed)} runs failed: {results.failed.iloc[0]['message']}")
    comparison = compare_results(results, pairs=tuple((ARMS[0], arm) for arm in ARMS[1:]))
    fill("variants", variants_table(comparison))
    pair = only(results, ARMS[:2])
    styles = arm_styles({name: arms[name].title for name in ARMS[:2]})
    found = {picture.key: picture for picture in pictures(pair, styles, Texts("en"))}
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_bytes(png(found["funds"].figure))
    command = ["tools/sanity.py", "--households", str(given.households), "--seeds", str(given.seeds)]
    done = subprocess.run([sys.executable, *command], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    fill("sanity", done.stdout.strip())


if __name__ == "__main__":
    main()
