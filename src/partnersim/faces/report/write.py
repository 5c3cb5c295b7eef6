"""The report: one HTML file that needs nothing else."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2

from partnersim.faces.report.assumptions import ASSUMED, assumed_parameters
from partnersim.faces.report.claims import claims_section, shipped_claims
from partnersim.faces.report.compared import closer_sections
from partnersim.faces.report.figures import Picture, pictures
from partnersim.faces.report.style import ArmStyle, arm_styles, data_address, letter_of
from partnersim.faces.report.tables import difference_rows, outcome_table, pair_table, plain_table
from partnersim.studies.compare import compare_results
from partnersim.studies.digest.facts import changes_of
from partnersim.studies.runs.design import simulated_households
from partnersim.studies.runs.files import written_together
from partnersim.studies.words.answer import answers, lends_somewhere, single_answer
from partnersim.studies.words.arms import ArmNames, names_of_arms
from partnersim.studies.words.diary import line_cells, names_of
from partnersim.studies.words.digest import Digest, digest
from partnersim.studies.words.numbers import NONE, exact_text
from partnersim.studies.words.reasons import why_text
from partnersim.studies.words.remarks import result_remarks, scenario_remarks
from partnersim.studies.words.texts import Texts
from partnersim.studies.words.thresholds import SMALL_LOAN

if TYPE_CHECKING:
    from partnersim.studies.compare import Comparison
    from partnersim.studies.runs.results import Results

MOST_DIARY_LINES = 400


def write_report(
    results: Results,
    path: str | os.PathLike[str],
    /,
    *,
    comparison: Comparison | None = None,
    language: str = "en",
) -> Path:
    """Write the report of a study as one self-contained HTML file.

    It begins with the answer in plain words, then outcomes with differences and intervals, figures, what the
    documents claim about the case and what came of it, methods, what the arms differ in, assumptions, and
    the diary of the first replicate.

    Args:
        results: the runs.
        path: file to write, which replaces an older one at the end only; its folder is made if needed.
        comparison: pairs to compare; every later arm against the first if not given.
        language: "en" or "id".

    Returns:
        The path written.

    Raises:
        ValueError: no run has finished, or the language is unknown.
        ResultsError: the file cannot be written; an older one is as it was.
    """
    text = report_html(results, comparison=comparison, language=language)
    target = Path(path)
    with written_together(target.parent) as draft:
        (draft / target.name).write_text(text, encoding="utf-8")
    return target


def report_html(results: Results, /, *, comparison: Comparison | None = None, language: str = "en") -> str:
    """The report as text; see `write_report`."""
    texts = Texts(language)
    if results.done.empty:
        raise ValueError("no run has finished, so there is nothing to report")
    arms = [arm for arm in results.arms if (results.done["arm"] == arm).any()]
    letters = {arm: letter_of(place) for place, arm in enumerate(arms)}
    names = names_of_arms(results.manifest, texts, arms=arms, called=letters)
    styles = arm_styles({arm: names.title(arm) for arm in arms})
    if comparison is None and len(arms) > 1:
        comparison = compare_results(results, pairs=[(arms[0], other) for other in arms[1:]])
    shown, unshown = pictures(results, styles, texts)
    template = jinja2.Environment(
        loader=jinja2.PackageLoader("partnersim.faces.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template("report.html.j2")
    return template.render(
        language=language,
        say=texts.say,
        styles=styles,
        loan_note=_loan_note(results, arms[0], texts) if lends_somewhere(results, arms) else "",
        failed=len(results.failed),
        runs=len(results.runs),
        digests=_digests(comparison, names, texts) if comparison else [],
        answers=(
            answers(comparison, texts, names)
            if comparison
            else [single_answer(results, texts, arms[0], names.title(arms[0]))]
        ),
        remarks=_remarks(results, arms, texts),
        made=texts.moment(results.manifest["started"]),
        main_tables=_main_tables(results, comparison, styles, names, texts),
        every_table=outcome_table(results, comparison, styles, names, texts, every=True),
        closer=closer_sections(comparison, names, texts) if comparison else [],
        pictures=[_shown(picture) for picture in shown],
        unshown=unshown,
        claims=claims_section(
            shipped_claims(), [results.manifest["arms"][arm]["scenario"] for arm in arms], texts
        ),
        methods=_methods(results, styles, texts),
        seeds=_seed_table(results, styles, texts),
        differences=_differences(results, styles, texts),
        assumed=_assumed(results, arms[0], texts),
        diaries=[_diary(results, style, texts) for style in styles],
    )


def _digests(comparison: Comparison, names: ArmNames, texts: Texts) -> list[tuple[Digest, str, str]]:
    """The digest of each pair, in what its scenarios differ, in words, and the command that says which of it counts."""
    arms = comparison.results.manifest["arms"]
    digests = []
    for base, other in comparison.pairs:
        specs = [arms[arm]["spec"] for arm in (base, other)]
        why = why_text(changes_of(*specs), [_scenario(spec) for spec in specs], texts)
        told = digest(comparison, base, other, texts, names=names)
        digests.append((told, why, _explaining(comparison, base, other)))
    return digests


def _explaining(comparison: Comparison, base: str, other: str) -> str:
    """The command that explains a pair; without its arms where one is no scenario as it stands in a file."""
    arms = comparison.results.manifest["arms"]
    named = all(arms[arm].get("scenario") == arm for arm in (base, other))
    return f"partnersim explain {base} {other}" if named else "partnersim explain"


def _remarks(results: Results, arms: Sequence[str], texts: Texts) -> list[str]:
    """What is valid and dead in the scenarios of the arms, and what came about in no run; each once."""
    lines: dict[str, None] = {}
    for arm in arms:
        # what files left to defaults is not in the manifest; everything else is
        lines |= dict.fromkeys(scenario_remarks(_scenario(results.manifest["arms"][arm]["spec"]), texts))
    return [*lines, *result_remarks(results, texts)]


def _main_tables(
    results: Results, comparison: Comparison | None, styles: Sequence[ArmStyle], names: ArmNames, texts: Texts
) -> list[dict[str, str]]:
    """Leading outcomes, a table for each pair of arms so that it fits its box; of the arm alone where there is one."""
    if comparison is None:
        return [{"heading": "", "table": outcome_table(results, None, styles, names, texts, every=False)}]
    return [
        {"heading": names.minus(*pair), "table": pair_table(comparison, pair, names, texts)}
        for pair in comparison.pairs
    ]


def _shown(picture: Picture) -> dict[str, Any]:
    table = picture.table
    return {
        "key": picture.key,
        "title": picture.title,
        "caption": picture.caption,
        "alt": picture.alt,
        "address": data_address(picture.image),
        "table": plain_table(
            table["head"], table["rows"], key=f"numbers_{picture.key}", numbers=table["head"][1:]
        )
        if table
        else "",
    }


def _loan_note(results: Results, arm: str, texts: Texts) -> str:
    """How large a first loan is beside what a household consumes, and what follows for the headcount."""
    scenario = _scenario(results.manifest["arms"][arm]["spec"])
    loan = scenario.programme.community_funds.first_loan_idr
    runs = results.done[results.done["arm"] == arm]
    year = 12.0 * scenario.place.mean_household_size * float(runs["consumption_listed_idr_mean"].mean())
    facts = {"loan": texts.money(loan), "share": texts.percent(loan / year)}
    if loan >= SMALL_LOAN * year:
        return texts.say(
            "A first loan is {loan}, or {share} of what a listed household consumes in a year.", **facts
        )
    note = texts.say(
        "A first loan is {loan}, or {share} of what a listed household consumes in a year: loans of that "
        "size move the poverty headcount by about nothing.",
        **facts,
    )
    beside = texts.say(
        "The figures therefore show income, interest saved, enterprises, coverage, queue and loan quality "
        "beside poverty."
    )
    return f"{note} {beside}"


def _methods(results: Results, styles: Sequence[ArmStyle], texts: Texts) -> list[str]:
    """Five lines: what ran, how arms are paired, what intervals mean, how money is kept, what made it."""
    manifest, arm = results.manifest, styles[0].arm
    scenario = _scenario(manifest["arms"][arm]["spec"])
    place = scenario.place
    people = place.households if scenario.sample.coverage == "all" else place.listed_households
    months = int(results.series["month"].max()) + 1
    replicates = int(results.done[results.done["arm"] == arm]["seed"].nunique())
    git = manifest.get("git") or {}
    return [
        texts.say(
            "{months} from {start}, {replicates} per arm; {rows} households stand for {people}.",
            months=texts.say_count("{n} month", "{n} months", months),
            start=scenario.time.start,
            replicates=texts.say_count("{n} replicate", "{n} replicates", replicates),
            rows=texts.number(simulated_households(scenario)),
            people=texts.number(people),
        ),
        *(
            [
                texts.say(
                    "Arms are paired by seed: each random draw belongs to a household, hamlet or "
                    "organization and a month, so "
                    "that arms differ only where the policy reaches."
                )
            ]
            if len(styles) > 1
            else []
        ),
        texts.say(
            "Intervals are 95 % by Student's t over replicates or paired differences; bands in "
            "figures hold the middle "
            "95 % of replicates. They cover chance, not the uncertainty of parameters."
        ),
        texts.say(
            "Every rupiah moves by a posting in a double-entry ledger that is checked against the "
            "state each month. "
            "'Last 12 months' is their mean; rates of poverty count people, other "
            "numbers households."
        ),
        texts.say(
            "partnersim {version}, Python {python}, source {revision}; begun {started}; command: {command}",
            version=manifest["version"],
            python=manifest["python"],
            revision=str(git.get("revision", NONE))[:12],
            started=texts.moment(manifest["started"]),
            command=manifest["command"],
        ),
    ]


def _scenario(spec: dict[str, Any]) -> Any:
    from partnersim.scenario.spec import Scenario

    return Scenario.model_validate(spec)


def _seed_table(results: Results, styles: Sequence[ArmStyle], texts: Texts) -> str:
    rows = []
    for style in styles:
        facts = results.manifest["arms"][style.arm]
        seeds = sorted(facts["seeds"])
        whole = seeds == list(range(seeds[0], seeds[-1] + 1))
        shown = (
            f"{seeds[0]}\N{EN DASH}{seeds[-1]}" if whole and len(seeds) > 1 else ", ".join(map(str, seeds))
        )
        rows.append([style.letter, facts["scenario"], style.title, facts["hash"], shown])
    columns = [
        texts.say("Arm"),
        texts.say("Scenario"),
        texts.say("Title"),
        texts.say("Hash"),
        texts.say("Seeds"),
    ]
    return plain_table(columns, rows, key="seeds")


def _differences(results: Results, styles: Sequence[ArmStyle], texts: Texts) -> str:
    if len(styles) < 2:
        return ""
    specs = {s.arm: results.manifest["arms"][s.arm]["spec"] for s in styles}
    columns = [texts.say("Parameter"), *(s.letter for s in styles)]
    return plain_table(columns, difference_rows(specs, styles, texts), key="differences")


def _assumed(results: Results, arm: str, texts: Texts) -> dict[str, Any]:
    facts = results.manifest["arms"][arm]
    rows = assumed_parameters(facts["spec"], name=facts["scenario"])
    columns = [
        texts.say("Parameter"),
        texts.say("Value"),
        texts.say("Unit"),
        texts.say("Range"),
        texts.say("Meaning"),
        texts.say("Source"),
    ]
    cells = [
        [r["path"], exact_text(r["value"], language=texts.language), texts.unit_of(r["unit"]), _range(r, texts),
         texts.meaning(r["doc"]), _source(r["source"], texts)]
        for r in rows
    ]  # fmt: skip
    return {"count": len(rows), "table": plain_table(columns, cells, key="assumed")}


def _range(row: dict[str, Any], texts: Texts) -> str:
    low, high = (exact_text(row[end], language=texts.language) for end in ("low", "high"))
    return NONE if low == high == NONE else f"{low} … {high}"


def _source(source: str, texts: Texts) -> str:
    """A source as it was written; the word for what is assumed in the reader's language."""
    rest = source.removeprefix(ASSUMED)
    return source if rest == source else texts.say("assumed") + rest


def _diary(results: Results, style: ArmStyle, texts: Texts) -> dict[str, Any]:
    mine = results.diary[results.diary["arm"] == style.arm]
    runs = results.done[results.done["arm"] == style.arm]
    seed = int(runs["seed"].min())
    rows = mine[mine["seed"] == seed][["date", "what", "who", "detail"]].head(MOST_DIARY_LINES)
    columns = [texts.say("Month"), texts.say("What"), texts.say("Who"), texts.say("Detail")]
    names = names_of(_scenario(results.manifest["arms"][style.arm]["spec"]), texts)
    cells = [[line["date"], *line_cells(line, names, texts)] for line in rows.to_dict("records")]
    table = plain_table(columns, cells, key=f"diary_{style.letter}") if cells else ""
    return {"letter": style.letter, "title": style.title, "seed": seed, "table": table}
