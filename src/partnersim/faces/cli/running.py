"""Commands that run scenarios: run and demo."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from partnersim.faces.cli import options as o
from partnersim.faces.cli.options import changes, scenario_of
from partnersim.faces.cli.tables import table, to_json

if TYPE_CHECKING:
    import pandas as pd

    from partnersim.studies.compare import Comparison
    from partnersim.studies.runs.results import Results

DEMO_ARMS = ("jember", "jember-with-firms", "no-partnership")
DEMO_PAIRS = (("jember-with-firms", "jember"), ("no-partnership", "jember"))
DEMO_FOLDER = Path("partnersim-demo")

_HEADS = {
    "en": ("outcome", "unit", "mean", "95 % interval", "n", "difference", "same sign"),
    "id": ("hasil", "satuan", "rata-rata", "selang 95 %", "n", "selisih", "tanda sama"),
}
_TITLES = {
    "en": {"run": "{title}: {n} runs, seeds {first} to {last}", "pair": "{other} less {base}"},
    "id": {"run": "{title}: {n} simulasi, benih {first} sampai {last}", "pair": "{other} dikurangi {base}"},
}
AllOutcomes = Annotated[bool, typer.Option("--all", help="Show every outcome, not only the main ones.")]


def run(
    scenario: o.ScenarioName,
    seed: o.Seed = None,
    replicates: o.Replicates = None,
    sets: o.Sets = None,
    households: o.HouseholdCount = None,
    months: o.Months = None,
    workers: o.Workers = None,
    out: o.Out = None,
    every: AllOutcomes = False,
    as_json: o.AsJson = False,
    language: o.InLanguage = o.Language.en,
) -> int:
    """Run a scenario and print its outcomes."""
    asked = changes(
        sets=sets, seed=seed, replicates=replicates, households=households, months=months, workers=workers
    )
    spec = scenario_of(scenario, asked)
    from partnersim.studies import api
    from partnersim.studies.compare import summary

    results = api.run(spec, workers=workers, out=out)
    code = _account(results, out)
    if code == 1 and results.done.empty:
        return code
    files = {} if out is None else _written(results, out, language)
    found = summary(results)
    if as_json:
        typer.echo(to_json({**_study(results), "outcomes": found.to_dict("records"), "files": files}))
        return code
    typer.echo(_heading(results, results.arms[0], language))
    typer.echo(_outcome_table(found, every=every, language=language))
    _say_where(files)
    return code


def demo(
    seed: o.Seed = None,
    replicates: o.Replicates = None,
    sets: o.Sets = None,
    households: o.HouseholdCount = None,
    months: o.Months = None,
    workers: o.Workers = None,
    out: o.Out = DEMO_FOLDER,
    every: AllOutcomes = False,
    as_json: o.AsJson = False,
    language: o.InLanguage = o.Language.en,
) -> int:
    """Show what the absence of private firms changed in Jember."""
    asked = changes(
        sets=sets, seed=seed, replicates=replicates, households=households, months=months, workers=workers
    )
    arms = {name: scenario_of(name, asked) for name in DEMO_ARMS}
    from partnersim.studies import api
    from partnersim.studies.compare import compare_results

    results = api.run(arms, workers=workers, out=out)
    code = _account(results, out)
    if code == 1 and set(results.done["arm"]) != set(DEMO_ARMS):
        return code
    comparison = compare_results(results, pairs=DEMO_PAIRS)
    files = {} if out is None else _written(results, out, language, comparison)
    sentences = comparison.sentences(language.value)
    if as_json:
        tables = {"comparison": comparison.table, "payers": comparison.payers}
        rows = {name: found.to_dict("records") for name, found in tables.items()}
        typer.echo(to_json({**_study(results), **rows, "sentences": sentences, "files": files}))
        return code
    for base, other in comparison.pairs:
        typer.echo(_pair_table(comparison, base, other, every=every, language=language) + "\n")
    typer.echo("\n".join(sentences))
    _say_where(files)
    return code


def _account(results: Results, out: Path | None) -> int:
    """Say on stderr what was kept from before and what failed; gives the exit code."""
    kept = results.manifest["runs"]["kept_from_before"]
    if kept:
        where = "" if out is None else f" in {out / 'parts'}"
        print(f"{kept} of {len(results.runs)} runs were found finished{where}", file=sys.stderr)
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


def _written(
    results: Results, out: Path, language: o.Language, comparison: Comparison | None = None
) -> dict[str, str]:
    """Write the report beside the tables; gives what is where."""
    from partnersim.faces.report import write_report

    report = write_report(results, out / "report.html", comparison=comparison, language=language.value)
    return {"report": str(report), "tables": str(out), "manifest": str(out / "manifest.json")}


def _study(results: Results) -> dict[str, Any]:
    arms = {
        name: {key: arm[key] for key in ("scenario", "title", "hash", "seeds")}
        for name, arm in results.manifest["arms"].items()
    }
    failed = results.failed[["run_id", "origin", "message"]].to_dict("records")
    return {"program": "partnersim", "version": results.manifest["version"], "arms": arms, "failed": failed}


def _heading(results: Results, arm: str, language: o.Language) -> str:
    facts = results.manifest["arms"][arm]
    title = facts["title"] or facts["scenario"]
    seeds = sorted(results.done.loc[results.done["arm"] == arm, "seed"])
    text = _TITLES[language.value]["run"]
    return text.format(title=title, n=len(seeds), first=seeds[0], last=seeds[-1]) + "\n"


def _outcome_table(found: pd.DataFrame, *, every: bool, language: o.Language) -> str:
    from partnersim.studies.words.numbers import number_text

    outcome, unit, mean, interval, n, *_ = _HEADS[language.value]
    rows = []
    for row in _chosen(found, every=every):
        kind = row["unit"]
        low, high = (number_text(row[end], unit=kind, language=language.value) for end in ("low", "high"))
        shown = number_text(row["mean"], unit=kind, language=language.value)
        rows.append([*_named(row, language), shown, _interval(low, high), str(row["n"])])
    return table([outcome, unit, mean, interval, n], rows, right=(2, 3, 4))


def _pair_table(comparison: Comparison, base: str, other: str, *, every: bool, language: o.Language) -> str:
    from partnersim.studies.words.numbers import number_text

    lang = language.value
    outcome, unit, _, interval, n, difference, sign = _HEADS[lang]
    found = comparison.table
    rows = []
    for row in _chosen(found[(found["base"] == base) & (found["other"] == other)], every=every):
        kind = row["unit"]
        low, high = (number_text(row[end], unit=kind, language=lang, signed=True) for end in ("low", "high"))
        rows.append(
            [
                *_named(row, language),
                number_text(row["other_mean"], unit=kind, language=lang),
                number_text(row["base_mean"], unit=kind, language=lang),
                number_text(row["difference"], unit=kind, language=lang, signed=True),
                _interval(low, high),
                "-" if row["n"] == 0 else f"{100 * row['same_sign']:.0f} %",
                str(int(row["n"])),
            ]
        )
    title = _TITLES[lang]["pair"].format(base=base, other=other)
    heads = [outcome, unit, other, base, difference, interval, sign, n]
    return f"{title}\n\n{table(heads, rows, right=(2, 3, 4, 5, 6, 7))}"


def _chosen(found: pd.DataFrame, *, every: bool) -> list[dict[str, Any]]:
    """Rows in reading order: the main outcomes, or all."""
    from partnersim.measures import leading

    rows = found.to_dict("records")
    if every:
        return rows
    order = {name: place for place, name in enumerate(leading())}
    return sorted((row for row in rows if row["outcome"] in order), key=lambda row: order[row["outcome"]])


def _named(row: dict[str, Any], language: o.Language) -> list[str]:
    from partnersim.studies.compare import label_of
    from partnersim.studies.words.numbers import unit_text

    label = label_of(row["outcome"], language=language.value)
    return [label, unit_text(row["unit"], language=language.value)]


def _interval(low: str, high: str) -> str:
    return "-" if "-" in (low, high) else f"{low} .. {high}"


def _say_where(files: dict[str, str]) -> None:
    for name, place in files.items():
        typer.echo(f"{name}: {place}")
