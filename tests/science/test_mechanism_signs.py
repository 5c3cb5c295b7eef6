"""Each mechanism alone: switched on against switched off, same seeds, the documented effect has its sign."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from partnersim.engine.model import PartnershipModel
from partnersim.mechanisms import MONTH
from partnersim.scenario.reading import load_scenario
from partnersim.scenario.spec import Scenario

SEEDS = (1, 2, 3)
MONTHS = 30
SMALL = {"sample.households": 2000, "time.months": MONTHS}
RICH: dict[str, object] = {
    **SMALL,
    "programme.services.contract_share": 0.5,
    "programme.services.support_share": 0.5,
    "mechanisms.contract_farming.entry_capital_idr": 300_000.0,
    "actors.campus_service.capacity_idr": {"facilities": 3e9, "use_of_outputs": 3e9, "personnel": 3e9},
    "actors.campus_service.budget.total_idr": 3e10,
    "actors.campus_service.staff": 40.0,
}

HARD = {**SMALL, "mechanisms.kin_support.minimum": 0.9}
KEEN = {**SMALL, "mechanisms.quality_orders.start_chance": 1.0}
WORLDS: dict[str, dict[str, object]] = {
    "small": dict(SMALL),
    "rich": RICH,
    "hard": dict(HARD),
    "keen": dict(KEEN),
}

Outcome = Callable[[PartnershipModel], float]


@cache
def lived(scenario: str, world: str, switched_off: str | None, seed: int) -> PartnershipModel:
    """A model that has lived its months with one mechanism off (or none)."""
    changes: dict[str, object] = dict(WORLDS[world])
    if switched_off:
        changes[f"mechanisms.{switched_off}.on"] = False
    model = PartnershipModel(load_scenario(scenario, overrides=changes), seed)
    for _ in range(MONTHS):
        model.step()
    return model


def households(column: str) -> Outcome:
    """Weighted mean of a household column."""
    return lambda m: float(
        np.average(getattr(m.households.arrays, column), weights=m.households.arrays.weight)
    )


def money(kind: str) -> Outcome:
    """Rupiah of one kind of flow."""

    def total(m: PartnershipModel) -> float:
        flows = m.ledger.flows()
        return float(flows.loc[flows.kind == kind, "amount_idr"].sum())

    return total


def units(column: str) -> Outcome:
    """Weighted sum of a fund column."""
    return lambda m: float(m.hamlets.weight @ getattr(m.funds, column))


def noted(what: str) -> Outcome:
    """Lines of the diary of one kind."""
    return lambda m: float(sum(line["what"] == what for line in m.diary))


def of_agreement(f: Callable[..., object]) -> Outcome:
    """A number of the first agreement."""
    return lambda m: float(f(m.agreements[0]))  # type: ignore[arg-type]


def newcomers_practice(m: PartnershipModel) -> float:
    c = m.households.arrays
    return float(c.practice[(c.owner == 1) & (c.enterprise_age < 24)].mean())


def owners_practice(m: PartnershipModel) -> float:
    c = m.households.arrays
    return float(c.practice[c.owner == 1].mean())


def late_share(m: PartnershipModel) -> float:
    return float(m.funds.late.sum() / max(1.0, m.funds.outstanding.sum()))


def income_spread(m: PartnershipModel) -> float:
    c = m.households.arrays
    return float(np.std(np.log(c.income / c.size)))


SIGNS: tuple[tuple[str, str, str, Outcome, int], ...] = (
    ("dated_events", "jember", "small", noted("unit closed"), +1),
    ("market_growth", "jember", "small", households("income"), +1),
    ("hamlet_shocks", "jember", "small", lambda m: float(np.std(m.hamlets.shock)), +1),
    ("local_demand", "jember", "small", lambda m: float(np.std(m.hamlets.price)), +1),
    ("yearly_budgets", "jember", "small", money("appropriation"), +1),
    ("office_change", "jember", "small", noted("new head"), +1),
    ("regulation", "jember-with-firms", "small", lambda m: float(m.firms.joins.mean()), +1),
    ("facilitation", "jember", "small", lambda m: float(m.agreements[0].coordination_staff.sum()), -1),
    ("firm_participation", "jember-with-firms", "small", money("contribution"), +1),
    ("needs", "jember", "small", lambda m: float(np.abs(m.needs.weights - m.needs.base).sum()), +1),
    ("formation", "jember", "small", noted("signed"), +1),
    ("coordination_cost", "jember", "small", of_agreement(lambda a: a.coordination_staff.sum()), +1),
    ("observation", "jember", "small", of_agreement(lambda a: a.visit_staff.sum()), +1),
    ("learned_trust", "jember", "small", of_agreement(lambda a: np.abs(a.alpha - a.prior_alpha).sum()), +1),
    ("chosen_delivery", "jember", "small", money("showpiece"), +1),
    ("leakage", "jember", "small", money("leakage"), +1),
    ("service_delivery", "jember", "small", money("personnel"), +1),
    ("problem_events", "jember", "small", noted("problem"), +1),
    ("rival_benefits", "jember", "small", of_agreement(lambda a: a.total.rival_idr.sum()), +1),
    ("unit_opening", "jember", "small", units("status"), +1),
    ("gap_filling", "jember", "small", money("funds"), +1),
    ("lending", "jember", "small", units("lent"), +1),
    ("surplus_sharing", "jember", "small", money("surplus shared"), +1),
    ("income_shocks", "jember", "small", income_spread, +1),
    ("time_cost", "jember", "small", money("wages"), -1),
    ("enterprise", "jember", "small", households("profit"), +1),
    ("capital_loss", "jember", "small", households("capital"), -1),
    ("technology", "jember", "small", households("profit"), +1),
    ("self_control", "jember", "small", households("capital"), -1),
    ("coaching", "jember", "rich", households("indiscipline"), -1),
    ("practice", "jember", "small", newcomers_practice, -1),
    ("entry", "jember", "small", households("owner"), +1),
    ("exit", "jember", "small", households("owner"), -1),
    ("moneylender", "jember", "small", money("moneylender loan"), +1),
    ("distress_sale", "jember", "small", money("distress loss"), +1),
    ("kin_support", "jember", "hard", money("kin support"), +1),
    ("loan_application", "jember", "small", units("members"), +1),
    ("group_repayment", "jember", "small", households("walked"), +1),
    ("joint_liability", "jember", "small", late_share, -1),
    ("readiness", "jember", "small", lambda m: float(np.std(m.households.arrays.readiness)), +1),
    ("training", "jember", "rich", lambda m: -households("trained_ago")(m), +1),
    ("mentoring", "jember", "rich", owners_practice, +1),
    ("buyer_orders", "jember", "rich", money("order sales"), +1),
    ("contract_farming", "jember", "rich", money("contract sales"), +1),
    ("asset_transfer", "jember", "rich", money("equipment in kind"), +1),
    ("consumption_support", "jember", "rich", money("consumption support"), +1),
    ("import_competition", "osaka", "small", lambda m: float(m.hamlets.price.mean()), -1),
    ("firm_giving", "gresik", "small", money("contribution"), +1),
    ("loan_standing", "gresik", "small", households("walked"), +1),
    ("quality_orders", "osaka", "keen", money("order sales"), +1),
    ("placement", "lkp", "small", households("persistent_wage"), +1),
)


@pytest.mark.parametrize(("switch", "scenario", "world", "outcome", "sign"), SIGNS, ids=[s[0] for s in SIGNS])
def test_each_mechanism_has_its_documented_sign(
    switch: str, scenario: str, world: str, outcome: Outcome, sign: int
) -> None:
    differences = [
        outcome(lived(scenario, world, None, seed)) - outcome(lived(scenario, world, switch, seed))
        for seed in SEEDS
    ]
    assert sign * float(np.mean(differences)) > 0.0, differences


def test_every_switch_of_the_schema_is_a_mechanism_of_the_month_and_tested() -> None:
    fields = {
        name
        for name in type(Scenario().mechanisms).model_fields
        if hasattr(getattr(Scenario().mechanisms, name), "on")
    }
    assert fields <= {mechanism.name for mechanism in MONTH}
    # planning and partner_review decide who does what; their effects are tested in test_patterns. The rest acts
    # where a scenario asks for it; the effects are tested in test_partnership_life
    elsewhere = {"informal_ties", "mutual_aid", "bargaining", "termination", "carried_learning"}
    assert fields - {s[0] for s in SIGNS} <= {"planning", "partner_review"} | elsewhere
