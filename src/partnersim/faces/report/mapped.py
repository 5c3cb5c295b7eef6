"""The picture of a map: the difference in colour, its sign as a line, and hatching where it cannot be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib import colormaps
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import TwoSlopeNorm
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

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
        figure = new_figure(7.0, 6.2)
        ax = figure.subplots()
        largest = float(found.points["difference"].abs().max())
        factor, unit = axis_unit(Panel(found.outcome, difference=True), largest, texts)
        scale = factor * largest or 1.0
        norm = TwoSlopeNorm(0.0, -scale, scale)
        dots = draw_plane(ax, found, factor, norm)
        shown = _cases_shown(found)
        for which in shown:
            place, (marker, size) = found.case[which], _MARKERS[which]
            if place is not None:
                ax.plot(
                    *place, marker=marker, color="white", markeredgecolor=INK, markersize=size, clip_on=False
                )
        for axis, name in zip((ax.xaxis, ax.yaxis), axes or [one.path for one in found.factors], strict=True):
            axis.set_label_text(name)
            plain_ticks(axis, texts)
        figure.colorbar(dots, ax=ax, label=unit)
        handles = legend_handles(found, texts, cases={which: getattr(found, which) for which in shown})
        figure.legend(handles=handles, loc="outside lower left", ncols=2, frameon=False, fontsize=8)
        title = texts.say(
            "{what}: {other} less {base}", what=texts.label(found.outcome), other=found.other, base=found.base
        )
        ax.set_title(wrapped(title, 80))
        return png(figure)


def draw_plane(ax: Axes, found: LeadMap, factor: float, norm: TwoSlopeNorm, /) -> PathCollection:
    """Draw the surface of a map if it holds, and its points; gives the points, for a bar of colours.

    Args:
        ax: what is drawn on. found: the map. factor: on differences, for their unit. norm: of the colours.
    """
    colours = _colours(found)
    if found.holds:
        _surface(ax, found, factor, colours, norm)
    ax.set_xlim(found.factors[0].low, found.factors[0].high)
    ax.set_ylim(found.factors[1].low, found.factors[1].high)
    ax.grid(visible=False)
    return ax.scatter(
        found.points["x"], found.points["y"], c=factor * found.points["difference"], cmap=colours, norm=norm,
        s=16 if found.holds else 60, edgecolor=INK, linewidth=0.4, zorder=3, clip_on=False,
    )  # fmt: skip


def legend_handles(
    found: LeadMap, texts: Texts, /, *, base: str = "", cases: dict[str, str] | None = None
) -> Sequence[Artist]:
    """What the three zones, the line, the points and the marks of a map mean.

    Args:
        found: the map. texts: the language. base: what stands for the first arm, its name if empty.
        cases: marks that are shown, with the name of what stands there.
    """
    colours, names = colormaps[_colours(found)], {"base": base or found.base, "other": found.other}
    ends = {"base": colours(0.15), "other": colours(0.85)}
    if found.better == "lower":
        ends = {"base": ends["other"], "other": ends["base"]}
    handles: list[Artist] = [_mark("o", "none", 4, texts.say("a point that was run"))]
    if found.holds:
        handles = [
            Patch(facecolor=ends["other"], label=texts.say("{name} ahead", name=names["other"])),
            Patch(facecolor=ends["base"], label=texts.say("{name} ahead", name=names["base"])),
            Patch(facecolor="white", edgecolor=INK, hatch=_HATCH, label=texts.say("nobody can tell (95 %)")),
            Line2D([], [], color=INK, linewidth=1.6, label=texts.say("the line: no difference")),
            *handles,
        ]
    for which, name in (cases or {}).items():
        marker, size = _MARKERS[which]
        handles.append(_mark(marker, "white", size - 3, texts.say("where {name} stands", name=name)))
    return handles


def _mark(marker: str, face: str, size: float, label: str) -> Line2D:
    return Line2D(
        [], [], linestyle="none", marker=marker, markerfacecolor=face, markeredgecolor=INK, markersize=size,
        label=label,
    )  # fmt: skip


def _colours(found: LeadMap) -> str:
    return "PuOr_r" if found.better != "lower" else "PuOr"


def _cases_shown(found: LeadMap) -> list[str]:
    asked = ["base"] if found.case["base"] == found.case["other"] else ["base", "other"]
    return [which for which in asked if found.in_case(which) is not None]


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
