"""Folders and files of results: found writable before work begins, and written whole or not at all."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML


class ResultsError(Exception):
    """A results folder that cannot be written or read; the message is one line."""


def yaml_text(content: Mapping[str, Any], /) -> str:
    """Plain data as YAML, in the order given."""
    writer, stream = YAML(), io.StringIO()
    writer.width, writer.allow_unicode = 110, True
    writer.representer.ignore_aliases = lambda *_: True
    writer.dump(dict(content), stream)
    return stream.getvalue()


def check_writable(folder: Path, /) -> None:
    """Make a results folder, or find out at once that it cannot be written.

    Raises:
        ResultsError: it is a file, or cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=".writing-", dir=folder)
        os.close(descriptor)
        os.unlink(name)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ResultsError(f"cannot write to the folder '{folder}': {reason}") from None


@contextmanager
def written_together(folder: Path, /) -> Iterator[Path]:
    """A draft folder whose files replace those in ``folder`` at the end, in the order of their making.

    If anything fails before, nothing in ``folder`` has changed.

    Raises:
        ResultsError: the folder cannot be written.
    """
    check_writable(folder)
    draft = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder))
    try:
        yield draft
        for file in sorted(draft.iterdir(), key=lambda path: (path.name == "manifest.json", path.name)):
            os.replace(file, folder / file.name)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ResultsError(f"cannot write to the folder '{folder}': {reason}") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
