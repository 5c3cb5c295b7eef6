"""Targets: what the files hold, and what bad ones are told."""

import shutil
from typing import get_args

import pytest

from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.documents.units import UNITS, dimension
from partnersim.scenario.experiments.targets import read_targets, target_folder
from partnersim.scenario.experiments.trial_outcomes import MEANING, Outcome, Scale
from partnersim.scenario.experiments.trials import load_trial
from partnersim.studies.fitting.households.aims import read_aims
from partnersim.studies.validation.registry import chosen, registered
from tests.units import Quantity, powers

IDS = {
    "calibrate": "T01 T02 T03 T04 T05 T06 T07 T08 T18 T19 T20 T21 T11 T16 T17",
    "input": "T12 T13 T14 T22 T15 T23",
    "judge": "T09 T10 T24 T25 T26 T27 T28 P1 P2",
}

GOOD = """use: calibrate
targets:
  - id: T21
    setting: "everybody"
    statistic: "share near the line"
    measure: {by: panel}
    values:
      - {name: near_poor, unit: share, target: 0.26, low: 0.22, high: 0.32}
    band: judgement
    source: "somebody"
"""


def written(tmp_path, text):
    path = tmp_path / "calibrate.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_target_is_there_once_with_its_use():
    found = registered()
    for use, ids in IDS.items():
        assert [one.target.id for one in found if one.use == use] == ids.split()
    numbers = [value for one in found for value in one.target.values]
    assert len(numbers) == 30 + 4  # T08 and T17 have three each
    assert all(one.target.source for one in found)


def test_only_intervals_have_a_standard_error():
    by_id = {one.target.id: one.target for one in registered()}
    t11 = by_id["T11"]
    assert t11.standard_error(t11.values[0]) == pytest.approx(0.048 / 3.92)
    t01 = by_id["T01"]
    assert t01.standard_error(t01.values[0]) != t01.standard_error(t01.values[0])  # NaN


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("target: 0.26", "target: 0.36", 8, "must hold its target"),
        ("target: 0.26", "target: much", 8, "must be a number"),
        (
            "unit: share",
            "unit: shars",
            8,
            "'shars' is not in the vocabulary of units; the nearest are 'share'",
        ),
        ("band: judgement", "band: guess", 9, "band"),
        ("by: panel", "by: pannel", 6, "pannel"),
        ("by: panel", "by: trial", 6, "needs the name of an experiment"),
        ("id: T21", "id: X", 3, "id"),
        ('source: "somebody"', 'sorce: "somebody"', 10, "source"),
        ("use: calibrate", "use: judge", 1, "holds targets for use 'judge', where 'calibrate' is needed"),
        ("name: near_poor", "name: near_por", 8, "did you mean 'near_poor'"),
    ],
)
def test_a_bad_file_is_told_where(tmp_path, old, new, line, says):
    path = written(tmp_path, GOOD.replace(old, new))
    with pytest.raises(ScenarioError) as error:
        read_aims(path)
    lines = str(error.value).splitlines()
    assert any(says in one for one in lines), lines
    assert any(one.startswith(f"calibrate.yaml:{line}:") for one in lines), lines


def test_a_target_given_twice_is_refused(tmp_path):
    twice = GOOD + GOOD.split("targets:\n")[1]
    with pytest.raises(ScenarioError, match=r"calibrate.yaml:11: target T21 is given a second time .*:3"):
        read_targets(written(tmp_path, twice), use="calibrate")


def test_a_missing_file_is_one_line(tmp_path):
    with pytest.raises(ScenarioError, match="does not exist"):
        read_aims(tmp_path / "calibrate.yaml")


def test_unknown_ids_are_told_the_nearest():
    with pytest.raises(ScenarioError, match="no target is called 'T9'"):
        chosen(registered(["judge"]), ["T9"])


def test_an_unknown_trial_is_refused(tmp_path, monkeypatch):
    for name in ("calibrate", "input", "judge"):
        shutil.copy(target_folder() / f"{name}.yaml", tmp_path)
    judge = tmp_path / "judge.yaml"
    judge.write_text(
        judge.read_text("utf-8").replace("experiment: microcredit}", "experiment: microcredits}")
    )
    monkeypatch.setattr("partnersim.studies.validation.registry.target_folder", lambda: tmp_path)
    with pytest.raises(ScenarioError, match=r"judge.yaml:\d+: target T09 .*did you mean 'microcredit'"):
        registered()


def test_a_number_of_a_trial_is_compared_in_the_unit_in_which_it_was_published():
    compared = set()
    for one in registered():
        target = one.target
        if target.measure.by != "trial":
            continue
        outcomes = {outcome.name: outcome for outcome in load_trial(target.measure.experiment).outcomes}
        for number in (*target.values, *target.beside):
            if number.name in outcomes:
                given = Quantity.of(1.0, outcomes[number.name].unit)
                # a hundred per cent are a whole
                factor = number.scale if number.scale == 1.0 else Quantity.of(number.scale, "percent")
                assert powers(given * factor) == dimension(number.unit), (target.id, number.name)
                compared.add((target.id, number.name))
    assert len(compared) > 20


def test_every_scale_of_an_outcome_of_a_trial_has_a_unit_of_the_vocabulary():
    for of in MEANING:
        for scale in get_args(Scale):
            outcome = Outcome.model_construct(name="x", of=of, scale=scale)
            assert outcome.unit in UNITS
    assert {unit for unit, _ in MEANING.values()} <= set(UNITS)
