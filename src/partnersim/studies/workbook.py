"""Results as files that people open: a workbook of Excel, or CSV; outcomes, differences, months, a dictionary."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from partnersim.scenario.phrases import Phrase
from partnersim.studies.compare import summary
from partnersim.studies.runs.files import ResultsError, folder_of, written_together
from partnersim.studies.runs.schema import COLUMNS, more_columns
from partnersim.studies.words.texts import Texts

if TYPE_CHECKING:
    from partnersim.studies.compare import Comparison
    from partnersim.studies.runs.results import Results

Form = Literal["csv", "xlsx", "parquet"]

WORKBOOK = "results.xlsx"
MOST_ROWS = 1_048_575
"""Rows of a sheet of Excel below its heading."""

_MEANINGS = {
    "outcome": ("-", "name of the outcome; see the sheet outcomes of the dictionary"),
    "label": ("-", "name for people"),
    "unit": ("-", "unit of the numbers in this row"),
    "group": ("-", "family of the outcome"),
    "better": ("-", "which direction is good"),
    "mean": ("as the outcome", "mean over the runs of the arm"),
    "low": ("as the outcome", "lower end of the 95 % interval of chance"),
    "high": ("as the outcome", "upper end of the 95 % interval of chance"),
    "n": ("runs", "runs, or pairs of runs, that the row rests on"),
    "base": ("-", "arm compared with"),
    "other": ("-", "arm compared"),
    "base_mean": ("as the outcome", "mean of the base"),
    "other_mean": ("as the outcome", "mean of the other arm"),
    "difference": ("as the outcome", "other less base, mean of pairs of runs with the same luck"),
    "least": ("as the outcome", "smallest difference of a pair"),
    "most": ("as the outcome", "largest difference of a pair"),
    "same_sign": ("share", "share of pairs whose difference has the sign of the mean"),
    "link": ("-", "place in the results chain, from input to impact"),
    "of_base": ("share", "difference over the mean of the base"),
    "mde": ("as the outcome", "smallest difference that four of five such studies would show"),
    "correlation": ("1", "of the arms over pairs"),
    "se_ratio": ("1", "standard error with other luck in each arm, over that of pairs"),
    "runs_saved": ("runs", "more runs that other luck in each arm would have needed"),
    "method": ("-", "how the interval was made"),
}


def tables_for_people(results: Results, comparison: Comparison | None = None, /) -> dict[str, pd.DataFrame]:
    """Outcomes of arms, differences of pairs, months, and a dictionary of every column and outcome, by name."""
    tables = {"outcomes": summary(results)}
    if comparison is not None:
        tables["differences"] = comparison.table
    tables["series"] = results.series
    return {**tables, "dictionary": _dictionary(tables)}


def _dictionary(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    known = {column.name: (column.unit, column.meaning) for column in COLUMNS["series"]} | _MEANINGS
    monthly = {name: (column.unit, column.meaning) for name, column in more_columns("series").items()}
    rows: list[dict[str, Any]] = []
    for table, frame in tables.items():
        for name in frame.columns:
            unit, meaning = (monthly if table == "series" and name in monthly else known)[str(name)]
            rows.append({"table": table, "name": name, "unit": unit, "meaning": meaning})
    texts = Texts()
    for name, column in more_columns("runs").items():
        rows.append(
            {
                "table": "outcome",
                "name": name,
                "unit": column.unit,
                "meaning": f"{texts.label(name)}. {column.meaning}",
            }
        )
    return pd.DataFrame(rows)


def write_for_people(
    results: Results,
    folder: str | os.PathLike[str],
    form: Form,
    /,
    *,
    comparison: Comparison | None = None,
) -> list[Path]:
    """Write tables for people beside those of the program, which are Parquet.

    Args:
        results: the runs. folder: made if needed. comparison: pairs whose differences are written too.
        form: "xlsx" for one workbook, "csv" for a file each; "parquet" adds nothing.

    Returns:
        The files written.

    Raises:
        ResultsError: the folder cannot be written, or a table has more rows than a sheet holds; nothing has
            changed then.
    """
    home = folder_of(folder)
    if form == "parquet":
        return []
    tables = tables_for_people(results, comparison)
    if form == "csv":
        with written_together(home) as draft:
            for name, table in tables.items():
                table.to_csv(draft / f"{name}.csv", index=False)
        return [home / f"{name}.csv" for name in tables]
    too_long = [name for name, table in tables.items() if len(table) > MOST_ROWS]
    if too_long:
        raise ResultsError(
            Phrase(
                "'{home}': {too_long} has {count:,} rows, and a sheet of Excel holds {most:,}; use "
                "--format csv",
                home=home / WORKBOOK,
                too_long=too_long[0],
                count=len(tables[too_long[0]]),
                most=MOST_ROWS,
            )
        )
    with written_together(home) as draft:
        _write_book(tables, draft / WORKBOOK)
    return [home / WORKBOOK]


def _write_book(tables: Mapping[str, pd.DataFrame], file: Path) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for name, table in tables.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for place, column in enumerate(table.columns):
            wide = 12 + 30 * (str(column) in ("label", "meaning", "outcome", "name"))
            sheet.column_dimensions[_letters(place)].width = wide
        sheet.append([str(column) for column in table.columns])
        for row in table.itertuples(index=False, name=None):
            sheet.append([_cell(value) for value in row])
    book.save(file)


def _cell(value: Any) -> Any:
    """A value as a cell: numbers as numbers, nothing for what is not known."""
    plain = value.item() if hasattr(value, "item") else value
    return None if isinstance(plain, float) and not math.isfinite(plain) else plain


def _letters(place: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(place + 1))
