"""The command that discovers boxes in a sweep: ``partnersim discover``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from partnersim.faces.cli import options as o
from partnersim.faces.cli.numbers import decimal, whole
from partnersim.faces.cli.tables import show, show_json, to_json
from partnersim.scenario.phrases import Phrase

if TYPE_CHECKING:
    from partnersim.studies.discovering.result import Discovery

DOCUMENT, TABLES = "discovery.json", ("boxes", "sides", "alternatives", "points")


def discover(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", parser=o.folder, help="Folder of a finished sweep.")
    ],
    outcome: Annotated[str, typer.Option("--outcome", metavar="O", help="An outcome of the sweep.")],
    above: Annotated[
        float | None, decimal("--above", "Of interest is this much or more, in the outcome's unit.")
    ] = None,
    below: Annotated[float | None, decimal("--below", "Of interest is this much or less.")] = None,
    alternative: Annotated[
        str | None,
        typer.Option(
            "--alternative",
            metavar="LABEL",
            help="Whose points, in a sweep with alternatives. The one that regrets least if not given.",
        ),
    ] = None,
    density: Annotated[
        float | None,
        decimal(
            "--density",
            "Least share of points in a box that are of interest, 0 to 1; the widest such box is taken.",
            above=0.0,
            most=1.0,
            unit=Phrase("a share"),
        ),
    ] = None,
    boxes: Annotated[int, whole("--boxes", "Boxes at most.", least=1)] = 2,
    resamples: Annotated[
        int, whole("--resamples", "How often points and seeds are drawn again.", least=0)
    ] = 100,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", parser=o.folder, help="Folder for tables and words."),
    ] = None,
    as_json: o.AsJson = False,
    language: o.InLanguage = o.Language.en,
) -> int:
    """Say in which box of the factors an outcome is of interest, and which alternative regrets least.

    Without a threshold, of interest is where the alternative is the best of all; in a sweep without alternatives, the
    best quarter of points.
    """
    from partnersim.studies.discovering.run import discovery_in

    found = discovery_in(
        folder, outcome=outcome, above=above, below=below, alternative=alternative, density=density, most_boxes=boxes,
        resamples=resamples,
    )  # fmt: skip
    document = {
        "question": vars(found.question), "rate": found.rate, "seeds": found.seeds, "dropped": found.dropped,
        "resamples": found.resamples, "sentences": found.sentences(language.value),
        **{name: getattr(found, name).to_dict("records") for name in TABLES},
    }  # fmt: skip
    if as_json:
        show_json(document)
    else:
        show("\n".join(document["sentences"]))
    if out is not None:
        _write(found, to_json(document), out)
        show(f"{out / DOCUMENT}")
    return 0


def _write(found: Discovery, document: str, folder: Path) -> None:
    from partnersim.studies.runs.files import written_together

    with written_together(folder) as draft:
        for name in TABLES:
            table = getattr(found, name)
            if len(table.columns):
                table.to_csv(draft / f"{name}.csv", index=False)
        (draft / DOCUMENT).write_text(document + "\n", "utf-8")
