"""The results chain of a pair as a picture: how many times what would have shown each difference is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from partnersim.studies.digest.facts import Effect, effect_of
from partnersim.studies.words.arms import names_of_arms
from partnersim.studies.words.compared import LINKS
from partnersim.studies.words.texts import Texts

if TYPE_CHECKING:
    from partnersim.studies.compare import Comparison

CLEAR, UNCLEAR = "#0072B2", "#999999"


def chain_figure(comparison: Comparison, base: str, other: str, texts: Texts, /) -> Figure:
    """Leading outcomes from inputs to impact: a bar is the difference over the smallest one that would have shown.

    Bars beyond one are likely to be seen again in as many runs; grey ones are not to be told from chance.
    """
    rows, called = comparison.chain, names_of_arms(comparison.results.manifest, texts).called
    mine = rows[(rows["base"] == base) & (rows["other"] == other)]
    effects = [effect for row in mine.to_dict("records") if (effect := effect_of(row)).mde > 0.0]
    figure = Figure(figsize=(9.0, 0.6 + 0.3 * max(1, len(effects))), layout="constrained")
    axes = figure.subplots()
    places = range(len(effects))
    axes.barh(places, [_times(e) for e in effects], color=[CLEAR if e.clear else UNCLEAR for e in effects])
    labels = [f"{texts.say(LINKS[e.link])}: {texts.label(e.outcome)}" for e in effects]
    axes.set_yticks(places, labels, fontsize=8)
    axes.invert_yaxis()
    for edge in (-1.0, 0.0, 1.0):
        axes.axvline(
            edge, color="black", linewidth=0.8 if edge == 0.0 else 0.5, linestyle="-" if edge == 0.0 else ":"
        )
    axes.set_xlabel(
        texts.say(
            "difference over what would have shown, {other} less {base}", other=called[other], base=called[base]
        )
    )
    return figure


def _times(effect: Effect) -> float:
    return effect.difference / effect.mde
