"""Prices, shocks, staff of government, heads and the closing of funds' books: worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from partnersim.engine.closing import fund_sums
from partnersim.mechanisms.environment.hamlets import next_prices, next_shocks
from partnersim.mechanisms.organizations.facilitation import Facilitation
from partnersim.mechanisms.organizations.office_change import OfficeChange
from partnersim.mechanisms.organizations.regulation import Regulation
from tests.small_place import SmallPlace


def test_prices_fall_with_supply_between_their_bounds() -> None:
    price = np.zeros(6)
    supply = np.array([8.0, 2.0, 0.0, 2e9, 5.0, 1.0])
    demand = np.array([10.0, 10.0, 10.0, 10.0, 0.0, 80.0])
    next_prices(price, supply, demand, 0.2, 0.5)
    # usual 2, 2, 2, 2, none, 16: ratios 4, 1, at least a fifth, huge, none, at least a fifth
    assert price == pytest.approx([0.5, 1.0, 1.8, 0.4, 1.0, 1.8])
    next_prices(price, supply, demand, 0.2, 0.25)
    assert price[[2, 5]] == pytest.approx([0.2**-0.25] * 2)


def test_a_shock_fades_and_gets_its_own_news() -> None:
    shock = np.array([1.0, -2.0])
    next_shocks(shock, 0.5, 0.1, np.array([3.0, -1.0]))
    assert shock == pytest.approx([0.8, -1.1])


def test_cash_of_funds_is_with_what_they_collected_and_all_is_of_the_place() -> None:
    columns = ([1.0, 2.0], [10.0, 20.0], [100.0, 200.0], [1000.0, 2000.0])
    assert fund_sums(np.array([3.0, 5.0]), *map(np.array, columns)) == (13.0, 1430.0, 13000.0)


def office(name: str, **fields: object) -> dict[str, object]:
    """An office of ten people."""
    budget = {"rule": "appropriation", "yearly_idr": 1e9}
    return {"kind": "government", "name": name, "staff": 10.0, "budget": budget, **fields}


def test_staff_of_offices_that_are_there_regulate_and_convene() -> None:
    place = SmallPlace(
        {
            "actors": [
                office("district", staff_regulating=0.2, staff_convening=0.3),
                office("overstretched", staff_regulating=1.0, staff_convening=1.0),
                office("gone", staff_regulating=0.5, staff_convening=0.5),
                office("charity", kind="ngo"),
            ],
            "mechanisms": {"regulation": {"staff_needed": 14.0}, "facilitation": {"staff_needed": 2.0}},
        }
    )
    place.by_name["gone"].active = False
    Regulation().step(place)
    Facilitation().step(place)
    used = {o.name: (o.staff_used["regulate"], o.staff_used["convene"]) for o in place.organizations}
    assert used == {
        "district": (2.0, 3.0),
        "overstretched": (5.0, 5.0),
        "gone": (0.0, 0.0),
        "charity": (0.0, 0.0),
    }
    assert place.rules.practice == 0.5 and place.rules.convening == 0.8


def test_heads_of_those_who_are_there_change() -> None:
    actors = [office(name) for name in ("district", "gone", "region")]
    place = SmallPlace({"actors": actors, "mechanisms": {"office_change": {"hazard": 1.0}}})
    place.by_name["gone"].active = False
    before = [o.keeps_promises for o in place.organizations]
    OfficeChange().step(place)
    changed = [
        o.name for o, kept in zip(place.organizations, before, strict=True) if o.keeps_promises != kept
    ]
    assert changed == ["district", "region"]
