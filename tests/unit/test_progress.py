"""How far a study is: nothing is foretold from what comes once, such as compiling."""

from types import SimpleNamespace

import pytest

from partnersim.studies.runs import progress


@pytest.fixture
def clock(monkeypatch):
    now = SimpleNamespace(seconds=0.0)
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: now.seconds))
    return now


def test_time_left_is_foretold_from_the_pace_after_the_first_run(clock, capsys):
    """The first run waits 50 s for the rules to be compiled; then runs take 5 s each, and 6 of 10 are left: 30 s."""
    shown = progress.Progress(10)
    clock.seconds = 50.0
    shown.advance()
    assert capsys.readouterr().err == "runs: 1 of 10\n" and shown.seconds_left(50.0) is None
    for _ in range(3):
        clock.seconds += 5.0
        shown.advance()
    assert shown.seconds_left(65.0) == 30.0
    assert capsys.readouterr().err == "runs: 3 of 10\n"  # a line every ten seconds; of two runs no pace is taken
    clock.seconds = 70.0
    shown.show()
    assert capsys.readouterr().err == "runs: 4 of 10, about 40 s left\n"  # 20 s for three, and six are left


def test_a_count_is_said_once_however_long_it_stands(clock, capsys):
    """While rules are compiled nothing is finished for a minute: one line of 0, one of 1, and on as runs come in."""
    shown = progress.Progress(10)
    for _ in range(60):
        clock.seconds += 1.0
        shown.show()
    assert capsys.readouterr().err == "runs: 0 of 10\n"
    shown.advance()
    for _ in range(60):
        clock.seconds += 1.0
        shown.show()
    assert capsys.readouterr().err == "runs: 1 of 10\n"
    shown.advance(failed=1)
    assert capsys.readouterr().err == "runs: 2 of 10, 1 failed\n"
    shown.advance()
    assert capsys.readouterr().err == ""  # not before ten seconds have passed


def test_runs_that_were_found_finished_are_not_waited_for(clock):
    shown = progress.Progress(10)
    shown.skip(4)
    shown.advance()
    clock.seconds = 3.0
    shown.advance(3, failed=1)
    assert shown.seconds_left(3.0) == 2.0 and (shown.total, shown.done, shown.failed) == (6, 4, 1)


def test_a_worker_that_compiled_beside_the_first_makes_no_pace(clock):
    """Two of ten come at once after 50 s, then nothing for 60 s: nothing is foretold."""
    shown = progress.Progress(10)
    clock.seconds = 50.0
    shown.advance()
    shown.advance()
    assert shown.seconds_left(110.0) is None
