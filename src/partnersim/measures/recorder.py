"""Measures of a running model: noted each month, worked out when asked for; nothing of the model is ever written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from partnersim.measures.agreement_months import PartnershipNotes
from partnersim.measures.household_harm import HouseholdHarm
from partnersim.measures.household_totals import (
    OWNER_AT_START,
    POOR_AT_START,
    POOREST_AT_START,
    WAS_OWNER,
    HouseholdNotes,
)
from partnersim.measures.money import Money, in_turn
from partnersim.measures.months import Months, of_place
from partnersim.measures.noting import NOTED
from partnersim.measures.run import Rows, Run
from partnersim.measures.tables import OUTCOMES, monthly_in_order
from partnersim.theory.poverty import quantile

if TYPE_CHECKING:
    from partnersim.world.world import World

NAN = float("nan")
POOREST = 0.2
"""Share of people, by smoothed income per person at the start, that counts as the poorest."""


class Recorder:
    """Monthly measures and outcomes of one run.

    Made after the model is built and before its first step; `note` is called after each ``model.step()``. It keeps
    what measures are made of: sums over households, funds and firms, and how organizations and agreements stand. The
    measures are worked out over all months together when they are asked for.

    What households were last month is kept here, 9 bytes each, so that the model's own state stays as it is.
    Changes between months (exits, births) count from the state in which the books were opened; without such a
    state (no settling months) from the first month on. The measures are those declared when it is made.
    """

    def __init__(self, model: World) -> None:
        self.model = model
        self._measures = {entry.measure.name: entry for entry in monthly_in_order()}
        self._households = HouseholdNotes(model)
        self._harm = HouseholdHarm(model)
        self._partnership = PartnershipNotes(model)
        self._notes: dict[Any, list[Any]] = {reading: [] for reading in NOTED.values()}
        self._begin_filed = model.ledger.filed_count
        self._filed: list[int] = []
        self._lost_idr = of_place(model, model.funds.lost)
        self._rows: Rows | None = None
        columns: Any = model.households.arrays
        self._known = bool(columns.consumption.any())
        if self._known:
            self._begin()

    def _begin(self) -> None:
        """Note who is poor, who owns an enterprise, and who belongs to the poorest fifth."""
        c: Any = self.model.households.arrays
        size = c.size.astype(np.float64)
        poor = c.consumption < self.model.spec.place.poverty_line_idr * size
        track = self._households.track
        track.run[:] = np.where(poor, -1, 1)
        head = (c.smoothed_income if c.smoothed_income.any() else c.income) / size
        edge = quantile(head, c.weight * size, np.array([POOREST]))[0]
        track.flags[:] = (
            (WAS_OWNER + OWNER_AT_START) * (c.owner != 0)
            + POOR_AT_START * poor + POOREST_AT_START * (head <= edge)
        ).astype(np.uint8)

    def note(self) -> None:
        """Note the month just finished."""
        crossings = self._known
        if not self._known:
            self._begin()
            self._known = True
        self._households.take(crossings=crossings)
        self._harm.take()
        self._partnership.take()
        for reading, values in self._notes.items():
            values.append(reading.read(self.model))
        self._filed.append(self.model.ledger.filed_count)
        self._rows = None

    def record(self) -> dict[str, float]:
        """Note the month just finished and give its measures by name; NaN where a measure has nothing to count."""
        self.note()
        return dict(zip(self.names, self.table[:, -1].tolist(), strict=True))

    @property
    def names(self) -> list[str]:
        """Names of the measures, in the order of `MEASURES`."""
        return list(self._measures)

    @property
    def table(self) -> NDArray[np.float64]:
        """Every measure of every month noted, shape (measures, months), rows as in `names`.

        Raises:
            ValueError: no month has been noted.
        """
        return self._worked_out().table()

    @property
    def months(self) -> Months:
        """The months noted; errors as in `table`."""
        return self._worked_out().months

    def _worked_out(self) -> Rows:
        if self._rows is None:
            self._rows = Rows(self._months(), self._measures)
        return self._rows

    def _months(self) -> Months:
        if not self._filed:
            raise ValueError("no month has been recorded, so there is no measure and no outcome")
        model = self.model
        return Months(
            count=len(self._filed),
            spec=model.spec,
            total=self._households.totals(),
            gini=np.array(self._households.gini),
            money=Money(model.ledger, model.organizations, begin=self._begin_filed, ends=self._filed),
            partnership=self._partnership.months(),
            notes=self._notes,
            lost_before_idr=self._lost_idr,
        )

    def outcomes(self, names: Sequence[str] | None = None) -> dict[str, float]:
        """Outcomes of the run so far by name, all of `OUTCOMES` unless some are named; errors as in `table`.

        Measures from which none of them is made are not worked out.
        """
        rows = self._worked_out()
        months = rows.months
        run = Run(
            world=self.model,
            rows=rows,
            track=self._households.track,
            harm=self._harm,
            spell_months=float(in_turn(months.total.spell_months.tolist())),
            money=months.money,
        )
        return run.outcomes([m.name for m in OUTCOMES] if names is None else names)

    def actors(self) -> list[dict[str, Any]]:
        """One row per organization: paid, earned, worth of the run to it, net benefit of the last account.

        The net benefit is NaN for who has had no account: outside, or joined since. Errors as in `table`.
        """
        months = self.months
        money, worth = months.money, in_turn(months.worth_idr)
        rows = []
        for o in self.model.organizations:
            row: dict[str, Any] = {"actor": o.name, "title": o.title, "kind": o.kind}
            row["paid_idr"], row["earned_idr"] = money.paid[o.number], money.earned[o.number]
            row["worth_idr"] = float(worth[o.number])
            row["uses_idr"] = dict(money.used[o.number])
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
