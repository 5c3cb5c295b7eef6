"""The figures of the report: what each shows, its caption, and a description for those who cannot see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from partnersim.faces.report.money import bars_figure, gainer_bars, payer_bars
from partnersim.faces.report.money_map import money_map_figure
from partnersim.faces.report.style import ArmStyle
from partnersim.faces.report.timelines import Panel, band, by_month, happened, timeline_figure, yearly_table
from partnersim.scenario.actors import KINDS
from partnersim.studies.runs.results import Results
from partnersim.studies.words.drawing import drawing, png
from partnersim.studies.words.texts import Texts

MOST_PANELS = 6


@dataclass(frozen=True)
class Picture:
    """A figure ready for the report.

    Attributes:
        key: short name. title, caption, alt: texts. figure: the drawing. image: the drawing as PNG. table: its
            numbers, or None.
    """

    key: str
    title: str
    caption: str
    alt: str
    figure: Figure
    image: bytes
    table: dict[str, Any] | None


def pictures(results: Results, styles: Sequence[ArmStyle], texts: Texts) -> tuple[list[Picture], str]:
    """All figures of the report, in order, and the characters in them that no font at hand can show.

    Panels of what never happened in any arm are left out. That firms stayed away is worth showing wherever there
    are firms that could have come.
    """
    with drawing(_texts_of_users(results, styles)) as missing:
        over_time = _over_time(results, styles, texts)
        money = [_who_paid(results, styles, texts), _money_map(results, styles, texts)]
        return [*over_time[:1], *money, *over_time[1:]], missing


def _texts_of_users(results: Results, styles: Sequence[ArmStyle]) -> str:
    names = [name for style in styles for name in results.actors(style.arm).values()]
    return "".join((*names, *(style.title for style in styles)))


def _over_time(results: Results, styles: Sequence[ArmStyle], texts: Texts) -> list[Picture]:
    could = {"firm_participation", "firm_contributions_idr"} if has_firms(results, styles) else set()
    made = []
    for key, title, caption, every, columns in _timelines(texts, several=len(styles) > 1):
        panels = [p for p in every if p.name in could or happened(results.series, p.name, styles)]
        panels = panels[:MOST_PANELS]
        if not panels:
            continue
        figure = timeline_figure(results.series, panels, styles, texts, columns=columns)
        made.append(
            Picture(
                key,
                title,
                f"{caption} {_bands(texts, panels)}",
                _spoken(results.series, panels, styles, texts),
                figure,
                png(figure),
                yearly_table(results.series, panels, styles, texts),
            )
        )
    return made


def _who_paid(results: Results, styles: Sequence[ArmStyle], texts: Texts) -> Picture:
    paid, gained = payer_bars(results, styles, texts), gainer_bars(results, styles, texts)
    figure = bars_figure(paid, gained, styles, texts)
    return Picture(
        "who_paid",
        texts.say("Who paid and who gained"),
        texts.say(
            "Paid: what left an organization's own cash, passed on to partners or spent, less what "
            "partners passed to "
            "it. Gained: money that the model books directly; interest saved assumes that members "
            "would otherwise have "
            "borrowed the same from a moneylender, and is an upper bound. Dark lines are 95 % "
            "intervals of the mean."
        ),
        _spoken_bars(paid, gained, styles, texts),
        figure,
        png(figure),
        None,
    )


def _money_map(results: Results, styles: Sequence[ArmStyle], texts: Texts) -> Picture:
    figure = money_map_figure(results, styles, texts)
    return Picture(
        "money_map",
        texts.say("Flows of money between actors"),
        texts.say(
            "Billion rupiah in the whole run, mean over replicates. Thickness is to one scale for "
            "all arms; colours "
            "follow the organization that brought or spent the money. Below each map: what goes "
            "round between funds, "
            "households and moneylenders, not to scale."
        ),
        texts.say("Flow maps, one per arm: money brought by each organization, who spent it, and on what."),
        figure,
        png(figure),
        None,
    )


def has_firms(results: Results, styles: Sequence[ArmStyle]) -> bool:
    """Whether some arm has firms that decide by themselves whether to give."""
    actors = (a for s in styles for a in results.manifest["arms"][s.arm]["spec"]["actors"])
    return any(KINDS[actor["kind"]].forum and actor["count"] > 0 for actor in actors)


def _timelines(texts: Texts, *, several: bool) -> list[tuple[str, str, str, list[Panel], int]]:
    poverty = [Panel("headcount"), Panel("headcount_listed")]
    if several:
        poverty = [
            Panel("headcount"),
            Panel("headcount", difference=True),
            Panel("headcount_listed"),
            Panel("headcount_listed", difference=True),
        ]
    return [
        (
            "poverty",
            texts.say("Poverty over time"),
            texts.say(
                "Share of people whose consumption of the month is below the poverty line: all "
                "people, and those on "
                "the official list of the poor."
            ),
            poverty,
            2,
        ),
        (
            "funds",
            texts.say("Community funds: enrolment, queue, loan quality"),
            texts.say(
                "Members, households that wanted a loan and got none, late and lost loans, working funds."
            ),
            [
                Panel("members"),
                Panel("queue"),
                Panel("nonperforming_share"),
                Panel("lost_share"),
                Panel("units_active"),
                Panel("capital_per_member_idr"),
            ],
            2,
        ),
        (
            "firms",
            texts.say("What firms give"),
            texts.say(
                "Firms decide once a year; contributions are handed over month by month. Participation counts "
                "the firms of the place, not a firm that is a partner by name."
            ),
            [Panel("firm_participation"), Panel("firm_contributions_idr", per_year=True)],
            2,
        ),
        (
            "trust",
            texts.say("Trust and delivery in the partnership"),
            texts.say(
                "Trust is what members believe of each other's reliability, learned from what they "
                "could observe. "
                "Promised but not delivered is counted over the last 12 months."
            ),
            [Panel("trust"), Panel("delivery_gap")],
            2,
        ),
        (
            "beside",
            texts.say("What moves beside poverty"),
            texts.say(
                "Incomes, enterprises, and what reached households. The axes of incomes, profits "
                "and enterprises do not begin at zero."
            ),
            [
                Panel("income_members_idr", from_zero=False),
                Panel("income_listed_idr", from_zero=False),
                Panel("interest_saved_idr", per_year=True),
                Panel("enterprises", from_zero=False),
                Panel("coverage_listed"),
                Panel("headcount_members"),
                Panel("profit_idr", from_zero=False),
                Panel("technology_share"),
                Panel("orders_share"),
                Panel("readiness"),
            ],
            2,
        ),
    ]


def _bands(texts: Texts, panels: Sequence[Panel]) -> str:
    text = texts.say("Lines are means over replicates; bands hold the middle 95 % of replicates.")
    if any(p.difference for p in panels):
        text += " " + texts.say(
            "In panels of differences, bands are 95 % intervals of the mean paired difference."
        )
    return text


def _spoken(series: pd.DataFrame, panels: Sequence[Panel], styles: Sequence[ArmStyle], texts: Texts) -> str:
    """What lines show at their ends, in words."""
    parts = []
    for name in dict.fromkeys(p.name for p in panels):
        ends = []
        for style in styles:
            mean = band(by_month(series, style.arm, name))[0]
            known = mean[np.isfinite(mean)]
            if known.size:
                first, last = texts.value(float(known[0]), name), texts.value(float(known[-1]), name)
                ends.append(
                    texts.say("{letter} from {first} to {last}", letter=style.letter, first=first, last=last)
                )
        if ends:
            parts.append(f"{texts.label(name)}: {'; '.join(ends)}.")
    return texts.say("Line charts by month.") + " " + " ".join(parts)


def _spoken_bars(paid: Sequence[Any], gained: Sequence[Any], styles: Sequence[ArmStyle], texts: Texts) -> str:
    parts = []
    for bar in (*paid, *gained):
        amounts = [f"{s.letter} {texts.money(bar.values[s.arm].mean)}" for s in styles if s.arm in bar.values]
        parts.append(f"{bar.name}: {', '.join(amounts)}.")
    return texts.say("Bar charts of money paid and gained by actor.") + " " + " ".join(parts)
