"""Runs of Jember beside what was observed there: facts of a run, and the bands they should fall in.

Bands and their sources are in docs/jember.md. A fact out of its band is a finding about the model, not a fault.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from partnersim.engine.model import PartnershipModel
from partnersim.scenario.reading import changed, load_scenario
from partnersim.scenario.spec import Scenario, months_between
from partnersim.studies.cases.facts import facts_of as case_facts
from partnersim.world.funds import ACTIVE, CLOSED

Facts = dict[str, float]

TRAIL = ("units", "late", "lent", "capital", "queue", "poor", "firms")

GRANT_LIKE = {
    # Money handed out from above: no peers who answer, no group to lose, bad loans stay on the books.
    "mechanisms.joint_liability.on": False,
    "mechanisms.group_repayment.bond_growth": 0.0,
    "mechanisms.group_repayment.write_off_months": 60,
}


@dataclass(frozen=True)
class Band:
    """A fact with the band it should fall in, both ends included.

    Attributes:
        key: its number. fact: what it is. low, high: ends. places: decimals to show. percent: shown in per cent.
    """

    key: str
    fact: str
    low: float
    high: float
    places: int = 2
    percent: bool = False

    def holds(self, mean: float) -> bool:
        """Whether a mean lies in the band, but for rounding."""
        return self.low - 1e-9 <= mean <= self.high + 1e-9


BANDS = (
    Band("V1a", "units in September 2011 over those at the start (39)", 4.0, 8.0),
    Band("V1b", "units at the end of 2014 over those at the start", 10.0, 14.0),
    Band("V2a", "units with bank loans only: closed by the end of 2010", 0.70, 1.0, 1, True),
    Band(
        "V2b",
        "units with loans and own capital: closed by the end of 2010",
        0.0,
        0.20,
        places=1,
        percent=True,
    ),
    Band("V3a", "loans late three months and more, mean of 2012-2014", 0.0, 0.10, 1, True),
    Band("V3b", "loans lost, share of all lent", 0.0, 0.02, 1, True),
    Band(
        "V4a",
        "loans late, lending of a state-owned firm (gresik), last four years",
        0.15,
        0.40,
        places=1,
        percent=True,
    ),
    Band(
        "V4b",
        "loans late in Jember without groups, not written off for five years, last year",
        0.15,
        0.40,
        places=1,
        percent=True,
    ),
    Band("V5", "turns of capital a year, mean of 2012-2014", 4.0, 6.0),
    Band("V6a", "capital per member, end of 2014 over end of 2010, when the new units had opened", 0.0, 1.0),
    Band("V6b", "members and applicants queuing per working unit, 2012-2014", 0.5, 60.0, places=1),
    Band("V7", "firms that take part, mean over the years", 0.0, 0.01, 1, True),
    Band("V9", "fall of the headcount a year, percentage points", 0.2, 0.8),
    Band("V10", "listed households reached, end of 2014", 0.08, 0.20, 1, True),
    Band("V16a", "mean shortfall of the poor at the start, share of the line", 0.10, 0.15, places=3),
    Band("V16b", "standard deviation of that shortfall", 0.09, 0.12, places=3),
    Band("T08", "headcount, first quarter", 0.130, 0.135, places=4),
)


def facts_of(spec: Scenario, seed: int) -> Facts:
    """Run once and read the facts off the world, month by month."""
    model = PartnershipModel(spec, seed)
    month_of = {date: months_between(spec.time.start, date) for date in ("2010-12", "2011-09")}
    opening = model.funds.kind.copy()
    per_member_2010 = np.nan
    trail: dict[str, list[float]] = {name: [] for name in TRAIL}
    shortfall: list[tuple[float, float]] = []
    ever_closed = np.zeros(len(model.hamlets), dtype=bool)
    found: Facts = {}
    for month in range(spec.time.months):
        model.step()
        funds, weight = model.funds, model.hamlets.weight
        active = funds.status == ACTIVE
        ever_closed |= funds.status == CLOSED  # a hamlet may get a new unit later
        trail["units"].append(float(weight[active].sum()))
        trail["late"].append(_ratio(weight @ funds.late, weight @ funds.outstanding))
        trail["lent"].append(float(weight @ funds.lent_month))
        trail["capital"].append(float((weight * active) @ (funds.cash + funds.banked + funds.outstanding)))
        trail["queue"].append(_ratio(weight[active] @ funds.queue[active], weight[active].sum()))
        trail["firms"].append(float(model.firms.takes_part.mean()) if model.firms else 0.0)
        poor, gap, spread = _poverty(model)
        trail["poor"].append(poor)
        if month < 12:
            shortfall.append((gap, spread))
        if month == month_of["2010-12"]:
            per_member_2010 = _per_member(model)
            for key, kind in (("V2a", 0), ("V2b", 1)):
                mine = opening == kind
                found[key] = _ratio(weight[mine & ever_closed].sum(), weight[mine].sum())
    funds, weight = model.funds, model.hamlets.weight
    units, last = np.array(trail["units"]), slice(-36, None)
    at_start = sum(kind.units for kind in spec.programme.community_funds.opening)
    c = model.households.arrays
    listed = c.listed == 1
    poor_first, poor_last = (float(np.mean(trail["poor"][part])) for part in (slice(12), slice(-12, None)))
    found |= {
        "V1a": units[month_of["2011-09"]] / at_start,
        "V1b": units[-1] / at_start,
        "V3a": float(np.nanmean(trail["late"][last])),
        "V4b": float(np.nanmean(trail["late"][-12:])),
        "V3b": _ratio(weight @ funds.lost, weight @ funds.lent),
        "V5": _ratio(12.0 * np.sum(trail["lent"][last]), np.sum(trail["capital"][last])),
        "V6a": _per_member(model) / per_member_2010,
        "V6b": float(np.nanmean(trail["queue"][last])),
        "V7": float(np.mean(trail["firms"])),
        "V9": 100.0 * (poor_first - poor_last) / (spec.time.months / 12 - 1),
        "V10": _ratio(c.weight[listed & (c.group >= 0)].sum(), c.weight[listed].sum()),
        "V16a": float(np.mean([gap for gap, _ in shortfall])),
        "V16b": float(np.mean([spread for _, spread in shortfall])),
        "T08": float(np.mean(trail["poor"][:3])),
    }
    return found


def _poverty(model: PartnershipModel) -> tuple[float, float, float]:
    """Headcount, mean shortfall of the poor as a share of the line, and the spread of that, over people."""
    c, line = model.households.arrays, model.spec.place.poverty_line_idr
    people = c.weight * c.size
    short = 1.0 - c.consumption / (c.size * line)
    poor = short > 0.0
    mean = float(np.average(short[poor], weights=people[poor]))
    spread = float(np.sqrt(np.average((short[poor] - mean) ** 2, weights=people[poor])))
    return float(people[poor].sum() / people.sum()), mean, spread


def _per_member(model: PartnershipModel) -> float:
    funds = model.funds
    weight = model.hamlets.weight * (funds.status == ACTIVE)
    return _ratio(weight @ (funds.cash + funds.banked + funds.outstanding), weight @ funds.members)


def _ratio(above: Any, below: Any) -> float:
    return float(above / below) if below > 0.0 else float("nan")


def over_seeds(spec: Scenario, seeds: int, measure: Callable[[Scenario, int], Facts]) -> list[Facts]:
    """Facts of several seeds, with a sign of life on standard error."""
    runs = []
    for n in range(seeds):
        runs.append(measure(spec, spec.run.seed + n))
        print(f"{spec.name}: {n + 1} of {seeds}", file=sys.stderr)
    return runs


def observed(spec: Scenario, seeds: int, /) -> dict[str, list[float]]:
    """Facts by number over seeds: of the case, of the case without groups, and of a state firm's lending.

    Args:
        spec: the case. seeds: consecutive seeds from its first one.
    """
    base = over_seeds(spec, seeds, facts_of)
    grant_like = over_seeds(changed(spec, overrides=GRANT_LIKE), max(1, seeds // 2), facts_of)
    first = load_scenario("gresik").run.seed
    state_firm = [{"V4a": case_facts("gresik", first + n)["late"] / 100.0} for n in range(seeds)]
    runs = {"V4a": state_firm, "V4b": grant_like}
    return {band.key: [run[band.key] for run in runs.get(band.key, base)] for band in BANDS}
