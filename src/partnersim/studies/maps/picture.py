"""The picture of a map: its points over the two inputs that tell most about who leads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from partnersim.studies.words.texts import Texts

MARKS = (("#0072b2", "o"), ("#d55e00", "s"), ("#009e73", "^"), ("#cc79a7", "D"), ("#8c6d00", "v"), ("#56b4e9", "P"),
         ("#444444", "X"), ("#e69f00", "h"))  # fmt: skip
"""Colours that those who see no red or green tell apart (Okabe and Ito 2008), and a mark each for print."""


def map_picture(found: Mapping[str, Any], texts: Texts, /) -> bytes:
    """Draw a map as PNG: full marks where the lead is clear, empty ones where it is not; or bars of what carries.

    Args:
        found: a map's document. texts: the language.
    """
    from partnersim.studies.maps.bars import bars
    from partnersim.studies.words.drawing import drawing, png

    with drawing():
        return png(bars(found, texts) if found["asks"] == "carry" else _figure(found, texts))


def _figure(found: Mapping[str, Any], texts: Texts) -> Figure:
    from partnersim.studies.words.drawing import FAINT, new_figure
    from partnersim.studies.words.mapped import own, upper

    by_name = {one["name"]: one for one in found["inputs"]}
    across, up = found["strongest"][:2]
    figure = new_figure(7.5, 5.6)
    axes = figure.add_subplot()
    for (colour, mark), arm in zip(MARKS * 3, found["arms"], strict=False):
        here = [point for point in found["points"] if point["leads"] == arm["name"]]
        if not here:
            continue
        for clear in (True, False):
            shown = [point["inputs"] for point in here if point["clear"] is clear]
            axes.scatter(
                [one[across] for one in shown], [one[up] for one in shown], marker=mark, s=34, linewidths=1.1,
                facecolors=colour if clear else "none", edgecolors=colour, alpha=0.95 if clear else 0.6,
                label=f"{upper(own(arm, 'label', texts))} ({len(here)})" if clear else None,
            )  # fmt: skip
    nobody = [point["inputs"] for point in found["points"] if not point["leads"]]
    axes.scatter([one[across] for one in nobody], [one[up] for one in nobody], marker=".", s=12, color=FAINT)
    axes.set_xlabel(upper(own(by_name[across], "label", texts)))
    axes.set_ylabel(upper(own(by_name[up], "label", texts)))
    axes.set_title(f"{upper(own(found, 'case', texts))}: {own(found, 'title', texts)}")
    figure.legend(
        loc="outside lower center", ncols=2, frameon=False, fontsize=8.5,
        title=texts.say("first at so many points; empty marks: not clear"), title_fontsize=8.5,
    )  # fmt: skip
    return figure
