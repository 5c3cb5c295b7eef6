"""The chance of being seen, by hand, and the same whether counted visit by visit or at once."""

from __future__ import annotations

import numpy as np
import pytest

from partnersim.theory.seen import seen_as_agreed, seen_by_any, seen_by_one


def test_a_partner_sees_by_the_visits_that_fall_to_each_of_the_others() -> None:
    assert seen_by_one(0.5, 4.0, 2) == pytest.approx(1 - 0.5**2)
    assert seen_by_one(0.5, 0.0, 3) == 0.0


def test_somebody_sees_unless_all_miss() -> None:
    np.testing.assert_allclose(seen_by_any(np.array([[0.5, 0.2], [0.4, 0.0]])), [1 - 0.5 * 0.6, 0.2])


@pytest.mark.parametrize("others", [1, 2, 5])
def test_all_others_together_see_as_the_visits_of_one(others: int) -> None:
    assert seen_as_agreed(0.25, 3.0) == pytest.approx(1 - 0.75**3)
    each = np.full((others, 1), seen_by_one(0.25, 3.0, others))
    assert seen_by_any(each)[0] == pytest.approx(seen_as_agreed(0.25, 3.0))
