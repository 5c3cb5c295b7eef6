"""Measure the speed of partnersim: one JSON line per row, and a dated table in benchmarks/results.

Run it on a quiet machine, ``make bench``; ``BENCH_ARGS="--only engine scale"`` measures some rows. Every
figure but the trial's is on one core. A row is named after what it measures and says its target, where there is one.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
RESULTS = Path(__file__).resolve().parent / "results"

MONTH = 1_000_000
SCALES = (10_000, 100_000, 500_000, 1_000_000, 2_000_000)
REFERENCE = 100_000
FIRST_USE = """
import partnersim as ps

spec = ps.load("jember", sample__households=1300, time__months=14)
ps.run(spec, replicates=1, workers=1, show_progress=False)
"""


@dataclass(frozen=True)
class Row:
    """One figure: what, how much, in which unit, what is aimed at, and whether that is reached."""

    row: str
    value: float
    unit: str
    target: str = ""
    reached: bool | None = None
    note: str = ""


def at_least(row: str, value: float, unit: str, least: float, note: str = "") -> Row:
    return Row(row, value, unit, f"at least {least:g}", value >= least, note)


def at_most(row: str, value: float, unit: str, most: float, note: str = "") -> Row:
    return Row(row, value, unit, f"at most {most:g}", value <= most, note)


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


# --- households ---------------------------------------------------------------------------------------------


def engine() -> Iterator[Row]:
    """Household-months per second at a million households, everything on; bytes of state."""
    from benchmarks.place import lived_in_place
    from partnersim.world.households import bytes_per_household

    place = lived_in_place(MONTH)
    took = median(place.timed_month() for _ in range(5))
    yield at_least(
        "household-months per second", MONTH / took, "1/s", 4e6, f"{MONTH:,} households, all mechanisms on"
    )
    yield at_most("state per household", bytes_per_household(), "bytes", 300)


def scale() -> Iterator[Row]:
    """Cost of a household-month from ten thousand to two million households."""
    from benchmarks.place import lived_in_place

    cost = {}
    for count in SCALES:
        place = lived_in_place(count)
        repeats = max(5, min(60, 2_000_000 // count))
        cost[count] = 1e9 * min(place.timed_month() for _ in range(repeats)) / count
        yield Row(f"household-month at {count:,} households", cost[count], "ns")
    yield at_most("dearest over cheapest scale", max(cost.values()) / min(cost.values()), "1", 1.5)


def reference() -> Iterator[Row]:
    """The engine against one ordinary Mesa agent per household, both from the same state, in one run."""
    from benchmarks.place import lived_in_place

    place = lived_in_place(REFERENCE)
    village = place.village()
    theirs, mine = [], []
    for _ in range(2):
        theirs.append(
            seconds(lambda: village.live_month(place.services(), month=place.month, months_run=place.month))
        )
        mine += [place.timed_month() for _ in range(3)]
    note = f"{REFERENCE:,} households, the agents draw from Mesa's own generator"
    yield Row(
        "one agent per household", 1e9 * median(theirs) / REFERENCE, "ns per household-month", note=note
    )
    yield at_least("times faster than one agent per household", median(theirs) / median(mine), "1", 50, note)


# --- the whole model ----------------------------------------------------------------------------------------


def compilation() -> Iterator[Row]:
    """A first run with nothing compiled in the cache, and the same run again, in processes of their own."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "NUMBA_CACHE_DIR": folder, "PYTHONPATH": str(ROOT / "src")}

        def first_use() -> None:
            subprocess.run([sys.executable, "-c", FIRST_USE], check=True, env=environment)

        fresh = seconds(first_use)
        cached = min(seconds(first_use) for _ in range(2))
    yield at_most(
        "first compilation and settling", fresh - cached, "s", 30, "beyond the same process with a cache"
    )
    yield Row(
        "start with compiled code cached",
        cached,
        "s",
        note="imports, building and 14 months of 1,300 households",
    )


def model() -> Iterator[Row]:
    """A workshop-size run and Jember at true scale, with measures, after compilation."""
    import partnersim as ps
    from partnersim.engine.model import PartnershipModel

    workshop = ps.load("jember", sample__households=1300, time__months=60)

    def bare(seed: int) -> None:
        made = PartnershipModel(workshop, seed)
        for _ in range(workshop.time.months):
            made.step()

    def run(spec: ps.Scenario, replicates: int) -> float:
        return seconds(lambda: ps.run(spec, replicates=replicates, workers=1, show_progress=False))

    run(workshop, 1)
    alone = sum(seconds(lambda seed=seed: bare(seed)) for seed in range(20))
    yield Row("workshop runs per second, the model alone", 20 / alone, "1/s", note="no measures, no tables")
    yield at_least(
        "workshop runs per second", 20 / run(workshop, 20), "1/s", 10, "1,300 households, 60 months"
    )
    jember = ps.load("jember", sample__households=None)
    note = f"{jember.place.households:,} households, {jember.time.months} months"
    yield at_most("Jember at true scale", run(jember, 1), "s", 10, note)


def trial() -> Iterator[Row]:
    """A virtual trial of usual size on two processes, and its price per household-month beside the bare engine's."""
    from partnersim.studies.trials import load_trial, run_trial

    size = ["population.households=10000", "population.clusters=250", "design.months=36"]
    credit = load_trial("microcredit", overrides=size)
    run_trial(credit, replicates=1, seed=1, workers=1)
    one = seconds(lambda: run_trial(credit, replicates=4, seed=2, workers=1)) / 4
    months = 2 * 10_000 * 36
    yield Row("household-months per second in a trial", months / one, "1/s", note="one process, surveys included")
    both = seconds(lambda: run_trial(credit, replicates=20, seed=1, workers=2))
    yield at_most("trial of two arms, 20 replicates", both, "s", 60, "10,000 households, 250 clusters, 36 months")


def command() -> Iterator[Row]:
    """Time until the command line has said what it can do."""
    call = [sys.executable, "-m", "partnersim", "--help"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    best = min(
        seconds(lambda: subprocess.run(call, check=True, env=environment, stdout=subprocess.DEVNULL))
        for _ in range(5)
    )
    yield at_most("partnersim --help", best, "s", 0.4, "best of five")


GROUPS = {f.__name__: f for f in (engine, scale, reference, compilation, model, trial, command)}


# --- the table ----------------------------------------------------------------------------------------------


def machine() -> dict[str, str]:
    """What the figures were measured on."""
    import numba
    import numpy

    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.split(":", 1)[1].strip()
            for line in info.read_text().splitlines()
            if line.startswith("model name")
        ]
        cpu = names[0] if names else cpu
    return {
        "cpu": cpu,
        "cores": str(os.cpu_count()),
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "numba": numba.__version__,
        "load at the start": f"{os.getloadavg()[0]:.1f}",
    }


def write_table(rows: list[Row], where: dict[str, str]) -> Path:
    """The dated table, as Markdown for people and CSV for plots."""
    RESULTS.mkdir(exist_ok=True)
    today = datetime.now(UTC).date().isoformat()
    with (RESULTS / f"{today}.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=[*asdict(rows[0]), *where], lineterminator="\n")
        writer.writeheader()
        writer.writerows({**asdict(row), **where} for row in rows)
    lines = [f"# Speed on {today}", "", *(f"- {name}: {value}" for name, value in where.items()), ""]
    lines += ["| what | value | unit | target | reached | note |", "|---|---:|---|---|---|---|"]
    answer = {True: "yes", False: "**no**", None: ""}
    lines += [
        f"| {r.row} | {r.value:,.4g} | {r.unit} | {r.target} | {answer[r.reached]} | {r.note} |"
        if r.value < 1e4
        else f"| {r.row} | {r.value:,.0f} | {r.unit} | {r.target} | {answer[r.reached]} | {r.note} |"
        for r in rows
    ]
    path = RESULTS / f"{today}.md"
    path.write_text("\n".join(lines) + "\n")
    return path


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--only", nargs="+", choices=list(GROUPS), help="measure these rows only; writes no table"
    )
    chosen = parser.parse_args().only
    where, rows = machine(), []
    for name in chosen or GROUPS:
        for row in GROUPS[name]():
            rows.append(row)
            print(json.dumps(asdict(row)), flush=True)
    if not chosen:
        print(f"table: {write_table(rows, where).relative_to(ROOT)}", file=sys.stderr)
    return 0 if all(row.reached is not False for row in rows) else 1


if __name__ == "__main__":
    raise SystemExit(main())
