"""Trial files: what is read, and what bad input gets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from partnersim.faces.cli import main
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.experiments.trial_parts import PART_CLASSES
from partnersim.scenario.experiments.trial_terms import Rate
from partnersim.scenario.experiments.trials import is_of_the_scenario, load_trial, trial_names, trial_scenario
from tests.trial_case import TEXT


def problem_of(folder: Path, old: str, new: str) -> str:
    assert old in TEXT
    path = folder / "small.yaml"
    path.write_text(TEXT.replace(old, new))
    with pytest.raises(ScenarioError) as caught:
        load_trial(path)
    return str(caught.value).replace(str(path), "small.yaml")


def test_a_trial_is_read(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(TEXT)
    trial = load_trial(path)
    assert list(trial.all_arms) == ["control", "credit"] and trial.treated == ("credit",)
    assert trial.arm_shares() == {"control": 0.5, "credit": 0.5}
    assert trial.design.survey_rounds == (0, 6, 12)
    assert trial_scenario(trial, parameters={"mechanisms.entry.idea": 0.02}).mechanisms.entry.idea == 0.02


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("scale: control_sd}", "scale: control_sd, arms: [credti]}", "names the arm 'credti', which nobody defined"),
        ("scale: control_sd}", "scale: control_sd, arms: [credti]}", "small.yaml:13"),
        ("  months: 12\n", "  months: 12\n  shares: {credit: 0.7, control: 0.7}\n", "they add up to 1.4"),
        ("  months: 12\n", "  months: 12\n  shares: {loans: 0.7}\n", "nobody defined"),
        ("rounds: [6, 12]", "rounds: [6, 13]", "small.yaml:5: design"),
        ("rounds: [6, 12]", "rounds: [6, 13]", "month 13 comes after the end (month 12)"),
        ("rounds: [6, 12]", "rounds: [-1, 12]", "allowed 0 to 120 months"),
        ("  months: 12\n", "  months: 12\n  shares: {credit: 0.6, control: 0.5}\n", "they add up to 1.1, more than 1"),
        ("  months: 12\n", "  months: 12\n  survey_error: {consumptoin: 0.1}\n", "(did you mean 'consumption'?)"),
        ("  months: 12\n", "  months: 12\n  survey_error: {weather: 0.1}\n", "'weather', which is no outcome"),
        ("months: 12", "months: 121", "allowed 1 to 120 months"),
        ("value: 0.24, per: year", "value: 0.24, per: month", "is it meant per year?"),
        ("value: 0.24, per: year", "value: 0.24, per: fortnight", "allowed one of month, year, loan"),
        ("value: 0.24, per: year", "value: 0.24, per: loan", "is flat"),
        ("rate: {value: 0.24, per: year, kind: declining}", "rate: 0.24", "rate"),
        ("kind: group_loan", "kind: group_laon", "did you mean 'group_loan'?"),
        ("{value: 0.2, of: yearly_income}", "{value: 500000, of: yearly_income}", "write 'of: idr' for rupiah"),
        ("of: take_up}", "of: take_upp}", "did you mean 'take_up'?"),
        ("of: profit, scale: control_sd", "of: profit, scale: log", "has no log"),
        ("of: profit, scale: control_sd", "of: profit, scale: percent, against: none", "has no percent"),
        ("of: profit, scale: control_sd", "of: missing_share", "act on households cannot have"),
        ("of: profit, scale: control_sd", "of: profit, scale: control_sd, round: 7", "which is no survey round"),
        ("who: whole_village", "who: everybody", "allowed one of eligible_poor"),
        ("clusters: 20}", "clusters: 20, set: {place.headcout: 0.2}}", "did you mean 'headcount'?"),
        ("clusters: 20}", "clusters: 300}", "do not fill 300 clusters"),
    ],
)  # fmt: skip
def test_bad_input_gets_one_clear_error(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = problem_of(tmp_path, old, new)
    assert said in found and found.count("\n") == 0


def test_where_no_name_is_near_none_is_suggested(tmp_path: Path) -> None:
    error = problem_of(tmp_path, "  months: 12\n", "  months: 12\n  survey_error: {qqqqqqqq: 0.1}\n")
    assert "'qqqqqqqq', which is no outcome of households" in error and "did you mean" not in error


@pytest.mark.parametrize(
    ("who", "of", "said"),
    [("who: micro_firms", "birth", "with an enterprise at baseline, so that it has no birth"),
     ("enterprise: without", "death", "without an enterprise at baseline, so that it has no death"),
     ("who: micro_firms", "profit, sample: no_business", "has no sample no_business")],
)  # fmt: skip
def test_what_the_population_cannot_have(tmp_path: Path, who: str, of: str, said: str) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(TEXT.replace("who: whole_village", who).replace("of: take_up}", f"of: {of}}}"))
    with pytest.raises(ScenarioError, match=said):
        load_trial(path)


def test_bad_input_ends_with_two_and_no_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(TEXT.replace("rounds: [6, 12]", "rounds: [40]"))
    assert main(["trial", str(path), "--out", str(tmp_path / "out")]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and "month 40" in captured.err and "Traceback" not in captured.err
    assert not (tmp_path / "out").exists()
    assert main(["trial", "microcredt"]) == 2
    assert "microcredit" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("added", "said"),
    [("clusters: 20, set: {place.headcout: 0.2}}", "small.yaml:2: "),
     ("clusters: 20, scenario: jembr}", "small.yaml:2: "),
     ("clusters: 20, set: {place.headcount: 2}}", "out of range")],
)  # fmt: skip
def test_faults_in_the_scenario_of_a_trial_have_a_line(tmp_path: Path, added: str, said: str) -> None:
    assert said in problem_of(tmp_path, "clusters: 20}", added)


def test_a_trial_is_run_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(TEXT)
    asked = [
        "trial",
        str(path),
        "--replicates",
        "2",
        "--workers",
        "1",
        "--set",
        "mechanisms.time_cost.share=0.2",
    ]
    assert main([*asked, "--json", "--out", str(tmp_path / "out")]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["seeds"] == [1, 2]
    assert [row["outcome"] for row in found["estimates"]] == ["take_up", "profit"]
    assert found["estimates"][0]["effect"] > 0.05 and found["estimates"][1]["households_for_80_percent"] > 100
    files = {file.name for file in (tmp_path / "out").iterdir()}
    assert files == {"rows.csv", "rows.parquet", "summary.csv", "trial.png", "manifest.json", "parts"}
    assert main(asked) == 0
    assert "take_up" in capsys.readouterr().out
    assert main(["trial"]) == 0 and "graduation" in capsys.readouterr().out
    assert main(["trial", "--terms"]) == 0 and "### Part `group_loan`" in capsys.readouterr().out
    assert main(["trial", str(path), "--replicates", "0"]) == 2


def test_all_shipped_trials_are_read_and_cite_their_source() -> None:
    names = trial_names()
    assert len(names) >= 16
    trials = [load_trial(name) for name in names]
    assert all(trial.source and trial.title for trial in trials)
    assert [trial.name for trial in trials] == list(names)
    used = {part.kind for trial in trials for parts in trial.all_arms.values() for part in parts}
    assert used == {part.model_fields["kind"].annotation.__args__[0] for part in PART_CLASSES}


@pytest.mark.parametrize(
    ("rate", "total"),
    [
        (Rate(value=0.25, per="loan", kind="flat"), 0.25),
        (Rate(value=0.02, per="month", kind="flat"), 0.02 * 14),
        (Rate(value=0.24, per="year", kind="flat"), 0.02 * 14),
        (Rate(value=0.02, per="month", kind="declining"), 12 * 0.02 / (1 - 1.02**-12) * 1.02**2 - 1),
        (Rate(value=0.0, per="year", kind="declining"), 0.0),
    ],
)
def test_interest_over_a_loan_of_twelve_months_after_two_of_grace(rate: Rate, total: float) -> None:
    assert rate.total(term_months=12, grace_months=2) == pytest.approx(total)


def test_which_overrides_are_of_the_scenario() -> None:
    assert is_of_the_scenario("mechanisms.entry.idea=0.03") and is_of_the_scenario("place.headcount=0.2")
    assert not is_of_the_scenario("population.households=200") and not is_of_the_scenario("name=x")
