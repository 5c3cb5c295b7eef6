"""Which file, or which override, wrote each value of a scenario, and the source that goes with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from partnersim.scenario.documents.describe import parameter_table
from partnersim.scenario.documents.document import Tree
from partnersim.scenario.documents.merging import apply_overrides
from partnersim.scenario.reading import load_scenario, read_chain, read_merged
from partnersim.scenario.spec import Scenario

DEFAULT = "default"
NO_SOURCE = "assumed"


@dataclass(frozen=True, slots=True)
class _Written:
    """A path of the merged document and who wrote it: 0 for the last base, more for files above it."""

    path: str
    file: str
    rank: int


def sourced_table(
    source: str | Path, /, *, overrides: Sequence[str] | Mapping[str, Any] = ()
) -> tuple[Scenario, list[dict[str, Any]]]:
    """List every parameter of a scenario with the source of its present value.

    A value that a file sets carries the source which that file, or one that extends it, gives under
    `sources:` for
    the value's path or for the group it is in. A value set above the file that gave the source has none,
    so it is an assumption. A value that nobody set carries the source of the default.

    Returns:
        The scenario, and the rows of `parameter_table` with `set_by`: the file or override, or "default".

    Raises:
        ScenarioError: Anything wrong with the input.
    """
    scenario = load_scenario(source, overrides=overrides)
    ranks = {tree.mark.file: rank for rank, tree in enumerate(reversed(read_chain(source)))}
    tree = apply_overrides(read_merged(source), overrides, model_cls=Scenario)
    written = [_Written(path, file, ranks.get(file, len(ranks))) for path, file in _leaves(tree, ())]
    sources = {one.path.removeprefix("sources."): one for one in written if one.path.startswith("sources.")}
    rows = []
    for row in parameter_table(scenario):
        setters = [one for one in written if _inside(one.path, row["path"])]
        last = max(setters, key=lambda one: one.rank, default=None)
        if last is None:
            rows.append(row | {"set_by": DEFAULT})
        else:
            text = _source(row["path"], last.rank, sources, scenario.sources)
            rows.append(row | {"set_by": last.file, "source": text})
    return scenario, rows


def _source(path: str, rank: int, given: Mapping[str, _Written], texts: Mapping[str, str]) -> str:
    """The text for the longest path around the value, among those not older than the value."""
    around = [one for one in given if path == one or path.startswith(f"{one}.")]
    current = [one for one in around if given[one].rank >= rank]
    return texts[max(current, key=len)] if current else NO_SOURCE


def _inside(path: str, group: str) -> bool:
    return path == group or path.startswith(f"{group}.")


def _leaves(tree: Tree, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Every value of a document with its path, items by name, and the file it was written in."""
    if path == ("sources",) and isinstance(tree.content, dict):
        for key, item in tree.content.items():
            yield f"sources.{key}", item.mark.file
    elif isinstance(tree.content, dict) and tree.content:
        for key, item in tree.content.items():
            yield from _leaves(item, (*path, str(key)))
    elif isinstance(tree.content, list) and tree.content:
        for position, item in enumerate(tree.content):
            yield from _leaves(item, (*path, item.name() or str(position)))
    else:
        yield ".".join(path), tree.mark.file
