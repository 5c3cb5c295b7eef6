"""What community funds pay at the end of a month, worked out by hand from what the rule is given."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from partnersim.mechanisms.funds.bank_debt import KINDS, Terms, Units, settle
from partnersim.world.funds import ACTIVE, CLOSED
from partnersim.world.ledger import Ledger


def settled(*, weight: float = 2.0, past_due: bool = False, **unit: float) -> SimpleNamespace:
    """The month of one unit: costs of a tenth of what is lent, 2 percent of bank debt, closed below 100 of capital."""
    columns = {name: np.array([float(unit.get(name, 0.0))]) for name in Units._fields}
    columns["status"] = np.array([int(unit.get("status", ACTIVE))])
    units, ledger, left = Units(**columns), Ledger(), np.full(1, np.nan)
    outside = ("market", "bank", "treasury", "owed")
    account = {name: ledger.open(name, holder=name, outside=True) for name in outside}
    money = weight * (unit.get("cash", 0.0) + unit.get("banked", 0.0))
    account["funds"] = ledger.open("funds", holder="funds", balance=money)
    account["claims"] = ledger.open("claims", holder="claims", balance=weight * unit.get("bank_debt", 0.0))
    terms = Terms(
        0.1, 0.02, 100.0, account["funds"], account["market"], account["bank"], account["treasury"],
        account["owed"], account["claims"], ledger.kind_numbers(KINDS),
    )  # fmt: skip
    late, recalled, closed = settle(
        ledger.books(len(KINDS)), units, np.array([weight]), left, past_due, terms
    )
    assert closed == bool(np.isfinite(left[0]))
    ledger.accept()
    ledger.close_month(
        {
            account["funds"]: weight * float(units.cash[0] + units.banked[0]),
            account["claims"]: weight * float(units.bank_debt[0]),
        }
    )
    paid = {kind: 0.0 for kind in KINDS}
    for _, _, _, kind, amount in ledger.filed():
        paid[kind] += amount
    now = {name: column[0] for name, column in units._asdict().items()}
    return SimpleNamespace(late=late, recalled=recalled, left=left[0], paid=paid, **{"unit": now})


def test_what_is_not_paid_of_the_interest_adds_to_the_debt_and_to_what_is_called_in() -> None:
    month = settled(cash=5, bank_debt=1000, recalled=500, outstanding=2000)
    # 20 of interest, 5 paid: 15 more to owe, half of it called in
    assert month.unit["bank_debt"] == 1015.0 and month.unit["recalled"] == 507.5
    assert month.unit["bank_interest"] == 20.0 and month.unit["cash"] == 0.0
    assert month.paid["bank interest"] == 10.0 and month.paid["bank interest unpaid"] == 30.0
    assert month.late == 2.0 * 507.5 and month.recalled and np.isnan(month.left)


def test_costs_come_first_then_interest_then_what_is_called_in() -> None:
    month = settled(cash=30, banked=100, lent_month=400, bank_debt=1000, recalled=90, outstanding=2000)
    # 40 of costs and 20 of interest leave 70 for the 90
    assert month.unit["bank_debt"] == 930.0 and month.unit["recalled"] == 20.0
    assert month.unit["cash"] == month.unit["banked"] == 0.0
    assert [month.paid[kind] for kind in KINDS[:3]] == [80.0, 40.0, 140.0]
    assert month.paid["bank claim repaid"] == 140.0


def test_a_remainder_below_a_rupiah_counts_as_repaid() -> None:
    month = settled(cash=220, bank_debt=200.5, recalled=200.5, outstanding=2000)
    # 4.01 of interest leave 215.99, so that all is paid; with 15 less, half a rupiah is forgiven
    assert month.unit["bank_debt"] == month.unit["recalled"] == 0.0 and not month.recalled
    nearly = settled(cash=204.0, bank_debt=200.5, recalled=200.5, outstanding=2000)
    assert nearly.unit["bank_debt"] == nearly.unit["recalled"] == 0.0
    assert nearly.paid["bank repayment"] == pytest.approx(2 * (204.0 - 4.01))


def test_who_has_too_little_closes_pays_the_bank_and_returns_the_rest() -> None:
    month = settled(cash=60, banked=20, bank_debt=50, outstanding=10)
    # a rupiah of interest; 89 of capital are too few: 50 go to the bank and 29 back
    assert month.unit["status"] == CLOSED and month.left == pytest.approx(89.0)
    assert month.paid["bank repayment"] == 100.0 and month.paid["returned"] == pytest.approx(58.0)
    assert month.unit["cash"] == month.unit["banked"] == month.unit["bank_debt"] == 0.0


def test_capital_is_what_is_there_and_lent_without_what_is_late_or_called_in() -> None:
    assert np.isnan(settled(cash=50, banked=30, outstanding=40, late=20).left)
    assert settled(cash=50, banked=30, outstanding=40, late=21).left == 99.0
    assert settled(outstanding=1000, bank_debt=1000, recalled=950, past_due=True).left < 100.0


def test_a_unit_with_called_in_debt_is_spared_until_the_day() -> None:
    spared = settled(outstanding=1000, bank_debt=1000, recalled=950)
    assert spared.unit["status"] == ACTIVE and spared.recalled
    assert settled(outstanding=1000, bank_debt=1000, recalled=950, past_due=True).unit["status"] == CLOSED


def test_a_closed_unit_pays_no_interest_and_hands_on_what_comes_in() -> None:
    month = settled(status=CLOSED, banked=30, bank_debt=1000)
    assert month.unit["bank_debt"] == 970.0 and month.unit["bank_interest"] == 0.0
    assert month.paid["bank repayment"] == 60.0 and month.late == 0.0 and not month.recalled


def test_without_debt_there_is_nothing_to_be_late_with() -> None:
    month = settled(cash=500)
    assert month.late == -1.0 and not month.recalled and month.unit["cash"] == 500.0
