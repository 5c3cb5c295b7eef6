"""Levers that move nothing in a case: the condition that is said to make them dead does, and they live without it."""

import ast
import copy
import pickle
from pathlib import Path

import pytest

import partnersim as ps
from partnersim.mechanisms.organizations.yearly_budgets import YearlyBudgets
from partnersim.scenario import idle
from partnersim.scenario.idle import idle_because
from partnersim.scenario.idle_reasons import REASONS
from partnersim.studies.runs.simulate import simulate
from partnersim.studies.words.idle_texts import REASONS as NOTED
from partnersim.studies.words.idle_texts import reason_text
from partnersim.studies.words.texts import Texts
from tests.small_place import SmallPlace

ILO = "actors.ilo.budget"
OTHERS, NEED = f"{ILO}.response_to_others", f"{ILO}.response_to_need"
FUNDS = {"mechanisms.unit_opening.on": True, "programme.community_funds.units_per_year": 2}
EARMARK = "mechanisms.partner_review.earmark"
REVIEW = "mechanisms.partner_review"


# Kupang begins in June 2014: its Januaries are months 7, 19, 31, 43, 55; the first whole year ends before month 19.
@pytest.mark.parametrize(
    ("path", "sets", "dead"),
    [
        (OTHERS, {}, True),  # expects what it saw in month 19, and its project ends in month 21
        (OTHERS, {f"{ILO}.months": 31}, True),
        (OTHERS, {f"{ILO}.months": 32}, False),  # answers in month 31
        (OTHERS, {f"{ILO}.start": "2015-05"}, False),  # 21 months from month 11
        (OTHERS, {f"{ILO}.expects_others_idr": 3e9}, False),  # answers in month 19
        (OTHERS, {f"{ILO}.expects_others_idr": 3e9, f"{ILO}.months": 19}, True),
        (OTHERS, {f"{ILO}.expects_others_idr": 3e9, "time.months": 19}, True),
        (NEED, FUNDS, False),  # households wait in month 7
        (NEED, FUNDS | {"time.months": 7}, True),
        (NEED, FUNDS | {f"{ILO}.months": 7}, True),
        (NEED, FUNDS | {"time.months": 8}, False),
    ],
)
def test_a_budget_is_said_to_answer_nothing_where_no_january_is_left_for_it(path, sets, dead):
    reason = idle_because(ps.load("kupang").but(sets), path)
    assert reason.startswith("a budget answers in January") == dead
    assert bool(reason) == dead


def test_a_run_from_january_has_its_first_answer_a_year_later():
    toy = ps.load("toy").but({"time.start": "2010-01", "time.months": 12})
    path = "actors.village_office.budget.response_to_need"
    assert idle_because(toy, path).startswith("a budget answers in January")
    assert idle_because(toy.but({"time.months": 13}), path) == ""


def received(**budget):
    """Rupiah that a donor of 21 months got by month, beside an office that gives half as much again each year."""
    actors = [
        {"kind": "government", "name": "office", "staff": 20.0,
         "budget": {"rule": "appropriation", "yearly_idr": 1.2e9}},
        {"kind": "donor", "name": "donor", "staff": 5.0,
         "budget": {"rule": "project", "total_idr": 4.2e8, "start": "2010-06", "months": 21, **budget}},
    ]  # fmt: skip
    place = SmallPlace({"actors": actors, "time": {"start": "2010-06"}})

    def spend(place):
        cash = place.by_name["office"].cash
        wanted = 1e7 * 1.5 ** (place.month // 12)
        place.ledger.post(cash, place.accounts.market, min(wanted, place.ledger.balance(cash)), "work")

    place.run(40, YearlyBudgets(), before=spend)
    flows = place.ledger.flows()
    flows = flows[(flows.kind == "project tranche") & (flows.receiver == "donor")]
    return dict(zip(flows.month.tolist(), flows.amount_idr.tolist(), strict=True))


def test_a_project_that_ends_after_the_first_whole_year_cannot_answer_others():
    assert received(response_to_others=-1.0) == received(response_to_others=0.0)
    longer = [received(months=33, response_to_others=answer) for answer in (-1.0, 0.0)]
    assert longer[0] != longer[1]
    expecting = [received(expects_others_idr=0.0, response_to_others=answer) for answer in (-1.0, 0.0)]
    assert expecting[0] != expecting[1]


SLEEPLESS = "nobody sleeps: work brings a partner more than it costs"


@pytest.mark.parametrize(
    ("sets", "dead"),
    [
        ({}, True),
        ({f"{REVIEW}.fixed_cost": 0.016}, True),  # below 0.05 / 3 = 0.0167
        ({f"{REVIEW}.fixed_cost": 0.017}, False),
        ({"mechanisms.rival_benefits.on": False}, False),
        ({f"{REVIEW}.chi": 0.1}, False),  # two others: 0.2 is not above 2 x 0.1
        ({f"{REVIEW}.chi": 0.099}, True),
        ({"agreements.placement.kind": "programme"}, False),
        ({"agreements.placement.exit_cost": 0.001}, False),
    ],
)
def test_when_leaving_is_said_to_be_better_than_sleep(sets, dead):
    assert idle_because(ps.load("lkp").but(sets), EARMARK).startswith(SLEEPLESS) == dead


def test_where_leaving_is_better_than_sleep_nobody_sleeps_and_elsewhere_somebody_does():
    """With no money bound by sleep (earmark 0) it is as easy as can be."""
    lkp = ps.load("lkp").but({"sample.households": 100, EARMARK: 0.0})
    what = [{entry["what"] for entry in simulate(lkp, seed).diary} for seed in range(2018, 2024)]
    assert not any("falls asleep" in seen for seen in what) and any("leaves" in seen for seen in what)
    other = lkp.but({f"{REVIEW}.fixed_cost": 0.02, f"{REVIEW}.alternative": 0.0})
    assert idle_because(other, EARMARK) == ""
    assert any(
        entry["what"] == "falls asleep" for seed in range(2018, 2022) for entry in simulate(other, seed).diary
    )


def test_reasons_are_told_in_indonesian():
    reason = idle_because(ps.load("lkp"), EARMARK)
    assert Texts("id").say(reason).startswith("tidak ada yang tidur")
    assert reason_text(idle_because(ps.load("kupang"), OTHERS), Texts("id")).startswith("anggaran menanggapi")


@pytest.mark.parametrize(
    ("case", "path", "sets", "english", "indonesian"),
    [
        ("jember", "actors.firms.budget.months", {}, "the budget is no project's (rule is none)",
         "anggarannya bukan anggaran proyek (aturannya none)"),
        ("jember", "actors.ilo.budget.by_year", {}, "the budget is no yearly appropriation (rule is project)",
         "anggarannya bukan anggaran tahunan (aturannya project)"),
        ("jember", "actors.ilo.staff", {"actors.ilo.present": False}, "ilo is not there (actors.*.present)",
         "ilo tidak ada (actors.*.present)"),
        ("jember", "mechanisms.market_growth.per_year", {"mechanisms.market_growth.on": False},
         "mechanisms.market_growth is off", "mechanisms.market_growth mati"),
        ("lkp", "actors.workshop.state_owned", {}, "the budget is no share of profit (rule is project)",
         "anggarannya bukan bagian laba (aturannya project)"),
        ("jember", "regulation.enforcement", {}, "the rule asks for no part of profit (mandate_share is 0)",
         "aturan tidak meminta bagian laba (mandate_share 0)"),
    ],
)  # fmt: skip
def test_a_reason_keeps_what_it_was_made_of_and_is_said_in_both_languages(
    case, path, sets, english, indonesian
):
    reason = idle_because(ps.load(case).but(sets), path)
    assert reason == english
    assert reason_text(reason, Texts("en")) == english
    assert reason_text(copy.deepcopy(reason), Texts("id")) == indonesian
    assert reason_text(pickle.loads(pickle.dumps(reason)), Texts("id")) == indonesian


def said_in(module):
    """Every text of a module that may be a reason: it is returned, or the message of one."""
    tree = ast.parse(Path(module.__file__).read_text("utf-8"))
    calls = (
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Because"
    )
    told = [node.value for node in ast.walk(tree) if isinstance(node, ast.Return)]
    told += [call.args[0] for call in calls]
    told += [
        value for node in ast.walk(tree) if isinstance(node, ast.Assign) for value in ast.walk(node.value)
    ]
    texts = {node.value for node in told if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {text for text in texts if " " in text}


def test_every_reason_that_can_be_given_is_in_the_catalogue():
    reasons = {reason.text for reason in REASONS} | said_in(idle)
    assert len(reasons) > 60
    assert reasons <= set(NOTED), reasons - set(NOTED)
    assert [text for text in NOTED if Texts("id").say(text) == text] == []


def test_a_reason_of_somebodys_own_file_stays_as_it_is():
    assert reason_text("nobody closes in a year. ", Texts("id")) == "nobody closes in a year"


def test_meetings_cost_no_time_where_members_never_meet():
    gresik = ps.load("gresik")
    switch = "mechanisms.meeting_time.on"
    assert idle_because(gresik, switch).startswith("members of funds never meet")
    assert idle_because(gresik.but({"programme.community_funds.meeting_rate": 0.5}), switch) == ""
