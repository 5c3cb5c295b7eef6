"""What one member expects of working with some of the others while the rest spend their own money."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from partnersim.mechanisms.deciding.proposals import SHORT_STEPS, Circumstances, form, propose
from partnersim.mechanisms.deciding.sharing import shares_by_terms
from partnersim.scenario.aspects import K
from partnersim.theory.allocation_solver import Problem, first_best
from partnersim.theory.arrays import Flags, Floats
from partnersim.theory.partners import LEADER, welfare_share
from partnersim.theory.production import effective, output, welfare
from partnersim.theory.purse import held, through_hands
from partnersim.theory.work_of_plans import arriving
from partnersim.world.agreements import AgreementState

if TYPE_CHECKING:
    from partnersim.world.world import World


def worth_of_company(
    model: World, agreement: AgreementState, having: Circumstances, apart: Floats, money: float,
    who: Flags, everybody: Flags, *, to: int,
) -> float:  # fmt: skip
    """What member ``to`` expects of working with ``who``, while the rest of ``everybody`` spend their own money.

    In its own beliefs; in the unit in which the best use of everybody's money is 1, whoever takes part, so that
    companies can be compared. A leader has its showpiece in everybody's plan, any other member in its own.

    Args:
        having: circumstances if ``who`` take part. apart: what each would do alone, (n, K). money: of everybody, a
            year.
    """
    work_adds = form(model)
    base = np.full(K, work_adds.background)
    A, a = agreement.views.productivity[to].copy(), agreement.views.needs[to].copy()
    r = agreement.expected_delivery[to]
    plan = propose(model, agreement, taking=who, having=having, steps=SHORT_STEPS)
    b = np.where(everybody, having.budgets, 0.0) / money
    room = np.where(everybody[:, None], having.ceilings, 0.0) / money
    problem = Problem(A, a, np.ones(len(b)), b, room, np.zeros(A.shape), base, 1.0)
    reference = max(first_best(problem, work_adds, SHORT_STEPS), 1e-12)
    put_out = everybody & ~who
    holder, fee = agreement.purse
    gives, _ = through_hands(r, r, holder, fee)
    purses = held(having.budgets, who, holder)
    work = effective(plan / money, A, arriving(plan, purses, r, gives, who), work_adds.eta)
    work = work + effective(apart * put_out[:, None] / money, A, r, work_adds.eta)
    W = welfare(output(work + base, a, work_adds.sigma), reference, work_adds.concavity)
    aims = having.aims
    u = welfare_share(aims.aim[to], aims.credit[to], aims.private)
    pets = plan[:, aims.showpiece[to]]
    leads = agreement.rule == LEADER and agreement.leader == to
    shown = (1.0 - aims.aim[to]) * aims.private * (pets.sum() if leads else pets[to]) / money
    rival = model.spec.mechanisms.rival_benefits
    earned = 0.0
    if rival.on:
        shares = shares_by_terms(model, agreement, who=who, money_idr=having.budgets, pulled=agreement.pulled)
        trusted = float(np.mean(agreement.trust[who][:, who]))
        earned = float(shares[to]) * rival.rate * trusted * float(having.budgets[who].sum()) / money
    return float(u * W + shown + earned)
