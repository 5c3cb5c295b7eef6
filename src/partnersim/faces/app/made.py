"""Files that a visitor takes home: a workbook, pictures, and the whole report."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Any

from partnersim.faces.app.compared import LINKS, Compared, row_class, row_text
from partnersim.faces.app.work import CHAIN, ChainRow
from partnersim.measures import OUTCOMES
from partnersim.scenario.spec import Scenario
from partnersim.studies.words.catalogue import noted
from partnersim.studies.words.drawing import FAINT, INK, drawing, new_figure
from partnersim.studies.words.numbers import value_text
from partnersim.studies.words.texts import Texts

COLOURS = {"better": "#00604a", "worse": "#a03c00", "unsure": FAINT}
"""Colours of differences, as on the page."""

_HEADS = (
    noted("outcome"), noted("as it was"), noted("as it is now"), noted("difference"), noted("from"),
    noted("to"), noted("from and to are"), noted("unit"), noted("runs"), noted("name"),
)  # fmt: skip
_ARMS = ("as_it_was", "as_it_is_now")


def report_of(base: Scenario, now: Scenario, seeds: int, language: str) -> str:
    """The comparison as one HTML file, from runs of its own.

    Args:
        base, now: the two arms in the size of the page. seeds: runs of each. language: "en" or "id".
    """
    from partnersim.faces.report.write import report_html
    from partnersim.studies.api import compare

    texts = Texts(language)
    titles = (texts.say("As it was"), texts.say("As it is now"))
    arms = {
        arm: spec.but({"title": f"{spec.title[:120]}: {title}"})
        for arm, title, spec in zip(_ARMS, titles, (base, now), strict=True)
    }
    compared = compare(arms, replicates=seeds, workers=1, show_progress=False)
    return report_html(compared.results, comparison=compared, language=language)


def workbook_of(compared: Compared, texts: Texts) -> bytes:
    """Differences of all outcomes, and every run, as a workbook of Excel: numbers as numbers."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = texts.say("Differences")
    sheet.append([texts.say(head) for head in _HEADS])
    names = [outcome.name for outcome in OUTCOMES]
    for row in compared.rows(names):
        ends = (row.low, row.high) if row.n > 1 else (None, None)
        numbers = (row.base, row.other, row.difference, *ends)
        unit = OUTCOMES.named(row.name).unit
        sheet.append([texts.label(row.name), *map(_cell, numbers), _ends(row, texts), unit, row.n, row.name])
    sheet.freeze_panes, sheet.column_dimensions["A"].width = "B2", 48
    runs = book.create_sheet(texts.say("Runs"))
    runs.append([texts.say("arm"), texts.say("pair"), *names])
    for arm, outcomes in ((texts.say("as it was"), compared.base), (texts.say("as it is now"), compared.now)):
        for pair, values in enumerate(outcomes, start=1):
            runs.append([arm, pair, *(_cell(values.get(name)) for name in names)])
    runs.freeze_panes = "C2"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _ends(row: ChainRow, texts: Texts) -> str | None:
    """What the two ends beside a difference are; nothing without any, as of a single pair."""
    if row.n < 2:
        return None
    if row.shows_interval:
        return texts.say("95 % interval")
    return texts.say("smallest and largest of few pairs")


def picture_of(compared: Compared, texts: Texts, *, title: str, kind: str) -> bytes:
    """The results chain as a picture: each outcome as it was and as it is now, on a scale of its own.

    Args:
        compared: outcomes of both arms. texts: the reader's language. title: of the case. kind: "png" or "svg".
    """
    rows = [row for names in CHAIN.values() for row in compared.rows(names)]
    with drawing(title):
        figure = new_figure(10.0, 0.9 + 0.56 * len(rows))
        plot = figure.add_subplot()
        _draw(plot, rows, texts)
        plot.set_title(title)
        said = texts.say("{n} pairs of runs", n=len(compared.base))
        scale = texts.say("Each row has a scale of its own; bars: 95 % interval of the difference.")
        plot.set_xlabel(f"{scale} {said}.", fontsize=8.5)
        written = io.BytesIO()
        plain: dict[str, Any] = {"Date": None} if kind == "svg" else {"Software": None}
        figure.savefig(written, format=kind, dpi=150, metadata=plain)
        return written.getvalue()


def on_own_scale(row: ChainRow) -> tuple[float, float, float, float]:
    """Where a row's base, other, and the ends of its interval stand between 0 and 1; all 0.5 if nothing differs.

    The interval is that of the difference, around the base.
    """
    if math.isnan(row.base):
        return 0.5, 0.5, 0.5, 0.5
    low, high = (row.difference if math.isnan(end) else end for end in (row.low, row.high))
    ends = (row.base, row.other, row.base + low, row.base + high)
    least, most = min(ends), max(ends)
    if not most > least:
        return 0.5, 0.5, 0.5, 0.5
    first, second, third, fourth = ((end - least) / (most - least) for end in ends)
    return first, second, third, fourth


def _draw(plot: Any, rows: Sequence[ChainRow], texts: Texts) -> None:
    """One line of the picture for each outcome."""
    named = {name: texts.say(LINKS[link]) for link, names in CHAIN.items() for name in names[:1]}
    for place, row in enumerate(reversed(rows)):
        colour, unit = COLOURS[row_class(row)], OUTCOMES.named(row.name).unit
        base, other, low, high = on_own_scale(row)
        if row.shows_interval:
            plot.plot((low, high), (place, place), color=colour, linewidth=5, alpha=0.3, solid_capstyle="butt")
        plot.plot(base, place, "o", color="white", markeredgecolor=FAINT, markersize=8, markeredgewidth=2)
        plot.plot(other, place, "o", color=colour, markersize=8)
        was, now = (value_text(value, unit=unit, language=texts.language) for value in (row.base, row.other))
        plot.text(-0.05, place, texts.label(row.name), ha="right", va="center", color=INK)
        plot.text(1.05, place + 0.02, f"{was} → {now}", va="bottom", color=INK, fontsize=8.5)
        plot.text(1.05, place - 0.02, row_text(row, texts), va="top", color=colour, fontsize=8.5)
        if row.name in named:
            plot.axhline(place + 0.5, color="#e3e3e3", linewidth=0.7)
            plot.text(-1.05, place, named[row.name], va="center", color=INK, fontweight="bold")
    plot.set(xlim=(-1.1, 2.1), ylim=(-0.6, len(rows) - 0.4), yticks=[], xticks=[])
    plot.grid(visible=False)
    plot.spines[["left", "bottom"]].set_visible(False)


def _cell(value: float | None) -> float | None:
    """A number of a cell; empty for one that is not known."""
    return None if value is None or math.isnan(value) else float(value)
