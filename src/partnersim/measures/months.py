"""What a monthly measure may look at: the months of a run as columns."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from partnersim.measures.money import in_turn
from partnersim.measures.noting import noted
from partnersim.measures.partner_worth import worth_of_months
from partnersim.measures.summaries import YEAR
from partnersim.world.flows import FLOW_KINDS

if TYPE_CHECKING:
    from partnersim.measures.agreement_months import AgreementMonths, PartnershipMonths
    from partnersim.measures.household_totals import Totals
    from partnersim.measures.money import Money
    from partnersim.measures.noting import Noted
    from partnersim.scenario.actors import Payer
    from partnersim.scenario.spec import Scenario
    from partnersim.world.world import World

Floats = NDArray[np.float64]
NAN = float("nan")


@dataclass(frozen=True, kw_only=True)
class Months:
    """The months of a run so far, T of them. All of it is only read; a column has a number of each month, shape (T,).

    Attributes:
        count: T. spec: the scenario.
        total: totals over households, columns. gini: Gini of consumption per person, (T,).
        money: what organizations have posted. partnership: organizations and agreements month by month.
        notes: what was read each month by the functions under `noted`.
        lost_before_idr: principal written off by funds before the first of these months.
    """

    count: int
    spec: Scenario
    total: Totals
    gini: Floats
    money: Money
    partnership: PartnershipMonths
    notes: Mapping[Noted[Any], Sequence[Any]]
    lost_before_idr: float
    _columns: dict[Noted[Any], Any] = field(default_factory=dict)

    def noted(self, reading: Noted[Any]) -> Any:
        """What a function under `noted` has read: a column, or a named tuple of columns.

        Raises:
            KeyError: the run began before it was declared.
        """
        if reading not in self._columns:
            values = reading.worked_out(self.notes[reading])
            table = np.array(values)
            self._columns[reading] = table if table.ndim == 1 else type(values[0])(*table.T)
        return self._columns[reading]

    def flow(self, kind: str) -> Floats:
        """Rupiah of one kind of flow of the household sector; 0 where there was none.

        Raises:
            ValueError: no flow has that name.
        """
        if kind not in FLOW_KINDS:
            raise ValueError(f"no flow of households is called {kind!r}; they stand in world/flows.py")
        return np.array([flows.get(kind, 0.0) for flows in self.notes[household_flows]])

    def paid_by(self, payer: Payer) -> Floats:
        """Rupiah paid by organizations whose kinds are counted as this payer."""
        spent = zip(self.partnership.organizations, self.money.spent.T, strict=True)
        mine = [column for o, column in spent if o.spec.counted_as == payer]
        return in_turn([np.zeros(self.count), *mine])  # type: ignore[no-any-return]

    @cached_property
    def spent(self) -> Floats:
        """Rupiah that all organizations together paid."""
        return np.array([math.fsum(row) for row in self.money.spent.tolist()])

    def spent_share(self, use: str) -> Floats:
        """Rupiah posted for one use over all that organizations spent; NaN without spending."""
        return share(self.money.month[use], self.spent)

    @cached_property
    def worth_idr(self) -> Floats:
        """Worth of the month to each organization, shape (T, organizations)."""
        return worth_of_months(self.partnership, private=self.spec.mechanisms.planning.private_weight)

    def over_agreements(self, of_one: Callable[[AgreementMonths], Floats]) -> Floats:
        """Mean over agreements of a number of each; NaN where none has a number."""
        return mean([of_one(a) for a in self.partnership.agreements], months=self.count)

    def over_working(self, of_one: Callable[[AgreementMonths], Floats]) -> Floats:
        """The same over agreements at work in the month."""
        return self.over_agreements(lambda a: np.where(a.working, of_one(a), NAN))


@noted
def household_flows(world: World) -> dict[str, float]:
    """Rupiah of the household month by kind of flow."""
    return dict(world.household_flows)


def of_place(world: World, column: NDArray[Any]) -> float:
    """Sum over the hamlets of the place of a column over simulated hamlets, shape (H,)."""
    return float(world.hamlets.weight @ column)


def share(part: Floats, whole: Floats) -> Floats:
    """Part over whole, month by month; NaN unless the whole is positive."""
    some = whole > 0.0
    return np.where(some, part / np.where(some, whole, 1.0), NAN)


def mean(columns: Sequence[Floats], *, months: int) -> Floats:
    """Mean over columns of what is known in each month; NaN where nothing is.

    Args:
        columns: each of shape (T,). months: T.
    """
    if len(columns) < 2:
        return columns[0] if columns else np.full(months, NAN)
    table = np.array(columns).T
    known = ~np.isnan(table)
    sums = [math.fsum(row) for row in np.where(known, table, 0.0).tolist()]
    return share(np.array(sums), known.sum(axis=1))


def of_last_year(column: Floats) -> Floats:
    """Sum of each month and the eleven before it, fewer at the start."""
    values = column.tolist()
    return np.array([math.fsum(values[max(0, t + 1 - YEAR) : t + 1]) for t in range(len(values))])


def months_of_last_year(count: int) -> NDArray[np.int64]:
    """How many months each of ``count`` months has in `of_last_year`."""
    return np.minimum(np.arange(count) + 1, YEAR)


def of_the_month_before(column: Floats, first: float) -> Floats:
    """The column a month later; ``first`` in the first month."""
    return np.concatenate(([first], column[:-1]))
