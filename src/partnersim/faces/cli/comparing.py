"""The command that compares scenarios with the same seeds: ``partnersim compare``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from partnersim.faces.cli import options as o
from partnersim.faces.cli.arms import arm_of, labelled_arms
from partnersim.faces.cli.numbers import number_in, whole
from partnersim.faces.cli.options import Changes, changes
from partnersim.faces.cli.remarking import remark_before
from partnersim.faces.cli.running import (
    AllOutcomes,
    account,
    files_of,
    needs_folder,
    show_remarks,
    show_where,
    study_of,
    write_tables,
)
from partnersim.faces.cli.tables import show, show_json, table
from partnersim.scenario.phrases import Phrase

if TYPE_CHECKING:
    from partnersim.scenario.spec import Scenario
    from partnersim.studies.compare import Comparison
    from partnersim.studies.words.texts import Texts

PICTURE = "chain.png"
"""The results chain of the first pair, for a slide."""

TABLES = ("table", "chain", "payers", "winners", "gains", "draws")
"""Tables of a comparison that are written, the first as comparison.csv."""


def compare(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="A B [C ...]",
            show_default=False,
            help='Scenarios: shipped names or YAML files, with values set after commas ("jember,actors.ilo.staff=2"). '
            "Each is compared with the first.",
        ),
    ] = None,
    arms: Annotated[
        list[str] | None,
        typer.Option(
            "--arm",
            metavar="LABEL=A",
            show_default=False,
            help='A scenario with a label of its own: --arm "fewer staff=jember,actors.ilo.staff=2"; may be repeated.',
        ),
    ] = None,
    until_ci: Annotated[
        list[str] | None,
        typer.Option(
            "--until-ci",
            metavar="OUTCOME=WIDTH",
            show_default=False,
            help="Add seeds until no 95 % interval of this difference is wider, in the outcome's unit.",
        ),
    ] = None,
    households: Annotated[
        bool, typer.Option("--winners/--no-winners", help="Follow every household, for winners and losers.")
    ] = True,
    draws: Annotated[
        int,
        whole(
            "--draws", "Run N draws of uncertain inputs, too: spread by luck and by inputs apart.", least=0
        ),
    ] = 0,
    seed: o.Seed = None,
    replicates: o.Replicates = None,
    sets: o.Sets = None,
    household_count: o.HouseholdCount = None,
    months: o.Months = None,
    workers: o.Workers = None,
    out: o.Out = None,
    force: o.Force = False,
    form: o.InForm = o.Form.parquet,
    every: AllOutcomes = False,
    as_json: o.AsJson = False,
    language: o.InLanguage = o.Language.en,
) -> int:
    """Compare scenarios with the same seeds: along the results chain, who wins, who pays, and how sure.

    Options such as --set hold for every scenario.
    """
    needs_folder(form, out)
    asked = changes(
        sets=sets,
        seed=seed,
        replicates=replicates,
        households=household_count,
        months=months,
        workers=workers,
    )
    specs = _arms(scenarios or [], arms or [], asked)
    from partnersim.studies.comparing.run import run_comparison
    from partnersim.studies.words.remarks import result_remarks
    from partnersim.studies.words.texts import Texts

    texts = Texts(language.value)
    remarks = remark_before(specs, texts, sets=sets)
    comparison = run_comparison(
        specs, until_ci=_widths(until_ci or []), households=households, draws=draws, workers=workers, out=out,
        force=force,
    )  # fmt: skip
    results = comparison.results
    code = account(results, out)
    if code == 1 and set(results.done["arm"]) != set(specs):
        write_tables(results, out)
        return code
    files, unmade = files_of(out), result_remarks(results, texts)
    try:
        if as_json:
            rows = {name: getattr(comparison, name).to_dict("records") for name in TABLES}
            words = {
                "digest": comparison.digest(language.value),
                "sentences": _sentences(comparison, texts),
                "remarks": remarks + unmade,
                "files": files,
            }
            show_json({**study_of(results), **rows, **words})
        else:
            above = show_remarks(unmade, texts)
            if every:
                for base, other in comparison.pairs:
                    show(_pair(comparison, base, other, texts=texts) + "\n")
                show("\n".join(_sentences(comparison, texts)) + "\n")
            show("\n".join(comparison.digest(language.value, beside=above)))
            if len(comparison.draws) and not every:
                show(
                    "\n"
                    + "\n\n".join(_spread_in_short(comparison, *pair, texts) for pair in comparison.pairs)
                )
            if files:
                show_where(files, texts, form=form)
            elif not every:
                show(texts.say("All numbers: --all shows them here, --out DIR keeps them with a report."))
    finally:
        if out is not None:
            _write(comparison, out, language, form)
    return code


def _arms(scenarios: list[str], labelled: list[str], asked: Changes) -> dict[str, Scenario]:
    """All arms by name, those without a label first; at least two that differ in what is not their people."""
    from partnersim.studies.api import arms_by_name
    from partnersim.studies.explaining.differences import differences

    named, own = arms_by_name([arm_of(text, asked) for text in scenarios]), labelled_arms(labelled, asked)
    twice = sorted(set(named) & set(own))
    if twice:
        raise typer.BadParameter(
            Phrase("has the label '{label}' of another arm", label=twice[0]), param_hint="--arm"
        )
    specs = {**named, **own}
    if len(specs) < 2:
        raise typer.BadParameter(Phrase("a comparison needs at least two scenarios"), param_hint="A B")
    base = next(iter(specs.values()))
    for spec in list(specs.values())[1:]:
        differences(base, spec)
    return specs


def _widths(texts: list[str]) -> dict[str, float]:
    widths = {}
    for text in texts:
        outcome, equals, width = text.partition("=")
        number = number_in("--until-ci", width) if equals and width.strip() else 0.0
        if number <= 0.0:
            form = Phrase(
                "'{text}' is not of the form OUTCOME=WIDTH with a number above 0, in the outcome's unit",
                text=text[:60],
            )
            raise typer.BadParameter(form, param_hint="--until-ci")
        widths[outcome.strip()] = number
    return widths


def _sentences(comparison: Comparison, texts: Texts) -> list[str]:
    from partnersim.studies.words.compared import compared_lines

    lines = comparison.sentences(texts.language)
    for base, other in comparison.pairs:
        lines += compared_lines(comparison, base, other, texts)
    return lines


def _spread(comparison: Comparison, base: str, other: str, texts: Texts) -> str:
    """What spreads a difference, luck and inputs that nobody knows."""
    from partnersim.studies.words.compared_tables import draw_rows

    heads, cells = draw_rows(comparison, base, other, texts)
    return table(heads, cells, right=tuple(range(2, len(heads))))


def _spread_in_short(comparison: Comparison, base: str, other: str, texts: Texts) -> str:
    """The same for what the digest speaks of."""
    from partnersim.studies.digest.facts import facts_of
    from partnersim.studies.words.compared_tables import draw_rows_in_short

    facts = facts_of(comparison, base, other)
    spoken = {effect.outcome for effect in (*facts.told, *facts.chain, *filter(None, [facts.poverty]))}
    heads, cells = draw_rows_in_short(comparison, base, other, spoken, texts)
    return table(heads, cells, right=tuple(range(1, len(heads))))


def _pair(comparison: Comparison, base: str, other: str, *, texts: Texts) -> str:
    from partnersim.studies.words.arms import names_of_arms
    from partnersim.studies.words.compared_tables import chain_rows, winner_rows

    def shown(rows: tuple[list[str], list[list[str]]], left: int) -> str:
        heads, cells = rows
        return table(heads, cells, right=tuple(range(left, len(heads))))

    blocks = [names_of_arms(comparison.results.manifest, texts).less(base, other)]
    blocks.append(shown(chain_rows(comparison, base, other, texts, every=True), 3))
    if comparison.households is not None:
        blocks.append(shown(winner_rows(comparison, base, other, texts), 1))
    if len(comparison.draws):
        blocks.append(_spread(comparison, base, other, texts))
    return "\n\n".join(blocks)


def _write(comparison: Comparison, folder: Path, language: o.Language, form: o.Form) -> None:
    """Write the tables of the runs, the report, a picture of the chain, and the comparison's tables as CSV."""
    from partnersim.faces.report import write_report
    from partnersim.studies.runs.files import written_together
    from partnersim.studies.words.drawing import drawing, png
    from partnersim.studies.workbook import write_for_people

    comparison.results.write(folder)
    write_report(comparison.results, folder / "report.html", comparison=comparison, language=language.value)
    write_for_people(comparison.results, folder, form.value, comparison=comparison)
    with drawing():
        picture = png(comparison.plot(language=language.value))
    with written_together(folder) as draft:
        (draft / PICTURE).write_bytes(picture)
        for name in TABLES:
            found = getattr(comparison, name)
            if len(found.columns):
                found.to_csv(draft / f"{'comparison' if name == 'table' else name}.csv", index=False)
