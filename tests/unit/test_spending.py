"""A month's money of two partners and what it becomes in hamlets, worked out by hand from what the rules are given."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from partnersim.mechanisms.services.delivery import KINDS, spend
from partnersim.mechanisms.services.terms_of_delivery import Terms
from partnersim.scenario.aspects import FACILITIES, FUNDS, PERSONNEL, PROGRAMME, K
from partnersim.theory import served
from partnersim.theory.arrays import read_only
from partnersim.theory.delivery import Actors, Agreed, Conduct, Payments, YearSums
from partnersim.theory.purse import OWN
from partnersim.world.ledger import Ledger, LedgerError

YEAR = 12.0


def yearly(**by_aspect: float) -> list[float]:
    """A year's rupiah by aspect of these amounts a month."""
    names = ("programme", "facilities", "personnel", "use_of_outputs", "funds")
    return [YEAR * by_aspect.get(name, 0.0) for name in names]


def month_of(**changes: object) -> SimpleNamespace:
    """The month of the first member, row 2 of three organizations, and the second, row 0.

    The first brings 60 a month and plans 40, of which 10 for funds; the second brings 10 and plans 20. Each has 100.
    """
    at = {
        "active": [True, True, True], "awake": [True, True], "money_share": [1.0, 1.0], "shirk": [0.2, 0.0],
        "staff": [1e9, 1e9, 1e9], "alone": False, "cash": 100.0, "support_share": 0.0,
        "plan": [yearly(personnel=30, funds=10), yearly(personnel=20)], "holder": OWN, "fee": 0.0,
    } | changes  # fmt: skip
    ledger = Ledger()
    place = [ledger.open(n, holder=n, outside=True) for n in ("market", "seed", "support", "officials")]
    cash = [ledger.open(f"{n}: cash", holder=n, balance=at["cash"]) for n in ("b", "stranger", "a")]
    capacity = np.zeros((3, K))
    capacity[2, PERSONNEL] = YEAR * 36.0
    actors = Actors(
        active=np.array(at["active"]), cash=np.array(cash), productivity=np.array([[1.0] * K, [9.0] * K, [2.0] * K]),
        capacity_idr=capacity, showpiece=np.array([PROGRAMME, PERSONNEL, FUNDS]),
        staff=np.array(at["staff"]), staff_used=np.array([[1.0] * 9, [2.0] * 9, [0.5] * 9]),
        absorptive_idr=np.array([100.0, 100.0, 60.0]),
    )  # fmt: skip
    agreed = Agreed(
        *map(
            read_only,
            (
                np.array([2, 0]), np.ones(2, dtype=bool), np.array(at["awake"]), np.array(at["money_share"]),
                np.array(at["plan"]), YEAR * np.array([60.0, 10.0]),
            ),
        )
    )  # fmt: skip
    here = Conduct(np.array(at["shirk"]), np.ones(2), np.array([0.25, 0.0]), np.array([1.5, 1.0]))
    elsewhere = Conduct(*np.array([[0.5, 0.9, 0.1], [0.6, 0.9, 1.0], [0.5, 0.9, 0.0], [1.0, 1.0, 1.0]]))
    paid = Payments(np.ones((2, K)), np.ones((2, K)), np.ones(2), np.ones(2), np.ones(2))  # last month's
    sums = YearSums(
        np.ones((2, K)), np.ones((2, K)), np.ones(2), np.ones((4, 2)), np.ones((4, 2)), np.ones(2),
        np.ones((2, 2)), np.ones((2, 2)),
    )  # fmt: skip
    terms = Terms(
        place[0], place[1], place[2], place[3], ledger.kind_numbers(KINDS), at["alone"], 0.5, at["support_share"], 0.5,
        at["holder"], at["fee"],
    )  # fmt: skip
    effect, support, of_all = spend(ledger.books(40), actors, agreed, here, elsewhere, paid, sums, terms)
    ledger.accept()
    balances = {account.holder: ledger.balance(n) for n, account in enumerate(ledger.accounts)}
    return SimpleNamespace(
        ledger=ledger, effect=effect, support=support, of_all=of_all, paid=paid, sums=sums, balances=balances
    )


def test_who_brings_more_passes_on_and_what_is_shirked_goes_to_its_showpiece() -> None:
    month = month_of()
    # 10 of the 20 to spare are needed: 8 are given, 2 withheld. Of the 40 planned 8 are shirked; of 24 for personnel a
    # quarter is taken. The showpiece is the fund: half of the 10 that go there become seed money, with the 8 for funds.
    assert month.balances == {
        "a": 100.0 - 8.0 - 2.0 - 24.0 - 8.0 - 8.0, "b": 100.0 + 8.0 - 18.0, "stranger": 100.0,
        "seed": 8.0 + 5.0, "officials": 6.0, "support": 0.0, "market": 18.0 + 18.0 + 5.0,
    }  # fmt: skip
    paid = month.paid
    assert paid.promised_idr.tolist() == [[0, 0, 30, 0, 10], [0, 0, 20, 0, 0]]
    assert paid.delivered_idr == pytest.approx(np.array([[0, 0, 18, 0, 8], [0, 0, 18, 0, 0]]))
    assert paid.diverted_idr == pytest.approx([10, 0]) and paid.leaked_idr == pytest.approx([6, 0])
    assert paid.transferred_idr == pytest.approx([8, 0])
    for kind, amount in {"transfer": 8, "showpiece": 5, "funds": 13, "personnel": 36, "leakage": 6}.items():
        assert month.ledger.paid(kind) == pytest.approx(amount), kind


def test_work_is_worth_more_below_the_capacity_and_money_for_a_fund_is_no_work() -> None:
    effect = month_of().effect
    # 18 of a capacity of 36, returns of a half; twice the productivity, one and a half times the luck
    assert effect[0] == pytest.approx([0, 0, 18 * 2 * 0.5**-0.5 * 1.5, 0, 0])
    assert effect[1] == pytest.approx([0, 0, 18, 0, 0])


def test_sums_of_all_members_are_told() -> None:
    month = month_of()
    effective = 18 * 2 * 0.5**-0.5 * 1.5 + 18
    assert month.of_all == pytest.approx((effective, YEAR * 70, 60, 44, 8))


def test_a_showpiece_that_is_work_is_worth_half_its_money() -> None:
    month = month_of(shirk=[0.0, 0.5])
    # all 10 that are needed are given: of 20 the second shows 10 in its programme and spends 10
    assert month.effect[1] == pytest.approx([10 * 0.5, 0, 10, 0, 0])
    assert month.ledger.paid("showpiece") == pytest.approx(10)


def test_sums_of_the_year_grow_by_the_month() -> None:
    sums = month_of().sums
    assert sums.promised_idr[0] == pytest.approx([1, 1, 31, 1, 11])
    assert sums.delivered_idr[1] == pytest.approx([1, 1, 19, 1, 1])
    # the first gives 8 and withholds 2 of the 10 that the second is short of
    assert sums.passed_idr.tolist() == [[1, 9], [1, 1]] and sums.withheld_idr.tolist() == [[1, 3], [1, 1]]
    assert sums.diverted_idr == pytest.approx([11, 1]) and sums.awake_months == pytest.approx([2, 2])
    assert sums.conduct - 1.0 == pytest.approx(np.array([[0.6, 1], [0.8, 1], [0.2, 0], [0.2, 0]]))
    # apart the first, in the last row, shirks a tenth; the second, in the first row, half of the six tenths it is ready
    assert sums.alone - 1.0 == pytest.approx(np.array([[0.9, 0.15], [0.9, 0.5], [0.1, 0.3], [0.1, 0.5]]))


@pytest.mark.parametrize(
    ("changes", "months"),
    [
        ({"active": [False, True, True]}, 1.0),
        ({"awake": [True, False]}, 1.0),
        ({"money_share": [1.0, 0.0]}, 2.0),
    ],
)
def test_who_is_not_at_work_or_has_no_money_here_neither_promises_nor_needs(
    changes: dict[str, object], months: float
) -> None:
    month = month_of(**changes)
    assert month.paid.promised_idr[1].tolist() == [0.0] * K and month.balances["b"] == 100.0
    assert month.paid.transferred_idr.tolist() == [0.0, 0.0] and month.sums.awake_months[1] == months


def test_who_acts_alone_passes_nothing_on() -> None:
    month = month_of(alone=True)
    assert month.ledger.paid("transfer") == 0.0
    assert month.paid.delivered_idr[1] == pytest.approx([0, 0, 10, 0, 0])


def test_staff_limits_what_is_done() -> None:
    month = month_of(staff=[1e9, 1e9, 4.0 + 9 * 0.5])
    # four people are free for 60 a year, 20 of 40 a month: half of the plan, a fifth of it shirked
    assert month.paid.delivered_idr[0] == pytest.approx([0, 0, 15 * 0.8 * 0.75, 0, 5 * 0.8])
    assert month.paid.diverted_idr[0] == pytest.approx(2 + 20 * 0.2)


def test_part_of_the_money_for_facilities_is_paid_as_support_and_is_no_work() -> None:
    month = month_of(plan=[yearly(facilities=40), yearly(personnel=10)], support_share=0.25, shirk=[0.0, 0.0])
    assert month.support == pytest.approx([40 * 0.75 * 0.25, 0])
    assert month.effect[0, FACILITIES] == pytest.approx(40 * 0.75 * 0.75 * 2 * 1.5)
    assert month.balances["support"] == pytest.approx(7.5)
    assert month.ledger.paid("facilities") == pytest.approx(22.5)


def test_a_partner_without_money_pays_nothing() -> None:
    month = month_of(cash=0.0)
    assert month.balances == dict.fromkeys(month.balances, 0.0) and not month.effect.any()


def test_spending_that_the_ledger_refuses_is_named() -> None:
    with pytest.raises(LedgerError, match="posting 'programme' of nan rupiah: 'b: cash' -> 'market'"):
        month_of(plan=[yearly(), yearly(personnel=20.0, programme=float("nan"))], shirk=[0.0, 0.0])


# --- hamlets ------------------------------------------------------------------------------------------------


def test_who_acts_alone_brings_its_work_to_its_own_hamlets() -> None:
    arrived = served.Arrived(np.zeros((K, 3)), np.zeros(3))
    effect = np.array([[8.0, 0, 4.0, 0, 0], [0, 0, 10.0, 0, 0]])
    serves = read_only(np.array([[0.5, 0.0, 0.25], [0.0, 0.1, 0.1]]))
    hamlets = served.Hamlets(np.array([1.0, 5.0, 2.0]), np.ones(3), np.array([True, True, False]))
    served.bring_alone(arrived, hamlets, effect, np.array([2.0, 20.0]), serves, 0.0)
    assert arrived.work[PROGRAMME] == pytest.approx([4, 0, 2])
    assert arrived.work[PERSONNEL] == pytest.approx([2, 1, 2])
    assert arrived.support == pytest.approx([1, 2, 2.5])


def test_programme_work_done_alone_goes_where_there_is_a_fund_as_joint_work_does() -> None:
    """Of 8 rupiah three parts go to the hamlet with a fund and one to the two without, 6 and 1 each; the second
    serves only two hamlets without a fund, and one hamlet gets all whatever the priority."""
    arrived = served.Arrived(np.zeros((K, 3)), np.zeros(3))
    hamlets = served.Hamlets(np.array([1.0, 5.0, 2.0]), np.ones(3), np.array([True, True, False]))
    effect = np.array([[8.0, 0, 4.0, 0, 0], [10.0, 0, 0, 0, 0]])
    serves = read_only(np.array([[0.5, 0.0, 0.25], [0.0, 0.0, 0.5]]))
    served.bring_alone(arrived, hamlets, effect, np.array([2.0, 0.0]), serves, 2.0)
    assert arrived.work[PROGRAMME] == pytest.approx([6, 0, 1 + 5])
    assert arrived.work[PERSONNEL] == pytest.approx([2, 0, 1])
    assert arrived.support == pytest.approx([1, 0, 0.5])
    one = served.Hamlets(np.array([4.0]), np.array([3.0]), np.array([True]))
    alone, together = (served.Arrived(np.zeros((K, 1)), np.zeros(1)) for _ in range(2))
    served.bring_alone(alone, one, effect, np.array([2.0, 0.0]), np.full((2, 1), 0.25), 2.0)
    served.bring_evenly(together, one, effect, np.array([2.0, 0.0]), 2.0)
    np.testing.assert_allclose(alone.work, together.work)
    np.testing.assert_allclose(alone.support, together.support)


def test_joint_work_is_spread_evenly_and_programme_work_goes_where_there_is_a_fund() -> None:
    arrived = served.Arrived(np.zeros((K, 3)), np.zeros(3))
    hamlets = served.Hamlets(
        np.array([4.0, 4.0, 2.0]), np.array([4.0, 2.0, 0.0]), np.array([True, False, True])
    )
    served.bring_evenly(arrived, hamlets, np.array([[100.0, 60.0, 0, 0, 0]]), np.array([12.0]), 1.0)
    # parts of programme work: 8 by four hamlets with a fund, 2 by four of which two are in the programme; none beyond
    assert arrived.work[PROGRAMME] == pytest.approx([100 * 2 / 10, 100 * 0.5 / 10, 0])
    assert arrived.work[FACILITIES] == pytest.approx([60 / 6, 60 / 12, 0])
    assert arrived.support == pytest.approx([2, 1, 0])


def test_promises_are_judged_where_the_programme_works() -> None:
    services = served.Served(*(np.zeros(2) for _ in served.Served._fields))
    hamlets = served.Hamlets(np.ones(2), np.array([1.0, 0.0]), np.zeros(2, dtype=bool))
    nothing = served.Arrived(np.zeros((K, 2)), np.zeros(2))
    served.serve(services, hamlets, nothing, served.UnitCosts(*[1.0] * 9), 0.7)
    assert services.promised_ratio.tolist() == [0.7, 1.0]


def test_needs_are_not_met_where_nobody_works() -> None:
    needs = served.NeedsOfPlace(np.full(K, 0.2), 1.0, 0.5)
    nowhere = served.Hamlets(np.ones(2), np.zeros(2), np.zeros(2, dtype=bool))
    assert served.met_needs(nowhere, np.ones((K, 2)), needs, 5.0) == 0.0
