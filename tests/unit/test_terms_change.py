"""Terms that change at a date, trust between pairs at the founding, and a history: worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from partnersim.engine.model import PartnershipModel
from partnersim.mechanisms.environment.dated_events import _happen
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.events import TermsChange
from partnersim.scenario.levers import levers_of
from partnersim.scenario.partnership import PATTERNS, Terms
from partnersim.scenario.purse import Purse
from partnersim.scenario.reading import load_scenario
from partnersim.theory.purse import OWN, THIRD_PARTY
from tests.partner_world import PartnerWorld, actor, scenario


def change(place, **to):
    _happen(TermsChange(name="turn", month="2010-05", agreement="ring", **to), place)


def of_three(months=4, **agreement):
    """Three who bring one, two and three billion a year."""
    people = [actor(i, budget={"rule": "appropriation", "yearly_idr": 1e9 * (i + 1)}) for i in range(3)]
    return PartnerWorld(scenario(actors=people, agreement=agreement)).run(months)


def test_terms_contract_shares_and_plan_follow_and_writing_is_paid_once():
    place = of_three()
    ring = place.agreements[0]
    assert ring.terms == PATTERNS["parallel_collaborative"] and ring.completeness == 0.5
    money = ring.budget_idr / ring.budget_idr.sum()
    change(place, pattern="contracting", leader="org_1")
    assert ring.terms == PATTERNS["contracting"] and ring.completeness == 0.9 and ring.leader == 1
    assert ring.replan and place.apart.replan
    assert np.allclose(ring.shares, money)  # by contribution instead of alike
    cash = np.array([place.ledger.balance(m.cash) for m in ring.members])
    paid_before = ring.contract.founding_idr.copy()
    place.step()  # May: eight months are left to spend what there is
    cost = place.spec.mechanisms.formation.writing_cost * 0.81 * cash * 12 / 8
    assert np.allclose(ring.contract.founding_idr - paid_before, cost) and (cost > 0.0).all()
    assert not ring.replan
    after = ring.contract.founding_idr.copy()
    place.step()
    assert np.array_equal(ring.contract.founding_idr, after)
    assert ("terms change", "ring", "turn") in [entry[1:] for entry in place.diary]
    assert [event[1:] for event in ring.events] == [("terms change", "ring", "turn")]


def test_own_terms_and_a_leader_alone_may_change_and_a_pattern_leaves_the_rule_of_voting():
    place = of_three(terms=Terms(voting="unanimity").model_dump())
    ring = place.agreements[0]
    change(place, leader="org_2")
    assert ring.leader == 2 and ring.terms == Terms(voting="unanimity")
    change(place, pattern="need_based")
    assert ring.terms == PATTERNS["need_based"].model_copy(update={"voting": "unanimity"})
    change(place, terms=Terms(sharing="by_contribution", voting="majority"))
    assert ring.terms == Terms(sharing="by_contribution", voting="majority")
    assert ring.leader == 0  # as the scenario has it, where the event names nobody


def test_before_the_signing_new_terms_are_what_is_signed_and_after_the_end_nothing_changes():
    place = of_three(months=2, working_already=False)
    ring = place.agreements[0]
    change(place, terms=Terms(completeness=0.8))
    assert ring.completeness == 0.0 and ring.life.writing_share == 0.0
    place.run(8)
    assert ring.working and ring.completeness == 0.8
    ring.end(place.month, "over")
    change(place, pattern="contracting")
    assert ring.terms == Terms(completeness=0.8)


def test_nobody_outside_becomes_leader():
    place = of_three()
    ring = place.agreements[0]
    ring.leave(2)
    change(place, leader="org_2")
    assert ring.leader == 0


def test_practices_and_who_holds_the_money_may_change_alone_and_leave_contract_and_leader():
    place = of_three(leader="org_1", practices={"visits_per_month": 7.0, "fine": 0.2})
    ring = place.agreements[0]
    ring.change_contract(leader=2)
    ring.replan, before = False, (ring.terms, ring.completeness)
    change(place, practices={"fine": 0.5, "meetings_per_year": 0.0})
    kept = ring.spec.practices.model_copy(update={"fine": 0.5, "meetings_per_year": 0.0})
    assert ring.practices == kept and ring.practices.visits_per_month == 7.0
    assert ring.purse == (OWN, 0.0)
    change(place, purse=Purse(held_by="member", treasurer="org_0"))
    assert ring.purse == (0, 0.0) and ring.practices == kept
    change(place, purse=Purse(held_by="third_party", fee=0.1))
    assert ring.purse == (THIRD_PARTY, 0.1)
    assert (ring.leader, ring.terms, ring.completeness, ring.replan) == (2, before[0], before[1], False)
    assert ring.life.writing_share == 0.0
    change(place, pattern="foster")
    assert ring.purse == (THIRD_PARTY, 0.1) and ring.practices == kept
    assert before == (PATTERNS["parallel_collaborative"], 0.5) and ring.leader == 1
    assert place.apart.practices.visits_per_month == 0.0 and place.apart.purse == (OWN, 0.0)


def test_fines_from_a_date_on_are_imposed_and_feared_from_then_on():
    people = [actor(i, keeps_promises=0.2 if i == 0 else 0.9, readiness=1.0) for i in range(3)]
    rules = {
        "sanctions": {"fee": 0.01, "staff": 0.001, "horizon_months": 60},
        "partner_review": {"on": False},
    }
    made = scenario(actors=people, agreement={"practices": {"visits_per_month": 20.0}}, mechanisms=rules)
    place = PartnerWorld(made).run(6)
    assert not place.what("fined")
    free = place.agreements[0].month.shirk[0]
    change(place, practices={"fine": 0.5})
    place.run(6)
    assert place.what("fined") and place.agreements[0].month.shirk[0] < free


def test_a_scenario_carries_it_out_in_its_month():
    small = {"sample.households": 300, "sample.rows_per_hamlet": 25, "time.months": 8}
    event = {"name": "turn", "what": "terms_change", "month": "2009-07", "agreement": "bank_gakin",
             "pattern": "donor_led", "leader": "ilo"}  # fmt: skip
    spec = load_scenario("jember", overrides={**small, "events": [event]})
    model = PartnershipModel(spec, seed=3)
    held = []
    for _ in range(8):
        model.step()
        held.append(model.agreements[0].terms.allocation)
    assert held == ["joint"] * 6 + ["leader"] * 2
    assert model.agreements[0].members[model.agreements[0].leader].name == "ilo"


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ({"agreement": "bank_gaki", "pattern": "foster"}, "bank_gakin"),
        ({"agreement": "bank_gakin", "pattern": "donor_led"}, "names a leader"),
        ({"agreement": "bank_gakin", "terms": {"decision_weights": "leader"}}, "names a leader"),
        ({"agreement": "bank_gakin", "leader": "firmz"}, "is no member of 'bank_gakin'"),
        ({"agreement": "bank_gakin"}, "changes nothing"),
        (
            {"agreement": "bank_gakin", "practices": {"fien": 0.5}},
            "is no practice of partners (did you mean 'fine'?)",
        ),
        ({"agreement": "bank_gakin", "practices": {"fine": 50.0}}, "allowed 0 to 12 months"),
        (
            {"agreement": "bank_gakin", "purse": {"held_by": "member", "treasurer": "iloo"}},
            "did you mean 'ilo'",
        ),
        ({"agreement": "bank_gakin", "pattern": "need_based", "terms": {}}, "beside terms"),
        ({"agreement": "bank_gakin", "pattern": "need_besed"}, "need_based"),
    ],
)
def test_a_change_that_cannot_be_is_refused_with_file_and_line(tmp_path, event, said):
    import json

    file = tmp_path / "mine.yaml"
    item = {"name": "turn", "what": "terms_change", "month": "2010-01", **event}
    file.write_text(f"extends: jember\nname: mine\nevents:\n  - {json.dumps(item)}\n", "utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(str(file))
    assert said in str(caught.value) and "mine.yaml:4" in str(caught.value)


def test_pairs_trust_each_other_as_written_at_the_founding():
    made = scenario(n=3, agreement={"founding_trust": {"org_0": {"org_1": 0.9}, "org_2": {"org_0": 0.2}}},
                    mechanisms={"learned_trust": {"prior_mean": 0.6, "prior_strength": 10.0}})  # fmt: skip
    beliefs = PartnerWorld(made).agreements[0].beliefs
    expected = np.array([[0.6, 0.9, 0.6], [0.6, 0.6, 0.6], [0.2, 0.6, 0.6]])
    for held in (beliefs.reliability, beliefs.founding_reliability):
        assert np.allclose(held.mean, expected) and np.allclose(held.alpha + held.beta, 10.0)
    assert np.allclose(beliefs.activity.mean, 0.95)


def test_a_history_adds_what_was_seen_and_leaves_the_founding_belief():
    # three months at a fifth: weights 1, 0.5 and 0.25
    made = scenario(n=2, agreement={"history": {"months": 3, "delivered": 0.2}},
                    mechanisms={"learned_trust": {"prior_mean": 0.6, "prior_strength": 10.0, "fading": 0.5}},
                    )  # fmt: skip
    beliefs = PartnerWorld(made).agreements[0].beliefs
    assert np.allclose(beliefs.reliability.alpha, 6.0 + 1.75 * 0.2)
    assert np.allclose(beliefs.reliability.beta, 4.0 + 1.75 * 0.8)
    assert np.allclose(beliefs.founding_reliability.mean, 0.6)


def test_a_history_of_failure_makes_partners_divert_more():
    def ratio(**history):
        made = scenario(n=3, agreement={"history": history}, mechanisms={"problem_events": {"on": False}})
        return PartnerWorld(made).run(1).agreements[0].month.ratio.mean()

    assert ratio(months=24, delivered=0.1) < ratio(months=0) < ratio(months=24, delivered=1.0)


@pytest.mark.parametrize(
    ("trust", "said"),
    [
        ({"ilo": {"ypsn": 0.5}}, "ypsm"),
        ({"il": {"ypsm": 0.5}}, "ilo"),
        ({"ilo": {"ilo": 0.5}}, "trusts itself"),
        ({"ilo": {"ypsm": 1.5}}, "0.05 to 0.95"),
    ],
)
def test_trust_in_nobody_is_refused(trust, said):
    with pytest.raises(ScenarioError) as caught:
        load_scenario("jember", overrides={"agreements.bank_gakin.founding_trust": trust})
    assert said in str(caught.value)


def test_trust_of_a_pair_is_set_by_its_path_and_levers_know_a_history():
    path = "agreements.bank_gakin.founding_trust.ilo.ypsm"
    assert load_scenario("jember", overrides={path: 0.9}).agreements[0].founding_trust == {
        "ilo": {"ypsm": 0.9}
    }
    found = {x.path: x for x in levers_of(load_scenario("jember"), under=["agreements.bank_gakin.history"])}
    assert found["agreements.bank_gakin.history.delivered"].idle.startswith("members have no history")
    assert found["agreements.bank_gakin.history.months"].tried == {"high": 60}
