"""The source tree that pages belong to: where they lie, what is kept in them, and how they are written or checked."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

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
