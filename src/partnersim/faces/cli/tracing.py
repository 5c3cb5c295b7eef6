"""The command that follows one household or organization: ``partnersim trace``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from partnersim.faces.cli import options as o
from partnersim.faces.cli.arms import FROM, arm_of
from partnersim.faces.cli.numbers import whole
from partnersim.faces.cli.options import changes
from partnersim.faces.cli.tables import show, show_json, table
from partnersim.scenario.phrases import Phrase

if TYPE_CHECKING:
    from partnersim.studies.tracing.organizations import Years
    from partnersim.studies.tracing.run import Trace
    from partnersim.studies.words.texts import Texts


def trace(
    base: Annotated[str, typer.Argument(metavar="A", help=FROM)],
    other: Annotated[
        str | None,
        typer.Argument(metavar="[B]", help="The scenario of the household's other life.", show_default=False),
    ] = None,
    household: Annotated[
        int | None,
        whole("--household", "Number of a simulated household.", least=0, metavar="ID", show_default=False),
    ] = None,
    pick: Annotated[
        str | None,
        typer.Option(
            "--pick",
            metavar="KIND",
            show_default=False,
            help="A kind of household, of which the middle one is shown: escaped-only-under-B, harmed, gained, "
            "member-only-under-B, late-only-under-B (or -A).",
        ),
    ] = None,
    organization: Annotated[
        str | None,
        typer.Option(
            "--organization",
            metavar="NAME",
            help="An actor of A, instead of a household.",
            show_default=False,
        ),
    ] = None,
    seed: o.Seed = None,
    sets: o.Sets = None,
    households: o.HouseholdCount = None,
    months: o.Months = None,
    out: o.Out = None,
    as_json: o.AsJson = False,
    language: o.InLanguage = o.Language.en,
) -> int:
    """Follow one household through its lives under A and B and say where they part and why; or one organization.

    Chance is the same in both lives: what differs comes from what A and B differ in. With --out a picture and the
    months as tables are written.
    """
    asked = changes(sets=sets, households=households, months=months)
    from partnersim.studies.runs.files import writable
    from partnersim.studies.words.texts import Texts

    texts = Texts(language.value)
    if organization is not None:
        if other is not None or household is not None or pick is not None:
            raise typer.BadParameter(
                Phrase("an organization is followed under A alone, without B, --household and --pick")
            )
        with writable(out):
            return _organization(arm_of(base, asked), organization, seed, out, texts, as_json=as_json)
    if other is None:
        raise typer.BadParameter(
            Phrase("a household has two lives: give a second scenario, or --organization NAME")
        )
    from partnersim.studies.tracing.run import run_trace

    arms = arm_of(base, asked), arm_of(other, asked)
    names = (base, other) if arms[0].name == arms[1].name else (arms[0].name, arms[1].name)
    with writable(out):
        found = run_trace(*arms, household=household, pick=pick, seed=seed, names=names)
    if as_json:
        show_json(_document(found))
    else:
        show(_text(found, texts))
    if out is not None:
        _write(found, out, language.value)
    return 0


def _text(found: Trace, texts: Texts) -> str:
    from partnersim.studies.words.traced import event_text, trace_sentences

    def said(kinds: str) -> str:
        return "; ".join(event_text(kind, texts) for kind in kinds.split("; ") if kind)

    rows = [[row["date"], said(row["base"]), said(row["other"])] for row in found.table.to_dict("records")]
    heads = [texts.say("Month"), found.base, found.other]
    return "\n".join([*trace_sentences(found, texts), "", table(heads, rows)])


def _document(found: Trace) -> dict[str, Any]:
    parting = None if found.parting is None else {
        "month": found.parting.month, "date": found.lives[0]["date"].iloc[found.parting.month],
        "field": found.parting.field, "cause": found.parting.cause, "base": found.parting.base,
        "other": found.parting.other, "around": found.parting.around,
    }  # fmt: skip
    return {
        "base": found.base, "other": found.other, "seed": found.seed, "household": found.number, "pick": found.pick,
        "like": {"simulated": found.like[0], "of_the_place": found.like[1]}, "parting": parting,
        "last_year_idr": {"base": found.last_year[0], "other": found.last_year[1]}, "line_idr": found.line_idr,
        "events": found.table.to_dict("records"),
        "lives": {which: life.to_dict("records") for which, life in zip(("base", "other"), found.lives, strict=True)},
    }  # fmt: skip


def _write(found: Trace, folder: Path, language: str) -> None:
    from partnersim.faces.report.traced import trace_picture
    from partnersim.studies.runs.files import written_together

    picture = trace_picture(found, language=language)
    with written_together(folder) as draft:
        found.table.to_csv(draft / "events.csv", index=False)
        for which, life in zip(("base", "other"), found.lives, strict=True):
            life.to_csv(draft / f"life-{which}.csv", index_label="month")
        (draft / "trace.png").write_bytes(picture)
    show(f"{folder / 'trace.png'}")


def _organization(
    spec: Any, name: str, seed: int | None, out: Path | None, texts: Texts, *, as_json: bool
) -> int:
    from partnersim.studies.runs.design import first_seed
    from partnersim.studies.tracing.organizations import years_of

    years = years_of(spec, first_seed(spec, seed), name)
    if as_json:
        show_json({
            "organization": name, "years": years.table.to_dict("records"), "diary": years.diary.to_dict("records"),
        })  # fmt: skip
    else:
        show(_years_text(years, texts))
    if out is not None:
        from partnersim.faces.report.traced import years_picture
        from partnersim.studies.runs.files import written_together

        picture = years_picture(years, language=texts.language)
        with written_together(out) as draft:
            years.table.to_csv(draft / "years.csv", index=False)
            years.diary.to_csv(draft / "diary.csv", index=False)
            (draft / "organization.png").write_bytes(picture)
        show(f"{out / 'organization.png'}")
    return 0


def _years_text(years: Years, texts: Texts) -> str:
    say = texts.say
    heads = [
        say("Year"), say("months at work"), say("promised"), say("delivered"), say("diverted"), say("stolen"),
        say("passed on"), say("kept"), say("others expect of it"), say("it expects of others"),
    ]  # fmt: skip
    rows = [
        [
            str(row["year"]), str(row["months_at_work"]),
            *(texts.money(row[f"{part}_idr"]) for part in ("promised", "delivered", "diverted", "leaked", "passed_on")),
            *(texts.percent(row[part]) for part in ("kept", "trusted", "trusts")),
        ]
        for row in years.table.to_dict("records")
    ]  # fmt: skip
    diary = [f"{line['date']}  {line['what']}  {line['detail']}" for line in years.diary.to_dict("records")]
    return "\n".join([table(heads, rows, right=tuple(range(1, len(heads)))), "", *diary])
