"""One decorator for all compiled rules and kernels.

Numba's cache notices a change in the file of a function but not in the functions it calls. The cache folder therefore
carries a hash of every source file that holds compiled code: change a rule and the next run compiles afresh, change
nothing and compilation happens once on a machine. The environment variable ``NUMBA_CACHE_DIR`` moves the folder.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numba
from numba import config

from partnersim.scenario.documents.package import source_hash

F = TypeVar("F", bound=Callable[..., Any])

# Compilation at the first of LLVM's levels takes a sixth less time than at the third, and the household month runs
# faster for it: its branches leave nothing to vectorise. No level may reorder floating-point sums, so the numbers are
# the same.
os.environ.setdefault("NUMBA_OPT", "1")
config.reload_config()

_KEEP_FOLDERS = 6
_COMPILED_CODE = ("theory", "mechanisms/households", "engine/closing.py", "measures/household_pass.py", "world")


@cache
def cache_folder() -> str:
    """Folder of this version's compiled code, made if missing; folders of older versions are removed."""
    digest = hashlib.sha256(f"{numba.__version__} {source_hash(*_COMPILED_CODE)}".encode())
    base = Path(os.environ.get("NUMBA_CACHE_DIR") or _user_cache()) / "kernels"
    folder = base / digest.hexdigest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _forget_old(base)
    except OSError:
        return ""
    return str(folder)


def compiled(function: F) -> F:
    """Compile a function on first use, cached on disk, free of the interpreter lock, with IEEE division."""
    return _compile(function, callable_from_python=True)


def compiled_inside(function: F) -> F:
    """Like ``compiled``, for a function that only compiled functions call.

    It gets no entry from Python, which for a function of many columns takes longer to compile than its body. Calling
    it from Python stops the interpreter (unless compilation is switched off): call its caller.
    """
    return _compile(function, callable_from_python=False)


def _compile(function: F, *, callable_from_python: bool) -> F:
    folder = cache_folder()
    before = config.CACHE_DIR
    try:
        config.CACHE_DIR = folder or before
        return numba.njit(  # type: ignore[no-any-return]
            cache=bool(folder),
            nogil=True,
            error_model="numpy",
            no_cfunc_wrapper=True,
            no_cpython_wrapper=not callable_from_python,
        )(function)
    finally:
        config.CACHE_DIR = before


def _user_cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "partnersim"


def _forget_old(base: Path) -> None:
    folders = sorted((p for p in base.iterdir() if p.is_dir()), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in folders[_KEEP_FOLDERS:]:
        shutil.rmtree(old, ignore_errors=True)
