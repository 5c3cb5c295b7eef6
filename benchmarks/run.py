"""Measure the speed of partnersim beside an older version of it, and write a dated table in benchmarks/results.

Run it on a quiet machine, ``make bench``; ``BENCH_ARGS="--only million workshop_run"`` measures some rows,
``BENCH_ARGS=--long`` whole studies and the demonstration, too. Both versions run on this machine in processes of their
own and take turns, so the ratio of the two says more than either figure: it is the middle one of the turns. The older
version is a commit of this repository, put into a temporary folder.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).resolve().parent / "results"
OLDER = "982fbc0"
"""The commit beside which this version is measured unless another is named."""


@dataclass(frozen=True)
class Measure:
    """One row of the table.

    Attributes:
        name: of the function in ``subject`` that measures it. what, unit: as the table says it.
        least, most: bound of the figure that is aimed at. numbers: the function's arguments.
        turns: how often each version is measured.
        both: the older version is measured, too. per: the figure shown is this over what is measured. note: how.
        long: takes minutes; measured with ``--long``.
    """

    name: str
    what: str
    unit: str
    least: float | None = None
    most: float | None = None
    turns: int = 3
    numbers: tuple[Any, ...] = ()
    both: bool = True
    per: float | None = None
    note: str = ""
    long: bool = False


WORKSHOP = "1,300 households, 60 months, all organizations; processor time of one core"
WORKSHOP_CLOCK = "1,300 households, 60 months, the model alone; by the clock"
WHATEVER_SIZE = "60 months, all organizations: what a run costs whatever the size of the place"
TOGETHER, TWO, FIRST = "1,000,000 households", "two processes", "beyond the same run a second time"
HOUSEHOLDS = "1,000,000 households, everything on; one core"
ONE = "one process, parts kept on disk"

MEASURES = (
    Measure("workshop_run", "workshop runs a second, measures and tables", "1/s", least=40, per=1.0, note=WORKSHOP),
    Measure("model_run", "workshop runs a second, the model alone", "1/s", least=60, per=1.0, note=WORKSHOP),
    Measure("organizations_run", "a run with 100 households, the model alone", "s", note=WHATEVER_SIZE),
    Measure("measuring", "measures and tables of a run", "s", note=WORKSHOP),
    Measure("paired_runs", "ten runs of each of two arms", "s", most=0.5, note=WORKSHOP),
    Measure("threads_of_runs", "runs in two threads over one", "times", both=False, turns=1, note=WORKSHOP_CLOCK),
    Measure("processes_of_runs", "runs in two processes over one", "times", both=False, turns=1, note=WORKSHOP_CLOCK),
    Measure("building", "a model built", "s", note=WORKSHOP),
    Measure("million", "household-months a second", "1/s", least=8e6, per=1e9, turns=5, note=HOUSEHOLDS),
    Measure("two_threads", "two threads over one", "times", least=1.9, both=False, turns=1, note=TOGETHER),
    Measure("true_scale", "Jember at true scale, with measures", "s", most=6, turns=2, note="600,000 households"),
    Measure("state", "state of a household", "bytes", most=230, turns=1, both=False),
    Measure("memory_growth", "growth of the process over 900 runs", "MB", most=5, turns=1, both=False),
    Measure("scale", "a household-month at 10,000 households", "ns", numbers=(10_000,)),
    Measure("scale", "a household-month at 100,000 households", "ns", numbers=(100_000,)),
    Measure("scale", "a household-month at 2,000,000 households", "ns", numbers=(2_000_000,), both=False, turns=1),
    Measure("agents", "times faster than one Mesa agent per household", "times", least=50, both=False, turns=1),
    Measure("trial", "a trial of two arms, 20 replicates", "s", most=60, turns=2, note=TWO),
    Measure("runner_overhead", "what the runner adds to runs of 50 ms", "%", most=5, turns=1, both=False, note=ONE),
    Measure("two_workers", "use of two cores, start included", "share", least=0.9, turns=1, both=False, note=TWO),
    Measure("parent_memory", "growth of the planner, 100 to 10,000 runs", "MB", most=30, turns=1, both=False),
    Measure("explanation", "a difference taken apart, 30 seeds", "s", most=60, turns=1, both=False, long=True,
            note=TWO),
    Measure("map_contour", "a map's contour off the true line, of a lever's range", "%", numbers=(1,), most=5, turns=1,
            both=False, note="150 points at most, 3 seeds; known straight line"),
    Measure("map_contour", "the same, a bent line over another pair of levers", "%", numbers=(2,), most=5, turns=1,
            both=False, note="150 points at most, 3 seeds; known line"),
    Measure("first_start", "first compilation and settling", "s", most=20, turns=1, note=FIRST),
    Measure("first_start_processor", "the same, processor time", "s", turns=1, note=FIRST),
    Measure("help_page", "partnersim --help", "s", most=0.4, turns=1, note="the best of five"),
    Measure("demo", "the demonstration with nothing kept", "s", most=120, turns=1, long=True),
    Measure("claims", "the table of claims, all draws and forms", "min", most=8, turns=1, long=True, note=TWO),
    Measure("validation", "validate, with the ensemble", "min", most=5, turns=1, long=True, note=TWO),
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A measured row: this version's figure, the older one's, and how many times faster this one is."""

    what: str
    here: float
    older: float | None
    faster: float | None
    unit: str
    target: str
    reached: bool | None
    note: str


# --- two versions -------------------------------------------------------------------------------------------


class Version:
    """A version of the program in a process that measures on demand and keeps what it compiles in its own folder."""

    def __init__(self, tree: Path, kept: Path) -> None:
        environment = {
            **os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": f"{tree / 'src'}{os.pathsep}{tree}",
            "NUMBA_CACHE_DIR": str(kept), "XDG_CACHE_HOME": str(kept),
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("subject.py")), str(tree)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=tree,
        )  # fmt: skip

    def measured(self, measure: Measure) -> float:
        """The figure of one turn.

        Raises:
            RuntimeError: it cannot be measured; more stands on the terminal.
        """
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps([measure.name, *measure.numbers]) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline() or '{"failed": "the process has ended"}')
        if isinstance(answer, dict):
            raise RuntimeError(answer["failed"])
        return float(answer)

    def end(self) -> None:
        """Let the process end."""
        self.process.communicate()


@contextmanager
def older_tree(commit: str, folder: Path) -> Iterator[Path]:
    """A commit of this repository in a folder, for as long as this holds.

    Raises:
        SystemExit: this is no repository, or has no such commit.
    """
    tree = folder / "older"
    call = ["git", "-C", str(ROOT), "worktree"]
    made = subprocess.run(
        [*call, "add", "--detach", str(tree), commit], capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise SystemExit(f"commit {commit} cannot be measured: {made.stderr.strip().splitlines()[-1]}")
    try:
        yield tree
    finally:
        subprocess.run([*call, "remove", "--force", str(tree)], capture_output=True, check=False)


def measured(measure: Measure, here: Version, older: Version | None) -> Row:
    """A row: the versions take turns, this one first; a turn before the first one compiles and fills what is kept."""
    older = older if measure.both else None
    mine, theirs = [], []
    for turn in range(measure.turns + (measure.turns > 1)):
        figures = here.measured(measure), older.measured(measure) if older else None
        if turn or measure.turns == 1:
            mine.append(figures[0])
            theirs.append(figures[1])
    pairs = [(a, b) for a, b in zip(mine, theirs, strict=True) if b is not None]
    return judged(measure, median(mine), pairs)


def row_of(measure: Measure, here: Version, older: Version | None) -> Row:
    """The row of a measure; of one that fails, the message, so that a table keeps what was measured."""
    try:
        return measured(measure, here, older)
    except RuntimeError as error:
        return replace(judged(measure, math.nan, []), reached=False, note=f"failed: {error}")


def judged(measure: Measure, figure: float, pairs: list[tuple[float, float]]) -> Row:
    """The row of a figure and of the turns of both versions, this version's first."""

    def shown(value: float) -> float:
        return value if measure.per is None else measure.per / value

    here, targets, reached = shown(figure), [], []
    if measure.least is not None:
        targets.append(f"at least {measure.least:,g}")
        reached.append(here >= measure.least)
    if measure.most is not None:
        targets.append(f"at most {measure.most:,g}")
        reached.append(here <= measure.most)
    return Row(
        what=measure.what,
        here=here,
        older=shown(median(b for _, b in pairs)) if pairs else None,
        faster=median(b / a for a, b in pairs) if pairs else None,
        unit=measure.unit,
        target=", ".join(targets),
        reached=all(reached) if reached else None,
        note=measure.note,
    )


# --- the table ----------------------------------------------------------------------------------------------


def machine(commit: str) -> dict[str, str]:
    """What the figures were measured on."""
    import numba
    import numpy

    info = Path("/proc/cpuinfo")
    names = (
        [line for line in info.read_text().splitlines() if line.startswith("model name")]
        if info.exists()
        else []
    )
    cpu = names[0].split(":", 1)[1].strip() if names else platform.processor() or platform.machine()
    call = ["git", "-C", str(ROOT), "describe", "--always", "--dirty"]
    version = subprocess.run(call, capture_output=True, text=True, check=False).stdout.strip()
    return {
        "this version": version or "no repository",
        "older version": commit,
        "cpu": cpu,
        "cores": str(os.cpu_count()),
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "numba": numba.__version__,
        "load at the start": f"{os.getloadavg()[0]:.1f}",
    }


def number(value: float | None) -> str:
    return (
        "" if value is None or math.isnan(value) else f"{value:,.4g}" if abs(value) < 1e4 else f"{value:,.0f}"
    )


def write_table(rows: list[Row], where: dict[str, str], folder: Path = RESULTS) -> Path:
    """The dated table, as Markdown for people and CSV for plots."""
    folder.mkdir(exist_ok=True)
    today = datetime.now(UTC).date().isoformat()
    with (folder / f"{today}.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=[*asdict(rows[0]), *where], lineterminator="\n")
        writer.writeheader()
        writer.writerows({**asdict(row), **where} for row in rows)
    lines = [f"# Speed on {today}", "", *(f"- {name}: {value}" for name, value in where.items()), ""]
    lines += ["| what | here | older | times faster | unit | target | reached | note |"]
    lines += ["|---|---:|---:|---:|---|---|---|---|"]
    answer = {True: "yes", False: "**no**", None: ""}
    lines += [
        f"| {r.what} | {number(r.here)} | {number(r.older)} | {number(r.faster)} | {r.unit} | {r.target} "
        f"| {answer[r.reached]} | {r.note} |"
        for r in rows
    ]
    path = folder / f"{today}.md"
    path.write_text("\n".join(lines) + "\n")
    return path


def chosen(only: list[str] | None, long: bool) -> list[Measure]:
    return [m for m in MEASURES if (m.name in only if only else long or not m.long)]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = list(dict.fromkeys(m.name for m in MEASURES))
    parser.add_argument("--only", nargs="+", choices=names, help="measure these rows only; writes no table")
    parser.add_argument("--long", action="store_true", help="whole studies and the demonstration, too")
    parser.add_argument(
        "--older", metavar="COMMIT", default=OLDER, help=f"measure beside this commit ({OLDER})"
    )
    parser.add_argument("--alone", action="store_true", help="measure this version alone; writes no table")
    asked = parser.parse_args()
    where, rows = machine(asked.older), []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        versions = [Version(ROOT, folder / "kept-here")]
        if not asked.alone:
            tree = stack.enter_context(older_tree(asked.older, folder))
            versions.append(Version(tree, folder / "kept-older"))
        for version in versions:
            stack.callback(version.end)
        for measure in chosen(asked.only, asked.long):
            rows.append(row_of(measure, versions[0], versions[1] if len(versions) > 1 else None))
            print(json.dumps(asdict(rows[-1])), flush=True)
    if not asked.only and not asked.alone:
        print(f"table: {write_table(rows, where).relative_to(ROOT)}", file=sys.stderr)
    return 0 if all(row.reached is not False for row in rows) else 1


if __name__ == "__main__":
    raise SystemExit(main())
