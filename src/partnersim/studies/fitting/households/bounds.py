"""Which household parameters are fitted, and between which bounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from partnersim.scenario.spec import Scenario

Floats = NDArray[np.float64]

DIGITS = 4
"""Significant digits of a fitted value: what is evaluated is what is written."""


@dataclass(frozen=True)
class Bound:
    """A parameter and the range in which it is searched, ends included, in the parameter's own unit."""

    path: str
    low: float
    high: float


def _under(mechanism: str, **ranges: tuple[float, float]) -> tuple[Bound, ...]:
    return tuple(Bound(f"mechanisms.{mechanism}.{name}", *ends) for name, ends in ranges.items())


BOUNDS: tuple[Bound, ...] = (
    *_under(
        "income_shocks", fixed_sd=(0.31, 0.49), persistent_sd=(0.19, 0.42), persistence=(0.94, 0.98),
        transitory_sd=(0.17, 0.48),
    ),
    *_under("hamlet_shocks", sd=(0.04, 0.18)),
    *_under("kin_support", base_share=(0.23, 0.43)),
    *_under("time_cost", share=(0.15, 0.33), slack=(0.4, 1.0)),
    *_under(
        "enterprise", profit_at_reference_idr=(135_000.0, 183_000.0), talent_sd=(0.8, 1.1),
        talent_wage_correlation=(0.3, 0.65), shock_sd=(0.22, 0.58), depreciation=(0.008, 0.025),
    ),
    *_under("capital_loss", probability=(0.006, 0.016)),
    *_under("local_demand", elasticity=(0.1, 0.45)),
    *_under("technology", jump=(0.02, 0.19)),
    *_under("technology_ladder", first_idr=(1_000_000.0, 3_000_000.0), ratio=(1.3, 2.0), gain=(0.1, 0.3)),
    *_under(
        "self_control", plough_back=(0.03, 0.12), spread=(0.2, 0.7), savings_to_capital=(0.0, 0.02),
        eaten=(0.01, 0.05),
    ),
    *_under("coaching", effect=(0.6, 1.6), fading=(0.001, 0.008)),
    *_under("practice", newcomer_gap=(0.1, 0.6), healing=(0.012, 0.04)),
    *_under("entry", idea=(0.02, 0.08)),
    *_under("start_with_savings", reserve_months=(0.3, 1.0)),
    *_under("exit", base=(0.003, 0.008)),
    *_under("consumption", buffer_propensity=(0.05, 0.25), buffer=(0.03, 0.9)),
    *_under("concave_spending", cap_months=(2.0, 4.0)),
    *_under("prompt_recovery", share=(0.5, 1.0)),
    *_under("moneylender", probability=(0.1, 0.6)),
    *_under("group_repayment", walk_away=(0.003, 0.008)),
    *_under("loan_costs", owing=(0.0, 0.15)),
)  # fmt: skip
"""Bounds of the pilot study of the household month; those of the moneylender's probability, of the buffer and what is
eaten above it, and of the forms that came after the pilot study (steps, starts, large sums, recoveries, owing) are our
own.

Left at their values: what services do (training, mentor, order, contract strengths are set from trials of their own);
what no target tells apart (hassle and its spread, reserve, invested share, how far a growing market reaches, the time
of meetings, contract schemes); the scale and gain of the one step, which have no part in any target while the better
technology has steps; and constants of the institutions.
"""


def rounded(value: float, /) -> float:
    """The value with `DIGITS` significant digits."""
    return float(f"{value:.{DIGITS}g}")


def values_at(point: Floats, /, *, bounds: Sequence[Bound] = BOUNDS) -> dict[str, float]:
    """Parameters at a point of the unit cube, shape (n,), rounded and inside their bounds, by dotted path."""
    return {
        b.path: min(b.high, max(b.low, rounded(b.low + float(x) * (b.high - b.low))))
        for b, x in zip(bounds, point, strict=True)
    }


def point_of(values: Mapping[str, float], /, *, bounds: Sequence[Bound] = BOUNDS) -> Floats:
    """The point of the unit cube at which parameters lie, shape (n,); outside values are moved to the edge."""
    return np.clip([(values[b.path] - b.low) / (b.high - b.low) for b in bounds], 0.0, 1.0)


def present_values(*, bounds: Sequence[Bound] = BOUNDS) -> dict[str, float]:
    """Defaults of the fitted parameters, by dotted path."""
    found = {}
    for bound in bounds:
        place: Any = Scenario(name="defaults")
        for part in bound.path.split("."):
            place = getattr(place, part)
        found[bound.path] = float(place)
    return found
