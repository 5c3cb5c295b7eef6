"""State on sheets: found by its names, where it stands now, and of the types that rules take it for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from partnersim.theory.addresses import BY_ADDRESS
from partnersim.theory.arrays import ArraysInPlace, sealed
from partnersim.theory.compiled import compiled
from partnersim.world.sheets import Sheet
from tests.partner_world import PartnerWorld, scenario

SHEET = Sheet(
    "rows",
    "awake",
    "contract.inside",
    "views.productivity",
    "month.seen_ratio",
    "year.promised_idr",
    "columns.staff",
)
sheet_at = SHEET.at


@compiled
def read_off(where):  # type: ignore[no-untyped-def]
    """One number of each array, of which each has another shape."""
    a = sheet_at(where)
    last = a.rows.shape[0] - 1
    return (
        a.rows[last], a.awake[last], a.contract.inside[last], a.views.productivity[last, 0, 1],
        a.month.seen_ratio[0, last], a.year.promised_idr[last, 2], a.columns.staff[a.rows[last]],
    )  # fmt: skip


@compiled
def add(where, amount):  # type: ignore[no-untyped-def]
    """Write into two of them."""
    a = sheet_at(where)
    a.month.seen_ratio[0, 1] += amount
    a.year.promised_idr[1, 0] += amount


@pytest.fixture
def ring() -> Any:
    world = PartnerWorld(scenario(n=3))
    agreement = world.agreements[0]
    agreement.month.seen_ratio = np.arange(9.0).reshape(3, 3)
    agreement.year.promised_idr = np.arange(15.0).reshape(3, 5)
    agreement.views = replace(agreement.views, productivity=np.arange(45.0).reshape(3, 3, 5))
    return agreement


def test_a_rule_finds_arrays_of_all_shapes_by_their_names(ring: Any) -> None:
    ring.awake = np.array([False, False, True])
    ring.change_contract(inside=np.array([False, False, True]))
    staff = ring.columns.staff[ring.rows[2]]
    assert read_off(SHEET.where(ring)) == (ring.rows[2], True, True, 31.0, 2.0, 12.0, staff)
    ring.awake = np.array([True, True, False])
    ring.change_contract(inside=np.array([True, True, False]))
    assert read_off(SHEET.where(ring))[1:3] == (False, False)


def test_what_a_rule_writes_stands_in_the_state(ring: Any) -> None:
    add(SHEET.where(ring), 0.5)
    assert ring.month.seen_ratio[0, 1] == 1.5 and ring.year.promised_idr[1, 0] == 5.5


def test_a_sheet_is_looked_up_again_only_where_an_array_may_be_another(ring: Any) -> None:
    before = SHEET.where(ring)
    ring.month.seen_ratio = np.full((3, 3), 7.0)  # written into the same array
    ring.columns.staff = ring.columns.staff + 1.0
    assert SHEET.where(ring) is before
    assert read_off(before)[4] == 7.0 and read_off(before)[-1] == ring.columns.staff[ring.rows[2]]
    ring.year = type(ring.year).begun(3)
    after = SHEET.where(ring)
    assert after is not before and read_off(after)[5] == 0.0
    assert SHEET.where(ring.imagined()) is not after and SHEET.where(ring) is after


@pytest.mark.skipif(not BY_ADDRESS, reason="without compilation columns are handed over themselves")
def test_an_array_of_another_type_is_refused(ring: Any) -> None:
    ring.awake = np.ones(3)
    with pytest.raises(ValueError, match="float64 of 1 dimensions"):
        SHEET.where(ring)


@dataclass
class Book(ArraysInPlace):
    """Some numbers."""

    values: Any
    name: str = ""


def test_what_is_assigned_to_a_book_is_written_into_its_array() -> None:
    given = np.arange(3.0)
    book = Book(given)
    own = book.values
    assert own is not given
    book.values, book.name = [4.0, 5.0, 6.0], "new"
    assert book.values is own and own.tolist() == [4.0, 5.0, 6.0] and book.name == "new"
    book.values = np.zeros(2)  # of another shape
    assert book.values is not own and own.tolist() == [4.0, 5.0, 6.0]
    view = sealed(book)
    with pytest.raises(ValueError, match="read-only"):
        view.values[0] = 1.0
    view.values = np.ones(2)  # gives way: the book itself is not written into
    assert book.values.tolist() == [0.0, 0.0] and view.values.tolist() == [1.0, 1.0]


RENEWED = Sheet("awake", "at_stake", "contract.inside", "views.productivity", "views.needs", "plan.money_idr")
renewed_at = RENEWED.at


@compiled
def of_renewed(where):  # type: ignore[no-untyped-def]
    """One number of each array of a sheet on which all may become other arrays."""
    a = renewed_at(where)
    return (
        a.awake[1], a.at_stake[1], a.contract.inside[1], a.views.productivity[1, 0, 2], a.views.needs[1, 2],
        a.plan.money_idr[1],
    )  # fmt: skip


def test_whatever_has_become_another_array_is_found_and_nothing_else_moves(ring: Any) -> None:
    ring.views = replace(ring.views, needs=np.arange(15.0).reshape(3, 5))
    ring.plan = replace(ring.plan, money_idr=np.array([1.0, 2.0, 3.0]))
    ring.at_stake = np.array([0.0, 0.25, 0.5])
    expected = [True, 0.25, True, 17.0, 7.0, 2.0]
    assert list(of_renewed(RENEWED.where(ring))) == expected
    changes = (
        (0, False, lambda: setattr(ring, "awake", np.array([True, False, True]))),
        (1, 0.75, lambda: setattr(ring, "at_stake", np.array([0.0, 0.75, 0.0]))),
        (2, False, lambda: ring.change_contract(inside=np.array([True, False, True]))),
        (
            3,
            34.0,
            lambda: setattr(ring, "views", replace(ring.views, productivity=2.0 * ring.views.productivity)),
        ),
        (4, 21.0, lambda: setattr(ring, "views", replace(ring.views, needs=3.0 * ring.views.needs))),
        (5, 9.0, lambda: setattr(ring, "plan", replace(ring.plan, money_idr=np.array([7.0, 9.0, 8.0])))),
    )
    for place, value, change in changes:
        change()
        expected[place] = value
        assert list(of_renewed(RENEWED.where(ring))) == expected, place
