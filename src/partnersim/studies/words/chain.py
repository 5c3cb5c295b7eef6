"""The results chain of a comparison in lines: a mark, both ends of the interval, and what would have shown."""

from __future__ import annotations

from dataclasses import dataclass

from partnersim.measures.declaring import Link
from partnersim.studies.digest.facts import Effect
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
    """A link of the results chain: its effect, whether it is clear, and what would have shown."""

    link: str
    label: str
    value: str
    ends: str
    least: str
    clear: bool


def chain_line(effect: Effect, texts: Texts) -> ChainLine:
    """An effect as a line of the chain, in words and numbers of the language."""
    value, _ = texts.gap(effect.difference, *effect.ends, effect.outcome)
    shown = texts.gap_ends(effect.difference, *effect.ends, effect.outcome)
    same = effect.least == effect.most == 0.0
    ends = "" if same or NONE in (shown.low, shown.high) else interval_text(shown)
    least = texts.difference(effect.mde, effect.outcome).lstrip("+") if effect.mde > 0.0 else NONE
    label, unit = texts.label(effect.outcome), texts.unit(effect.outcome)
    shows_its_unit = effect.unit in ("share", "IDR")  # points and rupiah stand in the numbers
    return ChainLine(
        link=texts.say(LINKS[effect.link]), label=label if shows_its_unit or not unit else f"{label} ({unit})",
        value=texts.say("no difference") if same else value, ends=ends, least=least, clear=effect.clear,
    )  # fmt: skip


def chain_lines(chain: list[ChainLine]) -> list[str]:
    """The chain as a picture: a full mark where an effect is clear, an open one where chance explains it."""
    names = ("link", "label", "value", "ends", "least")
    widths = {name: max(len(getattr(line, name)) for line in chain) for name in names}
    over = sum(widths.values()) + 4 + 2 * 4 - WIDTH
    if over > 0:
        widths["label"] -= over
    lines = []
    for line in chain:
        mark = "\N{BLACK CIRCLE}" if line.clear else "\N{WHITE CIRCLE}"
        label = (
            line.label
            if len(line.label) <= widths["label"]
            else f"{line.label[: widths['label'] - 1]}\N{HORIZONTAL ELLIPSIS}"
        )
        cells = [
            line.link.ljust(widths["link"]), label.ljust(widths["label"]), line.value.rjust(widths["value"]),
            line.ends.ljust(widths["ends"]), line.least.rjust(widths["least"]),
        ]  # fmt: skip
        lines.append(f"  {mark} {'  '.join(cells)}".rstrip())
    return lines
