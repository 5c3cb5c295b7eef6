"""Money, heads, government's roles and firms, each on its own."""

from __future__ import annotations

import gc
import weakref
from types import SimpleNamespace

import numpy as np
import pytest

import partnersim as ps
from partnersim.engine.model import PartnershipModel
from partnersim.mechanisms.deciding.firm_fits import firm_choice_sets
from partnersim.mechanisms.environment.dated_events import DatedEvents
from partnersim.mechanisms.organizations.facilitation import Facilitation
from partnersim.mechanisms.organizations.firm_participation import FirmParticipation
from partnersim.mechanisms.organizations.gap_filling import GapFilling, _gap_idr
from partnersim.mechanisms.organizations.office_change import OfficeChange
from partnersim.mechanisms.organizations.regulation import Regulation
from partnersim.mechanisms.organizations.yearly_budgets import YearlyBudgets
from partnersim.theory.firm_choice import usefulness
from partnersim.world.contracts import Plan
from tests.small_place import SmallPlace

OFFICE = {
    "kind": "government", "name": "office", "staff": 20.0, "staff_regulating": 0.3, "staff_convening": 0.2,
    "budget": {"rule": "appropriation", "yearly_idr": 1.2e9, "by_year": {"2011": 5e9}},
}  # fmt: skip
DONOR = {
    "kind": "donor", "name": "donor", "staff": 5.0, "absorptive_idr": 2e9,
    "budget": {"rule": "project", "total_idr": 6e8, "start": "2010-03", "months": 12},
}  # fmt: skip


def spend(amount):
    """Every organization spends this much a month, as far as it has it."""

    def month(place):
        for organization in place.organizations:
            spent = min(amount, max(0.0, place.ledger.balance(organization.cash)))
            place.ledger.post(organization.cash, place.accounts.market, spent, "spent")

    return month


def test_appropriation_comes_in_january_and_what_is_left_lapses():
    place = SmallPlace({"actors": [OFFICE]})
    place.run(12, YearlyBudgets(), before=spend(5e7))
    assert place.cash("office") == pytest.approx(1.2e9 - 11 * 5e7)
    place.run(13, YearlyBudgets())
    assert place.cash("office") == pytest.approx(5e9)
    assert place.paid("lapsed") == pytest.approx(1.2e9 - 11 * 5e7)
    assert place.by_name["office"].year_money_idr == pytest.approx(5e9)


def test_a_share_may_be_carried_over_and_partners_money_never_lapses():
    place = SmallPlace({"actors": [OFFICE], "mechanisms": {"yearly_budgets": {"lapse_share": 0.25}}})
    place.run(12, YearlyBudgets())
    place.ledger.post(place.accounts.donors_abroad, place.by_name["office"].cash, 7e8, "transfer")
    place.run(13, YearlyBudgets())
    assert place.paid("lapsed") == pytest.approx(0.25 * 1.2e9)
    assert place.cash("office") == pytest.approx(0.75 * 1.2e9 + 7e8 + 5e9)


def test_a_run_that_starts_late_in_the_year_gets_the_months_left():
    place = SmallPlace({"actors": [OFFICE], "time": {"start": "2010-10"}})
    place.run(1, YearlyBudgets())
    assert place.cash("office") == pytest.approx(1.2e9 * 3 / 12)


def test_project_money_comes_in_even_tranches_and_the_rest_goes_back():
    place = SmallPlace({"actors": [DONOR]})
    place.run(14, YearlyBudgets())
    flows = place.ledger.flows().query("kind == 'project tranche'")
    assert flows.month.tolist() == list(range(2, 14))
    assert np.allclose(flows.amount_idr, 6e8 / 12)
    assert place.by_name["donor"].year_money_idr > 0
    place.run(15, YearlyBudgets())
    assert place.cash("donor") == 0.0
    assert place.paid("returned") == pytest.approx(6e8)


def test_project_money_waits_for_staff_to_absorb_it():
    slow = SmallPlace({"actors": [DONOR | {"absorptive_idr": 4.8e7}]})  # 5 persons: 20 million a month of 50
    slow.run(15, YearlyBudgets())
    assert slow.paid("project tranche") == pytest.approx(12 * 2e7)
    late = SmallPlace({"actors": [DONOR | {"absorptive_idr": 4.8e7}]})
    late.run(8, YearlyBudgets())
    late.by_name["donor"].spec = late.by_name["donor"].spec.model_copy(update={"absorptive_idr": 2e9})
    late.run(15, YearlyBudgets())
    assert late.paid("project tranche") == pytest.approx(6e8)  # what waited is sent in the months left


def test_a_project_under_way_has_spent_its_past_months_elsewhere():
    budget = DONOR["budget"] | {"start": "2009-09"}
    place = SmallPlace({"actors": [DONOR | {"budget": budget}]})
    place.run(12, YearlyBudgets())
    assert place.paid("project tranche") == pytest.approx(6e8 * 8 / 12)


def test_without_yearly_budgets_nobody_gets_money():
    place = SmallPlace({"actors": [OFFICE, DONOR], "mechanisms": {"yearly_budgets": {"on": False}}})
    place.run(30, YearlyBudgets())
    assert place.ledger.flows().empty


class Memory:
    def __init__(self):
        self.calls = []

    def forget_head(self, number, share):
        self.calls.append((number, share))


def test_heads_change_at_the_yearly_hazard_and_others_forget():
    actors = [OFFICE | {"name": f"office{i}", "budget": {}} for i in range(50)]
    place = SmallPlace({"actors": actors})
    place.agreements = [Memory()]
    place.run(240, OfficeChange())
    changes = place.agreements[0].calls
    assert 0.8 * 105 < len(changes) < 1.2 * 105  # 50 offices, 20 years, -log(1 - 0.1) a year
    assert {share for _, share in changes} == {0.7}
    keeps = np.array([o.keeps_promises for o in place.organizations])
    aims = np.array([o.common_aim for o in place.organizations])
    assert 0.08 < keeps.std() < 0.22
    assert np.corrcoef(keeps, aims)[0, 1] > 0.15


def test_one_more_actor_moves_nobodys_head_and_no_hazard_means_none():
    alone, together = SmallPlace({"actors": [OFFICE]}), SmallPlace({"actors": [DONOR, OFFICE]})
    for place in (alone, together):
        place.run(240, OfficeChange())
    seen = [[d[1:] for d in place.diary if d[1] == "office"] for place in (alone, together)]
    assert seen[0] == seen[1] and seen[0]
    still = SmallPlace({"actors": [OFFICE], "mechanisms": {"office_change": {"on": False}}})
    still.run(240, OfficeChange())
    assert not still.diary and still.by_name["office"].keeps_promises == 0.75


RULES = {"mandate_share": 0.02, "enforcement": 0.8, "clarity": 0.6, "forum": 1.0, "tax_relief": 0.5}


def test_rules_are_felt_as_far_as_staff_of_all_governments_practise_them():
    second = OFFICE | {"name": "second", "staff": 10.0, "staff_regulating": 0.15}
    idle, half = OFFICE | {"staff_regulating": 0.0}, OFFICE | {"staff": 10.0}
    for actors, practice in (([idle], 0.0), ([half], 0.5), ([half, second], 0.75), ([OFFICE, second], 1.0)):
        place = SmallPlace({"actors": actors, "regulation": RULES})
        place.run(1, Regulation())
        rules = place.rules
        felt = [rules.enforcement, rules.clarity, rules.forum, rules.tax_relief]
        assert felt == pytest.approx([0.8 * practice, 0.6 * practice, practice, 0.5 * practice])
        assert rules.mandate_share == (0.02 if practice else 0.0)
    assert place.by_name["second"].staff_used["regulate"] == pytest.approx(1.5)


def test_convening_is_half_at_the_staff_needed_and_comes_out_of_the_same_staff():
    place = SmallPlace({"actors": [OFFICE]})
    place.run(1, Regulation(), Facilitation())
    assert place.rules.convening == pytest.approx(0.5)
    assert place.by_name["office"].staff_free == pytest.approx(20 - 6 - 4)
    busy = SmallPlace({"actors": [OFFICE | {"staff_regulating": 0.9, "staff_convening": 0.6}]})
    busy.run(1, Regulation(), Facilitation())
    assert sum(busy.by_name["office"].staff_used.values()) == pytest.approx(20.0)


def test_roles_switched_off_take_no_staff_and_change_nothing():
    switches = {"regulation": {"on": False}, "facilitation": {"on": False}}
    place = SmallPlace({"actors": [OFFICE], "regulation": RULES, "mechanisms": switches})
    place.run(1, Regulation(), Facilitation())
    assert place.rules.enforcement == place.rules.convening == place.rules.mandate_share == 0.0
    assert place.by_name["office"].staff_free == 20.0


FIRMS = {"kind": "firms", "name": "firms", "count": 2000, "capacity_idr": {"personnel": 1e9}}
OPEN = {"none": {"clarity": 0.1}, "forum": {"clarity": 0.5, "forum": 1.0},
        "compulsory": {"mandate_share": 0.02, "enforcement": 0.9, "clarity": 0.8, "forum": 0.5}}  # fmt: skip


def firm_place(regime, *, firms=None, fit=0, on=True, convening=0.05, seed=1, **document):
    office = OFFICE | {"staff_convening": convening, "budget": {}}
    actors, mechanisms = [office, FIRMS | (firms or {})], {"firm_participation": {"fit": fit, "on": on}}
    return SmallPlace(
        {"actors": actors, "regulation": OPEN[regime], "mechanisms": mechanisms} | document, seed=seed
    )


ROUND = (DatedEvents(), YearlyBudgets(), Regulation(), Facilitation(), FirmParticipation())


@pytest.mark.parametrize("fit", range(len(firm_choice_sets())))
@pytest.mark.parametrize(
    ("regime", "low", "high"), [("none", 0, 0.015), ("forum", 0.03, 0.12), ("compulsory", 0.8, 1)]
)
def test_participation_is_in_the_observed_band_of_each_regime(regime, low, high, fit):
    place = firm_place(regime, fit=fit)
    place.run(13, *ROUND)
    for share in (place.firms.takes_part.mean(), place.firms.joins.mean()):
        assert low <= share <= high


def test_gifts_reach_the_forum_month_by_month_and_open_a_market():
    place = firm_place("compulsory", firms={"market_per_idr": 2.0})
    place.run(1, *ROUND)
    year = place.firms.gives_idr.sum()
    assert year == pytest.approx((place.firms.share * place.firms.profit_idr).sum()) and year > 0
    assert place.cash("firms") == pytest.approx(year / 12)
    assert place.forum.capacity_idr[3] == pytest.approx(2.0 * year)
    assert place.forum.capacity_idr[2] == 1e9 and place.forum.capacity_idr[4] == np.inf
    assert place.forum.year_money_idr == pytest.approx(year)
    place.run(12, *ROUND)
    assert place.paid("contribution") == pytest.approx(year)


@pytest.mark.parametrize(("brings", "market", "funds"), [("money", False, True), ("market", True, False)])
def test_what_firms_bring_decides_what_the_forum_can_do(brings, market, funds):
    place = firm_place("compulsory", firms={"brings": brings})
    place.run(1, *ROUND)
    assert (place.forum.capacity_idr[3] > 0) == market
    assert (place.forum.capacity_idr[4] > 0) == funds


def test_without_a_giver_the_forum_is_absent_and_off_means_no_firm():
    place = firm_place("none", firms={"count": 3})
    place.run(1, *ROUND)
    assert not place.forum.active and place.cash("firms") == 0 and not place.forum.capacity_idr.any()
    off = firm_place("compulsory", on=False)
    off.run(13, *ROUND)
    assert not off.forum.active and off.ledger.flows().empty and not off.firms.takes_part.any()


def test_larger_firms_join_first_and_leanings_last():
    place = firm_place("forum", firms={"profit_year_sd": 0.0})
    place.run(1, *ROUND)
    first = place.firms.takes_part.copy()
    large = place.firms.median_profit_idr >= np.quantile(place.firms.median_profit_idr, 0.9)
    assert place.firms.joins[large].mean() > 1.5 * place.firms.joins[~large].mean()
    place.run(13, *ROUND)
    again = place.firms.takes_part[first].mean()
    assert again > 3 * place.firms.takes_part.mean()


def test_state_firms_follow_their_owner_whatever_local_staff_do():
    office = OFFICE | {"staff_regulating": 0.0, "budget": {}}
    document = {"actors": [office, FIRMS | {"state_owned_share": 1.0}], "regulation": OPEN["compulsory"]}
    place = SmallPlace(document)
    place.run(1, *ROUND)
    assert place.firms.state_owned.all() and place.firms.takes_part.mean() > 0.8
    private = SmallPlace(document | {"actors": [office, FIRMS]})
    private.run(1, *ROUND)
    assert private.firms.takes_part.mean() < 0.05


def test_repeal_of_the_owners_rule_cuts_state_firms_gifts_by_about_a_third():
    # one firm in a hundred is the state's; the rule is its owner's, and nobody practises it on private firms
    office = OFFICE | {"staff_regulating": 0.0, "staff_convening": 0.0, "budget": {}}
    firms = FIRMS | {"state_owned_share": 0.01, "profit_median_idr": 5e11, "profit_log_sd": 0.3}
    rule = {"mandate_share": 0.02, "enforcement": 1.0, "clarity": 0.8}
    event = {"what": "rule_change", "name": "repeal", "month": "2010-12", "regulation": {"clarity": 0.8}}
    gives, still = {}, 0.0
    for events in ([], [event]):
        place = SmallPlace({"actors": [office, firms], "regulation": rule, "events": events})
        place.run(13, *ROUND)
        owned = place.firms.state_owned
        gives[len(events)] = place.firms.gives_idr[owned].sum()
        still = place.firms.takes_part[owned].mean()
    assert -0.45 < gives[1] / gives[0] - 1 < -0.25
    assert still > 0.75


def test_one_more_firm_moves_no_other_and_usefulness_has_its_median():
    few, many = firm_place("forum", firms={"count": 50}), firm_place("forum", firms={"count": 51})
    assert np.array_equal(few.firms.perceived, many.firms.perceived[:50])
    u = (np.arange(1000) + 0.5) / 1000
    for median in (0.2, 0.5, 0.8):
        assert np.median(usefulness(u, median=median)) == pytest.approx(median, abs=1e-3)
    middle = usefulness(u, median=0.5)
    assert np.allclose(3 * middle**2 - 2 * middle**3, u)


def test_dated_events_move_money_rules_and_people_in_their_month():
    events = [
        {"what": "extra_money", "name": "extra", "month": "2010-02", "actor": "office", "amount_idr": 3e8},
        {"what": "budget_change", "name": "cut", "month": "2010-07", "actor": "office", "factor": 0.5},
        {"what": "rule_change", "name": "rule", "month": "2010-03", "regulation": RULES},
        {"what": "new_head", "name": "head", "month": "2010-04", "actor": "office"},
        {"what": "actor_leaves", "name": "exit", "month": "2010-05", "actor": "donor"},
        {"what": "income_shock", "name": "drought", "month": "2010-02", "factor": 0.8, "months": 2},
        {"what": "income_shock", "name": "flood", "month": "2010-03", "factor": 0.5, "months": 1},
    ]
    place = SmallPlace({"actors": [OFFICE, DONOR], "events": events})
    factors = []
    for month in range(13):
        place.run(month + 1, DatedEvents(), YearlyBudgets(), Regulation())
        factors.append(place.rules.income_factor)
    assert factors[:5] == [1.0, 0.8, 0.4, 1.0, 1.0]
    assert [d[0] for d in place.diary] == [
        "extra money", "income shock", "rule change", "income shock", "new head", "actor leaves",
        "budget change",
    ]  # fmt: skip
    assert place.rules.enforcement == pytest.approx(0.8)
    assert place.paid("budget cut") == pytest.approx(1.2e9 * 0.5 * 6 / 12)
    assert place.cash("office") == pytest.approx(2.5e9)  # half of 2011's; all of 2010's has lapsed
    donor = place.by_name["donor"]
    assert not donor.active and place.cash("donor") == 0.0
    assert place.paid("project tranche") == pytest.approx(2 * 5e7) == pytest.approx(place.paid("returned"))
    switch = {"dated_events": {"on": False}}
    quiet = SmallPlace({"actors": [OFFICE, DONOR], "events": events, "mechanisms": switch})
    quiet.run(13, DatedEvents())
    assert not quiet.diary and quiet.ledger.flows().empty and quiet.rules.income_factor == 1.0


def test_government_fills_the_gap_and_only_the_gap():
    # 4 hamlets without a unit at 25 million: money for four units is missing
    place = SmallPlace({"actors": [OFFICE | {"budget": OFFICE["budget"] | {"yearly_idr": 4e8}}]})
    place.run(12, YearlyBudgets(), GapFilling())
    assert place.paid("funds") == pytest.approx(4 * 25e6)
    poor = SmallPlace({"actors": [OFFICE | {"budget": OFFICE["budget"] | {"yearly_idr": 6e7}}]})
    poor.run(12, YearlyBudgets(), GapFilling())
    assert poor.paid("funds") == pytest.approx(6e7)
    supplied = SmallPlace({"actors": [OFFICE]})
    supplied.ledger.post(supplied.accounts.firms_profit, supplied.accounts.seed_pot, 8e7, "funds")
    supplied.run(12, YearlyBudgets(), GapFilling())
    assert supplied.ledger.balance(supplied.accounts.seed_pot) == pytest.approx(1e8)


@pytest.mark.parametrize(
    ("months", "seed_pot_idr", "gap_idr"),
    [
        # four hamlets without a unit, six units a year at 25 million; plans bring 4.8 million a month from the next one
        (12, 0.0, 4 * 25e6 - 11 * 4.8e6),
        (6, 0.0, 3 * 25e6 - 5 * 4.8e6),
        (6, 9e6, 3 * 25e6 - 9e6 - 5 * 4.8e6),
        (1, 9e6, 0.5 * 25e6 - 9e6),
    ],
)
def test_the_gap_is_what_funds_can_use_less_what_is_there_and_planned(months, seed_pot_idr, gap_idr):
    class Two:
        working, at_work = (
            True,
            np.array([True, False]),
        )  # of the other member nothing comes: it is not at work
        plan = SimpleNamespace(for_funds=[12 * 4.8e6, 1e9])

    programme = {"community_funds": {"units_per_year": 6, "seed_grant_idr": 25e6}}
    place = SmallPlace({"actors": [OFFICE], "programme": programme})
    place.apart = Two()
    place.ledger.post(place.accounts.firms_profit, place.accounts.seed_pot, seed_pot_idr, "funds")
    assert _gap_idr(place, months) == pytest.approx(gap_idr)


def test_gap_filling_breaks_no_plan_and_needs_staff_and_will():
    class OfficeAlone:
        working, at_work, place_of = True, np.array([True]), {0: 0}.get
        plan = Plan.agreed(np.array([[0.0, 0.0, 1.0e9, 0.0, 0.0]]), np.zeros(1))

    place = SmallPlace({"actors": [OFFICE]})
    place.apart = OfficeAlone()
    place.run(1, YearlyBudgets(), GapFilling())
    assert place.paid("funds") == pytest.approx(1e8 / 12)
    place.run(12, YearlyBudgets(), GapFilling(), before=spend(1e9 / 12))
    assert place.paid("funds") == pytest.approx(1e8, rel=1e-6)
    for change in ({"fills_gaps": False}, {"staff": 0.0}):
        idle = SmallPlace({"actors": [OFFICE | change]})
        idle.run(12, YearlyBudgets(), GapFilling())
        assert idle.paid("funds") == 0.0
    off = SmallPlace({"actors": [OFFICE], "mechanisms": {"gap_filling": {"on": False}}})
    off.run(12, YearlyBudgets(), GapFilling())
    assert off.paid("funds") == 0.0


def test_a_finished_model_is_freed():
    model = PartnershipModel(ps.load("toy", time__months=1), seed=1)
    model.step()
    seen = weakref.ref(model)
    del model
    gc.collect()
    assert seen() is None
