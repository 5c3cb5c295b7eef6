"""Doing tasks: the same tables whoever does them, failures, dead workers."""

import os
import resource
import signal
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType

import pytest

from partnersim.studies.runs.failures import Failure, RunFailed, WorkFailed
from partnersim.studies.runs.processes import WorkerDied, WorkerProcesses
from partnersim.studies.runs.running import run_tasks
from partnersim.studies.runs.store import Store
from tests import pieces_of_work as work
from tests.finished_work import calls, squares, tasks

ROOT = Path(__file__).parents[2]


# --- who does it ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_every_task_is_done_once_by_any_number_of_workers(workers):
    done = run_tasks(tasks(range(30)), work.square, workers=workers)
    assert squares(done) == {n: n * n for n in range(30)}
    assert not done.failures and not done.kept
    assert sum(sitting["tasks"] for sitting in done.sittings) == 30


def test_equal_keys_are_done_once(tmp_path):
    run_tasks(tasks([3, 4, 3]), partial(work.noted_square, str(tmp_path)), workers=1)
    assert [number for number, _ in calls(tmp_path)] == [3, 4]


def test_threads_and_the_standard_pool_serve():
    for executor in (ThreadPoolExecutor(3), ProcessPoolExecutor(2, mp_context=get_context("spawn"))):
        with executor:
            assert squares(run_tasks(tasks(range(9)), work.square, executor=executor)) == {
                n: n * n for n in range(9)
            }


@pytest.mark.filterwarnings("ignore")  # what a cluster of the day deprecates is its own affair
def test_a_cluster_of_dask_serves(tmp_path):
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=2, processes=False, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
        client.get_executor() as executor,
    ):
        done = run_tasks(tasks(range(12)), work.odd_square, executor=executor, store=Store(tmp_path))
        assert squares(done) == {n: n * n for n in range(1, 12, 2)}
        assert {failure.message for failure in done.failures.values()} == {
            f"ValueError: {n} is even" for n in range(0, 12, 2)
        }
    assert len(run_tasks(tasks(range(12)), work.square, store=Store(tmp_path), workers=1).kept) == 6


def test_workers_are_started_only_if_that_pays(tmp_path):
    slow = partial(work.noted_square, str(tmp_path))
    run_tasks(tasks(range(8)), slow, workers=2, judged=True)  # 1.6 seconds of work
    assert {process for _, process in calls(tmp_path)} == {os.getpid()}
    run_tasks(tasks(range(100, 160)), slow, workers=2, judged=True)  # twelve
    later = calls(tmp_path)[8:]
    assert later[0][1] == os.getpid() and len({process for _, process in later}) >= 2
    assert sorted(number for number, _ in later) == list(range(100, 160))


def test_workers_have_one_thread_each_and_nothing_changes_here(tmp_path, monkeypatch):
    script = tmp_path / "caller.py"
    script.write_text("raise SystemExit('a worker ran the script of its caller')")
    monkeypatch.setattr(sys.modules["__main__"], "__file__", str(script), raising=False)
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)  # tests have it, and workers would without our doing
    before, main = dict(os.environ), dict(vars(sys.modules["__main__"]))
    seen = []
    watching = True

    def watch():
        while watching:
            seen.append(dict(os.environ) == before and "__file__" in vars(sys.modules["__main__"]))
            time.sleep(0.001)

    watcher = threading.Thread(target=watch)
    watcher.start()
    done = run_tasks(tasks(range(4)), work.environment, workers=2)
    watching = False
    watcher.join()
    assert set(done.tables["squares"]["OPENBLAS_NUM_THREADS"]) == {"1"}
    assert set(done.tables["squares"]["OMP_NUM_THREADS"]) == {"1"}
    assert set(done.tables["squares"]["main"]) == {"None"}, "a worker imported the caller's script"
    assert dict(os.environ) == before and set(vars(sys.modules["__main__"])) == set(main) and all(seen)


def test_two_threads_may_run_studies_at_once():
    with ThreadPoolExecutor(2) as threads:
        both = [threads.submit(run_tasks, tasks(range(20)), work.square, workers=2) for _ in range(2)]
        assert [squares(one.result()) for one in both] == [{n: n * n for n in range(20)}] * 2


def test_what_a_worker_prints_does_not_get_between_the_results():
    assert set(squares(run_tasks(tasks(range(6)), work.talkative, workers=2)).values()) == {0}


def test_a_script_without_a_guard_is_not_started_over_in_workers(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "from partnersim.studies.runs.running import run_tasks\n"
        "from partnersim.studies.runs.tasks import Task\n"
        "from tests.pieces_of_work import square\n"
        "print('started')\n"
        "done = run_tasks([Task(key=str(n), work=n) for n in range(4)], square, workers=2)\n"
        "print(sorted(done.tables['squares']['square']))\n"
    )
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, env=paths, check=True, timeout=120
    )
    assert done.stdout.splitlines() == ["started", "[0, 1, 4, 9]"]


# --- failures and dead workers ----------------------------------------------------------------------------


def test_a_failing_task_keeps_its_exception_and_the_others_go_on():
    for workers in (1, 2):
        done = run_tasks(tasks(range(4)), work.odd_square, workers=workers)
        assert squares(done) == {1: 1, 3: 9}
        failure = done.failures["square of 2"]
        assert (failure.origin, failure.message) == ("run", "ValueError: 2 is even")
        assert "odd_square" in failure.traceback
        with pytest.raises(ValueError, match="0 is even"):
            done.raise_first(tasks(range(4)))


def test_failures_name_origin_and_cause_and_carry_what_can_be_carried():
    failure = Failure.of(RunFailed("build", KeyError("x")))
    assert (failure.origin, failure.message) == ("build", "KeyError: 'x'")
    assert isinstance(failure.as_error(), KeyError)
    assert isinstance(Failure.of(ValueError(lambda: 1)).as_error(), WorkFailed)
    assert Failure.of(ValueError("")).message == "ValueError: no message"


def test_a_result_that_cannot_be_handed_over_is_a_failure_of_its_task():
    done = run_tasks(tasks([1]), work.unpicklable, workers=2)
    assert done.failures["square of 1"].origin == "write"


def test_only_the_task_that_kills_its_worker_is_lost():
    done = run_tasks(tasks(range(60)), partial(work.deadly_square, 7), workers=2)
    assert squares(done) == {n: n * n for n in range(60) if n != 7}
    (failure,) = done.failures.values()
    assert failure.origin == "run" and "worker process died (killed, or out of memory)" in failure.message


def test_a_task_whose_worker_was_killed_by_chance_is_done_after_all(tmp_path):
    done = run_tasks(tasks(range(20)), partial(work.deadly_once, str(tmp_path), 5), workers=2)
    assert squares(done) == {n: n * n for n in range(20)} and not done.failures


def test_a_worker_killed_from_outside_costs_no_more_than_its_batch(tmp_path):
    """Kill -9 of one of two workers in the midst: everything is done, what was not touched in as few processes."""

    def kill_one():
        while len({process for _, process in calls(tmp_path)}) < 2:
            time.sleep(0.05)
        os.kill(calls(tmp_path)[-1][1], signal.SIGKILL)

    killer = threading.Thread(target=kill_one)
    killer.start()
    done = run_tasks(tasks(range(30)), partial(work.noted_square, str(tmp_path)), workers=2)
    killer.join()
    assert squares(done) == {n: n * n for n in range(30)} and not done.failures
    assert len({process for _, process in calls(tmp_path)}) == 3  # two, and one for the one that was killed
    assert len(calls(tmp_path)) <= 30 + 4  # again only what was under way: at most 0.8 s of it


def test_a_broken_executor_of_somebody_else_fails_what_is_left():
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        done = run_tasks(tasks(range(4)), partial(work.deadly_square, 0), executor=pool)
    assert set(done.failures) == {f"square of {n}" for n in range(4)} and not squares(done)


def test_what_a_worker_cannot_import_is_an_error_of_its_task_alone():
    with WorkerProcesses(1) as workers:
        assert workers.submit(len, "abc").result() == 3
        first = workers.submit(os.getpid).result()
        with pytest.raises(ZeroDivisionError):
            workers.submit(divmod, 1, 0).result()
        with pytest.raises(Exception, match=r"pickle|local object"):
            workers.submit(lambda: 1).result()
        assert workers.submit(os.getpid).result() == first
        with pytest.raises(WorkerDied, match="exit code 3"):
            workers.submit(os._exit, 3).result()
        assert workers.submit(os.getpid).result() != first


def test_a_call_that_a_worker_cannot_read_ends_where_it_ends(monkeypatch):
    """Long calls: what of one is not read must not be read as the next, nor fill the pipe for ever."""
    only_here = ModuleType("only_here")
    exec("def nothing(*arguments): ...", vars(only_here))
    monkeypatch.setitem(sys.modules, "only_here", only_here)
    with WorkerProcesses(1) as workers:
        try:
            first = workers.submit(os.getpid).result(60)
            for _ in range(3):
                with pytest.raises(ModuleNotFoundError, match="only_here"):
                    workers.submit(only_here.nothing, bytes(300_000), list(range(50_000))).result(60)
                assert workers.submit(len, bytes(70_000)).result(60) == 70_000
            assert workers.submit(os.getpid).result(60) == first
        finally:
            workers.kill()  # so that a worker that waits for ever fails this test, and not the whole run


def test_a_reply_that_cannot_be_read_here_is_an_error_of_its_task_alone(monkeypatch):
    with WorkerProcesses(1) as workers:
        first = workers.submit(os.getpid).result(60)
        with monkeypatch.context() as without:
            without.delattr(work, "Elsewhere")
            with pytest.raises(AttributeError, match="Elsewhere"):
                workers.submit(work.made_elsewhere, 100_000).result(60)
        assert workers.submit(os.getpid).result(60) == first


def test_without_processes_the_work_is_done_here(told, monkeypatch):
    def none(*arguments, **options):
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(subprocess, "Popen", none)
    assert squares(run_tasks(tasks(range(5)), work.square, workers=2)) == {n: n * n for n in range(5)}
    assert told == [
        "no worker process can be started (Too many open files); going on with one process"
    ] * len(told)
    assert told


def test_few_open_files_are_enough():
    """With 16 open files allowed, two workers may or may not start; the study comes to its end in either case."""
    script = textwrap.dedent(
        """
        import resource
        from partnersim.studies.runs.running import run_tasks
        from partnersim.studies.runs.tasks import Task
        from tests.pieces_of_work import square
        resource.setrlimit(resource.RLIMIT_NOFILE, (MOST, MOST))
        done = run_tasks([Task(key=str(n), work=n) for n in range(6)], square, workers=2)
        print(sorted(done.tables["squares"]["square"]))
        """
    )
    for limit in (16, 7):
        done = subprocess.run(
            [sys.executable, "-c", script.replace("MOST", str(limit))], capture_output=True, text=True,
            cwd=ROOT, env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}, check=False, timeout=120,
        )  # fmt: skip
        assert done.stdout.splitlines() == ["[0, 1, 4, 9, 16, 25]"], done.stderr
        if limit == 7:
            assert "no worker process can be started" in done.stderr
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 16
