"""Where results come from: the version of the engine, of libraries and of the source, and table hashes."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
import sys
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import partnersim
from partnersim.scenario.documents.fingerprint import code_version
from partnersim.scenario.documents.package import PACKAGE

_LIBRARIES = ("mesa", "numpy", "numba", "llvmlite", "pandas", "pyarrow", "pydantic", "scipy")
_NULL = b"\x00null"


@cache
def engine_version(numbers: str = "run") -> str:
    """Version of everything that can change a number: the release, and a hash of the source behind it.

    Results kept from an older state of the source are therefore never taken for results of this one.

    Args:
        numbers: kind of number, a key of ``PARTS`` of `partnersim.scenario.documents.fingerprint`.

    Raises:
        SourceChanged: the program's files are no longer those that were loaded.
    """
    return f"{partnersim.__version__}+{code_version(numbers)[:12]}"


@cache
def library_versions() -> dict[str, str]:
    """Versions of the libraries that results could depend on."""
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


@cache
def git_state() -> dict[str, Any] | None:
    """Revision of the source tree and whether it has changes; None outside a git checkout."""
    root = PACKAGE.parents[1]
    if not (root / ".git").exists():
        return None
    revision = _git("rev-parse", "HEAD", root=root)
    changes = _git("status", "--porcelain", root=root)
    if revision is None or changes is None:
        return None
    return {"revision": revision, "dirty": bool(changes)}


def machine() -> dict[str, str]:
    """The interpreter and the platform."""
    return {"python": platform.python_version(), "platform": platform.platform()}


def command_line() -> str:
    """The command that runs, with the program's name instead of its path."""
    program = Path(sys.argv[0] or "python").name
    return " ".join(["partnersim" if program == "__main__.py" else program, *sys.argv[1:]])


def table_hash(table: pd.DataFrame, /, *, without: tuple[str, ...] = ()) -> str:
    """SHA-256 of a table's content: column names, and values in row order.

    It depends neither on how the file is cut into row groups nor on the library that wrote it. Minus zero
    counts as zero and every not-a-number as one value.

    Args:
        table: the table.
        without: columns left out (wall times).
    """
    digest = hashlib.sha256()
    for name in table.columns:
        if name in without:
            continue
        digest.update(f"\x1e{name}\x1f{len(table)}\x1f".encode())
        for piece in _column_bytes(table[name]):
            digest.update(piece)
    return digest.hexdigest()


def _column_bytes(column: pd.Series) -> list[bytes]:
    if pd.api.types.is_bool_dtype(column) or pd.api.types.is_integer_dtype(column):
        return [b"int", column.to_numpy().astype("<i8").tobytes()]
    if pd.api.types.is_float_dtype(column):
        values = column.to_numpy().astype("<f8") + 0.0
        values[np.isnan(values)] = np.nan
        return [b"float", values.tobytes()]
    # numbers of the distinct texts in order of appearance, then the texts: as telling as the cells, and far cheaper
    codes, distinct = pd.factorize(column, use_na_sentinel=True)
    texts = [_NULL, *(str(value).encode() for value in distinct)]
    listed = b"".join(len(text).to_bytes(8, "little") + text for text in texts)
    return [b"text", codes.astype("<i8").tobytes(), listed]


def _git(*arguments: str, root: Path) -> str | None:
    # GIT_DIR and its kin, set in hooks and by some editors, would make git speak of another repository.
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments],
            capture_output=True, text=True, check=True, timeout=10, env=own,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
