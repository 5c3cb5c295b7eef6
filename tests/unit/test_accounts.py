"""What members' yearly accounts count, and that they count it alike inside and outside."""

import copy
from dataclasses import replace

import numpy as np
import pytest

from partnersim.measures.agreement_months import PartnershipNotes
from partnersim.measures.partner_worth import worth_of_months
from partnersim.mechanisms.deciding.conduct import expected_conduct
from partnersim.mechanisms.deciding.proposals import (
    SHORT_STEPS,
    circumstances,
    estimates,
    propose,
    share_out_money,
    weigh,
)
from partnersim.mechanisms.partnership import partner_review
from partnersim.mechanisms.partnership.partner_review import PartnerReview
from partnersim.theory.work_of_plans import DELIVERS, DIVERTS, GIVES, WITHHOLDS
from partnersim.theory.worth import ACTIVE, DORMANT, NOBODY, OUT
from tests.partner_world import ONE, PartnerWorld, actor, scenario

CALM = {"problem_events": {"on": False}, "office_change": {"on": False}, "rival_benefits": {"on": False}}

NO_OTHER_USES = {"partner_review": {"alternative": 0.0}}


def truth(world, ring, **settings):
    """Account of the ring as `PartnerReview` makes it, after at least a month of work."""
    months = ring.year.months
    return weigh(world, ring, taking=ring.at_work, who=ring.inside, having=circumstances(world, ring),
                 plan=ring.plan_idr, conduct=(ring.year.conduct / months, ring.year.alone / months),
                 **settings)  # fmt: skip


def ring_of(n=4, months=6, mechanisms_extra=None, **fields):
    made = scenario(n=n, mechanisms={**CALM, **(mechanisms_extra or {})}, **fields)
    world = PartnerWorld(made).run(months)
    return world, world.agreements[0]


def test_theft_lowers_results_inside_as_outside():
    """Officials steal in partnerships too: without it both are worth more, not the counterfactual alone."""
    world, ring = ring_of()
    honest = ring.imagined(year=copy.deepcopy(ring.year))
    for sums in (honest.year.conduct, honest.year.alone):
        sums[DELIVERS] /= 1.0 - ring.month.leak
    assert (ring.month.leak > 0.05).all()
    with_theft, without = truth(world, ring), truth(world, honest)
    assert (without[:, ACTIVE] > with_theft[:, ACTIVE] + 0.01).all()
    assert (without[:, NOBODY] > with_theft[:, NOBODY] + 0.01).all()


def test_conduct_of_the_year_and_of_the_same_members_apart():
    _, ring = ring_of(keeps_promises=0.4, own_money_misused=0.55)
    months = ring.year.months
    ready = [
        sums[DELIVERS] / (1.0 - ring.month.leak) + sums[DIVERTS]
        for sums in (ring.year.conduct, ring.year.alone)
    ]
    np.testing.assert_allclose(
        *ready
    )  # what is neither delivered, stolen nor diverted was not ready, in both
    np.testing.assert_allclose(ring.year.alone[GIVES], months * 0.45)
    np.testing.assert_allclose(ring.year.alone[WITHHOLDS], months * 0.55)
    assert (ring.year.conduct[GIVES] > ring.year.alone[GIVES]).all()  # seen, and with something at stake


def test_what_is_diverted_is_a_gain_in_both_and_poorer_work_for_the_rest():
    world, ring = ring_of(keeps_promises=0.3, common_aim=0.0)
    nothing = ring.imagined(year=copy.deepcopy(ring.year))
    for sums in (nothing.year.conduct, nothing.year.alone):
        sums[DIVERTS] = sums[WITHHOLDS] = 0.0
    lost, had = truth(world, nothing), truth(world, ring)
    for option in (ACTIVE, OUT, NOBODY):
        assert (had[:, option] > lost[:, option]).all()


def test_who_leaves_a_pair_ends_it():
    """Nobody goes on when one of two leaves, so that leaving is worth what nobody partnering is."""
    world, ring = ring_of(n=2, mechanisms_extra=NO_OTHER_USES)
    worth = truth(world, ring)
    np.testing.assert_array_equal(worth[:, OUT], worth[:, NOBODY])
    world, ring = ring_of(n=4)
    assert (np.abs(np.diff(truth(world, ring)[:, [OUT, NOBODY]])) > 1e-4).all()


def test_a_sleeping_partner_works_on_alone_with_what_is_not_earmarked():
    def active_worth(earmark):
        made = scenario(n=3, mechanisms={**CALM, "partner_review": {"on": False, "earmark": earmark}})
        world = PartnerWorld(made).run(6)
        ring = world.agreements[0]
        ring.turn(2)  # falls asleep
        return truth(world, ring)[0, ACTIVE]

    assert active_worth(0.0) > active_worth(1.0) + 0.01


def test_a_member_knows_what_it_would_do_itself():
    world, ring = ring_of(n=3, keeps_promises=0.5, own_money_misused=0.3)
    inside, alone = expected_conduct(world, ring, ring.at_work)
    assert (np.diagonal(inside[:, DELIVERS]) > 0.5).all()
    np.testing.assert_allclose(np.diagonal(alone[:, DELIVERS]), 0.7)
    np.testing.assert_allclose(np.diagonal(alone[:, DIVERTS]), 0.3)
    off = ~np.eye(3, dtype=bool)
    assert (inside[:, DIVERTS][off] == 0.0).all()
    np.testing.assert_array_equal(inside[:, DELIVERS][off], ring.expected_delivery[off])


def test_by_a_plan_of_its_own_a_member_means_to_misuse_what_it_would_apart():
    unseen = {"observation": {"on": False}, "chosen_delivery": {"reciprocity": 0.0}}
    for pattern, diverts in (("mutual_accountability", 0.3), ("parallel_collaborative", 0.5)):
        world, ring = ring_of(
            n=3, keeps_promises=0.5, own_money_misused=0.3, pattern=pattern, mechanisms_extra=unseen
        )
        inside, alone = expected_conduct(world, ring, ring.at_work)
        np.testing.assert_allclose(np.diagonal(inside[:, DIVERTS]), diverts)
        np.testing.assert_allclose(np.diagonal(alone[:, DIVERTS]), 0.3)


def test_each_knows_what_it_would_deliver_of_a_plan_of_its_own():
    world, ring = ring_of(n=2, months=1, keeps_promises=0.5, own_money_misused=0.3)
    np.testing.assert_allclose(estimates(world, ring).own_plan, [0.7, 0.7])
    np.testing.assert_allclose(estimates(world, world.apart).own_plan, [0.7, 0.7])
    off = {"chosen_delivery": {"on": False}}
    world, ring = ring_of(n=2, months=1, own_money_misused=0.3, mechanisms_extra=off)
    np.testing.assert_array_equal(estimates(world, ring).own_plan, [1.0, 1.0])


def test_the_cost_of_founding_is_charged_over_the_term():
    made = scenario(n=3, mechanisms=CALM, agreement={
        "working_already": False, "months": 48, "terms": {"completeness": 0.9}})  # fmt: skip
    world = PartnerWorld(made).run(30)
    ring = world.agreements[0]
    assert ring.contract.founding_idr.sum() > 0.01 * ONE
    np.testing.assert_allclose(
        ring.accounts.last.cost_idr[ring.accounts.judged],
        ring.contract.founding_idr[ring.accounts.judged] / 4.0,
    )


def test_nobody_is_judged_before_the_first_account_and_leavers_count_at_theirs():
    world = PartnerWorld(scenario(n=3, mechanisms=CALM)).run(8)
    ring = world.agreements[0]
    assert np.isnan(ring.accounts.harmed_share())
    world.run(6)
    ring.accounts = replace(ring.accounts, harmed=("promise", "both", ""), judged=np.ones(3, dtype=bool))
    ring.leave(0)
    assert ring.accounts.harmed_share() == pytest.approx(2 / 3)
    assert ring.accounts.harmed_share("promise", "both") == pytest.approx(2 / 3)
    assert ring.accounts.harmed_share("put in", "both") == pytest.approx(1 / 3)


def test_worth_is_counted_alike_with_and_without_an_agreement():
    """Complementary partners gain from working together, and the same measure says so in two runs."""

    def worth(formation):
        people = [actor(i, het=1.5, keeps_promises=1.0) for i in range(5)]
        mechanisms = {**CALM, "formation": {"on": formation}, "leakage": {"on": False}}
        world = PartnerWorld(scenario(actors=people, mechanisms=mechanisms))
        notes = PartnershipNotes(world)
        for _ in range(24):
            world.run(1)
            notes.take()
        private = world.spec.mechanisms.planning.private_weight
        return worth_of_months(notes.months(), private=private).sum(axis=0)

    together, apart = worth(True), worth(False)
    assert (apart > 0.0).all()
    assert (together > apart).all()


def test_sleep_is_worth_less_than_work_where_all_is_earmarked():
    world, ring = ring_of()
    assert (truth(world, ring)[:, ACTIVE] > truth(world, ring)[:, DORMANT]).any()


def test_the_yearly_account_by_hand(monkeypatch):
    """Three members of whom the third slept for nine months; worth of the four options is given."""
    world = PartnerWorld(
        scenario(n=3, agreement={"months": 48}, mechanisms={**CALM, "partner_review": {"fixed_cost": 0.02}})
    )
    ring = world.agreements[0]
    worth = np.array([[0.5, 0.2, 0.35, 0.3], [0.4, 0.1, 0.45, 0.3], [0.3, 0.25, 0.2, 0.3]])
    monkeypatch.setattr(partner_review, "_true_worth", lambda *_, **__: worth)
    million = 1e6
    ring.change_contract(founding_idr=million * np.array([12, 24, 0]), founding_money_idr=120 * million)
    ring.plan = replace(ring.plan, money_idr=million * np.array([20.0, 20.0, 20.0]))
    year = ring.year
    year.months, year.money_idr = 12, 60 * million
    year.awake_months[:], year.rival_idr[:] = [12, 12, 3], million * np.array([6, 3, 0])
    year.diverted_idr[:] = million * np.array([1, 0, 2])
    # of 10 that the first promised to pass on to the third it withholds 2, so that 8 of the third's 10 of work are done
    year.passed_idr[0, 2], year.withheld_idr[0, 2] = 8 * million, 2 * million
    year.promised_idr[2, 0], year.delivered_idr[2, 0] = 10 * million, 8 * million
    ring.views = replace(ring.views, needs=np.full((3, 5), 0.2))
    PartnerReview()._account(world, ring, circumstances(world, ring), ring.plan.spends_idr)
    # results less 0.02 a year awake, less a quarter of the founding over 120, plus benefits over 60
    gains = np.array([0.5 - 0.02 - 3 / 120 + 6 / 60, 0.4 - 0.02 - 6 / 120 + 3 / 60, 0.25 - 0.005])
    last = ring.accounts.last
    np.testing.assert_allclose(last.results, [0.5, 0.4, 0.25])
    np.testing.assert_allclose(last.against_leaving, gains - [0.35, 0.45, 0.2])
    np.testing.assert_allclose(last.against_nobody, gains - 0.3)
    np.testing.assert_allclose(last.cost_idr, million * np.array([3, 6, 0]))
    np.testing.assert_allclose(last.rival_idr, million * np.array([6, 3, 0]))
    np.testing.assert_allclose(last.diverted_idr, million * np.array([1, 0, 2]))
    # work was promised to the second, money to the third; to the first no more than it gave the money for
    np.testing.assert_allclose(last.promised_to_idr, million * np.array([8, 10, 10]))
    np.testing.assert_allclose(last.fulfilled_idr, million * np.array([8, 8, 8]))
    np.testing.assert_allclose(last.got_idr, million * np.array([8 + 6, 8 + 3, 8]))
    np.testing.assert_allclose(last.put_in_idr, million * np.array([8 + 3, 6, 0]))
    assert ring.accounts.harmed == ("", "promise", "promise") and ring.accounts.judged.all()
    assert ring.accounts.loss_share() == pytest.approx(4 / 28)
    assert ring.accounts.loss_idr() == pytest.approx(million * 4 / 3)
    assert ring.year.months == 0 and ring.year.rival_idr.sum() == 0.0
    ring.year.months, ring.year.money_idr = 12, 60 * million
    PartnerReview()._account(world, ring, circumstances(world, ring), ring.plan.spends_idr)
    np.testing.assert_allclose(ring.accounts.total.results, np.array([0.5, 0.4, 0.25]) + worth[:, DORMANT])


def test_who_is_not_at_work_weighs_the_plan_that_there_would_be_with_it():
    world, ring = ring_of()
    having, others = circumstances(world, ring), np.array([True, True, True, False])
    me = ~others
    plan = propose(world, ring, taking=others | me, having=having, steps=SHORT_STEPS)
    inside = weigh(world, ring, taking=others | me, who=me, having=having, plan=plan)
    smaller = propose(world, ring, taking=others, having=having, steps=SHORT_STEPS)
    outside = weigh(world, ring, taking=others, who=me, having=having, plan=smaller)
    np.testing.assert_array_equal(inside, outside)
    assert np.isnan(inside[:3]).all() and np.isfinite(inside[3]).all()


def test_what_others_are_bound_to_matters_to_who_would_leave_and_not_to_who_stays():
    world, ring = ring_of(agreement={"terms": {"completeness": 0.9}})
    assert ring.completeness > 0.5
    free, bound = truth(world, ring), truth(world, ring, bound=True)
    np.testing.assert_array_equal(free[:, [ACTIVE, NOBODY]], bound[:, [ACTIVE, NOBODY]])
    assert (free[:, [DORMANT, OUT]] != bound[:, [DORMANT, OUT]]).all()


def test_sleepers_keep_a_partnership_going_and_nobody_counts_itself_among_them():
    """Of three one is at work and one asleep: the third leaves a partnership of two, whoever of them is awake."""
    world, ring = ring_of(n=3)
    ring.turn(1)
    worth = truth(world, ring)
    assert ring.at_work.tolist() == [True, False, True]
    assert (np.abs(worth[:, OUT] - worth[:, NOBODY]) > 1e-4).all()
    everybody, me = np.ones(3, dtype=bool), np.array([False, True, False])
    given = {"taking": everybody, "who": me, "having": circumstances(world, ring), "plan": ring.plan_idr}
    asleep = weigh(world, ring, **given)
    ring.turn(1)
    np.testing.assert_array_equal(weigh(world, ring, **given), asleep)


def test_a_pair_of_whom_one_sleeps_ends_when_either_leaves():
    world, ring = ring_of(n=2, mechanisms_extra=NO_OTHER_USES)
    ring.turn(1)
    worth = truth(world, ring)
    np.testing.assert_array_equal(worth[:, OUT], worth[:, NOBODY])


def test_money_is_shared_out_over_agreements_and_what_a_sleeper_does_not_earmark_works_apart():
    world, ring = ring_of(n=3, mechanisms_extra={"partner_review": {"on": False, "earmark": 0.25}})
    np.testing.assert_array_equal(ring.money_share, np.ones(3))
    np.testing.assert_array_equal(world.apart.money_share, np.zeros(3))
    ring.turn(2)
    share_out_money(world)
    np.testing.assert_array_equal(ring.money_share, np.ones(3))
    np.testing.assert_array_equal(world.apart.money_share, [0.0, 0.0, 0.75])
    ring.leave(1)
    share_out_money(world)
    np.testing.assert_array_equal(ring.money_share, [1.0, 1.0, 1.0])
    np.testing.assert_array_equal(world.apart.money_share, [0.0, 1.0, 0.75])
