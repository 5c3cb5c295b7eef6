"""What households named in a trial do with services, goods and cash: values worked out by hand."""

from __future__ import annotations

from math import exp
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from partnersim.mechanisms.households import enterprise, entry_exit, labour
from partnersim.mechanisms.households.parameters import packed
from partnersim.studies.trials import handing_over
from partnersim.world.households import Households
from tests.household_case import BASE, with_

MARKETS = handing_over.Markets(price=np.array([0.9]), reach=np.zeros(1), scheme=np.ones(1))
OWNER, IDLE, FAR = 0, 1, 2


@pytest.fixture
def c() -> Any:
    """An owner, a household without an enterprise, and an owner who is not reached."""
    columns = Households(None, 3).arrays
    columns.owner[:] = 1, 0, 1
    columns.capital[:] = 1e6, 0.0, 1e6
    columns.talent[:] = 0.5
    columns.practice[:] = 0.1, 0.0, 0.1
    columns.savings[:] = 200_000.0
    columns.smoothed_income[:] = 600_000.0
    columns.readiness[:] = 0.5
    columns.hassle[:] = 1_000.0
    columns.enterprise_age[:] = 9, 0, 9
    return columns


REACH = np.array([1, 1, 0], dtype=np.int8)
EARLY = np.full(3, 0.4)


def nobody() -> NDArray[np.int8]:
    return np.zeros(3, dtype=np.int8)


def test_an_owner_puts_part_of_cash_to_work_and_others_save_it(c: Any) -> None:
    p, took = with_(loan_application_invested_share=0.5, self_control_spread=0.4), nobody()
    c.weak_will[:] = 1.0
    handing_over.cash_for_business(p, c, MARKETS, REACH, 100_000.0, took)
    put = 0.5 * exp(-0.4) * 100_000
    assert took.tolist() == [1, 1, 0]
    assert c.capital.tolist() == pytest.approx([1e6 + put, 0.0, 1e6])
    assert c.savings.tolist() == pytest.approx([300_000 - put, 300_000, 200_000])


def test_cash_fills_the_gap_to_desired_capital_at_most(c: Any) -> None:
    p = with_(loan_application_invested_share=1.0, self_control_spread=0.0)
    desired = enterprise.desired_capital(p, 0.6, 0.9)
    c.capital[OWNER] = desired - 30_000
    handing_over.cash_for_business(p, c, MARKETS, REACH, 100_000.0, nobody())
    assert c.capital[OWNER] == pytest.approx(desired) and c.savings[OWNER] == pytest.approx(270_000)


def test_a_running_order_counts_for_what_an_owner_desires(c: Any) -> None:
    p = with_(
        loan_application_invested_share=1.0,
        self_control_spread=0.0,
        buyer_orders_output_share=0.5,
        buyer_orders_price=1.5,
    )
    c.capital[OWNER], c.order_months[OWNER] = 0.0, 3
    handing_over.cash_for_business(p, c, MARKETS, REACH, 1e12, nobody())
    assert c.capital[OWNER] == pytest.approx(enterprise.desired_capital(p, 0.6, 1.2))


def test_an_asset_starts_an_enterprise_and_adds_to_one(c: Any) -> None:
    p, took = with_(practice_newcomer_gap=0.35), nobody()
    c.skill[IDLE] = 0.2
    handing_over.goods(p, c, MARKETS, REACH, 500_000.0, 1, took)
    assert took.tolist() == [1, 1, 0] and c.owner.tolist() == [1, 1, 1]
    assert c.capital.tolist() == [1.5e6, 5e5, 1e6] and c.enterprise_age.tolist() == [9, 0, 9]
    assert c.practice.tolist() == pytest.approx([0.1, -0.28, 0.1])
    off = with_(asset_transfer_on=0)
    handing_over.goods(off, c, MARKETS, REACH, 500_000.0, 1, took)
    assert c.capital[OWNER] == 1.5e6


def test_goods_are_sold_by_who_would_earn_more_at_work(c: Any) -> None:
    p = with_(
        practice_newcomer_gap=0.35, distress_sale_price=0.6, line=100_000, mean_wage=0.5, entry_margin=0.1
    )
    c.size[IDLE] = 4
    aim = max(500_000.0, enterprise.desired_capital(p, 0.15, 0.9))
    hoped = 0.9 * enterprise.output_at(p, 0.15, (500_000.0 * aim) ** 0.5)
    assert entry_exit.expected_start_profit(p, 0.5, 0.0, 0.9, 500_000.0) == pytest.approx(hoped)
    given_up = 400_000 * exp(0.5) * labour.time_given_up(p, 0.0, 0.0)
    for size, starts in ((0.99, True), (1.01, False)):
        mine = Households(None, 3).arrays
        for to, source in zip(mine, c, strict=True):
            to[:] = source
        level = 0.5 + np.log(size * hoped / 1.1 / given_up)
        at_level = packed(
            BASE._replace(
                practice_newcomer_gap=0.35, distress_sale_price=0.6, line=1e5, mean_wage=float(level)
            )
        )
        handing_over.goods(at_level, mine, MARKETS, REACH, 500_000.0, 0, nobody())
        assert bool(mine.owner[IDLE]) is starts
        assert mine.savings[IDLE] == pytest.approx(200_000 if starts else 500_000)


def test_the_ready_attend_a_course_worth_its_trouble(c: Any) -> None:
    p, took = (
        with_(
            practice_training_gain=0.1,
            practice_forgetting=0.05,
            training_hassle_share=0.5,
            training_again_after_months=6,
        ),
        nobody(),
    )
    handing_over.courses(p, c, MARKETS, np.ones(3, dtype=np.int8), np.array([0.4, 0.4, 0.6]), 1.5, took)
    assert took.tolist() == [1, 1, 0] and c.trained_ago.tolist() == [0, 0, 9999]
    assert c.practice.tolist() == pytest.approx([0.25, 0.0, 0.1])
    assert c.skill.tolist() == pytest.approx([0.0, 1.0, 0.0])
    handing_over.courses(p, c, MARKETS, REACH, EARLY, 1.5, nobody())
    assert c.practice[OWNER] == pytest.approx(0.25)  # the last course was less than six months ago


def test_a_course_not_worth_its_trouble_is_left(c: Any) -> None:
    p, took = with_(practice_training_gain=0.1, practice_forgetting=0.05, training_hassle_share=1.0), nobody()
    profit = 0.9 * enterprise.output_at(p, 0.6, 1e6)
    c.hassle[OWNER], c.hassle[IDLE] = 1.99 * profit, 2.01 * p.enterprise_profit_at_reference_idr
    handing_over.courses(p, c, MARKETS, REACH, EARLY, 1.0, took)
    assert took.tolist() == [1, 0, 0]


def test_visits_cover_a_share_each(c: Any) -> None:
    p = with_(
        practice_mentor_step=0.3, practice_mentor_level=0.2, coaching_per_visit=0.1, coaching_effect=1.0
    )
    handing_over.visits(p, c, REACH, 2.0, 1, 1, nobody())
    assert c.practice.tolist() == pytest.approx([0.1 + 0.51 * 0.1, 0.0, 0.1])
    assert c.indiscipline.tolist() == pytest.approx([-0.19, -0.19, 0.0])
    handing_over.visits(p, c, REACH, 1.0, 0, 1, nobody())
    assert c.practice[OWNER] == pytest.approx(0.151) and c.indiscipline[OWNER] == pytest.approx(-0.271)
    handing_over.visits(with_(mentoring_on=0), c, REACH, 9.0, 1, 1, nobody())
    assert c.practice[OWNER] == pytest.approx(0.151)


def test_orders_go_to_free_owners_where_the_price_is_better(c: Any) -> None:
    took = nobody()
    handing_over.orders(with_(buyer_orders_price=0.9), c, MARKETS, REACH, 7, took)
    assert not took.any()
    c.contract[FAR] = 1
    handing_over.orders(with_(buyer_orders_price=0.91), c, MARKETS, np.ones(3, dtype=np.int8), 7, took)
    assert took.tolist() == [1, 0, 0] and c.order_months.tolist() == [7, 0, 0]
    handing_over.orders(with_(buyer_orders_price=0.91), c, MARKETS, REACH, 5, took)
    assert c.order_months[OWNER] == 7


def test_inputs_come_with_the_first_contract_only(c: Any) -> None:
    p = with_(
        contract_farming_output_share=1.0,
        contract_price=0.9,
        contract_farming_entry_capital_idr=1e6,
        technology_gain=0.5,
    )
    took = nobody()
    handing_over.contracts(p, c, MARKETS, REACH, 50_000.0, took)
    assert took.tolist() == [1, 0, 0] == c.contract.tolist() and c.capital[OWNER] == 1_050_000.0
    c.contract[OWNER] = 0
    handing_over.contracts(p, c, MARKETS, REACH, 50_000.0, took)
    assert c.contract[OWNER] == 1 and c.capital[OWNER] == 1_050_000.0


def test_a_contract_is_held_against_what_an_order_pays_now(c: Any) -> None:
    # 0.9 e^0.5 under contract; now the local 0.9, or 1.5 from a buyer of everything
    p = with_(
        contract_farming_output_share=1.0,
        contract_price=0.9,
        contract_farming_entry_capital_idr=0.0,
        technology_gain=0.5,
        buyer_orders_output_share=1.0,
        buyer_orders_price=1.5,
    )
    c.order_months[OWNER] = 4
    took = nobody()
    handing_over.contracts(p, c, MARKETS, np.ones(3, dtype=np.int8), 0.0, took)
    assert took.tolist() == [0, 0, 1]


def test_accounts_are_opened_for_what_a_year_keeps(c: Any) -> None:
    # 12 (0.1 x 0.5 x (200,000 - 0.25 x 600,000) + 0.01 x 200,000) = 54,000
    p = with_(
        consumption_buffer=0.25,
        consumption_buffer_propensity=0.1,
        loan_application_considers=0.9,
        readiness_start=0.5,
    )
    c.hassle[:] = 107_000.0, 109_000.0, 1.0
    took = nobody()
    handing_over.accounts(p, c, REACH, EARLY, 0.5, 0.01, 0.5, took)
    assert took.tolist() == [1, 0, 0] and c.account.tolist() == [0.5, 0.0, 0.0]
    handing_over.accounts(p, c, np.ones(3, dtype=np.int8), np.full(3, 0.46), 0.5, 0.01, 0.5, took)
    assert took.tolist() == [1, 0, 0]  # thought about with chance 0.9 x 0.5
