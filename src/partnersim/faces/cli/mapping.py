"""The command that maps where one scenario is ahead of another: ``partnersim map``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from partnersim.faces.cli import options as o
from partnersim.faces.cli.arms import FROM, arm_of
from partnersim.faces.cli.numbers import number_in, whole
from partnersim.faces.cli.options import changes
from partnersim.faces.cli.tables import show, show_json, to_json
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.phrases import Phrase

if TYPE_CHECKING:
    from partnersim.studies.mapping.result import LeadMap

DOCUMENT, PICTURE = "map.json", "map.png"

AXIS = 'a field over its plausible range, or "FIELD=LOW:HIGH".'


def draw_map(
    base: Annotated[str, typer.Argument(metavar="A", help=FROM)],
    other: Annotated[str, typer.Argument(metavar="B", help="The scenario that is compared with A.")],
    x: Annotated[str, typer.Option("--x", metavar="FIELD", help=f"Across: {AXIS}")],
    y: Annotated[str, typer.Option("--y", metavar="FIELD", help=f"Up: {AXIS}")],
    outcome: Annotated[
        str, typer.Option("--outcome", metavar="O", help="The outcome; `partnersim outcomes` lists them.")
    ],
    points: Annotated[int, whole("--points", "Most points that are run.")] = 120,
    replicates: Annotated[int, whole("--replicates", "Seeds at each point.")] = 4,
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
    """Say where over two fields B is ahead of A, where it is behind, and where that cannot be told.

    Points are added where the sign of the difference is least certain. With --out the points, the grid and a picture
    are written, finished runs are kept as they come, and the same command goes on from them after a stop.
    Options such as --set hold for both scenarios.
    """
    from partnersim.scenario.documents.identity import scenario_hash
    from partnersim.studies.mapping.run import run_map
    from partnersim.studies.runs.files import refuse_another_study
    from partnersim.studies.words.texts import Texts

    asked = changes(sets=sets, households=households, months=months)
    arms = arm_of(base, asked), arm_of(other, asked)
    names = (base, other) if arms[0].name == arms[1].name else (arms[0].name, arms[1].name)
    study = {
        "a": base, "b": other, "x": x, "y": y, "outcome": outcome, "set": list(sets or []),
        "hashes": [scenario_hash(arm) for arm in arms],
    }  # fmt: skip
    if out is not None:
        refuse_another_study(
            out / DOCUMENT, same=lambda found: found["study"] == study,
            what=lambda found: f"the map of {found['study']['a']} and {found['study']['b']}", force=force,
        )  # fmt: skip
    found = run_map(
        *arms, x=_axis(x, "--x"), y=_axis(y, "--y"), outcome=outcome, points=points, replicates=replicates, seed=seed,
        workers=workers, out=out, names=names,
    )  # fmt: skip
    from partnersim.studies.words.planes import plane_sentences

    texts = Texts(language.value)
    try:
        if as_json:
            show_json({"study": study, **document(found)})
        else:
            show("\n".join(plane_sentences(found, texts)))
    finally:
        if out is not None:
            _write(found, study, out, language.value)
    return 0


def _axis(text: str, option: str) -> Any:
    """A field, or a field and its range."""
    from partnersim.studies.sweeping.design import factor_of

    path, equals, ends = text.partition("=")
    if not equals:
        return path.strip()
    low, colon, high = ends.partition(":")
    if not (colon and low.strip() and high.strip()):
        form = Phrase('\'{text}\' is not of the form "FIELD" or "FIELD=LOW:HIGH"', text=text[:60])
        raise typer.BadParameter(form, param_hint=option)
    given = {"low": number_in(option, low), "high": number_in(option, high)}
    try:
        return factor_of(path.strip(), given)
    except ScenarioError as error:
        raise ScenarioError([replace(one, field=option, value=text[:60]) for one in error.problems]) from None


def document(found: LeadMap) -> dict[str, Any]:
    """A map as plain data."""
    average = found.average
    return {
        "base": found.base, "other": found.other, "outcome": found.outcome, "better": found.better,
        "x": found.factors[0].path, "y": found.factors[1].path, "holds": found.holds,
        "explained": found.explained, "shares": found.shares if found.holds else None, "stopped": found.stopped,
        "average": {"difference": average.mean, "low": average.low, "high": average.high}, "facts": found.facts,
        "points": found.points.to_dict("records"),
    }  # fmt: skip


def _write(found: LeadMap, study: dict[str, Any], folder: Path, language: str) -> None:
    from partnersim.faces.report.mapped import map_picture
    from partnersim.studies.runs.files import written_together

    picture = map_picture(found, language=language)
    with written_together(folder) as draft:
        found.points.to_csv(draft / "points.csv", index=False)
        if found.holds:
            found.grid.to_csv(draft / "grid.csv", index=False)
        (draft / PICTURE).write_bytes(picture)
        (draft / DOCUMENT).write_text(to_json({"study": study, **document(found)}) + "\n", "utf-8")
    show(f"{folder / PICTURE}")
