"""Errors about input in the reader's language: what is wrong, what is allowed, which name was probably meant."""

from __future__ import annotations

from string import Formatter
from typing import Any

from partnersim.scenario.documents.errors import Problem, ScenarioError
from partnersim.scenario.phrases import NumberText, Phrase, UnitName
from partnersim.studies.words.catalogue import noted
from partnersim.studies.words.texts import Texts

UNIT_WORDS = (
    noted("share"), noted("person"), noted("persons"), noted("household"), noted("hamlet"), noted("hamlets"),
    noted("village"), noted("firm"), noted("organization"), noted("agreement"), noted("dispute"),
    noted("week"), noted("weeks"), noted("year"), noted("course"), noted("courses"), noted("payment"),
    noted("payments"), noted("row"), noted("rows"), noted("run"), noted("runs"), noted("cluster"), noted("clusters"),
    noted("loan"), noted("loans"), noted("second"), noted("seconds"), noted("minute"), noted("hour"),
    noted("hours"), noted("worker"), noted("producer"), noted("producers"), noted("places"), noted("visits"),
    noted("packages"), noted("household months"), noted("first loans"), noted("months of consumption"),
    noted("percent"), noted("percentage_points"), noted("percent of profit"), noted("percent_of_profit"),
    noted("percent_of_work"), noted("percent_per_month"), noted("per_year"), noted("turns"), noted("base price"),
    noted("control_sd"), noted("probability"), noted("corr"), noted("sd"), noted("log"), noted("key"), noted("bool"),
    noted("0/1"),
)  # fmt: skip
"""Words of units that no table heading has; the others are those of `numbers.unit_text`."""

OTHERS_WORDS = (
    # the reader of YAML
    noted("mapping values are not allowed here"), noted("could not find expected ':'"),
    noted("while scanning a simple key"), noted("while scanning for the next token"),
    noted("while scanning a quoted scalar"), noted("while parsing a block mapping"),
    noted("while parsing a block collection"), noted("while parsing a flow sequence"),
    noted("while parsing a flow mapping"), noted("found unexpected end of stream"),
    noted("found character '\\t' that cannot start any token"),
    noted("expected <block end>, but found '<block mapping start>'"),
    noted("expected <block end>, but found '<block sequence start>'"),
    noted("expected <block end>, but found '<scalar>'"), noted("expected <block end>, but found '-'"),
    noted("expected <block end>, but found '?'"),
    noted("expected ',' or ']', but got '<stream end>'"), noted("expected ',' or '}', but got '<stream end>'"),
    noted("sequence entries are not allowed here"), noted("did not find expected <document start>"),
    # the operating system
    noted("Permission denied"), noted("No such file or directory"), noted("Not a directory"),
    noted("Is a directory"), noted("No space left on device"), noted("Read-only file system"),
    noted("File name too long"),
)  # fmt: skip
"""What others say most often of a file, word for word; whatever else they say is repeated as it is."""


def said(phrase: str, texts: Texts, /, *, typed: bool = False) -> str:
    """A phrase in the reader's language; a text that is none stays as it is.

    Numbers stand as a file takes them, with a point before decimals; thousands are parted by a space, since a point
    between them would be read as decimals.

    Args:
        phrase: the text. texts: the language.
        typed: whether the reader types numbers on the page, where they are written as the language writes them.
    """
    if texts.language == "en" or not isinstance(phrase, Phrase) or not phrase.message:
        return str(phrase)
    message = texts.say(phrase.message)
    if not phrase.facts:
        return message
    facts = {name: _fact(value, texts, typed) for name, value in phrase.facts.items()}
    return _Gaps(typed=typed).vformat(message, (), facts)


def problem_text(problem: Problem, texts: Texts, /, *, typed: bool = False) -> str:
    """A problem in one line.

    Args:
        problem: what is wrong. texts: the language. typed: as in `said`.
    """
    return problem.said(lambda phrase: said(phrase, texts, typed=typed))


def error_text(error: BaseException, texts: Texts, /) -> str:
    """An error in the reader's language, a line for each problem; of one that is not ours, what it says itself.

    Args:
        error: the error. texts: the language.
    """
    if isinstance(error, ScenarioError):
        return error.said(lambda phrase: said(phrase, texts))
    return said(phrase_of(error), texts)


def phrase_of(error: BaseException, /) -> Phrase:
    """What an error says as a phrase; the words of one that is not ours are repeated as they are."""
    told = error.args[0] if error.args else ""
    return told if isinstance(told, Phrase) else Phrase.verbatim(str(error))


def unit_words(unit: str, texts: Texts, /) -> str:
    """A unit of the vocabulary in words: ``IDR/person/month`` is rupiah per orang per bulan."""
    whole = texts.say(unit)
    if whole != unit or "/" not in unit:
        return "rupiah" if unit == "IDR" else whole
    return " per ".join(unit_words(part, texts) for part in unit.split("/"))


class _Gaps(Formatter):
    """Fills the gaps of a message with numbers as the reader writes them.

    Args:
        typed: as in `said`.
    """

    def __init__(self, *, typed: bool) -> None:
        self._typed = typed

    def format_field(self, value: Any, format_spec: str) -> Any:
        """A fact as its gap wants it."""
        text = super().format_field(value, format_spec)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return _as_written(text, typed=self._typed) if is_number else text


def _fact(value: Any, texts: Texts, typed: bool) -> Any:
    """What stands in a gap."""
    if isinstance(value, Problem):
        return problem_text(value, texts, typed=typed)
    if isinstance(value, UnitName):
        return unit_words(value, texts)
    if isinstance(value, NumberText):
        return _as_written(value, typed=typed)
    if isinstance(value, Phrase):
        return said(value, texts, typed=typed)
    return value


def _as_written(number: str, *, typed: bool) -> str:
    """A number in English as Indonesian readers write it: on the page with their signs, in a file as YAML wants it."""
    return number.translate(_AS_TYPED) if typed else number.replace(",", " ")


_AS_TYPED = str.maketrans(",.", ".,")
"""English signs of numbers to those of Indonesian."""
