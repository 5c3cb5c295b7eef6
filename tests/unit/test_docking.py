"""Published results as experiments: arithmetic of verdicts, small runs, and the command."""

import json
import math
from functools import partial

import numpy as np
import pytest

import partnersim as ps
from partnersim.faces.cli import main
from partnersim.scenario.experiments.docking import DockRow
from partnersim.studies.docking.rows import (
    contrast,
    estimated,
    expected_text,
    judged,
    ratio,
    verdict_of_result,
)
from partnersim.studies.docking.run import published, run_dockings
from partnersim.studies.estimates import Estimate
from tests.docking_case import SMALL, written


@pytest.fixture
def write(tmp_path):
    return partial(written, tmp_path)


# --- arithmetic --------------------------------------------------------------------------------------------


def test_a_contrast_adds_and_takes_away_seed_by_seed():
    one, two, three, four = (np.array(v) for v in ([1.0, 2.0], [10.0, 20.0], [100.0, 200.0], [5.0, 7.0]))
    assert contrast([one, two], [three, four]).tolist() == [1 + 10 - 100 - 5, 2 + 20 - 200 - 7]
    assert contrast([one], []).tolist() == [1.0, 2.0]


def test_a_ratio_with_its_interval_by_hand():
    exact = ratio(np.array([2.0, 4.0, 6.0]), np.array([1.0, 2.0, 3.0]))
    assert (exact.mean, exact.low, exact.high, exact.n) == (2.0, 2.0, 2.0, 3)
    # y 1 and 3, x 2 and 2: r = 1, residuals -1 and 1, s = sqrt 2, s / sqrt 2 / 2 = 0.5, t(0.975, 1) = 12.7062
    wide = ratio(np.array([1.0, 3.0]), np.array([2.0, 2.0]))
    assert (wide.mean, wide.low, wide.high) == (
        1.0,
        pytest.approx(-5.3531, abs=1e-4),
        pytest.approx(7.3531, abs=1e-4),
    )
    # below zero the interval is the same size: the mean of x counts by its amount
    below = ratio(np.array([1.0, 3.0]), np.array([-2.0, -2.0]))
    assert (below.mean, below.low) == (-1.0, pytest.approx(-7.3531, abs=1e-4))
    assert math.isnan(ratio(np.array([1.0, 2.0]), np.array([1.0, -1.0])).mean)
    part = ratio(np.array([2.0, np.nan, 6.0]), np.array([1.0, 5.0, 3.0]))
    assert (part.mean, part.n) == (2.0, 2)
    assert estimated(np.array([1.0, 3.0]), None).mean == 2.0


def row(**said):
    return DockRow(id="one", condition="This less that", plus=(("a",),), minus=(("b",),), **said)


@pytest.mark.parametrize(
    ("low", "high", "said", "came"),
    [
        (0.1, 0.5, {"expected": "+"}, "met"),
        (-0.1, 0.5, {"expected": "+"}, "not shown"),
        (-0.5, -0.1, {"expected": "+"}, "missed"),
        (-0.5, -0.1, {"expected": "-"}, "met"),
        (-0.5, -0.1, {"expected": "either"}, "conditional"),
        (-0.5, 0.1, {"expected": "either"}, "not shown"),
        (-0.1, 0.2, {"expected": "0", "margin": 0.3}, "met"),
        (0.4, 0.5, {"expected": "0", "margin": 0.3}, "missed"),
        (0.2, 0.4, {"low": 0.1, "high": 0.5}, "met"),
        (0.2, 0.6, {"low": 0.1, "high": 0.5}, "not shown"),
        (0.6, 0.8, {"low": 0.1, "high": 0.5}, "missed"),
        (0.0, 0.05, {"low": 0.1, "high": 0.5}, "missed"),
        (0.2, 0.4, {"expected": "-", "low": 0.1, "high": 0.5}, "missed"),
        (0.2, 0.9, {"expected": "+", "low": 0.1, "high": 0.5}, "not shown"),
        (float("nan"), float("nan"), {"expected": "+"}, "not shown"),
    ],
)
def test_a_verdict_is_read_off_the_interval(low, high, said, came):
    assert judged(Estimate(mean=(low + high) / 2, low=low, high=high, n=9), row(**said)) == came


@pytest.mark.parametrize(
    ("rows", "whole"),
    [
        (["met", "met"], "met"),
        (["met", "missed"], "conditional"),
        (["met", "not shown"], "conditional"),
        (["conditional", "missed"], "conditional"),
        (["missed", "not shown"], "missed"),
        (["not shown", "not shown"], "not shown"),
        (["met", "failed"], "conditional"),
        (["failed", "refused"], "failed"),
    ],
)
def test_the_verdict_of_a_result(rows, whole):
    assert verdict_of_result(rows) == whole


def test_what_was_published_in_words():
    assert expected_text(row(expected="+")) == "+"
    assert expected_text(row(low=-1.0, high=0.1)) == "-1 to 0.1"
    assert expected_text(row(expected="-", low=-1.0, high=0.1)) == "-, -1 to 0.1"


# --- runs --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    folder = tmp_path_factory.mktemp("docking")
    path = folder / "T1.yaml"
    path.write_text(SMALL, "utf-8")
    found = ps.dock(str(path), workers=1, out=folder / "out", show_progress=False)
    return path, folder / "out", found


def test_rows_of_a_small_result_by_hand(ran):
    """The NGO spends all it has: Rp1.5 million more, whatever the office has, and nobody else answers."""
    rows = {row.row: row for row in ran[2].rows}
    more = rows["more"]
    assert (more.effect, more.n, more.verdict) == (pytest.approx(1.5e6), 2, "met")
    assert more.cells == {"much": pytest.approx(3.0e6), "little": pytest.approx(1.5e6)}
    assert (more.expected, more.expected_low, more.expected_high, more.unit) == (
        "+, 1.4e+06 to 1.6e+06",
        1.4e6,
        1.6e6,
        "IDR",
    )
    assert rows["less"].verdict == "missed"
    assert (rows["whole"].effect, rows["whole"].unit, rows["whole"].verdict) == (
        pytest.approx(1.0),
        "1",
        "met",
    )
    assert rows["apart"].effect == pytest.approx(0.0, abs=1.0)
    assert {row.of_result for row in rows.values()} == {"conditional"}
    assert ran[2].results == {"T1": "conditional"}
    assert set(ran[2].table.columns) >= {"id", "condition", "expected", "effect", "low", "high", "verdict"}


def test_what_is_kept_is_not_run_again_and_other_results_are_refused(ran, monkeypatch, write):
    from partnersim.studies.runs import running
    from partnersim.studies.runs.files import ResultsError

    path, out, first = ran
    monkeypatch.setattr(running.Gathered, "attempt", lambda *a: pytest.fail("done again"))
    again = ps.dock(str(path), workers=1, out=out, show_progress=False)
    assert [row.effect for row in again.rows] == [row.effect for row in first.rows]
    assert main(["dock", str(path), "--workers", "1", "--out", str(out), "--json"]) == 0
    other = write(SMALL.replace("id: T1", "id: T2"), name="T2.yaml")
    with pytest.raises(ResultsError, match="T1"):
        ps.dock(str(other), workers=1, out=out, show_progress=False)


def test_json_has_a_row_for_each_sign_and_size(ran, capsys):
    path, out, _ = ran
    assert main(["dock", str(path), "--workers", "1", "--out", str(out), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in rows] == ["T1"] * 4
    assert {"id", "condition", "expected", "effect", "low", "high", "verdict"} <= set(rows[0])
    assert json.loads((out / "docking.json").read_text("utf-8"))["rows"] == rows
    assert main(["dock", str(path), "--workers", "1", "--out", str(out)]) == 0
    assert capsys.readouterr().out.rstrip().splitlines()[-1] == "T1: conditional"


def test_unequal_money_that_is_called_equal_is_refused_with_its_line(write, capsys):
    head, _, _ = SMALL.partition("  - id: less")
    path = write(head + "    equal_money: true\n")
    assert main(["dock", str(path), "--workers", "1"]) == 1
    told = capsys.readouterr()
    assert "refused" in told.out
    assert "T1.yaml:26: equal_money: combinations called equal in money differ: " in told.err
    fine = head.replace(
        "actors.village_ngo.budget.total_idr: 1.5e6", "actors.village_ngo.budget.total_idr: 2.99e6"
    )
    found = run_dockings(
        published([str(write(fine + "    equal_money: true\n"))]), workers=1, show_progress=False
    )
    assert found.rows[0].verdict == "missed"  # Rp0.01 million is outside the size, and the money is equal


def test_a_difference_in_percent_of_what_is_taken_away(write):
    """Twice as much is a hundred percent more, in every seed."""
    head, _, _ = SMALL.partition("  - id: less")
    text = head.replace("low: 1.4e6", "percent: true\n    low: 99.0").replace("high: 1.6e6", "high: 101.0")
    row = run_dockings(published([str(write(text))]), workers=1, show_progress=False).rows[0]
    assert row.effect == pytest.approx(100.0) and row.low == pytest.approx(100.0)
    assert (row.verdict, row.unit) == ("met", "percent")


def test_combinations_that_do_not_differ_say_so(write):
    head, _, _ = SMALL.partition("  - id: less")
    same = head.replace(
        "actors.village_ngo.budget.total_idr: 1.5e6", "actors.village_ngo.budget.total_idr: 3.0e6"
    )
    found = run_dockings(published([str(write(same))]), workers=1, show_progress=False)
    assert (found.rows[0].verdict, found.rows[0].message) == (
        "not shown",
        "the combinations do not differ in any seed",
    )


def test_an_outcome_that_no_combination_has_is_not_shown(write):
    head, _, _ = SMALL.partition("  - id: less")
    text = head.replace("outcome: paid_ngos_idr_total\nlink: input", "outcome: equity_mean\nlink: outcome")
    text = text.replace("mechanisms.needs.on: false", "mechanisms.formation.on: false")
    found = run_dockings(published([str(write(text))]), workers=1, show_progress=False)
    assert found.rows[0].verdict == "not shown"
    assert "empty in some combination" in found.rows[0].message


def test_the_command_lists_without_running(capsys, monkeypatch):
    monkeypatch.setattr("partnersim.studies.docking.run.run_needed", lambda *a, **k: pytest.fail("ran"))
    assert main(["dock", "--list"]) == 0
    text = capsys.readouterr().out
    assert "Provan and Kenis" in text and "P09" in text
    assert main(["dock", "P06", "--list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed[0]["rows"][0]["low"] == 0.0 and listed[0]["source"].startswith("de Wit")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["P1"], "no published result is numbered 'P1'; there are P01"),
        (["nothing.yaml"], "does not exist"),
        (["P01", "--replicates", "1"], "replicates is 1; allowed 2 to 100,000 seeds"),
        (["P01", "--seed", "-1"], "the first seed is -1"),
    ],
)
def test_wrong_options_are_one_clear_error(capsys, options, words):
    assert main(["dock", *options]) == 2
    error = capsys.readouterr().err
    assert words in error and "Traceback" not in error
