"""Budgets that answer what others gave and how many wait, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from partnersim.mechanisms.deciding.budget_answers import given_last_year
from partnersim.mechanisms.environment.dated_events import DatedEvents
from partnersim.mechanisms.organizations.yearly_budgets import YearlyBudgets
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.levers import levers_of
from partnersim.scenario.reading import load_scenario
from tests.small_place import SmallPlace

OFFICE, DONOR = 0, 1


def a_place(office=None, donor=None, **more):
    """An office with Rp1.2 billion a year, and a donor with a project of Rp720 million in 36 months."""
    actors = [
        {"kind": "government", "name": "office", "staff": 20.0,
         "budget": {"rule": "appropriation", "yearly_idr": 1.2e9, **(office or {})}},
        {"kind": "donor", "name": "donor", "staff": 5.0,
         "budget": {"rule": "project", "total_idr": 7.2e8, "start": "2010-01", "months": 36, **(donor or {})}},
    ]  # fmt: skip
    return SmallPlace({"actors": actors, **more})


def giving(office=0.0, donor=0.0, later=1.0):
    """Both spend so much a month from the second month on; the donor ``later`` times as much after the first year."""

    def month(place):
        by = {"office": office, "donor": donor * (later if place.month >= 12 else 1.0)}
        for name, amount in by.items():
            cash = place.by_name[name].cash
            place.ledger.post(
                cash, place.accounts.market, min(amount, max(0.0, place.ledger.balance(cash))), "work"
            )

    return month


def received(place, name, kind):
    """Rupiah that an organization received by month."""
    flows = place.ledger.flows()
    flows = flows[(flows.kind == kind) & (flows.receiver == name)]
    return dict(zip(flows.month.tolist(), flows.amount_idr.tolist(), strict=True))


def test_an_appropriation_answers_what_others_gave_beyond_the_first_year():
    # the donor gives 11 x 10 million in 2010 and 12 x 15 million in 2011: 70 million more
    place = a_place(office={"response_to_others": -0.5})
    place.run(37, YearlyBudgets(), before=giving(donor=1e7, later=1.5))
    came = received(place, "office", "appropriation")
    assert came == {0: 1.2e9, 12: 1.2e9, 24: pytest.approx(1.2e9 - 3.5e7), 36: pytest.approx(1.2e9 - 3.5e7)}
    notes = [d for d in place.diary if d[0] == "budget answers"]
    assert notes[0][1:] == (
        "office",
        "-35,000,000 rupiah: others gave 180,000,000, expected were 110,000,000",
    )


def test_what_is_expected_can_be_stated_and_more_can_call_for_more():
    place = a_place(office={"response_to_others": 0.1, "expects_others_idr": 6e7})
    place.run(13, YearlyBudgets(), before=giving(donor=1e7))
    assert received(place, "office", "appropriation")[12] == pytest.approx(1.2e9 + 0.1 * (1.1e8 - 6e7))
    expecting_nothing = a_place(office={"response_to_others": -1.0, "expects_others_idr": 0.0})
    expecting_nothing.run(13, YearlyBudgets(), before=giving(donor=1e7))
    assert received(expecting_nothing, "office", "appropriation")[12] == pytest.approx(1.2e9 - 1.1e8)


def test_no_budget_falls_below_nothing():
    place = a_place(office={"response_to_others": -2.0, "expects_others_idr": 0.0, "yearly_idr": 1e8})
    place.run(13, YearlyBudgets(), before=giving(donor=1e7))
    assert 12 not in received(place, "office", "appropriation")  # 100 million less twice 110
    assert place.cash("office") == 0.0


def test_money_passed_on_is_given_once_and_money_sent_back_by_nobody():
    place = a_place()

    def month(place):
        ledger, office, donor = place.ledger, place.by_name["office"].cash, place.by_name["donor"].cash
        if place.month >= 1:
            ledger.post(donor, office, 1e7, "transfer")
            ledger.post(office, place.accounts.market, 3e7, "work")
            ledger.post(donor, place.accounts.donors_abroad, 1e6, "returned")

    place.run(12, YearlyBudgets(), before=month)
    assert np.allclose(given_last_year(place), [11 * 2e7, 11 * 1e7])
    place.run(24, YearlyBudgets(), before=month)  # twelve months and no more
    assert np.allclose(given_last_year(place), [12 * 2e7, 12 * 1e7])


def test_a_year_of_the_run_that_is_not_whole_is_not_answered():
    late = a_place(office={"response_to_others": -1.0, "expects_others_idr": 0.0}, time={"start": "2010-07"},
                   donor={"start": "2010-07"})  # fmt: skip
    late.run(19, YearlyBudgets(), before=giving(donor=1e7))
    came = received(late, "office", "appropriation")
    assert came == {0: 6e8, 6: 1.2e9, 18: pytest.approx(1.2e9 - 1.2e8)}


def test_an_appropriation_answers_those_who_wait():
    place = a_place(office={"response_to_need": 1e5})
    place.hamlets.weight[:] = [3.0, 2.0, 1.0, 1.0]
    place.fund(0)
    place.fund(1)
    place.funds.queue[:] = [10.0, 5.0, 7.0, 0.0]  # the third hamlet has no fund that works
    place.run(13, YearlyBudgets())
    assert received(place, "office", "appropriation") == {0: 1.2e9, 12: pytest.approx(1.2e9 + 1e5 * 40)}
    assert ("budget answers", "office", "+4,000,000 rupiah: 40 households wait") in place.diary


@pytest.mark.parametrize(
    ("response", "second_year", "third_year"),
    [
        (-0.5, 1.5e7, 2e7),  # 2.4e8 less 0.5 x 120 million, and the rest of the project at its old pace
        (0.5, 2.5e7, 1.5e7),  # 60 million are brought forward from the third year
        (-2.0, 0.0, 2e7),  # all of the year stays with the donor
        (1.0, 3e7, 1e7),
    ],
)
def test_a_project_withholds_for_good_and_brings_forward_within_its_total(response, second_year, third_year):
    # the office gives 11 x 20 million in 2010, 120 million more than the donor expects
    place = a_place(donor={"response_to_others": response, "expects_others_idr": 1e8})
    place.run(24, YearlyBudgets(), before=giving(office=2e7))
    # 240 million in the second year: the answer of the third year is held off by hand
    place.by_name["donor"].spec = place.by_name["donor"].spec.model_copy(
        update={"budget": place.by_name["donor"].spec.budget.model_copy(update={"response_to_others": 0.0})}
    )
    place.run(36, YearlyBudgets())
    sent = received(place, "donor", "project tranche")
    by_year = [[sent.get(12 * year + m, 0.0) for m in range(12)] for year in range(3)]
    assert np.allclose(by_year[0], 2e7)
    assert np.allclose(by_year[1], second_year)
    assert np.allclose(by_year[2], third_year)


def test_a_project_gives_no_more_than_it_has_and_counts_on_what_comes():
    place = a_place(donor={"response_to_others": 1.0, "expects_others_idr": 0.0, "total_idr": 3.6e8})
    place.run(13, YearlyBudgets(), before=giving(office=5e7))
    donor = place.by_name["donor"]
    assert donor.year_money_idr == pytest.approx(3.6e8)  # a third has come, the rest is brought forward
    place.run(36, YearlyBudgets())
    sent = received(place, "donor", "project tranche")
    assert sum(sent[m] for m in range(12, 24)) == pytest.approx(2.4e8)
    assert sum(sent.values()) == pytest.approx(3.6e8)


def test_what_staff_cannot_absorb_of_an_answer_is_caught_up_within_the_year():
    place = a_place(donor={"response_to_others": -0.5, "expects_others_idr": 1e8})
    place.run(12, YearlyBudgets(), before=giving(office=2e7))
    donor = place.by_name["donor"]
    donor.staff_used["convene"] = 5.0  # nobody is free for two months
    place.run(14, YearlyBudgets())
    donor.staff_used["convene"] = 0.0
    place.run(24, YearlyBudgets())
    sent = received(place, "donor", "project tranche")
    assert 12 not in sent and 13 not in sent
    assert np.allclose([sent[m] for m in range(14, 24)], 1.8e8 / 10)


def test_a_cut_takes_its_part_of_an_answer():
    cut = {"what": "budget_change", "name": "cut", "month": "2011-07", "actor": "donor", "factor": 0.5}
    place = a_place(donor={"response_to_others": -0.5, "expects_others_idr": 1e8}, events=[cut])
    place.run(24, DatedEvents(), YearlyBudgets(), before=giving(office=2e7))
    sent = received(place, "donor", "project tranche")
    assert np.allclose([sent[m] for m in range(12, 18)], 1.5e7)
    assert np.allclose([sent[m] for m in range(18, 24)], 7.5e6)


def test_the_order_of_organizations_has_no_effect():
    answer = {"response_to_others": -0.5, "expects_others_idr": 0.0}
    place = a_place(office=answer, donor=answer)
    place.run(13, YearlyBudgets(), before=giving(office=2e7, donor=1e7))
    assert received(place, "office", "appropriation")[12] == pytest.approx(1.2e9 - 0.5 * 1.1e8)
    assert received(place, "donor", "project tranche")[12] == pytest.approx((2.4e8 - 0.5 * 2.2e8) / 12)


def test_only_who_decides_each_year_can_answer():
    with pytest.raises(ScenarioError) as caught:
        load_scenario("jember-with-firms", overrides={"actors.firms.budget.response_to_others": -0.5})
    assert "on which nobody decides each year" in str(caught.value)
    with pytest.raises(ScenarioError, match=r"-2 to 1"):
        load_scenario("jember", overrides={"actors.jember_office.budget.response_to_others": -2.5})


def test_levers_know_where_an_answer_can_move_something():
    found = {
        lever.path: lever
        for lever in levers_of(load_scenario("jember"), under=["actors.jember_office.budget"])
    }
    answer = found["actors.jember_office.budget.response_to_others"]
    assert dict(answer.tried) == {"low": -1.0, "high": 0.1} and answer.idle == ""
    short = load_scenario("jember", overrides={"time.months": 12})
    found = {lever.path: lever for lever in levers_of(short, under=["actors.jember_office.budget"])}
    assert "in January" in found["actors.jember_office.budget.response_to_need"].idle
