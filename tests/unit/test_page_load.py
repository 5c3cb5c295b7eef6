"""The script that fills the page with visitors: what it makes of pages that load themselves anew, and who gives way."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("playwright")

from benchmarks import page_load
from benchmarks.browsing import descendants, give_way
from benchmarks.page_load import Session

SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]


def page_at(query: str, told: list[list[float]], *, is_drawn: bool = True) -> SimpleNamespace:
    """A page as far as a session looks at it."""
    return SimpleNamespace(
        url=f"http://127.0.0.1:1/?{query}",
        evaluate=lambda script: told,
        locator=lambda selector: SimpleNamespace(count=lambda: int(is_drawn)),
    )


def test_a_visitor_whose_page_loaded_itself_anew_goes_on_from_its_address():
    session = Session(page_at("forum=some&lang=en", [], is_drawn=False), 0)
    session.chosen, session.last, session.waits = (
        {"forum": "meets at times", "audits": "one in three"},
        "audits",
        True,
    )
    session.loaded()
    session.look()
    assert (session.reloads, session.lost, session.waits) == (1, 0, True)  # it is not there yet
    session.page = page_at("forum=some&lang=en", [])
    session.look()
    assert (session.reloads, session.lost, session.waits) == (1, 1, False)
    assert (
        session.chosen == {"forum": "meets at times"} and session.strangers == 0
    )  # the move of audits was not heard
    session.look()
    assert (session.lost, session.strangers, session.answers) == (1, 0, [])


@pytest.mark.parametrize("query", ["lang=en", "forum=some&visits=weekly&lang=en"])
def test_levers_of_somebody_else_are_seen_on_a_page_that_loaded_itself_anew(query):
    session = Session(page_at(query, []), 0)
    session.chosen, session.last = {"forum": "meets at times"}, "audits"
    session.loaded()
    session.look()
    assert session.strangers == 1


def test_answers_are_timed_in_seconds_and_with_the_levers_that_are_set():
    session = Session(page_at("forum=some", [[120.0, 800.0]]), 0)
    session.chosen, session.waits = {"forum": "meets at times"}, True
    session.look()
    assert (session.heard, session.answers, session.strangers, session.waits) == ([0.12], [0.8], 0, False)


def sessions_of(folder: Path, names: dict[int, str]) -> Path:
    """What a system says that weighs sessions against one another: a file for each process, as Linux has them."""
    for process, name in names.items():
        (folder / str(process)).mkdir()
        (folder / str(process) / "autogroup").write_text(f"/{name} nice 0\n", "ascii")
    return folder


@pytest.fixture
def sleepers():
    """Three processes of ours that wait."""
    processes = [subprocess.Popen(SLEEPS, start_new_session=new) for new in (False, True, True)]
    yield processes
    for process in processes:
        process.kill()
        process.wait()


def test_who_gives_way_is_nice_with_its_session_and_the_others_are_not(sleepers, tmp_path):
    me, before = os.getpid(), os.getpriority(os.PRIO_PROCESS, 0)
    same, own, other = (process.pid for process in sleepers)
    assert {same, own, other} <= set(descendants(me))
    proc = sessions_of(tmp_path, {me: "autogroup-1", same: "autogroup-1", own: "autogroup-2", other: "autogroup-3"})
    give_way({same, own}, proc)
    assert [os.getpriority(os.PRIO_PROCESS, pid) for pid in (same, own, other)] == [19, 19, before]
    said = {pid: (proc / str(pid) / "autogroup").read_text("ascii").split()[-1] for pid in (me, same, own, other)}
    assert said == {me: "0", same: "0", own: "19", other: "0"}
    assert os.getpriority(os.PRIO_PROCESS, 0) == before


@pytest.mark.parametrize("names", [{}, {"me": "autogroup-1"}], ids=["nobody has a session", "one has none"])
def test_who_gives_way_is_nice_where_sessions_are_not_weighed(sleepers, tmp_path, names):
    proc = sessions_of(tmp_path, {os.getpid(): name for name in names.values()})
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    give_way({gone.pid, sleepers[1].pid}, proc)  # one that has ended is nobody's fault
    assert os.getpriority(os.PRIO_PROCESS, sleepers[1].pid) == 19
    assert not (proc / str(sleepers[1].pid)).exists()


def test_a_system_that_lets_nobody_say_who_gives_way_is_left_as_it_is(sleepers, tmp_path):
    own = sleepers[1].pid
    proc = sessions_of(tmp_path, {os.getpid(): "autogroup-1", own: "autogroup-2"})
    file = proc / str(own) / "autogroup"
    file.unlink()
    file.symlink_to("/proc/version")  # can be read, and written by nobody
    give_way({own}, proc)
    assert os.getpriority(os.PRIO_PROCESS, own) == 19


class _Visitor:
    """A visitor whose moves take a second of everybody's time and are answered at the next look."""

    def __init__(self, number: int) -> None:
        self.first, self.moves, self.waits, self.is_new = number, 0, False, False
        self.answers, self.faults = [], []
        self.page = SimpleNamespace(
            wait_for_timeout=lambda _: None, close=lambda **_: None, is_closed=lambda: True,
            context=SimpleNamespace(close=lambda: None),
        )  # fmt: skip

    def move(self) -> None:
        clock[0] += 1.0
        self.moves, self.waits = self.moves + 1, True

    def look(self) -> None:
        self.answers.append(1.0)
        self.waits = False


clock = [0.0]


def _now() -> float:
    clock[0] += 0.001
    return clock[0]


def test_each_visitor_has_an_answer_also_where_the_first_takes_all_of_the_time(monkeypatch):
    monkeypatch.setattr(page_load, "time", SimpleNamespace(monotonic=_now))
    monkeypatch.setattr(page_load, "_session", lambda browser, address, number, wait_ms: _Visitor(number))
    sessions = page_load.room(None, "", visitors=3, seconds=0.5)
    assert [len(session.answers) for session in sessions] == [1, 1, 1]
    assert [session.faults for session in sessions] == [[], [], []]
