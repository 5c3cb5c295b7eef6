"""What members expect to lose if they are seen falling short and sanctioned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from partnersim.theory.arrays import Floats
from partnersim.theory.sanctions import chance_expected, feared, loss_in_months

if TYPE_CHECKING:
    from partnersim.world.agreements import Group
    from partnersim.world.world import World


def can_sanction(model: World, agreement: Group) -> bool:
    """Whether members of an agreement can fine or put out one another."""
    practices = agreement.practices
    return model.spec.mechanisms.sanctions.on and (practices.fine > 0.0 or practices.exclusion > 0.0)


def months_lost(model: World, agreement: Group, at_stake: Floats) -> Floats:
    """What a sanction would take from each member, in months of its money here, (n,).

    Before there is a plan, who has what is not known yet: a fine counts as written, and nothing is at stake.
    """
    practices = agreement.practices
    own = agreement.budget_idr
    joint = float(own[agreement.inside].sum())
    if joint <= 0.0:
        return np.full(len(agreement), practices.fine)
    return loss_in_months(practices.fine, practices.exclusion > 0.0, at_stake, own, joint)


def fear_of_sanctions(model: World, agreement: Group, at_stake: Floats) -> Floats:
    """Share of its promise that each diverts less where it is sure to be seen and told, (n,).

    By what each has learned of how often a sanction follows.
    """
    if not can_sanction(model, agreement):
        return np.zeros(len(agreement))
    p, known = model.spec.mechanisms.sanctions, agreement.sanctions
    chance = chance_expected(known.punished, known.spared, p.expected, p.expected_weight)
    return feared(chance, months_lost(model, agreement, at_stake), p.deterrence)
