"""Virtual trials: parts act as they should, an empty arm does nothing, and the field estimate is about right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from partnersim.engine.population.populations import settled_population
from partnersim.scenario.experiments.trials import Trial, trial_scenario
from partnersim.studies.runs.files import ResultsError
from partnersim.studies.trials import load_trial, run_trial
from partnersim.studies.trials.living import Record, live_arm, take_snapshot
from partnersim.studies.trials.writing import write_result

LOAN: dict[str, Any] = {
    "kind": "group_loan",
    "size": {"value": 0.2, "of": "yearly_income"},
    "rate": {"value": 0.24, "per": "year", "kind": "declining"},
}
TWO_MONTHS = {"value": 2.0, "of": "months_of_consumption"}
PARTS: dict[str, dict[str, Any]] = {
    "loan": LOAN,
    "cash": {"kind": "cash_grant", "amount": TWO_MONTHS},
    "goods": {"kind": "in_kind_grant", "amount": TWO_MONTHS},
    "asset": {"kind": "asset_transfer", "amount": TWO_MONTHS},
    "support": {"kind": "consumption_support", "amount": {"value": 0.2, "of": "months_of_consumption"}, "months": 18},
    "transfer": {"kind": "unconditional_transfer", "amount": TWO_MONTHS},
    "account": {"kind": "savings_account", "protected": 0.8, "rate_per_year": 0.05},
    "course": {"kind": "classroom_training"},
    "mentor": {"kind": "mentoring"},
    "coach": {"kind": "coaching_visits", "topics": "discipline", "visits_per_month": 4},
    "orders": {"kind": "buyer_orders"},
    "contract": {"kind": "contract", "price": 1.2, "input_credit": {"value": 1.0, "of": "months_of_consumption"}},
}  # fmt: skip


def trial(arms: dict[str, list[dict[str, Any]]], **design: Any) -> Trial:
    given = {"months": 18, "unit": "cluster", "recall_months": 3, **design}
    outcomes = [
        {"name": "profit", "of": "profit"}, {"name": "log_consumption", "of": "consumption", "scale": "log"},
        {"name": "take_up", "of": "take_up"}, {"name": "median", "of": "income", "statistic": "median"},
        {"name": "poverty", "of": "poverty"}, {"name": "enterprise", "of": "enterprise"},
    ]  # fmt: skip
    return Trial(
        name="small",
        population={"who": "whole_village", "households": 2400, "clusters": 60},
        design=given,
        arms=arms,
        outcomes=outcomes,
    )


@pytest.fixture(scope="module")
def lived() -> dict[str, Record]:
    """The last round of an arm for every part, from one snapshot."""
    one = trial({name: [part] for name, part in PARTS.items()} | {"empty": []})
    spec = trial_scenario(one)
    start = take_snapshot(one, spec, settled_population(spec), 5)
    return {arm: live_arm(one, start, arm)[18] for arm in one.all_arms}


def effect(lived: dict[str, Record], arm: str, column: str) -> float:
    change = lived[arm].columns[column] - lived["control"].columns[column]
    return float(change.mean() / lived["control"].columns[column].mean())


def test_an_empty_arm_is_the_control_arm_to_the_bit(lived: dict[str, Record]) -> None:
    for name, column in lived["control"].columns.items():
        assert (column == lived["empty"].columns[name]).all(), name


@pytest.mark.parametrize(
    ("arm", "column", "low"),
    [
        ("loan", "capital", 0.02),
        ("cash", "capital", 0.02),
        ("goods", "capital", 0.05),
        ("asset", "owner", 0.3),
        ("support", "consumption", 0.1),
        ("transfer", "consumption", 0.02),
        ("account", "savings", 0.05),
        ("course", "profit", 0.02),
        ("mentor", "profit", 0.05),
        ("coach", "capital", 0.02),
        ("orders", "profit", 0.01),
        ("contract", "profit", 0.03),
    ],
)
def test_each_part_moves_what_it_should(lived: dict[str, Record], arm: str, column: str, low: float) -> None:
    assert effect(lived, arm, column) > low
    assert 0.05 < lived[arm].took.mean() <= 1.0
    assert not lived["control"].took.any()


def test_goods_stick_in_the_business_where_cash_does_so_less(lived: dict[str, Record]) -> None:
    assert effect(lived, "goods", "capital") > 1.15 * effect(lived, "cash", "capital")


def test_paired_estimates_of_an_empty_arm_are_exactly_zero() -> None:
    found = run_trial(trial({"empty": []}, months=6), replicates=2)
    values = found.rows[(found.rows["way"] == "paired") & (found.rows["against"] == "control")]
    assert (values["effect"] == 0.0).all() and len(values) == 2 * 5


def test_the_same_seed_gives_the_same_rows_and_another_gives_others() -> None:
    one = trial({"loan": [LOAN]}, months=6)
    first, again, other = (run_trial(one, replicates=1, seed=s).rows for s in (3, 3, 4))
    assert first.equals(again) and not first["effect"].equals(other["effect"])


@pytest.mark.parametrize("unit", ["cluster", "household"])
def test_the_field_estimate_is_centred_on_the_truth(unit: str) -> None:
    """Over 30 replicates the field team is right on average, and about as wrong each time as it says."""
    one = trial(
        {"transfer": [{"kind": "unconditional_transfer", "amount": TWO_MONTHS}]}, months=6, unit=unit,
        survey_error={"consumption": 0.3}, attrition=0.1,
    )  # fmt: skip
    found = run_trial(one, replicates=30).summary.set_index("outcome").loc["log_consumption"]
    error_of_mean = found["field_sd"] / np.sqrt(30)
    assert abs(found["field_effect"] - found["effect"]) < 3.0 * error_of_mean
    assert found["field_se"] == pytest.approx(found["field_sd"], rel=0.4)
    assert found["power"] > 0.8


def test_the_baseline_makes_the_field_estimate_surer() -> None:
    parts = {"transfer": [{"kind": "unconditional_transfer", "amount": TWO_MONTHS}]}
    plain, adjusted = (
        run_trial(trial(parts, months=6, unit="household", adjust_for_baseline=with_it), replicates=3).summary
        for with_it in (False, True)
    )
    row = plain["outcome"] == "log_consumption"
    assert float(adjusted.loc[row, "field_se"].iloc[0]) < 0.8 * float(plain.loc[row, "field_se"].iloc[0])
    assert float(adjusted.loc[row, "effect"].iloc[0]) == float(plain.loc[row, "effect"].iloc[0])


def npl_and_capital(month: int, **terms: Any) -> tuple[float, float]:
    """Share of loans late and mean capital over three seeds: of one seed alone peers make less than luck does."""
    one = trial({"loan": [{**LOAN, **terms}]}, months=month, recall_months=min(month, 12))
    spec = trial_scenario(one, parameters={"mechanisms.group_repayment.walk_away": 0.02})
    starts = [take_snapshot(one, spec, settled_population(spec), seed) for seed in (2, 3, 4)]
    seen = [live_arm(one, start, "loan")[month] for start in starts]
    late, lent = (sum(float(getattr(s, name).sum()) for s in seen) for name in ("late", "outstanding"))
    return late / lent, float(np.mean([s.columns["capital"].mean() for s in seen]))


def test_peers_who_answer_and_groups_that_meet_keep_loans_good() -> None:
    joint = npl_and_capital(24)[0]
    assert joint < npl_and_capital(24, liability="individual")[0]
    assert joint < npl_and_capital(24, meetings="monthly")[0]


def test_later_instalments_leave_more_for_the_business() -> None:
    weekly = npl_and_capital(9)[1]
    assert weekly < npl_and_capital(9, instalments="monthly", meetings="weekly")[1]
    assert weekly < npl_and_capital(9, grace_months=2)[1]


def test_single_loans_are_not_followed_by_others() -> None:
    one = trial(
        {"single": [{**LOAN, "follow_on": False, "term_months": 4}], "again": [{**LOAN, "term_months": 4}]}
    )
    spec = trial_scenario(one)
    start = take_snapshot(one, spec, settled_population(spec), 1)
    lent = {arm: live_arm(one, start, arm)[18].lent.sum() for arm in ("single", "again")}
    assert 0.0 < lent["single"] < 0.8 * lent["again"]


@pytest.mark.parametrize(
    ("arm", "switch"),
    [("asset", "asset_transfer"), ("course", "training"), ("mentor", "mentoring"), ("orders", "buyer_orders"),
     ("contract", "contract_farming"), ("loan", "loan_application"), ("support", "consumption_support")],
)  # fmt: skip
def test_the_switch_of_a_mechanism_takes_the_part_away(arm: str, switch: str) -> None:
    one = trial({arm: [PARTS[arm]]}, months=3, recall_months=1)
    found = run_trial(one, replicates=1, field=False, parameters={f"mechanisms.{switch}.on": False})
    rows = found.rows[found.rows["against"] == "control"]
    assert (rows["effect"] == 0.0).all()


def test_only_those_offered_are_reached() -> None:
    one = trial({"asset": [PARTS["asset"]]}, months=2, recall_months=1, offered=0.5, unit="household")
    spec = trial_scenario(one)
    start = take_snapshot(one, spec, settled_population(spec), 1)
    seen = live_arm(one, start, "asset")[2]
    reached = seen.took
    assert (start.offered & (start.row_arm == 1) == reached).all()
    assert reached.mean() == pytest.approx(0.25, abs=0.03)


def test_neighbours_stand_for_the_rest_of_the_hamlet() -> None:
    one = load_trial("capital_grants", overrides=["population.households=400", "population.clusters=20"])
    spec = trial_scenario(one)
    population = settled_population(spec)
    start = take_snapshot(one, spec, population, 1)
    c = start.village.columns
    assert (c.owner[start.offered] == 1).all()
    households = np.bincount(c.hamlet, weights=c.weight)
    owners = np.bincount(c.hamlet, weights=c.weight * (c.owner != 0)) / households
    of_all = float((population.columns["owner"] != 0).mean())
    assert 0.1 < of_all < 0.5
    assert owners.mean() == pytest.approx(of_all, abs=0.03)
    study = np.bincount(c.hamlet[start.offered], weights=c.weight[start.offered])
    assert study.sum() / (c.weight * (c.owner != 0)).sum() == pytest.approx(0.05, abs=0.015)


def test_audits_move_missing_spending_and_replicates_are_kept(tmp_path: Path) -> None:
    small = {"design.months": 12, "design.rounds": [12], "population.set": {"sample.households": 300}}
    one = load_trial("audits", overrides=small)
    first = run_trial(one, replicates=1, out=tmp_path)
    assert first.value("missing") == pytest.approx(-0.08, abs=0.02)
    again = run_trial(one, replicates=1, out=tmp_path)
    assert again.rows.equals(first.rows) and len(list((tmp_path / "parts").iterdir())) == 1
    assert again.sittings == first.sittings and again.sittings[0]["tasks"] == 1
    write_result(again, tmp_path)
    other = load_trial("audits", overrides={**small, "design.months": 11, "design.rounds": [11]})
    with pytest.raises(ResultsError, match=r"something else \(the trial audits\)"):
        run_trial(other, replicates=1, out=tmp_path)
    assert json.loads((tmp_path / "manifest.json").read_text())["sittings"] == again.sittings


@pytest.mark.parametrize("unit", ["cluster", "household"])
def test_two_arms_that_both_deliver_are_compared_on_the_same_households(unit: str) -> None:
    """Equal parts under two names have no effect on one another, whatever the unit; a larger sum has one."""
    small = {"kind": "unconditional_transfer", "amount": {"value": 1.0, "of": "months_of_consumption"}}
    large = {**small, "amount": {"value": 3.0, "of": "months_of_consumption"}}
    one = trial({"small": [small], "same": [small], "large": [large]}, control="small", months=4, unit=unit)
    found = run_trial(one, replicates=3).rows
    values = found[(found["way"] == "paired") & (found["outcome"] == "log_consumption")].set_index("arm")[
        "effect"
    ]
    assert (values.loc["same"] == 0.0).all() and (values.loc["large"] > 0.05).all()
    field = found[
        (found["way"] == "field") & (found["outcome"] == "log_consumption") & (found["arm"] == "large")
    ]
    assert field["effect"].mean() == pytest.approx(values.loc["large"].mean(), abs=0.06)


def test_where_usual_income_follows_both_ways_a_crisis_that_is_over_leaves_no_fewer_poor() -> None:
    """A year in which work pays three tenths less: more poor in its last months, and a year later still not fewer.

    Following a fall slowly, households spend what they have and then eat what comes in, learn to live on less, and save
    through the recovery more than the crisis took: a year later fewer are poor than without it.
    """
    crisis = {"kind": "income_shock", "start": 1, "factor": 0.7, "months": 12}
    one = trial({"crisis": [crisis]}, months=24, rounds=[12, 24], survey_error={"consumption": 0.35})
    poor = [{"name": f"poor_{month}", "of": "poverty", "round": month} for month in (12, 24)]
    one = Trial.model_validate(one.model_dump() | {"outcomes": poor})
    for both_ways, sign in ((True, +1), (False, -1)):
        parameters = {"mechanisms.prompt_recovery.both_ways": both_ways}
        found = run_trial(one, replicates=3, seed=31, field=False, parameters=parameters)
        assert found.value("poor_12") > 0.1
        effects = found.rows.loc[(found.rows["outcome"] == "poor_24"), "effect"]
        assert (sign * effects > 0.0).all(), effects.tolist()
