"""Organizations and firms as Mesa agents: what they have and are, not what they decide."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from partnersim.scenario import actors as spec
from partnersim.scenario.aspects import ASPECTS
from partnersim.theory.chance.draws import name_id
from partnersim.world.agents import Actor

if TYPE_CHECKING:
    import mesa

    from partnersim.world.ledger import Ledger

STAFF_USES = ("regulate", "convene", "coordinate", "meet", "visit", "prepare", "ties")
"""What staff time goes to before delivery; the rest of the staff delivers."""


class Organization(Actor):
    """A government office, donor, NGO, training institute, or the forum of the firms that give.

    Attributes:
        spec: the frozen part of the scenario it comes from.
        number: place in ``model.organizations``; entity: number for keyed draws, a hash of its
            id, or of its name where the scenario gives none.
        cash: number of its cash account in the ledger.
        active: False once it has left the place.
        readiness, keeps_promises, common_aim: shares in 0..1, of the present head and staff.
        productivity, capacity_idr: arrays over the five aspects; capacity is rupiah a year (funds: unlimited).
        year_money_idr: money it may spend this calendar year, from its own budget rule.
        budget_factor: product of dated changes of its appropriation.
        problem: share of its work that an open problem stops, 0 without one; problem_months: its age.
        damage: share of last month's work that a problem stopped. aid: partners' payments towards the repair
            this month, in months of its own money.
        staff_used: staff time this month by use (persons).
    """

    def __init__(self, model: mesa.Model, part: spec.Organization, number: int, *, ledger: Ledger) -> None:
        super().__init__(model)
        self.spec = part
        self.name = part.name
        self.title = part.title or part.name.replace("_", " ")
        self.kind: str = part.kind  # type: ignore[attr-defined]
        self.number = number
        self.entity = name_id(part.luck)
        self.cash = ledger.open(f"{part.name}: cash", holder=self.name)
        self.active = True
        self.readiness = part.readiness
        self.keeps_promises = part.keeps_promises
        self.common_aim = part.common_aim
        self.productivity = np.array([part.productivity.get(a, 1.0) for a in ASPECTS])
        self.capacity_idr = np.array([part.capacity_idr.get(a, 0.0) for a in ASPECTS])
        self.capacity_idr[-1] = np.inf
        self.showpiece = ASPECTS.index(part.showpiece)
        self.year_money_idr = 0.0
        self.budget_factor = 1.0
        self.problem, self.problem_months = 0.0, 0
        self.damage = self.aid = 0.0
        self.staff_used = dict.fromkeys(STAFF_USES, 0.0)

    @property
    def staff_free(self) -> float:
        """Staff left for delivery this month (persons, not below zero)."""
        return max(0.0, self.spec.staff - math.fsum(self.staff_used.values()))

    @property
    def absorbs_idr_year(self) -> float:
        """Money its free staff can turn into delivery in a year (rupiah)."""
        return self.staff_free * self.spec.absorptive_idr

    @property
    def is_government(self) -> bool:
        """Whether it is a government office."""
        return self.spec.public


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
