"""Members at work vote on whether somebody may come in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from partnersim.mechanisms.deciding.proposals import (
    circumstances,
    extra_of_partnering,
    next_plan,
    plans_alone,
    propose,
    weigh,
)
from partnersim.mechanisms.deciding.sharing import shares_by_terms
from partnersim.mechanisms.deciding.voting import WITHOUT_A_VOTE, Vote, voted, votes_on
from partnersim.theory.worth import ACTIVE
from partnersim.world.agreements import AgreementState

if TYPE_CHECKING:
    from partnersim.world.world import World


def admitted(model: World, agreement: AgreementState, i: int) -> Vote:
    """Vote of those at work on letting ``i`` in.

    Each compares the plan that all would make with ``i`` to the plan in force with ``i`` going on beside it by its own
    plan, and its share of rival benefits by the terms with one more to the one without, of as much less money. So who
    votes against expects to lose by a common plan, by more talk, or by sharing with one more.
    """
    if not votes_on(agreement):
        return WITHOUT_A_VOTE
    me, members = np.arange(len(agreement)) == i, agreement.at_work
    joined = agreement.imagined(
        contract=replace(agreement.contract, inside=agreement.inside | me), awake=agreement.awake | me
    )
    having, before = circumstances(model, joined), circumstances(model, agreement)
    taking, money = members | me, having.budgets
    together = propose(model, joined, taking=taking, having=having)
    own = plans_alone(model, joined, having)
    beside = np.where(me[:, None], own, next_plan(model, agreement, having=before))
    worth = [
        weigh(model, joined, taking=taking, having=having, plan=plan, who=taking)[:, ACTIVE]
        for plan in (together, beside)
    ]
    extra = [
        extra_of_partnering(
            model,
            joined.imagined(shares=shares_by_terms(model, joined, who=who, money_idr=money, pulled=0.0)),
            having=having,
            taking=who,
        )
        for who in (taking, members)
    ]
    part = float(money[members].sum()) / max(float(money[taking].sum()), 1e-9)
    gains = worth[0] + extra[0] - worth[1] - part * extra[1]
    return voted(agreement, voters=members, gains=gains, budgets=money)
