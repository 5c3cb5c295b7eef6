"""A leader breaks off with a member."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.deciding.company import worth_of_company
from partnersim.mechanisms.deciding.proposals import (
    FEWEST,
    circumstances,
    plans_alone,
    share_out_money,
)
from partnersim.mechanisms.deciding.sharing import income_account
from partnersim.theory.partners import LEADER
from partnersim.world.agreements import AgreementState

if TYPE_CHECKING:
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
        "agreements.contract.practices", "agreements.contract.purse",
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
        kept = worth_of_company(model, agreement, having, apart, money, who, who, to=agreement.leader)
        best, out = 0.0, -1
        for i in map(int, np.flatnonzero(who)):
            if i == agreement.leader:
                continue
            rest = who.copy()
            rest[i] = False
            others = agreement.inside & (np.arange(len(agreement)) != i)
            without = agreement.imagined(contract=replace(agreement.contract, inside=others))
            freed = circumstances(model, without)
            left = worth_of_company(model, agreement, freed, apart, money, rest, who, to=agreement.leader)
            gain = left - kept - claim[i] / money
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
