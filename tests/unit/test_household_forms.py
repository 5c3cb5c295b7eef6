"""Forms of the household economy, on by default: right values by hand, and what each is for, in a village."""

from __future__ import annotations

from math import exp, log
from typing import Any

import numpy as np
import pytest

from partnersim.engine.population.populations import settled_key
from partnersim.engine.population.settling import all_switched_on
from partnersim.mechanisms.households import (
    consumption,
    credit,
    debt,
    enterprise,
    entry_exit,
    labour,
    services,
    stages,
)
from partnersim.mechanisms.households.capital import Upkeep
from partnersim.mechanisms.households.household import Chances, Craft, Firm, Purse
from partnersim.scenario.documents.fields import IF_ON
from partnersim.scenario.parameters.mechanisms import Mechanisms
from partnersim.scenario.spec import Scenario
from partnersim.theory import households
from partnersim.theory.chance.draws import Draws, Purpose
from partnersim.theory.chance.lots import (
    NEVER,
    DebtLots,
    IncomeLots,
    Lots,
    PlaceLots,
    PlanLots,
    ServiceLots,
)
from tests.household_case import FORMS, MARKET, SETTING, TRAITS, USE, with_
from tests.reference.worlds import World, busy_services, make_world

ABLE = TRAITS._replace(floor=200_000.0, talent=0.5)
OWNER = Firm(owner=True, capital=1e6, technology=0, contract=False, order=False)
LUCKLESS = Lots(
    income=IncomeLots(0.0, 0.0, 0.0, NEVER), plans=PlanLots(NEVER, NEVER, NEVER, NEVER),
    debts=DebtLots(NEVER, NEVER, NEVER), services=ServiceLots(NEVER, NEVER, NEVER, NEVER),
    places=PlaceLots(NEVER, NEVER, NEVER, NEVER),
)  # fmt: skip


# --- switches -----------------------------------------------------------------------------------------------


def test_the_forms_are_the_model_and_are_these() -> None:
    forms = {
        name for name, f in Mechanisms.model_fields.items() if getattr(f.default, "settles", True) == IF_ON
    }
    assert forms == set(FORMS)
    assert all(getattr(Mechanisms(), name).on for name in FORMS)
    assert Mechanisms().prompt_recovery.both_ways


@pytest.mark.parametrize("form", FORMS)
def test_a_place_has_always_lived_by_the_form_it_has(form: str) -> None:
    """Settled with the form and its parameters where it is on; where it is off nothing of it matters."""
    number = next(name for name in type(getattr(Mechanisms(), form)).model_fields if name != "on")
    usual = getattr(getattr(Mechanisms(), form), number)
    off = Scenario(mechanisms={form: {"on": False, number: usual + 1 if isinstance(usual, int) else usual}})
    on = Scenario(mechanisms={form: {"on": True}})
    other = Scenario(
        mechanisms={form: {"on": True, number: usual + 1 if isinstance(usual, int) else 0.9 * usual}}
    )
    assert getattr(all_switched_on(on).mechanisms, form).on
    assert not getattr(all_switched_on(off).mechanisms, form).on
    assert settled_key(on) == settled_key(Scenario())
    assert settled_key(off) == settled_key(Scenario(mechanisms={form: {"on": False}}))
    assert len({settled_key(spec) for spec in (off, on, other)}) == 3


# --- eating -------------------------------------------------------------------------------------------------


def test_a_concave_sum() -> None:
    see = households.concave_sum
    assert see(0.0, 3.0) == 0.0
    assert see(3.0, 3.0) == pytest.approx(1.5)
    assert see(1.0, 3.0) == pytest.approx(0.75)
    assert see(300.0, 3.0) == pytest.approx(300 / 101)
    assert see(5.0, 0.0) == 0.0


def test_a_large_sum_is_eaten_more_slowly() -> None:
    """Two months of income above a buffer of half a month count as 2 / (1 + 2 / 3) = 1.2 months."""
    terms = {"consumption_buffer": 0.5, "consumption_buffer_propensity": 0.1, "consumption_propensity": 0.98}
    p = with_(**terms, concave_spending_on=1, concave_spending_cap_months=3)
    assert consumption.wanted_consumption(p, 1e6, 2.5e6, 0.0, 0.0) == pytest.approx(0.98e6 + 0.12e6)
    assert consumption.wanted_consumption(p, 1e6, 2.5e6, 0.0, 0.5) == pytest.approx(0.98e6 + 0.06e6)
    assert consumption.wanted_consumption(with_(**terms), 1e6, 2.5e6, 0.0, 0.0) == pytest.approx(1.18e6)
    # without an income the scale is the floor: 0.2 million above nothing count as 0.6 x 0.2 / 0.8
    seen = consumption.easily_spent(p, 200_000.0, 0.0, 200_000.0)
    assert seen == pytest.approx(150_000)
    # a year in an account that keeps half of two months: 12 x 0.1 x 0.5 x 1.2 months
    purse = Purse(savings=2.5e6, debt=0.0, smoothed=1e6, account=0.0)
    assert services.worth_of_account(p, purse, 0.5, 0.0) == pytest.approx(12 * 0.1 * 0.5 * 1.2e6)


def test_usual_income_follows_a_lasting_rise_and_no_fall() -> None:
    assert households.recovered(100.0, 140.0, 1.0) == 140.0
    assert households.recovered(100.0, 140.0, 0.5) == 120.0
    assert households.recovered(100.0, 60.0, 1.0) == 100.0


def test_a_recovery_is_eaten_at_once_and_luck_is_not() -> None:
    """Usual income 500,000, net 700,000 of which 50,000 is luck: 0.15 x 200,000 more, or the lasting 650,000."""
    terms = {"consumption_smoothing": 0.15, "consumption_buffer": 0.5}
    p = with_(**terms, prompt_recovery_on=1, prompt_recovery_share=1)
    rich = Purse(savings=400_000.0, debt=0.0, smoothed=500_000.0, account=0.0)
    means = consumption.Means(cash=2e6, net=700_000.0, wage=700_000.0, debt=0.0, capital=0.0, luck=50_000.0)
    fed = consumption.feed(p, ABLE, rich, means, NEVER)
    assert fed.smoothed == pytest.approx(650_000)
    assert consumption.feed(with_(**terms), ABLE, rich, means, NEVER).smoothed == pytest.approx(530_000)
    poor = rich._replace(savings=200_000.0)  # below half a month of 530,000
    assert consumption.feed(p, ABLE, poor, means, NEVER).smoothed == pytest.approx(530_000)
    half = with_(**terms, prompt_recovery_on=1, prompt_recovery_share=0.5)
    assert consumption.feed(half, ABLE, rich, means, NEVER).smoothed == pytest.approx(590_000)
    falling = means._replace(net=300_000.0)
    assert consumption.feed(p, ABLE, rich, falling, NEVER).smoothed == pytest.approx(470_000)


def test_both_ways_usual_income_follows_what_lasts_up_and_down_whatever_is_saved() -> None:
    """Usual income 500,000 becomes 530,000 or 470,000 by habit, then goes 0.75 of the way to what lasts.

    Net 700,000 of which 50,000 is luck: 530,000 + 0.75 x 120,000. Net 300,000 of which -50,000 is luck: 470,000 - 0.75
    x 120,000, of which 0.98 are eaten, and nothing of savings of less than half a month.
    """
    terms = {"consumption_smoothing": 0.15, "consumption_buffer": 0.5, "consumption_propensity": 0.98}
    p = with_(**terms, prompt_recovery_on=1, prompt_recovery_share=0.75, prompt_recovery_both_ways=1)
    poor = Purse(savings=50_000.0, debt=0.0, smoothed=500_000.0, account=0.0)
    rising = consumption.Means(cash=2e6, net=700_000.0, wage=700_000.0, debt=0.0, capital=0.0, luck=50_000.0)
    assert consumption.feed(p, ABLE, poor, rising, NEVER).smoothed == pytest.approx(620_000)
    fed = consumption.feed(p, ABLE, poor, rising._replace(net=300_000.0, luck=-50_000.0), NEVER)
    assert fed.smoothed == pytest.approx(380_000)
    assert fed.eaten == pytest.approx(372_400)


@pytest.mark.parametrize("both_ways", [False, True])
def test_debts_paid_and_money_put_in_of_own_choice_are_no_fall_of_what_lasts(both_ways: bool) -> None:
    """Both ways, what is taken for lasting is before the moneylender is paid and savings are put in."""
    p = with_(prompt_recovery_on=1, prompt_recovery_both_ways=both_ways, moneylender_rate=0.1, moneylender_limit=1)
    purse = Purse(savings=400_000.0, debt=100_000.0, smoothed=500_000.0, account=0.0)
    trade = enterprise.NO_TRADE._replace(profit=340_000.0, expected=300_000.0)
    earned = stages.Earned(
        work=labour.NO_WORK._replace(wage=660_000.0, surprise=15_000.0), firm=OWNER, trade=trade,
        upkeep=Upkeep(1e6, 0, 1e6, 0.0, from_profit=30_000.0, from_savings=20_000.0, drawn=0.0, jump=0.0),
        forgone=0.0, given_up=0.0, income=1e6, owed=0.0, left=False,
    )  # fmt: skip
    row = stages.Row(
        traits=ABLE, craft=Craft(0.0, 0.0, 0.0), purse=purse, firm=OWNER, loan=debt.NO_LOAN, persistent=0.0,
        readiness=0.0, consumption=1e6, transfer=0.0, order_months=0, trained_ago=0, firm_age=0.0, member=False,
        scheme_failed=False,
    )  # fmt: skip
    chances = Chances(training=0.0, mentor=0.0, order=0.0, contract=0.0, asset=0.0, support=0.0)
    paid = stages.settle_debts(p, row, earned, SETTING, chances, LUCKLESS)
    # 1.0 million earned and 0.4 saved less 50,000 put in leave far more than 0.9 x 500,000: all 110,000 are paid
    assert paid.lender.paid == pytest.approx(110_000)
    assert paid.means.net == pytest.approx(1_000_000 - 110_000 - 50_000)
    # this month's luck: 15,000 of the wage, 40,000 of profit
    assert paid.means.luck == pytest.approx(55_000 - (130_000 if both_ways else 0))


def test_luck_of_a_wage_is_what_exceeds_the_usual_one() -> None:
    p = with_(prompt_recovery_on=1, income_shocks_transitory_sd=0.3, income_shocks_persistent_sd=0.0)
    traits = ABLE._replace(line=1e6)
    setting = SETTING
    lucky = labour.work(p, traits, 0.0, setting, IncomeLots(0.0, 1.0, 0.0, NEVER))
    usual = 1e6 * exp(p.mean_wage)
    assert lucky.wage == pytest.approx(usual * exp(0.3 - 0.045))
    assert lucky.surprise == pytest.approx(usual * (exp(0.255) - 1.0))
    plain = with_(income_shocks_transitory_sd=0.3)
    assert labour.work(plain, traits, 0.0, setting, IncomeLots(0.0, 1.0, 0.0, NEVER)).surprise == 0.0


# --- starting -----------------------------------------------------------------------------------------------


def test_own_start() -> None:
    assert households.own_start(300.0, 800.0, 1000.0) == 800.0
    assert households.own_start(300.0, 1800.0, 1000.0) == 1000.0
    assert households.own_start(300.0, 100.0, 1000.0) == 300.0
    assert households.own_start(300.0, 800.0, 200.0) == 300.0


def test_who_starts_puts_in_what_it_can_spare() -> None:
    """Of 1.2 million half a month of 600,000 is kept: 900,000 go in, and 300,000 are left."""
    terms = {"entry_start_capital_idr": 300_000, "entry_idea": 1.0, "entry_margin": 0.0, "practice_on": 0}
    p = with_(**terms, start_with_savings_on=1, start_with_savings_reserve_months=0.5)
    spare = entry_exit.spare_to_start(p, 1.2e6, 600_000.0)
    assert spare == pytest.approx(900_000)
    assert entry_exit.spare_to_start(p, 1.2e6, -5.0) == 1.2e6
    assert entry_exit.spare_to_start(p, 100_000.0, 600_000.0) == 0.0
    idle = entry_exit.State(False, 0.0, 0.0, 0.0, 0.0, 1.2e6, spare)
    luck = PlanLots(idea=0.5, close=NEVER, moneylender=NEVER, technology_jump=NEVER)
    traits, work = ABLE._replace(talent=2.0), labour.NO_WORK._replace(wage=100_000.0)
    begun = entry_exit.start_or_close(p, idle, traits, work, 1.0, 0.0, 0.0, luck)
    assert (begun.state.capital, begun.state.savings, begun.bought) == pytest.approx((9e5, 3e5, 9e5))
    usual = entry_exit.start_or_close(with_(**terms), idle, traits, work, 1.0, 0.0, 0.0, luck)
    assert (usual.state.capital, usual.state.savings) == pytest.approx((3e5, 9e5))
    modest = enterprise.desired_capital(p, -0.7, 1.0)
    assert 300_000 < modest < 900_000
    assert entry_exit.capital_to_start(p, -0.7, 0.0, 1.0, spare) == pytest.approx(modest)


# --- loans --------------------------------------------------------------------------------------------------


def test_what_wears_away_of_added_capital() -> None:
    assert households.worn_away(1000.0, 0.1, 2.0) == pytest.approx(190.0)
    assert households.worn_away(1000.0, 0.0, 12.0) == 0.0


def test_hassle_is_spread_out_around_its_median() -> None:
    assert households.spread_out(100.0, 100.0, 2.0) == pytest.approx(100.0)
    assert households.spread_out(200.0, 100.0, 2.0) == pytest.approx(400.0)
    assert households.spread_out(50.0, 100.0, 2.0) == pytest.approx(25.0)
    assert households.spread_out(200.0, 100.0, 0.0) == pytest.approx(100.0)
    assert households.spread_out(0.0, 100.0, 2.0) == 0.0 and households.spread_out(7.0, 0.0, 2.0) == 7.0
    p = with_(loan_costs_on=1, loan_costs_hassle_power=2, loan_application_hassle_median_idr=60_000)
    assert credit.felt_hassle(p, 120_000.0) == pytest.approx(240_000)
    assert credit.felt_hassle(with_(), 120_000.0) == 120_000.0


def test_a_loan_is_weighed_with_wear_loss_and_owing() -> None:
    """Six months at 2 percent of wear, 1 of losing half: 1 - 0.975^6 of what is added, and half of a yearly tenth."""
    terms = {
        "term_months": 6, "enterprise_depreciation": 0.02, "capital_loss_probability": 0.01, "loan_costs_owing": 0.1,
        "loan_application_invested_share": 0.8, "reserve_instalments": 0.0,
    }  # fmt: skip
    use = USE._replace(owner=True, strength=0.3, capital=1e6, desired=9e6)
    full = credit.loan_benefit(with_(**terms, loan_costs_on=1), 1e6, use)
    bare = credit.loan_benefit(with_(**terms), 1e6, use)
    assert bare - full == pytest.approx(0.8e6 * (1 - 0.975**6) + 0.05e6)
    safe = credit.loan_benefit(with_(**terms, loan_costs_on=1, capital_loss_on=0), 1e6, use)
    assert bare - safe == pytest.approx(0.8e6 * (1 - 0.98**6) + 0.05e6)
    idle = USE._replace(start_gain=50_000.0)
    full, bare = (credit.loan_benefit(with_(**terms, loan_costs_on=on), 1e6, idle) for on in (1, 0))
    assert bare - full == pytest.approx(300_000 * (1 - 0.975**6) + 0.05e6)


def test_wear_of_a_step_counts_as_far_as_the_step_is_likely() -> None:
    terms = {
        "term_months": 12, "technology_minimum_capital_idr": 4e6, "technology_gain": 0.6, "technology_jump": 0.1,
        "enterprise_depreciation": 0.02, "capital_loss_on": 0, "loan_costs_owing": 0.0,
    }  # fmt: skip
    use = USE._replace(owner=True, strength=0.5, capital=3.2e6, desired=3.2e6)
    full, bare = (credit.loan_benefit(with_(**terms, loan_costs_on=on), 1e6, use) for on in (1, 0))
    assert bare - full == pytest.approx(0.1 * 0.8e6 * (1 - 0.98**12))


def test_meetings_cost_members_time_less_for_those_with_slack() -> None:
    """At the usual wage the slack of 0.8 counts half: 0.02 x 0.5 x (1 - 0.4) of the wage at half the meetings."""
    p = with_(meeting_time_on=1, meeting_time_share=0.02, time_cost_slack=0.8, income_shocks_on=0)
    assert labour.meeting_share(p, 0.0, 0.0, 0.5) == pytest.approx(0.006)
    assert labour.meeting_share(p, 0.0, 0.0, 0.0) == 0.0
    assert labour.meeting_share(with_(meeting_time_share=0.02), 0.0, 0.0, 0.5) == 0.0
    assert labour.meeting_share(with_(meeting_time_on=1, meeting_time_share=0.5), 9.0, 9.0, 9.0) == 1.0
    work = labour.work(
        p,
        ABLE._replace(line=1e6),
        0.0,
        SETTING._replace(meeting_rate=0.5),
        IncomeLots(0.0, 0.0, 0.0, NEVER),
    )
    assert work.meetings == pytest.approx(0.006 * work.wage)


def test_who_would_join_weighs_what_meetings_cost() -> None:
    p = with_(term_months=6)
    dear = credit.loan_benefit(p, 1e6, USE._replace(meetings=5_000.0))
    assert credit.loan_benefit(p, 1e6, USE) - dear == pytest.approx(30_000)


def test_members_alone_pay_for_meetings_out_of_wages() -> None:
    quiet = {
        "income_shocks": {"on": False},
        "hamlet_shocks": {"on": False},
        "loan_application": {"on": False},
    }
    worlds = []
    for on in (True, False):
        world = make_world(hamlets=1, rows=40, mechanisms={**quiet, "meeting_time": {"on": on, "share": 0.1}})
        world.households.group[::2] = 0
        world.households.owner[:] = 0
        world.run(1, busy_services)
        worlds.append(world.households.income - 0.0)
    ratio = worlds[0] / worlds[1]
    assert (ratio[::2] < 1.0).all() and (ratio[1::2] == 1.0).all()


# --- contract schemes ---------------------------------------------------------------------------------------


def test_price_and_hazard_of_a_scheme() -> None:
    assert households.scheme_worth(1.0, 0.1) == pytest.approx(exp(0.095))
    assert households.scheme_worth(0.3, 0.0) == 1.0
    assert households.scheme_hazard(0.01, -1.0, 1.0) == pytest.approx(0.01 * exp(1.0))
    assert households.scheme_hazard(0.01, 2.0, 0.5) == pytest.approx(0.01 * exp(-1.0))


def test_a_contract_pays_what_its_scheme_pays() -> None:
    p = with_(contract_price=1.2, contract_farming_output_share=0.5)
    good = MARKET._replace(price=0.8, scheme=1.1)
    assert enterprise.effective_price(p, good, False, True) == pytest.approx(0.5 * 0.8 + 0.5 * 1.32)
    assert enterprise.contract_price(p, good) == pytest.approx(1.32)


def test_a_contract_ends_with_its_scheme_and_not_by_its_own_coin() -> None:
    p = with_(contract_schemes_on=1, contract_farming_scheme_failure=0.5, contract_price=1.2)
    unlucky = PlaceLots(NEVER, NEVER, NEVER, NEVER)._replace(contract_fail=0.0)
    assert not services.contract_ends(p, MARKET, unlucky)
    assert services.contract_ends(p, MARKET._replace(fails=True), unlucky._replace(contract_fail=NEVER))
    aside = unlucky._replace(side_sell=0.0)
    assert services.contract_ends(p, MARKET._replace(price=1.21), aside)
    assert not services.contract_ends(p, MARKET._replace(price=1.21, scheme=1.1), aside)


def test_what_a_failed_scheme_leaves_owed() -> None:
    p = with_(contract_schemes_owed_months=3, contract_farming_output_share=0.7)
    assert services.inputs_owed(p, 100_000.0) == pytest.approx(210_000)


def growers(**schemes: Any) -> World:
    """Two hamlets of owners, half of them under contract, none offered a new one."""
    world = make_world(
        hamlets=2, rows=40, seed=8,
        mechanisms={
            "contract_schemes": {"on": True, "owed_months": 2.0, **schemes}, "exit": {"on": False},
            "contract_farming": {"scheme_failure": 0.2, "entry_capital_idr": 0.0, "price": 3.0},
        },
    )  # fmt: skip
    c = world.households
    c.owner[:], c.capital[:] = 1, 1e6
    c.contract[::2] = 1
    world.hamlets.contracts[:] = 20
    return world


def test_a_scheme_fails_for_all_its_growers_at_once_and_never_takes_them_back() -> None:
    world, failed_in = growers(), []
    left = np.zeros(80, dtype=bool)
    for month in range(40):
        before, failed = world.households.contract.copy(), world.hamlets.schemes_failed.copy()
        flows = world.step(busy_services(month, 2) if month > 30 else None)
        gone = np.flatnonzero(world.hamlets.schemes_failed > failed)
        for hamlet in range(2):
            rows = world.households.hamlet == hamlet
            ended = rows & (before == 1) & (world.households.contract == 0)
            assert ended.sum() == (before[rows].sum() if hamlet in gone else 0)
            left |= ended
        assert (world.households.scheme_failed == left).all()  # for good
        assert (flows["input debt"] > 0.0) == bool(len(gone))
        failed_in.append(len(gone))
    c = world.households
    assert sum(failed_in) >= 2
    assert not (c.contract[c.scheme_failed == 1]).any() and c.contract.any()  # others got a new scheme's


def test_debts_for_inputs_are_kept() -> None:
    """Everybody owes two months of inputs for the share under contract, with the month's interest, where unpaid."""
    world = growers(failing_spread=0.0)
    world.spec = world.spec.model_copy()
    certain = world.copy(
        contract_farming={"scheme_failure": 1.0},
        enterprise={"shock_sd": 0.0},
        moneylender={"rate": 0.0},
        consumption={"floor": 1.0},
    )
    c = certain.households
    c.savings[:], c.moneylender_debt[:] = 0.0, 0.0
    flows = certain.step()
    owed = flows["input debt"]
    inputs = (c.profit[::2] / certain.hamlets.price[0]) * (1 / 0.3 - 1)
    assert owed == pytest.approx(2.0 * 0.7 * inputs.sum(), rel=1e-9)
    assert flows["moneylender repayment"] < owed


def test_quality_is_drawn_once_for_a_scheme_and_anew_for_the_next() -> None:
    world = growers(price_spread=0.3)
    draws, seen = Draws(8), []
    for _ in range(25):
        world.step()
        number = np.arange(2) + 1_000_000 * world.hamlets.schemes_failed
        quality = draws.normal(Purpose.SCHEME_QUALITY, 0, number)
        assert world.hamlets.scheme == pytest.approx(np.exp(0.3 * quality - 0.045), rel=1e-12)
        world.households.contract[:], world.households.scheme_failed[:] = 1, 0
        seen.append(world.hamlets.scheme.copy())
    assert (
        len({round(log(worth), 9) for worth in np.array(seen)[:, 0]}) == world.hamlets.schemes_failed[0] + 1
    )
