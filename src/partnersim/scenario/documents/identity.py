"""The identity of a scenario: what it says, apart from texts that cannot change a result."""

import hashlib
import json
import math
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

TEXTS: tuple[str, ...] = ("name", "title", "description")
"""Fields at the top of a scenario that are for readers only."""

SHOWN_DIGITS = 16


def canonical(scenario: BaseModel, /) -> str:
    """Write a scenario as one line of JSON that depends only on what it means.

    Every field is written, whether given or default; keys are sorted; floats have their shortest exact
    text; minus zero is zero. Left out are the texts at the top and the paths that the class lists in
    `NOT_IDENTITY` (dotted, with `*` for every item or key), and those of `LEFT_OUT_IF` that have the value named
    there.

    Raises:
        ValueError: A value is not finite.
    """
    data: Any = scenario.model_dump(mode="json")
    hidden: Sequence[str] = getattr(type(scenario), "NOT_IDENTITY", ())
    for path in (*TEXTS, *hidden):
        _drop(data, path.split("."))
    for path, value in getattr(type(scenario), "LEFT_OUT_IF", {}).items():
        _drop(data, path.split("."), unless_other_than=value)
    return json.dumps(
        _settled(data), sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    )


def scenario_hash(scenario: BaseModel, /) -> str:
    """Give the first 16 hexadecimal digits of the SHA-256 of the canonical form."""
    return hashlib.sha256(canonical(scenario).encode("ascii")).hexdigest()[:SHOWN_DIGITS]


_ANY = object()


def _drop(data: Any, keys: list[str], *, unless_other_than: Any = _ANY) -> None:
    key, rest = keys[0], keys[1:]
    if key == "*" and rest:
        for item in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
            _drop(item, rest, unless_other_than=unless_other_than)
    elif isinstance(data, dict) and key in data:
        if rest:
            _drop(data[key], rest, unless_other_than=unless_other_than)
        elif unless_other_than is _ANY or data[key] == unless_other_than:
            del data[key]


def _settled(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _settled(item) for key, item in data.items()}
    if isinstance(data, list):
        return [_settled(item) for item in data]
    if isinstance(data, float):
        if not math.isfinite(data):
            raise ValueError("a scenario holds a number that is not finite")
        return data + 0.0  # minus zero plus zero is zero, so both zeros are one scenario
    return data
