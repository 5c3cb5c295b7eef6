"""Folders and files of results: found writable before work begins, and written whole or not at all."""

from __future__ import annotations

import hashlib
import io
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from partnersim.scenario.phrases import Phrase

_DRAFT = ".writing-"


class ResultsError(Exception):
    """A results folder that cannot be written or read; the message is one line."""


def yaml_text(content: Mapping[str, Any], /) -> str:
    """Plain data as YAML, in the order given."""
    writer, stream = YAML(), io.StringIO()
    writer.width, writer.allow_unicode = 110, True
    writer.representer.ignore_aliases = lambda *_: True
    writer.dump(dict(content), stream)
    return stream.getvalue()


def folder_of(out: str | os.PathLike[str], /) -> Path:
    """A results folder as it was asked for.

    Raises:
        ResultsError: the name is empty, which would mean the current folder, or not a text.
    """
    name = os.fspath(out)
    if not isinstance(name, str) or not name.strip():
        raise ResultsError(
            Phrase("the name of the results folder is empty; write '.' for the current folder")
        )
    return Path(name)


def cannot_write(folder: Path, error: OSError | ValueError, /) -> ResultsError:
    """The error that a folder cannot be written, with the reason."""
    reason = getattr(error, "strerror", None) or str(error)
    if isinstance(error, FileExistsError | NotADirectoryError):
        reason = Phrase("it is a file, or lies in one")
    return ResultsError(
        Phrase("cannot write to the folder '{folder}': {reason}", folder=folder, reason=reason)
    )


def check_writable(folder: Path, /) -> None:
    """Make a results folder and clear drafts of processes that are gone, or find out that it cannot be written.

    Raises:
        ResultsError: it is a file, or cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=_own_drafts(), dir=folder)
        os.close(descriptor)
        os.unlink(name)
        clear_drafts(folder)
    except (OSError, ValueError) as error:
        raise cannot_write(folder, error) from None


def refuse_another_study(
    file: Path,
    /,
    *,
    same: Callable[[Mapping[str, Any]], bool],
    what: Callable[[Mapping[str, Any]], str],
    force: bool,
    read: Callable[[str], Any] = json.loads,
) -> None:
    """Refuse to replace the results of a finished study by those of another one.

    Args:
        file: the document that a finished study leaves in its folder; nothing is refused if it is not there.
        same: whether a document is of the study to be run, or of a part of it.
        what: words for the study of a document.
        force: whether it may be replaced nevertheless.
        read: makes a document of the file's text.

    Raises:
        ResultsError: the folder holds the results of another study.
    """
    if force or not file.is_file():
        return
    try:
        document = read(file.read_text(encoding="utf-8"))
        if same(document):
            return
        held = Phrase("a finished study of something else ({what})", what=what(document))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        held = Phrase("a {name} that is not of this study", name=file.name)
    raise ResultsError(
        Phrase(
            "the folder '{parent}' holds {held}; use another folder, or --force (force=True) to replace it",
            parent=file.parent,
            held=held,
        )
    )


@contextmanager
def writable(folder: Path | None, /) -> Iterator[None]:
    """Find out that a results folder can be written before work is done for it; without one, nothing.

    If the work is refused, folders that were made for it and are still empty go again.

    Raises:
        ResultsError: as in `check_writable`.
    """
    if folder is None:
        yield
        return
    made = [one for one in (folder, *folder.parents) if not one.exists()]
    check_writable(folder)
    try:
        yield
    except BaseException:
        for one in made:
            with suppress(OSError):  # something is in it by now
                one.rmdir()
        raise


@contextmanager
def written_together(folder: Path, /) -> Iterator[Path]:
    """A draft folder whose files replace those in ``folder`` at the end, in the order of their making.

    If anything fails before, nothing in ``folder`` has changed.

    Raises:
        ResultsError: the folder cannot be written.
    """
    check_writable(folder)
    try:
        with draft_folder(folder) as draft:
            yield draft
            for file in sorted(draft.iterdir(), key=lambda path: (path.name == "manifest.json", path.name)):
                os.replace(file, folder / file.name)
    except OSError as error:
        raise cannot_write(folder, error) from error


@contextmanager
def draft_folder(home: Path, /) -> Iterator[Path]:
    """A folder inside ``home`` to write in, gone at the end unless it was renamed."""
    draft = Path(tempfile.mkdtemp(prefix=_own_drafts(), dir=home))
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _own_drafts() -> str:
    """Beginning of the names of drafts of this process on this machine."""
    return f"{_DRAFT}{_machine()}-{os.getpid()}-"


def _machine() -> str:
    return hashlib.sha256(platform.node().encode()).hexdigest()[:8]


def clear_drafts(folder: Path) -> None:
    """Remove what processes that ended in the middle of writing have left."""
    for path in folder.glob(f"{_DRAFT}*"):
        machine, _, rest = path.name.removeprefix(_DRAFT).partition("-")
        process = rest.partition("-")[0]
        other = len(machine) == len(_machine()) and process.isdigit() and machine != _machine()
        if other or (process.isdigit() and _lives(int(process))):
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
