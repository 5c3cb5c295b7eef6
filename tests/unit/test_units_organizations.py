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
from partnersim.mechanisms.services import delivery, passing_on, terms_of_delivery
from partnersim.scenario.actors import KINDS
from partnersim.scenario.aspects import FACILITIES, PERSONNEL, PROGRAMME, USE_OF_OUTPUTS
from partnersim.scenario.documents.units import dimension, per_month_removed
from partnersim.scenario.spec import Scenario
from partnersim.theory import coordination, purse, served, sums
from partnersim.theory import delivery as rules_of_delivery
from partnersim.theory.coordination import Hours
from partnersim.theory.delivery import Actors, Agreed, Conduct, Payments, YearSums
from partnersim.theory.partners import LEADER
from partnersim.world import staff
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
    run_plainly(monkeypatch, [needs], {})
    np.testing.assert_allclose(
        needs.signals(place_in_units()), [1 - 45 / 160, 0, 40 / 160, -np.log(3.4 / 4), 7 / 16]
    )


def test_households_over_simulated_rows_are_no_signal(monkeypatch):
    """The fault that units were asked for: households that could take a course over the number of rows."""
    run_plainly(monkeypatch, [needs], {})
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
        self.posted, self.balance = defaultdict(float), [Quantity.of(200e6, "IDR")] * 2

    def kind_numbers(self, kinds):
        return kinds


def post(books, source, target, amount, kind):
    """Stands for the posting of compiled rules."""
    assert number(amount) == 0.0 or powers(amount) == {"IDR": 1}, kind
    books.posted[kind] += number(amount)


PLAN = np.array([[12e6, 24e6, 36e6, 48e6, 6e6], [0.0, 12e6, 0.0, 0.0, 0.0]])
BOTH = np.ones(2, dtype=bool)


class AgreementInUnits(SimpleNamespace):
    """Two organizations, one of which brings the money of both."""

    def __init__(self):
        def nothing(*shapes):
            return [np.zeros(shape, dtype=object) for shape in shapes]

        month = SimpleNamespace(
            conduct=Conduct(shirk=np.full(2, 0.1), ready=np.ones(2), leak=np.full(2, 0.05), luck=np.ones(2)),
            payments=Payments(*nothing((2, 5), (2, 5), 2, 2, 2)),
        )
        super().__init__(
            rows=np.arange(2), inside=BOTH, awake=BOTH, money_share=np.ones(2), month=month,
            plan=SimpleNamespace(
                spends_idr=in_units(PLAN, "IDR/year"), money_idr=in_units(np.array([138e6, 0.0]), "IDR/year")
            ),
            year=SimpleNamespace(
                sums=YearSums(*nothing((2, 5), (2, 5), 2, (4, 2), (4, 2), 2, (2, 2), (2, 2)))
            ),
        )  # fmt: skip


@pytest.fixture
def delivering(monkeypatch):
    """A month of delivery in two hamlets that stand for five, of rules run as plain Python."""
    run_plainly(
        monkeypatch,
        [delivery, terms_of_delivery, passing_on, rules_of_delivery, purse, served, staff, sums],
        CALENDAR | {"NOTHING_SPENT_IDR": "IDR", "FEWEST_HAMLETS": "hamlets"},
    )
    for module in (delivery, terms_of_delivery, passing_on, rules_of_delivery, purse, served, sums):
        monkeypatch.setattr(module, "np", ArraysInUnits())
    monkeypatch.setattr(delivery, "post", post)
    monkeypatch.setattr(passing_on, "post", post)
    yearly = Quantity.of(120e6, "IDR/year")
    monkeypatch.setattr(terms_of_delivery, "stated_yearly_money", lambda organizations: yearly)
    monkeypatch.setattr(served, "output", lambda work, weights, elasticity: work.sum() / len(work))
    spec = Scenario(
        programme={"services": {"support_share": 0.25, "contract_share": 0.5}},
        mechanisms={"service_delivery": {"meeting_priority": 1.0}},
    )
    return SimpleNamespace(
        ledger=LedgerInUnits(), spec=PartInUnits(spec), organizations=(),
        accounts=SimpleNamespace(seed_pot=5, support_pot=6, market=7, officials=8),
        apart=AgreementInUnits(), area=SimpleNamespace(total=Quantity.of(5.0, "hamlets")),
    )  # fmt: skip


def test_a_month_of_delivery_with_units_is_a_twelfth_of_the_year_and_rupiah(delivering):
    model, agreement, place = delivering, AgreementInUnits(), terms_of_delivery.Place.of(delivering)
    actors = Actors(
        active=BOTH, cash=np.arange(2), productivity=np.tile([2.0, 0.5, 1.5, 1.25, 1.0], (2, 1)),
        capacity_idr=in_units(np.maximum(PLAN, 1e6), "IDR/year"), showpiece=np.full(2, PROGRAMME),
        staff=in_units(np.full(2, 90.0), "persons"), staff_used=np.zeros((2, 9), dtype=object),
        absorptive_idr=in_units(np.full(2, 1e8), "IDR/person/year"),
    )  # fmt: skip
    month, year, plan = agreement.month, agreement.year, agreement.plan
    agreed = Agreed(
        agreement.rows, agreement.inside, agreement.awake, agreement.money_share, plan.spends_idr, plan.money_idr
    )  # fmt: skip
    effect, support, (value, joint, *paid) = delivery.spend(
        model.ledger, actors, agreed, month.conduct, month.conduct, month.payments, year.sums, place.together
    )
    assert [powers(amount) for amount in (value, *paid)] == [{"IDR": 1}] * 4
    assert powers(joint) == {"IDR": 1, "year": -1} and number(joint) == pytest.approx(138e6)
    assert {tuple(powers(value).items()) for value in effect.ravel() if number(value)} == {(("IDR", 1),)}
    # of 36 million a year for personnel nine tenths are spent and a twentieth of those is taken, at 1.5 each; what
    # is left of the capacity raises the effect of a rupiah, with returns of 0.9
    assert number(effect[0, PERSONNEL]) == pytest.approx(3e6 * 0.855**0.9 * 1.5)
    assert number(support[0]) == pytest.approx(2e6 * 0.9 * 0.95 * 0.25)
    assert model.ledger.posted["transfer"] == pytest.approx(1e6 * 0.9)
    assert model.ledger.posted["leakage"] == pytest.approx((10e6 + 0.9e6) * 0.9 * 0.05)
    assert [number(taken) for taken in agreement.month.payments.leaked_idr] == pytest.approx([450e3, 40.5e3])
    assert [number(money) for money in year.sums.promised_idr[1]] == pytest.approx([0, 1e6, 0, 0, 0])
    assert year.sums.conduct[:, 1] == pytest.approx([0.9 * 0.95, 0.9, 0.1, 0.1])


def test_services_are_counted_as_their_columns_say(delivering):
    place, H = terms_of_delivery.Place.of(delivering), {"IDR": 1, "hamlet": -1}
    hamlets = served.Hamlets(
        in_units(np.array([3.0, 2.0]), "hamlets"), in_units(np.array([3.0, 2.0]), "hamlets"),
        np.array([True, False]),
    )  # fmt: skip
    arrived = served.Arrived(np.zeros((5, 2), dtype=object), np.zeros(2, dtype=object))
    effect = in_units(np.array([[8e6, 5e6, 0.0, 0.0, 0.0]]), "IDR")
    served.bring_evenly(arrived, hamlets, effect, in_units(np.array([2e6]), "IDR"), place.priority)
    # programme work in double parts where there is a fund: 6 parts of 8 there, by three hamlets
    assert [number(work) for work in arrived.work[PROGRAMME]] == pytest.approx([2e6, 1e6])
    assert [number(work) for work in arrived.work[FACILITIES]] == pytest.approx([1e6, 1e6])
    assert [number(paid) for paid in arrived.support] == pytest.approx([4e5, 4e5])
    assert powers(arrived.work[PROGRAMME, 0]) == powers(arrived.work[FACILITIES, 0]) == H
    arrived = served.Arrived(
        in_units(np.array([[4e6, 0.0], [2e6, 1e6], [3e6, 0.0], [1e6, 0.0], [0.0, 0.0]]), H),
        in_units(np.array([1e6, 0.0]), H),
    )
    services = served.Served(*(np.zeros(2, dtype=object) for _ in served.Served._fields))
    served.serve(services, hamlets, arrived, place.costs, 0.9)
    costs = delivering.spec.programme.services
    for name, unit in UNITS[Services].items():
        assert powers(getattr(services, name)[0]) == dimension(unit), name
    assert number(services.training_places[0]) == pytest.approx(3e6 * 0.5 / number(costs.training_place_idr))
    assert number(services.order_places[0]) == pytest.approx(1e6 * 0.5 / number(costs.order_place_idr))
    assert number(services.support_places[0]) == pytest.approx(1e6 / 100_000.0)
    needs_there = served.NeedsOfPlace(np.full(5, 0.2), place.anyway_idr, place.substitution)
    met = served.met_needs(hamlets, arrived.work, needs_there, Quantity.of(5e6, "IDR"))
    assert powers(met) == {"IDR": 1}
    # aspects' work of each hamlet, the fund's of a million each and what is done anyway, over all hamlets
    anyway = 5 * number(delivering.spec.mechanisms.needs.background) * 120e6 / 12 / 5
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
