"""Living the months of a trial: the same village under every arm, from one snapshot, with the same chance."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from partnersim.engine.population.settling import Settled, all_switched_on
from partnersim.engine.population.village import Village, live_month
from partnersim.mechanisms.households.parameters import household_parameters
from partnersim.scenario.experiments.trials import Trial
from partnersim.scenario.spec import Scenario
from partnersim.studies.trials.delivery import Baseline, Delivery, terms_by_month
from partnersim.studies.trials.population import TrialVillage, build_village
from partnersim.theory.chance.draws import Draws, Purpose
from partnersim.world.funds import Funds
from partnersim.world.hamlets import Hamlets

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

FLOWS = ("consumption", "income", "profit")
STOCKS = (
    "capital", "savings", "loan", "moneylender_debt", "owner", "technology", "owed", "size", "barred", "loans_taken",
)  # fmt: skip


@dataclass(kw_only=True)
class Record:
    """What a survey could see of every row at one round, shape (N,) each.

    Attributes:
        columns: flows averaged over the recall months, stocks at the round.
        late, outstanding: principal non-performing, and outstanding, mean over the recall months.
        lost, lent: principal written off and lent so far, the cluster's shared out over its rows.
        took, takes_part: accepted some part so far; still has what lasts of it. given: rupiah of grants so far.
    """

    columns: dict[str, Floats]
    late: Floats
    outstanding: Floats
    lost: Floats
    lent: Floats
    took: Bools
    takes_part: Bools
    given: Floats


class Recorder:
    """Collects a record at each round, flows over the recall months before it."""

    def __init__(self, rounds: tuple[int, ...], recall: int) -> None:
        self.rounds, self.recall = rounds, recall
        self.records: dict[int, Record] = {}
        self._sums: dict[int, dict[str, Floats]] = {}

    def month_ends(self, month: int, c: Any, village: Village, p: Any, delivery: Delivery, /) -> None:
        """Note what the month of the trial that has just been lived adds to a round."""
        for due in self.rounds:
            if not due - self.recall < month <= due:
                continue
            sums = self._sums.setdefault(due, {})
            late = c.loan * p.principal_share * (c.months_late >= p.group_repayment_late_months)
            found = {name: getattr(c, name) for name in FLOWS} | {"costs": input_costs(c, village.hamlets, p)}
            for name, value in {**found, "late": late, "outstanding": c.loan * p.principal_share}.items():
                sums[name] = sums[name] + value if name in sums else value.astype(np.float64)
            if month == due:
                self.records[due] = self._made(sums, c, village.funds, delivery)

    def _made(self, sums: dict[str, Floats], c: Any, funds: Funds, delivery: Delivery) -> Record:
        mean = {name: value / self.recall for name, value in sums.items()}
        rows = np.bincount(c.hamlet, minlength=len(funds.lost))
        columns = {name: mean[name] for name in (*FLOWS, "costs")}
        columns |= {name: getattr(c, name).astype(np.float64) for name in STOCKS}
        return Record(
            columns=columns,
            late=mean["late"],
            outstanding=mean["outstanding"],
            lost=(funds.lost / rows)[c.hamlet],
            lent=(funds.lent / rows)[c.hamlet],
            took=delivery.took_any(c),
            takes_part=delivery.taking_part(c),
            given=delivery.given.copy(),
        )


def input_costs(c: Any, hamlets: Hamlets, p: Any, /) -> Floats:
    """Rupiah a month that each enterprise spends on inputs, shape (N,): output at the base price x (1 / share - 1).

    Output is profit over the price of what is sold, as contracts and orders stand at the month's end.
    """
    price = hamlets.price[c.hamlet]
    bound = [(p.buyer_orders_on != 0.0) & (c.order_months > 0), c.contract != 0]
    share = np.where(bound[1], p.contract_farming_output_share, bound[0] * p.buyer_orders_output_share)
    paid = np.where(bound[1], p.contract_price * hamlets.scheme[c.hamlet], p.buyer_orders_price)
    sold_at = (1.0 - share) * price + share * paid
    output = np.divide(c.profit, sold_at, out=np.zeros(len(price)), where=sold_at > 0.0)
    return np.asarray(output * (1.0 / p.enterprise_profit_share_of_revenue - 1.0))


@dataclass(kw_only=True)
class Snapshot:
    """The village of one replicate at the start of the trial.

    Attributes:
        village: as it is at the start, never changed afterwards. p: parameters as switched in the scenario.
        first: record of round 0. offered: study rows that are offered an arm, shape (N,) of bool.
        cluster_arm: arm number of each cluster, -1 for households as the unit; row_arm: the same per row.
        asset: house and land, shape (N,), rupiah.
    """

    spec: Scenario
    draws: Draws
    village: TrialVillage
    p: Any
    first: Record
    baseline: Baseline
    offered: Bools
    row_arm: NDArray[np.int64]
    asset: Floats


def take_snapshot(trial: Trial, spec: Scenario, settled: Settled, seed: int, /) -> Snapshot:
    """Build the village of a seed, let it live in its clusters, survey the baseline, and assign arms."""
    draws = Draws(seed)
    village = build_village(trial, spec, settled, draws)
    c = village.columns
    everything_on = all_switched_on(spec)
    p = household_parameters(everything_on, settled.wages)
    nobody = Delivery(
        parts=(), p=p, baseline=Baseline(yearly_income=0.0, monthly_consumption=0.0, median_capital=0.0),
        reach=np.zeros(len(c.id), dtype=np.int8), rank=village.rank, draws=draws,
    )  # fmt: skip
    recorder = Recorder((0,), trial.design.recall_months)
    for month in range(1 - max(trial.design.settling_months, trial.design.recall_months), 1):
        live_month(village, everything_on.mechanisms, p, month=month - 1)
        recorder.month_ends(month, c, village, p, nobody)
    _keep_to_description(trial, village)
    first, study = recorder.records[0], village.study
    owners = study & (c.owner != 0)
    baseline = Baseline(
        yearly_income=12.0 * float(first.columns["income"][study].mean()),
        monthly_consumption=float(first.columns["consumption"][study].mean()),
        median_capital=float(np.median(c.capital[owners])) if owners.any() else 0.0,
    )
    offered = study & _lowest_within_cluster(
        draws.uniform(Purpose.TRIAL_OFFER, 0, c.id), c.hamlet, study, trial
    )
    asset_mean = trial.design.asset_months * baseline.monthly_consumption
    return Snapshot(
        spec=spec,
        draws=draws,
        village=village,
        p=household_parameters(spec, settled.wages),
        first=first,
        baseline=baseline,
        offered=offered,
        row_arm=_assigned(trial, c, offered, draws),
        asset=np.maximum(0.0, asset_mean * (2.0 + draws.normal(Purpose.TRIAL_ASSET, 0, c.id))),
    )


class Lives:
    """The runs of one replicate, each lived when it is first asked for.

    With clusters as the unit a run is an arm. With households it is an arm's parts given to the households assigned to
    an arm, which may be another one: so two arms that both deliver something are compared on the same households.
    """

    def __init__(self, trial: Trial, start: Snapshot) -> None:
        self.trial, self.start = trial, start
        self._lived: dict[tuple[str, str], dict[int, Record]] = {}

    def at(self, month: int, /, *, parts: str, rows: str) -> Record:
        """The record of a round under the parts of one arm, given to the households of another (or the same)."""
        key = (parts, rows if self.trial.design.unit == "household" and self.trial.all_arms[parts] else "")
        if key not in self._lived:
            self._lived[key] = live_arm(self.trial, self.start, parts, rows=rows)
        return self._lived[key][month]


def live_arm(trial: Trial, start: Snapshot, arm: str, /, *, rows: str = "") -> dict[int, Record]:
    """Live the months of the trial under one arm; gives the record of each round.

    With clusters as the unit everybody offered in every cluster gets the arm; with households only those assigned to
    it, or to the arm ``rows``.
    """
    village, design = start.village.copied(), trial.design
    c = village.columns
    parts = trial.all_arms[arm]
    reach = start.offered.copy()
    if design.unit == "household":
        reach &= start.row_arm == list(trial.all_arms).index(rows or arm)
    terms = terms_by_month(start.p, parts, spec=start.spec, baseline=start.baseline)
    p = terms[1]
    delivery = Delivery(
        parts=parts,
        p=p,
        baseline=start.baseline,
        reach=reach.astype(np.int8),
        rank=start.village.rank,
        draws=start.draws,
    )
    delivery.open_lender(village.hamlets, c, village.funds)
    recorder = Recorder(design.survey_rounds, design.recall_months)
    for month in range(1, design.months + 1):
        p = delivery.p = terms.get(month, p)
        deliver = partial(delivery.before_month, month, c, village.hamlets, village.funds, village.services)
        live_month(
            village, start.spec.mechanisms, p, month=month - 1, months_run=month - 1,
            income_factor=delivery.income_factor(month), deliver=deliver,
        )  # fmt: skip
        recorder.month_ends(month, c, village, p, delivery)
    return {**recorder.records, 0: start.first}


def _keep_to_description(trial: Trial, village: TrialVillage) -> None:
    """Households whose enterprise or capital left the description while they settled are no longer in the study."""
    c, population = village.columns, trial.population
    if population.owners != "any":
        village.study &= (c.owner != 0) == (population.owners == "with")
    if population.capital_idr is not None:
        low, high = population.capital_idr
        village.study &= (c.capital >= low) & (c.capital <= high)


def _lowest_within_cluster(u: Floats, cluster: NDArray[Any], study: Bools, trial: Trial) -> Bools:
    """The share ``offered`` of each cluster's study rows, those with the lowest draws."""
    if trial.design.offered >= 1.0:
        return np.ones(len(u), dtype=bool)
    rank = ranks_within(u, cluster, study)
    counts = np.bincount(cluster[study], minlength=int(cluster.max()) + 1)
    return study & (rank < np.round(trial.design.offered * counts)[cluster])


def ranks_within(u: Floats, group: NDArray[Any], rows: Bools, /) -> NDArray[np.int64]:
    """Rank of each of ``rows`` by ``u`` inside its group, 0 first, shape (N,); the others get a large number."""
    key = np.where(rows, u, 2.0)
    order = np.lexsort((key, group))
    start = np.concatenate([[0], np.cumsum(np.bincount(group))])
    rank = np.empty(len(u), dtype=np.int64)
    rank[order] = np.arange(len(u)) - start[group[order]]
    return np.where(rows, rank, np.iinfo(np.int64).max)


def _assigned(trial: Trial, c: Any, offered: Bools, draws: Draws) -> NDArray[np.int64]:
    """Arm number of each row: by its cluster, or by lot among the cluster's offered rows."""
    shares = np.array(list(trial.arm_shares().values()))
    edges = np.cumsum(shares / shares.sum())
    if trial.design.unit == "cluster":
        clusters = trial.population.clusters
        u = draws.uniform(Purpose.ASSIGNMENT, 0, np.arange(clusters))
        place = (np.argsort(np.argsort(u)) + 0.5) / clusters
        return np.searchsorted(edges, place)[c.hamlet]
    u = draws.uniform(Purpose.ASSIGNMENT, 0, c.id)
    counts = np.maximum(1, np.bincount(c.hamlet[offered], minlength=int(c.hamlet.max()) + 1))
    rank = np.where(offered, ranks_within(u, c.hamlet, offered), 0)
    place = (rank + draws.uniform(Purpose.ASSIGNMENT, 1, c.hamlet)) / counts[c.hamlet]
    number = np.searchsorted(edges, np.minimum(place, 1.0 - 1e-12))
    return np.where(offered, number, -1)
