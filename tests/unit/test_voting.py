"""Votes on plans, terms, foundings and new members, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from partnersim.mechanisms.deciding import admission, proposals
from partnersim.mechanisms.deciding.proposals import circumstances, plan_put_to_vote
from partnersim.mechanisms.deciding.voting import voted
from partnersim.mechanisms.partnership import bargaining, formation
from partnersim.mechanisms.partnership.bargaining import _Offer
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.levers import levers_of
from partnersim.scenario.partnership import PATTERNS, Terms
from partnersim.scenario.reading import load_scenario
from partnersim.theory.voting import carries
from partnersim.theory.worth import ACTIVE, OUT
from partnersim.world.contracts import Plan
from tests.partner_world import PartnerWorld, actor, scenario

TERMS = Terms(completeness=0.0)


def a_ring(n=3, months=1, **terms):
    """A partnership of n at work under terms of its own, for so many months."""
    agreement = {"terms": TERMS.model_copy(update=terms).model_dump()}
    return PartnerWorld(scenario(n=n, agreement=agreement)).run(months)


@pytest.mark.parametrize(
    ("in_favour", "voting", "needed", "holds"),
    [
        (0.5, "majority", 0.9, False), (0.51, "majority", 0.9, True), (2 / 3, "supermajority", 2 / 3, True),
        (0.65, "supermajority", 2 / 3, False), (0.75, "supermajority", 0.8, False),
        (1 / 3 + 2 / 3, "unanimity", 0.5, True),
        (0.99, "unanimity", 0.5, False), (0.0, "none", 1.0, True),
    ],
)  # fmt: skip
def test_how_many_votes_a_proposal_needs(in_favour, voting, needed, holds):
    assert carries(in_favour, voting, needed) == holds


@pytest.mark.parametrize(("weights", "in_favour"), [("equal", 1 / 2), ("by_funds", 7 / 8), ("leader", 0.0)])
def test_votes_are_weighed_as_aims_and_who_has_nothing_to_compare_does_not_vote(weights, in_favour):
    ring = a_ring(4, decision_weights=weights, voting="majority").agreements[0]
    gains = np.array([-0.1, 0.2, np.nan, 5.0])  # the last is not asked, the first leads
    outcome = voted(
        ring, voters=np.array([True, True, True, False]), gains=gains, budgets=np.array([1.0, 7.0, 4.0, 9.0])
    )
    assert outcome.in_favour == pytest.approx(in_favour)
    assert outcome.passed == (in_favour > 0.5)
    nobody = voted(ring, voters=np.zeros(4, dtype=bool), gains=gains, budgets=np.ones(4))
    assert nobody.passed


def imagined_worth(monkeypatch, module, *columns):
    """Let members weigh one plan after the other as given, whatever it is; worth of being at work, (n,) each."""
    values = iter(columns)

    def weigh(model, agreement, **rest):
        worth = np.zeros((len(agreement), 4))
        worth[:, ACTIVE] = next(values)
        return worth

    monkeypatch.setattr(module, "weigh", weigh)


@pytest.mark.parametrize(
    ("voting", "passes"), [("majority", True), ("supermajority", True), ("unanimity", False)]
)
def test_a_new_plan_needs_its_votes_or_the_old_one_stands(monkeypatch, voting, passes):
    place = a_ring(3, voting=voting)
    ring = place.agreements[0]
    assert not ring.replan
    old = np.roll(ring.plan_idr, 1, axis=1)  # a plan that nobody would make today
    ring.put_in_force(replace(ring.plan, spends_idr=old, agreed_idr=old))
    having = circumstances(place, ring)
    without_votes = proposals.propose(place, ring, taking=ring.at_work, having=having)
    imagined_worth(monkeypatch, proposals, [0.6, 0.6, 0.4], [0.5, 0.5, 0.5])  # two of three gain
    plan, vote = plan_put_to_vote(place, ring, having=having)
    assert vote.passed == passes and vote.in_favour == pytest.approx(2 / 3)
    assert np.allclose(plan, without_votes) == passes
    if not passes:  # what the old plan had stays, and what it leaves over goes where the new one has more
        share = min(1.0, having.budgets.sum() / ring.budget_idr.sum())
        assert (plan >= old * share - 1e-3).all() and plan.sum() == pytest.approx(without_votes.sum())


def test_equal_worth_is_no_vote_for_a_plan_and_the_refusal_is_told(monkeypatch):
    place = a_ring(3, voting="majority")
    ring = place.agreements[0]
    ring.put_in_force(Plan.agreed(np.roll(ring.plan_idr, 1, axis=1), ring.budget_idr))
    imagined_worth(monkeypatch, proposals, [0.5, 0.5, 0.6], [0.5, 0.5, 0.5])
    from partnersim.mechanisms.partnership.planning import renew_plan

    renew_plan(place, ring)
    assert place.diary[-1][1:] == ("voted down", "ring", "a new plan: 33% of votes for it")


def test_a_plan_that_has_lapsed_cannot_stand_and_planning_alone_is_not_voted_on(monkeypatch):
    place = a_ring(3, voting="unanimity")
    ring = place.agreements[0]
    imagined_worth(monkeypatch, proposals)  # any weighing would fail
    ring.put_in_force(Plan.agreed(np.roll(ring.plan_idr, 1, axis=1), ring.budget_idr))
    ring.replan = True
    assert plan_put_to_vote(place, ring, having=circumstances(place, ring))[1].passed
    alone = a_ring(3, voting="unanimity", allocation="each_alone")
    ring = alone.agreements[0]
    ring.put_in_force(Plan.agreed(np.roll(ring.plan_idr, 1, axis=1), ring.budget_idr))
    assert plan_put_to_vote(alone, ring, having=circumstances(alone, ring))[1].passed


def founded(monkeypatch, gains, **terms):
    """Three who are asked weigh a founding; each gains as given, whoever else takes part."""
    place = PartnerWorld(
        scenario(n=3, agreement={"working_already": False, "terms": {**TERMS.model_dump(), **terms}},
                 mechanisms={"partner_review": {"fixed_cost": 0.0}, "rival_benefits": {"on": False}})
    )  # fmt: skip

    def weigh(model, agreement, *, who, **rest):
        worth = np.full((3, 4), np.nan)
        worth[who, ACTIVE], worth[who, OUT] = 0.5 + np.array(gains)[who], 0.5
        return worth

    monkeypatch.setattr(formation, "weigh", weigh)
    return place.run(8).agreements[0]


def test_a_founding_is_voted_on_by_all_who_are_asked(monkeypatch):
    two_of_three = (0.1, 0.1, -0.1)
    assert founded(monkeypatch, two_of_three).inside.tolist() == [True, True, False]
    assert founded(monkeypatch, two_of_three, voting="majority").inside.tolist() == [True, True, False]
    refused = founded(monkeypatch, two_of_three, voting="unanimity")
    assert not refused.inside.any() and refused.life.reason == "voted down, 67% of votes for it"
    few = founded(monkeypatch, two_of_three, voting="supermajority", supermajority=0.7)
    assert not few.inside.any()
    assert founded(monkeypatch, (0.1, 0.1, 0.1), voting="unanimity").inside.all()


EQUAL, BY_FUNDS, LED = (
    TERMS.model_copy(update={"decision_weights": w, "voting": "majority"})
    for w in ("equal", "by_funds", "leader")
)


def negotiated(worth, standing, *, voting="majority", working=True):
    """What comes of bargaining among three where the first holds the money and terms are worth as given."""
    place = a_ring(3, voting=voting)
    ring, who = place.agreements[0], np.ones(3, dtype=bool)
    offers = [_Offer(t, np.array(w), np.array(w) - 1.0) for t, w in worth]
    holds = _Offer(ring.terms, np.array(standing), np.array(standing) - 1.0) if working else None
    record, terms = bargaining._put_to_vote(place, ring, offers, who, 0, holds, np.ones(3))
    return record, terms, ring


def test_the_holder_proposes_what_it_likes_best_until_one_finds_its_votes():
    # the first is best for the holder and loses 2:1; the second wins 2:1; the third would win, but is worth less to it
    worth = [(EQUAL, [3.0, 0.5, 0.5]), (BY_FUNDS, [2.0, 1.5, 0.5]), (LED, [1.5, 2.0, 2.0])]
    record, terms, _ = negotiated(worth, [1.0, 1.0, 1.0])
    assert terms == BY_FUNDS and record.how == "voted" and record.wish == EQUAL
    assert record.refused == ("org_1", "org_2") and record.holder == "org_0"
    record, terms, _ = negotiated(worth, [1.0, 1.0, 1.0], voting="unanimity")
    assert terms == LED and record.how == "voted"


def test_terms_stand_where_no_proposal_finds_its_votes_and_the_holder_proposes_no_loss():
    worth = [(EQUAL, [3.0, 0.5, 0.5]), (LED, [0.9, 2.0, 2.0])]
    record, terms, ring = negotiated(worth, [1.0, 1.0, 1.0])
    assert terms == ring.terms and record.how == "voted down"


def test_at_a_founding_what_counts_is_the_gain_above_staying_outside():
    # above the terms on the table nobody but the holder would gain; above staying outside (1) two do
    worth = [(EQUAL, [3.0, 1.1, 0.5])]
    assert negotiated(worth, [2.0, 2.0, 2.0], working=False)[0].how == "voted"
    assert negotiated(worth, [2.0, 2.0, 2.0], working=True)[0].how == "voted down"


def test_patterns_that_are_bargained_over_keep_the_rule_of_voting():
    made = scenario(n=3, agreement={
        "bargained": True, "terms": {**TERMS.model_dump(), "voting": "supermajority", "supermajority": 0.8},
        "candidate_patterns": ("donor_led", "contracting"),
    }).agreements[0]  # fmt: skip
    rule = {"voting": "supermajority", "supermajority": 0.8}
    assert made.offers == tuple(PATTERNS[n].model_copy(update=rule) for n in ("donor_led", "contracting"))
    bargained = PartnerWorld(scenario(n=3, agreement={
        "bargained": True, "working_already": False, "terms": {**TERMS.model_dump(), "voting": "majority"}})
    ).run(8).agreements[0]  # fmt: skip
    assert bargained.bargains and bargained.bargains[0].how in ("voted", "voted down")
    assert bargained.terms.voting == "majority"


@pytest.mark.parametrize(
    ("together", "voting", "let_in"),
    [([0.6, 0.6, 0.4, 0.0], "majority", True), ([0.6, 0.4, 0.4, 9.0], "majority", False),
     ([0.6, 0.6, 0.4, 9.0], "unanimity", False), ([0.6, 0.6, 0.6, 0.0], "unanimity", True)],
)  # fmt: skip
def test_members_vote_on_who_comes_in_and_the_newcomer_does_not(monkeypatch, together, voting, let_in):
    place = a_ring(4, voting=voting, open_membership=True)
    ring = place.agreements[0]
    ring.leave(3)
    imagined_worth(monkeypatch, admission, together, [0.5, 0.5, 0.5, 0.5])
    monkeypatch.setattr(admission, "extra_of_partnering", lambda *a, **k: np.zeros(4))
    assert admission.admitted(place, ring, 3).passed == let_in


def test_without_its_vote_the_newcomer_goes_on_by_its_own_plan_beside_the_others(monkeypatch):
    place = a_ring(4, voting="majority", open_membership=True)
    ring = place.agreements[0]
    ring.leave(3)
    weighed = []

    def weigh(model, agreement, *, plan, taking, who, **rest):
        weighed.append((plan, taking, who, agreement.inside))
        return np.full((4, 4), 0.5)

    monkeypatch.setattr(admission, "weigh", weigh)
    admission.admitted(place, ring, 3)
    (together, *_), (beside, *_) = weighed
    having = circumstances(place, ring)
    others = proposals.next_plan(place, ring, having=having)
    alone = proposals.plans_alone(place, ring, having)
    assert np.allclose(beside[:3], others[:3]) and others[3].sum() == 0.0
    assert np.allclose(beside[3], alone[3]) and alone[3].sum() > 0.0
    # one plan for the money of all four
    assert together.sum() == pytest.approx(having.budgets.sum(), rel=1e-6)
    for _, taking, who, inside in weighed:
        assert taking.all() and who.all() and inside.all()
    assert not ring.inside[3]  # nothing has happened yet


def test_sharing_with_one_more_is_weighed_with_the_money_that_it_brings(monkeypatch):
    # four of equal money: a third of 3/4 of the benefits before, a quarter of all after: nobody gains or loses
    settings = {"rival_benefits": {"rate": 0.4}, "partner_review": {"fixed_cost": 0.0}}
    agreement = {"terms": {**TERMS.model_dump(), "voting": "majority", "open_membership": True}}
    for sharing, weights, passes in (("equal", (1.0, 1.0, 1.0, 1.0), False), ("equal", (1.0, 1.0, 1.0, 3.0), True),
                                     ("equal", (1.0, 1.0, 1.0, 0.2), False)):  # fmt: skip
        people = [
            actor(i, budget={"rule": "appropriation", "yearly_idr": 1e9 * w}) for i, w in enumerate(weights)
        ]
        agreement["terms"]["sharing"] = sharing
        place = PartnerWorld(scenario(actors=people, agreement=agreement, mechanisms=settings)).run(1)
        ring = place.agreements[0]
        ring.leave(3)
        place.agreements[0].change_contract(inside=np.array([True, True, True, False]))
        imagined_worth(monkeypatch, admission, [0.5] * 4, [0.5] * 4)
        assert admission.admitted(place, ring, 3).passed == passes


def test_a_newcomer_who_finds_no_votes_stays_out_and_that_is_told(monkeypatch):
    from partnersim.mechanisms.partnership import partner_review

    place = a_ring(4, months=2, voting="majority", open_membership=True)
    ring = place.agreements[0]
    ring.leave(3)
    having = circumstances(place, ring)
    worth = np.zeros((4, 4))
    worth[:, ACTIVE], worth[:, OUT] = 0.9, 0.1
    monkeypatch.setattr(partner_review, "weigh", lambda *a, **k: worth)
    against = admission.Vote(False, 0.25)
    monkeypatch.setattr(partner_review, "admitted", lambda *a: against)
    partner_review._let_come_back(place, ring, having, ~ring.inside)
    assert not ring.inside[3]
    assert place.diary[-1][1:] == ("voted down", "ring", "to let org_3 in: 25% of votes for it")
    monkeypatch.setattr(partner_review, "admitted", lambda *a: admission.WITHOUT_A_VOTE)
    partner_review._let_come_back(place, ring, having, ~ring.inside)
    assert ring.inside[3]


def test_what_is_no_rule_of_voting_is_refused_with_its_place_and_levers_try_each():
    with pytest.raises(ScenarioError, match="majority"):
        load_scenario("jember", overrides={"agreements.bank_gakin.terms": {"voting": "majorty"}})
    with pytest.raises(ScenarioError, match=r"0\.5 to 1"):
        load_scenario("jember", overrides={"agreements.bank_gakin.terms": {"supermajority": 0.4}})
    found = {
        lever.path: lever
        for lever in levers_of(load_scenario("jember"), under=["agreements.bank_gakin.terms"])
    }
    assert set(found["agreements.bank_gakin.terms.voting"].tried) == {
        "majority",
        "supermajority",
        "unanimity",
    }
    assert (
        found["agreements.bank_gakin.terms.supermajority"].idle
        == "no supermajority is asked for (terms.voting)"
    )
