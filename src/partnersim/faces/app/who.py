"""Who gains and who pays: groups of people, and kinds of organizations, by whether that can be told."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape

import solara

from partnersim.faces.app.compared import Compared, ends_text
from partnersim.faces.app.parts import words
from partnersim.faces.app.work import ChainRow
from partnersim.measures import OUTCOMES
from partnersim.studies.words.catalogue import noted
from partnersim.studies.words.numbers import change_text
from partnersim.studies.words.texts import Texts

PAYERS = {
    "paid_government_idr_total": noted("government offices"), "paid_donors_idr_total": noted("donors"),
    "paid_ngos_idr_total": noted("NGOs"), "paid_institutes_idr_total": noted("training institutes"),
    "paid_firms_idr_total": noted("private firms"),
}  # fmt: skip
"""Who pays, by what it paid in the run."""

PEOPLE = {
    "income_idr_mean": noted("all people, in income"),
    "income_listed_idr_mean": noted("listed households, in income"),
    "consumption_poorest_idr_mean": noted("the poorest fifth at the start, in what they consume"),
    "interest_saved_idr_total": noted("members of funds, in interest that they save"),
    "profit_owners_at_start_idr_mean": noted("who had an enterprise at the start, in profit"),
    "harmed_households_share": noted("listed households that the programme harms"),
    "harmed_leaving_share_mean": noted("partners that would be better off outside"),
    "moneylender_interest_idr_total": noted("moneylenders, in interest that they charge"),
    "leaked_idr_total": noted("officials who steal, in what they take"),
}  # fmt: skip
"""Who may gain or lose, by what tells it."""

LOSE_BY_MORE = ("harmed_households_share", "harmed_leaving_share_mean")
"""Of these more is a loss for those whom they are about; of all others a gain, also of what the place is worse for."""


@dataclass(frozen=True)
class Sides:
    """Outcomes by which side they are told on, each in the order in which they are asked for.

    Attributes:
        pay_more, pay_less: clear differences of what was paid. gain, lose: clear differences for people. unsure: what
            differs, but may be more, less or nothing.
    """

    pay_more: tuple[str, ...]
    pay_less: tuple[str, ...]
    gain: tuple[str, ...]
    lose: tuple[str, ...]
    unsure: tuple[str, ...]


def sides_of(rows: dict[str, ChainRow]) -> Sides:
    """Who stands where, by their rows; what is the same in every run, or has no interval, stands nowhere."""
    told = {
        name: row for name, row in rows.items()
        if row.shows_interval and not math.isnan(row.low) and not row.low == row.high == 0.0
    }  # fmt: skip
    clear = {name: row.difference > 0.0 for name, row in told.items() if row.clear}
    better = {name: more != (name in LOSE_BY_MORE) for name, more in clear.items()}
    return Sides(
        pay_more=tuple(name for name in PAYERS if clear.get(name) is True),
        pay_less=tuple(name for name in PAYERS if clear.get(name) is False),
        gain=tuple(name for name in PEOPLE if better.get(name) is True),
        lose=tuple(name for name in PEOPLE if better.get(name) is False),
        unsure=tuple(name for name in (*PEOPLE, *PAYERS) if name in told and name not in clear),
    )


def who_lines(compared: Compared, texts: Texts) -> list[tuple[str, list[str]]]:
    """Each side that somebody stands on: its heading, and who with how much."""
    names = (*PAYERS, *PEOPLE)
    rows = dict(zip(names, compared.rows(names), strict=True))
    sides = sides_of(rows)
    headed = (
        (texts.say("Gain"), sides.gain), (texts.say("Lose"), sides.lose), (texts.say("Pay more"), sides.pay_more),
        (texts.say("Pay less"), sides.pay_less), (texts.say("Cannot be told"), sides.unsure),
    )  # fmt: skip
    return [(heading, [_said(rows[name], texts) for name in side]) for heading, side in headed if side]


def _said(row: ChainRow, texts: Texts) -> str:
    unit, who = OUTCOMES.named(row.name).unit, texts.say({**PAYERS, **PEOPLE}[row.name])
    low, high = ends_text(row.low, row.high, unit=unit, language=texts.language)
    if not row.clear:
        return texts.say("{who} ({low} to {high})", who=who, low=low, high=high)
    amount = change_text(row.difference, unit=unit, language=texts.language)
    return texts.say("{who} {amount} ({low} to {high})", who=who, amount=amount, low=low, high=high)


def who_view(compared: Compared, texts: Texts, arm: str, *, pending: bool) -> None:
    """Who gains and who pays, in the arm that is looked at against the case as it was.

    Args:
        compared: what has been run. texts: the language. arm: "now", or "kept" for arm B. pending: whether more is
            coming.
    """
    if arm == "kept" and compared.beside is not None:
        compared = compared.beside.against_was
    with solara.Column(classes=["ps-who"], gap="4px"):
        words("h3", texts.say("Who gains, who pays?"))
        lines = who_lines(compared, texts)
        items = "".join(
            f"<dt>{escape(heading)}</dt><dd>{escape('; '.join(said))}</dd>" for heading, said in lines
        )
        if lines:
            solara.HTML("dl", items)
        elif pending:
            words("p", texts.say("The runs are coming in…"), "ps-told")
        else:
            words("p", texts.say("Nobody gains, loses or pays more: nothing differs."), "ps-told")
