"""How rival benefits are shared, and where an organization's own income goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from partnersim.theory.arrays import Flags, Floats
from partnersim.theory.sharing import BY_CONTRIBUTION, EQUAL, LEADER_RESIDUAL, Sharing, pulled_shares
from partnersim.world.agreements import Group
from partnersim.world.organizations import Organization

if TYPE_CHECKING:
    from partnersim.world.world import World

_RULE = {"equal": EQUAL, "by_contribution": BY_CONTRIBUTION, "leader_residual": LEADER_RESIDUAL}


def shares_by_terms(
    model: World, agreement: Group, *, who: Flags, money_idr: Floats,
    pulled: float | Floats,
) -> Floats:  # fmt: skip
    """Shares of rival benefits that the terms and the pull of the strongest lead to, (n,).

    Args:
        model: the model.
        agreement: whose terms.
        who: who takes part, at least one, (n,).
        money_idr: what each brings, (n,).
        pulled: how far the strongest has pulled the shares, 0 to 1, one number or one a member, (n,).
    """
    pull = np.full(len(agreement), pulled) if isinstance(pulled, float) else pulled
    return pulled_shares(who, money_idr, sharing_of(model, agreement), pull)


def sharing_of(model: World, agreement: Group) -> Sharing:
    """How benefits are shared under the terms in force."""
    p = model.spec.mechanisms.rival_benefits
    return Sharing(_RULE[agreement.terms.sharing], agreement.leader, p.follower_fee, p.strongest_share)


def income_account(model: World, organization: Organization) -> int:
    """Account of an organization's own income, opened when it is first needed."""
    if organization.own_income is None:
        name = f"{organization.name}: own income"
        organization.own_income = model.ledger.open(name, holder=organization.name)
    return organization.own_income
