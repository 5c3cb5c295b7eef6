"""The command that runs virtual trials."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Annotated

import typer

from partnersim.faces.cli import options as o
from partnersim.faces.cli.tables import show, show_json, table, to_json
from partnersim.scenario.phrases import Phrase

if TYPE_CHECKING:
    from pathlib import Path

    from partnersim.studies.trials import TrialResult

_HEADS = (
    "outcome", "arm", "against", "month", "unit", "effect", "sd", "95 % interval", "control",
    "field estimate", "standard error", "power, %", "households",
)  # fmt: skip


def trial(
    file: Annotated[
        str,
        typer.Argument(
            metavar="[FILE]", help="A shipped trial or a YAML file; shipped trials are listed if empty."
        ),
    ] = "",
    replicates: o.Replicates = None,
    seed: o.Seed = None,
    sets: o.Sets = None,
    workers: o.Workers = None,
    out: o.Out = None,
    force: o.Force = False,
    as_json: o.AsJson = False,
    as_markdown: o.AsMarkdown = False,
    terms: Annotated[
        bool, typer.Option("--terms", help="Print what a trial file may say instead: parts, terms, outcomes.")
    ] = False,
) -> int:
    """Run a virtual trial: effects of the offer in the model, and as a field team would estimate them.

    --set takes paths of the trial (population.households=2000) and of its scenario (mechanisms.entry.idea=0.03).
    """
    from partnersim.scenario.experiments.trials import is_of_the_scenario, load_trial, trial_names

    if terms:
        from partnersim.scenario.experiments.trial_terms_text import terms_text

        show(terms_text())
        return 0
    if not file:
        show(_listed(trial_names(), as_json=as_json, markdown=as_markdown))
        return 0
    _check_counts(replicates, seed)
    mine = [text for text in sets or () if not is_of_the_scenario(text)]
    asked = load_trial(file, overrides=mine)
    from partnersim.studies.trials import run_trial

    found = run_trial(
        asked, replicates=replicates, seed=seed, workers=workers, out=out, force=force, show_progress=True,
        parameters=[text for text in sets or () if is_of_the_scenario(text)],
    )  # fmt: skip
    try:
        _show_trial(found, out, as_json=as_json, markdown=as_markdown)
    finally:  # written even where the reader has gone
        files = {} if out is None else _written(found, out)
    if not as_json:
        for what, path in files.items():
            show(f"{what}: {path}")
    return 0


def _show_trial(found: TrialResult, out: Path | None, *, as_json: bool, markdown: bool) -> None:
    from partnersim.studies.trials.writing import result_files
    from partnersim.studies.words.texts import Texts

    trial, seeds = found.trial, sorted(set(found.rows["seed"].tolist()))
    if as_json:
        head = {"trial": trial.name, "title": trial.title, "source": trial.source, "seeds": seeds}
        files = {} if out is None else result_files(out)
        show_json({**head, "estimates": found.summary.to_dict("records"), "files": files})
        return
    if not markdown:
        count = Texts().say_count("{n} replicate", "{n} replicates", len(seeds))
        show(f"{trial.title or trial.name}: {count}\n")
    show(summary_table(found, markdown=markdown))


def summary_table(found: TrialResult, /, *, markdown: bool = False) -> str:
    """The table for people: one line per outcome and arm."""
    rows = [_cells(row) for row in found.summary.to_dict("records")]
    return table(_HEADS, rows, right=(3, 5, 6, 7, 8, 9, 10, 11, 12), markdown=markdown)


def _cells(row: dict[str, object]) -> list[str]:
    from partnersim.studies.words.numbers import NONE, estimate_text, number_text

    unit = str(row["unit"])
    shown = unit if unit in ("share", "IDR", "IDR/month") else "number"

    def text(name: str, *, of: str = shown) -> str:
        value = float(row[name])  # type: ignore[arg-type]
        return "" if isnan(value) else number_text(value, unit=of, language="en")

    of = _level_unit(str(row["of"]))  # an effect in logs stands beside the mean of the log
    level = of if of in ("share", "IDR", "IDR/month") and unit != "log" else "number"
    effect = estimate_text(float(row["effect"]), float(row["low"]), float(row["high"]), unit=shown)  # type: ignore[arg-type]
    interval = f"{effect.low} to {effect.high}" if text("low") else ""
    return [
        str(row["outcome"]), arm_and_place(row), str(row["against"]), str(row["round"]),
        trial_unit(row),
        "" if effect.value == NONE else effect.value, text("sd"), interval, text("control_level", of=level),
        text("field_effect"), text("field_se"), text("power", of="share"), text("n", of="number"),
    ]  # fmt: skip


def arm_and_place(row: dict[str, object], /) -> str:
    """An arm as a table names it, with the place where a trial has several."""
    return f"{row['arm']} ({row['place']})" if "place" in row else str(row["arm"])


def trial_unit(row: dict[str, object], /) -> str:
    """A unit as a trial's table names it: of a share per cent where it stands alone, points where it is compared."""
    from partnersim.studies.words.numbers import unit_text

    if row["unit"] == "share" and row["against"] != "none":
        return "points"
    return unit_text(str(row["unit"])).replace("_", " ")


def _level_unit(of: str) -> str:
    from partnersim.scenario.experiments.trial_outcomes import MEANING

    return MEANING[of][0]


def _listed(names: tuple[str, ...], *, as_json: bool, markdown: bool) -> str:
    from partnersim.scenario.experiments.trials import load_trial

    found = [load_trial(name) for name in names]
    if as_json:
        return to_json([{"name": one.name, "title": one.title, "source": one.source} for one in found])
    rows = [[one.name, one.title, one.source] for one in found]
    return table(("trial", "title", "stands for"), rows, markdown=markdown)


def _check_counts(replicates: int | None, seed: int | None) -> None:
    from partnersim.scenario.documents.errors import Problem, ScenarioError

    if replicates is not None and not 1 <= replicates <= 100_000:
        raise ScenarioError(
            [
                Problem(
                    message=Phrase(
                        "--replicates {replicates} is out of range; allowed 1 to 100,000",
                        replicates=replicates,
                    )
                )
            ]
        )
    if seed is not None and not 0 <= seed < 2**31:
        raise ScenarioError(
            [Problem(message=Phrase("--seed {seed} is out of range; allowed 0 to 2147483647", seed=seed))]
        )


def _written(found: TrialResult, out: Path) -> dict[str, str]:
    from partnersim.faces.report.trials import trial_picture
    from partnersim.studies.trials.writing import write_result

    return write_result(found, out, picture=trial_picture(found.trial, found.summary))
