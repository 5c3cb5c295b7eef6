"""A leader breaks off with a member."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.deciding.proposals import (
    FEWEST,
    SHORT_STEPS,
    circumstances,
    form,
    plans_alone,
    propose,
    share_out_money,
)
from partnersim.mechanisms.deciding.sharing import income_account, shares_by_terms
from partnersim.scenario.aspects import K
from partnersim.theory.allocation_solver import Problem, first_best
from partnersim.theory.arrays import Flags, Floats
from partnersim.theory.partners import LEADER, welfare_share
from partnersim.theory.production import effective, output, welfare
from partnersim.theory.work_of_plans import arriving
from partnersim.world.agreements import AgreementState

if TYPE_CHECKING:
    from partnersim.mechanisms.deciding.proposals import Circumstances
    from partnersim.world.world import World

_YEAR = 12


class Termination(Mechanism):
    """Each year a leader who plans for the others puts out the member that it believes costs it most.

    In the leader's own believed world, ``U_L = u W + (1 - g)(1 - ...) x_pet + share_L rate T`` of the plan
    with everybody, against the plan without i, whose own money then works apart. It breaks off with the
    member of the largest difference ``U_L(without) - U_L(with)`` if that exceeds the damages that the
    contract lets the member claim: ``damages completeness (years left) budget_i / money``; it pays these
    from its cash to the member's own income. Only where one member plans for the rest (control over the
    plan carries the power to leave somebody out of it), and only while two others stay. An incomplete
    contract makes it cheap; the member is not asked.

    Switched off, only members themselves leave.

    Source: one-sided termination under incomplete contracts (contract-farming literature); damages are assumed.
    """

    name = "termination"
    phase = Phase.PARTNERSHIP
    reads = (
        "agreements.beliefs.activity", "agreements.beliefs.reliability",
        "agreements.contract.completeness", "agreements.contract.leader", "agreements.contract.signed",
        "agreements.contract.terms", "agreements.life.stage", "agreements.pulled", "agreements.views",
        "organizations.active", "organizations.capacity_idr", "organizations.common_aim",
        "organizations.keeps_promises", "organizations.showpiece", "organizations.staff_used",
        "organizations.year_money_idr", "rules.budgets", "rules.convening",
    )  # fmt: skip
    writes = (
        "agreements.awake", "agreements.contract.inside", "agreements.events", "agreements.money_share",
        "agreements.replan", "diary", "ledger",
    )  # fmt: skip

    def step(self, model: World) -> None:
        """Let leaders look at their members on each anniversary of the signing."""
        for agreement in model.agreements:
            age = agreement.age(model.month)
            if age <= 0 or age % _YEAR or agreement.rule != LEADER:
                continue
            leads = agreement.at_work[agreement.leader]
            if leads and agreement.at_work.sum() > FEWEST:
                self._look(model, agreement, age)

    def _look(self, model: World, agreement: AgreementState, age: int) -> None:
        share_out_money(model)
        having, who = circumstances(model, agreement), agreement.at_work
        money = float(having.budgets[who].sum())
        if money <= 0.0:
            return
        p, apart = self.parameters(model), plans_alone(model, agreement, having)
        years = max(0, agreement.spec.months - age) / _YEAR
        claim = p.damages * agreement.completeness * years * having.budgets
        kept = _worth(model, agreement, having, apart, money, who, who)
        best, out = 0.0, -1
        for i in map(int, np.flatnonzero(who)):
            if i == agreement.leader:
                continue
            rest = who.copy()
            rest[i] = False
            others = agreement.inside & (np.arange(len(agreement)) != i)
            without = agreement.imagined(contract=replace(agreement.contract, inside=others))
            freed = circumstances(model, without)
            gain = _worth(model, agreement, freed, apart, money, rest, who) - kept - claim[i] / money
            if gain > best:
                best, out = gain, i
        if out >= 0:
            self._break_off(model, agreement, out, best, float(claim[out]))

    def _break_off(self, model: World, agreement: AgreementState, i: int, gain: float, claim: float) -> None:
        member, leader = agreement.members[i], agreement.members[agreement.leader]
        paid = min(claim, max(0.0, model.ledger.balance(leader.cash)))
        if paid > 0.0:
            model.ledger.post(leader.cash, income_account(model, member), paid, "damages")
        agreement.leave(i)
        agreement.replan = model.apart.replan = True
        detail = f"{leader.name} expects {gain:+.3f} without it; damages {paid:,.0f} rupiah"
        agreement.events.append((model.month, "terminated", member.name, detail))
        model.note("terminated", member.name, f"{agreement.name}: {detail}")


def _worth(
    model: World, agreement: AgreementState, having: Circumstances, apart: Floats, money: float,
    who: Flags, everybody: Flags,
) -> float:  # fmt: skip
    """What the leader expects of working with ``who``, while the rest of ``everybody`` spend their own money.

    In its own beliefs; in the unit in which the best use of everybody's money is 1.
    """
    L = agreement.leader
    work_adds = form(model)
    base = np.full(K, work_adds.background)
    A, a = agreement.views.productivity[L].copy(), agreement.views.needs[L].copy()
    r = agreement.expected_delivery[L]
    plan = propose(model, agreement, taking=who, having=having, steps=SHORT_STEPS)
    b = np.where(everybody, having.budgets, 0.0) / money
    room = np.where(everybody[:, None], having.ceilings, 0.0) / money
    problem = Problem(A, a, np.ones(len(b)), b, room, np.zeros(A.shape), base, 1.0)
    reference = max(first_best(problem, work_adds, SHORT_STEPS), 1e-12)
    put_out = everybody & ~who
    work = effective(plan / money, A, arriving(plan, having.budgets, r, r, who), work_adds.eta)
    work = work + effective(apart * put_out[:, None] / money, A, r, work_adds.eta)
    W = welfare(output(work + base, a, work_adds.sigma), reference, work_adds.concavity)
    aims = having.aims
    u = welfare_share(aims.aim[L], aims.credit[L], aims.private)
    shown = (1.0 - aims.aim[L]) * aims.private * plan[:, aims.showpiece[L]].sum() / money
    rival = model.spec.mechanisms.rival_benefits
    earned = 0.0
    if rival.on:
        shares = shares_by_terms(model, agreement, who=who, money_idr=having.budgets, pulled=agreement.pulled)
        trusted = float(np.mean(agreement.trust[who][:, who]))
        earned = float(shares[L]) * rival.rate * trusted * float(having.budgets[who].sum()) / money
    return float(u * W + shown + earned)
