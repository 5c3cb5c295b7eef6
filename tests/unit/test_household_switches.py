"""Each switch of the household month against its promise, on a small world."""

from __future__ import annotations

from math import exp, log
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from partnersim.mechanisms.households import (
    enterprise,
)
from tests.household_case import with_
from tests.reference.worlds import World, busy_services, make_world

OFF = {"on": False}


# --- switches, on a small world -----------------------------------------------------------------------------


def lived(
    months: int = 8, *, services: bool = True, everything: bool = False, **mechanisms: dict[str, Any]
) -> tuple[World, dict[str, float]]:
    """A world under some switches after some months, and its flows in sum."""
    world = make_world(
        hamlets=4, rows=60, seed=5, everything=everything, mechanisms=mechanisms,
        community_funds={"term_weeks": 26},
    )  # fmt: skip
    flows = world.run(months, busy_services if services else None)
    return world, {kind: sum(month[kind] for month in flows) for kind in flows[0]}


@pytest.fixture(scope="module")
def on() -> tuple[World, dict[str, float]]:
    return lived()


def col(world: World, name: str) -> NDArray[Any]:
    return np.asarray(getattr(world.households, name))


def test_everything_moves_when_everything_is_on() -> None:
    world, flows = lived(everything=True, contract_farming={"scheme_failure": 0.3})
    never = {"kin support", "loan written off"}  # need a longer or worse time
    assert {kind for kind, amount in flows.items() if amount == 0.0} <= never
    assert col(world, "loan").max() > 0.0 and col(world, "order_months").max() > 0


def test_income_shocks_off_everybody_earns_the_usual() -> None:
    world = make_world(
        mechanisms={"income_shocks": OFF, "hamlet_shocks": OFF, "market_growth": OFF, "enterprise": OFF}
    )
    world.run(1)
    first = col(world, "income").copy()
    world.run(3)
    np.testing.assert_array_equal(col(world, "income"), first)


def test_growth_raises_wages_by_its_rate() -> None:
    mechanisms = {"enterprise": OFF, "local_demand": OFF}
    worlds = [
        make_world(mechanisms={**mechanisms, "market_growth": growth}) for growth in (OFF, {"per_year": 0.06})
    ]
    paid = [world.run(13)[-1]["wages"] for world in worlds]
    assert paid[1] / paid[0] == pytest.approx(exp(0.06), rel=1e-9)


def test_local_demand_off_leaves_the_base_price(on: tuple[World, dict[str, float]]) -> None:
    world, _ = lived(local_demand=OFF)
    assert np.all(world.hamlets.price == 1.0)
    assert np.any(on[0].hamlets.price != 1.0)


def test_enterprise_off_nobody_earns_or_starts() -> None:
    world, flows = lived(enterprise=OFF)
    assert not col(world, "owner").any() and not col(world, "profit").any()
    assert flows["sales"] == flows["input costs"] == flows["equipment"] == 0.0


def test_entry_and_exit_off() -> None:
    start = make_world(hamlets=4, rows=60, seed=5)
    no_entry, _ = lived(entry=OFF, asset_transfer=OFF)
    assert not (col(no_entry, "owner").astype(bool) & ~col(start, "owner").astype(bool)).any()
    no_exit, _ = lived(exit=OFF)
    assert not (~col(no_exit, "owner").astype(bool) & col(start, "owner").astype(bool)).any()


def test_technology_off_raises_nobodys_profit() -> None:
    world = make_world(mechanisms={"technology": OFF})
    same = world.copy()
    world.households.technology[:] = col(world, "owner")
    same.households.technology[:] = 0
    world.run(1)
    same.run(1)
    np.testing.assert_array_equal(col(world, "profit"), col(same, "profit"))


@pytest.mark.parametrize(
    ("switch", "kinds"),
    [
        ("moneylender", ("moneylender loan",)),
        ("consumption_support", ("consumption support",)),
        ("asset_transfer", ("equipment in kind",)),
        ("buyer_orders", ("order sales",)),
        ("contract_farming", ("contract sales",)),
        ("loan_application", ("programme loan", "loan repayment")),
        ("lending", ("programme loan", "loan repayment")),
    ],
)
def test_a_switch_stops_its_flow(
    switch: str, kinds: tuple[str, ...], on: tuple[World, dict[str, float]]
) -> None:
    _, flows = lived(**{switch: OFF})
    for kind in kinds:
        assert flows[kind] == 0.0 < on[1][kind]


def test_distress_sale_off_capital_is_sold_only_on_closing() -> None:
    poor = {"exit": OFF, "moneylender": OFF, "kin_support": {"base_share": 0.05}}
    _, flows = lived(distress_sale=OFF, **poor)
    assert flows["distress sale"] == flows["distress loss"] == 0.0
    assert lived(**poor)[1]["distress sale"] > 0.0


def test_kin_support_off_the_base_remains() -> None:
    poor = {"moneylender": OFF, "distress_sale": OFF}
    _, without = lived(kin_support={"on": False, "base_share": 0.1}, **poor)
    _, with_kin = lived(kin_support={"base_share": 0.1}, **poor)
    assert without["kin support"] == 0.0 < with_kin["kin support"]
    assert without["in-kind base"] == with_kin["in-kind base"] > 0.0


def test_application_off_nobody_joins() -> None:
    world, _ = lived(loan_application=OFF)
    assert (col(world, "group") == -1).all() and not world.funds.members.any()


def with_a_defaulter(**liability: Any) -> tuple[World, int]:
    """A world in which one borrower with well-off peers has walked away."""
    world, _ = lived(3, group_repayment={"walk_away": 0.0}, joint_liability=liability)
    world.households.savings[:] += 1e6
    borrowers = np.flatnonzero((col(world, "loan") > 0.0) & (col(world, "loans_taken") == 1))
    groups = [(int(col(world, "hamlet")[i]), int(col(world, "group")[i])) for i in borrowers]
    row = next(i for i, group in zip(borrowers, groups, strict=True) if groups.count(group) > 2)
    world.households.walked[row] = 1
    return world, int(row)


def test_peers_cover_and_joint_liability_off_nobody_pays_for_another() -> None:
    covered, row = with_a_defaulter(cover_base=1.0)
    before = float(col(covered, "loan")[row])
    covered.run(1, busy_services)
    assert col(covered, "loan")[row] == pytest.approx(before - col(covered, "instalment")[row])
    assert col(covered, "arrears")[row] == 0.0
    alone, row = with_a_defaulter(on=False, cover_base=1.0)
    before = float(col(alone, "loan")[row])
    alone.run(1, busy_services)
    assert col(alone, "loan")[row] == before
    assert col(alone, "arrears")[row] == pytest.approx(col(alone, "instalment")[row])
    assert col(alone, "months_late")[row] == 1


def test_group_repayment_off_nobody_walks_away() -> None:
    world, _ = lived(group_repayment={"on": False, "walk_away": 1.0})
    assert not col(world, "walked").any() and col(world, "loan").any()


def test_readiness_off_stays(on: tuple[World, dict[str, float]]) -> None:
    start = make_world(hamlets=4, rows=60, seed=5)
    np.testing.assert_array_equal(col(lived(readiness=OFF)[0], "readiness"), col(start, "readiness"))
    assert (col(on[0], "readiness") != col(start, "readiness")).all()


def test_training_off_nobody_takes_a_place(on: tuple[World, dict[str, float]]) -> None:
    assert (col(lived(training=OFF)[0], "trained_ago") == 9999).all()
    assert (col(on[0], "trained_ago") < 9999).any()


def test_practice_off_is_ordinary_whatever_is_taught() -> None:
    world = make_world(hamlets=4, rows=60, seed=5, mechanisms={"practice": OFF})
    world.households.practice[:] = 0.0
    world.run(8, busy_services)
    assert not col(world, "practice").any() and not col(world, "skill").any()


def test_mentoring_and_coaching_off(on: tuple[World, dict[str, float]]) -> None:
    assert not col(lived(mentoring=OFF)[0], "indiscipline").any()
    assert not col(lived(coaching=OFF)[0], "indiscipline").any()
    assert (col(on[0], "indiscipline") < 0.0).any()


def test_time_cost_off_owners_keep_their_wage() -> None:
    half = {"exit": OFF, "entry": OFF}
    _, without = lived(1, time_cost=OFF, **half)
    _, with_cost = lived(1, **half)
    assert without["wages"] > with_cost["wages"]


def test_capital_loss_off_only_wear() -> None:
    quiet = {"exit": OFF, "entry": OFF, "distress_sale": OFF, "technology": OFF, "asset_transfer": OFF}
    world = make_world(mechanisms={"capital_loss": OFF, **quiet})
    before = float((col(world, "capital") * col(world, "owner")).sum())
    assert world.run(1)[0]["wear and loss"] == pytest.approx(
        world.p.enterprise_depreciation * before, rel=1e-12
    )


def test_signs_of_the_forces_on_profit() -> None:
    """Talent, practice, technology, capital and price each raise output; log profit moves one for one."""
    p = with_()
    base = enterprise.output_at(p, 0.2, 1e6)
    for stronger in (enterprise.strength(0.3, 0.0, 0.0), enterprise.strength(0.2, 0.1, 0.0)):
        assert log(enterprise.output_at(p, stronger, 1e6) / base) == pytest.approx(0.1)
    assert (
        enterprise.output_at(p, enterprise.strength(0.2, 0.0, enterprise.technology_gain(p, 1, False)), 1e6)
        > base
    )
    assert enterprise.output_at(p, 0.2, 1.1e6) > base


@pytest.mark.parametrize("longest", [3, 11, 17])
def test_the_fund_lends_first_to_who_has_waited_longest(longest: int) -> None:
    world = make_world(
        hamlets=1, rows=20, listed=1.1, mechanisms={"loan_application": {"considers": 1.0, "lump_sum_value": 0.5}},
        community_funds={"group_size": 20},
    )  # fmt: skip
    world.households.hassle[:], world.households.readiness[:] = 0.0, 1.0
    world.households.waiting[:], world.households.waiting[longest] = 4, 6
    world.funds.cash[:] = 1.5 * world.p.first_loan
    world.run(1)
    assert np.flatnonzero(col(world, "loans_taken")).tolist() == [longest]
    expected = np.full(20, 5)
    expected[longest] = 0
    assert col(world, "waiting").tolist() == expected.tolist()
