"""Dotted paths such as `actors.ilo.budget.total_idr`, followed through the classes of a document."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from partnersim.scenario.documents.errors import nearest
from partnersim.scenario.documents.shape import options

PATHS_REMEMBERED = 2048
"""Of all scenarios that are checked again and again the sources name the same paths."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """Where a path leads.

    Attributes:
        fields: what may stand there, one for each variant of a class; empty if the path leads nowhere.
        items: words of the path that name an item of a list, with the path of the list.
        unknown: the first word of the path that is no field, key or item; "" if it leads somewhere.
        nearest: the same path with the word that is unknown mended; "" where nothing is near or nothing is wrong.
    """

    fields: tuple[FieldInfo, ...]
    items: tuple[tuple[str, str], ...] = ()
    unknown: str = ""
    nearest: str = ""


@lru_cache(maxsize=PATHS_REMEMBERED)
def follow_path(model_cls: type[BaseModel], path: str, /) -> Reached:
    """Follow a path through a class, its groups, lists (items by name or position) and mappings."""
    keys = path.split(".")
    standing: list[tuple[Any, FieldInfo | None]] = [(model_cls, None)]
    items: list[tuple[str, str]] = []
    for position, key in enumerate(keys):
        steps = [step for annotation, field in standing for step in _steps(annotation, field, key)]
        if not steps:
            word = nearest(key, among=_names(standing)) if key else ""
            mended = ".".join([*keys[:position], word, *keys[position + 1 :]]) if word else ""
            return Reached(fields=(), items=tuple(items), unknown=key, nearest=mended)
        if any(named for _, _, named in steps):
            items.append((".".join(keys[:position]), key))
        standing = [(annotation, field) for annotation, field, _ in steps]
    return Reached(fields=tuple(field for _, field in standing if field is not None), items=tuple(items))


def _steps(annotation: Any, field: FieldInfo | None, key: str) -> list[tuple[Any, FieldInfo | None, bool]]:
    """What lies under a key, for each alternative of a type, and whether the key names an item of a list."""
    found: list[tuple[Any, FieldInfo | None, bool]] = []
    for option in options(annotation):
        origin, arguments = get_origin(option), get_args(option)
        if isinstance(option, type) and issubclass(option, BaseModel):
            inner = option.model_fields.get(key)
            if inner is not None:
                found.append((inner.annotation, inner, False))
        elif origin in (dict, Mapping) and key:
            literals = [value for one in options(arguments[0]) for value in get_args(one)]
            if not literals or key in literals:
                found.append((arguments[1], field, False))
        elif origin in (list, tuple) and key:
            found += [(item, field, True) for item in arguments[:1]]
    return found


def _names(standing: list[tuple[Any, FieldInfo | None]]) -> list[str]:
    """Names of the fields and keys among which a key must be."""
    names: dict[str, None] = {}
    for annotation, _ in standing:
        for option in options(annotation):
            if isinstance(option, type) and issubclass(option, BaseModel):
                names |= dict.fromkeys(option.model_fields)
            elif get_origin(option) in (dict, Mapping):
                names |= {str(v): None for one in options(get_args(option)[0]) for v in get_args(one)}
    return list(names)
