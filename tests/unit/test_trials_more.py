"""Parts and outcomes of trials beyond what a package delivers: by hand, on few households."""

from __future__ import annotations

from math import log
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm, t

from partnersim.mechanisms.households.parameters import household_parameters
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.experiments.trial_checks import lived_by_a_trial
from partnersim.scenario.experiments.trial_outcomes import HOUSEHOLD_OUTCOMES, Outcome
from partnersim.scenario.experiments.trial_parts import GroupLoan
from partnersim.scenario.experiments.trials import load_trial, trial_places
from partnersim.scenario.spec import Scenario
from partnersim.studies.trials import estimating, running
from partnersim.studies.trials.delivery import Baseline, Delivery, arm_parameters, terms_by_month
from partnersim.studies.trials.estimating import in_the_field, paired
from partnersim.studies.trials.living import Record, input_costs
from partnersim.studies.trials.outcomes import counted_as_poor, measured, rows_of
from partnersim.studies.trials.ratios import ratio_of_means, with_ratios
from partnersim.studies.trials.running import summarised, tables_of_replicate
from partnersim.theory.chance.draws import Draws
from partnersim.world.funds import Funds
from partnersim.world.hamlets import Hamlets, Services
from partnersim.world.households import new_columns
from tests.reference.worlds import WAGES

BASELINE = Baseline(yearly_income=10e6, monthly_consumption=1e6, median_capital=2e6)
P = household_parameters(Scenario(), WAGES)
LINE = P.line


def loan(**terms: Any) -> GroupLoan:
    return GroupLoan(
        kind="group_loan", size={"value": 0.1, "of": "yearly_income"}, term_months=10,
        rate={"value": 0.02, "per": "month", "kind": "flat"}, **terms,
    )  # fmt: skip


def delivery(*parts: Any, rows: int = 4, p: Any = P) -> Delivery:
    return Delivery(
        parts=parts, p=p, baseline=BASELINE, reach=np.array([1] * (rows - 1) + [0], dtype=np.int8),
        rank=np.zeros(rows), draws=Draws(3),
    )  # fmt: skip


def place(rows: int = 4) -> tuple[Any, Hamlets, Funds, Services]:
    c = new_columns(rows)
    c.id[:] = np.arange(rows)
    c.owner[:], c.capital[:] = 1, 1e6
    zeros = np.zeros(1)
    first = np.array([0, rows])
    hamlets = Hamlets.at_start(weight=np.ones(1), first=first, site=np.zeros(1, dtype=np.int64), shock=zeros)
    return c, hamlets, Funds.none(1), Services.none(1)


# --- terms that change, lending that ends -------------------------------------------------------------------


def test_terms_hold_from_their_month_on() -> None:
    """A loan of Rp1 million at 2 percent a month flat for ten months; in month 7 half the rate and twice the size."""
    part = loan(
        then=[
            {"month": 7, "rate": {"value": 0.01, "per": "month", "kind": "flat"}},
            {"month": 12, "size": {"value": 2e6, "of": "idr"}, "liability": "individual", "follow_on": False},
        ]
    )
    terms = terms_by_month(P, [part], spec=Scenario(), baseline=BASELINE)
    assert list(terms) == [1, 7, 12]
    assert [p.flat_interest for p in terms.values()] == pytest.approx([0.2, 0.1, 0.1])
    assert [p.first_loan for p in terms.values()] == pytest.approx([1e6, 1e6, 2e6])
    assert [(p.joint_liability_on, p.follow_on) for p in terms.values()] == [(1, 1), (1, 1), (0, 0)]
    assert terms[1] == arm_parameters(P, [part], spec=Scenario(), baseline=BASELINE)


def test_lending_ends_and_nothing_after_it_begins_again() -> None:
    part = loan(start=3, lending_months=6, then=[{"month": 5, "growth": 2.0}, {"month": 20, "growth": 3.0}])
    terms = terms_by_month(P, [part], spec=Scenario(), baseline=BASELINE)
    assert {m: (p.lending_on, p.loan_growth) for m, p in terms.items()} == {
        1: (1, 1.25), 5: (1, 2.0), 9: (0, 2.0), 20: (0, 3.0),
    }  # fmt: skip


def test_groups_meet_until_the_last_loan_is_due() -> None:
    """Lent for six months from month 3 on, for ten months: the last meeting is in month 18."""
    c, hamlets, funds, services = place()
    given = delivery(loan(start=3, lending_months=6, instalments="fortnightly"))
    met = []
    for month in range(1, 21):
        given.before_month(month, c, hamlets, funds, services)
        met.append(float(services.meeting_rate[0]))
    assert met == [0.0] * 2 + [0.5] * 16 + [0.0] * 2


def test_time_of_meetings_is_the_arms_own() -> None:
    terms = arm_parameters(P, [loan(meeting_share=0.04)], spec=Scenario(), baseline=BASELINE)
    assert (terms.meeting_time_on, terms.meeting_time_share) == (1.0, 0.04)
    usual = arm_parameters(P, [loan()], spec=Scenario(), baseline=BASELINE)
    assert (usual.meeting_time_on, usual.meeting_time_share) == (P.meeting_time_on, P.meeting_time_share)


# --- shocks -------------------------------------------------------------------------------------------------


def shock(kind: str, **said: Any) -> Any:
    return SimpleNamespace(kind=kind, **said)


def test_income_shocks_multiply_while_they_last() -> None:
    given = delivery(
        shock("income_shock", start=3, months=2, factor=0.5), shock("income_shock", start=4, months=9, factor=0.8)
    )  # fmt: skip
    assert [given.income_factor(month) for month in (2, 3, 4, 5, 12, 13)] == pytest.approx(
        [1.0, 0.5, 0.4, 0.8, 0.8, 1.0]
    )


def test_a_price_shock_is_on_top_of_the_months_price() -> None:
    c, hamlets, funds, services = place()
    given, seen = delivery(shock("price_shock", start=2, months=2, factor=0.8)), []
    for month in (1, 2, 3, 4):
        hamlets.price[:] = 1.1
        given.before_month(month, c, hamlets, funds, services)
        seen.append(float(hamlets.price[0]))
    assert seen == pytest.approx([1.1, 0.88, 0.88, 1.1])


def test_a_disaster_takes_capital_of_those_reached_once() -> None:
    c, hamlets, funds, services = place()
    given = delivery(shock("asset_loss", start=2, share=0.4, hit=1.0))
    for month in (1, 2, 3):
        given.before_month(month, c, hamlets, funds, services)
    assert c.capital.tolist() == pytest.approx([6e5, 6e5, 6e5, 1e6])
    c, hamlets, funds, services = place(rows=2001)
    delivery(shock("asset_loss", start=1, share=1.0, hit=0.2), rows=2001).before_month(
        1, c, hamlets, funds, services
    )
    assert 0.16 < (c.capital == 0.0).mean() < 0.24


# --- outcomes -----------------------------------------------------------------------------------------------

COLUMNS = {
    "consumption": [0.9, 1.2, 1.4, 3.0], "profit": [0, 10, 20, 30], "costs": [0, 20, 50, 60], "size": [1, 2, 4, 2],
    "barred": [0, 1, 1, 0], "loans_taken": [0, 1, 2, 3], "loan": [0, 0, 5, 0], "capital": [0, 100, 100, 200],
}  # fmt: skip


def record(**columns: Any) -> Record:
    made = {name: np.array(values, dtype=float) for name, values in (COLUMNS | columns).items()}
    no, yes = np.zeros(4), np.ones(4, dtype=bool)
    return Record(columns=made, late=no, outstanding=no, lost=no, lent=no, took=yes, takes_part=yes, given=no)


def design(**said: Any) -> Any:
    usual = {
        "unit": "household", "control": "control", "survey_rounds": (12,), "attrition": 0.0,
        "adjust_for_baseline": False, "survey_error": {}, "carried_error": False,
    }  # fmt: skip
    return SimpleNamespace(design=SimpleNamespace(**{**usual, **said}))


def start(before: Record | None = None) -> Any:
    columns = SimpleNamespace(id=np.arange(4), size=np.ones(4), owner=np.ones(4), hamlet=np.arange(4))
    village = SimpleNamespace(columns=columns, study=np.ones(4, dtype=bool), rank=np.zeros(4))
    p = SimpleNamespace(line=1.0, enterprise_profit_share_of_revenue=0.25)
    return SimpleNamespace(
        village=village, p=p, first=before or record(), offered=np.ones(4, dtype=bool), draws=Draws(1),
        row_arm=np.ones(4, dtype=int),
    )  # fmt: skip


def values(of: str, trial: Any = None, *, error: bool = False, **said: Any) -> list[float]:
    one = Outcome(name="it", of=of, **said)
    return measured(one, trial or design(), start(), record(), month=12, error=error).value.tolist()


def test_costs_and_sales_stand_apart() -> None:
    assert values("costs") == [0, 20, 50, 60]
    assert values("sales") == [0, 30, 70, 90]
    assert values("revenue") == pytest.approx([0, 40, 80, 120])
    assert values("sales", per_head=True) == pytest.approx([0, 15, 17.5, 45])
    assert values("consumption", per_head=True) == pytest.approx([0.9, 0.6, 0.35, 1.5])


def test_costs_are_of_output_at_the_base_price() -> None:
    """Profit 90, 60, 66 and 0 at 0.9; at 0.6 x 0.9 + 0.4 x 1.65 = 1.2; at 0.1 x 0.9 + 0.9 x 1.5 x 0.98; idle."""
    c, hamlets, *_ = place()
    hamlets.price[:], hamlets.scheme[:] = 0.9, 0.98
    c.order_months[1], c.contract[2] = 3, 1
    c.profit[:] = 90.0, 60.0, 66.0, 0.0
    p = P._replace(
        enterprise_profit_share_of_revenue=0.25, buyer_orders_output_share=0.4, buyer_orders_price=1.65,
        contract_farming_output_share=0.9, contract_price=1.5,
    )  # fmt: skip
    assert input_costs(c, hamlets, p).tolist() == pytest.approx([300.0, 150.0, 3 * 66 / (0.09 + 1.323), 0.0])


def test_poverty_by_another_line_and_ways_in_and_out() -> None:
    assert values("poverty") == [1, 0, 0, 0]
    assert values("poverty", line=1.3) == [1, 1, 0, 0]
    before = record(consumption=[2.0, 0.5, 1.25, 0.7])
    entry, leaving = (Outcome(name="it", of=f"poverty_{way}", line=1.3) for way in ("entry", "exit"))
    assert rows_of(entry, start(before), record()).tolist() == [True, False, False, False]
    assert rows_of(leaving, start(before), record()).tolist() == [False, True, True, True]
    assert values("poverty_entry", line=1.3) == [1, 1, 0, 0]
    assert values("poverty_exit", line=1.3) == [0, 0, 1, 1]


def test_borrowing_now_and_default_of_a_loan() -> None:
    assert values("borrowing") == [0, 0, 1, 0]
    seen = [
        measured(Outcome(name="it", of="default", loan_number=n), design(), start(), record(), month=12, error=False)
        for n in (1, 2, 3)
    ]  # fmt: skip
    assert [(m.value.tolist(), m.below.tolist()) for m in seen] == [
        ([0, 1, 0, 0], [0, 1, 1, 1]), ([0, 0, 1, 0], [0, 0, 1, 1]), ([0, 0, 0, 0], [0, 0, 0, 1]),
    ]  # fmt: skip
    assert seen[0].statistic(Outcome(name="it", of="default")) == pytest.approx(1 / 3)


def test_a_survey_counts_as_poor_by_the_answer_it_gets() -> None:
    """At the line, with error of sd 0.4 and mean one: Phi(0.2); far below surely, far above hardly."""
    seen = counted_as_poor(np.array([1.0, 0.2, 9.0]), np.ones(3), 0.4)
    assert seen[0] == pytest.approx(norm.cdf(0.2)) and seen[1] > 0.99 and seen[2] < 1e-6
    assert counted_as_poor(np.array([1.0, 0.99]), np.ones(2), 0.0).tolist() == [0, 1]
    assert counted_as_poor(np.zeros(1), np.ones(1), 0.4).tolist() == [1]
    error = {"consumption": 0.4, "profit": 0.5}
    carried = design(survey_error=error, carried_error=True)
    told = values("poverty", carried)
    assert told == pytest.approx(
        norm.cdf((np.log(1 / np.array(COLUMNS["consumption"])) + 0.08) / 0.4).tolist()
    )
    assert values("poverty_exit", carried) == pytest.approx([1 - share for share in told])
    assert values("poverty", design(survey_error=error)) == [1, 0, 0, 0]
    own = design(survey_error={**error, "poverty": 0.1}, carried_error=True)
    assert values("poverty", own)[1] == pytest.approx(norm.cdf((log(1 / 1.2) + 0.005) / 0.1))


def test_an_answer_and_what_is_worked_out_from_it_err_together() -> None:
    carried = design(survey_error={"consumption": 0.4, "profit": 0.5}, carried_error=True)
    eaten = np.array(values("consumption", carried, error=True))
    assert values("poverty", carried, error=True) == (eaten < 1.0).astype(float).tolist()
    noise = np.array(values("profit", carried, error=True))[1:] / np.array(COLUMNS["profit"])[1:]
    assert np.abs(np.log(noise)).min() > 0.0
    assert np.array(values("costs", carried, error=True))[1:] == pytest.approx(noise * COLUMNS["costs"][1:])
    apart = design(survey_error={"profit": 0.5})
    assert values("costs", apart, error=True) == COLUMNS["costs"]


def test_old_outcomes_keep_the_draws_of_their_errors() -> None:
    order = ["consumption", "assets", "moneylender_debt", "poverty", "take_up", "non_performing", "costs"]
    assert [HOUSEHOLD_OUTCOMES.index(name) for name in order] == [0, 6, 8, 9, 15, 16, 19]
    assert len(HOUSEHOLD_OUTCOMES) < 64


# --- scales and ratios --------------------------------------------------------------------------------------


def effects(one: Outcome, way: Any = paired) -> dict[str, Any]:
    """Of an arm that adds 4 to the profit of the first two, who own and are treated; others are controls."""
    begin = start()
    begin.row_arm = np.array([1, 1, 0, 0])
    trial = design()
    trial.all_arms, trial.population = {"control": (), "arm": ("x",)}, SimpleNamespace(clusters=4)
    records = {"arm": record(profit=[14, 24, 30, 40]), "control": record(profit=[10, 20, 30, 40])}
    lives = SimpleNamespace(at=lambda month, parts, rows: records[parts])
    return way(one, trial, begin, lives, "arm", "control", 12)  # type: ignore[no-any-return]


def test_the_effect_on_a_subgroup_in_the_whole_samples_sd(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = effects(Outcome(name="it", of="profit", scale="sample_sd"))["effect"]
    assert whole == pytest.approx(4 / np.std([10, 20], ddof=1))
    usual = estimating.rows_of
    first = np.array([True, False, True, True])
    monkeypatch.setattr(
        estimating, "rows_of", lambda o, *a: usual(o, *a) & first if o.sample == "all" else usual(o, *a)
    )
    some = Outcome(name="it", of="profit", scale="sample_sd", sample="all")
    begin = effects(some)
    assert begin["control_level"] == pytest.approx((10 + 30 + 40) / 3)
    assert begin["effect"] == pytest.approx(4 / 3 / np.std([10, 20], ddof=1))
    field = effects(Outcome(name="it", of="profit", scale="sample_sd"), in_the_field)
    assert field["effect"] == pytest.approx((19 - 35) / np.std([30, 40], ddof=1))


def test_the_effect_on_a_quantile_in_percent_of_the_mean() -> None:
    top = Outcome(name="it", of="profit", statistic="quantile", quantile=0.9, scale="percent_of_mean")
    assert effects(top)["effect"] == pytest.approx(100 * 4 / 15)
    with pytest.raises(ValueError, match="a mean over the mean"):
        Outcome(name="it", of="profit", scale="percent_of_mean")


def test_a_ratio_of_means_and_fiellers_interval() -> None:
    """Against the definition: the ends are where t of above - r below is the quantile."""
    above, below = np.array([1.0, 1.4, 0.9, 1.3]), np.array([2.0, 2.2, 1.9, 2.3])
    ratio = ratio_of_means(above, below)
    assert ratio.mean == pytest.approx(4.6 / 8.4)
    for end in (ratio.low, ratio.high):
        rest = above - end * below
        assert abs(rest.mean()) / (rest.std(ddof=1) / 2.0) == pytest.approx(t.ppf(0.975, 3))
    assert ratio.low < ratio.mean < ratio.high
    assert ratio_of_means([1.0, 3.0], [2.0, 4.0]).mean == pytest.approx(4 / 6)
    unsure = ratio_of_means([1.0, 1.1], [-1.0, 1.2])
    assert np.isfinite(unsure.mean) and np.isnan(unsure.low)
    assert np.isnan(ratio_of_means([1.0], [0.0]).mean) and np.isnan(ratio_of_means([1.0], [2.0]).low)
    assert ratio_of_means([1.0, np.nan, 3.0], [2.0, 5.0, 4.0]).mean == pytest.approx(4 / 6)


def test_ratios_are_of_the_same_replicate_and_way() -> None:
    first, late = Outcome(name="first", of="profit"), Outcome(name="late", of="profit", over="first")
    other = Outcome(name="other", of="profit", over="first", over_arm="b")
    rows = [
        {"outcome": name, "arm": arm, "way": way, "effect": effect, "se": 1.0, "significant": 1.0}
        for name, arm, way, effect in (
            ("first", "a", "paired", 4.0), ("first", "b", "paired", 8.0), ("late", "a", "paired", 2.0),
            ("late", "a", "field", 2.0), ("other", "a", "paired", 2.0), ("first", "a", "field", 0.0),
        )
    ]  # fmt: skip
    told = with_ratios(rows, [first, late, other])
    found = [(row["outcome"], row["way"], row["effect"]) for row in told[2:5]]
    assert found[0] == ("late", "paired", 0.5) and found[2] == ("other", "paired", 0.25)
    assert np.isnan(found[1][2]) and told[0]["effect"] == 4.0 and np.isnan(told[0]["above"])
    assert with_ratios(rows, [first]) is rows


def test_the_summary_gives_the_ratio_of_the_means() -> None:
    head = {
        "trial": "x", "arm": "a", "against": "control", "of": "profit", "sample": "offered", "statistic": "mean",
        "scale": "level", "round": 12, "se": np.nan, "significant": np.nan, "control_level": 1.0, "arm_level": 1.0,
        "n": 4, "clusters": 2,
    }  # fmt: skip
    pairs = [(1.0, 2.0), (3.0, 4.0), (2.0, 3.5)]
    rows = [
        {**head, "seed": seed, "outcome": "late", "unit": "ratio", "way": way, "above": a, "below": b, "effect": a / b}
        for seed, (a, b) in enumerate(pairs)
        for way in ("paired", "field")
    ]  # fmt: skip
    told = summarised(pd.DataFrame(rows), order=SimpleNamespace(outcomes=[SimpleNamespace(name="late")]))  # type: ignore[arg-type]
    expected = ratio_of_means([1, 3, 2], [2, 4, 3.5])
    row = told.iloc[0]
    assert (row["effect"], row["low"], row["high"]) == pytest.approx(expected, nan_ok=True)
    assert row["field_effect"] == pytest.approx(6 / 9.5)


# --- what is refused ----------------------------------------------------------------------------------------

TEXT = """\
name: small
population: {who: whole_village, households: 400, clusters: 20}
design: {months: 12, rounds: [6, 12], unit: household}
arms:
  credit:
    - kind: group_loan
      size: {value: 0.2, of: yearly_income}
      rate: {value: 0.24, per: year, kind: declining}
outcomes:
  - {name: take_up, of: take_up}
  - {name: profit, of: profit}
"""
SHOCK = "  credit:\n    - {kind: income_shock}\n"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("clusters: 20}", "clusters: 20, set: {actors.office.staff: 3}}", "trial of households lives"),
        ("clusters: 20}", "clusters: 20, set: {events: []}}", "small.yaml:2"),
        ("clusters: 20}", "clusters: 20, set: {mechanisms.disputes.on: false}}", "trial of households lives"),
        ("unit: household", "unit: household, control: credti", "did you mean 'credit'?"),
        ("unit: household", "unit: household, control: classic", "name it under arms, with [] if it gets nothing"),
        ("  credit:\n", SHOCK, "every arm, the control arm too, needs the same"),
        ("declining}\n", "declining}\n      then: [{month: 15, growth: 2.0}]\n", "month 15, after the end"),
        ("declining}\n", "declining}\n      then: [{month: 5}, {month: 4}]\n", "in the order of their months"),
        ("declining}\n", "declining}\n      start: 4\n      then: [{month: 4}]\n", "is not after the start"),
        ("of: profit}", "of: profit, over: take_u}", "did you mean 'take_up'?"),
        ("of: profit}", "of: profit, over: take_up, over_arm: creddit}", "is not taken for the arm 'creddit'"),
        ("of: profit}", "of: profit, over_arm: credit}", "over_arm needs 'over'"),
        ("of: profit}", "of: profit, line: 2.0}", "line is of poverty"),
        ("of: profit}", "of: enterprise, per_head: true}", "per_head needs an amount of money"),
        ("of: profit}", "of: profit, loan_number: 2}", "loan_number is of default"),
        ("months: 12", "months: 121", "1 to 120"),
    ],
)  # fmt: skip
def test_what_a_trial_would_ignore_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in TEXT
    path = tmp_path / "small.yaml"
    path.write_text(TEXT.replace(old, new))
    with pytest.raises(ScenarioError) as caught:
        load_trial(path)
    assert said in str(caught.value)


def test_the_same_shock_for_all_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(TEXT.replace("  credit:\n", f"  control: [{{kind: income_shock}}]\n{SHOCK}"))
    assert load_trial(path).kinds("control") == {"income_shock"}
    path.write_text(TEXT.replace("household}", "cluster}").replace("  credit:\n", SHOCK))
    assert load_trial(path).kinds("control") == set()


def test_what_a_trial_lives() -> None:
    lived = (
        "place.headcount",
        "mechanisms.entry.idea",
        "mechanisms.hamlet_shocks.sd",
        "mechanisms.lending.on",
    )
    assert all(map(lived_by_a_trial, lived))
    not_lived = (
        "time.start",
        "programme.services.contract_share",
        "mechanisms.loan_standing.on",
        "sample.households",
    )
    assert not any(map(lived_by_a_trial, not_lived))


# --- several places -----------------------------------------------------------------------------------------

PLACES = "clusters: 20, set: {place.size_gradient: 0.3}, places: {dry: {place.headcount: 0.3}, wet: {}}}"


def test_every_place_has_its_own_values_beside_those_of_all(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(TEXT.replace("clusters: 20}", PLACES))
    places = trial_places(load_trial(path), parameters={"mechanisms.entry.idea": 0.02})
    assert {name: spec.place.headcount for name, spec in places.items()} == {
        "dry": 0.3, "wet": Scenario().place.headcount,
    }  # fmt: skip
    assert all(spec.place.size_gradient == 0.3 for spec in places.values())
    assert all(spec.mechanisms.entry.idea == 0.02 for spec in places.values())
    path.write_text(TEXT)
    assert list(trial_places(load_trial(path))) == [""]
    for wrong, said in (
        ("{dry: {time.months: 3}}", "trial of households lives"),
        ("{dry: {place.headcout: 1}}", "headcount"),
    ):
        path.write_text(TEXT.replace("clusters: 20}", f"clusters: 20, places: {wrong}}}"))
        with pytest.raises(ScenarioError, match=said):
            load_trial(path)
    audits = {"population.places": {"dry": {}}}
    with pytest.raises(ScenarioError, match="one place"):
        load_trial("audits", overrides=audits)


def test_a_replicate_is_lived_in_every_place_and_summed_up_by_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(TEXT.replace("clusters: 20}", PLACES))
    trial = load_trial(path)
    head = {
        "trial": "small", "arm": "credit", "against": "control", "of": "profit", "sample": "offered",
        "statistic": "mean", "scale": "level", "round": 12, "se": 1.0, "significant": 1.0, "control_level": 1.0,
        "arm_level": 1.0, "n": 4, "clusters": 2, "outcome": "profit", "unit": "IDR/month", "way": "paired",
    }  # fmt: skip

    def lived(one: Any, spec: Scenario, seed: int, *, field: bool) -> pd.DataFrame:
        return pd.DataFrame([{**head, "seed": seed, "effect": 10 * spec.place.headcount + seed}])

    monkeypatch.setattr(running, "replicate", lived)
    places = trial_places(trial)
    rows = pd.concat([tables_of_replicate(trial, places, False, seed)["rows"] for seed in (1, 2)])
    assert rows["place"].tolist() == ["dry", "wet"] * 2
    told = summarised(rows, order=trial).set_index("place")["effect"]
    usual = Scenario().place.headcount
    assert told.to_dict() == pytest.approx({"dry": 4.5, "wet": 10 * usual + 1.5})
    path.write_text(TEXT)
    alone = tables_of_replicate(load_trial(path), trial_places(load_trial(path)), False, 1)["rows"]
    assert "place" not in alone
