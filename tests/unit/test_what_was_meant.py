"""Errors that say what was meant: a percent for a share, a name of another program, a month written otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

import partnersim as ps
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.reading import load_scenario

WEAK: dict[str, tuple[str, str]] = {
    "percent for a share": ("regulation: {mandate_share: 2}", "2 percent is written 0.02; allowed 0 to 0.2"),
    "fraction of percent": ("place: {headcount: 14.2}", "14.2 percent is written 0.142"),
    "name with a space": ("name: my scenario", "(did you mean 'my-scenario'?)"),
    "name with accents": ("name: 2 Désa Maju!", "(did you mean 'desa-maju'?)"),
    "month first": ("time: {start: 01/2009}", "allowed year and month: 2009-01 (did you mean '2009-01'?)"),
    "year alone": ("time: {start: 2020}", "(did you mean '2020-01'?)"),
    "whole date": ("time: {start: '15.3.2009'}", "(did you mean '2009-03'?)"),
    "ISO date": ("time: {start: 2009-03-15}", "(did you mean '2009-03'?)"),
    "optional month": (
        "actors: [{name: a, kind: donor, budget: {start: 2012}}]", "(did you mean '2012-01'?)"
    ),
    "list as a mapping": ("actors: {office: {kind: government}}", 'as in "- name: office"'),
    "items without brackets": ("run: {snapshots: '0,6, 12'}", "write a list in brackets: [0, 6, 12]"),
    "items apart by semicolons": ("run: {snapshots: 0;6}", "write a list in brackets: [0, 6]"),
    "one item": ("run: {snapshots: 6}", "write a list in brackets: [6]"),
    "a name for a list of items": ("actors: office", 'as in "- name: office"'),
    "another name for a field": ("place: {poverty_rate: 0.1}", "(did you mean 'headcount'?)"),
    "another name for the listed": ("place: {poor_households: 10}", "(did you mean 'listed_households'?)"),
    "field of a group": ("months: 12", "(did you mean 'time.months'?)"),
    "field of two groups": ("households: 12", "(did you mean 'place.households' or 'sample.households'?)"),
}  # fmt: skip


@pytest.mark.parametrize("case", WEAK)
def test_what_was_meant_is_said(case: str, tmp_path: Path) -> None:
    text, expected = WEAK[case]
    file = tmp_path / "mine.yaml"
    file.write_text(text + "\n")
    with pytest.raises(ScenarioError) as caught:
        ps.load(str(file))
    assert expected in str(caught.value)
    assert "^[" not in str(caught.value)


def test_no_advice_where_nobody_can_tell(tmp_path: Path) -> None:
    for text in (
        "time: {start: 13/2009}", "time: {start: soon}", "place: {headcount: 0.9}", "place: {headcount: 141}",
        "time: {months: 700}", "place: {headcount: 1.9}", "name: '!!!'",
    ):  # fmt: skip
        file = tmp_path / "mine.yaml"
        file.write_text(text + "\n")
        with pytest.raises(ScenarioError) as caught:
            ps.load(str(file))
        assert "did you mean" not in str(caught.value)
        assert "percent" not in str(caught.value)


def test_a_list_after_set_is_written_in_brackets() -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario("toy", overrides=["run.snapshots=0,6,12"])
    assert str(caught.value).startswith(
        "--set run.snapshots=0,6,12: run.snapshots = '0,6,12' must be a list; write a list in brackets: [0, 6, 12]"
    )
    assert load_scenario("toy", overrides=["run.snapshots=[0, 6, 12]"]).run.snapshots == (0, 6, 12)


def test_in_python_fields_are_written_as_python_writes_them() -> None:
    with pytest.raises(ScenarioError) as caught:
        ps.load("toy", households=20)
    text = str(caught.value)
    assert text.startswith("households=20: unknown field 'households'")
    assert "(did you mean 'place__households' or 'sample__households'?)" in text
    assert "--set" not in text


def test_a_near_name_is_given_alone() -> None:
    with pytest.raises(ScenarioError) as caught:
        ps.load("jember-with-firm")
    assert str(caught.value) == (
        "no scenario is named 'jember-with-firm', and no such file exists (did you mean 'jember-with-firms'?)"
    )
    with pytest.raises(ScenarioError, match="shipped: gresik, "):
        ps.load("zzz")
