"""The ledger keeps its identity whatever is posted, and an error names the posting."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnersim.world.ledger import Ledger, LedgerError


def three() -> tuple[Ledger, int, int, int]:
    ledger = Ledger()
    market = ledger.open("market", holder="market", outside=True)
    treasury = ledger.open("district: cash", holder="district", balance=1000.0)
    fund = ledger.open("fund: cash", holder="fund")
    return ledger, market, treasury, fund


def test_a_posting_moves_money_and_keeps_the_sum() -> None:
    ledger, market, treasury, fund = three()
    ledger.post(treasury, fund, 300.0, "funds")
    ledger.post(fund, market, 100.0, "rent")
    assert (ledger.balance(treasury), ledger.balance(fund), ledger.balance(market)) == (700.0, 200.0, 100.0)
    assert ledger.total() == 1000.0


def test_an_overdraft_names_the_posting_the_accounts_and_the_month() -> None:
    ledger, _, treasury, fund = three()
    ledger.close_month({})
    with pytest.raises(
        LedgerError, match=r"'seed money'.*'district: cash' -> 'fund: cash'.*by 500 in month 1"
    ):
        ledger.post(treasury, fund, 1500.0, "seed money")
    assert ledger.balance(treasury) == 1000.0 and ledger.balance(fund) == 0.0


def test_what_happens_side_by_side_may_be_told_in_any_order() -> None:
    """Machines for 300 are bought and for 200 sold in one month by people who had none: 100 are left."""
    for order in ((0, 1), (1, 0)):
        ledger, market, treasury, fund = three()
        postings = [(market, fund, 300.0, "machines bought"), (fund, market, 200.0, "machines sold")]
        ledger.post_together(postings[i] for i in order)
        assert (ledger.balance(treasury), ledger.balance(fund), ledger.balance(market)) == (
            1000.0,
            100.0,
            -100.0,
        )
        assert ledger.paid("machines sold") == 200.0


def test_what_happens_side_by_side_may_not_end_below_zero() -> None:
    ledger, market, _, fund = three()
    with pytest.raises(LedgerError, match=r"overdraw 'fund: cash' by 50 in month 0"):
        ledger.post_together([(market, fund, 150.0, "bought"), (fund, market, 200.0, "sold")])


@pytest.mark.parametrize("amount", [-1.0, float("nan"), float("inf")])
def test_side_by_side_too_an_amount_that_is_no_amount_is_refused(amount: float) -> None:
    ledger, market, treasury, _ = three()
    with pytest.raises(LedgerError, match=r"'wages'.*'market' -> 'district: cash'"):
        ledger.post_together([(market, treasury, amount, "wages")])


def test_an_outside_account_may_go_below_zero() -> None:
    ledger, market, treasury, _ = three()
    ledger.post(market, treasury, 5000.0, "appropriation")
    assert ledger.balance(market) == -5000.0


@pytest.mark.parametrize("amount", [-1.0, float("nan"), float("inf")])
def test_an_amount_that_is_no_amount_is_refused(amount: float) -> None:
    ledger, market, treasury, _ = three()
    with pytest.raises(LedgerError, match=r"'wages'.*'market' -> 'district: cash'"):
        ledger.post(market, treasury, amount, "wages")


def test_a_mismatch_names_the_account_and_its_postings_of_the_month() -> None:
    ledger, market, treasury, fund = three()
    ledger.post(treasury, fund, 300.0, "seed money")
    ledger.post(market, treasury, 50.0, "appropriation")
    with pytest.raises(LedgerError) as error:
        ledger.close_month({treasury: 750.0, fund: 299.0})
    text = str(error.value)
    assert "'fund: cash' in month 0" in text and "ledger 300.00, state 299.00, difference -1.00" in text
    assert "seed money: 300.00" in text and "appropriation" not in text


def test_nan_in_the_state_is_a_mismatch() -> None:
    ledger, _, treasury, _ = three()
    with pytest.raises(LedgerError, match="district: cash"):
        ledger.close_month({treasury: float("nan")})


def test_an_account_has_one_name() -> None:
    ledger, *_ = three()
    with pytest.raises(LedgerError, match="'market' is opened twice"):
        ledger.open("market", holder="somebody")


def test_filed_flows_are_the_postings_by_month_and_kind() -> None:
    ledger, market, treasury, fund = three()
    ledger.post(treasury, fund, 100.0, "seed money")
    ledger.post(treasury, fund, 50.0, "seed money")
    assert ledger.paid("seed money") == ledger.paid("seed money", source=treasury) == 150.0
    assert ledger.paid("seed money", source=market) == ledger.paid("rent") == 0.0
    ledger.close_month({fund: 150.0})
    ledger.post(fund, market, 20.0, "rent")
    ledger.close_month({})
    assert ledger.paid("rent") == 0.0
    flows = ledger.flows()[["month", "payer", "receiver", "kind", "amount_idr"]]
    assert flows.to_numpy().tolist() == [
        [0, "district", "fund", "seed money", 150.0],
        [1, "fund", "market", "rent", 20.0],
    ]


postings = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.floats(0.0, 1e12), st.sampled_from(["a", "b", "c"])),
    max_size=60,
)


@given(postings, st.lists(st.floats(0.0, 1e12), min_size=3, max_size=3))
def test_whatever_is_posted_nothing_appears_or_vanishes(
    wanted: list[tuple[int, int, float, str]], opening: list[float]
) -> None:
    ledger = Ledger()
    ledger.open("world", holder="world", outside=True)
    for number, balance in enumerate(opening):
        ledger.open(f"purse {number}", holder="purse", balance=balance)
    state = [0.0, *opening]
    moved = 0.0
    for source, target, amount, kind in wanted:
        try:
            ledger.post(source, target, amount, kind)
        except LedgerError:
            # Refused only for want of money, and then nothing has moved.
            assert source != 0 and amount > state[source]
            continue
        state[source] -= amount
        state[target] += amount
        moved += amount
    for number, balance in enumerate(state):
        assert ledger.balance(number) == pytest.approx(balance, rel=1e-9, abs=1e-9 * (moved + 1.0))
    assert ledger.total() == pytest.approx(sum(opening), rel=1e-9, abs=1e-9 * (moved + 1.0))
    ledger.close_month(dict(enumerate(state)))
    assert float(ledger.flows()["amount_idr"].sum()) == pytest.approx(moved, rel=1e-9)
