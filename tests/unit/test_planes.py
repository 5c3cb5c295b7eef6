"""Planes: levers and steps, maps that share their runs, the command, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import partnersim as ps
from partnersim.faces.cli import main
from partnersim.measures import OUTCOMES
from partnersim.measures.comparing import links
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.experiments.planes import Plane, load_plane, plane_files
from partnersim.studies.planes import PlaneTable, read_plane, run_plane
from partnersim.studies.planes.result import maps_of

TOY = Path(__file__).with_name("toy_plane.yaml")
NAMES = [measure.name for measure in OUTCOMES]
STEPS = """\
x:
  name: partners
  label: partners
  label_id: mitra
  steps:
    - at: 1
      set: {actors.village_ngo.present: false}
    - at: 2
"""
AXIS = "x: {name: forum, label: forum, label_id: forum, paths: [regulation.forum]}\n"


def written(folder: Path, old: str = "", new: str = "") -> str:
    text = TOY.read_text("utf-8")
    assert old in text
    file = folder / "mine.yaml"
    file.write_text(text.replace(old, new), "utf-8")
    return str(file)


# --- levers -------------------------------------------------------------------------------------------------


def test_a_lever_of_steps_sets_what_its_step_says(tmp_path: Path) -> None:
    found = load_plane(written(tmp_path, AXIS, STEPS), outcomes=NAMES)
    lever = found.file.x
    assert lever.ends == (1.0, 2.0)
    assert [lever.value(share) for share in (0.0, 0.49, 0.5, 1.0)] == [1.0, 1.0, 2.0, 2.0]
    assert [lever.share(value) for value in (1.0, 2.0)] == [0.0, 1.0]
    one, two = (found.arms((at, 0.25))["ruled"] for at in (1.0, 2.0))
    assert {actor.name: actor.present for actor in one.actors}["village_ngo"] is False
    assert all(actor.present for actor in two.actors)
    assert one.regulation.clarity == two.regulation.clarity == 0.25 and one.regulation.enforcement == 0.5


def test_what_an_arm_sets_wins_over_the_levers(tmp_path: Path) -> None:
    file = written(
        tmp_path, "regulation.enforcement: 1.0", "regulation.enforcement: 1.0, regulation.forum: 0.25"
    )
    arms = load_plane(file, outcomes=NAMES).arms((0.75, 0.5))
    assert [arms[name].regulation.forum for name in ("ruled", "free", "strict")] == [0.75, 0.75, 0.25]


def test_the_shipped_planes_hold_equals_against_three_others_by_what_reaches_people_and_what_comes_of_it() -> (
    None
):
    found = {name: load_plane(name, outcomes=NAMES) for name in plane_files()}
    assert set(found) == {"faith-and-audits", "members-and-trust", "money-and-staff", "views-and-talking"}
    for one in found.values():
        assert [links()[name] for name in one.file.outcomes] == ["output", "outcome", "impact"]
        middle = (one.file.x.value(0.6), one.file.y.value(0.5))
        patterns = {
            name: (spec.agreements[0].pattern, spec.agreements[0].leader)
            for name, spec in one.arms(middle).items()
        }
        assert [pattern for pattern, _ in patterns.values()] == [
            "parallel_collaborative", "donor_led", "contracting", "mutual_accountability",
        ]  # fmt: skip
        assert patterns["donor_led"][1] in ("ilo", "donor")
        assert patterns["contracting"][1] in ("jember_office", "office")
    members = found["members-and-trust"]
    for count in range(2, 9):
        actors = members.arms((float(count), 0.5))["parallel"].actors
        assert sum(actor.present for actor in actors) == count
    money = found["money-and-staff"].arms((2.0, 0.5))["donor_led"]
    budgets = {actor.name: actor for actor in money.actors}
    assert (
        budgets["ilo"].budget.total_idr == 3e9 and budgets["jember_office"].staff == 20
    )  # 1.5e9 twice, half of 40


# --- runs ---------------------------------------------------------------------------------------------------


def ahead_of(enforcement: float, forum: float, clarity: float) -> float:
    """Members by rules: none without, what both levers bring with some, half as much beyond 0.35 with strict ones."""
    both = 100.0 * (forum + 0.5 * clarity - 0.5)
    return {0.0: 0.0, 0.5: both, 1.0: 0.5 * both}[enforcement]


def counted_runs(patch: pytest.MonkeyPatch) -> list[tuple[float, float, float, int]]:
    """What is run is noted; members follow ahead_of with some luck, the gap is its mirror."""
    done: list[tuple[float, float, float, int]] = []

    def outcomes(work: Any, outcomes: Any = None) -> dict[str, list[dict[str, float]]]:
        spec, seed, _ = work
        rule = spec.regulation
        done.append((rule.forum, rule.clarity, rule.enforcement, seed))
        if rule.forum > 0.85 and rule.enforcement == 1.0:
            raise RuntimeError("too strict")
        luck = float(np.random.default_rng([seed, round(10 * rule.enforcement)]).normal(0.0, 3.0))
        value = ahead_of(rule.enforcement, rule.forum, rule.clarity) + luck
        return {"runs": [{"seconds": 0.25, "members_mean": value, "poverty_gap_mean": -value}]}

    monkey = "partnersim.studies.runs.needed.run_and_watch"
    patch.setattr(monkey, outcomes)
    return done


@pytest.fixture(scope="module")
def ran() -> tuple[PlaneTable, list[tuple[float, float, float, int]]]:
    """The toy plane, and what was run for it."""
    with pytest.MonkeyPatch.context() as patch:
        done = counted_runs(patch)
        return run_plane(read_plane(str(TOY)), workers=1, show_progress=False), done


def test_all_maps_are_of_the_same_runs_with_seeds_of_each_point_its_own(ran: Any) -> None:
    found, done = ran
    frame = pd.DataFrame(done, columns=["x", "y", "rule", "seed"])
    assert len(done) == found.facts["runs"] == 3 * 3 * len(found.places)
    failed = 3 * len({failure["point"] for failure in found.failures})
    assert found.facts["run_seconds"] == pytest.approx(0.25 * (len(done) - failed), abs=0.05)
    of_seed = frame.groupby("seed")
    assert set(frame["seed"]) == set(range(7, 7 + 3 * len(found.places)))
    assert (of_seed[["x", "y"]].nunique() == 1).all(axis=None)  # a seed belongs to one point ...
    assert (of_seed["rule"].agg(sorted).map(tuple) == (0.0, 0.5, 1.0)).all()  # ... and every arm has it
    outcomes = ("members_mean", "poverty_gap_mean")
    assert set(found.maps) == {(arm, name) for arm in ("free", "strict") for name in outcomes}


def test_a_difference_is_the_first_arm_less_the_other(ran: Any) -> None:
    found, done = ran
    place = found.places.iloc[5]
    seeds = sorted({seed for x, y, _, seed in done if (x, y) == (place["x"], place["y"])})

    def value(rule: float, seed: int) -> float:
        luck = np.random.default_rng([seed, round(10 * rule)]).normal(0.0, 3.0)
        return ahead_of(rule, place["x"], place["y"]) + luck

    apart = [value(0.5, seed) - value(0.0, seed) for seed in seeds]
    point = found.maps["free", "members_mean"].points.iloc[5]
    assert point["difference"] == pytest.approx(np.mean(apart), abs=1e-9)
    assert point["error"] == pytest.approx(np.std(apart, ddof=1) / np.sqrt(3), abs=1e-9)
    mirror = found.maps["free", "poverty_gap_mean"].points.iloc[5]
    assert mirror["difference"] == pytest.approx(-point["difference"], abs=1e-9)


def test_zones_are_where_they_were_made_to_be(ran: Any) -> None:
    """Rules are ahead where forum + clarity / 2 > 0.5, by either outcome.

    Behind is, of forum from 0 to 0.9 and clarity from 0.1 to 0.9: 0.8 (0.45 + 0.05) / 2 of 0.72, or 0.278.
    """
    found, _ = ran
    for outcome in ("members_mean", "poverty_gap_mean"):
        one = found.maps["free", outcome]
        assert one.holds and one.base == "no rules" and one.other == "rules"
        grid = one.grid
        told = grid["x"] + 0.5 * grid["y"] - 0.5
        away = told.abs() > 0.06
        expected = np.where(told > 0.0, "other", "base")
        assert (grid["zone"][away] == expected[away]).mean() > 0.97
        assert one.shares["base"] == pytest.approx(0.278, abs=0.06)
    assert found.stopped in (
        "hardly anything is open",
        "what is open shrinks no more",
        "as many points as asked for",
    )
    assert len(found.places) > 32


def test_runs_that_fail_are_told_and_leave_their_point_out_of_their_maps_alone(ran: Any) -> None:
    found, _ = ran
    strict, free = (found.maps[arm, "members_mean"].points for arm in ("strict", "free"))
    lost = found.places["x"] > 0.85
    assert lost.any() and {failure["arm"] for failure in found.failures} == {"strict"}
    assert (strict["difference"].isna() == lost).all() and not free["difference"].isna().any()
    assert "too strict" in found.failures[0]["message"]


def test_a_document_gives_the_same_maps_again(ran: Any) -> None:
    found, _ = ran
    document = json.loads(json.dumps(found.document()))
    again = maps_of(document)
    for pair, one in found.maps.items():
        pd.testing.assert_frame_equal(again[pair].grid, one.grid)
        assert again[pair].case == one.case and again[pair].average == pytest.approx(one.average)
    assert {one.base for one in maps_of(document, language="id").values()} == {"tanpa aturan", "aturan keras"}


# --- the command --------------------------------------------------------------------------------------------


def test_the_command_writes_everything_goes_on_and_refuses_another_plane(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    done = counted_runs(monkeypatch)
    file, out = written(tmp_path), tmp_path / "out"
    asked = ["planes", file, "--points", "32", "--replicates", "2", "--workers", "1", "--out", str(out)]
    assert main(asked) == 1  # a strict run fails
    captured = capsys.readouterr()
    assert "Rules against no rules" in captured.out and "too strict" in captured.err
    assert {"plane.json", "plane.txt", "plane.png", "points.csv"} <= {path.name for path in out.iterdir()}
    table = pd.read_csv(out / "points.csv")
    assert len(table) == 32 * 2 * 2 and set(table["arm"]) == {"free", "strict"}
    first = (out / "points.csv").read_bytes()
    runs = len(done)
    assert main([*asked, "--json"]) == 1
    assert len(done) - runs <= 4 and (out / "points.csv").read_bytes() == first  # failed ones are tried again
    capsys.readouterr()
    other = tmp_path / "other.yaml"
    other.write_text(Path(file).read_text("utf-8"), "utf-8")
    assert main(["planes", str(other), "--points", "32", "--out", str(out)]) == 2
    assert "mine" in capsys.readouterr().err
    runs, kept = len(done), (out / "plane.json").read_bytes()
    assert main([*asked, "--set", "sample.households=60"]) == 2  # a finished plane of other households
    assert "use another folder, or --force" in capsys.readouterr().err
    assert len(done) == runs and (out / "plane.json").read_bytes() == kept


def test_shipped_planes_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["planes"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines if "-and-" in line] == list(plane_files())


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("members_mean, poverty", "member_mean, poverty", 13, "'member_mean', which no run has.*'members_mean'"),
        ("regulation.forum", "regulation.forun", 7, "regulation.forun"),
        ("regulation.forum]", "regulation.forum], low: 1.0, high: 0.5", 7, "is not below high"),
        ("regulation.clarity]", "regulation.clarity], low: 0.5", 8, "has no other end"),
        ("regulation.enforcement: 1.0", "regulation.enforcement: 7.0", 12, "arm strict"),
        ("name: strict", "name: free", 12, "names a second item 'free'"),
        ("outcomes: [members_mean, poverty_gap_mean]", "outcomes: []", 13, "outcomes: a plane needs one"),
        ("points: 48", "points: 8", 14, "points"),
        (AXIS, STEPS.replace("at: 2", "at: 1"), 11, "must be two or more that rise"),
        (AXIS, STEPS.replace("  steps:", "  paths: [regulation.forum]\n  steps:"), 11, "cannot stand beside steps"),
        (AXIS, STEPS.replace("  steps:", "  low: 1\n  steps:"), 11, "cannot stand beside steps, which have ends"),
        (AXIS, STEPS.replace("village_ngo", "village_nog"), 7, "at 1: .*village_nog"),
        ("scenario: toy", "scenario: toys", 6, "toys"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_at_its_line(
    tmp_path: Path, old: str, new: str, line: int, says: str
) -> None:
    with pytest.raises(ScenarioError, match=says) as error:
        load_plane(written(tmp_path, old, new), outcomes=NAMES)
    assert f"mine.yaml:{line}:" in str(error.value), str(error.value)


def test_names_sizes_and_seeds_are_checked() -> None:
    with pytest.raises(
        ScenarioError, match=r"no plane is named 'faith-and-audit'.*did you mean 'faith-and-audits'"
    ):
        read_plane("faith-and-audit")
    for asked, says in (
        ({"points": 31}, "points = 31 is too small; allowed 32"),
        ({"replicates": 1}, "allowed 2 or more"),
        ({"seed": 2**31 - 1}, "the last seed would be"),
    ):
        with pytest.raises(ScenarioError, match=says):
            read_plane(str(TOY), **asked)
    assert isinstance(read_plane(str(TOY), overrides=["time.months=6"]), Plane)
    assert read_plane(str(TOY), overrides=["time.months=6"]).case.time.months == 6


def test_a_small_plane_of_real_runs(tmp_path: Path) -> None:
    """The two organizations of the toy village with and without an agreement: spending differs by what it is given."""
    file = tmp_path / "real.yaml"
    text = TOY.read_text("utf-8").replace("[members_mean, poverty_gap_mean]", "[money_spent_idr_total]")
    text = text.replace(
        AXIS, "x: {name: trust, label: t, label_id: t, paths: [mechanisms.learned_trust.prior_mean]}\n"
    )
    text = text.replace("regulation.enforcement: 0.5", "actors.village_ngo.present: true")
    text = text.replace("regulation.enforcement: 0.0", "actors.village_ngo.present: false")
    file.write_text("\n".join(line for line in text.splitlines() if "name: strict" not in line), "utf-8")
    found = ps.planes(
        str(file), points=32, replicates=2, overrides={"time.months": 4}, workers=1, show_progress=False
    )
    (one,) = found.maps.values()
    assert (one.points["difference"] > 0.0).all() and not found.failures  # one payer more spends more
