"""The report's words: every text translated, assumptions named, nothing half-written."""

import importlib.util
import json
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from partnersim.faces.report import write_report
from partnersim.faces.report.assumptions import assumed_parameters
from partnersim.faces.report.timelines import Panel, timeline_figure
from partnersim.faces.report.write import report_html
from partnersim.scenario.documents.identity import canonical
from partnersim.scenario.reading import load_scenario
from partnersim.studies.words.texts import LOCALE, Texts
from tests.report_case import hand_made, styles_of

ROOT = Path(__file__).resolve().parents[2]


def catalogue_tool():
    location = importlib.util.spec_from_file_location("texts_tool", ROOT / "tools" / "texts.py")
    module = importlib.util.module_from_spec(location)
    location.loader.exec_module(module)
    return module


def forms(texts):
    return texts if isinstance(texts, tuple | list) else (texts,)


def singular(message):
    return forms(message.id)[0]


def test_every_text_is_translated():
    tool = catalogue_tool()
    wanted = {singular(message) for message in tool.found_texts() if message.id}
    path = LOCALE / "id" / "LC_MESSAGES" / "partnersim.po"
    with path.open("rb") as file:
        catalog = read_po(file, locale="id")
    assert {singular(message) for message in catalog if message.id} == wanted
    assert tool.untranslated(catalog) == []
    for message in catalog:
        for text, translated in zip(forms(message.id), forms(message.string), strict=True):
            if text:
                assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", translated)), text


def test_no_text_escapes_the_catalogue(results, monkeypatch):
    wanted = {singular(message) for message in catalogue_tool().found_texts() if message.id}
    said, say = set(), Texts.say

    def noted(self, message, **values):
        said.add(message)
        return say(self, message, **values)

    monkeypatch.setattr(Texts, "say", noted)
    report_html(results, language="id")
    assert said and said <= wanted


def test_assumptions_are_those_without_a_source():
    spec = load_scenario("jember")
    rows = {row["path"]: row for row in assumed_parameters(json.loads(canonical(spec)), name="jember")}
    assert "actors.firms.count" in rows  # its source begins with "assumed"
    assert "place.listed_households" not in rows  # a published list
    assert rows["mechanisms.enterprise.returns"]["source"].startswith("assumed")


def test_written_file_is_the_page(results, page, tmp_path):
    path = write_report(results, tmp_path / "report.html")
    assert path.read_text("utf-8") == page


def test_unknown_language_and_no_runs_are_refused(results):
    with pytest.raises(ValueError, match="language is 'fr'"):
        report_html(results, language="fr")
    failed = hand_made(seeds=(1,))
    failed.runs["status"] = "failed"
    with pytest.raises(ValueError, match="no run has finished"):
        report_html(failed)


def test_measures_without_any_value_leave_a_panel_that_says_so(results):
    series = results.series.assign(trust=float("nan"))
    figure = timeline_figure(series, [Panel("trust"), Panel("members")], styles_of(results), Texts())
    empty, full = figure.axes
    assert [t.get_text() for t in empty.texts] == ["nothing to count"]
    assert "nothing to count" not in {t.get_text() for t in full.texts}
