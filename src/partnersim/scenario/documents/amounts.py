"""Amounts of rupiah as they were written: `750.000` is seven hundred and fifty thousand to some readers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from partnersim.scenario.documents.document import Tree, two_readings
from partnersim.scenario.documents.errors import Problem
from partnersim.scenario.documents.fields import field_note
from partnersim.scenario.documents.paths import follow_path
from partnersim.scenario.documents.shape import Spot, options, part_for, step
from partnersim.scenario.documents.texts import PATH_IN_SCENARIO
from partnersim.scenario.phrases import Phrase

_THOUSANDS = re.compile(r"[-+]?[0-9_]+\.[0-9]{3}")
_RUPIAH = "IDR"
_PATH = PATH_IN_SCENARIO


@dataclass(frozen=True, slots=True)
class _Group:
    """What a group of fields says about the unit of its numbers.

    Attributes:
        of: the unit that a sibling field `of` names. outcome: the outcome that a sibling field names.
        path: the path in a scenario that a sibling field names, whose unit the numbers have.
    """

    of: Any = None
    outcome: Any = None
    path: Any = None


def doubtful_amounts(
    document: Tree, /, *, model_cls: type[BaseModel], values_of: type[BaseModel] | None = None
) -> list[Problem]:
    """Refuse numbers in rupiah that are written with exactly three digits after one point.

    Args:
        document: the document with its places.
        model_cls: class that the document is read into.
        values_of: class whose values the document sets by dotted path, if any.
    """
    if not _has_three_digits(document):
        return []
    top = Spot(annotation=model_cls, field=None, part=None, tree=document, mark=document.mark)
    return list(_walk(top, group=_Group(), values_of=values_of))


def _walk(spot: Spot, *, group: _Group, values_of: type[BaseModel] | None) -> Iterator[Problem]:
    content = spot.tree.content if spot.tree is not None else None
    if isinstance(content, dict):
        inner = _group(spot, content) if part_for(spot.annotation, tree=spot.tree) is not None else group
        for key, tree in content.items():
            if _has_three_digits(tree):
                set_here = replace(inner, path=key) if _is_by_path(spot.annotation) else inner
                yield from _walk(step(spot, key), group=set_here, values_of=values_of)
    elif isinstance(content, list):
        for position, tree in enumerate(content):
            if _has_three_digits(tree):
                yield from _walk(step(spot, position), group=group, values_of=values_of)
    elif spot.tree is not None and _THOUSANDS.fullmatch(spot.tree.text):
        whole, _, rest = spot.tree.text.replace("_", "").partition(".")
        if _is_rupiah(spot.field, group=group, values_of=values_of):
            yield spot.mark.problem(
                Phrase("has three digits after one point: {readings}", readings=two_readings(whole, rest)),
                field=spot.dotted,
                value=spot.tree.text,
            )


def _has_three_digits(tree: Tree) -> bool:
    """Whether any number in a value is written with three digits after one point; most documents have none."""
    if isinstance(tree.content, dict):
        return any(_has_three_digits(item) for item in tree.content.values())
    if isinstance(tree.content, list):
        return any(_has_three_digits(item) for item in tree.content)
    return bool(tree.text) and _THOUSANDS.fullmatch(tree.text) is not None


def _group(spot: Spot, content: dict[str, Tree]) -> _Group:
    part = part_for(spot.annotation, tree=spot.tree)
    written = {key: tree.content for key, tree in content.items()}
    fields = part.model_fields if part is not None else {}
    path = next((written.get(name) for name, field in fields.items() if _PATH in field.metadata), None)
    return _Group(of=written.get("of"), outcome=written.get("outcome"), path=path)


def _is_by_path(annotation: Any) -> bool:
    """Whether a mapping sets values of a scenario by dotted path."""
    mappings = [get_args(one) for one in options(annotation) if get_origin(one) is dict]
    return any(_PATH in getattr(key, "__metadata__", ()) for key, _ in mappings)


def _is_rupiah(field: FieldInfo | None, *, group: _Group, values_of: type[BaseModel] | None) -> bool:
    unit = field_note(field, key="unit") if field is not None else ""
    if unit.startswith(_RUPIAH):
        return True
    if unit == "as 'of' says":
        return group.of == "idr"
    if unit == "as the outcome":
        return str(group.outcome).endswith("_idr")
    if values_of is not None and isinstance(group.path, str) and unit in ("as the field", "-", ""):
        fields = follow_path(values_of, group.path).fields
        return any(field_note(one, key="unit").startswith(_RUPIAH) for one in fields)
    return False
