"""How pressing needs are: the right value on a place made by hand, and the same for any split of its rows."""

from types import SimpleNamespace

import numpy as np
import pytest

from partnersim.mechanisms.partnership.needs import signals
from partnersim.scenario.aspects import FACILITIES, FUNDS, PERSONNEL, PROGRAMME, USE_OF_OUTPUTS
from partnersim.world.funds import ACTIVE, CLOSED, NONE


def place(*, hamlet_weight, row_weight, readiness, **hamlet_columns):
    """Hamlets and rows with their weights; columns of funds are told by name from those of hamlets."""
    columns = {name: np.array(values, dtype=float) for name, values in hamlet_columns.items()}
    of_funds = {name: columns.pop(name) for name in ("status", "members", "queue")}
    return SimpleNamespace(
        hamlets=SimpleNamespace(weight=np.array(hamlet_weight, dtype=float), **columns),
        funds=SimpleNamespace(**of_funds),
        households=SimpleNamespace(
            weight=np.array(row_weight, dtype=float), readiness=np.array(readiness, dtype=float)
        ),
    )


def uneven_place():
    """Four hamlets of the place in two simulated ones, of 40 households each, in two rows each: 160 households."""
    return place(
        hamlet_weight=[3, 1], row_weight=[30, 90, 10, 30], readiness=[0.5, 0.2, 0.9, 0.1],
        trainable=[8, 16], price=[0.8, 1.0], status=[ACTIVE, NONE], members=[20, 0], queue=[5, 7],
    )  # fmt: skip


def test_signals_are_shares_of_the_place_by_hand():
    pressing = signals(uneven_place())
    assert pressing[PERSONNEL] == pytest.approx((3 * 8 + 1 * 16) / 160)
    assert pressing[PROGRAMME] == pytest.approx(1 - (15 + 18 + 9 + 3) / 160)
    assert pressing[FUNDS] == pytest.approx(1 - 3 / 4 * (1 - 15 / 60))
    assert pressing[USE_OF_OUTPUTS] == pytest.approx(-np.log((3 * 0.8 + 1 * 1.0) / 4))
    assert pressing[FACILITIES] == 0.0


def test_signals_do_not_depend_on_how_the_place_is_cut_into_rows_and_hamlets():
    finer = place(
        hamlet_weight=[1, 1, 1, 1], row_weight=[10, 15, 15, 10, 30, 10, 30, 10, 30],
        readiness=[0.5, 0.2, 0.2, 0.5, 0.2, 0.5, 0.2, 0.9, 0.1],
        trainable=[8, 8, 8, 16], price=[0.8, 0.8, 0.8, 1.0], status=[ACTIVE, ACTIVE, ACTIVE, NONE],
        members=[20, 20, 20, 0], queue=[5, 5, 5, 7],
    )  # fmt: skip
    np.testing.assert_allclose(signals(finer), signals(uneven_place()), rtol=1e-12)


def test_a_place_without_anybody_presses_nothing():
    empty = place(
        hamlet_weight=[], row_weight=[], readiness=[], trainable=[], price=[], status=[], members=[], queue=[]
    )
    np.testing.assert_array_equal(signals(empty), 0.0)


def test_a_price_above_the_usual_is_no_need_and_a_full_queue_is_all_of_one():
    busy = uneven_place()
    busy.hamlets.price[:] = 1.5
    busy.funds.queue[:] = 300.0
    assert signals(busy)[USE_OF_OUTPUTS] == 0.0
    assert signals(busy)[FUNDS] == 1.0


def test_a_closed_fund_serves_nobody():
    closed = uneven_place()
    closed.funds.status[:] = CLOSED
    assert signals(closed)[FUNDS] == 1.0
