"""What each form of the household month is for: with it a result holds, without it the result turns.

Small virtual trials on paired draws: the same households live the same luck twice, and only one thing
differs. And the
other side of pairing: where no spillover is modelled, nobody else notices.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from partnersim.world.hamlets import Services
from partnersim.world.households import COLUMN_NAMES
from tests.reference.worlds import World, make_world, no_spillover

OFF = {"on": False}


@pytest.fixture(scope="module")
def place() -> World:
    """2,000 households after three years without any programme."""
    world = make_world(hamlets=20, rows=100, seed=8, funds=False)
    world.run(36)
    return world


@pytest.fixture(scope="module")
def credit_place() -> World:
    """1,600 households whose funds have just opened; loans and meetings cost little, so that many borrow."""
    cheap = {"loan_costs": OFF, "meeting_time": OFF}
    return make_world(hamlets=20, rows=80, seed=9, community_funds={"term_weeks": 26}, mechanisms=cheap)


def col(world: World, name: str) -> NDArray[Any]:
    return np.asarray(getattr(world.households, name)).astype(float)


def services(world: World, **values: float) -> Services:
    made = Services.none(len(world.hamlets))
    for name, value in values.items():
        getattr(made, name)[:] = value
    return made


def live(world: World, months: int, **values: float) -> World:
    for _ in range(months):
        world.step(services(world, **values))
    return world


def give(world: World, name: str, amount: float, rows: NDArray[np.bool_]) -> World:
    getattr(world.households, name)[rows] += amount
    return world


def mean_income(world: World, months: int, rows: NDArray[np.bool_]) -> float:
    """Mean income of some households over some months."""
    return float(np.mean([col(live(world, 1), "income")[rows].mean() for _ in range(months)]))


# --- friction and technology: high returns at the margin beside little saving -------------------------------


def marginal_return(world: World) -> float:
    """Median monthly return on the last rupiah of capital of owners."""
    c = world.households
    owner = (c.owner == 1) & (c.capital > 1e5)
    profit = (
        world.p.enterprise_profit_at_reference_idr
        * np.exp(c.talent + c.practice)
        * (np.maximum(c.capital, 1.0) / 1e6) ** world.p.enterprise_returns
    )
    return float(np.median((world.p.enterprise_returns * profit / np.maximum(c.capital, 1.0))[owner]))


def test_without_self_control_friction_returns_fall_to_their_cost(place: World) -> None:
    held_back, free = live(place.copy(), 36), live(place.copy(self_control=OFF), 36)
    assert marginal_return(held_back) > 1.25 * marginal_return(free)
    assert col(free, "capital").mean() > 1.3 * col(held_back, "capital").mean()


def test_the_technology_makes_a_large_grant_last(place: World) -> None:
    """A grant that lifts owners over the minimum scale still pays years later; without it less."""
    left = {}
    for name, change in (("on", {}), ("off", {"technology": OFF})):
        world = live(place.copy(**change), 1)
        rows = (col(world, "owner") == 1) & (col(world, "capital") < 2e6)
        with_it, without = give(world.copy(), "capital", 4e6, rows), world.copy()
        live(with_it, 24)
        live(without, 24)
        left[name] = mean_income(with_it, 12, rows) - mean_income(without, 12, rows)
    assert left["on"] > 1.3 * left["off"] > 0.0


# --- talent and the idea gate: credit helps few, not everybody ----------------------------------------------


def test_talent_concentrates_what_capital_brings() -> None:
    share = {}
    for sd in (0.95, 0.0):
        world = live(
            make_world(
                hamlets=20, rows=100, seed=8, funds=False, mechanisms={"enterprise": {"talent_sd": sd}}
            ),
            12,
        )
        owner = col(world, "owner") == 1
        richer = give(world.copy(), "capital", 5e5, owner)
        # The grant is given before a month begins, so capital differs and luck does not.
        gain = col(live(richer, 1), "profit") - col(live(world, 1), "profit")
        gain = np.sort(gain[owner])
        share[sd] = gain[-len(gain) // 5 :].sum() / gain.sum()
    assert share[0.95] > share[0.0] + 0.05


def test_the_idea_gate_holds_entry_back_when_money_comes(place: World) -> None:
    """Money alone starts few enterprises in a year; with an idea every month it starts many."""
    started = {}
    for idea in (0.04, 1.0):
        world = place.copy(entry={"idea": idea})
        rows = col(world, "owner") == 0
        with_money = live(give(world.copy(), "savings", 5e5, rows), 6)
        started[idea] = float(
            (col(with_money, "owner")[rows]).mean() - col(live(world, 6), "owner")[rows].mean()
        )
    assert 0.0 < started[0.04] < 0.5 * started[1.0]


# --- time cost and slack: a package is worth something, not too much ----------------------------------------


def package_gain(world: World) -> float:
    """Gain in income over a year of poor households without an enterprise that are given one."""
    rows = (col(world, "owner") == 0) & (col(world, "consumption") < 1.5 * world.p.line * col(world, "size"))
    given = world.copy()
    given.households.owner[rows] = 1
    given.households.capital[rows] = 1e6
    return mean_income(given, 12, rows) - mean_income(world.copy(), 12, rows)


def test_the_owners_time_takes_part_of_a_package(place: World) -> None:
    gain = {
        name: package_gain(place.copy(time_cost=change))
        for name, change in {"on": {}, "off": OFF, "no slack": {"slack": 0.0}}.items()
    }
    assert 0.0 < gain["on"] < gain["off"]
    assert gain["no slack"] < gain["on"]


# --- plough-back and discipline: a package outlasts the asset in it -----------------------------------------


def test_coaching_makes_a_package_outlast_its_asset(place: World) -> None:
    left = {}
    for name, change in (("on", {}), ("off", {"coaching": OFF})):
        world = place.copy(mentoring={}, practice={"mentor_step": 0.0}, **change)
        rows = col(world, "owner") == 1
        coached = live(world.copy(), 12, mentor_visits=100.0)
        plain = live(world.copy(), 12)
        left[name] = (
            col(live(coached, 18), "capital")[rows].mean() - col(live(plain, 18), "capital")[rows].mean()
        )
    assert left["on"] > 20_000.0
    assert left["off"] == 0.0


# --- practice: what is given fades at two speeds ------------------------------------------------------------


def test_inexperience_heals_slower_than_teaching_is_forgotten() -> None:
    world = make_world(hamlets=2, rows=50, funds=False, mechanisms={"exit": OFF, "entry": OFF})
    world.households.practice[:50], world.households.practice[50:] = -0.3, 0.3
    world.households.owner[:] = 1
    live(world, 12)
    gap, taught = -col(world, "practice")[:50].mean() / 0.3, col(world, "practice")[50:].mean() / 0.3
    assert taught < 0.4 < 0.6 < gap < 0.9
    frozen = make_world(
        hamlets=2, rows=50, funds=False, mechanisms={"exit": OFF, "entry": OFF, "practice": OFF}
    )
    frozen.households.practice[:50], frozen.households.practice[50:] = -0.3, 0.3
    frozen.households.owner[:] = 1
    live(frozen, 12)
    assert col(frozen, "practice")[:50].max() == -0.3 and col(frozen, "practice")[50:].min() == 0.3


def test_a_course_pays_only_through_practice(place: World) -> None:
    gains = {}
    for name, change in (("on", {}), ("off", {"practice": OFF})):
        world = place.copy(training={"hassle_share": 0.0}, **change)
        rows = col(world, "owner") == 1
        trained = live(world.copy(), 3, training_places=200.0)
        plain = live(world.copy(), 3)
        gains[name] = col(trained, "profit")[rows].mean() - col(plain, "profit")[rows].mean()
    assert gains["on"] > 0.0 == gains["off"]


# --- hassle: take-up; meetings: repayment; contagion: the price of joint liability --------------------------


def members(world: World) -> float:
    return float((world.households.group >= 0).mean())


def test_hassle_decides_take_up(credit_place: World) -> None:
    taken = []
    for factor in (0.0, 3.0, 20.0):
        world = credit_place.copy()
        world.households.hassle[:] *= factor
        taken.append(members(live(world, 6, meeting_rate=1.0)))
    assert taken[0] > 1.3 * taken[1] > 2.6 * taken[2]


def test_meetings_make_borrowers_repay(credit_place: World) -> None:
    risky = {"walk_away": 0.03}
    lost, walked = {}, {}
    for rate in (0.0, 1.0):
        world = live(credit_place.copy(group_repayment=risky), 30, meeting_rate=rate)
        lost[rate] = float(world.funds.lost.sum() / world.funds.lent.sum())
        walked[rate] = int(world.households.walked.sum() + world.households.barred.sum())
    assert lost[1.0] < 0.6 * lost[0.0]
    assert walked[1.0] < walked[0.0]


def test_contagion_is_a_price_of_joint_liability_only(credit_place: World) -> None:
    def left(contagion: float, liability: dict[str, Any]) -> World:
        terms = {"walk_away": 0.03, "contagion": contagion}
        return live(credit_place.copy(group_repayment=terms, joint_liability=liability), 24, meeting_rate=0.5)

    calm, panicked = left(0.0, {"cover_base": 0.0}), left(15.0, {"cover_base": 0.0})
    assert panicked.funds.lost.sum() > 1.2 * calm.funds.lost.sum()
    alone, alone_too = left(0.0, OFF), left(15.0, OFF)
    for name in COLUMN_NAMES:
        np.testing.assert_array_equal(col(alone, name), col(alone_too, name))


def test_peers_cover_what_members_miss(credit_place: World) -> None:
    terms = {"group_repayment": {"walk_away": 0.03, "contagion": 0.0}}
    covered = live(credit_place.copy(joint_liability={"cover_base": 0.9}, **terms), 24, meeting_rate=0.5)
    alone = live(credit_place.copy(joint_liability=OFF, **terms), 24, meeting_rate=0.5)
    per_rupiah = [float(w.funds.lost.sum() / w.funds.lent.sum()) for w in (covered, alone)]
    assert per_rupiah[0] < per_rupiah[1]


# --- weak buffer: what a transfer does; saturation: what neighbours take away -------------------------------


def test_a_weak_buffer_lets_a_transfer_be_eaten(place: World) -> None:
    eaten = {}
    for name, change in (("weak", {}), ("strong", {"buffer": 24.0})):
        world = live(place.copy(consumption=change), 1)
        everyone = np.ones(len(world.households), bool)
        richer, same = give(world.copy(), "savings", 5e5, everyone), world
        eaten[name] = (
            sum(
                (col(live(richer, 1), "consumption") - col(live(same, 1), "consumption")).mean()
                for _ in range(6)
            )
            / 5e5
        )
    assert eaten["weak"] > 1.5 * eaten["strong"]


def with_new_neighbours(world: World) -> tuple[float, NDArray[np.bool_]]:
    """What old owners lose a month when every second household without an enterprise is given one."""
    idle = col(world, "owner") == 0
    new = idle & (np.arange(len(idle)) % 2 == 0)
    crowded = world.copy()
    crowded.households.owner[new] = 1
    crowded.households.capital[new] = 1e6
    old = ~idle
    return mean_income(world.copy(), 12, old) - mean_income(crowded, 12, old), old


def test_neighbours_entry_takes_away_through_the_local_price_only(place: World) -> None:
    lost, _ = with_new_neighbours(place.copy())
    untouched, _ = with_new_neighbours(place.copy(local_demand=OFF))
    assert lost > 1000.0
    assert untouched == 0.0


def test_contracts_relieve_the_local_market(place: World) -> None:
    """What the nucleus takes no longer presses on the local price, so neighbours gain too."""
    gains = {}
    for name, change in (("on", {}), ("off", {"local_demand": OFF})):
        world = place.copy(contract_farming={"price": 1.5}, **change)
        contracted, plain = live(world.copy(), 12, contract_places=15.0), live(world.copy(), 12)
        others = (
            (col(contracted, "owner") == 1)
            & (col(contracted, "contract") == 0)
            & (col(contracted, "order_months") == 0)
        )
        never = others & (col(contracted, "capital") < world.p.contract_farming_entry_capital_idr)
        assert col(contracted, "contract").sum() > 50
        gains[name] = (col(contracted, "profit") - col(plain, "profit"))[never]
    assert gains["on"].mean() > 0.0
    assert np.median(gains["off"]) == 0.0


# --- nobody else notices ------------------------------------------------------------------------------------


def test_one_more_household_leaves_every_other_bit_identical() -> None:
    """Without a local price, a fund and rationed services, the 31st household of a hamlet touches nobody."""
    few = make_world(hamlets=4, rows=30, seed=2, funds=False, mechanisms=no_spillover())
    many = make_world(hamlets=4, rows=31, seed=2, funds=False, mechanisms=no_spillover())
    both = np.flatnonzero(np.isin(many.households.id, few.households.id))
    assert len(both) == 120
    for _ in range(24):
        few.step(services(few, socialised=0.5, promised_ratio=0.8))
        many.step(services(many, socialised=0.5, promised_ratio=0.8))
    for name in COLUMN_NAMES:
        np.testing.assert_array_equal(
            getattr(few.households, name), getattr(many.households, name)[both], err_msg=name
        )


def test_with_a_local_price_one_more_household_is_felt() -> None:
    """The same comparison with the spillover switched on differs, so it is able to."""
    few, many = (make_world(hamlets=4, rows=rows, seed=2, funds=False) for rows in (30, 31))
    both = np.flatnonzero(np.isin(many.households.id, few.households.id))
    live(few, 24)
    live(many, 24)
    assert (col(few, "consumption") != col(many, "consumption")[both]).mean() > 0.5


def without_spillover_of_credit() -> World:
    """A fund with money and room for all, whose members answer for themselves and watch nobody."""
    world = make_world(
        hamlets=3,
        rows=40,
        seed=6,
        community_funds={"members_per_unit": 500, "fair_share": 100.0, "term_weeks": 26},
        mechanisms={
            "local_demand": OFF,
            "joint_liability": OFF,
            "readiness": {"from_success": 0.0},
            "loan_application": {"hassle_median_idr": 5_000.0},
        },
    )
    world.funds.cash[:] = 1e12
    return world


def test_a_household_that_may_not_join_changes_only_itself() -> None:
    free, banned = without_spillover_of_credit(), without_spillover_of_credit()
    live(free, 4, meeting_rate=1.0)
    joined = int(np.flatnonzero(free.households.loans_taken > 0)[0])
    free = without_spillover_of_credit()
    banned.households.barred[joined] = 1
    live(free, 30, meeting_rate=1.0)
    live(banned, 30, meeting_rate=1.0)
    others = np.arange(len(free.households)) != joined
    assert free.households.loans_taken[joined] > 0 == banned.households.loans_taken[joined]
    assert (free.households.loans_taken[others] > 0).sum() > 10
    for name in COLUMN_NAMES:
        if name != "group":  # groups are numbered in the order of joining
            mine, theirs = getattr(free.households, name)[others], getattr(banned.households, name)[others]
            np.testing.assert_array_equal(mine, theirs, err_msg=name)


def test_hamlets_do_not_touch_one_another() -> None:
    """What happens to the funds of one hamlet is not felt in the next."""
    eager = {"loan_costs": OFF, "meeting_time": OFF}
    rich, poor = (make_world(hamlets=3, rows=40, seed=6, mechanisms=eager) for _ in range(2))
    poor.funds.cash[0] = 400_000.0
    live(rich, 12, meeting_rate=1.0)
    live(poor, 12, meeting_rate=1.0)
    elsewhere = rich.households.hamlet != 0
    assert not np.array_equal(col(rich, "loans_taken"), col(poor, "loans_taken"))
    for name in COLUMN_NAMES:
        np.testing.assert_array_equal(col(rich, name)[elsewhere], col(poor, name)[elsewhere], err_msg=name)


def test_a_mechanism_that_decides_nothing_changes_nothing() -> None:
    """Training, mentoring, orders and the rest are on, but no partner delivers: as if they were off."""
    idle = dict.fromkeys(
        (
            "training",
            "mentoring",
            "buyer_orders",
            "contract_farming",
            "asset_transfer",
            "consumption_support",
        ),
        OFF,
    )
    on, off = make_world(hamlets=3, rows=40), make_world(hamlets=3, rows=40, mechanisms=idle)
    live(on, 24, meeting_rate=1.0)
    live(off, 24, meeting_rate=1.0)
    for name in COLUMN_NAMES:
        np.testing.assert_array_equal(col(on, name), col(off, name), err_msg=name)
