"""Which hamlets could get a unit, what units are given, and what gap is left: worked out by hand."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from partnersim.mechanisms.organizations import gap_filling
from partnersim.mechanisms.services.unit_opening import (
    Units,
    give_short,
    next_site,
    owed_and_free,
    settle_grants,
)
from partnersim.world.contracts import Plan
from partnersim.world.funds import ACTIVE, CLOSED, NONE

WEIGHT = np.array([2.0, 3.0, 1.0, 4.0])


def units(status: list[int], **columns: list[float]) -> Units:
    """Columns of four hamlets; zero where nothing is said."""
    given = {name: np.array(columns.get(name, [0.0] * 4)) for name in Units._fields}
    return Units(**{**given, "status": np.array(status)})


def settled(units: Units, served: np.ndarray, pot: float) -> tuple[list[bool], tuple[float, ...], float]:
    """Which hamlets are free, what is said of them, and what was paid."""
    free = np.zeros(4, dtype=bool)
    sites, paid = settle_grants(units, WEIGHT, served, pot, free)
    return free.tolist(), sites, paid


def test_hamlets_without_a_unit_are_free_if_most_of_what_they_stand_for_is_in_the_programme() -> None:
    some = units([NONE, CLOSED, ACTIVE, CLOSED], bank_debt=[0, 0, 0, 5.0])
    free, sites, _ = settled(some, WEIGHT, 0.0)
    assert free == [True, True, False, False] and sites == (3.0, 2.0, 0.0, 5.0)
    lending = units([NONE, CLOSED, NONE, NONE], outstanding=[0, 9.0, 0, 0])
    free, sites, _ = settled(lending, np.array([1.0, 3.0, 0.4, 0.0]), 0.0)
    assert free == [True, False, False, False] and sites == (2.0, 2.0, 0.0, 2.0)
    assert settled(units([ACTIVE] * 4), WEIGHT, 0.0)[1] == (0.0, 0.0, 0.0, 0.0)


def test_grants_that_are_owed_are_paid_in_proportion_and_closed_units_are_owed_nothing() -> None:
    some = units([ACTIVE, ACTIVE, CLOSED, NONE], seed_due=[10.0, 20.0, 99.0, 0.0], cash=[1.0, 0, 0, 0])
    _, sites, paid = settled(some, WEIGHT, 40.0)
    assert paid == pytest.approx(40.0) and sites[2] == pytest.approx(40.0)  # of 2 x 10 + 3 x 20
    assert some.cash == pytest.approx([6, 10, 0, 0]) and some.granted == pytest.approx([5, 10, 0, 0])
    assert some.seed_due == pytest.approx([5, 10, 0, 0])
    assert settled(some, WEIGHT, 1e6)[2] == pytest.approx(40.0) and not some.seed_due.any()
    assert settled(some, WEIGHT, 1e6)[2] == 0.0


def test_the_poor_and_socialisation_bring_a_hamlet_its_turn() -> None:
    poor, reached = np.array([4.0, 1.0, 0.0, 2.0]), np.array([0.0, 0.5, 0.0, 0.0])
    # waits of log 2 over chances 2, 1 x 2, sqrt(1/2); a draw nearer one waits less
    half = np.array([0.5, 0.5, 0.5])
    assert next_site(np.array([2, 1, 0]), half * [1, 1, 1.1], poor, reached, (0.5, 2.0)) == 0
    assert next_site(np.array([2, 1, 0]), half, poor, reached, (0.5, 2.1)) == 1
    assert next_site(np.array([2, 1, 0]), half, poor, reached, (-0.5, 0.0)) == 2


def test_what_queues_are_short_of_is_given_in_proportion_but_not_to_units_whose_loans_are_called_in() -> None:
    def short() -> Units:
        return units(
            [ACTIVE, ACTIVE, ACTIVE, NONE], queue=[3.0, 3.0, 1.0, 9.0], cash=[10.0, 0, 80.0, 0],
            banked=[5.0, 0, 0, 0], recalled=[0, 7.0, 0, 0],
        )  # fmt: skip

    # the first lacks 30 - 15 by each of two hamlets; the third has more than it needs
    some = short()
    assert give_short(some, WEIGHT, 12.0, 10.0) == pytest.approx(12.0)
    assert some.cash == pytest.approx([16, 0, 80, 0]) and some.granted == pytest.approx([6, 0, 0, 0])
    some = short()
    assert give_short(some, WEIGHT, 1e6, 10.0) == pytest.approx(30.0) and some.cash[0] == 25.0
    assert give_short(units([NONE] * 4, queue=[1.0] * 4), WEIGHT, 1e6, 10.0) == 0.0


def test_a_hamlet_that_has_just_got_its_unit_waits_no_more() -> None:
    some = units([ACTIVE, NONE, NONE, ACTIVE], seed_due=[0, 0, 0, 2.5])
    assert owed_and_free(some, WEIGHT, np.array([True, True, False, False])) == (10.0, 3.0)


def test_the_gap_is_what_working_units_lack_or_are_owed() -> None:
    some = gap_filling.Units(
        np.array([ACTIVE, ACTIVE, CLOSED, NONE]), cash=np.array([5.0, 90.0, 0, 0]), banked=np.array([5.0, 0, 0, 0]),
        queue=np.array([2.0, 1.0, 8.0, 8.0]), seed_due=np.array([1.0, 2.0, 50.0, 50.0]),
    )  # fmt: skip
    # 2 x (20 - 10 + 1) and 3 x 2; one simulated hamlet of four without a unit
    assert gap_filling.needed_idr(some, WEIGHT, 10.0) == (28.0, 4.0)


def test_what_is_planned_counts_those_at_work() -> None:
    spends = np.array([[1.0, 2, 3, 4, 5], [10, 20, 30, 40, 50]])
    plan = Plan.agreed(spends, np.ones(2))
    assert plan.by_member == [15.0, 150.0] and plan.for_funds == [5.0, 50.0]
    ring = SimpleNamespace(
        working=True, plan=plan, at_work=np.array([False, True]), place_of={7: 0, 8: 1}.get
    )
    assert gap_filling.planned_for_funds(ring) == 50.0
    ring.at_work = np.array([True, True])
    assert gap_filling.planned_for_funds(ring) == 55.0
    world = SimpleNamespace(agreements=[ring, ring], apart=SimpleNamespace(working=False))
    assert [gap_filling.planned_idr_year(world, number) for number in (7, 8, 9)] == [30.0, 300.0, 0.0]
    ring.at_work = np.array([True, False])
    assert gap_filling.planned_idr_year(world, 8) == 0.0
