"""No error about input in English alone: the sources are walked over for texts without a translation."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

import partnersim as ps
from partnersim.studies.words.catalogue import translations

SOURCES = Path(ps.__file__).parent

ABOUT_CODE = {
    "documents/fields.py": "fields that a programmer declares wrongly",
    "documents/plausible.py": "ranges that a programmer declares wrongly",
    "documents/identity.py": "a number that no reader of files lets through",
}
"""Where ``ValueError`` of the scenario's room is about code and no reader's input."""

VERBATIM = {
    "scenario/regencies.py": "what the operating system says of a file",
    "scenario/fits/households.py": "true or false as a file has it",
    "scenario/fits/dyads.py": "a number",
    "scenario/fits/firm_choice.py": "a number",
    "scenario/documents/document.py": "what the reader of YAML and the operating system say",
    "scenario/documents/faults.py": "what pydantic says where no rule of ours does",
    "studies/sweeping/function.py": "why a run failed, in the words of what failed",
    "studies/words/problems.py": "what an error says that is not of this program",
    "faces/app/uploads.py": "why a run failed, in the words of what failed",
    "faces/app/downloads.py": "why a file could not be made, in the words of what failed",
    "faces/app/session.py": "a fault of a link that no scenario has: its raw text",
    "faces/cli/usage.py": "what the parser says of itself, where `PARSERS_WORDS` does not have it",
    "faces/cli/__init__.py": "what the operating system says of the standard output",
    "faces/cli/fitting.py": "numbers of a study that maintainers run",
    "faces/pages": "pages of the docs, which maintainers write in English",
}
"""Who may repeat other people's words, and whose."""


NAMES = {"Phrase", "verbatim", "ValueError", "ResultsError", "BadParameter"}


@pytest.fixture(scope="module")
def calls() -> list[tuple[str, ast.Call, str, ast.AST]]:
    """Every call that may refuse input: its file, itself, its name, and the function that it stands in."""
    found: list[tuple[str, ast.Call, str, ast.AST]] = []

    def walk(node: ast.AST, scope: ast.AST, place: str) -> None:
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
            if name in NAMES:
                found.append((place, node, name, scope))
        inner = node if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else scope
        for child in ast.iter_child_nodes(node):
            walk(child, inner, place)

    for path in sorted(SOURCES.rglob("*.py")):
        text = path.read_text("utf-8")
        if any(f"{name}(" in text for name in NAMES):
            tree = ast.parse(text)
            walk(tree, tree, path.relative_to(SOURCES).as_posix())
    return found


def is_bare(value: ast.AST, scope: ast.AST) -> bool:
    """Whether a value is a text written there as it is, or a name that one is given to in the same function."""
    if isinstance(value, ast.Constant | ast.JoinedStr):
        return True
    if isinstance(value, ast.BinOp):
        return is_bare(value.left, scope) and is_bare(value.right, scope)
    if isinstance(value, ast.IfExp):
        return is_bare(value.body, scope) or is_bare(value.orelse, scope)
    return isinstance(value, ast.Name) and any(
        is_bare(given.value, ast.Module([], []))
        for given in ast.walk(scope)
        if isinstance(given, ast.Assign) and any(getattr(t, "id", "") == value.id for t in given.targets)
    )


def test_who_refuses_input_says_it_with_a_phrase(calls):
    """What types cannot hold: errors of validators, of the parser's options and of folders take any text."""
    bare, seen = [], 0
    for place, call, name, scope in calls:
        of_readers = place.startswith("scenario/") and place.removeprefix("scenario/") not in ABOUT_CODE
        if call.args and (name in ("ResultsError", "BadParameter") or (name == "ValueError" and of_readers)):
            seen += 1
            if is_bare(call.args[0], scope):
                bare.append(place)
    assert bare == ["scenario/documents/units.py"] * 2  # what a programmer asks of a unit
    assert seen > 110


def test_every_phrase_has_a_translation_with_the_same_gaps(calls):
    catalogue = translations("id")
    templates = {
        call.args[0].value
        for _, call, name, _ in calls
        if name == "Phrase" and call.args and isinstance(call.args[0], ast.Constant)
    }
    assert len(templates) > 400
    alike = set()
    for text in templates:
        translated = catalogue.gettext(text)
        assert text in catalogue._catalog, text
        if "{" in text and any(gap.isidentifier() for gap in gaps_of(text, names=True)):
            assert gaps_of(translated) == gaps_of(text), text
        alike |= {text} if translated == text else set()
    assert [text for text in alike if re.search("[a-z]", re.sub("{.*?}", "", text))] == []


def gaps_of(text: str, *, names: bool = False) -> list[str]:
    """The gaps of a message with how they are written, in the order of their names."""
    parts = [part for part in Formatter().parse(text) if part[1] is not None]
    return sorted(str(part[1]) if names else f"{part[1]}!{part[3]}:{part[2]}" for part in parts)


def test_whoever_repeats_words_of_others_is_listed_with_the_reason(calls):
    found = {place for place, _, name, _ in calls if name == "verbatim"}
    assert {"faces/pages" if place.startswith("faces/pages/") else place for place in found} == set(VERBATIM)
