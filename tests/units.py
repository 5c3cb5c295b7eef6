"""Numbers that carry their unit: a sum of unlike ones is an error, and a quotient has a unit of its own."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from partnersim.scenario.documents.units import dimension


def powers(value: Any) -> dict[str, int]:
    """Base units of a quantity or number with their powers."""
    return dict(value.unit) if isinstance(value, Quantity) else {}


def number(value: Any) -> float:
    return value.value if isinstance(value, Quantity) else value


@dataclass(frozen=True, eq=False)
class Quantity:
    """A number with the powers of its base units."""

    value: float
    unit: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, value: float, unit: str) -> Quantity:
        return cls(value, tuple(sorted(dimension(unit).items())))

    def _times(self, other: Any, sign: int) -> dict[str, int]:
        made = powers(self)
        for base, power in powers(other).items():
            made[base] = made.get(base, 0) + sign * power
        return {base: power for base, power in made.items() if power}

    def _alike(self, other: Any) -> None:
        # nothing is nothing in every unit
        if powers(self) != powers(other) and not (powers(other) == {} and number(other) == 0.0):
            raise TypeError(f"{powers(self)} and {powers(other)} are not alike")

    def __mul__(self, other: Any) -> Quantity:
        return Quantity(self.value * number(other), tuple(sorted(self._times(other, 1).items())))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Quantity:
        return Quantity(self.value / number(other), tuple(sorted(self._times(other, -1).items())))

    def __add__(self, other: Any) -> Quantity:
        self._alike(other)
        return Quantity(self.value + number(other), self.unit)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Quantity:
        return self + other * -1

    def __rsub__(self, other: Any) -> Quantity:
        return self * -1 + other

    def __lt__(self, other: Any) -> bool:
        self._alike(other)
        return self.value < number(other)

    def __gt__(self, other: Any) -> bool:
        self._alike(other)
        return self.value > number(other)

    def __ge__(self, other: Any) -> bool:
        return not self < other

    def __eq__(self, other: object) -> bool:
        self._alike(other)
        return self.value == number(other)

    __hash__ = None  # type: ignore[assignment]

    def _pure(self) -> float:
        if self.unit:
            raise TypeError(f"{self.unit} is no pure number")
        return self.value

    def __int__(self) -> int:
        return int(self._pure())

    def __floor__(self) -> int:
        return math.floor(self._pure())
