"""What a place has lived through when a run begins: funds that are there, and months with them in the hamlets."""

from __future__ import annotations

import numpy as np

from partnersim.engine.population.sampling import Sample
from partnersim.engine.population.settling import all_switched_on
from partnersim.engine.population.village import Village, live_month
from partnersim.mechanisms.households.compiled_place import CompiledPlace
from partnersim.mechanisms.households.parameters import WageLevel, household_parameters
from partnersim.scenario.spec import Scenario
from partnersim.world.funds import ACTIVE, Funds
from partnersim.world.hamlets import Hamlets, Services
from partnersim.world.households import Households

OPENING_BOND = 0.6
"""Group capital of members of funds whose groups have met weekly for years before the start (assumed); in proportion
less where the fund's terms ask for fewer meetings."""

LENT_OVER = 3
"""Months over which the opening capital is lent, so that loans do not all fall due together."""


def live_before_start(village: Village, spec: Scenario, wages: WageLevel) -> None:
    """Let households live in their hamlets, with the funds that are there, until the month before the start.

    All mechanisms are on here: a switch takes effect at the start.
    """
    everything_on = all_switched_on(spec)
    p = household_parameters(everything_on, wages)
    funds, services = village.funds, village.services
    services.meeting_rate[funds.status == ACTIVE] = spec.programme.community_funds.meeting_rate
    part = funds.cash / LENT_OVER
    held = LENT_OVER - 1
    funds.cash -= held * part
    for month in range(-spec.run.settling_months, 0):
        live_month(village, everything_on.mechanisms, p, month=month, threads=spec.run.threads)
        if held:
            funds.cash += part
            held -= 1
    funds.cash += held * part
    share_out_surplus(spec, funds)
    funds.lent[:] = funds.lost[:] = funds.interest[:] = funds.bank_interest[:] = 0.0
    services.clear()


def open_funds(spec: Scenario, sample: Sample, p: object, households: Households, hamlets: Hamlets) -> Funds:
    """Funds that exist before the start, with their capital in cash and their members in groups."""
    funds = Funds.none(len(hamlets))
    terms = spec.programme.community_funds
    funds.room[:] = terms.members_per_unit
    opened = np.flatnonzero(sample.opening_kind >= 0)
    for h in opened:
        kind = terms.opening[sample.opening_kind[h]]
        funds.status[h], funds.opened[h], funds.kind[h] = ACTIVE, -12, sample.opening_kind[h]
        funds.cash[h] = kind.grant_idr + kind.loan_idr
        funds.granted[h], funds.bank_debt[h] = kind.grant_idr, kind.loan_idr
        funds.room[h] = kind.members
    place = CompiledPlace(households.arrays, hamlets, Services.none(len(hamlets)), funds)
    place.open_groups(p, opened, OPENING_BOND * min(1.0, terms.meeting_rate))
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
