"""Sweeps: points of each design, a file that is read with its faults, a table in and a table out, growing."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import partnersim as ps
from partnersim.faces.cli import main
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.levers import plausible_ends
from partnersim.studies.sweeping import files
from partnersim.studies.sweeping import run as sweeping
from partnersim.studies.sweeping.design import (
    Design,
    Factor,
    changes_of,
    count_of_points,
    factor_of,
    points_of,
)
from partnersim.studies.sweeping.files import read_sweep
from partnersim.studies.sweeping.sensitivity import sensitivity_of

ROOT = Path(__file__).resolve().parents[2]
TOY = ps.load("toy")
FORUM, MONTHS = "regulation.forum", "agreements.savings_circle.months"
STAFF = factor_of("actors.village_ngo.staff", {"low": 0.0, "high": 2.0})
LENGTH = factor_of(MONTHS, {"low": 12, "high": 24, "levels": 4})
PATHS = [STAFF.path, LENGTH.path]


@pytest.fixture
def ran(monkeypatch):
    """Points and seeds that are run; the outcome is what the forum is worth times the seed."""
    done = []

    def outcomes(work):
        spec, seed = work
        done.append((spec.regulation.forum, spec.agreements[0].months, seed))
        if spec.agreements[0].months == 13:
            raise RuntimeError("thirteen brings no luck")
        return {"runs": [{"seconds": 0.0, "members_mean": spec.regulation.forum * seed, "queue_end": 1.0}]}

    monkeypatch.setattr(sweeping, "outcomes_of_run", outcomes)
    return done


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


def write(folder: Path, text: str) -> str:
    (folder / "sweep.yaml").write_text(text)
    return str(folder / "sweep.yaml")


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


# --- what outcomes depend on ------------------------------------------------------------------------------


def runs_of(points, outcome, *, seeds=(1, 2, 3), noise=0.0):
    """Runs as a sweep gives them, of an outcome that is worked out from the points."""
    luck = np.random.default_rng(5)
    return pd.concat(
        points.assign(
            point=range(len(points)), seed=seed, status="done", origin="", message="",
            o=outcome(points) + noise * luck.standard_normal(),
        )
        for seed in seeds
    )  # fmt: skip


def unit_factors(*names):
    return [Factor(path=name, values=(), low=0.0, high=1.0) for name in names]


def test_a_range_that_is_not_given_is_the_plausible_one():
    jember = ps.load("jember")
    staff = factor_of("actors.jember_office.staff", None, base=jember)
    assert (staff.low, staff.high) == (20.0, 80.0)  # half to twice the 40 of the case
    assert factor_of("actors.jember_office.staff", {"low": 5}, base=jember).low == 5
    assert factor_of("actors.jember_office.staff", {"low": 5}, base=jember).high == 80.0
    assert factor_of("regulation.enforcement", None, base=jember).high == 0.5
    assert plausible_ends(jember, "actors.jember_office.takes_money") is None
    assert plausible_ends(jember, "regulation.mandate_share") is not None


def test_points_for_shares_exchange_one_factor_after_another():
    points = points_of(unit_factors("a", "b"), Design.saltelli, points=4, seed=2)
    assert len(points) == count_of_points(unit_factors("a", "b"), Design.saltelli, 4) == 16
    block = points.to_numpy().reshape(4, 4, 2)
    first, with_a, with_b, last = block.transpose(1, 0, 2)
    assert np.array_equal(with_a, np.column_stack([last[:, 0], first[:, 1]]))
    assert np.array_equal(with_b, np.column_stack([first[:, 0], last[:, 1]]))
    with pytest.raises(ScenarioError, match="points = 12 is no power of 2"):
        points_of([STAFF], Design.saltelli, points=12)


def test_shares_of_a_function_with_known_shares():
    """Ishigami's function: first .314, .442, 0; total .558, .442, .244 (Saltelli et al. 2008, table 4.1)."""
    factors = [Factor(path=name, values=(), low=-np.pi, high=np.pi) for name in "xyz"]
    points = points_of(factors, Design.saltelli, points=1024, seed=3)
    runs = runs_of(points, lambda p: np.sin(p.x) + 7 * np.sin(p.y) ** 2 + 0.1 * p.z**4 * np.sin(p.x))
    found = sensitivity_of(
        runs, dict.fromkeys("xyz", (-np.pi, np.pi)), "saltelli", outcomes=["o"], resamples=50
    )
    ranked = found.ranked("o").set_index("factor")
    assert list(ranked.index) == ["x", "y", "z"]
    assert ranked["first"].to_numpy() == pytest.approx([0.314, 0.442, 0.0], abs=0.02)
    assert ranked["total"].to_numpy() == pytest.approx([0.558, 0.442, 0.244], abs=0.02)
    assert (ranked["total_low"] < ranked["total"]).all() and (ranked["total"] < ranked["total_high"]).all()
    assert (found.points, found.seeds, found.dropped) == (1024, 3, 0)


def test_effects_of_a_line_are_its_slopes_whatever_the_luck_of_seeds():
    points = points_of(unit_factors("a", "b", "c"), Design.morris, points=6, seed=2) * [10.0, 1.0, 1.0]
    runs = runs_of(points, lambda p: 3.0 * p.a - 8.0 * p.b, noise=100.0)
    ranges = {"a": (0.0, 10.0), "b": (0.0, 1.0), "c": (0.0, 1.0)}
    ranked = sensitivity_of(runs, ranges, "morris", resamples=20).ranked("o")
    assert list(ranked["factor"]) == ["a", "b", "c"]
    assert ranked["mean_effect"].to_numpy() == pytest.approx([30.0, -8.0, 0.0], abs=1e-9)
    assert ranked["mean_size"].to_numpy() == pytest.approx([30.0, 8.0, 0.0], abs=1e-9)
    assert ranked["spread"].to_numpy() == pytest.approx([0.0, 0.0, 0.0], abs=1e-9)


def test_intervals_hold_the_chance_of_seeds():
    points = points_of(unit_factors("a", "b"), Design.morris, points=8, seed=2)
    seeds, luck = range(6), np.random.default_rng(1)
    runs = runs_of(points, lambda p: p.a, seeds=seeds)
    runs["o"] += runs["seed"].map(dict(zip(seeds, luck.normal(0, 2, 6), strict=True))) * runs["b"]
    ranked = sensitivity_of(runs, {"a": (0, 1), "b": (0, 1)}, Design.morris).ranked("o").set_index("factor")
    by_chance = ranked.loc["b"]
    assert by_chance["mean_effect_low"] < 0.0 < by_chance["mean_effect_high"]
    assert ranked.loc["a", ["mean_effect_low", "mean_effect_high"]].to_numpy() == pytest.approx([1.0, 1.0])


def test_what_nothing_moves_has_no_shares_and_failed_points_are_left_out():
    points = points_of(unit_factors("a", "b"), Design.saltelli, points=8, seed=2)
    runs = runs_of(points, lambda p: 0.0 * p.a + 7.0)
    found = sensitivity_of(runs, {"a": (0, 1), "b": (0, 1)}, "saltelli", resamples=5)
    assert found.table["value"].isna().all()
    runs = runs_of(points, lambda p: p.a)
    runs.loc[(runs["point"] == 5) & (runs["seed"] == 2), "o"] = np.nan
    found = sensitivity_of(runs, {"a": (0, 1), "b": (0, 1)}, "saltelli", resamples=5)
    assert (found.points, found.dropped) == (7, 1) and "1 left out" in found.sentence


def test_sweeps_that_cannot_say_are_refused():
    points = points_of(unit_factors("a"), Design.morris, points=4, seed=2)
    runs, ranges = runs_of(points, lambda p: p.a), {"a": (0.0, 1.0)}
    for asked, says in (
        ({"design": "lhs"}, "design 'lhs' does not say what outcomes depend on; use saltelli or morris"),
        ({"outcomes": ["oo"]}, "is no outcome of this sweep.*did you mean 'o'"),
        ({"runs": runs[runs["seed"] == 1]}, "has one seed"),
        ({"runs": runs[runs["point"] != 3]}, "is not whole: 21 runs of 7 points and 3 seeds"),
        ({"runs": runs.assign(o=np.nan)}, "0 of 4 base points have no failed run"),
    ):
        given = {"runs": runs, "design": "morris", "outcomes": (), **asked}
        with pytest.raises(ScenarioError, match=says):
            sensitivity_of(given["runs"], ranges, given["design"], outcomes=given["outcomes"])


def test_the_command_says_what_a_sweep_depends_on(ran, tmp_path, capsys):
    file, out = (
        write(tmp_path, "scenario: toy\nfactors: {regulation.forum: , regulation.clarity: }\ndesign: morris\n"
              "points: 3\nreplicates: 2\noutcomes: [members_mean, queue_end]\n"), tmp_path / "out"
    )  # fmt: skip
    assert main(["sensitivity", str(out)]) == 2
    assert "is no folder of a sweep" in capsys.readouterr().err
    assert main(["sweep", file, "--out", str(out), "--workers", "1"]) == 0
    capsys.readouterr()
    csv, picture = tmp_path / "rows.csv", tmp_path / "picture.png"
    assert main(["sensitivity", str(out), "--csv", str(csv), "--picture", str(picture)]) == 0
    text = capsys.readouterr().out
    assert text.startswith("3 trajectories, 2 seeds each. What moving a factor through its whole range does")
    low, high = plausible_ends(TOY, FORUM)
    step = f"{1.5 * (high - low):.3g}"  # the outcome is forum times the seed, and the seeds are 1 and 2
    assert f"regulation.forum    {step} (" in text and "queue_end: the same at every point" in text
    assert len(pd.read_csv(csv)) == 2 * 2 * 3 and picture.read_bytes().startswith(b"\x89PNG")
    assert main(["sensitivity", str(out), "--outcome", "members_mean", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["design"] == "morris" and len(document["rows"]) == 6
    assert ps.sensitivity(out, outcomes=["members_mean"]).points == 3


# --- the model as a function ------------------------------------------------------------------------------


def forum_function(**asked):
    given = {"workers": 1, "replicates": 2, "outcomes": "members_mean", **asked}
    return ps.as_function(TOY, {FORUM: (0.0, 0.8), MONTHS: (12, 24)}, **given)


def test_a_function_gives_means_over_seeds(ran):
    function = forum_function()
    assert function([0.5, 20.4]) == 0.5 * 1.5 and ran[-1] == (0.5, 20, 2)
    assert function([[0.2, 20], [0.4, 20]]).tolist() == pytest.approx([0.3, 0.6])
    both = forum_function(outcomes=["members_mean", "queue_end"])
    assert both([[0.2, 20], [0.4, 20]]).tolist() == pytest.approx(np.array([[0.3, 1.0], [0.6, 1.0]]))
    assert both.by_name(**{FORUM: 0.6}) == {"members_mean": pytest.approx(0.9), "queue_end": 1.0}
    assert ran[-1] == (0.6, TOY.agreements[0].months, 2)
    assert function.problem == {"num_vars": 2, "names": [FORUM, MONTHS], "bounds": [[0.0, 0.8], [12.0, 24.0]]}


def test_a_function_refuses_other_shapes_fields_and_failures(ran):
    function = forum_function()
    with pytest.raises(ScenarioError, match=r"points have shape \(3,\); wanted are 2 numbers"):
        function([1.0, 2.0, 3.0])
    with pytest.raises(ScenarioError, match=r"regulation.clarity: is none of the fields"):
        function.by_name(**{"regulation.clarity": 1.0})
    with pytest.raises(ScenarioError, match="point 0: RuntimeError: thirteen brings no luck"):
        function([0.5, 13])
    with pytest.raises(ScenarioError, match=r"did you mean .regulation.forum."):
        ps.as_function(TOY, ["regulation.forun"], outcomes="members_mean")


def test_other_programs_drive_the_model(ran):
    from SALib import ProblemSpec
    from scipy.optimize import minimize

    function = forum_function()
    problem = ProblemSpec({**function.problem, "outputs": ["members"]})
    problem.sample_sobol(8, calc_second_order=False, seed=1).evaluate(function).analyze_sobol(
        calc_second_order=False, seed=1
    )
    assert problem.analysis["ST"][0] > 0.9  # the outcome is the forum's, and of nothing else
    best = minimize(
        lambda x: (function(x) - 0.6) ** 2, [0.1, 20.0], bounds=function.bounds, method="Nelder-Mead"
    )
    assert best.x[0] == pytest.approx(0.4, abs=0.01)


def test_optuna_drives_the_model(ran):
    optuna = pytest.importorskip("optuna")
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    function = ps.as_function(TOY, {FORUM: (0.0, 1.0)}, outcomes="members_mean", workers=1, replicates=2)
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=1))
    study.optimize(lambda trial: abs(function([trial.suggest_float(FORUM, 0, 1)]) - 0.75), n_trials=25)
    assert study.best_params[FORUM] == pytest.approx(0.5, abs=0.1)
