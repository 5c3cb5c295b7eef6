"""Whatever the parameters and services, households stay possible and no rupiah appears or vanishes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnersim.scenario.parameters.environment.hamlets import LocalDemand
from partnersim.scenario.parameters.households.capital import SelfControl
from partnersim.scenario.parameters.households.consumption import Consumption, DistressSale, KinSupport
from partnersim.scenario.parameters.households.credit import LoanApplication
from partnersim.scenario.parameters.households.debt import GroupRepayment, Moneylender
from partnersim.scenario.parameters.households.enterprise import Enterprise, Technology
from partnersim.scenario.parameters.households.entry_exit import Entry, Exit
from partnersim.scenario.parameters.households.groups import JointLiability
from partnersim.scenario.parameters.households.labour import IncomeShocks, TimeCost
from partnersim.scenario.parameters.households.practice import Coaching, Mentoring, Practice
from partnersim.scenario.parameters.households.readiness import Readiness
from partnersim.scenario.parameters.households.services import ContractFarming, Training
from partnersim.world.hamlets import Services
from tests.reference.worlds import World, make_world

PARTS = {
    "income_shocks": IncomeShocks,
    "local_demand": LocalDemand,
    "time_cost": TimeCost,
    "enterprise": Enterprise,
    "technology": Technology,
    "self_control": SelfControl,
    "coaching": Coaching,
    "practice": Practice,
    "entry": Entry,
    "exit": Exit,
    "consumption": Consumption,
    "moneylender": Moneylender,
    "distress_sale": DistressSale,
    "kin_support": KinSupport,
    "loan_application": LoanApplication,
    "group_repayment": GroupRepayment,
    "joint_liability": JointLiability,
    "readiness": Readiness,
    "training": Training,
    "mentoring": Mentoring,
    "contract_farming": ContractFarming,
}
MONTHS = 5
NARROWER = {
    "profit_at_reference_idr": (0.0, 1e6),
    "returns": (0.05, 0.7),
    "limit": (0.0, 4.0),
    "price": (0.05, 2.0),
    "per_year": (-0.1, 0.1),
}
"""Ranges in which a village stays a village; the schema's own are wider."""


def a_value(name: str, field: Any) -> st.SearchStrategy[Any]:
    """Any value the scenario schema allows for a field, or a narrower range where that one explodes."""
    if field.annotation is bool:
        return st.booleans()
    extra = field.json_schema_extra or {}
    low, high = extra.get("low"), extra.get("high")
    if low is None or high is None:
        return st.just(field.default)
    least, most = NARROWER.get(name, (low, high))
    low, high = max(low, least), min(high, most)
    if field.annotation is int:
        return st.integers(int(low), int(high))
    return st.floats(float(low), float(high), allow_nan=False, allow_subnormal=False)


@st.composite
def mechanisms(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    """Some mechanisms with some of their fields at random, the rest as they are."""
    chosen: dict[str, dict[str, Any]] = {}
    for part in draw(st.sets(st.sampled_from(sorted(PARTS)), max_size=8)):
        fields = PARTS[part].model_fields
        names = draw(st.sets(st.sampled_from(sorted(fields)), max_size=4))
        chosen[part] = {name: draw(a_value(name, fields[name])) for name in sorted(names)}
    return chosen


@st.composite
def services(draw: st.DrawFn, hamlets: int) -> Services:
    made = Services.none(hamlets)
    shares = st.floats(0.0, 1.0)
    for name in ("socialised", "meeting_rate", "promised_ratio"):
        getattr(made, name)[:] = draw(st.lists(shares, min_size=hamlets, max_size=hamlets))
    for name in (
        "training_places",
        "mentor_visits",
        "order_places",
        "contract_places",
        "asset_packages",
        "support_places",
    ):
        getattr(made, name)[:] = draw(st.lists(st.floats(0.0, 50.0), min_size=hamlets, max_size=hamlets))
    return made


def cash_of(world: World) -> float:
    c = world.households.arrays
    return float((c.weight * c.savings).sum())


INTO = (
    "wages",
    "in-kind base",
    "sales",
    "contract sales",
    "order sales",
    "kin support",
    "consumption support",
    "moneylender loan",
    "capital drawn down",
    "distress sale",
    "programme loan",
)
OUT_OF = (
    "loan repayment",
    "loan interest",
    "input costs",
    "equipment",
    "moneylender repayment",
    "consumption",
)


@settings(max_examples=60)
@given(st.data())
def test_households_stay_possible_and_money_is_conserved(data: st.DataObject) -> None:
    world = make_world(
        hamlets=3,
        rows=20,
        seed=data.draw(st.integers(0, 1000)),
        mechanisms=data.draw(mechanisms()),
        weights=data.draw(st.booleans()),
        community_funds={"term_weeks": data.draw(st.integers(1, 60))},
    )
    delivered = data.draw(services(3))
    c, fund, ham = world.households.arrays, world.funds, world.hamlets
    local = c.weight / ham.weight[c.hamlet]
    p, turnover = world.p, cash_of(world)
    for _ in range(MONTHS):
        cash, goods, owed = (
            cash_of(world),
            float((c.weight * c.capital).sum()),
            float((c.weight * c.moneylender_debt).sum()),
        )
        fund_cash = float((ham.weight * (fund.cash + fund.banked)).sum())
        flows = world.step(delivered, factor=data.draw(st.floats(0.2, 1.5)))
        turnover += sum(flows.values())
        near = {"abs": 1e-9 * turnover + 1e-3}

        for column in c:
            assert np.isfinite(column).all()
        for name in (
            "savings",
            "capital",
            "moneylender_debt",
            "loan",
            "arrears",
            "consumption",
            "instalment",
        ):
            assert getattr(c, name).min() >= -1e-6, name
        for name in ("readiness", "bond", "skill"):
            column = getattr(c, name)
            assert column.min() >= 0.0 and column.max() <= 1.0, name
        assert c.indiscipline.max() <= 0.0
        assert (c.arrears <= c.loan + 1e-6).all()
        assert not (c.technology[c.owner == 0] | c.contract[c.owner == 0]).any()
        assert all(amount >= 0.0 for amount in flows.values())
        assert ((ham.price >= 0.4) & (ham.price <= 1.8)).all()

        into, out = sum(flows[k] for k in INTO), sum(flows[k] for k in OUT_OF)
        assert cash_of(world) - cash == pytest.approx(into - out, **near)
        built = (
            flows["equipment"]
            + flows["equipment in kind"]
            - flows["wear and loss"]
            - flows["capital drawn down"]
        )
        built -= flows["distress sale"] + flows["distress loss"]
        assert float((c.weight * c.capital).sum()) - goods == pytest.approx(built, **near)
        debts = flows["moneylender loan"] + flows["moneylender interest"] + flows["input debt"]
        debts -= flows["moneylender repayment"] + flows["moneylender debt forgiven"]
        assert float((c.weight * c.moneylender_debt).sum()) - owed == pytest.approx(debts, **near)

        earned = flows["loan repayment"] + flows["loan interest"] - flows["programme loan"]
        assert float((ham.weight * (fund.cash + fund.banked)).sum()) - fund_cash == pytest.approx(
            earned, **near
        )
        principal = np.bincount(c.hamlet, weights=local * c.loan * p.principal_share, minlength=3)
        np.testing.assert_allclose(fund.outstanding, principal, rtol=1e-9, atol=1e-9 * turnover + 1e-3)
        members = np.bincount(c.hamlet, weights=local * (c.group >= 0), minlength=3)
        np.testing.assert_allclose(fund.members, members, atol=1e-9 * members.max(initial=1.0))
        assert (fund.cash >= -1e-6).all() and (fund.late_share <= 1.0 + 1e-12).all()


def test_an_eager_investor_never_spends_what_it_has_not() -> None:
    """Heavy investment can push smoothed income below zero; the reserve is then zero, no source of money."""
    nobody_helps = {
        "moneylender": {"on": False},
        "distress_sale": {"on": False},
        "kin_support": {"on": False},
    }
    mechanisms = {"self_control": {"on": False}, "consumption": {"smoothing": 1.0}, **nobody_helps}
    world = make_world(seed=2, funds=False, mechanisms=mechanisms)
    world.households.savings[:] *= 20.0
    world.households.talent[:] += 1.5
    least = 0.0
    for _ in range(12):
        world.step(factor=0.3)
        least = min(least, float(world.households.smoothed_income.min()))
        assert world.households.savings.min() >= 0.0 and world.households.consumption.min() >= 0.0
    assert least < 0.0
