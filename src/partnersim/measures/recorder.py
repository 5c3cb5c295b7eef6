"""Measures of a running model: read each month, sum up at the end; nothing of the model is ever written."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from partnersim.measures import household_pass as hp
from partnersim.measures.attributes import ATTRIBUTES, DATED
from partnersim.measures.catalog import MEASURES
from partnersim.measures.household_measures import JOBS_CAPITAL_IDR
from partnersim.measures.money import KIND_MEASURES, MoneyReader
from partnersim.measures.outcomes import run_outcomes
from partnersim.measures.partner_worth import partners, worth_of_month
from partnersim.theory.poverty import quantile
from partnersim.world.agreements import Stage
from partnersim.world.funds import ACTIVE, CLOSED

if TYPE_CHECKING:
    from partnersim.world.world import World

NAN = float("nan")
POOREST = 0.2
YEAR = 12
STAGES = tuple(Stage)


class Recorder:
    """Monthly measures and outcomes of one run.

    Made after the model is built and before its first step; `record` is called after each ``model.step()``.
    What households were last month is kept here, 3 bytes each, so that the model's own state stays as it is.
    Changes between months (exits, births) count from the state in which the books were opened; without such a
    state (no settling months) from the first month on.

    Attributes:
        series: one array per month recorded, values in the order of `MEASURES`.
        money: reader of the ledger. run, flags: months in a row above or below the line, and marks, (N,).
    """

    def __init__(self, model: World) -> None:
        self.model = model
        count = len(model.households)
        self.run: NDArray[np.int16] = np.zeros(count, dtype=np.int16)
        self.flags: NDArray[np.uint8] = np.zeros(count, dtype=np.uint8)
        self.series: list[NDArray[np.float64]] = []
        self.money = MoneyReader(model)
        self.spell_months = 0.0
        self._lent: list[float] = []
        self._capital: list[float] = []
        self._promised: list[float] = []
        self._delivered: list[float] = []
        self._lost_before = float(model.hamlets.weight @ model.funds.lost)
        columns: Any = model.households.arrays
        self.worth = np.zeros(len(model.organizations))
        self._known = bool(columns.consumption.any())
        if self._known:
            self._begin()

    def _begin(self) -> None:
        """Note who is poor, who owns an enterprise, and who belongs to the poorest fifth."""
        c: Any = self.model.households.arrays
        size = c.size.astype(np.float64)
        poor = c.consumption < self.model.spec.place.poverty_line_idr * size
        self.run[:] = np.where(poor, -1, 1)
        head = (c.smoothed_income if c.smoothed_income.any() else c.income) / size
        edge = quantile(head, c.weight * size, np.array([POOREST]))[0]
        self.flags[:] = (
            hp.WAS_OWNER * (c.owner != 0) + hp.POOR_AT_START * poor + hp.POOREST_AT_START * (head <= edge)
        ).astype(np.uint8)

    def record(self) -> dict[str, float]:
        """Measures of the month just finished, by name; NaN where a measure has nothing to count."""
        crossings = self._known
        if not self._known:
            self._begin()
            self._known = True
        sums, gini = self._households(crossings)
        self.money.read()
        values = self._household_measures(sums, gini)
        values.update(self._fund_measures(values))
        values.update(self._firm_measures())
        values.update(self._money_measures())
        values.update(self._partnership_measures())
        self.series.append(np.array([values[m.name] for m in MEASURES]))
        return {m.name: values[m.name] for m in MEASURES}

    def outcomes(self) -> dict[str, float]:
        """Outcomes of the run so far, by name (`OUTCOMES`).

        Raises:
            ValueError: no month has been recorded.
        """
        if not self.series:
            raise ValueError("no month has been recorded, so there is no outcome")
        return run_outcomes(self)

    def actors(self) -> list[dict[str, Any]]:
        """One row per organization: paid, earned, worth of the run to it, net benefit of the last account."""
        rows = []
        for o in self.model.organizations:
            row: dict[str, Any] = {"actor": o.name, "title": o.title, "kind": o.kind}
            row["paid_idr"], row["earned_idr"] = self.money.paid[o.number], self.money.earned[o.number]
            row["worth_idr"] = float(self.worth[o.number])
            row["uses_idr"] = dict(self.money.used[o.number])
            leaving, nobody, harmed = NAN, NAN, ""
            for a in self.model.agreements:
                i = a.place_of(o.number)
                if i is not None and a.inside[i]:
                    leaving, nobody = float(a.year.against_leaving[i]), float(a.year.against_nobody[i])
                    harmed = a.harmed[i]
            row["net_benefit_leaving"], row["net_benefit_nobody"], row["harmed"] = leaving, nobody, harmed
            rows.append(row)
        return rows

    def _households(self, crossings: bool) -> tuple[NDArray[np.float64], float]:
        model = self.model
        sums = np.zeros(len(hp.SUMS))
        people, amount = np.zeros(hp.CLASSES), np.zeros(hp.CLASSES)
        hp.household_pass(
            model.households.arrays,
            model.hamlets.first,
            model.funds.status,
            model.spec.place.poverty_line_idr,
            JOBS_CAPITAL_IDR,
            crossings,
            self.run,
            self.flags,
            sums,
            people,
            amount,
        )
        self.spell_months += float(sums[hp.SPELL_MONTHS])
        return sums, float(hp.grouped_gini(people, amount))

    def _household_measures(self, sums: NDArray[np.float64], gini: float) -> dict[str, float]:
        s = dict(zip(hp.SUMS, sums.tolist(), strict=True))
        model = self.model
        owed = float(model.hamlets.weight @ model.funds.outstanding)
        lender = model.spec.mechanisms.moneylender
        rate = lender.rate if lender.on else 0.0
        flows = model.household_flows
        return {
            "headcount": share(s["poor"], s["people"]),
            "poverty_gap": share(s["gap"], s["people"]),
            "poverty_severity": share(s["severity"], s["people"]),
            "headcount_listed": share(s["poor_listed"], s["people_listed"]),
            "headcount_members": share(s["poor_members"], s["people_members"]),
            "exits": s["exits"],
            "entries": s["entries"],
            "reentries": s["reentries"],
            "consumption_idr": share(s["consumption"], s["people"]),
            "consumption_listed_idr": share(s["consumption_listed"], s["people_listed"]),
            "consumption_members_idr": share(s["consumption_members"], s["people_members"]),
            "consumption_poorest_idr": share(s["consumption_poorest"], s["people_poorest"]),
            "income_idr": share(s["income"], s["people"]),
            "income_listed_idr": share(s["income_listed"], s["people_listed"]),
            "income_members_idr": share(s["income_members"], s["people_members"]),
            "savings_idr": share(s["savings"], s["households"]),
            "gini_consumption": gini,
            "readiness": share(s["readiness"], s["listed"]),
            "owners_share": share(s["owners"], s["households"]),
            "enterprises": s["owners"],
            "enterprise_births": s["births"],
            "enterprise_deaths": s["deaths"],
            "technology_share": share(s["technology"], s["owners"]),
            "profit_idr": share(s["profit"], s["owners"]),
            "capital_idr": share(s["capital"], s["owners"]),
            "jobs": s["owners"] + s["hired"],
            "orders_share": share(s["with_order"], s["owners"]),
            "price": share(
                float(model.hamlets.weight @ model.hamlets.price), float(model.hamlets.weight.sum())
            ),
            "moneylender_debt_idr": s["moneylender_debt"],
            "moneylender_interest_idr": flows.get("moneylender interest", 0.0),
            "moneylender_share": share(s["moneylender_users"], s["households"]),
            "interest_saved_idr": owed * rate - flows.get("loan interest", 0.0),
            "members": s["members"],
            "coverage_listed": share(s["listed_members"], s["listed"]),
            "borrowers": s["borrowers"],
        }

    def _fund_measures(self, values: dict[str, float]) -> dict[str, float]:
        funds, weight = self.model.funds, self.model.hamlets.weight
        working = weight * (funds.status == ACTIVE)
        outstanding, lent = float(weight @ funds.outstanding), float(weight @ funds.lent_month)
        capital = float(working @ (funds.cash + funds.banked + funds.outstanding))
        own = capital - float(working @ (funds.bank_debt + funds.late))
        lost = float(weight @ funds.lost)
        month = self.money.month
        self._lent.append(lent)
        self._capital.append(capital)
        year = self._lent[-YEAR:]
        mean_capital = math.fsum(self._capital[-YEAR:]) / len(year)
        costs = month["running cost"] + month["bank interest"] + lost - self._lost_before
        self._lost_before = lost
        return {
            "loans_outstanding_idr": outstanding,
            "loans_disbursed_idr": lent,
            "queue": float(working @ funds.queue),
            "nonperforming_share": share(float(weight @ funds.late), outstanding),
            "lost_share": share(lost, float(weight @ funds.lent)),
            "units_active": float(working.sum()),
            "units_opened": float(weight @ (funds.opened >= 0)),
            "units_closed": float(weight @ (funds.status == CLOSED)),
            "fund_capital_idr": capital,
            "fund_own_capital_idr": own,
            "bank_debt_idr": float(weight @ funds.bank_debt),
            "capital_per_member_idr": share(capital, values["members"]),
            "velocity": share(math.fsum(year) * YEAR / len(year), mean_capital),
            "fund_surplus_idr": month["loan interest"] - costs,
        }

    def _firm_measures(self) -> dict[str, float]:
        firms = self.model.firms
        given = self.money.month["contribution"]
        if firms is None or firms.count == 0:
            taking, joins = 0.0, 0.0
            count = 1
        else:
            taking, joins, count = float(firms.takes_part.sum()), float(firms.joins.mean()), firms.count
        return {
            "firms_taking_part": taking,
            "firm_participation": taking / count,
            "firm_probability": joins,
            "firm_contributions_idr": given,
        }

    def _money_measures(self) -> dict[str, float]:
        month, spent = self.money.month, math.fsum(self.money.spent)
        values = dict.fromkeys(KIND_MEASURES.values(), 0.0)
        for o in self.model.organizations:
            values[KIND_MEASURES[o.kind]] += self.money.spent[o.number]
        values.update(
            money_spent_idr=spent,
            seed_money_idr=month["funds"],
            showpiece_share=share(month["showpiece"], spent),
            leakage_share=share(month["leakage"], spent),
            coordination_cost_share=share(month["coordination"], spent),
            partner_income_idr=month["rival benefits"],
        )
        return values

    def _partnership_measures(self) -> dict[str, float]:
        agreements = self.model.agreements
        working = [a for a in agreements if a.working]
        judged = [a for a in working if a.judged.any()]
        month = worth_of_month(self.model)
        self.worth += month
        named = partners(self.model)
        everyone = [*working, self.model.apart]
        self._promised.append(sum(float(a.promised_idr.sum()) for a in everyone))
        self._delivered.append(sum(float(a.delivered_idr.sum()) for a in everyone))
        promised, delivered = math.fsum(self._promised[-YEAR:]), math.fsum(self._delivered[-YEAR:])
        leaving = [v for a in judged for v in a.year.against_leaving[a.judged].tolist()]
        nobody = [v for a in judged for v in a.year.against_nobody[a.judged].tolist()]
        return {
            "trust": mean(a.trust_mean() for a in agreements),
            "stage": float(STAGES.index(agreements[0].stage)) if agreements else NAN,
            "agreements_working": float(len(working)),
            "active_members": float(sum(int(a.at_work.sum()) for a in working)),
            "advantage_index": mean(a.advantage_index() for a in working),
            "delivery_gap": 1.0 - delivered / promised if promised > 0.0 else NAN,
            "net_benefit_leaving": mean(leaving),
            "net_benefit_nobody": mean(nobody),
            "harmed_share": mean(a.harmed_share() for a in working),
            "harmed_leaving_share": mean(a.harmed_share("leaving", "both") for a in working),
            "harmed_nobody_share": mean(a.harmed_share("nobody", "both") for a in working),
            "partner_worth_idr": float(month[named].mean()) if named.any() else NAN,
            "coordination_staff_share": mean(a.coordination_share() for a in working),
            **{name: mean(f(a) for a in working) for name, f in ATTRIBUTES.items()},
            **{name: mean(g(a, self.model.month) for a in agreements) for name, g in DATED.items()},
        }


def share(part: float, whole: float) -> float:
    """Part over whole; NaN unless the whole is positive."""
    return part / whole if whole > 0.0 else NAN


def mean(values: Iterable[float]) -> float:
    """Mean of the values that are known; NaN if none is."""
    known = [float(v) for v in values if not math.isnan(v)]
    return math.fsum(known) / len(known) if known else NAN
