"""Figures over time: small multiples with a line per arm and 95 % bands over replicates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from partnersim.faces.report.style import ArmStyle, arm_legend, spread, wrapped
from partnersim.studies.estimates import ENDLESS, Range, cut, estimate
from partnersim.studies.words.drawing import new_figure
from partnersim.studies.words.numbers import fixed_text
from partnersim.studies.words.texts import Texts, measure

LOW, HIGH = 2.5, 97.5
MONTHS = 12
SHORT = 36
"""Up to so many months the axis of time has months for ticks, beyond years."""

MOST_TICKS = 7
ROUNDING = 1e-9
"""What sums of money or shares may be off by; no measure is that small."""


@dataclass(frozen=True)
class Panel:
    """One panel: a measure, or its difference from the first arm.

    Attributes:
        name: the measure. difference: draw arm less first arm, paired by seed. per_year: show a monthly flow
            as a year's rate. from_zero: let the axis start at zero. top: upper end of the axis, if fixed.
    """

    name: str
    difference: bool = False
    per_year: bool = False
    from_zero: bool = True


def timeline_figure(
    series: pd.DataFrame,
    panels: Sequence[Panel],
    styles: Sequence[ArmStyle],
    texts: Texts,
    *,
    columns: int = 2,
) -> Figure:
    """Draw panels side by side.

    Args:
        series: rows by arm, seed and month with every measure.
        panels: what to draw.
        styles: arms, the base first.
        texts: the language.
        columns: panels in a row.
    """
    rows = -(-len(panels) // columns)
    figure = new_figure(4.9 * columns, 2.75 * rows + 0.25 * len(styles) + 0.25)
    axes = np.atleast_1d(figure.subplots(rows, columns, squeeze=False)).ravel()
    for ax in axes[len(panels) :]:
        ax.set_visible(False)
    for ax, panel in zip(axes, panels, strict=False):
        _draw_panel(ax, series, panel, styles, texts)
    handles = [
        Line2D([], [], color=s.colour, linestyle=s.dashes, marker=s.marker, markersize=5, linewidth=1.8)
        for s in styles
    ]
    arm_legend(figure, handles, styles)
    return figure


def by_month(series: pd.DataFrame, arm: str, name: str) -> pd.DataFrame:
    """A measure of one arm: months as rows, seeds as columns."""
    rows = series[series["arm"] == arm]
    return rows.pivot(index="month", columns="seed", values=name)


def band(values: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Mean over replicates and ends of their middle 95 %, by month; NaN where none has a value."""
    table = values.to_numpy(dtype=np.float64)
    known = ~np.isnan(table).all(axis=1)
    mean, low, high = (np.full(len(table), np.nan) for _ in range(3))
    if known.any():
        mean[known] = np.nanmean(table[known], axis=1)
        low[known], high[known] = np.nanpercentile(table[known], [LOW, HIGH], axis=1)
    return mean, low, high


def difference_band(
    base: pd.DataFrame, other: pd.DataFrame, possible: Range = ENDLESS
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Mean difference over paired replicates and its 95 % interval (Student's t), cut at what is possible, by month."""
    gaps = (other - base).to_numpy(dtype=np.float64)
    found = [cut(estimate(row), possible) for row in gaps]
    return tuple(np.array([getattr(e, part) for e in found]) for part in ("mean", "low", "high"))  # type: ignore[return-value]


def happened(series: pd.DataFrame, name: str, styles: Sequence[ArmStyle]) -> bool:
    """Whether a measure has any value other than zero, but for rounding, in an arm that is drawn."""
    values = series.loc[series["arm"].isin([s.arm for s in styles]), name].to_numpy(dtype=np.float64)
    return bool((np.abs(np.nan_to_num(values)) > ROUNDING).any())


def yearly_table(
    series: pd.DataFrame, panels: Sequence[Panel], styles: Sequence[ArmStyle], texts: Texts
) -> dict[str, Any]:
    """What the panels show in numbers: means over replicates at the end of each year and of the run."""
    dates = series.drop_duplicates("month").set_index("month")["date"].sort_index()
    kept = [m for m, date in dates.items() if date.endswith("-12") or m == dates.index[-1]]
    head = [
        f"{texts.label(p.name)} ({axis_unit(p, 0.0, texts)[1]}), {s.letter}"
        for p, s in _shown(panels, styles)
    ]
    rows = []
    for month in kept:
        cells = []
        for panel, style in _shown(panels, styles):
            mean = _values(series, panel, style, styles)[0]
            cells.append(texts.number(_factor(panel) * float(mean[list(dates.index).index(month)])))
        rows.append([dates[month], *cells])
    return {"head": [texts.say("Month"), *head], "rows": rows}


def axis_unit(panel: Panel, largest: float, texts: Texts) -> tuple[float, str]:
    """Factor and unit text of an axis: per cent, points, or rupiah in a scale that is written out."""
    found = measure(panel.name)
    unit = found.unit if found else "number"
    if unit == "share":
        return 100.0, texts.say("percentage points") if panel.difference else "%"
    text = texts.unit(panel.name)
    if panel.per_year:
        text = text.replace(texts.say("/month"), texts.say("/year"))
    factor = _factor(panel)
    if unit.startswith("IDR"):
        for scale, word in ((1e9, "billion"), (1e6, "million")):
            if largest * factor >= scale:
                return factor / scale, f"{texts.scale_word(word)} {text}"
    return factor, text


def _shown(panels: Sequence[Panel], styles: Sequence[ArmStyle]) -> list[tuple[Panel, ArmStyle]]:
    return [(p, s) for p in panels for k, s in enumerate(styles) if not (p.difference and k == 0)]


def _factor(panel: Panel) -> float:
    found = measure(panel.name)
    return 100.0 if found and found.unit == "share" else float(MONTHS) if panel.per_year else 1.0


def _values(
    series: pd.DataFrame, panel: Panel, style: ArmStyle, styles: Sequence[ArmStyle]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    own = by_month(series, style.arm, panel.name)
    if panel.difference:
        found = measure(panel.name)
        possible = found.possible_difference if found else ENDLESS
        return difference_band(by_month(series, styles[0].arm, panel.name), own, possible)
    return band(own)


def _draw_panel(
    ax: Axes, series: pd.DataFrame, panel: Panel, styles: Sequence[ArmStyle], texts: Texts
) -> None:
    drawn = [(s, *_values(series, panel, s, styles)) for p, s in _shown([panel], styles)]
    peak = [np.nanmax(np.abs(high)) for _, _, _, high in drawn if np.isfinite(high).any()]
    factor, unit = axis_unit(panel, max(peak, default=0.0), texts)
    lines = [(style, factor * mean, factor * low, factor * high) for style, mean, low, high in drawn]
    years = _years(series)
    ends = [
        _draw_line(ax, years, line, place) for place, line in enumerate(lines) if np.isfinite(line[1]).any()
    ]
    if not ends:
        ax.text(0.5, 0.5, texts.say("nothing to count"), transform=ax.transAxes, ha="center", va="center")
        ax.tick_params(axis="y", labelleft=False)
    title = texts.label(panel.name)
    if panel.difference:
        title = texts.say("{what}: difference from {letter}", what=title, letter=styles[0].letter)
        ax.axhline(0.0, color="#222222", linewidth=0.9)
    ax.set_title(wrapped(title, 46))
    ax.set_ylabel(unit)
    ax.yaxis.set_major_locator(MaxNLocator(5))
    plain_ticks(ax.yaxis, texts)
    if panel.from_zero and not panel.difference:
        _from_zero(ax, [high for *_, high in lines])
    time_axis(ax, years, texts)
    _letters(ax, ends)


Line = tuple[ArmStyle, NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


def _draw_line(ax: Axes, years: NDArray[np.float64], line: Line, place: int) -> tuple[ArmStyle, float, float]:
    """One arm's line in its band; gives the line's end."""
    style, mean, low, high = line
    ax.fill_between(years, low, high, color=style.colour, alpha=0.16, linewidth=0)
    for edge in (low, high):
        ax.plot(years, edge, color=style.colour, linewidth=0.5, linestyle=style.dashes, alpha=0.6)
    ax.plot(
        years,
        mean,
        color=style.colour,
        linestyle=style.dashes,
        linewidth=1.8,
        marker=style.marker,
        markersize=4.5,
        markevery=((1 + 4 * place) % min(MONTHS, len(years)), MONTHS),
    )
    if len(years) == 1:  # a band of one month has no width of its own
        ax.vlines(years, low, high, color=style.colour, linewidth=1.2)
    last = int(np.flatnonzero(np.isfinite(mean))[-1])
    return style, float(years[last]), float(mean[last])


def _from_zero(ax: Axes, highs: Sequence[NDArray[np.float64]]) -> None:
    """Let the axis begin at zero where values come near it."""
    bottom, top = ax.get_ylim()
    above = max((float(np.nanmax(high)) for high in highs if np.isfinite(high).any()), default=0.0)
    # a level line must not hide under the frame, and a line of zeros needs an axis of its own
    top = 1.0 if above <= 0.0 else max(top, 1.08 * above)
    ax.set_ylim(0.0 if bottom > -0.08 * top else bottom, top)


def time_axis(ax: Axes, years: NDArray[np.float64], texts: Texts) -> None:
    """Ticks of the axis of time: whole years, or months where there are few years."""
    months = np.round(MONTHS * years).astype(int)
    step = next(s for s in (1, 2, 3, 6, MONTHS) if len(months) <= s * MOST_TICKS or s == MONTHS)
    if len(months) > SHORT:
        ax.set_xlabel(texts.say("year"))
        ax.xaxis.set_major_locator(MaxNLocator(MOST_TICKS, integer=True))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
    else:
        ax.set_xlabel(texts.say("month"))
        ticks = months[::step]
        labels = [texts.month(int(m) // MONTHS, int(m) % MONTHS + 1) for m in ticks]
        ax.set_xticks(ticks / MONTHS, labels, fontsize=8.5)
    long = max(float(years[-1] - years[0]), 1.0 / MONTHS)
    left = years[0] - (0.5 * long if len(years) == 1 else 0.0)
    ax.set_xlim(left, years[-1] + (0.5 if len(years) == 1 else 0.045) * long)


def _letters(ax: Axes, ends: Sequence[tuple[ArmStyle, float, float]]) -> None:
    """Letters at the ends of lines, moved apart where lines meet."""
    low, high = ax.get_ylim()
    heights = spread([y for _, _, y in ends], 0.075 * (high - low))
    for (style, x, _), y in zip(ends, heights, strict=True):
        ax.annotate(
            style.letter,
            (x, y),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            ha="left",
            color=style.colour,
            fontweight="bold",
            fontsize=10,
            annotation_clip=False,
        )


def plain_ticks(axis: Axis, texts: Texts) -> None:
    """Write ticks in the reader's language, with as many decimals as their step has."""

    def text(value: float, _: int | None) -> str:
        ticks = axis.get_majorticklocs()
        step = abs(ticks[1] - ticks[0]) if len(ticks) > 1 else 1.0
        places = next((d for d in range(6) if abs(step * 10**d - round(step * 10**d)) < 1e-6 * 10**d), 6)
        is_zero = abs(value) < 1e-9 * step
        return "0" if is_zero else fixed_text(float(value), places, language=texts.language)

    axis.set_major_formatter(FuncFormatter(text))


def _years(series: pd.DataFrame) -> NDArray[np.float64]:
    dates = series.drop_duplicates("month").sort_values("month")["date"]
    return np.array([int(d[:4]) + (int(d[5:7]) - 1) / MONTHS for d in dates])
