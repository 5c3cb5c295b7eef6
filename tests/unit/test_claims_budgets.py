"""Equal budgets: what further spending buys, money that is written down, and refusals."""

from __future__ import annotations

import math
import re

import pytest

from partnersim.measures.comparing import links
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.experiments.claims import load_claims
from partnersim.scenario.experiments.written_money import unwritten_because, written_idr
from partnersim.scenario.reading import load_scenario
from partnersim.studies.claims.bench import NOTHING
from partnersim.studies.claims.plans import Plan
from partnersim.studies.claims.verdicts import verdict
from partnersim.studies.words.texts import Texts
from partnersim.studies.words.verdicts import reason_text
from tests.claim_case import FILE, OUTCOMES_MADE, MadeUp, planned, registered_claim


def row_of(plan: Plan, *, draws: dict[str, list[float]] | None = None, **changed: dict[str, list[float]]):
    return plan.row(MadeUp(plan, {**OUTCOMES_MADE, **changed}, draws or {}))  # type: ignore[arg-type]


# --- equal budgets ------------------------------------------------------------------------------------------

EQUAL_BUDGETS = ("    equal_money: true\n", "    equal_budgets: true\n")


@pytest.mark.parametrize(
    ("further", "effect", "came"),
    [
        # whole programme 10, effects 3, 4, 5; 25 of 125 more is a fifth of it, 2: 1, 2, 3, whose interval holds 0
        ([125.0, 100.0], 2.0, ("supported, not robust", "spending")),
        # 11 of 110 more is a tenth, 1: 2, 3, 4, whose interval does not (3 less 2.484)
        ([110.0, 99.0], 3.0, ("supported", "")),
        ([80.0, 100.0], 6.5, ("supported", "")),  # spends a quarter less: 2.5 more
    ],
)
def test_what_the_further_spending_buys_is_taken_off_at_equal_spending(tmp_path, further, effect, came):
    one = registered_claim(tmp_path, *EQUAL_BUDGETS)
    spent = {"more": [further[0]] * 3, "less": [further[1]] * 3, NOTHING: [0.0] * 3}
    row = row_of(planned(one)[0], money_spent_idr_total=spent)
    assert row.at_equal_spending.effect == pytest.approx(effect) and row.effect == 4.0
    assert (row.verdict, row.reason) == came and not row.refused and row.equal_budgets
    said = reason_text(row.record(), Texts("en"))
    assert ("at equal spending the effect is +Rp2" in said) == (came[1] == "spending")


def test_equal_spending_is_asked_of_equal_budgets_alone_and_needs_spending(tmp_path):
    assert row_of(planned(registered_claim(tmp_path))[0]).at_equal_spending is None
    nothing = {arm: [0.0] * 3 for arm in ("more", "less", NOTHING)}
    row = row_of(planned(registered_claim(tmp_path, *EQUAL_BUDGETS))[0], money_spent_idr_total=nothing)
    assert math.isnan(row.at_equal_spending.effect) and row.at_equal_spending.n == 0


@pytest.mark.parametrize(
    ("read", "level", "came"),
    [
        ("contradicted", "not shown", ("not shown", "spending")),
        ("contradicted", "supported", ("not shown", "spending")),
        ("contradicted", "contradicted", ("contradicted", "")),
        ("supported", "contradicted", ("supported, not robust", "spending")),
        ("not shown", "supported", ("not shown", "")),
        ("not shown", "contradicted", ("not shown", "")),
    ],
)
def test_a_sign_that_only_spending_gives_carries_no_verdict_by_itself(read, level, came):
    assert verdict(read, "", held={}, at_equal_spending=level) == came
    assert verdict(read, "coarse", held={}, at_equal_spending=level) == ("cannot show", "coarse")


@pytest.mark.parametrize(
    ("sets", "idr"),
    [
        ({}, 9.0e6),  # the office's 6 million and the NGO's 3 million of twelve months
        ({"actors.village_ngo.present": False}, 6.0e6),
        # another half year at 2.4 million a year; the project is over
        ({"time.months": 18, "actors.village_office.budget.by_year": {"2011": 2.4e6}}, 10.2e6),
        ({"actors.village_ngo.budget.start": "2010-07"}, 7.5e6),  # six of its twelve months
        ({"actors.village_ngo.budget.start": "2009-04"}, 6.75e6),  # three of its twelve months
        ({"actors.village_ngo.budget.start": "2012-01"}, 6.0e6),
        # October to March: three months at 6 million a year, three at 2.4
        (
            {
                "time.start": "2010-10",
                "time.months": 6,
                "actors.village_office.budget.by_year": {"2011": 2.4e6},
                "actors.village_ngo.present": False,
            },
            2.1e6,
        ),
    ],
)
def test_money_is_what_budgets_give_in_the_months_of_the_run(sets, idr):
    assert written_idr(load_scenario("toy").but(sets)) == pytest.approx(idr)


GIFT = {"name": "gift", "what": "extra_money", "month": "2010-03", "actor": "village_ngo", "amount_idr": 1.0}


@pytest.mark.parametrize(
    ("case", "sets", "says"),
    [
        ("toy", {"events": [GIFT]}, "the event gift changes somebody's money"),
        ("toy", {"events": [GIFT], "mechanisms.dated_events.on": False}, ""),
        ("toy", {"mechanisms.yearly_budgets.on": False}, "yearly_budgets is off"),
        ("toy", {"actors.village_ngo.budget.response_to_need": 1.0}, "village_ngo answers what happens"),
        ("jember", {}, "firms decides in the run what to give"),
        ("jember", {"mechanisms.firm_participation.on": False}, ""),
        ("gresik", {}, "semen_gresik decides in the run what to give"),
    ],
)
def test_money_that_is_decided_in_the_run_is_not_written_down(case, sets, says):
    spec = load_scenario(case).but(sets)
    reason = unwritten_because(spec)
    assert (says in reason) if says else reason == ""
    if says:
        with pytest.raises(ValueError, match=re.escape(says)):
            written_idr(spec)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "staff: 3.0}",
            "budget.total_idr: 3.1e6}",
            "c.yaml:17: .*'more' has Rp9,100,000 and 'less' Rp9,000,000",
        ),
        (
            "staff: 3.0}",
            "budget.response_to_need: 1.0}",
            "c.yaml:17: .*the money of 'more' is not written down",
        ),
        ("    equal_budgets", "    equal_money: true\n    equal_budgets", "not called equal in money spent"),
        ("    equal_budgets", "    design: level\n    equal_budgets", "c.yaml"),
    ],
)
def test_budgets_that_are_called_equal_and_are_not_are_refused_before_anything_runs(tmp_path, old, new, says):
    path = tmp_path / "c.yaml"
    text = FILE.replace(*EQUAL_BUDGETS)
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ScenarioError, match=says):
        load_claims(outcomes=links(), files=[path])


def field_people(spec) -> float:
    office = spec.actors[0]
    return office.staff * (1.0 - office.staff_regulating - office.staff_convening)


def test_who_convenes_in_the_claims_on_filling_the_void_comes_on_top_of_the_field():
    shipped = {one.claim.id: one for one in load_claims(outcomes=links(), check_arms=False)}
    for number, people in (("C0.4", 30.0), ("C0.4b", 36.0), ("C0.4c", 30.0)):
        for spec in shipped[number].arms().values():
            assert field_people(spec) == pytest.approx(people, abs=1e-3)
            convening = spec.actors[0].staff * spec.actors[0].staff_convening
            assert convening == pytest.approx(18.0 if spec.actors[0].fills_gaps else 2.0, abs=1e-3)


def test_a_province_by_itself_has_the_money_and_the_hands_of_both():
    shipped = {one.claim.id: one for one in load_claims(outcomes=links(), check_arms=False)}
    arms = shipped["C2.1"].arms()
    assert written_idr(arms["own_money"]) == pytest.approx(written_idr(arms["linked"]))
    province, prefecture = arms["linked"].actors
    both = (
        field_people(arms["linked"]) * province.absorptive_idr + prefecture.staff * prefecture.absorptive_idr
    )
    own = field_people(arms["own_money"]) * province.absorptive_idr
    assert own == pytest.approx(both, rel=0.005)  # 4.8 x 78 million against 2.4 x 78 and 2 x 94 million
