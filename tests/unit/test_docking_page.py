"""The table of docs/docking.md from kept rows: written by hand here, and what is no results, or some alone, refused."""

import json
from pathlib import Path

import pytest

from partnersim.faces.pages import docking
from partnersim.scenario.documents.errors import ScenarioError


def row(id: str, name: str, **changes: object) -> dict[str, object]:
    made = {
        "id": id, "row": name, "outcome": "members_end", "unit": "households", "expected": "+", "effect": 12.345,
        "low": 10.0, "high": 14.69, "verdict": "met", "cells": {"led": 1.5}, "message": "",
    }  # fmt: skip
    return {**made, **changes}


ROWS = [
    row("P01", "met"),
    row("P01", "unclear", effect=-0.0142, low=-0.0179, high=-0.0106, unit="share", verdict="missed", expected="0"),
    row("P02", "same", effect=0.0, low=0.0, high=0.0, verdict="not shown", message="do not differ"),
    row("P02", "none", effect=None, low=None, high=None, verdict="failed", message="a | b"),
]


@pytest.fixture
def tree_of_docs(tmp_path, monkeypatch):
    """A page with a place for the table, and no results kept yet."""
    monkeypatch.setattr(docking, "KEPT", tmp_path / "docking.csv")
    monkeypatch.setattr(docking, "PAGE", tmp_path / "docking.md")
    text = f"before\n{docking.OPENING}\nold\n{docking.CLOSING}\nafter\n"
    (tmp_path / "docking.md").write_text(text, "utf-8")
    return tmp_path


def results(folder: Path, rows: object) -> Path:
    file = folder / "results.json"
    file.write_text(json.dumps({"replicates": 30, "rows": rows}), "utf-8")
    return file


def test_new_results_are_kept_and_stand_in_the_table(tree_of_docs) -> None:
    assert docking.write(results(tree_of_docs, ROWS), check=True) == 1
    assert not (tree_of_docs / "docking.csv").exists()
    assert docking.write(results(tree_of_docs, ROWS)) == 0
    lines = (tree_of_docs / "docking.md").read_text("utf-8").splitlines()
    assert lines[0] == "before" and lines[-1] == "after" and "old" not in lines
    assert lines[4:8] == [
        "| P01 | met | met | + | +12.3 | +10.0 to +14.7 |",
        "| P01 | unclear | missed | 0 | −1.42 | −1.79 to −1.06 |",
        "| P02 | same | not shown (do not differ) | + | 0 | 0 to 0 |",
        "| P02 | none | failed | + | – |  |",
    ]
    kept = (tree_of_docs / "docking.csv").read_text("utf-8").splitlines()
    assert kept[0] == "id,row,outcome,unit,expected,effect,low,high,verdict,cells,message"
    assert kept[1] == 'P01,met,members_end,households,+,12.345,10.0,14.69,met,"{""led"": 1.5}",'
    assert docking.write(check=True) == 0


def test_a_table_that_is_not_what_is_kept_is_told(tree_of_docs, capsys) -> None:
    docking.write(results(tree_of_docs, ROWS))
    page = tree_of_docs / "docking.md"
    page.write_text(page.read_text("utf-8").replace("+12.3", "+21.3"), "utf-8")
    assert docking.write(check=True) == 1
    assert "docking.md is not what the results say" in capsys.readouterr().err


def test_results_of_some_publications_alone_replace_nothing(tree_of_docs) -> None:
    docking.write(results(tree_of_docs, ROWS))
    before = (tree_of_docs / "docking.csv").read_text("utf-8")
    with pytest.raises(ScenarioError, match="has no rows of P02, which are kept; run all of them"):
        docking.write(results(tree_of_docs, ROWS[:2]))
    assert (tree_of_docs / "docking.csv").read_text("utf-8") == before


def test_what_holds_no_results_is_refused(tree_of_docs) -> None:
    with pytest.raises(ScenarioError, match="no results are kept"):
        docking.write()
    for rows in ([], "none", [1]):
        with pytest.raises(ScenarioError, match="holds no results of `partnersim dock --out DIR`"):
            docking.write(results(tree_of_docs, rows))
    file = tree_of_docs / "other.json"
    file.write_text("{}", "utf-8")
    with pytest.raises(ScenarioError, match="holds no results of `partnersim dock --out DIR`"):
        docking.write(file)


def test_a_page_without_a_place_for_the_table_is_told(tree_of_docs) -> None:
    (tree_of_docs / "docking.md").write_text("nothing\n", "utf-8")
    with pytest.raises(ScenarioError, match="has 0 places"):
        docking.write(results(tree_of_docs, ROWS))
