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
    assert capsys.readouterr().err == "runs: 3 of 10, about 35 s left\n"  # a line every ten seconds


def test_runs_that_were_found_finished_are_not_waited_for(clock):
    shown = progress.Progress(10)
    shown.skip(4)
    shown.advance()
    clock.seconds = 2.0
    shown.advance(2, failed=1)
    assert shown.seconds_left(2.0) == 3.0 and (shown.total, shown.done, shown.failed) == (6, 3, 1)
