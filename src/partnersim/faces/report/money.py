"""Who paid and who gained: from the flow table and the outcomes, as bars with the arms side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from partnersim.faces.report.style import ArmStyle, arm_legend, wrapped
from partnersim.faces.report.timelines import plain_ticks
from partnersim.measures import OUTCOMES
from partnersim.studies.estimates import AMOUNT, Estimate, cut, estimate
from partnersim.studies.payments import paid_by_actor
from partnersim.studies.runs.results import Results
from partnersim.studies.words.drawing import new_figure
from partnersim.studies.words.texts import Texts

BILLION = 1e9
WORK = ("programme", "facilities", "personnel", "use_of_outputs")


@dataclass(frozen=True)
class Bar:
    """One bar per arm: what it is called, and the rupiah by arm with interval."""

    name: str
    values: dict[str, Estimate]


def payer_bars(results: Results, styles: Sequence[ArmStyle], texts: Texts) -> list[Bar]:
    """A bar per organization of any arm."""
    paid = {s.arm: paid_by_actor(results, s.arm) for s in styles}
    titles: dict[str, str] = {}
    for style in styles:
        titles |= results.actors(style.arm)
    return [
        Bar(
            texts.title(title),
            {s.arm: estimate(paid[s.arm][actor].to_numpy()) for s in styles if actor in paid[s.arm]},
        )
        for actor, title in titles.items()
    ]


def gainer_bars(results: Results, styles: Sequence[ArmStyle], texts: Texts) -> list[Bar]:
    """A bar per group that gained in money in some arm, as far as the model says so directly."""

    def bar(name: str, values: dict[str, Estimate]) -> Bar:
        return Bar(name, values)

    def outcome(column: str) -> dict[str, Estimate]:
        done = results.done
        possible = OUTCOMES.named(column).possible
        return {
            s.arm: cut(estimate(done.loc[done["arm"] == s.arm, column].to_numpy()), possible)
            for s in styles
        }

    def flow(kinds: Sequence[str], receiver: str | None = None, payers: bool = False) -> dict[str, Estimate]:
        return {s.arm: cut(estimate(_sum(results, s.arm, kinds, receiver, payers)), AMOUNT) for s in styles}

    bars = [
        bar(texts.say("Members: interest saved (at most)"), outcome("interest_saved_idr_total")),
        bar(texts.say("Members: surplus shared out"), flow(["surplus shared"], "households")),
        bar(texts.say("Community funds: growth of own capital"), _capital_growth(results, styles)),
        bar(
            texts.say("Households: support and equipment received"),
            flow(["consumption support", "equipment in kind"], "households"),
        ),
        bar(texts.say("Staff and suppliers: paid for work"), flow(WORK, "market", True)),
        bar(texts.say("Staff and suppliers: paid for co-ordination"), flow(["coordination"], "market", True)),
        bar(texts.say("Staff and suppliers: paid for showpieces"), flow(["showpiece"], "market", True)),
        bar(
            texts.say("Staff and suppliers: paid for repairs at partners"),
            flow(["mutual aid"], "market", True),
        ),
        bar(texts.say("Partners: damages from whoever broke off"), flow(["damages"], payers=True)),
        bar(texts.say("Partners: own income"), outcome("partner_income_idr_total")),
        bar(texts.say("Officials: stolen"), outcome("leaked_idr_total")),
    ]
    return [one for one in bars if any(found.mean for found in one.values.values())]


def bars_figure(
    paid: Sequence[Bar], gained: Sequence[Bar], styles: Sequence[ArmStyle], texts: Texts
) -> Figure:
    """Two panels of horizontal bars in billions of rupiah, arms side by side, each bar with its amount."""
    tall = 0.24 * len(styles) + 0.16
    figure = new_figure(9.8, 1.5 + tall * (len(paid) + len(gained)) + 0.25 * len(styles))
    above, below = figure.subplots(2, 1, gridspec_kw={"height_ratios": [max(1, len(paid)), len(gained)]})
    _draw_bars(above, paid, styles, texts, texts.say("Who paid"))
    _draw_bars(below, gained, styles, texts, texts.say("Who gained"))
    arm_legend(figure, [Patch(facecolor=s.colour, hatch=s.hatch, edgecolor="white") for s in styles], styles)
    return figure


def _draw_bars(ax: Axes, bars: Sequence[Bar], styles: Sequence[ArmStyle], texts: Texts, title: str) -> None:
    step = 0.8 / len(styles)
    largest = max((e.mean for bar in bars for e in bar.values.values() if not np.isnan(e.mean)), default=0.0)
    for row, bar in enumerate(bars):
        for k, style in enumerate(styles):
            found = bar.values.get(style.arm)
            if found is None or np.isnan(found.mean):
                continue
            y = row - 0.4 + step * (k + 0.5)
            value = found.mean / BILLION
            ax.barh(
                y,
                value,
                height=step * 0.9,
                color=style.colour,
                hatch=style.hatch,
                edgecolor="white",
                linewidth=0.3,
            )
            end = value
            if not np.isnan(found.low):
                ax.plot([found.low / BILLION, found.high / BILLION], [y, y], color="#222222", linewidth=1.1)
                end = max(value, found.high / BILLION)
            ax.text(
                max(end, 0.0) + 0.012 * largest / BILLION,
                y,
                f"{style.letter}  {texts.number(value)}",
                va="center",
                fontsize=8.5,
            )
    ax.set_yticks(range(len(bars)), [wrapped(bar.name, 34) for bar in bars])
    ax.set_ylim(max(len(bars), 1) - 0.5, -0.5)
    if not bars:
        ax.text(0.02, 0.5, texts.say("no organization"), transform=ax.transAxes, va="center")
    ax.grid(axis="y", visible=False)
    ax.axvline(0.0, color="#222222", linewidth=0.8)
    low, high = ax.get_xlim()
    ax.set_xlim(low, max(high * 1.08, 1e-9))
    ax.set_title(title)
    ax.set_xlabel(texts.say("billion rupiah in the whole run, at prices of the base year"))
    ax.set_ylabel(texts.say("actor"))
    ax.xaxis.set_major_locator(MaxNLocator(7))
    plain_ticks(ax.xaxis, texts)


def _seeds(results: Results, arm: str) -> pd.Index:
    done = results.done
    return pd.Index(done.loc[done["arm"] == arm, "seed"], name="seed")


def _sum(results: Results, arm: str, kinds: Sequence[str], receiver: str | None, payers: bool) -> np.ndarray:
    flows = results.flows
    rows = flows[(flows["arm"] == arm) & flows["kind"].isin(kinds)]
    if receiver is not None:
        rows = rows[rows["receiver"] == receiver]
    # goods that become a household's capital are posted from the market, never from the household itself
    from_whom = rows["payer"].isin(results.actors(arm)) if payers else rows["payer"] != "households"
    rows = rows[from_whom]
    sums = rows.groupby("seed")["amount_idr"].sum()
    return np.asarray(sums.reindex(_seeds(results, arm)).fillna(0.0))


def _capital_growth(results: Results, styles: Sequence[ArmStyle]) -> dict[str, Estimate]:
    """Own capital of working funds at the end less that in the first month."""
    found = {}
    for style in styles:
        rows = results.series[results.series["arm"] == style.arm]
        table = rows.pivot(index="month", columns="seed", values="fund_own_capital_idr").sort_index()
        found[style.arm] = estimate((table.iloc[-1] - table.iloc[0]).to_numpy())
    return found
