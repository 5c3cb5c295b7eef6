"""Columns of the state as declared data: name, type, unit, value of a new row, meaning."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from partnersim.scenario.documents.units import known_unit


@dataclass(frozen=True)
class Column:
    """Declaration of one column: name, numpy dtype, unit, value of a new row, meaning.

    Raises:
        ValueError: the unit is not in the vocabulary.
    """

    name: str
    dtype: str
    unit: str
    default: float
    doc: str

    def __post_init__(self) -> None:
        known_unit(self.unit)

    def new(self, count: int) -> NDArray[Any]:
        """The column for ``count`` new rows."""
        return np.full(count, self.default, dtype=np.dtype(self.dtype))


def column(unit: str, doc: str, *, dtype: str = "f8", new: float = 0.0) -> Any:
    """Declare a field of a dataclass of columns.

    Args:
        unit: a unit of the vocabulary.
        doc: what the column holds.
        dtype: numpy type.
        new: value of a new row.

    Raises:
        ValueError: the unit is not in the vocabulary.
    """
    return field(metadata={"unit": known_unit(unit), "doc": doc, "dtype": dtype, "new": new})


def columns_of(table: type) -> tuple[Column, ...]:
    """The columns that a dataclass declares with `column`, in order."""
    return _columns_of(table)


@cache
def _columns_of(table: Any) -> tuple[Column, ...]:
    return tuple(
        Column(f.name, f.metadata["dtype"], f.metadata["unit"], f.metadata["new"], f.metadata["doc"])
        for f in fields(table)
    )
