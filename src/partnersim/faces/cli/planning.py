"""The command `plan`: the month as a table."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby, zip_longest
from shutil import get_terminal_size
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

from partnersim.faces.cli.options import (
    AsJson,
    AsMarkdown,
    InLanguage,
    Language,
    ScenarioName,
    Sets,
    changes,
    scenario_of,
)
from partnersim.faces.cli.showing import facts
from partnersim.faces.cli.tables import show, show_json, table
from partnersim.studies.words.catalogue import noted

if TYPE_CHECKING:
    from partnersim.engine.timing import MonthTime
    from partnersim.scenario.spec import Scenario
    from partnersim.studies.words.texts import Texts

MEASURED_HOUSEHOLDS = 1_000
"""Households of the short run in which the time of a month is measured."""

NARROWEST = 36
"""Characters of a list of fields on one line of a terminal, at least."""

PHASES = (
    noted("environment"), noted("organizations"), noted("partnership"), noted("services"), noted("households"),
    noted("funds"),
)  # fmt: skip
"""Names of the phases, for the catalogue of texts."""


def plan(
    scenario: ScenarioName,
    sets: Sets = None,
    no_time: Annotated[
        bool, typer.Option("--no-time", help="Do not measure how long each mechanism takes.")
    ] = False,
    language: InLanguage = Language.en,
    as_json: AsJson = False,
    as_markdown: AsMarkdown = False,
) -> int:
    """Show the month: every mechanism in order, what it reads and writes, and its share of the time."""
    asked = changes(sets=sets)
    spec = scenario_of(scenario, asked)
    rows = month_rows(spec)
    time = None if no_time else _measured(scenario, spec, sets)
    if time is not None:
        _add_shares(rows, time)
    if as_json:
        show_json({**facts(spec), "time": _time_facts(time), "month": rows})
        return 0
    from partnersim.studies.words.texts import Texts

    texts = Texts(language.value)
    show(_table(texts, rows, time, markdown=as_markdown))
    if time is not None:
        show(_how_measured(texts, time))
    return 0


def month_rows(spec: Scenario) -> list[dict[str, Any]]:
    """Every mechanism in the order of the month, as plain data."""
    from partnersim.mechanisms import MONTH
    from partnersim.mechanisms.base import CompiledRule
    from partnersim.mechanisms.households.household_month import HouseholdMonth

    rows: list[dict[str, Any]] = []
    for place, mechanism in enumerate(MONTH, start=1):
        parameters = getattr(spec.mechanisms, mechanism.name, None)
        doc = (type(mechanism).__doc__ or "").strip().splitlines()
        rows.append(
            {
                "order": place,
                "phase": str(mechanism.phase),
                "mechanism": mechanism.name,
                "switch": f"mechanisms.{mechanism.name}.on" if hasattr(parameters, "on") else None,
                "on": bool(getattr(parameters, "on", True)),
                "reads": list(mechanism.reads),
                "writes": list(mechanism.writes),
                "rule": doc[0] if doc else "",
                "measured_within": HouseholdMonth.name if isinstance(mechanism, CompiledRule) else None,
            }
        )
    return rows


def by_group(names: Iterable[str]) -> str:
    """Names of state with each group named once: "funds: cash, status; ledger"."""
    parts = sorted((name.rpartition(".")[0], name.rpartition(".")[2]) for name in names)
    return "; ".join(
        f"{group}: {', '.join(field for _, field in fields)}"
        if group
        else ", ".join(name for _, name in fields)
        for group, fields in groupby(parts, key=lambda part: part[0])
    )


def _measured(scenario: str, spec: Scenario, sets: list[str] | None) -> MonthTime:
    from partnersim.engine.timing import measured_month
    from partnersim.studies.runs.design import simulated_households

    households = min(MEASURED_HOUSEHOLDS, simulated_households(spec))
    return measured_month(scenario_of(scenario, changes(sets=sets, households=households)))


def _add_shares(rows: list[dict[str, Any]], time: MonthTime) -> None:
    for row, seconds in zip(rows, time.seconds, strict=True):
        row["time_share"] = None if row["measured_within"] else seconds / time.total


def _time_facts(time: MonthTime | None) -> dict[str, Any] | None:
    if time is None:
        return None
    return {
        "households": time.households,
        "months": time.months,
        "seconds_per_month": time.total,
        "closing_share": time.closing / time.total,
    }


def _table(texts: Texts, rows: list[dict[str, Any]], time: MonthTime | None, *, markdown: bool) -> str:
    say = texts.say
    heads = [say("phase"), say("mechanism"), say("switch"), say("reads"), say("writes")]
    cells = [
        [
            say(row["phase"]), row["mechanism"], _switch(texts, row), by_group(row["reads"]),
            by_group(row["writes"]),
        ]
        for row in rows
    ]  # fmt: skip
    if time is not None:  # before the long lists of fields, where it can be seen
        heads.insert(3, say("time"))
        for cell, row in zip(cells, rows, strict=True):
            share = row["time_share"]
            cell.insert(3, say("within") if share is None else _percent(texts, share))
        cells.append(["", say("closing the books"), "", _percent(texts, time.closing / time.total), "", ""])
    right = () if time is None else (3,)
    return table(heads, cells if markdown else _wrapped(cells), right=right, markdown=markdown)


def _percent(texts: Texts, share: float) -> str:
    """A share in per cent, to the tenth: a short measurement tells no more."""
    return texts.percent(round(share, 3))


def _wrapped(cells: list[list[str]]) -> list[list[str]]:
    """Rows whose last two cells, lists of fields, run over as many lines as the terminal needs."""
    before = sum(max(len(row[column]) for row in cells) + 2 for column in range(len(cells[0]) - 2))
    width = max(NARROWEST, (get_terminal_size().columns - before - 2) // 2)
    lines = []
    for *first, reads, writes in cells:
        parts = list(zip_longest(wrap(reads, width), wrap(writes, width), fillvalue=""))
        for number, (left, right) in enumerate(parts or [("", "")]):
            lines.append([*(first if number == 0 else [""] * len(first)), left, right])
    return lines


def _how_measured(texts: Texts, time: MonthTime) -> str:
    from partnersim.studies.words.numbers import exact_text

    return texts.say(
        "Time: share of an average month of {milliseconds} ms of processor time, measured now on this computer over "
        "the first {months} months with {households} households; it differs from run to run. Rules marked 'within' "
        "are compiled into household_month and measured together with it.",
        milliseconds=texts.number(1000.0 * time.total),
        months=time.months,
        households=exact_text(time.households, language=texts.language),
    )


def _switch(texts: Texts, row: dict[str, Any]) -> str:
    if row["switch"] is None:
        return texts.say("always")
    return texts.say("on") if row["on"] else texts.say("off")
