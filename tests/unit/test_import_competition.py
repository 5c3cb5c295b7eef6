"""Goods from elsewhere: local prices fall steadily from the start, never below the lowest one."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from partnersim.mechanisms.environment.import_competition import ImportCompetition
from partnersim.world.hamlets import LOWEST_PRICE


@pytest.mark.parametrize(
    ("per_year", "month", "factor"),
    [(0.12, 6, math.exp(-0.06)), (0.12, 0, 1.0), (0.0, 6, 1.0), (-0.12, 12, math.exp(0.12))],
)  # fmt: skip
def test_prices_fall_by_the_rate_a_year_since_the_start(per_year, month, factor):
    price = np.array([1.0, 0.9, LOWEST_PRICE])
    parameters = SimpleNamespace(import_competition=SimpleNamespace(per_year=per_year))
    model = SimpleNamespace(
        month=month, hamlets=SimpleNamespace(price=price), spec=SimpleNamespace(mechanisms=parameters)
    )
    ImportCompetition().step(model)
    expected = np.maximum(np.array([1.0, 0.9, LOWEST_PRICE]) * factor, LOWEST_PRICE)
    assert price == pytest.approx(expected, rel=1e-12)
