"""A number typed for a lever, as people write numbers in their language."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import solara

from partnersim.faces.app.levers import Lever
from partnersim.faces.app.parts import words
from partnersim.faces.app.state import choice
from partnersim.faces.app.typed_field import TypedField
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.phrases import NO_WORDS, NumberText, Phrase
from partnersim.scenario.spec import Scenario
from partnersim.studies.words.numbers import exact_text
from partnersim.studies.words.problems import said
from partnersim.studies.words.texts import Texts

_PLAIN = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?")


class NotANumber(ValueError):
    """A text that is no number, or may be two; the message, a phrase, says how to write it.

    Args:
        text: as typed.
    """

    def __init__(self, text: str) -> None:
        self.phrase = Phrase(
            "'{text}' is not a number; write it like {example}", text=text[:40], example=NumberText("0.25")
        )
        super().__init__(self.phrase)


def number_of(text: str, texts: Texts) -> float:
    """The number that somebody typed: 0.25 or 1,500 in English, 0,25 or 1.500 in Indonesian.

    Args:
        text: as typed. texts: the reader's language.

    Raises:
        NotANumber: it is no number, or might be meant either way (1.500 typed in Indonesian is 1500, while 0.25 is
            read as 0,25, since no thousands begin with 0).
    """
    thousands, point = (",", ".") if texts.language == "en" else (".", ",")
    plain = text.strip().replace(" ", "").replace("\N{MINUS SIGN}", "-")
    whole, mark, rest = plain.partition(point)
    if thousands in whole:
        groups = whole.lstrip("+-").split(thousands)
        if groups[0].isdigit() and groups[0][0] != "0" and all(re.fullmatch(r"\d{3}", g) for g in groups[1:]):
            whole = whole.replace(thousands, "")
        elif not mark and len(groups) == 2:
            whole = whole.replace(thousands, ".")  # 0.25 typed in Indonesian, or 0,25 in English
    plain = whole + ("." if mark else "") + rest
    if not _PLAIN.fullmatch(plain):
        raise NotANumber(text)
    return float(plain)


def fault_phrase(error: NotANumber | ScenarioError) -> Phrase:
    """What is wrong with a number that was typed, in one line, without the file and line that it does not come from."""
    if isinstance(error, NotANumber):
        return error.phrase
    return Phrase.joined(
        (replace(problem, file="", line=None).phrase() for problem in error.problems), between="; "
    )


def show_fault(fault: Phrase, texts: Texts) -> None:
    """What is wrong with a number that was typed, in the language that the page has now.

    Args:
        fault: of `fault_phrase`; kept as a phrase, so that it changes its language with the page.
        texts: the language.
    """
    if fault:
        words("p", said(fault, texts, typed=True), "ps-notice", role="alert")


def value_at(spec: Scenario, path: str) -> Any:
    """The value at a dotted path of a scenario, in which items of lists are named."""
    here: Any = spec
    for part in path.split("."):
        if isinstance(here, tuple | list):
            here = next(item for item in here if item.name == part)
        else:
            here = getattr(here, part)
    return here


@solara.component
def NumberField(lever: Lever, texts: Texts) -> None:
    """A field for the one number that a lever sets, with the one in force; emptied, it is as it was.

    What is wrong is said beside it, and the last good one stays.
    """
    fault, set_fault = solara.use_state(NO_WORDS)
    typed, set_typed = solara.use_state("")
    number = choice.value.numbers.get(lever.key)

    def set_number(text: str) -> None:
        set_fault(NO_WORDS)
        set_typed(text)
        if not text.strip():
            if number is not None:
                choice.set(choice.value.moved(lever.key, lever.positions[0].key))
            return
        try:
            choice.set(choice.value.typed(lever.key, number_of(text, texts)))
        except (NotANumber, ScenarioError) as error:
            set_fault(fault_phrase(error))

    shown = exact_text(value_at(choice.value.now(), lever.path), language=texts.language)
    if fault:
        shown = typed  # what was typed stays, to be mended
    TypedField(texts.say("Number"), shown, set_number, error=bool(fault))
    show_fault(fault, texts)
