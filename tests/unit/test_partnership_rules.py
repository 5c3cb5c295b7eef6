"""Compiled rules of the partnership, each on two or three partners, with values worked out by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from partnersim.mechanisms.partnership.chosen_delivery import deliver, gain_experience, lucks
from partnersim.mechanisms.partnership.coordination_cost import coordinate
from partnersim.mechanisms.partnership.informal_ties import tied
from partnersim.mechanisms.partnership.leakage import chosen_theft, fitted
from partnersim.mechanisms.partnership.needs import drifted, seen_differently
from partnersim.mechanisms.partnership.rival_benefits import share_out
from partnersim.theory.chance.draws import MONTH_SHIFT, Draws, Purpose
from partnersim.theory.conduct import Temper, made_ready, shirked, wished
from partnersim.theory.coordination import talkers
from partnersim.theory.leakage import theft
from partnersim.theory.partners import ALONE, JOINT, LEADER
from partnersim.theory.sharing import (
    BY_CONTRIBUTION,
    EQUAL,
    LEADER_RESIDUAL,
    Sharing,
    pulled_shares,
    strongest,
)
from partnersim.theory.sums import exact_sum
from partnersim.world.books import Books
from partnersim.world.staff import COORDINATE, MEET, STAFF_USES, TIES, VISIT, staff_left
from tests.partner_world import PartnerWorld, locked, scenario, yes

# --- sums and staff -----------------------------------------------------------------------------------------


def test_a_sum_of_few_is_rounded_once() -> None:
    assert exact_sum(np.full(10, 0.1)) == 1.0  # one after the other they make 0.9999999999999999
    assert exact_sum(np.array([1e16, 1.0, -1e16])) == 1.0
    assert exact_sum(np.zeros(0)) == 0.0
    drawn = np.random.default_rng(4).lognormal(0.0, 3.0, (200, 7))
    assert [exact_sum(row) for row in drawn] == [math.fsum(row) for row in drawn]


def test_staff_is_left_after_all_uses_and_never_below_nothing() -> None:
    used = np.zeros((2, len(STAFF_USES)))
    used[0], used[1, MEET] = 0.1, 5.0
    assert staff_left(np.array([3.0, 4.0]), used, 0) == 3.0 - 0.9
    assert staff_left(np.array([3.0, 4.0]), used, 1) == 0.0
    assert [STAFF_USES[use] for use in (COORDINATE, MEET, VISIT, TIES)] == [
        "coordinate",
        "meet",
        "visit",
        "ties",
    ]


# --- talking ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "leader", "working", "through_one", "expected"),
    [
        (JOINT, 1, yes(1, 1, 0), True, (LEADER, 1)),
        (JOINT, 2, yes(0, 1, 0), True, (LEADER, 1)),  # the leader sleeps: the first at work
        (JOINT, 1, yes(1, 1, 1), False, (JOINT, 1)),
        (JOINT, 1, yes(0, 0, 0), True, (JOINT, 1)),
        (ALONE, 1, yes(1, 1, 1), True, (ALONE, 1)),
    ],
)
def test_who_is_in_the_middle_of_talk(
    rule: int, leader: int, working: Any, through_one: bool, expected: tuple[int, int]
) -> None:
    assert talkers(rule, leader, working, through_one) == expected


def test_time_for_talk_comes_out_of_the_staff_that_is_left_meetings_first() -> None:
    """Trust 0.7 in all: 0.2 x 0.5 for the one other, and a meeting of two takes 12 / 12 x 0.3 x 2 = 0.6."""
    used = np.zeros((4, len(STAFF_USES)))
    used[3, VISIT] = 1.75
    alpha, beta = locked(np.full((3, 3), 7.0)), locked(np.full((3, 3), 3.0))
    rows, employed = locked([1, 3, 0]), np.array([9.0, 9.0, 9.0, 2.0])
    hours = 0.2, 0.4, 0.3, 12.0, 0.0
    talks, spent, led = np.zeros((3, 3), dtype=bool), np.zeros(3), np.zeros(3)
    who = yes(1, 1, 0), (alpha, beta)
    coordinate((JOINT, 0, False, 8), hours, *who, (rows, employed, used), (talks, spent))
    assert talks.tolist() == [[False, True, False], [True, False, False], [False, False, False]]
    np.testing.assert_allclose(spent, [0.7, 0.25, 0.0])
    np.testing.assert_allclose(used[:, MEET], [0, 0.6, 0, 0.25])
    np.testing.assert_allclose(used[:, COORDINATE], [0, 0.1, 0, 0], atol=1e-15)
    coordinate((LEADER, 0, False, 8), hours, *who, (rows, employed, 0 * used), (talks, led))
    np.testing.assert_allclose(led, [0.6 + 0.1 + 0.4 * 0.5, 0.7, 0.0])


# --- delivering ---------------------------------------------------------------------------------------------


def test_shirking_answers_to_trust_and_to_being_seen() -> None:
    """Mean trust in the others at work: 0.4 and 0.9; the third sleeps."""
    trust = np.array([[1, 0.4, 0.0], [0.9, 1, 0.0], [0.2, 0.2, 1]])
    wish, told, stake = np.array([0.3, 0.9, 0.1]), np.array([0.5, 0.2, 0.0]), np.array([0.5, -1.0, 0.0])
    temper = Temper(reciprocity=0.5, reference_trust=0.6, contract_penalty=0.2, value_at_stake=0.4)
    alone = np.array([0.05, 0.06, 0.07])
    shirks = shirked(wish, alone, trust, yes(1, 1, 0), told, stake, 0.5, temper)
    expected = [0.3 + 0.5 * 0.2 - 0.5 * (0.1 + 0.2), 0.9 - 0.5 * 0.3 - 0.2 * 0.1, 0.1 + 0.5 * 0.6]
    np.testing.assert_allclose(shirks, expected)
    np.testing.assert_array_equal(shirked(wish, alone, trust, yes(1, 0, 0), told, stake, 0.5, temper), alone)
    bold = temper._replace(reciprocity=9.0)
    assert shirked(wish, alone, trust, yes(1, 1, 0), told, stake, 0.5, bold)[:2].tolist() == [1.0, 0.0]


def test_whose_plan_it_is_decides_what_one_would_divert_unseen() -> None:
    """A quarter and a half of promises are not kept; of its own plan each misuses less."""
    misused, keeps = locked([0.1, 0.2]), locked([0.75, 0.5])
    assert wished(misused, keeps, True).tolist() == [0.1, 0.2]
    assert wished(misused, keeps, False).tolist() == [0.25, 0.5]


def test_work_in_a_row_waits_for_what_was_done_before_it() -> None:
    """Half the work waits: 0.8 first; a sleeper; then 0.6 (1 - 0.5 (1 - 0.4)) after a first that did 0.8 x 0.5."""
    readiness, shirk = np.array([0.8, 0.9, 0.6, 0.5]), np.array([0.5, 0.0, 0.0, 0.2])
    ready = made_ready(readiness, shirk, yes(1, 0, 1, 1), 0.5)
    third = 0.6 * 0.7
    np.testing.assert_allclose(ready, [0.8, 0.9, third, 0.5 * (1 - 0.5 * (1 - (0.4 + third) / 2))])
    np.testing.assert_array_equal(made_ready(readiness, shirk, yes(1, 1, 1, 1), 0.0), readiness)


def test_what_arrives_is_what_is_not_diverted_as_far_as_ready_times_luck() -> None:
    misused = np.array([0.4, 0.3, 0.6])
    columns = misused, np.array([0.7, 0.9, 0.8]), np.array([0.5, 1.0, 0.4]), np.array([1.2, 1.5, 1.0])
    doers = locked([2, 1]), yes(1, 0), *columns
    pair = locked(np.full((2, 2), 3.0)), locked(np.full((2, 2), 2.0))
    answering = *pair, np.zeros((2, 2)), np.zeros(2), 0.0, locked([0.0, 0.0]), 0.5, np.ones(2)
    chosen = np.empty((4, 2))
    deliver(doers, answering, (0.0, 0.0, 1.0, 1.0), (False, True, 0.0), np.array([0.9, 0.11]), chosen)
    np.testing.assert_allclose(chosen, [[1.0, 1.5], [0.6, 0.3], [0.4, 1.0], [0.4 * 0.4, 0.11]])
    both, seen = (doers[0], yes(1, 1), *columns), np.array([[0.0, 0.5], [0.4, 0.0]])
    told = *pair, seen, np.array([0.5, 0.0]), 0.5, locked([0.0, 0.0]), 0.5, np.zeros(2)
    deliver(both, told, (0.0, 0.0, 0.5, 1.0), (True, False, 0.0), np.array([0.9, 0.11]), chosen)
    np.testing.assert_allclose(chosen[1], [0.2 - 0.4 * 0.5 * 0.5 * 0.25, 0.1 - 0.5 * 0.5 * 0.25])
    assert chosen[3, 1] == 1.0  # not more than all
    deliver(both, told, (0.0, 0.0, 0.5, 1.0), (True, True, 0.0), np.array([0.9, 0.11]), chosen)
    np.testing.assert_allclose(chosen[1], [0.6 - 0.4 * 0.5 * 0.5 * 0.25, 0.3 - 0.5 * 0.5 * 0.25])
    deliver(doers, told, (0.0, 0.0, 0.5, 1.0), (True, False, 0.0), np.array([0.9, 0.11]), chosen)
    np.testing.assert_allclose(chosen[1], [0.6, 0.3])  # alone at work, with an agreement
    afraid = (
        *told[:-1],
        np.array([0.5, 0.1]),
    )  # 0.4 and 0.5 are seen, of which half and all is told, half forgiven
    deliver(both, afraid, (0.0, 0.0, 0.0, 0.0), (True, True, 0.0), np.array([0.9, 0.11]), chosen)
    np.testing.assert_allclose(chosen[1], [0.6 - 0.4 * 0.5 * 0.5 * 0.5, 0.3 - 0.5 * 0.5 * 0.1])


def test_luck_has_its_draw_and_a_mean_of_one() -> None:
    entities = locked(np.arange(40_000))
    drawn = np.empty((2, len(entities)))
    lucks((Draws(2).key, 7 + MONTH_SHIFT), entities, 0.3, drawn)
    for month in (7, 8):
        z = Draws(2).normal(Purpose.DELIVERY_LUCK, month, entities)
        np.testing.assert_allclose(drawn[month - 7], np.exp(0.3 * z - 0.045))
    assert drawn[0].mean() == pytest.approx(1.0, abs=0.006)
    lucks((Draws(2).key, 7 + MONTH_SHIFT), entities, 0.0, drawn)
    assert (drawn == 1.0).all()


def test_experience_grows_by_a_part_of_what_is_missing_while_one_is_there() -> None:
    readiness = np.array([0.5, 0.5, 1.0])
    gain_experience(readiness, yes(1, 0, 1), 0.1)
    np.testing.assert_allclose(readiness, [0.55, 0.5, 1.0])


# --- theft, ties, sharing, needs ----------------------------------------------------------------------------


def test_temptation_is_less_outside_government_and_among_the_honest_and_more_under_cover() -> None:
    officials = yes(1, 0, 0), np.array([0.5, 0.5, 0.0]), np.array([0.0, 0.0, 0.25])
    taken = np.empty((3, 3))
    chosen_theft(tuple(fitted()), officials, (0.4, 0.5, 2.0), (0.1, 0.2), taken)
    for row, factor in zip(taken, (0.8, 0.4, 0.5 * 1.5), strict=True):
        np.testing.assert_allclose(row, theft(fitted(), factor, 0.1, 0.2), rtol=1e-14)


def test_ties_take_the_staff_that_is_left() -> None:
    used = np.zeros((3, len(STAFF_USES)))
    used[0, MEET] = 0.9
    given = np.zeros(3)
    tied(yes(1, 1, 0), locked([0, 2, 1]), np.array([1.0, 5.0, 5.0]), used, 0.4, given)
    np.testing.assert_allclose(given, [0.25, 1.0, 0.0])
    np.testing.assert_allclose(used[:, TIES], [0.1, 0.0, 0.4])
    tied(yes(1, 1, 0), locked([0, 2, 1]), np.array([1.0, 5.0, 5.0]), used, 0.0, given)
    assert given.tolist() == [1.0, 1.0, 0.0]


@pytest.mark.parametrize(
    ("rule", "who", "expected"),
    [
        (EQUAL, yes(1, 1, 0), [0.5, 0.5, 0]),
        (BY_CONTRIBUTION, yes(1, 1, 0), [0.25, 0.75, 0]),
        (LEADER_RESIDUAL, yes(1, 1, 0), [1 - 0.4 * 0.75, 0.4 * 0.75, 0]),
        (LEADER_RESIDUAL, yes(0, 1, 1), [0, 0.75, 0.25]),  # the leader sleeps: by contribution
    ],
)
def test_shares_by_the_rule_and_pulled_towards_the_strongest(
    rule: int, who: Any, expected: list[float]
) -> None:
    money, sharing = np.array([1.0, 3.0, 1.0]), Sharing(rule, leader=0, follower_fee=0.4, strongest_share=0.6)
    np.testing.assert_allclose(pulled_shares(who, money, sharing, np.zeros(3)), expected)
    wish = np.where(who, [0.4, 0.6, 0.4], 0.0)
    half = pulled_shares(who, money, sharing, np.full(3, 0.5))
    np.testing.assert_allclose(half, (expected + wish) / 2)


def test_one_alone_has_all_and_without_money_all_have_the_same() -> None:
    sharing = Sharing(BY_CONTRIBUTION, leader=0, follower_fee=0.4, strongest_share=0.6)
    assert pulled_shares(yes(0, 1), np.array([5.0, 1.0]), sharing, np.ones(2)).tolist() == [0.0, 1.0]
    assert pulled_shares(yes(1, 1), np.zeros(2), sharing, np.zeros(2)).tolist() == [0.5, 0.5]


def test_of_two_that_bring_the_same_the_first_is_the_strongest() -> None:
    assert strongest(yes(0, 1, 1), np.array([9.0, 2.0, 2.0])) == 1
    assert strongest(yes(1, 1, 1), np.array([0.0, 2.0, 3.0])) == 2


def test_benefits_are_posted_by_share_after_the_pull_of_the_month() -> None:
    """The strongest, with a common aim of 0.5 under half a contract, pulls 0.4 x 0.25 of what is left of 0.5."""
    books, year = Books.blank(4, 4), np.array([10.0, 0.0])
    books.outside[0] = True
    takers = yes(1, 1), locked([1.0, 3.0]), np.array([0.0, 0.5]), np.array([2, 3])
    shares = np.empty(2)
    pulled = share_out(
        takers, (EQUAL, 0, 0.5, 0.6), (0.5, 0.4, 0.5), (200.0, year), books, (0, np.array([7])), shares
    )
    assert pulled == pytest.approx(0.5 + 0.4 * 0.25 * 0.5)
    weaker = 0.45 * 0.5 + 0.55 * 0.4
    np.testing.assert_allclose(shares, [weaker, 1 - weaker])
    np.testing.assert_allclose(books.balance, [-200.0, 0.0, 200 * weaker, 200 * (1 - weaker)])
    assert books.route[:2].tolist() == [[0, 2, 7], [0, 3, 7]]
    np.testing.assert_allclose(year, [10 + 200 * weaker, 200 * (1 - weaker)])


def test_needs_drift_by_their_draws_and_answer_to_signals() -> None:
    base, walk = np.full(5, 0.2), np.array([0.0, 0.1, 0, 0, 0])
    pressing = np.array([1.0, 0, 0, 0, 0.5])
    weights = np.empty(5)
    drifted((base, walk), (Draws(4).key, 3 + MONTH_SHIFT), (0.1, 0.6), pressing, weights)
    z = Draws(4).normal(Purpose.NEEDS_WALK, 3, np.arange(5))
    np.testing.assert_allclose(walk, [0.1 * z[0], 0.1 + 0.1 * z[1], *(0.1 * z[2:])])
    np.testing.assert_allclose(weights, 0.2 * np.exp(walk + 0.6 * pressing))


def test_everybody_sees_needs_by_its_own_taste() -> None:
    known = np.array([0.4, 0.3, 0.1, 0.1, 0.1])
    taste = locked([*[0.0] * 5, math.log(2.0), *[0.0] * 4])
    views = np.empty((2, 5))
    seen_differently(known, taste, 1.0, views)
    np.testing.assert_allclose(views, [known, np.array([0.8, 0.3, 0.1, 0.1, 0.1]) / 1.4])


# --- who is at work -----------------------------------------------------------------------------------------


def test_who_is_at_work_follows_sleep_leaving_and_departure() -> None:
    world = PartnerWorld(scenario(n=3))
    ring = world.agreements[0]
    assert ring.at_work.tolist() == [True] * 3
    ring.at_work[0] = False  # a copy
    assert ring.at_work.tolist() == [True] * 3
    ring.turn(0)
    assert ring.at_work.tolist() == [False, True, True]
    ring.leave(1)
    assert ring.at_work.tolist() == [False, False, True]
    ring.change_contract(inside=yes(0, 1, 1))
    assert ring.at_work.tolist() == [False, True, True]
    ring.change_contract(inside=yes(1, 0, 1))
    ring.members[2].active = False
    assert ring.at_work.tolist() == [False] * 3
    ring.turn(0)
    assert ring.imagined(awake=np.ones(3, dtype=bool)).at_work.tolist() == [True, False, False]
