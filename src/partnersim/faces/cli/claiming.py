"""The command that puts claims to the test."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from partnersim.faces.cli import options as o
from partnersim.faces.cli.tables import show, show_json, table, to_json

if TYPE_CHECKING:
    from partnersim.studies.claims.run import ClaimRow, ClaimTable

_HEADS = (
    "claim",
    "case",
    "kind",
    "verdict",
    "outcome",
    "unit",
    "expected",
    "effect",
    "95 % interval",
    "n",
    "robust",
    "over fits",
    "beliefs frozen",
    "forms",
)


def claims(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]...", help="Numbers of claims, such as C0.1; all if none is given."),
    ] = None,
    case: Annotated[str, typer.Option("--case", help="Only claims about this case.")] = "",
    replicates: Annotated[
        int | None,
        typer.Option("--replicates", min=2, help="Seeds per arm; each claim's own if not given."),
    ] = None,
    draws: Annotated[
        int, typer.Option("--draws", min=0, help="Draws over the uncertain inputs of headline claims.")
    ] = 64,
    draw_replicates: Annotated[int, typer.Option("--draw-replicates", min=1, help="Seeds of each draw.")] = 2,
    form_replicates: Annotated[
        int,
        typer.Option(
            "--form-replicates", min=0, help="Seeds of each other form of headline claims; 0 for none."
        ),
    ] = 10,
    seed: Annotated[int, typer.Option("--seed", min=0, help="First seed.")] = 2009,
    workers: o.Workers = None,
    out: o.Out = None,
    force: o.Force = False,
    as_json: o.AsJson = False,
    as_markdown: o.AsMarkdown = False,
) -> int:
    """Run the claims of the documents and say which hold in the model.

    With --json the rows alone are printed; --out also keeps how they came about. Finished runs are kept (without
    --out in this user's cache), and the same command goes on from them after a stop.
    """
    from partnersim.scenario.experiments.claims import chosen
    from partnersim.studies.claims.run import registered, run_claims

    asked = chosen(registered(), ids or [], case=case)
    found = run_claims(
        asked, replicates=replicates, draws=draws, draw_replicates=draw_replicates,
        form_replicates=form_replicates, seed=seed, workers=workers, out=out, force=force, remember=True,
    )  # fmt: skip
    rows = [row.record() for row in found.sorted_rows]
    try:
        if as_json:
            show_json(rows)
        else:
            show(claims_table(found, markdown=as_markdown))
    finally:  # written even where the reader has gone
        if out is not None:
            write(found, out)
    for row in found.failed:
        print(f"partnersim: claim {row.id} failed to run: {row.message}", file=sys.stderr)
    return 1 if found.failed else 0


def write(found: ClaimTable, folder: Path, /) -> None:
    """Write the table as claims.json into a folder.

    Raises:
        ResultsError: the folder cannot be written; an older table is as it was.
    """
    document = {**found.facts, "claims": [row.record() for row in found.sorted_rows]}
    from partnersim.studies.runs.files import written_together

    with written_together(folder) as draft:
        (draft / "claims.json").write_text(to_json(document) + "\n", "utf-8")


def claims_table(found: ClaimTable, /, *, markdown: bool = False) -> str:
    """The table for people, contradictions first."""
    rows = [_cells(row) for row in found.sorted_rows]
    return table(_HEADS, rows, right=(7, 8, 9, 10, 11, 12, 13), markdown=markdown)


def _cells(row: ClaimRow) -> list[str]:
    from partnersim.studies.words.numbers import estimate_text, number_text, unit_text

    def number(value: float) -> str:
        return number_text(value, unit=row.unit, language="en", signed=True)

    head = [row.id, row.case, row.kind]
    what = [row.outcome, unit_text(row.unit), row.expected]
    if row.failed:
        return [*head, "failed", *what, *[""] * (len(_HEADS) - 7)]
    robust = "" if row.robustness != row.robustness else f"{round(100 * row.robustness)} %"
    shown = estimate_text(row.effect, row.low, row.high, unit=row.unit, signed=True)
    interval = "" if row.low != row.low else f"{shown.low} to {shown.high}"
    fits = f"{row.over.holds} of {row.over.count}" if row.over else ""
    frozen = "; ".join(number(beside.effect) for beside in row.beside.values())
    forms = f"{row.forms_survived} of {len(row.forms)}" if row.forms else ""
    return [*head, row.verdict, *what, shown.value, interval, str(row.n), robust, fits, frozen, forms]
