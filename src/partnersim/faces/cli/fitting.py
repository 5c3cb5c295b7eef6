"""The commands that fit the household parameters and hold the model against published results."""

from __future__ import annotations

import csv
import math
import sys
from enum import StrEnum
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from partnersim.faces.cli import options as o
from partnersim.faces.cli.numbers import whole
from partnersim.faces.cli.tables import show, show_json, table, to_json
from partnersim.scenario.documents.errors import Problem, ScenarioError
from partnersim.scenario.phrases import Phrase

if TYPE_CHECKING:
    from partnersim.studies.fitting.households.run import Calibrated
    from partnersim.studies.validation.rows import Row
    from partnersim.studies.validation.run import Validation

COLUMNS = (
    "id", "use", "component", "statistic", "unit", "value", "sd", "n", "target", "low", "high", "in_band", "z",
    "ensemble_median", "ensemble_min", "ensemble_max", "ensemble_n", "in_band_median", "band", "measured_by",
    "experiment", "source",
)  # fmt: skip
_HEADS = (
    "target",
    "use",
    "what",
    "unit",
    "model",
    "sd",
    "published",
    "band",
    "in",
    "z",
    "ensemble",
    "in (median)",
)


class Use(StrEnum):
    """What a target may be used for."""

    calibrate = "calibrate"
    input = "input"
    judge = "judge"


def calibrate(
    evaluations: Annotated[int, whole("--evaluations", "Parameter sets tried in all.", least=1)] = 2400,
    starts: Annotated[int, whole("--starts", "Searches.", least=1, most=16)] = 3,
    seeds: Annotated[
        str, typer.Option("--seeds", metavar="A-B", help="Consecutive seeds, the same for every set.")
    ] = "1-2",
    workers: Annotated[int, whole("--workers", "Processes; 0 for one per core.", least=0)] = 0,
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            metavar="DIR",
            parser=o.folder,
            help="Folder for the fit and its picture. What was tried is kept there, and the same command goes on "
            "from it after a stop.",
        ),
    ] = Path("calibration"),
    force: o.Force = False,
    as_json: o.AsJson = False,
) -> int:
    """Fit the household parameters to the targets for calibration, and only those.

    Writes households.yaml (best set, ensemble, values) and fit.png into the folder. Every scenario starts from the best
    set of scenarios/fits/households.yaml: put the new file in its place to adopt it.
    """
    from partnersim.studies.fitting.households.fit_file import document, write_fit
    from partnersim.studies.fitting.households.run import calibrate as fit

    try:
        found = fit(
            evaluations=evaluations, starts=starts, seeds=_seeds(seeds), workers=workers, out=out, force=force
        )
    except ValueError as error:
        raise ScenarioError(Problem(file="calibrate", message=Phrase.verbatim(str(error)))) from None
    try:
        if as_json:
            show_json(document(found))
        else:
            show(f"{_fit_table(found)}\n\n{_fit_sentence(found)}")
    finally:  # written even where the reader has gone
        file = write_fit(found, out)
    if not as_json:
        show(f"Written: {file}")
    return 0


def validate(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Targets such as T09; all if none is given.")
    ] = None,
    use: Annotated[
        list[Use] | None, typer.Option("--use", help="Only targets of this use; may be repeated.")
    ] = None,
    replicates: Annotated[int, whole("--replicates", "Seeds of each experiment.", least=1)] = 10,
    dyads: Annotated[int, whole("--dyads", "Partnerships of two observed.", least=2)] = 200,
    seed: Annotated[int, whole("--seed", "First seed.", least=0)] = 1,
    ensemble: Annotated[
        bool, typer.Option("--ensemble/--no-ensemble", help="Measure under every fitted set, too.")
    ] = True,
    switches: Annotated[
        bool, typer.Option("--switches", help="Measure again with each household mechanism off.")
    ] = False,
    score: Annotated[
        bool,
        typer.Option(
            "--score", help="Score predictions of published effects by site beside two rivals, instead."
        ),
    ] = False,
    fit: Annotated[
        Path | None,
        typer.Option(
            "--fit", metavar="FILE", help="Fit whose ensemble is used; the shipped one if not given."
        ),
    ] = None,
    workers: o.Workers = None,
    out: o.Out = None,
    force: o.Force = False,
    as_json: o.AsJson = False,
    as_markdown: o.AsMarkdown = False,
) -> int:
    """Hold the model against published results, and say which of them it was fitted to.

    With --json a list of rows is printed; --out keeps them with how they came about. With --score every fitted set
    predicts effects at sites that were not fitted, and errors, CRPS and coverage stand beside those of two rivals: the
    mean of the other studies, and no effect.
    """
    if score:
        from partnersim.faces.cli.scoring import show_scores

        if ids or use or switches:
            said = Phrase("takes no targets, --use or --switches: it scores the shipped effects by site")
            raise ScenarioError(Problem(file="--score", message=said))
        return show_scores(
            replicates=replicates, seed=seed, ensemble=ensemble, fit=fit, workers=workers, out=out, force=force,
            as_json=as_json, as_markdown=as_markdown,
        )  # fmt: skip
    from partnersim.studies.validation.measuring import Size
    from partnersim.studies.validation.registry import USES, chosen, registered
    from partnersim.studies.validation.run import validate as hold

    wanted = tuple(one for one in USES if not use or one in [u.value for u in use])
    targets = chosen(registered(wanted), ids or [])
    found = hold(
        targets, size=Size(replicates=replicates, seed=seed, dyads=dyads), ensemble=ensemble, switches=switches,
        workers=workers, fit=fit, out=out, force=force,
    )  # fmt: skip
    try:
        if as_json:
            show_json([row.record() for row in found.rows])
        else:
            _show_validation(found, markdown=as_markdown)
    finally:  # written even where the reader has gone
        if out is not None:
            write_validation(found, out)
    return 0


def _show_validation(found: Validation, *, markdown: bool) -> None:
    from partnersim.studies.validation.run import CAUTION

    show(validation_table(found.rows, markdown=markdown))
    show("\n" + CAUTION)
    for use_name, count in found.facts["counts"].items():
        median = f", {count['in_band_median']} by the ensemble's median" if found.facts["ensemble"] else ""
        show(f"{use_name}: {count['in_band']} of {count['targets']} inside all bands{median}")
    if found.moved:
        show("\n" + switches_table(found, markdown=markdown))


def write_validation(found: Validation, folder: Path, /) -> None:
    """Write validation.json and validation.csv into a folder, both or neither.

    Raises:
        ResultsError: the folder cannot be written.
    """
    from partnersim.studies.runs.files import written_together

    stream = StringIO(newline="")
    writer = csv.DictWriter(stream, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows([row.record() for row in found.rows])
    with written_together(folder) as draft:
        (draft / "validation.csv").write_text(stream.getvalue(), encoding="utf-8")
        (draft / "validation.json").write_text(to_json(found.document()) + "\n", encoding="utf-8")


def validation_table(rows: list[Row], /, *, markdown: bool = False) -> str:
    """The table for people, in the order of the targets."""
    from partnersim.studies.words.numbers import fixed_text, statistic_text

    cells = [
        [
            row.id, row.use, row.component or row.statistic[:46], row.unit, statistic_text(row.value, unit=row.unit),
            statistic_text(row.sd), _published(row), _band(row),
            "yes" if row.in_band else "NO",
            "" if math.isnan(row.z) else fixed_text(row.z, 1, signed=True), _spread(row),
            "" if not row.ensemble_n else ("yes" if row.in_band_median else "NO"),
        ]
        for row in rows
    ]  # fmt: skip
    return table(_HEADS, cells, right=(4, 5, 6, 9), markdown=markdown)


def switches_table(found: Validation, /, *, markdown: bool = False) -> str:
    """For each number the three mechanisms without which it changes most, in half bands."""
    from partnersim.studies.words.numbers import fixed_text

    by_number: dict[tuple[str, str], list[str]] = {}
    for one in found.moved:
        said = by_number.setdefault((one.id, one.component), [])
        if len(said) < 3 and abs(one.half_bands) >= 0.1:
            said.append(f"{one.mechanism} ({fixed_text(one.half_bands, 1, signed=True)})")
    cells = [[f"{id_} {of}".strip(), ", ".join(said) or "none"] for (id_, of), said in by_number.items()]
    heads = ("target", "mechanisms without which it changes most (change in half bands)")
    return table(heads, cells, markdown=markdown)


def _seeds(text: str) -> list[int]:
    first, _, last = text.partition("-")
    if not first.isdigit() or not last.isdigit() or int(last) <= int(first) or int(last) > int(first) + 99:
        raise ScenarioError(
            Problem(
                file=f"--seeds {text[:40]}",
                message=Phrase("must be two numbers such as 1-2, the first the smaller"),
            )
        )
    return list(range(int(first), int(last) + 1))


def _fit_table(found: Calibrated) -> str:
    from partnersim.studies.words.numbers import exact_text, number_text

    cells = []
    for aim in found.aims:
        value = found.best.values[aim.key]
        spread = [one.values[aim.key] for one in found.ensemble]
        cells.append(
            [
                aim.key, aim.value.unit, number_text(value), number_text(aim.value.target),
                f"{exact_text(aim.value.low)} to {exact_text(aim.value.high)}",
                "yes" if aim.value.holds(value) else "NO",
                f"{number_text(min(spread))} to {number_text(max(spread))}",
            ]
        )  # fmt: skip
    return table(("target", "unit", "best set", "published", "band", "in", "ensemble"), cells, right=(2, 3))


def _fit_sentence(found: Calibrated) -> str:
    from partnersim.studies.words.numbers import fixed_text, number_text

    facts = found.facts
    left_out = ", ".join(facts["fitted_elsewhere"])
    if len(found.ensemble) < 3:
        print("partnersim: few sets lie within the tolerance and all bands; search longer", file=sys.stderr)
    return (
        f"Loss {number_text(found.best.loss)}; {len(found.ensemble)} sets in the ensemble; "
        f"{fixed_text(facts['evaluations_per_minute'], 0)} evaluations a minute on {facts['workers']} processes. "
        f"Not fitted here, as households have no part in them: {left_out or 'none'}."
    )


def _published(row: Row) -> str:
    from partnersim.studies.words.numbers import exact_text, statistic_text

    return statistic_text(row.target, unit="bool") if row.unit == "bool" else exact_text(row.target)


def _band(row: Row) -> str:
    from partnersim.studies.words.numbers import exact_text

    return "" if row.unit == "bool" else f"{exact_text(row.low)} to {exact_text(row.high)}"


def _spread(row: Row) -> str:
    from partnersim.studies.words.numbers import number_text

    if not row.ensemble_n or math.isnan(row.ensemble_min):
        return ""
    ends = f"{number_text(row.ensemble_min)} to {number_text(row.ensemble_max)}"
    return f"{number_text(row.ensemble_median)} ({ends})"
