"""Types of arrays, and records whose arrays nobody can write into."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


def read_only(values: NDArray[Any]) -> NDArray[Any]:
    """The values as an array of their own that cannot be written into; itself if it is one already."""
    if values.base is None and not values.flags.writeable:
        return values
    own = np.array(values)  # with its layout, on which the last digit of a sum depends
    own.flags.writeable = False
    return own


class ReadOnlyArrays:
    """Base of frozen dataclasses: arrays they are given become read-only copies.

    So a record is changed only by `dataclasses.replace`, and two records may share what they have in common.
    """

    def __post_init__(self) -> None:
        own = vars(self)
        for name, value in own.items():
            if isinstance(value, np.ndarray):
                own[name] = read_only(value)


def sealed(record: Any) -> Any:
    """A copy of a mutable dataclass that shares its arrays and cannot write into them."""
    copy = object.__new__(type(record))
    own = vars(copy)
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, np.ndarray):
            value = value.view()
            value.flags.writeable = False
        own[field.name] = value
    return copy


class ArraysInPlace:
    """Base of mutable dataclasses whose arrays stay the same ones: what is assigned to a field is written into them.

    So compiled rules may know where they stand. One that cannot be written into, or is of another shape, gives way.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        own = vars(self).get(name)
        if isinstance(own, np.ndarray) and own.flags.writeable and np.shape(value) == own.shape:
            own[...] = value
        elif isinstance(value, np.ndarray):
            vars(self)[name] = np.array(value, order="C")
        else:
            vars(self)[name] = value
