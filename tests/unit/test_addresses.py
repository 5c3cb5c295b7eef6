"""Columns at their addresses: apart from one another, handed over as they are now, refused if not whole."""

from __future__ import annotations

from dataclasses import fields
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from partnersim.mechanisms.households.compiled_place import CompiledPlace
from partnersim.mechanisms.households.household_month import moment_of, run_household_month
from partnersim.theory.addresses import BY_ADDRESS, Addresses, Table
from partnersim.world.hamlets import Services
from partnersim.world.households import COLUMNS, copied_columns, new_columns
from tests.reference.worlds import busy_services, make_world


def test_addresses_stay_until_an_array_is_another_one() -> None:
    a, b, addresses = np.arange(3.0), np.zeros(5, np.int8), Addresses()
    numbers = addresses.of((a, b))
    assert numbers.tolist() == [[a.ctypes.data, 3, 1, 1], [b.ctypes.data, 5, 1, 1]]
    a[0] = 7.0
    assert addresses.of((a, b)) is numbers
    other = a.copy()
    assert addresses.of((other, b)).tolist() == [[other.ctypes.data, 3, 1, 1], [b.ctypes.data, 5, 1, 1]]
    assert numbers[0, 0] == a.ctypes.data  # who still has the older ones looks where they say
    assert addresses.of((other, b, a))[2].tolist() == [a.ctypes.data, 3, 1, 1]


def test_only_the_columns_that_are_named_are_looked_up_again() -> None:
    a, b = np.arange(3.0), np.zeros((2, 4))
    addresses = Addresses((a, b))
    before, other = addresses.of((a, b)), b + 1.0
    after = addresses.replaced([1], [other])
    assert after.tolist() == [[a.ctypes.data, 3, 1, 1], [other.ctypes.data, 2, 4, 1]]
    assert before[1, 0] == b.ctypes.data  # who still has the older ones looks where they say
    assert addresses.of((a, other)) is after  # and these are known from now on
    with pytest.raises(ValueError, match="column 0 is float64 of 2 dimensions, not"):
        addresses.replaced([0], [other])
    assert addresses.of((a, other)) is after


def test_columns_that_are_taken_for_another_type_are_refused() -> None:
    pairs, flags = np.zeros((2, 3)), np.zeros(4, bool)
    addresses = Addresses((pairs, flags))
    locked = pairs + 1.0
    locked.flags.writeable = False
    assert addresses.of((locked, flags)).tolist() == [
        [locked.ctypes.data, 2, 3, 1],
        [flags.ctypes.data, 4, 1, 1],
    ]
    for wrong in ((np.zeros(6), flags), (pairs, np.zeros(4)), (pairs, np.zeros((4, 1), bool))):
        with pytest.raises(ValueError, match=r"column . is .* dimensions, not"):
            addresses.of(wrong)
    with pytest.raises(ValueError, match="whole columns"):
        addresses.of((np.zeros((3, 2)).T, flags))


def test_columns_that_compiled_code_could_not_walk_or_write_are_refused() -> None:
    locked = np.zeros(3)
    locked.flags.writeable = False
    for wrong in (locked, np.zeros(6)[::2], np.zeros((2, 2))):
        with pytest.raises(ValueError, match="whole columns that can be written into"):
            Addresses().of((np.zeros(1), wrong))


@pytest.mark.skipif(not BY_ADDRESS, reason="compilation is switched off")
def test_a_table_knows_the_place_of_its_columns() -> None:
    columns = new_columns(2)
    table = Table(columns)
    assert table.columns == len(COLUMNS) and list(table.parts) == [c.name for c in COLUMNS]
    assert [place for place, _ in table.parts.values()] == list(range(len(COLUMNS)))
    assert table == Table(new_columns(9)) and table != Table(columns._replace(loan=columns.owner))


def test_columns_are_new_apart_and_begin_a_line_further_each() -> None:
    columns = new_columns(1_000)
    for column, array in zip(COLUMNS, columns, strict=True):
        assert array.dtype == np.dtype(column.dtype) and array.shape == (1_000,)
        assert np.all(array == column.default), column.name
    assert not any(np.shares_memory(a, b) for a, b in combinations(columns, 2))
    steps = np.diff([array.ctypes.data % 4096 for array in columns]) % 4096
    assert set(steps.tolist()) == {64}


def test_a_copy_is_equal_and_apart() -> None:
    columns = new_columns(50)
    columns.savings[:] = np.arange(50.0)
    copy = copied_columns(columns)
    for mine, theirs in zip(copy, columns, strict=True):
        assert np.array_equal(mine, theirs) and not np.shares_memory(mine, theirs)


def lived(*, bound_anew: bool) -> dict[str, Any]:
    """All columns after six months in one compiled place, whose arrays are other ones each month or the same."""
    world = make_world(hamlets=2, rows=40, seed=4, everything=True)
    services = Services.none(2)
    place = CompiledPlace(world.households.arrays, world.hamlets, services, world.funds)
    for month in range(6):
        for field in fields(services):
            getattr(services, field.name)[:] = getattr(busy_services(month, 2), field.name)
        if bound_anew:
            world.funds.cash, world.hamlets.price = world.funds.cash.copy(), world.hamlets.price.copy()
        world.hamlets.price[:] = 0.9 + 0.05 * month
        run_household_month(world.p, place, moment_of(world.draws, month))
    return {name: column.copy() for name, column in world.columns().items()}


def test_an_array_bound_anew_is_the_one_that_the_month_reads_and_writes() -> None:
    same, anew = lived(bound_anew=False), lived(bound_anew=True)
    assert same["fund.lent"].sum() > 0.0
    for name, column in same.items():
        assert np.array_equal(column, anew[name]), name
