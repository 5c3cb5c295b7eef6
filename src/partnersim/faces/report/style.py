"""How figures look: colours for the colour-blind, and lines, markers and hatches that stay apart in grey."""

from __future__ import annotations

import base64
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#AA4499", "#56B4E9", "#B58900")
DASHES: tuple[Any, ...] = (
    "-",
    (0, (6, 2)),
    (0, (1, 1.2)),
    (0, (6, 2, 1, 2)),
    (0, (3, 1, 1, 1, 1, 1)),
    (0, (9, 3)),
)
MARKERS = ("o", "s", "^", "D", "v", "P")
HATCHES = ("", "////", "....", "\\\\\\\\", "xx", "++")


@dataclass(frozen=True)
class ArmStyle:
    """How one arm is drawn: the same in every figure."""

    arm: str
    title: str
    letter: str
    colour: str
    dashes: Any
    marker: str
    hatch: str


def arm_styles(titles: dict[str, str]) -> list[ArmStyle]:
    """A style per arm, in order; from the seventh on colours come again with other lines, markers and hatches."""
    styles = []
    for k, (arm, title) in enumerate(titles.items()):
        turn, place = divmod(k, len(COLOURS))
        styles.append(
            ArmStyle(
                arm,
                title,
                letter_of(k),
                COLOURS[place],
                DASHES[(place + turn) % len(DASHES)],
                MARKERS[(place + turn) % len(MARKERS)],
                HATCHES[(place + turn) % len(HATCHES)],
            )
        )
    return styles


def letter_of(place: int) -> str:
    """A to Z for the first arms (0 first), then AA, AB and so on."""
    above, letter = divmod(place, 26)
    return (letter_of(above - 1) if above else "") + chr(ord("A") + letter)


def data_address(image: bytes) -> str:
    """A PNG as an address that holds the picture itself."""
    return "data:image/png;base64," + base64.b64encode(image).decode("ascii")


def wrapped(text: str, width: int) -> str:
    """Text broken into lines of at most ``width`` characters where words allow."""
    return "\n".join(textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)) or text


def arm_legend(figure: Figure, handles: Sequence[Any], styles: Sequence[ArmStyle]) -> None:
    """The key to arms above a figure: letter and title."""
    labels = [f"{style.letter}   {wrapped(style.title, 60)}" for style in styles]
    figure.legend(
        handles,
        labels,
        loc="outside upper left",
        ncols=1 if len(styles) < 5 else 2,
        frameon=False,
        handlelength=4.0,
        fontsize=9.5,
    )


def spread(positions: Sequence[float], gap: float) -> list[float]:
    """Positions moved apart so that neighbours are at least ``gap`` from each other, in their order.

    Groups that would touch are laid out side by side around their common middle.
    """
    order = sorted(range(len(positions)), key=lambda k: positions[k])
    groups: list[tuple[float, list[int]]] = []
    for k in order:
        groups.append((positions[k], [k]))
        while len(groups) > 1:
            (below, low), (above, high) = groups[-2], groups[-1]
            if above - below >= gap * (len(low) + len(high)) / 2.0:
                break
            middle = (below * len(low) + above * len(high)) / (len(low) + len(high))
            groups[-2:] = [(middle, low + high)]
    placed = [0.0] * len(positions)
    for middle, members in groups:
        for place, k in enumerate(members):
            placed[k] = middle + gap * (place - (len(members) - 1) / 2.0)
    return placed
