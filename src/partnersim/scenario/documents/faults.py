"""Turning the validation errors of pydantic into problems a scenario author can act on."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from partnersim.scenario.documents.advice import (
    amount_advice,
    as_form,
    called_otherwise,
    form_of,
    list_advice,
    percent_advice,
)
from partnersim.scenario.documents.document import Mark, Tree, comma_advice
from partnersim.scenario.documents.errors import Problem, nearest, shown
from partnersim.scenario.documents.fields import PHRASE, field_note
from partnersim.scenario.documents.shape import (
    Spot,
    allowed,
    follow,
    key_names,
    one_of,
    options,
    part_for,
    parts_of,
    step,
    tags_of,
)
from partnersim.scenario.documents.texts import FORMS
from partnersim.scenario.phrases import Phrase, UnitName

_NUMBER_THEN_TEXT = re.compile(r"\s*[-+]?[\d.,_]+([eE][-+]?\d+)?\s*[^\d\s.,_].*", re.DOTALL)
_PATH = re.compile(r"[A-Za-z_]\w*(?:\.\w+)*")
_QUOTED = re.compile(r"'([^']+)'")
_ONLY_NUMBER = re.compile(r"\s*[-+]?[\d.,_]+([eE][-+]?\d+)?\s*")
_WITH_COMMA = re.compile(r"\s*[-+]?[0-9]+,[0-9]+\s*")
_MOST_NAMES_LISTED = 15
_LONGEST_SENTENCE = 400

_NUMBER_FAULTS = ("number_type", "whole_number_type", "float_type", "int_type", "int_parsing")

_MESSAGES = {
    "number_type": Phrase("must be a number"),
    "whole_number_type": Phrase("must be a whole number"),
    "float_type": Phrase("must be a number"),
    "int_type": Phrase("must be a whole number"),
    "int_parsing": Phrase("must be a whole number"),
    "int_parsing_size": Phrase("is too large for a whole number"),
    "int_from_float": Phrase("must be a whole number"),
    "finite_number": Phrase("must be a finite number"),
    "switch_type": Phrase("must be true or false"),
    "bool_type": Phrase("must be true or false"),
    "string_type": Phrase("must be text"),
    "out_of_range": Phrase("is out of range"),
    "literal_error": Phrase("is not one of the options"),
    "tuple_type": Phrase("must be a list"),
    "list_type": Phrase("must be a list"),
    "dict_type": Phrase("must be a mapping of names to values"),
    "model_type": Phrase("must be a group of fields"),
    "model_attributes_type": Phrase("must be a group of fields"),
}


def problems_of(error: ValidationError, /, *, model_cls: type[BaseModel], document: Tree) -> list[Problem]:
    """Give one problem per faulty place, with its line, value, range and the nearest valid name.

    Args:
        error: What pydantic found wrong.
        model_cls: Scenario class that refused the document.
        document: The document with its places.
    """
    top = Spot(annotation=model_cls, field=None, part=None, tree=document, mark=document.mark)
    found: dict[tuple[str, str], Problem] = {}
    for line in error.errors(include_url=False):
        place = line["loc"]
        if place and place[-1] == "[key]":
            spot = follow(top, place[:-1])
            problem = _unknown_key(spot, owner=follow(top, place[:-2]), line=line)
        else:
            spot = follow(top, place, missing=line["type"] == "missing")
            problem = _problem(spot, line)
        # A union reports one error per branch it tried; the first says enough about the place.
        group = problem.message if line["type"] in ("value_error", "assertion_error") else ""
        found.setdefault((problem.field or spot.dotted, group), problem)
    return in_order(found.values())


def in_order(problems: Iterable[Problem], /) -> list[Problem]:
    """Problems by file and line, those of overrides last."""
    return sorted(problems, key=lambda one: (one.file.startswith("--set"), one.file, one.line or 0))


def _problem(spot: Spot, line: Any) -> Problem:
    kind = line["type"]
    if kind == "extra_forbidden":
        return _unknown_field(spot, line)
    if kind == "missing":
        return _missing_field(spot)
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return _wrong_kind(spot, line)
    if kind in ("value_error", "assertion_error"):
        text = _raised(line)
        return _mark_named_in(text, spot=spot).problem(text, field=spot.dotted, value=_scalar(spot))
    if kind == "rule":
        return _broken_rule(spot, line)
    if kind == "string_pattern_mismatch":
        return _wrong_form(spot, line)
    message = _MESSAGES.get(kind) or _own_phrase(line)
    written = spot.tree.plain() if spot.tree is not None else line["input"]
    pattern = form_of(spot.annotation, spot.field)
    if kind == "string_type" and pattern in FORMS:
        return _of_form(spot, pattern, written)
    if isinstance(written, str) and kind in _NUMBER_FAULTS:
        message = _about_text(written, spot=spot, message=message)
        if "IDR" in str(field_note(spot.field, key="unit") if _has_extra(spot) and spot.field else ""):
            message = message + amount_advice(written)
    elif kind == "out_of_range":
        message = message + percent_advice(written, field=spot.field)
    elif kind in ("model_type", "model_attributes_type"):
        if any("on" in part.model_fields for part in parts_of(spot.annotation)):
            message = message + Phrase("; to switch it write {field}.on: true or false", field=spot.dotted)
    elif kind in ("tuple_type", "list_type"):
        message = message + list_advice(written, named=bool(_item_parts(spot)))
    accepted = allowed(spot.annotation, spot.field)
    return spot.mark.problem(
        message,
        field=spot.dotted,
        value=shown(written),
        allowed=Phrase() if accepted in message else accepted,
        suggestion=_near_option(written, spot=spot),
    )


def _item_parts(spot: Spot) -> list[type[BaseModel]]:
    """The classes of a list's items; none where they are plain values."""
    return parts_of(step(spot, 0).annotation)


def _broken_rule(spot: Spot, line: Any) -> Problem:
    """Make the problem of a rule that names its own place; a key is shown by its path alone."""
    about = line.get("ctx", {})
    of_key = str(about.get("of_key")) == "True"
    return spot.mark.problem(
        _own_phrase(line),
        field=spot.dotted,
        value="" if of_key else _scalar(spot),
        allowed=about.get("allowed", Phrase()),
        suggestion=str(about.get("near", "")),
    )


def _wrong_form(spot: Spot, line: Any) -> Problem:
    """Make the problem of a text without its form, said in words where the form has some."""
    pattern = str(line.get("ctx", {}).get("pattern", ""))
    written = spot.tree.plain() if spot.tree is not None else line["input"]
    return _of_form(spot, pattern, written)


def _of_form(spot: Spot, pattern: str, written: Any) -> Problem:
    return spot.mark.problem(
        Phrase("is not of the form that is needed")
        if pattern in FORMS
        else Phrase("does not have the form {pattern}", pattern=pattern),
        field=spot.dotted,
        value=shown(written),
        allowed=FORMS.get(pattern, Phrase()),
        suggestion=as_form(written, pattern),
    )


def _unknown_field(spot: Spot, line: Any) -> Problem:
    names = list(spot.part.model_fields) if spot.part is not None else []
    word = spot.path[-1] if spot.path else ""
    near = called_otherwise(word, owner=spot.part, top=len(spot.path) == 1) or nearest(word, among=names)
    known = ", ".join(names[:_MOST_NAMES_LISTED]) + (", ..." if len(names) > _MOST_NAMES_LISTED else "")
    text = Phrase("unknown field '{field}'", field=spot.dotted[:200])
    if known and not near:
        text = text + Phrase("; the fields here are {names}", names=known)
        if len(spot.path) == 1 and "actors" in names:
            text = text + Phrase(
                "; `partnersim describe SCENARIO {word}` finds values by a word", word=word[:40]
            )
    return spot.mark.problem(text, suggestion=near)


def _unknown_key(spot: Spot, *, owner: Spot, line: Any) -> Problem:
    """Make the problem of a mapping whose keys are limited to certain names or forms."""
    names = key_names(owner.annotation)
    if not names:
        pattern = str(line.get("ctx", {}).get("pattern", ""))
        if pattern in FORMS:
            return spot.mark.problem(
                Phrase("has a key of another form"), field=spot.dotted, allowed=FORMS[pattern]
            )
        return spot.mark.problem(
            Phrase("has a key that does not fit: {reason}", reason=_own_phrase(line)), field=spot.dotted
        )
    word = spot.path[-1] if spot.path else ""
    return spot.mark.problem(
        Phrase("unknown key '{field}'", field=spot.dotted[:200]),
        allowed=one_of(names),
        suggestion=nearest(word, among=names),
    )


def _missing_field(spot: Spot) -> Problem:
    return spot.mark.problem(
        Phrase("is missing"), field=spot.dotted, allowed=allowed(spot.annotation, spot.field)
    )


def _wrong_kind(spot: Spot, line: Any) -> Problem:
    parts = parts_of(spot.annotation)
    tag = str(line.get("ctx", {}).get("discriminator", "kind")).strip("'")
    values = [str(value) for part in parts for value in tags_of(part).get(tag, ())]
    dotted = f"{spot.dotted}.{tag}" if spot.dotted else tag
    choices = one_of(values)
    content = spot.tree.content if spot.tree is not None else None
    if isinstance(content, dict) and tag in content:
        written, mark = content[tag].plain(), spot.tree.keys.get(tag, spot.mark) if spot.tree else spot.mark
        near = nearest(written, among=values) if isinstance(written, str) else ""
        return mark.problem(
            Phrase("is not one of the options"),
            field=dotted,
            value=shown(written),
            allowed=choices,
            suggestion=near,
        )
    return spot.mark.problem(Phrase("is missing"), field=dotted, allowed=choices)


def _mark_named_in(text: str, *, spot: Spot) -> Mark:
    """Find the line that a rule about several fields is about: the first written one that it names."""
    words = _PATH.findall(text)
    paths = (_mark_at(word, spot=spot) for word in words if "." in word)
    named = {item.name(): item for item in _items(spot.tree)}
    items = (_mark_within(named[word], text=text) for word in _QUOTED.findall(text) if word in named)
    keys = (_mark_at(word, spot=spot) for word in words if "." not in word)
    return next((mark for mark in (*paths, *items, *keys) if mark is not None), spot.mark)


def _mark_at(path: str, *, spot: Spot) -> Mark | None:
    for key in path.split("."):
        spot = step(spot, key)
        if spot.tree is None:
            return None
    return spot.mark


def _mark_within(item: Tree, *, text: str) -> Mark:
    """Find the field of a named item whose value the message quotes; else the item itself."""
    for key, value in item.content.items():
        plain = value.content
        if key != "name" and isinstance(plain, str) and len(plain) > 2 and plain in text:
            return item.keys.get(key, item.mark)
    return item.mark


def _items(tree: Tree | None) -> Iterator[Tree]:
    """Yield the items of all lists directly inside a mapping."""
    content = tree.content if tree is not None else None
    for value in content.values() if isinstance(content, dict) else ():
        yield from value.content if isinstance(value.content, list) else ()


def _about_text(written: str, *, spot: Spot, message: Phrase) -> Phrase:
    """Explain a text that stands where a number is expected, naming the unit and never guessing."""
    unit = spot.field.json_schema_extra.get("unit", "") if _has_extra(spot) else ""  # type: ignore[union-attr]
    wanted = Phrase("a plain number")
    if unit not in ("", "-", "1"):
        wanted = Phrase("a plain number in {unit}", unit=UnitName(unit))
    if _WITH_COMMA.fullmatch(written[:200]):
        return Phrase("is text; {advice}", advice=comma_advice(written.strip()))
    if _ONLY_NUMBER.fullmatch(written[:200]):
        return Phrase("is text; write the number without quotes, spaces or separators")
    if _NUMBER_THEN_TEXT.fullmatch(written[:200]):
        return Phrase("carries a unit of its own; write {wanted}", wanted=wanted)
    if unit:
        return Phrase("{fault}, not text; write {wanted}", fault=message, wanted=wanted)
    return Phrase("{fault}, not text", fault=message)


def _has_extra(spot: Spot) -> bool:
    return spot.field is not None and isinstance(spot.field.json_schema_extra, dict)


def _near_option(written: Any, *, spot: Spot) -> str:
    """Suggest the nearest option for a misspelt choice."""
    if not isinstance(written, str) or part_for(spot.annotation, tree=None) is not None:
        return ""
    values = [str(value) for one in options(spot.annotation) for value in getattr(one, "__args__", ())]
    return nearest(written, among=values) if allowed(spot.annotation, None).startswith("one of") else ""


def _scalar(spot: Spot) -> str:
    """Show the value of a single field; a group would only repeat its own name."""
    if spot.tree is None or isinstance(spot.tree.content, dict | list):
        return ""
    return shown(spot.tree.content)


def _raised(line: Any) -> Phrase:
    """What a validator raised: the phrase of our own rules, the words of anything else."""
    error = line.get("ctx", {}).get("error")
    told = error.args[0] if isinstance(error, Exception) and error.args else str(error or "")
    return _sentence(told or line["msg"].partition(", ")[2])


def _own_phrase(line: Any) -> Phrase:
    """Our own message of an error, which pydantic carries along; its words where it has none of ours."""
    return _sentence(line.get("ctx", {}).get(PHRASE) or line["msg"])


def _sentence(text: object) -> Phrase:
    """Make one line of a message; a short phrase stays as it is."""
    words = str(text)
    line = " ".join(words.split())
    if isinstance(text, Phrase) and line == words and len(line) <= _LONGEST_SENTENCE:
        return text
    if not line:
        return Phrase("is not valid")
    return Phrase.verbatim(line if len(line) <= _LONGEST_SENTENCE else line[: _LONGEST_SENTENCE - 4] + "...")
