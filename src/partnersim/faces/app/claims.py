"""Claims of the documents about a case: the room's guess first, then what the model says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import solara

from partnersim.faces.app.asking import Wanted, use_work
from partnersim.faces.app.claim_arms import choice_of_claim
from partnersim.faces.app.compared import LINKS, ends_text
from partnersim.faces.app.parts import words
from partnersim.faces.app.session import Choice, shipped
from partnersim.faces.app.state import arm_shown, choice, guesses, language, notice, view
from partnersim.faces.report.claims import shipped_claims
from partnersim.measures.declaring import Link
from partnersim.studies.words.catalogue import noted
from partnersim.studies.words.claims import arm_text, claim_text
from partnersim.studies.words.numbers import change_text, value_text
from partnersim.studies.words.texts import Texts
from partnersim.studies.words.thresholds import is_clear
from partnersim.studies.words.verdicts import verdict_text

GUESSES = {"+": noted("true"), "-": noted("false"), "0": noted("no difference")}
"""What a room may say of a claim before it sees the model's answer."""


@dataclass(frozen=True)
class AtLink:
    """An outcome that was measured in a claim's arms.

    Attributes:
        link: of the results chain, as a heading of the page. text: its name, difference and interval in words.
        is_clear: whether the interval leaves out nought.
    """

    link: str
    text: str
    is_clear: bool


@dataclass(frozen=True)
class ClaimRow:
    """One claim.

    Attributes:
        id: its number. statement: what it says. verdict: the model's. effect: on what it is judged by, in words.
        arms: which arms are compared; empty for one that stands alone. chain: what else was measured, link by link.
        full: all that is told of it.
    """

    id: str
    statement: str
    verdict: str
    effect: str
    arms: str
    chain: tuple[AtLink, ...]
    full: str


def claim_rows(case: str, texts: Texts) -> list[ClaimRow]:
    """Claims about a case in the order of their numbers: an order by verdicts would tell a room what to guess."""
    table = shipped_claims()
    rows = [] if table is None else [row for row in table["claims"] if row["case"] == case]
    return [
        ClaimRow(
            id=row["id"], statement=texts.title(row["statement"]), verdict=verdict_text(row, texts),
            effect=_effect(row, texts), arms=_arms(row, texts), chain=_chain(row, texts), full=claim_text(row, texts),
        )
        for row in sorted(rows, key=lambda row: _order(row["id"]))
    ]  # fmt: skip


def _order(number: str) -> tuple[int, int, str]:
    """C0.10 comes after C0.9b."""
    chapter, _, rest = number.lstrip("CX").partition(".")
    digits = "".join(letter for letter in rest if letter.isdigit())
    return int(chapter), int(digits or 0), rest.removeprefix(digits)


def _effect(row: Mapping[str, Any], texts: Texts) -> str:
    """What a claim is judged by: the difference of its arms, or of a single arm its value."""
    if row["failed"] or row["effect"] is None:
        return texts.say("no value")
    unit, language, label = row["unit"], texts.language, texts.label(row["outcome"])
    low, high = (_number(row[end]) for end in ("low", "high"))
    if row["design"] != "level":
        return _difference(row["outcome"], unit, float(row["effect"]), low, high, texts)
    (value,) = row["arms"].values()
    mark = float(value) - float(row["effect"])
    value_said, low_said, high_said = (
        value_text(number, unit=unit, language=language) for number in (value, mark + low, mark + high)
    )
    return texts.say(
        "{label} {effect} ({low} to {high})", label=label, effect=value_said, low=low_said, high=high_said
    )


def _difference(name: str, unit: str, effect: float, low: float, high: float, texts: Texts) -> str:
    ends = ends_text(low, high, unit=unit, language=texts.language)
    said = change_text(effect, unit=unit, language=texts.language)
    return texts.say("{label} {effect} ({low} to {high})", label=texts.label(name), effect=said,
                     **dict(zip(("low", "high"), ends, strict=True)))  # fmt: skip


def _arms(row: Mapping[str, Any], texts: Texts) -> str:
    """Which arms are compared, by the names that they have in the table of claims."""
    names = [arm_text(name, texts) for name in row["arms"]]
    if row["design"] == "dose" and len(names) > 1:
        return texts.say("Compared: {one} less {other}.", one=names[-1], other=names[0])
    if row["design"] == "pair" and len(names) == 2:
        return texts.say("Compared: {one} less {other}.", one=names[0], other=names[1])
    if row["design"] == "factorial":
        return texts.say("Compared: both together less what each adds alone.")
    return ""


def _chain(row: Mapping[str, Any], texts: Texts) -> tuple[AtLink, ...]:
    """What else was measured between the arms, in the order of the results chain."""
    measured = row.get("measured") or {}
    if row["failed"] or row["design"] == "level":
        return ()
    found = []
    for link, heading in LINKS.items():
        for name, number in measured.items():
            if Link(number["link"]) is not link or name == row["outcome"]:
                continue
            effect, low, high = (_number(number[part]) for part in ("effect", "low", "high"))
            said = _difference(name, number["unit"], effect, low, high, texts)
            found.append(AtLink(texts.say(heading), said, is_clear(low, high)))
    return tuple(found)


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


@solara.component
def Claims(case: str) -> None:
    """Claims about the case with their verdicts, after the room's guess."""
    texts = Texts(language.value)
    if choice.value.uploaded is not None:
        title = texts.title(shipped(case).title)
        words(
            "p",
            texts.say("These claims are about {case}, not about your own scenario.", case=title),
            "ps-was",
        )
    for row in claim_rows(case, texts):
        with solara.Column(classes=["ps-claim"], gap="2px"):
            words("p", f"{row.id}. {row.statement}")
            if row.id not in guesses.value:
                _guess_field(row.id, texts)
            else:
                _answer(row, guesses.value[row.id], texts)


def _guess_field(number: str, texts: Texts) -> None:
    with solara.Row(gap="4px"):
        solara.Text(texts.say("What does the room think?"))
        for guess, label in GUESSES.items():
            solara.Button(
                texts.say(label), outlined=True, small=True,
                on_click=lambda guess=guess: guesses.set({**guesses.value, number: guess}),
            )  # fmt: skip


def _answer(row: ClaimRow, guess: str, texts: Texts) -> None:
    """The guess, the verdict, what was measured along the chain, and the way to the arms."""
    said = texts.say(
        "The room: {guess}. The model: {verdict}.", guess=texts.say(GUESSES[guess]), verdict=row.verdict
    )
    words("p", said, "ps-verdict")
    words("p", " ".join(part for part in (f"{row.effect}.", row.arms) if part), "ps-told")
    shown = "".join(
        f'<li class="ps-{"clear" if one.is_clear else "unsure"}"><b>{escape(one.link)}:</b> {escape(one.text)}</li>'
        for one in row.chain
    )
    if shown:
        unsure = escape(texts.say("Grey: cannot be told from nothing."))
        head = escape(texts.say("Along the results chain, and all that is told of it"))
        chain = f"<summary>{head}</summary><ul>{shown}</ul><p>{unsure}</p><p>{escape(row.full)}</p>"
        solara.HTML("details", chain, classes=["ps-along"])
    OpenArms(row.id)


@solara.component
def OpenArms(number: str) -> None:
    """The button that opens a claim's arms in Compare; where no levers make them, the command that runs them."""
    texts = Texts(language.value)
    found, set_found = solara.use_state(None)

    def look(wanted: Wanted) -> None:
        arms = choice_of_claim(number)
        if wanted():
            set_found((arms,))

    use_work(look, dependencies=[number])

    def go(arms: Choice) -> None:
        notice.set("")
        arm_shown.set("now")
        choice.set(arms.renamed(texts.title(arms.kept.name)) if arms.kept is not None else arms)
        view.set("compare")

    if found is None:
        return
    (arms,) = found
    if arms is None:
        told = texts.say(
            "Its arms are more than levers can set: partnersim claims {id} runs them.", id=number
        )
        words("p", told, "ps-was")
        return
    with solara.Row(gap="8px"):
        solara.Button(
            texts.say("Open its arms in Compare"), outlined=True, small=True, on_click=lambda: go(arms)
        )
        words(
            "p",
            texts.say("There with fewer households and ten pairs of runs: numbers differ a little."),
            "ps-was",
        )
