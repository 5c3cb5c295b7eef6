"""The tables of a study: columns, their type, unit and meaning; every table is held against this once.

A table begins with the columns named here, in this order. After them ``runs`` has an outcome per column, ``series`` a
monthly measure, ``snapshots`` a column of households, each in the order of its own list and where a run has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from partnersim.measures import MEASURES, OUTCOMES
from partnersim.world.households import COLUMNS as HOUSEHOLD_COLUMNS


class Status(StrEnum):
    """What became of a run."""

    DONE = "done"
    FAILED = "failed"


class Kind(StrEnum):
    """Type of a column's values."""

    TEXT = "text"
    WHOLE = "int64"
    NUMBER = "float64"


@dataclass(frozen=True)
class Column:
    """A column: name, type of its values (a numpy name or text), unit, meaning."""

    name: str
    dtype: str
    unit: str
    meaning: str


_RUN_ID = Column("run_id", Kind.TEXT, "-", "arm and seed, such as base:7")
_ARM = Column("arm", Kind.TEXT, "-", "arm of the study")
_SEED = Column("seed", Kind.WHOLE, "-", "seed of every draw of the run")
_MONTH = Column("month", Kind.WHOLE, "months", "month of the run, the first is 0")
_DATE = Column("date", Kind.TEXT, "-", "calendar month, YYYY-MM")

COLUMNS: dict[str, tuple[Column, ...]] = {
    "runs": (
        _RUN_ID,
        _ARM,
        Column("scenario", Kind.TEXT, "-", "name of the scenario"),
        Column("scenario_hash", Kind.TEXT, "-", "identity of the scenario: equal hashes, equal results"),
        _SEED,
        Column("status", Kind.TEXT, "-", "done or failed"),
        Column("origin", Kind.TEXT, "-", "where a failed run failed: build, run, measure or write"),
        Column("message", Kind.TEXT, "-", "why a failed run failed"),
        Column("seconds", Kind.NUMBER, "s", "wall time of the run; left out of hashes"),
    ),
    "series": (_RUN_ID, _ARM, _SEED, _MONTH, _DATE),
    "flows": (
        _RUN_ID,
        _ARM,
        _SEED,
        _MONTH,
        Column("payer", Kind.TEXT, "-", "who paid: an organization, households, market, funds and so on"),
        Column("receiver", Kind.TEXT, "-", "who was paid"),
        Column("kind", Kind.TEXT, "-", "what for"),
        Column("amount_idr", Kind.NUMBER, "IDR", "rupiah of the whole place"),
    ),
    "diary": (
        _RUN_ID,
        _ARM,
        _SEED,
        _MONTH,
        _DATE,
        Column("what", Kind.TEXT, "-", "what happened"),
        Column("who", Kind.TEXT, "-", "to or by whom"),
        Column("detail", Kind.TEXT, "-", "in words"),
    ),
    "snapshots": (
        _RUN_ID,
        _ARM,
        _SEED,
        Column("month", Kind.WHOLE, "months", "months lived before; 0 is the state before the first month"),
    ),
}
TABLES = tuple(COLUMNS)
RUN_COLUMNS = tuple(column.name for column in COLUMNS["runs"])
"""Columns of ``runs`` that are not outcomes."""
DIARY_COLUMNS = [column.name for column in COLUMNS["diary"][3:]]
FLOW_COLUMNS = [column.name for column in COLUMNS["flows"][3:]]
TIMES = ("seconds",)
"""Columns that differ from run to run of the same study, and are kept out of table hashes."""


class SchemaError(ValueError):
    """A table that is not as declared."""


def more_columns(table: str, /) -> dict[str, Column]:
    """Columns that may follow those of a table, by name, in their order."""
    if table == "snapshots":
        found = [Column(c.name, np.dtype(c.dtype).name, c.unit, c.doc) for c in HOUSEHOLD_COLUMNS]
    else:
        measures = {"runs": OUTCOMES, "series": MEASURES}.get(table, ())
        found = [Column(measure.name, Kind.NUMBER, measure.unit, measure.doc) for measure in measures]
    return {column.name: column for column in found}


def check_table(name: str, table: pd.DataFrame, /) -> None:
    """Hold a table against its declaration.

    Raises:
        SchemaError: a column is missing, out of its place, unknown, or holds something else than declared.
    """
    first = COLUMNS[name]
    present = [str(column) for column in table.columns]
    if present[: len(first)] != [column.name for column in first]:
        raise SchemaError(f"{name}: the first columns are {present[: len(first)]}")
    more = more_columns(name)
    rest = present[len(first) :]
    order = [column for column in more if column in rest]
    if rest != order:
        unknown = [column for column in rest if column not in more]
        raise SchemaError(
            f"{name}: {f'unknown columns {unknown}' if unknown else 'columns out of their order'}"
        )
    declared = (*first, *(more[name_] for name_ in rest))
    for column, held in zip(declared, table.dtypes, strict=True):
        if column.dtype == Kind.TEXT:
            right = not pd.api.types.is_numeric_dtype(held) or table.empty
        else:
            right = held == np.dtype(column.dtype)
        if not right:
            raise SchemaError(f"{name}.{column.name} holds {held} instead of {column.dtype}")


def empty_table(name: str, /) -> pd.DataFrame:
    """A table without rows, with the columns that every run has."""
    return pd.DataFrame(
        {c.name: pd.Series(dtype="str" if c.dtype == Kind.TEXT else c.dtype) for c in COLUMNS[name]}
    )
