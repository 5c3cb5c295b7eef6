"""Shares of many parts, from a sample of the orders in which they could be added.

Source: Castro, Gomez and Tejada (2009), Polynomial calculation of the Shapley value based on sampling; each order is
followed by its reverse, as in Mitchell et al. (2022), Sampling permutations for Shapley value estimation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from partnersim.studies.attribution.game import Floats

Order = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class SampledShares:
    """Shapley shares from sampled orders.

    Attributes:
        shares: mean gain of each part over the orders, shape (n, seeds); they add up to the difference in every seed.
        errors: standard error of each part's share from the choice of orders, shape (n,), of the mean over seeds.
        orders: how many orders they rest on.
    """

    shares: Floats
    errors: Floats
    orders: int


def orders(n: int, count: int, /, *, seed: int = 1) -> list[Order]:
    """Random orders of parts in pairs of an order and its reverse; a longer list begins with the shorter one.

    Args:
        n: parts. count: orders, rounded up to an even number. seed: of the choice.
    """
    generator = np.random.default_rng(seed)
    chosen: list[Order] = []
    while len(chosen) < count:
        order = tuple(int(part) for part in generator.permutation(n))
        chosen += [order, order[::-1]]
    return chosen


def sets_of_orders(chosen: Sequence[Order], /) -> list[int]:
    """Rows of all sets that the orders pass through, each once, in the order of passing."""
    found = {0: None}
    for order in chosen:
        row = 0
        for part in order:
            row |= 1 << part
            found[row] = None
    return list(found)


def sampled_shares(values: Mapping[int, Floats], chosen: Sequence[Order], /) -> SampledShares:
    """Shapley shares estimated from orders.

    Args:
        values: value by seed of every set in ``sets_of_orders(chosen)``, by row.
        chosen: orders in pairs of an order and its reverse.

    Raises:
        ValueError: there is no order, or one stands without its reverse.
    """
    if (
        not chosen
        or len(chosen) % 2
        or any(a[::-1] != b for a, b in zip(chosen[::2], chosen[1::2], strict=True))
    ):
        raise ValueError("orders come in pairs of an order and its reverse, at least one")
    gains = np.stack([_gains(values, order) for order in chosen])
    pairs = (gains[::2] + gains[1::2]) / 2.0  # an order and its reverse are one draw
    means = pairs.mean(axis=2)
    draws = len(pairs)
    errors = means.std(axis=0, ddof=1) / draws**0.5 if draws > 1 else np.full(gains.shape[1], np.nan)
    return SampledShares(shares=pairs.mean(axis=0), errors=errors, orders=len(chosen))


def _gains(values: Mapping[int, Floats], order: Order) -> Floats:
    found = np.zeros((len(order), len(values[0])))
    row = 0
    for part in order:
        with_part = row | 1 << part
        found[part] = values[with_part] - values[row]
        row = with_part
    return found


def shrunk(n: int, enough: Callable[[int], bool], order: Order, /) -> int | None:
    """A sufficient set from which no single part can be taken, found by taking parts from all one by one.

    Args:
        n: parts. enough: whether the set of a row is enough. order: in which parts are tried.

    Returns:
        The row of the set; None if not even all parts are enough.
    """
    row = 2**n - 1
    if not enough(row):
        return None
    left = list(order)
    while left:  # a part that could not be spared first may be spared later
        spared = [part for part in left if enough(row ^ 1 << part)][:1]
        if not spared:
            break
        row ^= 1 << spared[0]
        left.remove(spared[0])
    return row
