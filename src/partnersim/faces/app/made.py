"""Files that a visitor takes home: a workbook, pictures, and the whole report."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from partnersim.faces.app.compared import LINKS, Compared, before_and_after, pairs_text, row_class, row_text
from partnersim.faces.app.work import ChainRow
from partnersim.measures import OUTCOMES
from partnersim.measures.declaring import Link
from partnersim.scenario.spec import Scenario
from partnersim.studies.words.catalogue import noted
from partnersim.studies.words.drawing import FAINT, INK, drawing, new_figure
from partnersim.studies.words.numbers import unit_text
from partnersim.studies.words.texts import Texts

if TYPE_CHECKING:
    from matplotlib.figure import Figure
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
        _ARMS[arm]: spec.but({"title": f"{texts.title(spec.title)[:120]}: {titles[arm]}"})
        for arm, spec in specs.items()
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
        unit = _unit(OUTCOMES.named(row.name).unit, texts)
        sheet.append([texts.label(row.name), *map(_cell, numbers), _ends(row, texts), unit, row.n, row.name])
    sheet.freeze_panes, sheet.column_dimensions["A"].width = "B2", 48


def _unit(unit: str, texts: Texts) -> str:
    """The unit of a column of numbers; a share stands there as it is, not in per cent."""
    return texts.say("share, 0 to 1") if unit == "share" else unit_text(unit, language=texts.language)


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
    with drawing(title):
        figure = figure_of(compared, texts, chain, title=title)
        written = io.BytesIO()
        plain: dict[str, Any] = {"Date": None} if kind == "svg" else {"Software": None}
        figure.savefig(written, format=kind, dpi=150, metadata=plain)
        return written.getvalue()


def figure_of(compared: Compared, texts: Texts, chain: Mapping[Link, Sequence[str]], *, title: str) -> Figure:
    """The results chain as a figure; to be asked for inside of `drawing`. Arguments as of `picture_of`."""
    names = [name for of_link in chain.values() for name in of_link]
    beside, arms = compared.beside, [compared.rows(names)]
    if beside is not None:
        arms.append(beside.against_was.rows(names))
    of_name = dict(zip(names, zip(*arms, strict=True), strict=True))
    step = _ROW_INCHES if beside is None else _ROWS_INCHES
    links = {link: of_link for link, of_link in chain.items() if of_link}
    height = _TOP_INCHES + _FOOT_INCHES + _HEAD_INCHES * len(links) + step * len(names)
    figure = new_figure(_WIDTH_INCHES, height)
    figure.set_layout_engine("none")
    plot = figure.add_axes((0.0, 0.0, 1.0, 1.0), xlim=(0.0, _WIDTH_INCHES), ylim=(0.0, height))
    plot.set_axis_off()
    plot.text(
        _LABELS_AT, height - 0.12, "\n".join(wrap(title, 100)[:2]), va="top", fontweight="bold", color=INK
    )
    at = height - _TOP_INCHES
    for link, of_link in links.items():
        plot.plot((_LABELS_AT, _WIDTH_INCHES - _LABELS_AT), (at, at), color="#e3e3e3", linewidth=0.7)
        plot.text(
            _LABELS_AT,
            at - 0.2,
            texts.say(LINKS[link]),
            va="center",
            color=INK,
            fontweight="bold",
            fontsize=9.5,
        )
        at -= _HEAD_INCHES
        for name in of_link:
            _draw(plot, of_name[name], at - step / 2.0, texts)
            at -= step
    said = pairs_text(compared.pairs, texts)
    scale = texts.say(
        "Each row has a scale of its own; bars: 95 % interval of the difference. Rings: as it was."
    )
    if beside is not None:
        scale += " " + texts.say("Squares: {arm}. Discs: as it is now.", arm=beside.title)
    foot = "\n".join(wrap(f"{scale} {said}.", 130))
    plot.text(_LABELS_AT, _FOOT_INCHES - 0.12, foot, va="top", fontsize=8.5, color=INK)
    return figure


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

_WIDTH_INCHES, _TOP_INCHES, _FOOT_INCHES = 10.6, 0.55, 0.55
_HEAD_INCHES, _ROW_INCHES, _ROWS_INCHES = 0.38, 0.5, 0.86
"""Heights of the name of a link, of an outcome, and of one that is shown in two arms."""

_LABELS_AT, _BARS_FROM, _BARS_TO, _TEXTS_AT = 0.2, 3.7, 6.3, 6.65
"""Where the columns of the picture stand, in inches from the left."""


def _draw(plot: Any, rows: tuple[ChainRow, ...], at: float, texts: Texts) -> None:
    """An outcome: its name, and a line for each arm, arm B above the case as it is now.

    Args:
        plot: whose coordinates are inches. rows: the case as it is now and, if there is one, arm B. at: middle of the
            line.
    """
    heights = (at,) if len(rows) == 1 else (at - 0.2, at + 0.2)
    for row, height, mark, stands in zip(rows, heights, _MARKS, on_own_scale(*rows), strict=False):
        _draw_arm(plot, row, height, mark, stands, texts)
    label = "\n".join(wrap(texts.label(rows[0].name), 46, break_on_hyphens=False))
    plot.text(_LABELS_AT, at, label, va="center", color=INK, fontsize=9)


def _draw_arm(
    plot: Any, row: ChainRow, height: float, mark: str, stands: tuple[float, float, float, float], texts: Texts
) -> None:  # fmt: skip
    """One arm of one outcome: its interval as a bar, base and arm as marks, and both in words at the right."""
    colour = COLOURS[row_class(row)]
    base, other, low, high = (_BARS_FROM + (_BARS_TO - _BARS_FROM) * place for place in stands)
    if row.shows_interval:
        plot.plot((low, high), (height, height), color=colour, linewidth=5, alpha=0.3, solid_capstyle="butt")
    plot.plot(base, height, "o", color="white", markeredgecolor=FAINT, markersize=8, markeredgewidth=2)
    plot.plot(other, height, mark, color=colour, markersize=8)
    was_and_is = " → ".join(before_and_after(row.base, row.other, row.name, texts))
    plot.text(_TEXTS_AT, height + 0.015, was_and_is, va="bottom", color=INK, fontsize=8.5)
    plot.text(_TEXTS_AT, height - 0.015, row_text(row, texts), va="top", color=colour, fontsize=8.5)


def _cell(value: float | None) -> float | None:
    """A number of a cell; empty for one that is not known."""
    return None if value is None or math.isnan(value) else float(value)
