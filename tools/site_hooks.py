"""What mkdocs does not know of these docs: the README is the first page, and links may leave the pages.

Named in mkdocs.yml; `make site` calls it.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
FRONT = {"README.md": "index.md", "README.id.md": "index.id.md"}
"""Pages beside docs/ and what they are called on the site."""
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")


def on_files(files: Any, config: Any) -> Any:
    """Add the README in both languages, its links as seen from docs/."""
    from mkdocs.structure.files import File

    for name, page in FRONT.items():
        text = (ROOT / name).read_text("utf-8")
        files.append(File.generated(config, page, content=from_docs(text)))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Keep links between pages; of links to other parts of the tree only the words."""
    return links_kept(markdown, posixpath.dirname(page.file.src_uri))


def from_docs(text: str) -> str:
    """A page beside docs/ with its links as seen from docs/."""
    return LINK.sub(_from_docs, text)


def links_kept(markdown: str, folder: str) -> str:
    """A page in a folder of docs/ without links to what is not on the site."""
    return LINK.sub(lambda match: _link_kept(match, folder), markdown)


def _from_docs(match: re.Match[str]) -> str:
    mark, text, target = match.groups()
    return f"{mark}[{text}]({FRONT.get(target) or target.removeprefix('docs/')})"


def _link_kept(match: re.Match[str], folder: str) -> str:
    mark, text, target = match.groups()
    if "://" in target or target.startswith("#"):
        return match[0]
    path, _, anchor = target.partition("#")
    place = posixpath.normpath(posixpath.join(folder, path))
    front = FRONT.get(place.removeprefix("../")) if place.startswith("../") else None
    if front:
        at = posixpath.relpath(front, folder or ".")
        return f"{mark}[{text}]({at}{'#' + anchor if anchor else ''})"
    if place in FRONT.values() or (not place.startswith("..") and (DOCS / place).is_file()):
        return match[0]
    return text
