"""Which levers move an outcome most, in lines for a terminal."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from partnersim.studies.estimates import LEVEL
from partnersim.studies.words.numbers import exact_text
from partnersim.studies.words.texts import Texts
from partnersim.studies.words.verdicts import link_text

if TYPE_CHECKING:
    from partnersim.studies.levers.rows import LeverRow, Move

MOST_NAMED = 3
"""Levers that are named for each outcome."""

LINKS = ("input", "activity", "output", "outcome", "impact")


def strongest_lines(
    rows: Sequence[LeverRow], texts: Texts, /, *, outcomes: Sequence[str] = (), partly: bool = False
) -> list[str]:
    """For each outcome the levers that move it most, by the size of the effect; clear effects alone.

    Switches of whole rules are no levers of a place, and left out.

    Args:
        rows: the levers. texts: the language.
        outcomes: names of outcomes; where none is given, of each link of the results chain the outcome that most
            levers move clearly.
        partly: whether rows have the clearest move on each link alone, so that they do not tell what moves nothing.
    """
    moved = _moves_by_outcome(rows)
    lines = []
    for name in outcomes or _usual(moved):
        label = texts.label(name)
        if name not in moved:
            lines.append(
                texts.say(
                    "{label}: nothing is kept of it, since it is the clearest effect of no lever on its link",
                    label=label,
                )
                if partly
                else texts.say("{label}: no lever moves it clearly", label=label)
            )
            continue
        ranked = sorted(moved[name].values(), key=lambda pair: -abs(pair[1].effect))
        named = "; ".join(_named(row, move, texts) for row, move in ranked[:MOST_NAMED])
        lines.append(f"{label} ({link_text(ranked[0][1].link, texts)}): {named}")
    return lines


def by_luck_text(facts: Mapping[str, Any], texts: Texts, /) -> str:
    """How many effects look clear, and how many would by luck alone; empty where that was not counted."""
    varied = facts.get("varied")
    if not varied:
        return ""
    return texts.say(
        "Of {n} effects on leading outcomes that vary between runs {clear} look clear; by luck alone up to {luck} "
        "would, mostly those of few standard errors.",
        n=exact_text(varied, language=texts.language),
        clear=exact_text(facts["varied_clear"], language=texts.language),
        luck=exact_text(round((1.0 - LEVEL) * varied), language=texts.language),
    )  # fmt: skip


def _moves_by_outcome(rows: Sequence[LeverRow]) -> dict[str, dict[str, tuple[LeverRow, Move]]]:
    """Of each outcome and lever the largest clear effect."""
    found: dict[str, dict[str, tuple[LeverRow, Move]]] = {}
    for row in rows:
        if _is_rule(row.lever):
            continue
        for move in row.moves:
            if not move.clear or math.isnan(move.effect):
                continue
            of_outcome = found.setdefault(move.outcome, {})
            known = of_outcome.get(row.lever)
            if known is None or abs(move.effect) > abs(known[1].effect):
                of_outcome[row.lever] = (row, move)
    return found


def _is_rule(lever: str) -> bool:
    """Whether it switches a rule of the model, which nobody in a place can do."""
    return lever.startswith("mechanisms.") and lever.endswith(".on")


def _usual(moved: dict[str, dict[str, tuple[LeverRow, Move]]]) -> list[str]:
    """The outcome of each link that most levers move, along the chain."""
    most: dict[str, str] = {}
    for name, levers in moved.items():
        link = next(iter(levers.values()))[1].link
        if link not in most or len(levers) > len(moved[most[link]]):
            most[link] = name
    return [most[link] for link in LINKS if link in most]


def _named(row: LeverRow, move: Move, texts: Texts) -> str:
    """A lever with the value tried, as it is written after --set, and the effect in the outcome's unit."""
    value = exact_text(row.tried.get(move.value, move.value)).replace(",", "")
    return f"{row.lever}={value} ({texts.difference(move.effect, move.outcome)})"
