"""The tables of a pack: balance, effects, cost, winners and losers, growth incidence, accounts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from partnersim.measures.declaring import Link
from partnersim.studies.compare import described, link_of, possible_of
from partnersim.studies.estimates import Estimate, cut, estimate, smallest_shown
from partnersim.studies.packing.arithmetic import (
    balanced_accounts,
    normalised_difference,
    q_values,
    quantiles,
    ratio_of_means,
)
from partnersim.studies.payments import paid_by_actor

if TYPE_CHECKING:
    from partnersim.studies.compare import Comparison

Floats = NDArray[np.float64]

REACHED = "coverage_listed_end"
"""First stage: the share of listed households that the programme reaches."""

OF_THE_LISTED = (
    "income_listed_idr_end", "harmed_households_share", "headcount_listed_end", "consumption_listed_idr_end",
)  # fmt: skip
"""Outcomes that are told for those reached, too: means over the listed, of whom the first stage is a share."""

CAPITAL = "capital account (saving)"
GROWTH_SHARES = np.arange(5, 100, 5) / 100.0
"""Quantiles of the growth incidence curve: every twentieth of people."""


@dataclass(frozen=True, kw_only=True)
class Pack:
    """What evaluators look for in a comparison of two arms.

    Attributes:
        base, other: the arms. seeds: pairs of runs.
        balance: a row a variable before the first month: variable, unit_n, mean and sd of each arm, normalised
            difference.
        effects: a row a leading outcome: control mean, itt, se, low, high, mde, p, q, tot with its ends (of means over
            the listed alone).
        cost: a row a payer (and all) and outcome: rupiah more for one unit more of the outcome, with Fieller's ends.
        winners: shares of households in five bins of change by decile, with the share by luck alone.
        growth: a row a quantile of people: consumption per person under both arms and growth, with its interval.
        accounts: a social accounting matrix an arm, in rupiah of the whole run: arm, receives, from, amount_idr.
    """

    base: str
    other: str
    seeds: int
    balance: pd.DataFrame
    effects: pd.DataFrame
    cost: pd.DataFrame
    winners: pd.DataFrame
    growth: pd.DataFrame
    accounts: pd.DataFrame

    def matrix(self, arm: str, /) -> pd.DataFrame:
        """The accounts of an arm as a matrix with its totals, receivers in rows; rupiah."""
        mine = self.accounts[self.accounts["arm"] == arm]
        names = list(dict.fromkeys(mine["receives"]))
        wide = mine.pivot(index="receives", columns="from", values="amount_idr").loc[names, names]
        wide["total"] = wide.sum(axis=1)
        wide.loc["total"] = wide.sum(axis=0)
        return wide.rename_axis(index=None, columns=None)


TABLES = ("balance", "effects", "cost", "winners", "growth", "accounts")


def pack_of(comparison: Comparison, /) -> Pack:
    """The tables of the first pair of a comparison whose households were followed.

    Args:
        comparison: two seeds or more.

    Raises:
        ValueError: households were not followed, or fewer than two seeds are whole.
    """
    if comparison.households is None:
        raise ValueError("a pack wants a comparison whose households were followed (households=True)")
    base, other = comparison.pairs[0]
    arms = {arm: _outcomes(comparison, arm) for arm in (base, other)}
    seeds = list(arms[base].index.intersection(arms[other].index))
    if len(seeds) < 2:
        raise ValueError(f"{len(seeds)} pairs of runs are whole; a pack wants two or more")
    runs = {arm: table.loc[seeds] for arm, table in arms.items()}
    leading = list(dict.fromkeys(comparison.chain["outcome"]))
    luck = comparison.winners
    return Pack(
        base=base, other=other, seeds=len(seeds), balance=_balance(comparison.baseline, base, other),
        effects=_effects(runs[base], runs[other], leading), cost=_cost(comparison, runs, base, other, seeds, leading),
        winners=luck[(luck["base"] == base) & (luck["other"] == other)].drop(columns=["base", "other"]),
        growth=_growth(comparison, base, other, seeds), accounts=_accounts(comparison, base, other, seeds),
    )  # fmt: skip


def _outcomes(comparison: Comparison, arm: str) -> pd.DataFrame:
    done = comparison.results.done
    return done[done["arm"] == arm].set_index("seed")


def _balance(baseline: pd.DataFrame, base: str, other: str) -> pd.DataFrame:
    """Households of both arms before the first month, means over seeds."""
    rows = []
    for variable in dict.fromkeys(baseline["variable"]):
        mine = baseline[baseline["variable"] == variable]
        a, b = (mine[mine["arm"] == arm] for arm in (base, other))
        facts = {
            "n_base": int(a["n"].sum()), "mean_base": a["mean"].mean(), "sd_base": a["sd"].mean(),
            "n_other": int(b["n"].sum()), "mean_other": b["mean"].mean(), "sd_other": b["sd"].mean(),
        }  # fmt: skip
        apart = normalised_difference(
            *(facts[name] for name in ("mean_base", "sd_base", "mean_other", "sd_other"))
        )
        rows.append({"variable": variable, **facts, "normalised_difference": apart})
    return pd.DataFrame(rows)


def _effects(base: pd.DataFrame, other: pd.DataFrame, leading: list[str]) -> pd.DataFrame:
    first_stage = _gap(base, other, REACHED)[0] if REACHED in base else np.array([])
    rows: list[dict[str, Any]] = []
    for name in leading:
        gap, control = _gap(base, other, name)
        found, possible = estimate(gap), possible_of(name, difference=True)
        shown = cut(found, possible)
        row = {
            **described(name), "link": link_of(name), "control_mean": estimate(control).mean,
            "itt": found.mean, "se": _standard_error(found), "low": shown.low, "high": shown.high,
            "mde": smallest_shown(found), "p": _p_value(found), "n": found.n,
        }  # fmt: skip
        whole = name in OF_THE_LISTED and len(gap) == len(first_stage)
        tot = cut(_of_those_reached(gap, first_stage), possible) if whole else _UNKNOWN
        rows.append({**row, "tot": tot.mean, "tot_low": tot.low, "tot_high": tot.high})
    table = pd.DataFrame(rows)
    table.insert(table.columns.get_loc("p") + 1, "q", q_values(table["p"].to_numpy()))
    return table


def _gap(base: pd.DataFrame, other: pd.DataFrame, name: str) -> tuple[Floats, Floats]:
    """Differences by seed where both arms have the outcome, and the first arm's values in the same seeds."""
    control = base[name].to_numpy(dtype=np.float64)
    gap = other[name].to_numpy(dtype=np.float64) - control
    whole = ~np.isnan(gap)
    return gap[whole], control[whole]


_UNKNOWN = Estimate(mean=math.nan, low=math.nan, high=math.nan, n=0)


def _of_those_reached(gap: Floats, first_stage: Floats) -> Estimate:
    """The effect on those reached; unknown where the share that is reached more may be nought."""
    ratio = ratio_of_means(gap, first_stage)
    if math.isnan(ratio.low):
        return _UNKNOWN
    return Estimate(mean=ratio.value, low=ratio.low, high=ratio.high, n=len(gap))


def _standard_error(found: Estimate) -> float:
    if found.n < 2:
        return math.nan
    return (found.high - found.low) / 2.0 / float(special.stdtrit(found.n - 1, 0.975))


def _p_value(found: Estimate) -> float:
    """Two-sided p-value of the paired t test; 1 where no pair differs, 0 where all differ by the same."""
    error = _standard_error(found)
    if math.isnan(error):
        return math.nan
    if error == 0.0:
        return 1.0 if found.mean == 0.0 else 0.0
    return float(2.0 * special.stdtr(found.n - 1, -abs(found.mean) / error))


def _cost(
    comparison: Comparison,
    runs: dict[str, pd.DataFrame],
    base: str,
    other: str,
    seeds: list[int],
    leading: list[str],
) -> pd.DataFrame:
    """What each payer, and all together, pay more for one unit more of an outcome that clearly differs."""
    paid = {arm: paid_by_actor(comparison.results, arm).loc[seeds] for arm in (base, other)}
    titles = {**comparison.results.actors(other), **comparison.results.actors(base)}
    more = {
        actor: sum(
            (sign * paid[arm][actor].to_numpy(dtype=np.float64) if actor in paid[arm] else np.zeros(len(seeds)))
            for arm, sign in ((other, 1.0), (base, -1.0))
        )
        for actor in titles
    }  # fmt: skip
    payers = {"all": sum(more.values(), np.zeros(len(seeds))), **more}
    rows = []
    for name in leading:
        if described(name)["unit"] == "IDR" and link_of(name) == str(Link.INPUT):
            continue
        gap = runs[other][name].to_numpy(dtype=np.float64) - runs[base][name].to_numpy(dtype=np.float64)
        whole = ~np.isnan(gap)
        for payer, money in payers.items():
            ratio = ratio_of_means(np.asarray(money)[whole], gap[whole])
            if math.isnan(ratio.low):  # a gain that may be nought has no price
                continue
            rows.append({
                "payer": payer, "title": titles.get(payer, ""), **described(name), "link": link_of(name),
                "more_paid_idr": float(np.asarray(money)[whole].mean()), "more_of_it": float(gap[whole].mean()),
                "idr_a_unit": ratio.value, "low": ratio.low, "high": ratio.high, "n": int(whole.sum()),
            })  # fmt: skip
    names = [
        "payer", "title", "outcome", "label", "unit", "group", "better", "link", "more_paid_idr", "more_of_it",
        "idr_a_unit", "low", "high", "n",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def _growth(comparison: Comparison, base: str, other: str, seeds: list[int]) -> pd.DataFrame:
    """Consumption per person of the last year at each quantile of each arm's people, and growth from one to the other.

    Source: Ravallion and Chen 2003, Economics Letters 78.
    """
    assert comparison.households is not None
    curves = {
        arm: np.array([
            quantiles(h.late_per_person, h.weight * h.size, GROWTH_SHARES)
            for h in (comparison.households[arm][seed] for seed in seeds)
        ])
        for arm in (base, other)
    }  # fmt: skip
    rows = []
    for place, share in enumerate(GROWTH_SHARES):
        a, b = curves[base][:, place], curves[other][:, place]
        found = estimate(b / a - 1.0)
        rows.append({
            "share": share, "base_idr": a.mean(), "other_idr": b.mean(), "growth": found.mean, "low": found.low,
            "high": found.high, "n": found.n,
        })  # fmt: skip
    return pd.DataFrame(rows)


def _accounts(comparison: Comparison, base: str, other: str, seeds: list[int]) -> pd.DataFrame:
    """A social accounting matrix an arm, means over seeds, from the money flows of the ledger."""
    flows = comparison.results.flows
    parts = []
    for arm in (base, other):
        mine = flows[(flows["arm"] == arm) & flows["seed"].isin(seeds)]
        names = sorted({*mine["payer"], *mine["receiver"]})
        sums = mine.groupby(["receiver", "payer"])["amount_idr"].sum() / len(seeds)
        wide = sums.unstack(fill_value=0.0).reindex(index=names, columns=names, fill_value=0.0)
        whole = balanced_accounts(wide.to_numpy(dtype=np.float64))
        every = [*names, CAPITAL]
        receives, payer = np.repeat(every, len(every)), np.tile(every, len(every))
        parts.append(
            pd.DataFrame({"arm": arm, "receives": receives, "from": payer, "amount_idr": whole.ravel()})
        )
    return pd.concat(parts, ignore_index=True)
