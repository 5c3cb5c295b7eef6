"""Which lines of the package each test file executes, in how much processor time: measured once and kept."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from tools.mutants.faults import SOURCE, Fault
from tools.mutants.processes import Tree, run_tests

LEFT_OUT = ("browser/", "docs/", "science/test_golden_tables.py", "unit/test_kernels_plain.py")
"""Pages have no numbers; stored numbers notice everything and say of nothing what is right."""

NEAR_THE_RULES = (
    "partnersim.theory", "partnersim.mechanisms", "partnersim.world", "partnersim.measures",
    "tests.reference", "tests.village", "tests.month_rules", "tests.partner_world", "tests.small_place",
)  # fmt: skip
"""A test file that names one of these calls rules directly, and is measured in plain Python too."""

VILLAGE = ("tests/village/test_village_months.py", "tests/village/test_village_run.py")

SETTINGS = """[run]
parallel = true
data_file = {folder}/lines
source_pkgs = partnersim
concurrency = thread, multiprocessing
sigterm = true
disable_warnings = no-data-collected, module-not-imported, module-not-measured, couldnt-parse
"""


@dataclass(frozen=True)
class Measured:
    """One test file, run compiled or in plain Python without any fault.

    Attributes:
        seconds: of processor time; infinite where it took longer than it may. limit: what it might have taken.
        failed: tests of it that do not pass so.
        lines: executed lines of each source file, a bit for each. sources: hash of each source file as measured.
        tests: hash of the test file and of what tests share.
    """

    seconds: float
    limit: float
    failed: list[str]
    lines: dict[str, int]
    sources: dict[str, str]
    tests: str

    def executes(self, fault: Fault, source: str) -> bool:
        """Whether it executes the fault's expression, in a source file that is as it was."""
        if self.sources.get(fault.file) != source:
            return False
        mask = self.lines[fault.file]
        return any(mask >> line & 1 for line in range(fault.line, fault.last_line + 1))


class LineMap:
    """The map in its file.

    Args:
        file: where it is kept.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        entries = json.loads(file.read_text("utf-8")) if file.is_file() else {}
        self.entries = {name: _read(entry) for name, entry in entries.items()}

    def add(self, name: str, plain: bool, measured: Measured) -> None:
        """Keep one more, at once and whole."""
        self.entries[_name(name, plain)] = measured
        aside = self.file.with_suffix(".new")
        aside.write_text(json.dumps({n: _written(m) for n, m in self.entries.items()}), "utf-8")
        aside.replace(self.file)

    def get(self, name: str, plain: bool) -> Measured | None:
        """What is known of a test file."""
        return self.entries.get(_name(name, plain))

    def those_that_execute(self, fault: Fault, root: Path) -> dict[str, Measured]:
        """Test files that execute a fault's line, by name, in the way in which the fault is tried."""
        source = digest(root / fault.file)
        files = {name: self.get(name, fault.compiled) for name in test_files(root)}
        return {
            name: measured
            for name, measured in files.items()
            if measured is not None
            and measured.tests == tests_version(root, name)
            and measured.executes(fault, source)
        }


def test_files(root: Path) -> list[str]:
    """Test files that can tell what is right, as paths below the root."""
    names = (path.relative_to(root).as_posix() for path in sorted((root / "tests").rglob("test_*.py")))
    rooms = ("tests/unit", "tests/village", "tests/property", "tests/science")
    usable = [name for name in names if not name.removeprefix("tests/").startswith(LEFT_OUT)]
    return sorted(
        usable, key=lambda name: (next((i for i, r in enumerate(rooms) if name.startswith(r)), 9), name)
    )


def measure(
    tree: Tree, line_map: LineMap, *, plain: bool, longest: float, workers: int, tell: Callable[[str], None]
) -> None:
    """Run every test file that is not in the map as it now is, and note the lines that it executes.

    Args:
        tree: where. line_map: what is known, added to. plain: in plain Python (only files near the rules, and only
            those that take less than the limit compiled). longest: processor seconds after which a file is given up.
        workers: files at a time. tell: gets a line of text for each.
    """
    names = [name for name in test_files(tree.root) if _is_wanted(tree.root, line_map, name, plain, longest)]
    with ThreadPoolExecutor(workers) as pool:
        jobs = {pool.submit(_measured, tree, name, plain, longest): name for name in names}
        for count, job in enumerate(as_completed(jobs), start=1):
            name, measured = jobs[job], job.result()
            line_map.add(name, plain, measured)
            how = " in plain Python" if plain else ""
            failed = f", {len(measured.failed)} fail so" if measured.failed else ""
            tell(f"{count}/{len(names)} {name}{how}: {measured.seconds:.0f} s{failed}")


def likely(fault: Fault, root: Path) -> list[str]:
    """Test files that may well execute a fault, those first that name its function and module most for their length.

    For rules of runs the village comes third: it lives in seconds and has a right value of every measure.
    """
    package, _, stem = fault.module.rpartition(".")
    scores = {}
    for name in test_files(root):
        text = (root / name).read_text("utf-8")
        named = 20 * text.count(fault.module) + 8 * text.count(fault.function) + 3 * text.count(package)
        scores[name] = (named + text.count(stem)) / (1.0 + len(text) / 20_000)
    named_first = sorted((name for name in scores if scores[name]), key=lambda name: -scores[name])
    if fault.file.split("/")[2] in ("theory", "world", "mechanisms", "engine", "measures"):
        named_first = [name for name in named_first if name not in VILLAGE]
        named_first[2:2] = [name for name in VILLAGE if name in scores]
    return named_first


def measure_one(tree: Tree, line_map: LineMap, name: str, *, plain: bool, longest: float) -> None:
    """Measure a test file unless the map has it as it now is."""
    if _is_new(tree.root, line_map, name, plain, longest):
        line_map.add(name, plain, _measured(tree, name, plain, longest))


def digest(path: Path) -> str:
    """Hash of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def tests_version(root: Path, name: str) -> str:
    """Hash of a test file and of what tests share."""
    shared = [path for path in (root / "tests").rglob("*.py") if not path.name.startswith("test_")]
    return hashlib.sha256("".join(map(digest, [root / name, *sorted(shared)])).encode()).hexdigest()[:16]


def _is_new(root: Path, line_map: LineMap, name: str, plain: bool, longest: float) -> bool:
    known = line_map.get(name, plain)
    if known is not None and known.tests == tests_version(root, name):
        same = all(
            (root / file).is_file() and digest(root / file) == was for file, was in known.sources.items()
        )
        if same and (known.seconds < float("inf") or longest <= known.limit):
            return False
    return True


def _is_wanted(root: Path, line_map: LineMap, name: str, plain: bool, longest: float) -> bool:
    if not plain or not _is_new(root, line_map, name, plain, longest):
        return _is_new(root, line_map, name, plain, longest)
    compiled = line_map.get(name, False)
    near = any(word in (root / name).read_text("utf-8") for word in NEAR_THE_RULES)
    return near and compiled is not None and compiled.seconds < longest


def _measured(tree: Tree, name: str, plain: bool, longest: float) -> Measured:
    from coverage import CoverageData

    with tempfile.TemporaryDirectory(dir=tree.root.parent) as folder:
        settings = Path(folder) / "settings"
        settings.write_text(SETTINGS.format(folder=folder), "utf-8")
        outcome = run_tests(
            tree,
            [name],
            plain=plain,
            processor_seconds=longest,
            coverage=settings,
            keep_kernels=True,
            stop_at_first=False,
        )
        lines: dict[str, int] = {}
        package = tree.root / SOURCE
        for path in Path(folder).glob("lines.*"):
            data = CoverageData(str(path))
            data.read()
            for file in data.measured_files():
                if Path(file).is_relative_to(package):
                    short = Path(file).relative_to(tree.root).as_posix()
                    lines[short] = lines.get(short, 0) | sum(1 << n for n in set(data.lines(file) or ()))
    broken = outcome.stopped or (not outcome.passed and not outcome.failed)
    return Measured(
        float("inf") if broken else outcome.seconds,
        longest,
        outcome.failed,
        lines,
        {file: digest(tree.root / file) for file in lines},
        tests_version(tree.root, name),
    )


def _name(name: str, plain: bool) -> str:
    return f"{name} plain" if plain else name


def _written(measured: Measured) -> dict[str, object]:
    return {**vars(measured), "lines": {file: hex(mask) for file, mask in measured.lines.items()}}


def _read(entry: dict[str, object]) -> Measured:
    lines = {file: int(mask, 16) for file, mask in entry.pop("lines").items()}  # type: ignore[attr-defined]
    return Measured(lines=lines, **entry)  # type: ignore[arg-type]
