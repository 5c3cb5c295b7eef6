"""The command that puts claims to the test."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

from partnersim.faces.cli import options as o
from partnersim.faces.cli.numbers import whole
from partnersim.faces.cli.running import NOTE_WIDTH
from partnersim.faces.cli.tables import show, show_json, table, to_json
from partnersim.scenario.phrases import Phrase

if TYPE_CHECKING:
    from partnersim.studies.claims.run import ClaimRow, ClaimTable

_HEADS = (
    "claim", "case", "kind", "link", "verdict", "outcome", "unit", "expected", "effect", "95 % interval", "n",
    "whole programme", "smallest shown", "of the whole", "sign holds", "over fits", "beliefs frozen",
    "over the arm between", "forms", "in words",
)  # fmt: skip
STATEMENT_WIDTH = 64
"""Characters of what a claim says on one line of a list."""

_NUMBERS = range(8, 19)
ALL_CLAIMS = (
    "partnersim: all claims are some 15,000 runs, about three quarters of an hour on two cores; --list names them, "
    "--kept says what is kept, and what is finished is kept if you stop"
)


def claims(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]...", help="Numbers of claims, such as C0.1; all if none is given."),
    ] = None,
    case: Annotated[str, typer.Option("--case", help="Only claims about this case.")] = "",
    replicates: Annotated[
        int | None,
        whole("--replicates", "Seeds per arm; each claim's own if not given.", least=2),
    ] = None,
    draws: Annotated[
        int, whole("--draws", "Draws over the uncertain inputs of headline claims.", least=0)
    ] = 64,
    draw_replicates: Annotated[int, whole("--draw-replicates", "Seeds of each draw, its own.", least=1)] = 2,
    form_replicates: Annotated[
        int,
        whole("--form-replicates", "Seeds of each other form of headline claims; 0 for none.", least=0),
    ] = 10,
    seed: Annotated[int, whole("--seed", "First seed.", least=0)] = 2009,
    workers: o.Workers = None,
    out: o.Out = None,
    force: o.Force = False,
    listed: Annotated[
        bool,
        typer.Option("--list", help="Run nothing: name every claim, with the verdict that is kept of it."),
    ] = False,
    kept: Annotated[
        bool,
        typer.Option("--kept", help="Run nothing: say what came of these claims when they were last run."),
    ] = False,
    as_table: Annotated[
        bool, typer.Option("--table", help="Print one wide table, a line for each claim.")
    ] = False,
    as_json: o.AsJson = False,
    as_markdown: o.AsMarkdown = False,
    language: o.InLanguage = o.Language.en,
) -> int:
    """Run the claims of the documents and say which hold in the model.

    Each is judged at the link of the results chain that its document speaks of, and held against what the whole
    programme does there. A claim whose arms are called equal in money and are not is refused (exit code 2).

    With --json the rows alone are printed; --out also keeps how they came about. Finished runs are kept (without
    --out in this user's cache), and the same command goes on from them after a stop.
    """
    ids = [name for text in ids or () for name in text.split(",") if name]
    if listed or kept:
        rows = kept_claims(ids, case)
        return _show_kept(rows, in_full=kept, language=language.value, as_json=as_json)
    # what runs claims takes long to load, and is not needed to show what is kept
    from partnersim.scenario.experiments.claims import chosen
    from partnersim.studies.claims.run import registered, run_claims

    asked = chosen(registered(), ids, case=case)
    if not ids and not case:
        print(ALL_CLAIMS, file=sys.stderr)
    found = run_claims(
        asked, replicates=replicates, draws=draws, draw_replicates=draw_replicates,
        form_replicates=form_replicates, seed=seed, workers=workers, out=out, force=force, remember=True,
    )  # fmt: skip
    records = [row.record() for row in found.sorted_rows]
    try:
        if as_json:
            show_json(records)
        elif as_table or as_markdown:
            show(claims_table(found, markdown=as_markdown))
        else:
            show(claims_text(found, language.value))
    finally:  # written even where the reader has gone
        if out is not None:
            write(found, out)
    for row in found.failed:
        said = row.message if row.refused else f"claim {row.id} failed to run: {row.message}"
        print(f"partnersim: {said}", file=sys.stderr)
    return 2 if any(row.refused for row in found.failed) else 1 if found.failed else 0


def _show_kept(rows: Sequence[dict[str, Any]], *, in_full: bool, language: str, as_json: bool) -> int:
    """Show what is kept of claims: a few lines each, or a line each."""
    from partnersim.studies.words.claim_cards import claim_card
    from partnersim.studies.words.texts import Texts
    from partnersim.studies.words.verdicts import verdict_text

    texts = Texts(language)
    if as_json:
        show_json(rows)
    elif in_full:
        show("\n\n".join(_card_text(claim_card(row, texts)) for row in rows))
    else:
        cells = [
            [row["id"], row["case"], verdict_text(row, texts), texts.title(row["statement"])] for row in rows
        ]
        lines = []
        for *first, statement in cells:
            for place, part in enumerate(wrap(statement, STATEMENT_WIDTH, break_on_hyphens=False)):
                lines.append([*(first if place == 0 else [""] * 3), part])
        show(
            table([texts.say("claim"), texts.say("case"), texts.say("verdict"), texts.say("it says")], lines)
        )
    return 0


def kept_claims(ids: Sequence[str], case: str, /) -> list[dict[str, Any]]:
    """The kept rows of claims, in the order asked for.

    Args:
        ids: numbers of claims; all if there is none. case: only claims about it; all if empty.

    Raises:
        ScenarioError: a claim has no kept row, as it is new or there is none; or no table is kept here.
    """
    from partnersim.scenario.documents.errors import nearest, refused
    from partnersim.scenario.documents.package import data_places

    found = next((path for path in data_places("docs/results/claims.json") if path.is_file()), None)
    if found is None:
        raise refused(Phrase("no table of claims is kept here; without it they are run"), field="--kept")
    rows = {row["id"]: row for row in json.loads(found.read_text("utf-8"))["claims"]}
    for name in ids:
        if name not in rows:
            raise refused(
                Phrase("no claim numbered '{name}' is kept", name=name[:60]),
                suggestion=nearest(name, among=list(rows)),
            )
    cases = sorted({row["case"] for row in rows.values()})
    if case and case not in cases:
        text = Phrase(
            "no claims are about '{case}'; cases are {cases}", case=case[:60], cases=", ".join(cases)
        )
        raise refused(text, suggestion=nearest(case, among=cases))
    asked = [rows[name] for name in ids or rows if case in ("", rows[name]["case"])]
    if not asked:
        raise refused(
            Phrase("none of the claims {ids} is about the case '{case}'", ids=", ".join(ids)[:80], case=case)
        )
    return asked


def write(found: ClaimTable, folder: Path, /) -> None:
    """Write the table as claims.json into a folder.

    Raises:
        ResultsError: the folder cannot be written; an older table is as it was.
    """
    document = {**found.facts, "claims": [row.record() for row in found.sorted_rows]}
    from partnersim.studies.runs.files import written_together

    with written_together(folder) as draft:
        (draft / "claims.json").write_text(to_json(document) + "\n", "utf-8")


def claims_text(found: ClaimTable, language: str, /) -> str:
    """A few lines for each claim, what speaks against one first, in lines of a terminal."""
    from partnersim.studies.words.claim_cards import claim_card
    from partnersim.studies.words.texts import Texts

    texts = Texts(language)
    return "\n\n".join(_card_text(claim_card(row.record(), texts)) for row in found.sorted_rows)


def _card_text(card: list[str]) -> str:
    head, *rest = card
    lines = wrap(head, NOTE_WIDTH, break_on_hyphens=False)
    for text in rest:
        lines += wrap(text, NOTE_WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)
    return "\n".join(lines)


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
