"""Outcomes of trials by hand, on four households: costs, lines of poverty, answers of a survey, scales and ratios."""

from __future__ import annotations

from math import log
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm, t

from partnersim.scenario.experiments.trial_outcomes import HOUSEHOLD_OUTCOMES, Outcome
from partnersim.scenario.experiments.trials import Design, load_trial
from partnersim.studies.trials import estimating
from partnersim.studies.trials.estimating import in_the_field, paired
from partnersim.studies.trials.living import Record, input_costs
from partnersim.studies.trials.outcomes import Measured, counted_as_poor, measured, rows_of, spread_seen
from partnersim.studies.trials.ratios import ratio_of_means, with_ratios
from partnersim.studies.trials.running import summarised
from partnersim.theory.chance.draws import Draws
from tests.trial_case import P, place

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
    for error in (False, True):
        assert rows_of(entry, design(), start(before), record(), error=error).tolist() == [True, False, False, False]
        assert rows_of(leaving, design(), start(before), record(), error=error).tolist() == [False, True, True, True]
    assert values("poverty_entry", line=1.3) == [1, 1, 0, 0]
    assert values("poverty_exit", line=1.3) == [0, 0, 1, 1]


def test_who_was_poor_is_known_by_the_first_answer() -> None:
    """By the answers of the round 0, as drawn: whoever said less than the line is among those who may rise above it."""
    before, sd = record(consumption=[0.7, 0.9, 1.1, 1.4]), 0.4
    entry, leaving = (Outcome(name="it", of=f"poverty_{way}") for way in ("entry", "exit"))
    asked = Outcome(name="it", of="consumption")
    carried = design(survey_error={"consumption": sd}, carried_error=True)
    answers = measured(asked, carried, start(before), before, month=0, error=True).value
    assert (answers < 1.0).tolist() != [True, True, False, False]  # an answer of these draws is on the other side
    for error in (False, True):  # in the model as in the field: it is the answers that make a sample
        poor = rows_of(leaving, carried, start(before), record(), error=error)
        assert poor.tolist() == (answers < 1.0).tolist()
        assert rows_of(entry, carried, start(before), record(), error=error).tolist() == (~poor).tolist()
    apart = design(survey_error={"consumption": sd})  # answers that carry nothing into who is poor
    assert rows_of(leaving, apart, start(before), record(), error=True).tolist() == [True, True, False, False]


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
    both = design(survey_error={"profit": 0.5, "capital": 0.3}, carried_error=True)
    it = {of: Outcome(name="it", of=of) for of in ("return_on_capital", "profit", "capital")}
    told = {
        (of, way): measured(one, both, start(), record(), month=12, error=way)
        for of, one in it.items()
        for way in (True, False)
    }
    for way in (True, False):  # what is said of profit over what is said of capital
        assert told["return_on_capital", way].value.tolist() == told["profit", way].value.tolist()
        assert told["return_on_capital", way].below.tolist() == told["capital", way].value.tolist()  # type: ignore[union-attr]
    assert told["capital", True].value.tolist() != COLUMNS["capital"]
    own = design(survey_error={"profit": 0.5, "capital": 0.3, "return_on_capital": 0.2}, carried_error=True)
    alone = measured(it["return_on_capital"], own, start(), record(), month=12, error=True)
    assert alone.below is not None and alone.below.tolist() == COLUMNS["capital"]
    assert alone.value.tolist() not in (told["profit", True].value.tolist(), COLUMNS["profit"])
    apart = design(survey_error={"profit": 0.5})
    assert values("costs", apart, error=True) == COLUMNS["costs"]


def test_a_trial_that_says_nothing_carries_the_errors_of_answers() -> None:
    assert Design().carried_error
    assert all(load_trial(name).design.carried_error for name in ("crisis_and_package", "graduation"))


def test_old_outcomes_keep_the_draws_of_their_errors() -> None:
    order = ["consumption", "assets", "moneylender_debt", "poverty", "take_up", "non_performing", "costs"]
    assert [HOUSEHOLD_OUTCOMES.index(name) for name in order] == [0, 6, 8, 9, 15, 16, 19]
    assert len(HOUSEHOLD_OUTCOMES) < 64


# --- scales and ratios --------------------------------------------------------------------------------------


def effects(one: Outcome, way: Any = paired, **said: Any) -> dict[str, Any]:
    """Of an arm that adds 4 to the profit of the first two, who own and are treated; others are controls."""
    begin = start()
    begin.row_arm = np.array([1, 1, 0, 0])
    trial = design(**said)
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
        estimating, "rows_of", lambda o, *a, **k: usual(o, *a, **k) & (first if o.sample == "all" else True)
    )
    some = Outcome(name="it", of="profit", scale="sample_sd", sample="all")
    begin = effects(some)
    assert begin["control_level"] == pytest.approx((10 + 30 + 40) / 3)
    assert begin["effect"] == pytest.approx(4 / 3 / np.std([10, 20], ddof=1))
    field = effects(Outcome(name="it", of="profit", scale="sample_sd"), in_the_field)
    assert field["effect"] == pytest.approx((19 - 35) / np.std([30, 40], ddof=1))


def test_standard_deviations_are_those_of_answers() -> None:
    """Profit 10 and 20 of controls, told with error of log sd 0.5: E x^2 is 250 exp(0.25), and 4 more is less."""
    one = Outcome(name="it", of="profit", scale="control_sd")
    told = {"survey_error": {"profit": 0.5}, "carried_error": True}
    seen = ((250 * np.exp(0.25) - 15**2) * 2) ** 0.5
    assert effects(one)["effect"] == pytest.approx(4 / 50**0.5)
    assert effects(one, **told)["effect"] == pytest.approx(4 / seen)
    assert effects(one.model_copy(update={"scale": "sample_sd"}), **told)["effect"] == pytest.approx(4 / seen)
    assert effects(one, survey_error={"profit": 0.5})["effect"] == pytest.approx(4 / 50**0.5)
    # as many answers as one likes have that spread
    profit, noise = np.array([10.0, 20.0]).repeat(200_000), np.random.default_rng(1).normal(size=400_000)
    assert (profit * np.exp(0.5 * noise - 0.125)).std() == pytest.approx(seen / 2**0.5, rel=0.01)
    # chances 0.2 and 0.6 of being counted as poor: poor or not, of whom 0.4 are, with sd of sqrt(0.4 x 0.6 x 2)
    counted, carried = Outcome(name="it", of="poverty", scale="control_sd"), {"consumption": 0.4}
    asked = design(survey_error=carried, carried_error=True)
    poor = spread_seen(counted, asked, Measured(value=np.array([0.2, 0.6])), error=False)
    assert poor == pytest.approx((0.4 * 0.6 * 2) ** 0.5)
    assert spread_seen(one, design(), Measured(value=np.array([5.0])), error=False) == 0.0


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


def test_intervals_are_cut_at_what_is_possible() -> None:
    """Levels 0.5 and 0 of two seeds: 0.25 and, by Student's t of one degree, 0.25 -+ 12.706 x 0.35355 / sqrt(2)."""
    head = {
        "trial": "x", "arm": "a", "sample": "offered", "statistic": "mean", "round": 12, "se": np.nan,
        "significant": np.nan, "control_level": np.nan, "arm_level": np.nan, "n": 4, "clusters": 2,
    }  # fmt: skip
    whole = 12.706204736 * 0.25

    def ends(of: str, unit: str, against: str, scale: str = "level", values: Any = (0.5, 0.0)) -> tuple[float, float]:
        said = {"of": of, "outcome": "it", "unit": unit, "against": against, "scale": scale, "way": "paired"}
        rows = pd.DataFrame([{**head, **said, "seed": k, "effect": v} for k, v in enumerate(values)])
        row = summarised(rows, order=SimpleNamespace(outcomes=[SimpleNamespace(name="it")])).iloc[0]  # type: ignore[arg-type]
        assert row["effect"] == pytest.approx(sum(values) / 2)
        return float(row["low"]), float(row["high"])

    for of in ("default", "take_up", "written_off", "missing_wages"):
        assert ends(of, "share", "none") == (0.0, 1.0)
        assert ends(of, "share", "control") == (-1.0, 1.0)
    assert ends("take_up", "percent", "none", "percent", (50.0, 0.0)) == (0.0, 100.0)
    assert ends("capital", "IDR", "none") == (0.0, pytest.approx(0.25 + whole))
    for of, unit, against, scale in (
        ("profit", "IDR/month", "none", "level"), ("capital", "IDR", "control", "level"),
        ("poverty", "percent", "control", "percent"), ("poverty", "control_sd", "control", "control_sd"),
        ("take_up", "ratio", "none", "level"),
    ):  # fmt: skip
        assert ends(of, unit, against, scale) == pytest.approx((0.25 - whole, 0.25 + whole))


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
