"""Sum up a run: from its monthly measures, the households at its end, and what was spent."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from partnersim.measures import household_pass as hp
from partnersim.measures.catalog import MEASURES
from partnersim.measures.outcome_catalog import AVERAGED, LAST, OUTCOMES, SUMMED
from partnersim.theory.poverty import gini

if TYPE_CHECKING:
    from partnersim.measures.recorder import Recorder

NAN = float("nan")
YEAR = 12
_COLUMN = {m.name: k for k, m in enumerate(MEASURES)}


def run_outcomes(recorder: Recorder) -> dict[str, float]:
    """All outcomes by name, in the order of `OUTCOMES`."""
    table = np.array(recorder.series)
    values = {**_from_series(table), **_from_households(recorder, months=len(table))}
    values["spell_months"] = _over(recorder.spell_months, values["exits_total"])
    values["dissolutions"] = float(sum(a.stage == "ended" for a in recorder.model.agreements))
    values["leaked_idr_total"] = recorder.money.spent_on("leakage")
    values["showpiece_idr_total"] = recorder.money.spent_on("showpiece")
    values["coordination_idr_total"] = recorder.money.spent_on("coordination")
    spent = values["money_spent_idr_total"]
    values["cost_per_lasting_exit_idr"] = _over(spent, values["lasting_exits"])
    values["cost_per_member_idr"] = _over(spent, float(table[-1, _COLUMN["members"]]))
    return {m.name: values[m.name] for m in OUTCOMES}


def _from_series(table: NDArray[np.float64]) -> dict[str, float]:
    values: dict[str, float] = {}
    for name in AVERAGED:
        column = table[:, _COLUMN[name]]
        values[f"{name}_end"], values[f"{name}_mean"] = _mean(column[-YEAR:]), _mean(column)
    for name in LAST:
        values[f"{name}_end"] = float(table[-1, _COLUMN[name]])
    for name in SUMMED:
        values[f"{name}_total"] = float(table[:, _COLUMN[name]].sum())
    years = len(table) / YEAR
    enterprises = values["enterprises_mean"]
    values["enterprise_death_rate"] = _over(values["enterprise_deaths_total"] / years, enterprises)
    values["headcount_change"] = headcount_change(table[:, _COLUMN["headcount"]])
    return values


def headcount_change(headcount: NDArray[np.float64]) -> float:
    """Percentage points per year, from first to last year, or between the ends of a run under two years."""
    months = len(headcount)
    if months < 2:
        return NAN
    if months < 2 * YEAR:
        return float(headcount[-1] - headcount[0]) * 100.0 * YEAR / (months - 1)
    rise = float(headcount[-YEAR:].mean() - headcount[:YEAR].mean())
    return rise * 100.0 * YEAR / (months - YEAR)


def _from_households(recorder: Recorder, *, months: int) -> dict[str, float]:
    c: Any = recorder.model.households.arrays
    weight, size = c.weight, c.size.astype(np.float64)
    lasting = (recorder.flags & hp.POOR_AT_START > 0) & (recorder.run >= YEAR)
    reached = (c.group >= 0) | (c.loans_taken > 0) | (c.barred != 0)
    free = (c.loan <= 0.0) & (c.moneylender_debt <= 0.0) & (c.order_months == 0)
    independent = reached & free & (recorder.run >= YEAR)
    known = months >= YEAR

    def count(mask: NDArray[np.bool_]) -> float:
        return float(weight[mask].sum()) if known else NAN

    assets = np.maximum(0.0, c.savings + c.capital - c.moneylender_debt - c.loan)
    return {
        "lasting_exits": count(lasting),
        "lasting_exits_listed": count(lasting & (c.listed != 0)),
        "lasting_exits_members": count(lasting & reached),
        "independent_households": count(independent),
        "independence_share": _over(count(independent), float(weight[reached].sum())),
        "gini_income_end": float(gini(c.income / size, weight * size)),
        "gini_assets_end": float(gini(assets, weight)),
    }


def _mean(column: NDArray[np.float64]) -> float:
    known = column[~np.isnan(column)]
    return float(known.mean()) if known.size else NAN


def _over(part: float, whole: float) -> float:
    return part / whole if whole > 0.0 and not math.isnan(part) else NAN
