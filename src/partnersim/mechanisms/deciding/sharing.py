"""How rival benefits are shared, and where an organization's own income goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from partnersim.theory.arrays import Flags, Floats
from partnersim.world.agreements import Group
from partnersim.world.ledger import LedgerError
from partnersim.world.organizations import Organization

if TYPE_CHECKING:
    from partnersim.world.world import World


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
    p = model.spec.mechanisms.rival_benefits
    strongest = int(np.argmax(np.where(who, money_idr, -1.0)))
    equal = who / who.sum()
    money = np.where(who, money_idr, 0.0)
    brought = money / money.sum() if money.sum() > 0.0 else equal
    shares = equal if agreement.terms.sharing == "equal" else brought.copy()
    if agreement.terms.sharing == "leader_residual" and who[agreement.leader]:
        shares = p.follower_fee * brought
        shares[agreement.leader] = 0.0
        shares[agreement.leader] = 1.0 - shares.sum()
    others = int(who.sum()) - 1
    wanted = np.where(who, (1.0 - p.strongest_share) / others, 0.0) if others else equal.astype(np.float64)
    if others:
        wanted[strongest] = p.strongest_share
    return np.asarray((1.0 - pulled) * shares + pulled * wanted)


def income_account(model: World, organization: Organization) -> int:
    """Account of an organization's own income, opened when it is first needed."""
    name = f"{organization.name}: own income"
    try:
        return model.ledger.number(name)
    except (KeyError, LedgerError):
        return model.ledger.open(name, holder=organization.name)
