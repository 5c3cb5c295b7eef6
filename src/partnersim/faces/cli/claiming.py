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
    "claim", "case", "kind", "link", "verdict", "outcome", "unit", "expected", "effect", "95 % interval", "n",
    "whole programme", "smallest shown", "of the whole", "sign holds", "over fits", "beliefs frozen",
    "over the arm between", "forms", "in words",
)  # fmt: skip
_NUMBERS = range(8, 19)


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
    draw_replicates: Annotated[
        int, typer.Option("--draw-replicates", min=1, help="Seeds of each draw, its own.")
    ] = 2,
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

    Each is judged at the link of the results chain that its document speaks of, and held against what the whole
    programme does there. A claim whose arms are called equal in money and are not is refused (exit code 2).

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
        said = row.message if row.refused else f"claim {row.id} failed to run: {row.message}"
        print(f"partnersim: {said}", file=sys.stderr)
    return 2 if any(row.refused for row in found.failed) else 1 if found.failed else 0


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
    """The table for people, what speaks against a claim first."""
    rows = [_cells(row) for row in found.sorted_rows]
    return table(_HEADS, rows, right=_NUMBERS, markdown=markdown)


def _cells(row: ClaimRow) -> list[str]:
    from partnersim.studies.words.claims import claim_text
    from partnersim.studies.words.numbers import estimate_text, number_text, unit_text
    from partnersim.studies.words.texts import Texts
    from partnersim.studies.words.verdicts import share_text, verdict_text

    texts, record = Texts("en"), row.record()

    def number(value: float, *, signed: bool = True) -> str:
        return number_text(value, unit=row.unit, language="en", signed=signed)

    head = [row.id, row.case, row.kind, row.link, verdict_text(record, texts)]
    what = [row.outcome, unit_text(row.unit), row.expected]
    if row.failed:
        return [*head, *what, *[""] * (len(_HEADS) - len(head) - len(what) - 1), row.message]
    shown = estimate_text(row.effect, row.low, row.high, unit=row.unit, signed=True)
    interval = "" if row.low != row.low else f"{shown.low} to {shown.high}"
    held_against = [number(row.whole), number(row.least, signed=False), share_text(row.least_share, texts)]
    fits = f"{row.over.holds} of {row.over.count}" if row.over else ""
    frozen = "; ".join(number(beside.effect) for beside in row.beside.values())
    forms = f"{row.forms_survived} of {len(row.forms)}" if row.forms else ""
    above = number(row.between.above[row.outcome].effect) if row.between else ""
    words = " ".join(text for text in (claim_text(record, texts), row.message) if text)
    return [
        *head, *what, shown.value, interval, str(row.n), *held_against, _holds(row), fits, frozen, above, forms, words
    ]  # fmt: skip


def _holds(row: ClaimRow) -> str:
    """Share of draws in which the sign holds, with its interval; empty where none were made."""
    if row.robustness != row.robustness:
        return ""
    low, high = round(100 * row.robustness_low), round(100 * row.robustness_high)
    return f"{round(100 * row.robustness)} % ({low} to {high})"
