"""Which scenario class and which field stand behind a place in a document."""

import types
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from partnersim.scenario.documents.document import Mark, Tree
from partnersim.scenario.documents.fields import NO_UNIT, field_note, field_range
from partnersim.scenario.phrases import NumberText, Phrase, UnitName


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a document together with what the scenario class says about it.

    Attributes:
        annotation: Type that the class gives for this place; None when it says nothing.
        field: Field whose unit and range hold here; None at the top and inside unknown fields.
        part: Scenario class that owns the place, for lists of valid names.
        tree: Value written here; None when the document is silent.
        mark: Nearest place that was written.
        path: Names and positions from the top.
    """

    annotation: Any
    field: FieldInfo | None
    part: type[BaseModel] | None
    tree: Tree | None
    mark: Mark
    path: tuple[str, ...] = ()

    @property
    def dotted(self) -> str:
        """Give the path as the user would write it after `--set`."""
        return ".".join(self.path)


def options(annotation: Any, /) -> list[Any]:
    """Give the alternatives of a type, without None and without annotations around them."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return options(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return [found for option in get_args(annotation) for found in options(option)]
    return [] if annotation in (None, type(None)) else [annotation]


def only_whole(annotation: Any, /) -> bool:
    """Whether a type takes whole numbers and no others."""
    found = options(annotation)
    return int in found and float not in found


def listed_options(annotation: Any, /) -> tuple[Any, ...]:
    """The values of a type that has a list of them: both positions of a switch, or all names; empty for others."""
    found = options(annotation)
    if found == [bool]:
        return (False, True)
    return tuple(value for option in found for value in _literal_values(option))


def parts_of(annotation: Any, /) -> list[type[BaseModel]]:
    """Give the scenario classes among the alternatives of a type."""
    return [one for one in options(annotation) if isinstance(one, type) and issubclass(one, BaseModel)]


@cache
def tags_of(part: type[BaseModel], /) -> Mapping[str, tuple[Any, ...]]:
    """Give the fields of a class that take a single literal, such as `kind`, by which variants differ."""
    literals = {name: _literal_values(field.annotation) for name, field in part.model_fields.items()}
    return {name: values for name, values in literals.items() if len(values) == 1}


def part_for(annotation: Any, /, *, tree: Tree | None) -> type[BaseModel] | None:
    """Give the scenario class that a written value is meant for, by its `kind` where there are several."""
    parts = parts_of(annotation)
    if len(parts) <= 1:
        return parts[0] if parts else None
    content = tree.content if tree is not None and isinstance(tree.content, dict) else {}
    for part in parts:
        for name, values in tags_of(part).items():
            if name in content and _is_in(content[name].content, values):
                return part
    return None


def step(spot: Spot, key: str | int, /) -> Spot:
    """Go from a place to one of its fields or items, also when the document or the class has none."""
    annotation, field, part = _inside(spot, key)
    tree, mark, word = _written(spot.tree, key)
    return Spot(
        annotation=annotation,
        field=field,
        part=part,
        tree=tree,
        mark=mark or spot.mark,
        path=(*spot.path, word),
    )


def follow(top: Spot, place: Sequence[str | int], /, *, missing: bool = False) -> Spot:
    """Follow an error location of pydantic, leaving out the union branch names that it contains.

    Args:
        top: Spot of the whole document.
        place: Location; besides field names and positions it names the branch tried in each union.
        missing: True if the last element names a field that is absent.
    """
    spot = top
    last = len(place) - 1
    for position, key in enumerate(place):
        absent = missing and position == last
        if not absent and isinstance(key, str) and _is_branch(spot, key):
            continue
        spot = step(spot, key)
        if absent:
            # The place to show is the mapping in which the field is wanting.
            spot = replace(spot, tree=None)
    return spot


def allowed(annotation: Any, field: FieldInfo | None, /) -> Phrase:
    """Say in words what a field accepts: range with unit, options, true or false."""
    found = [one for one in options(annotation) if one is not type(None)]
    values = [value for one in found for value in _literal_values(one)]
    if values:
        return one_of(values)
    if bool in found:
        return Phrase("true or false")
    if field is None:
        return Phrase()
    unit = field_note(field, key="unit", missing=NO_UNIT)
    low, high = field_range(field)
    tail = Phrase() if unit in (NO_UNIT, "1") else Phrase.joined(("", UnitName(unit)), between=" ")
    if low is not None and high is not None:
        return Phrase("{low} to {high}{unit}", low=_plain(low), high=_plain(high), unit=tail)
    if low is not None:
        return Phrase("at least {low}{unit}", low=_plain(low), unit=tail)
    if high is not None:
        return Phrase("at most {high}{unit}", high=_plain(high), unit=tail)
    # Some units only point to another field ("as the outcome"), and say nothing to a reader of an error.
    if unit == NO_UNIT or unit.startswith("as "):
        return Phrase()
    return Phrase("a number in {unit}", unit=UnitName(unit))


def one_of(values: Iterable[Any], /) -> Phrase:
    """Say that a value is one of a list."""
    return Phrase("one of {names}", names=", ".join(str(value) for value in values))


def key_names(annotation: Any, /) -> list[str]:
    """Give the keys that a mapping accepts where its type lists them."""
    for option in options(annotation):
        if get_origin(option) in (dict, Mapping):
            return [str(value) for one in options(get_args(option)[0]) for value in _literal_values(one)]
    return []


def _inside(spot: Spot, key: str | int) -> tuple[Any, FieldInfo | None, type[BaseModel] | None]:
    part = part_for(spot.annotation, tree=spot.tree)
    if part is not None:
        field = part.model_fields.get(str(key))
        return (field.annotation, field, part) if field is not None else (None, None, part)
    for option in options(spot.annotation):
        origin, arguments = get_origin(option), get_args(option)
        if origin in (dict, Mapping) and len(arguments) == 2:
            return arguments[1], spot.field, None
        if origin in (list, tuple) and arguments:
            uniform = len(arguments) == 1 or arguments[1] is Ellipsis
            if uniform or not isinstance(key, int) or key >= len(arguments):
                return arguments[0], spot.field, None
            return arguments[key], spot.field, None
    return None, None, None


def _written(tree: Tree | None, key: str | int) -> tuple[Tree | None, Mark | None, str]:
    content = tree.content if tree is not None else None
    if isinstance(content, dict) and str(key) in content:
        item = content[str(key)]
        return item, tree.keys.get(str(key), item.mark) if tree is not None else None, str(key)
    if isinstance(content, list) and isinstance(key, int) and 0 <= key < len(content):
        item = content[key]
        return item, item.mark, item.name() or str(key)
    return None, None, str(key)


def _is_branch(spot: Spot, key: str) -> bool:
    """Tell if `key` names a branch of a union rather than a field of the value."""
    found = options(spot.annotation)
    if len(found) < 2:
        return key.startswith(("function-", "nullable", "lax-or-strict"))
    parts = parts_of(spot.annotation)
    chosen = part_for(spot.annotation, tree=spot.tree)
    if any(_is_in(key, values) for part in parts for values in tags_of(part).values()):
        return chosen is None or key not in chosen.model_fields or _is_tag(chosen, key)
    names = {getattr(one, "__name__", "") for one in found}
    return key in names or "[" in key or key.startswith(("function-", "literal", "constrained-", "nullable"))


def _is_tag(part: type[BaseModel], key: str) -> bool:
    return any(_is_in(key, values) for values in tags_of(part).values())


def _literal_values(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) is Annotated:
        return _literal_values(get_args(annotation)[0])
    return get_args(annotation) if get_origin(annotation) is Literal else ()


def _is_in(value: Any, values: tuple[Any, ...]) -> bool:
    return isinstance(value, str | int) and value in values


def _plain(number: float) -> NumberText:
    """Write a bound without a needless fraction or exponent."""
    if float(number).is_integer() and abs(number) < 1e15:
        return NumberText(f"{int(number):,}" if abs(number) >= 10_000 else int(number))
    return NumberText(f"{number:g}")
