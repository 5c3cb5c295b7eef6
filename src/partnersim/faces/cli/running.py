"""Commands that run scenarios: run and demo."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

from partnersim.faces.cli import options as o
from partnersim.faces.cli.options import changes, scenario_of
from partnersim.faces.cli.remarking import remark_before
from partnersim.faces.cli.tables import show, show_json, table
from partnersim.scenario.phrases import Phrase

if TYPE_CHECKING:
    import pandas as pd

    from partnersim.studies.compare import Comparison
    from partnersim.studies.runs.results import Results
    from partnersim.studies.words.texts import Texts

DEMO_ARMS = ("jember", "jember-with-firms", "no-partnership", "jember-each-alone")
DEMO_PAIRS = tuple((DEMO_ARMS[0], other) for other in DEMO_ARMS[1:])
DEMO_FOLDER = Path("partnersim-demo")
NOTE_WIDTH = 100
"""Columns of a terminal that a note may take."""

AllOutcomes = Annotated[
    bool, typer.Option("--all", help="Show every outcome, and a comparison with all its sentences.")
]


def run(
    scenario: o.ScenarioName,
    seed: o.Seed = None,
    replicates: o.Replicates = None,
    sets: o.Sets = None,
    households: o.HouseholdCount = None,
    months: o.Months = None,
    workers: o.Workers = None,
    out: o.Out = None,
    force: o.Force = False,
    form: o.InForm = o.Form.parquet,
    every: AllOutcomes = False,
    as_json: o.AsJson = False,
    language: o.InLanguage = o.Language.en,
) -> int:
    """Run a scenario and print its outcomes."""
    needs_folder(form, out)
    asked = changes(
        sets=sets, seed=seed, replicates=replicates, households=households, months=months, workers=workers
    )
    spec = scenario_of(scenario, asked)
    from partnersim.studies import api
    from partnersim.studies.compare import summary
    from partnersim.studies.words.remarks import result_remarks
    from partnersim.studies.words.texts import Texts

    texts = Texts(language.value)
    remarks = remark_before(spec, texts, sets=sets)
    results = api.run_unwritten(spec, workers=workers, out=out, force=force)
    code = account(results, out)
    if code == 1 and results.done.empty:
        write_tables(results, out)
        return code
    files, found = files_of(out), summary(results)
    unmade = result_remarks(results, texts)
    try:  # shown first, so that a disk that is full now takes nothing from the reader
        if as_json:
            rows = {"outcomes": found.to_dict("records"), "remarks": remarks + unmade}
            show_json({**study_of(results), **rows, "files": files})
        else:
            show(_heading(results, results.arms[0], texts))
            show_remarks(unmade, texts)
            show(_outcome_table(found, results.done, every=every, texts=texts))
            show(
                texts.say(
                    "One scenario alone shows no effect of anything; partnersim compare A B shows differences."
                )
            )
    finally:  # and written even where the reader has gone
        _write(results, out, language, form)
    if not as_json:
        show_where(files, texts, form=form)
    return code


def demo(
    seed: o.Seed = None,
    replicates: o.Replicates = None,
    sets: o.Sets = None,
    households: o.HouseholdCount = None,
    months: o.Months = None,
    workers: o.Workers = None,
    out: o.Out = DEMO_FOLDER,
    force: o.Force = False,
    form: o.InForm = o.Form.parquet,
    every: AllOutcomes = False,
    as_json: o.AsJson = False,
    language: o.InLanguage = o.Language.en,
) -> int:
    """Show what private firms would have changed in Jember, and what the partnership did."""
    asked = changes(
        sets=sets, seed=seed, replicates=replicates, households=households, months=months, workers=workers
    )
    arms = {name: scenario_of(name, asked) for name in DEMO_ARMS}
    from partnersim.studies import api
    from partnersim.studies.compare import compare_results
    from partnersim.studies.words.remarks import result_remarks
    from partnersim.studies.words.texts import Texts

    texts = Texts(language.value)
    remarks = remark_before(arms, texts, sets=sets)
    results = api.run_unwritten(arms, workers=workers, out=out, force=force)
    code = account(results, out)
    if code == 1 and set(results.done["arm"]) != set(DEMO_ARMS):
        write_tables(results, out)
        return code
    comparison = compare_results(results, pairs=DEMO_PAIRS)
    files, sentences, unmade = (
        files_of(out),
        comparison.sentences(language.value),
        result_remarks(results, texts),
    )
    try:
        if as_json:
            tables = {"comparison": comparison.table, "payers": comparison.payers}
            rows = {name: found.to_dict("records") for name, found in tables.items()}
            words = {
                "digest": comparison.digest(language.value),
                "sentences": sentences,
                "remarks": remarks + unmade,
                "files": files,
            }
            show_json({**study_of(results), **rows, **words})
        else:
            above = show_remarks(unmade, texts)
            if every:
                for base, other in comparison.pairs:
                    show(_pair_table(comparison, base, other, every=every, texts=texts) + "\n")
                show("\n".join(sentences) + "\n")
            show("\n".join(comparison.digest(language.value, beside=above)))
    finally:
        _write(results, out, language, form, comparison)
    if not as_json:
        show_where(files, texts, form=form)
    return code


def account(results: Results, out: Path | None) -> int:
    """Say on stderr what was kept from before and what failed; gives the exit code."""
    kept = results.manifest["runs"]["kept_from_before"]
    if kept and out is not None:
        print(f"{kept} of {len(results.runs)} runs were found finished in {out / 'parts'}", file=sys.stderr)
    failed = results.failed
    if failed.empty:
        return 0
    row = failed.iloc[0]
    where = "" if out is None else f"; tracebacks in {out / 'failures'}"
    print(
        f"partnersim: {len(failed)} of {len(results.runs)} runs failed, first {row['run_id']} "
        f"({row['origin']}): {row['message']}{where}",
        file=sys.stderr,
    )
    return 1


def show_remarks(remarks: Sequence[str], texts: Texts) -> int:
    """Show what did not come about, before any number, in lines of a terminal; gives their count, the empty one too."""
    notes = [texts.say("note: {remark}", remark=remark) for remark in remarks]
    lines = [
        line
        for note in notes
        for line in wrap(note, NOTE_WIDTH, subsequent_indent="  ", break_on_hyphens=False)
    ]
    if lines:
        show("\n".join(lines) + "\n")
    return len(lines) + 1 if lines else 0


def files_of(out: Path | None) -> dict[str, str]:
    """What a study leaves where."""
    if out is None:
        return {}
    return {
        "report": str(out / "report.html"),
        "tables": str(out),
        "manifest": str(out / "manifest.json"),
    }


def write_tables(results: Results, out: Path | None) -> None:
    """Write tables if there is a folder."""
    if out is not None:
        results.write(out)


def needs_folder(form: o.Form, out: Path | None) -> None:
    """Refuse a form of files without a folder for them."""
    if form is not o.Form.parquet and out is None:
        raise typer.BadParameter(Phrase("needs --out, the folder for the files"), param_hint="--format")
    if form is o.Form.xlsx and find_spec("openpyxl") is None:
        how = Phrase("needs openpyxl: pip install 'partnersim[study]'; csv needs nothing more")
        raise typer.BadParameter(how, param_hint="--format")


def _write(
    results: Results,
    out: Path | None,
    language: o.Language,
    form: o.Form,
    comparison: Comparison | None = None,
) -> None:
    """Write tables, and the report beside them."""
    if out is None:
        return
    from partnersim.faces.report import write_report

    results.write(out)
    write_report(results, out / "report.html", comparison=comparison, language=language.value)
    from partnersim.studies.workbook import write_for_people

    write_for_people(results, out, form.value, comparison=comparison)


def study_of(results: Results) -> dict[str, Any]:
    """Arms, versions and failures of a study as plain data."""
    arms = {
        name: {key: arm[key] for key in ("scenario", "title", "hash", "seeds")}
        for name, arm in results.manifest["arms"].items()
    }
    failed = results.failed[["run_id", "origin", "message"]].to_dict("records")
    return {"program": "partnersim", "version": results.manifest["version"], "arms": arms, "failed": failed}


def _heading(results: Results, arm: str, texts: Texts) -> str:
    facts = results.manifest["arms"][arm]
    seeds = sorted(results.done.loc[results.done["arm"] == arm, "seed"])
    text = texts.say_count(
        "{title}: {n} run, seed {first}",
        "{title}: {n} runs, seeds {first} to {last}",
        len(seeds),
        title=texts.title(facts["title"]) or facts["scenario"],
        first=seeds[0],
        last=seeds[-1],
    )
    return text + "\n"


def _outcome_table(found: pd.DataFrame, done: pd.DataFrame, *, every: bool, texts: Texts) -> str:
    """Outcomes with the interval of their means, or with the lowest and highest run where runs are few.

    Those that are nought in every run are counted in a line below, unless all are asked for.
    """
    from partnersim.studies.words.numbers import estimate_text, interval_text
    from partnersim.studies.words.thresholds import FEWEST_SEEDS

    few = len(done) < FEWEST_SEEDS
    rows, nought = [], 0
    for row in _chosen(found, every=every):
        values = done[row["outcome"]]
        if not every and (values == 0.0).all():
            nought += 1
            continue
        low, high = (values.min(), values.max()) if few else (row["low"], row["high"])
        shown = estimate_text(row["mean"], low, high, unit=row["unit"], language=texts.language)
        rows.append([*_named(row, texts), shown.value, interval_text(shown), str(row["n"])])
    heads = [
        texts.say("outcome"), texts.say("unit"), texts.say("mean"),
        texts.say("range of runs") if few else texts.say("95 % interval"), texts.say("runs"),
    ]  # fmt: skip
    shown_table = table(heads, rows, right=(2, 3, 4))
    if not nought:
        return shown_table
    more = texts.say_count(
        "{n} outcome is nought in every run; --all shows it",
        "{n} outcomes are nought in every run; --all shows them",
        nought,
    )
    return f"{shown_table}\n{more}"


def _pair_table(comparison: Comparison, base: str, other: str, *, every: bool, texts: Texts) -> str:
    from partnersim.studies.words.arms import names_of_arms
    from partnersim.studies.words.numbers import NONE, estimate_text, interval_text, number_text

    found, names = comparison.table, names_of_arms(comparison.results.manifest, texts)
    rows = []
    for row in _chosen(found[(found["base"] == base) & (found["other"] == other)], every=every):
        unit, lang = row["unit"], texts.language
        gap = estimate_text(row["difference"], row["low"], row["high"], unit=unit, language=lang, signed=True)
        rows.append(
            [
                *_named(row, texts),
                number_text(row["other_mean"], unit=unit, language=lang),
                number_text(row["base_mean"], unit=unit, language=lang),
                gap.value,
                interval_text(gap),
                NONE if row["n"] == 0 else f"{round(row['same_sign'] * row['n'])}/{int(row['n'])}",
            ]
        )
    heads = [
        texts.say("outcome"), texts.say("unit"), names.called[other], names.called[base], texts.say("difference"),
        texts.say("95 % interval"), texts.say("same direction"),
    ]  # fmt: skip
    return f"{names.less(base, other)}\n\n{table(heads, rows, right=(2, 3, 4, 5, 6))}"


def _chosen(found: pd.DataFrame, *, every: bool) -> list[dict[str, Any]]:
    """Rows in reading order: the main outcomes, or all."""
    from partnersim.measures import leading

    rows = found.to_dict("records")
    if every:
        return rows
    order = {name: place for place, name in enumerate(leading())}
    return sorted((row for row in rows if row["outcome"] in order), key=lambda row: order[row["outcome"]])


def _named(row: dict[str, Any], texts: Texts) -> list[str]:
    return [texts.label(row["outcome"]), texts.unit(row["outcome"])]


def show_where(files: dict[str, str], texts: Texts, /, *, form: o.Form = o.Form.parquet) -> None:
    """Show in one line where the report and the tables are, and which of them spreadsheets open."""
    if not files:
        return
    line = texts.say(
        "All numbers: {report}; tables and their source in {tables}",
        report=files["report"],
        tables=files["tables"],
    )
    folder = Path(files["tables"])
    if form is o.Form.xlsx:
        line += texts.say("; for Excel: {file}", file=folder / "results.xlsx")
    elif form is o.Form.csv:
        line += texts.say("; for Excel: {file}", file=folder / "outcomes.csv")
    show(line)
