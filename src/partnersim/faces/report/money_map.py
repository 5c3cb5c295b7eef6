"""The map of money: who brought it, who spent it, on what; and what goes round among households."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

import networkx as nx
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, PathPatch
from matplotlib.path import Path

from partnersim.faces.report.money import BILLION, WORK
from partnersim.faces.report.style import ArmStyle, wrapped
from partnersim.measures.money import PASSED_ON
from partnersim.studies.payments import payments
from partnersim.studies.runs.results import Results
from partnersim.studies.words.drawing import new_figure
from partnersim.studies.words.texts import Texts

GAP = 0.085
TURNOVER = 0.30
LABELLED = 0.035
"""Ribbons at least this thick (share of the column) carry their amount; the others show in the boxes."""

COLUMNS = (0.24, 0.50, 0.74)
WIDTH = 0.014
Boxes = dict[str, tuple[float, float, float]]
"""Top, bottom and amount (rupiah) of each box of a column."""

_ENDS = (attrgetter("source"), attrgetter("target"))
_SHADES = ("#332288", "#DDCC77", "#44AA99", "#882255", "#999933", "#661100")
"""Colours of organizations, none of which is one of an arm (Tol's muted scheme, for the colour-blind)."""


@dataclass(frozen=True)
class Ribbon:
    """Money from one box to another, rupiah of the run, mean over replicates."""

    source: str
    target: str
    amount: float


def ribbons(results: Results, arm: str, texts: Texts) -> tuple[list[Ribbon], list[Ribbon]]:
    """Ribbons from those who brought money to those who spent it, and from these to uses.

    What an organization spent, less what others passed to it, is its own money spent by itself.
    """
    rows = payments(results, arm)
    runs = max(1, results.done[results.done["arm"] == arm]["seed"].nunique())
    titles = {actor: texts.title(title) for actor, title in results.actors(arm).items()}
    sums = rows.groupby(["payer", "receiver", "kind"])["amount_idr"].sum() / runs
    names = use_names(texts)
    passed: dict[tuple[str, str], float] = {}
    uses: dict[tuple[str, str], float] = {}
    for (source, target, kind), amount in sums.items():
        if kind == PASSED_ON:
            passed[source, target] = passed.get((source, target), 0.0) + amount
        else:
            uses[source, names[kind]] = uses.get((source, names[kind]), 0.0) + amount
    brought = []
    for actor in titles:
        spent = sum(amount for (who, _), amount in uses.items() if who == actor)
        came = sum(amount for (_, to), amount in passed.items() if to == actor)
        brought.append(Ribbon(actor, actor, max(0.0, spent - came)))
    brought += [Ribbon(a, b, amount) for (a, b), amount in passed.items()]
    return [r for r in brought if r.amount > 0.0], [Ribbon(a, b, v) for (a, b), v in uses.items() if v > 0.0]


def use_names(texts: Texts) -> dict[str, str]:
    """What organizations' money goes to, by kind of posting, in the order of the map."""
    work = texts.say("Work: training, visits, equipment, markets")
    return {
        "funds": texts.say("Community funds (seed money)"),
        "support": texts.say("Households (support)"),
        **dict.fromkeys(WORK, work),
        "coordination": texts.say("Co-ordination"),
        "showpiece": texts.say("Showpieces"),
        "mutual aid": texts.say("Help for a partner in trouble"),
        "damages": texts.say("Damages to partners"),
        "leakage": texts.say("Stolen"),
    }


def money_map_figure(results: Results, styles: Sequence[ArmStyle], texts: Texts) -> Figure:
    """A band per arm: brought by, spent by, on what, all to one scale; and the turnover in households."""
    parts = {s.arm: ribbons(results, s.arm, texts) for s in styles}
    totals = {arm: sum(r.amount for r in used) for arm, (_, used) in parts.items()}
    most = max(
        (len({end(r) for r in part}) for pair in parts.values() for part in pair for end in _ENDS), default=1
    )
    scale = (1.0 - GAP * (most - 1)) / max(*totals.values(), 1.0)
    lows = {s.arm: _lowest(parts[s.arm], scale) for s in styles}
    heights = [1.12 + TURNOVER - lows[s.arm] for s in styles]
    figure = new_figure(10.2, 3.6 * sum(heights))
    axes = np.atleast_1d(figure.subplots(len(styles), 1, gridspec_kw={"height_ratios": heights}))
    for ax, style in zip(axes, styles, strict=True):
        low = lows[style.arm]
        ax.set_xlim(0.0, 1.0)
        ax.set_ylim(low - TURNOVER, 1.12)
        ax.axis("off")
        _draw_map(ax, *parts[style.arm], results.actors(style.arm), scale, texts)
        _draw_turnover(ax, turnover(results, style.arm), low, texts)
        ax.set_title(
            texts.say(
                "{letter}   {title}: {total} billion rupiah spent",
                letter=style.letter,
                title=style.title,
                total=texts.number(totals[style.arm] / BILLION),
            ),
            color=style.colour,
        )
    return figure


def _lowest(parts: tuple[list[Ribbon], list[Ribbon]], scale: float) -> float:
    """Lower end of the longest column of boxes."""
    lengths = [
        scale * sum(r.amount for r in part) + GAP * len({end(r) for r in part})
        for part in parts
        for end in _ENDS
    ]
    return 1.0 - max(lengths, default=0.0)


def turnover(results: Results, arm: str) -> nx.DiGraph:
    """Money between households, community funds and moneylenders, rupiah of the run, mean over replicates."""
    flows = results.flows
    mine = flows[flows["arm"] == arm]
    runs = max(1, results.done[results.done["arm"] == arm]["seed"].nunique())
    routes = (
        ("funds", "households", ("programme loan", "surplus shared"), "community funds", "households"),
        ("households", "funds", ("loan repayment", "loan interest"), "households", "community funds"),
        ("moneylenders", "households", ("moneylender loan",), "moneylenders", "households"),
        ("households", "moneylenders", ("moneylender repayment",), "households", "moneylenders"),
    )
    graph = nx.DiGraph()
    for source, target, kinds, payer, receiver in routes:
        rows = mine[mine["kind"].isin(kinds) & (mine["payer"] == payer) & (mine["receiver"] == receiver)]
        graph.add_edge(source, target, amount=float(rows["amount_idr"].sum()) / runs)
    return graph


def _draw_map(
    ax: Axes, brought: list[Ribbon], used: list[Ribbon], titles: dict[str, str], scale: float, texts: Texts
) -> None:
    uses = [name for name in dict.fromkeys(use_names(texts).values()) if any(r.target == name for r in used)]
    columns = (
        _boxes(list(titles), {n: sum(r.amount for r in brought if r.source == n) for n in titles}, scale),
        _boxes(list(titles), {n: sum(r.amount for r in used if r.source == n) for n in titles}, scale),
        _boxes(uses, {n: sum(r.amount for r in used if r.target == n) for n in uses}, scale),
    )
    shades = dict(zip(titles, _SHADES * (1 + len(titles) // len(_SHADES)), strict=False))
    headings = (texts.say("Brought by"), texts.say("Spent by"), texts.say("On"))
    for heading, x in zip(headings, COLUMNS, strict=True):
        ax.text(x, 1.06, heading, ha="center", fontsize=9.5, fontweight="bold")
    for k, part in enumerate((brought, used)):
        ends = (COLUMNS[k] + WIDTH, COLUMNS[k + 1] - WIDTH)
        _draw_ribbons(ax, part, columns[k], columns[k + 1], ends, scale, shades, texts)
    for k, boxes in enumerate(columns):
        for name, (top, bottom, amount) in boxes.items():
            if amount <= 0.0:
                continue
            ax.fill_betweenx(
                [bottom, top],
                COLUMNS[k] - WIDTH,
                COLUMNS[k] + WIDTH,
                color=shades.get(name, "#444444"),
                linewidth=0,
            )
            text = texts.number(amount / BILLION)
            if k == 1:
                ax.text(COLUMNS[k], top + 0.004, text, ha="center", va="bottom", fontsize=8.5)
            else:
                label = wrapped(f"{titles.get(name, name)}  {text}", 30)
                x, side = (
                    (COLUMNS[k] - WIDTH - 0.008, "right") if k == 0 else (COLUMNS[k] + WIDTH + 0.008, "left")
                )
                ax.text(x, (top + bottom) / 2, label, ha=side, va="center", fontsize=8.5)


def _boxes(
    names: list[str], amounts: dict[str, float], scale: float
) -> dict[str, tuple[float, float, float]]:
    """Top, bottom and amount of the boxes of one column, from above."""
    top = 1.0
    found = {n: (0.0, 0.0, 0.0) for n in names}
    for n in names:
        if amounts[n] > 0.0:
            found[n] = (top, top - scale * amounts[n], amounts[n])
            top -= scale * amounts[n] + GAP
    return found


def _draw_ribbons(
    ax: Axes,
    drawn: list[Ribbon],
    left: Boxes,
    right: Boxes,
    ends: tuple[float, float],
    scale: float,
    shades: dict[str, str],
    texts: Texts,
) -> None:
    """Bands between two columns, as thick as the money, in the order of the boxes at their other ends."""
    start, stop = ends
    middle = (start + stop) / 2.0
    leaves = {name: box[0] for name, box in left.items()}
    arrives = {name: box[0] for name, box in right.items()}
    order = {name: k for k, name in enumerate((*left, *right))}
    for ribbon in sorted(drawn, key=lambda r: (order[r.source], order[r.target])):
        thick = scale * ribbon.amount
        y0, y1 = leaves[ribbon.source], arrives[ribbon.target]
        leaves[ribbon.source] -= thick
        arrives[ribbon.target] -= thick
        points = [
            (start, y0),
            (middle, y0),
            (middle, y1),
            (stop, y1),
            (stop, y1 - thick),
            (middle, y1 - thick),
            (middle, y0 - thick),
            (start, y0 - thick),
            (start, y0),
        ]
        codes = [
            Path.MOVETO,
            Path.CURVE4,
            Path.CURVE4,
            Path.CURVE4,
            Path.LINETO,
            Path.CURVE4,
            Path.CURVE4,
            Path.CURVE4,
            Path.CLOSEPOLY,
        ]
        colour = shades[ribbon.source]
        ax.add_patch(
            PathPatch(Path(points, codes), facecolor=colour, alpha=0.38, edgecolor=colour, linewidth=0.3)
        )
        if thick >= LABELLED:
            ax.text(
                start + 0.008,
                y0 - thick / 2.0,
                texts.number(ribbon.amount / BILLION),
                va="center",
                fontsize=8,
            )


def _draw_turnover(ax: Axes, graph: nx.DiGraph, top: float, texts: Texts) -> None:
    """Boxes below the map, and what goes round between them; who had no part in it is not drawn."""
    names = {
        "funds": texts.say("Community funds"),
        "households": texts.say("Households"),
        "moneylenders": texts.say("Moneylenders"),
    }
    places = {
        "funds": (0.14, top - 0.17),
        "households": (0.5, top - 0.17),
        "moneylenders": (0.86, top - 0.17),
    }
    ax.text(
        0.5,
        top - 0.04,
        texts.say("Goes round in the same time (billion rupiah, not to scale)"),
        ha="center",
        fontsize=9,
        fontstyle="italic",
    )
    what = {
        ("funds", "households"): texts.say("loans and surplus"),
        ("households", "funds"): texts.say("repaid with interest"),
        ("moneylenders", "households"): texts.say("loans"),
        ("households", "moneylenders"): texts.say("repaid with interest"),
    }
    graph = graph.edge_subgraph([(a, b) for a, b, moved in graph.edges(data="amount") if moved > 0.0])
    for node, (x, y) in ((node, place) for node, place in places.items() if node in graph):
        ax.add_patch(
            FancyBboxPatch(
                (x - 0.075, y - 0.035),
                0.15,
                0.07,
                boxstyle="round,pad=0.005",
                facecolor="white",
                edgecolor="#444444",
            )
        )
        ax.text(x, y, names[node], ha="center", va="center", fontsize=9)
    for source, target, data in graph.edges(data=True):
        (x0, y0), (x1, _) = places[source], places[target]
        side = 1.0 if x1 > x0 else -1.0
        y = y0 + 0.018 * side
        ax.annotate(
            "",
            (x1 - 0.085 * side, y),
            (x0 + 0.085 * side, y),
            arrowprops={"arrowstyle": "-|>", "color": "#444444", "linewidth": 1.2},
        )
        label = f"{texts.number(data['amount'] / BILLION)}  {what[source, target]}"
        ax.text(
            (x0 + x1) / 2,
            y + 0.012 * side,
            label,
            ha="center",
            va="bottom" if side > 0 else "top",
            fontsize=8.5,
        )
