"""Comparing more closely: what pairing brought, the results chain, winners and losers, seeds until narrow."""

import json
import math
import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import partnersim as ps
from partnersim.faces.cli import main
from partnersim.faces.cli.arms import labelled_arms
from partnersim.faces.cli.options import changes
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.studies.compare import compare_results
from partnersim.studies.comparing import run as comparing
from partnersim.studies.comparing.households import (
    BINS,
)
from partnersim.studies.comparing.pairing import pairing_facts
from partnersim.studies.words.compared import compared_lines
from partnersim.studies.words.compared_tables import chain_rows
from partnersim.studies.words.texts import Texts
from tests.unit.test_compare import results
from tests.unit.test_comparing_households import households

TOY = ps.load("toy")
SMALLER_LOANS = {
    "programme.community_funds.first_loan_idr": 150_000,
    "programme.community_funds.members_per_unit": 2,
}


# --- what pairing brought ---------------------------------------------------------------------------------


def test_pairing_facts_of_three_pairs_in_closed_form():
    found = pairing_facts(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0]))
    # the difference is 1, 2, 3 (s = 1); the arms have s = 1 and 2, together sqrt(5)
    t_975, t_80 = (a * math.sqrt(2 / (1 - a * a)) for a in (0.95, 0.6))  # two degrees of freedom
    assert found["mde"] == pytest.approx((t_975 + t_80) / math.sqrt(3))
    assert found["correlation"] == pytest.approx(1.0)
    assert found["se_ratio"] == pytest.approx(math.sqrt(5))
    assert found["runs_saved"] == pytest.approx(2 * 3 * (5 - 1))


def test_pairing_that_does_not_help_and_values_that_never_vary():
    against = pairing_facts(np.array([1.0, 2.0, 3.0]), np.array([3.0, 2.0, 1.0]))
    assert against["correlation"] == pytest.approx(-1.0)
    assert against["runs_saved"] == pytest.approx(6 * (0.5 - 1.0))  # variance 4 paired, 2 apart
    same = pairing_facts(np.array([1.0, 2.0]), np.array([1.1, 2.1]))
    assert same["se_ratio"] > 1e6
    exact = pairing_facts(np.array([1.0, 2.0]), np.array([2.0, 3.0]))
    assert (exact["mde"], exact["se_ratio"], exact["runs_saved"]) == (0.0, math.inf, math.inf)
    still = pairing_facts(np.array([0.1, 0.1, 0.1]), np.array([1.0, 2.0, 3.0]))
    assert math.isnan(still["correlation"]) and still["se_ratio"] == pytest.approx(1.0)
    for few in ([], [1.0]):
        assert all(math.isnan(value) for value in pairing_facts(np.array(few), np.array(few)).values())


def test_the_table_has_link_share_of_base_and_what_pairing_brought():
    base = {"headcount_end": [0.1, 0.2, 0.3], "members_end": [100.0, 200.0, float("nan")]}
    other = {"headcount_end": [0.2, 0.4, 0.6], "members_end": [150.0, 250.0, 9.0]}
    comparison = compare_results(results({"a": base, "b": other}))
    row = comparison.row("headcount_end")
    assert (row["link"], row["of_base"]) == ("impact", pytest.approx(1.0))
    assert row["se_ratio"] == pytest.approx(math.sqrt(5))
    row = comparison.row("members_end")
    assert (row["link"], row["n"], row["of_base"]) == ("output", 2, pytest.approx(50 / 150))
    falling = compare_results(results({"a": {"headcount_change": [-2.0]}, "b": {"headcount_change": [-1.0]}}))
    assert falling.row("headcount_change")["of_base"] == pytest.approx(0.5)  # up by half of its size
    nothing = compare_results(results({"a": {"members_end": [0.0]}, "b": {"members_end": [5.0]}}))
    assert math.isnan(nothing.row("members_end")["of_base"])


# --- along the chain --------------------------------------------------------------------------------------


def chained():
    base = {
        "headcount_end": [0.10, 0.12, 0.14], "members_end": [100.0, 110.0, 120.0],
        "firms_taking_part_end": [0.0, 0.0, 0.0], "gini_income_end": [0.4, 0.4, 0.4],
        "income_listed_idr_end": [5e5, 6e5, 7e5],
    }  # fmt: skip
    other = {
        "headcount_end": [0.11, 0.11, 0.15], "members_end": [150.0, 161.0, 169.0],
        "firms_taking_part_end": [9.0, 10.0, 11.0], "gini_income_end": [0.3, 0.3, 0.3],
        "income_listed_idr_end": [5e5, 6e5, 7e5],
    }  # fmt: skip
    return compare_results(results({"a": base, "b": other}))


def test_the_chain_goes_from_inputs_to_impact_with_leading_measures():
    chain = chained().chain
    assert list(zip(chain["link"], chain["outcome"], strict=True)) == [
        ("input", "firms_taking_part_end"), ("output", "members_end"), ("outcome", "income_listed_idr_end"),
        ("impact", "headcount_end"),
    ]  # fmt: skip


def test_words_say_where_along_the_chain_a_difference_is_lost():
    lines = compared_lines(chained(), "a", "b", Texts())
    text = "\n".join(lines)
    assert lines[0] == "Along the results chain, b less a:"
    assert re.search(r"Inputs: .* \+10\.0 \(\+9\.0 … \+11\.0, the range of 3 pairs of runs\)\.", text)
    assert re.search(r"Outputs: .* \+50\.0", text)
    assert "Outcomes: no difference." in text
    mde = chained().row("headcount_end")["mde"]
    assert (
        f"Impact: nothing that can be told from chance; in Poverty headcount, last 12 months +{100 * mde:.2f} points"
        in text
    )
    assert "The difference is to be seen as far as here: Outputs." in text
    saved = chained().row("headcount_end")
    assert (
        f"{saved['se_ratio']:.2f} times smaller" in text and f"saved {saved['runs_saved']:.0f} runs" in text
    )
    in_indonesian = "\n".join(compared_lines(chained(), "a", "b", Texts("id")))
    assert "Sepanjang rantai hasil" in in_indonesian and "chain" not in in_indonesian


def test_the_table_says_of_ends_what_they_are():
    """Under five pairs the range stands there, from five on the interval; payers as outcomes."""
    heads, cells = chain_rows(chained(), "a", "b", Texts())
    assert "range of runs" in heads and "95 % interval" not in heads
    assert "+9.0 … +11.0" in cells[0]
    arms = {"a": {"members_end": [0.0] * 5}, "b": {"members_end": [48.0, 49.0, 50.0, 51.0, 52.0]}}
    heads, cells = chain_rows(compare_results(results(arms)), "a", "b", Texts())
    assert "95 % interval" in heads and "+48.0 … +52.0" in cells[0]  # half of it 2.7764 x 1.5811 / root 5
    same = compare_results(results({"a": arms["a"], "b": {"members_end": [7.0] * 5}}))
    heads, cells = chain_rows(same, "a", "b", Texts())
    assert cells[0][heads.index("would have shown")] == "–"  # seven more in each pair: nothing says what would not show
    arms["b"]["members_end"][4] = arms["a"]["members_end"][4] = math.nan
    arms["a"]["queue_end"], arms["b"]["queue_end"] = [1.0] * 5, [2.0, 3.0, 2.0, 3.0, 2.0]
    heads, cells = chain_rows(compare_results(results(arms)), "a", "b", Texts())
    assert "95 % interval" in heads
    assert "+48.0 … +51.0, the range of 4 pairs of runs" in cells[0]


def test_what_is_clear_and_about_nothing_reaches_no_end_of_the_chain():
    """Five pairs: 0.1 points fewer poor, give or take 0.01, are clear and about nothing; 50 members more are clear."""
    few = [0.1 - 0.001 + 0.00001 * k for k in (-1, 0, 1, 0, 0)]
    arms = {"a": {"headcount_end": [0.1] * 5, "members_end": [100.0] * 5},
            "b": {"headcount_end": few, "members_end": [149.0, 151.0, 150.0, 150.0, 150.0]}}  # fmt: skip
    comparison = compare_results(results(arms))
    assert comparison.row("headcount_end")["high"] < 0.0
    text = "\n".join(compared_lines(comparison, "a", "b", Texts()))
    assert "Impact: about nothing, Poverty headcount, last 12 months" in text
    assert "The difference is to be seen as far as here: Outputs." in text
    assert "Of 2 leading outcomes whose difference varies 2 are clear; by luck alone about 0.1 would be." in text


def test_a_difference_that_varies_by_rounding_alone_is_told_without_its_rounding():
    """0.1 more in each of three pairs: differences of 0.1 and of a hair beside it, so that pairing saves 10^30 runs."""
    base = {"members_end": [0.1, 0.7, 1.3]}
    comparison = compare_results(results({"a": base, "b": {"members_end": [0.1 + 0.1, 0.7 + 0.1, 1.3 + 0.1]}}))
    assert comparison.row("members_end")["runs_saved"] > 1e28
    for language, most in (("en", "> 1,000,000,000"), ("id", "> 1.000.000.000")):
        _, (row,) = chain_rows(comparison, "a", "b", Texts(language))
        assert row[-1] == most
    assert "Pairing by seed" not in "\n".join(compared_lines(comparison, "a", "b", Texts()))


def test_a_chain_without_or_with_a_full_effect():
    same = {"headcount_end": [0.1, 0.2], "members_end": [1.0, 2.0]}
    text = "\n".join(compared_lines(compare_results(results({"a": same, "b": same})), "a", "b", Texts()))
    assert "No leading measure shows a difference" in text
    better = {"headcount_end": [0.05, 0.151], "members_end": [1.0, 2.0]}
    text = "\n".join(compared_lines(compare_results(results({"a": same, "b": better})), "a", "b", Texts()))
    assert "The difference reaches the end of the chain." in text


# --- as many seeds as an interval needs -------------------------------------------------------------------


def played(monkeypatch, value):
    ran = []

    def tables(work):
        spec, seed = work
        ran.append((spec.regulation.forum, seed))
        return {"runs": [{"seconds": 0.0, "members_mean": value(spec.regulation.forum, seed)}]}

    monkeypatch.setattr(comparing, "tables_of_run", tables)
    return ran


ARMS = {"a": TOY, "b": TOY.but({"regulation.forum": 1.0})}


def compare(**asked):
    return ps.compare(ARMS, **{"workers": 1, "show_progress": False, "replicates": 3, **asked})


def test_seeds_are_added_until_an_interval_is_narrow(monkeypatch, tmp_path):
    ran = played(monkeypatch, lambda forum, seed: forum * (1.0 + seed % 2))
    found = compare(until_ci={"members_mean": 0.6})
    row = found.row("members_mean")
    assert row["high"] - row["low"] <= 0.6 and row["n"] > 3
    assert sorted(ran) == [(forum, seed) for forum in (0.0, 1.0) for seed in range(1, int(row["n"]) + 1)]
    ran.clear()
    wide = compare(until_ci={"members_mean": 50.0})
    assert wide.row("members_mean")["n"] == 3 and len(ran) == 6
    one = compare(until_ci={"members_mean": 50.0}, replicates=1)
    assert one.row("members_mean")["n"] == 2
    monkeypatch.setattr(comparing, "MOST_SEEDS", 7)
    assert compare(until_ci={"members_mean": 1e-9}).row("members_mean")["n"] == 7
    nothing = played(monkeypatch, lambda forum, seed: float("nan"))
    assert compare(until_ci={"members_mean": 0.1}).row("members_mean")["n"] == 0 and len(nothing) == 6


def test_runs_kept_without_households_are_not_taken_for_runs_with_them(monkeypatch, tmp_path):
    ran = played(monkeypatch, lambda forum, seed: forum)
    assert compare(out=tmp_path).winners.empty and len(ran) == 6
    plain = comparing.tables_of_run

    def followed(work):
        return {**plain(work), "households": pd.DataFrame([households([100.0] * 10).packed()])}

    monkeypatch.setattr(comparing, "tables_with_households", followed)
    found = compare(out=tmp_path, households=True)
    assert len(ran) == 12 and len(found.winners) == 11 * 5
    assert (found.gains["gain_idr_month"] == 0.0).all()
    assert len(compare(out=tmp_path, households=True).winners) == 11 * 5 and len(ran) == 12


def test_widths_that_are_none_are_refused():
    with pytest.raises(
        ScenarioError, match=r"'member_mean' is no outcome of a run.*did you mean 'members_mean'"
    ):
        compare(until_ci={"member_mean": 1.0})
    for width in (0.0, -1.0, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="allowed is a number above 0"):
            compare(until_ci={"members_mean": width})
    with pytest.raises(ValueError, match="at least two scenarios"):
        ps.compare({"a": TOY})


# --- arms and the command ---------------------------------------------------------------------------------


def test_arms_with_labels():
    arms = labelled_arms(
        ["fewer staff=toy,actors.village_ngo.staff=0.5", "as it is = toy"], changes(months=3)
    )
    assert {label: (arm.time.months, arm.actors[1].staff) for label, arm in arms.items()} == {
        "fewer staff": (3, 0.5), "as it is": (3, 2.0),
    }  # fmt: skip


COMMAND = (
    "compare", "toy", "--arm", "smaller=toy," + ",".join(f"{path}={value}" for path, value in SMALLER_LOANS.items()),
    "--months", "6", "--replicates", "2", "--workers", "1",
)  # fmt: skip


def test_the_command_compares_and_keeps(tmp_path, capsys, request, bare):
    out = tmp_path / "out"
    assert main([*COMMAND, "--out", str(out)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "smaller against toy: what differs"
    assert len(lines) <= 26 and max(len(line) for line in lines[:-1]) <= 100
    assert lines[-1].startswith("All numbers: ") and str(out / "report.html") in lines[-1]
    assert main([*COMMAND, "--all"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("smaller less toy\n")
    for said in (
        "would have shown",
        "runs saved",
        "by luck",
        "Along the results chain, smaller less toy:",
        BINS[0],
    ):
        assert said in text
    assert {path.name for path in out.iterdir()} >= {
        "comparison.csv", "chain.csv", "payers.csv", "winners.csv", "gains.csv", "report.html", "manifest.json",
        "chain.png", "runs.parquet",
    }  # fmt: skip
    assert (out / "chain.png").read_bytes().startswith(b"\x89PNG\r\n")
    assert "<h3>" in (out / "report.html").read_text("utf-8")
    request.getfixturevalue("report_apart")
    assert main([*COMMAND, "--out", str(out), "--json", "--language", "id"]) == 0
    captured = capsys.readouterr()
    assert "4 of 4 runs were found finished" in captured.err
    document = json.loads(captured.out)
    assert len(document["winners"]) == 11 * 5 and len(document["gains"]) == 11
    shares = [row["share"] for row in document["winners"] if row["decile"] == 0]
    assert sum(shares) == pytest.approx(1.0)
    row = next(row for row in document["table"] if row["outcome"] == "consumption_idr_end")
    assert row["link"] == "impact" and row["mde"] > 0.0
    assert any("rantai hasil" in line for line in document["sentences"])


def test_households_need_not_be_followed(capsys):
    assert main([*COMMAND, "--no-winners", "--all"]) == 0
    text = capsys.readouterr().out
    assert "by luck  " not in text and "Gini" in text


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("toy",), "at least two scenarios"),
        ((), "at least two scenarios"),
        (("toy", "toy"), "toy and toy differ in nothing that could change a result"),
        (("toy", "jember"), "toy and jember differ in time.start"),
        (("toy", "--arm", "toy,regulation.forum=1"), "is not of the form"),
        (("toy", "--arm", "x="), "is not of the form"),
        (("toy", "--arm", "toy=toy,regulation.forum=1"), "the label 'toy' of another arm"),
        (("--arm", "x=toy", "--arm", "x=toy,regulation.forum=1"), "the label 'x' of another arm"),
        (("toy", "--arm", "x=toy,regulation.forun=1"), "did you mean 'forum'"),
        (("toy", "toy,regulation.forum=1", "--until-ci", "members_mean"), "OUTCOME=WIDTH"),
        (("toy", "toy,regulation.forum=1", "--until-ci", "members_mean=-1"), "OUTCOME=WIDTH"),
        (("toy", "toy,regulation.forum=1", "--until-ci", "membrs_mean=1"), "did you mean 'members_mean'"),
    ],
)
def test_wrong_input_is_one_clear_error(arguments, says, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["compare", *arguments, "--out", "here"]) == 2
    captured = capsys.readouterr()
    assert says in captured.err and not captured.out
    assert len(captured.err.splitlines()) == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("rows", "width", "wanted"),
    [
        ([(10, 0.0, 3.0)], 2.0, 23),  # 10 seeds, 3 wide and 2 wanted: 10 x 1.5^2 = 22.5
        ([(10, 0.0, 3.0)], 2.9, 11),  # 10.7
        ([(10, 0.0, 3.0)], 2.999999, 11),  # at least one more
        ([(10, 0.0, 3.0)], 3.0, 10),
        ([(10, 0.0, 3.0)], 0.1, 30),  # three times as many at most, then it is looked at again
        ([(10, 0.0, 3.0), (10, -1.0, 4.0)], 5.0, 10),
        ([(10, 0.0, 3.0), (10, -1.0, 4.0)], 4.0, 16),  # the widest of all pairs: 10 x 1.25^2
        ([(1, 0.0, 0.0)], 9.0, 11),  # one pair says nothing of spread yet
    ],
)
def test_seeds_that_an_interval_seems_to_need(rows, width, wanted):
    table = pd.DataFrame([{"outcome": "members_mean", "n": n, "low": low, "high": high} for n, low, high in rows])
    assert comparing._count_wanted(SimpleNamespace(table=table), {"members_mean": width}, 10) == wanted
