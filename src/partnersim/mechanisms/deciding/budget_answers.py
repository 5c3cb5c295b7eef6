"""How budgets that are decided anew each year answer what others gave and how many wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from partnersim.mechanisms.deciding.budgets import budget_of
from partnersim.theory.arrays import Floats
from partnersim.world.budgets import MONTHS
from partnersim.world.funds import ACTIVE

if TYPE_CHECKING:
    from partnersim.world.organizations import Organization
    from partnersim.world.world import World


def given_last_year(model: World) -> Floats:
    """What each organization gave of its own in the twelve months that have been closed last, rupiah, (O,).

    What left its cash less what came in, without what comes from or goes back to its own giver. So the sum over
    organizations is what was spent, and one that only passes partners' money on has given nothing.
    """
    ledger, accounts = model.ledger, model.accounts
    filed, nobody = ledger.filed_columns(), len(model.organizations)
    owner = np.full(len(ledger.accounts), nobody)
    for organization in model.organizations:
        owner[organization.cash] = organization.number
    givers = (accounts.treasury, accounts.donors_abroad, accounts.firms_profit)
    paid = (filed.month >= ledger.month - MONTHS) & ~np.isin(filed.source, givers)
    paid &= ~np.isin(filed.target, givers)
    amount, size = filed.amount[paid], nobody + 1
    went = np.bincount(owner[filed.source[paid]], weights=amount, minlength=size)
    came = np.bincount(owner[filed.target[paid]], weights=amount, minlength=size)
    return np.asarray(went - came)[:nobody]


def waiting_households(model: World) -> float:
    """Households of the place that wait for a loan in the queues of working community funds."""
    funds = model.funds
    return float((model.hamlets.weight * funds.queue)[funds.status == ACTIVE].sum())


def budget_answers(model: World) -> dict[int, float]:
    """By how many rupiah a year each budget that answers differs from what is written, by number of organization.

    ``response_to_others (others' giving of the year before - expected) + response_to_need households waiting``, in
    a January. The first part waits for twelve closed months. What is expected is stated, or else what others
    gave in the first calendar year that was whole.
    """
    answering = [o for o in model.organizations if o.active and o.spec.budget.answers]
    if not answering or not model.is_january or model.month <= 0:
        return {}
    whole_year = model.month >= MONTHS
    given = given_last_year(model) if whole_year else np.zeros(len(model.organizations))
    waiting = waiting_households(model) if any(o.spec.budget.response_to_need for o in answering) else 0.0
    answers = {}
    for organization in answering:
        budget, answer, reasons = organization.spec.budget, 0.0, []
        if whole_year and budget.response_to_others:
            others = float(given.sum() - given[organization.number])
            expected = _expected(model, organization, others)
            answer += budget.response_to_others * (others - expected)
            reasons.append(f"others gave {others:,.0f}, expected were {expected:,.0f}")
        if budget.response_to_need:
            answer += budget.response_to_need * waiting
            reasons.append(f"{waiting:,.0f} households wait")
        if answer:
            answers[organization.number] = answer
            model.note("budget answers", organization.name, f"{answer:+,.0f} rupiah: {'; '.join(reasons)}")
    return answers


def _expected(model: World, organization: Organization, others: float) -> float:
    """Rupiah a year that an organization expects others to give; ``others`` is what they gave last year."""
    state, stated = budget_of(model, organization), organization.spec.budget.expects_others_idr
    if stated is not None:
        return stated
    if state.expects_others_idr is None:
        state.expects_others_idr = others
    return state.expects_others_idr
