"""The years of an organization under two scenarios, in plain sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from partnersim.studies.words.catalogue import noted

if TYPE_CHECKING:
    from partnersim.studies.tracing.organizations import Years
    from partnersim.studies.words.texts import Texts

MONEY = {
    "promised_idr": noted("promised"), "delivered_idr": noted("delivered"), "diverted_idr": noted("diverted"),
    "leaked_idr": noted("stolen"), "passed_on_idr": noted("passed on"),
}  # fmt: skip
SHARES = {"trusted": noted("others expect of it"), "trusts": noted("it expects of others")}
"""What is told of each year, in the order in which a difference is looked for, and what it is called."""

SAME = 1e-9
"""Relative difference up to which two numbers are the same."""


def organization_sentences(
    base: Years, other: Years, texts: Texts, *, title: str, names: tuple[str, str]
) -> list[str]:
    """What it did under each scenario, where the two part, and what others thought of it in the end.

    Args:
        base, other: its years in one run of each, the same seed. texts: the language. title: what it is called.
        names: what the scenarios are called.
    """
    say, (a, b) = texts.say, names
    months = [int(years.table["months_at_work"].sum()) for years in (base, other)]
    lines = [say(
        "{title} is at work in a partnership for {mine} months under {a} and for {theirs} under {b}.",
        title=title, mine=months[0], theirs=months[1], a=a, b=b,
    )]  # fmt: skip
    for years, name in ((base, a), (other, b)):
        lines.append(_kept(years, name, texts))
    lines.append(parting_sentence(base, other, texts, names=names))
    ends = [float(years.table["trusted"].dropna().iloc[-1]) if years.table["trusted"].notna().any() else math.nan
            for years in (base, other)]  # fmt: skip
    if not all(math.isnan(end) for end in ends):
        lines.append(say(
            "In the end others expect it to deliver {mine} of what it promises under {a}, {theirs} under {b}.",
            mine=texts.percent(ends[0]), theirs=texts.percent(ends[1]), a=a, b=b,
        ))  # fmt: skip
    return lines


def _kept(years: Years, name: str, texts: Texts) -> str:
    promised, delivered = (float(years.table[part].sum()) for part in ("promised_idr", "delivered_idr"))
    if promised <= 0.0:
        return texts.say(
            "Under {name} it promises nothing and delivers {delivered}.",
            name=name,
            delivered=texts.money(delivered),
        )
    return texts.say(
        "Under {name} it promises {promised} and delivers {delivered}, {share} of it.",
        name=name, promised=texts.money(promised), delivered=texts.money(delivered),
        share=texts.percent(delivered / promised),
    )  # fmt: skip


def parting_sentence(base: Years, other: Years, texts: Texts, *, names: tuple[str, str]) -> str:
    """The first year in which anything that it did differs, and what; or that nothing does."""
    found = first_apart(base, other)
    if found is None:
        return texts.say("Nothing that it does differs between {a} and {b}.", a=names[0], b=names[1])
    year, part, mine, theirs = found
    if part == "months_at_work":
        what, values = texts.say("months at work"), (texts.number(mine), texts.number(theirs))
    elif part in MONEY:
        what, values = texts.say(MONEY[part]), (texts.money(mine), texts.money(theirs))
    else:
        what, values = texts.say(SHARES[part]), (texts.percent(mine), texts.percent(theirs))
    return texts.say(
        "The two ways part in {year}: {what} {mine} under {a}, {theirs} under {b}.",
        year=year, what=what, mine=values[0], theirs=values[1], a=names[0], b=names[1],
    )  # fmt: skip


def first_apart(base: Years, other: Years) -> tuple[int, str, float, float] | None:
    """Year, column and both values of the first difference: promises before deliveries, money before trust."""
    mine, theirs = (_by_year(years) for years in (base, other))
    for year in sorted(mine.keys() | theirs.keys()):
        for part in ("months_at_work", *MONEY, *SHARES):
            one, two = (float(of.get(year, {}).get(part, math.nan)) for of in (mine, theirs))
            if not _same(one, two):
                return year, part, one, two
    return None


def _by_year(years: Years) -> Mapping[int, Mapping[str, Any]]:
    return {int(row["year"]): row for row in years.table.to_dict("records")}


def _same(one: float, two: float) -> bool:
    if math.isnan(one) or math.isnan(two):
        return math.isnan(one) and math.isnan(two)
    return abs(one - two) <= SAME * max(1.0, abs(one), abs(two))
