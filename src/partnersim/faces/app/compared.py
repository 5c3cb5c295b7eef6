"""The two arms side by side along the results chain, and as a table."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from io import StringIO
from typing import Any

import solara

from partnersim.faces.app.designs import Estimate
from partnersim.faces.app.help import explained_label
from partnersim.faces.app.work import ChainRow, chain
from partnersim.measures import OUTCOMES
from partnersim.measures.declaring import Link
from partnersim.scenario.spec import Scenario
from partnersim.studies.words.catalogue import noted
from partnersim.studies.words.numbers import (
    NONE,
    difference_text,
    fixed_text,
    number_text,
    unit_text,
    value_text,
)
from partnersim.studies.words.texts import Texts

LINKS = {
    Link.INPUT: noted("What is put in"), Link.ACTIVITY: noted("What partners do"),
    Link.OUTPUT: noted("What reaches people"),
    Link.OUTCOME: noted("What changes for them"), Link.IMPACT: noted("Poverty"),
}  # fmt: skip
"""Headings of the links of the results chain."""

_HOW_TO_READ = noted(
    "Grey: as it was. In brackets: where the difference lies by chance alone, 95 % interval."
)
_NOTHING_MEASURED = noted("In this case nothing of this is measured apart: see the next box.")
_ABOUT_ARM_B = noted("B and now are each compared with the case as it was.")
_ABOUT_ESTIMATES = noted(
    "Estimates stand in until the runs are done; of 100 of their bands about 95 hold what the runs then say."
)


@dataclass(frozen=True)
class Compared:
    """Outcomes of both arms by seed, as far as the runs have come.

    Attributes:
        base, now: outcomes by seed, for seeds that both arms have. was: all runs of the case as it was.
        beside: arm B, if the room kept one.
    """

    base: tuple[Mapping[str, float], ...] = ()
    now: tuple[Mapping[str, float], ...] = ()
    was: tuple[Mapping[str, float], ...] = ()
    beside: Beside | None = None

    @classmethod
    def of(cls, runs: Mapping[str, Mapping[int, Mapping[str, float]]], title: str = "B") -> Compared:
        """From runs by arm ("base", "now", and "kept" where there is an arm B of that title) and seed."""
        if "kept" in runs:
            base, kept, now = runs["base"], runs["kept"], runs["now"]
            beside = Beside(title, cls.of({"base": base, "now": kept}), cls.of({"base": kept, "now": now}))
            return replace(cls.of({"base": base, "now": now}), beside=beside)
        seeds = sorted(runs["base"].keys() & runs["now"].keys())
        return cls(
            tuple(runs["base"][s] for s in seeds), tuple(runs["now"][s] for s in seeds), tuple(runs["base"].values())
        )  # fmt: skip

    @property
    def pairs(self) -> int:
        """Pairs of runs that each arm beside the case as it was has at least."""
        return (
            len(self.base) if self.beside is None else min(len(self.base), len(self.beside.against_was.base))
        )

    def rows(self, names: Any) -> list[ChainRow]:
        """Rows for outcomes by name."""
        return chain(self.base, self.now, names)

    def mean_before(self, name: str) -> float:
        """An outcome as it was, over all runs there are; NaN without any."""
        values = [value for run in self.was if not math.isnan(value := run.get(name, math.nan))]
        return sum(values) / len(values) if values else float("nan")


@dataclass(frozen=True)
class Beside:
    """Arm B beside the other two.

    Attributes:
        title: what the arm is called. against_was: it against the case as it was. now_against: the case as it is now
            against it.
    """

    title: str
    against_was: Compared
    now_against: Compared


def row_class(row: ChainRow) -> str:
    """Whether a difference is better, worse, or nothing that could be told, for its colour."""
    better = OUTCOMES.named(row.name).better
    if not row.clear or better == "neither":
        return "unsure"
    return "better" if (row.difference > 0.0) == (better == "higher") else "worse"


def ends_text(low: float, high: float, *, unit: str, language: str) -> tuple[str, str]:
    """The ends of an interval, to be written one after the other: a word that both end with stands once."""
    first, second = (difference_text(end, unit=unit, language=language) for end in (low, high))
    word = second.partition(" ")[2]
    return (first.removesuffix(f" {word}") if word else first), second


def row_text(row: ChainRow, texts: Texts) -> str:
    """A difference in words: how much more or less, with its interval, or that nothing could be told."""
    unit, language = OUTCOMES.named(row.name).unit, texts.language
    if row.n == 0:
        return texts.say("no value")
    if row.low == row.high == 0.0:
        return texts.say("no difference in any run")
    amount = difference_text(row.difference, unit=unit, language=language)
    if row.n < 2:
        return amount
    low, high = ends_text(row.low, row.high, unit=unit, language=language)
    if not row.shows_interval:
        return texts.say("{amount} ({n} pairs: {low} to {high})", amount=amount, n=row.n, low=low, high=high)
    if not row.clear:
        return texts.say("cannot tell: {low} to {high}", low=low, high=high)
    return texts.say("{amount} ({low} to {high})", amount=amount, low=low, high=high)


def pairs_text(pairs: int, texts: Texts) -> str:
    """How many pairs of runs there are."""
    return texts.say_count("{n} pair of runs", "{n} pairs of runs", pairs)


def size_text(spec: Scenario, texts: Texts) -> str:
    """Of how many households and months a run on the page is: fewer than a scenario may say."""
    place = spec.place.households
    return texts.say(
        "Each run: {sample} of {place} households, {months} months.",
        sample=fixed_text(spec.sample.households or place, 0, language=texts.language),
        place=fixed_text(place, 0, language=texts.language), months=spec.time.months,
    )  # fmt: skip


def before_and_after(before: float, after: float, name: str, texts: Texts) -> tuple[str, str]:
    """An outcome in two arms, to be written side by side: a unit that is a word stands behind the second alone."""
    unit, language = OUTCOMES.named(name).unit, texts.language
    first, second = (value_text(value, unit=unit, language=language) for value in (before, after))
    if unit == "share" or NONE in (first, second):
        return first, second
    return number_text(before, unit=unit, language=language), second


def estimate_difference(told: Estimate, name: str) -> float:
    """The difference that is foretold, no larger than leaves the outcome where it can be."""
    least, most = OUTCOMES.named(name).possible
    return min(max(told.difference, least - told.base), most - told.base)


def estimate_ends(told: Estimate, name: str) -> tuple[float, float]:
    """The ends of its band, cut in the same way: what the case has as it was is known, not estimated."""
    lower, upper = (replace(told, difference=told.difference + side * told.half) for side in (-1.0, 1.0))
    return estimate_difference(lower, name), estimate_difference(upper, name)


def estimate_text_of(told: Estimate, name: str, texts: Texts) -> str:
    """What is said before the runs are done, with its band and where it is from."""
    unit = OUTCOMES.named(name).unit
    amount = difference_text(estimate_difference(told, name), unit=unit, language=texts.language)
    low, high = ends_text(*estimate_ends(told, name), unit=unit, language=texts.language)
    if told.known:
        return texts.say("earlier runs: {amount} ({low} to {high})", amount=amount, low=low, high=high)
    return texts.say("estimate: {amount} ({low} to {high})", amount=amount, low=low, high=high)


def chain_view(
    compared: Compared,
    texts: Texts,
    outcomes: Mapping[Link, Sequence[str]],
    *,
    size: str,
    pending: bool,
    estimates: Mapping[str, Estimate] | None = None,
    kept_estimates: Mapping[str, Estimate] | None = None,
) -> None:
    """The results chain from left to right: as it was in grey, as it is now, and the difference; arm B between them.

    Args:
        compared: what has been run. texts: the language. outcomes: by link. size: of a run, in a sentence.
        pending: whether more is coming.
        estimates, kept_estimates: of the levers as they stand, and of arm B, by outcome; shown until there are runs
            enough for an interval.
    """
    boxes = []
    for link, names in outcomes.items():
        lines = [] if names else [f'<p class="ps-was">{escape(texts.say(_NOTHING_MEASURED))}</p>']
        for name in names:
            told, told_of_kept = (estimates or {}).get(name), (kept_estimates or {}).get(name)
            lines.append(_chain_line(name, compared, texts, told, told_of_kept, pending=pending))
        boxes.append(
            f'<section class="ps-link-box"><h3>{escape(texts.say(LINKS[link]))}</h3>{"".join(lines)}</section>'
        )
    seeds, read = compared.pairs, f"{size} {texts.say(_HOW_TO_READ)}"
    if compared.beside is not None:
        read += " " + texts.say(_ABOUT_ARM_B)
    if estimates or kept_estimates:
        read += " " + texts.say(_ABOUT_ESTIMATES)
    state = (
        texts.say_count("{n} pair of runs so far", "{n} pairs of runs so far", seeds) if pending
        else pairs_text(seeds, texts)
    )  # fmt: skip
    solara.HTML(
        "div",
        f'<div class="ps-chain" id="ps-chain" tabindex="-1">{"".join(boxes)}</div>'
        f'<p class="ps-was"><span role="status">{escape(state)}</span>. '
        f"{escape(read)}</p>",
    )


def _chain_line(
    name: str,
    compared: Compared,
    texts: Texts,
    told: Estimate | None,
    told_of_kept: Estimate | None = None,
    *,
    pending: bool,
) -> str:
    """One outcome of the chain: by its runs, or by an estimate until they are done; each arm below the other."""
    before, after, difference = _arm_numbers(name, compared, texts, told, pending=pending)
    label, unit = explained_label(name, texts), OUTCOMES.named(name).unit
    if compared.beside is None:
        first, second = (escape(text) for text in before_and_after(before, after, name, texts))
        was = f'<span class="ps-was">{first}</span>'
        return f'<div class="ps-number">{label}{was} → <b>{second}</b><br>{difference}</div>'
    _, kept, kept_difference = _arm_numbers(
        name, compared.beside.against_was, texts, told_of_kept, pending=pending
    )
    was, of_kept, now = (
        escape(value_text(value, unit=unit, language=texts.language)) for value in (before, kept, after)
    )
    arms = "".join(
        f'<div class="ps-arm"><span class="ps-arm-name">{escape(arm)}</span> <b>{value}</b> {told_difference}</div>'
        for arm, value, told_difference in (
            ("B", of_kept, kept_difference),
            (texts.say("now"), now, difference),
        )
    )
    return f'<div class="ps-number">{label}<span class="ps-was">{was}</span>{arms}</div>'


def _arm_numbers(
    name: str, compared: Compared, texts: Texts, told: Estimate | None, *, pending: bool
) -> tuple[float, float, str]:
    """An outcome as it was, in an arm, and the difference (HTML); by an estimate where it has no interval yet."""
    (row,) = compared.rows([name])
    if row.shows_interval:
        told = None
    before, after = row.base, row.other
    if told is not None:
        before, after = told.base, told.base + estimate_difference(told, name)
        look, text = "estimate", estimate_text_of(told, name, texts)
    else:
        if row.n == 0:
            before = compared.mean_before(name)
        look = row_class(row)
        text = texts.say("not run yet") if pending and not compared.base else row_text(row, texts)
    return before, after, f'<span class="ps-{look}">{escape(text)}</span>'


def differences_view(compared: Compared, texts: Texts, outcomes: Mapping[Link, Sequence[str]]) -> None:
    """Outcomes link by link with their differences and intervals; with arm B, also what lies between it and now.

    Args:
        compared: what has been run. texts: the language. outcomes: of the chain, by link; they stand first at each.
    """
    heads = _table_heads(compared, texts)
    parts, is_left_out = [], False
    for link, all_names in outcomes_by_link(outcomes).items():
        names = [name for name in all_names if name in outcomes[link] or not is_nought(name, compared)]
        is_left_out = is_left_out or len(names) < len(all_names)
        named = (
            f'<tr><th colspan="{len(heads)}" class="ps-link-head">{escape(texts.say(LINKS[link]))}</th></tr>'
        )
        rows = "".join(f"<tr>{''.join(_table_cells(name, compared, texts))}</tr>" for name in names)
        parts.append(f"<tbody>{named}{rows}</tbody>")
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    solara.HTML("table", f"<thead><tr>{head}</tr></thead>{''.join(parts)}", classes=["ps-table"])
    if is_left_out:
        left_out = texts.say("Left out: what is nought or has no value in every run. The files have it.")
        solara.HTML("p", escape(left_out), classes=["ps-was"])


def is_nought(name: str, compared: Compared) -> bool:
    """Whether an outcome is nought or unknown in every run of every arm, of which there are some."""
    runs = (*compared.was, *compared.now, *(compared.beside.against_was.now if compared.beside else ()))
    return bool(runs) and all(not run.get(name, 0.0) or math.isnan(run[name]) for run in runs)


def outcomes_by_link(outcomes: Mapping[Link, Sequence[str]]) -> dict[Link, list[str]]:
    """Outcomes of the table of Compare: those of the chain, and after them all others that lead at their link."""
    found = {link: list(names) for link, names in outcomes.items()}
    for outcome in OUTCOMES:
        if outcome.leads and outcome.name not in found[outcome.link]:
            found[outcome.link].append(outcome.name)
    return found


def label_with_unit(name: str, texts: Texts) -> str:
    """The label of an outcome (HTML) with what it means, and its unit where its values do not say it."""
    unit, label = OUTCOMES.named(name).unit, explained_label(name, texts)
    said = value_text(1.0, unit=unit, language=texts.language)
    if said != number_text(1.0, unit=unit, language=texts.language) or unit in _SAID_BY_LABELS:
        return label
    return f"{label} ({escape(unit_text(unit, language=texts.language))})"


_SAID_BY_LABELS = ("disputes/year", "IDR")
"""Units that are in the label, or in what their values begin with."""


def _table_heads(compared: Compared, texts: Texts) -> list[str]:
    heads = [texts.say("outcome"), texts.say("as it was")]
    last = [texts.say("as it is now"), texts.say("difference")]
    if compared.beside is None:
        return [*heads, *last]
    return [*heads, compared.beside.title, texts.say("difference"), *last, texts.say("now less B")]


def _table_cells(name: str, compared: Compared, texts: Texts) -> list[str]:
    """Cells (HTML) of one outcome, in the order of the heads."""
    (row,) = compared.rows([name])
    unit = OUTCOMES.named(name).unit

    def value(number: float) -> str:
        return f"<td>{escape(value_text(number, unit=unit, language=texts.language))}</td>"

    def difference(row: ChainRow) -> str:
        return f'<td class="ps-{row_class(row)}">{escape(row_text(row, texts))}</td>'

    first = [f"<td>{label_with_unit(name, texts)}</td>", value(row.base)]
    last = [value(row.other), difference(row)]
    if compared.beside is None:
        return [*first, *last]
    (kept,), (between,) = compared.beside.against_was.rows([name]), compared.beside.now_against.rows([name])
    return [*first, value(kept.other), difference(kept), *last, difference(between)]


def differences_csv(compared: Compared, texts: Texts) -> str:
    """All outcomes as a table to be pasted: plain numbers, one row per outcome; what is of arm B stands behind."""
    text = StringIO()
    writer = csv.writer(text)
    heads = ["outcome", "label", "unit", "link", "base", "now", *_CSV_ENDS]
    names = [outcome.name for outcome in OUTCOMES]
    rows = [
        [row.name, texts.label(row.name), OUTCOMES.named(row.name).unit, str(row.link), row.base, row.other,
         *_csv_ends(row)]
        for row in compared.rows(names)
    ]  # fmt: skip
    if compared.beside is not None:
        heads += [
            "arm_b",
            "b",
            *(f"b_{end}" for end in _CSV_ENDS),
            *(f"now_less_b_{end}" for end in _CSV_ENDS),
        ]
        beside = compared.beside
        for row, kept, between in zip(
            rows, beside.against_was.rows(names), beside.now_against.rows(names), strict=True
        ):
            row += [beside.title, kept.other, *_csv_ends(kept), *_csv_ends(between)]
    writer.writerows([heads, *rows])
    return text.getvalue()


_CSV_ENDS = ("difference", "low", "high", "seeds", "low_and_high")


def _csv_ends(row: ChainRow) -> list[Any]:
    """A difference with its ends, of how many pairs, and what the ends are."""
    ends = "95 % interval" if row.shows_interval else "smallest and largest"
    return [row.difference, row.low, row.high, row.n, ends]
