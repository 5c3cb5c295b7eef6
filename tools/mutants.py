"""Plant small faults in the package, one at a time, and see whether the tests catch them.

    python tools/mutants.py --count 80 --seed 1 --out docs/results/mutants.md

Each fault is one changed operator, constant, comparison, choice or call in a copy of the tree; the test files of the
place where it was planted are run until one fails. Faults are drawn evenly over the rooms of the package, so that large
files do not take all of them. Prints a line per fault and writes the table, survivors first.
"""

from __future__ import annotations

import argparse
import ast
import concurrent.futures
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = Path("src/partnersim")
LIMIT_SECONDS = 900

NOT_NUMBERS = ("faces/cli", "studies/words/texts", "faces/report/style", "scenario/documents/errors")
"""Places whose faults would be of wording or looks; they have tests of their own and no numbers."""

SWAPS: dict[type[ast.AST], tuple[type[ast.AST], str]] = {
    ast.Add: (ast.Sub, "+ to -"),
    ast.Sub: (ast.Add, "- to +"),
    ast.Mult: (ast.Div, "* to /"),
    ast.Div: (ast.Mult, "/ to *"),
    ast.Lt: (ast.GtE, "< to >="),
    ast.Gt: (ast.LtE, "> to <="),
    ast.LtE: (ast.Gt, "<= to >"),
    ast.GtE: (ast.Lt, ">= to <"),
    ast.Eq: (ast.NotEq, "== to !="),
    ast.NotEq: (ast.Eq, "!= to =="),
    ast.And: (ast.Or, "and to or"),
    ast.Or: (ast.And, "or to and"),
}
CALLS = {
    "min": "max",
    "max": "min",
    "minimum": "maximum",
    "maximum": "minimum",
    "mean": "sum",
    "any": "all",
    "all": "any",
}


@dataclass(frozen=True)
class Fault:
    """One planted fault.

    Attributes:
        file: path below the root. line: line number in it. what: the change in words. text: the whole changed file.
        function: name of the function that holds it.
    """

    file: str
    line: int
    function: str
    what: str
    text: str


@dataclass(frozen=True)
class Verdict:
    """What the tests said to a fault: the test file that failed, or none, and the seconds it took."""

    fault: Fault
    caught_by: str
    seconds: float


def faults_of(path: Path) -> Iterator[Fault]:
    """Every fault that can be planted in a file, in order of lines."""
    source = (ROOT / path).read_text("utf-8")
    tree = ast.parse(source)
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef) or function.name.startswith("__"):
            continue
        for node in ast.walk(function):
            for what, changed in _changes(node):
                text = _with(source, node, ast.unparse(changed))
                if text is not None:
                    yield Fault(str(path), node.lineno, function.name, what, text)  # type: ignore[attr-defined]


def _changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Changed copies of an expression, with the change in words."""
    if isinstance(node, ast.BinOp) and type(node.op) in SWAPS and not _is_text(node):
        swap, what = SWAPS[type(node.op)]
        yield what, ast.BinOp(node.left, swap(), node.right)  # type: ignore[arg-type, call-arg]
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in SWAPS:
        swap, what = SWAPS[type(node.ops[0])]
        yield what, ast.Compare(node.left, [swap()], node.comparators)  # type: ignore[list-item, call-arg]
    if isinstance(node, ast.BoolOp):
        swap, what = SWAPS[type(node.op)]
        yield what, ast.BoolOp(swap(), node.values)  # type: ignore[arg-type, call-arg]
    if isinstance(node, ast.IfExp):
        yield "branches swapped", ast.IfExp(node.test, node.orelse, node.body)
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in CALLS:
            other = (
                ast.Attribute(node.func.value, CALLS[name], ast.Load())
                if isinstance(node.func, ast.Attribute)
                else ast.Name(CALLS[name], ast.Load())
            )
            yield f"{name} to {CALLS[name]}", ast.Call(other, node.args, node.keywords)
    if isinstance(node, ast.Constant) and type(node.value) is float and node.value not in (0.0, 1.0):
        yield f"{node.value} to {node.value * 1.25:g}", ast.Constant(node.value * 1.25)
    if (
        isinstance(node, ast.UnaryOp)
        and isinstance(node.op, ast.USub)
        and not isinstance(node.operand, ast.Constant)
    ):
        yield "minus dropped", node.operand


def _is_text(node: ast.BinOp) -> bool:
    return any(
        isinstance(side, ast.JoinedStr) or (isinstance(side, ast.Constant) and isinstance(side.value, str))
        for side in (node.left, node.right)
    )


def _with(source: str, node: ast.AST, new: str) -> str | None:
    """The source with one expression replaced; None where that gives no valid code."""
    segment = ast.get_source_segment(source, node)
    if segment is None:
        return None
    lines = source.encode().split(b"\n")
    first, last = node.lineno - 1, node.end_lineno - 1  # type: ignore[attr-defined]
    head = b"\n".join([*lines[:first], lines[first][: node.col_offset]])  # type: ignore[attr-defined]
    tail = b"\n".join([lines[last][node.end_col_offset :], *lines[last + 1 :]])  # type: ignore[attr-defined]
    text = (head + f"({new})".encode() + tail).decode()
    try:
        ast.parse(text)
    except SyntaxError:
        return None
    return text


def drawn_faults(count: int, seed: int) -> list[Fault]:
    """``count`` faults, as many from each room of the package as can be, at most two from one function."""
    by_room: dict[str, list[Fault]] = defaultdict(list)
    for path in sorted((ROOT / SOURCE).rglob("*.py")):
        short = path.relative_to(ROOT / SOURCE).as_posix()
        if not short.startswith(NOT_NUMBERS):
            room = "/".join(short.split("/")[:2]) if short.count("/") > 1 else short.split("/")[0]
            by_room[room].extend(faults_of(path.relative_to(ROOT)))
    luck = random.Random(seed)
    for faults in by_room.values():
        luck.shuffle(faults)
    chosen: list[Fault] = []
    from_function: dict[tuple[str, str], int] = defaultdict(int)
    while len(chosen) < count and any(by_room.values()):
        for room in sorted(by_room):
            while by_room[room]:
                fault = by_room[room].pop()
                if from_function[fault.file, fault.function] < 2:
                    from_function[fault.file, fault.function] += 1
                    chosen.append(fault)
                    break
    return sorted(chosen[:count], key=lambda fault: (fault.file, fault.line))


def tests_for(fault: Fault) -> list[list[str]]:
    """Test files for a fault in two helpings, those that name its function and its module most often first."""
    module = fault.file.removeprefix("src/").removesuffix(".py").replace("/", ".")
    package, _, stem = module.rpartition(".")
    scores = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        if {"browser", "docs", "village"} & set(path.parts) or "golden" in path.name:
            continue  # golden tables would notice everything, and say of nothing what is right
        text = path.read_text("utf-8")
        score = (
            20.0 * text.count(module)
            + 8.0 * text.count(fault.function)
            + 3.0 * text.count(package)
            + text.count(stem)
        )
        if score:
            scores[path.relative_to(ROOT).as_posix()] = score / (1.0 + len(text) / 20_000)
    named = sorted(scores, key=lambda name: -scores[name])
    seen_in_runs = fault.file.split("/")[2] in ("theory", "world", "mechanisms", "engine", "measures")
    return [named[:2], [*named[2:5], *(["tests/village"] if seen_in_runs else []), *named[5:7]]]


def tried(fault: Fault, folder: Path) -> Verdict:
    """Plant a fault in a copy of the tree and run the tests of its place, one file after the other."""
    begun = time.perf_counter()
    tree = folder / f"tree-{os.getpid()}"
    if not tree.exists():
        ignore = shutil.ignore_patterns(".git", ".venv*", ".*_cache", "__pycache__", "build", "dist")
        shutil.copytree(ROOT, tree, ignore=ignore)
    target = tree / fault.file
    before = target.read_text("utf-8")
    target.write_text(fault.text, "utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": str(tree / "src"),
        "XDG_CACHE_HOME": str(folder / f"cache-{os.getpid()}"),
    }
    try:
        for names in tests_for(fault):
            left = LIMIT_SECONDS - (time.perf_counter() - begun)
            if left <= 0 or not names:
                break
            command = [
                sys.executable,
                "-m",
                "pytest",
                "-q",
                "-x",
                "-n",
                "0",
                "-p",
                "no:cacheprovider",
                *names,
            ]
            try:
                done = subprocess.run(
                    command,
                    cwd=tree,
                    env=environment,
                    capture_output=True,
                    text=True,
                    timeout=left,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                return Verdict(fault, f"{' '.join(names)} (does not end)", time.perf_counter() - begun)
            if done.returncode not in (0, 5):
                return Verdict(
                    fault, _failed_test(done.stdout) or " ".join(names), time.perf_counter() - begun
                )
    finally:
        target.write_text(before, "utf-8")
    return Verdict(fault, "", time.perf_counter() - begun)


def _failed_test(output: str) -> str:
    """Name of the first test that failed or broke, from what pytest printed; empty without one."""
    for line in output.splitlines():
        if line.startswith(("FAILED ", "ERROR ")):
            return line.split(" ")[1].split("[")[0]
    return ""


def page(verdicts: list[Verdict], *, seed: int) -> str:
    """The table as Markdown, survivors first."""
    caught = sum(bool(v.caught_by) for v in verdicts)
    lines = [
        "# Planted faults",
        "",
        f"{date.today().isoformat()}: {len(verdicts)} faults drawn with seed {seed} over all rooms of the package, "
        f"**{caught} caught** by the tests of their place ({100 * caught / max(1, len(verdicts)):.0f} %). Made by "
        "`python tools/mutants.py`.",
        "",
        "| place | function | fault | caught by |",
        "|---|---|---|---|",
    ]
    for v in sorted(verdicts, key=lambda v: (bool(v.caught_by), v.fault.file, v.fault.line)):
        place = f"{v.fault.file.removeprefix('src/partnersim/')}:{v.fault.line}"
        by = v.caught_by.removeprefix("tests/") or "**survived**"
        what = v.fault.what.replace("|", "\\|")
        lines.append(f"| {place} | `{v.fault.function}` | {what} | {by} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Draw faults, try each, print and write the table; ends with 1 when fewer than nine in ten are caught."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=80, help="faults to plant")
    parser.add_argument("--seed", type=int, default=1, help="seed of the choice of faults")
    parser.add_argument("--workers", type=int, default=2, help="faults tried side by side")
    parser.add_argument("--only", default="", help="only files whose path begins so, below src/partnersim")
    parser.add_argument("--out", type=Path, help="file for the table")
    arguments = parser.parse_args()
    faults = [
        replace(fault)
        for fault in drawn_faults(arguments.count, arguments.seed)
        if fault.file.startswith(f"{SOURCE}/{arguments.only}")
    ]
    verdicts = []
    with (
        tempfile.TemporaryDirectory() as folder,
        concurrent.futures.ProcessPoolExecutor(arguments.workers) as pool,
    ):
        jobs = [pool.submit(tried, fault, Path(folder)) for fault in faults]
        for job in concurrent.futures.as_completed(jobs):
            v = job.result()
            verdicts.append(v)
            print(
                f"{len(verdicts)}/{len(faults)} {v.fault.file}:{v.fault.line} {v.fault.function}: {v.fault.what}: "
                f"{v.caught_by or 'SURVIVED'} ({v.seconds:.0f} s)",
                flush=True,
            )
            if arguments.out:
                arguments.out.write_text(page(verdicts, seed=arguments.seed), "utf-8")
    caught = sum(bool(v.caught_by) for v in verdicts)
    print(f"{caught} of {len(verdicts)} caught")
    return 0 if caught >= 0.9 * len(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
