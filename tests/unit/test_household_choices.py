"""What a household chooses, against numbers worked out by hand: services, starting and closing, credit."""

from __future__ import annotations

from math import exp, sqrt
from typing import Any

import numpy as np
import pytest

from partnersim.mechanisms.households import (
    credit,
    enterprise,
    entry_exit,
    labour,
    readiness,
    services,
)
from partnersim.mechanisms.households.household import Craft, Firm
from partnersim.theory.chance.lots import NEVER, PlaceLots, PlanLots
from partnersim.theory.sorting import stable_order
from tests.household_case import MARKET, SETTING, TRAITS, USE, with_

FIRM = Firm(owner=True, capital=0.0, technology=0, contract=False, order=False)


# --- services -----------------------------------------------------------------------------------------------


def test_a_place_goes_to_a_candidate_by_what_is_free() -> None:
    assert services.chance_of_place(5.0, 2.0, 12.0) == pytest.approx(0.25)
    assert services.chance_of_place(5.0, 2.0, 2.0) == 1.0
    assert services.chance_of_place(2.0, 5.0, 10.0) == services.chance_of_place(0.0, 0.0, 0.0) == 0.0


def test_a_course_must_be_worth_its_trouble() -> None:
    # 100,000 a month x 0.1 / 0.05 = 200,000 until it is forgotten, against 0.5 of the hassle
    p = with_(practice_training_gain=0.1, practice_forgetting=0.05, training_hassle_share=0.5)
    assert services.takes_course(p, 100_000.0, 390_000.0, 1.0)
    assert not services.takes_course(p, 100_000.0, 410_000.0, 1.0)
    assert services.takes_course(p, 100_000.0, 790_000.0, 2.0)
    assert not services.takes_course(with_(practice_training_gain=0.1, training_on=0), 1e9, 1.0, 1.0)
    never_forgotten = with_(practice_training_gain=0.1, practice_forgetting=0.0, training_hassle_share=1.0)
    assert services.takes_course(never_forgotten, 100.0, 999.0, 1.0)
    assert not services.takes_course(never_forgotten, 100.0, 1001.0, 1.0)


def test_an_order_is_taken_where_its_price_is_better() -> None:
    p = with_(buyer_orders_price=1.1)
    assert services.takes_order(p, 1.09) and not services.takes_order(p, 1.1)
    assert not services.takes_order(with_(buyer_orders_price=1.1, buyer_orders_on=0), 0.5)


def test_a_contract_is_taken_for_more_profit_by_owners_of_enough_capital() -> None:
    # all output at 0.9 with a technology worth a factor e^0.5, against a price of 1 without it
    p = with_(
        contract_farming_output_share=1.0,
        contract_price=0.9,
        contract_farming_entry_capital_idr=1e6,
        technology_gain=0.5,
        enterprise_returns=0.3,
    )
    craft, firm = Craft(0.1, 0.0, 0.0), FIRM._replace(capital=1e6)
    takes = services.takes_contract
    assert takes(p, TRAITS, craft, firm, 0.0, 1.0, MARKET)
    assert not takes(p, TRAITS, craft, firm, 0.0, 0.91 * exp(0.5), MARKET)  # what it sells now is dearer
    assert takes(p, TRAITS, craft, firm, 0.0, 0.89 * exp(0.5), MARKET)
    assert not takes(p, TRAITS, craft, firm._replace(technology=1), 0.0, 1.0, MARKET)
    assert takes(p, TRAITS, craft, firm._replace(technology=1), 5e5, 1.0, MARKET)  # 0.9 x 1.5^0.3 > 1
    assert not takes(p, TRAITS, craft, firm._replace(capital=0.99e6), 0.0, 1.0, MARKET)
    assert not takes(p, TRAITS, craft, firm._replace(contract=True), 0.0, 1.0, MARKET)
    off = with_(
        contract_farming_output_share=1.0,
        contract_price=9.0,
        contract_farming_entry_capital_idr=0.0,
        contract_farming_on=0,
    )
    assert not takes(off, TRAITS, craft, firm, 0.0, 1.0, MARKET)


def test_a_contract_ends_by_failure_or_side_selling() -> None:
    p = with_(contract_farming_scheme_failure=0.02, contract_farming_side_selling=0.3, contract_price=1.0)
    luck = PlaceLots(NEVER, NEVER, NEVER, NEVER)._replace(contract_fail=0.03, side_sell=0.2)
    assert services.contract_ends(p, MARKET._replace(price=1.01), luck) and not services.contract_ends(
        p, MARKET, luck
    )
    assert not services.contract_ends(p, MARKET._replace(price=1.01), luck._replace(side_sell=0.31))
    assert services.contract_ends(p, MARKET._replace(price=0.5), luck._replace(contract_fail=0.019))
    assert services.contract_ends(with_(contract_farming_on=0), MARKET, PlaceLots(NEVER, NEVER, NEVER, NEVER))


def test_goods_start_an_enterprise_or_add_to_one() -> None:
    p = with_(practice_newcomer_gap=0.35)
    idle = entry_exit.State(
        owner=False, capital=0.0, practice=0.0, skill=0.4, age=7.0, savings=50.0, spare=0.0
    )
    assert entry_exit.use_goods(p, idle, 800.0) == pytest.approx((True, 800.0, -0.21, 0.4, 0.0, 50.0, 0.0))
    owner = idle._replace(owner=True, capital=100.0, practice=0.2)
    assert entry_exit.use_goods(p, owner, 800.0) == pytest.approx((True, 900.0, 0.2, 0.4, 7.0, 50.0, 0.0))
    assert services.goods_are_given(p) and not services.goods_are_given(with_(asset_transfer_on=0))
    assert not services.goods_are_given(with_(enterprise_on=0))


def test_support_is_paid_to_the_poor_by_lot() -> None:
    p = with_(consumption_support_amount_idr=60_000)
    assert services.support_paid(p, True, 0.5, 0.49) == 60_000.0
    assert services.support_paid(p, True, 0.5, 0.51) == services.support_paid(p, False, 0.5, 0.1) == 0.0
    assert services.support_paid(with_(consumption_support_on=0), True, 0.5, 0.1) == 0.0


# --- start and close ----------------------------------------------------------------------------------------


def test_a_beginner_expects_less_and_training_helps() -> None:
    p = with_(practice_newcomer_gap=0.35, entry_start_capital_idr=300_000)
    assert entry_exit.start_practice(p, 0.0) == -0.35
    assert entry_exit.start_practice(p, 1.0) == entry_exit.start_practice(with_(practice_on=0), 0.0) == 0.0
    aim = enterprise.desired_capital(p, 0.5 - 0.35, 0.9)
    between = sqrt(300_000 * aim)
    expected = 0.9 * enterprise.output_at(p, 0.15, between)
    assert entry_exit.expected_start_profit(p, 0.5, 0.0, 0.9, 300_000.0) == pytest.approx(expected, rel=1e-12)
    assert entry_exit.expected_start_profit(p, 0.5, 1.0, 0.9, 300_000.0) > expected


def test_start_or_close() -> None:
    p = with_(
        entry_start_capital_idr=300_000,
        entry_idea=0.1,
        entry_margin=0.1,
        practice_newcomer_gap=0.35,
        exit_base=0.01,
        distress_sale_price=0.5,
    )
    luck = PlanLots(idea=0.09, close=0.5, moneylender=0.5, technology_jump=0.5)
    traits, work = TRAITS._replace(talent=1.0), labour.NO_WORK._replace(wage=100_000.0)
    idle = entry_exit.State(
        owner=False, capital=0.0, practice=0.0, skill=0.0, age=0.0, savings=350_000.0, spare=0.0
    )

    def decide(state: Any, luck: Any) -> entry_exit.Change:
        return entry_exit.start_or_close(p, state, traits, work, 1.0, 200.0, 100.0, luck)

    begun = decide(idle, luck)
    assert begun.state == pytest.approx((True, 300_000.0, -0.35, 0.0, 0.0, 50_000.0, 0.0))
    assert begun[1:] == (300_000.0, 0.0, 0.0)
    assert decide(idle, luck._replace(idea=0.11)) == (idle, 0.0, 0.0, 0.0)
    poor = idle._replace(savings=200_000.0)
    profit = entry_exit.expected_start_profit(p, 1.0, 0.0, 1.0, 300_000.0)
    given_up = 100_000.0 * labour.time_given_up(p, 0.0, 0.0)
    assert decide(poor, luck) == (poor, 0.0, 0.0, pytest.approx(profit - given_up))
    owner = entry_exit.State(
        owner=True, capital=1e6, practice=0.2, skill=0.3, age=5.0, savings=10.0, spare=0.0
    )
    assert decide(owner, luck) == (owner._replace(age=6.0), 0.0, 0.0, 0.0)
    closed = decide(owner, luck._replace(close=0.009))
    assert closed == ((False, 0.0, 0.0, 0.3, 6.0, 500_010.0, 0.0), 0.0, 1e6, 0.0)


def test_a_start_must_beat_the_wage_by_the_margin() -> None:
    p = with_(entry_margin=0.1)
    assert entry_exit.gain_of_starting(p, 111.0, 100.0) == pytest.approx(11.0)
    assert entry_exit.gain_of_starting(p, 109.0, 100.0) == 0.0


@pytest.mark.parametrize(
    ("expected", "left", "hazard"),
    [(200.0, 1e6, 0.01), (50.0, 1e6, 0.03), (200.0, 1.0, 0.11), (50.0, 1.0, 0.13)],
)
def test_closing_hazards_add_up(expected: float, left: float, hazard: float) -> None:
    p = with_(exit_base=0.01, exit_low_profit=0.02, exit_low_capital=0.1, exit_nearly_gone_share=0.2)
    assert entry_exit.closes(p, expected, 100.0, left, 0.999 * hazard)
    assert not entry_exit.closes(p, expected, 100.0, left, 1.001 * hazard)
    assert not entry_exit.closes(with_(exit_on=0), expected, 100.0, left, 0.0)


def test_readiness_follows_work_success_and_promises() -> None:
    p = with_(
        readiness_start=0.4,
        readiness_from_socialisation=0.1,
        readiness_from_success=0.05,
        readiness_from_broken_promises=0.2,
        readiness_fading=0.1,
    )
    after = readiness.next_readiness
    assert after(p, 0.4, SETTING) == pytest.approx(0.4)
    assert after(p, 0.4, SETTING._replace(socialised=0.5)) == pytest.approx(0.4 + 0.1 * 0.5 * 0.6)
    assert after(p, 0.4, SETTING._replace(success=0.8)) == pytest.approx(0.42)
    assert after(p, 0.4, SETTING._replace(promised_ratio=0.5)) == pytest.approx(0.3)
    assert after(p, 0.6, SETTING) == pytest.approx(0.58)
    assert after(p, 0.01, SETTING._replace(success=0.0, promised_ratio=0.0)) == 0.0
    off = SETTING._replace(socialised=1.0, success=1.0, promised_ratio=0.0)
    assert after(with_(readiness_on=0), 0.9, off) == 0.9


def test_the_bond_grows_with_meetings_and_fades_without() -> None:
    p = with_(group_repayment_bond_growth=0.1, group_repayment_bond_fading=0.03)
    assert readiness.next_bond(p, 0.5, 1.0) == pytest.approx(0.5 + 0.05 - 0.015)
    assert readiness.next_bond(p, 0.5, 0.0) == pytest.approx(0.485)


# --- credit -------------------------------------------------------------------------------------------------


def test_the_size_of_the_next_loan() -> None:
    p = with_(first_loan=300, loan_growth=1.25, largest_loan=1000, fair_share=1.5)
    assert credit.offered_loan(p, 0.0, 10_000.0) == 300
    assert credit.offered_loan(p, 400.0, 10_000.0) == 500
    assert credit.offered_loan(p, 900.0, 10_000.0) == 1000
    assert credit.offered_loan(p, 400.0, 300.0) == 450
    assert credit.offered_loan(p, 400.0, 1.0) == 300


def test_what_is_really_invested() -> None:
    p = with_(
        loan_application_invested_share=0.8, reserve_instalments=2.0, flat_interest=0.1, instalment_share=0.5
    )
    weekly = 1300 * 1.1 * 0.5 * 12 / 52
    assert credit.invested_part(p, 1300.0) == pytest.approx(0.8 * (1300 - 2 * weekly))
    assert credit.invested_part(with_(reserve_instalments=52.0, instalment_share=1.0), 1300.0) == 0.0


def test_the_worth_of_a_loan() -> None:
    p = with_(term_months=6, flat_interest=0.12, loan_application_lump_sum_value=0.02, moneylender_rate=0.1)
    without = credit.loan_benefit(p, 1e6, USE)
    assert without == pytest.approx(-0.10 * 1e6)
    start = credit.loan_benefit(p, 1e6, USE._replace(start_gain=40_000.0))
    assert start - without == pytest.approx(240_000)
    indebted = credit.loan_benefit(p, 1e6, USE._replace(debt=500_000.0))
    assert indebted - without == pytest.approx(300_000)
    firm = USE._replace(owner=True, technology=True, strength=0.3, price=0.9, capital=1e6, desired=5e6)
    owner = credit.loan_benefit(p, 1e6, firm)
    added = credit.invested_part(p, 1e6)
    more = 0.9 * (enterprise.output_at(p, 0.3, 1e6 + added) - enterprise.output_at(p, 0.3, 1e6))
    assert owner - without == pytest.approx(6 * more)
    assert credit.loan_benefit(p, 1e6, firm._replace(capital=5e6)) == pytest.approx(without)


def test_a_loan_within_reach_of_the_technology_is_worth_more() -> None:
    terms = {
        "technology_minimum_capital_idr": 4e6,
        "technology_gain": 0.6,
        "technology_jump": 0.1,
        "term_months": 6,
    }
    use = USE._replace(owner=True, strength=0.5, capital=3.2e6, desired=3.2e6)
    plain = credit.loan_benefit(with_(**terms, technology_on=0), 1e6, use)
    p = with_(**terms)
    gain = enterprise.output_at(p, 0.5 + 0.6, 4e6) - enterprise.output_at(p, 0.5, 3.2e6)
    assert credit.loan_benefit(p, 1e6, use) - plain == pytest.approx(0.1 * gain * 6)
    assert credit.loan_benefit(p, 0.7e6, use) < 0.0  # 3.9 million in reach
    assert credit.loan_benefit(p, 0.7e6, use._replace(spare=0.1e6)) > 0.0


def test_who_wants_a_loan() -> None:
    # worth 0.3 of 300 with a lump sum, no interest: 90
    p = with_(
        first_loan=300,
        loan_application_lump_sum_value=0.3,
        flat_interest=0.0,
        loan_application_considers=0.5,
        loan_application_repeat_share=0.5,
        horizon_loans=3.0,
        readiness_start=0.4,
    )
    outside = credit.Applicant(
        member=False, free=False, listed=True, readiness=0.4, hassle=260.0, last_loan=0.0
    )
    wish = credit.loan_wish
    assert wish(p, outside, USE, 0.0, 0.19) == credit.TO_JOIN
    assert wish(p, outside, USE, 0.0, 0.21) == credit.NO_LOAN  # thinks of it with chance 0.5 x 0.4
    assert wish(p, outside._replace(hassle=280.0), USE, 0.0, 0.19) == credit.NO_LOAN
    assert wish(p, outside._replace(listed=False), USE, 0.0, 0.19) == credit.NO_LOAN
    member = outside._replace(member=True, free=True, hassle=170.0)
    assert wish(p, member, USE, 0.0, 0.99) == credit.AS_MEMBER
    assert wish(p, member._replace(hassle=190.0), USE, 0.0, 0.99) == credit.NO_LOAN
    assert wish(p, member._replace(free=False), USE, 0.0, 0.99) == credit.NO_LOAN


def test_the_ready_have_less_trouble() -> None:
    p = with_(readiness_start=0.4)
    assert credit.trouble(p, 1000.0, 0.4) == pytest.approx(1000)
    assert credit.trouble(p, 1000.0, 0.9) == pytest.approx(500)
    assert credit.trouble(p, 1000.0, 0.0) == pytest.approx(1400)


def test_the_stable_order_is_numpys() -> None:
    rng = np.random.default_rng(5)
    for n in (0, 1, 2, 7, 64, 1000):
        keys = rng.integers(0, 20, n) / 4.0
        assert np.array_equal(stable_order(keys), np.argsort(keys, kind="stable"))
