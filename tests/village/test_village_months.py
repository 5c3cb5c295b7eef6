"""Every monthly measure of the village against its value on paper."""

from __future__ import annotations

import pytest

from partnersim.measures import MEASURES
from tests.village.place import MONTHS
from tests.village.right_months import RIGHT_MONTHS

NAMES = tuple(m.name for m in MEASURES)


def test_every_measure_has_a_value_worked_out_by_hand():
    missing = sorted(set(NAMES) ^ set(RIGHT_MONTHS))
    assert not missing, (
        f"no right value, or no measure: {missing}. Work it out by hand from tests/village/place.py and write it into "
        "tests/village/right_months.py; a new flow of households has its rupiah in HOUSEHOLD_FLOWS there"
    )
    assert all(len(values) == MONTHS for values in RIGHT_MONTHS.values())


@pytest.mark.parametrize("name", NAMES)
def test_measure_of_each_month(name, lived):
    measured = [month[name] for month in lived[1]]
    assert measured == pytest.approx(RIGHT_MONTHS[name], rel=1e-9, abs=1e-9)


def test_early_and_late_months_differ():
    """A measure that stood still would not tell one month from another."""
    still = [n for n, values in RIGHT_MONTHS.items() if max(values) - min(values) < 1e-9]
    assert not still, f"the same in every month: {still}. Give the village another number in its late months"
