"""The picture of a map: the difference in colour, its sign as a line, and hatching where it cannot be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import TwoSlopeNorm

from partnersim.faces.report.style import wrapped
from partnersim.faces.report.timelines import Panel, axis_unit, plain_ticks
from partnersim.studies.mapping.result import SIDE
from partnersim.studies.words.drawing import INK, drawing, new_figure, png
from partnersim.studies.words.texts import Texts

if TYPE_CHECKING:
    from partnersim.studies.mapping.result import LeadMap

_HATCH = "////"
_MARKERS = {"base": ("*", 14), "other": ("D", 8)}


def map_picture(found: LeadMap, /, *, language: str = "en", axes: tuple[str, str] | None = None) -> bytes:
    """The map as PNG; where its surface does not hold, the points alone.

    Args:
        found: what is drawn. language: "en" or "id". axes: what the two fields are called; their paths if not given.
    """
    texts = Texts(language)
    with drawing(found.base + found.other):
        figure = new_figure(7.0, 5.4)
        ax = figure.subplots()
        largest = float(found.points["difference"].abs().max())
        factor, unit = axis_unit(Panel(found.outcome, difference=True), largest, texts)
        scale = factor * largest or 1.0
        norm = TwoSlopeNorm(0.0, -scale, scale)
        colours = "PuOr_r" if found.better != "lower" else "PuOr"
        if found.holds:
            _surface(ax, found, factor, colours, norm)
        dots = ax.scatter(
            found.points["x"], found.points["y"], c=factor * found.points["difference"], cmap=colours, norm=norm,
            s=16 if found.holds else 60, edgecolor=INK, linewidth=0.4, zorder=3,
        )  # fmt: skip
        shown = ("base",) if found.case["base"] == found.case["other"] else ("base", "other")
        for which in shown:
            place, (marker, size) = found.case[which], _MARKERS[which]
            if place is not None and found.in_case(which) is not None:
                ax.plot(
                    *place, marker=marker, color="white", markeredgecolor=INK, markersize=size, clip_on=False
                )
        for axis, name in zip((ax.xaxis, ax.yaxis), axes or [one.path for one in found.factors], strict=True):
            axis.set_label_text(name)
            plain_ticks(axis, texts)
        ax.set_xlim(found.factors[0].low, found.factors[0].high)
        ax.set_ylim(found.factors[1].low, found.factors[1].high)
        ax.grid(visible=False)
        figure.colorbar(dots, ax=ax, label=unit)
        title = texts.say(
            "{what}: {other} less {base}", what=texts.label(found.outcome), other=found.other, base=found.base
        )
        ax.set_title(wrapped(title, 80))
        return png(figure)


def _surface(ax: Axes, found: LeadMap, factor: float, colours: str, norm: TwoSlopeNorm) -> None:
    grid = found.grid
    x, y = (np.unique(grid[name]) for name in ("x", "y"))
    difference = factor * grid["difference"].to_numpy().reshape(SIDE, SIDE).T
    ax.pcolormesh(x, y, difference, cmap=colours, norm=norm, shading="gouraud", zorder=0)
    if difference.min() < 0.0 < difference.max():
        ax.contour(x, y, difference, levels=[0.0], colors=INK, linewidths=1.6)
    is_open = (grid["zone"] == "open").to_numpy(dtype=float).reshape(SIDE, SIDE).T
    if is_open.any():
        ax.contourf(x, y, is_open, levels=[0.5, 1.5], colors="none", hatches=[_HATCH])
