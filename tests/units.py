"""Numbers that carry their unit: a sum of unlike ones is an error, and a quotient has a unit of its own.

Rules of the model are run with them as plain Python: whatever a rule adds, compares, raises to a power or writes into a
column must then be alike. A number without a unit is a plain number, so that ``math.exp`` takes it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numba.core.dispatcher import Dispatcher
from pydantic import BaseModel

from partnersim.scenario.documents.fields import NO_UNIT, field_note
from partnersim.scenario.documents.units import OF_ANOTHER_FIELD, dimension
from partnersim.world.columns import Column


def powers(value: Any) -> dict[str, int]:
    """Base units of a quantity or number with their powers."""
    return dict(value.unit) if isinstance(value, Quantity) else {}


def number(value: Any) -> Any:
    """A quantity or number without its unit."""
    return value.value if isinstance(value, Quantity) else value


@dataclass(frozen=True, eq=False)
class Quantity:
    """A number with the powers of its base units."""

    value: float
    unit: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, value: float, unit: str | dict[str, int]) -> Any:
        """A number in a unit of the vocabulary or of these powers; a plain number where that unit is none."""
        return cls.made(value, dict(dimension(unit)) if isinstance(unit, str) else unit)

    @classmethod
    def made(cls, value: float, unit: dict[str, int]) -> Any:
        """A number with these powers of base units; a plain number without any."""
        unit = {base: power for base, power in unit.items() if power}
        return cls(value, tuple(sorted(unit.items()))) if unit else value

    @staticmethod
    def _is_nothing(other: Any) -> bool:
        """Whether it is a zero without a unit, which is nothing in every unit."""
        return not isinstance(other, Quantity) and other == 0.0

    def _times(self, other: Any, sign: int) -> dict[str, int]:
        made = powers(self)
        for base, power in powers(other).items():
            made[base] = made.get(base, 0) + sign * power
        return made

    def _alike(self, other: Any) -> None:
        if powers(self) != powers(other) and not self._is_nothing(other):
            raise TypeError(f"{powers(self)} and {powers(other)} are not alike")

    def __mul__(self, other: Any) -> Any:
        if self._is_nothing(other):
            return other
        return self.made(self.value * number(other), self._times(other, 1))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        return self.made(self.value / number(other), self._times(other, -1))

    def __rtruediv__(self, other: Any) -> Any:
        if self._is_nothing(other):
            return other
        return self.made(number(other) / self.value, {base: -power for base, power in self.unit})

    def __add__(self, other: Any) -> Any:
        self._alike(other)
        return Quantity(self.value + number(other), self.unit)

    __radd__ = __add__

    def __neg__(self) -> Any:
        return Quantity(-self.value, self.unit)

    def __sub__(self, other: Any) -> Any:
        return self + -other

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __lt__(self, other: Any) -> bool:
        self._alike(other)
        return bool(self.value < number(other))

    def __gt__(self, other: Any) -> bool:
        self._alike(other)
        return bool(self.value > number(other))

    def __le__(self, other: Any) -> bool:
        return not self > other

    def __ge__(self, other: Any) -> bool:
        return not self < other

    def __eq__(self, other: object) -> bool:
        self._alike(other)
        return bool(self.value == number(other))

    __hash__ = None  # type: ignore[assignment]

    def sqrt(self) -> Any:
        """Square root; also what numpy calls for it."""
        if any(power % 2 for _, power in self.unit):
            raise TypeError(f"{powers(self)} has no square root")
        return Quantity(math.sqrt(self.value), tuple((base, power // 2) for base, power in self.unit))

    def _pure(self, *_: Any) -> Any:
        raise TypeError(f"{powers(self)} is no pure number")

    # a power, an exponential, a whole number or a place in a list is of a pure number alone
    __float__ = __int__ = __index__ = __floor__ = __pow__ = __rpow__ = _pure
    exp = log = floor = _pure


Unit = str | dict[str, int]
"""A unit of the vocabulary, or the powers of base units."""


def in_units(values: Any, unit: Unit) -> Any:
    """Numbers of an array in a unit, as an array of objects that numpy can reckon with."""
    made = np.empty(np.shape(values), dtype=object)
    for place, entry in np.ndenumerate(values):
        made[place] = Quantity.of(float(entry), unit)
    return made


class ColumnInUnits:
    """A column of a table as rules read and write it: what is written must be counted in the column's unit."""

    def __init__(self, declared: Column, values: Any) -> None:
        self.name, self._whole = declared.name, np.issubdtype(np.dtype(declared.dtype), np.integer)
        self._unit = dict(dimension(declared.unit))
        self.values = list(values.tolist())

    def __getitem__(self, row: int | slice) -> Any:
        if isinstance(row, slice):  # keys, which have no unit
            return np.array(self.values[row])
        return Quantity.made(self.values[row], self._unit)

    def __setitem__(self, row: int, value: Any) -> None:
        if powers(value) != self._unit and number(value) != 0.0:
            raise TypeError(f"{self.name} is counted in {self._unit}, not in {powers(value)}")
        self.values[row] = int(number(value)) if self._whole else float(number(value))


class PartInUnits:
    """A part of a scenario whose numbers carry the units that its fields declare."""

    def __init__(self, part: BaseModel) -> None:
        self._part = part

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._part, name)
        if isinstance(value, BaseModel):
            return PartInUnits(value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        unit = field_note(type(self._part).model_fields[name], key="unit")
        return value if unit == NO_UNIT or unit in OF_ANOTHER_FIELD else Quantity.of(value, unit)


def run_plainly(
    monkeypatch: pytest.MonkeyPatch, modules: Iterable[ModuleType], constants: dict[str, Unit]
) -> None:
    """Let rules of these modules run as plain Python, with units on constants of these names.

    Raises:
        KeyError: no module has a constant of one of the names.
    """
    left = set(constants)
    for module in modules:
        for name, value in list(vars(module).items()):
            if isinstance(value, Dispatcher) and value.py_func.__module__ in _names(modules):
                monkeypatch.setattr(module, name, value.py_func)
            elif name in constants:
                monkeypatch.setattr(module, name, Quantity.of(value, constants[name]))
                left.discard(name)
        reckon_in_units(monkeypatch, module)
    if left:
        raise KeyError(f"no module has a constant {sorted(left)}")


def reckon_in_units(monkeypatch: pytest.MonkeyPatch, module: ModuleType) -> None:
    """Let ``float``, ``int`` and ``math`` of a module take quantities."""
    monkeypatch.setattr(module, "float", _as_number, raising=False)
    monkeypatch.setattr(module, "int", _as_whole, raising=False)
    if hasattr(module, "math"):
        monkeypatch.setattr(module, "math", _MATH)


def _names(modules: Iterable[ModuleType]) -> set[str]:
    return {module.__name__ for module in modules}


def _as_number(value: Any) -> Any:
    """``float`` that leaves a quantity its unit."""
    return Quantity.made(float(number(value)), powers(value))


def _as_whole(value: Any) -> Any:
    """``int`` that leaves a quantity its unit."""
    return Quantity.made(int(number(value)), powers(value))


def _sqrt(value: Any) -> Any:
    return value.sqrt() if isinstance(value, Quantity) else math.sqrt(value)


class ArraysInUnits:
    """numpy for arrays of quantities: new arrays hold objects, and an exponential is of pure numbers alone."""

    def __getattr__(self, name: str) -> Any:
        return getattr(np, name)

    @staticmethod
    def zeros(shape: Any, dtype: Any = object) -> Any:
        """Nothing, in every unit."""
        return np.zeros(shape, dtype)

    @staticmethod
    def exp(values: Any) -> Any:
        """Exponential; an error for a number with a unit."""
        return np.exp(np.asarray(values, dtype=float))

    @staticmethod
    def isfinite(values: Any) -> Any:
        """Whether numbers are finite, whatever they are counted in."""
        return np.isfinite([[number(value) for value in row] for row in values])


_MATH = SimpleNamespace(
    **{name: getattr(math, name) for name in ("exp", "log", "hypot", "floor", "isnan", "nan", "inf")},
    sqrt=_sqrt,
    isfinite=lambda value: math.isfinite(number(value)),
    fsum=sum,
)
