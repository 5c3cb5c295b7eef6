"""Numba's cache on our terms: read what can be read, never fail, never load a damaged file.

Numba's own cache refuses to work where it cannot write, ends a run on a truncated file, loads a file with a flipped
bit, and keeps an index that two processes can overwrite for one another. Here every compiled function has a file of
its own per signature, checked before it is used, and one process at a time compiles it while others wait and read.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from numba.core.caching import Cache, CompileResultCacheImpl, _CacheLocator
from numba.core.serialize import dumps

from partnersim.theory.kept_files import drop, read_kept, tell, write_kept

try:
    import fcntl
except ImportError:  # not on this system: two processes then compile the same at the same time
    fcntl = None  # type: ignore[assignment]

LONG = 2.0
"""Seconds of compiling after which the user is told."""

LONGEST_WAIT = 300.0
"""Seconds a process waits for another one to compile before it compiles itself."""

_SPEAKER = 2**60
"""Byte of the file of locks that the one worker holds who tells the user."""


class _Locator(_CacheLocator):
    """Tells a function from others of its name by its line; where it is kept and how fresh it is, we know ourselves."""

    def __init__(self, line: int) -> None:
        self._line = line

    def get_cache_path(self) -> str:
        return ""

    def get_source_stamp(self) -> str:
        return ""

    def get_disambiguator(self) -> str:
        return str(self._line)

    @classmethod
    def from_function(cls, py_func: Callable[..., Any], py_file: str) -> _Locator:
        return cls(py_func.__code__.co_firstlineno)


class _Implementation(CompileResultCacheImpl):
    _locator_classes = [_Locator]  # type: ignore[list-item]  # noqa: RUF012 (numba declares it so)


class KernelFiles:
    """Compiled code of one function, a file per signature and machine.

    Args:
        folder: where they lie. name: of the function, unique in the folder.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, name

    def path(self, key: Any) -> Path:
        """File of one signature."""
        return self.folder / f"{self.name}-{hashlib.sha256(repr(key).encode()).hexdigest()[:16]}.kernel"

    def load(self, key: Any) -> Any:
        """What was saved under a key, or None."""
        content = read_kept(self.path(key))
        if content is None:
            return None
        saved, data = pickle.loads(content)
        return data if saved == key else None

    def save(self, key: Any, data: Any) -> None:
        """Keep compiled code."""
        write_kept(self.path(key), dumps((key, data)))

    def flush(self) -> None:
        """Forget everything of this function."""
        for path in self.folder.glob(f"{self.name}-*.kernel"):
            with suppress(OSError):
                path.unlink()


class KernelCache(Cache):
    """Cache of one compiled function, as numba's dispatcher asks for it.

    Args:
        function: the function. folder: where its code is kept; None keeps it in memory only.
        level: of optimisation, part of the key.

    Attributes:
        called: name of the function, ``module:name``.
    """

    _impl_class = _Implementation  # type: ignore[assignment]

    def __init__(self, function: Callable[..., Any], folder: Path | None, level: int) -> None:
        super().__init__(function)
        self.level, self.folder = level, folder
        self.called = f"{function.__module__}:{function.__qualname__}"
        self._cache_path = str(folder or "")
        module = function.__module__.removeprefix("partnersim.")
        name = f"{module}.{self._impl.filename_base.split('.', 1)[1]}"
        self._files = None if folder is None else KernelFiles(folder, name)

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Code kept for a signature; None, and it is this process's turn to compile it, if there is none."""
        target_context.refresh()
        loaded = self._loaded(sig, target_context)
        if loaded is None:
            turn.take(self.folder, self._name_of(sig, target_context))
            loaded = self._loaded(sig, target_context)  # another process may have made it meanwhile
            if loaded is not None:
                turn.give()
        return loaded

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep the code of a signature, and end this process's turn."""
        try:
            if self._files is not None and self._impl.check_cachable(data):
                self._files.save(self._index_key(sig, data.codegen), self._impl.reduce(data))
        finally:
            turn.give()

    def flush(self) -> None:
        """Forget what is kept of this function."""
        if self._files is not None:
            self._files.flush()

    def _name_of(self, sig: Any, target_context: Any) -> str:
        if self._files is None:
            return ""
        return self._files.path(self._index_key(sig, target_context.codegen())).name

    def _loaded(self, sig: Any, target_context: Any) -> Any:
        if self._files is None:
            return None
        key = self._index_key(sig, target_context.codegen())
        try:
            data = self._files.load(key)
            return None if data is None else self._impl.rebuild(target_context, data)
        except Exception:  # whatever a file of another make may raise: it is not usable
            drop(self._files.path(key))
            return None

    def _index_key(self, sig: Any, codegen: Any) -> Any:
        return (*super()._index_key(sig, codegen), self.level)


class Turn:
    """One process at a time compiles a function; several compile different ones.

    What a process has taken is held by locks on bytes of one file of the folder, a byte for each kept file.
    A function is compiled while those that call it are held, and none calls itself, so that nobody waits in a circle.
    Only used under numba's lock for compiling, so threads come one after another.
    """

    def __init__(self) -> None:
        self._taken: list[tuple[Path, int] | None] = []
        self._files: dict[Path, int] = {}  # never closed: all locks of this process on it would go
        self._notice: threading.Timer | None = None

    def take(self, folder: Path | None, name: str) -> None:
        """Begin to compile a function; waits while another process compiles it."""
        if not self._taken:
            self._notice = threading.Timer(LONG, self._tell)
            self._notice.daemon = True
            self._notice.start()
        byte = None
        if folder is not None and fcntl is not None:
            byte = int.from_bytes(hashlib.sha256(name.encode()).digest()[:7], "big")
            with suppress(OSError):
                self._wait(folder, byte)
        self._taken.append(None if folder is None or byte is None else (folder, byte))

    def _wait(self, folder: Path, byte: int) -> None:
        begun = time.monotonic()
        while not self._got(folder, byte) and time.monotonic() - begun < LONGEST_WAIT:
            time.sleep(0.02)

    def _got(self, folder: Path, byte: int) -> bool:
        if folder not in self._files:
            with (folder / "compiling").open("ab") as file:
                self._files[folder] = os.dup(file.fileno())
        try:
            fcntl.lockf(self._files[folder], fcntl.LOCK_EX | fcntl.LOCK_NB, 1, byte)
        except (BlockingIOError, PermissionError):
            return False
        return True

    def _tell(self) -> None:
        """The process a user started speaks, and one of its workers if they compile."""
        folders, speaks = [taken[0] for taken in self._taken if taken is not None], False
        with suppress(OSError):
            speaks = bool(folders) and self._got(folders[0], _SPEAKER)
        tell("compiling the rules for this machine: this takes up to a minute, once", by_worker=speaks)

    def give(self) -> None:
        """End compiling a function."""
        if self._taken:
            self._let_go(self._taken.pop())
        if not self._taken:
            self.end()

    def end(self) -> None:
        """Let others compile, also after an error in whatever was under way."""
        while self._taken:
            self._let_go(self._taken.pop())
        if self._notice is not None:
            self._notice.cancel()
        self._notice = None

    def _let_go(self, taken: tuple[Path, int] | None) -> None:
        if taken is not None and taken[0] in self._files:
            with suppress(OSError):
                fcntl.lockf(self._files[taken[0]], fcntl.LOCK_UN, 1, taken[1])


turn = Turn()
