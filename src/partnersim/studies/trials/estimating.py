"""Estimates of one replicate two ways: paired, which is the truth in the model, and as a field team would see it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from partnersim.scenario.experiments.trial_outcomes import Outcome
from partnersim.scenario.experiments.trials import Trial
from partnersim.studies.trials.living import Lives, Record, Snapshot
from partnersim.studies.trials.outcomes import Measured, measured, rows_of, spread_seen
from partnersim.studies.trials.ratios import with_ratios
from partnersim.studies.trials.regression import Fit, ols_clustered
from partnersim.theory.chance.draws import Purpose

Bools = NDArray[np.bool_]
NAN = float("nan")


def estimates(
    trial: Trial, start: Snapshot, lives: Lives, /, *, seed: int, field: bool
) -> list[dict[str, Any]]:
    """One row per outcome, arm and way for a replicate.

    Args:
        trial, start: the trial and the replicate's snapshot. lives: its runs.
        seed: of the replicate. field: whether to estimate as a field team would, too.
    """
    rows = []
    for outcome in trial.outcomes:
        month = trial.design.survey_rounds[-1] if outcome.round is None else outcome.round
        for arm in outcome.arms or trial.treated:
            against = _against(outcome, trial)
            if arm == against:
                continue
            head = {
                "trial": trial.name, "seed": seed, "arm": arm, "against": against, "outcome": outcome.name,
                "of": outcome.of, "sample": outcome.sample, "statistic": outcome.statistic, "scale": outcome.scale,
                "unit": outcome.unit, "round": month,
            }  # fmt: skip
            ways = [("paired", paired)] + ([("field", in_the_field)] if field else [])
            for way, estimate in ways:
                rows.append(
                    {**head, "way": way, **estimate(outcome, trial, start, lives, arm, against, month)}
                )
    return with_ratios(rows, trial.outcomes)


def _against(outcome: Outcome, trial: Trial) -> str:
    return (outcome.against or trial.design.control) if outcome.compares else "none"


def paired(
    outcome: Outcome, trial: Trial, start: Snapshot, lives: Lives, arm: str, against: str, month: int
) -> dict[str, Any]:
    """The same households under the arm and under the other, without survey error.

    With households as the unit, those assigned to the arm. Compliers of two arms that both deliver something are those
    who accept under either.
    """
    by_household = trial.design.unit == "household"
    own = lives.at(month, parts=arm, rows=arm)
    rows = rows_of(outcome, trial, start, own, error=False)
    if by_household and outcome.sample not in ("not_offered", "all"):
        rows = rows & (start.row_arm == list(trial.all_arms).index(arm))
    with_it = measured(outcome, trial, start, own, month=month, error=False).at(rows)
    level = with_it.statistic(outcome)
    tail = {"se": NAN, "significant": NAN, "n": int(rows.sum()), "clusters": trial.population.clusters}
    if against == "none":
        shown = 100.0 * level if outcome.scale == "percent" else level
        return {"effect": shown, "control_level": NAN, "arm_level": level, **tail}
    other_record = lives.at(month, parts=against, rows=arm)
    if outcome.sample == "compliers" and trial.all_arms[against]:
        rows = rows & other_record.took
        with_it = measured(outcome, trial, start, own, month=month, error=False).at(rows)
        level, tail["n"] = with_it.statistic(outcome), int(rows.sum())
    without = measured(outcome, trial, start, other_record, month=month, error=False).at(rows)
    base = without.statistic(outcome)
    difference = level - base
    if outcome.statistic == "median_effect":
        difference = float(np.median(with_it.value - without.value)) if len(with_it.value) else NAN
    more_capital = own.columns["capital"][rows] - other_record.columns["capital"][rows]
    given = (own.given - other_record.given)[rows]
    everybody = without
    if outcome.scale == "sample_sd":
        sampled = rows_of(
            outcome.model_copy(update={"sample": "offered"}), trial, start, own, error=False
        )
        everybody = measured(outcome, trial, start, other_record, month=month, error=False).at(
            sampled & (start.row_arm == list(trial.all_arms).index(arm)) if by_household else sampled
        )
    factor = _factor(
        outcome, trial, without, more_capital=_mean(more_capital), given=_mean(given), everybody=everybody,
        error=False,
    )  # fmt: skip
    return {"effect": difference * factor, "control_level": base, "arm_level": level, **tail}


def in_the_field(
    outcome: Outcome, trial: Trial, start: Snapshot, lives: Lives, arm: str, against: str, month: int
) -> dict[str, Any]:
    """As from two surveys of a randomised sample: difference by least squares with cluster-robust errors.

    Compliers are reached through the offer (Wald) or, where both arms deliver something, are those who accepted.
    Percent are then of what compliers would have without the arm, their mean under it less their effect (Katz, Kling
    and Liebman 2001, Quarterly Journal of Economics 116(2)). What no survey can see (a household's own effect, who
    would still take part) is NaN.
    """
    empty = dict.fromkeys(("effect", "se", "significant", "control_level", "arm_level"), NAN)
    nothing = {**empty, "n": 0, "clusters": 0}
    if outcome.statistic == "median_effect" or outcome.sample == "participants":
        return nothing
    names, by_household = list(trial.all_arms), trial.design.unit == "household"
    if by_household and outcome.sample in ("not_offered", "all"):
        return nothing
    own = lives.at(month, parts=arm, rows=arm)
    both_deliver = against != "none" and bool(trial.all_arms[against])
    wald = outcome.sample == "compliers" and against != "none" and not both_deliver
    sampled = outcome.model_copy(update={"sample": "offered"}) if outcome.sample == "compliers" else outcome
    rows = rows_of(sampled, trial, start, own, error=True) & _stayed(trial, start, month)
    treated = rows & (start.row_arm == names.index(arm))
    if outcome.sample == "compliers" and not wald:
        treated = treated & own.took
    seen = measured(outcome, trial, start, own, month=month, error=True).at(treated)
    cluster = start.village.columns.id if by_household else start.village.columns.hamlet
    if against == "none":
        return _level(outcome, seen, cluster[treated].astype(np.int64), trial)
    # Households are compared with their neighbours in the same clusters; clusters with other clusters.
    beside = arm if by_household and not both_deliver else against
    other = lives.at(month, parts=beside, rows=beside)
    controls = rows & (start.row_arm == names.index(against))
    if outcome.sample == "compliers" and not wald:
        controls = controls & other.took
    if not treated.any() or not controls.any():
        return nothing
    without = measured(outcome, trial, start, other, month=month, error=True).at(controls)
    y = np.concatenate([seen.as_mean(outcome), without.as_mean(outcome)])
    label = np.concatenate([cluster[treated], cluster[controls]]).astype(np.int64)
    dummy = np.repeat([1.0, 0.0], [int(treated.sum()), int(controls.sum())])
    columns = [np.ones(len(y)), dummy]
    if (
        trial.design.adjust_for_baseline
        and outcome.of not in ("birth", "death", "take_up")
        and seen.below is None
    ):
        before = measured(outcome, trial, start, start.first, month=0, error=True)
        columns.append(
            np.concatenate([before.at(treated).as_mean(outcome), before.at(controls).as_mean(outcome)])
        )
    if not np.isfinite(y).all():
        return nothing
    fit = ols_clustered(y, np.column_stack(columns), label)
    everybody = without
    if outcome.scale == "sample_sd":
        of_all = rows_of(outcome.model_copy(update={"sample": "offered"}), trial, start, own, error=True)
        of_all = of_all & _stayed(trial, start, month) & (start.row_arm == names.index(against))
        everybody = measured(outcome, trial, start, other, month=month, error=True).at(of_all)
    factor = _field_factor(outcome, trial, without, own, other, treated, controls, everybody=everybody)
    base, level = without.statistic(outcome), seen.statistic(outcome)
    if wald:
        accepted = own.took[treated]
        reached = _mean(accepted.astype(np.float64)) - _mean(other.took[controls].astype(np.float64))
        factor = factor / reached if reached > 0.0 else NAN
        if outcome.scale == "percent" and outcome.statistic == "mean" and seen.below is None:
            # Who accepts is unlike the others, so that the effect is in percent of what they would have without it.
            level = seen.at(accepted).statistic(outcome)
            own_base = level - float(fit.coefficients[1]) / reached if reached > 0.0 else NAN
            factor, base = (factor * base / own_base if own_base > 0.0 else NAN), own_base
    return _reported(fit, factor, base=base, level=level, by=trial)


def _reported(fit: Fit, factor: float, *, base: float, level: float, by: Trial) -> dict[str, Any]:
    effect, se = float(fit.coefficients[1]) * factor, float(fit.errors[1]) * abs(factor)
    critical = float(special.stdtrit(max(1, fit.clusters - 1), 0.975))
    sure = float(abs(effect) > critical * se) if np.isfinite(se) and np.isfinite(effect) else NAN
    return {
        "effect": effect, "se": se, "significant": sure, "control_level": base, "arm_level": level, "n": fit.n,
        "clusters": fit.clusters,
    }  # fmt: skip


def _level(outcome: Outcome, seen: Measured, cluster: NDArray[np.int64], trial: Trial) -> dict[str, Any]:
    y = seen.as_mean(outcome)
    scale = 100.0 if outcome.scale == "percent" else 1.0
    if len(y) == 0 or not np.isfinite(y).all():
        return dict.fromkeys(("effect", "se", "significant", "control_level", "arm_level"), NAN) | {
            "n": len(y), "clusters": 0,
        }  # fmt: skip
    fit = ols_clustered(y, np.ones((len(y), 1)), cluster)
    level = float(fit.coefficients[0])
    return {
        "effect": scale * level, "se": scale * float(fit.errors[0]), "significant": NAN, "control_level": NAN,
        "arm_level": level, "n": fit.n, "clusters": fit.clusters,
    }  # fmt: skip


def _factor(
    outcome: Outcome,
    trial: Trial,
    without: Measured,
    *,
    more_capital: float,
    given: float,
    everybody: Measured,
    error: bool,
) -> float:
    """What a difference is multiplied by to be on the outcome's scale.

    Args:
        outcome, trial: what is measured. error: whether values have the survey's error.
        without: the outcome's sample without the arm. everybody: the whole sample without it.
        more_capital, given: capital that the arm adds, and grants, rupiah.
    """
    if outcome.scale == "percent_of_mean":
        base = _mean(without.value)
        return 100.0 / base if base > 0.0 else NAN
    if outcome.scale == "percent":
        base = without.statistic(outcome)
        return 100.0 / base if base > 0.0 else NAN
    if outcome.scale in ("control_sd", "sample_sd"):
        among = without if outcome.scale == "control_sd" else everybody
        spread = spread_seen(outcome, trial, among, error=error)
        return 1.0 / spread if spread > 0.0 else NAN
    below = {"percent_of_grant_per_month": given, "percent_of_capital_per_month": more_capital}.get(
        outcome.scale
    )
    if below is None:
        return 1.0
    return 100.0 / below if below > 0.0 else NAN


def _field_factor(
    outcome: Outcome,
    trial: Trial,
    without: Measured,
    own: Record,
    other: Record,
    treated: Bools,
    controls: Bools,
    *,
    everybody: Measured,
) -> float:
    more = _mean(own.columns["capital"][treated]) - _mean(other.columns["capital"][controls])
    given = _mean(own.given[treated]) - _mean(other.given[controls])
    return _factor(
        outcome, trial, without, more_capital=more, given=given, everybody=everybody, error=True
    )


def _stayed(trial: Trial, start: Snapshot, month: int) -> Bools:
    """Rows that the survey still finds at a round: the share lost grows in proportion to the months."""
    last = trial.design.survey_rounds[-1]
    lost = trial.design.attrition * month / max(1, last)
    ids = start.village.columns.id
    return np.asarray(start.draws.uniform(Purpose.ATTRITION, 0, ids) >= lost)


def _mean(values: NDArray[np.float64]) -> float:
    return float(values.mean()) if len(values) else NAN
