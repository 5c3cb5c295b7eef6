"""What arms are called: one function for headings, tables and legends, in both languages and on every face."""

from __future__ import annotations

import re

import pytest

from partnersim.faces.report.write import report_html
from partnersim.scenario.reading import load_scenario
from partnersim.studies.compare import compare_results
from partnersim.studies.digest.facts import changes_of
from partnersim.studies.words.arms import names_of_arms
from partnersim.studies.words.texts import Texts
from tests.report_case import hand_made

ARMS = ("jember", "jember-with-firms", "jember-each-alone")
TITLES = {
    "en": (
        "Jember 2009-2014: Bank Gakin without private firms",
        "Jember with private firms",
        "Jember, each by its own plan under the same contract",
    ),
    "id": (
        "Jember 2009-2014: Bank Gakin tanpa perusahaan swasta",
        "Jember dengan perusahaan swasta",
        "Jember, masing-masing dengan rencana sendiri di bawah kontrak yang sama",
    ),
}
MANIFEST = {
    "arms": {
        "a": {"title": "Jember with private firms"},
        "b": {"title": "Jember without an agreement"},
        "c": {"title": "Jember with private firms"},
        "d": {"title": ""},
    }
}


@pytest.fixture(scope="module")
def three():
    """Results made by hand that hold the scenarios of three shipped arms, the third one value away from the first."""
    made = hand_made(arms=ARMS)
    for arm in ARMS:
        spec = load_scenario(arm)
        facts = made.manifest["arms"][arm]
        facts["spec"], facts["title"], facts["scenario"] = spec.model_dump(mode="json"), spec.title, spec.name
    return made


def test_arms_go_by_what_they_are_called_and_titles_tell_them_apart() -> None:
    names = names_of_arms(MANIFEST, Texts(), called={"a": "A", "b": "B", "c": "C", "d": "D"})
    assert (names.less("a", "b"), names.minus("a", "b")) == ("B less A", "B \N{MINUS SIGN} A")
    assert names.against("a", "b") == "B against A"
    assert names.against_by_title("a", "b") == "B against A (Jember without an agreement)"
    assert names.against_by_title("a", "c") == "C against A"  # the title of both
    assert names.against_by_title("a", "d") == "D against A"  # it has none
    assert [names.title(arm) for arm in "ad"] == ["Jember with private firms", "d"]


def test_without_letters_arms_go_by_their_names_and_titles_are_in_the_readers_language() -> None:
    names = names_of_arms(MANIFEST, Texts("id"), arms=["b", "a"])
    assert dict(names.called) == {"b": "b", "a": "a"} and set(names.titles) == {"a", "b"}
    assert names.less("a", "b") == "b dikurangi a"
    assert names.against_by_title("b", "a") == "a dibanding b (Jember dengan perusahaan swasta)"


@pytest.mark.parametrize("language", ["en", "id"])
def test_every_heading_of_the_report_calls_arms_alike(three, bare, language: str) -> None:
    changes = changes_of(*(three.manifest["arms"][arm]["spec"] for arm in (ARMS[0], ARMS[2])))
    page = report_html(three, language=language)
    headings = [re.sub(r"<.*?>", "", found) for found in re.findall(r"<h[123][^>]*>(.*?)</h[123]>", page)]
    titles, say = TITLES[language], Texts(language).say
    assert f"{say('{a} against {b}', a='C', b='A')} ({titles[2]})" in headings
    assert not any(change.path in heading for change in changes for heading in headings)
    for letter in "BC":
        assert say("{a} less {b}", a=letter, b="A") in headings
        assert f"{letter} \N{MINUS SIGN} A" in headings
    # names of files stand where scenarios are listed, and nowhere else
    assert not any(arm in heading for arm in ARMS[1:] for heading in headings)
    for letter, title in zip("ABC", titles, strict=True):
        assert re.search(rf"<li><b[^>]*>{letter}</b> {re.escape(title)}</li>", page)
    heads = re.findall(r"<th[^>]*>(.*?)</th>", page)
    assert {"A", "B", "C"} <= set(heads) and not set(ARMS) & set(heads)


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_terminal_says_the_same_by_name(three, language: str) -> None:
    lines = compare_results(three).digest(language)
    bare = Texts(language).say("{a} against {b}", a=ARMS[2], b=ARMS[0])
    assert f"{bare} ({TITLES[language][2]})" in " ".join(lines)
