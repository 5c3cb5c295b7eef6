"""Rules and measures of organizations, services and funds with units on their numbers: only what is alike is added."""

from collections import defaultdict
from types import SimpleNamespace

import numpy as np
import pytest

from partnersim.measures import months as months_of_measures
from partnersim.measures.catalogue import firms as firm_measures
from partnersim.measures.catalogue import funds as fund_measures
from partnersim.measures.catalogue import money as money_measures
from partnersim.measures.declaring import MONTHLY
from partnersim.mechanisms.partnership import needs
from partnersim.mechanisms.services import delivery
from partnersim.mechanisms.services.delivery import ServiceDelivery
from partnersim.scenario.actors import KINDS
from partnersim.scenario.aspects import FACILITIES, PERSONNEL, PROGRAMME, USE_OF_OUTPUTS
from partnersim.scenario.documents.units import dimension, per_month_removed
from partnersim.scenario.spec import Scenario
from partnersim.theory import coordination
from partnersim.theory.coordination import Hours
from partnersim.theory.partners import LEADER
from partnersim.world.columns import columns_of
from partnersim.world.funds import ACTIVE, Funds
from partnersim.world.hamlets import Hamlets, Services
from tests.unit.test_needs import uneven_place
from tests.units import (
    ArraysInUnits,
    PartInUnits,
    Quantity,
    in_units,
    number,
    powers,
    reckon_in_units,
    run_plainly,
)

CALENDAR = {"MONTH": "month", "MONTHS_PER_YEAR": {"month": 1, "year": -1}}
UNITS = {table: {c.name: c.unit for c in columns_of(table)} for table in (Hamlets, Funds, Services)}


def columns(table, **values):
    """Columns of a table with their units."""
    return SimpleNamespace(
        **{
            name: in_units(np.array(column, dtype=float), UNITS[table][name])
            for name, column in values.items()
        }
    )


# --- what the poor need -------------------------------------------------------------------------------------


def place_in_units():
    plain = uneven_place()
    return SimpleNamespace(
        hamlets=columns(Hamlets, **vars(plain.hamlets)),
        funds=SimpleNamespace(
            **vars(columns(Funds, members=plain.funds.members, queue=plain.funds.queue)),
            status=plain.funds.status,
        ),
        households=SimpleNamespace(
            weight=in_units(plain.households.weight, "households"), readiness=plain.households.readiness
        ),
    )


def test_signals_of_needs_are_pure_numbers(monkeypatch):
    reckon_in_units(monkeypatch, needs)
    np.testing.assert_allclose(
        needs.signals(place_in_units()), [1 - 45 / 160, 0, 40 / 160, -np.log(3.4 / 4), 7 / 16]
    )


def test_households_over_simulated_rows_are_no_signal(monkeypatch):
    """The fault that units were asked for: households that could take a course over the number of rows."""
    reckon_in_units(monkeypatch, needs)
    place = place_in_units()
    place.households.weight = in_units(np.ones(4), "rows")
    with pytest.raises(TypeError, match=r"household.*is no pure number|not alike"):
        needs.signals(place)


# --- staff --------------------------------------------------------------------------------------------------


def test_co_ordination_takes_persons_whatever_is_counted_a_year(monkeypatch):
    run_plainly(monkeypatch, [coordination], {"MONTHS_PER_YEAR": CALENDAR["MONTHS_PER_YEAR"]})
    monkeypatch.setattr(coordination, "np", ArraysInUnits())
    p = PartInUnits(Scenario().mechanisms.coordination_cost)
    hours = Hours(p.per_pair, p.control, p.per_meeting, Quantity.of(6.0, "1/year"), 0.5)
    talks, trust = ~np.eye(2, dtype=bool), np.full((2, 2), 0.7)
    staff = coordination.coordination_staff(talks, trust, LEADER, 0, np.ones(2, dtype=bool), hours)
    assert [powers(one) for one in staff] == [{"person": 1}] * 2
    each = number(p.per_meeting) * 6.0 / 12.0 * 2 + number(p.per_pair) * 0.5 * 0.5
    assert [number(one) for one in staff] == pytest.approx([each + number(p.control) * 0.5, each])


# --- delivery -----------------------------------------------------------------------------------------------


class LedgerInUnits:
    """Posts rupiah and nothing else."""

    def __init__(self):
        self.posted = defaultdict(float)

    def balance(self, account):
        return Quantity.of(200e6, "IDR")

    def post(self, source, target, amount, kind):
        assert powers(amount) == {"IDR": 1}, kind
        self.posted[kind] += number(amount)


def member(number_, plan):
    return SimpleNamespace(
        cash=number_, number=number_, showpiece=PROGRAMME, productivity=np.array([2.0, 0.5, 1.5, 1.25, 1.0]),
        capacity_idr=in_units(np.maximum(plan, 1e6), "IDR/year"), absorbs_idr_year=Quantity.of(9e9, "IDR/year"),
    )  # fmt: skip


@pytest.fixture
def delivering(monkeypatch):
    """A month of two organizations, one of which brings the money of both, in two hamlets that stand for five."""
    run_plainly(
        monkeypatch,
        [delivery],
        CALENDAR | {"NOTHING_SPENT_IDR": "IDR", "FEWEST_HAMLETS": "hamlets"},
    )
    monkeypatch.setattr(delivery, "np", ArraysInUnits())
    monkeypatch.setattr(delivery, "stated_yearly_money", lambda organizations: Quantity.of(120e6, "IDR/year"))
    monkeypatch.setattr(delivery, "output", lambda work, weights, elasticity: work.sum() / len(work))
    plan = np.array([[12e6, 24e6, 36e6, 48e6, 6e6], [0.0, 12e6, 0.0, 0.0, 0.0]])
    services = {name: np.zeros(2, dtype=object) for name in UNITS[Services]}
    year, life = SimpleNamespace(add=lambda *_, **sums: booked.update(sums)), SimpleNamespace(months_worked=0)
    booked = {}

    class Agreement(SimpleNamespace):
        def __len__(self):
            return 2

    agreement = Agreement(
        members=[member(0, plan[0]), member(1, plan[1])], at_work=np.ones(2, dtype=bool), money_share=np.ones(2),
        plan_idr=in_units(plan, "IDR/year"), budget_idr=in_units(np.array([138e6, 0.0]), "IDR/year"), rule=LEADER,
        month=SimpleNamespace(ready=np.ones(2), shirk=np.full(2, 0.1), leak=np.full(2, 0.05), luck=np.ones(2)),
        year=year, life=life,
    )  # fmt: skip
    spec = Scenario(programme={"services": {"support_share": 0.25, "contract_share": 0.5}})
    model = SimpleNamespace(
        ledger=LedgerInUnits(), spec=PartInUnits(spec), organizations=(), services=SimpleNamespace(**services),
        accounts=SimpleNamespace(seed_pot=5, support_pot=6, market=7, officials=8),
        apart=SimpleNamespace(month=SimpleNamespace(conduct=np.ones((4, 2)))),
        area=SimpleNamespace(
            total=Quantity.of(5.0, "hamlets"), covered=in_units(np.array([3.0, 2.0]), "hamlets")
        ),
        hamlets=columns(Hamlets, weight=[3.0, 2.0]), funds=SimpleNamespace(status=np.array([ACTIVE, 0])),
        needs=SimpleNamespace(weights=np.full(5, 0.2)),
    )  # fmt: skip
    return model, agreement, booked


def test_a_month_of_delivery_with_units_is_a_twelfth_of_the_year_and_rupiah(delivering):
    model, agreement, booked = delivering
    effect, support = ServiceDelivery()._spend(model, agreement)
    assert powers(booked["money_idr"]) == {"IDR": 1} and number(booked["money_idr"]) == pytest.approx(
        138e6 / 12
    )
    assert {tuple(powers(value).items()) for value in effect.ravel() if number(value)} == {(("IDR", 1),)}
    # of 36 million a year for personnel nine tenths are spent and a twentieth of those is taken, at 1.5 each; what
    # is left of the capacity raises the effect of a rupiah, with returns of 0.9
    assert number(effect[0, PERSONNEL]) == pytest.approx(3e6 * 0.855**0.9 * 1.5)
    assert number(support[0]) == pytest.approx(2e6 * 0.9 * 0.95 * 0.25)
    assert model.ledger.posted["transfer"] == pytest.approx(1e6 * 0.9)
    assert model.ledger.posted["leakage"] == pytest.approx((10e6 + 0.9e6) * 0.9 * 0.05)


def test_services_are_counted_as_their_columns_say(delivering):
    model, _, _ = delivering
    spread = ServiceDelivery._even(
        SimpleNamespace(parameters=lambda _: SimpleNamespace(meeting_priority=1.0)), model
    )
    assert {tuple(powers(part).items()) for part in spread.ravel()} == {(("hamlet", -1),)}
    arrived = in_units(
        np.array([[4e6, 0.0], [2e6, 1e6], [3e6, 0.0], [1e6, 0.0], [0.0, 0.0]]), {"IDR": 1, "hamlet": -1}
    )
    support = in_units(np.array([1e6, 0.0]), {"IDR": 1, "hamlet": -1})
    ServiceDelivery()._serve(model, arrived, support, 0.9)
    costs, served = model.spec.programme.services, model.services
    for name, unit in UNITS[Services].items():
        assert powers(getattr(served, name)[0]) == dimension(unit), name
    assert number(served.training_places[0]) == pytest.approx(3e6 * 0.5 / number(costs.training_place_idr))
    assert number(served.order_places[0]) == pytest.approx(1e6 * 0.5 / number(costs.order_place_idr))
    assert number(served.support_places[0]) == pytest.approx(1e6 / 100_000.0)
    met = ServiceDelivery._needs_met(model, arrived, Quantity.of(5e6, "IDR"))
    assert powers(met) == {"IDR": 1}
    # aspects' work of each hamlet, the fund's of a million each and what is done anyway, over all hamlets
    anyway = 5 * number(model.spec.mechanisms.needs.background) * 120e6 / 12 / 5
    assert number(met) == pytest.approx(3 * (10e6 + 1e6 + anyway) + 2 * (1e6 + 1e6 + anyway))
    assert {FACILITIES, USE_OF_OUTPUTS} == {1, 3}


# --- measures -----------------------------------------------------------------------------------------------


def months_in_units():
    """Three months alike of two hamlets that stand for five, with what measures of funds, firms and money read."""

    def rupiah(value):
        return Quantity.of(value, "IDR")

    held = {
        "cash": 2.0,
        "banked": 1.0,
        "outstanding": 6.0,
        "late": 2.0,
        "lost": 1.0,
        "lent": 20.0,
        "lent_month": 4.0,
        "bank_debt": 3.0,
    }
    funds = columns(Funds, **{name: [value, value] for name, value in held.items()}, queue=[4.0, 8.0])
    funds.status, funds.opened = np.array([ACTIVE, 2]), np.array([3, -1_000_000])
    firms = SimpleNamespace(
        takes_part=in_units(np.array([1.0, 0.0, 1.0]), "firms"), count=Quantity.of(3.0, "firms"),
        joins=in_units(np.array([0.5, 0.1, 0.6]), "firms"),
    )  # fmt: skip
    world = SimpleNamespace(hamlets=columns(Hamlets, weight=[3.0, 2.0]), funds=funds, firms=firms)
    counted = ("members", "listed_members", "listed", "borrowers")
    spent = in_units(np.array([[30.0, 40.0]] * 3), "IDR/month")
    kinds = [KINDS[k] for k in ("government", "firms")]
    return months_of_measures.Months(
        count=3, spec=None,
        total=SimpleNamespace(**{name: in_units(np.full(3, 9.0), "households") for name in counted}),
        gini=np.full(3, 0.3), lost_before_idr=rupiah(4.0),
        money=SimpleNamespace(month=defaultdict(lambda: in_units(np.full(3, 7.0), "IDR/month")), spent=spent),
        partnership=SimpleNamespace(organizations=[SimpleNamespace(spec=kind) for kind in kinds]),
        notes={
            reading: [reading.read(world)] * 3
            for reading in (fund_measures.funds_of_place, firm_measures.firms_of_place)
        },
    )  # fmt: skip


def test_measures_of_funds_firms_and_money_are_counted_in_their_units(monkeypatch):
    run_plainly(monkeypatch, [fund_measures], {"MONTH": "month", "YEAR": {"month": 1, "year": -1}})
    for module in (months_of_measures, firm_measures, money_measures):
        reckon_in_units(monkeypatch, module)
    finished, values = months_in_units(), {}
    modules = {module.__name__ for module in (fund_measures, firm_measures, money_measures)}
    for name, entry in MONTHLY.items():
        if entry.compute.__module__ in modules:
            values[name] = entry.compute(finished)[-1]
    for name, value in values.items():
        # who paid nothing paid nothing in every unit
        assert value == 0.0 or powers(value) == dimension(MONTHLY[name].measure.unit), name
    assert number(values["queue"]) == 3 * 4 and number(values["units_active"]) == 3
    assert number(values["capital_per_member_idr"]) == pytest.approx(3.0)
    assert values["lost_share"] == pytest.approx(0.05) and values["showpiece_share"] == pytest.approx(0.1)
    assert per_month_removed(MONTHLY["money_spent_idr"].measure.unit) == "IDR"
    assert len(values) == 32
