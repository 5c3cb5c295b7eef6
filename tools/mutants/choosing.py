"""Which test files may well evaluate a fault: those that name its function, what calls it, and its module."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

from tools.mutants.faults import SOURCE, Fault

LEFT_OUT = ("browser/", "science/test_golden_tables.py", "unit/test_kernels_plain.py", "unit/test_mutants.py")
"""Stored numbers notice everything and say of nothing what is right; a browser takes minutes."""

VILLAGE = ("tests/village/test_village_months.py", "tests/village/test_village_run.py")
"""They live in seconds and have a right value of every measure."""

USUAL_SECONDS = {"unit": 5.0, "village": 5.0, "docs": 10.0, "property": 30.0, "science": 40.0}
"""Of processor time that a test file takes, by its folder, where nothing better is known."""

RUNS = ("theory", "world", "mechanisms", "engine", "measures")
NEARNESS = (9.0, 3.0, 1.0)
"""Weight of a file that names the function, what calls it, and what calls that, divided by how many files do."""


class Choice:
    """Orders test files for faults of one tree.

    Args:
        root: of the tree. seconds: processor time of test files, where it is known.
    """

    def __init__(self, root: Path, seconds: dict[str, float]) -> None:
        self.seconds = seconds
        names = (path.relative_to(root).as_posix() for path in sorted((root / "tests").rglob("test_*.py")))
        usable = [name for name in names if not name.removeprefix("tests/").startswith(LEFT_OUT)]
        self.words = {name: set(re.findall(r"\w+", (root / name).read_text("utf-8"))) for name in usable}
        self.texts = {name: (root / name).read_text("utf-8") for name in usable}
        self.callers = callers(root)
        self.naming = cache(lambda word: [name for name, words in self.words.items() if word in words])

    def likely(self, fault: Fault) -> list[str]:
        """Test files, the likeliest first: tests of pages for faults of faces alone, the village for rules of runs."""
        scores: dict[str, float] = defaultdict(float)
        ring, seen = {fault.function}, {fault.function}
        for weight in NEARNESS:
            for function in ring:
                files = self.naming(function)
                for name in files:
                    scores[name] += weight / len(files)
            ring = {caller for function in ring for caller in self.callers[function]} - seen
            seen |= ring
        package, _, stem = fault.module.rpartition(".")
        places = [part for part in fault.module.split(".")[2:] if part != "run"]
        for name, text in self.texts.items():
            scores[name] += 1.0 * (fault.module in text) + 0.5 * (f"{package} import {stem}" in text)
            scores[name] += 2.0 * any(place in name for place in places) + 0.1 * (package in text)
        room = fault.file.split("/")[2]
        files = [name for name in scores if scores[name] > 0.0 and (room == "faces" or "/docs/" not in name)]
        files.sort(key=lambda name: -scores[name] / (1.0 + self._takes(name) / 20.0))
        if room in RUNS:
            files = [name for name in files if name not in VILLAGE]
            files[2:2] = [name for name in VILLAGE if name in self.texts]
        return files

    def _takes(self, name: str) -> float:
        return self.seconds.get(name, USUAL_SECONDS.get(name.split("/")[1], 5.0))


def callers(root: Path) -> dict[str, set[str]]:
    """Names of functions of the package that name a function, by its name."""
    named_by: dict[str, set[str]] = defaultdict(set)
    for path in (root / SOURCE).rglob("*.py"):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef):
                for node in ast.walk(function):
                    word = getattr(node, "id", None) or getattr(node, "attr", None)
                    if isinstance(word, str) and word != function.name:
                        named_by[word].add(function.name)
    return named_by
