"""Run tests in a process of their own, with a limit of processor time, and see how they ended."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from tools.mutants.faults import Fault

HOOK = Path(__file__).parent / "hook"
FAILED = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", re.MULTILINE)
ON_THE_CLOCK = 6.0
"""A process may take this many times its processor limit by the clock: others may want the machine too."""


@dataclass(frozen=True)
class Outcome:
    """How some tests ended.

    Attributes:
        passed: all of them. seconds: of processor time, with what they started. stopped: ``processor`` or ``clock``,
            whichever limit ended them, or nothing. failed: names of tests that failed.
        evaluated: whether the fault was.
    """

    passed: bool
    seconds: float
    stopped: str = ""
    failed: list[str] = field(default_factory=list)
    evaluated: bool = False


@dataclass(frozen=True)
class Tree:
    """A copy of the sources in which tests run, so that the tree may be edited meanwhile.

    Attributes:
        root: the copy. kernels: folder of compiled rules that are of use to it; its name is their version.
    """

    root: Path
    kernels: Path

    @contextmanager
    def cache(self, *, plain: bool) -> Iterator[Path]:
        """A cache of one's own: with the compiled rules in it, without settled populations."""
        with tempfile.TemporaryDirectory(prefix="cache-", dir=self.root.parent) as name:
            folder = Path(name) / "partnersim" / "kernels" / self.kernels.name
            folder.mkdir(parents=True)
            if not plain:
                linked(self.kernels, folder)
            yield Path(name)


def linked(source: Path, target: Path) -> None:
    """Link compiled rules from one folder into another; those that are there stay."""
    for kernel in source.glob("*.kernel"):
        with suppress(FileExistsError):
            os.link(kernel, target / kernel.name)


@contextmanager
def copied(root: Path, work: Path) -> Iterator[Tree]:
    """The tree copied, and removed at the end; compiled rules are kept in the work folder from one time to the next."""
    with tempfile.TemporaryDirectory(prefix="tree-", dir=work) as name:
        tree = Path(name) / "tree"
        ignore = shutil.ignore_patterns(
            ".git", ".venv*", ".*_cache", "__pycache__", "build", "dist", work.name
        )
        shutil.copytree(root, tree, ignore=ignore)
        told = "from partnersim.theory.kept_files import cache_folder; print(cache_folder())"
        own = subprocess.run(
            [sys.executable, "-c", told],
            env={**os.environ, "PYTHONPATH": str(tree / "src")},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        kernels = work / "kernels" / Path(own).name
        kernels.mkdir(parents=True, exist_ok=True)
        for kernel in Path(own).glob("*.kernel"):
            if not (kernels / kernel.name).exists():
                shutil.copy2(kernel, kernels / kernel.name)
        yield Tree(tree, kernels)


def run_tests(
    tree: Tree,
    names: Sequence[str],
    *,
    plain: bool,
    processor_seconds: float,
    fault: Fault | None = None,
    without: Sequence[str] = (),
) -> Outcome:
    """Run test files, or single tests, in a process of their own.

    Args:
        tree: where. names: files or tests, run in this order. plain: whether compiled rules run as plain Python.
        processor_seconds: limit; by the clock six times as long. fault: planted on import. without: tests left out.
    """
    with tree.cache(plain=plain) as cache:
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--tb=no"]
        command += [f"--deselect={test}" for test in without] + list(names)
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(HOOK), str(tree.root / "src")]),
            "XDG_CACHE_HOME": str(cache),
            "CI": "true",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # each costs a second, and none is needed
        }
        if plain:
            environment["NUMBA_DISABLE_JIT"] = "1"
        noted = cache / "evaluated"
        if fault is not None:
            planted = cache / "fault.json"
            facts = {"module": fault.module, "file": str(tree.root / fault.file), "text": fault.text}
            planted.write_text(json.dumps({**facts, "evaluated": str(noted)}), "utf-8")
            environment["PLANTED_FAULT"] = str(planted)
        outcome = _limited(command, tree.root, environment, cache / "output", processor_seconds)
        if fault is None and not plain:  # what was compiled without a fault is of use to others
            linked(cache / "partnersim" / "kernels" / tree.kernels.name, tree.kernels)
        return replace(outcome, evaluated=noted.exists())


def _limited(
    command: list[str], folder: Path, environment: dict[str, str], out: Path, limit: float
) -> Outcome:
    seconds = max(1, round(limit))
    with out.open("wb") as stream:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        resource.prlimit(process.pid, resource.RLIMIT_CPU, (seconds, seconds + 5))
        begun, stopped, ended = time.monotonic(), "", 0
        while not ended:
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
            if not ended and time.monotonic() - begun > ON_THE_CLOCK * limit and not stopped:
                stopped = "clock"
                process.kill()
            time.sleep(0.0 if ended else 0.05)
        process.returncode = os.waitstatus_to_exitcode(status)
        with suppress(ProcessLookupError):  # what the tests started and left behind
            os.killpg(process.pid, signal.SIGKILL)
    text = out.read_text("utf-8", errors="replace")
    if process.returncode in (-signal.SIGXCPU, -signal.SIGKILL) and not stopped:
        stopped = "processor"
    return Outcome(process.returncode == 0, usage.ru_utime + usage.ru_stime, stopped, FAILED.findall(text))
