"""Published results as experiments: reading, arithmetic of verdicts, and small runs."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

import partnersim as ps
from partnersim.faces.cli import main
from partnersim.measures import OUTCOMES
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.experiments.docking import DockRow, docking_files
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

SMALL = """\
id: T1
question: Is money counted?
result: Whoever has more spends more.
source: a textbook
confidence: seen
scenario: toy
common:
  mechanisms.needs.on: false
settings:
  - {name: poor, set: {actors.village_office.budget.yearly_idr: 3.0e6}}
  - {name: rich, set: {actors.village_office.budget.yearly_idr: 6.0e6}}
arms:
  - {name: little, set: {actors.village_ngo.budget.total_idr: 1.5e6}}
  - {name: much, set: {actors.village_ngo.budget.total_idr: 3.0e6}}
outcome: paid_ngos_idr_total
link: input
replicates: 2
rows:
  - id: more
    condition: The NGO has Rp3 million less the NGO has Rp1.5 million
    plus: [[much]]
    minus: [[little]]
    expected: "+"
    low: 1.4e6
    high: 1.6e6
  - id: less
    condition: The same, stated the wrong way round
    plus: [[much]]
    minus: [[little]]
    expected: "-"
  - id: whole
    condition: Money of the NGO per rupiah of the NGO
    per: paid_ngos_idr_total
    plus: [[much]]
    minus: [[little]]
    low: 0.9
    high: 1.1
  - id: apart
    condition: The gain where the office is rich less where it is poor
    plus: [[much, rich], [little, poor]]
    minus: [[little, rich], [much, poor]]
    expected: "0"
    margin: 1000.0
"""


@pytest.fixture
def write(tmp_path):
    def written(text=SMALL, *, name="T1.yaml"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return written


def refused(path):
    with pytest.raises(ScenarioError) as error:
        published([str(path)])
    return str(error.value)


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


# --- reading -----------------------------------------------------------------------------------------------


def test_what_ships_is_twelve_results_each_with_links_and_sources():
    found = published()
    assert [one.file.id for one in found] == [f"P{n:02d}" for n in range(1, 13)]
    for one in found:
        assert one.file.source and one.file.confidence and one.file.decides
        for each in one.file.rows:
            assert one.link_of(each) == str(OUTCOMES.named(one.outcome_of(each)).link)
    assert all(path.stem == one.file.id for path, one in zip(docking_files(), found, strict=True))
    assert published(["P03", "P01"])[0].file.id == "P03"


def test_an_arm_wins_over_a_setting_and_a_setting_over_what_is_common(write):
    text = SMALL.replace(
        "  mechanisms.needs.on: false", "  actors.village_office.budget.yearly_idr: 1.0e6\n  time.months: 6"
    )
    text = text.replace("{name: much, set: {", "{name: much, set: {time.months: 8, ")
    text = text.replace("{name: rich, set: {", "{name: rich, set: {time.months: 7, ")
    one = published([str(write(text))])[0]
    assert one.spec(("little",)).actors[0].budget.yearly_idr == 1.0e6
    assert one.spec(("little", "rich")).actors[0].budget.yearly_idr == 6.0e6
    assert one.spec(("little", "poor")).time.months == 6
    assert one.spec(("little", "rich")).time.months == 7
    assert one.spec(("much", "rich")).time.months == 8


def test_a_scenario_beside_the_file_carries_it(write):
    write("extends: toy\nname: mine\ntime: {months: 5}\n", name="mine.yaml")
    one = published([str(write(SMALL.replace("scenario: toy", "scenario: mine.yaml")))])[0]
    assert one.spec(("much",)).time.months == 5


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("actors.village_ngo.budget.total_idr: 3.0e6", "actors.village_ngo.budget.totl_idr: 3.0e6", 14,
         "names the unknown field 'totl_idr' of a scenario (did you mean 'actors.village_ngo.budget.total_idr'?)"),
        ("mechanisms.needs.on: false", "mechanisms.neds.on: false", 8, "did you mean 'mechanisms.needs.on'"),
        ("actors.village_office.budget.yearly_idr: 3.0e6", "actors.village_offic.budget.yearly_idr: 3.0e6", 10,
         "did you mean 'village_office'"),
        ("actors.village_ngo.budget.total_idr: 3.0e6", "actors.village_ngo.budget.total_idr: -3.0e6", 14,
         "is out of range; allowed 0 to 100,000,000,000,000 IDR"),
        ("link: input\n", "", 18, "row more does not say which link of the results chain is meant"),
        ("link: input\n", "link: output\n", 19,
         "row more means the link output, but the outcome 'paid_ngos_idr_total'"),
        ("link: input\n", "link: impct\n", 16, "one of input, activity, output, outcome, impact"),
        ("outcome: paid_ngos_idr_total", "outcome: paid_ngo_idr_total", 19, "did you mean 'paid_ngos_idr_total'"),
        ("per: paid_ngos_idr_total", "per: paid_nobody", 33, "row whole names the outcome 'paid_nobody'"),
        ('plus: [[much]]\n    minus: [[little]]\n    expected: "-"',
         'plus: [[mush]]\n    minus: [[little]]\n    expected: "-"', 28,
         "names the arm 'mush', which the file does not have (did you mean 'much'?)"),
        ("[[much, rich], [little, poor]]", "[[much, rch], [little, poor]]", 40, "names the setting 'rch'"),
        ("minus: [[little, rich], [much, poor]]", "minus: [[little, rich]]", 41, "takes 1 away from 2"),
        ("    expected: \"-\"\n", "", 26, "is missing: give a sign, or a size"),
        ("    high: 1.6e6\n", "", 24, "has no other end of the size"),
        ("    high: 1.6e6\n", "    high: 1.3e6\n", 24, "is not below high"),
        ("    margin: 1000.0\n", "", 38, "expected 0 needs the largest difference that counts as none"),
        ("id: whole", "id: more", 18, "rows: 'more' is defined twice"),
        ("scenario: toy", "scenario: toi", 6, "no scenario is named 'toi'"),
        ("confidence: seen\n", "", 1, "confidence: is missing"),
        ("question: Is", "queston: Is", 2, "did you mean 'question'"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_with_file_and_line(write, old, new, line, words):
    assert old in SMALL
    said = refused(write(SMALL.replace(old, new, 1)))
    assert words in said, said
    assert any(one.startswith(f"T1.yaml:{line}: ") for one in said.splitlines()), said


def test_the_example_of_the_page_can_be_run(write):
    page = (Path(__file__).parents[2] / "docs" / "docking.md").read_text("utf-8")
    example = page.partition("```yaml\n")[2].partition("```")[0]
    one = published([str(write(example, name="Q01.yaml"))])[0]
    assert one.spec(("led", "little_trust")).agreements[0].leader == "ilo"


def test_a_number_that_two_files_have_is_refused(write):
    paths = [str(write()), str(write(name="T2.yaml"))]
    with pytest.raises(
        ScenarioError, match=r"T2.yaml:1: result T1 is defined a second time \(first in T1.yaml\)"
    ):
        published(paths)


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


@pytest.mark.parametrize(
    ("old", "new"),
    [("    minus: [[little]]\n", ""), ("low: 1.4e6", "per: members_end\n    low: 1.4e6")],
)
def test_percent_of_nothing_is_refused(write, old, new):
    head, _, _ = SMALL.partition("  - id: less")
    text = head.replace(old, new).replace('expected: "+"', 'expected: "+"\n    percent: true')
    assert "T1.yaml" in (said := refused(write(text))) and "needs one combination that is taken away" in said


@pytest.mark.parametrize(
    ("said", "key"),
    [('expected: "0"\n    margin: 1.0', "margin is 1"), ("low: 5.0\n    high: 10.0", "low is 5"),
     ("low: -8.0\n    high: -0.2", "low is -8")],
)  # fmt: skip
def test_percentage_points_are_not_taken_for_a_share(write, said, key):
    head, _, _ = SMALL.partition("  - id: less")
    text = head.replace(
        "outcome: paid_ngos_idr_total\nlink: input", "outcome: delivery_gap_mean\nlink: activity"
    )
    text = text.replace('expected: "+"\n    low: 1.4e6\n    high: 1.6e6', said)
    error = refused(write(text))
    assert (
        "T1.yaml:" in error
        and key in error
        and "a percentage point is 0.01; allowed between -1 and 1" in error
    )


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
