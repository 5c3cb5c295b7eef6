"""The facilitator's guide is in the words of the page: every bold word of it is one that the page says."""

import re
from pathlib import Path

import pytest

from partnersim.studies.words.texts import Texts
from tools.texts import found_texts

GUIDE = Path(__file__).parents[2] / "docs" / "guide"
OTHER = {"**Bold**", "**Bahasa Indonesia**", "**tebal**", "**Everybody writes down**", "**Setiap orang menulis**"}
"""Bold words that are in no catalogue: they say what bold is, stress something, or are a button in both languages."""


def bold(language):
    text = re.sub(r"\s+", " ", (GUIDE / f"{language}.md").read_text("utf-8"))
    return [word for word in re.findall(r"\*\*[^*]+\*\*", text) if word not in OTHER]


@pytest.mark.parametrize("language", ["en", "id"])
def test_every_bold_word_is_on_the_page(language):
    texts = Texts(language)
    said = {texts.say(str(message.id)) for message in found_texts() if message.id and isinstance(message.id, str)}
    words = bold(language)
    assert len(words) > 50
    assert [word for word in words if word.strip("*") not in said] == []


def test_both_guides_have_the_same_parts_and_ask_the_same():
    english, indonesian = ((GUIDE / f"{name}.md").read_text("utf-8") for name in ("en", "id"))
    for pattern in (r"^## ", r"^### ", r"^\| ", r"^> ", r"^\d\. "):
        assert len(re.findall(pattern, english, re.M)) == len(re.findall(pattern, indonesian, re.M)), pattern
    assert len(re.findall(r"^### Brief \d", english, re.M)) == 6 and english.count("> *") == 3
    answers = [re.findall(r"(\d) ([abc])[,.]", text) for text in (english, indonesian)]
    assert answers[0] == answers[1] and [number for number, _ in answers[0]] == list("123456")


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_minutes_of_a_session_follow_one_another_and_are_those_of_its_parts(language):
    text = (GUIDE / f"{language}.md").read_text("utf-8")
    rows = [(int(start), int(end)) for start, end in re.findall(r"^\| (\d+)-(\d+) \|", text, re.M)]
    session, play = rows[: rows.index((0, 10))], rows[rows.index((0, 10)) :]
    for table, whole in ((session, 60), (play, 120)):
        assert [start for start, _ in table] == [0, *(end for _, end in table[:-1])] and table[-1][1] == whole
    parts = [int(minutes) for minutes in re.findall(r"^### .* \((\d+) (?:minutes|menit)\)$", text, re.M)]
    assert parts == [end - start for start, end in session[1:]] and len(parts) == 6
