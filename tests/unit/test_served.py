"""Whom a run served, and a cohort that is the same in two runs: values worked out on paper."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from partnersim.measures import OUTCOMES
from partnersim.measures.comparing import COHORT_OUTCOMES, RUN_OUTCOMES
from partnersim.scenario.reading import load_scenario
from partnersim.studies.runs.needed import Needed, run_needed
from partnersim.studies.runs.served import (
    Lives,
    Watch,
    cohort_means,
    run_and_watch,
)

LINE = 100.0
START = {
    # A and B are poor (60 and 90 a person), C and D are not
    "id": [7, 8, 9, 10], "size": [2, 1, 4, 2], "weight": [10.0, 20.0, 5.0, 1.0],
    "consumption": [120.0, 90.0, 800.0, 200.0], "income": [0.0] * 4, "group": [-1] * 4, "loan": [0.0] * 4,
    "order_months": [0] * 4, "contract": [0] * 4, "trained_ago": [9999] * 4,
}  # fmt: skip


def place(**changed: list) -> SimpleNamespace:
    """A village of four households after a month."""
    columns = {name: np.array(values) for name, values in {**START, **changed}.items()}
    return SimpleNamespace(
        households=SimpleNamespace(arrays=SimpleNamespace(**columns)),
        spec=SimpleNamespace(place=SimpleNamespace(poverty_line_idr=LINE)),
    )


def watched(*months: SimpleNamespace) -> Watch:
    watch = Watch()
    for month in months:
        watch(month)
    return watch


@pytest.mark.parametrize(
    ("column", "mark", "before"),
    [("group", 0, True), ("loan", 5.0, True), ("order_months", 1, True), ("contract", 1, True),
     ("trained_ago", 0, False)],
)  # fmt: skip
def test_every_mark_of_service_counts_also_when_it_is_gone_again(column, mark, before):
    row = list(START[column])
    row[1] = mark
    watch = watched(place(), place(**{column: row}), place())
    assert watch.outcomes() == {"served_households": 20.0, "served_poor_households": 20.0}
    # What stands at the start counts too, but for a course, which was of the time before.
    assert watched(place(**{column: row})).outcomes()["served_households"] == (20.0 if before else 0.0)


def test_a_course_of_the_time_before_is_not_this_runs():
    months = [place(trained_ago=[m + k for m in (9999, 0, 5, 9999)]) for k in range(3)]
    assert watched(*months).outcomes()["served_households"] == 0.0
    # B's course of the second month
    later = [months[0], months[1], place(trained_ago=[9999, 0, 7, 9999])]
    assert watched(*later).outcomes()["served_households"] == 20.0


def test_served_households_are_weighted_and_the_poor_are_those_of_the_start():
    # C (5 households, not poor at the start) falls below the line later and is served
    watch = watched(place(), place(group=[0, -1, 3, -1], consumption=[120.0, 90.0, 8.0, 200.0]))
    assert watch.outcomes() == {"served_households": 15.0, "served_poor_households": 10.0}


def test_lives_are_means_per_person_of_the_months_lived():
    first, second = place(income=[20.0, 7.0, 40.0, 2.0]), place(income=[60.0, 9.0, 0.0, 4.0])
    lives = watched(place(income=[1e9] * 4), first, second).lives()
    assert lives.income.tolist() == [20.0, 8.0, 5.0, 1.5]
    assert lives.consumption.tolist() == [60.0, 90.0, 200.0, 100.0]
    assert lives.persons.tolist() == [20.0, 20.0, 20.0, 2.0] and lives.id.tolist() == [7, 8, 9, 10]
    again = Lives.unpacked(lives.packed())
    for name in ("id", "persons", "weight", "served", "poor", "income", "consumption"):
        assert (getattr(again, name) == getattr(lives, name)).all()
        assert getattr(again, name).dtype == getattr(lives, name).dtype


def lives(ids: list[int], served: list[bool], income: list[float], eaten: list[float]) -> Lives:
    n = len(ids)
    persons = np.array([10.0, 30.0, 60.0][:n], dtype=np.float32)
    return Lives(
        id=np.array(ids), persons=persons, weight=persons, served=np.array(served), poor=np.ones(n, dtype=bool),
        income=np.array(income, dtype=np.float32), consumption=np.array(eaten, dtype=np.float32),
    )  # fmt: skip


def test_a_cohort_is_the_same_people_in_both_runs_whatever_the_order_of_rows():
    rich = lives([1, 2, 3], [True, True, False], [100.0, 200.0, 900.0], [50.0, 90.0, 1.0])
    # (10 x 100 + 30 x 200) / 40 and (10 x 50 + 30 x 90) / 40
    assert cohort_means(rich, rich) == {"cohort_income_idr": 175.0, "cohort_consumption_idr": 80.0}
    poor = lives([3, 1, 2], [True, False, False], [7.0, 40.0, 80.0], [7.0, 10.0, 30.0])
    # of the same 1 and 2, with the weights of the run that served them: (10 x 40 + 30 x 80) / 40
    assert cohort_means(rich, poor) == {"cohort_income_idr": 70.0, "cohort_consumption_idr": 25.0}


def test_nobody_served_or_another_place_has_no_cohort():
    rich = lives([1, 2], [True, True], [1.0, 1.0], [1.0, 1.0])
    nobody = lives([1, 2], [False, False], [1.0, 1.0], [1.0, 1.0])
    elsewhere = lives([1, 4], [True, True], [1.0, 1.0], [1.0, 1.0])
    empty = lives([], [], [], [])
    for pair in ((nobody, rich), (rich, elsewhere), (rich, empty)):
        assert all(np.isnan(value) for value in cohort_means(*pair).values())


def test_watching_a_run_changes_no_outcome_and_is_asked_for_by_name():
    toy = load_scenario("toy").but({"time.months": 3})
    alone, followed = (run_and_watch((toy, 3, follow)) for follow in (False, True))
    assert set(alone) == {"runs"} and set(followed) == {"runs", "households"}
    one, two = ({**made["runs"][0], "seconds": 0.0} for made in (alone, followed))
    assert one == pytest.approx(two, rel=0.0, abs=0.0, nan_ok=True)
    assert {m.name for m in RUN_OUTCOMES} <= set(one)
    found = Lives.unpacked(followed["households"][0])
    assert float(found.weight[found.served].sum()) == one["served_households"] > 0.0
    assert not {m.name for m in (*RUN_OUTCOMES, *COHORT_OUTCOMES)} & {m.name for m in OUTCOMES}


def test_households_are_watched_only_for_what_needs_it(monkeypatch):
    toy, watched = load_scenario("toy").but({"time.months": 3}), []
    monkeypatch.setattr(Watch, "__call__", lambda self, model: watched.append(model.month))
    made = run_and_watch((toy, 3, False), outcomes=("members_end", "headcount_mean"))
    assert list(made) == ["runs"] and list(made["runs"][0]) == ["seconds", "members_end", "headcount_mean"]
    assert watched == []


def test_named_outcomes_are_those_of_all_whoever_works_them_out():
    toy, wanted = load_scenario("toy").but({"time.months": 3}), ("served_poor_households", "members_end")
    whole = run_and_watch((toy, 3, False))["runs"][0]
    some = run_and_watch((toy, 3, True), outcomes=wanted)
    assert set(some) == {"runs", "households"} and set(some["runs"][0]) == {"seconds", *wanted}
    assert all(some["runs"][0][name] == whole[name] for name in wanted)


def test_runs_kept_with_some_outcomes_are_not_taken_for_whole_ones(tmp_path):
    toy, ran = load_scenario("toy").but({"time.months": 2}), []
    for outcomes in (("members_end",), ("members_end",), ("headcount_end",), None):
        needed = Needed(outcomes=outcomes)
        name = needed.add(toy, [3])
        found = run_needed(needed, workers=1, out=tmp_path, show_progress=False)
        ran.append([found.values([name], [3], outcome=o)[0] for o in ("members_end", "headcount_end")])
    known = [[not np.isnan(value) for value in values] for values in ran]
    assert known == [[True, False], [True, False], [False, True], [True, True]]
    assert ran[0][0] == ran[3][0] and ran[2][1] == ran[3][1]
