"""Needs as they were some months ago, and what households and funds hold at the end of a month."""

from types import SimpleNamespace

import numpy as np
import pytest

from partnersim.engine.closing import observed_balances
from partnersim.world.needs import ASPECTS, NeedsState


def shares(*values):
    filled = np.array([*values, *np.full(len(ASPECTS) - len(values), 1.0)])
    return filled / filled.sum()


def test_needs_are_known_as_they_were_between_months_too():
    needs = NeedsState(SimpleNamespace(**dict.fromkeys(ASPECTS, 1.0)))
    first, second, third = needs.base, shares(4.0), shares(1.0, 9.0)
    needs.record(10.0 * second)
    needs.record(third)
    assert needs.weights == pytest.approx(third)
    for months_ago, known in [
        (0.0, third), (-3.0, third), (0.5, 0.5 * (third + second)), (1.0, second),
        (1.25, 0.75 * second + 0.25 * first), (2.0, first), (40.0, first),
    ]:  # fmt: skip
        assert needs.known(months_ago) == pytest.approx(known)


def place(*, loan, outstanding, booked):
    """Two households that stand for two and three, and one fund that stands for four; principal is half of a loan."""
    names = ("households_cash", "households_capital", "moneylender_claims", "funds_claims", "funds_cash", "bank_claims")
    accounts = {name: number for number, name in enumerate(names)}

    def column(*values):
        return np.array(values, dtype=float)

    return SimpleNamespace(
        accounts=SimpleNamespace(**accounts),
        households=SimpleNamespace(
            arrays=SimpleNamespace(
                weight=column(2, 3), savings=column(10, 1), capital=column(100, 0), moneylender_debt=column(0, 7),
                loan=column(loan, 0),
            )
        ),
        hamlets=SimpleNamespace(weight=column(4)),
        funds=SimpleNamespace(
            outstanding=column(outstanding), cash=column(5), banked=column(1), bank_debt=column(2)
        ),
        parameters=SimpleNamespace(principal_share=0.5),
        ledger=SimpleNamespace(balance=lambda account: {accounts["funds_claims"]: booked}[account]),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("loan", "outstanding", "booked", "claims"),
    [
        (80.0, 20.0, 80.0, 80.0),  # 2 x 80 / 2 with households, 4 x 20 with the fund
        (80.0, 20.0 + 1e-12, 80.0, 80.0),  # alike but for sums of floats: the households' side
        (80.0, 15.0, 80.0, 60.0),  # the fund's side has left the books
        (80.0, 15.0, 60.0, 80.0),  # the households' side has
        (80.0, 15.0, 0.0, 80.0),
    ],
)
def test_what_households_and_funds_hold_stands_for_the_place(loan, outstanding, booked, claims):
    held = observed_balances(place(loan=loan, outstanding=outstanding, booked=booked))
    # savings 2 x 10 + 3, equipment 2 x 100, moneylenders 3 x 7, loans, cash 4 x (5 + 1), bank debt 4 x 2
    assert held == {0: 23.0, 1: 200.0, 2: 21.0, 3: claims, 4: 24.0, 5: 8.0}
