"""Maps: the surface, its doubts, where points are added, zones, what is refused, the command and the picture."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import qmc

import partnersim as ps
from partnersim.faces.cli import main
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.studies.mapping import run as mapping
from partnersim.studies.mapping.result import average_over_plane, grid_points, zones
from partnersim.studies.mapping.surface import explained, fitted_surface

TOY = ps.load("toy")
FORUM, CLARITY = "regulation.forum", "regulation.clarity"
OTHER = TOY.but({"regulation.enforcement": 0.5})


# --- the surface ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bent():
    """A surface through 40 noisy values of sin(3 a) - 1.2 b, and that function."""
    points, luck = qmc.Sobol(2, seed=1).random(32), np.random.default_rng(1)

    def true(u):
        return np.sin(3.0 * u[:, 0]) - 1.2 * u[:, 1]

    values = true(points) + 0.1 * luck.standard_normal(32)
    return fitted_surface(points, values, np.full(32, 0.01)), true


def test_a_surface_finds_a_smooth_function_and_knows_its_error(bent):
    surface, true = bent
    where = grid_points(21)
    mean, error = surface.at(where)
    assert np.abs(mean - true(where)).mean() < 0.05
    assert np.mean(np.abs(mean - true(where)) < 1.96 * error) > 0.9
    assert explained(surface) > 0.85


def test_what_is_foretold_of_a_point_left_out_is_what_the_others_foretell(bent):
    surface, _ = bent
    others = np.arange(32) != 5
    fewer = replace(
        surface, points=surface.points[others], values=surface.values[others], noise=surface.noise[others]
    )
    assert surface.left_out()[5] == pytest.approx(fewer.at(surface.points[5:6])[0][0], abs=1e-9)


def test_a_point_more_leaves_the_mean_and_lessens_the_error(bent):
    surface, _ = bent
    place = np.array([0.99, 0.99])
    mean, error = surface.at(place[None])
    more = surface.with_point(place, 0.01)
    assert more.at(place[None])[0] == pytest.approx(mean, abs=1e-6) and more.at(place[None])[1] < error


def test_noise_alone_explains_nothing():
    points = qmc.Sobol(2, seed=1).random(32)
    values = np.random.default_rng(4).standard_normal(32)
    assert explained(fitted_surface(points, values, np.ones(32))) < 0.3
    assert explained(fitted_surface(points, np.full(32, 2.0), np.ones(32))) == 0.0
    with pytest.raises(ValueError, match="four points or more"):
        fitted_surface(points[:3], values[:3], np.ones(3))


def test_zones_follow_the_interval_and_the_better_direction():
    mean, error = np.array([1.97, 1.95, -1.95, -1.97]), np.ones(4)
    assert zones(mean, error, "higher") == ["other", "open", "open", "base"]
    assert zones(mean, error, "lower") == ["base", "open", "open", "other"]
    assert zones(mean, error, "neither") == zones(mean, error, "higher")


# --- searching --------------------------------------------------------------------------------------------


def counted_runs(patch):
    """What is run is noted: members are 100 (forum + clarity - 0.7) where rules are enforced, else 0, and luck."""
    done = []

    def outcomes(work, outcomes=None):
        spec, seed = work
        enforced = spec.regulation.enforcement > 0.4
        done.append((spec.regulation.forum, spec.regulation.clarity, enforced, seed))
        if spec.regulation.forum > 1.5:
            raise RuntimeError("no forum is as large")
        ahead = 100.0 * (spec.regulation.forum + spec.regulation.clarity - 0.7)
        luck = np.random.default_rng([seed, enforced]).normal(0.0, 3.0)
        return {
            "runs": [
                {
                    "seconds": 0.0,
                    "members_mean": ahead * enforced + luck,
                    "poverty_gap_mean": -ahead * enforced,
                }
            ]
        }

    patch.setattr(mapping, "outcomes_of_run", outcomes)
    return done


@pytest.fixture
def ran(monkeypatch):
    """What was run, in the order of the runs."""
    return counted_runs(monkeypatch)


@pytest.fixture(scope="module")
def line():
    """A map to its end."""
    with pytest.MonkeyPatch.context() as patch:
        counted_runs(patch)
        return made()


@pytest.fixture(scope="module")
def beginning():
    """The first points of a map, and what was run for them."""
    with pytest.MonkeyPatch.context() as patch:
        done = counted_runs(patch)
        return made(points=32), done


def made(**asked):
    given = {
        "x": (FORUM, 0.0, 1.0), "y": (CLARITY, 0.0, 1.0), "outcome": "members_mean", "replicates": 3, "points": 64,
        "workers": 1, "show_progress": False, **asked,
    }  # fmt: skip
    return ps.map(TOY, OTHER, **given)


def test_a_map_finds_the_line_on_which_the_sign_turns(line):
    """Ahead is where forum + clarity > .7: all but the corner of area .7²/2 = .245."""
    found = line
    assert found.holds and found.explained > 0.9
    grid = found.grid
    away = (grid["x"] + grid["y"] - 0.7).abs() > 0.05  # a twentieth of each range
    ahead = grid["x"] + grid["y"] > 0.7
    assert ((grid["difference"] > 0.0) == ahead)[away].all()
    assert found.shares["base"] == pytest.approx(0.245, abs=0.05) and sum(
        found.shares.values()
    ) == pytest.approx(1.0)
    assert found.stopped in ("hardly anything is open", "what is open shrinks no more")


def test_points_are_added_near_the_line(line):
    found = line
    added = found.points.iloc[mapping.FIRST :]
    assert len(added) >= mapping.BATCH
    apart = (found.points["x"] + found.points["y"] - 0.7).abs()
    assert apart[added.index].median() < 0.6 * apart[: mapping.FIRST].median()


def test_every_point_has_seeds_of_its_own_and_both_scenarios_have_the_same(beginning):
    found, ran = beginning
    by_point = pd.DataFrame(ran, columns=["x", "y", "enforced", "seed"]).groupby(["x", "y"])
    seeds = [sorted(rows["seed"]) for _, rows in by_point]
    assert all(len(set(one)) == 3 and one[0::2] == one[1::2] for one in seeds)
    assert len({seed for one in seeds for seed in one}) == 3 * 32 == len(found.points) * 3


def test_differences_and_errors_are_those_of_the_pairs(beginning):
    found, ran = beginning
    point = found.points.iloc[4]
    runs = [(enforced, seed) for x, y, enforced, seed in ran if (x, y) == (point["x"], point["y"])]
    ahead = 100.0 * (point["x"] + point["y"] - 0.7)
    differences = [
        ahead
        + np.random.default_rng([seed, True]).normal(0.0, 3.0)
        - np.random.default_rng([seed, False]).normal(0.0, 3.0)
        for seed in sorted({seed for _, seed in runs})
    ]
    assert point["difference"] == pytest.approx(np.mean(differences), abs=1e-9)
    assert point["error"] == pytest.approx(np.std(differences, ddof=1) / np.sqrt(3), abs=1e-9)


def test_a_map_that_does_not_hold_is_not_drawn(ran):
    found = made(x=(FORUM, 0.0, 0.001), y=(CLARITY, 0.0, 0.001), points=32)
    assert not found.holds and found.stopped == "as many points as asked for"
    average = found.average
    assert average.low < -70.0 < average.high and average.mean == pytest.approx(-70.0, abs=2.0)


def test_the_mean_over_a_plane_is_of_the_points_that_fill_it_evenly(line):
    """Over the unit square 100 (x + y - 0.7) is 30 on average; points that were added lie near its zeros."""
    assert len(line.points) > mapping.FIRST and line.points["difference"].mean() < 25.0
    assert line.average.mean == pytest.approx(30.0, abs=3.0) and line.average.n == mapping.FIRST
    assert line.average.low < 30.0 < line.average.high


def test_the_mean_over_a_plane_by_hand():
    """Of 32 even points 17 give 1, 14 give -1 and one nothing: mean 3/31, t(30) 2.0423; the two after them are out."""
    even = [1.0, -1.0] * 14 + [1.0, 1.0, 1.0, float("nan")]
    found = average_over_plane([*even, 1000.0, 1000.0])
    assert (found.n, found.mean) == (31, pytest.approx(3.0 / 31.0))
    half = 2.0422725 * np.sqrt((31.0 - 9.0 / 31.0) / 30.0 / 31.0)
    assert (found.low, found.high) == pytest.approx((3.0 / 31.0 - half, 3.0 / 31.0 + half))


def test_a_lower_outcome_is_better_where_it_says_so(ran):
    assert made(outcome="poverty_gap_mean", points=32).shares["base"] == pytest.approx(0.245, abs=0.05)


def test_points_that_fail_are_left_out(ran, beginning):
    assert beginning[0].facts["dropped"] == 0
    with pytest.raises(ScenarioError, match=r"jember cannot be at|toy cannot be at regulation.forum"):
        made(x=(FORUM, 0.0, 2.0), points=32)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"outcome": "member_mean"}, "did you mean 'members_mean'"),
        ({"replicates": 1}, "two seeds or more at each point"),
        ({"points": 8}, "points = 8 is too few; a map needs 32 points or more"),
        ({"x": (CLARITY, 0.0, 1.0)}, "x and y are both regulation.clarity"),
        ({"x": "regulation.forun"}, r"did you mean 'regulation.forum'"),
        ({"x": "actors.village_ngo.takes_money"}, "has no range of its own here"),
        ({"seed": 2**31 - 10}, "the last seed would be"),
    ],
)  # fmt: skip
def test_questions_that_cannot_be_are_refused(asked, says, ran):
    with pytest.raises(ScenarioError, match=says):
        made(**asked)
    assert not ran


def test_scenarios_without_a_difference_are_refused(ran):
    with pytest.raises(ScenarioError, match="toy and toy differ in nothing but the two fields"):
        ps.map(TOY, TOY.but({FORUM: 0.9}), x=FORUM, y=CLARITY, outcome="members_mean", show_progress=False)
    longer = OTHER.but({"time.months": TOY.time.months + 12})
    with pytest.raises(ScenarioError, match="differ in time"):
        ps.map(TOY, longer, x=FORUM, y=CLARITY, outcome="members_mean", show_progress=False)
    assert not ran


# --- the command ------------------------------------------------------------------------------------------

COMMAND = [
    "map", "toy", "toy,regulation.enforcement=0.5", "--x", f"{FORUM}=0:1", "--y", f"{CLARITY}=0:1", "--outcome",
    "members_mean", "--replicates", "3", "--workers", "1",
]  # fmt: skip


def test_the_command_tells_draws_and_keeps(ran, tmp_path, capsys):
    out = tmp_path / "out"
    asked = [*COMMAND, "--points", "32", "--out", str(out)]
    assert main(asked) == 0
    text = capsys.readouterr().out
    assert text.startswith("toy,regulation.enforcement=0.5 is ahead of toy in 7") and "seeds each; " in text
    assert (out / "map.png").read_bytes().startswith(b"\x89PNG") and len(
        pd.read_csv(out / "grid.csv")
    ) == 41**2
    document = json.loads((out / "map.json").read_text())
    assert document["holds"] and len(document["points"]) == len(pd.read_csv(out / "points.csv"))
    count = len(ran)
    assert main([*asked, "--json"]) == 0
    assert (
        json.loads(capsys.readouterr().out.rsplit("\n", 2)[0])["shares"] == document["shares"]
        and len(ran) == count
    )
    for other in (("--set", "actors.village_ngo.staff=3"), ("--households", "60"), ("--months", "3")):
        assert main([*asked, *other]) == 2
        assert "use another folder, or --force" in capsys.readouterr().err


def test_the_command_says_why_no_map_is_drawn(ran, tmp_path, capsys):
    narrow = [f"{FORUM}=0:0.001" if part == f"{FORUM}=0:1" else part for part in COMMAND]
    narrow = [f"{CLARITY}=0:0.001" if part == f"{CLARITY}=0:1" else part for part in narrow]
    assert main([*narrow, "--points", "32", "--out", str(tmp_path / "out")]) == 0
    text = capsys.readouterr().out
    assert text.startswith("No map is drawn: a surface through the points foretells only ")
    assert not (tmp_path / "out" / "grid.csv").exists() and (tmp_path / "out" / "map.png").exists()
    assert main([*COMMAND[:4], "regulation.forum=0", *COMMAND[5:]]) == 2
    assert 'is not of the form "FIELD" or "FIELD=LOW:HIGH"' in capsys.readouterr().err
