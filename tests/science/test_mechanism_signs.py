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
PRIVATE = {**SMALL, "mechanisms.rival_benefits.rate": 0.1}
KEEN = {**SMALL, "mechanisms.quality_orders.start_chance": 1.0}
WORLDS: dict[str, dict[str, object]] = {
    "small": dict(SMALL),
    "rich": RICH,
    "hard": dict(HARD),
    "keen": dict(KEEN),
    "private": dict(PRIVATE),
    "failing": {**RICH, "mechanisms.contract_farming.scheme_failure": 0.05},
}

Outcome = Callable[[PartnershipModel], float]


@cache
def lived(
    scenario: str, world: str, switched_off: str | None, seed: int, switched_on: str | None = None
) -> PartnershipModel:
    """A model that has lived its months with one mechanism off (or none), or with one on that is off by default."""
    changes: dict[str, object] = dict(WORLDS[world])
    if switched_off:
        changes[f"mechanisms.{switched_off}.on"] = False
    if switched_on:
        changes[f"mechanisms.{switched_on}.on"] = True
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


def newcomers_capital(m: PartnershipModel) -> float:
    c = m.households.arrays
    return float(c.capital[(c.owner == 1) & (c.enterprise_age < 12)].mean())


def owners_practice(m: PartnershipModel) -> float:
    c = m.households.arrays
    return float(c.practice[c.owner == 1].mean())


def income_spread(m: PartnershipModel) -> float:
    c = m.households.arrays
    return float(np.std(np.log(c.income / c.size)))


def poverty_gap(m: PartnershipModel) -> float:
    """Mean shortfall of people's consumption, share of the line."""
    c = m.households.arrays
    short = np.maximum(0.0, 1.0 - c.consumption / (m.spec.place.poverty_line_idr * c.size))
    return float(np.average(short, weights=c.weight * c.size))


def fund_capital(m: PartnershipModel) -> float:
    """What units hold and have lent."""
    funds = m.funds
    return float(m.hamlets.weight @ (funds.cash + funds.banked + funds.outstanding))


def spread_between_hamlets(m: PartnershipModel) -> float:
    """Standard deviation over hamlets of the mean log income per person."""
    c = m.households.arrays
    logs = np.log(c.income / c.size)
    means = np.bincount(c.hamlet, weights=logs) / np.bincount(c.hamlet)
    return float(np.std(means))


def error_of_beliefs(m: PartnershipModel) -> float:
    """Mean distance of what members believe of each other from what the other last delivered."""
    a = m.agreements[0]
    others = ~np.eye(len(a), dtype=bool)
    return float(np.abs(a.trust - a.month.ratio[None, :])[others].mean())


def free_staff(m: PartnershipModel) -> float:
    """Staff of all organizations that is left for delivery, persons."""
    return float(sum(o.staff_free for o in m.organizations))


def gain_of_staying(m: PartnershipModel) -> float:
    """Summed worth of the last yearly account above having left."""
    return float(m.agreements[0].accounts.last.against_leaving.sum())


def met(m: PartnershipModel) -> float:
    """Needs met by the month's work, rupiah."""
    return m.needs.met_idr


# Not a rule's own flow or note, which proves only that it acts, but an outcome further on: what the rule is for, or
# what it takes from others.
SIGNS: tuple[tuple[str, str, str, Outcome, int], ...] = (
    ("dated_events", "jember", "small", fund_capital, -1),  # a bank calls in what it has lent to units
    ("market_growth", "jember", "small", households("income"), +1),
    ("hamlet_shocks", "jember", "small", spread_between_hamlets, +1),
    ("local_demand", "jember", "small", lambda m: float(np.std(m.hamlets.price)), +1),
    ("yearly_budgets", "jember", "small", units("lent"), +1),  # without money nothing is lent
    (
        "office_change",
        "jember",
        "small",
        of_agreement(lambda a: a.trust_mean()),
        -1,
    ),  # trust in a head goes with it
    ("regulation", "jember-with-firms", "small", money("contribution"), +1),
    ("facilitation", "jember", "small", lambda m: float(m.agreements[0].month.coordination_staff.sum()), -1),
    ("firm_participation", "jember-with-firms", "small", units("lent"), +1),  # what firms give is lent
    ("needs", "jember", "small", lambda m: float(np.abs(m.needs.weights - m.needs.base).sum()), +1),
    ("formation", "jember", "small", met, +1),  # work together meets more needs than work apart
    (
        "coordination_cost",
        "jember",
        "small",
        lambda m: sum(o.staff_free for o in m.organizations),
        -1,
    ),  # talking takes staff
    (
        "observation",
        "jember",
        "small",
        of_agreement(lambda a: a.delivery_gap()),
        -1,
    ),  # who is watched delivers
    ("donor_accounts", "jember", "small", free_staff, -1),  # what reports and missions take is missing for delivery
    ("learned_trust", "jember", "small", error_of_beliefs, -1),  # beliefs come nearer to what is delivered
    ("chosen_delivery", "jember", "small", units("lent"), -1),  # what is shirked is not lent
    (
        "leakage",
        "jember",
        "small",
        of_agreement(lambda a: a.month.value_idr),
        -1,
    ),  # what is taken does no work
    ("service_delivery", "jember", "small", units("members"), +1),  # seed money and meetings make members
    ("problem_events", "jember", "small", noted("problem"), +1),
    ("disputes", "jember", "small", noted("dispute"), +1),
    (
        "rival_benefits",
        "jember",
        "private",
        of_agreement(lambda a: a.accounts.total.rival_idr.sum()),
        +1,
    ),  # only those inside earn them
    ("unit_opening", "jember", "small", units("members"), +1),
    ("gap_filling", "jember", "small", money("funds"), +1),
    ("lending", "jember", "small", households("capital"), +1),  # loans become equipment
    ("surplus_sharing", "jember", "small", fund_capital, -1),  # what is shared out is lent no more
    ("income_shocks", "jember", "small", income_spread, +1),
    ("time_cost", "jember", "small", money("wages"), -1),
    ("meeting_time", "jember", "small", money("wages"), -1),  # members give up part of theirs
    ("enterprise", "jember", "small", households("income"), +1),
    ("capital_loss", "jember", "small", households("capital"), -1),
    ("technology", "jember", "small", households("profit"), +1),
    ("self_control", "jember", "small", households("capital"), -1),
    ("coaching", "jember", "rich", households("capital"), +1),  # more of the profit goes back into the firm
    ("practice", "jember", "small", newcomers_practice, -1),
    ("entry", "jember", "small", households("owner"), +1),
    ("exit", "jember", "small", households("owner"), -1),
    ("start_with_savings", "jember", "small", newcomers_capital, +1),
    (
        "moneylender",
        "jember",
        "small",
        households("consumption"),
        -1,
    ),  # in the end, interest eats more than loans buy
    ("distress_sale", "jember", "small", money("distress loss"), +1),
    ("kin_support", "jember", "hard", poverty_gap, -1),  # nobody falls below the minimum
    ("loan_application", "jember", "small", units("members"), +1),
    ("loan_costs", "jember", "small", units("members"), -1),  # who counts wear and owing joins less
    ("group_repayment", "jember", "small", units("lost"), +1),  # some walk away from their loans
    ("joint_liability", "jember", "small", units("lost"), -1),  # what members cover is not lost
    ("readiness", "jember", "small", units("members"), +1),  # where it goes well more join
    ("training", "jember", "rich", owners_practice, +1),
    ("mentoring", "jember", "rich", owners_practice, +1),
    ("buyer_orders", "jember", "rich", households("profit"), +1),  # orders pay above the local price
    ("contract_farming", "jember", "rich", households("profit"), +1),
    ("contract_schemes", "jember", "failing", households("scheme_failed"), +1),  # a scheme fails for all its growers
    ("asset_transfer", "jember", "rich", households("capital"), +1),
    ("consumption_support", "jember", "rich", poverty_gap, -1),
    ("import_competition", "osaka", "small", lambda m: float(m.hamlets.price.mean()), -1),
    ("firm_giving", "gresik", "small", units("lent"), +1),  # the firm pays for loans
    ("loan_standing", "gresik", "small", households("walked"), +1),
    ("quality_orders", "osaka", "keen", households("profit"), +1),  # buyers pay for quality
    ("placement", "lkp", "small", households("income"), +1),  # jobs pay better than what people did before
)


def declared() -> tuple[tuple[str, str, str, Outcome, int], ...]:
    """What rules themselves say they raise or lower: means of household columns over the place."""
    return tuple(
        (rule.name, "jember", "small", households(column.removeprefix("households.")), sign)
        for rule in MONTH
        for column, sign in ((rule.raises, +1), (rule.lowers, -1))
        if column
    )


ALL_SIGNS = (*SIGNS, *declared())


@pytest.mark.parametrize(
    ("switch", "scenario", "world", "outcome", "sign"), ALL_SIGNS, ids=[s[0] for s in ALL_SIGNS]
)
def test_each_mechanism_has_its_documented_sign(
    switch: str, scenario: str, world: str, outcome: Outcome, sign: int
) -> None:
    shipped = load_scenario(scenario, overrides=WORLDS[world])
    with_it = None if getattr(shipped.mechanisms, switch).on else switch
    differences = [
        outcome(lived(scenario, world, None, seed, with_it))
        - outcome(lived(scenario, world, None if with_it else switch, seed))
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
    elsewhere = {"informal_ties", "mutual_aid", "bargaining", "termination", "carried_learning", "sanctions"}
    without = fields - {s[0] for s in ALL_SIGNS} - {"planning", "partner_review"} - elsewhere
    assert not without, (
        f"nobody says what {sorted(without)} is for: name the column it `raises` or `lowers` in its class, or give "
        "it a row in SIGNS"
    )
