"""Commands that seal a forecast of a trial and score it when its results are known: ``partnersim forecast``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from partnersim.faces.cli import options as o
from partnersim.faces.cli.numbers import whole
from partnersim.faces.cli.tables import show, show_json, table, to_json
from partnersim.scenario.documents.errors import Problem, ScenarioError
from partnersim.scenario.phrases import Phrase

forecast = typer.Typer(
    name="forecast",
    help="Seal a forecast of a trial, with date and hash, and score it once its results are known.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_HEADS = (
    "outcome",
    "unit",
    "published",
    "error",
    "forecast",
    "spread",
    "in 80 %",
    "in 95 %",
    "CRPS",
    "of no effect",
)


@forecast.command("seal")
def seal(
    trial: Annotated[str, typer.Argument(metavar="TRIAL", help="A shipped trial or a YAML file.")],
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="File for the forecast; never replaced.")
    ],
    replicates: Annotated[int, whole("--replicates", "Seeds under each fitted set.", least=1)] = 3,
    seed: Annotated[int, whole("--seed", "First seed.", least=0)] = 1,
    fit: Annotated[
        Path | None,
        typer.Option("--fit", metavar="FILE", help="Fit whose sets predict; the shipped one if not given."),
    ] = None,
) -> int:
    """Predict every outcome of a trial under every fitted set, and write it with date and hash."""
    from partnersim.scenario.experiments.trials import load_trial
    from partnersim.studies.scoreboard.sealed import SEAL
    from partnersim.studies.scoreboard.sealed import seal as sealed

    if out.exists():
        raise ScenarioError(
            Problem(file=str(out), message=Phrase("is there already; a sealed forecast is never replaced"))
        )
    if not out.parent.is_dir():
        raise ScenarioError(
            Problem(file=str(out), message=Phrase("cannot be written: there is no such folder"))
        )
    made = sealed(load_trial(trial), replicates=replicates, seed=seed, fit=fit)
    out.write_text(to_json(made) + "\n", encoding="utf-8")
    show(_predicted(made))
    show(f"\nSealed on {made['made']}: {out}\nsha256 {made[SEAL]}")
    return 0


@forecast.command("score")
def score(
    sealed: Annotated[Path, typer.Argument(metavar="FORECAST", help="File of `partnersim forecast seal`.")],
    results: Annotated[
        Path,
        typer.Argument(metavar="RESULTS", help="YAML file: source, and results with outcome, effect, error."),
    ],
    as_json: o.AsJson = False,
    as_markdown: o.AsMarkdown = False,
) -> int:
    """Check the seal of a forecast and score it by what a field team found."""
    from partnersim.studies.scoreboard.sealed import SEAL, opened, read_observed, scored_forecast

    said = opened(sealed)
    rows = scored_forecast(said, read_observed(results, forecast=said))
    if as_json:
        show_json(rows)
        return 0
    show(table(_HEADS, [_cells(row) for row in rows], right=(2, 3, 4, 5, 8, 9), markdown=as_markdown))
    show(f"\nThe seal holds: made on {said['made']} by {said['program']} {said['version']}.")
    show(f"It binds only if this was published then:\nsha256 {said[SEAL]}")
    return 0


def _cells(row: dict[str, Any]) -> list[str]:
    from partnersim.studies.words.numbers import number_text

    return [
        row["outcome"], row["unit"], *(number_text(row[k]) for k in ("effect", "error", "predicted", "spread")),
        "yes" if row["in_80"] else "NO", "yes" if row["in_95"] else "NO",
        number_text(row["crps"]), number_text(row["crps_no_effect"]),
    ]  # fmt: skip


def _predicted(made: dict[str, Any]) -> str:
    from partnersim.studies.words.numbers import number_text

    cells = [
        [
            name,
            said["unit"],
            *("none" if said[k] is None else number_text(said[k]) for k in ("mean", "low_10", "high_90")),
        ]
        for name, said in made["predictions"].items()
    ]
    return table(("outcome", "unit", "forecast", "10 %", "90 %"), cells, right=(2, 3, 4))
