"""Pictures and page of an explanation: how parts add up to the difference, and how they meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jinja2
import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import TwoSlopeNorm
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from partnersim.faces.report.style import COLOURS, data_address, wrapped
from partnersim.faces.report.tables import plain_table
from partnersim.faces.report.timelines import Panel, axis_unit, plain_ticks
from partnersim.studies.words.drawing import FAINT, INK, drawing, new_figure, png
from partnersim.studies.words.numbers import NONE, exact_text
from partnersim.studies.words.reasons import names_of_parts
from partnersim.studies.words.texts import Texts
from partnersim.studies.words.thresholds import is_clear

if TYPE_CHECKING:
    from collections.abc import Mapping

    from partnersim.studies.explaining.result import Explanation

_WIDTH_OF_NAMES = 34


def explained_pictures(explanation: Explanation, /, *, language: str = "en") -> dict[str, bytes]:
    """The waterfall, and the interactions of two parts and more, as PNG by file name.

    Args:
        explanation: what is shown.
        language: "en" or "id".
    """
    texts = Texts(language)
    names = "".join([explanation.base, explanation.other, *names_of_parts(explanation.parts, texts)])
    with drawing(names):
        made = {"waterfall.png": png(waterfall(explanation, texts))}
        if len(explanation.interactions):
            made["interactions.png"] = png(interaction_picture(explanation, texts))
    return made


def waterfall(explanation: Explanation, texts: Texts, /) -> Figure:
    """From one scenario's mean to the other's, a step for each part's share with its 95 % interval; while `drawing`."""
    shares, summary = explanation.shares, explanation.summary.iloc[0]
    order = list(shares["share"].abs().sort_values(ascending=False, kind="stable").index)
    largest = max(abs(summary["base_mean"]), abs(summary["other_mean"]), shares["share"].abs().max())
    factor, unit = axis_unit(Panel(explanation.outcome), largest, texts)
    figure = new_figure(7.6, 1.3 + 0.46 * (len(order) + 2))
    ax = figure.subplots()
    called = names_of_parts(explanation.parts, texts)
    names = [explanation.base, *(called[row] for row in order), explanation.other]
    _end(ax, 0, factor * summary["base_mean"])
    at = factor * summary["base_mean"]
    for place, row in enumerate(order, start=1):
        share = shares.iloc[row]
        step, low, high = (factor * share[name] for name in ("share", "low", "high"))
        colour, hatch = (COLOURS[0], "") if step >= 0 else (COLOURS[1], "////")
        ax.barh(place, step, left=at, height=0.6, color=colour, hatch=hatch, edgecolor="white")
        if not np.isnan(low):
            ends = [[max(0.0, step - low)], [max(0.0, high - step)]]
            ax.errorbar(at + step, place, xerr=ends, color=INK, capsize=3, linewidth=1.2)
        at += step
        ax.plot([at, at], [place, place + 1], color=FAINT, linewidth=0.8)
    _end(ax, len(order) + 1, factor * summary["other_mean"])
    ax.set_yticks(
        range(len(names)), [wrapped(name.replace(".", ".\u200b"), _WIDTH_OF_NAMES) for name in names]
    )
    ax.invert_yaxis()
    ax.margins(x=0.05)
    ax.grid(axis="y", visible=False)
    plain_ticks(ax.xaxis, texts)
    ax.set_xlabel(unit)
    ax.set_title(wrapped(texts.label(explanation.outcome), 80))
    return figure


def _end(ax: Axes, place: int, value: float) -> None:
    ax.plot(value, place, marker="D", color=INK, markersize=7)
    ax.axvline(value, color=FAINT, linewidth=0.8, linestyle=":")


def interaction_picture(explanation: Explanation, texts: Texts, /) -> Figure:
    """What each two parts bring together beyond one by one; hatched where it may be chance; while `drawing`."""
    table, names = explanation.interactions, [part.name for part in explanation.parts]
    called = names_of_parts(explanation.parts, texts)
    largest = float(table["interaction"].abs().max())
    factor, unit = axis_unit(Panel(explanation.outcome, difference=True), largest, texts)
    n, scale = len(names), factor * largest or 1.0
    figure = new_figure(4.6 + 0.8 * n, 2.2 + 0.62 * n)
    ax = figure.subplots()
    colours, norm = colormaps["PuOr_r"], TwoSlopeNorm(0.0, -scale, scale)
    for _, pair in table.iterrows():
        value = factor * pair["interaction"]
        clear = is_clear(pair["low"], pair["high"])
        places = names.index(pair["first"]), names.index(pair["second"])
        for column, line in (places, places[::-1]):
            _cell(ax, column, line, colours(norm(value)), clear=clear)
            strong = clear and abs(value) > 0.65 * scale
            box = None if clear else {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
            ax.text(
                column, line, texts.number(value, signed=True), ha="center", va="center", bbox=box,
                color="white" if strong else INK,
            )  # fmt: skip
    ax.set(xlim=(-0.5, n - 0.5), ylim=(n - 0.5, -0.5), aspect="equal")
    shown = [wrapped(name.replace(".", ".\u200b"), _WIDTH_OF_NAMES) for name in called]
    ax.set_yticks(range(n), shown)
    below = [name.rpartition(".")[2] if name == part else name for name, part in zip(called, names, strict=True)]
    ax.set_xticks(range(n), [wrapped(name, 18) for name in below], rotation=40, ha="right")
    ax.grid(visible=False)
    ax.set_title(texts.say("Together beyond one by one ({unit}); hatched: may be chance", unit=unit))
    return figure


def _cell(ax: Axes, column: int, line: int, colour: Any, *, clear: bool) -> None:
    hatch = "" if clear else "////"
    ax.add_patch(
        Rectangle((column - 0.5, line - 0.5), 1, 1, facecolor=colour, edgecolor="white", hatch=hatch)
    )


def explanation_html(explanation: Explanation, /, *, language: str = "en") -> str:
    """One page that needs nothing else: the words, the pictures and the tables.

    Args:
        explanation: what is shown. language: "en" or "id".
    """
    texts = Texts(language)
    images = explained_pictures(explanation, language=language)
    template = jinja2.Environment(
        loader=jinja2.PackageLoader("partnersim.faces.report"), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    ).get_template("explanation.html.j2")  # fmt: skip
    return template.render(
        language=language, say=texts.say, explanation=explanation, sentences=explanation.sentences(language),
        label=texts.label(explanation.outcome),
        pictures={name.removesuffix(".png"): data_address(image) for name, image in images.items()},
        sufficient=plain_table(*sufficient_rows(explanation, texts), key="sufficient"),
        shares=plain_table(*share_rows(explanation, texts), key="shares"),
        groups=plain_table(*group_rows(explanation, texts), key="groups"),
        fields=plain_table(*field_rows(explanation, texts), key="fields"),
        version=explanation.facts.get("version", ""),
    )  # fmt: skip


Rows = tuple[list[str], list[list[str]]]


def meant_rows(explanation: Explanation, meanings: Mapping[str, str], texts: Texts, /) -> Rows:
    """Heads and cells of the parts for a terminal, the largest share first: alone, share, and what changes.

    Args:
        explanation: what is shown. meanings: of fields, by dotted path. texts: the language.
    """
    heads = [texts.say("Part"), texts.say("Alone"), texts.say("Share (Shapley)"), texts.say("What changes")]
    order = explanation.shares["share"].abs().sort_values(ascending=False, kind="stable").index
    rows = []
    for _, share in explanation.shares.loc[order].iterrows():
        sizes = [texts.difference(share[name], explanation.outcome) for name in ("alone", "share")]
        part = next(part for part in explanation.parts if part.name == share["part"])
        changes = []
        for field in part.fields:
            old, new = (_value(side, texts) for side in (field.base, field.other))
            name = meanings.get(field.dotted) or ("" if field.dotted == part.name else field.dotted)
            changes.append(f"{name}: {old} → {new}" if name else f"{old} → {new}")
        rows.append([part.name, *sizes, "; ".join(changes)])
    return heads, rows


def sufficient_rows(explanation: Explanation, texts: Texts, /) -> Rows:
    """Heads and cells of the sets that are enough."""
    heads = [
        texts.say("Enough"), texts.say("Difference"), texts.say("95 % interval"), texts.say("pairs of runs"),
        texts.say("whatever is added"),
    ]  # fmt: skip
    rows = []
    for _, row in explanation.sufficient.iterrows():
        change = texts.gap(row["change"], row["low"], row["high"], explanation.outcome)
        reached = f"{round(row['reached'] * row['n'])}/{row['n']}"
        rows.append([row["set"], *change, reached, texts.say("yes") if row["lasting"] else texts.say("no")])
    return heads, rows


def share_rows(explanation: Explanation, texts: Texts, /) -> Rows:
    """Heads and cells of the parts, the largest share first."""
    heads = [
        texts.say("Part"), texts.say("Share (Shapley)"), texts.say("95 % interval"), texts.say("of the difference"),
        texts.say("Alone"), texts.say("Taken away"), texts.say("Within its group (Owen)"), texts.say("needed"),
    ]  # fmt: skip
    order = explanation.shares["share"].abs().sort_values(ascending=False, kind="stable").index
    rows = []
    for _, row in explanation.shares.loc[order].iterrows():
        share = texts.gap(row["share"], row["low"], row["high"], explanation.outcome)
        others = [
            texts.difference(row[name], explanation.outcome) for name in ("alone", "taken_away", "owen")
        ]
        needed = texts.say("yes") if row["necessary"] else texts.say("no")
        rows.append([row["part"], *share, _percent(row["of_difference"], texts), *others, needed])
    return heads, rows


def group_rows(explanation: Explanation, texts: Texts, /) -> Rows:
    """Heads and cells of the groups of parts."""
    heads = [texts.say("Group"), texts.say("Parts"), texts.say("Share (Owen)"), texts.say("95 % interval")]
    rows = [
        [row["group"], exact_text(row["parts"], language=texts.language),
         *texts.gap(row["share"], row["low"], row["high"], explanation.outcome)]
        for _, row in explanation.groups.iterrows()
    ]  # fmt: skip
    return heads, rows


def field_rows(explanation: Explanation, texts: Texts, /) -> Rows:
    """Heads and cells of the fields that each part changes."""
    heads = [texts.say("Part"), texts.say("Field"), explanation.base, explanation.other]
    rows = [
        [row["part"], row["field"], *(_value(row[side], texts) for side in ("base", "other"))]
        for _, row in explanation.fields.iterrows()
    ]
    return heads, rows


def _percent(share: float, texts: Texts) -> str:
    return NONE if np.isnan(share) else texts.percent(share)


def _value(value: object, texts: Texts) -> str:
    return exact_text(value, language=texts.language)
