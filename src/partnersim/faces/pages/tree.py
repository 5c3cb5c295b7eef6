"""The source tree that pages belong to: where they lie, what is kept in them, and how they are written or checked."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

from partnersim.faces.cli.tables import to_json
from partnersim.scenario.documents.errors import Problem, ScenarioError
from partnersim.scenario.documents.package import PACKAGE
from partnersim.scenario.phrases import Phrase

ROOT = PACKAGE.parents[1]
DOCS = ROOT / "docs"
IMAGES, RESULTS = DOCS / "images", DOCS / "results"


def check_tree() -> None:
    """Find out whether the package runs from its source tree.

    Raises:
        ScenarioError: it does not, so that there are no pages to write.
    """
    if not (ROOT / "pyproject.toml").is_file() or not RESULTS.is_dir():
        text = "pages belong to a source tree, and this installation has none; install it from one (pip install -e .)"
        raise ScenarioError(Problem(message=Phrase.verbatim(text)))


def results_of(path: Path, /) -> Any:
    """The content of a JSON file of results.

    Raises:
        ScenarioError: it cannot be read.
    """
    try:
        return json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ScenarioError(
            Problem(file=str(path), message=Phrase.verbatim(error.strerror or str(error)))
        ) from None
    except ValueError as error:
        raise ScenarioError(
            Problem(file=str(path), message=Phrase.verbatim(f"is no JSON: {error}"))
        ) from None


def document_of(path: Path, /, *, keys: Collection[str], message: Phrase) -> dict[str, Any]:
    """The document of a study in a JSON file of results.

    Args:
        path: the file. keys: what such a document has. message: what a file without them is told.

    Raises:
        ScenarioError: it cannot be read, or is none.
    """
    content = results_of(path)
    if not (isinstance(content, dict) and set(keys) <= set(content)):
        raise ScenarioError(Problem(file=str(path), message=message))
    return content


def renewed_documents(
    files: Iterable[Path],
    folder: Path,
    /,
    *,
    read: Callable[[Path], dict[str, Any]],
    nothing: Phrase,
    check: bool = False,
) -> tuple[dict[str, dict[str, Any]], int]:
    """Keep new documents of studies in a folder of results, one file by the name of each, and give all that are there.

    Args:
        files: of new documents. folder: where they are kept. read: gives the document of a file. nothing: what is said
            where none is kept. check: write nothing.

    Returns:
        All documents by name, those that were kept before in the order of their names and then the new ones; and 1 if
        something was only to be checked and differs, else 0.

    Raises:
        ScenarioError: a file cannot be read or is none, or no document is kept.
    """
    new = {document["name"]: document for document in map(read, files)}
    differs = [put(folder / f"{name}.json", to_json(one) + "\n", check=check) for name, one in new.items()]
    documents = {path.stem: read(path) for path in sorted(folder.glob("*.json"))} | new
    if not documents:
        raise ScenarioError(Problem(file=f"docs/results/{folder.name}", message=nothing))
    return documents, max(differs, default=0)


def kept_words(page: Path, name: str, /) -> str:
    """What stands in a page between ``<!-- NAME -->`` and ``<!-- end NAME -->``, written by hand; empty if nothing."""
    text = page.read_text("utf-8") if page.exists() else ""
    found = re.search(f"<!-- {name} -->(.*?)<!-- end {name} -->", text, re.DOTALL)
    return found.group(1).strip() if found else ""


def filled(page: Path, opening: str, closing: str, text: str, /) -> str:
    """A page with ``text`` between two markers.

    Raises:
        ScenarioError: the page does not have these markers just once.
    """
    pattern = re.compile(f"({re.escape(opening)}\n).*?({re.escape(closing)})", re.DOTALL)
    made, count = pattern.subn(lambda match: f"{match[1]}{text}\n{match[2]}", page.read_text("utf-8"))
    if count != 1:
        raise ScenarioError(
            Problem(file=str(page), message=Phrase.verbatim(f"has {count} places '{opening}'; it needs one"))
        )
    return made


def put(path: Path, content: str | bytes, /, *, check: bool = False) -> int:
    """Write a file of the documentation whole or not at all, or say whether it is as it would be written.

    Returns:
        0, or 1 if it was only to be checked and differs.

    Raises:
        ResultsError: it cannot be written.
    """
    from partnersim.studies.runs.files import written_together

    data = content.encode("utf-8") if isinstance(content, str) else content
    name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    if path.is_file() and path.read_bytes() == data:
        return 0
    if check:
        print(f"partnersim: {name} is not what the results say", file=sys.stderr)
        return 1
    with written_together(path.parent) as draft:
        (draft / path.name).write_bytes(data)
    print(f"written: {name}", file=sys.stderr)
    return 0
