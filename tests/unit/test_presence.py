"""Actors that are not there: what goes with them, what stays, and how claims and settings say it."""

import pytest

import partnersim as ps
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.idle import idle_because
from partnersim.scenario.presence import those_present
from partnersim.studies.runs.simulate import simulate


def names(items):
    return [item.name for item in items]


def test_a_scenario_in_which_all_are_there_is_left_as_it_is():
    toy = ps.load("toy")
    assert those_present(toy) is toy


def test_an_absent_member_leaves_the_table_and_the_others_go_on():
    jember = ps.load("jember").but({"actors.ilo.present": False, "agreements.bank_gakin.leader": "ilo"})
    left = those_present(jember)
    assert names(left.actors) == ["jember_office", "ypsm", "campus_service", "firms"]
    assert left.agreements[0].members == ("jember_office", "ypsm", "campus_service", "firms")
    assert left.agreements[0].leader is None


def test_an_agreement_needs_two_and_the_leader_that_its_terms_name():
    lkp = ps.load("lkp")
    two = lkp.but({"actors.workshop.present": False})
    one = two.but({"actors.education_office.present": False})
    assert [len(those_present(spec).agreements) for spec in (two, one)] == [1, 0]
    gresik = ps.load("gresik")  # terms of a nucleus: its leader, semen_gresik, plans
    third = {"actors": [{"name": "helper", "kind": "ngo"}]}
    three = gresik.but(third).but({"agreements.nucleus.members": ["gresik_office", "semen_gresik", "helper"]})
    assert those_present(three.but({"actors.helper.present": False})).agreements[0].leader == "semen_gresik"
    assert those_present(three.but({"actors.semen_gresik.present": False})).agreements == ()


def test_what_follows_an_agreement_that_does_not_come_about_does_not_either():
    toy = ps.load("toy").but({"actors": [{"name": "third", "kind": "ngo"}]})
    both = toy.but({"agreements": [
        {"name": "later", "members": ["village_office", "third"], "follows": "savings_circle"}
    ]})  # fmt: skip
    assert names(those_present(both.but({"actors.village_ngo.present": False})).agreements) == []
    assert names(those_present(both.but({"actors.third.present": False})).agreements) == ["savings_circle"]


def test_events_of_absent_actors_and_places_in_reserve_go_too():
    jember = ps.load("jember").but({
        "actors.ilo.present": False,
        "actors.ypsm.present": False,
        "agreements.bank_gakin.terms": {"open_membership": True},
        "agreements.bank_gakin.members": ["jember_office", "ilo", "campus_service"],
        "agreements.bank_gakin.reserve": ["ypsm", "firms"],
        "events": [{"name": "cut", "what": "budget_change", "month": "2010-07", "actor": "ilo", "factor": 0.5}],
    })  # fmt: skip
    left = those_present(jember)
    assert names(left.events) == ["bank_jatim_recall"]
    assert left.agreements[0].reserve == ("firms",)


def test_an_absent_actor_pays_nothing_and_others_pay_what_they_have():
    # The office's 6 million of the year and the NGO's 3 million are spent; without the NGO the 6 million are.
    toy = ps.load("toy")
    both = simulate(toy, 1, tables=False).outcomes
    alone = simulate(toy.but({"actors.village_ngo.present": False}), 1, tables=False).outcomes
    assert (both["money_spent_idr_total"], alone["money_spent_idr_total"]) == pytest.approx((9e6, 6e6))
    assert (both["active_members_mean"], alone["active_members_mean"]) == (2.0, 0.0)


def test_who_is_misspelt_is_told_with_the_nearest():
    with pytest.raises(ScenarioError, match="village_ngo"):
        ps.load("toy").but({"actors.vilage_ngo.present": False})


def test_levers_of_the_absent_are_idle_with_the_reason():
    toy = ps.load("toy").but({"actors.village_ngo.present": False})
    assert idle_because(toy, "actors.village_ngo.staff") == "village_ngo is not there (actors.*.present)"
    assert idle_because(toy, "agreements.savings_circle.months").startswith("savings_circle is not there")
    assert idle_because(toy, "actors.village_office.staff") == ""
