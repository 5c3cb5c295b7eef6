"""The picture of a question in docs/answers.md: effects with intervals, a panel per outcome."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from partnersim.faces.report.style import wrapped
from partnersim.faces.report.timelines import plain_ticks
from partnersim.studies.words.drawing import new_figure
from partnersim.studies.words.numbers import estimate_text
from partnersim.studies.words.texts import Texts

Row = dict[str, Any]
LOOKS = {
    "supported": ("#0072B2", "o", "#0072B2"),
    "supported, not robust": ("#0072B2", "s", "white"),
    "cannot show": ("#6b6b6b", "D", "white"),
    "not shown": ("#6b6b6b", "o", "white"),
    "contradicted": ("#D55E00", "X", "#D55E00"),
}
"""Colour, marker and filling by verdict; they stay apart in grey."""


def picture(claims: list[tuple[str, Row]]) -> tuple[Figure, str]:
    """Draw claims, grouped by outcome, and describe the drawing in words.

    Args:
        claims: what each claim contrasts, in words, and its row.
    """
    groups: dict[str, list[tuple[str, Row]]] = {}
    for when, row in claims:
        groups.setdefault(row["outcome"], []).append((when, row))
    heights = [0.52 * len(group) + 0.75 for group in groups.values()]
    figure = new_figure(9.8, sum(heights) + 0.5)
    axes = figure.subplots(len(groups), 1, squeeze=False, gridspec_kw={"height_ratios": heights})[:, 0]
    spoken = []
    for ax, (outcome, group) in zip(axes, groups.items(), strict=True):
        spoken.append(_panel(ax, outcome, group))
    marks = [
        Line2D(
            [],
            [],
            color=colour,
            marker=marker,
            markerfacecolor=fill,
            linestyle="-",
            markersize=7,
            label=verdict,
        )
        for verdict, (colour, marker, fill) in LOOKS.items()
    ]
    figure.legend(handles=marks, loc="outside upper left", ncols=3, frameon=False, fontsize=9.5)
    return figure, "Effects with 95 % intervals, a panel per outcome. " + " ".join(spoken)


def scale_of(row: Row) -> tuple[float, str]:
    """Factor from an effect to the axis, and its unit: per cent of the control arm's mean, or the own unit."""
    arms = list(row["arms"].values())
    base = arms[1] if row["design"] == "pair" else arms[0]
    if row["unit"] == "share":
        return 100.0, "percentage points"
    if row["unit"].startswith("IDR") and base and row["design"] != "level":
        return 100.0 / base, "% of the mean of the arm compared with"
    return 1.0, row["unit"].replace("IDR", "Rp")


def _panel(ax: Axes, outcome: str, group: list[tuple[str, Row]]) -> str:
    texts, words = Texts("en"), []
    for place, (_, row) in enumerate(group):
        factor, _ = scale_of(row)
        colour, marker, fill = LOOKS[row["verdict"]]
        low, middle, high = (factor * row[part] for part in ("low", "effect", "high"))
        ax.plot([low, high], [place, place], color=colour, linewidth=2.2, solid_capstyle="butt")
        ax.plot([middle], [place], marker=marker, markersize=8, color=colour, markerfacecolor=fill)
        text = estimate_text(middle, low, high, signed=True)
        ends = f"{text.low} to {text.high}"
        shown = f"{text.value}  ({ends})"
        ax.text(
            1.012, place, shown, transform=ax.get_yaxis_transform(), va="center", fontsize=8.5, color=colour
        )
        words.append(f"{row['id']} {row['verdict']}, {text.value} ({ends})")
    unit = scale_of(group[0][1])[1]
    labels = [wrapped(f"{row['id']}  {when}", 46) for when, row in group]
    ax.set_yticks(range(len(group)), labels, fontsize=8.5)
    ax.set_ylim(len(group) - 0.45, -0.55)
    ax.axvline(0.0, color="#222222", linewidth=1.0)
    ax.grid(axis="y", visible=False)
    ax.set_title(texts.label(outcome))
    ax.set_xlabel(unit)
    ax.margins(x=0.12)
    if not any(row[part] for _, row in group for part in ("low", "effect", "high")):
        ax.set_xlim(-1.0, 1.0)  # nothing but noughts would leave an axis without a scale
    ax.xaxis.set_major_locator(MaxNLocator(6))
    plain_ticks(ax.xaxis, texts)
    return f"{texts.label(outcome)}, in {unit}: {'; '.join(words)}."
