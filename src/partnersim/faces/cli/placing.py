"""The command that makes scenarios of places from a table of public figures: ``partnersim regency``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from partnersim.faces.cli import options as o
from partnersim.faces.cli.numbers import whole
from partnersim.faces.cli.tables import show

SWEEP = "sweep.yaml"
OUTCOMES = ("headcount_end", "consumption_listed_idr_end", "members_end", "loans_disbursed_idr_total")
"""What the sweep over all places keeps."""


def regency(
    table: Annotated[
        Path,
        typer.Argument(metavar="TABLE", help="CSV file: name, population, headcount, poverty_line_idr, ..."),
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", parser=o.folder, help="Folder for the scenarios.")
    ],
    base: Annotated[
        str,
        typer.Option("--base", metavar="SCENARIO", help="Shipped scenario whose programme every place has."),
    ] = "jember",
    replicates: Annotated[int, whole("--replicates", "Seeds of the sweep over all places.", least=1)] = 3,
) -> int:
    """Make a scenario of each row of a table of public figures, and a sweep over all of them.

    Households follow from population; the wage level is solved for the headcount when a place is first run; money,
    staff, capacity and units are those of the base scenario times listed households.
    """
    from partnersim.scenario.reading import load_scenario
    from partnersim.scenario.regencies import read_regencies
    from partnersim.studies.runs.files import written_together, yaml_text

    found = read_regencies(table, load_scenario(base))
    with written_together(out) as draft:
        for one in found:
            file = draft / f"{one.name}.yaml"
            file.write_text(yaml_text(one.document), encoding="utf-8")
            load_scenario(file)  # whatever a scenario refuses is refused before anything is there
        sweep = {
            "scenario": base, "alternatives": {one.document["title"]: f"{one.name}.yaml" for one in found},
            "replicates": replicates, "outcomes": list(OUTCOMES),
        }  # fmt: skip
        if len(found) > 1:
            (draft / SWEEP).write_text(yaml_text(sweep), encoding="utf-8")
    show(f"{len(found)} scenarios: {out}")
    if len(found) > 1:
        show(f"partnersim sweep {out / SWEEP} --out RESULTS")
    return 0
