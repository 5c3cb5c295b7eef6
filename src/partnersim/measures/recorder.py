"""Measures of a running model: read each month, sum up at the end; nothing of the model is ever written."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from partnersim.measures.declaring import OUTCOME
from partnersim.measures.household_totals import POOR_AT_START, POOREST_AT_START, WAS_OWNER, Track, add_up
from partnersim.measures.money import MoneyReader, in_turn
from partnersim.measures.month import Month, MonthSums, of_place, of_working
from partnersim.measures.partner_worth import worth_of_month
from partnersim.measures.run import Run
from partnersim.measures.summaries import YEAR
from partnersim.measures.tables import OUTCOMES, monthly_in_order
from partnersim.theory.poverty import quantile

if TYPE_CHECKING:
    from partnersim.world.world import World

NAN = float("nan")
POOREST = 0.2
"""Share of people, by smoothed income per person at the start, that counts as the poorest."""


class Recorder:
    """Monthly measures and outcomes of one run.

    Made after the model is built and before its first step; `record` is called after each ``model.step()``.
    What households were last month is kept here, 3 bytes each, so that the model's own state stays as it is.
    Changes between months (exits, births) count from the state in which the books were opened; without such a
    state (no settling months) from the first month on. The measures are those declared when it is made.

    Attributes:
        series: one array per month recorded, values in the order of `MEASURES`.
        money: reader of the ledger. track: months in a row above or below the line, and marks.
        spell_months: length of the spells of poverty that ended. worth: worth of the run to each organization.
    """

    def __init__(self, model: World) -> None:
        self.model = model
        self._measures = monthly_in_order()
        count = len(model.households)
        self.track = Track(np.zeros(count, dtype=np.int16), np.zeros(count, dtype=np.uint8))
        self.series: list[NDArray[np.float64]] = []
        self.money = MoneyReader(model)
        self.spell_months = 0.0
        self.worth = np.zeros(len(model.organizations))
        self._year: deque[MonthSums] = deque(maxlen=YEAR)
        self._lost_idr = of_place(model, model.funds.lost)
        columns: Any = model.households.arrays
        self._known = bool(columns.consumption.any())
        if self._known:
            self._begin()

    def _begin(self) -> None:
        """Note who is poor, who owns an enterprise, and who belongs to the poorest fifth."""
        c: Any = self.model.households.arrays
        size = c.size.astype(np.float64)
        poor = c.consumption < self.model.spec.place.poverty_line_idr * size
        self.track.run[:] = np.where(poor, -1, 1)
        head = (c.smoothed_income if c.smoothed_income.any() else c.income) / size
        edge = quantile(head, c.weight * size, np.array([POOREST]))[0]
        self.track.flags[:] = (
            WAS_OWNER * (c.owner != 0) + POOR_AT_START * poor + POOREST_AT_START * (head <= edge)
        ).astype(np.uint8)

    def record(self) -> dict[str, float]:
        """Measures of the month just finished, by name; NaN where a measure has nothing to count."""
        month = self._month()
        values = {entry.measure.name: float(entry.compute(month)) for entry in self._measures}
        self.series.append(np.array(list(values.values())))
        return values

    def outcomes(self) -> dict[str, float]:
        """Outcomes of the run so far, by name (`OUTCOMES`).

        Raises:
            ValueError: no month has been recorded.
        """
        if not self.series:
            raise ValueError("no month has been recorded, so there is no outcome")
        run = Run(
            world=self.model,
            table=np.array(self.series),
            columns={entry.measure.name: k for k, entry in enumerate(self._measures)},
            track=self.track,
            spell_months=self.spell_months,
            money=self.money,
        )
        values = run.summaries()
        values |= {name: float(declared.compute(run)) for name, declared in OUTCOME.items()}
        return {m.name: values[m.name] for m in OUTCOMES}

    def actors(self) -> list[dict[str, Any]]:
        """One row per organization: paid, earned, worth of the run to it, net benefit of the last account.

        The net benefit is NaN for who has had no account: outside, or joined since.
        """
        rows = []
        for o in self.model.organizations:
            row: dict[str, Any] = {"actor": o.name, "title": o.title, "kind": o.kind}
            row["paid_idr"], row["earned_idr"] = self.money.paid[o.number], self.money.earned[o.number]
            row["worth_idr"] = float(self.worth[o.number])
            row["uses_idr"] = dict(self.money.used[o.number])
            leaving, nobody, harmed = NAN, NAN, ""
            for a in self.model.agreements:
                i = a.place_of(o.number)
                if i is not None and a.inside[i] and a.accounts.judged[i]:
                    leaving, nobody = (
                        float(a.accounts.last.against_leaving[i]),
                        float(a.accounts.last.against_nobody[i]),
                    )
                    harmed = a.accounts.harmed[i]
            row["net_benefit_leaving"], row["net_benefit_nobody"], row["harmed"] = leaving, nobody, harmed
            rows.append(row)
        return rows

    def _month(self) -> Month:
        """The month just finished, with all that is remembered of those before it moved on."""
        crossings = self._known
        if not self._known:
            self._begin()
            self._known = True
        total, gini = add_up(self.model, self.track, crossings=crossings)
        self.spell_months += total.spell_months
        self.money.read()
        self._year.append(self._sums())
        worth = worth_of_month(self.model)
        self.worth += worth
        before, self._lost_idr = self._lost_idr, of_place(self.model, self.model.funds.lost)
        return Month(
            world=self.model,
            total=total,
            gini=gini,
            money=self.money,
            year=tuple(self._year),
            lost_before_idr=before,
            worth_idr=worth,
        )

    def _sums(self) -> MonthSums:
        model = self.model
        funds = model.funds
        everyone = [*(a for a in model.agreements if a.working), model.apart]
        return MonthSums(
            lent=of_place(model, funds.lent_month),
            capital=of_working(model, funds.cash + funds.banked + funds.outstanding),
            promised=in_turn(float(a.month.promised_idr.sum()) for a in everyone),
            delivered=in_turn(float(a.month.delivered_idr.sum()) for a in everyone),
        )
