"""Commands of sweeps: ``partnersim sweep``, ``status``, ``export`` and ``sensitivity``."""

from __future__ import annotations

import json
import shutil
import sys
from itertools import takewhile
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

from partnersim.faces.cli import options as o
from partnersim.faces.cli.options import changes, scenario_of
from partnersim.faces.cli.tables import show, show_json, text_table
from partnersim.scenario.phrases import Phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from partnersim.studies.sweeping.design import Design
    from partnersim.studies.sweeping.sensitivity import Sensitivity

MOST_MESSAGES = 5
"""Messages of failed runs that are told."""

SAID_WIDTH = 70
"""Characters of what a shipped sweep asks on one line."""

Folder = Annotated[Path, typer.Argument(metavar="DIR", parser=o.folder, help="Folder of a sweep.")]


def sweep(
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="[SWEEP]",
            help="A shipped name or a YAML file; shipped ones are listed if none is given.",
            show_default=False,
        ),
    ] = None,
    out: o.Out = None,
    replicates: o.Replicates = None,
    sets: o.Sets = None,
    households: o.HouseholdCount = None,
    months: o.Months = None,
    workers: o.Workers = None,
    executor: o.OnExecutor = o.ExecutorName.local,
    address: o.Address = None,
    force: o.Force = False,
    sure: Annotated[bool, typer.Option("--yes", help="Run it however many points there are.")] = False,
) -> int:
    """Run a scenario at many points of its fields.

    What is finished is kept: the same sweep goes on after a stop, and a larger one computes only what is new.
    """
    from partnersim.scenario.documents.identity import scenario_hash
    from partnersim.studies.runs.files import refuse_another_study
    from partnersim.studies.sweeping.files import DOCUMENT, POINTS, read_sweep
    from partnersim.studies.sweeping.parts import RUNS
    from partnersim.studies.sweeping.run import keep_points

    if file is None:
        show(_listed())
        return 0
    asked = read_sweep(file)
    if out is None:
        raise typer.BadParameter(Phrase("is needed: the folder for the results"), param_hint="--out")
    points = asked.frame(sure=sure)
    count = replicates if replicates is not None else asked.replicates
    changed = changes(sets=sets, households=households, months=months, replicates=count, seed=asked.seed)
    base = scenario_of(asked.scenario, changed)
    choices = asked.choices(lambda name: scenario_of(name, changed), base)
    study = {
        "scenario": base.name, "hash": scenario_hash(base), "fields": [str(name) for name in points.columns],
        **({"alternatives": {label: scenario_hash(spec) for label, spec in choices.items()}} if choices else {}),
    }  # fmt: skip
    refuse_another_study(
        out / DOCUMENT, same=lambda found: found["study"] == study, what=lambda found: found["study"]["scenario"],
        force=force,
    )  # fmt: skip
    planned = {
        "study": study, "design": asked.design.value, "ranges": asked.ranges, "points": len(points),
        "replicates": base.run.replicates,
    }  # fmt: skip

    def begun() -> None:
        _write(out, {DOCUMENT: _text({**planned, "state": "running"}), POINTS: points.to_csv(index=False)})

    def ended(failed: int) -> dict[str, str]:
        return {DOCUMENT: _text({**planned, "state": "finished", "failed": failed})}

    with o.executor_of(executor, address) as cluster:
        kept = keep_points(
            base, points, outcomes=asked.outcomes or None, workers=workers, executor=cluster, out=out, begun=begun,
            ended=ended, alternatives=choices or None,
        )  # fmt: skip
    show(f"{len(points)} points, {kept.runs} runs, {kept.failed} failed; {out / RUNS}")
    if kept.runs > kept.failed:
        show(_what_next(out, asked.design, asked.outcomes))
    for point, seed, message in kept.first:
        print(f"partnersim: point {point} seed {seed}: {message}", file=sys.stderr)
    return 1 if kept.failed else 0


def _what_next(out: Path, design: Design, outcomes: Sequence[str]) -> str:
    """What may be asked of a finished sweep."""
    from partnersim.studies.sweeping.design import Design

    asked = f"partnersim discover {out} --outcome {outcomes[0] if outcomes else 'OUTCOME'}"
    if design in (Design.morris, Design.saltelli):
        asked = f"partnersim sensitivity {out}"
    return f"next: partnersim export {out} --csv runs.csv (a table for Excel); {asked}"


def _listed() -> str:
    """The shipped sweeps, and what the lines of comment at the head of each say of it."""
    from partnersim.studies.sweeping.files import sweep_files

    rows = []
    for name, path in sweep_files().items():
        heads = takewhile(lambda line: line.startswith("#"), path.read_text("utf-8").splitlines())
        lines = wrap(" ".join(line.lstrip("# ") for line in heads), SAID_WIDTH)
        rows += [[name if number == 0 else "", line] for number, line in enumerate(lines)]
    return text_table(["sweep", "what it asks"], rows)


def status(folder: Folder) -> int:
    """Say how far a sweep is, what is missing, and why."""
    from partnersim.studies.sweeping.files import kept_sweep
    from partnersim.studies.sweeping.parts import RUNS, failed_messages

    document = kept_sweep(folder)
    planned = (
        document["points"] * max(1, len(document["study"].get("alternatives", ()))) * document["replicates"]
    )
    kept = sum(len(json.loads(file.read_text("utf-8"))["keys"]) for file in folder.glob("parts/*/part.json"))
    show(
        f"{document['study']['scenario']}: {document['points']} points, {document['replicates']} seeds, {planned} runs"
    )
    if document["state"] == "finished":
        show(f"finished, {document['failed']} runs failed; results in {folder / RUNS}")
        for message, count in failed_messages(folder / RUNS)[:MOST_MESSAGES] if document["failed"] else ():
            show(f"  {count} runs: {message}")
    else:
        show(f"not finished: {kept} distinct runs are kept; the same command goes on from them")
        show(f"  missing: up to {max(0, planned - kept)}, as the sweep runs still or was stopped")
    return 0


def export(
    folder: Folder,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write the runs as CSV.")] = None,
    parquet: Annotated[
        Path | None, typer.Option("--parquet", metavar="FILE", help="Write them as Parquet.")
    ] = None,
) -> int:
    """Write the runs of a finished sweep as one table."""
    from partnersim.studies.runs.files import written_together
    from partnersim.studies.sweeping.files import kept_sweep
    from partnersim.studies.sweeping.parts import RUNS, count_rows, write_csv

    if (csv is None) == (parquet is None):
        raise typer.BadParameter(Phrase("say --csv FILE or --parquet FILE"))
    kept_sweep(folder, finished=True)
    target = csv or parquet
    assert target is not None
    with written_together(target.parent) as draft:
        if csv is not None:
            write_csv(folder / RUNS, draft / target.name)
        else:
            shutil.copyfile(folder / RUNS, draft / target.name)
    show(f"{count_rows(folder / RUNS)} runs: {target}")
    return 0


def sensitivity(
    folder: Folder,
    outcomes: Annotated[
        list[str] | None,
        typer.Option(
            "--outcome", metavar="O", help="An outcome; can be given more than once. All if not given."
        ),
    ] = None,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write the table as CSV.")] = None,
    picture: Annotated[
        Path | None, typer.Option("--picture", metavar="FILE", help="Draw it, as a PNG file.")
    ] = None,
    as_json: o.AsJson = False,
) -> int:
    """Say what the outcomes of a sweep depend on most, and how sure that is.

    The sweep must be of design saltelli (shares of an outcome's spread) or morris (mean effects, cheaper).
    """
    from partnersim.faces.report.sensitivity import sensitivity_picture
    from partnersim.studies.sweeping.sensitivity import sensitivity_in

    found = sensitivity_in(folder, outcomes=outcomes or ())
    files: dict[Path, str | bytes] = {}
    if csv is not None:
        files[csv] = found.table.to_csv(index=False)
    if picture is not None:
        files[picture] = sensitivity_picture(found)
    if as_json:
        facts = {
            "design": found.design.value,
            "points": found.points,
            "seeds": found.seeds,
            "dropped": found.dropped,
        }
        show_json({**facts, "rows": found.table.to_dict("records")})
    else:
        show(_sensitivity_text(found))
    for target, data in files.items():
        _write(target.parent, {target.name: data})
        show(f"{target}")
    return 0


def _sensitivity_text(found: Sensitivity) -> str:
    blocks = [found.sentence]
    for outcome in found.table["outcome"].unique():
        ranked = found.ranked(outcome)
        if ranked[found.leading].isna().all():
            blocks.append(f"{outcome}: the same at every point; nothing that was varied moves it")
            continue
        rows = [
            [row["factor"], *(_with_ends(row, index) for index in found.indices)] for row in ranked.to_dict("records")
        ]  # fmt: skip
        right = tuple(range(1, len(found.indices) + 1))
        heads = [outcome, *(index.replace("_", " ") for index in found.indices)]
        blocks.append(text_table(heads, rows, right=right))
    return "\n\n".join(blocks)


def _with_ends(row: dict[str, float], index: str) -> str:
    return f"{row[index]:,.3g} ({row[index + '_low']:,.3g} to {row[index + '_high']:,.3g})"


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2) + "\n"


def _write(folder: Path, files: dict[str, str | bytes]) -> None:
    from partnersim.studies.runs.files import written_together

    with written_together(folder) as draft:
        for name, data in files.items():
            (draft / name).write_bytes(data if isinstance(data, bytes) else data.encode())
