"""Joint patterns: statements about several trials together, harder to meet than any number alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Trials = Mapping[str, Mapping[str, float]]
"""Mean effect by trial and outcome."""

RETURN = ("capital_grants", "return_mean")
CREDIT_PROFIT, CREDIT_CONSUMPTION = ("microcredit", "profit_sd"), ("microcredit", "consumption")
TAKE_UP = ("microcredit", "take_up")
PACKAGE, PACKAGE_THIRD_YEAR, PACKAGE_SEVENTH_YEAR = (
    ("graduation", name) for name in ("log_consumption", "log_consumption_36", "log_consumption_84")
)

HIGH_RETURN_PCT = 2.0
SMALL_PROFIT_SD, SMALL_CONSUMPTION_PCT = 0.08, 4.8
"""What counts as next to nothing: upper ends of the intervals of the pooled trials of credit."""

LASTING_SHARE = 0.5


@dataclass(frozen=True)
class Pattern:
    """A pattern: the trials and outcomes it needs, and whether it holds in their means."""

    needs: tuple[tuple[str, str], ...]
    holds: Callable[[Trials], bool]
    beside: tuple[tuple[str, tuple[str, str]], ...] = ()

    def numbers(self, trials: Trials, /) -> dict[str, float]:
        """1 or 0 under ``holds``, and the numbers reported beside it; NaN if a trial gave nothing."""
        missing = any(not math.isfinite(_of(trials, one)) for one in self.needs)
        found = {"holds": math.nan if missing else float(self.holds(trials))}
        return found | {name: _of(trials, one) for name, one in self.beside}


def weak_credit_beside_high_returns(trials: Trials) -> bool:
    """Capital returns at least 2 percent a month, and the offer of credit moves profit and consumption little."""
    return (
        _of(trials, RETURN) >= HIGH_RETURN_PCT
        and abs(_of(trials, CREDIT_PROFIT)) <= SMALL_PROFIT_SD
        and abs(_of(trials, CREDIT_CONSUMPTION)) <= SMALL_CONSUMPTION_PCT
    )


def package_above_credit_and_lasting(trials: Trials) -> bool:
    """The package raises consumption more than credit; a year after support half is left, after five years some."""
    package, third, seventh = (
        _of(trials, one) for one in (PACKAGE, PACKAGE_THIRD_YEAR, PACKAGE_SEVENTH_YEAR)
    )
    credit = math.log1p(_of(trials, CREDIT_CONSUMPTION) / 100.0)
    return package > max(0.0, credit) and third >= LASTING_SHARE * package and seventh > 0.0


_STUDIES = {
    "credit-and-returns": Pattern(
        needs=(RETURN, CREDIT_PROFIT, CREDIT_CONSUMPTION),
        holds=weak_credit_beside_high_returns,
        beside=(("take_up", TAKE_UP),),
    ),
    "package-and-credit": Pattern(
        needs=(PACKAGE, PACKAGE_THIRD_YEAR, PACKAGE_SEVENTH_YEAR, CREDIT_CONSUMPTION),
        holds=package_above_credit_and_lasting,
        beside=(("year_3", PACKAGE_THIRD_YEAR), ("year_7", PACKAGE_SEVENTH_YEAR)),
    ),
}

PATTERNS: dict[str, Sequence[str]] = {
    name: ("holds", *(found for found, _ in one.beside)) for name, one in _STUDIES.items()
}
"""Names of the numbers of each pattern."""


def pattern(name: str, /) -> Pattern:
    """A pattern by name."""
    return _STUDIES[name]


def _of(trials: Trials, one: tuple[str, str]) -> float:
    trial, outcome = one
    return trials.get(trial, {}).get(outcome, math.nan)
