"""What came of a published result in the model, as plain data, and the arithmetic of its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from partnersim.scenario.experiments.docking import DockRow
from partnersim.studies.claims.effects import reading
from partnersim.studies.estimates import LEVEL, Estimate, estimate

Floats = NDArray[np.float64]
Verdict = Literal["met", "missed", "conditional", "not shown", "refused", "failed"]

_IN_THE_MODEL: dict[str, Verdict] = {"supported": "met", "contradicted": "missed", "not shown": "not shown"}


@dataclass(frozen=True, kw_only=True)
class DockedRow:
    """What came of one published sign or size.

    Attributes:
        id: number of the published result. row: short name of the sign or size.
        condition: what is compared with what. outcome, link, unit: of the outcome; `per`: by which it is divided.
        expected: sign or size that was published, in words. expected_low, expected_high: the size; NaN for a sign.
        effect, low, high: mean over seeds with its 95 % interval; NaN if there is none. n: seeds it rests on.
        verdict: met if the interval lies wholly where the publication says, missed if wholly elsewhere, conditional
            where publications disagree and the model is clearly on one side, not shown if the interval cannot tell;
            refused if its combinations spend unequal money; failed if a run failed.
        of_result: the verdict of the result as a whole (`verdict_of_result`).
        cells: mean of the outcome by combination. money: mean money spent by combination, rupiah.
        message: why it was refused or failed, or a remark.
    """

    id: str
    row: str
    question: str
    condition: str
    outcome: str
    link: str
    unit: str
    per: str
    expected: str
    expected_low: float
    expected_high: float
    effect: float
    low: float
    high: float
    n: int
    verdict: Verdict
    of_result: Verdict = "not shown"
    cells: dict[str, float] = field(default_factory=dict)
    money: dict[str, float] = field(default_factory=dict)
    note: str = ""
    source: str = ""
    confidence: str = ""
    message: str = ""

    def record(self) -> dict[str, Any]:
        """The row as plain data."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class DockTable:
    """All rows and how they came about."""

    rows: list[DockedRow]
    facts: dict[str, Any]

    @property
    def table(self) -> pd.DataFrame:
        """One line per row; see `DockedRow`."""
        return pd.DataFrame([row.record() for row in self.rows])

    @property
    def results(self) -> dict[str, Verdict]:
        """Verdict of each published result by its number."""
        return {row.id: row.of_result for row in self.rows}

    @property
    def broken(self) -> list[DockedRow]:
        """Rows that were refused or failed to run."""
        return [row for row in self.rows if row.verdict in ("refused", "failed")]


def contrast(plus: Sequence[Floats], minus: Sequence[Floats], /) -> Floats:
    """Sum of what is added less sum of what is taken away, seed by seed, shape (seeds,)."""
    return np.asarray(sum(plus) - sum(minus, start=np.zeros_like(plus[0])))  # type: ignore[arg-type]


def ratio(over: Floats, under: Floats, /) -> Estimate:
    """Ratio of two mean differences with its 95 % interval by linearisation.

    ``r = mean(y) / mean(x)``; its standard error is that of the mean of ``y - r x`` over ``|mean(x)|`` (Cochran 1977,
    section 6.4), with Student's t over n - 1. NaN where x is 0 on average.

    Args:
        over: y, shape (seeds,). under: x, the same seeds.
    """
    known = ~(np.isnan(over) | np.isnan(under))
    y, x = over[known], under[known]
    n = int(known.sum())
    if n == 0 or float(x.mean()) == 0.0:
        return Estimate(mean=float("nan"), low=float("nan"), high=float("nan"), n=n)
    middle = float(y.mean() / x.mean())
    if n == 1:
        return Estimate(mean=middle, low=float("nan"), high=float("nan"), n=1)
    residual = y - middle * x
    half = (
        float(special.stdtrit(n - 1, 0.5 + LEVEL / 2))
        * float(residual.std(ddof=1))
        / n**0.5
        / abs(float(x.mean()))
    )
    return Estimate(mean=middle, low=middle - half, high=middle + half, n=n)


def estimated(over: Floats, under: Floats | None, /) -> Estimate:
    """Mean difference with its interval, or the ratio of two."""
    return estimate(over) if under is None else ratio(over, under)


def judged(found: Estimate, row: DockRow, /) -> Verdict:
    """Whether an interval is as published: by sign, by size, or by both, of which the worse counts."""
    if not (np.isfinite(found.low) and np.isfinite(found.high)):
        return "not shown"
    came: list[Verdict] = []
    if row.expected is not None:
        by_sign = _IN_THE_MODEL[reading(found, expected=row.expected, margin=row.margin)]
        came.append("conditional" if row.expected == "either" and by_sign == "met" else by_sign)
    if row.low is not None and row.high is not None:
        inside = row.low <= found.low and found.high <= row.high
        outside = found.low > row.high or found.high < row.low
        came.append("met" if inside else "missed" if outside else "not shown")
    worst: tuple[Verdict, ...] = ("missed", "not shown", "conditional", "met")
    return min(came, key=worst.index)


def verdict_of_result(rows: Sequence[Verdict], /) -> Verdict:
    """Verdict of a published result from those of its rows.

    Met if all rows are; missed if some are missed and none is met; conditional if some are as published and others not,
    or where publications disagree; not shown if no row tells. Rows refused or failed settle nothing.
    """
    told = [one for one in rows if one not in ("refused", "failed")]
    if not told:
        return rows[0]
    if len(told) == len(rows) and all(one == "met" for one in told):
        return "met"
    if any(one in ("met", "conditional") for one in told):
        return "conditional"
    return "missed" if "missed" in told else "not shown"


def expected_text(row: DockRow, /) -> str:
    """Published sign or size in a few characters."""
    size = f"{row.low:g} to {row.high:g}" if row.low is not None and row.high is not None else ""
    return ", ".join(part for part in (row.expected or "", size) if part)
