"""The page served for a script that looks at it: a server of its own, and a browser that asks nobody else."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
)  # fmt: skip
LAST = 19
"""The nicest that a process can be."""

START_SECONDS = 600
"""A server whose process ends is noticed at once; one that is slow on a busy machine is waited for."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(*options: str, before: str = "") -> Iterator[tuple[str, subprocess.Popen[bytes], Path]]:
    """A page of its own on a free port: its address, its process, and the file of what it says.

    Args:
        options: more options of ``partnersim app``.
        before: Python that the server runs first, with ``work`` of the page.
    """
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log.txt")
        words = ["app", "--no-browser", "--port", str(port), *options]
        start = f"from partnersim.faces.app import work; {before or 'pass'}"
        start += "; from partnersim.faces.cli import main; raise SystemExit(main())"
        command = [sys.executable, "-c", start, *words]
        with log.open("w") as written:
            process = subprocess.Popen(
                command, stdout=written, stderr=subprocess.STDOUT, env=dict(os.environ)
            )
        address = f"http://127.0.0.1:{port}/"
        try:
            _wait_for(address, process, log)
            yield address, process, log
        finally:
            stop(process)


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=30):  # its first answer takes long on a busy machine
                return
        except (urllib.error.URLError, OSError):
            if process.poll() is not None:
                raise RuntimeError(log.read_text("utf-8")) from None
            time.sleep(0.5)
    raise RuntimeError(f"the page did not come up within {START_SECONDS} seconds")


def stop(process: subprocess.Popen[bytes]) -> None:
    """End the server as Ctrl-C does."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def chromium(path: str = CHROMIUM, *, gives_way: bool = False) -> Iterator[Any]:
    """A headless Chromium.

    Args:
        path: of the program. gives_way: whether everybody else on this machine has the processor before it.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        before = set(descendants(os.getpid()))
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        if gives_way:
            give_way(set(descendants(os.getpid())) - before)
        yield browser
        browser.close()


def descendants(process: int) -> list[int]:
    """Processes that a process began, whichever of its threads did, and those that these began."""
    direct = []
    for task in Path(f"/proc/{process}/task").glob("*"):
        try:
            direct += [int(pid) for pid in (task / "children").read_text("ascii").split()]
        except OSError:
            continue
    return [pid for child in direct for pid in (child, *descendants(child))]


def give_way(processes: set[int], proc: Path = Path("/proc")) -> None:
    """Let processes have the processor after everybody else, and what they begin later, too.

    Being nice counts among the processes of a session alone where Linux weighs sessions against one another
    (autogroups): so their sessions are made nice as well, but not the one that this process is in. A system that
    does not weigh sessions, or lets nobody say how, is left as it is.
    """
    own = _autogroup(os.getpid(), proc)
    for process in processes:
        with suppress(ProcessLookupError):  # it has ended
            os.setpriority(os.PRIO_PROCESS, process, LAST)
        if own and _autogroup(process, proc) not in ("", own):
            with suppress(OSError):
                (proc / str(process) / "autogroup").write_text(str(LAST), "ascii")


def _autogroup(process: int, proc: Path) -> str:
    """The name of the session that Linux weighs a process in; empty where it does not."""
    try:
        return (proc / str(process) / "autogroup").read_text("ascii").split()[0]
    except (OSError, IndexError):
        return ""
