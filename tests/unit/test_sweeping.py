"""Sweeps: points of each design, a file that is read with its faults, a table in and a table out, growing."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import partnersim as ps
from partnersim.faces.cli import main
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.studies.sweeping import files
from partnersim.studies.sweeping import run as sweeping
from partnersim.studies.sweeping.design import (
    Design,
    changes_of,
    count_of_points,
    factor_of,
    points_of,
)
from partnersim.studies.sweeping.files import read_sweep
from tests.sweep_case import runs_noted, write

ROOT = Path(__file__).resolve().parents[2]
TOY = ps.load("toy")
FORUM, MONTHS = "regulation.forum", "agreements.savings_circle.months"
STAFF = factor_of("actors.village_ngo.staff", {"low": 0.0, "high": 2.0})
LENGTH = factor_of(MONTHS, {"low": 12, "high": 24, "levels": 4})


@pytest.fixture
def ran(monkeypatch):
    """Points and seeds that are run."""
    return runs_noted(monkeypatch)


# --- designs ----------------------------------------------------------------------------------------------


def test_factors_have_values_or_ranges():
    assert STAFF.values == (0.0, 1.0, 2.0) and not STAFF.whole
    assert LENGTH.values == (12, 16, 20, 24) and LENGTH.whole
    assert factor_of(FORUM, None).values == (0.0, 0.5, 1.0)  # the range of the schema
    assert factor_of("mechanisms.leakage.on", [True, False]).values == (True, False)


@pytest.mark.parametrize(
    ("path", "given", "says"),
    [
        ("regulation.forun", [1], "is no field of a scenario.*did you mean 'regulation.forum'"),
        (FORUM, [], "has no value"),
        (FORUM, {"low": 1, "high": 0}, r"empty range \(1 to 0\)"),
        (FORUM, {"low": 0.5, "high": 0.5}, "empty range"),
        (FORUM, {"lowest": 0}, "has lowest; a range has low, high and levels"),
        (FORUM, {"levels": 1}, "has 1 levels; allowed 2 or more"),
        (FORUM, {"low": "a"}, "has no range"),
        ("mechanisms.leakage.on", None, "has no range of its own here"),
    ],
)
def test_factors_that_are_none_are_refused(path, given, says):
    with pytest.raises(ScenarioError, match=says):
        factor_of(path, given)


def test_a_grid_and_one_factor_at_a_time():
    grid = points_of([STAFF, LENGTH], Design.grid)
    assert len(grid) == count_of_points([STAFF, LENGTH], Design.grid, 0) == 12
    assert grid.iloc[[0, 1, 4]].to_numpy().tolist() == [[0.0, 12], [0.0, 16], [1.0, 12]]
    single = points_of([STAFF, LENGTH], Design.one_at_a_time)
    assert len(single) == count_of_points([STAFF, LENGTH], Design.one_at_a_time, 0) == 8
    assert single.notna().sum(axis=1).tolist() == [0, *[1] * 7]
    assert single[MONTHS].dropna().tolist() == [12, 16, 20, 24]


@pytest.mark.parametrize("design", [Design.lhs, Design.sobol])
def test_samples_fill_the_ranges_evenly(design):
    sample = points_of([STAFF, LENGTH], design, points=16, seed=3)
    # a sixteenth of the range of staff holds one point each
    assert sorted((sample[STAFF.path] * 8).astype(int)) == list(range(16))
    assert set(sample[MONTHS]) <= set(range(12, 25)) and sample[MONTHS].nunique() > 6
    assert sample.equals(points_of([STAFF, LENGTH], design, points=16, seed=3))
    assert not sample.equals(points_of([STAFF, LENGTH], design, points=16, seed=4))


def test_trajectories_of_morris_step_one_factor_after_another():
    sample = points_of([STAFF, factor_of(FORUM, None)], Design.morris, points=5, seed=2)
    assert len(sample) == count_of_points([STAFF, STAFF], Design.morris, 5) == 15
    unit = sample.to_numpy() / np.array([2.0, 1.0])
    assert np.isin(np.round(3 * unit, 9), [0, 1, 2, 3]).all()
    for first in range(0, 15, 3):
        steps = np.diff(unit[first : first + 3], axis=0)
        assert np.sort(np.abs(steps), axis=None) == pytest.approx([0.0, 0.0, 2 / 3, 2 / 3])
        assert (np.abs(steps).sum(axis=0) > 0.5).all()
    assert {-1.0, 1.0} == set(np.sign(np.diff(unit, axis=0)[[0, 1, 3, 4, 6, 7, 9, 10, 12, 13]]).ravel()) - {
        0.0
    }


def test_designs_that_cannot_be_are_refused():
    with pytest.raises(ScenarioError, match="has a list of values; the design lhs wants a range"):
        points_of([factor_of(FORUM, [0.0, 1.0])], Design.lhs, points=4)
    with pytest.raises(ScenarioError, match="points = 12 is no power of 2"):
        points_of([STAFF], Design.sobol, points=12)
    with pytest.raises(ScenarioError, match="points = 0 is too few"):
        points_of([STAFF], Design.lhs)


# --- points in, runs out ----------------------------------------------------------------------------------


def sweep(points, **asked):
    given = {"workers": 1, "show_progress": False, "replicates": 2, "outcomes": ["members_mean"], **asked}
    return ps.sweep(TOY, points, **given)


def test_a_table_in_and_a_table_out(ran):
    points = pd.DataFrame({FORUM: [0.5, 1.0, None], MONTHS: [12, None, 13]})
    found = sweep(points)
    assert list(found.columns) == [
        "point",
        FORUM,
        MONTHS,
        "seed",
        "status",
        "origin",
        "message",
        "members_mean",
    ]
    assert found[["point", "seed"]].to_numpy().tolist() == [[p, s] for p in range(3) for s in (1, 2)]
    assert found["members_mean"].tolist()[:4] == [0.5, 1.0, 1.0, 2.0]
    assert found["status"].tolist() == ["done"] * 4 + ["failed"] * 2
    assert found["message"].iloc[4] == "RuntimeError: thirteen brings no luck" and np.isnan(
        found["members_mean"].iloc[5]
    )
    assert (1.0, TOY.agreements[0].months, 1) in ran  # an empty cell leaves the field as it is


def test_growing_computes_only_what_is_new(ran, tmp_path):
    points = pd.DataFrame({FORUM: [0.0, 1.0]})
    first = sweep(points, out=tmp_path)
    assert len(ran) == 4
    more_seeds = sweep(points, out=tmp_path, replicates=3)
    assert sorted(run[2] for run in ran[4:]) == [3, 3]
    more = sweep(pd.DataFrame({FORUM: [1.0, 0.25, 0.0]}), out=tmp_path)
    assert [run[0] for run in ran[6:]] == [0.25, 0.25]
    assert more_seeds[more_seeds["seed"] < 3].reset_index(drop=True).equals(first)
    assert (
        more[more["point"] == 2]["members_mean"].tolist()
        == first[first["point"] == 0]["members_mean"].tolist()
    )


def test_points_and_outcomes_that_are_none_are_refused(ran):
    with pytest.raises(ScenarioError, match=r"point 1: .*regulation.forum = 3"):
        sweep(pd.DataFrame({FORUM: [1.0, 3.0]}))
    with pytest.raises(ScenarioError, match="did you mean 'members_mean'"):
        sweep(pd.DataFrame({FORUM: [1.0]}), outcomes=["member_mean"])
    assert not ran


# --- files and commands -----------------------------------------------------------------------------------

FILE = """scenario: toy
factors:
  regulation.forum: [0.0, 1.0]
  agreements.savings_circle.months: {low: 12, high: 13, levels: 2}
replicates: 2
outcomes: [members_mean, queue_end]
"""


def test_the_commands_sweep_tell_and_export(ran, tmp_path, capsys):
    file, out = write(tmp_path, FILE), tmp_path / "out"
    assert main(["sweep", file, "--out", str(out), "--workers", "1"]) == 1
    captured = capsys.readouterr()
    assert "4 points, 8 runs, 4 failed" in captured.out
    assert "point 1 seed 1: RuntimeError: thirteen brings no luck" in captured.err
    assert main(["status", str(out)]) == 0
    assert "toy: 4 points, 2 seeds, 8 runs\nfinished, 4 runs failed" in capsys.readouterr().out
    assert main(["export", str(out), "--csv", str(tmp_path / "runs.csv")]) == 0
    runs = pd.read_csv(tmp_path / "runs.csv")
    assert runs["members_mean"].dropna().tolist() == [0.0, 0.0, 1.0, 2.0]
    assert main(["export", str(out), "--parquet", str(tmp_path / "runs.parquet")]) == 0
    assert pd.read_parquet(tmp_path / "runs.parquet")["queue_end"].notna().sum() == 4
    count = len(ran)
    assert main(["sweep", file, "--out", str(out), "--workers", "1", "--replicates", "3"]) == 1
    assert sum(run[1] == 12 for run in ran[count:]) == 2  # failures are tried again
    assert main(["sweep", file, "--out", str(out), "--months", "6"]) == 2
    assert "use another folder, or --force" in capsys.readouterr().err


def test_a_sweep_that_was_stopped_says_so(ran, tmp_path, capsys, monkeypatch):
    file, out = write(tmp_path, FILE.replace("13", "14")), tmp_path / "out"

    def stopped(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(sweeping, "run_tasks", stopped)
        assert main(["sweep", file, "--out", str(out)]) == 1
    assert main(["status", str(out)]) == 0
    assert "not finished: 0 distinct runs are kept" in capsys.readouterr().out
    assert main(["export", str(out), "--csv", str(tmp_path / "runs.csv")]) == 2
    assert "is not finished" in capsys.readouterr().err and not (tmp_path / "runs.csv").exists()
    assert main(["sweep", file, "--out", str(out), "--workers", "1"]) == 0
    assert json.loads((out / "sweep.json").read_text())["state"] == "finished"


def test_a_table_of_points_stands_beside_the_file(ran, tmp_path):
    (tmp_path / "points.csv").write_text("regulation.forum,agreements.savings_circle.months\n0.5,\n,24\n")
    found = read_sweep(write(tmp_path, "scenario: toy\ntable: points.csv\n"))
    points = found.frame()
    assert points.columns.tolist() == [FORUM, MONTHS]
    assert sweep(points)["status"].tolist() == ["done"] * 4
    assert {run[:2] for run in ran} == {(0.5, TOY.agreements[0].months), (TOY.regulation.forum, 24)}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("scenario: toy\nfactors: {regulation.forun: [1]}", "sweep.yaml:2: .*did you mean 'regulation.forum'"),
        ("scenario: toy\nfactors: {regulation.forum: [1]}\npoint: 3", "sweep.yaml:3: point: is unknown .*'points'"),
        ("scenario: toy", "must be given, or a table of points"),
        ("scenario: toy\nfactors: {regulation.forum: [1]}\ntable: x.csv", "and not both"),
        ("scenario: toy\nfactors: {regulation.forum: 1}", "must be a list of values, or a range"),
        ("scenario: toy\nfactors: []", "must give ranges or lists"),
        ("factors: {regulation.forum: [1]}", "scenario: must name a scenario"),
        ("scenario: toy\nfactors: {regulation.forum: [1]}\ndesign: cube", "sweep.yaml:3: design = cube"),
        ("scenario: toy\nfactors: {regulation.forum: [1]}\nreplicates: 0", "replicates = 0 must be a whole number"),
        ("scenario: toy\nfactors: {regulation.forum: [1]}\noutcomes: x", "must be a list of outcomes"),
        ("scenario: toy\nfactors: {regulation.forum: [1]}\noutcomes: [memers_mean]", "did you mean 'members_mean'"),
        ("scenario: toy\nfactors: {regulation.forum: [7]}", "point 0: .*regulation.forum"),
        ("scenario: nowhere\nfactors: {regulation.forum: [1]}", "nowhere"),
        ("scenario: toy\ntable: none.csv", "none.csv: cannot be read as CSV: No such file"),
    ],
)  # fmt: skip
def test_files_that_are_wrong_get_one_line(text, says, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    write(tmp_path, text + "\n")
    assert main(["sweep", "sweep.yaml", "--out", "out"]) == 2
    captured = capsys.readouterr()
    assert len(captured.err.splitlines()) == 1 and not captured.out
    assert pd.Series([captured.err]).str.contains(says).all(), captured.err
    assert not (tmp_path / "out" / "sweep.json").exists()


def test_very_many_points_are_asked_for_twice(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(files, "MOST_POINTS", 3)
    file = write(tmp_path, FILE)
    assert main(["sweep", file, "--out", str(tmp_path / "out")]) == 2
    assert "the sweep has 4 points, more than 3; say --yes" in capsys.readouterr().err
    assert len(read_sweep(file).frame(sure=True)) == 4
    huge = "scenario: toy\nfactors:\n" + "".join(
        f"  regulation.{name}: {{low: 0, high: 1, levels: 1000}}\n"
        for name in ("forum", "clarity", "enforcement")
    )
    with pytest.raises(ScenarioError, match="the sweep has 1,000,000,000 points"):
        read_sweep(write(tmp_path, huge)).frame()


def test_folders_that_hold_no_sweep_are_refused(tmp_path, capsys):
    for command in (["status"], ["export", "--csv", "x.csv"]):
        assert main([*command[:1], str(tmp_path), *command[1:]]) == 2
        assert "is no folder of a sweep" in capsys.readouterr().err
    assert main(["export", str(tmp_path)]) == 2
    assert "say --csv FILE or --parquet FILE" in capsys.readouterr().err


@pytest.mark.parametrize(
    "file", sorted((ROOT / "experiments" / "sweeps").glob("*.yaml")), ids=lambda file: file.stem
)
def test_shipped_sweeps_can_be_run(file):
    asked = read_sweep(file)
    base, points = ps.load(asked.scenario), asked.frame()
    assert len(points) > 1 and asked.outcomes
    for point in points.to_dict("records"):
        assert base.but(changes_of(point)) is not None


# --- shipped sweeps ---------------------------------------------------------------------------------------


def test_shipped_sweeps_are_read_by_name_from_any_folder(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    named = read_sweep("rule-and-enforcement")
    assert named == read_sweep(ROOT / "experiments" / "sweeps" / "rule-and-enforcement.yaml")
    assert main(["sweep"]) == 0
    listed = capsys.readouterr().out
    assert all(path.stem in listed for path in (ROOT / "experiments" / "sweeps").glob("*.yaml"))
    assert "Where does a rule for firms bring them in?" in listed
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["rule-and-enforcment", "--out", "o"], "did you mean 'rule-and-enforcement'?"),
        (["zzz", "--out", "o"], "shipped: rule-and-enforcement, what-brings-firms, who-regrets-least-jember"),
        (["rule-and-enforcement"], "--out: is needed: the folder for the results"),
    ],
)
def test_a_sweep_that_is_not_there_or_has_no_folder_is_refused(arguments, words, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["sweep", *arguments]) == 2
    error = capsys.readouterr().err
    assert words in error and error.count("\n") == 1 and list(tmp_path.iterdir()) == []


def test_a_finished_sweep_says_what_may_be_asked_of_it(tmp_path, capsys):
    file = write(
        tmp_path, "scenario: toy\nfactors: {regulation.forum: [0, 1]}\nreplicates: 1\noutcomes: [members_end]\n"
    )
    out = tmp_path / "out"
    assert main(["sweep", file, "--out", str(out), "--workers", "1", "--months", "2"]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == (
        f"next: partnersim export {out} --csv runs.csv (a table for Excel); partnersim discover {out} "
        "--outcome members_end"
    )
