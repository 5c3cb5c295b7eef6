"""The command that tries every lever of a case: ``partnersim levers``."""

from __future__ import annotations

import sys
from enum import StrEnum
from math import isinf
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from partnersim.faces.cli import options as o
from partnersim.faces.cli.tables import show, show_json, table, to_json

if TYPE_CHECKING:
    from partnersim.studies.levers import LeverRow, LeverTable

_HEADS = ("lever", "as it is", "tried", "what came of it", "moves most on each link", "reason")


class Who(StrEnum):
    """Who moves a parameter."""

    lever = "lever"
    uncertainty = "uncertainty"
    constant = "constant"


def levers(
    case: o.ScenarioName,
    replicates: Annotated[
        int, typer.Option("--replicates", help="Seeds, the same for the case and each lever.")
    ] = 4,
    seed: o.Seed = None,
    role: Annotated[
        list[Who] | None,
        typer.Option("--role", help="Who moves it; may be repeated. By default what decision makers move."),
    ] = None,
    under: Annotated[
        list[str] | None,
        typer.Option(
            "--under",
            metavar="A.B",
            help="Only levers at or below this path; may be repeated.",
            show_default=False,
        ),
    ] = None,
    sets: o.Sets = None,
    households: o.HouseholdCount = None,
    months: o.Months = None,
    workers: o.Workers = None,
    out: o.Out = None,
    force: o.Force = False,
    as_json: o.AsJson = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print one line per lever and outcome that it moves.")
    ] = False,
    as_markdown: o.AsMarkdown = False,
) -> int:
    """Move each lever of a case to its plausible values and say what that moves, from money put in to poverty.

    A lever that moves nothing at all is inert, with the reason. The command ends with 1 where one is inert and nobody
    says why, or moves something although the case says that it does not. With --out finished runs are kept as they
    come, and the same command goes on from them after a stop.
    """
    from partnersim.studies.levers import run_levers

    if as_json and as_csv:
        raise typer.BadParameter("--json and --csv cannot both be asked for")
    spec = o.scenario_of(case, o.changes(sets=sets, households=households, months=months))
    found = run_levers(
        spec, roles=[str(one) for one in role or (Who.lever,)], under=under or (), seed=seed,  # type: ignore[misc]
        replicates=replicates, workers=workers, out=out, force=force,
    )  # fmt: skip
    try:
        if as_json:
            show_json(found.document())
        elif as_csv:
            show(found.table.to_csv(index=False).rstrip("\n"))
        else:
            show(levers_table(found, markdown=as_markdown))
    finally:  # written even where the reader has gone
        if out is not None:
            _write(found, out)
    unexplained = [row for row in found.rows if row.unexplained or row.status == "failed"]
    for row in unexplained:
        print(f"partnersim: {row.lever} {row.unexplained or f'failed to run: {row.reason}'}", file=sys.stderr)
    return 1 if unexplained else 0


def levers_table(found: LeverTable, /, *, markdown: bool = False) -> str:
    """The table for people, and how many levers came out how."""
    counts: dict[str, int] = {}
    for row in found.rows:
        counts[row.status] = counts.get(row.status, 0) + 1
    summary = ", ".join(f"{count} {status}" for status, count in counts.items())
    return (
        f"{table(_HEADS, [_cells(row) for row in found.rows], markdown=markdown)}\n\n{found.case}: {summary}"
    )


def _cells(row: LeverRow) -> list[str]:
    from partnersim.studies.words.numbers import exact_text

    strongest: dict[str, str] = {}
    for move in row.moves:
        if move.clear and move.link not in strongest:
            strongest[move.link] = (
                f"{move.link}: {move.outcome} {_errors(move.standard_errors)} ({move.value})"
            )
    if row.status == "elsewhere":
        strongest["elsewhere"] = f"only {', '.join(row.elsewhere[:3])}"
    tried = ", ".join(
        name if name in ("on", "off", str(v)) else f"{name} {exact_text(v)}" for name, v in row.tried.items()
    )
    return [row.lever, exact_text(row.value), tried, row.status, "; ".join(strongest.values()), row.reason]


def _errors(count: float) -> str:
    """Standard errors in a few characters; a sign alone where every seed gives the same difference."""
    if isinf(count):
        return f"{'+' if count > 0.0 else '-'} in every seed alike"
    return f"{count:+.1f} s.e."


def _write(found: LeverTable, folder: Path) -> None:
    from partnersim.studies.levers.run import FILE
    from partnersim.studies.runs.files import written_together

    with written_together(folder) as draft:
        (draft / FILE).write_text(to_json(found.document()) + "\n", "utf-8")
        found.table.to_csv(draft / "levers.csv", index=False)
