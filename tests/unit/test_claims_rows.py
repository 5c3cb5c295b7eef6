"""Rows of claims from runs made up for the purpose: what each is held against, links beside, cohorts."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from partnersim.faces.cli import main
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.experiments.robustness import Over
from partnersim.studies.claims.bench import NOTHING, whole_arm
from partnersim.studies.claims.plans import Plan
from partnersim.studies.claims.rows import ClaimTable
from tests.claim_case import FILE, OUTCOMES_MADE, MadeUp, claim, planned, registered_claim


def row_of(plan: Plan, *, draws: dict[str, list[float]] | None = None, **changed: dict[str, list[float]]):
    return plan.row(MadeUp(plan, {**OUTCOMES_MADE, **changed}, draws or {}))  # type: ignore[arg-type]


def test_a_row_says_what_its_effect_is_held_against(tmp_path):
    plan, _ = planned(registered_claim(tmp_path))
    row = row_of(plan)
    # t(0.975; 2) = 4.302653 and t(0.8; 2) = 1.060660, standard error 1 / sqrt 3
    least = (4.302653 + 1.060660) / math.sqrt(3.0)
    assert (row.effect, row.whole) == (4.0, 10.0) and row.least == pytest.approx(least, rel=1e-5)
    assert row.least_share == pytest.approx(least / 10.0, rel=1e-5) and row.link == "outcome"
    assert row.verdict == "supported" and row.reason == "" and not row.failed and not row.refused
    # less than twice the least by the whole programme: nothing can be said, though the interval leaves zero out
    income = {**OUTCOMES_MADE["income_idr_mean"], NOTHING: [7.0, 8.0, 9.0]}
    row = row_of(plan, income_idr_mean=income)
    assert row.low > 0.0 and row.whole == 6.0 and (row.verdict, row.reason) == ("cannot show", "coarse")


def test_a_run_without_programme_that_fails_is_said(tmp_path):
    plan, _ = planned(registered_claim(tmp_path))
    found = MadeUp(plan, OUTCOMES_MADE, {})
    found.failing = set(plan.bench.nothing.arms[NOTHING])
    row = plan.row(found)  # type: ignore[arg-type]
    assert row.failed and not row.refused and row.verdict == ""
    assert row.message == "without programme, arm nothing: it stopped"


def test_every_link_that_a_file_names_stands_beside(tmp_path):
    row = row_of(planned(registered_claim(tmp_path))[0])
    shown = {name: (one.link, one.effect, one.whole, one.share) for name, one in row.measured.items()}
    assert list(shown)[:2] == ["income_idr_mean", "savings_idr_mean"]  # its own, and what it names
    assert shown["money_spent_idr_total"] == ("input", 1.0, 101.0, 0.0)
    assert shown["loans_disbursed_idr_total"] == ("output", 0.0, 8.0, 0.0)
    assert shown["consumption_idr_mean"][:3] == ("impact", -1.0, 0.0) and math.isnan(
        shown["consumption_idr_mean"][3]
    )
    assert shown["savings_idr_mean"][:2] == ("outcome", 1.0) and math.isnan(shown["savings_idr_mean"][2])
    assert row.also["loans_disbursed_idr_total"] == (0.0, 0.0, 0.0)
    assert "profit_idr_mean" not in shown  # its own outcome stands at that link


def test_a_cohort_is_those_served_where_more_are_served_and_is_followed_through_all_arms(tmp_path):
    plan, needed = planned(registered_claim(tmp_path))
    row = row_of(plan)
    # 40 on average against 33.3: households 1 and 2 of "more", of 10 and 30 persons
    assert (row.cohort_of, row.cohort_households) == ("more", 40.0)
    income, eaten = row.measured["cohort_income_idr"], row.measured["cohort_consumption_idr"]
    # 175, 178, 181 less 70, and less 35, 38, 41; 80 less 25, and less 10
    assert (income.effect, income.whole, income.link) == (108.0, 140.0, "outcome")
    # sd 3, standard error 3 / sqrt 3
    assert income.least == pytest.approx((4.302653 + 1.060660) * math.sqrt(3.0), rel=1e-5)
    assert income.share == pytest.approx(income.least / 140.0)
    assert (eaten.effect, eaten.whole, eaten.link) == (55.0, 70.0, "impact")
    other = {"more": [40.0] * 3, "less": [50.0] * 3, NOTHING: [0.0] * 3}
    row = row_of(plan, served_households=other)
    assert row.cohort_of == "less" and row.measured["cohort_income_idr"].effect == 3.0  # household 3
    names = {*plan.base.arms["more"], *plan.base.arms["less"], *plan.bench.nothing.arms[NOTHING]}
    asked = {(name, seed) for name in names for seed in plan.base.seeds}
    assert needed.followed == asked and len(asked) == 9


def test_arms_that_are_called_equal_in_money_and_are_not_are_refused_with_the_line(tmp_path):
    spent = {"more": [126.0] * 3, "less": [100.0] * 3, NOTHING: [0.0] * 3}
    row = row_of(planned(registered_claim(tmp_path))[0], money_spent_idr_total=spent)
    assert row.failed and row.refused and row.verdict == row.reason == ""
    line = FILE.splitlines().index("    equal_money: true") + 1
    assert row.message.startswith(f"c.yaml:{line}:")
    assert "claim C9.1" in row.message and "Rp126 and 'less' Rp100, 1.260 times" in row.message
    assert row.spent == {"more": 126.0, "less": 100.0}
    free = registered_claim(tmp_path, "    equal_money: true\n", "")
    row = row_of(planned(free)[0], money_spent_idr_total=spent)
    assert not row.failed and row.verdict == "supported"


def test_the_command_refuses_unequal_money_with_exit_code_two_and_prints_the_others(
    tmp_path, monkeypatch, capsys
):
    one = registered_claim(tmp_path)
    plan, _ = planned(one)
    spent = {"more": [126.0] * 3, "less": [100.0] * 3, NOTHING: [0.0] * 3}
    unequal = row_of(plan, money_spent_idr_total=spent)
    good = replace(row_of(plan), id="C9.2")
    failed = replace(good, id="C9.3", failed=True, verdict="", message="it stopped")
    monkeypatch.setattr("partnersim.studies.claims.run.registered", lambda: [one])
    for rows, code in (([good, unequal, failed], 2), ([good, failed], 1), ([good], 0)):
        table = ClaimTable(rows=rows, facts={})
        monkeypatch.setattr("partnersim.studies.claims.run.run_claims", lambda *a, table=table, **k: table)
        assert main(["claims", "C9.1", "--table"]) == code
        shown = capsys.readouterr()
        assert ("partnersim: c.yaml:" in shown.err and "1.260 times" in shown.err) == (code == 2)
        assert ("claim C9.3 failed to run: it stopped" in shown.err) == (code > 0)
        line = next(line for line in shown.out.splitlines() if line.startswith("C9.2"))
        assert line.split()[:6] == ["C9.2", "toy", "test", "outcome", "supported", "income_idr_mean"]
        assert " 31.0 % " in line  # 3.0966 of 10
        assert ("refused" in shown.out) == (code == 2)


def test_the_whole_programme_is_that_of_the_first_arm_of_a_comparison():
    assert whole_arm(claim()) == "a" and whole_arm(claim(effect=("b", "a"))) == "b"
    assert whole_arm(claim(design="dose", arms=[{"name": n} for n in "abc"])) == "c"
    factors = [{"name": "a", "set": {"time.months": 3}}, {"name": "b", "set": {"place.hamlets": 3}}]
    assert whole_arm(claim(design="factorial", arms=factors)) == "both"


def test_without_programme_the_place_is_that_of_the_first_arm_with_what_replicates_run_over(tmp_path):
    own = registered_claim(tmp_path, "{actors.village_ngo.staff: 3.0}", "{mechanisms.moneylender.rate: 0.06}")
    path, values = "mechanisms.group_repayment.contagion", (1.0, 2.0)
    over = Over(path=path, values=values)
    own = replace(own, claim=own.claim.model_copy(update={"over": over}))
    plan, needed = planned(own)
    specs = [needed.specs[name] for name in plan.bench.nothing.arms[NOTHING]]
    assert plan.bench.nothing.seeds == plan.base.seeds
    assert [spec.mechanisms.group_repayment.contagion for spec in specs] == [1.0, 2.0, 1.0]
    assert all(spec.mechanisms.moneylender.rate == 0.06 and not spec.actors for spec in specs)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("chain: [money", "chain: [mony", "c.yaml:4: .*'mony_spent_idr_total'.*did you mean 'money_spent_idr_total'"),
        ("loans_disbursed_idr_total,", "members_end, queue_end,", "c.yaml:4: .*'members_end' and 'queue_end'"),
        ("equal_money: true", "equal_money: yes please", "c.yaml:17"),
        ("    equal_money: true\n", "    equal_money: true\n    design: level\n", "c.yaml"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_chain_or_with_equal_money_is_said_with_its_line(tmp_path, old, new, says):
    with pytest.raises(ScenarioError, match=says):
        registered_claim(tmp_path, old, new)


def test_a_level_has_no_second_arm_to_be_equal_in_money_with():
    with pytest.raises(ValueError, match="a level has only one"):
        claim(design="level", arms=[{"name": "a"}], equal_money=True)
