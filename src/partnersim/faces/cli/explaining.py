"""The command that says what makes the difference between two scenarios: ``partnersim explain``."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

from partnersim.faces.cli import options as o
from partnersim.faces.cli.arms import FROM, arm_of
from partnersim.faces.cli.numbers import decimal, whole
from partnersim.faces.cli.options import changes
from partnersim.faces.cli.running import NOTE_WIDTH
from partnersim.faces.cli.tables import show, show_json, table, to_json
from partnersim.scenario.phrases import Phrase

if TYPE_CHECKING:
    from partnersim.studies.explaining.result import Explanation
    from partnersim.studies.words.texts import Texts

PAGE = "explanation.html"


class By(StrEnum):
    """What a part is."""

    field = "field"
    actor = "actor"
    mechanism = "mechanism"


def explain(
    base: Annotated[str, typer.Argument(metavar="A", help=FROM)],
    other: Annotated[
        str, typer.Argument(metavar="B", help="The scenario whose difference from A is explained.")
    ],
    outcome: Annotated[
        str, typer.Option("--outcome", metavar="O", help="The outcome; `partnersim outcomes` lists them.")
    ],
    by: Annotated[By, typer.Option("--by", help="What a part is.")] = By.field,
    group: Annotated[
        Path | None,
        typer.Option(
            "--group",
            metavar="FILE",
            help="YAML file of parts: labels with lists of fields.",
            show_default=False,
        ),
    ] = None,
    threshold: Annotated[
        float | None,
        decimal(
            "--threshold",
            "The change that counts as enough, in the outcome's unit; half of the difference if not given.",
            above=0.0,
            unit=Phrase("in the outcome's unit"),
        ),
    ] = None,
    until_ci: Annotated[
        float | None,
        decimal("--until-ci", "Add seeds until no share's interval is wider.", above=0.0, metavar="W"),
    ] = None,
    orders: Annotated[
        int, whole("--orders", "Orders sampled if there are more than eight parts.", least=2)
    ] = 20,
    seed: o.Seed = None,
    replicates: o.Replicates = None,
    sets: o.Sets = None,
    households: o.HouseholdCount = None,
    months: o.Months = None,
    workers: o.Workers = None,
    out: o.Out = None,
    force: o.Force = False,
    every: Annotated[bool, typer.Option("--all", help="Show all tables.")] = False,
    as_json: o.AsJson = False,
    language: o.InLanguage = o.Language.en,
) -> int:
    """Say what makes the difference between two scenarios, part by part.

    Every set of the parts in which B differs from A is run with the same seeds. First come the smallest sets that are
    enough and the parts that nothing is enough without, then the share of each part.
    Options such as --set hold for both scenarios.
    """
    asked = changes(
        sets=sets, seed=seed, replicates=replicates, households=households, months=months, workers=workers
    )
    pair = arm_of(base, asked), arm_of(other, asked)
    from partnersim.studies.explaining.run import run_explanation
    from partnersim.studies.words.reasons import meanings_of
    from partnersim.studies.words.texts import Texts

    found = run_explanation(
        *pair, outcome=outcome, by=by.value, group=group, threshold=threshold, until_ci=until_ci, order_count=orders,
        workers=workers, out=out, force=force,
    )  # fmt: skip
    if found.facts["kept_from_before"]:
        print(
            f"{found.facts['kept_from_before']} of {found.facts['runs']} runs were found finished",
            file=sys.stderr,
        )
    files = {} if out is None else {"page": str(out / PAGE), "tables": str(out)}
    try:
        if as_json:
            show_json({**document(found, language.value), "files": files})
        else:
            texts = Texts(language.value)
            show(_text(found, meanings_of(pair, texts), texts, every=every))
            for name, place in files.items():
                show(f"{name}: {place}")
    finally:
        if out is not None:
            write(found, out, language.value)
    return 0


def document(found: Explanation, language: str) -> dict[str, Any]:
    """An explanation as plain data; every number of a sentence says its cell."""
    tables = {name: rows.to_dict("records") for name, rows in found.tables().items()}
    words = [
        {"text": sentence.text, "numbers": [vars(number) for number in sentence.numbers]}
        for sentence in found.words(language)
    ]
    return {"facts": found.facts, "words": words, **tables}


def write(found: Explanation, folder: Path, language: str) -> None:
    """Write tables as CSV, the pictures, the page and explanation.json into a folder.

    Raises:
        ResultsError: the folder cannot be written; what was there is as it was.
    """
    from partnersim.faces.report.explained import explained_pictures, explanation_html
    from partnersim.studies.runs.files import written_together

    pictures, page = explained_pictures(found, language=language), explanation_html(found, language=language)
    with written_together(folder) as draft:
        for name, rows in found.tables().items():
            rows.to_csv(draft / f"{name}.csv", index=False)
        for name, image in pictures.items():
            (draft / name).write_bytes(image)
        (draft / PAGE).write_text(page, "utf-8")
        (draft / "explanation.json").write_text(to_json(document(found, language)) + "\n", "utf-8")


def _text(found: Explanation, meanings: dict[str, str], texts: Texts, *, every: bool) -> str:
    """The sentences in lines of a terminal and what each part means and does; with ``every`` all tables."""
    from partnersim.faces.report.explained import (
        field_rows,
        group_rows,
        meant_rows,
        share_rows,
        sufficient_rows,
    )

    blocks = [
        "\n".join(
            line
            for sentence in found.sentences(texts.language)
            for line in wrap(
                sentence, NOTE_WIDTH, initial_indent="- ", subsequent_indent="  ", break_on_hyphens=False
            )
        )
    ]
    blocks.append(table(*meant_rows(found, meanings, texts), right=(1, 2)))
    if not every:
        return "\n\n".join(
            [*blocks, texts.say("All tables: --all shows them here, --out DIR keeps them with a page.")]
        )
    if len(found.sufficient):
        blocks.append(table(*sufficient_rows(found, texts), right=(1, 2, 3)))
    blocks.append(table(*share_rows(found, texts), right=(1, 2, 3, 4, 5, 6)))
    if len(found.groups) and len(found.groups) < len(found.parts):
        blocks.append(table(*group_rows(found, texts), right=(1, 2, 3)))
    blocks.append(table(*field_rows(found, texts)))
    return "\n\n".join(blocks) + "\n"
