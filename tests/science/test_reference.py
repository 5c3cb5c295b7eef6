"""The compiled month against a plain Mesa model that lives the same rules household by household.

Differences come from three places only, all of the order of the last bit of a number, so 1e-9 relative is
wide: powers (the engine computes ``exp(a log x)`` where the reference writes ``x ** a``), the normal quantile
(the engine's own rational approximation against the one in Python's ``statistics``), and sums (the engine
adds hamlet totals and fund balances in one running sum per hamlet, the reference groups terms as the equation
is written). Yes-or-no columns
have to agree exactly: a choice would differ only where its two sides are equal to the last bits.
"""

from __future__ import annotations

import numpy as np
import pytest

from partnersim.scenario.documents.fields import IF_ON
from partnersim.scenario.parameters.mechanisms import Mechanisms
from partnersim.studies.validation.switches import switch_sets
from partnersim.world.flows import FLOW_KINDS
from partnersim.world.funds import CLOSED
from partnersim.world.households import COLUMN_NAMES
from tests.reference.village import SUMS, Village
from tests.reference.worlds import SWITCHES, World, busy_services, make_world

MONTHS = 24
TERMS = {"term_weeks": 26, "members_per_unit": 30, "first_loan_idr": 600_000.0, "group_size": 5}
LATER = {"grace_months": 1, "weeks_between_instalments": 2}
FORMS = tuple(
    name for name in SWITCHES if getattr(Mechanisms.model_fields[name].default, "settles", True) == IF_ON
)
"""Forms of the household economy: a place that has one off has never lived by it."""

FUND_COLUMNS = (
    "cash",
    "banked",
    "outstanding",
    "late",
    "lost",
    "lent_month",
    "lent",
    "interest",
    "members",
    "groups",
    "queue",
    "applicants",
    "borrowers",
    "late_share",
)


def lively_world(weights: bool, banking_delay: bool) -> World:
    """500 households in ten hamlets, so poor and unruly that every branch of the month is taken."""
    world = make_world(
        hamlets=10, rows=50, seed=11, weights=weights, everything=True, community_funds={**TERMS, **LATER},
        mechanisms={
            "group_repayment": {"walk_away": 0.05, "write_off_months": 5},
            "loan_application": {"hassle_median_idr": 20_000.0, "considers": 0.6},
            "loan_costs": {"owing": 0.02, "hassle_power": 1.2},
            "joint_liability": {"cover_base": 0.2, "cover_bond": 0.5},
            "contract_farming": {"scheme_failure": 0.05, "price": 1.4},
            "contract_schemes": {"price_spread": 0.2, "owed_months": 0.5},
            "technology": {"minimum_capital_idr": 2_000_000.0},
            "technology_ladder": {"first_idr": 800_000.0, "ratio": 1.3},
            "market_growth": {"per_year": 0.1},
            "market_reach": {"share": 1.5},
            "meeting_time": {"share": 0.1},
            "training": {"hassle_share": 0.1, "again_after_months": 6},
            "lending": {"banking_delay": banking_delay},
            "moneylender": {"limit": 0.2},
            "kin_support": {"base_share": 0.05, "minimum": 0.9},
        },
    )  # fmt: skip
    world.funds.status[7] = 0  # a hamlet without a fund
    world.funds.cash[1] *= 0.1  # and one whose fund is too small for all who ask
    c = world.households.arrays
    c.transfer[::7], c.transfer[3::11] = 60_000.0, -20_000.0
    c.account[::3] = 0.5
    return world


def shake(world: World, village: Village, month: int) -> float:
    """What else happens to funds and incomes: a unit closes, a bank calls money in, one bad half-year."""
    if month == 9:
        world.funds.status[3] = CLOSED
        village.hamlets[3].fund.status = CLOSED
    if month == 12:
        world.funds.recalled[4] = village.hamlets[4].fund.recalled = 3e6
    return 0.7 if 10 <= month < 16 else 1.0


def same(mine: object, theirs: object, what: str) -> None:
    a, b = np.asarray(mine, dtype=float), np.asarray(theirs, dtype=float)
    scale = max(1.0, float(np.abs(b).max(initial=0.0)))
    # A difference of two large sums (what is left of a fund) is exact to the sums, not to itself.
    np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-12 * scale, err_msg=what)


@pytest.mark.parametrize(("weights", "banking_delay"), [(False, False), (True, True)])
def test_500_households_over_24_months_are_the_same_column_by_column(
    weights: bool, banking_delay: bool
) -> None:
    world = lively_world(weights, banking_delay)
    village = Village(
        world.spec,
        world.p,
        households=world.households,
        hamlets=world.hamlets,
        funds=world.funds,
        seed=11,
        keyed=True,
    )
    seen = dict.fromkeys(FLOW_KINDS, 0.0)
    most = dict.fromkeys(COLUMN_NAMES, 0.0)
    queued = blocked = covered = 0.0
    for month in range(MONTHS):
        services = busy_services(month, len(world.hamlets))
        factor = shake(world, village, month)
        flows = world.step(services, factor=factor)
        village.live_month(services, month=month, months_run=month, income_factor=factor)
        for name in COLUMN_NAMES:
            same(getattr(world.households, name), village.column(name), f"{name} in month {month}")
            most[name] = max(most[name], float(np.ptp(getattr(world.households, name).astype(float))))
        for name in (*SUMS, "shock", "price", "reach", "scheme", "schemes_failed"):
            same(
                getattr(world.hamlets, name),
                [getattr(h, name) for h in village.hamlets],
                f"{name} in month {month}",
            )
        for name in FUND_COLUMNS:
            there = [getattr(h.fund, name) for h in village.hamlets]
            same(getattr(world.funds, name), there, f"fund.{name} in month {month}")
        for kind in FLOW_KINDS:
            same(flows[kind], sum(h.flows[kind] for h in village.hamlets), f"{kind} in month {month}")
            seen[kind] += flows[kind]
        queued += float(world.funds.queue.sum())
        blocked += sum(len(h.fund.blocked) for h in village.hamlets if h.fund.active)
        covered += sum(h.fund.covered for h in village.hamlets)
    still = [kind for kind, amount in seen.items() if amount == 0.0]
    assert not still, f"never moved: {still}. Book them where their rule is, or make lively_world need them"
    # Everything has moved, so nothing agrees for want of being used.
    assert [name for name, spread in most.items() if spread == 0.0 and (weights or name != "weight")] == []
    assert queued > 0.0 and blocked > 0.0 and covered > 0.0 and float(world.funds.lost.sum()) > 0.0


def test_the_same_where_usual_income_follows_rises_alone() -> None:
    """Not so by default: the place of the first test without the falls, through the bad half-year."""
    world = lively_world(weights=True, banking_delay=False)
    world = world.copy(prompt_recovery={"both_ways": False, "share": 0.8})
    start = {"households": world.households, "hamlets": world.hamlets, "funds": world.funds}
    village = Village(world.spec, world.p, seed=11, keyed=True, **start)
    for month in range(8):
        services, factor = busy_services(month, 10), 0.7 if 2 <= month < 5 else 1.0
        world.step(services, factor=factor)
        village.live_month(services, month=month, months_run=month, income_factor=factor)
        for name in COLUMN_NAMES:
            same(getattr(world.households, name), village.column(name), f"{name} in month {month}")


def test_the_reference_can_draw_from_mesas_own_generator() -> None:
    """Other luck, same laws: the village lives, and its households differ from the keyed ones."""
    world = make_world(hamlets=4, rows=50, seed=3, community_funds=TERMS)
    start = {"households": world.households, "hamlets": world.hamlets, "funds": world.funds, "seed": 3}
    village = Village(world.spec, world.p, keyed=False, **start)
    keyed = Village(world.spec, world.p, keyed=True, **start)
    for month in range(6):
        for one in (village, keyed):
            one.live_month(busy_services(month, 4), month=month, months_run=month)
    mine, theirs = np.array(village.column("consumption")), np.array(keyed.column("consumption"))
    assert not np.array_equal(mine, theirs)
    assert abs(mine.mean() / theirs.mean() - 1.0) < 0.15
    assert len(village.agents) == 200


def test_the_same_with_all_other_forms_switched_off() -> None:
    """As before they came: the place of the test above without any of the forms."""
    world = lively_world(weights=True, banking_delay=False).copy(**{form: {"on": False} for form in FORMS})
    start = {"households": world.households, "hamlets": world.hamlets, "funds": world.funds}
    village = Village(world.spec, world.p, seed=11, keyed=True, **start)
    for month in range(6):
        services = busy_services(month, 10)
        world.step(services)
        village.live_month(services, month=month, months_run=month)
        for name in COLUMN_NAMES:
            same(getattr(world.households, name), village.column(name), f"{name} in month {month}")
    assert world.households.technology.max() == 1 and not world.hamlets.reach.any()
    assert not world.households.scheme_failed.any() and (world.hamlets.scheme == 1.0).all()


@pytest.mark.parametrize("mechanism", switch_sets())
def test_the_same_with_one_mechanism_switched_off(mechanism: str) -> None:
    """Engine and reference also agree on life without a mechanism, for households that have had it."""
    world = lively_world(weights=False, banking_delay=True)
    for month in range(4):
        world.step(busy_services(month, 10))
    world = world.copy(**{mechanism: {"on": False}})
    start = {"households": world.households, "hamlets": world.hamlets, "funds": world.funds}
    village = Village(world.spec, world.p, seed=11, keyed=True, **start)
    for month in range(4, 8):
        services = busy_services(month, 10)
        flows = world.step(services)
        village.live_month(services, month=month, months_run=month)
        for name in COLUMN_NAMES:
            same(getattr(world.households, name), village.column(name), f"{name} in month {month}")
        for kind in FLOW_KINDS:
            same(flows[kind], sum(h.flows[kind] for h in village.hamlets), f"{kind} in month {month}")
