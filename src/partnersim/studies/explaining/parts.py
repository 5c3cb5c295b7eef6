"""The parts of a difference: fields put together by actor, by mechanism or as the user groups them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations
from pathlib import Path
from typing import Any

from partnersim.scenario.documents.describe import parameter_table
from partnersim.scenario.documents.document import Mark, read_document
from partnersim.scenario.documents.errors import Problem, ScenarioError, nearest
from partnersim.scenario.phrases import Phrase
from partnersim.scenario.spec import Scenario
from partnersim.scenario.telling import owners_of
from partnersim.studies.attribution.game import MOST_EXACT
from partnersim.studies.explaining.differences import Difference, Mixing, differences

_OF_ITEMS = ("actors", "agreements", "events", "mechanisms", "programme")
"""Blocks whose second word names something that stands for itself."""


class By(StrEnum):
    """What a part is: a field, what belongs to an actor, or a mechanism; the rest goes by blocks of the file."""

    field = "field"
    actor = "actor"
    mechanism = "mechanism"


Groups = Mapping[str, Sequence[str]]
"""Dotted fields by label; a field stands for all under it."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """Fields that change together.

    Attributes:
        name: label. group: the actor, mechanism or block that it belongs to. fields: what changes.
        said: in English, whose it is and what it means, for each of what was put together; either may be empty. Empty
            where the label is the user's, or nothing is known of it.
    """

    name: str
    group: str
    fields: tuple[Difference, ...]
    said: tuple[tuple[str, str], ...] = ()


def parts_of(
    mixing: Mixing, /, *, by: By | str = By.field, group: Groups | str | os.PathLike[str] | None = None
) -> list[Part]:
    """The parts in which one scenario differs from another.

    Parts that cannot stand apart (an agreement, and a member that only the other scenario has) become one.

    Args:
        mixing: the two scenarios.
        by: what a part is, for fields that no group names.
        group: labels with dotted fields, or a YAML file of them.

    Raises:
        ScenarioError: they differ in nothing, or in households or months; a group names what does not differ, or what
            another group has; parts cannot be told apart.
    """
    found = differences(mixing.base, mixing.other)
    labels: dict[str, list[Difference]] = {}
    named = _grouped(found, {} if group is None else group)
    for one in found:
        labels.setdefault(named.get(one.dotted) or _label(one, By(by)), []).append(one)
    own, known = set(named.values()), _Known.of(mixing.base, mixing.other)
    parts = [
        Part(
            name=name, group=_block(fields[0]), fields=tuple(fields),
            said=() if name in own else known.said(name, fields),
        )
        for name, fields in labels.items()
    ]  # fmt: skip
    return _separable(mixing, parts)


@dataclass(frozen=True)
class _Known:
    """What values mean, by path, and what those are called whose they are, by the first words of a path."""

    docs: Mapping[str, str]
    titles: Mapping[str, str]

    @classmethod
    def of(cls, *specs: Scenario) -> _Known:
        docs = {str(row["path"]): str(row["doc"]) for spec in specs for row in parameter_table(spec)}
        return cls(docs, owners_of(*specs))

    def said(self, name: str, fields: Sequence[Difference]) -> tuple[tuple[str, str], ...]:
        """Whose a part is and what it means, if it is one value or all of one organization or agreement."""
        block = _block(fields[0])
        title = self.titles.get(block, "")
        if title and name in (block, fields[0].path[1]):
            return ((title, ""),)
        if name != fields[0].dotted:
            return ()
        meaning = self.docs.get(name, "")
        return ((title, meaning),) if meaning else ()


def scenario_with(mixing: Mixing, parts: Iterable[Part], /) -> Scenario | None:
    """The base with some parts as in the other scenario; None if no such scenario can be."""
    return mixing.made(field.path for part in parts for field in part.fields)


def _label(one: Difference, by: By) -> str:
    block, *rest = one.path
    if by is By.field or (by is By.actor and block == "agreements"):
        return one.dotted if by is By.field else f"{block}.{rest[0]}" if rest else block
    inside = {By.actor: "actors", By.mechanism: "mechanisms"}[by]
    return rest[0] if rest and block == inside else block


def _block(one: Difference) -> str:
    """The actor, agreement or mechanism that a field belongs to, or the block of the file."""
    return ".".join(one.path[:2]) if one.path[0] in _OF_ITEMS else one.path[0]


def _grouped(found: Sequence[Difference], group: Groups | str | os.PathLike[str]) -> dict[str, str]:
    """Labels of fields that the user groups."""
    labels: dict[str, str] = {}
    problems = []
    for label, path, mark in _entries(group):
        covered = [one.dotted for one in found if f"{one.dotted}.".startswith(f"{path}.")]
        if not covered:
            known = [one.dotted for one in found]
            text = Phrase(
                "is no field in which the scenarios differ; they differ in {known}",
                known=", ".join(known[:12]),
            )
            problems.append(
                mark.problem(text, field=label, value=path, suggestion=nearest(path, among=known))
            )
        for dotted in covered:
            if labels.setdefault(dotted, label) != label:
                problems.append(
                    mark.problem(
                        Phrase(
                            "has {dotted}, which is also in '{label}'", dotted=dotted, label=labels[dotted]
                        ),
                        field=label,
                    )
                )
    if problems:
        raise ScenarioError(problems)
    return labels


def _entries(group: Groups | str | os.PathLike[str]) -> list[tuple[str, str, Mark]]:
    """Label, field and place of each entry."""
    if isinstance(group, Mapping):
        return [(label, path, Mark("group")) for label, paths in group.items() for path in paths]
    file = os.fspath(group)
    tree = read_document(Path(file), label=file)
    entries, problems = [], []
    for label, listed in tree.content.items():
        paths: Any = listed.plain()
        if not isinstance(paths, list) or not paths or not all(isinstance(path, str) for path in paths):
            problems.append(
                listed.mark.problem(Phrase("must be a list of dotted fields, at least one"), field=str(label))
            )
        else:
            entries += [(str(label), item.content, item.mark) for item in listed.content]
    if problems:
        raise ScenarioError(problems)
    return entries


def _separable(mixing: Mixing, parts: list[Part]) -> list[Part]:
    """Parts joined until every set of them (of many, the smallest and largest sets) gives a scenario that can be."""
    while True:
        broken = _broken_set(mixing, parts)
        if broken is None:
            return parts
        pair = _to_join(mixing, parts, broken)
        if pair is None:
            names, other, base = ", ".join(part.name for part in broken), mixing.other.name, mixing.base.name
            text = Phrase(
                "{names} of {other} cannot stand in {base} without the rest; put parts together (--group)",
                names=names,
                other=other,
                base=base,
            )
            raise ScenarioError(Problem(message=text))
        first, second = (part for part in parts if part in pair)
        joined = replace(
            first, name=f"{first.name} + {second.name}", fields=(*first.fields, *second.fields),
            said=(*first.said, *second.said) if first.said and second.said else (),
        )  # fmt: skip
        parts = [joined if part is first else part for part in parts if part is not second]


def _broken_set(mixing: Mixing, parts: list[Part]) -> tuple[Part, ...] | None:
    """A set of parts that makes no scenario, the smallest first; None if there is none among those tried."""
    n = len(parts)
    few = range(1, n) if n <= MOST_EXACT else (1, 2, n - 2, n - 1)
    tried = (some for size in few for some in combinations(parts, size))
    return next((some for some in tried if scenario_with(mixing, some) is None), None)


def _to_join(mixing: Mixing, parts: list[Part], broken: tuple[Part, ...]) -> tuple[Part, Part] | None:
    """A part of a broken set and one outside that it needs, or that must go with it."""
    for wanted in (part for part in parts if part not in broken):
        if scenario_with(mixing, (*broken, wanted)) is not None:
            for part in broken:
                if scenario_with(mixing, [one for one in broken if one is not part]) is not None:
                    return part, wanted
    return None
