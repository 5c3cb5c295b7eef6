"""Compare two tables of claims and write which verdicts moved, for instance with the households' fit.

usage: python tools/verdicts_moved.py BEFORE AFTER [--before WORDS] [--after WORDS]

BEFORE and AFTER are claims.json of `partnersim claims --out DIR`, run with the same seeds. Writes
docs/results/verdicts-moved.md; what stands there between ``<!-- why -->`` and ``<!-- end why -->`` is kept.
"""

from __future__ import annotations

import argparse
import json
import math
import re
from pathlib import Path
from typing import Any

from partnersim.faces.cli.tables import markdown_table
from partnersim.studies.words.numbers import number_text

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "results" / "verdicts-moved.md"
OPEN, CLOSE = "<!-- why -->", "<!-- end why -->"
Row = dict[str, Any]


def apart(before: Row, after: Row) -> float:
    """Difference of two effects in standard errors of it, from their intervals as if they were independent."""
    spread = math.hypot(*((row["high"] - row["low"]) / 2.0 for row in (before, after)))
    return (after["effect"] - before["effect"]) / (spread / 2.0) if spread > 0.0 else math.nan


def cells(before: Row, after: Row) -> list[str]:
    """One line of the table."""

    def told(row: Row) -> str:
        low, effect, high = (
            number_text(row[name], unit=row["unit"], signed=True) for name in ("low", "effect", "high")
        )
        return f"{row['verdict']}: {effect} ({low} to {high})"

    z = apart(before, after)
    shift = "" if math.isnan(z) else ("no more than luck" if abs(z) < 2.0 else f"{z:+.1f} standard errors")
    star = " *" if after["headline"] else ""
    return [after["id"] + star, after["statement"], f"`{after['outcome']}`", told(before), told(after), shift]


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description="Which verdicts moved from one table of claims to another.")
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--before", dest="earlier", default="before")
    parser.add_argument("--after", dest="later", default="after")
    given = parser.parse_args()
    tables = [json.loads(path.read_text(encoding="utf-8")) for path in (given.before, given.after)]
    old, new = ({row["id"]: row for row in table["claims"]} for table in tables)
    both = [name for name in new if name in old]
    moved = [name for name in both if old[name]["verdict"] != new[name]["verdict"]]
    rows = markdown_table(
        ("claim", "in our words", "outcome", given.earlier, given.later, "shift of the effect"),
        [cells(old[name], new[name]) for name in moved],
    )
    kept = re.search(f"{OPEN}.*?{CLOSE}", PAGE.read_text(encoding="utf-8"), re.S) if PAGE.exists() else None
    why = kept.group(0) if kept else f"{OPEN}\n\n{CLOSE}"
    seeds = " and ".join(f"{t['version']} of {t['date']}" for t in tables)
    count = new[both[0]]["seeds"][1] - new[both[0]]["seeds"][0] + 1
    PAGE.write_text(
        f"# Which verdicts moved: {given.earlier}, {given.later}\n\n"
        f"Of {len(both)} claims that both tables hold, {len(moved)} have another verdict. Both tables are of {count} "
        f"seeds an arm, the\nsame seeds; versions {seeds}. A verdict may move because an interval that touched zero "
        f"no longer\ndoes: the last column says how far the effect itself has moved.\n\n{why}\n\n{rows}\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
