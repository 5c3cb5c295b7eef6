"""The command that compares scenarios with the same seeds: ``partnersim compare``."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from partnersim.faces.cli import options as o
from partnersim.faces.cli.arms import arm_of, labelled_arms
from partnersim.faces.cli.options import Changes, changes
from partnersim.faces.cli.remarking import remark_before
from partnersim.faces.cli.running import AllOutcomes, account, files_of, show_remarks, study_of, write_tables
from partnersim.faces.cli.tables import show, show_json, table

if TYPE_CHECKING:
    import pandas as pd

    from partnersim.scenario.spec import Scenario
    from partnersim.studies.compare import Comparison
    from partnersim.studies.words.texts import Texts

TABLES = ("table", "chain", "payers", "winners", "gains")
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
    seed: o.Seed = None,
    replicates: o.Replicates = None,
    sets: o.Sets = None,
    household_count: o.HouseholdCount = None,
    months: o.Months = None,
    workers: o.Workers = None,
    out: o.Out = None,
    force: o.Force = False,
    every: AllOutcomes = False,
    as_json: o.AsJson = False,
    language: o.InLanguage = o.Language.en,
) -> int:
    """Compare scenarios with the same seeds: along the results chain, who wins, who pays, and how sure.

    Options such as --set hold for every scenario.
    """
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
        specs, until_ci=_widths(until_ci or []), households=households, workers=workers, out=out, force=force
    )
    results = comparison.results
    code = account(results, out)
    if code == 1 and set(results.done["arm"]) != set(specs):
        write_tables(results, out)
        return code
    files, unmade = files_of(out), result_remarks(results, texts)
    try:
        if as_json:
            rows = {name: getattr(comparison, name).to_dict("records") for name in TABLES}
            words = {"sentences": _sentences(comparison, texts), "remarks": remarks + unmade, "files": files}
            show_json({**study_of(results), **rows, **words})
        else:
            show_remarks(unmade, texts)
            for base, other in comparison.pairs:
                show(_pair(comparison, base, other, every=every, texts=texts) + "\n")
            show("\n".join(_sentences(comparison, texts)))
            for name, place in files.items():
                show(f"{name}: {place}")
    finally:
        if out is not None:
            _write(comparison, out, language)
    return code


def _arms(scenarios: list[str], labelled: list[str], asked: Changes) -> dict[str, Scenario]:
    """All arms by name, those without a label first; at least two that differ in what is not their people."""
    from partnersim.studies.api import arms_by_name
    from partnersim.studies.explaining.differences import differences

    named, own = arms_by_name([arm_of(text, asked) for text in scenarios]), labelled_arms(labelled, asked)
    twice = sorted(set(named) & set(own))
    if twice:
        raise typer.BadParameter(f"has the label '{twice[0]}' of another arm", param_hint="--arm")
    specs = {**named, **own}
    if len(specs) < 2:
        raise typer.BadParameter("a comparison needs at least two scenarios", param_hint="A B")
    base = next(iter(specs.values()))
    for spec in list(specs.values())[1:]:
        differences(base, spec)
    return specs


def _widths(texts: list[str]) -> dict[str, float]:
    widths = {}
    for text in texts:
        outcome, _, width = text.partition("=")
        try:
            widths[outcome.strip()] = float(width)
        except ValueError:
            widths[outcome.strip()] = float("nan")
        if not 0.0 < widths[outcome.strip()] < float("inf"):
            form = (
                f"'{text[:60]}' is not of the form OUTCOME=WIDTH with a number above 0, in the outcome's unit"
            )
            raise typer.BadParameter(form, param_hint="--until-ci")
    return widths


def _sentences(comparison: Comparison, texts: Texts) -> list[str]:
    from partnersim.studies.words.compared import compared_lines

    lines = comparison.sentences(texts.language)
    for base, other in comparison.pairs:
        lines += compared_lines(comparison, base, other, texts)
    return lines


def _pair(comparison: Comparison, base: str, other: str, *, every: bool, texts: Texts) -> str:
    def of_pair(found: pd.DataFrame) -> list[dict[str, Any]]:
        return found[(found["base"] == base) & (found["other"] == other)].to_dict("records")

    title = texts.say("{a} less {b}", a=other, b=base)
    blocks = [title, _chain(of_pair(comparison.table if every else comparison.chain), base, other, texts)]
    if comparison.households is not None:
        blocks.append(_winners(of_pair(comparison.winners), of_pair(comparison.gains), texts))
    return "\n\n".join(blocks)


def _chain(rows: list[dict[str, Any]], base: str, other: str, texts: Texts) -> str:
    from partnersim.studies.words.compared import LINKS
    from partnersim.studies.words.numbers import NONE, estimate_text, fixed_text, interval_text, number_text

    names = {str(link): texts.say(name) for link, name in LINKS.items()}
    cells = []
    for row in rows:
        unit, lang = row["unit"], texts.language
        gap = estimate_text(row["difference"], row["low"], row["high"], unit=unit, language=lang, signed=True)
        cells.append([
            names.get(row["link"], NONE), texts.label(row["outcome"]), texts.unit(row["outcome"]),
            number_text(row["other_mean"], unit=unit, language=lang),
            number_text(row["base_mean"], unit=unit, language=lang), gap.value, interval_text(gap),
            number_text(row["of_base"], unit="share", language=lang, signed=True),
            number_text(row["mde"], unit=unit, language=lang), fixed_text(row["correlation"], 2, language=lang),
            _saved(row["runs_saved"], lang),
        ])  # fmt: skip
    heads = [
        texts.say("link"), texts.say("outcome"), texts.say("unit"), other, base, texts.say("difference"),
        texts.say("95 % interval"), texts.say("% of base"), texts.say("would have shown"),
        texts.say("correlation"), texts.say("runs saved"),
    ]  # fmt: skip
    return table(heads, cells, right=tuple(range(3, 11)))


def _saved(runs: float, language: str) -> str:
    from partnersim.studies.words.numbers import exact_text, number_text

    finite = abs(runs) < 1e9
    return exact_text(round(runs), language=language) if finite else number_text(runs, language=language)


def _winners(rows: list[dict[str, Any]], gains: list[dict[str, Any]], texts: Texts) -> str:
    from partnersim.studies.words.compared import BIN_NAMES

    heads = [
        texts.say("decile"),
        *(texts.say(name) for name in BIN_NAMES.values()),
        texts.say("consume a month"),
    ]
    by_decile = {row["decile"]: row["gain_idr_month"] for row in gains}
    cells = []
    for decile in (*range(1, 11), 0):
        mine = [row for row in rows if row["decile"] == decile]
        name = str(decile) if decile else texts.say("all")
        shares = [texts.percent(row["share"]) for row in mine]
        cells.append([name, *shares, texts.money(by_decile[decile], signed=True)])
    luck = [row["luck"] for row in rows if row["decile"] == 0]
    if not any(math.isnan(share) for share in luck):
        cells.append([texts.say("by luck"), *(texts.percent(share) for share in luck), ""])
    return table(heads, cells, right=tuple(range(1, 7)))


def _write(comparison: Comparison, folder: Path, language: o.Language) -> None:
    """Write the tables of the runs, the report, and the comparison's tables as CSV."""
    from partnersim.faces.report import write_report
    from partnersim.studies.runs.files import written_together

    comparison.results.write(folder)
    write_report(comparison.results, folder / "report.html", comparison=comparison, language=language.value)
    with written_together(folder) as draft:
        for name in TABLES:
            found = getattr(comparison, name)
            if len(found.columns):
                found.to_csv(draft / f"{'comparison' if name == 'table' else name}.csv", index=False)
