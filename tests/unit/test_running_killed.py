"""Kill what can be killed: tables sorted by key are the same to the byte, whoever died and whenever."""

import io
import os
import random
import resource
import signal
import subprocess
import sys
import textwrap
import threading
import time
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from partnersim.faces.cli import main
from partnersim.studies.runs.cluster import _check_workers, cluster_executor
from partnersim.studies.runs.files import ResultsError
from partnersim.studies.runs.running import run_tasks
from partnersim.studies.runs.store import Store
from partnersim.studies.runs.tasks import Task
from tests import pieces_of_work as work
from tests.dask_cluster import PATHS, ROOT, Cluster

COUNT = 90


def tasks(count=COUNT, first=0):
    return [Task(key=f"square of {number:03}", work=number) for number in range(first, count)]


def table(folder: Path, count: int = COUNT, *, pause: float = 0.0, **asked) -> bytes:
    """Run what is missing and give the whole table, sorted by key, as bytes; slowly, where it is to be disturbed."""
    do = partial(work.brief_square, str(folder), pause=pause)
    done = run_tasks(tasks(count), do, store=Store(folder), **asked)
    assert not done.failures
    return as_bytes(done.tables["runs"])


def as_bytes(found: pd.DataFrame) -> bytes:
    stream = io.BytesIO()
    found.sort_values("key", ignore_index=True).to_parquet(stream, index=False)
    return stream.getvalue()


def calls(folder: Path) -> list[str]:
    file = folder / "calls.txt"
    return file.read_text().splitlines() if file.exists() else []


def wait_for(count: int, folder: Path) -> None:
    deadline = time.monotonic() + 120
    while len(calls(folder)) < count:
        assert time.monotonic() < deadline, f"{len(calls(folder))} of {count} calls"
        time.sleep(0.01)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> bytes:
    """The table of a run that nothing disturbs."""
    return table(tmp_path_factory.mktemp("undisturbed"), workers=1)


STUDY = textwrap.dedent(
    """
    import sys
    from functools import partial
    from pathlib import Path
    from partnersim.studies.runs.running import run_tasks
    from partnersim.studies.runs.store import Store
    from partnersim.studies.runs.tasks import Task
    from tests.pieces_of_work import brief_square
    folder, count = sys.argv[1], int(sys.argv[2])
    tasks = [Task(key=f"square of {n:03}", work=n) for n in range(count)]
    run_tasks(tasks, partial(brief_square, folder), store=Store(Path(folder)), workers=int(sys.argv[3]))
    """
)


def study(folder: Path, *, workers: int = 2, **asked) -> subprocess.Popen:
    command = [sys.executable, "-c", STUDY, str(folder), str(COUNT), str(workers)]
    return subprocess.Popen(command, env=PATHS, cwd=ROOT, stderr=subprocess.PIPE, text=True, **asked)


def test_the_planning_process_killed_three_times(tmp_path, undisturbed):
    chance = random.Random(4)
    for _ in range(3):
        with study(tmp_path) as running:
            wait_for(len(calls(tmp_path)) + chance.randint(3, 25), tmp_path)
            running.kill()
    kept = Store(tmp_path).read([task.key for task in tasks()]).keys
    assert len(kept) < COUNT  # something was left to do
    assert table(tmp_path, workers=2) == undisturbed


def test_a_worker_killed(tmp_path, undisturbed):
    def kill_one() -> None:
        wait_for(12, tmp_path)
        os.kill(int(calls(tmp_path)[-1].split()[1]), signal.SIGKILL)

    killer = threading.Thread(target=kill_one)
    killer.start()
    found = table(tmp_path, pause=0.05, workers=2)
    killer.join()
    assert found == undisturbed


def test_a_run_grown(tmp_path, undisturbed):
    table(tmp_path, COUNT // 3, workers=1)
    assert len(calls(tmp_path)) == COUNT // 3
    assert table(tmp_path, workers=1) == undisturbed
    assert len(calls(tmp_path)) == COUNT  # nothing twice


def test_tables_that_are_not_gathered_are_in_the_store_alone(tmp_path, undisturbed):
    do, store = partial(work.brief_square, str(tmp_path), pause=0.0), Store(tmp_path)
    done = run_tasks(tasks(12), do, store=store, workers=1, gather=False)
    assert done.tables == {} and not done.failures
    again = run_tasks(tasks(), do, store=Store(tmp_path), workers=1, gather=False)
    assert len(again.kept) == 12 and again.tables == {} and len(calls(tmp_path)) == COUNT
    files = store.read([task.key for task in tasks()], tables=False).files["runs"]
    assert as_bytes(pd.concat(map(pd.read_parquet, files))) == undisturbed
    assert run_tasks(tasks(3), do, workers=1, gather=False).tables  # without a store there is nowhere else


def test_corrupt_parts(tmp_path, undisturbed, capsys):
    for count in (COUNT // 3, 2 * COUNT // 3, COUNT):  # a part each at least, however fast the machine is
        table(tmp_path, count, workers=1)
    parts = sorted((tmp_path / "parts").iterdir())
    assert len(parts) > 2
    data = (parts[0] / "runs.parquet").read_bytes()
    (parts[0] / "runs.parquet").write_bytes(data[: len(data) // 2])
    (parts[1] / "part.json").write_text("{")
    assert table(tmp_path, workers=1) == undisturbed
    assert capsys.readouterr().err.count("cannot be used") == 2


def test_files_that_may_not_grow(tmp_path, undisturbed):
    """A quota of a kilobyte a file: no part can be written. The study ends with one line, and goes on without it."""

    def quota() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    with study(tmp_path, workers=1, preexec_fn=quota) as running:
        _, errors = running.communicate(timeout=120)
    assert running.returncode != 0 and "cannot write to the folder" in errors.splitlines()[-1]
    assert not [path for path in (tmp_path / "parts").iterdir() if path.name[0] != "."]
    assert table(tmp_path, workers=1) == undisturbed


def test_a_full_disk(tmp_path, undisturbed):
    """A disk of 16 kilobytes holds some parts; then the study ends with one line, and what it holds is whole."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no disk can be mounted here; the quota on files stands in for it")
    try:
        with study(disk, workers=1) as running:
            _, errors = running.communicate(timeout=120)
        assert running.returncode != 0
        assert "No space left on device" in errors.splitlines()[-1]
        kept = Store.__new__(Store)
        kept.folder = disk / "parts"
        finished = kept.read([task.key for task in tasks()]).keys
        assert 0 < len(finished) < COUNT
        subprocess.run(["mount", "-o", "remount,size=8m", str(disk)], check=True)
        assert table(disk, workers=1) == undisturbed
    finally:
        subprocess.run(["umount", str(disk)], check=False)


# --- a cluster of dask ------------------------------------------------------------------------------------


@pytest.fixture
def cluster():
    pytest.importorskip("distributed")
    made = Cluster()
    try:
        made.ready()
        yield made
    finally:
        made.stop()


quiet = pytest.mark.filterwarnings("ignore")  # what a cluster of the day deprecates is its own affair


@quiet
def test_a_cluster_whose_worker_is_killed(tmp_path, undisturbed, cluster):
    def kill_one() -> None:
        wait_for(12, tmp_path)
        cluster.workers[0].kill()

    killer = threading.Thread(target=kill_one)
    killer.start()
    with cluster_executor(cluster.address) as executor:
        assert executor._max_workers == 2
        found = table(tmp_path, pause=0.05, executor=executor)
    killer.join()
    assert found == undisturbed
    assert len({line.split()[1] for line in calls(tmp_path)}) == 2  # both had work, none was done here
    assert str(os.getpid()) not in {line.split()[1] for line in calls(tmp_path)}


@quiet
def test_a_cluster_whose_scheduler_is_killed(tmp_path, undisturbed, cluster):
    def kill_it() -> None:
        wait_for(30, tmp_path)
        cluster.scheduler.kill()

    killer = threading.Thread(target=kill_it)
    killer.start()
    with (
        pytest.raises(ResultsError, match=r"the scheduler at tcp://.* is gone; what is finished is kept"),
        cluster_executor(cluster.address) as executor,
    ):
        table(tmp_path, pause=0.05, executor=executor)
    killer.join()
    kept = Store(tmp_path).read([task.key for task in tasks()]).keys
    assert 0 < len(kept) < COUNT
    assert table(tmp_path, workers=2) == undisturbed


@quiet
def test_a_scheduler_without_workers_is_refused():
    pytest.importorskip("distributed")
    from distributed import LocalCluster

    with (
        LocalCluster(n_workers=0, processes=False, dashboard_address=None) as empty,
        pytest.raises(ResultsError, match="has no workers; start some: dask worker"),
        cluster_executor(empty.scheduler_address),
    ):
        pass


@quiet
def test_addresses_that_are_none_get_one_line(tmp_path, capsys, monkeypatch):
    from partnersim.studies.runs import cluster as module

    monkeypatch.setattr(module, "CONNECT_SECONDS", 0.5)
    file = str(ROOT / "experiments" / "sweeps" / "rule-and-enforcement.yaml")
    sweep = ["sweep", file, "--out", str(tmp_path / "out")]
    for arguments, says in (
        (["--executor", "dask"], "needs the address of a scheduler"),
        (["--address", "tcp://127.0.0.1:1"], "say --executor dask"),
        (["--executor", "dask", "--address", "tcp://127.0.0.1:1"], "no scheduler of dask answers at 'tcp://127.0.0.1:1'"),
        (["--executor", "dask", "--address", "nonsense://x"], "no scheduler of dask answers at 'nonsense://x'"),
    ):  # fmt: skip
        assert main([*sweep, *arguments]) == 2
        captured = capsys.readouterr()
        assert says in captured.err and len(captured.err.splitlines()) == 1, captured.err
        assert not (tmp_path / "out" / "sweep.json").exists()


@pytest.mark.parametrize(
    ("version", "says"),
    [
        ("0.1.0:other", "the worker tcp://w has 0.1.0:other; here is "),
        (ImportError("no partnersim"), r"the worker tcp://w cannot load the program \(no partnersim\); here is "),
    ],
)
def test_workers_of_another_version_are_refused(version, says):
    class Client:
        def run(self, function, on_error):
            return {"tcp://v": function(), "tcp://w": version}

    with pytest.raises(ResultsError, match=says):
        _check_workers(Client(), "tcp://s")
