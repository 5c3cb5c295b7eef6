"""The story of one household or one organization, as it was and as it is now, and where the two part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import solara

from partnersim.faces.app.arms import arm_title
from partnersim.faces.app.asking import Piece, Wanted, came, use_work
from partnersim.faces.app.number_field import NotANumber, fault_phrase, number_of, show_fault
from partnersim.faces.app.parts import arm_names, words
from partnersim.faces.app.serving import jobs, new_turn
from partnersim.faces.app.state import choice, language
from partnersim.faces.app.typed_field import TypedField
from partnersim.faces.app.work import key_of
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.documents.identity import scenario_hash
from partnersim.scenario.phrases import NO_WORDS
from partnersim.scenario.spec import Scenario
from partnersim.studies.tracing.lives import events_of
from partnersim.studies.tracing.organizations import Years, years_of
from partnersim.studies.tracing.record import life_of
from partnersim.studies.tracing.run import Trace, run_trace
from partnersim.studies.words.organizations import MONEY, SHARES, organization_sentences
from partnersim.studies.words.problems import phrase_of, said
from partnersim.studies.words.texts import Texts
from partnersim.studies.words.traced import event_text, trace_sentences


@dataclass(frozen=True)
class Nobody:
    """There is no such household; the reason in one line."""

    reason: str


@dataclass(frozen=True)
class OneLife:
    """A household's life where both scenarios are the same: month and what happens, in order."""

    number: int
    events: tuple[tuple[str, str], ...]


def lives_of(
    base: Scenario, now: Scenario, seed: int, household: int | None, pick: str | None
) -> Trace | OneLife | Nobody:
    """Both lives of a household, by its number or as the middle one of its kind; work of another process."""
    if household is not None and scenario_hash(base) == scenario_hash(now):
        try:
            life = life_of(base, seed, household)
        except LookupError as fault:
            return Nobody(phrase_of(fault))
        dates = life["date"]
        return OneLife(household, tuple((str(dates.iloc[e.month]), e.kind) for e in events_of(life)))
    try:
        return run_trace(base, now, household=household, pick=pick, seed=seed)
    except ScenarioError as fault:
        return Nobody(fault.phrase(between="; "))


def kinds_of_household(texts: Texts) -> dict[str, str]:
    """Kinds of households that can be asked for, by what they are called."""
    say = texts.say
    return {
        say("one that gains"): "gained", say("one that loses"): "harmed",
        say("one that leaves poverty only now"): "escaped-only-under-B",
        say("one that left poverty only as it was"): "escaped-only-under-A",
        say("one that is a member only now"): "member-only-under-B",
        say("one that was a member only as it was"): "member-only-under-A",
        say("one that pays late only now"): "late-only-under-B",
        say("one that paid late only as it was"): "late-only-under-A",
    }  # fmt: skip


@solara.component
def Stories(
    base: Scenario, now: Scenario, arm: str, household: int | None, set_household: Callable[[int | None], None],
    organization: str, set_organization: Callable[[str], None], partners: Mapping[str, str],
) -> None:  # fmt: skip
    """Whom to follow, and the stories of a household and of an organization."""
    texts = Texts(language.value)
    kind, set_kind = solara.use_state("")
    fault, set_fault = solara.use_state(NO_WORDS)
    kinds = kinds_of_household(texts)
    called = {title: name for name, title in partners.items()}

    def pick_kind(label: str | None) -> None:
        set_household(None)
        set_kind(kinds.get(label or "", ""))

    def pick_number(text: str) -> None:
        set_fault(NO_WORDS)
        try:
            set_household(round(number_of(text, texts)) if text.strip() else None)
            set_kind("")
        except NotANumber as error:
            set_fault(fault_phrase(error))

    with solara.Column(classes=["ps-stories"], gap="4px"):
        words("h3", texts.say("One household, one organization"))
        with solara.Row(gap="12px"):
            shown = next((label for label, name in kinds.items() if name == kind and household is None), None)
            solara.Select(
                texts.say("A household"), value=shown, values=list(kinds), on_value=pick_kind, dense=True,
            )  # fmt: skip
            number = "" if household is None else str(household)
            TypedField(texts.say("Number of the household"), number, pick_number, error=bool(fault))
            solara.Select(
                texts.say("An organization"), value=partners.get(organization), values=list(called), dense=True,
                on_value=lambda title: set_organization(called.get(title or "", "")),
            )  # fmt: skip
        show_fault(fault, texts)
        if household is not None or kind:
            HouseholdStory(base, now, arm, household, None if household is not None else kind)
        if organization in partners:
            OrganizationStory(base, now, arm, organization, partners[organization])


def _asked(pieces: Mapping[str, Piece], dependencies: list[Any]) -> tuple[Any, dict[str, Any] | None]:
    """Have a few pieces of work done; the task, and the results once all have come."""
    found, set_found = solara.use_state((None, None))

    def ask(wanted: Wanted) -> None:
        turn, results = new_turn(), {}
        answers = {name: jobs().ask(turn, p.key, p.work, *p.arguments) for name, p in pieces.items()}
        for name, answer in answers.items():
            if not came(answer, turn, wanted):
                return
            results[name] = answer.result()
        set_found((dependencies, results))

    task = use_work(ask, dependencies=dependencies)
    return task, found[1] if found[0] == dependencies else None


def _waiting(task: Any, texts: Texts) -> None:
    if task.error:
        words("p", str(task.exception)[:300], "ps-notice", role="alert")
    else:
        words("p", texts.say("The story is being looked up…"), "ps-told", role="status")


@solara.component
def HouseholdStory(base: Scenario, now: Scenario, arm: str, household: int | None, kind: str | None) -> None:
    """A household's two lives in sentences, and month by month."""
    texts, seed = Texts(language.value), base.run.seed
    whom = kind if household is None else str(household)
    key = f"story:{key_of(base, seed, '')}:{key_of(now, seed, '')}:{whom}"
    piece = Piece(key, lives_of, (base, now, seed, household, kind))
    task, results = _asked({"lives": piece}, [key])
    if results is None:
        _waiting(task, texts)
        return
    match results["lives"]:
        case Nobody(reason=reason):
            words(
                "p",
                texts.say("Nobody to follow: {reason}", reason=said(reason, texts)),
                "ps-notice",
                role="alert",
            )
        case OneLife() as life:
            told = texts.say(
                "Household {number}. No lever is moved: it has one life. Move one to see where its ways part.",
                number=life.number,
            )
            words("p", told, "ps-told ps-story")
            _table([texts.say("Month"), texts.say("What happens")],
                   [[month, event_text(event, texts)] for month, event in life.events])  # fmt: skip
        case trace:
            _trace(trace, arm, texts)


def _trace(trace: Trace, arm: str, texts: Texts) -> None:
    a, b = arm_names(texts, arm)
    for sentence in trace_sentences(replace(trace, base=a, other=b), texts):
        words("p", sentence, "ps-told ps-story")

    def said(kinds: str) -> str:
        return "; ".join(event_text(kind, texts) for kind in kinds.split("; ") if kind)

    rows = [[row["date"], said(row["base"]), said(row["other"])] for row in trace.table.to_dict("records")]
    _table([texts.say("Month"), *(arm_title(key, choice.value, texts) for key in ("base", arm))], rows)


@solara.component
def OrganizationStory(base: Scenario, now: Scenario, arm: str, name: str, title: str) -> None:
    """An organization's years under both in sentences, and year by year."""
    texts, seed = Texts(language.value), base.run.seed
    there = {"base": base, arm: now}
    pieces = {
        key: Piece(f"years:{key_of(spec, seed, '')}:{name}", years_of, (spec, seed, name))
        for key, spec in there.items() if name in {actor.name for actor in spec.actors}
    }  # fmt: skip
    task, results = _asked(pieces, [arm, *(piece.key for piece in pieces.values())])
    if results is None:
        _waiting(task, texts)
        return
    a, b = arm_names(texts, arm)
    if len(results) == 2:
        told = organization_sentences(results["base"], results[arm], texts, title=title, names=(a, b))
        for sentence in told:
            words("p", sentence, "ps-told ps-story")
    heads = [texts.say("Year"), texts.say("months at work"),
             *(texts.say(label) for label in (*MONEY.values(), *SHARES.values()))]  # fmt: skip
    for key in there:
        if key in results:
            words("p", arm_title(key, choice.value, texts), "ps-told")
            _table(heads, _year_rows(results[key], texts))


def _year_rows(years: Years, texts: Texts) -> list[list[str]]:
    return [
        [
            str(row["year"]), str(row["months_at_work"]), *(texts.money(row[part]) for part in MONEY),
            *(texts.percent(row[part]) for part in SHARES),
        ]
        for row in years.table.to_dict("records")
    ]  # fmt: skip


def _table(heads: list[str], rows: list[list[str]]) -> None:
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    solara.HTML("table", f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>", classes=["ps-table"])
