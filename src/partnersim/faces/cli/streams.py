"""Standard streams as users leave them: closed, gone half-way, full, or of a narrow alphabet."""

from __future__ import annotations

import codecs
import errno
import os
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import IO, Any

PLAIN = "partnersim.plain"
"""Name under which codecs know how characters are written that a terminal lacks."""

_PLAIN_FORMS = {
    "\N{MINUS SIGN}": "-",
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
    "\N{HORIZONTAL ELLIPSIS}": "...",
    "\N{MULTIPLICATION SIGN}": "x",
    "\N{INFINITY}": "inf",
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
}


class ReaderGone(Exception):
    """Whoever read the standard output has closed it, as `head` does."""


class OutputLost(Exception):
    """The standard output cannot be written, as on a full disk; the message says why."""


class Output:
    """Standard output whose failures have names of their own, so that no library takes them for its own.

    Args:
        stream: the stream written to.
    """

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write text.

        Raises:
            ReaderGone: the reader has closed its end.
            OutputLost: the text cannot be written.
        """
        with _named_failures():
            return self._stream.write(text)

    def flush(self) -> None:
        """Hand on what is buffered; raises as `write` does."""
        with _named_failures():
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class Remarks:
    """Standard error that never stops the work: what it cannot take is dropped.

    Args:
        stream: the stream written to.
    """

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write text if that is possible."""
        with suppress(OSError, ValueError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Hand on what is buffered if that is possible."""
        with suppress(OSError, ValueError):
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def usable_streams() -> Iterator[None]:
    """Standard streams that can be written whatever the caller left of them; the former ones come back."""
    _fill_closed_descriptors()
    codecs.register_error(PLAIN, _plain)
    before = sys.stdout, sys.stderr
    with ExitStack() as opened:
        streams = [_widened(stream, opened) for stream in before]
        sys.stdout, sys.stderr = Output(streams[0]), Remarks(streams[1])  # type: ignore[assignment]
        try:
            yield
        finally:
            sys.stdout, sys.stderr = before


def drop_output() -> None:
    """Let what is still buffered for the standard output go nowhere, so that the interpreter's end is silent."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno())  # type: ignore[union-attr]


def plain_text(text: str, /, encoding: str) -> str:
    """Text with the characters that an encoding lacks written in simpler ones, or as question marks."""
    codecs.register_error(PLAIN, _plain)
    return text.encode(encoding, PLAIN).decode(encoding)


def holds_all_characters(stream: Any, /) -> bool:
    """Whether a stream can write any character."""
    return (getattr(stream, "encoding", None) or "utf-8").lower().replace("_", "-").startswith("utf")


@contextmanager
def _named_failures() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise ReaderGone from None
        raise OutputLost(error.strerror or str(error)) from None


def _fill_closed_descriptors() -> None:
    """Open what is closed of the descriptors 0 to 2 on the null device.

    A file or pipe that took such a number later would receive what is meant for the terminal.
    """
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            with suppress(OSError):
                os.open(os.devnull, os.O_RDWR)  # takes the lowest free number


def _widened(stream: IO[str] | None, opened: ExitStack) -> IO[str]:
    """The stream, made to write every character somehow; the null device for a missing one."""
    if stream is None:
        return opened.enter_context(open(os.devnull, "w", encoding="utf-8"))
    if hasattr(stream, "reconfigure"):
        with suppress(OSError, ValueError):
            stream.reconfigure(errors=PLAIN)
    return stream


def _plain(error: UnicodeError) -> tuple[str, int]:
    """Simpler characters for those that cannot be encoded: the mark itself, else the bare letter, else "?"."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    characters = error.object[error.start : error.end]
    return "".join(map(_simpler, characters)), error.end


def _simpler(character: str) -> str:
    if character in _PLAIN_FORMS:
        return _PLAIN_FORMS[character]
    if character.isspace():
        return " "
    bare = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode("ascii")
    return bare or "?"
