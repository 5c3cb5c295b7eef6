"""Chance for the plain reference: the published generator in plain Python, or Mesa's own stream."""

from __future__ import annotations

import hashlib
from random import Random
from statistics import NormalDist
from typing import Protocol

WORD = 0xFFFFFFFF
MONTH_SHIFT = 4096
_NORMAL = NormalDist()

PURPOSES = [
    "labour_persistent",
    "labour_transitory",
    "profit_shock",
    "capital_loss",
    "idea",
    "close",
    "moneylender",
    "technology_jump",
    "walk_away",
    "peer_cover",
    "join_group",
    "",  # 11 is free
    "queue_place",
    "training_place",
    "mentor_place",
    "order_place",
    "contract_accept",
    "contract_fail",
    "grant_place",
    "side_sell",
]
NUMBER = {name: number for number, name in enumerate(PURPOSES) if name}
HAMLET_SHOCK = 28
SCHEME_QUALITY, SCHEME_FAILS = 128, 129


def philox4x32(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """Philox4x32-10 of Salmon, Moraes, Dror and Shaw (2011) with Python's own integers."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        high0, low0 = divmod(0xD2511F53 * c0, 1 << 32)
        high1, low1 = divmod(0xCD9E8D57 * c2, 1 << 32)
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
        k0, k1 = (k0 + 0x9E3779B9) & WORD, (k1 + 0xBB67AE85) & WORD
    return c0, c1, c2, c3


class Chance(Protocol):
    """Where a household's luck comes from."""

    def uniform(self, number: int, month: int, entity: int) -> float:
        """A number in (0, 1) for one decision of one entity in one month."""
        ...

    def normal(self, number: int, month: int, entity: int) -> float:
        """A standard normal for one decision of one entity in one month."""
        ...


class KeyedChance:
    """A pure function of seed, decision, month and entity."""

    def __init__(self, seed: int) -> None:
        digest = hashlib.sha256(f"partnersim:{seed}".encode()).digest()
        self.key = (int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:8], "little"))

    def uniform(self, number: int, month: int, entity: int) -> float:
        block, lane = divmod(number, 4)
        counter = (entity & WORD, entity >> 32, month + MONTH_SHIFT, block)
        return (philox4x32(counter, self.key)[lane] + 0.5) / 2.0**32

    def normal(self, number: int, month: int, entity: int) -> float:
        return _NORMAL.inv_cdf(self.uniform(number, month, entity))


class MesaChance:
    """The next number of the model's own generator, whatever it is for, as most Mesa models draw."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def uniform(self, number: int, month: int, entity: int) -> float:
        return self.random.random()

    def normal(self, number: int, month: int, entity: int) -> float:
        return self.random.gauss(0.0, 1.0)
