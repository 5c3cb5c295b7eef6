"""Work for tests of the runner, in a module that worker processes can import: small, slow, failing and deadly."""

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any


def square(number: int) -> dict[str, Any]:
    """A table of one row."""
    return {"squares": [{"number": number, "square": number * number}]}


def slow_square(number: int) -> dict[str, Any]:
    """The same, a fifth of a second later."""
    time.sleep(0.2)
    return square(number)


def noted_square(folder: str, number: int) -> dict[str, Any]:
    """The same, with a line in a file for every call and the process that made it."""
    with (Path(folder) / "calls.txt").open("a") as stream:
        stream.write(f"{number} {os.getpid()}\n")
    return slow_square(number)


def long_square(folder: str, number: int) -> dict[str, Any]:
    """The same, a minute later."""
    noted_square(folder, number)
    time.sleep(60.0)
    return square(number)


def deadly_square(deadly: int, number: int) -> dict[str, Any]:
    """The same, but one number kills the process that meets it."""
    if number == deadly:
        os.kill(os.getpid(), signal.SIGKILL)
    return square(number)


def deadly_once(folder: str, deadly: int, number: int) -> dict[str, Any]:
    """The same, but only the first time."""
    mark = Path(folder) / "died"
    if number == deadly and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return square(number)


def odd_square(number: int) -> dict[str, Any]:
    """The same; even numbers are refused."""
    if number % 2 == 0:
        raise ValueError(f"{number} is even\nsecond line")
    return square(number)


def unpicklable(number: int) -> dict[str, Any]:
    """A result that cannot be carried out of the process."""
    return {"squares": [{"number": number, "square": lambda: number}]}


def talkative(number: int) -> dict[str, Any]:
    """Prints on standard output, as libraries do, also past Python."""
    print("a line")
    sys.stdout.flush()
    os.write(1, b"another line\n")
    return {"squares": [{"number": number, "square": len(sys.stdin.read())}]}


def environment(number: int) -> dict[str, Any]:
    """Settings of the process."""
    names = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")
    main = getattr(sys.modules["__main__"], "__file__", None)
    return {"squares": [{"number": number, "main": str(main)} | {n: os.environ.get(n, "") for n in names}]}


def brief_square(folder: str, number: int, *, pause: float = 0.05) -> dict[str, Any]:
    """A table of one row with a fraction, so many seconds later, with a line in a file for every call."""
    with (Path(folder) / "calls.txt").open("a") as stream:
        stream.write(f"{number} {os.getpid()}\n")
    time.sleep(pause)
    return {"runs": [{"number": number, "root": (number + 1) ** 0.5, "text": f"run {number}"}]}


class Elsewhere:
    """Something with a long state."""

    def __init__(self, size):
        self.state = bytes(size)


def made_elsewhere(size):
    """Something of a class that whoever asked may not have."""
    return Elsewhere(size)
