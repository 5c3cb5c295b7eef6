"""The command that says over two levers where equals are ahead of each other way of working: ``partnersim planes``."""

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
    from partnersim.studies.planes import PlaneTable

TEXT, PICTURE, POINTS = "plane.txt", "plane.png", "points.csv"


def planes(
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="[PLANE]", help="A shipped name or a YAML file; all shipped ones are listed if none."
        ),
    ] = None,
    points: Annotated[int | None, whole("--points", "Most points that are run.", show_default=False)] = None,
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
    """Run every way of working over two levers, and say where the first is ahead of each other one.

    One set of points serves all maps of a plane; points are added where a sign is least certain. Finished runs are kept
    (without --out in this user's cache), and the same command goes on from them after a stop.
    """
    if source is None:
        return _list(as_json=as_json)
    from partnersim.studies.planes import read_plane, run_plane
    from partnersim.studies.words.planed import plane_lines
    from partnersim.studies.words.texts import Texts

    given = changes(sets=sets, households=households, months=months).overrides
    asked = read_plane(source, points=points, replicates=replicates, seed=seed, overrides=given)
    found = run_plane(asked, workers=workers, out=out, force=force, remember=True)
    text = "\n".join(plane_lines(found.document(), Texts(language.value)))
    try:
        if as_json:
            show_json(found.document())
        else:
            show(text)
    finally:  # written even where the reader has gone
        if out is not None:
            _write(found, out, text, language.value)
    for failure in found.failures[:3]:
        print(
            f"partnersim: point {failure['point']}, arm {failure['arm']}: {failure['message']}",
            file=sys.stderr,
        )
    return 1 if found.failures else 0


def _list(*, as_json: bool) -> int:
    from partnersim.measures.comparing import links
    from partnersim.scenario.experiments.planes import load_plane, plane_files

    found = [load_plane(name, outcomes=list(links())) for name in plane_files()]
    if as_json:
        show_json([{"name": one.name, **one.file.model_dump(mode="json")} for one in found])
        return 0
    rows = [
        [one.name, one.file.case, one.file.x.label, one.file.y.label, str(len(one.file.arms) - 1), str(one.file.points)]
        for one in found
    ]  # fmt: skip
    show(table(("plane", "where", "across", "up", "others", "points"), rows, right=(4, 5)))
    return 0


def _write(found: PlaneTable, folder: Path, text: str, language: str) -> None:
    from partnersim.faces.report.planed import plane_picture
    from partnersim.studies.planes.run import FILE
    from partnersim.studies.runs.files import written_together
    from partnersim.studies.words.texts import Texts

    document = found.document()
    picture = plane_picture(document, Texts(language))
    with written_together(folder) as draft:
        (draft / FILE).write_text(to_json(document) + "\n", "utf-8")
        (draft / TEXT).write_text(text + "\n", "utf-8")
        (draft / PICTURE).write_bytes(picture)
        found.frame().to_csv(draft / POINTS, index=False)
