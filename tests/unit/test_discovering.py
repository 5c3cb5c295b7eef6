"""Discovering: a box worked out by hand, boxes that come back, regret on paper, the command and what it refuses."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import partnersim as ps
from partnersim.faces.cli import main
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.studies.discovering.boxes import Box, alike, best_box, boxes_of, fit_of, open_box, peeling
from partnersim.studies.discovering.regret import regrets, robustness, robustness_intervals
from partnersim.studies.discovering.run import discovery_of
from partnersim.studies.sweeping import run as sweeping
from partnersim.studies.sweeping.files import read_sweep

ROOT = Path(__file__).resolve().parents[2]
GRID = np.array([[x, y] for x in range(10) for y in range(10)], dtype=float)
CORNER = (GRID[:, 0] >= 6) & (GRID[:, 1] <= 4)
"""Twenty of a hundred points."""

INF = np.inf


def sides(box: Box) -> dict[tuple[int, str], float]:
    return {(factor, end): getattr(box, end)[factor] for factor, end in box.sides}


# --- boxes ------------------------------------------------------------------------------------------------


def test_a_corner_of_a_grid_is_one_box():
    (box,) = boxes_of(GRID, CORNER)
    assert sides(box) == {(0, "low"): 5.5, (1, "high"): 4.5}
    fit = fit_of(box, GRID, CORNER)
    assert (fit.coverage, fit.density, fit.mass, fit.count, fit.score) == (1.0, 1.0, 0.2, 20, 1.0)


def test_peeling_takes_the_slice_that_gains_most_for_each_point():
    """A whole column of the grid is the thinnest slice. Without x = 0, or y = 9, twenty of ninety are of interest."""
    boxes = peeling(GRID, CORNER)
    assert sides(boxes[0]) == {} and sides(boxes[1]) == {(0, "low"): 0.5}
    densities = [fit_of(box, GRID, CORNER).density for box in boxes]
    assert densities[1] == 20 / 90 and densities[-1] == 1.0
    assert (np.diff(densities) > 0).all()
    assert len(boxes) == 1 + 6 + 5  # x from 0 to 5, y from 9 to 5


def test_a_slice_takes_a_twentieth_but_never_parts_equal_values():
    points = np.repeat([0.0, 1.0, 2.0, 3.0], [2, 30, 34, 34])[:, None]
    boxes = peeling(points, points[:, 0] >= 2.0)
    # two points are less than five of a hundred, so that the first slice goes to 1.5, half-way to the next value
    assert sides(boxes[1]) == {(0, "low"): 1.5}
    fine = np.arange(100.0)[:, None]
    assert sides(peeling(fine, fine[:, 0] >= 50.0)[1]) == {(0, "low"): 4.5}


def test_no_box_is_smaller_than_a_twentieth_of_the_points():
    only = GRID[:, 0] * 10 + GRID[:, 1] == 99
    fits = [fit_of(box, GRID, only) for box in peeling(GRID, only)]
    assert min(fit.count for fit in fits) >= 5


def test_coverage_and_density_on_paper():
    box = Box(low=np.array([5.5, -INF]), high=np.array([INF, 6.5]))  # 4 x 7 points, 20 of them of interest
    fit = fit_of(box, GRID, CORNER)
    assert (fit.coverage, fit.density, fit.mass) == (1.0, 20 / 28, 0.28)
    assert fit.score == pytest.approx(2 * (20 / 28) / (1 + 20 / 28))
    half = Box(low=np.array([7.5, -INF]), high=np.array([INF, 4.5]))
    assert (fit_of(half, GRID, CORNER).coverage, fit_of(half, GRID, CORNER).density) == (0.5, 1.0)


def test_a_side_that_is_not_needed_is_left_open():
    """Of interest is x of 5 and more, but for one point at y = 9: cutting y off covers less than leaving it."""
    interest = (GRID[:, 0] >= 5) & ~((GRID[:, 0] == 5) & (GRID[:, 1] == 9))
    assert sides(best_box(GRID, interest)) == {(0, "low"): 4.5}
    # who asks for certainty gets a box that leaves the point out, at the price of coverage
    pure = best_box(GRID, interest, density=1.0)
    assert fit_of(pure, GRID, interest).density == 1.0 and fit_of(pure, GRID, interest).coverage < 1.0
    # a density that no box has is not asked for
    checker = (GRID.sum(axis=1) % 2) == 0
    assert fit_of(best_box(GRID[:, :1], checker, density=0.9), GRID[:, :1], checker).density == 0.5


def test_the_second_box_is_of_what_the_first_leaves():
    interest = (GRID[:, 0] <= 1) | ((GRID[:, 0] >= 8) & (GRID[:, 1] >= 8))
    first, second = boxes_of(GRID, interest)
    assert sides(first) == {(0, "high"): 1.5}
    assert sides(second) == {(0, "low"): 7.5, (1, "low"): 7.5}
    assert boxes_of(GRID, interest, most=1)[0].high[0] == 1.5
    assert boxes_of(GRID, (GRID.sum(axis=1) % 2) == 0, most=3) == []  # no box of a chessboard is denser


def test_boxes_are_alike_by_the_points_they_share():
    left = Box(low=np.array([-INF, -INF]), high=np.array([4.5, INF]))  # 50 points
    right = Box(low=np.array([2.5, -INF]), high=np.array([6.5, INF]))  # 40, of which 20 are in both
    assert alike(left, right, GRID) == 20 / 70
    assert alike(left, left, GRID) == 1.0
    assert alike(left, Box(low=np.array([9.5, 0.0]), high=np.array([INF, 0.0])), GRID) == 0.0
    assert open_box(2).sides == [] and open_box(2).holds(GRID).all()


# --- regret -----------------------------------------------------------------------------------------------

MEANS = np.array([[1.0, 3.0], [5.0, 2.0], [4.0, 4.0]])
"""Three points, two alternatives."""


def test_regret_on_paper():
    assert regrets(MEANS, higher_is_better=True).tolist() == [[2, 0], [0, 3], [0, 0]]
    assert regrets(MEANS, higher_is_better=False).tolist() == [[0, 2], [3, 0], [0, 0]]
    found = robustness(MEANS, higher_is_better=True, threshold=3.0)
    assert found.mean_regret.tolist() == [2 / 3, 1.0] and found.most_regret.tolist() == [2.0, 3.0]
    assert found.high_regret.tolist() == pytest.approx([1.6, 2.4])  # 0, 0, 2 and 0, 0, 3 at nine tenths
    assert found.best.tolist() == pytest.approx([1.5 / 3, 1.5 / 3])
    assert found.enough.tolist() == pytest.approx([2 / 3, 2 / 3])
    below = robustness(MEANS, higher_is_better=False, threshold=2.0, above=False)
    assert below.enough.tolist() == pytest.approx([1 / 3, 1 / 3])
    assert np.isnan(robustness(MEANS, higher_is_better=True).enough).all()


def test_regret_has_intervals_by_points_and_seeds():
    same = np.repeat(MEANS[:1, :, None], 3, axis=2)
    _, low, high = robustness_intervals(np.repeat(same, 5, axis=0), higher_is_better=True, resamples=20)
    assert low[0].tolist() == high[0].tolist() == [2.0, 0.0]  # nothing varies
    results = MEANS[:, :, None] + np.array([-1.0, 0.0, 1.0]) * np.array([0.0, 1.0])[None, :, None]
    found, low, high = robustness_intervals(results, higher_is_better=True, resamples=300)
    assert found.mean_regret.tolist() == pytest.approx([2 / 3, 1.0])
    assert (low[0] < found.mean_regret).all() and (high[0] > found.mean_regret).all()


# --- runs of a sweep --------------------------------------------------------------------------------------


def runs_of(outcome, *, points=GRID, seeds=(1, 2, 3), alternatives=(), **columns):
    """Runs as a sweep gives them, of an outcome that is worked out from x, y, alternative and seed."""
    rows = [
        {
            "point": number, "x": x, "y": y, **({"alternative": label} if alternatives else {}), "seed": seed,
            "status": "done", "origin": "", "message": "", "income_listed_idr_end": float(outcome(x, y, label, seed)),
            **{name: values[number] for name, values in columns.items()},
        }
        for number, (x, y) in enumerate(points) for label in alternatives or ("",) for seed in seeds
    ]  # fmt: skip
    return pd.DataFrame(rows)


def discover(runs, factors=("x", "y"), **asked):
    return discovery_of(runs, factors, **{"outcome": "income_listed_idr_end", "resamples": 20, **asked})


def test_a_threshold_of_the_mean_over_seeds_makes_the_box():
    """10 in the corner and 0 elsewhere, and a seed that adds 3, 0 or -3."""
    found = discover(runs_of(lambda x, y, _, seed: 10 * (x >= 6 and y <= 4) + 3 * (seed - 2)), above=9.0)
    assert found.rate == 0.2 and found.seeds == 3
    (box,) = found.boxes.to_dict("records")
    assert (box["points"], box["mass"], box["coverage"], box["density"], box["rate"]) == (20, 0.2, 1, 1, 0.2)
    assert found.sides[["factor", "end", "value"]].to_numpy().tolist() == [["x", "low", 5.5], ["y", "high", 4.5]]
    assert found.points["box"].sum() == 20 and found.points.loc[found.points["box"] == 1, "of_interest"].all()
    assert found.points.iloc[64]["income_listed_idr_end"] == 10.0


def test_a_box_comes_back_where_the_cause_is_there_and_not_where_it_is_luck():
    cause = discover(runs_of(lambda x, y, _, seed: x >= 6 and y <= 4), above=0.5, resamples=40)
    assert cause.boxes["comes_back"].tolist() == [1.0]
    assert cause.boxes["density_unused"][0] > 0.9 and cause.boxes["coverage_unused"][0] > 0.9
    assert cause.sides["again"].min() > 0.9 and (cause.sides["low"] <= cause.sides["value"]).all()
    luck = np.random.default_rng(3).normal(size=(100, 3))
    chance = discover(
        runs_of(lambda x, y, _, seed: luck[int(10 * x + y), seed - 1]), above=0.8, resamples=40, most_boxes=1
    )
    assert chance.boxes["comes_back"].max() < 0.5
    # what luck made dense is no denser than all points where a draw did not look
    assert chance.boxes["density"][0] > 1.8 * chance.rate > chance.boxes["density_unused"][0]
    assert "Do not rest on this box" in " ".join(chance.sentences())
    assert "steady" in " ".join(cause.sentences())


def test_points_that_two_boxes_hold_count_for_the_first():
    """Of interest are two columns and two rows of ten, 36 points: the columns come first, four points are in both."""
    found = discover(runs_of(lambda x, y, _, seed: x <= 1 or y >= 8), above=0.5)
    assert found.sides[["box", "factor", "end", "value"]].to_numpy().tolist() == [
        [1, "x", "high", 1.5], [2, "y", "low", 7.5],
    ]  # fmt: skip
    assert found.points["box"].value_counts().to_dict() == {0: 64, 1: 20, 2: 16}
    assert found.boxes["points"].tolist() == [20, 16] and found.boxes["density"].tolist() == [1.0, 1.0]
    assert found.boxes["coverage"].tolist() == pytest.approx([20 / 36, 16 / 36])
    assert found.boxes["rate"].tolist() == pytest.approx([0.36, 16 / 80])


def test_seeds_are_drawn_again_too():
    """Of interest in one seed of two only: the mean is over the threshold, but a draw of the other seed is not."""
    runs = runs_of(lambda x, y, _, seed: 10 * (x >= 6) * (seed == 1) - 8 * (x >= 6) * (seed == 2), seeds=(1, 2))
    found = discover(runs, above=0.5, resamples=60)
    assert found.sides[["factor", "value"]].to_numpy().tolist() == [["x", 5.5]]
    assert 0.5 < found.boxes["comes_back"][0] < 0.95  # both seeds are the second in a quarter of draws


def test_without_a_threshold_the_best_quarter_is_of_interest():
    higher = discover(runs_of(lambda x, y, _, seed: 10 * x + y))
    assert higher.question.kind == "above" and higher.rate == 0.25 and higher.question.chosen
    assert higher.question.threshold == pytest.approx(74.25)
    assert "best quarter" in higher.sentences()[0]
    runs = runs_of(lambda x, y, _, seed: 10 * x + y).rename(columns={"income_listed_idr_end": "headcount_end"})
    lower = discover(runs, outcome="headcount_end")
    assert lower.question.kind == "below" and lower.question.threshold == pytest.approx(24.75)


def test_factors_that_are_no_numbers_are_values_that_a_box_has_or_has_not():
    kind = ["red", "green", "blue", "green"] * 25
    runs = runs_of(lambda x, y, _, seed: kind[int(10 * x + y)] == "green", kind=kind)
    found = discover(runs, ("x", "kind"), above=0.5)
    assert found.sides[["factor", "end", "is_value"]].to_numpy().tolist() == [["kind", "low", "green"]]
    assert "where kind is green." in found.sentences()[1]
    none = discover(runs, ("x", "kind"), below=0.5)
    assert "where kind is not green." in none.sentences()[1]
    on = [bool(n % 2) for n in range(100)]
    switched = discover(runs_of(lambda x, y, _, seed: on[int(10 * x + y)], on=on), ("x", "on"), above=0.5)
    assert switched.sides["is_value"].tolist() == ["True"]


def test_where_an_alternative_is_the_best_and_which_regrets_least():
    """B brings 5 everywhere; A brings 8 where x is 6 or more, and 4 elsewhere: its regret is 1, and that of B 3."""
    runs = runs_of(lambda x, y, label, seed: 5 if label == "B" else 8 if x >= 6 else 4, alternatives=("B", "A"))
    found = discover(runs)
    assert found.question.kind == "best" and found.question.alternative == "A"
    assert found.alternatives["alternative"].tolist() == ["A", "B"]
    assert found.alternatives["most_regret"].tolist() == [1.0, 3.0]
    assert found.alternatives["mean_regret"].tolist() == pytest.approx([0.6, 1.2])
    assert found.alternatives["best"].tolist() == [0.4, 0.6]
    assert found.sides[["factor", "end", "value"]].to_numpy().tolist() == [["x", "low", 5.5]]
    other = discover(runs, alternative="B")
    assert other.sides[["factor", "end", "value"]].to_numpy().tolist() == [["x", "high", 5.5]]
    enough = discover(runs, above=5.0)
    assert enough.alternatives.set_index("alternative")["enough"].to_dict() == {"A": 0.4, "B": 1.0}
    assert "A: best at 40.0 % of points" in " ".join(found.sentences())
    assert "A terbaik di 40,0 % dari 100 titik" in found.sentences("id")[0]


def test_of_alternatives_with_the_same_largest_regret_the_one_with_the_smallest_mean_is_asked_about():
    """A falls 2 behind at nine of ten points, B at one: both at most by 2, by 1.8 and 0.2 on average."""
    runs = runs_of(lambda x, y, label, seed: 2 * ((x >= 9) == (label == "A")), alternatives=("A", "B"))
    found = discover(runs, above=1.0)
    assert found.alternatives["most_regret"].tolist() == [2.0, 2.0]
    assert found.alternatives["mean_regret"].tolist() == pytest.approx([0.2, 1.8])
    assert found.question.alternative == "B" and found.rate == pytest.approx(0.9)
    assert found.sentences()[0].startswith("Under B: ") and found.sentences("id")[0].startswith("Pada B: ")


def test_points_with_a_failed_run_are_left_out():
    runs = runs_of(lambda x, y, _, seed: x >= 6)
    runs.loc[(runs["point"] == 3) & (runs["seed"] == 2), "income_listed_idr_end"] = np.nan
    found = discover(runs, above=0.5)
    assert found.dropped == 1 and len(found.points) == 99 and 3 not in set(found.points["point"])
    assert "1 point was left out" in found.sentences()[0]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"outcome": "income_listed_idr_ends"}, "is no outcome of this sweep.*did you mean 'income_listed_idr_end'"),
        ({"above": 1.0, "below": 2.0}, "give --above or --below, and not both"),
        ({"above": float("nan")}, "--above.*is no number"),
        ({"above": 99.0}, "none of the 100 points is of interest"),
        ({"above": -1.0}, "each of the 100 points is of interest"),
        ({"density": 1.5}, "--density = 1.5 is out of range; allowed above 0 to 1"),
        ({"most_boxes": 0}, "--boxes = 0 is too few"),
        ({"alternative": "A"}, "the sweep has no alternatives"),
    ],
)
def test_questions_that_cannot_be_are_refused(asked, says):
    with pytest.raises(ScenarioError, match=says):
        discover(runs_of(lambda x, y, _, seed: x >= 6), **asked)


def test_runs_that_cannot_say_are_refused():
    runs = runs_of(lambda x, y, label, seed: x >= 6, alternatives=("A", "B"))
    with pytest.raises(ScenarioError, match="is no alternative of this sweep"):
        discover(runs, alternative="Aa")
    with pytest.raises(ScenarioError, match="the sweep is not whole: 599 runs of 100 points and 3 seeds"):
        discover(runs.iloc[1:])
    few = runs_of(lambda x, y, _, seed: x, points=GRID[:19])
    with pytest.raises(ScenarioError, match="has 19 points with all their runs; 20 or more"):
        discover(few)
    empty = runs_of(lambda x, y, _, seed: x)
    empty.loc[empty["point"] == 7, "x"] = np.nan
    with pytest.raises(ScenarioError, match="x: is left empty at point 7"):
        discover(empty)


# --- alternatives of a sweep, and the command -------------------------------------------------------------

FORUM, MONTHS = "regulation.forum", "agreements.savings_circle.months"
FILE = """scenario: toy
alternatives:
  short: {agreements.savings_circle.months: 12}
  long: {agreements.savings_circle.months: 24}
factors:
  regulation.forum: {low: 0.0, high: 1.0, levels: 5}
  regulation.clarity: {low: 0.0, high: 1.0, levels: 5}
replicates: 2
outcomes: [members_mean]
"""


@pytest.fixture
def ran(monkeypatch):
    """The short agreement gains 10; the long one 20 times the forum."""

    def outcomes(work, outcomes=None):
        spec, seed = work
        gain = 10.0 if spec.agreements[0].months == 12 else 20.0 * spec.regulation.forum
        return {"runs": [{"seconds": 0.0, "members_mean": gain + seed}]}

    monkeypatch.setattr(sweeping, "outcomes_of_run", outcomes)


def test_every_alternative_is_run_at_every_point_with_the_same_seeds(ran):
    toy = ps.load("toy")
    choices = {"short": toy.but({MONTHS: 12}), "long": toy.but({MONTHS: 24})}
    found = ps.sweep(
        toy, pd.DataFrame({FORUM: [0.25, 1.0]}), alternatives=choices, workers=1, replicates=2,
        outcomes=["members_mean"], show_progress=False,
    )  # fmt: skip
    assert found[["point", "alternative", "seed", "members_mean"]].to_numpy().tolist() == [
        [0, "short", 1, 11.0], [0, "short", 2, 12.0], [0, "long", 1, 6.0], [0, "long", 2, 7.0],
        [1, "short", 1, 11.0], [1, "short", 2, 12.0], [1, "long", 1, 21.0], [1, "long", 2, 22.0],
    ]  # fmt: skip
    with pytest.raises(ScenarioError, match="point 0: the alternatives short and long are the same"):
        ps.sweep(toy, pd.DataFrame({MONTHS: [12]}), alternatives=choices, workers=1)


def test_the_command_discovers_in_a_sweep_with_alternatives(ran, tmp_path, capsys):
    (tmp_path / "sweep.yaml").write_text(FILE)
    out = tmp_path / "out"
    assert main(["discover", str(out), "--outcome", "members_mean"]) == 2
    assert "is no folder of a sweep" in capsys.readouterr().err
    assert main(["sweep", str(tmp_path / "sweep.yaml"), "--out", str(out), "--workers", "1"]) == 0
    assert main(["status", str(out)]) == 0
    assert "25 points, 2 seeds, 100 runs" in capsys.readouterr().out
    assert main(["sensitivity", str(out)]) == 2
    capsys.readouterr()
    assert main(["discover", str(out), "--outcome", "members_mean", "--alternative", "long", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [(side["factor"], side["end"], side["value"]) for side in document["sides"]] == [(FORUM, "low", 0.625)]
    kept = tmp_path / "found"
    assert main(["discover", str(out), "--outcome", "members_mean", "--out", str(kept), "--language", "id"]) == 0
    assert "terbaik" in capsys.readouterr().out
    assert sorted(file.name for file in kept.iterdir()) == [
        "alternatives.csv", "boxes.csv", "discovery.json", "points.csv", "sides.csv",
    ]  # fmt: skip
    assert ps.discover(out, outcome="members_mean", resamples=2).rate == 0.4  # at 0.75 and 1, the long one is ahead


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ("alternatives: {short: toy}\nfactors:", "must be two or more, by label"),
        ("alternatives: {a: toy, b: {regulation.forum: 1}}\nfactors:", "b sets regulation.forum, which"),
        ("alternatives: {a: toy, b: 3}\nfactors:", "b must be a scenario, or fields with their values"),
        ("alternatives: {a: toy, b: {regulation.klarity: 1}}\nfactors:", "alternative b: .*klarity"),
        ("alternatives: {a: toy, b: toys}\nfactors:", "alternative b: .*toys"),
        ("alternatives: {a: toy, b: toy}\nfactors:", "the alternatives a and b are the same"),
    ],
)  # fmt: skip
def test_alternatives_that_are_none_get_one_line(changed, says, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = "scenario: toy\n" + changed + FILE.split("factors:")[1]
    Path("sweep.yaml").write_text(text)
    assert main(["sweep", "sweep.yaml", "--out", "out"]) == 2
    captured = capsys.readouterr()
    assert len(captured.err.splitlines()) == 1 and pd.Series([captured.err]).str.contains(says).all(), captured.err
    assert not (tmp_path / "out" / "sweep.json").exists()


def test_the_shipped_sweep_has_alternatives_that_differ():
    asked = read_sweep(ROOT / "experiments" / "sweeps" / "who-regrets-least-jember.yaml")
    choices = asked.choices(ps.load, ps.load(asked.scenario))
    assert len(list(sweeping._scenarios(choices, asked.frame().head(2)))) == 2 * len(choices) == 8
