"""Outcomes as a survey sees them: the rows of a sample, and the value of each."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from partnersim.scenario.experiments.trial_outcomes import HOUSEHOLD_OUTCOMES, MADE_OF, POVERTY, Outcome
from partnersim.scenario.experiments.trials import Trial
from partnersim.studies.trials.living import Record, Snapshot
from partnersim.studies.trials.regression import as_mean_of_quantile, as_mean_of_ratio
from partnersim.theory.chance.draws import Purpose

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

ULTRA_POOR_SHARE = 0.1
"""Lowest share of all households by the proxy that counts as ultra-poor."""

MONEYLENDER_MONTHS = 12

FEWEST_WITH_SPREAD = 2
"""Rows without which there is no standard deviation."""

BASELINE = 0
"""Round of the first survey."""

_OUTCOME_STEP = 64
"""Numbers of survey errors per household: one for each outcome."""

_SAME_COLUMN = {"loan_debt": "loan", "enterprise": "owner"}


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Values of an outcome over rows: a value each, or a numerator and a denominator each; shape (n,)."""

    value: Floats
    below: Floats | None = None

    def at(self, rows: Bools | NDArray[np.int64], /) -> Measured:
        """The same for some of the rows."""
        return Measured(value=self.value[rows], below=None if self.below is None else self.below[rows])

    def as_mean(self, outcome: Outcome, /) -> Floats:
        """Values whose mean is the outcome's statistic, so that every statistic is estimated as a mean."""
        if self.below is not None:
            return as_mean_of_ratio(self.value, self.below)
        if outcome.statistic in ("median", "quantile"):
            return as_mean_of_quantile(self.value, 0.5 if outcome.statistic == "median" else outcome.quantile)
        return np.log(np.maximum(self.value, 1.0)) if outcome.scale == "log" else self.value

    def statistic(self, outcome: Outcome, /) -> float:
        """The outcome's statistic; NaN without rows."""
        if len(self.value) == 0:
            return float("nan")
        if self.below is not None:
            total = float(self.below.sum())
            return float(self.value.sum()) / total if total > 0.0 else float("nan")
        if outcome.statistic in ("median", "quantile"):
            return float(np.quantile(self.value, 0.5 if outcome.statistic == "median" else outcome.quantile))
        return float(self.as_mean(outcome).mean())


def rows_of(outcome: Outcome, trial: Trial, start: Snapshot, own: Record, /, *, error: bool) -> Bools:
    """Rows of the outcome's sample, shape (N,), as known at baseline and, for compliers, under the arm.

    Who enters or leaves poverty has answered a survey twice. Where answers carry their errors into what is worked out
    from them, the first answer errs as the second does; ``error`` says whether the survey errs at all.
    """
    owner = start.village.columns.owner != 0
    offered = start.offered
    rows = {
        "offered": offered,
        "not_offered": start.village.study & ~offered,
        "all": start.village.study,
        "prior_owners": offered & owner,
        "no_business": offered & ~owner,
        "ultra_poor": offered & (start.village.rank <= ULTRA_POOR_SHARE),
        "compliers": offered & own.took,
        "participants": offered & own.takes_part,
    }[outcome.sample]
    if outcome.of in ("poverty_entry", "poverty_exit"):
        asked, said = _answer(outcome, trial)
        noise = _noise(start, asked, BASELINE, said if error or trial.design.carried_error else 0.0)
        was_poor = start.first.columns["consumption"] * noise < line_of(outcome, start)
        rows = rows & (was_poor if outcome.of == "poverty_exit" else ~was_poor)
    if outcome.of == "birth":
        return rows & ~owner
    return rows & owner if outcome.of == "death" else rows


def measured(
    outcome: Outcome, trial: Trial, start: Snapshot, seen: Record, /, *, month: int, error: bool
) -> Measured:
    """Values of an outcome for every row at a round.

    Args:
        outcome, trial, start: what is measured. seen: the record of the round.
        month: the round, which keys the survey error. error: whether the survey errs.
    """
    of, columns = outcome.of, seen.columns
    asked, said = _answer(outcome, trial)
    noise = _noise(start, asked, month, said if error else 0.0)
    if of in POVERTY:
        line, expected = line_of(outcome, start), said if trial.design.carried_error and not error else 0.0
        poor = counted_as_poor(columns["consumption"] * noise, line, expected)
        return Measured(value=1.0 - poor if of == "poverty_exit" else poor)
    if of == "default":
        number = float(outcome.loan_number)
        failed = (columns["barred"] != 0.0) & (columns["loans_taken"] == number)
        return Measured(
            value=failed.astype(np.float64), below=(columns["loans_taken"] >= number).astype(np.float64)
        )
    if of == "return_on_capital":  # of two answers, each with its error
        _, of_capital = _answer(outcome.model_copy(update={"of": "capital"}), trial)
        carried = error and asked != of
        held = columns["capital"] * _noise(start, "capital", month, of_capital if carried else 0.0)
        return Measured(value=columns["profit"] * noise, below=held)
    if of == "borrowing":
        return Measured(value=(columns["loan"] > 0.0).astype(np.float64))
    return _of_money(outcome, start, seen, noise)


def _answer(outcome: Outcome, trial: Trial) -> tuple[str, float]:
    """What a survey asks for an outcome, and the log sd of that answer's error."""
    of, errors = outcome.of, trial.design.survey_error
    asked = MADE_OF.get(of, of) if trial.design.carried_error and of not in errors else of
    return asked, errors.get(asked, 0.0)


def _of_money(outcome: Outcome, start: Snapshot, seen: Record, noise: Floats) -> Measured:
    """Values of the other outcomes, with survey error ``noise``, shape (N,)."""
    of, columns = outcome.of, seen.columns
    head = columns["size"] if outcome.per_head else 1.0
    if of in ("non_performing", "written_off"):
        pair = (seen.late, seen.outstanding) if of == "non_performing" else (seen.lost, seen.lent)
        return Measured(value=pair[0] * noise, below=pair[1])
    if of == "revenue":
        return Measured(value=columns["profit"] / start.p.enterprise_profit_share_of_revenue * noise / head)
    if of in ("costs", "sales"):
        spent = columns["costs"] + (columns["profit"] if of == "sales" else 0.0)
        return Measured(value=spent * noise / head)
    if of == "assets":
        return Measured(value=(columns["capital"] + columns["savings"] + start.asset) * noise / head)
    if of == "moneylender":
        return Measured(value=(columns["owed"] < MONEYLENDER_MONTHS).astype(np.float64))
    if of == "technology":
        return Measured(value=(columns["technology"] > 0.0).astype(np.float64))
    if of in ("birth", "death"):
        return Measured(value=columns["owner"] if of == "birth" else 1.0 - columns["owner"])
    if of == "take_up":
        return Measured(value=seen.took.astype(np.float64))
    return Measured(value=columns[_SAME_COLUMN.get(of, of)] * noise / head)


def spread_seen(outcome: Outcome, trial: Trial, found: Measured, /, *, error: bool) -> float:
    """Standard deviation of an outcome over rows as a survey finds it; 0 for fewer than two.

    In the model (``error`` false) values have no error, but where answers carry theirs, what is counted in standard
    deviations of answers is counted in those of a survey of any size: with log-normal error of mean one and log sd s,
    E x^2 becomes exp(s^2) E x^2, and who is counted as poor with chance p is poor or not, so that E x^2 is E p.
    """
    values = found.value
    if len(values) < FEWEST_WITH_SPREAD:
        return 0.0
    _, said = _answer(outcome, trial)
    if error or not trial.design.carried_error or said <= 0.0:
        return float(values.std(ddof=1))
    mean = float(values.mean())
    square = mean if outcome.of in POVERTY else math.exp(said * said) * float(np.mean(values * values))
    return math.sqrt(max(0.0, square - mean * mean) * len(values) / (len(values) - 1))


def line_of(outcome: Outcome, start: Snapshot, /) -> Floats:
    """Poverty line of every row's household, rupiah a month, shape (N,): the place's times the outcome's factor."""
    return np.asarray(outcome.line * start.p.line * start.village.columns.size)


def counted_as_poor(consumption: Floats, line: Floats, sd: float, /) -> Floats:
    """Chance that a survey counts each row as poor, shape (N,): 0 or 1 without error.

    With log-normal error of mean one, consumption c is seen below the line z with chance
    Phi((ln(z / c) + sd^2 / 2) / sd).

    Args:
        consumption, line: rupiah a month. sd: log sd of the error.
    """
    if sd <= 0.0:
        return (consumption < line).astype(np.float64)
    over = np.divide(line, consumption, out=np.full(len(line), np.inf), where=consumption > 0.0)
    return np.asarray(ndtr((np.log(over) + 0.5 * sd * sd) / sd))


def _noise(start: Snapshot, of: str, month: int, sd: float) -> Floats:
    """Log-normal survey error of mean one per row, keyed by household, outcome and round."""
    ids = start.village.columns.id
    if sd <= 0.0:
        return np.ones(len(ids))
    number = ids * _OUTCOME_STEP + HOUSEHOLD_OUTCOMES.index(of)
    return np.asarray(np.exp(sd * start.draws.normal(Purpose.SURVEY_ERROR, month, number) - 0.5 * sd * sd))
