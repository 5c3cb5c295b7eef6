"""What holds for all who deliver in a run: terms of the rule that pays, and of what work becomes in hamlets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from partnersim.mechanisms.deciding.budgets import stated_yearly_money
from partnersim.mechanisms.services.passing_on import KINDS
from partnersim.theory.arrays import Floats, Ints
from partnersim.theory.calendar import MONTH, MONTHS_PER_YEAR
from partnersim.theory.compiled import compiled_inside
from partnersim.theory.purse import OWN
from partnersim.theory.served import UnitCosts

if TYPE_CHECKING:
    from partnersim.world.world import World


class Terms(NamedTuple):
    """What holds for all: numbers of accounts and kinds, and parameters of the rule.

    Attributes:
        alone: whether each works for itself, and passes nothing on. returns: to scale. support_share: part of money
            for facilities that is paid as support. diverted_effect: of a rupiah spent on a showpiece.
    """

    market: int
    seed_pot: int
    support_pot: int
    officials: int
    kinds: Ints
    alone: bool
    returns: float
    support_share: float
    diverted_effect: float
    holder: int = OWN
    fee: float = 0.0


@compiled_inside
def terms_from(accounts, kinds, rates, terms):  # type: ignore[no-untyped-def]
    """`Terms` of a month of one agreement.

    Args:
        accounts: numbers of the first four, (4,). kinds: as there. rates: returns, support_share and diverted_effect.
        terms: whether each works alone, who holds the money, its fee, and what the rule that pays does not ask for.
    """
    alone, holder, fee, _ = terms
    return Terms(
        accounts[0], accounts[1], accounts[2], accounts[3], kinds, alone, rates[0], rates[1], rates[2], holder, fee
    )  # fmt: skip


@dataclass(frozen=True)
class Place:
    """What does not change in a run.

    Attributes:
        together: terms of the rule where partners act together, each with its own money. costs: of services.
        priority: further parts of programme work where a fund works. anyway_idr: work done anyway in a month, in each
            aspect and hamlet. substitution: between aspects.
    """

    together: Terms
    costs: UnitCosts
    priority: float
    anyway_idr: float
    substitution: float

    @classmethod
    def of(cls, model: World) -> Place:
        """That of a model's run."""
        accounts, mechanisms, needs = model.accounts, model.spec.mechanisms, model.spec.mechanisms.needs
        cost = model.spec.programme.services
        together = Terms(
            accounts.market, accounts.seed_pot, accounts.support_pot, accounts.officials,
            model.ledger.kind_numbers(KINDS), False, needs.returns, cost.support_share,
            mechanisms.chosen_delivery.diverted_effect,
        )  # fmt: skip
        costs = UnitCosts(
            cost.socialisation_idr, cost.training_place_idr, cost.mentor_visit_idr, cost.training_share,
            cost.order_place_idr, cost.contract_share, mechanisms.asset_transfer.package_idr,
            mechanisms.consumption_support.amount_idr, model.spec.programme.community_funds.meeting_rate,
        )  # fmt: skip
        anyway = needs.background * stated_yearly_money(model.organizations) / MONTHS_PER_YEAR * MONTH
        return cls(
            together, costs, mechanisms.service_delivery.meeting_priority,
            anyway / model.area.total if model.area.total > 0.0 else 0.0, needs.substitution,
        )  # fmt: skip

    @cached_property
    def accounts(self) -> Ints:
        """Numbers of the accounts of ``together``, (4,)."""
        return np.array(self.together[:4], dtype=np.int64)

    @cached_property
    def rates(self) -> Floats:
        """Returns, support_share and diverted_effect, (3,)."""
        terms = self.together
        return np.array([terms.returns, terms.support_share, terms.diverted_effect], dtype=np.float64)

    @cached_property
    def cost_numbers(self) -> Floats:
        """The costs in their order, (9,)."""
        return np.array(self.costs, dtype=np.float64)
