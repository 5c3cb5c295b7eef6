"""The answer in plain words: what differs, by how much, how sure, and who paid instead.

The words are chosen by the numbers: a difference whose 95 % interval holds zero is never called an effect. The
terminal and the report say the same; they differ in how they call the arms, by name or by letter.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from partnersim.scenario.budgets import RESPONSES
from partnersim.studies.compare import Comparison
from partnersim.studies.runs.results import Results
from partnersim.studies.words.arms import ArmNames, names_of_arms
from partnersim.studies.words.texts import Texts
from partnersim.studies.words.thresholds import (
    ABOUT_NOTHING,
    FEWEST_SEEDS,
    WORTH_NAMING,
    ends_of,
    is_clear,
    is_few,
)

SPENT = "money_spent_idr_total"

_OF_HOUSEHOLDS = ("income_listed_idr_end", "interest_saved_idr_total", "enterprises_end")
_WITHOUT_LOANS = ("income_listed_idr_end", "profit_idr_end", "enterprises_end")
_OF_FUNDS = ("coverage_listed_end", "queue_end", "nonperforming_share_end")
_NEEDED = ("headcount_end", *_OF_HOUSEHOLDS, "profit_idr_end", *_OF_FUNDS, SPENT)
_ALONE = (
    "headcount_end",
    "coverage_listed_end",
    "interest_saved_idr_total",
    "owners_share_end",
    "profit_idr_end",
    SPENT,
)

Rows = Mapping[str, Mapping[str, Any]]
"""By outcome: means of the first and second side, their difference, its interval, and the pairs of runs."""


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


def answer_lines(comparison: Comparison, texts: Texts, /) -> list[str]:
    """The answers for a terminal, one line a paragraph; arms go by their names, and every payer is listed."""
    results = comparison.results
    lines = []
    if len(results.failed):
        lines.append(
            texts.say(
                "{failed} of {runs} runs failed and are left out.",
                failed=len(results.failed),
                runs=len(results.runs),
            )
        )
    names = names_of_arms(results.manifest, texts, arms=results.arms)
    for answer in answers(comparison, texts, names, every_payer=True):
        lines.append(answer.heading)
        lines += [f"{part.lead} {part.text}".strip() for part in answer.paragraphs]
    return lines


def answers(
    comparison: Comparison, texts: Texts, names: ArmNames, *, every_payer: bool = False
) -> list[Answer]:
    """An answer per pair of arms.

    Args:
        comparison: the pairs.
        texts: the language.
        names: what the arms are called, as in the tables and figures beside them.
        every_payer: list what each organization paid, for a place without a figure that shows it.
    """
    return [_answer(comparison, base, other, texts, names, every_payer) for base, other in comparison.pairs]


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


def lends_somewhere(results: Results, arms: Sequence[str]) -> bool:
    """Whether any community fund lent in one of the arms."""
    done, lent = results.done, "loans_disbursed_idr_total"
    return lent in done and bool((done.loc[done["arm"].isin(list(arms)), lent] > 0.0).any())


def _answer(
    comparison: Comparison, base: str, other: str, texts: Texts, names: ArmNames, every_payer: bool
) -> Answer:
    first, second, heading, opening = _sides(base, other, texts, names)
    known = [name for name in _NEEDED if name in comparison.results.outcome_names]
    rows = {name: _turned(comparison.row(name, base=base, other=other), first.arm == base) for name in known}
    pairs = max((int(row["n"]) for row in rows.values()), default=0)
    if pairs == 0:
        nothing = texts.say("No seed finished in both, so nothing can be said.")
        return Answer(heading, [Paragraph("", nothing), Paragraph(texts.say("What is compared:"), opening)])
    lends = lends_somewhere(comparison.results, [base, other])
    of_households = _statements(rows, _OF_HOUSEHOLDS if lends else _WITHOUT_LOANS, first, second, texts)
    of_funds = _statements(rows, _OF_FUNDS, first, second, texts) if lends else texts.say("None lent.")
    paid = _paid(comparison, base, other, turn=first.arm == base)
    parts = [
        _poverty(rows["headcount_end"], first, second, texts) if "headcount_end" in rows else None,
        Paragraph(texts.say("Households:"), of_households),
        Paragraph(texts.say("Community funds:"), of_funds),
        Paragraph(texts.say("Who paid instead:"), _payers(paid, rows, first, second, texts)),
        _budgets(comparison, paid, first, second, texts),
        Paragraph(texts.say("Who paid in the whole run:"), _every_payer(paid, first, second, texts))
        if every_payer
        else None,
        Paragraph(texts.say("How sure:"), _sureness(pairs, texts)),
        Paragraph(texts.say("What is compared:"), opening),
    ]
    return Answer(heading, [part for part in parts if part is not None and part.text])


def _sides(base: str, other: str, texts: Texts, names: ArmNames) -> tuple[Side, Side, str, str]:
    """The side that sentences put first, the other, the heading, and what is compared: always other less base."""
    a, b = names.called[other], names.called[base]
    return (
        Side(other, texts.say("in {letter}", letter=a)),
        Side(base, texts.say("in {letter}", letter=b)),
        texts.say("What differs between {a} and {b}?", a=a, b=b),
        texts.say(
            "{a} is {first}; {b} is {second}.", a=a, b=b, first=names.title(other), second=names.title(base)
        ),
    )


def _turned(row: Mapping[str, Any], turn: bool) -> dict[str, Any]:
    """A row as first side less second side; ``turn`` if the first side is the base of the row."""
    kept = {key: row[key] for key in ("n", "title") if key in row}
    if turn:
        return kept | {
            "first": row["base_mean"],
            "second": row["other_mean"],
            "difference": -row["difference"],
            "low": -row["high"],
            "high": -row["low"],
            "least": -row["most"],
            "most": -row["least"],
        }
    return kept | {
        "first": row["other_mean"],
        "second": row["base_mean"],
        "difference": row["difference"],
        "low": row["low"],
        "high": row["high"],
        "least": row["least"],
        "most": row["most"],
    }


def _gap(row: Mapping[str, Any], name: str, texts: Texts) -> str:
    """Difference with its interval, and whether chance explains it."""
    if math.isnan(row["low"]):
        return texts.say("difference {difference}", difference=texts.difference(row["difference"], name))
    if row["low"] == row["high"] == 0.0:
        return texts.say("no difference in any pair of runs")
    clear = is_clear(row["low"], row["high"])
    sure = texts.say("more than chance explains") if clear else texts.say("not to be told from chance")
    difference, _ = texts.gap(row["difference"], *ends_of(row), name)
    ends = texts.gap_ends(row["difference"], *ends_of(row), name)
    told = {"difference": difference, "low": ends.low, "high": ends.high, "sure": sure}
    if is_few(row):
        return texts.say(
            "difference {difference}, {low} to {high} in {n} pairs of runs, {sure}", n=int(row["n"]), **told
        )
    return texts.say("difference {difference}, 95 % interval {low} to {high}, {sure}", **told)


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
    elif max(abs(row["difference"]), *map(abs, ends_of(row))) < ABOUT_NOTHING:
        lead = texts.say("For the poverty headcount: about nothing.")
    elif is_clear(row["low"], row["high"]):
        lead = texts.say("The poverty headcount differs.")
    else:
        lead = texts.say("For the poverty headcount no difference is shown.")
    return Paragraph(lead, _statement(row, "headcount_end", first, second, texts))


def _statements(rows: Rows, names: tuple[str, ...], first: Side, second: Side, texts: Texts) -> str:
    return " ".join(_statement(rows[name], name, first, second, texts) for name in names if name in rows)


def _paid(comparison: Comparison, base: str, other: str, *, turn: bool) -> list[dict[str, Any]]:
    """What each organization paid, first side less second side, over the runs that both arms finished."""
    payers = comparison.payers
    mine = payers[(payers["base"] == base) & (payers["other"] == other)]
    return [_turned(row, turn) for row in mine.to_dict("records") if row["n"]]


def _payers(paid: list[dict[str, Any]], rows: Rows, first: Side, second: Side, texts: Texts) -> str:
    """Who paid more on the first side, and how much of what others did not pay that makes up for."""
    spent = rows.get(SPENT)
    total = max(spent["first"], spent["second"]) if spent else sum(max(r["first"], r["second"]) for r in paid)
    named = [
        row
        for row in paid
        if abs(row["difference"]) > WORTH_NAMING * max(total, 1.0)
        and (row["n"] == 1 or is_clear(row["low"], row["high"]))
    ]
    more = [row for row in named if row["difference"] > 0.0]
    less = [row for row in named if row["difference"] < 0.0]
    missing = -sum(row["difference"] for row in less)
    parts: list[str] = []
    if less:
        parts.append(texts.say("Paid less {first}: {names}.", first=first.called, names=_list(less, texts)))
    if more:
        parts.append(texts.say("Paid more {first}: {names}.", first=first.called, names=_list(more, texts)))
        made_up = sum(row["difference"] for row in more) / missing if missing > 0.0 else math.nan
        if less and 0.0 < made_up <= 1.0:
            parts.append(
                texts.say("That makes up for {share} of what was not paid.", share=texts.percent(made_up))
            )
    elif less:
        parts.append(
            texts.say(
                "Nobody clearly paid more {first}: what was not given was not made good.", first=first.called
            )
        )
    elif paid:
        parts.append(texts.say("Nobody clearly paid more or less."))
    if spent:
        parts.append(_statement(spent, SPENT, first, second, texts))
    return " ".join(parts)


def _budgets(
    comparison: Comparison, paid: list[dict[str, Any]], first: Side, second: Side, texts: Texts
) -> Paragraph | None:
    """What others' giving does to budgets is set, not found: what is set, and what published answers would add."""
    if not paid:
        return None
    lead, arms = texts.say("Do budgets answer one another?"), comparison.results.manifest["arms"]
    actors = [actor for side in (first, second) for actor in arms[side.arm]["spec"]["actors"]]
    # results that were written before budgets could answer say nothing of it
    if any(actor.get("budget", {}).get("response_to_others", 0.0) for actor in actors):
        text = texts.say("Some do here, by the rupiah set for each in the scenario (response_to_others).")
        return Paragraph(lead, text)
    text = texts.say(
        "Here those of government, donors and NGOs do not, whatever others give: that is set, not found "
        "(response_to_others is 0)."
    )
    missing = sum(-row["difference"] for row in paid if row["n"] > 1 and row["high"] < 0.0)
    if missing > 0.0:
        low, high = (texts.number(response, signed=True) for response in RESPONSES)
        most, least = (texts.money(abs(response) * missing) for response in RESPONSES)
        text += " " + texts.say(
            "If the others answered what is missing {first} as studies found it, by between {low} and {high} rupiah "
            "for each rupiah, they would pay between {most} more and {least} less, by that alone.",
            first=first.called, low=low, high=high, most=most, least=least,
        )  # fmt: skip
    return Paragraph(lead, text)


def _every_payer(paid: list[dict[str, Any]], first: Side, second: Side, texts: Texts) -> str:
    told = [
        texts.say(
            "{title}: {a} {first}, {b} {second}",
            title=texts.title(row["title"]),
            a=texts.money(row["first"]),
            b=texts.money(row["second"]),
            first=first.called,
            second=second.called,
        )
        for row in paid
    ]
    return f"{'; '.join(told)}." if told else ""


def _list(named: list[dict[str, Any]], texts: Texts) -> str:
    largest_first = sorted(named, key=lambda row: -abs(row["difference"]))
    return ", ".join(f"{texts.title(row['title'])} ({texts.money(abs(row['difference']))})" for row in largest_first)


def _sureness(pairs: int, texts: Texts) -> str:
    if pairs < 2:
        return texts.say("One replicate only: how sure the differences are cannot be said.")
    if pairs < FEWEST_SEEDS:
        return texts.say(
            "Beside each difference stand the lowest and the highest of {n} pairs of runs with the same seeds; from "
            "five on, an interval of chance. That parameters are uncertain is not in them.",
            n=pairs,
        )
    return texts.say(
        "The intervals come from {n} pairs of runs with the same seeds and cover chance "
        "alone; that parameters are uncertain is not in them.",
        n=pairs,
    )
