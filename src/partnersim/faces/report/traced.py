"""Pictures of a trace: what a household consumes in its two lives, and the years of an organization."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from partnersim.faces.report.style import COLOURS, wrapped
from partnersim.studies.words.drawing import FAINT, INK, drawing, new_figure, png
from partnersim.studies.words.texts import Texts

if TYPE_CHECKING:
    from partnersim.studies.tracing.organizations import Years
    from partnersim.studies.tracing.run import Trace

_SHOWN = (
    ("takes a loan", "^"), ("starts an enterprise", "o"), ("closes its enterprise", "x"), ("joins a fund", "s"),
    ("is taken under contract", "D"), ("takes a course", "P"),
)  # fmt: skip
"""Events that a picture marks, and how."""


def trace_picture(trace: Trace, /, *, language: str = "en") -> bytes:
    """Consumption a person over the months under both scenarios, the poverty line, and what happened, as PNG."""
    from partnersim.studies.words.traced import event_text

    texts = Texts(language)
    with drawing(trace.base + trace.other):
        figure = new_figure(8.0, 3.8)
        ax = figure.subplots()
        dates = pd.PeriodIndex(trace.lives[0]["date"].iloc[1:], freq="M").to_timestamp()
        for life, name, events, colour, style in zip(
            trace.lives, (trace.base, trace.other), trace.events, COLOURS, ("-", "--"), strict=False
        ):
            eaten = (life["consumption"] / life["size"]).iloc[1:].to_numpy() / 1e3
            ax.plot(dates, eaten, style, color=colour, linewidth=1.4, label=wrapped(name, 40))
            for kind, marker in _SHOWN:
                at = [event.month - 1 for event in events if event.kind == kind]
                if at:
                    ax.plot(dates[at], eaten[at], marker, color=colour, markersize=6, markeredgecolor=INK)
        ax.axhline(trace.line_idr / 1e3, color=FAINT, linewidth=1.0, linestyle=":")
        ax.text(
            dates[-1], trace.line_idr / 1e3, texts.say("poverty line"), va="bottom", ha="right", color=INK
        )
        kinds = {event.kind for events in trace.events for event in events}
        for kind, marker in _SHOWN:
            if kind in kinds:
                ax.plot([], [], marker, color="white", markeredgecolor=INK, label=event_text(kind, texts))
        ax.set_ylabel(texts.say("thousand rupiah a person and month"))
        ax.set_title(texts.say("Household {number}", number=trace.number))
        figure.legend(loc="outside right upper", frameon=False, fontsize=8)
        return png(figure)


def years_picture(years: Years, /, *, language: str = "en") -> bytes:
    """What an organization promised and delivered by year, and what others expect of it, as PNG."""
    texts, table = Texts(language), years.table
    with drawing(years.name):
        figure = new_figure(8.0, 3.6)
        money, trust = figure.subplots(1, 2)
        year = table["year"].to_numpy()
        bars = (("promised_idr", texts.say("promised")), ("delivered_idr", texts.say("delivered")))
        for k, (column, label) in enumerate(bars):
            money.bar(year + 0.4 * (k - 0.5), table[column] / 1e9, width=0.38, color=COLOURS[k], label=label)
        money.set_ylabel(texts.say("billion rupiah a year"))
        for column, label, style in (
            ("trusted", texts.say("others expect of it"), "o-"), ("trusts", texts.say("it expects of others"), "s--")
        ):  # fmt: skip
            trust.plot(year, 100.0 * table[column], style, label=label)
        trust.set_ylabel(texts.say("% of promises expected to be delivered"))
        for ax in (money, trust):
            ax.set_xticks(year, [f"{number}" for number in year])
            ax.legend(frameon=False, fontsize=8)
        if np.isnan(table["trusted"]).all():
            trust.set_axis_off()
        figure.suptitle(wrapped(years.name, 60), fontsize=9.5, fontweight="bold")
        return png(figure)
