"""The results chain of a pair in words: how far something is clear, and a line for each link."""

from __future__ import annotations

from dataclasses import dataclass

from partnersim.measures.declaring import Link
from partnersim.studies.digest.facts import Effect, Facts
from partnersim.studies.words.catalogue import noted
from partnersim.studies.words.numbers import NONE, interval_text
from partnersim.studies.words.texts import Texts

WIDTH = 100
"""Columns of a digest on a terminal."""

LINKS = {
    Link.INPUT: noted("put in"), Link.ACTIVITY: noted("done"), Link.OUTPUT: noted("reached"),
    Link.OUTCOME: noted("changed"), Link.IMPACT: noted("poverty"),
}  # fmt: skip
"""What a link of the results chain is called beside a number."""


@dataclass(frozen=True)
class ChainLine:
    """A link of the results chain: its effect, what chance leaves of it, and what would have shown.

    Attributes:
        link: its place. label: the outcome with its unit, where that is not in the numbers. value: the difference.
        ends: what chance leaves. named: the same with what it is (an interval, or the range of so many runs).
        least: the smallest difference that would have shown. clear: whether the difference is more than chance and
            more than about nothing.
    """

    link: str
    label: str
    value: str
    ends: str
    named: str
    least: str
    clear: bool


def how_far(facts: Facts, texts: Texts, /) -> str:
    """How far along the chain something differs, as part of a sentence."""
    if facts.reached is None:
        return texts.say("nothing is clear at any link of the results chain")
    if facts.reached is not Link.IMPACT:
        return texts.say(
            "clear along the results chain as far as '{link}'", link=texts.say(LINKS[facts.reached])
        )
    if facts.poverty is None or facts.poverty.outcome in facts.telling:
        return texts.say("clear to the end of the results chain")
    return texts.say("clear to the end of the results chain, but not in the share of poor people")


def chain_heading(facts: Facts, texts: Texts, /) -> str:
    """How far something differs, and what stands in the lines below it."""
    ends = texts.say("range of runs") if _few(facts) else texts.say("95 % interval")
    told = how_far(facts, texts)
    return texts.say(
        "{how_far} (difference, {ends}, would have shown):", how_far=told[:1].upper() + told[1:], ends=ends
    )


def chain_line(effect: Effect, facts: Facts, texts: Texts, /) -> ChainLine:
    """The line of a link."""
    value, _ = texts.gap(effect.difference, *effect.ends, effect.outcome)
    shown = texts.gap_ends(effect.difference, *effect.ends, effect.outcome)
    same = effect.least == effect.most == 0.0
    ends = "" if same or NONE in (shown.low, shown.high) else interval_text(shown)
    label, unit = texts.label(effect.outcome), texts.unit(effect.outcome)
    shows_its_unit = effect.unit in ("share", "IDR")  # points and rupiah stand in the numbers
    return ChainLine(
        link=texts.say(LINKS[effect.link]), label=label if shows_its_unit or not unit else f"{label} ({unit})",
        value=texts.say("no difference") if same else value, ends=ends, named=_named(effect, ends, texts),
        least=texts.difference(effect.mde, effect.outcome).lstrip("+") if effect.mde > 0.0 else NONE,
        clear=effect.outcome in facts.telling,
    )  # fmt: skip


def drawn_lines(chain: list[ChainLine], width: int, /) -> list[str]:
    """The chain as a picture: a full mark where an effect is clear, an open one where it is not.

    A label that is too long loses its months or its unit first.

    Args:
        chain: its lines. width: columns of the terminal.
    """
    names = ("link", "value", "ends", "least")
    widths = {name: max(len(getattr(line, name)) for line in chain) for name in names}
    room = width - sum(widths.values()) - 4 - 2 * len(names)
    labels = [_shortened(line.label, room) for line in chain]
    wide = max(map(len, labels))
    lines = []
    for line, label in zip(chain, labels, strict=True):
        mark = "\N{BLACK CIRCLE}" if line.clear else "\N{WHITE CIRCLE}"
        cells = [
            line.link.ljust(widths["link"]), label.ljust(wide), line.value.rjust(widths["value"]),
            line.ends.ljust(widths["ends"]), line.least.rjust(widths["least"]),
        ]  # fmt: skip
        lines.append(f"  {mark} {'  '.join(cells)}".rstrip())
    return lines


def _shortened(label: str, room: int) -> str:
    """A label without its months, then without a unit that the number shows, then cut, where it is too long."""
    name, _, unit = label.partition(" (")
    head, tail = name.rpartition(", ")[0] or name, f" ({unit}" if unit else ""
    needed = "" if unit.startswith("Rp") else tail
    fitting = [text for text in (label, head + tail, head + needed) if len(text) <= room]
    return fitting[0] if fitting else f"{head[: room - 1 - len(needed)]}\N{HORIZONTAL ELLIPSIS}{needed}"


def _few(facts: Facts) -> bool:
    return all(effect.few for effect in facts.chain)


def _named(effect: Effect, ends: str, texts: Texts) -> str:
    """The ends with what they are; nothing where there are none."""
    if not ends:
        return ""
    if effect.few:
        return texts.say("{n} pairs: {ends}", ends=ends, n=effect.n)
    return texts.say("by chance: {ends}", ends=ends)
