"""An explanation in plain words; every number in a sentence is a cell of a table of the explanation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from partnersim.studies.attribution import members
from partnersim.studies.words.numbers import exact_text
from partnersim.studies.words.reasons import names_of_parts
from partnersim.studies.words.texts import Texts
from partnersim.studies.words.thresholds import is_clear

if TYPE_CHECKING:
    import pandas as pd

    from partnersim.studies.explaining.result import Explanation

MOST_SETS, MOST_PARTS = 4, 8


@dataclass(frozen=True)
class Number:
    """A number in a sentence and the cells it is written from.

    Attributes:
        text: as it stands in the sentence. table: of the explanation. row: number of the row. columns: of the cells.
    """

    text: str
    table: str
    row: int
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Sentence:
    """A sentence and its numbers, in the order in which they were written."""

    text: str
    numbers: tuple[Number, ...]


class _Teller:
    """Writes cells of an explanation's tables and remembers which.

    Args:
        explanation: whose tables. texts: the language.
    """

    def __init__(self, explanation: Explanation, texts: Texts) -> None:
        self.explanation, self.texts = explanation, texts
        self.names = names_of_parts(explanation.parts, texts)
        self._numbers: list[Number] = []

    def set_text(self, row: int) -> str:
        """A set of parts, by the number of its row among all sets."""
        return " + ".join(self.names[part] for part in members(row))

    def cell(self, table: str, row: int, column: str) -> Any:
        frame: pd.DataFrame = getattr(self.explanation, table)
        return frame.iloc[row][column]

    def gap(self, table: str, row: int, column: str) -> str:
        """A difference of the outcome."""
        value = self.cell(table, row, column)
        return self._kept(self.texts.difference(value, self.explanation.outcome), table, row, column)

    def value(self, table: str, row: int, column: str) -> str:
        """A value of the outcome."""
        value = self.cell(table, row, column)
        return self._kept(self.texts.value(value, self.explanation.outcome), table, row, column)

    def estimated(self, table: str, row: int, column: str) -> dict[str, str]:
        """A difference of the outcome and its interval."""
        mean, low, high = (self.cell(table, row, name) for name in (column, "low", "high"))
        value, interval = self.texts.gap(mean, low, high, self.explanation.outcome)
        return {
            column: self._kept(value, table, row, column),
            "interval": self._kept(interval, table, row, "low", "high"),
        }

    def percent(self, table: str, row: int, column: str) -> str:
        """A share in per cent."""
        return self._kept(self.texts.percent(self.cell(table, row, column)), table, row, column)

    def count(self, table: str, row: int, column: str) -> str:
        """A whole number."""
        text = exact_text(int(self.cell(table, row, column)), language=self.texts.language)
        return self._kept(text, table, row, column)

    def sentence(self, text: str) -> Sentence:
        """A finished sentence with the numbers written since the last."""
        numbers, self._numbers = tuple(self._numbers), []
        return Sentence(text, numbers)

    def _kept(self, text: str, table: str, row: int, *columns: str) -> str:
        self._numbers.append(Number(text, table, row, columns))
        return text


def explained(explanation: Explanation, texts: Texts, /) -> list[Sentence]:
    """The explanation, a sentence each: the difference, what is enough, what is needed, shares, and how parts meet."""
    teller = _Teller(explanation, texts)
    found = explanation.sufficiency
    sentences = [_difference(teller)]
    if math.isnan(found.target):
        return [*sentences, teller.sentence(texts.say("There is no difference to explain."))]
    sentences += [*_enough(teller), *_needed(teller), _shares(teller)]
    if len(explanation.sufficient) and not any(explanation.sufficient["size"] == 1):
        sentences.append(_not_alone(teller))
    return [*sentences, *_meeting(teller)]


def _difference(teller: _Teller) -> Sentence:
    texts, explanation = teller.texts, teller.explanation
    text = texts.say(
        "{label}: {base_mean} in {base} and {other_mean} in {other}, a difference of {difference} "
        "(95 % interval {interval}, pairs of runs: {n}).",
        label=texts.label(explanation.outcome), base=explanation.base, other=explanation.other,
        base_mean=teller.value("summary", 0, "base_mean"), other_mean=teller.value("summary", 0, "other_mean"),
        **teller.estimated("summary", 0, "difference"), n=teller.count("summary", 0, "n"),
    )  # fmt: skip
    low, high = (teller.cell("summary", 0, end) for end in ("low", "high"))
    if not is_clear(low, high) and not math.isnan(teller.cell("summary", 0, "target")):
        text += " " + texts.say("Chance alone could have made it.")
    return teller.sentence(text)


def _enough(teller: _Teller) -> list[Sentence]:
    texts, explanation = teller.texts, teller.explanation
    sets = explanation.sufficient
    if sets.empty:
        text = texts.say(
            "No set of parts changes it by {target} in nine of ten pairs of runs; all together do so in {reached}.",
            target=teller.gap("summary", 0, "target"), reached=teller.percent("summary", 0, "reached"),
        )  # fmt: skip
        return [teller.sentence(text)]
    if len(explanation.parts) == 1:
        text = texts.say("The scenarios differ in one part: {part}.", part=teller.names[0])
        return [teller.sentence(text)]
    if len(sets) == 1 and sets["size"].iloc[0] == len(explanation.parts):
        text = texts.say(
            "Only all {parts} parts together are enough to change it by {target} in nine of ten pairs of runs.",
            parts=teller.count("summary", 0, "parts"), target=teller.gap("summary", 0, "target"),
        )  # fmt: skip
        return [teller.sentence(text)]
    told = [teller.set_text(row) for row in explanation.sufficiency.minimal]
    listed = texts.say("; or ").join(
        texts.say(
            "{set} ({change})", set=told[row], change=teller.gap("sufficient", row, "change")
        )
        for row in range(min(MOST_SETS, len(sets)))
    )
    text = texts.say(
        "Enough to change it by {target} in nine of ten pairs of runs: {sets}.",
        target=teller.gap("summary", 0, "target"), sets=listed,
    )  # fmt: skip
    if len(sets) > MOST_SETS:
        text += " " + texts.say("Further sets are in the table.")
    sentences = [teller.sentence(text)]
    undone = [name for name, lasting in zip(told, sets["lasting"], strict=True) if not lasting]
    if undone:
        text = texts.say("This is undone when other parts come on top: {sets}.", sets="; ".join(undone[:MOST_SETS]))
        sentences.append(teller.sentence(text))
    return sentences


def _needed(teller: _Teller) -> list[Sentence]:
    texts, explanation = teller.texts, teller.explanation
    if explanation.sufficient.empty or len(explanation.parts) == 1:
        return []
    names = [teller.names[part] for part in explanation.sufficiency.necessary]
    if not names:
        if not explanation.exact:
            return []
        return [teller.sentence(texts.say("No part is needed in every case: others can do without it."))]
    if explanation.exact:
        text = texts.say("Nothing is enough without {parts}.", parts=_listed(names, texts))
    else:
        text = texts.say("All others together are not enough without {parts}.", parts=_listed(names, texts))
    return [teller.sentence(text)]


def _shares(teller: _Teller) -> Sentence:
    texts, explanation = teller.texts, teller.explanation
    order = explanation.shares["share"].abs().sort_values(ascending=False, kind="stable").index[:MOST_PARTS]
    listed = "; ".join(
        texts.say(
            "{part} {share} ({interval})",
            part=teller.names[row],
            **teller.estimated("shares", row, "share"),
        )
        for row in order
    )
    if explanation.exact:
        text = texts.say(
            "Shared out over all orders in which parts could be added (Shapley): {shares}.", shares=listed
        )
    else:
        text = texts.say(
            "Shared out over {orders} sampled orders in which parts could be added (Shapley): {shares}.",
            orders=teller.count("summary", 0, "orders"), shares=listed,
        )  # fmt: skip
    return teller.sentence(text)


def _not_alone(teller: _Teller) -> Sentence:
    shares = teller.explanation.shares
    row = int(shares["alone"].abs().to_numpy().argmax())
    if shares["alone"].iloc[row] == 0.0:
        text = teller.texts.say(
            "A share does not mean that a part helps by itself: alone, no part changes anything."
        )
        return teller.sentence(text)
    text = teller.texts.say(
        "A share does not mean that a part helps by itself: none is enough alone, and the one that changes most alone, "
        "{part}, changes it by {alone}.",
        part=teller.names[row], alone=teller.gap("shares", row, "alone"),
    )  # fmt: skip
    return teller.sentence(text)


def _meeting(teller: _Teller) -> list[Sentence]:
    """The two parts that meet most, if that is more than chance."""
    texts, table = teller.texts, teller.explanation.interactions
    clear = [row for row in range(len(table)) if is_clear(table["low"].iloc[row], table["high"].iloc[row])]
    if not clear:
        return []
    row = max(clear, key=lambda place: abs(table["interaction"].iloc[place]))
    places = {part.name: place for place, part in enumerate(teller.explanation.parts)}
    pair = {name: teller.names[places[table[name].iloc[row]]] for name in ("first", "second")}
    together = table["interaction"].iloc[row] * teller.explanation.sufficiency.target > 0.0
    pair["interaction"] = teller.gap("interactions", row, "interaction")
    if together:
        message = texts.say(
            "{first} and {second} work most through each other: together {interaction} beyond one by one.",
            **pair,
        )
    else:
        message = texts.say(
            "{first} and {second} stand in for each other most: together {interaction} beside one by one.",
            **pair,
        )
    return [teller.sentence(message)]


def _listed(names: Sequence[str], texts: Texts) -> str:
    if len(names) == 1:
        return names[0]
    return texts.say("{some} and {last}", some=", ".join(names[:-1]), last=names[-1])
