"""The command that shows every value of a scenario: ``partnersim describe``."""

from __future__ import annotations

import math
from shutil import get_terminal_size
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

from partnersim.faces.cli.options import AsJson, AsMarkdown, InLanguage, Language, ScenarioName, Sets
from partnersim.faces.cli.showing import facts
from partnersim.faces.cli.tables import show, show_json, table
from partnersim.scenario.documents.errors import Problem, ScenarioError, nearest
from partnersim.scenario.phrases import Phrase

if TYPE_CHECKING:
    from partnersim.scenario.spec import Scenario
    from partnersim.studies.words.texts import Texts

_TEXTS = ("name", "title", "description", "sources", "inert")
_OF_ORGANIZATIONS = ("actors.", "agreements.", "events.")
"""Groups whose description holds of everything in them, so that a word of it would find too much."""

NARROWEST = 40
"""Characters of a meaning on one line of a terminal, at least."""


def describe(
    scenario: ScenarioName,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WORD]...", help="Only parameters whose path, meaning or group has all of these words."
        ),
    ] = None,
    sets: Sets = None,
    changed: Annotated[
        bool, typer.Option("--changed", help="Only values that differ from the defaults.")
    ] = False,
    levers: Annotated[
        bool,
        typer.Option(
            "--levers",
            help="Only what decision makers can move, with what it moved when tried, or why nothing.",
        ),
    ] = False,
    as_json: AsJson = False,
    as_markdown: AsMarkdown = False,
    language: InLanguage = Language.en,
) -> int:
    """Show parameters: value, unit, plausible range and meaning; with --markdown what is allowed and sources, too."""
    from partnersim.scenario.documents.describe import parameter_table
    from partnersim.scenario.origins import DEFAULT, sourced_table

    spec, rows = sourced_table(scenario, overrides=sets or ())
    rows = [row for row in rows if row["path"].split(".")[-1] not in _TEXTS]
    if changed:
        defaults = {row["path"]: row["value"] for row in parameter_table(type(spec)())}
        rows = [r for r in rows if r["set_by"] != DEFAULT and r["value"] != defaults.get(r["path"], math.nan)]
    if levers:
        from partnersim.scenario.idle import idle_because

        tried = {} if sets else kept_moves(spec.name)
        rows = [
            {
                **row, "idle": spec.inert.get(row["path"]) or idle_because(spec, row["path"]),
                "moves": tried.get(row["path"], ""),
            }
            for row in rows
            if row["role"] == "lever"
        ]  # fmt: skip
    from partnersim.studies.words.texts import Texts

    texts = Texts(language.value)
    if words:
        rows = _with_words(rows, words, spec, texts)
    if as_json:
        show_json({**facts(spec), "parameters": rows})
    else:
        show(_sourced(rows) if as_markdown else _meant(rows, texts))
    return 0


def kept_moves(name: str, /) -> dict[str, str]:
    """What each lever of a scenario moved most on each link, by the kept table; empty where none is kept.

    Args:
        name: of the scenario; its table is docs/results/levers-NAME.json, as `partnersim levers` writes it.
    """
    import json

    from partnersim.scenario.documents.package import data_places

    for path in data_places(f"docs/results/levers-{name}.json"):
        if path.is_file():
            levers = json.loads(path.read_text("utf-8"))["levers"]
            return {lever["lever"]: _strongest(lever) for lever in levers}
    return {}


def _strongest(lever: dict[str, Any]) -> str:
    """The first clear move on each link, which is the strongest, or that none is clear."""
    first: dict[str, dict[str, Any]] = {}
    for move in lever["moves"]:
        if move["clear"]:
            first.setdefault(move["link"], move)
    if first:
        return "; ".join(f"{link} {move['outcome']} {_size(move)}" for link, move in first.items())
    return "nothing clearly" if lever["status"] == "unclear" else ""


def _size(move: dict[str, Any]) -> str:
    """A move in paired standard errors; the table has none where every seed gives the same difference."""
    from partnersim.faces.cli.levering import errors_text

    text = errors_text(move["standard_errors"], unit="standard errors", alike="alike in every seed")
    return f"{text} ({move['value']})"


def _with_words(
    rows: list[dict[str, Any]], words: list[str], spec: Scenario, texts: Texts
) -> list[dict[str, Any]]:
    """Rows with all words in their path, their meaning or that of their group, in English or the reader's language.

    Raises:
        ScenarioError: there is none.
    """
    from partnersim.scenario.documents.describe import about_group

    wanted = [word.lower() for word in words]

    def said(row: dict[str, Any]) -> str:
        about_all = row["path"].startswith(_OF_ORGANIZATIONS) or "." not in row["path"]
        group = "" if about_all else about_group(spec, row["path"])
        meanings = (row["doc"], texts.meaning(row["doc"]), group, texts.title(group))
        return f"{row['path']} {' '.join(meanings)}".lower()

    found = [row for row in rows if all(word in said(row) for word in wanted)]
    if not found:
        parts = sorted({part for row in rows for part in row["path"].split(".")})
        near = nearest(wanted[-1], among=parts)
        raise ScenarioError(
            Problem(
                message=Phrase(
                    "no parameter has '{words}' in its path or meaning", words=" ".join(words)[:80]
                ),
                suggestion=near,
            )
        )
    return found


def _meant(rows: list[dict[str, Any]], texts: Texts) -> str:
    """Parameter, value, unit, plausible range and meaning, the last wrapped to the terminal."""
    from partnersim.studies.words.numbers import exact_text

    cells = [
        [
            row["path"],
            exact_text(row["value"], language=texts.language)[:40],
            row["unit"],
            range_text(row["plausible_low"], row["plausible_high"], texts),
        ]
        for row in rows
    ]
    heads = [
        texts.say("parameter"), texts.say("value"), texts.say("unit"), texts.say("plausible"), texts.say("meaning"),
    ]  # fmt: skip
    before = sum(max(len(line[k]) for line in [heads, *cells]) + 2 for k in range(4))
    width = max(NARROWEST, get_terminal_size().columns - before)
    lines = []
    for row, first in zip(rows, cells, strict=True):
        for place, text in enumerate(wrap(_whole_meaning(row, texts), width) or [""]):
            lines.append([*(first if place == 0 else [""] * 4), text])
    return table(heads, lines)


def _whole_meaning(row: dict[str, Any], texts: Texts) -> str:
    """What a value means, why it moves nothing here, and what it moved when tried."""
    from partnersim.studies.words.idle_texts import reason_text

    parts = [texts.meaning(row["doc"])]
    if row.get("idle"):
        parts.append(texts.say("Moves nothing here: {reason}.", reason=reason_text(row["idle"], texts)))
    if row.get("moves"):
        parts.append(texts.say("When tried: {moves}.", moves=row["moves"]))
    return " ".join(parts)


def _sourced(rows: list[dict[str, Any]]) -> str:
    """Everything of each parameter, as Markdown."""
    from partnersim.studies.words.numbers import exact_text

    heads = ["parameter", "meaning", "value", "unit", "range", "plausible", "role", "set by", "source"]
    cells = [
        [
            r["path"], r["doc"], exact_text(r["value"]), r["unit"], range_text(r["low"], r["high"]),
            range_text(r["plausible_low"], r["plausible_high"]), r["role"], _setter(r["set_by"]), r["source"],
        ]
        for r in rows
    ]  # fmt: skip
    return table(heads, cells, markdown=True)


def _setter(text: str) -> str:
    return "--set" if text.startswith("--set ") else text


def range_text(first: float | None, last: float | None, texts: Texts | None = None, /) -> str:
    """A range, with an open end left out; in English if no language is given."""
    from partnersim.studies.words.numbers import NONE, exact_text
    from partnersim.studies.words.texts import Texts

    texts = texts or Texts()
    low, high = (None if end is None else exact_text(end, language=texts.language) for end in (first, last))
    if low is None and high is None:
        return NONE
    return texts.say("{low} to {high}", low=low or "", high=high or "").strip()
