"""What each lever of a case moves, as plain data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from partnersim.measures import OUTCOMES
from partnersim.measures.declaring import Link, Measure
from partnersim.scenario.levers import Lever
from partnersim.studies.estimates import cut, estimate

Floats = NDArray[np.float64]
Status = Literal["alive", "unclear", "elsewhere", "inert", "untried", "failed"]
"""Moves a leading outcome clearly; unclearly; only other outcomes; none at all; has nothing to try; did not run."""

ROUNDING = 1e-9
"""Difference, relative to the numbers, up to which two of them are the same: sums in another order differ."""

LINKS: tuple[Link, ...] = tuple(Link)


@dataclass(frozen=True, kw_only=True)
class Move:
    """What a value of a lever does to one outcome, paired by seed with the case as it is.

    Attributes:
        value: word for the value tried. outcome, link, unit, better: the outcome.
        base: its mean in the case as it is. effect: mean difference, with its 95 % interval.
        standard_errors: the effect in paired standard errors; infinite where every seed gives the same difference.
        clear: whether the interval leaves zero out.
    """

    value: str
    outcome: str
    link: str
    unit: str
    better: str
    base: float
    effect: float
    low: float
    high: float
    standard_errors: float
    clear: bool


@dataclass(frozen=True, kw_only=True)
class LeverRow:
    """One lever of a case.

    Attributes:
        lever: its path. role: who moves it. value: what the case has. tried: values tried by word.
        status: whether it moves anything.
        links: links of the results chain on which it clearly moves a leading outcome, from input to impact.
        elsewhere: further outcomes that differ in some seed, which are not among the leading ones.
        reason: why it moves nothing, why nothing could be tried, or why it failed; "" if nobody knows.
        moves: leading outcomes that differ from the case in some seed, strongest first within each link.
    """

    lever: str
    role: str
    value: Any
    tried: dict[str, Any]
    status: Status
    links: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    reason: str = ""
    moves: tuple[Move, ...] = ()

    @property
    def unexplained(self) -> str:
        """What somebody has to explain or mend; "" if nothing."""
        if self.status == "inert" and not self.reason:
            return "moves nothing, and nobody says why"
        if self.status in ("alive", "unclear", "elsewhere") and self.reason:
            moved = (*(move.outcome for move in self.moves), *self.elsewhere)[0]
            return f"is said to do nothing here ({self.reason}), and moves {moved}"
        return ""


@dataclass(frozen=True, kw_only=True)
class LeverTable:
    """All levers of a case and how they were tried.

    Attributes:
        case: name of the scenario. rows: one for each lever. facts: seeds, version and the like.
    """

    case: str
    rows: list[LeverRow]
    facts: dict[str, Any] = field(default_factory=dict)

    def varied(self) -> tuple[int, int]:
        """Moves of leading outcomes that vary between seeds, and how many of these are clear; of all that was run."""
        vary = [move for row in self.rows for move in row.moves if math.isfinite(move.standard_errors)]
        return len(vary), sum(move.clear for move in vary)

    @property
    def table(self) -> pd.DataFrame:
        """One line for each lever and outcome that it moves; one with an empty outcome for a lever that moves none."""
        return pd.DataFrame(self.records(), columns=list(COLUMNS))

    def records(self) -> list[dict[str, Any]]:
        """The lines of ``table`` as plain data."""
        lines: list[dict[str, Any]] = []
        for row in self.rows:
            head = {
                "case": self.case, "lever": row.lever, "role": row.role, "as_it_is": row.value,
                "status": row.status, "reason": row.reason,
            }  # fmt: skip
            nothing = dict.fromkeys(COLUMNS[6:], "")
            lines += [head | asdict(move) | {"tried": row.tried[move.value]} for move in row.moves] or [
                head | nothing
            ]
        return lines

    def document(self) -> dict[str, Any]:
        """Everything as one document of plain data."""
        return {"case": self.case, **self.facts, "levers": [asdict(row) for row in self.rows]}


COLUMNS = (
    "case", "lever", "role", "as_it_is", "status", "reason", "value", "tried", "outcome", "link", "unit", "better",
    "base", "effect", "low", "high", "standard_errors", "clear",
)  # fmt: skip


def leading() -> list[Measure]:
    """Outcomes that are among the first to be shown, along the results chain."""
    return sorted((m for m in OUTCOMES if m.leads), key=lambda m: LINKS.index(m.link))


def differs(base: Floats, other: Floats, /) -> bool:
    """Whether an outcome differs in some seed by more than rounding, or exists on one side only, shapes (seeds,)."""
    return not np.allclose(base, other, rtol=ROUNDING, atol=0.0, equal_nan=True)


def move_of(value: str, measure: Measure, base: Floats, other: Floats) -> Move | None:
    """What a value does to an outcome; None where it is the same in every seed.

    ``effect / (s / sqrt(n))`` standard errors, with s the standard deviation of the paired differences over n - 1. An
    outcome that exists on one side only, in every seed, has moved, but not by any number.

    Args:
        value: word for the value. measure: the outcome.
        base, other: the outcome of the case and under the value, the same seeds in the same order, shape (seeds,).
    """
    if not differs(base, other):
        return None
    difference = other - base
    known = ~np.isnan(difference)
    found = cut(estimate(difference), measure.possible_difference)
    noise = ROUNDING * float(np.abs(np.concatenate((base[known], other[known]))).max(initial=0.0))
    return Move(
        value=value, outcome=measure.name, link=str(measure.link), unit=measure.unit, better=measure.better,
        base=estimate(base).mean, effect=found.mean, low=found.low, high=found.high,
        standard_errors=standard_errors(difference[known], noise=noise),
        clear=bool(found.low > noise or found.high < -noise),
    )  # fmt: skip


def standard_errors(difference: Floats, /, *, noise: float = 0.0) -> float:
    """A mean in its standard errors; infinite where all are alike up to ``noise``, NaN with fewer than two."""
    if difference.size < 2:
        return float("nan")
    mean = float(difference.mean())
    if float(np.ptp(difference)) <= noise:
        return float(np.copysign(np.inf, mean)) if abs(mean) > noise else 0.0
    return mean / (float(difference.std(ddof=1)) / difference.size**0.5)


def row_of(lever: Lever, moves: list[Move], *, elsewhere: Sequence[str] = (), failure: str = "") -> LeverRow:
    """The row of a lever.

    Args:
        lever: the lever. moves: what its values do to leading outcomes. elsewhere: further outcomes that differ.
        failure: why one of its runs failed; "" if none did.
    """
    moves = sorted(
        moves, key=lambda m: (LINKS.index(Link(m.link)), -abs(float(np.nan_to_num(m.standard_errors))))
    )
    status: Status = "unclear"
    if failure:
        status = "failed"
    elif not lever.sets:
        status = "untried"
    elif not moves:
        status = "elsewhere" if elsewhere else "inert"
    elif any(move.clear for move in moves):
        status = "alive"
    clear = {move.link for move in moves if move.clear}
    reason = failure or (lever.untried if status == "untried" else lever.idle)
    return LeverRow(
        lever=lever.path, role=lever.role, value=lever.value, tried=dict(lever.tried), status=status,
        links=tuple(str(link) for link in LINKS if link in clear), elsewhere=tuple(elsewhere), reason=reason,
        moves=tuple(moves),
    )  # fmt: skip
