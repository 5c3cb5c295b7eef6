"""Shares of the difference and how parts work together, exactly, from the value of every set.

Every function gives one row per part (or set) and one column per seed. Means and intervals over seeds are taken
afterwards, so that what the seeds share does not count as uncertainty.

Source: Shapley (1953), A value for n-person games; Owen (1977), Values of games with a priori unions; Grabisch and
Roubens (1999), An axiomatic approach to the concept of interaction. Bargain (2012), Decomposition analysis of
distributive policies using simulation, takes policy reforms apart by Shapley values.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import factorial

import numpy as np

from partnersim.studies.attribution.game import Floats, Game, place_of, sizes, without


def shapley(game: Game, /) -> Floats:
    """Shapley share of each part, shape (n, seeds): its mean gain over all orders in which parts could be added.

    phi_i = sum over S without i of |S|! (n-|S|-1)! / n! (v(S + i) - v(S)). Shares add up to the difference; a part that
    never changes the value gets exactly 0.
    """
    n, size = game.n, sizes(game.n)
    weight = np.array([factorial(k) * factorial(n - k - 1) / factorial(n) for k in range(n)])
    found = np.zeros((n, game.values.shape[1]))
    for part in range(n):
        rows = without(n, [part])
        gains = game.values[rows | 1 << part] - game.values[rows]
        found[part] = weight[size[rows]] @ gains
    return found


def alone(game: Game, /) -> Floats:
    """What each part changes when it is added to none, shape (n, seeds): v(i) - v(none)."""
    return game.values[[1 << part for part in range(game.n)]] - game.values[0]


def taken_away(game: Game, /) -> Floats:
    """What is lost when each part alone is taken from all, shape (n, seeds): v(all) - v(all but i)."""
    full = 2**game.n - 1
    return game.values[-1] - game.values[[full ^ 1 << part for part in range(game.n)]]


def interactions(game: Game, /) -> tuple[list[tuple[int, int]], Floats]:
    """Interaction of each two parts: how much more they bring together than one by one, mean over what else is there.

    I_ij = sum over S without i, j of |S|! (n-|S|-2)! / (n-1)! (v(S+ij) - v(S+i) - v(S+j) + v(S)). Positive where parts
    need each other, negative where one does for the other; 0 for parts that do not meet.

    Returns:
        The pairs (i < j), and their interactions, shape (pairs, seeds).
    """
    n, size, v = game.n, sizes(game.n), game.values
    weight = np.array([factorial(k) * factorial(n - k - 2) / factorial(n - 1) for k in range(max(n - 1, 0))])
    pairs = list(combinations(range(n), 2))
    found = np.zeros((len(pairs), v.shape[1]))
    for place, (i, j) in enumerate(pairs):
        rows = without(n, [i, j])
        joint = v[rows | 1 << i | 1 << j] - v[rows | 1 << i] - (v[rows | 1 << j] - v[rows])
        found[place] = weight[size[rows]] @ joint
    return pairs, found


def moebius(game: Game, /) -> Floats:
    """Moebius term of each set, shape (2^n, seeds): what the set brings beyond all its smaller sets.

    m(S) = sum over T in S of (-1)^(|S|-|T|) v(T); v(S) is the sum of the terms of its subsets.
    """
    found = game.values.copy()
    for part in range(game.n):
        rows = without(game.n, [part])
        found[rows | 1 << part] -= found[rows]
    return found


def owen(game: Game, groups: Sequence[Sequence[int]], /) -> Floats:
    """Owen share of each part, shape (n, seeds): as Shapley, over orders in which each group stays together.

    The shares of a group add up to its Shapley share in the game of groups.

    Args:
        game: the game.
        groups: numbers of parts by group; every part in exactly one.

    Raises:
        ValueError: a part is in no group, or in two.
    """
    if sorted(part for group in groups for part in group) != list(range(game.n)):
        raise ValueError(f"groups {groups} do not hold each of {game.n} parts once")
    m, found = len(groups), np.zeros((game.n, game.values.shape[1]))
    unions = [place_of(group) for group in groups]
    for own, group in enumerate(groups):
        others = [union for place, union in enumerate(unions) if place != own]
        for part in group:
            peers = [other for other in group if other != part]
            for outside in range(2 ** len(others)):
                base = sum(union for place, union in enumerate(others) if outside >> place & 1)
                outer = _weight(outside.bit_count(), m)
                for count in range(len(peers) + 1):
                    rows = np.array([base | place_of(some) for some in combinations(peers, count)])
                    gains = game.values[rows | 1 << part] - game.values[rows]
                    found[part] += outer * _weight(count, len(group)) * gains.sum(axis=0)
    return found


def _weight(before: int, of: int) -> float:
    """Chance that exactly some given ones of others come before one of ``of``, in a random order."""
    return factorial(before) * factorial(of - before - 1) / factorial(of)
