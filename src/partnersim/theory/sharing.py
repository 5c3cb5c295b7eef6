"""How rival benefits are shared among partners. Pure and compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from partnersim.theory.compiled import compiled

EQUAL, BY_CONTRIBUTION, LEADER_RESIDUAL = 0, 1, 2
"""Rules of sharing: the same for all, by money brought, or the leader keeps what is left of followers' fees."""


class Sharing(NamedTuple):
    """How benefits are shared.

    Attributes:
        rule: EQUAL, BY_CONTRIBUTION or LEADER_RESIDUAL. leader: number of the leader.
        follower_fee: part of its contribution's share that a follower gets beside a leader who keeps the residual.
        strongest_share: what the strongest would have if it could pull all the way.
    """

    rule: int
    leader: int
    follower_fee: float
    strongest_share: float


@compiled
def strongest(who, money):  # type: ignore[no-untyped-def]
    """Number of the one of those in ``who``, (n,), at least one, that brings the most ``money``, (n,)."""
    first = -1
    for i in range(who.shape[0]):
        if who[i] and (first < 0 or money[i] > money[first]):
            first = i
    return first


@compiled
def agreed_shares(who, money, sharing):  # type: ignore[no-untyped-def]
    """Shares by the rule alone, arguments as in `pulled_shares`, (n,)."""
    n, count, total = who.shape[0], who.sum(), 0.0
    for i in range(n):
        if who[i]:
            total += money[i]
    shares = np.zeros(n)
    by_money = total > 0.0 and sharing.rule != EQUAL
    led = sharing.rule == LEADER_RESIDUAL and who[sharing.leader]
    for i in range(n):
        if who[i]:
            shares[i] = money[i] / total if by_money else 1.0 / count
            if led:
                shares[i] *= sharing.follower_fee
    if led:
        shares[sharing.leader] = 0.0
        shares[sharing.leader] = 1.0 - shares.sum()
    return shares


@compiled
def pulled_shares(who, money, sharing, pulled):  # type: ignore[no-untyped-def]
    """Shares of rival benefits that the rule and the pull of the strongest lead to.

    ``(1 - q_i) rule_i + q_i wish_i``, where the strongest wishes ``strongest_share`` for itself and the rest in equal
    parts for the others.

    Args:
        who: who takes part, at least one, shape (n,), bool. money: what each brings, shape (n,).
        sharing: `Sharing`. pulled: q, how far the strongest has pulled the share of each, 0 to 1, shape (n,).

    Returns:
        shape (n,).
    """
    shares = agreed_shares(who, money, sharing)
    others, first = who.sum() - 1, strongest(who, money)
    for i in range(who.shape[0]):
        wish = 0.0
        if who[i] and others > 0:
            wish = sharing.strongest_share if i == first else (1.0 - sharing.strongest_share) / others
        elif who[i]:
            wish = 1.0
        shares[i] = (1.0 - pulled[i]) * shares[i] + pulled[i] * wish
    return shares
