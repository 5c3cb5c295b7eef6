"""docs/results/verdicts-moved.md: which verdicts moved between two tables of claims run with the same seeds."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from partnersim.faces.cli.tables import markdown_table
from partnersim.faces.pages.tree import RESULTS, kept_words, put, results_of
from partnersim.studies.words.numbers import estimate_text, fixed_text

PAGE = RESULTS / "verdicts-moved.md"
WHY = "why"
Row = dict[str, Any]


def apart(before: Row, after: Row) -> float:
    """Difference of two effects in standard errors of it, from their intervals as if they were independent."""
    spread = math.hypot(*((row["high"] - row["low"]) / 2.0 for row in (before, after)))
    return (after["effect"] - before["effect"]) / (spread / 2.0) if spread > 0.0 else math.nan


def cells(before: Row, after: Row) -> list[str]:
    """One line of the table."""

    def told(row: Row) -> str:
        shown = estimate_text(row["effect"], row["low"], row["high"], unit=row["unit"], signed=True)
        return f"{row['verdict'] or 'refused'}: {shown.value} ({shown.low} to {shown.high})"

    z = apart(before, after) if before["outcome"] == after["outcome"] else math.nan
    shift = (
        ""
        if math.isnan(z)
        else ("no more than luck" if abs(z) < 2.0 else f"{fixed_text(z, 1, signed=True)} standard errors")
    )
    star = " *" if after["headline"] else ""
    return [
        after["id"] + star,
        after["statement"],
        f"`{after['outcome']}`",
        told(before),
        told(after),
        shift,
        moved_by(before, after),
    ]


def moved_by(before: Row, after: Row) -> str:
    """What moved a verdict: the yardstick, how the experiment is set up, or the model (and values of arms)."""
    if after.get("refused"):
        return "yardstick: arms called equal in money do not spend the same"
    if before["outcome"] != after["outcome"]:
        return "yardstick: judged on another outcome"
    if after["verdict"] in ("cannot show", "supported, not robust"):
        return "yardstick: what cannot be shown, or hangs on what nobody knows, is said so"
    if any(_set_up(before)[part] != value for part, value in _set_up(after).items()):
        return "experiment: other arms"
    return "model"


def _set_up(row: Row) -> dict[str, Any]:
    """How a claim is tried: its scenario, design and the names of its arms."""
    return {
        "scenario": row.get("scenario"),
        "design": row.get("design"),
        "arms": sorted(row.get("arms") or ()),
    }


def write(before: Path, after: Path, /, *, earlier: str = "before", later: str = "after") -> int:
    """Write the page.

    Args:
        before: a claims.json as `partnersim claims --out DIR` writes it.
        after: the later one.
        earlier: what the page calls the first.
        later: what the page calls the second.

    Raises:
        ScenarioError: a table cannot be read. ResultsError: the page cannot be written.
    """
    tables = [results_of(path) for path in (before, after)]
    return put(PAGE, page(*tables, earlier=earlier, later=later, why=kept_words(PAGE, WHY)))


def page(before: Row, after: Row, *, earlier: str, later: str, why: str) -> str:
    """The whole page."""
    old, new = ({row["id"]: row for row in table["claims"]} for table in (before, after))
    both = [name for name in new if name in old]
    moved = [name for name in both if old[name]["verdict"] != new[name]["verdict"]]
    rows = markdown_table(
        ("claim", "in our words", "outcome", earlier, later, "shift of the effect", "moved by"),
        [cells(old[name], new[name]) for name in moved],
    )
    by = [moved_by(old[name], new[name]).split(":")[0] for name in moved]
    counts = ", ".join(f"{kind} {by.count(kind)}" for kind in ("yardstick", "experiment", "model"))
    versions = " and ".join(f"{t['version']} of {t['date']}" for t in (before, after))
    count = new[both[0]]["seeds"][1] - new[both[0]]["seeds"][0] + 1 if both else 0
    return (
        f"# Which verdicts moved: {earlier}, {later}\n\n"
        f"Of {len(both)} claims that both tables hold, {len(moved)} have another verdict. Both tables are of {count} "
        f"seeds an arm, the\nsame seeds; versions {versions}. A verdict may move because an interval that touched zero "
        f"no longer\ndoes: the last but one column says how far the effect itself has moved "
        f"(between two outcomes it cannot), the last what\n"
        f"moved the verdict: {counts}.\n\n"
        f"<!-- {WHY} -->\n{why}\n<!-- end {WHY} -->\n\n{rows}\n"
    )
