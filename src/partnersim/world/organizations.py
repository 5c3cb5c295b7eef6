"""Organizations and firms as Mesa agents: what they have and are, not what they decide."""

from __future__ import annotations

import math
from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from partnersim.scenario import actors as spec
from partnersim.scenario.aspects import ASPECTS, FUNDS
from partnersim.theory.arrays import ArraysInPlace, Flags, Floats, Ints
from partnersim.theory.chance.draws import name_id
from partnersim.world.agents import Actor
from partnersim.world.columns import column, columns_of
from partnersim.world.staff import STAFF_USES

if TYPE_CHECKING:
    import mesa

    from partnersim.world.ledger import Ledger

_USE_NUMBER = {use: number for number, use in enumerate(STAFF_USES)}


@dataclass
class OrganizationColumns(ArraysInPlace):
    """All organizations of a place as columns, one row per actor in the scenario's order; K aspects of work.

    What stands in the first nine cannot change in a run.
    """

    entities: Ints = column("key", "number for keyed draws: a hash of the id, or of the name", dtype="i8")
    cash: Ints = column("number", "of its cash account in the ledger", dtype="i8")
    public: Flags = column("0/1", "whether it is a government office", dtype="?")
    staff: Floats = column("persons", "people it employs")
    absorptive_idr: Floats = column("IDR/person/year", "money that a person can turn into delivery in a year")
    takes_money: Flags = column("0/1", "whether it can be paid by partners for its work", dtype="?")
    asks_accounts: Flags = column(
        "0/1", "whether who works with its money owes it reports, missions and accounts", dtype="?"
    )
    credit_share: Floats = column("share", "part of the credit for joint results that it expects")
    own_money_misused: Floats = column("share", "part of money of its own plan that it misuses under the usual audits")
    active: Flags = column("0/1", "whether it is still in the place", dtype="?", new=1.0)
    readiness: Floats = column("0 to 1", "readiness to work in a partnership, of the present head and staff")
    keeps_promises: Floats = column("share", "part of its promises that it means to keep, of the present head")
    common_aim: Floats = column("share", "weight of what is good for the poor, of the present head")
    productivity: Floats = column("ratio", "work done per rupiah, by aspect: (n, K)")
    capacity_idr: Floats = column("IDR/year", "most work it can do, by aspect: (n, K); funds are without limit")
    showpiece: Ints = column("number", "aspect whose work shows, and so is liked for itself", dtype="i8")
    year_money_idr: Floats = column("IDR/year", "money it may spend this calendar year, by its budget rule")
    budget_factor: Floats = column("ratio", "product of dated changes of its appropriation", new=1.0)
    problem: Floats = column("share", "part of its work that an open problem stops; 0 without one")
    problem_months: Ints = column("months", "age of that problem", dtype="i8")
    damage: Floats = column("share", "part of last month's work that a problem stopped")
    aid: Floats = column("months", "partners' payments to the repair this month, in months of its own money")
    staff_used: Floats = column("persons", "staff time this month by use, in the order of STAFF_USES: (n, 9)")

    @classmethod
    def of(cls, parts: Sequence[spec.Organization]) -> OrganizationColumns:
        """The organizations of a scenario as they are at the start."""
        n = len(parts)
        columns = cls(**{c.name: c.new(n) for c in columns_of(cls)})
        from_scenario = (
            "staff", "absorptive_idr", "readiness", "keeps_promises", "common_aim", "public", "takes_money",
            "asks_accounts", "credit_share", "own_money_misused",
        )  # fmt: skip
        for name in from_scenario:
            getattr(columns, name)[:] = [getattr(part, name) for part in parts]
        columns.entities[:] = [name_id(part.luck) for part in parts]
        columns.showpiece[:] = [ASPECTS.index(part.showpiece) for part in parts]
        shape = (n, len(ASPECTS))
        by_aspect = [[part.productivity.get(a, 1.0) for a in ASPECTS] for part in parts]
        columns.productivity = np.array(by_aspect, dtype=float).reshape(shape)
        by_aspect = [[part.capacity_idr.get(a, 0.0) for a in ASPECTS] for part in parts]
        columns.capacity_idr = np.array(by_aspect, dtype=float).reshape(shape)
        columns.capacity_idr[:, FUNDS] = np.inf
        columns.staff_used = np.zeros((n, len(STAFF_USES)))
        return columns

    def __len__(self) -> int:
        return len(self.active)

    def staff_free(self) -> Floats:
        """Staff left for delivery this month, not below zero (persons), (n,)."""
        used = [math.fsum(row) for row in self.staff_used.tolist()]
        return np.maximum(0.0, self.staff - np.array(used, dtype=float))


class StaffTime(MutableMapping[str, float]):
    """Staff time of one organization this month by use (persons): a view on its row."""

    def __init__(self, row: Floats) -> None:
        self._row = row

    def __getitem__(self, use: str) -> float:
        return float(self._row[_USE_NUMBER[use]])

    def __setitem__(self, use: str, persons: float) -> None:
        self._row[_USE_NUMBER[use]] = persons

    def __delitem__(self, use: str) -> None:
        raise TypeError("uses of staff time are fixed")

    def __iter__(self) -> Iterator[str]:
        return iter(STAFF_USES)

    def __len__(self) -> int:
        return len(STAFF_USES)


def _flag(name: str) -> Any:
    """A yes or no of the organization's row, which can be set."""
    return property(
        lambda self: bool(getattr(self.columns, name)[self.number]),
        lambda self, value: getattr(self.columns, name).__setitem__(self.number, value),
    )


def _number(name: str) -> Any:
    """A number of the organization's row, which can be set."""
    return property(
        lambda self: getattr(self.columns, name).item(self.number),
        lambda self, value: getattr(self.columns, name).__setitem__(self.number, value),
    )


def _row(name: str) -> Any:
    """Numbers by aspect of the organization's row, as a view that can be written into."""
    return property(lambda self: getattr(self.columns, name)[self.number])


class Organization(Actor):
    """A government office, donor, NGO, training institute, or the forum of the firms that give.

    A thin view on its row of :class:`OrganizationColumns`, where each field is explained.

    Attributes:
        spec: the frozen part of the scenario it comes from.
        columns: all organizations of the place; number: its row. entity: its number for keyed draws.
        cash: number of its cash account in the ledger; own_income: that of its own income, None until it is opened.
    """

    active: bool = _flag("active")
    readiness: float = _number("readiness")
    keeps_promises: float = _number("keeps_promises")
    common_aim: float = _number("common_aim")
    productivity: Floats = _row("productivity")
    capacity_idr: Floats = _row("capacity_idr")
    showpiece: int = _number("showpiece")
    year_money_idr: float = _number("year_money_idr")
    budget_factor: float = _number("budget_factor")
    problem: float = _number("problem")
    problem_months: int = _number("problem_months")
    damage: float = _number("damage")
    aid: float = _number("aid")

    def __init__(
        self,
        model: mesa.Model,
        part: spec.Organization,
        number: int,
        *,
        columns: OrganizationColumns,
        ledger: Ledger,
    ) -> None:
        super().__init__(model)
        self.spec = part
        self.name = part.name
        self.title = part.title or part.name.replace("_", " ")
        self.kind: str = part.kind  # type: ignore[attr-defined]
        self.number, self.columns = number, columns
        self.entity = int(columns.entities[number])
        columns.cash[number] = self.cash = ledger.open(f"{part.name}: cash", holder=self.name)
        self.own_income: int | None = None

    @property
    def staff_used(self) -> StaffTime:
        """Staff time this month by use (persons)."""
        return StaffTime(self.columns.staff_used[self.number])

    @property
    def staff_free(self) -> float:
        """Staff left for delivery this month (persons, not below zero)."""
        return max(0.0, self.spec.staff - math.fsum(self.columns.staff_used[self.number].tolist()))

    @property
    def absorbs_idr_year(self) -> float:
        """Money its free staff can turn into delivery in a year (rupiah)."""
        return self.staff_free * self.spec.absorptive_idr

    @property
    def is_government(self) -> bool:
        """Whether it is a government office."""
        return self.spec.public


def organizations_of(model: mesa.Model, columns: OrganizationColumns, *, ledger: Ledger) -> list[Organization]:
    """One Mesa agent in front of each row, with its cash account; ``model.spec`` is the scenario."""
    return [
        Organization(model, part, number, columns=columns, ledger=ledger)
        for number, part in enumerate(model.spec.actors)
    ]


class Firm(Actor):
    """One private or state-owned firm: a thin view on :class:`FirmPopulation`."""

    def __init__(self, model: mesa.Model, number: int) -> None:
        super().__init__(model)
        self.number = number

    @property
    def profit_idr(self) -> float:
        """This year's profit (rupiah a year)."""
        return float(self.model.firms.profit_idr[self.number])

    @property
    def gives_idr(self) -> float:
        """What it gives this year (rupiah a year)."""
        return float(self.model.firms.gives_idr[self.number])


class FirmPopulation:
    """All firms of the place as columns, shape (F,).

    Attributes:
        median_profit_idr: a firm's usual yearly profit; profit_idr: this year's.
        fit, perceived, state_owned: usefulness of reliable supply (0..1), perceived enforcement factor, 0/1.
        risk_aversion: cost of risk relative to the usual firm; leaning: lasting part of its taste for taking part.
        joins: probability of taking part this year; takes_part: decision; share: contribution as share of profit.
        gives_idr: contribution this year (rupiah a year).
        years_in: consecutive years of taking part so far.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self.median_profit_idr = np.zeros(count)
        self.profit_idr = np.zeros(count)
        self.fit = np.zeros(count)
        self.perceived = np.zeros(count)
        self.risk_aversion = np.ones(count)
        self.leaning = np.zeros(count)
        self.joins = np.zeros(count)
        self.share = np.zeros(count)
        self.gives_idr = np.zeros(count)
        self.state_owned = np.zeros(count, dtype=bool)
        self.takes_part = np.zeros(count, dtype=bool)
        self.years_in = np.zeros(count, dtype=np.int64)
        self.entities = np.arange(count, dtype=np.int64)
