"""Write docs/claims.md from a results table of the claims, contradictions first.

usage: python tools/claims_page.py [RESULTS]

RESULTS is a claims.json as `partnersim claims --out DIR` writes it; docs/results/claims.json if not given.
What stands between ``<!-- what it says -->`` and ``<!-- end what it says -->`` in the page is kept.
"""

from __future__ import annotations

import csv
import json
import math
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from partnersim.cli.tables import markdown_table
from partnersim.studies.wording import number_text, unit_text

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "docs" / "results" / "claims.json"
PAGE = ROOT / "docs" / "claims.md"
OPEN, CLOSE = "<!-- what it says -->", "<!-- end what it says -->"
VERDICTS = ("failed", "contradicted", "not shown", "supported")
TITLES = {
    "failed": "Failed to run",
    "contradicted": "Contradicted",
    "not shown": "Not shown",
    "supported": "Supported",
}
DESIGNS = {
    "pair": "{0} less {1}",
    "dose": "last level less first",
    "factorial": "interaction of two factors",
    "level": "one arm alone",
}
COLUMNS = (
    "id", "case", "scenario", "kind", "design", "outcome", "unit", "expected", "effect", "low", "high", "n",
    "verdict", "robustness", "draws", "headline", "message",
)  # fmt: skip


def number(value: float | None, row: dict[str, Any], *, signed: bool = True) -> str:
    """A number of a row in its unit."""
    return number_text(math.nan if value is None else value, unit=row["unit"], signed=signed)


def verdict_of(row: dict[str, Any]) -> str:
    """The verdict, or that there is none."""
    return "failed" if row["failed"] else row["verdict"]


def table_row(row: dict[str, Any]) -> list[str]:
    """Cells of one claim."""
    robust = "" if row["robustness"] is None else f"{row['robustness']:.0%} of {row['draws']}"
    arms = list(row["arms"])
    design = DESIGNS[row["design"]].format(*(a.replace("_", " ") for a in (*arms, "", "")))
    what = f"`{row['outcome']}` ({unit_text(row['unit'])}), {design}"
    return [
        row["id"] + (" *" if row["headline"] else ""), row["statement"], row["kind"],
        what, row["expected"], number(row["effect"], row),
        "" if row["low"] is None else f"{number(row['low'], row)} to {number(row['high'], row)}",
        str(row["n"]), robust,
    ]  # fmt: skip


def sections(rows: list[dict[str, Any]]) -> str:
    """One table per verdict, contradictions first."""
    heads = ("claim", "in our words", "kind", "outcome and contrast", "expected", "effect", "95 % interval",
             "seeds", "sign holds")  # fmt: skip
    parts = []
    for verdict in VERDICTS:
        found = [row for row in rows if verdict_of(row) == verdict]
        if found:
            table = markdown_table(heads, [table_row(row) for row in found], right=(5, 6, 7, 8))
            parts.append(f"## {TITLES[verdict]} ({len(found)})\n\n{table}")
    return "\n\n".join(parts)


def sentences(document: dict[str, Any]) -> str:
    """Plain counts and the headline claims, one sentence each."""
    rows = document["claims"]
    counts = Counter(map(verdict_of, rows))
    lines = [
        f"Of {len(rows)} claims the model supports {counts['supported']}, contradicts "
        f"{counts['contradicted']}, and does not show {counts['not shown']}"
        + (f"; {counts['failed']} failed to run." if counts["failed"] else ".")
    ]
    for row in sorted((r for r in rows if r["headline"]), key=lambda r: r["id"]):
        held = "" if row["robustness"] is None else (
            f" The sign holds in {row['robustness']:.0%} of {row['draws']} draws"
            + "".join(
                f"; `{flip['path']}` {'raises' if flip['correlation'] > 0 else 'lowers'} it "
                f"(rank correlation {flip['correlation']:+.2f})"
                for flip in row["flips"]
            )
            + "."
        )  # fmt: skip
        lines.append(f"- {row['id']} {verdict_of(row)}: {row['statement']}{held}")
    return lines[0] + "\n\n" + "\n".join(lines[1:])


def assumptions(rows: list[dict[str, Any]]) -> str:
    """What checks assume, and what stands for what."""
    lines = []
    for row in sorted(rows, key=lambda r: (r["case"], r["id"])):
        said = [row["assumed"] and f"assumed: {row['assumed']}", row["note"], row["message"]]
        texts = [text.strip().rstrip(".") for text in said if text]
        if texts:
            lines.append(f"- {row['id']}: {'. '.join(texts)}.")
    return "\n".join(lines)


def page(document: dict[str, Any], *, kept: str) -> str:
    """The whole page."""
    replicates = document["replicates"] or "each claim's own number of"
    minutes, draw_seeds = document["seconds"] / 60, document["draw_replicates"]
    remark = f"\n{document['remark']}\n" if document.get("remark") else ""
    return f"""# What the documents claim, and what the model says

Run on {document["date"]} with version {document["version"]}: {replicates} seeds per arm from
{document["first_seed"]}, {document["draws"]} draws over the uncertain inputs of headline claims (marked *)
with {draw_seeds} seeds each; {document["runs"]} runs. Time of the last call: {minutes:.0f} minutes on
{document["workers"]} processes, without runs found finished before. Numbers:
[results/claims.json](results/claims.json). Written by `tools/claims_page.py`; `partnersim claims` runs them
again.
{remark}
Effects are paired by seed, with Student's t interval. *Supported* means that the interval lies wholly on the
stated side of zero, *contradicted* wholly on the other, *not shown* anything else; for an expected 0 the
interval must lie within a margin; "either" is a question, supported if there is a difference at all. A *test*
can fail in the model; of a *check* part is assumed, see below. A partnership is held against the same
organizations with the same money and no agreement.

## What it says

{OPEN}
{kept.strip()}
{CLOSE}

### In numbers

{sentences(document)}

{sections(document["claims"])}

## What is assumed, what stands for what, and remarks

{assumptions(document["claims"])}
"""


def main() -> int:
    """Write the page and the table as CSV."""
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else RESULTS
    document = json.loads(source.read_text("utf-8"))
    found = re.search(f"{OPEN}(.*?){CLOSE}", PAGE.read_text("utf-8") if PAGE.exists() else "", re.DOTALL)
    PAGE.write_text(page(document, kept=found.group(1) if found else ""), "utf-8")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", "utf-8")
    with RESULTS.with_suffix(".csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(document["claims"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
