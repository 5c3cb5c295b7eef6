"""One version of partnersim, measured in a process of its own: names of measures in, figures out, line by line.

Started by ``benchmarks/run.py`` for this version and for an older one, so it asks for nothing that only one of them
has without looking first. Seconds are of the processor wherever threads or other processes are not what is measured.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

TREE = Path(sys.argv[1]).resolve() if __name__ == "__main__" else Path(__file__).resolve().parent.parent
MILLION = 1_000_000
RUNS, ARMS, PAIRS = 10, 2, 10
FIRST_USE = """
import partnersim as ps
ps.run(ps.load("jember", sample__households=1300, time__months=14), replicates=1, workers=1, show_progress=False)
"""


def processor_seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


# --- runs ---------------------------------------------------------------------------------------------------


@cache
def workshop(**changes: Any) -> Any:
    """A place of workshop size, with all organizations."""
    import partnersim as ps

    return ps.load("jember", **{"sample__households": 1300, "time__months": 60, **changes})


def runs(specs: Any, replicates: int) -> None:
    import partnersim as ps

    ps.run(specs, replicates=replicates, workers=1, show_progress=False)


def model_class() -> Any:
    """The model, wherever this version keeps it."""
    try:
        from partnersim.engine.model import PartnershipModel
    except ImportError:
        from partnersim.model import PartnershipModel
    return PartnershipModel


def workshop_run() -> float:
    """A run with measures and tables."""
    return processor_seconds(lambda: runs(workshop(), RUNS)) / RUNS


def model_run() -> float:
    """A run of the model alone."""
    return processor_seconds(lambda: [lived(seed) for seed in range(RUNS)]) / RUNS


def lived(seed: int, **changes: Any) -> None:
    """Live a run of the model alone."""
    model = model_class()(workshop(**changes), seed)
    for _ in range(model.spec.time.months):
        model.step()


def organizations_run() -> float:
    """A run of the model alone with so few households that what organizations do is nearly all."""
    return processor_seconds(lambda: [lived(seed, sample__households=100) for seed in range(RUNS)]) / RUNS


def measuring() -> float:
    """What measures and tables add to a run."""
    return workshop_run() - model_run()


def threads_of_runs() -> float:
    """How many times sooner two threads of one process have lived some runs than one thread."""
    with ThreadPoolExecutor(2) as pool:
        return _times_sooner(pool)


def processes_of_runs() -> float:
    """The same with two processes, which are there and have lived a run before."""
    with ProcessPoolExecutor(2) as pool:
        return _times_sooner(pool)


def _times_sooner(pool: Executor) -> float:
    list(pool.map(lived, range(4)))
    alone = seconds(lambda: [lived(seed) for seed in range(2 * RUNS)])
    return alone / seconds(lambda: list(pool.map(lived, range(2 * RUNS))))


def building() -> float:
    """A model, built."""
    return processor_seconds(lambda: [model_class()(workshop(), seed) for seed in range(RUNS)]) / RUNS


def paired_runs() -> float:
    """Ten runs of each of two arms, with measures and tables."""
    arms = {"as it is": workshop(), "nobody learns": workshop(mechanisms__learned_trust__on=False)}
    return processor_seconds(lambda: runs(arms, PAIRS))


def true_scale() -> float:
    """All households of Jember, 72 months, with measures."""
    import partnersim as ps

    return seconds(lambda: runs(ps.load("jember", sample__households=None), 1))


def memory_growth() -> float:
    """Megabytes by which the process has grown over the last 900 of 1,000 runs."""
    small = workshop(sample__households=200)
    runs(small, 100)
    before = _resident()
    for _ in range(9):
        runs(small, 100)
    return (_resident() - before) / 1e6


def _resident() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


# --- households ---------------------------------------------------------------------------------------------


@cache
def place(count: int) -> Any:
    from benchmarks.place import lived_in_place

    return lived_in_place(count)


def million() -> float:
    """Nanoseconds of a household-month at a million households, everything on."""
    return 1e9 * median(processor_seconds(place(MILLION).timed_month) for _ in range(3)) / MILLION


def two_threads() -> float:
    """How many times faster two threads live the month of a million households."""
    both = [(place(MILLION).timed_month(), place(MILLION).timed_month(threads=2)) for _ in range(5)]
    return median(alone / together for alone, together in both)


def scale(count: int) -> float:
    """Nanoseconds of a household-month, the least of some."""
    repeats = max(5, min(60, 2 * MILLION // count))
    return 1e9 * min(processor_seconds(place(count).timed_month) for _ in range(repeats)) / count


def state() -> float:
    """Bytes of state of a household."""
    from partnersim.world.households import bytes_per_household

    return bytes_per_household()


def agents() -> float:
    """How many times faster than one ordinary Mesa agent per household, from the same state."""
    count = 100_000
    here = place(count)
    village = here.village()
    theirs, mine = [], []
    for _ in range(2):
        month = here.month
        theirs.append(seconds(lambda m=month: village.live_month(here.services(), month=m, months_run=m)))
        mine += [here.timed_month() for _ in range(3)]
    return median(theirs) / median(mine)


def trial() -> float:
    """Seconds of a virtual trial of two arms, 20 replicates, on two processes."""
    from partnersim.studies.trials import load_trial, run_trial

    size = ["population.households=10000", "population.clusters=250", "design.months=36"]
    credit = load_trial("microcredit", overrides=size)
    run_trial(credit, replicates=1, seed=1, workers=1)
    return seconds(lambda: run_trial(credit, replicates=20, seed=1, workers=2))


# --- the program --------------------------------------------------------------------------------------------


# --- studies ------------------------------------------------------------------------------------------------


def busy(seconds_of_work: float) -> dict[str, Any]:
    """Work that keeps a core busy, as a run does."""
    end = time.process_time() + seconds_of_work
    while time.process_time() < end:
        pass
    return {"runs": [{"seconds": seconds_of_work}]}


def _study(count: int, work: float, workers: int, measured: Callable[[Callable[[], object]], float]) -> float:
    """Seconds, by the clock or of the processor, of a study of so many pieces of work, kept in a folder."""
    from subject import busy  # by this file's name, under which workers find it

    from partnersim.studies.runs.running import run_tasks
    from partnersim.studies.runs.store import Store
    from partnersim.studies.runs.tasks import Task

    tasks = [Task(key=f"{number:06}", work=work) for number in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        return measured(lambda: run_tasks(tasks, busy, store=Store(Path(folder)), workers=workers))


def runner_overhead() -> float:
    """Processor time that the runner adds to 200 runs of 50 ms in one process, percent of them."""
    return 100.0 * (_study(200, 0.05, 1, processor_seconds) / (200 * 0.05) - 1.0)


def two_workers() -> float:
    """Share of two cores that 600 runs of 50 ms make use of in two worker processes, starting them included."""
    return 600 * 0.05 / (2.0 * _study(600, 0.05, 2, seconds))


def parent_memory() -> float:
    """Megabytes by which the planning process grows from 100 runs to 10,000 whose tables stay on disk."""
    from partnersim.studies.runs.running import run_tasks
    from partnersim.studies.runs.store import Store
    from partnersim.studies.runs.tasks import Task

    sizes = []
    for count in (100, 10_000):
        with tempfile.TemporaryDirectory() as folder:
            tasks = [Task(key=f"{number:06}", work=0.0) for number in range(count)]
            run_tasks(tasks, busy, store=Store(Path(folder)), workers=1, gather=False)
            sizes.append(_resident())
    return (sizes[1] - sizes[0]) / 1e6


def explanation() -> float:
    """Seconds of taking the difference of firms in Jember apart, every set of parts, 30 seeds, two processes."""
    import partnersim as ps

    pair = [ps.load(name, sample__households=1300, time__months=60) for name in ("jember", "jember-with-firms")]
    asked = {"outcome": "firm_participation_end", "replicates": 30, "workers": 2, "show_progress": False}
    ps.run(pair[1], replicates=1, workers=1, show_progress=False)  # compiling is another row's
    return seconds(lambda: ps.explain(*pair, **asked))


_PAIRS = {
    1: ("regulation.forum", "regulation.clarity"), 2: ("regulation.tax_relief", "mechanisms.leakage.audit_probability"),
}  # fmt: skip
"""Pairs of levers of the contour by its power of the second."""


def map_contour(power: int) -> float:
    """Largest distance of a map's contour from the line on which a known difference turns, percent of a lever's range.

    The difference is 100 (x + y^power - 0.7) with luck of standard deviation 3 in each run; 150 points at most, three
    seeds. Of power 1 the line is straight, of power 2 bent, and over another pair of levers.
    """
    import numpy as np

    import partnersim as ps
    from partnersim.scenario.experiments.maps import value_at
    from partnersim.studies.mapping import run as mapping

    def made_up(work: Any, outcomes: Any = None) -> dict[str, Any]:
        spec, seed = work
        enforced = spec.regulation.enforcement > 0.4
        x, y = (value_at(spec, path) for path in _PAIRS[power])
        ahead = 100.0 * (x + y**power - 0.7)
        luck = np.random.default_rng([seed, enforced]).normal(0.0, 3.0)
        return {"runs": [{"seconds": 0.0, "members_mean": ahead * enforced + luck}]}

    kept, mapping.outcomes_of_run = mapping.outcomes_of_run, made_up
    try:
        toy = ps.load("toy")
        found = ps.map(
            toy.but({"regulation.enforcement": 0.0}), toy.but({"regulation.enforcement": 0.5}), outcome="members_mean",
            x=(_PAIRS[power][0], 0.0, 1.0), y=(_PAIRS[power][1], 0.0, 1.0), points=150, replicates=3, workers=1,
            show_progress=False,
        )  # fmt: skip
    finally:
        mapping.outcomes_of_run = kept
    off = []
    for y, row in found.grid.groupby("y"):
        if 0.05 < 0.7 - y**power < 0.95:  # where the true line passes well within the map
            x, ahead = row["x"].to_numpy(), row["difference"].to_numpy()
            last_behind = np.flatnonzero(ahead < 0.0)[-1:]
            if not len(last_behind) or last_behind[0] + 1 == len(x):
                return 100.0  # the surface does not turn in this row
            k = last_behind[0]
            turns = x[k] + (x[k + 1] - x[k]) * ahead[k] / (ahead[k] - ahead[k + 1])
            off.append(abs(turns - (0.7 - y**power)))
    return 100.0 * max(off)


def _command(*call: str, fresh: bool = False) -> float:
    """Seconds of a command of this version, with nothing kept from before if ``fresh``."""
    environment = {**os.environ, "PYTHONPATH": str(TREE / "src")}
    with tempfile.TemporaryDirectory() as folder:
        if fresh:
            environment |= {"NUMBA_CACHE_DIR": folder, "XDG_CACHE_HOME": folder}
        return seconds(
            lambda: subprocess.run(
                [sys.executable, *call], check=True, env=environment, cwd=folder, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )  # fmt: skip


def first_start() -> float:
    """Seconds of compiling and settling: a first run beyond the same run with everything kept."""
    return _command("-c", FIRST_USE, fresh=True) - _command("-c", FIRST_USE)


def first_start_processor() -> float:
    """The same in processor time of all its processes, which does not depend on what else the computer does."""
    return _of_children("-c", FIRST_USE, fresh=True) - _of_children("-c", FIRST_USE)


def _of_children(*call: str, fresh: bool = False) -> float:
    """Processor seconds of a command of this version and of the processes that it waited for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _command(*call, fresh=fresh)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def help_page() -> float:
    """Seconds until the command has said what it can do."""
    return min(_command("-m", "partnersim", "--help") for _ in range(5))


def demo() -> float:
    """Seconds of the demonstration with nothing kept from before."""
    return _command("-m", "partnersim", "demo", fresh=True)


def claims() -> float:
    """Minutes of the table of claims with all draws and forms, on two processes."""
    return _command("-m", "partnersim", "claims", "--workers", "2", fresh=True) / 60


def validation() -> float:
    """Minutes of the validation with the ensemble, on two processes."""
    return _command("-m", "partnersim", "validate", "--workers", "2", fresh=True) / 60


def main() -> None:
    """Answer each line, a list of a measure's name and its numbers, with a line."""
    sys.path[:0] = [str(TREE), str(TREE / "src")]
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever else prints
    for line in sys.stdin:
        name, *numbers = json.loads(line)
        try:
            answer: Any = globals()[name](*numbers)
        except Exception as error:  # the rows after it can still be measured
            traceback.print_exc()
            answer = {"failed": f"{type(error).__name__}: {error}".splitlines()[0]}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
