"""A small place for tests of the partnership: organizations, hamlets and money."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np

from partnersim.engine.actors import build_agreements
from partnersim.mechanisms import MONTH
from partnersim.mechanisms.services.delivery import ServiceDelivery
from partnersim.scenario.aspects import ASPECTS
from partnersim.scenario.spec import Scenario, add_months
from partnersim.theory.chance.draws import Draws
from partnersim.world.funds import Funds
from partnersim.world.hamlets import Hamlets, Services
from partnersim.world.ledger import Ledger
from partnersim.world.needs import NeedsState
from partnersim.world.organizations import OrganizationColumns, organizations_of
from partnersim.world.programme_area import ProgrammeArea
from partnersim.world.rules import RulesInForce

PARTNERSHIP = "partnersim.mechanisms.partnership."
ORDER = tuple(
    type(rule)
    for rule in MONTH
    if type(rule).__module__.startswith(PARTNERSHIP) or isinstance(rule, ServiceDelivery)
)
"""Rules of the partnership in the order of the month, with the delivery that they lead to."""

ONE = 1e9


class PartnerWorld(mesa.Model):
    """What the mechanisms of the partnership need of a model, and nothing else."""

    def __init__(self, spec: Scenario, *, seed: int = 1, hamlets: int = 6) -> None:
        super().__init__(rng=seed)
        self.spec, self.draws, self.ledger = spec, Draws(seed), Ledger()
        names = ("treasury", "market", "officials", "donors_abroad", "firms_profit")
        self.accounts = SimpleNamespace(
            **{n: self.ledger.open(n, holder=n, outside=True) for n in names},
            seed_pot=self.ledger.open("seed", holder="programme"),
            support_pot=self.ledger.open("support", holder="programme"),
        )
        self.organization_columns = OrganizationColumns.of(self.spec.actors)
        self.organizations = organizations_of(self, self.organization_columns, ledger=self.ledger)
        self.by_name = {o.name: o for o in self.organizations}
        ones = np.ones(hamlets)
        columns = {name: np.zeros(hamlets) for name in Hamlets.__dataclass_fields__} | {
            "weight": 2.0 * ones, "first": np.arange(hamlets + 1) * 10, "site": np.arange(hamlets), "price": ones,
            "owners": 3 * ones, "trainable": 5 * ones, "poor_listed": 4 * ones,
        }  # fmt: skip
        self.hamlets = Hamlets(**columns)
        self.funds, self.services = Funds.none(hamlets), Services.none(hamlets)
        self.funds.status[:2] = 1
        self.households = SimpleNamespace(readiness=np.full(60, 0.4), weight=np.full(60, 2.0))
        self.area = ProgrammeArea.of(spec, hamlets=self.hamlets, draws=self.draws)
        self.needs, self.rules = NeedsState(spec.programme.needs), RulesInForce()
        self.agreements, self.apart = build_agreements(self)
        self.mechanisms = [m() for m in ORDER]
        self.month, self.diary = -1, []

    @property
    def date(self) -> str:
        return add_months(self.spec.time.start, self.month)

    @property
    def calendar_month(self) -> int:
        return int(self.date[5:7])

    @property
    def year(self) -> int:
        return int(self.date[:4])

    @property
    def is_january(self) -> bool:
        return self.calendar_month == 1

    def note(self, what: str, who: str, detail: str) -> None:
        self.diary.append((self.month, what, who, detail))

    def step(self) -> None:
        self.month += 1
        for organization in self.organizations:
            organization.columns.staff_used[organization.number] = 0.0
            if self.is_january or self.month == 0:
                self.ledger.post(
                    self.accounts.treasury,
                    organization.cash,
                    organization.spec.budget.yearly_idr,
                    "appropriation",
                )
        for mechanism in self.mechanisms:
            if mechanism.parameters(self).on:
                mechanism.step(self)
            else:
                mechanism.off(self)
        self.ledger.close_month({})

    def run(self, months: int) -> PartnerWorld:
        for _ in range(months):
            self.step()
        return self

    def spent(self) -> float:
        """Programme money that has left the organizations."""
        flows = self.ledger.flows()
        mine = flows["payer"].isin(list(self.by_name)) & ~flows["receiver"].isin(list(self.by_name))
        return float(flows.loc[mine, "amount_idr"].sum())

    def received(self) -> float:
        flows = self.ledger.flows()
        return float(flows.loc[flows["kind"] == "appropriation", "amount_idr"].sum())

    def what(self, *kinds: str) -> list[tuple]:
        return [entry for entry in self.diary if entry[1] in kinds]


def actor(i: int, *, het: float = 1.0, n: int = 5, **fields) -> dict:
    """Organization i: good at its own aspect by ``het`` log points."""
    productivity = {a: float(np.exp(het * (1.0 if k == i % 5 else -0.25))) for k, a in enumerate(ASPECTS)}
    base = {
        "kind": "ngo", "name": f"org_{i}", "staff": 10.0, "absorptive_idr": 2e9,
        "budget": {"rule": "appropriation", "yearly_idr": ONE},
        "productivity": productivity, "showpiece": ASPECTS[i % 5],
        "capacity_idr": {a: 5 * ONE for a in ASPECTS[:4]},
    }  # fmt: skip
    return base | fields


def scenario(
    *, n: int = 5, het: float = 1.0, pattern: str = "parallel_collaborative", agreement: dict | None = None,
    mechanisms: dict | None = None, actors: list[dict] | None = None, **actor_fields,
) -> Scenario:  # fmt: skip
    people = actors or [actor(i, het=het, n=n, **actor_fields) for i in range(n)]
    made = {"name": "ring", "members": tuple(p["name"] for p in people), "pattern": pattern,
            "leader": people[0]["name"], "working_already": True} | (agreement or {})  # fmt: skip
    return Scenario(actors=tuple(people), agreements=(made,), mechanisms=mechanisms or {})


def yes(*flags: int) -> Any:
    """Flags of partners."""
    return np.array(flags, dtype=bool)


def locked(values: Any) -> Any:
    """As records of an agreement hold them."""
    own = np.array(values)
    own.flags.writeable = False
    return own
