"""Pages written from results: current, never touched by asking for help, and right to the digit on made-up results."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from partnersim.faces.cli import main
from partnersim.faces.cli.paging import pages
from partnersim.faces.pages import (
    cases,
    dyads,
    jember,
    renewing,
    sanity,
    scoreboard,
    tree,
    trials,
    validation,
    verdicts,
)
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.studies.cases import jember as observed
from partnersim.studies.partnerships.dyad_loss import Found
from partnersim.studies.partnerships.dyads import Life

NAMES = [command.name for command in pages.registered_commands]


@pytest.fixture
def docs(tmp_path, monkeypatch):
    """An empty documentation folder in place of the real one, for what is written through `tree.put`."""
    monkeypatch.setattr(tree, "ROOT", tmp_path)
    return tmp_path


def test_pages_that_need_no_runs_are_current(capsys):
    assert main(["pages", "--check"]) == 0, capsys.readouterr().err


def test_every_page_has_a_command():
    assert set(NAMES) == {
        "claims",
        "answers",
        "validation",
        "levers",
        "planes",
        "docking",
        "posterior",
        "score",
        "verdicts",
        "trials",
        "cases",
        "jember",
        "maps",
        "dyads",
        "sanity",
    }


@pytest.mark.parametrize(
    "command", [["pages", name] for name in NAMES] + [["fit", "firms"], ["fit", "dyads"], ["fit"], ["pages"]]
)
def test_help_touches_nothing(command, capsys, monkeypatch):
    monkeypatch.setattr(Path, "write_text", lambda *a, **o: pytest.fail("something was written"))
    monkeypatch.setattr(Path, "write_bytes", lambda *a, **o: pytest.fail("something was written"))
    assert main([*command, "--help"]) == 0
    assert "Usage" in capsys.readouterr().out


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("sanity", "verdicts")])
def test_without_a_source_tree_pages_say_so(name, capsys, docs):
    assert main(["pages", name]) == 2
    assert capsys.readouterr().err.startswith("partnersim: pages belong to a source tree")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["pages", "claims", "nothing.json"], "nothing.json: No such file or directory"),
        (["pages", "validation", "broken.json"], "broken.json: is no JSON"),
        (["pages", "cases", "toy"], "no case with a page is named 'toy'"),
        (["pages", "cases", "--replicates", "1"], "--replicates"),
        (["pages", "trials", "nothing"], "nothing"),
        (["pages", "dance"], "dance"),
        (["fit", "dyads", "--out", "broken.json/x.yaml"], "cannot write to the folder"),
    ],
)
def test_wrong_input_is_one_line_and_code_2(arguments, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.json").write_text("{")
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert said in shown.err and shown.err.count("\n") == 1 and shown.out == ""
    assert [path.name for path in tmp_path.iterdir()] == ["broken.json"]


def test_a_page_is_written_whole_and_only_if_it_differs(docs, capsys):
    page = docs / "page.md"
    assert tree.put(page, "new", check=True) == 1
    assert not page.exists() and "page.md is not what the results say" in capsys.readouterr().err
    assert tree.put(page, "new") == 0
    assert page.read_text() == "new" and "written: page.md" in capsys.readouterr().err
    before = page.stat().st_mtime_ns
    assert tree.put(page, "new") == tree.put(page, "new", check=True) == 0
    assert page.stat().st_mtime_ns == before and capsys.readouterr().err == ""


def test_words_written_by_hand_are_kept_and_markers_are_needed(docs):
    page = docs / "page.md"
    page.write_text("a\n<!-- why -->\nkept\nwords\n<!-- end why -->\nb\n")
    assert tree.kept_words(page, "why") == "kept\nwords"
    assert tree.kept_words(page, "other") == tree.kept_words(docs / "none.md", "why") == ""
    assert (
        tree.filled(page, "<!-- why -->", "<!-- end why -->", r"\1 new")
        == "a\n<!-- why -->\n\\1 new\n<!-- end why -->\nb\n"
    )
    with pytest.raises(ScenarioError, match="has 0 places '<!-- what -->'; it needs one"):
        tree.filled(page, "<!-- what -->", "<!-- end -->", "")


def claim(identity, verdict, effect, low, high):
    return {
        "id": identity,
        "headline": identity == "C1",
        "statement": "Said.",
        "outcome": "headcount_end",
        "unit": "share",
        "verdict": verdict,
        "effect": effect,
        "low": low,
        "high": high,
        "seeds": [3, 12],
    }


def test_moved_verdicts_say_how_far_the_effect_moved():
    before = {
        "version": "1",
        "date": "2026-01-01",
        "claims": [
            claim("C1", "not shown", 0.01, -0.03, 0.05),
            claim("C2", "supported", 1, 1, 1),
            claim("C4", "x", 0, 0, 0),
        ],
    }
    after = {
        "version": "2",
        "date": "2026-02-01",
        "claims": [
            claim("C1", "supported", 0.10, 0.07, 0.13),
            claim("C2", "supported", 1, 1, 1),
            claim("C3", "x", 0, 0, 0),
        ],
    }
    text = verdicts.page(before, after, earlier="old", later="new", why="Because.")
    assert "Of 2 claims that both tables hold, 1 have another verdict. Both tables are of 10 seeds" in text
    assert "<!-- why -->\nBecause.\n<!-- end why -->" in text
    # half widths 0.04 and 0.03, so 0.05 together, two standard errors of 0.025; the effect moved by 0.09
    assert (
        "| C1 * | Said. | `headcount_end` | not shown: +1.0 (−3.0 to +5.0) | supported: +10.0 (+7.0 to +13.0) "
        "| +3.6 standard errors |"
    ) in text
    near = claim("C1", "supported", 0.05, 0.02, 0.08)
    assert verdicts.cells(before["claims"][0], near)[-2:] == ["no more than luck", "model"]


def test_cases_are_means_and_paired_differences(monkeypatch):
    # the base takes 1, 2, 3; the variant is larger by 1, 2 and 3: mean 2, t(0.975, 2) / root 3 = 2.484
    def facts(name, seed):
        k = seed - cases.load_scenario("osaka").run.seed + 1
        wanted = {**cases.COMMON, **cases.SHOWN["osaka"]}
        return dict.fromkeys(wanted, float(k if name == "osaka" else 2 * k))

    monkeypatch.setattr(cases, "facts_of", facts)
    monkeypatch.setattr(cases, "shipped_names", lambda: ("osaka", "osaka-other", "toy"))
    text = cases.table("osaka", 3)
    assert "|  | osaka | osaka-other |" in text
    assert "| its fall, points a year | 2.00 (1.00 to 3.00) | +2.00 (−0.48 to +4.48) |" in text
    assert "3 replicates an arm" in text


def test_trials_are_shown_in_per_cent_and_with_what_the_field_would_see():
    nan = math.nan
    row = {
        "trial": "a_trial",
        "outcome": "owns_it",
        "arm": "loans",
        "against": "control",
        "round": 12,
        "unit": "share",
        "effect": 0.1,
        "low": 0.05,
        "high": 0.15,
        "field_effect": 0.08,
        "field_se": 0.02,
        "power": 0.714,
    }
    assert trials.cells(row) == [
        "a trial",
        "owns it",
        "loans",
        "12",
        "points",
        "10.0",
        "5.0 to 15.0",
        "8.00 (2.00)",
        "71",
    ]
    level = row | {
        "against": "none",
        "unit": "IDR_per_month",
        "effect": 1e-17,
        "low": -1.0,
        "high": 1.0,
        "field_effect": nan,
        "field_se": nan,
        "power": nan,
    }
    assert trials.cells(level)[4:] == ["IDR per month", "0.0", "−1.0 to 1.0", "", ""]
    assert trials.cells(row | {"against": "grants"})[2] == "loans against grants"
    assert trials.trials_table(pd.DataFrame([row])).count("\n") == 2


def test_facts_lie_in_their_bands_or_out():
    band = observed.Band("V0", "a share", 0.1, 0.2, 1, True)
    assert sanity.cells(band, [0.1, 0.3]) == [
        "V0",
        "a share",
        "10.0 % to 20.0 %",
        "20.0 %",
        "10.0 % to 30.0 %",
        "in",
    ]
    assert sanity.cells(band, [0.1, 0.31])[-1] == "**out**"
    assert sanity.cells(band, [0.05, np.nan])[3:] == ["5.0 %", "5.0 % to 5.0 %", "**out**"]
    assert sanity.cells(observed.Band("V", "x", 1.0, 2.0, 3), [1.5])[2:4] == ["1.000 to 2.000", "1.500"]


def test_dyads_are_shown_with_their_errors_and_bands():
    found = Found(signed=80.0, share=50.0, hazard=[0.1, 0.3, math.nan], linked=math.nan)
    lives = [Life(2, 0.5)] * 16 + [None] * 4
    # root of 50 times 50 over 16
    assert (
        dyads.row("learning", found, lives) == "| learning | 16 of 20 | 50 % (s.e. 12 %) | 0.10 0.30 – | – |"
    )
    assert dyads.error(50.0, 16) == 12.5
    lines = dyads.judged(found, 16)
    assert [line.split("|")[-2].strip() for line in lines[2:]] == ["met", "met", "missed"]


def test_a_validation_shows_misses_first_and_what_was_published():
    document = json.loads((tree.RESULTS / "validation.json").read_text("utf-8"))
    row = next(row for row in document["targets"] if row["id"] == "T01")
    told = validation.cells(
        row | {"value": 0.34567, "sd": 0.01, "target": 0.28, "low": 0.18, "high": 0.38, "z": -1.26}, {}
    )
    assert told[4:7] == ["0.346 (sd 0.0100)", "0.28", "0.18 to 0.38, " + row["band"]]
    assert told[8] == "−1.3"
    out = validation.page({**document, "targets": [row | {"in_band": False}]}, "Kept.")
    assert "## Missed (1)" in out and "Kept." in out


def test_variants_of_jember_are_differences_from_it():
    class Made:
        def row(self, outcome, *, base, other):
            nan = other == "no-programme"
            return {"base_mean": 0.1234, "difference": math.nan if nan else -0.01, "low": -0.02, "high": 0.0}

    text = jember.variants_table(Made())
    assert "| poverty headcount, % | 12.34 | −1.00 (−2.00 to 0.00) |" in text
    assert text.splitlines()[2].endswith("| – |")


def scores(model_rmse: float) -> dict[str, object]:
    """Made-up results of one family at two sites, in which the model's error is as given."""
    score = {"family": "cash_now", "unit": "percent", "fitted": False, "n": 2.0, "mae": 1.25, "crps": 0.75,
             "covered_50": 0.5, "covered_80": 1.0, "covered_95": 1.0}  # fmt: skip
    rmse = {"model": model_rmse, "other_studies": 3.0, "no_effect": 4.0}
    said = [
        {"family": "cash_now", "predictor": who, "site": site, "fitted": False, "effect": 10.0, "error": 2.0,
         "predicted": 5.0, "spread": 1.0}
        for who in rmse
        for site in ("A", "B")
    ]  # fmt: skip
    return {
        "date": "2026-11-26", "version": "1", "sets": 12, "replicates": 3, "first_seed": 1, "seconds": 90.0,
        "scores": [{**score, "predictor": who, "rmse": value} for who, value in rmse.items()], "predictions": said,
    }  # fmt: skip


def test_the_scoreboard_says_first_where_a_rival_wins():
    text = scoreboard.scores_text(scores(model_rmse=3.5))
    assert (
        "- Cash now: nearest is mean of the other studies (root mean square error 3.0; the model 3.5" in text
    )
    assert "| cash now | the model | 2 | 3.5 | 1.3 | 0.8 | 50 | 100 | 100 |" in text
    assert "nearest is the model" in scoreboard.scores_text(scores(model_rmse=2.9))


def test_the_scoreboards_picture_shows_every_site_and_its_interval():
    figure = scoreboard.picture(scores(model_rmse=2.0))
    (axes,) = figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["A", "B"]
    bar = axes.containers[0].lines[2][0].get_segments()[0]
    assert bar[:, 0] == pytest.approx([10.0 - 1.96 * 2.0, 10.0 + 1.96 * 2.0])


def test_claims_run_again_replace_their_rows_and_say_when():
    head = {"first_seed": 1, "draws": 64, "draw_replicates": 2, "form_replicates": 10}
    kept = {
        **head,
        "date": "2026-11-26",
        "version": "a",
        "remark": "old",
        "claims": [{"id": "C1", "effect": 1.0}, {"id": "C2", "effect": 2.0}],
    }
    newer = {
        **head,
        "date": "2026-11-27",
        "version": "b",
        "claims": [{"id": "C2", "effect": 5.0}, {"id": "C3", "effect": 3.0}],
    }
    made = renewing.renewed(kept, newer)
    assert {row["id"]: row["effect"] for row in made["claims"]} == {"C1": 1.0, "C2": 5.0, "C3": 3.0}
    assert made["date"] == "2026-11-26" and "run_again" not in made["claims"][0]
    assert made["remark"] == "**Run again since, with the same seeds:** C2, C3 on 2026-11-27 with version b."
    assert renewing.renewed(kept, {**newer, "claims": [*newer["claims"], {"id": "C1"}]})["version"] == "b"
    with pytest.raises(ScenarioError, match="draws 8"):
        renewing.renewed(kept, {**newer, "draws": 8})
