"""What a monthly measure may look at: one finished month of a run."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from partnersim.measures.money import in_turn
from partnersim.world.flows import FLOW_KINDS
from partnersim.world.funds import ACTIVE

if TYPE_CHECKING:
    from partnersim.measures.household_totals import Totals
    from partnersim.measures.money import MoneyReader
    from partnersim.scenario.actors import Payer
    from partnersim.world.agreements import AgreementState
    from partnersim.world.world import World

Floats = NDArray[np.float64]
NAN = float("nan")


class MonthSums(NamedTuple):
    """Rupiah of one month that measures of a year add up.

    Attributes:
        lent: principal lent. capital: of working funds at its end. promised, delivered: by all organizations.
    """

    lent: float
    capital: float
    promised: float
    delivered: float


@dataclass(frozen=True, kw_only=True)
class Month:
    """One finished month; all of it is only read.

    Attributes:
        world: state at its end.
        total: totals over households. gini: Gini of consumption per person.
        money: what organizations have posted in the month, read from the ledger.
        year: sums of up to twelve months, this one the last.
        lost_before_idr: principal written off by funds up to the month before.
        worth_idr: worth of the month to each organization, shape (organizations,).
    """

    world: World
    total: Totals
    gini: float
    money: MoneyReader
    year: Sequence[MonthSums]
    lost_before_idr: float
    worth_idr: Floats

    @cached_property
    def working(self) -> list[AgreementState]:
        """Agreements at work."""
        return [a for a in self.world.agreements if a.working]

    def flow(self, kind: str) -> float:
        """Rupiah of one kind of flow of the household sector; 0 where there was none.

        Raises:
            ValueError: no flow has that name.
        """
        if kind not in FLOW_KINDS:
            raise ValueError(f"no flow of households is called {kind!r}; they stand in world/flows.py")
        return self.world.household_flows.get(kind, 0.0)

    def paid_by(self, payer: Payer) -> float:
        """Rupiah paid by organizations whose kinds are counted as this payer."""
        organizations = self.world.organizations
        return in_turn(self.money.spent[o.number] for o in organizations if o.spec.counted_as == payer)

    def spent_share(self, use: str) -> float:
        """Rupiah posted for one use over all that organizations spent; NaN without spending."""
        return share(self.money.month[use], math.fsum(self.money.spent))


def of_place(world: World, column: NDArray[Any]) -> float:
    """Sum over the hamlets of the place of a column over simulated hamlets, shape (H,)."""
    return float(world.hamlets.weight @ column)


def of_working(world: World, column: NDArray[Any]) -> float:
    """The same over hamlets with a working fund."""
    return float((world.hamlets.weight * (world.funds.status == ACTIVE)) @ column)


def share(part: float, whole: float) -> float:
    """Part over whole; NaN unless the whole is positive."""
    return part / whole if whole > 0.0 else NAN


def mean(values: Iterable[float]) -> float:
    """Mean of the values that are known; NaN if none is."""
    known = [float(v) for v in values if not math.isnan(v)]
    return math.fsum(known) / len(known) if known else NAN
