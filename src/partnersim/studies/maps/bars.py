"""The picture of what carries a programme: a bar for each part taken away, with its spread over points."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from partnersim.studies.words.texts import Texts

TAKEN, ADDED = "#0072b2", "#e69f00"
"""Colours that those who see no red or green tell apart (Okabe and Ito 2008)."""

_PERCENT = 100.0


def parts_by_weight(found: Mapping[str, Any], /) -> list[tuple[Mapping[str, Any], bool]]:
    """Parts of a programme with what is known of them, heaviest first, each with whether it is added, not taken away.

    Those that are added stand below those that are taken away.
    """
    rows = []
    for parts, added in ((found["arms"], False), (found["others"], True)):
        known = [part for part in parts if part["carries"] is not None]
        rows += [(part, added) for part in sorted(known, key=lambda part: -part["carries"])]
    return rows


def bars(found: Mapping[str, Any], texts: Texts, /) -> Figure:
    """Draw the median of what each part carries, in percent of the whole programme, and four points of five about it.

    Args:
        found: a document of a map that asks what carries. texts: the language.
    """
    from partnersim.studies.words.drawing import INK, new_figure
    from partnersim.studies.words.mapped import own, upper

    rows = parts_by_weight(found)
    figure = new_figure(7.5, 1.6 + 0.42 * len(rows))
    axes = figure.add_subplot()
    for place, (part, added) in enumerate(rows):
        middle, low, high = (_PERCENT * part[name] for name in ("carries", "carries_low", "carries_high"))
        axes.barh(
            place,
            middle,
            height=0.62,
            color=ADDED if added else TAKEN,
            hatch="///" if added else None,
            edgecolor="white",
        )
        axes.errorbar(
            middle, place, xerr=[[middle - low], [high - middle]], color=INK, capsize=3, linewidth=1.2
        )
    axes.set_yticks(
        range(len(rows)),
        [
            upper(
                texts.say("{part}, added", part=own(part, "label", texts))
                if added
                else own(part, "label", texts)
            )
            for part, added in rows
        ],
    )
    axes.invert_yaxis()
    axes.axvline(0.0, color=INK, linewidth=0.8)
    axes.grid(visible=False, axis="y")
    meaning = texts.say(
        "lost without it, or gained with it, in % of the whole programme; line: four points of five"
    )
    figure.supxlabel(meaning, fontsize="small")
    axes.set_title(f"{upper(own(found, 'case', texts))}: {texts.label(found['outcome'])}")
    return figure
