"""Runs lived side by side are what they are alone, and one that fails leaves the others as they are."""

import pickle
from functools import partial

import pytest

from partnersim.engine.model import PartnershipModel
from partnersim.scenario.reading import load_scenario
from partnersim.studies.runs import tasks as of_tasks
from partnersim.studies.runs.failures import RunFailed
from partnersim.studies.runs.provenance import engine_version
from partnersim.studies.runs.runner import outcomes_of_run, tables_of_run
from partnersim.studies.runs.running import run_tasks
from partnersim.studies.runs.side_by_side import (
    AT_ONCE,
    BEGINNING,
    finished,
    in_turns,
    side_by_side,
    turns_of,
)
from partnersim.studies.runs.tasks import Task, run_batch


def told(tables):
    """Everything that a run gave but its time, to the last digit."""
    rows = {name: value for name, value in tables["runs"][0].items() if name != "seconds"}
    flows = {name: column.tolist() for name, column in tables["flows"].items()}
    series = {name: column.tolist() for name, column in tables["series"].items()}
    return repr((rows, series, flows, tables["diary"], tables["snapshots"].to_dict()))


@pytest.fixture(scope="module")
def works():
    """Unlike runs: other seeds, another case, rules switched off, other lengths, snapshots."""
    toy = load_scenario("toy")
    jember = load_scenario("jember", overrides=["sample.households=300", "time.months=14"])
    off = toy.but({"mechanisms.learned_trust.on": False, "mechanisms.planning.on": False})
    return [
        (toy, 3), (jember, 1), (off, 3), (toy, 4), (toy.but({"time.months": 5, "run.snapshots": (0, 3)}), 3),
        (jember.but({"mechanisms.service_delivery.on": False}), 1),
    ]  # fmt: skip


def test_runs_side_by_side_are_those_that_each_is_alone(works):
    alone = [told(tables_of_run(work)) for work in works]
    together = dict(side_by_side([tables_of_run.turns(work) for work in works]))
    assert [told(together[number]) for number in range(len(works))] == alone
    assert len(set(alone)) == len(works)


def test_all_come_to_the_same_rule_of_the_same_month(monkeypatch):
    toy, lived = load_scenario("toy").but({"time.months": 2}), []
    off = toy.but({"mechanisms.learned_trust.on": False})
    plain = PartnershipModel._acting_now

    def noted(model):
        acts = plain(model)
        return tuple(
            (k, lambda world, k=k, act=act: (lived.append((world.month, k)), act(world))) for k, act in acts
        )

    monkeypatch.setattr(PartnershipModel, "_acting_now", noted)
    list(side_by_side([outcomes_of_run.turns((spec, seed)) for spec, seed in ((toy, 1), (off, 1), (toy, 2))]))
    assert lived == sorted(lived) and len(lived) > 3 * 2 * 20
    counts = [lived.count(place) for place in dict.fromkeys(lived)]
    assert set(counts) == {2, 3}  # one of them has a rule less


def test_a_month_in_turns_is_the_month_at_once():
    toy = load_scenario("toy").but({"time.months": 3})
    at_once, in_parts = PartnershipModel(toy, 1), PartnershipModel(toy, 1)
    before = -1
    for _ in range(3):
        at_once.step()
        places = list(in_parts.turns())
        assert places == sorted(set(places)) and places[0] > before and len(places) > 20
        before = places[-1]
    assert (at_once.month, at_once.steps) == (in_parts.month, in_parts.steps) == (3, 3)
    assert at_once.ledger.total() == in_parts.ledger.total()
    assert at_once.ledger.filed() == in_parts.ledger.filed()


@in_turns
def counting(stop, beyond):
    """Turns up to a number; fails at once beyond it."""
    beside = yield BEGINNING
    for far in range(stop):
        if far == beyond:
            raise ValueError(f"not beyond {beyond}")
        if beside:
            yield far
    return stop, beside


def test_what_fails_leaves_the_others_as_they_are():
    ended = list(side_by_side([counting.turns(3, 9), counting.turns(5, 2), counting.turns(4, 9)]))
    made = dict(ended)
    assert [number for number, _ in ended] == [1, 0, 2]
    assert made[0] == (3, True) and made[2] == (4, True)
    assert isinstance(made[1], ValueError) and str(made[1]) == "not beyond 2"
    assert list(side_by_side([])) == []


def test_work_that_is_alone_is_told_so_and_does_not_stop():
    assert counting(3, 9) == (3, None)
    turns = counting.turns(3, 9)
    assert next(turns) == BEGINNING
    assert finished(turns) == (3, None)
    with pytest.raises(ValueError, match="not beyond 1"):
        counting(3, 1)


def test_who_has_the_earliest_before_it_has_the_next_turn():
    order = []

    @in_turns
    def noting(name, places):
        yield BEGINNING
        for place in places:
            yield place
            order.append((name, place))
        return name

    pieces = noting.turns("a", [0, 1, 5]), noting.turns("b", [1, 2, 3, 4])
    assert list(side_by_side(pieces)) == [(1, "b"), (0, "a")]
    assert order == [("a", 0), ("a", 1), ("b", 1), ("b", 2), ("b", 3), ("b", 4), ("a", 5)]


def test_only_what_can_be_done_in_turns_has_any():
    assert turns_of(len) is None and turns_of(partial(max, 1)) is None
    assert finished(turns_of(partial(counting, beyond=9))(2)) == (2, None)
    assert (
        pickle.loads(pickle.dumps(partial(outcomes_of_run, outcomes=("members_end",)))).func
        is outcomes_of_run
    )


def batch_of(seeds, monkeypatch, *, alone=False):
    toy, groups = load_scenario("toy").but({"time.months": 3}), []
    plain = of_tasks.side_by_side
    monkeypatch.setattr(
        of_tasks, "side_by_side", lambda pieces: (groups.append(len(pieces)), plain(pieces))[1]
    )
    if alone:
        monkeypatch.setattr(of_tasks, "AT_ONCE", 1)
    tasks = [Task(key=f"run{seed}", work=(toy, seed)) for seed in seeds]
    return run_batch(tasks, outcomes_of_run, engine_version(), 60.0), groups


def test_a_batch_lives_its_runs_side_by_side(monkeypatch):
    seeds = range(AT_ONCE + 2)
    batch, groups = batch_of(seeds, monkeypatch)
    assert groups == [AT_ONCE, 2] and batch.left == 0 and not batch.failures
    assert batch.finished == batch.tables["runs"]["key"].tolist() == [f"run{seed}" for seed in seeds]
    alone, none = batch_of(seeds, monkeypatch, alone=True)
    assert none == []
    assert batch.tables["runs"].drop(columns="seconds").equals(alone.tables["runs"].drop(columns="seconds"))


def test_a_run_that_fails_among_others_is_a_failure_of_its_own(monkeypatch):
    toy = load_scenario("toy").but({"time.months": 3})
    plain = PartnershipModel.turns

    def turns(model):
        if model.month == 1 and model.draws.seed == 2:
            raise RuntimeError("the dam broke")
        return plain(model)

    monkeypatch.setattr(PartnershipModel, "turns", turns)
    batch = run_batch(
        [Task(key=f"run{seed}", work=(toy, seed)) for seed in (1, 2, 3)],
        outcomes_of_run,
        engine_version(),
        60.0,
    )
    assert batch.finished == ["run1", "run3"] and list(batch.failures) == ["run2"]
    failure = batch.failures["run2"]
    assert (failure.origin, failure.message) == ("run", "RuntimeError: the dam broke")
    assert isinstance(failure.as_error(), RuntimeError) and not isinstance(failure.as_error(), RunFailed)


def test_what_has_ended_is_kept_whatever_stops_the_others():
    @in_turns
    def stopped(work):
        yield BEGINNING
        yield work
        if work == 2:
            raise KeyboardInterrupt
        return {"rows": [{"work": work}]}

    gathered = of_tasks.Gathered(engine_version())
    with pytest.raises(KeyboardInterrupt):
        gathered.attempt([Task(key=f"key{work}", work=work) for work in (1, 3, 0, 2)], stopped)
    batch = gathered.batch()
    assert (
        batch.finished == ["key1", "key0"] and not batch.failures
    )  # in their order, as far as they had come
    assert batch.tables["rows"]["work"].tolist() == [1, 0]


def test_the_time_of_a_run_is_its_own(monkeypatch):
    toy, clock = load_scenario("toy").but({"time.months": 2}), [0.0]
    plain = PartnershipModel._acting_now

    def slow(model):
        def waiting(world):
            clock[0] += 10.0 if world.draws.seed == 1 else 1.0

        return (*plain(model), (len(model.acts), waiting))

    monkeypatch.setattr(PartnershipModel, "_acting_now", slow)
    monkeypatch.setattr("partnersim.studies.runs.simulate.time.perf_counter", lambda: clock[0])
    made = dict(side_by_side([outcomes_of_run.turns((toy, seed)) for seed in (1, 2)]))
    first, second = made[0], made[1]
    assert (first["runs"][0]["seconds"], second["runs"][0]["seconds"]) == (20.0, 2.0)


def test_runs_here_are_side_by_side_once_they_are_known_to_be_short(monkeypatch):
    toy, groups = load_scenario("toy").but({"time.months": 2}), []
    plain = of_tasks.side_by_side
    monkeypatch.setattr(
        of_tasks, "side_by_side", lambda pieces: (groups.append(len(pieces)), plain(pieces))[1]
    )
    todo = [Task(key=f"run{seed}", work=(toy, seed)) for seed in range(AT_ONCE + 3)]
    found = run_tasks(todo, outcomes_of_run, workers=1)
    assert groups == [AT_ONCE, 2] and found.tables["runs"]["key"].tolist() == [task.key for task in todo]
    groups.clear()
    monkeypatch.setattr("partnersim.studies.runs.running.LONGEST_SECONDS", -1.0)
    run_tasks([Task(key=f"again{t.key}", work=t.work) for t in todo], outcomes_of_run, workers=1)
    assert groups == []
