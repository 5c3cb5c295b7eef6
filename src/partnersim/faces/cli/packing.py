"""The command that writes what evaluators look for: ``partnersim pack``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from partnersim.faces.cli import options as o
from partnersim.faces.cli.arms import FROM, arm_of
from partnersim.faces.cli.options import changes
from partnersim.faces.cli.running import account
from partnersim.faces.cli.tables import show, to_json
from partnersim.scenario.phrases import Phrase

DOCUMENT = "pack.json"
"""What a pack in a folder is of."""


def pack(
    base: Annotated[str, typer.Argument(metavar="A", help=f"The control. {FROM}")],
    other: Annotated[str, typer.Argument(metavar="B", help="What is evaluated.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", parser=o.folder, help="Folder for the pack.")],
    seed: o.Seed = None,
    replicates: o.Replicates = None,
    sets: o.Sets = None,
    households: o.HouseholdCount = None,
    months: o.Months = None,
    workers: o.Workers = None,
    force: o.Force = False,
    language: o.InLanguage = o.Language.en,
) -> int:
    """Write what evaluators look for: balance, effects, cost, winners and losers, growth incidence, accounts.

    One HTML page, one Excel workbook, and each table as CSV. Options such as --set hold for both scenarios.
    """
    from partnersim.faces.report.packed import check_workbook, write_pack
    from partnersim.scenario.documents.identity import scenario_hash
    from partnersim.studies.api import arms_by_name
    from partnersim.studies.comparing.run import run_comparison
    from partnersim.studies.explaining.differences import differences
    from partnersim.studies.packing.tables import pack_of
    from partnersim.studies.runs.files import folder_of, refuse_another_study, written_together

    asked = changes(
        sets=sets, seed=seed, replicates=replicates, households=households, months=months, workers=workers
    )
    arms = arms_by_name([arm_of(text, asked) for text in (base, other)])
    differences(*arms.values())
    if next(iter(arms.values())).run.replicates < 2:
        raise typer.BadParameter(
            Phrase("is 1; a pack wants two pairs of runs or more"), param_hint="--replicates"
        )
    check_workbook()
    study = {"arms": list(arms), "hashes": [scenario_hash(arm) for arm in arms.values()]}
    refuse_another_study(
        folder_of(out) / DOCUMENT, same=lambda found: found["study"] == study,
        what=lambda found: " and ".join(found["study"]["arms"]), force=force,
    )  # fmt: skip
    comparison = run_comparison(arms, households=True, workers=workers, out=out, force=force)
    code = account(comparison.results, out)
    for file in write_pack(pack_of(comparison), comparison, out, language=language.value):
        show(f"{file}")
    with written_together(out) as draft:
        (draft / DOCUMENT).write_text(to_json({"study": study}) + "\n", "utf-8")
    return code
