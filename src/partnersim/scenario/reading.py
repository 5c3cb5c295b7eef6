"""Reading a scenario: the file, the files it extends, single overrides, and the checks of its class."""

import os
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from partnersim.scenario.documents.amounts import doubtful_amounts
from partnersim.scenario.documents.document import Mark, Tree, read_document, text_document, tree_of
from partnersim.scenario.documents.errors import Problem, ScenarioError, nearest, shown
from partnersim.scenario.documents.faults import in_order, problems_of
from partnersim.scenario.documents.merging import apply_overrides, merged
from partnersim.scenario.documents.paths import follow_path
from partnersim.scenario.documents.shipped import names_in, shipped_folders, unknown_name
from partnersim.scenario.phrases import Phrase

if TYPE_CHECKING:
    from partnersim.scenario.spec import Scenario

LONGEST_CHAIN = 8
"""Most files in one chain of `extends`."""

_SUFFIXES = (".yaml", ".yml")

Model = TypeVar("Model", bound=BaseModel)

BASES_REMEMBERED = 4
"""Studies change a few scenarios in turn: the two that they compare, the arms of a map."""

_LAST_BASES: deque[tuple[BaseModel, Tree]] = deque(maxlen=BASES_REMEMBERED)
"""What was changed last, each with its tree."""


def load_scenario(source: str | Path, /, *, overrides: Sequence[str] | Mapping[str, Any] = ()) -> "Scenario":
    """Read, complete and check one scenario.

    Args:
        source: Name of a shipped scenario, or path of a YAML file.
        overrides: Texts such as `actors.jember_office.staff=4`, or a mapping from such paths to values.

    Returns:
        The frozen scenario.

    Raises:
        ScenarioError: Anything wrong with the input, with file and line of up to 20 problems.
    """
    from partnersim.scenario.spec import Scenario

    return read_into(Scenario, source=source, overrides=overrides)


def read_into(
    model_cls: type[Model],
    /,
    *,
    source: str | Path,
    overrides: Sequence[str] | Mapping[str, Any] = (),
    search: tuple[Path, ...] | None = None,
    values_of: type[BaseModel] | None = None,
) -> Model:
    """Read a document of any scenario class; see `load_scenario`.

    Args:
        model_cls: Frozen class that checks the document.
        source: Name of a document in `search`, or path of a YAML file.
        overrides: Values to set after all files are merged.
        search: Folders where names are looked up; the shipped folders by default.
        values_of: Class whose values the document sets by dotted path, if any.

    Raises:
        ScenarioError: Anything wrong with the input.
    """
    chain = read_chain(source, search=search)
    return _checked_chain(model_cls, chain, overrides=overrides, values_of=values_of)


def scenario_of_text(text: str, /, *, label: str) -> "Scenario":
    """Read a scenario from a text that a stranger sent: it may extend a shipped scenario by name, and no file.

    Args:
        text: The YAML text.
        label: How error lines name the text.

    Raises:
        ScenarioError: Anything wrong with the text, with its line; or it extends anything that is not shipped.
    """
    from partnersim.scenario.spec import Scenario

    document = text_document(text, label=label)
    mark = document.keys.pop("extends", document.mark)
    base = document.content.pop("extends", None)
    chain = [document]
    if base is not None:
        known = names_in(shipped_folders())
        if not isinstance(base.content, str) or base.content not in known:
            said = base.content if isinstance(base.content, str) else ""
            names = ", ".join(sorted(known))
            raise ScenarioError(mark.problem(
                Phrase("may extend a shipped scenario by its name, and nothing else: {names}", names=names),
                field="extends", value=shown(base.plain()), suggestion=nearest(said, among=tuple(known)),
            ))  # fmt: skip
        chain += read_chain(base.content)
    return _checked_chain(Scenario, chain)


def _checked_chain(
    model_cls: type[Model],
    chain: Sequence[Tree],
    *,
    overrides: Sequence[str] | Mapping[str, Any] = (),
    values_of: type[BaseModel] | None = None,
) -> Model:
    """A document over those that it extends, checked; errors as in `checked`."""
    document = apply_overrides(_laid_together(chain), overrides, model_cls=model_cls)
    strangers = _sources_of_strangers(document, chain, model_cls=model_cls)
    return checked(model_cls, document=document, beside=strangers, values_of=values_of)


def changed(scenario: Model, /, *, overrides: Sequence[str] | Mapping[str, Any]) -> Model:
    """Give a copy of a scenario with some values set, checked as a whole; see `load_scenario`.

    Raises:
        ScenarioError: A path leads nowhere, or the scenario would no longer be valid.
    """
    document = _tree_of_base(scenario)
    model_cls = type(scenario)
    return checked(model_cls, document=apply_overrides(document, overrides, model_cls=model_cls))


def _tree_of_base(scenario: BaseModel) -> Tree:
    """The tree of a scenario, not to be changed: of one place many others are made, one after another."""
    for base, document in tuple(_LAST_BASES):
        if base is scenario:
            return document
    document = tree_of(scenario, mark=Mark(str(getattr(scenario, "name", type(scenario).__name__))))
    _LAST_BASES.append((scenario, document))
    return document


def checked(
    model_cls: type[Model],
    /,
    *,
    document: Tree,
    beside: Sequence[Problem] = (),
    values_of: type[BaseModel] | None = None,
) -> Model:
    """Check a document against its class, and how its amounts of rupiah are written.

    Args:
        model_cls: Frozen class that checks the document.
        document: The document with its places.
        beside: Problems that are known already.
        values_of: Class whose values the document sets by dotted path, if any.

    Raises:
        ScenarioError: Anything is wrong; every problem points to the file that wrote the value.
    """
    problems = [*beside, *doubtful_amounts(document, model_cls=model_cls, values_of=values_of)]
    try:
        made = model_cls.model_validate(document.plain())
    except ValidationError as error:
        problems += problems_of(error, model_cls=model_cls, document=document)
    if problems:
        raise ScenarioError(in_order(problems))
    return made


def read_merged(source: str | Path, /, *, search: tuple[Path, ...] | None = None) -> Tree:
    """Read a document and lay it over the ones it extends, base first; errors as in `read_chain`."""
    return _laid_together(read_chain(source, search=search))


def _laid_together(chain: Sequence[Tree]) -> Tree:
    result = chain[-1]
    for document in reversed(chain[:-1]):
        result = merged(result, document)
    return result


def read_chain(source: str | Path, /, *, search: tuple[Path, ...] | None = None) -> list[Tree]:
    """Read a document and those it extends, itself first and the last base at the end.

    Raises:
        ScenarioError: A file is unusable, a base is missing, or the chain is a cycle or too long.
    """
    folders = shipped_folders() if search is None else search
    path, label = _locate(source, folders=folders)
    chain: list[Tree] = []
    seen: dict[Path, str] = {}
    while True:
        seen[path.resolve()] = label
        document = read_document(path, label=label)
        chain.append(document)
        base = document.content.pop("extends", None)
        mark = document.keys.pop("extends", document.mark)
        if base is None:
            break
        path, label = _locate_base(base, mark=mark, near=(path, label), folders=folders)
        if path.resolve() in seen:
            loop = " -> ".join([*seen.values(), label])
            raise ScenarioError(mark.problem(Phrase("extends goes round in a circle: {loop}", loop=loop)))
        if len(seen) >= LONGEST_CHAIN:
            text = Phrase("extends a chain of more than {most} files", most=LONGEST_CHAIN)
            raise ScenarioError(mark.problem(text))
    return chain


def _locate(source: str | Path, *, folders: tuple[Path, ...]) -> tuple[Path, str]:
    """Find the file of a name or path, and how error lines call it."""
    text = os.fspath(source)
    if "\x00" in text:
        raise ScenarioError(Mark(shown(text)).problem(Phrase("is not a usable file name")))
    if isinstance(source, str) and not _looks_like_path(text):
        known = names_in(folders)
        if text in known:
            return known[text], f"{text}.yaml"
        if not _is_there(Path(text)):
            raise ScenarioError(unknown_name(text, known=tuple(sorted(known)), mark=Mark("")))
    elif isinstance(source, str) and Path(text).stem in names_in(folders) and not _is_there(Path(text)):
        raise ScenarioError(Mark(text).problem(Phrase("does not exist"), suggestion=Path(text).stem))
    return Path(text), text or "."


def _locate_base(
    base: Tree, *, mark: Mark, near: tuple[Path, str], folders: tuple[Path, ...]
) -> tuple[Path, str]:
    """Find the file that another file extends: a shipped name, a sibling name, or a relative path."""
    name = base.content
    if not isinstance(name, str) or not name.strip() or "\x00" in name:
        raise ScenarioError(mark.problem(Phrase("must be the name or path of one scenario"), field="extends"))
    path, label = near
    folder, shown_folder = path.parent, os.path.dirname(label)
    if _looks_like_path(name):
        if not _is_there(folder / name):
            text = Phrase("extends the file '{name}', which does not exist", name=name[:120])
            raise ScenarioError(mark.problem(text))
        return folder / name, os.path.normpath(os.path.join(shown_folder, name))
    known = names_in(folders)
    if name in known:
        return known[name], f"{name}.yaml"
    for suffix in _SUFFIXES:
        if _is_there(folder / f"{name}{suffix}"):
            return folder / f"{name}{suffix}", os.path.join(shown_folder, f"{name}{suffix}")
    raise ScenarioError(unknown_name(name, known=tuple(sorted(known)), mark=mark))


def _looks_like_path(text: str) -> bool:
    return text.endswith(_SUFFIXES) or "/" in text or os.sep in text or text in ("", ".", "..")


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _sources_of_strangers(
    document: Tree, chain: Sequence[Tree], *, model_cls: type[BaseModel]
) -> list[Problem]:
    """Refuse a source of an item that no file of the chain has, such as that of a misspelt actor.

    An item that was removed, or that a later file adds, is known: its sources may stay.
    """
    sources = document.content.get("sources")
    if sources is None or not isinstance(sources.content, dict):
        return []
    problems = []
    for key, mark in sources.keys.items():
        for path, word in follow_path(model_cls, key).items:
            names = list(
                dict.fromkeys(name for tree in (document, *chain) for name in _item_names(tree, path))
            )
            if word not in names and not (word.isascii() and word.isdigit()):
                text = Phrase(
                    "names the item '{word}' of {path}, which no file here has", word=word[:60], path=path
                )
                near = nearest(word, among=names)
                problems.append(mark.problem(text, field=f"sources.{key}", suggestion=near))
    return problems


def _item_names(tree: Tree, path: str) -> list[str]:
    """Names of the items of the list at a dotted path; none if there is no such list."""
    for key in path.split("."):
        inner = tree.content.get(key) if isinstance(tree.content, dict) else None
        if inner is None:
            return []
        tree = inner
    items = tree.content if isinstance(tree.content, list) else []
    return [name for item in items if (name := item.name()) is not None]
