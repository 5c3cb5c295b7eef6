"""Tables of columns handed to compiled code by address.

A call from Python that passes a hundred arrays takes each of them apart, which costs more than a small place's month.
Compiled code that hands a hundred arrays on counts a reference on each, and a variable that holds them compiles for
seconds. Here the addresses of all columns go over in one array, which is made anew only when one of the columns is
another array. Compiled code holds a table as the one address where those of its columns stand, and finds a column there
when a rule names it, as in ``c.savings[i]``. Nothing counts references: whoever calls holds the columns.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from operator import is_
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import config
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, intrinsic, lower_getattr_generic, models, register_model
from numpy.typing import NDArray

BY_ADDRESS = not config.DISABLE_JIT  # type: ignore[attr-defined]
"""Where compilation is switched off, functions take the tables themselves."""

MOST_DIMENSIONS = 3
"""Of a column: members, members and aspects, or ordered pairs of members and aspects."""

_NUMBERS = 1 + MOST_DIMENSIONS
"""Numbers for each column: its address, and how many elements it has along each dimension, 1 where it has none."""


def _numbers_of(column: NDArray[Any]) -> tuple[int, ...]:
    """Address of a column, and its shape."""
    lacking = (1,) * (MOST_DIMENSIONS - column.ndim)
    return (column.__array_interface__["data"][0], *column.shape, *lacking)


class Addresses:
    """Addresses of columns for as long as they are the same arrays; of one that is another, its own is looked up anew.

    Whoever calls compiled code with them holds the arrays until it returns.

    Args:
        like: columns of the types that compiled code takes them for; these may be such that cannot be written into.
            Without, they are of one dimension, and of types that the caller answers for.
    """

    def __init__(self, like: tuple[NDArray[Any], ...] = ()) -> None:
        self._like = [(column.dtype, column.ndim) for column in like]
        self._columns: tuple[NDArray[Any], ...] = ()
        self._numbers = np.zeros((0, _NUMBERS), np.int64)

    def of(self, columns: tuple[NDArray[Any], ...]) -> NDArray[np.int64]:
        """Address and shape of each, (columns, 1 + `MOST_DIMENSIONS`): a new array whenever one is another.

        Args:
            columns: in the order in which `table_at` finds them.

        Raises:
            ValueError: one is not whole, cannot be written into, or is of another type than it is taken for.
        """
        before = self._columns
        if len(columns) == len(before) and all(map(is_, columns, before)):
            return self._numbers
        same = len(columns) == len(before)
        others = [k for k, column in enumerate(columns) if not (same and column is before[k])]
        for k in others:
            self._check(k, columns[k])
        numbers = self._numbers.copy() if same else np.empty((len(columns), _NUMBERS), np.int64)
        numbers[others] = [_numbers_of(columns[k]) for k in others]
        self._numbers, self._columns = numbers, columns
        return numbers

    def replaced(self, places: Sequence[int], columns: Sequence[NDArray[Any]]) -> NDArray[np.int64]:
        """The same when only the columns at these places may be others than in the last call of `of`.

        Raises:
            ValueError: as in `of`.
        """
        numbers, known = self._numbers.copy(), list(self._columns)
        for k, column in zip(places, columns, strict=True):
            if column is not known[k]:
                self._check(k, column)
                numbers[k], known[k] = _numbers_of(column), column
        self._numbers, self._columns = numbers, tuple(known)
        return numbers

    def _check(self, k: int, column: NDArray[Any]) -> None:
        """Refuse a column that compiled code cannot take at place ``k``."""
        if self._like and (column.dtype, column.ndim) != self._like[k]:
            raise ValueError(f"column {k} is {column.dtype} of {column.ndim} dimensions, not {self._like[k]}")
        plain = bool(self._like) or (column.ndim == 1 and column.flags.writeable)
        if not (plain and column.flags.c_contiguous):
            raise ValueError("compiled tables are of whole columns that can be written into")


class Table(types.Type):  # type: ignore[misc]
    """Numba's type of a table at an address.

    Attributes:
        parts: by name the place among the columns, and the type: that of an array, or a table within the table.
        columns: how many it has, those of tables within it included.
    """

    def __init__(self, example: Any) -> None:
        self.parts: dict[str, tuple[int, Any]] = {}
        self.columns = 0
        for name, part in zip(example._fields, example, strict=True):
            kind = numba.typeof(part) if isinstance(part, np.ndarray) else Table(part)
            self.parts[name] = self.columns, kind
            self.columns += getattr(kind, "columns", 1)
        layout = hashlib.sha256(repr(self.parts).encode()).hexdigest()[:12]
        super().__init__(name=f"{type(example).__name__}At{layout}")


@register_model(Table)
class _TableModel(models.PrimitiveModel):  # type: ignore[misc]
    """An address of numbers."""

    def __init__(self, manager: Any, table: Table) -> None:
        super().__init__(manager, table, ir.IntType(64).as_pointer())


@infer_getattr
class _ColumnTypes(AttributeTemplate):  # type: ignore[misc]
    key = Table

    def generic_resolve(self, table: Table, name: str) -> Any:  # type: ignore[override]
        return table.parts[name][1] if name in table.parts else None


@lower_getattr_generic(Table)  # type: ignore[untyped-decorator]
def _column(context: Any, builder: Any, table: Table, value: Any, name: str) -> Any:
    """A column of a table, or a table within it."""
    position, kind = table.parts[name]
    if isinstance(kind, Table):
        return builder.gep(value, [ir.IntType(64)(_NUMBERS * position)])
    places = [builder.gep(value, [ir.IntType(64)(_NUMBERS * position + k)]) for k in range(1 + kind.ndim)]
    address, *shape = (builder.load(place) for place in places)
    for loaded in (address, *shape):  # nothing a rule writes can change them
        loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
    model = context.data_model_manager[kind]
    width = context.get_abi_sizeof(context.get_data_type(kind.dtype))
    pointer = builder.inttoptr(address, model.get_value_type().elements[model.get_field_position("data")])
    strides = [ir.IntType(64)(width)]
    for length in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], length))
    size = shape[0]
    for length in shape[1:]:
        size = builder.mul(size, length)
    numbers = ir.ArrayType(ir.IntType(64), kind.ndim)
    array = ir.Constant(model.get_value_type(), None)  # no owner: nobody counts references
    for field, part in (
        ("nitems", size), ("itemsize", ir.IntType(64)(width)), ("data", pointer),
        ("shape", _in_array(builder, numbers, shape)), ("strides", _in_array(builder, numbers, strides)),
    ):  # fmt: skip
        array = builder.insert_value(array, part, model.get_field_position(field))
    return array


def _in_array(builder: Any, kind: Any, numbers: Any) -> Any:
    """Some numbers as an array of LLVM's."""
    array = ir.Constant(kind, None)
    for k, number in enumerate(numbers):
        array = builder.insert_value(array, number, k)
    return array


def table_at(example: Any) -> Callable[[Any], Any]:
    """A function for compiled code that takes what `Addresses.of` gives for the table at these addresses.

    Args:
        example: a named tuple of arrays of up to `MOST_DIMENSIONS`, or of such named tuples, of any lengths.

    Returns:
        The function; where compilation is switched off it takes and gives the table itself.
    """
    if not BY_ADDRESS:
        return lambda table: table
    table = Table(example)

    @intrinsic  # type: ignore[untyped-decorator]
    def at(typing_context, addresses):  # type: ignore[no-untyped-def]
        def first(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
            data = context.data_model_manager[addresses].get_field_position("data")
            return builder.extract_value(arguments[0], data)

        return table(addresses), first

    return at  # type: ignore[return-value]
