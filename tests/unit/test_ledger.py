"""The ledger keeps its identity whatever is posted, and an error names the posting."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnersim.world.books import post
from partnersim.world.ledger import ROOM, Ledger, LedgerError


def three() -> tuple[Ledger, int, int, int]:
    ledger = Ledger()
    market = ledger.open("market", holder="market", outside=True)
    treasury = ledger.open("district: cash", holder="district", balance=1000.0)
    fund = ledger.open("fund: cash", holder="fund")
    return ledger, market, treasury, fund


def side_by_side(ledger: Ledger, *postings: tuple[int, int, float, str]) -> None:
    source, target, amount, kind = zip(*postings, strict=True)
    ledger.post_together(np.array([source, target]).T.copy(), np.array(amount), kind)


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
        side_by_side(ledger, *(postings[i] for i in order))
        assert (ledger.balance(treasury), ledger.balance(fund), ledger.balance(market)) == (
            1000.0,
            100.0,
            -100.0,
        )
        assert ledger.paid("machines sold") == 200.0


def test_what_happens_side_by_side_may_not_end_below_zero() -> None:
    ledger, market, _, fund = three()
    with pytest.raises(LedgerError, match=r"overdraw 'fund: cash' by 50 in month 0"):
        side_by_side(ledger, (market, fund, 150.0, "bought"), (fund, market, 200.0, "sold"))


@pytest.mark.parametrize("amount", [-1.0, float("nan"), float("inf")])
def test_side_by_side_too_an_amount_that_is_no_amount_is_refused(amount: float) -> None:
    ledger, market, treasury, _ = three()
    with pytest.raises(LedgerError, match=r"'wages'.*'market' -> 'district: cash'"):
        side_by_side(ledger, (market, treasury, amount, "wages"))


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


def test_a_compiled_rule_posts_in_the_same_books() -> None:
    ledger, market, treasury, fund = three()
    seed, rent = ledger.kind_numbers(("seed money", "rent"))
    assert ledger.kind_numbers(("rent",)) == [rent] and seed != rent
    books = ledger.books(3)
    post(books, treasury, fund, 300.0, seed)
    post(books, fund, market, 0.0, rent)
    post(books, fund, market, 120.0, rent)
    ledger.accept()
    ledger.post(treasury, fund, 50.0, "seed money")
    assert [ledger.balance(n) for n in (market, treasury, fund)] == [120.0, 650.0, 230.0]
    ledger.close_month({fund: 230.0, treasury: 650.0})
    assert ledger.filed() == [(0, treasury, fund, "seed money", 350.0), (0, fund, market, "rent", 120.0)]


def test_only_postings_of_one_kind_between_the_same_accounts_are_added_up() -> None:
    ledger, market, treasury, fund = three()
    wanted = [
        (treasury, fund, 5.0, "a"),
        (treasury, market, 6.0, "a"),
        (fund, market, 2.0, "a"),
        (treasury, fund, 7.0, "b"),
    ]
    for posting in (*wanted, *wanted[:2]):
        ledger.post(*posting)
    ledger.close_month({})
    assert ledger.filed() == [
        (0, treasury, fund, "a", 10.0), (0, treasury, market, "a", 12.0), (0, fund, market, "a", 2.0),
        (0, treasury, fund, "b", 7.0),
    ]  # fmt: skip


@pytest.mark.parametrize("ask", [Ledger.accept, lambda ledger: ledger.close_month({})])
def test_what_a_compiled_rule_may_not_post_is_named_and_nothing_is_posted_after_it(
    ask: Callable[[Ledger], None],
) -> None:
    ledger, market, treasury, fund = three()
    seed = ledger.kind_numbers(("seed money",))[0]
    books = ledger.books(3)
    post(books, treasury, fund, 400.0, seed)
    post(books, treasury, fund, 700.0, seed)
    post(books, treasury, market, 5.0, seed)
    with pytest.raises(
        LedgerError,
        match=r"'seed money' of 700 rupiah overdraws 'district.* -> 'fund: cash' by 100 in month 0",
    ):
        ask(ledger)
    assert [ledger.balance(n) for n in (market, treasury, fund)] == [0.0, 600.0, 400.0]


@pytest.mark.parametrize("amount", [-1.0, float("nan"), float("inf")])
def test_of_a_compiled_rule_too_an_amount_that_is_no_amount_is_refused(amount: float) -> None:
    ledger, market, treasury, _ = three()
    post(ledger.books(1), market, treasury, amount, ledger.kind_numbers(("wages",))[0])
    with pytest.raises(LedgerError, match=r"'wages' of (-1.0|nan|inf) rupiah: 'market' -> 'district: cash'"):
        ledger.accept()


def test_a_compiled_rule_cannot_post_beyond_the_room_there_is() -> None:
    ledger, market, treasury, _ = three()
    books, wages = ledger.books(1), ledger.kind_numbers(("wages",))[0]
    for _ in range(len(books.amount) + 1):
        post(books, market, treasury, 1.0, wages)
    assert ledger.balance(market) == -len(books.amount)
    with pytest.raises(LedgerError, match="more postings in month 0 than a rule asked room for"):
        ledger.accept()


def test_there_is_room_for_any_number_of_accounts_and_postings() -> None:
    ledger, market, treasury, _ = three()
    ledger.post(treasury, market, 1000.0, "rent")
    purses = [
        ledger.open(f"purse {n}", holder="purse", balance=1.0, outside=n % 2 == 1) for n in range(2 * ROOM)
    ]
    many = 3 * ROOM
    for n in range(many):
        ledger.post(market, purses[n % len(purses)], 2.0, f"kind {n}")
    ledger.books(5 * ROOM)
    assert [ledger.balance(purses[n]) for n in (0, ROOM, len(purses) - 1)] == [5.0, 3.0, 3.0]
    assert ledger.balance(market) == 1000.0 - 2.0 * many and ledger.total() == 1000.0 + len(purses)
    with pytest.raises(LedgerError, match="overdraws 'purse 0' -> 'market' by 1 in"):
        ledger.post(purses[0], market, 6.0, "back")
    ledger.post(purses[1], market, 6.0, "back")  # an outside account still is one
    ledger.close_month({})
    filed = ledger.filed()
    assert len(filed) == many + 2 and filed[0] == (0, treasury, market, "rent", 1000.0)
    assert filed[many] == (0, market, purses[(many - 1) % len(purses)], f"kind {many - 1}", 2.0)


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


def test_filed_postings_as_columns_from_one_number_to_another():
    ledger = Ledger()
    mint, purse = ledger.open("mint", holder="mint", outside=True), ledger.open("purse", holder="me")
    assert ledger.filed_count == 0 and len(ledger.filed_columns().amount) == 0 and ledger.filed() == []
    ledger.post(mint, purse, 5.0, "gift")
    ledger.post(purse, mint, 2.0, "tax")
    assert ledger.filed_count == 0
    ledger.close_month({})
    ledger.close_month({})
    ledger.post(mint, purse, 1.0, "gift")
    ledger.close_month({})
    assert ledger.filed_count == 3
    assert ledger.filed(1) == [(0, purse, mint, "tax", 2.0), (2, mint, purse, "gift", 1.0)]
    middle = ledger.filed_columns(1, 2)
    assert [column.tolist() for column in middle[:5]] == [[0], [purse], [mint], [1], [2.0]]
    assert middle.kinds == ("gift", "tax")
