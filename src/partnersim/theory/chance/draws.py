"""Keyed chance: every draw is a pure function of (seed, purpose, month, entity).

There is no stream. Asking for one more number, asking in another order, or asking from another process
changes nothing, so two scenarios with one seed differ only where the policy reaches.

A purpose is one decision with one name. Four purposes share one Philox block: the compiled household month
computes a block once and reads its lanes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from enum import IntEnum
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from partnersim.theory.arrays import Floats, Ints, read_only
from partnersim.theory.chance.normal import YEARS_AT_ONCE, lasting_normals, normals
from partnersim.theory.chance.philox import uniforms

FORGOTTEN = 0.02
"""Weight of a year below which it no longer enters a lasting draw."""

MONTHS_AT_ONCE = 12
"""Months for which what is drawn every month is made at a time."""

MONTH_SHIFT = 4096
"""Added to the month before it enters the counter, so that settling months (negative) have draws of their own."""


class Purpose(IntEnum):
    """The decisions that chance takes part in. block = value // 4, lane = value % 4.

    A number belongs to its purpose for good: append new purposes, never renumber old ones.
    """

    # households, every month (blocks 0 to 4; `lots` names them for the compiled month). 11 is free.
    LABOUR_PERSISTENT = 0
    LABOUR_TRANSITORY = 1
    PROFIT_SHOCK = 2
    CAPITAL_LOSS = 3
    IDEA = 4
    CLOSE = 5
    MONEYLENDER = 6
    TECHNOLOGY_JUMP = 7
    WALK_AWAY = 8
    PEER_COVER = 9
    JOIN_GROUP = 10
    QUEUE_PLACE = 12
    TRAINING_PLACE = 13
    MENTOR_PLACE = 14
    ORDER_PLACE = 15
    CONTRACT_ACCEPT = 16
    CONTRACT_FAIL = 17
    GRANT_PLACE = 18
    SIDE_SELL = 19
    # households, once
    POPULATION_ROW = 20
    HOUSEHOLD_SIZE = 21
    TALENT = 22
    SELF_CONTROL = 23
    HASSLE = 24
    PROXY_ERROR = 25
    FIXED_WAGE = 26
    INITIAL_WAGE = 27
    # hamlets
    HAMLET_SHOCK = 28
    HAMLET_SAMPLE = 29
    UNIT_SITE = 30
    VILLAGE_OF_PARTNER = 31
    # organizations and pairs
    PRODUCTIVITY = 32
    NEEDS_WALK = 33
    NEEDS_VIEW = 34
    PRODUCTIVITY_VIEW = 35
    DELIVERY_LUCK = 36
    VISIT = 37
    OBSERVATION_ERROR = 38
    OFFICE_CHANGE = 39
    NEW_OFFICER_GOOD_FAITH = 40
    FIRM_SIZE = 41
    FIRM_FIT = 42
    FIRM_PERCEIVED = 43
    FIRM_JOINS = 44
    FIRM_PROFIT_YEAR = 45
    FIRM_OWNER = 46
    ORDER_OF_ACTORS = 47
    AUDIT = 48
    PROBLEM_EVENT = 49
    MEMBER_KEEPS_PROMISES = 50
    MEMBER_COMMON_AIM = 51
    # surveys (virtual trials)
    SURVEY_ERROR = 52
    ASSIGNMENT = 53
    ATTRITION = 54
    PROXY_SURVEY = 55
    # population of a run
    READINESS_START = 56
    SAMPLE_SHIFT = 57
    # firms and heads of organizations
    FIRM_RISK = 60
    FIRM_TASTE = 61
    NEW_OFFICER_COMMON_AIM = 62
    # knowledge among partners, place of the programme
    PRODUCTIVITY_VIEW_SHARED = 80
    PROGRAMME_AREA = 81
    # a single firm, borrowers' standing, buyers with a standard, wage jobs
    NAMED_FIRM_PROFIT = 100
    NAMED_FIRM_TASTE = 101
    NAMED_FIRM_JOINS = 102
    STANDING_WORTH = 104
    STANDING_CONSIDERS = 105
    QUALITY_ORDER = 106
    JOB_FOUND = 108
    JOB_ENDS = 109
    # virtual trials
    TRIAL_ROW = 120
    TRIAL_OFFER = 121
    TRIAL_COURSE = 122
    TRIAL_CONTRACT = 123
    TRIAL_ACCOUNT = 124
    TRIAL_ASSET = 125
    TRIAL_LOSS = 132
    # contract schemes of hamlets (block 32; `lots` names them for the compiled month)
    SCHEME_QUALITY = 128
    SCHEME_FAILS = 129
    # trouble in organizations' work
    PROBLEM_SOLVED = 82
    # what partners believe was agreed, and how they settle disputes over it
    AGREEMENT_READING = 83
    DISPUTE_SETTLED = 127
    # what a partner leans towards when it is asked to sign
    SIGNING_LEANING = 126


class Draws:
    """Keyed draws of one run.

    Args:
        seed: any integer. The key is a hash of it, so neighbouring seeds share nothing.

    Attributes:
        key: the two words of the key, shape (2,), uint64; key0, key1: the same one by one.
    """

    def __init__(self, seed: int) -> None:
        self.seed = int(seed)
        digest = hashlib.sha256(f"partnersim:{self.seed}".encode()).digest()
        self.key = np.frombuffer(digest, dtype="<u4", count=2).astype(np.uint64)
        self.key0, self.key1 = self.key
        self._lasting: dict[tuple[Purpose, float, int | bytes], tuple[Ints, int, Floats]] = {}
        self._monthly: dict[Purpose, tuple[Ints, int, Floats]] = {}
        self._settled: dict[tuple[Purpose, bytes], Floats] = {}

    def uniform(self, purpose: Purpose, month: int, ids: ArrayLike) -> Floats:
        """Uniforms in (0, 1), one per entity.

        Args:
            purpose: the decision the number is for.
            month: month of the run (0 is the first; use 0 for what is drawn once).
            ids: numbers of the entities, any shape (n,), non-negative.

        Returns:
            Array of shape (n,).
        """
        entities = _entities(ids)
        drawn = np.empty((1, len(entities)))
        uniforms(self.key, int(purpose), month + MONTH_SHIFT, entities, drawn)
        return drawn[0]

    def normal(self, purpose: Purpose, month: int, ids: ArrayLike) -> Floats:
        """Standard normals by inverse CDF of :meth:`uniform`, one per entity, shape (n,)."""
        entities = _entities(ids)
        drawn = np.empty((1, len(entities)))
        normals(self.key, int(purpose), month + MONTH_SHIFT, entities, drawn)
        return drawn[0]

    def monthly_uniform(self, purpose: Purpose, month: int, ids: Ints) -> Floats:
        """What `uniform` gives, for what is drawn every month of the same entities; arguments as in `monthly`."""
        return self.monthly(
            purpose, month, ids, lambda first, drawn: uniforms(self.key, int(purpose), first, ids, drawn)
        )

    def monthly_normal(self, purpose: Purpose, month: int, ids: Ints) -> Floats:
        """What `normal` gives, for what is drawn every month of the same entities; arguments as in `monthly`."""
        return self.monthly(
            purpose, month, ids, lambda first, drawn: normals(self.key, int(purpose), first, ids, drawn)
        )

    def monthly(self, purpose: Purpose, month: int, ids: Ints, draw: Callable[[int, Floats], None]) -> Floats:
        """What is drawn in a month, made for `MONTHS_AT_ONCE` when the first of them is asked for.

        Args:
            purpose, month: as in `uniform`. ids: numbers of the entities, shape (n,): the same array each month, which
                nobody writes into.
            draw: fills shape (months, n) from a month on, which it is given as it enters the counter.

        Returns:
            Array of shape (n,), read-only.
        """
        entities, first, made = self._monthly.get(purpose, (None, month, None))
        if made is None or entities is not ids or not first <= month < first + MONTHS_AT_ONCE:
            first, made = month, np.empty((MONTHS_AT_ONCE, len(ids)))
            draw(month + MONTH_SHIFT, made)
            made.flags.writeable = False
            self._monthly[purpose] = ids, first, made
        return made[month - first]

    def settled_uniform(self, purpose: Purpose, month: int, ids: Ints) -> Floats:
        """What `uniform` gives, remembered for the same entities: for what is drawn once and looked at often.

        Args:
            purpose, month, ids: as there; a purpose is always asked for with the same month.

        Returns:
            Array of shape (n,), read-only.
        """
        name = purpose, ids.tobytes()
        if name not in self._settled:
            self._settled[name] = read_only(self.uniform(purpose, month, ids))
        return self._settled[name]

    def lasting_normal(self, purpose: Purpose, year: int, ids: ArrayLike, *, persistence: float) -> Floats:
        """Standard normals whose correlation from year to year is ``persistence``, one per entity, shape (n,).

        ``z_t = sum_k p^k e_(t-k) / sqrt(sum_k p^2k)`` over the normals e keyed by year, back to where ``p^k``
        falls below `FORGOTTEN`; with persistence 0 this is the year's own normal. They are made for some years at
        once and remembered.

        Args:
            purpose: the decision the number is for.
            year: calendar year.
            ids: numbers of the entities, any shape (n,), non-negative. An array that cannot be written into is
                known again by what it is, any other by what it holds.
            persistence: p, in [0, 1).

        Returns:
            Array of shape (n,), read-only.
        """
        entities = _entities(ids)
        fixed = entities.base is None and not entities.flags.writeable
        name = purpose, persistence, id(entities) if fixed else entities.tobytes()
        # the entry holds its entities, so that no other array can have their number
        _, first, made = self._lasting.get(name, (None, year, None))
        if made is None or not 0 <= year - first < YEARS_AT_ONCE:
            weights, norm = fading_weights(persistence)
            sums = lasting_normals(self.key, int(purpose), year + MONTH_SHIFT, weights, entities)
            first, made = year, read_only(sums / np.sqrt(norm))
            self._lasting[name] = entities, first, made
        return made[year - first]


def fading_weights(persistence: float) -> tuple[Floats, float]:
    """Weights ``p^k`` of this year and of those before it, down to `FORGOTTEN`, and the sum of their squares."""
    weights, weight, squares = [], 1.0, 0.0
    while weight >= FORGOTTEN:
        weights.append(weight)
        squares += weight**2  # added in this order: the last digit of every lasting draw depends on it
        weight *= persistence
    return np.array(weights), squares


def _entities(ids: ArrayLike) -> Ints:
    """Numbers of entities as the compiled draws take them."""
    if isinstance(ids, np.ndarray) and ids.dtype == np.int64 and ids.ndim == 1 and ids.flags.c_contiguous:
        return ids
    return np.ascontiguousarray(np.atleast_1d(ids), dtype=np.int64)


@lru_cache(maxsize=10_000)
def name_id(name: str) -> int:
    """Number of a named entity: a hash of its name, so that one more actor moves nobody else's draws."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "little")
