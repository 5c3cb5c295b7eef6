"""Laying one document over another, and single values over a document."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from partnersim.scenario.documents.document import Mark, Tree, parse_text, tree_of
from partnersim.scenario.documents.errors import Problem, ScenarioError, nearest, shown
from partnersim.scenario.documents.shape import Spot, part_for, step
from partnersim.scenario.phrases import Phrase

LONGEST_OVERRIDE = 20_000

_TAGS = ("kind", "what")  # keys that say which variant of a class a mapping is


def merged(base: Tree, over: Tree, /, *, path: tuple[str, ...] = ()) -> Tree:
    """Lay `over` on `base`, keeping for every value the place where it was written.

    Mappings merge key by key, except that a mapping with another `kind` (or `what`) replaces the old one.
    Lists whose items all have a name merge by name: new items are appended, and an item with
    `remove: true` takes the old one away. Any other list, and every scalar, replaces what was there.

    Raises:
        ScenarioError: An item to be removed is not there, or says more than its name.
    """
    if isinstance(base.content, dict) and isinstance(over.content, dict):
        if _differ_in_kind(base, over):
            return over
        content, keys = dict(base.content), dict(base.keys)
        for key, item in over.content.items():
            known = content.get(key)
            content[key] = item if known is None else merged(known, item, path=(*path, key))
            keys[key] = over.keys.get(key, item.mark)
        return Tree(content=content, mark=over.mark, keys=keys)
    if isinstance(base.content, list) and isinstance(over.content, list) and _all_named(base, over):
        return _merged_lists(base, over, path=path)
    return over


def apply_overrides(
    document: Tree, overrides: Sequence[str] | Mapping[str, Any], /, *, model_cls: type[BaseModel]
) -> Tree:
    """Set single values of a document, each as if a one-line extending file had set it.

    Args:
        document: The merged document.
        overrides: Texts `a.b.c=VALUE` with VALUE in YAML, or a mapping from dotted path to value.
            An item of a list is addressed by its name or by its position from 0.
        model_cls: Scenario class, for defaults that the document leaves unsaid and for near names.

    Raises:
        ScenarioError: A path leads nowhere, or a value is not usable YAML; every such one is listed.
    """
    problems: list[Problem] = []
    # A lone text is a sequence too, of letters; it is surely meant as one override.
    given = (overrides,) if isinstance(overrides, str) else overrides
    for keys, value in _parsed(given, problems=problems):
        top = Spot(annotation=model_cls, field=None, part=None, tree=document, mark=value.mark)
        try:
            document = _set(top, keys, value)
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return document


def _parsed(
    overrides: Sequence[str] | Mapping[str, Any], *, problems: list[Problem]
) -> list[tuple[list[str], Tree]]:
    found: list[tuple[list[str], Tree]] = []
    pairs = overrides.items() if isinstance(overrides, Mapping) else [(text, None) for text in overrides]
    for path, value in pairs:
        written = isinstance(overrides, Mapping)
        name, equals, text = (path, "=", "") if written else str(path).partition("=")
        mark = Mark(f"--set {str(name).strip()[:80]}={shown(value) if written else text[:60]}")
        keys = [key.strip() for key in str(name).split(".")]
        if not equals or not all(keys):
            problems.append(Mark(f"--set {str(path)[:80]}").problem(Phrase("is not of the form a.b.c=VALUE")))
        elif len(text) > LONGEST_OVERRIDE:
            problems.append(mark.problem(Phrase("has a value that is too long; write it in a file")))
        else:
            try:
                tree = tree_of(value, mark=mark) if written else _value_of(text, mark=mark)
                found.append((keys, tree))
            except ScenarioError as error:
                problems += error.problems
    return found


def _value_of(text: str, *, mark: Mark) -> Tree:
    return parse_text(text, label=mark.file, one_line=True)


def _set(spot: Spot, keys: list[str], value: Tree) -> Tree:
    """Give a copy of the tree at `spot` in which the value under `keys` is laid over what was there."""
    tree = spot.tree
    if not keys:
        return value if tree is None else merged(tree, value, path=spot.path)
    if tree is None or tree.content is None:
        tree = Tree(content={}, mark=value.mark)
    spot = Spot(spot.annotation, spot.field, spot.part, tree, value.mark, spot.path)
    key = keys[0]
    if isinstance(tree.content, list):
        position = _position(tree, key, spot=spot, mark=value.mark)
        items = list(tree.content)
        items[position] = _set(step(spot, position), keys[1:], value)
        return Tree(content=items, mark=tree.mark)
    if not isinstance(tree.content, dict):
        path = ".".join((*spot.path, *keys))
        text = Phrase(
            "leads into {field} = {value}, which has no fields", field=spot.dotted, value=shown(tree.content)
        )
        raise ScenarioError(Problem(file=value.mark.file, field=path, message=text))
    inside = step(spot, key)
    if inside.tree is None and len(keys) > 1:
        inside = _with_default(spot, inside, key=key, mark=value.mark)
    content, places = dict(tree.content), dict(tree.keys)
    content[key] = _set(inside, keys[1:], value)
    # A group keeps the line where it was written; only what is new or replaced points to the override.
    places[key] = places.get(key, value.mark) if len(keys) > 1 else value.mark
    return Tree(content=content, mark=tree.mark, keys=places)


def _with_default(owner: Spot, inside: Spot, *, key: str, mark: Mark) -> Spot:
    """Write out the default of a field that the document leaves unsaid, so that a part of it can be set."""
    part = part_for(owner.annotation, tree=owner.tree)
    field = part.model_fields.get(key) if part is not None else None
    default = field.get_default(call_default_factory=True) if field is not None else None
    if default is None or default is PydanticUndefined:
        return inside
    return Spot(inside.annotation, inside.field, inside.part, tree_of(default, mark=mark), mark, inside.path)


def _position(tree: Tree, key: str, *, spot: Spot, mark: Mark) -> int:
    names = [item.name() for item in tree.content]
    if key in names:
        return names.index(key)
    if key.isascii() and key.isdigit() and len(key) < 9 and int(key) < len(names):
        return int(key)
    known = [name for name in names if name is not None]
    listed = Phrase("; it has {n} items, counted from 0", n=len(names))
    if known:
        listed = Phrase("; it has {names}", names=", ".join(known[:12]))
    path = ".".join((*spot.path, key))
    text = Phrase("names no item of {field}{listed}", field=spot.dotted or Phrase("the list"), listed=listed)
    raise ScenarioError(
        Problem(file=mark.file, field=path, message=text, suggestion=nearest(key, among=known))
    )


def _differ_in_kind(base: Tree, over: Tree) -> bool:
    pairs = [
        (base.content[tag], over.content[tag]) for tag in _TAGS if tag in base.content and tag in over.content
    ]
    return any(old.content != new.content for old, new in pairs)


def _all_named(base: Tree, over: Tree) -> bool:
    return all(item.name() is not None for item in (*base.content, *over.content)) and bool(over.content)


def _merged_lists(base: Tree, over: Tree, *, path: tuple[str, ...]) -> Tree:
    items: dict[str | None, Tree] = {item.name(): item for item in base.content}
    problems: list[Problem] = []
    for item in over.content:
        name = item.name()
        if "remove" in item.content:
            problems += _removal_problems(item, known=items, path=path)
            items.pop(name, None)
        else:
            known = items.get(name)
            items[name] = item if known is None else merged(known, item, path=(*path, str(name)))
    if problems:
        raise ScenarioError(problems)
    return Tree(content=list(items.values()), mark=over.mark)


def _removal_problems(
    item: Tree, *, known: Mapping[str | None, Tree], path: tuple[str, ...]
) -> list[Problem]:
    name = str(item.name())
    place = ".".join((*path, name))
    if item.content["remove"].content is not True:
        return [item.mark.problem(Phrase("has a 'remove' that is not true"), field=place)]
    if set(item.content) != {"name", "remove"}:
        return [item.mark.problem(Phrase("is removed, so it may give only its name"), field=place)]
    if item.name() not in known:
        near = nearest(name, among=[one for one in known if one is not None])
        return [
            item.mark.problem(
                Phrase("cannot be removed: the base has no such item"), field=place, suggestion=near
            )
        ]
    return []
