"""Where the package's own files lie: data that ships with it, and the source that can change a number."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]


def data_places(part: str) -> tuple[Path, Path]:
    """Where a part of the shipped data may lie: beside the installed code first, then in the source tree.

    Args:
        part: path below the root of the source tree, such as ``experiments/claims``.
    """
    return PACKAGE / "_data" / part.removeprefix("docs/"), PACKAGE.parents[1] / part


def source_files(*parts: str) -> list[Path]:
    """All Python files in folders or files of the package, each folder in the order of its paths.

    Args:
        parts: paths below the package, such as ``mechanisms`` or ``engine/model.py``; empty for the whole package.

    Raises:
        FileNotFoundError: a part does not exist, so that a moved file cannot silently drop out of a fingerprint.
    """
    files: list[Path] = []
    for part in parts:
        place = PACKAGE / part
        inside = sorted(place.rglob("*.py")) if place.is_dir() else [place]
        if not inside or not inside[0].is_file():
            raise FileNotFoundError(f"no source in {place}")
        files += inside
    return files


@cache
def source_hash(*parts: str) -> str:
    """SHA-256 of the names and contents of the files of some parts, in hexadecimal.

    Raises:
        FileNotFoundError: as in `source_files`.
    """
    digest = hashlib.sha256()
    for file in source_files(*parts):
        digest.update(file.relative_to(PACKAGE).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()
