"""docs/docking.md: the table of what came out, from the kept rows of `partnersim dock --out DIR`."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from partnersim.faces.cli.tables import markdown_table
from partnersim.faces.pages.tree import DOCS, RESULTS, document_of, filled, put
from partnersim.scenario.documents.errors import Problem, ScenarioError
from partnersim.scenario.phrases import Phrase
from partnersim.studies.words.numbers import estimate_text

KEPT = RESULTS / "docking.csv"
PAGE = DOCS / "docking.md"
OPENING, CLOSING = "<!-- results: partnersim pages docking -->", "<!-- end results -->"
HEADS = ("result", "row", "verdict", "expected", "effect", "95 % interval")
NUMBERS = ("effect", "low", "high")
Row = dict[str, str]


def write(file: Path | None = None, /, *, check: bool = False) -> int:
    """Write the table of the page, or check it.

    Args:
        file: new results (docking.json of `partnersim dock --out DIR`), which are kept first. check: write nothing, and
            give 1 if something is not what the kept results say.

    Raises:
        ScenarioError: the file holds no such results or some of them alone, none are kept, or the page has no place
            for them.
    """
    before = rows_of(KEPT.read_text("utf-8")) if KEPT.is_file() else []
    rows, wrong = before, 0
    if file is not None:
        new = document_of(file, keys=("rows", "replicates"), message=_no_results())["rows"]
        if not (isinstance(new, list) and new and all(isinstance(row, dict) and "id" in row for row in new)):
            raise ScenarioError(Problem(file=str(file), message=_no_results()))
        text = kept_text(new)
        rows = rows_of(text)
        missing = sorted({row["id"] for row in before} - {row["id"] for row in rows})
        if missing:
            said = f"has no rows of {', '.join(missing)}, which are kept; run all of them"
            raise ScenarioError(Problem(file=str(file), message=Phrase.verbatim(said)))
        wrong |= put(KEPT, text, check=check)
    if not rows:
        raise ScenarioError(Problem(file=str(KEPT), message=Phrase.verbatim("no results are kept")))
    return wrong | put(PAGE, filled(PAGE, OPENING, CLOSING, table_text(rows)), check=check)


def kept_text(rows: Sequence[dict[str, Any]], /) -> str:
    """Rows of docking as CSV; what has several numbers, as the mean of each combination, stands there as JSON."""
    made = io.StringIO()
    writer = csv.DictWriter(made, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.items()})
    return made.getvalue()


def rows_of(text: str, /) -> list[Row]:
    """The rows of such a file, by the heads of their columns."""
    return list(csv.DictReader(io.StringIO(text)))


def table_text(rows: Sequence[Row], /) -> str:
    """The table in Markdown; a row that says nothing says why."""
    return markdown_table(HEADS, [_line(row) for row in rows], right=(4,))


def _line(row: Row) -> list[str]:
    effect, low, high = (float(row[name] or "nan") for name in NUMBERS)
    shown = estimate_text(effect, low, high, unit=row["unit"], signed=True)
    interval = "" if math.isnan(low) else f"{shown.low} to {shown.high}"
    says_why = row["message"] and row["verdict"] == "not shown"
    came = f"{row['verdict']} ({row['message']})" if says_why else row["verdict"]
    return [row["id"], row["row"], came, row["expected"], shown.value, interval]


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value


def _no_results() -> Phrase:
    return Phrase.verbatim("holds no results of `partnersim dock --out DIR`")
