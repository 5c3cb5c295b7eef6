"""The command that says which arm is ahead where: ``partnersim leads``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from partnersim.faces.cli import options as o
from partnersim.faces.cli.numbers import whole
from partnersim.faces.cli.options import changes
from partnersim.faces.cli.tables import show, show_json, table, to_json

if TYPE_CHECKING:
    from partnersim.studies.maps import MapTable

TEXT, PICTURE, POINTS = "leads.txt", "leads.png", "points"


def map_leads(
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="[MAP]", help="A shipped name or a YAML file; all shipped ones are listed if none."
        ),
    ] = None,
    points: Annotated[
        int | None, whole("--points", "Points the rule is fitted on.", show_default=False)
    ] = None,
    held_back: Annotated[
        int | None, whole("--held-back", "Points the rule is scored on.", show_default=False)
    ] = None,
    replicates: Annotated[
        int | None, whole("--replicates", "Seeds of each point, its own.", show_default=False)
    ] = None,
    seed: o.Seed = None,
    sets: o.Sets = None,
    households: o.HouseholdCount = None,
    months: o.Months = None,
    workers: o.Workers = None,
    out: o.Out = None,
    force: o.Force = False,
    as_json: o.AsJson = False,
    language: o.InLanguage = o.Language.en,
) -> int:
    """Draw points over uncertain inputs, run every arm at each, and say who is ahead where, with a rule in words.

    The rule is fitted on some points and scored on others. Finished runs are kept (without --out in this user's cache),
    and the same command goes on from them after a stop.
    """
    if source is None:
        return _list(as_json=as_json)
    from partnersim.studies.maps import read_map, run_map
    from partnersim.studies.runs.files import writable

    given = changes(sets=sets, households=households, months=months).overrides
    asked = read_map(
        source, points=points, held_back=held_back, replicates=replicates, seed=seed, overrides=given
    )
    with writable(out):
        found = run_map(asked, workers=workers, out=out, force=force, remember=True)
    text = map_text(found, language.value)
    try:
        if as_json:
            show_json(found.document())
        else:
            show(text)
    finally:  # written even where the reader has gone
        if out is not None:
            _write(found, out, text, language.value)
    failures = found.runs.failures
    for failure in failures[:3]:
        print(
            f"partnersim: point {failure['point']}, arm {failure['arm']}: {failure['message']}",
            file=sys.stderr,
        )
    return 1 if failures else 0


def map_text(found: MapTable, language: str, /) -> str:
    """A map in words."""
    from partnersim.studies.words.mapped import map_lines
    from partnersim.studies.words.texts import Texts

    return "\n".join(map_lines(found.document(), Texts(language)))


def _list(*, as_json: bool) -> int:
    from partnersim.measures.comparing import links
    from partnersim.scenario.experiments.maps import load_map, map_files

    maps = [load_map(name, outcomes=links()) for name in map_files()]
    if as_json:
        show_json([{"name": one.name, **one.file.model_dump(mode="json")} for one in maps])
        return 0
    rows = [
        [one.name, f"{one.file.title} {one.file.case}", str(len(one.file.inputs)), str(len(one.file.arms)),
         one.file.outcome]
        for one in maps
    ]  # fmt: skip
    show(table(("map", "question", "inputs", "arms", "ahead by"), rows, right=(2, 3)))
    return 0


def _write(found: MapTable, folder: Path, text: str, language: str) -> None:
    from partnersim.studies.maps.picture import map_picture
    from partnersim.studies.maps.run import FILE
    from partnersim.studies.runs.files import written_together
    from partnersim.studies.words.texts import Texts

    document, frame = found.document(), found.frame()
    with written_together(folder) as draft:
        (draft / FILE).write_text(to_json(document) + "\n", "utf-8")
        (draft / TEXT).write_text(text + "\n", "utf-8")
        (draft / PICTURE).write_bytes(map_picture(document, Texts(language)))
        frame.to_csv(draft / f"{POINTS}.csv", index=False)
        frame.to_parquet(draft / f"{POINTS}.parquet", index=False)
