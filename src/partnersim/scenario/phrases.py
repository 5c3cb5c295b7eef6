"""Texts for readers that can be said in any language: an English sentence with gaps, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self


class Phrase(str):
    """A text in English that keeps the message and the facts it was made of, so that others can translate it.

    Wherever a text is wanted it is the English one. Facts that are phrases themselves are said in that language, too;
    phrases can be put together with ``+``.

    Args:
        message: the text, with named gaps in braces where there are facts.
        facts: what stands in the gaps.
    """

    message: str
    facts: dict[str, Any]

    def __new__(cls, message: str = "", /, **facts: Any) -> Self:
        """The text with its gaps filled: one like any other, which still knows its message and its facts."""
        phrase = super().__new__(cls, message.format(**facts) if facts else message)
        phrase.message, phrase.facts = message, facts
        return phrase

    @classmethod
    def verbatim(cls, text: str, /) -> Self:
        """What somebody else said (a library, the operating system, a file), to be repeated as it is."""
        return cls(text)

    @classmethod
    def joined(cls, phrases: Iterable[str], /, *, between: str = "") -> Self:
        """Several texts in one, with a sign between each two of them."""
        facts: dict[str, str] = {}
        for phrase in phrases:
            if facts and between:
                facts[f"part{len(facts)}"] = between
            facts[f"part{len(facts)}"] = phrase
        return cls("".join(f"{{{name}}}" for name in facts), **facts)

    def __add__(self, other: str) -> Phrase:
        return Phrase.joined((self, other)) if other else self

    def __radd__(self, other: str) -> Phrase:
        return Phrase.joined((other, self)) if other else self


NO_WORDS = Phrase()
"""The phrase that says nothing."""


class UnitName(str):
    """The name of a unit as a fact of a phrase; readers of another language see their words for it."""


class NumberText(str):
    """A number as a fact of a phrase, in English: a comma between thousands, a point before decimals."""
