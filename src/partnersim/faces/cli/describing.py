"""The command that shows every value of a scenario: ``partnersim describe``."""

from __future__ import annotations

import math
from shutil import get_terminal_size
from textwrap import wrap
from typing import Annotated, Any

import typer

from partnersim.faces.cli.options import AsJson, AsMarkdown, ScenarioName, Sets
from partnersim.faces.cli.showing import facts
from partnersim.faces.cli.tables import show, show_json, table
from partnersim.scenario.documents.errors import Problem, ScenarioError, nearest

_TEXTS = ("name", "title", "description", "sources", "inert")
NARROWEST = 40
"""Characters of a meaning on one line of a terminal, at least."""


def describe(
    scenario: ScenarioName,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WORD]...", help="Only parameters whose path or meaning has all of these words."
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
    if words:
        rows = _with_words(rows, words)
    if as_json:
        show_json({**facts(spec), "parameters": rows})
    else:
        show(_sourced(rows) if as_markdown else _meant(rows))
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
    errors = move["standard_errors"]
    text = f"{errors:+.1f} standard errors" if errors is not None else "alike in every seed"
    return f"{text} ({move['value']})"


def _with_words(rows: list[dict[str, Any]], words: list[str]) -> list[dict[str, Any]]:
    """Rows that have all words in their path or meaning.

    Raises:
        ScenarioError: there is none.
    """
    wanted = [word.lower() for word in words]
    found = [row for row in rows if all(word in f"{row['path']} {row['doc']}".lower() for word in wanted)]
    if not found:
        parts = sorted({part for row in rows for part in row["path"].split(".")})
        near = nearest(wanted[-1], among=parts)
        raise ScenarioError(
            Problem(
                message=f"no parameter has '{' '.join(words)[:80]}' in its path or meaning", suggestion=near
            )
        )
    return found


def _meant(rows: list[dict[str, Any]]) -> str:
    """Parameter, value, unit, plausible range and meaning, the last wrapped to the terminal."""
    from partnersim.studies.words.numbers import exact_text

    cells = [
        [
            row["path"],
            exact_text(row["value"])[:40],
            row["unit"],
            range_text(row["plausible_low"], row["plausible_high"]),
        ]
        for row in rows
    ]
    heads = ["parameter", "value", "unit", "plausible", "meaning"]
    before = sum(max(len(line[k]) for line in [heads, *cells]) + 2 for k in range(4))
    width = max(NARROWEST, get_terminal_size().columns - before)
    lines = []
    for row, first in zip(rows, cells, strict=True):
        idle = f" Moves nothing here: {row['idle'].strip().rstrip('.')}." if row.get("idle") else ""
        moves = f" When tried: {row['moves']}." if row.get("moves") else ""
        for place, text in enumerate(wrap(f"{row['doc']}{idle}{moves}", width) or [""]):
            lines.append([*(first if place == 0 else [""] * 4), text])
    return table(heads, lines)


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


def range_text(first: float | None, last: float | None, /) -> str:
    """A range, with an open end left out."""
    from partnersim.studies.words.numbers import NONE, exact_text

    low, high = (None if end is None else exact_text(end) for end in (first, last))
    return NONE if low is None and high is None else f"{low or ''} to {high or ''}".strip()
