"""The answer in plain words: what differs, by how much, how sure, and who paid instead.

The words are chosen by the numbers: a difference whose 95 % interval holds zero is never called an effect.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from partnersim.studies.compare import Comparison, paired
from partnersim.studies.payments import paid_by_actor
from partnersim.studies.runs.results import Results
from partnersim.studies.words.texts import Texts

FIRMS = "firm_participation_end"
APART = 0.02
"""Difference in the share of firms taking part from which a comparison is one of firms with no firms."""

LITTLE = 0.005
"""Points of headcount (as a share) below which a change counts as about nothing."""

WORTH_NAMING = 0.005
"""Share of all money paid from which a payer's difference is named."""


@dataclass(frozen=True)
class Paragraph:
    """A few words that lead, and the sentences after them."""

    lead: str
    text: str


@dataclass(frozen=True)
class Answer:
    """A heading and paragraphs."""

    heading: str
    paragraphs: list[Paragraph]


@dataclass(frozen=True)
class Side:
    """One side of a comparison: its arm, and how the sentences call it."""

    arm: str
    called: str


def answers(
    comparison: Comparison, texts: Texts, titles: Mapping[str, str], letters: Mapping[str, str]
) -> list[Answer]:
    """An answer per pair of arms; ``letters`` are those by which tables and figures call the arms."""
    return [_answer(comparison, base, other, texts, titles, letters) for base, other in comparison.pairs]


def single_answer(results: Results, texts: Texts, arm: str, title: str) -> Answer:
    """What happened in the only arm."""
    runs = results.done[results.done["arm"] == arm]
    facts = {name: texts.value(float(runs[name].mean()), name) for name in _ALONE}
    lends = lends_somewhere(results, [arm])
    lines = [
        texts.say(
            "In the last year {headcount} of people were poor and {coverage} of listed households "
            "were members of a "
            "community fund. Members saved at most {saved} of interest; the partners spent {spent}.",
            headcount=facts["headcount_end"],
            coverage=facts["coverage_listed_end"],
            saved=facts["interest_saved_idr_total"],
            spent=facts["money_spent_idr_total"],
        )
        if lends
        else texts.say(
            "In the last year {headcount} of people were poor, and {share} of households had an enterprise, "
            "which earned {profit} a month on average. The partners spent {spent}. No community fund lent.",
            headcount=facts["headcount_end"],
            share=facts["owners_share_end"],
            profit=facts["profit_idr_end"],
            spent=facts["money_spent_idr_total"],
        ),
        texts.say("One scenario alone shows no effect of anything: compare it with another."),
    ]
    return Answer(texts.say("What happened: {title}", title=title), [Paragraph("", line) for line in lines])


_ALONE = (
    "headcount_end",
    "coverage_listed_end",
    "interest_saved_idr_total",
    "owners_share_end",
    "profit_idr_end",
    "money_spent_idr_total",
)


def lends_somewhere(results: Results, arms: Sequence[str]) -> bool:
    """Whether any community fund lent in one of the arms."""
    done = results.done
    return bool((done.loc[done["arm"].isin(list(arms)), "loans_disbursed_idr_total"] > 0.0).any())


def _answer(
    comparison: Comparison,
    base: str,
    other: str,
    texts: Texts,
    titles: Mapping[str, str],
    letters: Mapping[str, str],
) -> Answer:
    firms = comparison.row(FIRMS, base=base, other=other)
    if abs(firms["difference"]) > APART:
        lacking, having = (base, other) if firms["difference"] > 0 else (other, base)
        first = Side(lacking, texts.say("without firms"))
        second = Side(having, texts.say("with firms"))
        heading = texts.say("What did the absence of firms change?")
        opening = texts.say(
            "Without firms is {first}, where {few} of firms took part; with firms is {second}, where "
            "{many} did.",
            first=titles[lacking],
            second=titles[having],
            few=texts.value(min(firms["base_mean"], firms["other_mean"]), FIRMS),
            many=texts.value(max(firms["base_mean"], firms["other_mean"]), FIRMS),
        )
    else:
        a, b = letters[other], letters[base]
        first = Side(other, texts.say("in {letter}", letter=a))
        second = Side(base, texts.say("in {letter}", letter=b))
        heading = texts.say("What differs between {a} and {b}?", a=a, b=b)
        opening = texts.say(
            "{a} is {first}; {b} is {second}.", a=a, b=b, first=titles[other], second=titles[base]
        )
    rows = {
        name: _turned(comparison.row(name, base=base, other=other), first.arm == base) for name in _NEEDED
    }
    n = int(max(row["n"] for row in rows.values()))
    lends = lends_somewhere(comparison.results, [base, other])
    lines = [
        _poverty(rows["headcount_end"], first, second, texts),
        Paragraph(
            texts.say("Households:"),
            _statements(rows, _OF_HOUSEHOLDS if lends else _WITHOUT_LOANS, first, second, texts),
        ),
        Paragraph(
            texts.say("Community funds:"),
            _statements(rows, _OF_FUNDS, first, second, texts) if lends else texts.say("None lent."),
        ),
        Paragraph(
            texts.say("Who paid instead:"),
            _payers(comparison.results, rows["money_spent_idr_total"], first, second, texts),
        ),
        Paragraph(texts.say("How sure:"), _sureness(n, texts)),
        Paragraph(texts.say("What is compared:"), opening),
    ]
    return Answer(heading, lines)


_OF_HOUSEHOLDS = ("income_listed_idr_end", "interest_saved_idr_total", "enterprises_end")
_WITHOUT_LOANS = ("income_listed_idr_end", "profit_idr_end", "enterprises_end")
_OF_FUNDS = ("coverage_listed_end", "queue_end", "nonperforming_share_end")
_NEEDED = ("headcount_end", *_OF_HOUSEHOLDS, "profit_idr_end", *_OF_FUNDS, "money_spent_idr_total")


def _turned(row: Mapping[str, Any], turn: bool) -> dict[str, Any]:
    """A row as first side less second side; ``turn`` if the first side is the base of the row."""
    if turn:
        return {
            "first": row["base_mean"],
            "second": row["other_mean"],
            "difference": -row["difference"],
            "low": -row["high"],
            "high": -row["low"],
            "n": row["n"],
        }
    return {
        "first": row["other_mean"],
        "second": row["base_mean"],
        "difference": row["difference"],
        "low": row["low"],
        "high": row["high"],
        "n": row["n"],
    }


def is_clear(row: Mapping[str, Any]) -> bool:
    """Whether the 95 % interval leaves out zero."""
    return bool(row["low"] > 0.0 or row["high"] < 0.0)


def _gap(row: Mapping[str, Any], name: str, texts: Texts) -> str:
    """Difference with its interval, and whether chance explains it."""
    if math.isnan(row["low"]):
        return texts.say("difference {difference}", difference=texts.difference(row["difference"], name))
    sure = (
        texts.say("more than chance explains") if is_clear(row) else texts.say("not to be told from chance")
    )
    return texts.say(
        "difference {difference}, 95 % interval {low} to {high}, {sure}",
        difference=texts.difference(row["difference"], name),
        low=texts.difference(row["low"], name),
        high=texts.difference(row["high"], name),
        sure=sure,
    )


def _statement(row: Mapping[str, Any], name: str, first: Side, second: Side, texts: Texts) -> str:
    return texts.say(
        "{what}: {a} {first}, {b} {second} ({gap}).",
        what=_named(name, texts),
        a=texts.value(row["first"], name),
        b=texts.value(row["second"], name),
        first=first.called,
        second=second.called,
        gap=_gap(row, name, texts),
    )


def _named(name: str, texts: Texts) -> str:
    """What an outcome is called, with its unit where numbers do not show it."""
    label, unit = texts.label(name), texts.unit(name)
    return f"{label} ({unit})" if unit.startswith("Rp/") else label


def _poverty(row: Mapping[str, Any], first: Side, second: Side, texts: Texts) -> Paragraph:
    if math.isnan(row["low"]):
        lead = texts.say("Poverty:")
    elif max(abs(row["difference"]), abs(row["low"]), abs(row["high"])) < LITTLE:
        lead = texts.say("For the poverty headcount: about nothing.")
    elif is_clear(row):
        lead = texts.say("The poverty headcount differs.")
    else:
        lead = texts.say("For the poverty headcount no difference is shown.")
    return Paragraph(lead, _statement(row, "headcount_end", first, second, texts))


def _statements(
    rows: Mapping[str, Mapping[str, Any]], names: tuple[str, ...], first: Side, second: Side, texts: Texts
) -> str:
    return " ".join(_statement(rows[name], name, first, second, texts) for name in names)


def _payers(results: Results, spent: Mapping[str, Any], first: Side, second: Side, texts: Texts) -> str:
    """Who paid more on the first side, and how much of what others did not pay that makes up for."""
    name = "money_spent_idr_total"
    one, two = paid_by_actor(results, first.arm), paid_by_actor(results, second.arm)
    seeds = one.index.intersection(two.index)
    titles = {**results.actors(second.arm), **results.actors(first.arm)}
    more: list[tuple[str, float]] = []
    less: list[tuple[str, float]] = []
    missing = 0.0
    for actor, title in titles.items():
        here = one.loc[seeds, actor] if actor in one else 0.0 * one.loc[seeds].sum(axis=1)
        there = two.loc[seeds, actor] if actor in two else 0.0 * here
        row = paired(there, here)
        missing += max(0.0, -row["difference"])
        worth = abs(row["difference"]) > WORTH_NAMING * max(spent["first"], spent["second"], 1.0)
        if worth and (is_clear(row) or row["n"] == 1):
            text = f"{title} ({texts.money(abs(row['difference']))})"
            (more if row["difference"] > 0.0 else less).append((text, row["difference"]))
    parts: list[str] = []
    if less:
        parts.append(texts.say("Paid less {first}: {names}.", first=first.called, names=_list(less)))
    if more:
        made_up = sum(amount for _, amount in more) / missing if missing > 0.0 else float("nan")
        parts.append(texts.say("Paid more {first}: {names}.", first=first.called, names=_list(more)))
        if 0.0 < made_up <= 1.0 and less:
            parts.append(
                texts.say(
                    "That makes up for {share} of what was not paid.",
                    share=f"{texts.number(100 * made_up)} %",
                )
            )
    else:
        parts.append(
            texts.say(
                "Nobody clearly paid more {first}: what was not given was not made good.", first=first.called
            )
            if less
            else texts.say("Nobody clearly paid more or less.")
        )
    return " ".join((*parts, _statement(spent, name, first, second, texts)))


def _list(found: list[tuple[str, float]]) -> str:
    return ", ".join(text for text, _ in sorted(found, key=lambda item: -abs(item[1])))


def _sureness(n: int, texts: Texts) -> str:
    if n < 2:
        return texts.say("One replicate only: how sure the differences are cannot be said.")
    return texts.say(
        "The intervals come from {n} pairs of runs with the same seeds and cover chance "
        "alone; that "
        "parameters are uncertain is not in them.",
        n=n,
    )
