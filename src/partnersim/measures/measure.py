"""What a measure is: name, unit, direction, and what it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Better = Literal["higher", "lower", "neither"]

HIGHER: Better = "higher"
LOWER: Better = "lower"
NEITHER: Better = "neither"

Row = tuple[str, str, Better, str, str, str, str]
"""A measure as it is written in a table: its attributes, in the order of `Measure`."""


@dataclass(frozen=True)
class Measure:
    """One number that describes a month or a run.

    Attributes:
        name: stable key in tables. unit: unit in plain words. better: which direction is good.
        group: family for tables. label, label_id: English and Indonesian names. doc: exact definition.
    """

    name: str
    unit: str
    better: Better
    group: str
    label: str
    label_id: str
    doc: str
