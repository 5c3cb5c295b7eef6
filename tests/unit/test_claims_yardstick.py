"""What claims are held against: the whole programme, what seeds can show, equal money, draws, a cohort. On paper."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from partnersim.faces.cli import main
from partnersim.measures.comparing import links
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.documents.identity import scenario_hash
from partnersim.scenario.documents.shipped import shipped_names
from partnersim.scenario.experiments.claims import Claim, RegisteredClaim, load_claims
from partnersim.scenario.experiments.no_programme import without_programme
from partnersim.scenario.experiments.robustness import Over
from partnersim.scenario.experiments.written_money import unwritten_because, written_idr
from partnersim.scenario.reading import load_scenario
from partnersim.studies.claims.bench import NOTHING, whole_arm
from partnersim.studies.claims.effects import draw_seeds, hits
from partnersim.studies.claims.plans import Effort, Plan, plan_claim
from partnersim.studies.claims.rows import ClaimTable
from partnersim.studies.claims.verdicts import ORDER, Yardstick, refusal, verdict
from partnersim.studies.equal_money import money_gap
from partnersim.studies.estimates import Estimate, estimate, share_interval, smallest_shown
from partnersim.studies.runs.needed import Needed
from partnersim.studies.runs.served import Lives
from partnersim.studies.runs.simulate import simulate
from partnersim.studies.words.texts import Texts
from partnersim.studies.words.verdicts import reason_text

NAN = math.nan


# --- what so many seeds can show ----------------------------------------------------------------------------


def test_the_smallest_effect_shown_is_that_of_a_paired_t_test():
    # 1 to 5: sd 1.5811, standard error 0.70711; t(0.975; 4) = 2.776445 and t(0.8; 4) = 0.940965
    assert smallest_shown(estimate([1.0, 2.0, 3.0, 4.0, 5.0])) == pytest.approx(
        3.717410 * 0.7071068, rel=1e-5
    )
    assert smallest_shown(estimate([3.0, 3.0, 3.0])) == 0.0
    assert math.isnan(smallest_shown(estimate([3.0]))) and math.isnan(smallest_shown(estimate([])))


def test_the_interval_of_a_share_is_wilsons():
    # 8 of 10: (0.8 + 1.9207 / 10 -+ 1.96 sqrt(0.016 + 0.9604 / 100)) / (1 + 3.8415 / 10)
    assert share_interval(8, 10) == pytest.approx((0.49016, 0.94331), abs=1e-4)
    assert share_interval(0, 4)[0] == 0.0 and share_interval(4, 4)[1] == 1.0
    assert all(map(math.isnan, share_interval(0, 0)))


def whole(mean: float) -> Estimate:
    return Estimate(mean=mean, low=mean - 1.0, high=mean + 1.0, n=5)


@pytest.mark.parametrize(
    ("whole_effect", "least", "share"),
    [(10.0, 3.0, 0.3), (-10.0, 3.0, 0.3), (0.0, 3.0, math.inf), (0.0, 0.0, NAN), (NAN, 3.0, NAN), (10.0, NAN, NAN)],
)  # fmt: skip
def test_the_share_of_the_whole_programme(whole_effect, least, share):
    found = Yardstick(whole=whole(whole_effect), least=least).share
    assert found == share or (math.isnan(found) and math.isnan(share))


def claim(**fields) -> Claim:
    given = {
        "id": "C9.9", "statement": "s", "kind": "test", "link": "outcome", "why": "w",
        "outcome": "income_idr_mean", "expected": "+", "arms": [{"name": "a"}, {"name": "b"}],
    }  # fmt: skip
    return Claim(**{**given, **fields})


@pytest.mark.parametrize(
    ("effects", "whole_effect", "least", "reason"),
    [
        ([1.0, 2.0], 10.0, 5.0, ""),  # a half is not over a half
        ([1.0, 2.0], 10.0, 5.01, "coarse"),
        ([1.0, 2.0], -10.0, 5.01, "coarse"),
        ([1.0, 2.0], 0.0, 0.1, "coarse"),
        ([1.0, 2.0], NAN, 5.0, ""),  # no such outcome without a programme
        ([0.0, 0.0], 10.0, 0.0, "same"),
        ([0.0, NAN], 10.0, 0.0, "same"),
        ([NAN, NAN], 10.0, NAN, "empty"),
    ],
)
def test_a_verdict_is_refused_where_nothing_could_have_been_seen(effects, whole_effect, least, reason):
    yardstick = Yardstick(whole=whole(whole_effect), least=least)
    assert refusal(claim(), np.array(effects), yardstick) == reason


def test_a_claim_that_says_why_it_cannot_be_shown_is_refused_whatever_its_arms_come_to():
    stated = claim(cannot_show="The pool is assumed.")
    assert refusal(stated, np.array([5.0, 6.0]), Yardstick(whole=whole(9.0), least=0.1)) == "stated"
    row = {"reason": "stated", "cannot_show": stated.cannot_show}
    assert reason_text(row, Texts("en")) == "The pool is assumed"


def test_a_level_of_nought_in_every_seed_is_no_comparison_of_nothing():
    level = claim(design="level", arms=[{"name": "a"}])
    assert refusal(level, np.zeros(3), Yardstick(whole=whole(2.0), least=0.0)) == ""


@pytest.mark.parametrize(
    ("read", "refused", "draws", "values", "came"),
    [
        ("supported", "", NAN, NAN, ("supported", "")),
        ("supported", "", 0.8, 0.8, ("supported", "")),
        ("supported", "", 0.79, NAN, ("supported, not robust", "draws")),
        ("supported", "", 0.9, 0.5, ("supported, not robust", "values")),
        ("supported", "", 0.5, 0.5, ("supported, not robust", "draws")),
        ("contradicted", "", 0.1, 0.1, ("contradicted", "")),
        ("not shown", "", 0.1, 0.1, ("not shown", "")),
        ("supported", "coarse", 1.0, 1.0, ("cannot show", "coarse")),
        ("contradicted", "same", 1.0, 1.0, ("cannot show", "same")),
        ("not shown", "empty", NAN, NAN, ("cannot show", "empty")),
    ],
)
def test_the_table_of_verdicts(read, refused, draws, values, came):
    assert verdict(read, refused, held={"draws": draws, "values": values}) == came
    assert came[0] in ORDER


# --- the place without any programme ------------------------------------------------------------------------


def test_jember_without_programme_is_the_shipped_scenario():
    assert scenario_hash(without_programme(load_scenario("jember"))) == scenario_hash(
        load_scenario("no-programme")
    )


@pytest.mark.parametrize("name", [name for name in shipped_names() if "-" not in name])
def test_every_case_can_be_without_programme_and_is_the_same_place(name):
    spec = load_scenario(name)
    alone = without_programme(spec)
    assert not alone.actors and not alone.agreements and not alone.mechanisms.lending.on
    assert (alone.place, alone.time, alone.sample) == (spec.place, spec.time, spec.sample)
    assert without_programme(alone) == alone
    kept = {event.name for event in alone.events}
    assert kept == {event.name for event in spec.events if event.what in ("rule_change", "income_shock")}


def test_what_happens_to_organizations_goes_with_them_and_what_happens_to_people_stays():
    toy = load_scenario("toy")
    start = toy.time.start
    events = [
        {"name": "slump", "what": "income_shock", "month": start, "factor": 0.5, "months": 2},
        {"name": "gift", "what": "extra_money", "month": start, "actor": toy.actors[0].name, "amount_idr": 1.0},
        {"name": "recall", "what": "loan_recall", "month": start, "due": start},
    ]  # fmt: skip
    alone = without_programme(toy.but({"events": events}))
    assert [event.name for event in alone.events] == ["slump"]


def test_without_programme_nothing_is_spent_or_lent():
    alone = simulate(
        without_programme(load_scenario("toy")).but({"time.months": 3}), 1, tables=False
    ).outcomes
    assert alone["money_spent_idr_total"] == 0.0 and alone["loans_disbursed_idr_total"] == 0.0


# --- equal money --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spent", "equal", "says"),
    [
        ({"a": 102.0, "b": 100.0}, True, ""),
        ({"a": 102.1, "b": 100.0}, False, "'a' spent Rp102 and 'b' Rp100, 1.021 times as much"),
        ({"a": 100.0, "b": 101.0, "c": 126.0}, False, "'c' spent Rp126 and 'a' Rp100, 1.260 times as much"),
        ({"a": 0.0, "b": 0.0}, True, ""),
        ({"a": 0.0, "b": 1.0}, False, "'b' spent Rp1 and 'a' Rp0; at most"),
        ({"a": 5.0, "b": NAN}, False, "'b' spent an unknown amount and 'a' Rp5; at most"),
    ],
)
def test_money_is_equal_within_two_percent(spent, equal, says):
    gap = money_gap(spent)
    assert gap.equal is equal and (equal or says in str(gap))


# --- rows of claims from runs made up for the purpose -------------------------------------------------------

FILE = """document: made up
case: toy
scenario: toy
chain: [money_spent_idr_total, loans_disbursed_idr_total, profit_idr_mean, consumption_idr_mean]
claims:
  - id: C9.1
    statement: More does more.
    kind: test
    link: outcome
    why: It speaks of income.
    arms:
      - {name: more, set: {actors.village_ngo.staff: 3.0}}
      - {name: less, set: {actors.village_ngo.staff: 2.0}}
    outcome: income_idr_mean
    also: [savings_idr_mean]
    expected: "+"
    equal_money: true
    headline: true
    uncertain:
      - {path: mechanisms.group_repayment.walk_away, low: 0.0, high: 0.01}
"""
LIVES = {
    # income and consumption per person of households 1, 2, 3, of 10, 30 and 60 persons
    "more": ([True, True, False], [100.0, 200.0, 900.0], [50.0, 90.0, 1.0]),
    "less": ([False, False, True], [40.0, 80.0, 900.0], [10.0, 30.0, 1.0]),
    NOTHING: ([False, False, False], [20.0, 40.0, 900.0], [10.0, 10.0, 1.0]),
}


class MadeUp:
    """Outcomes of runs by arm, in place of runs."""

    def __init__(
        self, plan: Plan, outcomes: dict[str, dict[str, list[float]]], draws: dict[str, list[float]]
    ) -> None:
        self.plan, self.outcomes, self.draws = plan, outcomes, draws
        self.arm_of = {name: arm for arm, names in plan.base.arms.items() for name in names}
        self.arm_of |= {name: NOTHING for name in plan.bench.nothing.arms[NOTHING]}
        self.draw_of = {
            name: (k, arm)
            for k, batch in enumerate(plan.drawn)
            for arm, names in batch.arms.items()
            for name in names
        }
        self.first = plan.base.seeds[0]
        self.failing: set[str] = set()

    def values(self, names, seeds, *, outcome):
        made = []
        for name, seed in zip(names, seeds, strict=True):
            if seed >= self.first + 1_000_000:
                draw, arm = self.draw_of[name]
                made.append(self.draws[arm][draw] if seed % 2 == self.first % 2 else 1.0)
            else:
                made.append(self.outcomes[outcome][self.arm_of[name]][seed - self.first])
        return np.array(made, dtype=float)

    def failure(self, names, seeds):
        return "it stopped" if self.failing & set(names) else ""

    def lives(self, name, seed):
        served, income, eaten = LIVES[self.arm_of[name]]
        luck = 0.0 if self.arm_of[name] == "less" else 3.0 * (seed - self.first)
        persons = np.array([10.0, 30.0, 60.0], dtype=np.float32)
        return Lives(
            id=np.array([1, 2, 3]), persons=persons, weight=persons, served=np.array(served),
            poor=np.ones(3, dtype=bool), income=np.array(income, dtype=np.float32) + np.float32(luck),
            consumption=np.array(eaten, dtype=np.float32),
        )  # fmt: skip


OUTCOMES_MADE = {
    # effects 3, 4, 5: mean 4, s 1; of the whole 10, 10, 10
    "income_idr_mean": {"more": [13.0, 14.0, 15.0], "less": [10.0, 10.0, 10.0], NOTHING: [3.0, 4.0, 5.0]},
    "savings_idr_mean": {"more": [5.0, 7.0, 9.0], "less": [6.0, 6.0, 6.0], NOTHING: [NAN, NAN, NAN]},
    "money_spent_idr_total": {
        "more": [101.0, 101.0, 101.0],
        "less": [100.0, 100.0, 100.0],
        NOTHING: [0.0] * 3,
    },
    "loans_disbursed_idr_total": {"more": [8.0, 8.0, 8.0], "less": [8.0, 8.0, 8.0], NOTHING: [0.0] * 3},
    "consumption_idr_mean": {"more": [1.0, 1.0, 1.0], "less": [2.0, 2.0, 2.0], NOTHING: [1.0, 1.0, 1.0]},
    "served_households": {"more": [40.0, 40.0, 40.0], "less": [60.0, 20.0, 20.0], NOTHING: [0.0] * 3},
}


def registered_claim(tmp_path: Path, old: str = "", new: str = "") -> RegisteredClaim:
    path = tmp_path / "c.yaml"
    assert old in FILE
    path.write_text(FILE.replace(old, new, 1), "utf-8")
    (one,) = load_claims(outcomes=links(), files=[path])
    return one


def planned(one: RegisteredClaim, *, draws: int = 0, draw_replicates: int = 2) -> tuple[Plan, Needed]:
    needed = Needed()
    effort = Effort(replicates=3, draws=draws, draw_replicates=draw_replicates, form_replicates=0, seed=7)
    return plan_claim(one, needed, effort=effort), needed


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
        assert main(["claims", "C9.1"]) == code
        shown = capsys.readouterr()
        assert ("partnersim: c.yaml:" in shown.err and "1.260 times" in shown.err) == (code == 2)
        assert ("claim C9.3 failed to run: it stopped" in shown.err) == (code > 0)
        line = next(line for line in shown.out.splitlines() if line.startswith("C9.2"))
        assert line.split()[:6] == ["C9.2", "toy", "test", "outcome", "supported", "income_idr_mean"]
        assert line.split()[-2:] == ["31.0", "%"]  # 3.0966 of 10
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
        ("staff: 3.0}", "budget.total_idr: 3.1e6}", "c.yaml:17: .*'more' has Rp9,100,000 and 'less' Rp9,000,000"),
        ("staff: 3.0}", "budget.response_to_need: 1.0}", "c.yaml:17: .*the money of 'more' is not written down"),
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
    both = field_people(arms["linked"]) * province.absorptive_idr + prefecture.staff * prefecture.absorptive_idr
    own = field_people(arms["own_money"]) * province.absorptive_idr
    assert own == pytest.approx(both, rel=0.005)  # 4.8 x 78 million against 2.4 x 78 and 2 x 94 million


# --- draws --------------------------------------------------------------------------------------------------


def test_no_two_draws_and_no_draw_and_replicate_share_a_seed():
    drawn = [seed for k in range(64) for seed in draw_seeds(2009, k, 3)]
    assert len(set(drawn)) == 64 * 3 and min(drawn) >= 2009 + 100_000


def test_draws_are_run_with_seeds_of_their_own(tmp_path):
    plan, needed = planned(registered_claim(tmp_path), draws=4)
    sets = [set(batch.seeds) for batch in (plan.base, *plan.drawn)]
    assert sum(map(len, sets)) == len(set.union(*sets)) == 3 + 4 * 2
    for batch in plan.drawn:
        for names in batch.arms.values():
            assert all(needed.seeds[name] == set(batch.seeds) for name in names)


def test_the_share_of_draws_has_an_interval_and_is_told_for_two_sets_of_seeds(tmp_path):
    plan, _ = planned(registered_claim(tmp_path), draws=4)
    # Seeds of even distance from the first give these, the others 1 less 1: the first of each draw is the first half.
    row = row_of(plan, draws={"more": [3.0, 3.0, 3.0, -9.0], "less": [0.0, 0.0, 0.0, 0.0]})
    assert (row.robustness, row.draws) == (0.75, 4)
    assert (row.robustness_low, row.robustness_high) == share_interval(3, 4)
    assert row.halves == (0.75, 0.0)
    assert (row.verdict, row.reason) == ("supported, not robust", "draws")
    row = row_of(plan, draws={"more": [3.0] * 4, "less": [0.0] * 4})
    assert row.robustness == 1.0 and row.verdict == "supported"


def test_a_draw_without_an_effect_has_no_sign():
    assert hits(np.array([1.0, NAN, -1.0, 0.0]), claim(), sign=1) == 1
    within = claim(expected="0", margin=0.5)
    assert hits(np.array([0.5, NAN, -0.6, 0.0]), within, sign=1) == 2


def test_one_seed_a_draw_has_no_halves(tmp_path):
    plan, _ = planned(registered_claim(tmp_path), draws=2, draw_replicates=1)
    row = row_of(plan, draws={"more": [3.0, 3.0], "less": [0.0, 0.0]})
    assert all(map(math.isnan, row.halves))
