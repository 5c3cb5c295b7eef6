"""The scenarios that come with the package: their names, files and short texts."""

from dataclasses import dataclass
from pathlib import Path

from partnersim.scenario.documents.document import Mark, read_document
from partnersim.scenario.documents.errors import Problem, ScenarioError, nearest
from partnersim.scenario.documents.package import data_places
from partnersim.scenario.phrases import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """One shipped scenario: its name, its one-line title, its description and the name it extends."""

    name: str
    title: str
    description: str
    extends: str


def shipped_folders() -> tuple[Path, ...]:
    """Give the folders searched for shipped scenarios: package data first, then the source tree."""
    return data_places("scenarios")


def names_in(folders: tuple[Path, ...], /) -> dict[str, Path]:
    """Give the scenario files in `folders` by name; an earlier folder wins."""
    found: dict[str, Path] = {}
    for folder in folders:
        if folder.is_dir():
            for path in sorted(folder.glob("*.yaml")):
                found.setdefault(path.stem, path)
    return found


def shipped_names() -> tuple[str, ...]:
    """Give the names of the shipped scenarios, sorted."""
    return tuple(sorted(names_in(shipped_folders())))


def shipped_path(name: str, /) -> Path:
    """Give the file of a shipped scenario.

    Raises:
        ScenarioError: No scenario of this name is shipped; the nearest name is suggested.
    """
    found = names_in(shipped_folders())
    if name not in found:
        raise ScenarioError(unknown_name(name, known=tuple(sorted(found)), mark=Mark("")))
    return found[name]


def shipped_scenario(name: str, /) -> Shipped:
    """Give the title, description and base of a shipped scenario without checking its numbers.

    Raises:
        ScenarioError: No scenario of this name is shipped, or its file is not usable YAML.
    """
    document = read_document(shipped_path(name), label=f"{name}.yaml").plain()
    texts = {key: str(document.get(key) or "").strip() for key in ("title", "description", "extends")}
    return Shipped(name=name, **texts)


def unknown_name(name: str, /, *, known: tuple[str, ...], mark: Mark) -> Problem:
    """Make the problem for a name that is neither a shipped scenario nor a file."""
    near = nearest(name, among=known)
    listed = Phrase()
    if not near:
        listed = Phrase("; shipped: {names}", names=", ".join(known) if known else Phrase("none"))
    text = Phrase(
        "no scenario is named '{name}', and no such file exists{listed}", name=name[:80], listed=listed
    )
    return mark.problem(text, suggestion=near)
