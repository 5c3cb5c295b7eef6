"""The page's pool: every visitor has a turn, equal work is done once, cancelled work never."""

import threading
import time
from concurrent.futures import CancelledError, ThreadPoolExecutor

import pytest

from partnersim.faces.app import jobs as module
from partnersim.faces.app.jobs import Jobs, TooMuch


class Slow:
    """Work that waits until it is let go, and notes what was begun in which order."""

    def __init__(self):
        self.begun, self.gate = [], threading.Event()

    def __call__(self, name):
        self.begun.append(name)
        self.gate.wait(5)
        return name.upper()


@pytest.fixture
def pool():
    with ThreadPoolExecutor(1) as executor:
        yield Jobs(executor, at_once=1), Slow()


def test_visitors_take_turns_however_much_one_of_them_asks(pool):
    jobs, work = pool
    first = [jobs.ask("greedy", f"g{n}", work, f"g{n}") for n in range(4)]
    late = jobs.ask("modest", "m0", work, "m0")
    work.gate.set()
    assert late.result(5) == "M0" and [answer.result(5) for answer in first] == ["G0", "G1", "G2", "G3"]
    assert work.begun == ["g0", "g1", "m0", "g2", "g3"]  # g0 was under way and g1 next when m0 came


def test_equal_work_is_done_once_and_remembered(pool):
    jobs, work = pool
    twice = [jobs.ask("a", "same", work, "same"), jobs.ask("b", "same", work, "same")]
    work.gate.set()
    assert [answer.result(5) for answer in twice] == ["SAME", "SAME"]
    assert jobs.ask("c", "same", work, "other").result(5) == "SAME" and jobs.known("same") == "SAME"
    assert work.begun == ["same"]


def test_work_that_two_have_waiting_is_done_once_for_both():
    begun, gates = [], {name: threading.Event() for name in ("1", "2", "x")}

    def work(name):
        begun.append(name)
        gates[name].wait(5)
        return name.upper()

    with ThreadPoolExecutor(2) as executor:
        jobs = Jobs(executor, at_once=2)
        held = [jobs.ask(visitor, name, work, name) for visitor, name in (("a", "1"), ("b", "2"))]
        both = [jobs.ask(visitor, "x", work, "x") for visitor in ("a", "b")]
        gates["1"].set()
        gates["2"].set()
        assert [answer.result(5) for answer in held] == ["1", "2"]
        while jobs.waiting():  # the second x has to be taken while the first is under way
            time.sleep(0.001)
        gates["x"].set()
        assert [answer.result(5) for answer in both] == ["X", "X"] and begun == ["1", "2", "x"]


def test_what_is_cancelled_before_it_begins_is_never_done(pool):
    jobs, work = pool
    under_way, waiting = jobs.ask("a", "1", work, "1"), jobs.ask("a", "2", work, "2")
    other = jobs.ask("b", "3", work, "3")
    jobs.forget("a")
    with pytest.raises(CancelledError):
        waiting.result(5)
    work.gate.set()
    assert under_way.result(5) == "1" and other.result(5) == "3"
    assert work.begun == ["1", "3"] and jobs.waiting() == 0


def test_a_failure_reaches_whoever_asked_and_is_not_remembered(pool):
    jobs, _ = pool
    with pytest.raises(ZeroDivisionError):
        jobs.ask("a", "bad", divmod, 1, 0).result(5)
    assert jobs.ask("a", "bad", divmod, 7, 2).result(5) == (3, 1)


def test_a_visitor_cannot_fill_the_queue(pool, monkeypatch):
    jobs, work = pool
    monkeypatch.setattr(module, "MOST_WAITING", 2)
    for n in range(3):  # the first is under way at once
        jobs.ask("a", str(n), work, str(n))
    with pytest.raises(TooMuch, match="2 runs are waiting already"):
        jobs.ask("a", "3", work, "3")
    jobs.ask("b", "4", work, "4")
    work.gate.set()


def test_a_closed_pool_begins_nothing_more(pool):
    jobs, work = pool
    under_way, waiting = jobs.ask("a", "1", work, "1"), jobs.ask("b", "2", work, "2")
    jobs.close()
    work.gate.set()
    assert under_way.result(5) == "1" and waiting.cancelled()
    jobs.ask("a", "3", work, "3")
    assert work.begun == ["1"]


def test_only_so_much_is_remembered(pool, monkeypatch):
    jobs, work = pool
    monkeypatch.setattr(module, "MOST_KEPT", 2)
    work.gate.set()
    for name in "abc":
        jobs.ask("a", name, work, name).result(5)
    assert jobs.known("a") is None and (jobs.known("b"), jobs.known("c")) == ("B", "C")


def test_how_long_pieces_of_a_kind_take_is_told_by_the_middle_one_of_the_last(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])

    def work(seconds):
        now[0] += seconds
        return seconds

    with ThreadPoolExecutor(1) as executor:
        jobs = Jobs(executor, at_once=2)
        assert jobs.seconds_for(10, "outcomes") != jobs.seconds_for(10, "outcomes")  # not a number: nothing is known
        for number, seconds in enumerate((30.0, 1.0, 2.0)):  # the first compiles
            jobs.ask("a", f"outcomes:{number}", work, seconds).result(5)
        jobs.ask("a", "story:1", work, 50.0).result(5)
        assert jobs.seconds_for(10, "outcomes") == 10.0  # the middle one takes 2, two at a time
        assert jobs.seconds_for(3, "story") == 75.0


def test_a_server_has_one_pool_however_many_pages_ask_at_once():
    from partnersim.faces.app import serving

    server, ready, pools = serving._Server(), threading.Barrier(8), []

    def ask():
        ready.wait(5)
        pools.append(server.jobs())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert len(pools) == 8 and len({id(pool) for pool in pools}) == 1
    server.stop()
    serving._Server().stop()  # of one that was never asked
