"""The picture of what outcomes depend on: a bar for each factor, a panel for each outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from partnersim.faces.report.style import COLOURS, wrapped
from partnersim.faces.report.timelines import Panel, axis_unit, plain_ticks
from partnersim.studies.sweeping.design import Design
from partnersim.studies.words.drawing import INK, drawing, new_figure, png
from partnersim.studies.words.texts import Texts

if TYPE_CHECKING:
    from partnersim.studies.sweeping.sensitivity import Sensitivity

_WIDTH_OF_NAMES, _WIDTH_OF_TITLE = 38, 70


def sensitivity_picture(found: Sensitivity, /, *, language: str = "en") -> bytes:
    """A panel for each outcome: its factors by their leading index, with 95 % intervals, as PNG.

    Args:
        found: what is shown. language: "en" or "id".
    """
    texts, outcomes = Texts(language), list(found.table["outcome"].unique())
    factors = found.table["factor"].nunique()
    with drawing():
        figure = new_figure(7.6, max(1.6, (0.9 + 0.3 * factors) * len(outcomes)))
        panels = np.atleast_1d(figure.subplots(len(outcomes), 1))
        for ax, outcome in zip(panels, outcomes, strict=True):
            _panel(ax, found, outcome, texts)
            ax.set_title(wrapped(texts.label(outcome), _WIDTH_OF_TITLE))
        return png(figure)


def _panel(ax: Axes, found: Sensitivity, outcome: str, texts: Texts) -> None:
    rows, index = found.ranked(outcome), found.leading
    shares = found.design is Design.saltelli
    largest = float(rows[f"{index}_high"].fillna(0.0).max())
    factor, unit = axis_unit(Panel(outcome, difference=True), largest, texts)
    factor, unit = (100.0, texts.say("% of the spread, with others")) if shares else (factor, unit)
    values = factor * rows[index].fillna(0.0).to_numpy()
    places = range(len(rows))
    ax.barh(places, values, height=0.6, color=COLOURS[0])
    low, high = (factor * rows[f"{index}_{end}"].fillna(0.0).to_numpy() for end in ("low", "high"))
    ends = np.array([np.maximum(values - low, 0.0), np.maximum(high - values, 0.0)])
    ax.errorbar(values, places, xerr=ends, fmt="none", color=INK, capsize=3, linewidth=1.2)
    ax.set_yticks(places, [wrapped(name.replace(".", ".\u200b"), _WIDTH_OF_NAMES) for name in rows["factor"]])
    ax.invert_yaxis()
    ax.grid(axis="y", visible=False)
    plain_ticks(ax.xaxis, texts)
    ax.set_xlabel(unit)
