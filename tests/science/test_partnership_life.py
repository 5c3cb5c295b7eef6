"""Trouble, ties, help, bargaining, breaking off, next phases: each with the effects its rule states."""

import numpy as np
import pytest

from partnersim.measures.agreement_months import PartnershipNotes
from partnersim.measures.catalogue import partnership_attributes as genuine
from partnersim.scenario.partnership import PATTERNS, Agreement
from partnersim.world.contracts import Stage
from tests.partner_world import ONE, PartnerWorld, actor, scenario

LIFE = ("problem_events", "informal_ties", "mutual_aid", "bargaining", "termination", "carried_learning")
SEEDS = (1, 2, 3)
STRUCK = {"hazard": 0.1, "damage": 0.3, "own_effort": 0.05}


def world(seed=1, *, months=36, agreement=None, actors=None, pattern="parallel_collaborative", **mechanisms):
    made = scenario(actors=actors, agreement=agreement, mechanisms=mechanisms, pattern=pattern)
    return PartnerWorld(made, seed=seed).run(months)


def delivered(w):
    return sum(a.month.value_idr for a in (*w.agreements, w.apart))


def state_of(w):
    parts = [
        part
        for a in (*w.agreements, w.apart)
        for part in (
            a.plan_idr,
            a.beliefs.reliability.alpha,
            a.month.ratio,
            a.shares,
            a.month.leak,
            a.at_stake,
            a.inside,
        )
    ]
    return [part.tobytes() for part in parts] + [w.services.training_places.tobytes()]


def test_practices_at_nought_are_the_same_as_switches_off():
    quiet = {"problem_events": {"on": False}}
    off = {n: {"on": False} for n in LIFE}
    assert state_of(world(**quiet)) == state_of(world(**off))


# problem events


def problem_months(w):
    solved = sum(int(d[3].split()[1]) for d in w.what("problem solved"))
    return solved + sum(o.problem_months for o in w.organizations)


def test_problems_stop_work_and_none_come_without_the_mechanism():
    with_, without = world(problem_events=STRUCK), world(problem_events={"on": False})
    assert with_.what("problem") and not without.what("problem")
    lost = [world(s, problem_events=STRUCK).agreements[0].month.ratio.mean() for s in SEEDS]
    kept = [world(s, problem_events={"on": False}).agreements[0].month.ratio.mean() for s in SEEDS]
    assert np.mean(lost) < np.mean(kept) - 0.02


def test_an_open_problem_grows_until_it_stops_everything():
    hopeless = {"hazard": 1.0, "damage": 0.1, "growth": 0.5, "own_effort": 0.0, "by_information": 0.0,
                "by_meetings": 0.0}  # fmt: skip
    open_after = [world(months=m, problem_events=hopeless).organizations[0].problem for m in (1, 3, 12)]
    assert open_after == pytest.approx([0.1, 0.225, 1.0])


@pytest.mark.parametrize("practice", ["meetings_per_year", "informal_ties", "information"])
def test_practices_shorten_trouble(practice):
    full = {"meetings_per_year": 12.0, "informal_ties": 1.0, "information": 1.0}[practice]
    base = {"meetings_per_year": 0.0, "informal_ties": 0.0, "information": 0.0}

    def months(value):
        return sum(
            problem_months(world(s, months=60, agreement={"practices": base | {practice: value}},
                                 problem_events=STRUCK, partner_review={"on": False}))
            for s in SEEDS
        )  # fmt: skip

    assert months(full) < 0.9 * months(0.0)


def test_problems_of_an_organization_are_the_same_inside_and_outside_an_agreement():
    inside = world(months=8, problem_events=STRUCK).what("problem")
    outside = world(months=8, problem_events=STRUCK, formation={"on": False}).what("problem")
    assert inside[0] == outside[0]


# informal ties


def test_ties_cost_staff():
    ties = {"practices": {"informal_ties": 1.0}}
    assert world(months=3, agreement=ties).organizations[0].staff_used["ties"] == pytest.approx(0.4)
    assert world(months=3).organizations[0].staff_used["ties"] == 0.0


@pytest.mark.parametrize(("honesty", "harms"), [(0.2, True), (1.0, False)])
def test_ties_raise_theft_and_silence_only_among_the_dishonest(honesty, harms):
    def theft_and_shirking(ties):
        people = [actor(i, keeps_promises=honesty, common_aim=honesty, staff=30.0) for i in range(4)]
        w = world(actors=people, agreement={"practices": {"informal_ties": ties, "visits_per_month": 20.0}},
                  partner_review={"on": False}, problem_events={"on": False})  # fmt: skip
        return w.agreements[0].month.leak.mean(), w.agreements[0].month.shirk.mean()

    (stolen, shirked), (stolen_tied, shirked_tied) = theft_and_shirking(0.0), theft_and_shirking(1.0)
    assert (stolen_tied > stolen + 0.01) == harms
    assert (shirked_tied > shirked + 0.05) == harms


def test_whether_ties_pay_depends_on_honesty():
    def gained(honesty):
        total = 0.0
        for seed in SEEDS:
            people = [actor(i, keeps_promises=honesty, common_aim=honesty, staff=30.0) for i in range(4)]
            runs = [
                world(seed, actors=people, agreement={"practices": {"informal_ties": t}},
                      problem_events=STRUCK, partner_review={"on": False}, office_change={"on": False})
                for t in (0.0, 1.0)
            ]  # fmt: skip
            rings = [w.agreements[0] for w in runs]
            got = [r.accounts.total.results.sum() + r.year.delivered_idr.sum() / ONE for r in rings]
            total += got[1] - got[0]
        return total

    assert gained(0.95) > gained(0.1)


# mutual aid and blame


def test_aid_moves_money_and_shortens_trouble():
    def run(aid, seed):
        return world(seed, months=48, agreement={"practices": {"mutual_aid": aid, "meetings_per_year": 0.0}},
                     problem_events=STRUCK, partner_review={"on": False})  # fmt: skip

    helped, alone = [run(0.1, s) for s in SEEDS], [run(0.0, s) for s in SEEDS]
    assert sum(map(problem_months, helped)) < sum(map(problem_months, alone))
    flows = helped[0].ledger.flows()
    assert flows.loc[flows.kind == "mutual aid", "amount_idr"].sum() > 0.0
    assert not (alone[0].ledger.flows().kind == "mutual aid").any()
    assert all(w.ledger.total() == pytest.approx(0.0, abs=1.0) for w in helped)


def test_aid_reaches_a_partner_that_lost_its_money():
    w = PartnerWorld(scenario(agreement={"practices": {"mutual_aid": 0.2}}, mechanisms={
        "partner_review": {"on": False}, "problem_events": {"on": False}})).run(4)  # fmt: skip
    cash = w.organizations[1].cash
    w.ledger.post(cash, w.accounts.treasury, w.ledger.balance(cash), "budget cut")
    w.run(1)
    assert [d[2] for d in w.what("helped")] == ["org_1"]
    assert w.agreements[0].month.delivered_idr[1].sum() > 0.0


def test_no_blame_keeps_trust_in_the_struck_but_lets_shirkers_pretend():
    def run(no_blame, keeps):
        people = [actor(i, keeps_promises=keeps, staff=40.0) for i in range(4)]
        w = world(actors=people, agreement={"practices": {"no_blame": no_blame, "visits_per_month": 20.0,
                                                          "reports_per_year": 0.0}},
                  problem_events=STRUCK, partner_review={"on": False})  # fmt: skip
        return w.agreements[0].trust_mean(), w.agreements[0].month.shirk.mean()

    assert run(1.0, 1.0)[0] > run(0.0, 1.0)[0]
    assert run(1.0, 0.4)[1] > run(0.0, 0.4)[1]


# bargaining


def appropriation(units):
    return {"rule": "appropriation", "yearly_idr": units * ONE}


def bargained(aim=0.7, seed=1, **agreement):
    people = [actor(i, common_aim=aim, budget=appropriation(3.0 if i == 0 else 1.0)) for i in range(4)]
    made = scenario(actors=people, agreement={"working_already": False, "bargained": True, **agreement})
    return PartnerWorld(made, seed=seed).run(8)


def test_bargaining_is_recorded_and_its_outcome_in_force():
    w = bargained()
    ring = w.agreements[0]
    assert len(ring.bargains) == 1
    deal = ring.bargains[0]
    assert deal.holder == "org_0"
    assert ring.terms == deal.outcome and deal.outcome in ring.spec.offers
    assert ring.completeness == deal.outcome.completeness
    assert w.what("bargained")
    if not deal.refused:
        assert deal.how == "first wish" and deal.outcome == deal.wish


def test_one_candidate_bargained_is_that_candidate_written():
    terms = PATTERNS["foster"].model_dump()
    free = bargained(candidate_terms=(terms,)).agreements[0]
    written = bargained(bargained=False, terms=terms).agreements[0]
    np.testing.assert_array_equal(free.plan_idr, written.plan_idr)
    np.testing.assert_array_equal(free.inside, written.inside)


def test_terms_decide_and_not_names_or_their_order():
    presets = tuple(PATTERNS)
    named = bargained(candidate_patterns=presets)
    spelt = bargained(candidate_terms=tuple(PATTERNS[n].model_dump() for n in reversed(presets)))
    assert named.agreements[0].bargains == spelt.agreements[0].bargains
    np.testing.assert_array_equal(named.agreements[0].plan_idr, spelt.agreements[0].plan_idr)


def test_the_first_wish_of_a_selfish_fund_holder_is_refused_and_that_of_an_unselfish_one_is_not():
    def deals(aim):
        people = [actor(i, common_aim=aim if i == 0 else 0.7, staff=20.0,
                        budget={"rule": "appropriation", "yearly_idr": (3 if i == 0 else 1) * ONE})
                  for i in range(4)]  # fmt: skip
        made = scenario(actors=people, agreement={"working_already": False, "bargained": True})
        return [PartnerWorld(made, seed=s).run(8).agreements[0].bargains[0] for s in range(4)]

    selfish, unselfish = deals(0.05), deals(0.95)
    assert all(d.refused and d.countered and d.outcome != d.wish for d in selfish)
    assert not any(d.refused for d in unselfish)
    # both would command under a complete contract; what differs is what the others make of it
    assert all(d.wish.allocation == "leader" for d in (*selfish, *unselfish))


def test_switched_off_the_written_terms_hold():
    made = scenario(agreement={"working_already": False, "bargained": True},
                    mechanisms={"bargaining": {"on": False}})  # fmt: skip
    ring = PartnerWorld(made).run(8).agreements[0]
    assert not ring.bargains and ring.terms == ring.spec.agreed_terms


def test_renewal_bargains_again():
    w = PartnerWorld(scenario(agreement={"bargained": True, "months": 12})).run(14)
    assert len(w.agreements[0].bargains) == 1
    assert w.what("renewed", "renegotiated", "expired")


# termination, next phases, reserve


def test_a_leader_puts_out_who_takes_money_and_delivers_nothing_unless_damages_bind():
    def put_out(completeness, damages=2.0, pattern="donor_led"):
        # org_3 brings little, is given much, and is believed to deliver next to nothing
        people = [actor(i, staff=20.0, common_aim=0.9) for i in range(3)]
        people.append(actor(0, name="org_3", keeps_promises=0.05, common_aim=0.0,
                            budget={"rule": "appropriation", "yearly_idr": 0.02 * ONE}))  # fmt: skip
        terms = PATTERNS[pattern].model_dump() | {"completeness": completeness}
        made = scenario(actors=people, agreement={"terms": terms, "months": 240},
                        mechanisms={"termination": {"damages": damages}, "problem_events": {"on": False},
                                    "coordination_cost": {"control": 4.0}})  # fmt: skip
        return [d[2] for d in PartnerWorld(made).run(38).what("terminated")]

    assert put_out(0.0)
    assert not put_out(1.0, damages=5.0)
    assert not put_out(0.0, pattern="parallel_collaborative")


def phases(share=0.7, on=True):
    people = [actor(i, keeps_promises=0.2 if i == 1 else 0.9, staff=30.0) for i in range(4)]
    made = scenario(actors=people, agreement={"months": 18, "practices": {"visits_per_month": 12.0}},
                    mechanisms={"carried_learning": {"on": on, "share": share}})  # fmt: skip
    first = made.agreements[0]
    second = Agreement(name="second", members=("org_0", "org_1", "org_2"), follows="ring", leader="org_0")
    made = made.model_copy(update={"agreements": (first, second)})
    return PartnerWorld(made)


def test_a_next_phase_begins_when_the_first_has_ended_and_knows_what_was_learned():
    w = phases().run(6)
    first, second = w.agreements
    assert second.stage is Stage.IDENTIFICATION and second.life.months_in_stage == 0
    first.end(w.month, "cut short by the test")
    w.run(1)
    assert w.what("next phase")
    learned = first.beliefs.reliability.alpha[:3, :3] - first.beliefs.founding_reliability.alpha[:3, :3]
    np.testing.assert_allclose(
        second.beliefs.reliability.alpha - second.beliefs.founding_reliability.alpha, 0.7 * learned
    )
    assert second.planned == pytest.approx(0.7 * first.planned)

    strangers = phases(on=False).run(6)
    strangers.agreements[0].end(strangers.month, "cut short by the test")
    strangers.run(2)
    assert strangers.agreements[1].stage is not Stage.IDENTIFICATION
    np.testing.assert_array_equal(
        strangers.agreements[1].beliefs.reliability.alpha,
        strangers.agreements[1].beliefs.founding_reliability.alpha,
    )


def test_a_reserve_takes_the_place_of_a_member_that_left():
    made = scenario(
        n=5,
        pattern="need_based",
        agreement={"members": tuple(f"org_{i}" for i in range(4)), "reserve": ("org_4",)},
    )
    w = PartnerWorld(made).run(10)
    ring = w.agreements[0]
    assert list(ring.inside) == [True] * 4 + [False]
    w.rules.left.add("org_1")
    w.organizations[1].active = False
    w.run(8)
    assert list(ring.inside) == [True, False, True, True, True]
    assert ("joins", "org_4") in [(e[1], e[2]) for e in ring.events]


def test_bad_references_are_refused():
    with pytest.raises(ValueError, match="follows 'nothing'"):
        scenario(agreement={"working_already": False, "follows": "nothing"})
    with pytest.raises(ValueError, match="reserve names an actor twice"):
        scenario(pattern="need_based", agreement={"reserve": ("org_1",)})
    with pytest.raises(ValueError, match="membership is not open"):
        scenario(agreement={"members": ("org_0", "org_1"), "reserve": ("org_2",)})
    with pytest.raises(ValueError, match="bargained is false"):
        scenario(agreement={"candidate_patterns": ("foster",)})


# attributes


def seen(w):
    """The first agreement in one month, as it stands now."""
    notes = PartnershipNotes(w)
    notes.take()
    return notes.months().agreements[0]


def test_attributes_are_read_from_what_happened():
    w = world(months=26)
    ring = w.agreements[0]
    of_a_ring = (
        genuine.mutual_gain, genuine.each_benefits, genuine.shared_responsibility, genuine.local_ownership,
        genuine.equality, genuine.equity, genuine.transparency, genuine.shared_aims, genuine.balance_of_workload,
        genuine.fairness,
    )  # fmt: skip
    for attribute in of_a_ring:
        assert 0.0 <= attribute(seen(w)) <= 1.0 + 1e-12, attribute.__name__
    assert genuine.duration(seen(w)) == 25.0
    assert genuine.equality(seen(w)) == pytest.approx(1.0)
    led = world(months=26, pattern="donor_led")
    assert genuine.equality(seen(led)) < 0.5
    leader = led.agreements[0].leader
    np.testing.assert_array_equal(genuine.decision_weights(seen(led))[0], np.eye(5)[leader])
    ring.shares = ring.budget_idr / ring.budget_idr.sum()
    assert genuine.fairness(seen(w)) == pytest.approx(1.0)
    for member in ring.members:
        member.common_aim, member.showpiece = 0.0, 2
    assert genuine.shared_aims(seen(w)) == pytest.approx(1.0)
