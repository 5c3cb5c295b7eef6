"""How figures look: colours for the colour-blind, and lines, markers and hatches that stay apart in grey."""

from __future__ import annotations

import base64
import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

INK, FAINT = "#222222", "#8a8a8a"
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
LETTERS = "ABCDEF"
MOST_ARMS = len(LETTERS)

_RC: Any = {
    "font.family": ["DejaVu Sans"],
    "font.size": 9.5,
    "axes.titlesize": 9.5,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "axes.labelsize": 9,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e3e3e3",
    "grid.linewidth": 0.7,
    "xtick.color": INK,
    "ytick.color": INK,
    "text.color": INK,
    "hatch.linewidth": 0.6,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
}


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
    """A style per arm, in order; arms beyond the sixth are not drawn."""
    rows = zip(titles.items(), LETTERS, COLOURS, DASHES, MARKERS, HATCHES, strict=False)
    return [ArmStyle(arm, title, *rest) for (arm, title), *rest in rows]


def new_figure(width: float, height: float) -> Figure:
    """An empty figure of so many inches."""
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def styled(draw: Any, /, *arguments: Any, **named: Any) -> Figure:
    """Call a drawing function with the figures' settings in force, and only there."""
    with mpl.rc_context(_RC):
        return draw(*arguments, **named)


def png(figure: Figure, *, dpi: int = 120) -> bytes:
    """The figure as PNG, without a date, so that equal figures are equal files."""
    buffer = io.BytesIO()
    with mpl.rc_context(_RC):
        figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
    return buffer.getvalue()


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
