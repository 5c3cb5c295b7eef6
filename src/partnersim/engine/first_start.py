"""At a first start the rules are compiled by several processes at once.

A run calls its rules one after another, so it would compile them one after another. Which functions Python calls with
which types is therefore written down (``first_start.json``, renewed by ``python tools/first_start.py``). While the run
compiles from the beginning of that list, other processes do so from its end, and each reads what another has made
(`partnersim.theory.kernel_cache.Turn`). Nothing depends on the list: what it lacks is compiled when it is called.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from contextlib import suppress
from functools import cache
from importlib import import_module, resources
from pathlib import Path
from typing import Any

import numba
from numba import types

from partnersim.theory.addresses import BY_ADDRESS
from partnersim.theory.cores import cores
from partnersim.theory.kept_files import IN_WORKER, cache_folder, read_kept, write_kept

MOST = 3
"""Processes beside the one that runs, at most: what is left of a list cut in more pieces is one large rule."""

_MAIN = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from partnersim.engine.first_start import compile_listed; compile_listed(*map(int, sys.argv[2:]))"
)

Entry = tuple[str, tuple[Any, ...]]
"""A compiled function, ``module:name``, and the types of its arguments."""


class NotListed(ValueError):
    """A type that the list has no words for."""


@cache
def begin() -> None:
    """Have other processes compile what no run of this version has compiled yet, once in a process.

    Workers leave it to the process that started them. Where there is one core, or nothing can be kept or locked, all is
    compiled when it is called.
    """
    folder = cache_folder()
    beside = min(cores() - 1, MOST)
    if (
        folder is None
        or beside < 1
        or IN_WORKER in os.environ
        or sys.platform == "win32"
        or not BY_ADDRESS  # compiling is switched off
        or not os.access(folder, os.W_OK)
    ):
        return
    for place in range(beside):
        if read_kept(_done(folder, place, beside)) is None:
            _start(place, beside)


def compile_listed(parent: int, place: int, beside: int) -> None:
    """Compile every so many-th function of the list, from its end, for as long as the process that began it is there.

    Args:
        parent: number of that process. place, beside: which of how many processes this is.
    """
    folder = cache_folder()
    import_module("partnersim.engine.model")
    for name, arguments in listed()[::-1][place::beside]:
        if os.getppid() != parent:
            return
        # A list that has fallen behind the rules costs time, nothing else: who calls the rule compiles it.
        with suppress(ImportError, AttributeError, numba.NumbaError):
            function_of(name).compile(arguments)
    if folder is not None:
        write_kept(_done(folder, place, beside), b"")


def listed() -> list[Entry]:
    """What Python calls in a run, in the order in which it is called first."""
    text = resources.files("partnersim.engine").joinpath("first_start.json").read_text("utf-8")
    return [(name, tuple(map(type_of, arguments))) for name, arguments in json.loads(text)]


def function_of(name: str) -> Any:
    """The compiled function of a name such as ``partnersim.theory.sums:summed``."""
    module, function = name.split(":")
    return getattr(import_module(module), function)


def words_of(kind: types.Type) -> Any:
    """A type in JSON: a number by its name, an array such as ``float64 2C`` (``r`` behind it if it is read-only).

    Tuples are lists that begin with the class of a named tuple, or with nothing.

    Raises:
        NotListed: there are no words for the type, as for the columns of households, which are known by their address.
    """
    if isinstance(kind, types.Array) and kind.aligned:
        return f"{words_of(kind.dtype)} {kind.ndim}{kind.layout}{'' if kind.mutable else 'r'}"
    if isinstance(kind, types.NamedTuple | types.NamedUniTuple):
        place = kind.instance_class
        return [f"{place.__module__}:{place.__qualname__}", *map(words_of, kind)]
    if isinstance(kind, types.Tuple | types.UniTuple):
        return ["", *map(words_of, kind)]
    if isinstance(kind, types.Number | types.Boolean) and getattr(types, kind.name, None) is kind:
        return kind.name
    if kind is types.none:
        return "none"
    raise NotListed(str(kind))


def type_of(words: Any) -> types.Type:
    """The type of its words, `words_of`."""
    if isinstance(words, list):
        members = tuple(map(type_of, words[1:]))
        return types.BaseTuple.from_types(members, function_of(words[0]) if words[0] else None)
    number, _, form = words.partition(" ")
    kind = getattr(types, number)
    return types.Array(kind, int(form[0]), form[1], readonly=form.endswith("r")) if form else kind


def _start(place: int, beside: int) -> None:
    places = json.dumps([path for path in sys.path if isinstance(path, str)])
    numbers = map(str, (os.getpid(), place, beside))
    with suppress(OSError):
        process = subprocess.Popen(
            [sys.executable or "python", "-P", "-c", _MAIN, places, *numbers],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, IN_WORKER: "1"},
        )  # fmt: skip
        atexit.register(_end, process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait()


def _done(folder: Path, place: int, beside: int) -> Path:
    return folder / f"first-start-{place + 1}-of-{beside}.kept"
