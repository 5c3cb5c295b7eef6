"""The two arms side by side along the results chain, as a table, and over time."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from io import StringIO
from typing import Any

import solara

from partnersim.faces.app.designs import Estimate
from partnersim.faces.app.help import explained_label
from partnersim.faces.app.work import CHAIN, ChainRow, chain
from partnersim.measures import OUTCOMES
from partnersim.measures.declaring import Link
from partnersim.studies.frames import Frames
from partnersim.studies.words.catalogue import noted
from partnersim.studies.words.numbers import difference_text, value_text
from partnersim.studies.words.texts import Texts

LINKS = {
    Link.INPUT: noted("What is put in"), Link.ACTIVITY: noted("What partners do"),
    Link.OUTPUT: noted("What reaches people"),
    Link.OUTCOME: noted("What changes for them"), Link.IMPACT: noted("Poverty"),
}  # fmt: skip
"""Headings of the links of the results chain."""

LINES = ("members", "interest_saved_idr", "firm_participation", "headcount_listed")
"""Measures that the picture of time draws, each over its own largest value."""

_HOW_TO_READ = noted(
    "Grey: as it was. In brackets: where the difference lies by chance alone, 95 % interval."
)
_ABOUT_ESTIMATES = noted(
    "Estimates stand in until the runs are done; of 100 of their bands about 95 hold what the runs then say."
)

_STROKES = (("#0072B2", "none"), ("#00604a", "8 4"), ("#a03c00", "2 4"), ("#595959", "8 3 2 3"))
"""Colour and dashes of each of these lines."""


@dataclass(frozen=True)
class Compared:
    """Outcomes of both arms by seed, as far as the runs have come.

    Attributes:
        base, now: outcomes by seed, for seeds that both arms have. was: all runs of the case as it was.
    """

    base: tuple[Mapping[str, float], ...] = ()
    now: tuple[Mapping[str, float], ...] = ()
    was: tuple[Mapping[str, float], ...] = ()

    @classmethod
    def of(cls, runs: Mapping[str, Mapping[int, Mapping[str, float]]]) -> Compared:
        """From runs by arm ("base", "now") and seed."""
        seeds = sorted(runs["base"].keys() & runs["now"].keys())
        return cls(
            tuple(runs["base"][s] for s in seeds), tuple(runs["now"][s] for s in seeds), tuple(runs["base"].values())
        )  # fmt: skip

    def rows(self, names: Any) -> list[ChainRow]:
        """Rows for outcomes by name."""
        return chain(self.base, self.now, names)

    def mean_before(self, name: str) -> float:
        """An outcome as it was, over all runs there are; NaN without any."""
        values = [value for run in self.was if not math.isnan(value := run.get(name, math.nan))]
        return sum(values) / len(values) if values else float("nan")


def row_class(row: ChainRow) -> str:
    """Whether a difference is better, worse, or nothing that could be told, for its colour."""
    better = OUTCOMES.named(row.name).better
    if not row.clear or better == "neither":
        return "unsure"
    return "better" if (row.difference > 0.0) == (better == "higher") else "worse"


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
    low, high = (difference_text(end, unit=unit, language=language) for end in (row.low, row.high))
    if not row.shows_interval:
        return texts.say("{amount} ({n} pairs: {low} to {high})", amount=amount, n=row.n, low=low, high=high)
    if not row.clear:
        return texts.say("cannot tell: {low} to {high}", low=low, high=high)
    return texts.say("{amount} ({low} to {high})", amount=amount, low=low, high=high)


def estimate_text_of(told: Estimate, name: str, texts: Texts) -> str:
    """What is said before the runs are done, with its band and where it is from."""
    unit = OUTCOMES.named(name).unit
    amount, low, high = (
        difference_text(value, unit=unit, language=texts.language)
        for value in (told.difference, told.difference - told.half, told.difference + told.half)
    )
    if told.known:
        return texts.say("earlier runs: {amount} ({low} to {high})", amount=amount, low=low, high=high)
    return texts.say("estimate: {amount} ({low} to {high})", amount=amount, low=low, high=high)


def chain_view(
    compared: Compared, texts: Texts, *, pending: bool, estimates: Mapping[str, Estimate] | None = None
) -> None:
    """The results chain from left to right: as it was in grey, as it is now, and the difference.

    Args:
        compared: what has been run. texts: the language. pending: whether more is coming.
        estimates: by outcome, shown until there are runs enough for an interval.
    """
    boxes = []
    for link, names in CHAIN.items():
        lines = []
        for row in compared.rows(names):
            told = (estimates or {}).get(row.name)
            lines.append(
                _chain_line(row, compared, texts, None if row.shows_interval else told, pending=pending)
            )
        boxes.append(
            f'<section class="ps-link-box"><h3>{escape(texts.say(LINKS[link]))}</h3>{"".join(lines)}</section>'
        )
    seeds, read = len(compared.base), texts.say(_HOW_TO_READ)
    if estimates:
        read += " " + texts.say(_ABOUT_ESTIMATES)
    state = (
        texts.say("{n} pairs of runs so far", n=seeds) if pending else texts.say("{n} pairs of runs", n=seeds)
    )
    solara.HTML(
        "div",
        f'<div class="ps-chain">{"".join(boxes)}</div><p class="ps-was"><span role="status">{escape(state)}</span>. '
        f"{escape(read)}</p>",
    )


def _chain_line(
    row: ChainRow, compared: Compared, texts: Texts, told: Estimate | None, *, pending: bool
) -> str:
    """One outcome of the chain: by its runs, or by an estimate until they are done."""
    unit = OUTCOMES.named(row.name).unit
    before, after = row.base, row.other
    if told is not None:
        before, after = told.base, told.base + told.difference
    elif row.n == 0:
        before = compared.mean_before(row.name)
    was, now = (value_text(value, unit=unit, language=texts.language) for value in (before, after))
    look = "estimate" if told is not None else row_class(row)
    if told is not None:
        text = estimate_text_of(told, row.name, texts)
    else:
        text = texts.say("not run yet") if pending and not compared.base else row_text(row, texts)
    return (
        f'<div class="ps-number">{explained_label(row.name, texts)}<span class="ps-was">{escape(was)}</span> → '
        f'<b>{escape(now)}</b><br><span class="ps-{look}">{escape(text)}</span></div>'
    )


def differences_view(compared: Compared, texts: Texts) -> None:
    """Every leading outcome with its difference, interval and link."""
    links = list(Link)
    leading = sorted((o for o in OUTCOMES if o.leads), key=lambda o: links.index(o.link))
    names = [outcome.name for outcome in leading]
    heads = [texts.say("outcome"), texts.say("as it was"), texts.say("as it is now"), texts.say("difference")]
    cells = "".join(
        f"<tr><td>{escape(texts.label(row.name))}</td>"
        + "".join(
            f"<td>{escape(value_text(value, unit=OUTCOMES.named(row.name).unit, language=texts.language))}</td>"
            for value in (row.base, row.other)
        )
        + f'<td class="ps-{row_class(row)}">{escape(row_text(row, texts))}</td></tr>'
        for row in compared.rows(names)
    )
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    solara.HTML("table", f"<thead><tr>{head}</tr></thead><tbody>{cells}</tbody>", classes=["ps-table"])


def differences_csv(compared: Compared, texts: Texts) -> str:
    """All outcomes as a table to be pasted: plain numbers, one row per outcome."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(
        ["outcome", "label", "unit", "link", "base", "now", "difference", "low", "high", "seeds", "low_and_high"]
    )  # fmt: skip
    for row in compared.rows([outcome.name for outcome in OUTCOMES]):
        unit = OUTCOMES.named(row.name).unit
        writer.writerow(
            [row.name, texts.label(row.name), unit, str(row.link), row.base, row.other, row.difference, row.low,
             row.high, row.n, "95 % interval" if row.shows_interval else "smallest and largest"]
        )  # fmt: skip
    return text.getvalue()


def lines_picture(frames: Frames, texts: Texts) -> str:
    """Measures over time, each as a share of its largest value, as a drawing (SVG) with its key."""
    width, height, left, bottom = 900.0, 220.0, 44.0, 24.0
    months = len(frames.dates)
    lines, key = [], []
    for name, (colour, dashes) in zip(LINES, _STROKES, strict=True):
        values = [float(month[name]) for month in frames.series]
        top = max((abs(v) for v in values if not math.isnan(v)), default=0.0)
        if top == 0.0:
            continue
        points = " ".join(
            f"{left + (width - left) * m / max(1, months - 1):.1f},{(height - bottom) * (1.0 - v / top) + 4.0:.1f}"
            for m, v in enumerate(values)
            if not math.isnan(v)
        )
        stroke = f'fill="none" stroke="{colour}" stroke-width="2.5" stroke-dasharray="{dashes}"'
        lines.append(f'<polyline points="{points}" {stroke}/>')
        key.append(f'<span style="color:{colour}">{escape(texts.label(name))}</span>')
    ticks = "".join(
        f'<text x="{left + (width - left) * m / max(1, months - 1):.0f}" y="{height - 4:.0f}" font-size="12">'
        f"{escape(date[:4])}</text>"
        for m, date in enumerate(frames.dates)
        if date.endswith("-01")
    )
    heads = f'<text y="14" font-size="12">100 %</text><text y="{height - bottom:.0f}" font-size="12">0</text>'
    title = escape(texts.say("Each as a share of its largest value"))
    return (
        f'<figure class="ps-lines"><svg viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{title}">'
        f"{heads}{ticks}{''.join(lines)}</svg><figcaption>{title}: {', '.join(key)}</figcaption></figure>"
    )
