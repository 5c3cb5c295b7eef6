"""Plans from terms, circumstances and options of members, each worked out by hand."""

import numba
import numpy as np
import pytest

from partnersim.mechanisms.partnership.planning import Head, log_error
from partnersim.theory import proposals
from partnersim.theory.circumstances import Contact, Having, Resources, circumstances_of
from partnersim.theory.conduct import conduct_expected
from partnersim.theory.coordination import Hours
from partnersim.theory.partners import ALONE, JOINT, LEADER, Aims, Estimates, Means
from partnersim.theory.production import Form
from partnersim.theory.proposals import (
    EQUAL_VOTES,
    LEADERS_VOTE,
    VOTES_BY_FUNDS,
    PlanInForce,
    Rules,
    as_bound,
    under_contract,
)
from partnersim.theory.sums import mean_among, summed, summed_all, summed_where
from partnersim.theory.weighing import extra_of_partnering, villages_alone
from partnersim.theory.worth import _mean_welfare

FORM = Form(0.6, 0.9, 0.8, 0.1)
YES, NO = True, False


def flags(*values):
    return np.array(values, dtype=bool)


def rules(voting=EQUAL_VOTES, *, planned=True, rule=JOINT, leader=0, completeness=0.0):
    return Rules(planned, rule, leader, voting, completeness)


# functions that only compiled ones may call


@numba.njit
def _summed(values, size):
    return summed(values, size)


@numba.njit
def _summed_all(values):
    return summed_all(values)


@numba.njit
def _summed_where(values, who):
    return summed_where(values, who)


@numba.njit
def _mean_among(values, who):
    return mean_among(values, who)


@numba.njit
def _as_bound(group, plan, without, rest, means):
    return as_bound(group, plan, without, rest, means)


@numba.njit
def _villages_alone(budgets, money, ranks, reach):
    return villages_alone(budgets, money, ranks, reach)


@numba.njit(error_model="numpy")
def _welfare_of_villages(even, local, cover, who, needs, form):
    return _mean_welfare(even, local, cover, who, needs, 1.0, form)


def test_sums_have_the_digits_of_numpy():
    generator = np.random.default_rng(5)
    for size in (0, 1, 3, 7, 8, 9, 15, 16, 17, 25, 63, 128):
        values = generator.lognormal(0.0, 3.0, size)
        assert _summed(values, size) == np.sum(values)
    square = generator.lognormal(0.0, 3.0, (5, 5))
    assert _summed_all(square) == np.sum(square)
    for who in (flags(1, 1, 0, 1, 1), flags(1, 1, 1, 1, 1), flags(0, 0, 1, 0, 0)):
        assert _summed_where(square[0].copy(), who) == np.sum(square[0][who])
        assert _mean_among(square, who) == np.mean(square[who][:, who])


def test_votes_are_equal_or_by_money_or_the_leaders():
    taking, money = flags(1, 1, 0, 1), np.array([10.0, 30.0, 50.0, 0.0])
    third = 1.0 / 3.0
    np.testing.assert_array_equal(proposals.votes(rules(), taking, money), [third, third, 0.0, third])
    by_money = rules(VOTES_BY_FUNDS)
    np.testing.assert_array_equal(proposals.votes(by_money, taking, money), [0.25, 0.75, 0.0, 0.0])
    np.testing.assert_array_equal(proposals.votes(by_money, flags(0, 0, 0, 1), money), [0.0, 0.0, 0.0, 1.0])
    led = rules(LEADERS_VOTE, leader=1)
    np.testing.assert_array_equal(proposals.votes(led, taking, money), [0.0, 1.0, 0.0, 0.0])
    absent = rules(LEADERS_VOTE, leader=2)
    np.testing.assert_array_equal(proposals.votes(absent, taking, money), [third, third, 0.0, third])


def test_who_does_not_plan_spends_equal_shares_on_what_it_can_supply():
    means = Means(
        np.array([12.0, 9.0, 8.0]), np.array([[2.0, 0.0, 50.0], [9.0, 9.0, 9.0], [9.0, 9.0, 9.0]]), np.ones(3)
    )
    spends = proposals.propose(
        rules(planned=False), flags(1, 1, 0), estimates(3, 3), means, aims(3), FORM, 16
    )
    np.testing.assert_array_equal(spends, [[2.0, 0.0, 6.0], [3.0, 3.0, 3.0], [0.0, 0.0, 0.0]])


def estimates(n, aspects):
    return Estimates(
        np.ones((n, n, aspects)), np.full((n, aspects), 1.0 / aspects), np.ones((n, n)), np.ones(n)
    )


def aims(n):
    return Aims(np.ones(n), np.zeros(n), np.zeros(n, dtype=np.int64), 0.5)


@pytest.mark.parametrize(
    ("rule", "total"), [(JOINT, [14.0, 6.0]), (LEADER, [14.0, 6.0]), (ALONE, [5.0, 6.0])]
)
def test_money_moves_in_a_joint_or_led_plan_and_stays_where_each_is_alone(rule, total):
    """The first has 14 in room and 5 in money, the second 6 in room and 15 in money."""
    means = Means(np.array([5.0, 15.0]), np.array([[7.0, 7.0], [3.0, 3.0]]), np.array([99.0, 99.0]))
    spends = proposals.propose(rules(rule=rule), flags(1, 1), estimates(2, 2), means, aims(2), FORM, 40)
    np.testing.assert_allclose(spends.sum(axis=1), total)


def test_who_plans_alone_reckons_with_what_it_knows_it_will_misuse():
    """To deliver half of one's money is to be good for ``0.5^eta`` of it, and so leaves more to work done anyway."""
    means = Means(np.ones(1), np.full((1, 3), 9.0), np.array([99.0]))
    form, needs = FORM._replace(eta=0.9, background=0.1), np.array([[0.6, 0.3, 0.1]])

    def plan(productivity, own_plan):
        known = Estimates(np.full((1, 1, 3), productivity), needs, np.ones((1, 1)), np.array([own_plan]))
        return proposals.propose(rules(rule=ALONE), flags(1), known, means, aims(1), form, 60)[0]

    np.testing.assert_allclose(plan(1.0, 0.5), plan(0.5**0.9, 1.0), rtol=1e-6)
    assert plan(1.0, 0.5)[0] > plan(1.0, 1.0)[0] + 0.01


def test_what_a_contract_leaves_free_goes_where_the_new_plan_has_more():
    kept, new = np.array([[4.0, 0.0]]), np.array([[0.0, 10.0]])
    np.testing.assert_allclose(under_contract(kept, new, 0.0), [[0.0, 10.0]])
    np.testing.assert_allclose(under_contract(kept, new, 0.5), [[2.0, 8.0]])  # 2 and 5, and 3 are left
    np.testing.assert_allclose(under_contract(kept, new, 1.0), [[4.0, 6.0]])  # 4 and 0, and 6 are left
    same = np.array([[10.0, 0.0]])
    np.testing.assert_allclose(under_contract(same, new, 0.5), [[5.0, 5.0]])  # nothing is left


@pytest.mark.parametrize(
    ("lapsed", "completeness", "expected"),
    [
        (NO, 1.0, [[1.5, 4.0], [2.0, 3.0]]),
        (NO, 0.5, [[1.5, 4.0], [2.25, 2.75]]),
        (NO, 0.0, [[1.5, 4.0], [2.5, 2.5]]),
        (YES, 1.0, [[1.5, 4.0], [2.5, 2.5]]),
    ],
)
def test_the_next_plan_keeps_the_mix_of_the_last_as_far_as_the_contract_goes(lapsed, completeness, expected):
    """Money has halved from 26 to 13: of [[3, 8], [4, 6]] half is kept; who does not plan would share equally."""
    means = Means(np.array([8.0, 5.0, 9.0]), np.array([[1.5, 99.0], [9.0, 9.0], [9.0, 9.0]]), np.ones(3))
    in_force = PlanInForce(
        np.array([[3.0, 8.0], [4.0, 6.0], [5.0, 5.0]]), np.array([16.0, 10.0, 0.0]), lapsed
    )
    spends = proposals.next_plan(
        rules(planned=False, completeness=completeness), flags(1, 1, 0), estimates(3, 2), means, aims(3), FORM, 16,
        in_force,
    )  # fmt: skip
    np.testing.assert_allclose(spends, [*expected, [0.0, 0.0]])


def test_others_are_bound_to_the_mix_of_the_plan_without_a_member():
    means = Means(np.array([5.0, 7.0]), np.array([[9.0, 1.5], [9.0, 9.0]]), np.ones(2))
    plan, without = np.array([[6.0, 4.0], [2.0, 2.0]]), np.array([[0.0, 5.0], [0.0, 0.0]])
    rest = flags(1, 0)
    bound = _as_bound(rules(completeness=1.0), plan, without, rest, means)
    # half of [6, 4] is [3, 2], of which the second finds room for 1.5; the other half unit goes where it was wished
    np.testing.assert_allclose(bound, [[3.0, 2.0], [0.0, 0.0]])
    free = _as_bound(rules(completeness=0.0), plan, without, rest, means)
    np.testing.assert_array_equal(free, without)


# what members have


RESOURCES = Resources(
    staff=np.array([99.0, 10.0, 4.0]),
    staff_used=np.array([[9.0, 9.0, 9.0], [2.0, 1.0, 5.0], [0.0, 0.0, 3.0]]),
    absorptive=np.array([1.0, 2.0, 10.0]),
    capacity=np.array([[1.0, 1.0, np.inf], [4.0, 6.0, np.inf], [4.0, 6.0, np.inf]]),
    takes_money=flags(1, 0, 1),
    asks_accounts=flags(1, 1, 0),
    common_aim=np.array([0.1, 0.2, 0.3]),
    credit=np.array([0.4, 0.5, 0.6]),
    showpiece=np.array([0, 1, 2]),
)
TRUST = np.array([[1.0, 0.2], [0.7, 1.0]])


def having(budgets, *, coordinated=False, rule=JOINT, through_one=False, who=None, account=0.0):
    contact = Contact(
        coordinated,
        rule,
        0,
        through_one,
        6,
        Hours(1.0, 2.0, 0.5, 12.0, 0.25),
        visits=0.5,
        tie=0.25,
        account=account,
        joint=0.5,
    )
    who = flags(1, 1) if who is None else who
    ceilings, (absorbs, alone, aim, credit) = np.empty((2, RESOURCES.capacity.shape[1])), np.empty((4, 2))
    showpiece, money = np.empty(2, dtype=np.int64), np.array(budgets)
    parts = ceilings, absorbs, alone, aim, credit, showpiece
    circumstances_of(np.array([1, 2]), RESOURCES, money, contact, who, TRUST, parts)
    return Having(Means(money, ceilings, absorbs), alone, Aims(aim, credit, showpiece, 0.5))


def test_staff_that_regulates_convenes_visits_and_keeps_ties_delivers_nothing():
    members = having([5.0, 5.0])
    # 10 - 2 - 1 people less half a person of visits and a quarter for the one other
    np.testing.assert_allclose(members.means.absorbs, [(7.0 - 0.75) * 2.0, (4.0 - 0.75) * 10.0])
    np.testing.assert_allclose(members.absorbs_alone, [14.0, 40.0])
    np.testing.assert_array_equal(members.aims.aim, [0.2, 0.3])
    np.testing.assert_array_equal(members.aims.credit, [0.5, 0.6])
    np.testing.assert_array_equal(members.aims.showpiece, [1, 2])


def test_accounts_that_a_donor_will_ask_for_are_foreseen():
    """The second organization asks and takes no money, the third takes it and does not ask."""
    plain, owed = having([5.0, 5.0]).means.absorbs, having([5.0, 5.0], account=0.4).means.absorbs
    np.testing.assert_allclose(plain - owed, [0.0, 0.4 * 10.0])
    for nothing in (having([0.0, 5.0], account=0.4), having([5.0, 5.0], account=0.4, rule=ALONE)):
        np.testing.assert_allclose(nothing.means.absorbs, plain)
    np.testing.assert_allclose(having([5.0, 5.0], account=0.4).absorbs_alone, [14.0, 40.0])
    few = having([5.0, 5.0], account=9.0)
    assert few.means.absorbs[1] == 0.0


def test_talking_meeting_and_control_take_staff():
    # a pair: 0.75 (1.2 - T); two at a monthly meeting: 0.5 each; a leader controls for 2 (1.2 - T)
    joint = having([5.0, 5.0], coordinated=True)
    np.testing.assert_allclose(
        joint.means.absorbs, [(7.0 - 0.75 - 1.0 - 0.75) * 2.0, (4.0 - 0.75 - 1.0 - 0.375) * 10.0]
    )
    led = having([5.0, 5.0], coordinated=True, rule=LEADER)
    np.testing.assert_allclose(led.means.absorbs, [(4.5 - 2.0) * 2.0, (4.0 - 0.75 - 1.0 - 0.375) * 10.0])
    single = having([5.0, 5.0], coordinated=True, who=flags(0, 1))
    np.testing.assert_allclose(single.means.absorbs, [(7.0 - 0.5) * 2.0, (4.0 - 0.5) * 10.0])


def test_who_takes_no_money_does_not_plan_beyond_its_own():
    poor, rich = having([5.0, 5.0]), having([15.0, 15.0])
    np.testing.assert_allclose(poor.means.ceilings, [[2.0, 3.0, 0.0], [4.0, 6.0, np.inf]])
    np.testing.assert_allclose(rich.means.ceilings, [[4.0, 6.0, 5.0], [4.0, 6.0, np.inf]])
    assert RESOURCES.capacity[1, 0] == 4.0  # the columns themselves stay


# what members compare


def test_more_money_serves_more_villages_and_everybody_one():
    ranks = np.array([[3, 0, 1, 2], [0, 1, 2, 3], [2, 3, 0, 1]])
    serves = _villages_alone(np.array([50.0, 10.0, 0.0]), 100.0, ranks, 1.5)
    # parts 0.75, 0.15 and none of four villages: 3, 1 and at least 1
    np.testing.assert_array_equal(serves, [flags(0, 1, 1, 1), flags(1, 0, 0, 0), flags(0, 0, 1, 0)])


def test_welfare_of_villages_is_the_mean_over_all_of_them():
    """Two of three members count; villages that the same two serve are alike, whatever the third does."""
    form = Form(1.0, 1.0, 0.5, 0.0)
    cover = np.array([flags(1, 1, 0, 0), flags(0, 1, 1, 0), flags(1, 0, 0, 1)])
    local = np.array([[3.0], [5.0], [100.0]])
    mean = _welfare_of_villages(np.array([4.0]), local, cover, flags(1, 1, 0), np.ones(1), form)
    assert mean == pytest.approx(np.sqrt([7.0, 12.0, 9.0, 4.0]).mean())


def test_extra_of_partnering_is_the_share_of_what_trust_earns_less_the_fixed_cost():
    shares = np.array([0.2, 0.3, 0.5])
    trust = np.array([[1.0, 0.5, 0.1], [0.7, 1.0, 0.1], [0.1, 0.1, 1.0]])
    extra = extra_of_partnering(shares, flags(1, 1, 0), trust, 0.1, 0.02)
    np.testing.assert_allclose(extra, [0.4 * 0.1 * 0.8 - 0.02, 0.6 * 0.1 * 0.8 - 0.02, 0.0])
    np.testing.assert_allclose(
        extra_of_partnering(shares, flags(1, 0, 0), trust, 0.0, 0.02), [-0.02, 0.0, 0.0]
    )
    np.testing.assert_array_equal(extra_of_partnering(shares, flags(0, 0, 0), trust, 0.1, 0.02), np.zeros(3))


def test_each_expects_of_others_what_it_believes_and_of_itself_what_it_means_to_do():
    believed = np.array([[0.9, 0.6], [0.5, 0.8]])
    conduct = np.zeros((2, 4, 2))
    conduct_expected(believed, np.array([0.25, 0.1]), conduct)
    np.testing.assert_allclose(conduct[0], [[0.75, 0.6], [0.75, 0.6], [0.25, 0.0], [0.25, 0.0]])
    np.testing.assert_allclose(conduct[1], [[0.5, 0.9], [0.5, 0.9], [0.0, 0.1], [0.0, 0.1]])


def test_estimates_mix_boasting_and_noise_by_trust():
    believed = np.array([[1.0, 0.8], [0.5, 1.0]])
    head = Head(np.array([0.4, 0.9]), np.array([1, 0]))
    shared = np.array([1.0, 2.0, 3.0, 4.0])
    own = np.array([9.0, 9.0, 10.0, 20.0, 30.0, 40.0, 9.0, 9.0])
    logs = np.zeros((2, 2, 2))
    log_error(believed, head, (2.0, 0.5), shared, own, logs)
    half = np.sqrt(0.5)
    np.testing.assert_array_equal(logs[0, 0], [0.0, 0.0])
    np.testing.assert_array_equal(logs[1, 1], [0.0, 0.0])
    # of the second, whose showpiece is the first aspect and whose aim leaves 0.1 to boast with
    np.testing.assert_allclose(logs[0, 1], [0.8 * 2.0 * 0.1 + 0.1 * half * 13.0, 0.1 * half * 24.0])
    np.testing.assert_allclose(logs[1, 0], [0.25 * half * 31.0, 0.5 * 2.0 * 0.6 + 0.25 * half * 42.0])
