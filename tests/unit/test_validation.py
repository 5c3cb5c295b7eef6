"""Validation: rows, patterns, the switch analysis, and the command."""

import json
import math

import pytest

from partnersim.faces.cli import main
from partnersim.faces.cli.fitting import COLUMNS, switches_table, validation_table, write_validation
from partnersim.studies.validation.measuring import Size, experiments_of
from partnersim.studies.validation.patterns import pattern
from partnersim.studies.validation.registry import chosen, registered
from partnersim.studies.validation.rows import Row, rows_of
from partnersim.studies.validation.run import Validation, counts, validate
from partnersim.studies.validation.switches import moved_by, switch_sets

WANTED = {"id", "use", "value", "sd", "target", "low", "high", "in_band", "z"}


@pytest.fixture(scope="module")
def everything():
    return registered()


def only(everything, *ids):
    return chosen(everything, list(ids))


def results_at_targets(targets, *, factor=1.0):
    """Results in which every number hits its target, times a factor."""
    made = {}
    for one in targets:
        measure = one.target.measure
        if measure.by == "pattern":
            continue
        found = made.setdefault((measure.by, measure.experiment), {})
        for value in one.target.values:
            found[value.name] = [factor * value.target / value.scale] * 3
    return made


def test_every_number_has_a_row_with_all_that_was_asked_for(everything):
    targets = [one for one in everything if not one.is_pattern]
    rows = rows_of(targets, results_at_targets(targets))
    assert len(rows) == 30 + 2  # T08 and T17 have a row for each of three
    assert [row.id for row in rows if row.component][:3] == ["T08"] * 3
    for row in rows:
        record = row.record()
        assert record.keys() >= WANTED
        assert row.in_band and row.in_band_median and row.n == 3
        assert row.value == pytest.approx(row.target)


def test_z_is_given_where_there_is_a_standard_error(everything):
    targets = only(everything, "T09", "T10", "T11", "T24")
    rows = {row.id: row for row in rows_of(targets, results_at_targets(targets, factor=2.0))}
    assert rows["T09"].z == pytest.approx(0.037 / (0.084 / 3.92))
    assert all(math.isfinite(rows[id_].z) for id_ in ("T10", "T11"))
    assert math.isnan(rows["T24"].z)
    assert not rows["T11"].in_band


def test_the_ensemble_gives_median_and_ends_and_households_only(everything):
    targets = only(everything, "T21", "T17")
    best = results_at_targets(targets)
    members = [{("panel", ""): {"near_poor": [value]}} for value in (0.20, 0.30, 0.40)]
    rows = rows_of(targets, best, members)
    near = next(row for row in rows if row.id == "T21")
    assert (near.ensemble_median, near.ensemble_min, near.ensemble_max, near.ensemble_n) == (0.3, 0.2, 0.4, 3)
    assert near.in_band_median
    firms = next(row for row in rows if row.id == "T17")
    assert firms.ensemble_n == 0 and firms.ensemble_median == firms.value


def test_a_statement_is_true_or_false_and_must_hold_in_every_set(everything):
    targets = only(everything, "T26")
    held, broken = (
        rows_of(targets, {("partnership", "firms"): {"norm_draws_together": values}})[0]
        for values in ([1.0, 1.0], [1.0, 0.0])
    )
    assert held.in_band and held.record()["value"] is True and held.record()["target"] is True
    assert not broken.in_band and broken.record()["value"] is False


def test_nothing_found_is_not_inside(everything):
    row = rows_of(only(everything, "T21"), {})[0]
    assert math.isnan(row.value) and not row.in_band and row.n == 0


def trials(**changes):
    found = {
        "capital_grants": {"return_mean": 5.0},
        "microcredit": {"profit_sd": 0.03, "consumption": 1.0, "take_up": 0.3},
        "graduation": {"log_consumption": 0.06, "log_consumption_36": 0.05, "log_consumption_84": 0.02},
    }
    for path, value in changes.items():
        trial, outcome = path.split("__")
        found[trial][outcome] = value
    return found


@pytest.mark.parametrize(
    ("name", "changes", "holds"),
    [
        ("credit-and-returns", {}, 1.0),
        ("credit-and-returns", {"capital_grants__return_mean": 1.0}, 0.0),
        ("credit-and-returns", {"microcredit__profit_sd": 0.2}, 0.0),
        ("credit-and-returns", {"microcredit__consumption": 9.0}, 0.0),
        ("package-and-credit", {}, 1.0),
        ("package-and-credit", {"microcredit__consumption": 7.0}, 0.0),
        ("package-and-credit", {"graduation__log_consumption_36": 0.01}, 0.0),
        ("package-and-credit", {"graduation__log_consumption_84": -0.01}, 0.0),
    ],
)
def test_patterns_can_fail_by_each_of_their_parts(name, changes, holds):
    assert pattern(name).numbers(trials(**changes))["holds"] == holds


def test_a_pattern_without_its_trials_is_no_number():
    assert math.isnan(pattern("credit-and-returns").numbers({})["holds"])


def test_patterns_ask_for_their_trials(everything):
    wanted = experiments_of(only(everything, "P2"))
    assert set(wanted) == {("trial", "graduation"), ("trial", "microcredit")}


def test_counts_need_all_numbers_of_a_target(everything):
    targets = only(everything, "T08", "T09")
    results = results_at_targets(targets)
    results["panel", ""]["shortfall_sd"] = [0.5]
    found = counts(rows_of(targets, results))
    assert found["calibrate"] == {"targets": 1, "in_band": 0, "in_band_median": 0}
    assert found["judge"] == {"targets": 1, "in_band": 1, "in_band_median": 1}


def test_every_household_switch_is_tried_and_the_largest_change_comes_first(everything):
    names = switch_sets()
    assert {"technology", "self_control", "joint_liability", "entry"} <= set(names)
    assert not {"leakage", "planning"} & set(names)
    targets = only(everything, "T21")
    rows = rows_of(targets, {("panel", ""): {"near_poor": [0.26]}})
    moved = moved_by(targets, rows, ["a", "b"], [{("panel", ""): {"near_poor": [v]}} for v in (0.27, 0.11)])
    assert [one.mechanism for one in moved] == ["b", "a"]
    assert moved[0].half_bands == pytest.approx(-3.0) and not moved[0].in_band


SMALL = Size(replicates=1, rows=2000, scale=0.06, dyads=4)


def test_a_small_run_gives_a_number_for_everything(everything, tmp_path):
    found = validate(everything, size=SMALL, ensemble=False, workers=1, show_progress=False)
    assert {row.id for row in found.rows if not math.isfinite(row.value)} <= {
        "T16"
    }  # few dyads may never sign
    by_id = {(row.id, row.component): row for row in found.rows}
    # What rests on firms and officials does not depend on the number of households.
    for key in (("T17", "no rule"), ("T17", "forum or soft rule"), ("T15", ""), ("T23", ""), ("T27", "")):
        assert by_id[key].in_band, key
    write_validation(found, tmp_path)
    kept = json.loads((tmp_path / "validation.json").read_text("utf-8"))
    assert [row["id"] for row in kept["targets"]] == [row.id for row in found.rows]
    assert kept["seconds"] >= 0.0 and kept["version"] and "T09, T10 and T11" in kept["caution"]
    assert (tmp_path / "validation.csv").read_text("utf-8").splitlines()[0] == ",".join(COLUMNS)
    text = validation_table(found.rows)
    assert all(row.id in text for row in found.rows)
    assert isinstance(found, Validation) and all(isinstance(row, Row) for row in found.rows)


def test_switches_are_run_and_shown(everything):
    targets = only(everything, "T05", "T18")
    found = validate(
        targets, size=Size(replicates=1, rows=1000), ensemble=False, switches=True, workers=1, show_progress=False
    )  # fmt: skip
    without = {(one.id, one.mechanism): one.without for one in found.moved}
    assert without["T05", "exit"] == 0.0
    assert "exit" in switches_table(found).split("T05")[1].splitlines()[0]


def test_an_ensemble_from_a_file_is_measured(everything, tmp_path):
    from partnersim.studies.fitting.households.bounds import present_values

    base = present_values()
    sets = [{"parameters": {**base, "mechanisms.exit.base": value}} for value in (0.003, 0.008)]
    path = tmp_path / "households.yaml"
    path.write_text(json.dumps({"best": sets[0], "ensemble": sets, "targets": {}}))
    found = validate(
        only(everything, "T05"), size=Size(replicates=1, rows=1000), workers=1, fit=path, show_progress=False
    )  # fmt: skip
    row = found.rows[0]
    assert row.ensemble_n == 2 and row.ensemble_min < row.ensemble_median < row.ensemble_max


def test_the_command_prints_a_list_of_rows(capsys):
    assert main(["validate", "T15", "T25", "--no-ensemble", "--replicates", "1", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in rows] == ["T15", "T25"]
    assert all(row.keys() >= WANTED for row in rows)
    assert rows[0]["use"] == "input" and rows[0]["in_band"] is True and rows[0]["z"] is None


def test_a_wrong_id_or_use_is_one_line(capsys):
    assert main(["validate", "T99"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["validate", "T09", "--use", "input"]) == 2
    assert "no target is called 'T09'" in capsys.readouterr().err


def test_calibrate_refuses_bad_seeds_and_a_used_folder(capsys, tmp_path):
    assert main(["calibrate", "--seeds", "3", "--out", str(tmp_path)]) == 2
    assert "two numbers such as 1-2" in capsys.readouterr().err
    (tmp_path / "households.yaml").write_text("provenance: {search: another, seeds: [1, 2]}\n")
    assert main(["calibrate", "--out", str(tmp_path)]) == 2
    assert "finished study of something else (another, seeds [1, 2])" in capsys.readouterr().err
