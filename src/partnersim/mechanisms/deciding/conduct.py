"""How far members keep what was planned: what each chooses for itself, and what it expects of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from partnersim.mechanisms.base import once
from partnersim.mechanisms.deciding.sanctions import fear_of_sanctions
from partnersim.theory.arrays import Flags, Floats
from partnersim.theory.conduct import Temper, conduct_expected, shirked, wished
from partnersim.theory.leakage import under_audits
from partnersim.theory.partners import ALONE
from partnersim.theory.seen import seen_as_agreed
from partnersim.world.agreements import Group

if TYPE_CHECKING:
    from partnersim.world.world import World


def misused_alone(model: World) -> Floats:
    """Share of money of its own plan that each organization of the place misuses, (organizations,).

    ``min(1, m a(p) / a(0.04))`` with m as given for the usual audits and a what goes missing under audits of
    probability p: they see misuse as they see theft. Where nothing is stolen nobody audits more than usual.
    """
    return once(model, _misused_alone)


def _misused_alone(model: World) -> Floats:
    theft = model.spec.mechanisms.leakage
    audits = under_audits(float(theft.audit_probability)) if theft.on else 1.0
    return np.minimum(1.0, model.organization_columns.own_money_misused * audits)


def shirking(model: World, agreement: Group, *, who: Flags, seen: Floats, at_stake: Floats) -> Floats:
    """Share of its promise that each member diverts to its own showpiece while ``who`` are at work, (n,).

    ``s_i = clip[w_i + reciprocity (reference_trust - T_i) - p_i (contract_penalty c + value_at_stake
    max(0, v_i) + f_i)]``, f what it fears of sanctions, ``w_i = 1 - k_i`` in a common plan
    and ``m_i`` where each plans for itself; apart, or alone at
    work, ``m_i``, the share of its own money that it misuses; 0 where delivery is not chosen.

    Args:
        model: the model.
        agreement: whose beliefs, completeness, ties and practice of forgiving.
        who: who is at work, (n,).
        seen: chance that each one's delivery is seen by somebody, (n,).
        at_stake: worth of staying above leaving, (n,).
    """
    p = model.spec.mechanisms.chosen_delivery
    if not p.on:
        return np.zeros(len(agreement))
    alone = misused_alone(model)[agreement.rows]
    if agreement.apart:
        return alone
    wish = wished(alone, agreement.columns.keeps_promises[agreement.rows], agreement.rule == ALONE)
    told = seen * (1.0 - agreement.month.hushed) * (1.0 - agreement.month.forgiven)
    wish = wish - told * fear_of_sanctions(model, agreement, at_stake)
    temper = Temper(p.reciprocity, p.reference_trust, p.contract_penalty, p.value_at_stake)
    return shirked(wish, alone, agreement.trust, who, told, at_stake, agreement.completeness, temper)


def chance_seen(model: World, agreement: Group, who: Flags) -> Floats:
    """Chance that each member's delivery of a month is seen by somebody, (n,): of now, or as the practice says.

    Before the work begins nobody has been seen, and members expect the visits that they would agree on.
    """
    if agreement.working:
        return agreement.month.seen_by_somebody
    seeing = model.spec.mechanisms.observation
    if not seeing.on or who.sum() < 2:
        return np.zeros(len(agreement))
    return np.where(who, seen_as_agreed(seeing.seen_per_visit, agreement.practices.visits_per_month), 0.0)


def expected_conduct(model: World, agreement: Group, who: Flags) -> tuple[Floats, Floats]:
    """Conduct in and outside the partnership as each member expects it, (n, 4, n) each, believer first.

    Of others it expects what it believes of their delivery, and nothing of what they do instead. What it would
    do itself it knows: inside it answers to those who see it, outside to its own head office and auditors alone.
    """
    n = len(agreement)
    believed = agreement.expected_delivery
    at_stake = agreement.at_stake if agreement.working else np.zeros(n)
    shirks = shirking(model, agreement, who=who, seen=chance_seen(model, agreement, who), at_stake=at_stake)
    chosen = model.spec.mechanisms.chosen_delivery.on
    outside = misused_alone(model)[agreement.rows] if chosen else np.zeros(n)
    inside_and_alone = np.zeros((2, n, 4, n))
    for shirk, expected in zip((shirks, outside), inside_and_alone, strict=True):
        conduct_expected(believed, shirk, expected)
    return inside_and_alone[0], inside_and_alone[1]
