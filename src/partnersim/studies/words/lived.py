"""What a household has and what surrounds it, by name and with its unit, for the story of a life."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnersim.studies.words.catalogue import noted
from partnersim.studies.words.numbers import exact_text, number_text, value_text

if TYPE_CHECKING:
    from partnersim.studies.words.texts import Texts

_YES_NO, _MEMBER, _NEVER = "0/1", "key", "months or never"
"""Values that are told as yes or no: of 0 and 1, and of the number of a group (−1 for none); and months since."""

NAMES = {
    "group": (noted("being in a group of a fund"), _MEMBER),
    "loans_taken": (noted("loans taken from the fund so far"), "number"),
    "last_loan": (noted("its last loan from the fund"), "IDR"),
    "loan": (noted("what it owes the fund"), "IDR"),
    "instalment": (noted("its monthly instalment"), "IDR"),
    "grace": (noted("time until its first instalment"), "months"),
    "waiting": (noted("how long it has waited for a loan"), "months"),
    "barred": (noted("being barred from new loans"), _YES_NO),
    "walked": (noted("having walked away from its loan"), _YES_NO),
    "trained_ago": (noted("time since its last course"), _NEVER),
    "skill": (noted("what it has learned in courses (0 to 1)"), "number"),
    "practice": (noted("how well it runs its enterprise (log of what this makes of profit)"), "number"),
    "indiscipline": (noted("lack of discipline (coaching brings it below 0)"), "number"),
    "transfer": (noted("support paid to it in the month"), "IDR"),
    "contract": (noted("being under contract"), _YES_NO),
    "order_months": (noted("time left of a buyer's order"), "months"),
    "technology": (noted("steps of the better technology that it uses"), "number"),
    "capital": (noted("capital of its enterprise"), "IDR"),
    "readiness": (noted("its readiness to take part (0 to 1)"), "number"),
    "bond": (noted("its ties to its group (0 to 1)"), "number"),
    "owner": (noted("owning an enterprise"), _YES_NO),
    "idea": (noted("having an idea for an enterprise"), _YES_NO),
    "enterprise_age": (noted("age of its enterprise"), "months"),
    "moneylender_debt": (noted("what it owes a moneylender"), "IDR"),
    "owed": (noted("time since it last owed a moneylender"), _NEVER),
    "profit": (noted("profit of its enterprise in the month"), "IDR"),
    "income": (noted("income of the household in the month"), "IDR"),
    "smoothed_income": (noted("income that it counts on, a month"), "IDR"),
    "consumption": (noted("what the household consumes in the month"), "IDR"),
    "savings": (noted("its savings"), "IDR"),
    "account": (noted("part of its savings that is put away"), "share"),
    "price": (noted("local price (1 is the usual one)"), "number"),
    "shock": (noted("what struck all incomes of the hamlet (0 is nothing)"), "number"),
    "fund_works": (noted("having a fund at work"), _YES_NO),
    "socialised": (noted("part of the hamlet that the programme reaches"), "share"),
    "meeting_rate": (noted("group meetings held, of those due"), "share"),
    "training_places": (noted("places in courses a month"), "number"),
    "mentor_visits": (noted("visits to owners a month"), "number"),
    "order_places": (noted("producers with a buyer's order"), "number"),
    "contract_places": (noted("producers under contract"), "number"),
    "asset_packages": (noted("packages of equipment a month"), "number"),
    "support_places": (noted("households that are paid support"), "number"),
    "promised_ratio": (noted("services delivered, of those promised"), "share"),
}  # fmt: skip
"""Columns of households and what surrounds them: what they are called, and how their values are written."""

_LONGEST_AGO = {"trained_ago": 9999.0, "owed": 127.0}
"""Months that stand for never."""

_FIGURES = 9
"""Figures of two numbers that look the same with three."""


def named(name: str, texts: Texts, /) -> str:
    """What a column is called."""
    return texts.say(NAMES[name][0])


def values_apart(name: str, one: float, two: float, texts: Texts, /) -> tuple[str, str]:
    """Two different values of a column in words, with as many figures as show that they differ."""
    mine, theirs = _value(name, one, texts), _value(name, two, texts)
    unit = NAMES[name][1]
    if mine != theirs or unit in (_YES_NO, _MEMBER, _NEVER):
        return mine, theirs
    return _all_figures(one, unit, texts), _all_figures(two, unit, texts)


def _value(name: str, value: float, texts: Texts) -> str:
    unit = NAMES[name][1]
    if unit in (_YES_NO, _MEMBER):
        return texts.say("yes") if value >= (1.0 if unit == _YES_NO else 0.0) else texts.say("no")
    if unit == _NEVER and value >= _LONGEST_AGO[name]:
        return texts.say("never")
    if unit in (_NEVER, "months"):
        return texts.say_count("{n} month", "{n} months", round(value))
    if unit == "IDR":
        return number_text(value, unit=unit, language=texts.language)
    return value_text(value, unit=unit, language=texts.language)


def _all_figures(value: float, unit: str, texts: Texts) -> str:
    scaled = value * 100.0 if unit == "share" else value
    text = exact_text(float(f"{scaled:.{_FIGURES}g}"), language=texts.language)
    return {"share": f"{text} %", "IDR": f"Rp{text}"}.get(unit, text)
