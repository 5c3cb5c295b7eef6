"""The command that holds the model against published results on partnerships: ``partnersim dock``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from partnersim.faces.cli import options as o
from partnersim.faces.cli.numbers import whole
from partnersim.faces.cli.tables import show, show_json, table, to_json

if TYPE_CHECKING:
    from partnersim.scenario.experiments.docking import Docking
    from partnersim.studies.docking.rows import DockedRow, DockTable

_HEADS = (
    "result",
    "row",
    "verdict",
    "condition",
    "outcome",
    "link",
    "expected",
    "effect",
    "95 % interval",
    "n",
)


def dock(
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID]...", help="Numbers of results, such as P01, or YAML files; all if none is given."
        ),
    ] = None,
    listed: Annotated[
        bool,
        typer.Option("--list", help="Run nothing: say what was published, where, and what is expected here."),
    ] = False,
    replicates: Annotated[
        int | None,
        whole("--replicates", "Seeds of each combination; each file's own if not given."),
    ] = None,
    seed: Annotated[int, whole("--seed", "First seed.")] = 2009,
    workers: o.Workers = None,
    out: o.Out = None,
    force: o.Force = False,
    as_json: o.AsJson = False,
    as_markdown: o.AsMarkdown = False,
) -> int:
    """Run published results on partnerships as experiments and say which the model gives: met, missed, conditional.

    Each was set up before its result in the model was looked at. Finished runs are kept (without --out in this user's
    cache), and the same command goes on from them after a stop.
    """
    from partnersim.studies.docking import published, run_dockings

    asked = published(ids or [])
    if listed:
        _show_listed(asked, as_json=as_json, markdown=as_markdown)
        return 0
    found = run_dockings(
        asked, replicates=replicates, seed=seed, workers=workers, out=out, force=force, remember=True
    )
    try:
        if as_json:
            show_json([row.record() for row in found.rows])
        else:
            show(docking_table(found, markdown=as_markdown))
    finally:  # written even where the reader has gone
        if out is not None:
            _write(found, out)
    for row in found.broken:
        print(f"partnersim: {row.id} {row.row}: {row.message}", file=sys.stderr)
    return 1 if found.broken else 0


def docking_table(found: DockTable, /, *, markdown: bool = False) -> str:
    """The table for people, and one line for each result."""
    rows = [_cells(row) for row in found.rows]
    results = "\n".join(f"{name}: {came}" for name, came in found.results.items())
    return f"{table(_HEADS, rows, right=(7, 8, 9), markdown=markdown)}\n\n{results}"


def _cells(row: DockedRow) -> list[str]:
    from partnersim.studies.words.numbers import estimate_text

    shown = estimate_text(row.effect, row.low, row.high, unit=row.unit, signed=True)
    interval = "" if row.low != row.low else f"{shown.low} to {shown.high}"
    came = f"{row.verdict} ({row.message})" if row.message and row.verdict == "not shown" else row.verdict
    what = f"{row.outcome} per {row.per}" if row.per else row.outcome
    return [
        row.id,
        row.row,
        came,
        row.condition,
        what,
        row.link,
        row.expected,
        shown.value,
        interval,
        str(row.n),
    ]


def _show_listed(asked: list[Docking], *, as_json: bool, markdown: bool) -> None:
    if as_json:
        show_json([one.file.model_dump(mode="json") for one in asked])
        return
    from partnersim.studies.docking.rows import expected_text

    cells = [
        [
            one.file.id,
            row.id,
            row.condition,
            one.outcome_of(row),
            one.link_of(row),
            expected_text(row),
            one.file.source,
        ]
        for one in asked
        for row in one.file.rows
    ]
    heads = ("result", "row", "condition", "outcome", "link", "expected", "published in")
    show(table(heads, cells, markdown=markdown))


def _write(found: DockTable, folder: Path) -> None:
    from partnersim.studies.docking.run import FILE
    from partnersim.studies.runs.files import written_together

    with written_together(folder) as draft:
        document = {**found.facts, "rows": [row.record() for row in found.rows]}
        (draft / FILE).write_text(to_json(document) + "\n", "utf-8")
