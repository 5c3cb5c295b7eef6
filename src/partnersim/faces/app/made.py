"""Files that a visitor takes home: a workbook, pictures, and the whole report."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from partnersim.faces.app.compared import LINKS, Compared, row_class, row_text
from partnersim.faces.app.work import ChainRow
from partnersim.measures import OUTCOMES
from partnersim.measures.declaring import Link
from partnersim.scenario.spec import Scenario
from partnersim.studies.words.catalogue import noted
from partnersim.studies.words.drawing import FAINT, INK, drawing, new_figure
from partnersim.studies.words.numbers import value_text
from partnersim.studies.words.texts import Texts

if TYPE_CHECKING:
    from openpyxl import Workbook

COLOURS = {"better": "#00604a", "worse": "#a03c00", "unsure": FAINT}
"""Colours of differences, as on the page."""

_HEADS = (
    noted("outcome"), noted("difference"), noted("from"), noted("to"), noted("from and to are"), noted("unit"),
    noted("runs"), noted("name"),
)  # fmt: skip
_ARMS = {"base": "as_it_was", "kept": "arm_b", "now": "as_it_is_now"}


def report_of(specs: Mapping[str, Scenario], seeds: int, language: str, kept_title: str = "") -> str:
    """The comparison as one HTML file, from runs of its own.

    Args:
        specs: two arms or three in the size of the page, the case as it was first. seeds: runs of each.
        language: "en" or "id". kept_title: what arm B is called.
    """
    from partnersim.faces.report.write import report_html
    from partnersim.studies.api import compare

    texts = Texts(language)
    titles = {"base": texts.say("As it was"), "kept": kept_title, "now": texts.say("As it is now")}
    arms = {
        _ARMS[arm]: spec.but({"title": f"{spec.title[:120]}: {titles[arm]}"}) for arm, spec in specs.items()
    }
    compared = compare(arms, replicates=seeds, workers=1, show_progress=False)
    return report_html(compared.results, comparison=compared, language=language)


def workbook_of(compared: Compared, texts: Texts) -> bytes:
    """Differences of all outcomes, and every run, as a workbook of Excel: numbers as numbers."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    was, now, beside = texts.say("as it was"), texts.say("as it is now"), compared.beside
    _add_differences(book, texts.say("Differences"), compared, (was, now), texts)
    arms = {was: compared.base, now: compared.now}
    if beside is not None:
        _add_differences(book, texts.say("Differences of B"), beside.against_was, (was, beside.title), texts)
        _add_differences(book, texts.say("Now less B"), beside.now_against, (beside.title, now), texts)
        arms = {was: compared.base, beside.title: beside.against_was.now, now: compared.now}
    names = [outcome.name for outcome in OUTCOMES]
    runs = book.create_sheet(texts.say("Runs"))
    runs.append([texts.say("arm"), texts.say("pair"), *names])
    for arm, outcomes in arms.items():
        for pair, values in enumerate(outcomes, start=1):
            runs.append([arm, pair, *(_cell(values.get(name)) for name in names)])
    runs.freeze_panes = "C2"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _add_differences(
    book: Workbook, title: str, compared: Compared, arms: tuple[str, str], texts: Texts
) -> None:
    """A sheet with the differences of all outcomes between two arms, called by their titles."""
    sheet = book.create_sheet(title)
    heads = [texts.say(head) for head in _HEADS]
    sheet.append([heads[0], *arms, *heads[1:]])
    for row in compared.rows([outcome.name for outcome in OUTCOMES]):
        ends = (row.low, row.high) if row.n > 1 else (None, None)
        numbers = (row.base, row.other, row.difference, *ends)
        unit = OUTCOMES.named(row.name).unit
        sheet.append([texts.label(row.name), *map(_cell, numbers), _ends(row, texts), unit, row.n, row.name])
    sheet.freeze_panes, sheet.column_dimensions["A"].width = "B2", 48


def _ends(row: ChainRow, texts: Texts) -> str | None:
    """What the two ends beside a difference are; nothing without any, as of a single pair."""
    if row.n < 2:
        return None
    if row.shows_interval:
        return texts.say("95 % interval")
    return texts.say("smallest and largest of few pairs")


def picture_of(
    compared: Compared, texts: Texts, chain: Mapping[Link, Sequence[str]], *, title: str, kind: str
) -> bytes:
    """The results chain as a picture: each outcome as it was, in arm B and as it is now, on a scale of its own.

    Args:
        compared: outcomes of both arms. texts: the reader's language. chain: outcomes by link. title: of the case.
        kind: "png" or "svg".
    """
    names = [name for of_link in chain.values() for name in of_link]
    beside, arms = compared.beside, [compared.rows(names)]
    if beside is not None:
        arms.append(beside.against_was.rows(names))
    lines = list(zip(*arms, strict=True))
    with drawing(title):
        figure = new_figure(10.0, 0.9 + (0.56 if beside is None else 0.92) * len(lines))
        plot = figure.add_subplot()
        _draw(plot, lines, {link: of_link[0] for link, of_link in chain.items() if of_link}, texts)
        plot.set_title(title)
        said = texts.say("{n} pairs of runs", n=compared.pairs)
        scale = texts.say("Each row has a scale of its own; bars: 95 % interval of the difference.")
        if beside is not None:
            scale += " " + texts.say("Squares: {arm}. Discs: as it is now.", arm=beside.title)
        plot.set_xlabel(f"{scale} {said}.", fontsize=8.5)
        written = io.BytesIO()
        plain: dict[str, Any] = {"Date": None} if kind == "svg" else {"Software": None}
        figure.savefig(written, format=kind, dpi=150, metadata=plain)
        return written.getvalue()


def on_own_scale(*rows: ChainRow) -> list[tuple[float, float, float, float]]:
    """Where an outcome of one or two arms stands between 0 and 1, all on the same scale.

    Args:
        rows: one for each arm that is held against the same base.

    Returns:
        For each arm: base, other, and the ends of the interval of the difference around the base; 0.5 if nothing
        differs, or nothing is known.
    """
    ends = []
    for row in rows:
        low, high = (row.difference if math.isnan(end) else end for end in (row.low, row.high))
        ends.append((row.base, row.other, row.base + low, row.base + high))
    known = [end for of_arm in ends for end in of_arm if not math.isnan(end)]
    if not known or not max(known) > min(known):
        return [(0.5, 0.5, 0.5, 0.5)] * len(ends)
    least, most = min(known), max(known)

    def at(end: float) -> float:
        return 0.5 if math.isnan(end) else (end - least) / (most - least)

    return [(at(base), at(other), at(low), at(high)) for base, other, low, high in ends]


_MARKS = ("o", "s")
"""Marks of the case as it is now and of arm B."""


def _draw(plot: Any, lines: Sequence[tuple[ChainRow, ...]], firsts: Mapping[Link, str], texts: Texts) -> None:
    """One line of the picture for each outcome, arm B a little above the case as it is now."""
    named = {name: texts.say(LINKS[link]) for link, name in firsts.items()}
    for place, rows in enumerate(reversed(lines)):
        heights = (place,) if len(rows) == 1 else (place - 0.22, place + 0.22)
        for row, height, mark, stands in zip(rows, heights, _MARKS, on_own_scale(*rows), strict=False):
            _draw_arm(plot, row, height, mark, stands, texts)
        name = rows[0].name
        plot.text(-0.05, place, texts.label(name), ha="right", va="center", color=INK)
        if name in named:
            plot.axhline(place + 0.5, color="#e3e3e3", linewidth=0.7)
            plot.text(-1.05, place, named[name], va="center", color=INK, fontweight="bold")
    plot.set(xlim=(-1.1, 2.1), ylim=(-0.6, len(lines) - 0.4), yticks=[], xticks=[])
    plot.grid(visible=False)
    plot.spines[["left", "bottom"]].set_visible(False)


def _draw_arm(
    plot: Any, row: ChainRow, height: float, mark: str, stands: tuple[float, float, float, float], texts: Texts
) -> None:  # fmt: skip
    """One arm of one outcome: its interval as a bar, base and arm as marks, and both in words at the right."""
    colour, unit = COLOURS[row_class(row)], OUTCOMES.named(row.name).unit
    base, other, low, high = stands
    if row.shows_interval:
        plot.plot((low, high), (height, height), color=colour, linewidth=5, alpha=0.3, solid_capstyle="butt")
    plot.plot(base, height, "o", color="white", markeredgecolor=FAINT, markersize=8, markeredgewidth=2)
    plot.plot(other, height, mark, color=colour, markersize=8)
    was, now = (value_text(value, unit=unit, language=texts.language) for value in (row.base, row.other))
    plot.text(1.05, height + 0.02, f"{was} → {now}", va="bottom", color=INK, fontsize=8.5)
    plot.text(1.05, height - 0.02, row_text(row, texts), va="top", color=colour, fontsize=8.5)


def _cell(value: float | None) -> float | None:
    """A number of a cell; empty for one that is not known."""
    return None if value is None or math.isnan(value) else float(value)
