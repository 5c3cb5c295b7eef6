"""Filling a run's rows from the settled population, and opening the funds that exist at the start."""

from __future__ import annotations

import numpy as np

from partnersim.mechanisms.households.groups import admit_opening_members
from partnersim.mechanisms.households.household_month import place_arrays
from partnersim.mechanisms.households.parameters import packed
from partnersim.scenario.spec import Scenario
from partnersim.theory.chance.draws import Draws, Purpose
from partnersim.world.funds import ACTIVE, Funds
from partnersim.world.hamlets import Hamlets
from partnersim.world.households import COLUMN_NAMES, Households
from partnersim.world.population import Sample
from partnersim.world.settled import Settled

GOLDEN = 0.6180339887498949
ROOT_TWO = 0.41421356237309515
READINESS_SPREAD = 0.15
OPENING_BOND = 0.6
"""Group capital of members of funds whose groups have met weekly for years before the start (assumed); in proportion
less where the fund's terms ask for fewer meetings."""

_OWN = {"id", "hamlet", "weight", "listed"}


def populate(spec: Scenario, sample: Sample, settled: Settled, draws: Draws, households: Households) -> None:
    """Copy a settled household into every row.

    Rows of a hamlet step through the settled households of their stratum (listed or not), ordered by welfare, by the
    golden ratio from a keyed start: every hamlet gets an even spread of rich and poor, and a row's household depends on
    nothing but the seed, its hamlet and its position.
    """
    c = households.arrays
    c.id[:] = sample.ids
    c.hamlet[:] = sample.hamlet
    c.weight[:] = sample.weight
    c.listed[:] = sample.listed
    shift = draws.uniform(Purpose.SAMPLE_SHIFT, 0, [0, 1])
    source = np.zeros(len(households), dtype=np.int64)
    for stratum in (0, 1):
        rows = np.flatnonzero(sample.listed == stratum)
        pool = np.flatnonzero(settled.columns["listed"] == stratum)
        if len(pool) == 0:
            pool = np.arange(len(settled.columns["listed"]))
        place = shift[stratum] + GOLDEN * sample.position[rows] + ROOT_TWO * sample.site[sample.hamlet[rows]]
        source[rows] = pool[((place % 1.0) * len(pool)).astype(np.int64)]
    for name in COLUMN_NAMES:
        if name not in _OWN:
            getattr(c, name)[:] = settled.columns[name][source]
    spread = READINESS_SPREAD * draws.normal(Purpose.READINESS_START, 0, c.id)
    c.readiness[:] = np.clip(spec.mechanisms.readiness.start + spread, 0.0, 1.0)


def open_funds(spec: Scenario, sample: Sample, p: object, households: Households, hamlets: Hamlets) -> Funds:
    """Funds that exist before the start, with their capital in cash and their members in groups."""
    funds = Funds.none(len(hamlets))
    terms = spec.programme.community_funds
    funds.room[:] = terms.members_per_unit
    place = place_arrays(households.arrays, hamlets, funds)
    bond = OPENING_BOND * min(1.0, terms.meeting_rate)
    for h in np.flatnonzero(sample.opening_kind >= 0):
        kind = terms.opening[sample.opening_kind[h]]
        funds.status[h], funds.opened[h], funds.kind[h] = ACTIVE, -12, sample.opening_kind[h]
        funds.cash[h] = kind.grant_idr + kind.loan_idr
        funds.granted[h], funds.bank_debt[h] = kind.grant_idr, kind.loan_idr
        funds.room[h] = kind.members
        admit_opening_members(packed(p), place, int(h), bond)
    return funds


def share_out_surplus(spec: Scenario, funds: Funds) -> None:
    """Funds that exist at the start begin with the capital the scenario gives them.

    What they earned while households settled is taken as paid out to officers and members before the start.
    """
    for h in np.flatnonzero(funds.kind >= 0):
        kind = spec.programme.community_funds.opening[funds.kind[h]]
        surplus = funds.cash[h] + funds.banked[h] + funds.outstanding[h] - kind.grant_idr - kind.loan_idr
        from_cash = min(max(0.0, surplus), funds.cash[h])
        funds.cash[h] -= from_cash
        funds.banked[h] -= min(max(0.0, surplus) - from_cash, funds.banked[h])
