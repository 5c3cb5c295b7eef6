"""What a trial refuses since it would ignore it, and trials in several places."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from partnersim.faces.cli.trying import summary_table
from partnersim.faces.pages import trials as page
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.experiments.trial_checks import lived_by_a_trial
from partnersim.scenario.experiments.trials import load_trial, trial_places
from partnersim.scenario.spec import Scenario
from partnersim.studies.trials import running
from partnersim.studies.trials.running import summarised, tables_of_replicate
from tests.trial_case import TEXT as SMALL

# --- what is refused ----------------------------------------------------------------------------------------

TEXT = SMALL.replace("[6, 12]\n", "[6, 12]\n  unit: household\n").replace(", scale: control_sd", "")
SHOCK = "  credit:\n    - {kind: income_shock}\n"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("clusters: 20}", "clusters: 20, set: {actors.office.staff: 3}}", "trial of households lives"),
        ("clusters: 20}", "clusters: 20, set: {events: []}}", "small.yaml:2"),
        ("clusters: 20}", "clusters: 20, set: {mechanisms.disputes.on: false}}", "trial of households lives"),
        ("unit: household", "unit: household\n  control: credti", "did you mean 'credit'?"),
        ("unit: household", "unit: household\n  control: classic", "name it under arms, with [] if it gets nothing"),
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
    path.write_text(TEXT.replace("unit: household", "unit: cluster").replace("  credit:\n", SHOCK))
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


def test_tables_name_the_place_and_the_unit_of_what_is_compared() -> None:
    """5.3 points fewer poor in one place, 6.2 in another; who takes part is a share of its own."""
    head = {
        "trial": "small", "outcome": "poor", "of": "poverty", "arm": "credit", "against": "control", "round": 12,
        "unit": "share", "sd": 0.01, "control_level": 0.3, "field_effect": -0.04, "field_se": 0.01, "power": 0.8,
        "n": 400.0,
    }  # fmt: skip
    dry, wet = (
        {**head, "place": place, "effect": effect, "low": effect - 0.01, "high": effect + 0.01}
        for place, effect in (("dry", -0.053), ("wet", -0.062))
    )
    assert [page.cells(row)[2:6] for row in (dry, wet)] == [
        ["credit (dry)", "12", "points", "−5.3"],
        ["credit (wet)", "12", "points", "−6.2"],
    ]
    beside = page.cells({**dry, "place": float("nan")})  # a trial without places, in one table with one that has some
    assert beside[2] == "credit" and page.cells({**dry, "against": "none"})[4] == "percent"
    found: Any = SimpleNamespace(summary=pd.DataFrame([dry, {**wet, "against": "none"}]))
    lines = summary_table(found).splitlines()
    assert "power, %" in lines[0] and "80" in lines[2]
    assert "credit (dry)" in lines[2] and " points " in lines[2] and " % " not in lines[2]
    assert "credit (wet)" in lines[3] and " % " in lines[3] and "points" not in lines[3]


def test_trials_run_again_by_name_leave_the_others_as_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "trials.csv"
    kept.write_text("trial,outcome,effect\na,x,1\nb,x,2\nb,y,3\nc,x,4\n", encoding="utf-8")
    monkeypatch.setattr(page, "TABLE", kept)
    again = page.beside_the_others(pd.DataFrame({"trial": ["b"], "outcome": ["z"], "effect": [9.0]}))
    assert again.to_numpy().tolist() == [["a", "x", 1], ["b", "z", 9], ["c", "x", 4]]
