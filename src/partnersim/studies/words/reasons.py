"""Why two arms differ: the values in which their scenarios do, said by what they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from partnersim.scenario.documents.describe import parameter_table
from partnersim.scenario.spec import Scenario
from partnersim.studies.digest.facts import Change
from partnersim.studies.words.numbers import exact_text
from partnersim.studies.words.texts import SWITCH, Texts

if TYPE_CHECKING:
    from partnersim.studies.explaining.parts import Part

MOST_REASONS = 3
"""Values that are named; the rest is counted."""

_LONGEST_VALUE = 40


def why_text(
    changes: Sequence[Change], specs: Sequence[Scenario], texts: Texts, /, *, most: int = MOST_REASONS
) -> str:
    """The values that differ, by what they mean; a value without a meaning by its path.

    Args:
        changes: what differs, other and base. specs: both scenarios. texts: the language. most: values that are named.
    """
    if not changes:
        return texts.say("They differ in nothing that could change a result.")
    docs = {str(row["path"]): str(row["doc"]) for spec in specs for row in parameter_table(spec)}
    titles = {actor.name: texts.title(actor.title) for spec in specs for actor in spec.actors}
    named = "; ".join(_reason(change, docs, titles, texts) for change in changes[:most])
    more = len(changes) - most
    if more > 0:
        named = texts.say_count("{named}; and {n} more", "{named}; and {n} more", more, named=named)
    if len(changes) == 1:
        first = (
            named[:1] if named.startswith(changes[0].path) else named[:1].upper()
        )  # a path is written as it is
        return f"{first}{named[1:]}."
    return texts.say("{n} values differ: {named}.", n=len(changes), named=named)


def meanings_of(specs: Sequence[Scenario], texts: Texts, /) -> dict[str, str]:
    """What the values of scenarios mean, by path, up to the first stop, without whose they are.

    Args:
        specs: the scenarios. texts: the language.
    """
    docs = {str(row["path"]): str(row["doc"]) for spec in specs for row in parameter_table(spec)}
    return {path: _short(texts.title(SWITCH.sub("", doc))) for path, doc in docs.items()}


def meaning_text(change: Change, specs: Sequence[Scenario], texts: Texts, /) -> str:
    """What a value that differs means, with whose it is, in a sentence; empty if it has no meaning.

    Args:
        change: what differs. specs: both scenarios. texts: the language.
    """
    docs = {str(row["path"]): str(row["doc"]) for spec in specs for row in parameter_table(spec)}
    doc = docs.get(change.path, "")
    switch = SWITCH.match(doc)
    if switch is not None:
        meaning = texts.title(doc[switch.end() :]).rstrip(".")
        if change.other:
            return texts.say("{path} is on; off means: {meaning}", path=change.path, meaning=meaning) + "."
        return f"{texts.say('{path} is off: {meaning}', path=change.path, meaning=meaning)}."
    titles = {actor.name: texts.title(actor.title) for spec in specs for actor in spec.actors}
    meaning = _what(change.path, doc, titles, texts) if doc else ""
    return f"{meaning[:1].upper()}{meaning[1:].rstrip(':')}." if meaning else ""


def names_of_parts(parts: Sequence[Part], texts: Texts, /) -> list[str]:
    """What the parts of a difference are called: whose they are and what they mean; by their labels if unknown.

    Two that would be called the same have their labels behind.

    Args:
        parts: of an explanation. texts: the language.
    """
    called = [_name_of(part, texts) for part in parts]
    return [
        name if called.count(name) == 1 else f"{name} ({part.name})"
        for name, part in zip(called, parts, strict=True)
    ]


def _name_of(part: Part, texts: Texts) -> str:
    names = [name_of_value(owner, meaning, part.name, texts) for owner, meaning in part.said]
    return " + ".join(names) if names else part.name


def name_of_value(owner: str, meaning: str, label: str, texts: Texts, /) -> str:
    """A value of a scenario in a few words: whose it is, and what it means up to the first stop.

    Args:
        owner: title of the organization or agreement, or "". meaning: of the value, or "" for all that is the owner's.
        label: what stands for a switch, whose meaning says what is off. texts: the language.
    """
    if not meaning:
        return texts.title(owner)
    if SWITCH.match(meaning):  # what it says is what follows when it is off, which is no name
        return label
    short = _short(texts.title(meaning))
    low = f"{short[:1].lower()}{short[1:]}"
    return f"{texts.title(owner)}, {low}" if owner else low


def _reason(change: Change, docs: dict[str, str], titles: dict[str, str], texts: Texts) -> str:
    doc = docs.get(change.path, "")
    switch = SWITCH.match(doc)
    if switch is not None and isinstance(change.other, bool):
        meaning = texts.title(doc[switch.end() :]).rstrip(".")
        if change.other:
            return texts.say("{path} is on; off means: {meaning}", path=change.path, meaning=meaning)
        return texts.say("{path} is off: {meaning}", path=change.path, meaning=meaning)
    return texts.say(
        "{what} {other} instead of {base}",
        what=_what(change.path, doc, titles, texts),
        other=value_text(change.other, texts),
        base=value_text(change.base, texts),
    )


def _what(path: str, doc: str, titles: dict[str, str], texts: Texts) -> str:
    """A value's meaning up to its first stop, and whose it is."""
    meaning = _short(texts.title(doc))
    if not meaning:
        return path
    parts = path.split(".")
    owner = (
        titles.get(parts[1], parts[1])
        if parts[0] in ("actors", "agreements", "events") and len(parts) > 2
        else ""
    )
    low = f"{meaning[:1].lower()}{meaning[1:]}"
    return f"{owner}, {low}:" if owner else f"{low}:"


def _short(meaning: str) -> str:
    return re.split(r"[;:(.,]", meaning)[0].strip()


def value_text(value: Any, texts: Texts, /) -> str:
    """A value of a scenario as it is written, cut where it is long."""
    text = exact_text(value, language=texts.language)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 3]}..."
