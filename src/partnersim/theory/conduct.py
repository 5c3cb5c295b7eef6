"""How far a partner keeps what was planned, and what of it arrives. Pure and compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from partnersim.theory.compiled import compiled
from partnersim.theory.sums import exact_sum
from partnersim.theory.work_of_plans import DELIVERS, DIVERTS, GIVES, WITHHOLDS


class Temper(NamedTuple):
    """What partners answer to.

    Attributes:
        reciprocity: added shirking per unit of trust below the reference. reference_trust: the reference.
        contract_penalty: deterrence by a complete contract. value_at_stake: by what the partnership is worth.
    """

    reciprocity: float
    reference_trust: float
    contract_penalty: float
    value_at_stake: float


@compiled
def shirked(wish, alone, trust, who, told, at_stake, completeness, temper):  # type: ignore[no-untyped-def]
    """Share of its promise that each partner diverts to its own showpiece.

    ``s_i = clip[wish_i + reciprocity (reference_trust - T_i) - told_i (contract_penalty c + value_at_stake
    max(0, v_i))]``, T_i its mean trust in the others at work; ``alone_i`` where fewer than two are at work.

    Args:
        wish: what it would divert unseen among partners it trusts as the reference, shape (n,).
        alone: what it diverts of money that it plans for itself and spends with nobody beside it, shape (n,).
        trust: row believes in column, shape (n, n). who: who is at work, shape (n,), bool.
        told: chance that its shirking is seen and told, shape (n,). at_stake: v, shape (n,).
        completeness: c, of the contract. temper: `Temper`.

    Returns:
        shape (n,).
    """
    n = wish.shape[0]
    if who.sum() < 2:
        return alone.copy()
    shirks = np.empty(n)
    for i in range(n):
        total, others = 0.0, 0.0
        for j in range(n):
            if i != j and who[i] and who[j]:
                total += trust[i, j]
                others += 1.0
        trusted = total / max(others, 1.0)
        loss = temper.contract_penalty * completeness + temper.value_at_stake * max(at_stake[i], 0.0)
        shirk = wish[i] + temper.reciprocity * (temper.reference_trust - trusted) - told[i] * loss
        shirks[i] = min(max(shirk, 0.0), 1.0)
    return shirks


@compiled
def wished(misused, keeps_promises, own_plan):  # type: ignore[no-untyped-def]
    """Share that each partner would divert unseen: of its own plan what it misuses, of a promise what it does not keep.

    Whose plan it is decides. A common plan, voted or a leader's, is a promise to others, of which ``1 - k`` is not
    kept. Who plans for itself promises nobody's wish but its own: there only its own head office and auditors stand
    between it and misuse, with an agreement or without.

    Args:
        misused: share of money of its own plan that each misuses, shape (n,). keeps_promises: k, shape (n,).
        own_plan: whether each plans for itself.

    Returns:
        shape (n,).
    """
    return misused.copy() if own_plan else 1.0 - keeps_promises


@compiled
def conduct_expected(believed, shirk, expected):  # type: ignore[no-untyped-def]
    """Conduct as each expects it: of others what it believes of their delivery, of itself what it means to shirk.

    Args:
        believed: expected delivery, row believes in column, shape (n, n). shirk: of each, shape (n,).
        expected: written here, zeros at first, shape (n, 4, n), who believes first; rows of conduct as in `worth`.
    """
    n = shirk.size
    for i in range(n):
        for j in range(n):
            keeps = 1.0 - shirk[i] if i == j else believed[i, j]
            expected[i, DELIVERS, j] = keeps
            expected[i, GIVES, j] = keeps
        expected[i, DIVERTS, i] = shirk[i]
        expected[i, WITHHOLDS, i] = shirk[i]


@compiled
def made_ready(readiness, shirk, who, waiting):  # type: ignore[no-untyped-def]
    """Share of what it means to deliver that each partner can, where it has waited for those before it.

    ``readiness_i (1 - waiting (1 - mean_(j before i) (1 - s_j) ready_j))``, of those at work in their order.

    Args:
        readiness: shape (n,). shirk: s, shape (n,). who: who is at work, shape (n,), bool.
        waiting: share of the work that cannot begin before the work before it is done; 0 side by side.

    Returns:
        shape (n,).
    """
    n = readiness.shape[0]
    ready, before = readiness.copy(), np.zeros(n)
    count = 0
    for i in range(n):
        if who[i]:
            if waiting > 0.0 and count > 0:
                ready[i] *= 1.0 - waiting * (1.0 - min(1.0, exact_sum(before) / count))
            before[count] = (1.0 - shirk[i]) * ready[i]
            count += 1
    return ready
