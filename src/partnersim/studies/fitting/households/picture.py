"""The picture of a fit: for every target its band, the best set and the ensemble, in units of the half band."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw_fit(content: dict[str, Any], path: Path, /) -> None:
    """Draw the content of a fit's file as a PNG.

    Args:
        content: as `fit_file.document` gives it. path: file to write.
    """
    from partnersim.studies.words.drawing import drawing, png

    with drawing():
        path.write_bytes(png(_figure(content), dpi=150))


def _figure(content: dict[str, Any]) -> Figure:
    from partnersim.studies.words.drawing import new_figure

    targets = content["targets"]
    figure = new_figure(7.5, 0.42 * len(targets) + 1.3)
    axes = figure.add_subplot()
    for row, (key, aim) in enumerate(reversed(list(targets.items()))):
        axes.plot([-1, 1], [row, row], color="#c9d6df", lw=9, solid_capstyle="butt", zorder=1)
        for one in content["ensemble"]:
            axes.plot(_place(one["values"][key], aim), row, "o", color="#7a8b99", ms=4, alpha=0.7, zorder=2)
        axes.plot(_place(content["best"]["values"][key], aim), row, "D", color="#b2451f", ms=6, zorder=3)
        axes.text(2.15, row, f"{content['best']['values'][key]:.3g} {aim['unit']}", va="center", fontsize=8)
    axes.axvline(0, color="#33424f", lw=0.8)
    axes.set_yticks(range(len(targets)), list(reversed(list(targets))), fontsize=8)
    axes.set_xlim(-2.1, 2.1)
    axes.set_xticks([-1, 0, 1], ["low end", "target", "high end"])
    axes.set_xlabel("bar: band; diamond: best set, its value at the right; dots: ensemble", fontsize=8)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.grid(visible=False)
    return figure


def _place(value: float, aim: dict[str, float]) -> float:
    """Signed distance from the target in half bands of that side, kept inside the picture."""
    edge = aim["high"] if value > aim["target"] else aim["low"]
    half = abs(edge - aim["target"]) or 1.0
    return max(-2.05, min(2.05, (value - aim["target"]) / half))
