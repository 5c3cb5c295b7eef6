"""Opening of units out of seed money, and what becomes of them when the bank wants its money back."""

from __future__ import annotations

import numpy as np
import pytest

from partnersim.mechanisms.environment.dated_events import DatedEvents
from partnersim.mechanisms.funds.bank_debt import BankDebt
from partnersim.mechanisms.services.unit_opening import UnitOpening
from partnersim.world.funds import ACTIVE, CLOSED
from tests.small_place import SmallPlace

GRANT = 25e6


def seeded(amount_a_month, *, weights, cap, seed=1, **document):
    programme = {"community_funds": {"seed_grant_idr": GRANT, "units_per_year": cap}}
    place = SmallPlace({"programme": programme} | document, weights=weights, seed=seed)

    def give(p):
        p.ledger.post(p.accounts.treasury, p.accounts.seed_pot, amount_a_month, "funds")

    return place, give


def opened(place):
    return float(place.hamlets.weight[place.funds.status == ACTIVE].sum())


@pytest.mark.parametrize("weight", [1.0, 6.0, 54.0])
def test_units_follow_the_yearly_cap_whatever_a_simulated_hamlet_stands_for(weight):
    place, give = seeded(1e10, weights=[weight] * int(1080 / weight), cap=180)
    for year in (1, 2, 3, 4):
        place.run(12 * year, UnitOpening(), before=give)
        assert abs(opened(place) - 180 * year) <= weight / 2
    assert place.paid("seed") == pytest.approx(opened(place) * GRANT)


@pytest.mark.parametrize("weight", [1.0, 6.0, 54.0])
def test_units_follow_the_money_whatever_a_simulated_hamlet_stands_for(weight):
    place, give = seeded(1e8, weights=[weight] * int(1080 / weight), cap=1e5)
    for year in (1, 3, 6):
        place.run(12 * year, UnitOpening(), before=give)
        assert abs(opened(place) - 12 * year * 1e8 / GRANT) <= weight / 2
        held = float(place.hamlets.weight @ place.funds.granted)
        assert held + place.ledger.balance(place.accounts.seed_pot) == pytest.approx(12 * year * 1e8)
    assert (place.funds.granted + place.funds.seed_due)[place.funds.status == ACTIVE] == pytest.approx(GRANT)


def test_an_unused_allowance_lapses_at_the_turn_of_the_year():
    place, _ = seeded(0, weights=[1.0] * 40, cap=12)
    place.run(23, UnitOpening())
    place.ledger.post(place.accounts.treasury, place.accounts.seed_pot, 1e9, "funds")
    place.run(24, UnitOpening())
    assert 12 <= opened(place) <= 13


def test_sites_are_drawn_in_proportion_and_weights_do_not_pull():
    # half of the hamlets have three times the poor; half of each kind stand for twice as many hamlets
    poor, weights = np.array([10.0, 30.0] * 20), [1.0] * 20 + [2.0] * 20
    chosen = np.zeros(40)
    for seed in range(400):
        place, give = seeded(1e9, weights=weights, cap=12, seed=seed)
        place.hamlets.poor_listed[:] = poor
        place.run(1, UnitOpening(), before=give)
        chosen += place.funds.status == ACTIVE
    assert chosen.sum() >= 400
    assert chosen[1::2].sum() / chosen[::2].sum() == pytest.approx(3.0, rel=0.3)
    assert chosen[20:].sum() / chosen[:20].sum() == pytest.approx(1.0, rel=0.25)


def test_hamlets_that_stand_for_few_do_not_pass_those_whose_turn_has_come():
    """Money for two units a month, and 20 hamlets that stand for 1 beside 20 that stand for 19 each."""
    share = np.zeros(2)
    for seed in range(60):
        place, give = seeded(2 * GRANT, weights=[1.0] * 20 + [19.0] * 20, cap=1e4, seed=seed)
        place.run(60, UnitOpening(), before=give)
        served = place.funds.status == ACTIVE
        share += np.array([served[:20].mean(), served[20:].mean()]) / 60
    # 120 of 400 units: three tenths of either kind, but for the one whose turn it is
    assert share == pytest.approx([0.3, 0.3], abs=0.06)


def test_a_hamlet_whose_unit_has_closed_is_drawn_anew():
    again = 0
    for seed in range(300):
        place, give = seeded(GRANT, weights=[1.0] * 5, cap=1e4, seed=seed)
        place.run(1, UnitOpening(), before=give)
        first = place.funds.status == ACTIVE
        assert first.sum() == 1
        place.ledger.post(place.accounts.funds_cash, place.accounts.market, GRANT, "loans")
        place.funds.status[first], place.funds.cash[first] = CLOSED, 0.0
        place.run(2, UnitOpening(), before=give)
        again += int(place.funds.status[first][0] == ACTIVE)
    assert again / 300 == pytest.approx(1 / 5, abs=0.07)


def test_programme_work_in_a_hamlet_draws_the_unit_there():
    reached = 0
    for seed in range(200):
        place, give = seeded(1e9, weights=[1.0] * 10, cap=12, seed=seed)
        place.services.socialised[:5] = 1.0
        place.run(1, UnitOpening(), before=give)
        reached += int((place.funds.status[:5] == ACTIVE).sum())
    assert reached / 200 == pytest.approx(2 / 3, abs=0.09)


def test_units_stay_within_the_programme_and_spare_money_serves_queues():
    place, give = seeded(1e8, weights=[1.0] * 10, cap=120, programme={"hamlets": 4})
    place.run(6, UnitOpening(), before=give)
    assert opened(place) == 4
    assert place.paid("top-up") == 0.0
    place.funds.queue[:] = 1000.0
    place.funds.cash[:] = 0.0
    place.ledger.post(place.accounts.funds_cash, place.accounts.market, 4 * GRANT, "loans")
    place.run(7, UnitOpening())
    assert place.paid("top-up") == pytest.approx(6e8 - 4 * GRANT)
    assert np.allclose(place.funds.cash[place.funds.status == ACTIVE], (6e8 - 4 * GRANT) / 4)


def test_a_top_up_is_a_first_loan_for_everyone_who_queued_less_the_money_at_hand():
    place, _ = seeded(0, weights=[1.0, 3.0, 2.0], cap=0)
    terms = place.spec.programme.community_funds
    assert terms.first_loan_idr == 300_000.0
    for hamlet in range(3):
        place.fund(hamlet, own=400_000.0)
    place.funds.banked[:] = [0.0, 200_000.0, 0.0]
    place.ledger.post(place.accounts.market, place.accounts.funds_cash, 3 * 200_000.0, "loan repayment")
    place.funds.queue[:] = [10.0, 4.0, 1.0]  # short of 2.6 and 0.6 million; the third has more than it needs
    place.ledger.post(place.accounts.treasury, place.accounts.seed_pot, 10e6, "funds")
    place.run(1, UnitOpening())
    assert place.funds.granted == pytest.approx([2.6e6, 0.6e6, 0.0])
    assert place.paid("top-up") == pytest.approx(2.6e6 + 3 * 0.6e6)


def test_a_top_up_that_does_not_suffice_is_shared_by_what_each_is_short_of():
    place, _ = seeded(0, weights=[1.0, 3.0], cap=0)
    for hamlet in range(2):
        place.fund(hamlet, own=400_000.0)
    place.funds.queue[:] = [10.0, 2.0]  # short of 2.6 million, and of 0.2 in each of three hamlets
    place.ledger.post(place.accounts.treasury, place.accounts.seed_pot, 1.6e6, "funds")
    place.run(1, UnitOpening())
    assert place.funds.granted == pytest.approx([1.3e6, 0.1e6])


def test_without_money_or_with_the_switch_off_no_unit_opens():
    dry, _ = seeded(0, weights=[1.0] * 10, cap=120)
    dry.run(24, UnitOpening())
    off, give = seeded(1e9, weights=[1.0] * 10, cap=120, mechanisms={"unit_opening": {"on": False}})
    off.run(24, UnitOpening(), before=give)
    assert opened(dry) == opened(off) == 0


TERMS = {"community_funds": {"operating_cost": 0.0, "smallest_capital_idr": 1.5e6}}
RECALL = {"what": "loan_recall", "name": "recall", "month": "2010-07", "due": "2011-03"}


def jember(*, events=(RECALL,), pays=0.4, weights=(54.0, 54.0, 54.0), **document):
    """A loan-only unit, one with grant and loan, one with a grant; members repay a share of loans a month."""
    place = SmallPlace({"events": list(events), "programme": TERMS} | document, weights=list(weights))
    place.fund(0, debt=30e6, lent=0.9)
    place.fund(1, own=15e6, debt=20e6, lent=0.9)
    place.fund(2, own=25e6, lent=0.9)
    return place, lambda p: p.members_pay(pays)


def test_recall_closes_the_unit_that_lives_on_loans_and_spares_those_with_a_grant():
    place, month = jember()
    place.run(24, DatedEvents(), BankDebt(), before=month)
    assert place.funds.status.tolist() == [CLOSED, ACTIVE, ACTIVE]
    assert not place.funds.recalled[1:].any() and place.rules.recall_due is None
    assert place.funds.bank_debt[1] == 0.0
    left = place.funds.cash + place.funds.banked + place.funds.outstanding
    assert left[1] == pytest.approx(15e6, rel=0.05)
    assert left[2] == pytest.approx(25e6)
    closings = [d for d in place.diary if d[0] == "unit closed"]
    assert [d[1] for d in closings] == ["unit 0"]


def test_survival_comes_from_money_and_not_from_the_kind_of_unit():
    saved, month = jember()

    def rescue(p):
        month(p)
        if p.month == 12:
            p.funds.cash[0] += 20e6
            p.ledger.post(p.accounts.treasury, p.accounts.funds_cash, 20e6 * 54, "gift")

    saved.run(24, DatedEvents(), BankDebt(), before=rescue)
    assert saved.funds.status[0] == ACTIVE
    unpaid, month = jember(pays=0.0)
    unpaid.funds.late[1] = unpaid.funds.outstanding[1]
    unpaid.run(24, DatedEvents(), BankDebt(), before=month)
    assert unpaid.funds.status[1] == CLOSED  # a grant on paper is no capital when nobody repays


def test_units_are_not_judged_before_the_debt_is_due_and_an_extension_moves_the_day():
    place, month = jember(pays=0.05)
    place.run(14, DatedEvents(), BankDebt(), before=month)
    assert place.funds.status[0] == ACTIVE and place.funds.recalled[0] > 0
    place.run(15, DatedEvents(), BankDebt(), before=month)
    assert place.funds.status[0] == CLOSED
    later = {"what": "loan_recall", "name": "extension", "month": "2011-01", "due": "2011-09", "share": 0.0}
    longer, month = jember(events=(RECALL, later), pays=0.05)
    longer.run(20, DatedEvents(), BankDebt(), before=month)
    assert longer.funds.status[0] == ACTIVE


def test_recalled_units_lend_nothing_and_closed_ones_hand_on_what_comes_in():
    place, month = jember(pays=0.2)
    place.run(8, DatedEvents(), BankDebt(), before=month)
    assert place.funds.lent_month[0] == 0.0 < place.funds.lent_month[2]
    place.run(40, DatedEvents(), BankDebt(), before=month)
    assert place.funds.cash[0] + place.funds.banked[0] == 0.0
    interest = 0.02 / 12 * 30e6
    assert place.paid("bank repayment") == pytest.approx(54 * 50e6, rel=0.03)
    assert place.paid("bank interest") > 54 * 6 * interest


def test_a_part_recall_leaves_the_rest_as_debt_and_costs_are_paid_on_what_was_lent():
    place, month = jember(events=(RECALL | {"share": 0.5},))
    place.run(12, DatedEvents(), BankDebt(), before=month)
    assert place.funds.bank_debt[0] == pytest.approx(15e6, rel=0.02)
    programme = {"community_funds": {"operating_cost": 0.025}}
    costly, month = jember(events=(), programme=programme)
    costly.run(1, BankDebt(), before=month)
    assert costly.paid("running cost") == pytest.approx(0.025 * 54 * costly.funds.lent_month.sum())


def test_lending_off_means_no_unit_pays_or_closes():
    place, _ = jember(mechanisms={"lending": {"on": False}})
    place.run(24, DatedEvents(), BankDebt())
    assert (place.funds.status == ACTIVE).all() and place.paid("bank repayment") == 0.0
