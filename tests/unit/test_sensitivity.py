"""What the outcomes of a sweep depend on, and the model as a function for other programs."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import partnersim as ps
from partnersim.faces.cli import main
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.levers import plausible_ends
from partnersim.studies.sweeping.design import (
    Design,
    Factor,
    count_of_points,
    factor_of,
    points_of,
)
from partnersim.studies.sweeping.sensitivity import sensitivity_of
from tests.sweep_case import runs_noted, write

TOY = ps.load("toy")
FORUM, MONTHS = "regulation.forum", "agreements.savings_circle.months"
STAFF = factor_of("actors.village_ngo.staff", {"low": 0.0, "high": 2.0})


@pytest.fixture
def ran(monkeypatch):
    """Points and seeds that are run."""
    return runs_noted(monkeypatch)


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



def test_a_factor_in_whole_numbers_is_told_by_the_steps_that_it_took():
    """Over their ranges 10 a moves by 10 (0 or 1: two thirds are all of it), 2 b by 10 (to 5), -1.5 c by -3 (to 2)."""
    a, b, c = unit_factors("a", "b", "c")
    factors = [replace(a, whole=True), replace(b, high=5.0), replace(c, high=2.0, whole=True)]
    points = points_of(factors, Design.morris, points=12, seed=2)
    assert set(points["a"]) == {0, 1} and set(points["c"]) == {0, 1, 2}
    runs = runs_of(points, lambda p: 10.0 * p.a + 2.0 * p.b - 1.5 * p.c)
    ranked = sensitivity_of(runs, {"a": (0, 1), "b": (0, 5), "c": (0, 2)}, "morris", resamples=9).ranked("o")
    found = ranked.set_index("factor")
    assert found["mean_effect"].to_dict() == pytest.approx({"a": 10.0, "b": 10.0, "c": -3.0})
    assert found["mean_size"].to_dict() == pytest.approx({"a": 10.0, "b": 10.0, "c": 3.0})
    assert found["spread"].to_numpy() == pytest.approx(np.zeros(3), abs=1e-9)
    assert found["mean_effect_low"]["a"] == pytest.approx(10.0)


def test_a_factor_that_rounding_keeps_in_place_has_no_effect():
    """One trajectory of two moves b by nothing: the other says what b does, 4; a has both, 6 and 2."""
    runs = pd.DataFrame({
        "point": range(6), "a": [0.0, 1.0, 1.0, 0.0, 0.0, 1.0], "b": [0.0, 0.0, 0.0, 0.0, 1.0, 1.0],
        "o": [0.0, 6.0, 6.0, 0.0, 4.0, 6.0],
    })  # fmt: skip
    runs = pd.concat([runs.assign(seed=seed) for seed in (1, 2)])
    found = sensitivity_of(runs, {"a": (0, 1), "b": (0, 1)}, "morris", resamples=9).ranked("o").set_index("factor")
    assert found["mean_effect"].to_dict() == pytest.approx({"a": 4.0, "b": 4.0})
    assert found.loc["a", "spread"] == pytest.approx(8.0**0.5) and np.isnan(found.loc["b", "spread"])



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
