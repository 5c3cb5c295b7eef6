"""The picture of a plane: a map for each other way of working and outcome, with one legend."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from matplotlib.colors import TwoSlopeNorm

from partnersim.faces.report.mapped import draw_plane, legend_handles
from partnersim.faces.report.style import wrapped
from partnersim.faces.report.timelines import Panel, axis_unit, plain_ticks
from partnersim.studies.planes.result import maps_of
from partnersim.studies.words.drawing import INK, drawing, new_figure, png
from partnersim.studies.words.mapped import own, upper

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from partnersim.studies.words.texts import Texts


def plane_picture(document: Mapping[str, Any], texts: Texts, /) -> bytes:
    """The plane as PNG: a row for each outcome, a column for each other way of working.

    Args:
        document: of the plane. texts: the language.
    """
    with drawing(document["name"]):
        return png(plane_figure(document, texts))


def plane_figure(document: Mapping[str, Any], texts: Texts, /) -> Figure:
    """The same as a figure; see `plane_picture`."""
    maps = maps_of(document, language=texts.language)
    others = document["arms"][1:]
    outcomes = document["outcomes"]
    figure = new_figure(1.2 + 3.1 * len(others), 1.3 + 2.9 * len(outcomes))
    all_axes = figure.subplots(len(outcomes), len(others), sharex=True, sharey=True, squeeze=False)
    for outcome, line in zip(outcomes, all_axes, strict=True):
        row = [maps[arm["name"], outcome] for arm in others]
        largest = max(float(one.points["difference"].abs().max()) for one in row)
        factor, unit = axis_unit(Panel(outcome, difference=True), largest, texts)
        norm = TwoSlopeNorm(0.0, -(factor * largest or 1.0), factor * largest or 1.0)
        for ax, found, arm in zip(line, row, others, strict=True):
            dots = draw_plane(ax, found, factor, norm)
            stands = found.case["base"]
            if stands is not None and found.in_case() is not None:
                ax.plot(*stands, marker="*", color="white", markeredgecolor=INK, markersize=14, clip_on=False)
            title = texts.say("against {arm}", arm=own(arm, "label", texts))
            if not found.holds:
                title += texts.say(" (no map: points alone)")
            ax.set_title(wrapped(title, 36), fontsize=9)
            for axis in (ax.xaxis, ax.yaxis):
                plain_ticks(axis, texts)
        figure.colorbar(dots, ax=list(line), label=f"{texts.label(outcome)}\n{unit}")
    across, up = (upper(own(one, "label", texts)) for one in document["levers"])
    for ax in all_axes[-1]:
        ax.set_xlabel(wrapped(across, 40))
    for ax in all_axes[:, 0]:
        ax.set_ylabel(wrapped(up, 36))
    shown = next((one for one in maps.values() if one.holds), next(iter(maps.values())))
    cases = {"base": texts.say("the case")} if shown.in_case() is not None else {}
    handles = legend_handles(shown, texts, base=texts.say("the other"), cases=cases)
    figure.legend(handles=handles, loc="outside lower center", ncols=3, frameon=False, fontsize=8)
    return figure
