"""Settings of pictures: the same wherever they are drawn, whatever the user's own settings of matplotlib are."""

from __future__ import annotations

import io
import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

INK, FAINT = "#222222", "#8a8a8a"
FONT = "DejaVu Sans"
"""Comes with matplotlib."""
BOXES = "Last Resort"
"""Family that has a box with a sign of its script for every character."""

_RC: Any = {
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
    "text.parse_math": False,  # a title with two dollar signs is a title
    "hatch.linewidth": 0.6,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
}
_LOCK = threading.RLock()
"""Matplotlib's settings are one for the process; two threads must not change them at once."""


@contextmanager
def drawing(text: str = "") -> Iterator[str]:
    """The settings of all pictures, in force inside and only there.

    Figures must be made and saved inside: some of their texts come into being only then.

    Args:
        text: texts from users that will stand in the pictures, for the choice of fonts.

    Yields:
        The characters of ``text`` that no font here holds; they are drawn as boxes, without a warning for each.
    """
    families, missing = fonts_for(text)
    with _LOCK, mpl.rc_context(), warnings.catch_warnings():
        defaults: Any = {name: value for name, value in mpl.rcParamsDefault.items() if name != "backend"}
        mpl.rcParams.update({**defaults, **_RC, "font.family": families})
        if missing:
            warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        with _no_word_on_weights():
            yield missing


def new_figure(width: float, height: float) -> Figure:
    """An empty figure of so many inches."""
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def png(figure: Figure, *, dpi: int = 120) -> bytes:
    """The figure as PNG, without a date, so that equal figures are equal files; to be called while `drawing`."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
    return buffer.getvalue()


def fonts_for(text: str, /) -> tuple[list[str], str]:
    """Families of fonts for a text, the usual one first, and the characters that none of them holds.

    Other fonts are looked through only if the usual one lacks a character.
    """
    usual = font_manager.findfont(font_manager.FontProperties(family=FONT))
    missing = {c for c in text if not c.isspace()} - _characters(usual)
    families = [FONT]
    while missing:
        best = max(_families(), key=lambda family: len(missing & _of_family(family)), default="")
        if not best or not missing & _of_family(best):
            break
        families.append(best)
        missing -= _of_family(best)
    return families, "".join(sorted(missing))


@contextmanager
def _no_word_on_weights() -> Iterator[None]:
    """Fonts of other scripts often come in one weight; that a bold title is not bold there needs no remark."""
    logger = logging.getLogger("matplotlib.font_manager")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def _families() -> list[str]:
    """Names of families that show what they hold, ordered so that equally good ones are chosen alike everywhere."""
    names = {font.name for font in font_manager.fontManager.ttflist}
    return sorted(name for name in names if not name.startswith(BOXES))


def _of_family(family: str) -> frozenset[str]:
    files = sorted(font.fname for font in font_manager.fontManager.ttflist if font.name == family)
    # what all files of the family hold: which of them is taken depends on weight and slant
    held = [_characters(file) for file in files]
    return frozenset.intersection(*held) if held else frozenset()


@cache
def _characters(file: str) -> frozenset[str]:
    """The characters that a file of a font holds; none if it cannot be read."""
    try:
        return frozenset(map(chr, font_manager.get_font(file).get_charmap()))
    except (OSError, RuntimeError):
        return frozenset()
