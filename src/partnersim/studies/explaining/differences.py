"""The fields in which two scenarios differ, and scenarios that have some of them as one and some as the other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from partnersim.scenario.documents.errors import Problem, ScenarioError
from partnersim.scenario.documents.identity import TEXTS
from partnersim.scenario.phrases import Phrase
from partnersim.scenario.spec import Scenario

Path = tuple[str, ...]

ABSENT: Any = type("Absent", (), {"__repr__": lambda self: "-"})()
"""Stands for an item or key that one of the scenarios does not have."""

_TAGS = ("kind", "what")
"""Fields that say which other fields there are; items of different kinds differ as wholes."""

_SAME_PEOPLE = ("time", "place", "sample", "run")
"""Blocks that decide which households live, and for which months."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A field in which two scenarios differ.

    Attributes:
        path: words of its dotted path, items of lists by name. base, other: its values, `ABSENT` where one has none.
    """

    path: Path
    base: Any
    other: Any

    @property
    def dotted(self) -> str:
        """The path as `--set` takes it."""
        return ".".join(self.path)


def differences(base: Scenario, other: Scenario, /) -> list[Difference]:
    """The fields in which two scenarios differ, apart from texts and from settings that cannot change a result.

    Raises:
        ScenarioError: they differ in nothing, or in the households or months that they are about.
    """
    pair = {"base": base.name, "other": other.name}
    found = _walk(_document(base), _document(other), ())
    if not found:
        raise ScenarioError(
            Problem(message=Phrase("{base} and {other} differ in nothing that could change a result", **pair))
        )
    others = [one.dotted for one in found if one.path[0] in _SAME_PEOPLE]
    if others:
        text = Phrase(
            "{base} and {other} differ in {fields}: their households or months are not the same, so that no "
            "difference belongs to a part",
            fields=", ".join(others[:5]), **pair,
        )  # fmt: skip
        raise ScenarioError(Problem(message=text))
    return found


class Mixing:
    """Scenarios that have some fields as one scenario and the rest as another; each is made once.

    Args:
        base: the scenario that has the rest. other: the scenario that has the fields.
    """

    def __init__(self, base: Scenario, other: Scenario, /) -> None:
        self.base, self.other = base, other
        self._documents = _document(base), _document(other)
        self._kept = base.model_dump(mode="json")
        self._made: dict[frozenset[Path], Scenario | None] = {}

    @property
    def called(self) -> tuple[str, str]:
        """Names of the two scenarios, with a letter where they have the same."""
        names = self.base.name, self.other.name
        return names if names[0] != names[1] else (f"{names[0]} (A)", f"{names[1]} (B)")

    def made(self, taken: Iterable[Path], /) -> Scenario | None:
        """The first scenario with the fields of these paths as in the second; None if no such scenario can be."""
        paths = frozenset(taken)
        if paths not in self._made:
            try:
                self._made[paths] = Scenario.model_validate(self._document(paths))
            except ValidationError:
                self._made[paths] = None
        return self._made[paths]

    def _document(self, taken: frozenset[Path]) -> dict[str, Any]:
        document = _plain(_mixed(*self._documents, (), taken))
        document["run"] = {**self._kept["run"], **document["run"]}
        return {**document, **{name: self._kept[name] for name in (*TEXTS, "sources")}}


class _Named(dict):
    """Items of a list by name, in order."""


def _document(spec: Scenario) -> dict[str, Any]:
    """What a scenario says, without what is no part of its identity; lists of named items by name."""
    document = spec.model_dump(mode="json")
    for path in (*TEXTS, *Scenario.NOT_IDENTITY):
        block, _, key = path.partition(".")
        if key:
            document[block].pop(key, None)
        else:
            document.pop(block, None)
    return {key: _by_name(value) for key, value in document.items()}


def _by_name(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _by_name(item) for key, item in value.items()}
    if isinstance(value, list) and value and all(isinstance(item, dict) and "name" in item for item in value):
        return _Named({str(item["name"]): _by_name(item) for item in value})
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, _Named):
        return [_plain(item) for item in value.values()]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _walk(base: Any, other: Any, path: Path) -> list[Difference]:
    base, other = _as_named(base, other), _as_named(other, base)
    if _alike(base, other):
        keys = _in_order(list(base), list(other))
        return [
            found
            for key in keys
            for found in _walk(base.get(key, ABSENT), other.get(key, ABSENT), (*path, str(key)))
        ]
    values = _plain(base), _plain(other)  # as lists: items in another order are a difference
    return [] if values[0] == values[1] else [Difference(path=path, base=values[0], other=values[1])]


def _mixed(base: Any, other: Any, path: Path, taken: Collection[Path]) -> Any:
    if path in taken:
        return other
    base, other = _as_named(base, other), _as_named(other, base)
    if not _alike(base, other):
        return base
    keys = _in_order(list(base), list(other))
    made = {
        key: _mixed(base.get(key, ABSENT), other.get(key, ABSENT), (*path, str(key)), taken) for key in keys
    }
    return type(base)({key: value for key, value in made.items() if value is not ABSENT})


def _alike(base: Any, other: Any) -> bool:
    """Whether two values are compared part by part: mappings of one kind, or named items in one order."""
    if type(base) is not type(other) or not isinstance(base, dict):
        return False
    if isinstance(base, _Named):
        return [name for name in base if name in other] == [name for name in other if name in base]
    return all(base.get(tag) == other.get(tag) for tag in _TAGS)


def _as_named(value: Any, beside: Any) -> Any:
    """An empty list beside named items is a list of named items."""
    return _Named() if value == [] and isinstance(beside, _Named) else value


def _in_order(first: Sequence[Any], second: Sequence[Any]) -> list[Any]:
    """The keys of both, in an order that agrees with each; those that only the first has come before the second's."""
    found, rest = [], list(second)
    for key in first:
        if key in rest:
            place = rest.index(key)
            found += [one for one in rest[:place] if one not in first]
            rest = rest[place + 1 :]
        found.append(key)
    return found + [one for one in rest if one not in first]
