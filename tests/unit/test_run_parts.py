"""Order, batches, kept parts that have been damaged, and stops of a study."""

import hashlib
import json
import os
import platform
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from partnersim.studies.runs import running, store
from partnersim.studies.runs.files import ResultsError, check_writable
from partnersim.studies.runs.provenance import engine_version
from partnersim.studies.runs.queueing import MOST_AT_ONCE, Queue
from partnersim.studies.runs.running import run_tasks
from partnersim.studies.runs.store import Store
from partnersim.studies.runs.tasks import Batch, Task, run_batch
from partnersim.theory import kept_files
from tests import pieces_of_work as work
from tests.finished_work import calls, squares, tasks

ROOT = Path(__file__).parents[2]


# --- order and batches ------------------------------------------------------------------------------------


def test_batches_grow_to_the_time_of_a_batch_and_shrink_at_the_end():
    queue = Queue(tasks(range(1000)))
    assert [task.work for task in queue.next(2)] == [0]
    queue.done(tasks([0]), Batch(), 0.1)
    batch = queue.next(2)
    assert len(batch) == 8  # 0.8 seconds of a tenth each
    queue.done(batch, Batch(left=3), 0.5)
    assert [task.work for task in queue.next(2)][:3] == [6, 7, 8]  # what was not begun comes first
    quick = Queue(tasks(range(1000)))
    quick.done(quick.next(2), Batch(), 1e-5)
    assert len(quick.next(2)) == MOST_AT_ONCE
    last = Queue(tasks(range(8)))
    last.done(last.next(2), Batch(), 1e-5)
    assert len(last.next(2)) == 2  # seven left for two workers: a share for each, twice


def test_a_group_is_prepared_by_one_worker_while_there_is_another_to_begin():
    queue = Queue([task for group in "abc" for task in tasks(range(3), group)])
    first, second, third = (queue.next(2) for _ in range(3))
    assert [batch[0].group for batch in (first, second, third)] == ["a", "b", "c"]
    assert queue.next(2)[0].group == "a"  # all are being prepared: better twice than to wait
    queue.done(second, Batch(), 0.1)
    assert [queue.next(2)[0].group for _ in range(2)] == ["b", "a"]  # what is prepared comes first
    assert [task.group for task in queue.rest()] == ["c", "c"]


def test_a_batch_ends_with_its_time_but_does_at_least_one_task():
    version = running.engine_version()
    batch = run_batch(tasks(range(5)), work.slow_square, version, 0.3)
    assert (batch.finished, batch.left) == (["square of 0", "square of 1"], 3)
    assert run_batch(tasks(range(5)), work.slow_square, version, 0.0).left == 4


def test_tasks_of_another_program_fail():
    batch = run_batch(tasks(range(2)), work.square, "another", 1.0)
    assert not batch.finished and not batch.left and not batch.tables
    (message,) = {failure.message for failure in batch.failures.values()}
    assert message == "SourceChanged: the program was changed while the study ran; start it again"
    assert {failure.origin for failure in batch.failures.values()} == {"build"}


# --- kept parts -------------------------------------------------------------------------------------------


def parts(folder: Path) -> list[Path]:
    return sorted((folder / "parts").iterdir())


def test_finished_tasks_are_not_done_again_and_failed_ones_are(tmp_path):
    first = run_tasks(tasks(range(4)), work.odd_square, store=Store(tmp_path), workers=1)
    assert set(first.failures) == {"square of 0", "square of 2"}
    second = run_tasks(tasks(range(5)), work.square, store=Store(tmp_path), workers=1)
    assert second.kept == {"square of 1", "square of 3"}
    assert squares(second) == {n: n * n for n in range(5)} and not second.failures
    assert [sitting["tasks"] for sitting in second.sittings] == [2, 3]
    assert all(sitting["libraries"]["numpy"] and sitting["python"] for sitting in second.sittings)
    assert second.sittings[0]["ended"] <= second.sittings[1]["started"]


def test_tasks_without_rows_are_kept_too(tmp_path):
    nothing = [Task(key="k", work=1)]
    for kept in (set(), {"k"}):
        done = run_tasks(nothing, lambda work: {}, store=Store(tmp_path), workers=1)
        assert done.kept == kept and not done.failures


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:300])


def empty(file: Path) -> None:
    file.write_bytes(b"")


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))


def remove(file: Path) -> None:
    file.unlink()


def test_a_part_whose_list_was_altered_is_not_believed(tmp_path, told):
    run_tasks(tasks([1]), work.square, store=Store(tmp_path), workers=1)
    (part,) = parts(tmp_path)
    content = (part / "part.json").read_text()
    (part / "part.json").write_text(content.replace("square of 1", "square of 7"))
    assert not run_tasks(tasks([7]), work.square, store=Store(tmp_path), workers=1).kept
    assert "part.json has been altered" in told[0]


@pytest.mark.parametrize("name", ["squares.parquet", "part.json"])
@pytest.mark.parametrize("damage", [cut, empty, flip, remove])
def test_a_damaged_part_is_named_and_done_again(tmp_path, told, damage, name):
    run_tasks(tasks([1, 2]), work.square, store=Store(tmp_path), workers=1)
    run_tasks(tasks([3]), work.square, store=Store(tmp_path), workers=1)
    part = next(p for p in parts(tmp_path) if "square of 1" in (p / "part.json").read_text())
    damage(part / name)
    done = run_tasks(tasks([1, 2, 3]), work.square, store=Store(tmp_path), workers=1)
    assert squares(done) == {1: 1, 2: 4, 3: 9} and done.kept == {"square of 3"}
    assert len(told) == 1 and str(part) in told[0] and name in told[0] and "done again" in told[0]
    again = run_tasks(tasks([1, 2, 3]), work.square, store=Store(tmp_path), workers=1)
    assert len(again.kept) == 3 and len(told) == 1


def test_a_part_counts_its_rows_and_says_when_it_was_made(tmp_path):
    run_tasks(tasks([1, 2]), work.square, store=Store(tmp_path), workers=1)
    (part,) = parts(tmp_path)
    content = json.loads((part / "part.json").read_text())
    assert content["keys"] == ["square of 1", "square of 2"]
    assert content["tables"]["squares"]["rows"] == 2
    assert content["facts"]["tasks"] == 2 and content["facts"]["started"] <= content["facts"]["ended"]
    assert content["facts"]["libraries"]["pandas"] == pd.__version__


def test_a_full_disk_ends_the_study_with_one_line(tmp_path, monkeypatch):
    def full(*arguments, **options):
        raise OSError(28, "No space left on device")

    kept = Store(tmp_path)
    monkeypatch.setattr(pd.DataFrame, "to_parquet", full)
    with pytest.raises(ResultsError, match=r"cannot write to the folder '.*parts': No space left on device"):
        run_tasks(tasks([1, 2]), work.square, store=kept, workers=1)
    assert parts(tmp_path) == []


def test_drafts_of_processes_that_are_gone_are_cleared(tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as living:
        machine = hashlib.sha256(platform.node().encode()).hexdigest()[:8]
        gone = [tmp_path / f".writing-{machine}-{ended.pid}-abc", tmp_path / ".writing-olds"]
        others = [tmp_path / f".writing-{machine}-{living.pid}-abc", tmp_path / ".writing-0123abcd-1-abc"]
        for folder in (*gone, *others):
            folder.mkdir()
            (folder / "runs.parquet").write_text("")
        check_writable(tmp_path)
        assert sorted(tmp_path.iterdir()) == sorted(others)
        living.kill()


# --- stops ------------------------------------------------------------------------------------------------

STUDY = textwrap.dedent(
    """
    import signal
    import sys
    signal.signal(signal.SIGINT, signal.default_int_handler)  # jobs of some shells begin with it ignored
    from functools import partial
    from pathlib import Path
    from partnersim.studies.runs.running import run_tasks
    from partnersim.studies.runs.store import Store
    from partnersim.studies.runs.tasks import Task
    from tests.pieces_of_work import noted_square
    tasks = [Task(key=f"square of {n}", work=n) for n in range(200)]
    folder, workers = sys.argv[1], int(sys.argv[2])
    run_tasks(tasks, partial(noted_square, folder), store=Store(Path(folder)), workers=workers)
    """
)


def stopped(folder: Path, *, workers: int, by: signal.Signals) -> float:
    """Start a study of 40 seconds of work, stop its first process alone, and give how long it took to end."""
    paths = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
    command = [sys.executable, "-c", STUDY, str(folder), str(workers)]
    with subprocess.Popen(command, env=paths, cwd=ROOT, stderr=subprocess.DEVNULL) as study:
        while len(calls(folder)) < 12:
            time.sleep(0.02)
        begun = time.monotonic()
        os.kill(study.pid, by)
        study.wait(30)
        return time.monotonic() - begun


def test_what_an_interrupt_stops_from_being_written_waits_to_be_written(tmp_path, monkeypatch):
    kept = Store(tmp_path)
    kept.add(run_batch(tasks(range(3)), work.square, engine_version(), 60.0))
    real = store._write_part

    def broken_off(*given):
        monkeypatch.setattr(store, "_write_part", real)
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "_write_part", broken_off)
    with pytest.raises(KeyboardInterrupt):
        kept.write()
    kept.write()
    monkeypatch.setattr(store, "_write_part", lambda *given: pytest.fail("nothing waits any more"))
    kept.write()
    assert len(list((tmp_path / "parts").iterdir())) == 1
    assert kept.read({task.key for task in tasks(range(3))}).keys == {task.key for task in tasks(range(3))}


@pytest.mark.parametrize("workers", [1, 2])
def test_an_interrupt_of_the_planning_process_alone_stops_soon_and_loses_nothing(tmp_path, workers):
    took = stopped(tmp_path, workers=workers, by=signal.SIGINT)
    assert took < 5.0  # a batch is over after 0.8 seconds; the rest is the end of Python, on a busy machine
    begun = len(calls(tmp_path))
    assert begun < 40
    done = run_tasks(tasks(range(200)), work.square, store=Store(tmp_path), workers=1)
    assert squares(done) == {n: n * n for n in range(200)}
    lost = begun - len(done.kept)
    assert lost <= (
        1 if workers == 1 else 0
    )  # alone, the task under way is broken off; in workers it is finished


def wait_until_gone(processes: set[int]) -> None:
    for _ in range(150):
        if not any(Path(f"/proc/{process}").exists() for process in processes):
            return
        time.sleep(0.1)
    for process in processes:
        os.kill(process, signal.SIGKILL)
    pytest.fail("workers outlived the process that planned their study")


def test_workers_end_in_the_midst_of_a_run_when_the_planning_process_is_killed(tmp_path):
    paths = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
    command = [sys.executable, "-c", STUDY.replace("noted_square", "long_square"), str(tmp_path), "2"]
    with subprocess.Popen(command, env=paths, cwd=ROOT, stderr=subprocess.DEVNULL) as study:
        while len(calls(tmp_path)) < 2:
            time.sleep(0.02)
        study.kill()
    wait_until_gone({process for _, process in calls(tmp_path)})


def test_a_killed_study_loses_about_a_second_of_work(tmp_path):
    stopped(tmp_path, workers=2, by=signal.SIGKILL)
    wait_until_gone({process for _, process in calls(tmp_path)})
    begun = len(calls(tmp_path))
    kept = run_tasks(tasks(range(200)), work.square, store=Store(tmp_path), workers=1).kept
    # two workers at five tasks a second: up to 0.8 s in a batch, 1 s waiting to be written, and what came after
    assert begun - len(kept) <= 22 and begun < 60


def test_a_second_interrupt_does_not_wait(tmp_path):
    paths = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
    command = [sys.executable, "-c", STUDY.replace("noted_square", "long_square"), str(tmp_path), "2"]
    with subprocess.Popen(command, env=paths, cwd=ROOT, stderr=subprocess.DEVNULL) as process:
        while len(calls(tmp_path)) < 2:
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGINT)
        time.sleep(1.0)
        assert process.poll() is None  # it waits for what is under way
        os.kill(process.pid, signal.SIGINT)
        begun = time.monotonic()
        process.wait(30)
        assert time.monotonic() - begun < 10.0  # and not for the minute that this takes


def test_the_worker_variable_is_the_one_that_quiets_workers(monkeypatch, capsys):
    monkeypatch.setattr(kept_files, "_told", set())
    monkeypatch.setenv(kept_files.IN_WORKER, "1")
    kept_files.tell("a line")
    assert capsys.readouterr().err == ""


def test_every_study_refuses_a_negative_number_of_workers_before_it_writes(tmp_path):
    from partnersim.studies.api import run
    from partnersim.studies.claims.run import run_claims
    from partnersim.studies.fitting.households.run import calibrate
    from partnersim.studies.trials import load_trial, run_trial
    from partnersim.studies.validation.run import validate

    studies = {
        "run": lambda out: run("toy", workers=-1, out=out),
        "claims": lambda out: run_claims([], workers=-1, out=out),
        "trial": lambda out: run_trial(load_trial("microcredit"), workers=-1, out=out),
        "validate": lambda out: validate([], workers=-1, out=out),
        "calibrate": lambda out: calibrate(workers=-1, out=out),
    }
    for name, study in studies.items():
        with pytest.raises(ValueError, match="workers is -1; allowed 0"):
            study(tmp_path / name)
        assert not (tmp_path / name).exists(), name


def columns_of(work):
    """A table as columns; the second task has one more."""
    count, more = work
    made = {"number": np.arange(count), "name": np.array([f"n{k}" for k in range(count)], dtype=object)}
    return {"numbers": made | {"more": np.full(count, 0.5)} if more else made}


def test_columns_become_one_table_with_the_keys_of_their_tasks():
    tasks = [Task(key="a", work=(2, False)), Task(key="b", work=(1, True)), Task(key="c", work=(0, False)),
             Task(key="d", work=(1, False))]  # fmt: skip
    table = run_tasks(tasks, columns_of, workers=1).tables["numbers"].sort_values(["key", "number"])
    assert table["key"].tolist() == ["a", "a", "b", "d"]
    assert table["number"].tolist() == [0, 1, 0, 0] and table["name"].tolist() == ["n0", "n1", "n0", "n0"]
    assert table["more"].isna().tolist() == [True, True, False, True] and table["more"].max() == 0.5
    assert table["number"].dtype == np.int64 and pd.api.types.is_string_dtype(table["name"])
