"""How an arm went over time: some measures as lines."""

from __future__ import annotations

import math
from html import escape

from partnersim.studies.frames import Frames
from partnersim.studies.words.texts import Texts

LINES = ("members", "interest_saved_idr", "firm_participation", "headcount_listed")
"""Measures that the picture of time draws, each over its own largest value."""

_STROKES = (("#0072B2", "none"), ("#00604a", "8 4"), ("#a03c00", "2 4"), ("#595959", "8 3 2 3"))
"""Colour and dashes of each of these lines."""


def lines_picture(frames: Frames, texts: Texts) -> str:
    """Measures over time, each as a share of its largest value, as a drawing (SVG) with its key."""
    width, height, left, bottom = 900.0, 220.0, 44.0, 24.0
    months = len(frames.dates)
    lines, key = [], []
    for name, (colour, dashes) in zip(LINES, _STROKES, strict=True):
        values = [float(month[name]) for month in frames.series]
        top = max((abs(v) for v in values if not math.isnan(v)), default=0.0)
        if top == 0.0:
            continue
        points = " ".join(
            f"{left + (width - left) * m / max(1, months - 1):.1f},{(height - bottom) * (1.0 - v / top) + 4.0:.1f}"
            for m, v in enumerate(values)
            if not math.isnan(v)
        )
        stroke = f'fill="none" stroke="{colour}" stroke-width="2.5" stroke-dasharray="{dashes}"'
        lines.append(f'<polyline points="{points}" {stroke}/>')
        key.append(f'<span style="color:{colour}">{escape(texts.label(name))}</span>')
    ticks = "".join(
        f'<text x="{left + (width - left) * m / max(1, months - 1):.0f}" y="{height - 4:.0f}" font-size="12">'
        f"{escape(date[:4])}</text>"
        for m, date in enumerate(frames.dates)
        if date.endswith("-01")
    )
    heads = f'<text y="14" font-size="12">100 %</text><text y="{height - bottom:.0f}" font-size="12">0</text>'
    title = escape(texts.say("Each as a share of its largest value"))
    return (
        f'<figure class="ps-lines"><svg viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{title}">'
        f"{heads}{ticks}{''.join(lines)}</svg><figcaption>{title}: {', '.join(key)}</figcaption></figure>"
    )
