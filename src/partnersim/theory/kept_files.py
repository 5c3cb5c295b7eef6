"""Files kept between runs of the program: where they lie, read and written so that a damaged one does no harm.

Nothing kept is needed: what cannot be read is made anew, what cannot be written stays in memory, and the user is told
so once. Every file begins with a hash of its content, and is written aside and renamed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path

from partnersim.scenario.documents.fingerprint import code_version

_KEEP_FOLDERS = 6
_DIGEST_BYTES = 32

IN_WORKER = "PARTNERSIM_WORKER"
"""Environment variable that worker processes have."""

_told: set[str] = set()


@cache
def cache_folder() -> Path | None:
    """Folder of this version's compiled code and populations, made if missing; folders of older versions are removed.

    The environment variables ``NUMBA_CACHE_DIR`` and ``XDG_CACHE_HOME`` move it. A folder that can be read but not
    written is used as it is.

    Returns:
        The folder; None if there is none and none can be made.
    """
    import numba  # a fifth of a second, which those who tell something alone can do without

    base = _base()
    if base is None:
        tell(
            "no home folder is known, so what is compiled is not kept; set XDG_CACHE_HOME to a folder of yours"
        )
        return None
    digest = hashlib.sha256(f"{numba.__version__} {code_version('compiled')}".encode())
    folder = base / digest.hexdigest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        tell(f"what is compiled is not kept: '{folder}' cannot be made ({error.strerror})")
        return None
    with suppress(OSError):
        _forget_old(base)
    return folder


def read_kept(path: Path) -> bytes | None:
    """Content of a kept file; None if there is none that can be used. A damaged one is removed."""
    try:
        text = path.read_bytes()
    except OSError:
        return None
    content = text[_DIGEST_BYTES:]
    if hashlib.sha256(content).digest() == text[:_DIGEST_BYTES]:
        return content
    drop(path)
    return None


def write_kept(path: Path, content: bytes) -> bool:
    """Keep a file, whole or not at all; False, and the user is told once, if it cannot be written."""
    aside = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}")
    try:
        with aside.open("wb") as stream:
            stream.write(hashlib.sha256(content).digest())
            stream.write(content)
        aside.replace(path)
    except OSError as error:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        tell(f"what is made now is not kept: '{path.parent}' cannot be written ({error.strerror})")
        return False
    return True


def drop(path: Path) -> None:
    """Remove a damaged file, tell so, and go on: it is made anew."""
    with suppress(OSError):
        path.unlink(missing_ok=True)
    tell(f"a file in '{path.parent}' was damaged and is made anew")


def tell(text: str, *, by_worker: bool = False) -> None:
    """One line on the terminal, once; worker processes leave it to the process that started them, or speak too."""
    if text in _told or (IN_WORKER in os.environ and not by_worker):
        return
    _told.add(text)
    if sys.stderr is not None:
        with suppress(OSError, ValueError):
            print(f"partnersim: {text}", file=sys.stderr, flush=True)


def _base() -> Path | None:
    named = os.environ.get("NUMBA_CACHE_DIR")
    if named:
        return Path(named) / "kernels"
    try:
        home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    except RuntimeError:  # HOME is not set and the user has no entry of their own
        return None
    return Path(home) / "partnersim" / "kernels"


def _forget_old(base: Path) -> None:
    folders = sorted((p for p in base.iterdir() if p.is_dir()), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in folders[_KEEP_FOLDERS:]:
        shutil.rmtree(old, ignore_errors=True)
