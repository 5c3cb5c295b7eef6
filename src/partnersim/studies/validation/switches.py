"""Which mechanism a result rests on: the same experiments with each household mechanism off from their start."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from partnersim.scenario.parameters.mechanisms import Mechanisms
from partnersim.studies.validation.measuring import Results
from partnersim.studies.validation.registry import Registered
from partnersim.studies.validation.rows import HOUSEHOLD_WAYS, Row, rows_of

_PARAMETERS = "partnersim.scenario.parameters"
_OF_HOUSEHOLDS = (f"{_PARAMETERS}.households.", f"{_PARAMETERS}.environment.hamlets")


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A number with a mechanism off.

    Attributes:
        value: with everything on. without: with the mechanism off.
        half_bands: change in half widths of the target's band; in_band: whether it is inside without the mechanism.
    """

    id: str
    component: str
    mechanism: str
    value: float
    without: float
    half_bands: float
    in_band: bool

    def record(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


def switch_sets() -> dict[str, dict[str, Any]]:
    """For each household mechanism that can be switched off, the parameters that do so.

    Household mechanisms are those whose parameters lie with the household month or with its hamlets. One that is off
    by default cannot be switched off; that funds lend is no rule of households.
    """
    return {
        name: {f"mechanisms.{name}.on": False}
        for name, field in Mechanisms.model_fields.items()
        if getattr(field.annotation, "__module__", "").startswith(_OF_HOUSEHOLDS)
        and getattr(field.default, "on", False)
        and name != "lending"
    }


def moved_by(
    targets: Sequence[Registered], rows: Sequence[Row], names: Sequence[str], results: Sequence[Results], /
) -> list[Moved]:
    """What each mechanism moves, the largest changes of each number first."""
    asked = [one for one in targets if one.target.measure.by in HOUSEHOLD_WAYS]
    base = {(row.id, row.component): row for row in rows}
    found: list[Moved] = []
    for name, result in zip(names, results, strict=True):
        for row in rows_of(asked, result):
            before = base[row.id, row.component]
            half = 0.5 * (row.high - row.low) or 1.0
            found.append(
                Moved(
                    id=row.id, component=row.component, mechanism=name, value=before.value, without=row.value,
                    half_bands=(row.value - before.value) / half, in_band=row.in_band,
                )
            )  # fmt: skip
    order = {key: number for number, key in enumerate(base)}
    return sorted(
        found,
        key=lambda one: (
            order[one.id, one.component],
            0.0 if math.isnan(one.half_bands) else -abs(one.half_bands),
        ),
    )
