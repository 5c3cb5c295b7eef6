"""Asking the pool for many runs: in order, a few at a time, given up by who goes; and what is shown meanwhile."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from partnersim.faces.app import asking
from partnersim.faces.app.asking import (
    Piece,
    answers_of,
    came,
    run_of,
    seeds_of_page,
    time_text,
    times_to_tell,
)
from partnersim.faces.app.compared import Compared, _chain_line
from partnersim.faces.app.designs import Estimate
from partnersim.faces.app.jobs import Jobs
from partnersim.faces.app.session import Choice
from partnersim.studies.words.texts import Texts

ENGLISH = Texts("en")


@pytest.fixture
def pool(monkeypatch):
    with ThreadPoolExecutor(1) as executor:
        jobs = Jobs(executor, at_once=1)
        monkeypatch.setattr(asking, "jobs", lambda: jobs)
        yield jobs


def double(number):
    return 2 * number


def test_many_pieces_come_in_their_order_a_few_at_a_time(pool, monkeypatch):
    monkeypatch.setattr(asking, "MOST_ASKED", 3)
    monkeypatch.setattr(asking, "TELL_SECONDS", 0.0)
    most, told = [], []

    def pieces():
        for number in range(10):
            most.append(pool.waiting())
            yield Piece(f"double:{number}", double, (number,))

    answers = answers_of("me", pieces(), told=told.append)
    assert answers == [2 * number for number in range(10)]
    assert max(most) <= 2 and told == [*range(1, 11), 10]


def test_who_goes_is_waited_for_no_more_and_the_rest_is_never_begun(pool):
    begun, gate = [], threading.Event()

    def slow(number):
        begun.append(number)
        gate.wait(5)

    pieces = [Piece(f"slow:{number}", slow, (number,)) for number in range(5)]
    assert answers_of("me", pieces, lambda: not begun) is None
    gate.set()
    assert pool.waiting() == 0 and begun == [0]


def test_what_is_cancelled_while_it_is_waited_for_ends_the_waiting_at_once(pool, monkeypatch):
    monkeypatch.setattr(asking, "LOOK_SECONDS", 60.0)  # so that only the cancelling can end it
    gate = threading.Event()
    pool.ask("somebody", "gate:", gate.wait, 30)
    answer = pool.ask("me", "double:1", double, 1)
    with ThreadPoolExecutor(1) as own:
        waiting = own.submit(came, answer, "me", lambda: True)
        pool.forget("me")
        assert waiting.result(timeout=20) is False
    gate.set()


def test_progress_is_told_after_a_quarter_of_a_second_and_then_after_twice_as_long_each_time(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(asking.time, "monotonic", lambda: now[0])
    due, told = times_to_tell(), []
    for tick in range(1, 401):  # ten milliseconds each
        now[0] = 100.0 + tick / 100.0
        if next(due):
            told.append(tick)
    assert told == [26, 76, 176, 376]


def test_an_error_of_a_piece_is_told_and_the_rest_given_up(pool):
    gate, begun = threading.Event(), []

    def work(number):
        begun.append(number)
        if number == 0:
            raise ValueError("no such run")
        gate.wait(5)

    pieces = [Piece(f"work:{number}", work, (number,)) for number in range(6)]
    with pytest.raises(ValueError, match="no such run"):
        answers_of("me", pieces)
    assert pool.waiting() == 0
    gate.set()
    assert len(begun) <= 2  # the one that was under way when the error came


def test_how_long_it_takes_is_said_in_seconds_then_in_minutes(pool, monkeypatch):
    assert "after the first runs" in time_text(100, ENGLISH)
    monkeypatch.setattr(pool, "seconds_for", lambda count, kind: 0.5 * count)
    assert time_text(100, ENGLISH) == "about 50 seconds on this machine"
    assert time_text(1, ENGLISH) == "about 2 seconds on this machine"
    assert time_text(600, Texts("id")) == "kira-kira 5 menit di mesin ini"


def test_the_page_runs_the_seeds_of_the_case_and_names_a_run_by_scenario_and_seed():
    base = Choice().base()
    assert list(seeds_of_page(base)) == list(range(2009, 2019))
    names = {
        run_of(spec, seed).key for spec in (base, Choice().moved("forum", "strong").now()) for seed in (1, 2)
    }
    assert len(names) == 4 and all(name.startswith("outcomes:") for name in names)


def line(pairs, told, *, pending=True, before=None):
    base, now = [{"members_end": 100.0}] * pairs, [{"members_end": 130.0}] * pairs
    compared = Compared(tuple(base), tuple(now), tuple(before or base))
    return _chain_line("members_end", compared, ENGLISH, told, pending=pending)


def test_an_estimate_stands_until_there_are_runs_enough_and_says_what_it_is():
    told = Estimate(base=100.0, difference=20.0, half=5.0, known=False)
    for pairs in (0, 1, 4):
        text = line(pairs, told)
        assert (
            "estimate: +20.0 (+15.0 to +25.0)" in text
            and "<b>120 households</b>" in text
            and "ps-estimate" in text
        )
    assert "+30.0 (+30.0 to +30.0)" in line(5, told) and "estimate" not in line(5, told)
    assert "earlier runs: +20.0" in line(0, Estimate(100.0, 20.0, 5.0, True))
    text = line(0, None, before=[{"members_end": 90.0}, {"members_end": 110.0}])
    assert '<span class="ps-was">100 households</span>' in text and "not run yet" in text
    assert "no value" in line(0, None, pending=False)
