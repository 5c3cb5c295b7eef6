"""Spread by luck and by uncertain inputs apart: on paper, over stubbed runs, and in the command and the report."""

import json
import math
import shutil

import numpy as np
import pandas as pd
import pytest

import partnersim as ps
from partnersim.faces.cli import main
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.studies.claims.effects import DRAWS_FROM
from partnersim.studies.comparing import draws
from partnersim.studies.comparing.draws import run_draws, spread_apart, uncertain_inputs
from partnersim.studies.words.compared_tables import same_sign_text

TOY = ps.load("toy")
RATE, HAZARD = "mechanisms.moneylender.rate", "mechanisms.office_change.hazard"


def test_luck_and_inputs_on_paper():
    """Two draws, two seeds: variance 2 between the seeds of each; means 2 and 6, variance 8, of which luck makes 1."""
    found = spread_apart(np.array([[1.0, 3.0], [5.0, 7.0]]))
    assert (found.mean, found.draws) == (4.0, 2)
    assert found.sd_seeds == pytest.approx(math.sqrt(2)) and found.sd_inputs == pytest.approx(math.sqrt(7))
    assert found.of_inputs == pytest.approx(7 / 9)
    assert (found.low, found.high) == pytest.approx((2.1, 5.9))


def test_means_of_draws_that_luck_explains_leave_nothing_to_the_inputs():
    found = spread_apart(np.array([[0.0, 4.0], [1.0, 3.5]]))
    assert found.sd_inputs == 0.0 and found.of_inputs == 0.0
    still = spread_apart(np.array([[1.0, 1.0], [1.0, 1.0]]))
    assert still.sd_seeds == 0.0 and math.isnan(still.of_inputs)
    inputs = spread_apart(np.array([[1.0, 1.0], [3.0, 3.0]]))
    assert (
        inputs.sd_seeds == 0.0 and inputs.of_inputs == 1.0 and inputs.sd_inputs == pytest.approx(math.sqrt(2))
    )


def test_draws_with_a_gap_are_left_out():
    found = spread_apart(np.array([[1.0, 3.0], [np.nan, 9.0], [5.0, 7.0]]))
    assert (found.draws, found.mean) == (2, 4.0)
    one = spread_apart(np.array([[1.0, 3.0], [np.nan, 9.0]]))
    assert (one.draws, one.mean) == (1, 2.0) and math.isnan(one.sd_inputs)


def test_inputs_in_which_the_arms_differ_are_not_drawn():
    jember = ps.load("jember")
    listed = {one.path for one in uncertain_inputs({"a": jember, "b": jember.but({"actors.ilo.staff": 1.0})})}
    assert {RATE, HAZARD} <= listed
    other = {one.path for one in uncertain_inputs({"a": jember, "b": jember.but({RATE: 0.07})})}
    assert other == listed - {RATE}


@pytest.fixture
def ran(monkeypatch):
    """Members are the forum times a hundred times the rate of moneylenders, plus the seed where there is a forum."""
    done = []

    def outcomes(work):
        spec, seed = work
        rate, forum = spec.mechanisms.moneylender.rate, spec.regulation.forum
        done.append((forum, rate, spec.mechanisms.office_change.hazard, seed))
        return {
            "runs": [{"seconds": 0.0, "members_mean": forum * (100.0 * rate + (seed % 2)), "queue_end": 1.0}]
        }

    monkeypatch.setattr(draws, "outcomes_of_run", outcomes)
    return done


ARMS = {"without": TOY.but({"regulation.forum": 0.0}), "with": TOY.but({"regulation.forum": 1.0})}
STANDING = pd.DataFrame({
    "base": "without", "other": "with", "outcome": ["members_mean", "queue_end"], "difference": [2.0, 0.0]
})  # fmt: skip


def test_arms_of_a_draw_have_the_same_inputs_and_seeds_and_no_draw_those_of_another(ran, tmp_path):
    asked = {
        "pairs": [("without", "with")],
        "standing": STANDING,
        "workers": 1,
        "show_progress": False,
        "seed": 5,
    }
    table = run_draws(ARMS, 8, **asked, out=tmp_path)
    assert table["outcome"].tolist() == STANDING["outcome"].tolist()  # as the comparison has them
    first, table = table, table.set_index("outcome")
    by_draw = pd.DataFrame(ran, columns=["forum", "rate", "hazard", "seed"])
    assert len(by_draw) == 8 * 2 * 2
    assert by_draw.groupby("seed")["rate"].nunique().max() == 1  # both arms
    assert sorted(set(by_draw["seed"])) == [
        *range(5 + DRAWS_FROM, 5 + DRAWS_FROM + 16)
    ]  # from the first seed on
    assert (
        by_draw["seed"].nunique() == 16
        and by_draw["rate"].nunique() == 8
        and by_draw["hazard"].nunique() == 8
    )
    row = table.loc["members_mean"]
    rates = by_draw.drop_duplicates("rate")["rate"]
    assert row["mean"] == pytest.approx(100 * rates.mean() + 0.5)
    assert row["sd_seeds"] == pytest.approx(math.sqrt(0.5))  # 0 and 1
    assert row["sd_inputs"] == pytest.approx(math.sqrt(100**2 * rates.var() - 0.5 / 2))
    assert row["same_sign"] == 1.0 and row["same_low"] < 0.75 and row["link"] and row["seeds"] == 2
    flat = table.loc["queue_end"]
    assert flat["sd_inputs"] == 0.0 and math.isnan(flat["same_sign"])
    pd.testing.assert_frame_equal(run_draws(ARMS, 8, **asked, out=tmp_path), first)
    assert len(ran) == 32  # kept
    for file in sorted(tmp_path.rglob("part.json"))[::2]:
        shutil.rmtree(file.parent)
    pd.testing.assert_frame_equal(
        run_draws(ARMS, 8, **asked, out=tmp_path), first
    )  # half of it found, half done again
    assert len(ran) > 32


def test_a_difference_that_turns_in_draws_says_so(ran):
    standing = STANDING.assign(difference=[-2.0, 0.0])
    asked = {"pairs": [("without", "with")], "workers": 1, "show_progress": False}
    assert run_draws(ARMS, 3, **asked, standing=standing)["same_sign"][0] == 0.0


def test_draws_that_cannot_be_are_refused(ran):
    asked = {"pairs": [("without", "with")], "standing": STANDING, "workers": 1}
    with pytest.raises(ScenarioError, match="--draws = 2 is too few; allowed 3 or more"):
        run_draws(ARMS, 2, **asked)
    with pytest.raises(ScenarioError, match="--draws = 1 is too few"):
        ps.compare(ARMS, draws=1)
    assert not ran


def test_the_share_of_draws_with_the_same_sign_is_told_in_whole_per_cent():
    assert same_sign_text({"same_sign": 1 / 3, "same_low": 0.0615, "same_high": 0.792}) == "33 % (6 … 79)"
    assert same_sign_text({"same_sign": math.nan, "same_low": math.nan, "same_high": math.nan}) == "–"


def test_the_command_and_the_report_show_what_spreads_a_difference(tmp_path, capsys, bare):
    out = tmp_path / "out"
    command = [
        "compare", "toy", "--arm", "smaller=toy,programme.community_funds.first_loan_idr=150000", "--months", "6",
        "--replicates", "2", "--workers", "1", "--draws", "3", "--out", str(out),
    ]  # fmt: skip
    assert main(command) == 0
    text = capsys.readouterr().out
    assert (
        "over 3 draws of inputs that nobody knows well" in " ".join(text.split()) and "of it inputs" in text
    )
    assert "spread by luck" not in text  # --all shows it
    assert max(len(line) for line in text.splitlines() if str(out) not in line) <= 120
    kept = pd.read_csv(out / "draws.csv")
    # an outcome that only some draws have a value of is told with as many
    assert {0, 3} <= set(kept["draws"]) <= {0, 1, 2, 3} and {"sd_seeds", "sd_inputs", "same_sign"} <= set(
        kept
    )
    page = (out / "report.html").read_text("utf-8")
    for said in ("Along the results chain", "Who pays", "Who wins, who loses", "What spreads the difference"):
        assert f"<h3>{said}</h3>" in page
    for key in ("chain_0", "payers_0", "winners_0", "draws_0"):
        assert f'id="{key}"' in page
    assert main([*command, "--json", "--language", "id"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert len(document["draws"]) == len(kept)
    assert "<h3>Siapa yang membayar</h3>" in (out / "report.html").read_text("utf-8")
