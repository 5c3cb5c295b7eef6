"""docs/results/levers-CASE.md: what each lever of a case moves, and why some move nothing."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import Any

from partnersim.faces.cli.levering import levers_table
from partnersim.faces.cli.tables import to_json
from partnersim.faces.pages.tree import RESULTS, put, results_of
from partnersim.scenario.documents.errors import Problem, ScenarioError
from partnersim.scenario.documents.fields import Role
from partnersim.scenario.levers import Lever, lever_paths, levers_of
from partnersim.scenario.phrases import Phrase
from partnersim.scenario.reading import load_scenario
from partnersim.studies.levers.rows import LINKS, LeverRow, LeverTable, Move
from partnersim.studies.words.lever_lines import by_luck_text
from partnersim.studies.words.texts import Texts

KEPT = "levers-*.json"
LATER = "is not among these runs"
_OF_ALL = ("varied", "varied_clear")
"""Facts that are counted over all levers of a run."""
_ROUGHLY = ("effect", "low", "high", "base", "standard_errors")


def write(files: Sequence[Path] = (), /, *, check: bool = False) -> int:
    """Keep new results, and write the page of every case whose results are kept, or check the pages.

    Args:
        files: levers.json of `partnersim levers CASE --out DIR`.
        check: only say whether pages are as they would be written.

    Returns:
        0, or 1 if pages were to be checked and one differs.

    Raises:
        ScenarioError: a file cannot be read, or a lever moves nothing and nobody says why. ResultsError: a file
            cannot be written.
    """
    for path in files:
        document = kept(results_of(path))
        target = RESULTS / f"levers-{document['case']}.json"
        if target.exists():
            document = together(json.loads(target.read_text("utf-8")), document)
        put(target, to_json(document) + "\n")
    pages = [
        put(path.with_suffix(".md"), page(json.loads(path.read_text("utf-8"))), check=check)
        for path in sorted(RESULTS.glob(KEPT))
    ]
    return max(pages, default=0)


def kept(document: Mapping[str, Any], /) -> dict[str, Any]:
    """What is kept of a table of levers: of each lever the clearest move on each link, with its reasons of today.

    Raises:
        ScenarioError: a lever moves nothing and nobody says why, or moves something although its reason says not.
    """
    ran = {row["lever"] for row in document["levers"]}
    table = reasoned(table_of(document))
    table = replace(table, rows=[row for row in table.rows if row.lever in ran])
    faults = [
        Problem(message=Phrase.verbatim(f"{row.lever} {row.unexplained}"))
        for row in table.rows
        if row.unexplained
    ]
    if faults:
        raise ScenarioError(faults)
    rows = [replace(row, moves=_strongest(row.moves), elsewhere=row.elsewhere[:3]) for row in table.rows]
    return {"case": table.case, **table.facts, "levers": [_rounded(asdict(row)) for row in rows]}


def together(before: Mapping[str, Any], after: Mapping[str, Any], /) -> dict[str, Any]:
    """Kept levers of a case with those run anew in their place, in the order of the case; what it no longer has goes.

    Where only some were run anew, both versions are named.
    """
    rows = {row["lever"]: row for row in (*before["levers"], *after["levers"])}
    has = lever_paths(load_scenario(after["case"]), roles=after["roles"])
    anew = {row["lever"] for row in after["levers"]}
    whole = anew.issuperset(has)
    versions = [after["version"]] if whole else [before["version"], after["version"]]
    return {
        **(after if whole else {name: fact for name, fact in after.items() if name not in _OF_ALL}),
        "version": " and ".join(dict.fromkeys(versions)),
        "levers": [rows[path] for path in has if path in rows],
    }


def table_of(document: Mapping[str, Any], /) -> LeverTable:
    """The table that a document of plain data was made of."""
    facts = {name: value for name, value in document.items() if name not in ("case", "levers")}
    return LeverTable(case=document["case"], rows=[_row(one) for one in document["levers"]], facts=facts)


def reasoned(table: LeverTable, /) -> LeverTable:
    """The same with the reasons that its case gives today, in the order of the case.

    Reasons are read off the scenario, not off the runs. A lever that has come since these runs is untried; one that has
    gone is left out.
    """
    ran = {row.lever: row for row in table.rows}
    rows = [
        _reasoned(ran.get(one.path), one) for one in _levers_of_case(table.case, tuple(table.facts["roles"]))
    ]
    return replace(table, rows=rows)


@cache
def _levers_of_case(case: str, roles: tuple[Role, ...]) -> tuple[Lever, ...]:
    """A page and its table ask the same of a shipped case."""
    return tuple(levers_of(load_scenario(case), roles=roles))


def _reasoned(row: LeverRow | None, lever: Lever) -> LeverRow:
    if row is None:
        return LeverRow(
            lever=lever.path,
            role=lever.role,
            value=lever.value,
            tried={},
            status="untried",
            reason=lever.untried or LATER,
        )
    return row if row.status in ("untried", "failed") else replace(row, reason=lever.idle)


def page(document: Mapping[str, Any], /) -> str:
    """The page of one case."""
    table, facts = reasoned(table_of(document)), document
    again = f"partnersim levers {table.case} --replicates {facts['replicates']} --households {facts['households']}"
    return f"""# What each lever of {table.case} moves

Every lever of the case at its plausible values, one at a time, against the case as it is, paired by seed:
{facts["replicates"]} seeds from {facts["first_seed"]}, {facts["households"]} simulated households, version
{facts["version"]}. *Alive* moves a leading outcome clearly (its 95 % interval leaves zero out), *unclear* moves one,
but not clearly with so few seeds, *elsewhere* moves only other outcomes, *inert* moves nothing, with the reason,
*untried* has nothing to try. Shown is what is moved most on each link of the results chain, in paired standard errors.
{_by_luck(facts)}Written by `partnersim pages levers`; `{again} --out DIR` runs them
again.

{levers_table(table, markdown=True)}
"""


def _by_luck(facts: Mapping[str, Any]) -> str:
    told = by_luck_text(facts, Texts("en"))
    return f"{told}\n" if told else ""


def _row(plain: Mapping[str, Any]) -> LeverRow:
    moves = tuple(Move(**{**move, **_numbers(move)}) for move in plain["moves"])
    return LeverRow(
        **{**plain, "links": tuple(plain["links"]), "elsewhere": tuple(plain["elsewhere"]), "moves": moves}
    )


def _numbers(move: Mapping[str, Any]) -> dict[str, float]:
    """Numbers of a move that JSON cannot hold: endless standard errors where all seeds are alike, and unknown ones."""
    known = {name: math.nan if move[name] is None else move[name] for name in _ROUGHLY}
    if move["standard_errors"] is None and move["clear"]:
        known["standard_errors"] = math.copysign(math.inf, known["effect"])
    return known


def _strongest(moves: Sequence[Move]) -> tuple[Move, ...]:
    """The clear move of most standard errors on each link, along the chain."""
    clear = [move for move in moves if move.clear]
    best = {}
    for move in sorted(clear, key=lambda one: abs(one.standard_errors)):
        best[move.link] = move
    return tuple(best[str(link)] for link in LINKS if str(link) in best)


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    """Numbers of moves with six figures, which is more than so few seeds tell."""
    return {
        **row,
        "moves": [move | {name: float(f"{move[name]:.6g}") for name in _ROUGHLY} for move in row["moves"]],
    }
