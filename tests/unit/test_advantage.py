"""The comparative-advantage index looks at work, not at money that goes rupiah for rupiah."""

import numpy as np
import pytest

from tests.partner_world import ONE, PartnerWorld, scenario


def test_money_for_funds_does_not_move_the_index():
    ring = PartnerWorld(scenario(n=4)).run(6).agreements[0]
    before = ring.advantage_index()
    assert before > 0.1
    ring.year.delivered_idr[0, -1] += 50.0 * ONE
    assert ring.advantage_index() == pytest.approx(before)


def test_the_index_tells_strengths_from_weaknesses():
    ring = PartnerWorld(scenario(n=4, het=1.5)).run(6).agreements[0]
    ring.year.delivered_idr = np.zeros_like(ring.year.delivered_idr)
    ring.year.delivered_idr[range(4), range(4)] = ONE
    assert ring.advantage_index() == pytest.approx(1.0)
    ring.year.delivered_idr = np.zeros_like(ring.year.delivered_idr)
    ring.year.delivered_idr[range(4), [1, 2, 3, 0]] = ONE
    assert ring.advantage_index() < 0.0
