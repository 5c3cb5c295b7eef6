"""What is set in a case: positions of levers, numbers typed, further fields; and how an address holds them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from partnersim.faces.app.levers import AS_IT_IS, chosen_values, levers_of
from partnersim.scenario.phrases import Phrase
from partnersim.scenario.spec import Scenario

_NUMBER, _MORE = "n.", "m."
"""How numbers typed for levers, and further fields, are told from positions in an address."""

LONGEST_NAME = 30
"""Letters of a name that a room gives an arm."""

_NOT_FIRST = "=+-@ "
"""What no name begins with: a spreadsheet would take the rest for a formula."""


@dataclass(frozen=True)
class Setting:
    """How the levers of a case stand.

    Attributes:
        positions: key of position by key of lever. numbers: numbers typed instead.
        more: values of further fields by dotted path, which go before all levers.
    """

    positions: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)
    more: Mapping[str, bool | int | float | str] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        """Whether anything is other than it was."""
        return bool(self.positions or self.numbers or self.more)

    def moved(self, lever: str, position: str) -> Self:
        """With one lever at another position."""
        positions = {**self.positions, lever: position}
        if position == AS_IT_IS.key:
            del positions[lever]
        return replace(
            self, positions=positions, numbers={k: v for k, v in self.numbers.items() if k != lever}
        )

    def typed(self, lever: str, number: float) -> Self:
        """With a number typed for one lever, in place of its position."""
        positions = {k: v for k, v in self.positions.items() if k != lever}
        return replace(self, positions=positions, numbers={**self.numbers, lever: number})

    def with_more(self, path: str, value: bool | int | float | str | None) -> Self:
        """With a further field set; None leaves it as it was."""
        more = {name: old for name, old in self.more.items() if name != path}
        return replace(self, more=more if value is None else {**more, path: value})

    def put_back(self) -> Self:
        """With every lever as it was."""
        return replace(self, positions={}, numbers={}, more={})

    def values_in(self, base: Scenario) -> dict[str, Any]:
        """What is set in a case, by dotted path.

        Raises:
            KeyError: a lever or position is not one of the case.
        """
        return {**chosen_values(levers_of(base), self.positions, self.numbers), **self.more}

    def fields(self) -> dict[str, str]:
        """The setting as fields of an address."""
        numbers = {f"{_NUMBER}{key}": repr(value) for key, value in self.numbers.items()}
        more = {f"{_MORE}{path}": json.dumps(value) for path, value in self.more.items()}
        return {**self.positions, **numbers, **more}

    def with_fields(self, fields: Mapping[str, str]) -> Self:
        """With what fields of an address say, in place of what was set.

        Raises:
            ValueError: a number is none, or a further field is no switch, number or word.
        """
        positions, numbers, more = {}, {}, {}
        for key, text in fields.items():
            if key.startswith(_NUMBER):
                numbers[key.removeprefix(_NUMBER)] = _number(text)
            elif key.startswith(_MORE):
                more[key.removeprefix(_MORE)] = _plain(text)
            else:
                positions[key] = text
        return replace(self, positions=positions, numbers=numbers, more=more)


@dataclass(frozen=True)
class Kept(Setting):
    """Arm B: how the levers stood when the room kept them, and what it calls that.

    Attributes:
        name: given by the room; "" if none was.
    """

    name: str = ""

    @property
    def title(self) -> str:
        """What the arm is called on its own: B, and the name if it has one."""
        return f"B: {self.name}" if self.name else "B"


def name_of(text: str) -> str:
    """A name for an arm from what somebody typed: one short line that no spreadsheet takes for a formula."""
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    name = plain.lstrip(_NOT_FIRST)[:LONGEST_NAME].rstrip()
    return "" if name == "B" else name


def _number(text: str) -> float:
    """A number of an address.

    Raises:
        ValueError: it is none; the message is a phrase.
    """
    try:
        return float(text)
    except ValueError:
        raise ValueError(Phrase("'{text}' is no number", text=text[:40])) from None


def _plain(text: str) -> bool | int | float | str:
    """A value of an address: a switch, a number or a word, and nothing else.

    Raises:
        ValueError: it is something else.
    """
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, bool | int | float | str):
        raise ValueError(Phrase("'{text}' is no switch, number or word", text=text[:40]))
    return value
