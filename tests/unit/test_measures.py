"""Measures against numbers worked out by hand, and proof that measuring changes nothing."""

import math
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from partnersim.engine.model import PartnershipModel
from partnersim.measures import MEASURES, OUTCOMES, Recorder
from partnersim.measures.agreement_months import total_over_members, total_over_pairs
from partnersim.measures.catalogue.outcomes import headcount_change
from partnersim.measures.declaring import MONTHLY
from partnersim.measures.months import mean, months_of_last_year, of_last_year
from partnersim.scenario.actors import Government, Ngo
from partnersim.scenario.partnership import Terms
from partnersim.scenario.reading import load_scenario
from partnersim.studies.runs.simulate import simulate
from partnersim.theory.chance.draws import Draws
from partnersim.theory.poverty import gini
from partnersim.world.agreements import Apart, members_of, nothing_yet
from partnersim.world.beliefs import Beliefs
from partnersim.world.contracts import Contract
from partnersim.world.funds import ACTIVE, Funds
from partnersim.world.households import COLUMN_NAMES, Households
from partnersim.world.ledger import Ledger
from partnersim.world.organizations import OrganizationColumns

LINE = 100.0


def small_world(consumption, *, size=None, weight=None, settled=True):
    """One hamlet with a working fund, no organizations, and households of the given consumption."""
    n = len(consumption)
    households = Households(None, n)
    c = households.arrays
    c.size[:] = 1 if size is None else size
    c.weight[:] = 1.0 if weight is None else weight
    if settled:
        c.consumption[:] = consumption
        c.smoothed_income[:] = consumption
    funds = Funds.none(1)
    funds.status[0] = ACTIVE
    nobody = OrganizationColumns.of(())
    apart = Apart(
        name="apart", number=-1, beliefs=Beliefs.at_founding(0, mean=0.5, strength=2.0),
        **members_of([], nobody, Draws(1)),
        contract=Contract(Terms(), leader=0, inside=np.zeros(0, dtype=bool), founding_idr=np.zeros(0),
                          founders=np.zeros(0, dtype=bool)),
        asked=np.zeros(0, dtype=bool), **nothing_yet(0),
    )  # fmt: skip
    return SimpleNamespace(
        spec=SimpleNamespace(
            place=SimpleNamespace(poverty_line_idr=LINE),
            mechanisms=SimpleNamespace(
                moneylender=SimpleNamespace(on=True, rate=0.10), planning=SimpleNamespace(private_weight=0.5)
            ),
        ),
        households=households, funds=funds, organizations=[], organization_columns=nobody, firms=None,
        agreements=[], apart=apart,
        needs=SimpleNamespace(met_idr=0.0), month=0,
        hamlets=SimpleNamespace(weight=np.array([2.0]), first=np.array([0, n]), price=np.array([1.1])),
        ledger=Ledger(), household_flows={"loan interest": 7.0, "moneylender interest": 5.0},
    )  # fmt: skip


def test_poverty_is_counted_over_people_with_weights():
    # persons 2, 6, 3: two at half the line, six at three quarters of it, three exactly at the line
    world = small_world([50.0, 150.0, 300.0], size=[1, 2, 3], weight=[2.0, 3.0, 1.0])
    measured = Recorder(world).record()
    assert measured["headcount"] == pytest.approx(8 / 11)
    assert measured["poverty_gap"] == pytest.approx((2 * 0.5 + 6 * 0.25) / 11)
    assert measured["poverty_severity"] == pytest.approx((2 * 0.25 + 6 * 0.0625) / 11)
    assert measured["consumption_idr"] == pytest.approx((2 * 50 + 3 * 150 + 300) / 11)


def test_members_count_only_where_the_fund_works():
    world = small_world([50.0, 150.0, 150.0, 150.0], weight=[1.0, 2.0, 1.0, 4.0])
    c = world.households.arrays
    c.group[:2], c.listed[:3], c.loan[1] = 0, 1, 10.0
    measured = Recorder(world).record()
    assert measured["members"] == 3.0
    assert measured["borrowers"] == 2.0
    assert measured["coverage_listed"] == pytest.approx(3 / 4)
    assert measured["headcount_members"] == pytest.approx(1 / 3)
    world.funds.status[0] = 2
    closed = Recorder(world).record()
    assert closed["members"] == 0.0
    assert math.isnan(closed["headcount_members"])


def test_exits_reentries_and_spells_follow_each_household():
    world = small_world([50.0, 150.0], weight=[3.0, 1.0])
    recorder, seen = Recorder(world), []
    # the first is poor for 2 months (one of them before the run), out for one, poor for one, out again
    for first in (50.0, 150.0, 50.0, 150.0):
        world.households.arrays.consumption[0] = first
        seen.append(recorder.record())
    assert [m["exits"] for m in seen] == [0.0, 3.0, 0.0, 3.0]
    assert [m["entries"] for m in seen] == [0.0, 0.0, 3.0, 0.0]
    assert [m["reentries"] for m in seen] == [0.0, 0.0, 3.0, 0.0]
    assert recorder.outcomes()["spell_months"] == pytest.approx((3 * 2 + 3 * 1) / 6)


def test_lasting_exit_needs_poverty_at_the_start_and_a_year_without():
    world = small_world([50.0, 50.0, 150.0], weight=[5.0, 1.0, 1.0])
    recorder = Recorder(world)
    world.households.arrays.consumption[:] = 150.0
    for month in range(12):
        world.households.arrays.consumption[1] = 50.0 if month == 0 else 150.0
        recorder.record()
        if month == 10:
            assert math.isnan(recorder.outcomes()["lasting_exits"])  # less than a year is known
    assert recorder.outcomes()["lasting_exits"] == 5.0


def test_independence_asks_for_no_debt_and_no_order():
    world = small_world([150.0] * 5)
    c = world.households.arrays
    c.loans_taken[:4] = 1
    c.loan[1], c.moneylender_debt[2], c.order_months[3] = 1.0, 1.0, 2
    recorder = Recorder(world)
    for _ in range(12):
        recorder.record()
    assert recorder.outcomes()["independent_households"] == 1.0
    assert recorder.outcomes()["independence_share"] == pytest.approx(1 / 4)


def test_births_and_deaths_of_enterprises_and_jobs():
    world = small_world([150.0, 150.0, 150.0], weight=[1.0, 2.0, 4.0])
    c = world.households.arrays
    c.owner[0], c.capital[0] = 1, 25e6
    recorder = Recorder(world)
    first = recorder.record()
    assert (first["enterprise_births"], first["enterprise_deaths"], first["jobs"]) == (0.0, 0.0, 3.0)
    c.owner[:] = [0, 1, 1]
    second = recorder.record()
    assert (second["enterprise_births"], second["enterprise_deaths"], second["jobs"]) == (6.0, 1.0, 6.0)
    assert recorder.outcomes()["enterprise_death_rate"] == pytest.approx((1 / (2 / 12)) / 3.5)


def test_without_settling_nothing_crosses_in_the_first_month():
    world = small_world([50.0, 150.0], settled=False)
    recorder = Recorder(world)
    world.households.arrays.consumption[:] = [50.0, 150.0]
    assert recorder.record()["exits"] == 0.0
    world.households.arrays.consumption[:] = [150.0, 50.0]
    assert recorder.record()["exits"] == 1.0


def test_funds_in_rupiah_of_the_place():
    world = small_world([150.0])
    funds = world.funds
    funds.cash[0], funds.banked[0], funds.outstanding[0], funds.late[0] = 30.0, 10.0, 60.0, 6.0
    funds.lent[0], funds.lost[0], funds.lent_month[0], funds.bank_debt[0] = 200.0, 0.0, 50.0, 20.0
    recorder = Recorder(world)
    funds.lost[0] = 8.0
    measured = recorder.record()
    assert measured["fund_capital_idr"] == 200.0
    assert measured["fund_own_capital_idr"] == 2 * (100.0 - 20.0 - 6.0)
    assert measured["nonperforming_share"] == pytest.approx(0.1)
    assert measured["lost_share"] == pytest.approx(0.04)
    assert measured["velocity"] == pytest.approx(12 * 100.0 / 200.0)
    assert measured["interest_saved_idr"] == pytest.approx(120.0 * 0.10 - 7.0)
    assert measured["fund_surplus_idr"] == pytest.approx(-16.0)  # nothing was posted, 2 x 8 were written off


def test_gini_of_classes_is_the_exact_one():
    rng = np.random.default_rng(5)
    consumption = 100.0 * np.exp(0.6 * rng.standard_normal(4000) + 0.5)
    world = small_world(consumption, size=rng.integers(1, 9, 4000))
    c = world.households.arrays
    c.consumption[:] *= c.size
    measured = Recorder(world).record()["gini_consumption"]
    assert measured == pytest.approx(gini(consumption, c.weight * c.size), abs=1e-4)


def test_who_paid_counts_transfers_once_and_not_what_went_back():
    world = small_world([150.0])
    ledger = world.ledger
    outside = ledger.open("outside", holder="outside", outside=True)
    for number, (name, kind) in enumerate((("office", "government"), ("helper", "ngo"))):
        cash = ledger.open(f"{name}: cash", holder=name, balance=1000.0)
        world.organizations.append(
            SimpleNamespace(
                name=name,
                title=name,
                kind=kind,
                number=number,
                cash=cash,
                spec=SimpleNamespace(
                    credit_share=0.5, counted_as=f"{kind}s".replace("governments", "government")
                ),
            )
        )
    world.organization_columns = OrganizationColumns.of((Government(name="office"), Ngo(name="helper")))
    office, helper = (o.cash for o in world.organizations)
    recorder = Recorder(world)
    ledger.post(office, helper, 100.0, "transfer")
    ledger.post(helper, outside, 160.0, "personnel")
    ledger.post(office, outside, 40.0, "leakage")
    ledger.post(office, outside, 500.0, "returned")
    ledger.close_month({})
    measured = recorder.record()
    assert measured["paid_government_idr"] == 140.0
    assert measured["paid_ngos_idr"] == 60.0
    assert measured["money_spent_idr"] == 200.0
    assert measured["leakage_share"] == pytest.approx(0.2)
    assert recorder.record()["money_spent_idr"] == 0.0  # each posting is read once
    assert [a["paid_idr"] for a in recorder.actors()] == [140.0, 60.0]


def test_change_of_the_headcount_per_year():
    falling = np.linspace(0.13, 0.10, 37)  # one point a year

    def change(months):
        return headcount_change(SimpleNamespace(months=months, series=lambda _: falling[:months]))

    assert change(37) == pytest.approx(-1.0)
    assert change(13) == pytest.approx(-1.0)
    assert math.isnan(change(1))


def test_catalogues_are_complete():
    for table in (MEASURES, OUTCOMES):
        names = [m.name for m in table]
        assert len(set(names)) == len(names)
        for m in table:
            assert m.better in ("higher", "lower", "neither")
            assert m.unit and m.group and m.label and m.label_id and m.doc.endswith(".")
            assert ("_idr" in m.name) == m.unit.startswith("IDR"), m.name


@pytest.fixture(scope="module")
def toy():
    return load_scenario("toy", overrides=["time.months=8"])


def state_of(model):
    columns = {name: getattr(model.households.arrays, name).copy() for name in COLUMN_NAMES}
    balances = np.array([model.ledger.balance(number) for number in range(len(model.ledger.accounts))])
    funds = np.concatenate([np.asarray(v, dtype=float) for v in vars(model.funds).values()])
    return columns, balances, funds


def test_measuring_changes_nothing_and_repeats_itself(toy):
    plain, watched = PartnershipModel(toy, 3), PartnershipModel(toy, 3)
    first, second = Recorder(watched), Recorder(watched)
    for _ in range(8):
        plain.step()
        watched.step()
        a, b = first.record(), second.record()
        assert a == pytest.approx(b, rel=0.0, abs=0.0, nan_ok=True)
        assert set(a) == {m.name for m in MEASURES}
    assert first.outcomes() == pytest.approx(second.outcomes(), rel=0.0, abs=0.0, nan_ok=True)
    assert set(first.outcomes()) == {m.name for m in OUTCOMES}
    first.actors()
    (columns, *rest), (other, *others) = state_of(plain), state_of(watched)
    for name in COLUMN_NAMES:
        assert np.array_equal(columns[name], other[name]), name
    for mine, theirs in zip(rest, others, strict=True):
        assert np.array_equal(mine, theirs)


def test_money_spent_is_what_left_the_organizations(toy):
    model = PartnershipModel(toy, 4)
    recorder = Recorder(model)
    for _ in range(8):
        model.step()
        recorder.record()
    flows = model.ledger.flows()
    names = {o.name for o in model.organizations}
    not_spent = ["transfer", "returned", "lapsed", "budget cut"]
    left = flows[flows["payer"].isin(names) & ~flows["kind"].isin(not_spent)]
    assert sum(recorder.months.money.paid) == pytest.approx(left["amount_idr"].sum())
    assert sum(recorder.months.money.paid) > 0.0


def test_no_month_no_outcome(toy):
    with pytest.raises(ValueError, match="no month"):
        Recorder(PartnershipModel(toy, 3)).outcomes()


def test_more_months_than_there_was_room_for():
    world = small_world([50.0, 150.0])
    recorder = Recorder(world)
    for month in range(150):
        world.households.arrays.consumption[1] = 1000.0 + month
        recorder.note()
    assert recorder.table[recorder.names.index("consumption_idr")].tolist() == [(1050.0 + m) / 2 for m in range(150)]


def test_sums_of_the_last_year_begin_with_fewer_months():
    column = np.arange(1.0, 15.0)
    assert of_last_year(column).tolist()[:3] == [1.0, 3.0, 6.0]
    assert of_last_year(column)[11] == 78.0 and of_last_year(column)[12:].tolist() == [90.0, 102.0]
    assert months_of_last_year(14).tolist() == [*range(1, 12), 12, 12, 12]


def test_a_mean_over_agreements_is_of_those_that_have_a_number():
    nan = math.nan
    columns = [np.array([1.0, nan, nan]), np.array([2.0, 5.0, nan]), np.array([6.0, nan, nan])]
    assert mean(columns, months=3).tolist()[:2] == [3.0, 5.0] and math.isnan(mean(columns, months=3)[2])
    assert np.isnan(mean([], months=2)).tolist() == [True, True]
    assert mean(columns[:1], months=3)[0] == 1.0


def test_pairs_are_summed_over_the_members_of_each_month():
    values = np.arange(1.0, 19.0).reshape(2, 3, 3)
    who = np.array([[True, True, True], [True, False, True]])
    assert total_over_pairs(values, who).tolist() == [45.0, 10.0 + 12.0 + 16.0 + 18.0]
    assert total_over_members(values[:, 0], who).tolist() == [6.0, 22.0]


@contextmanager
def counted_measures(*names: str) -> Iterator[Counter]:
    """How often each of these measures is worked out meanwhile."""
    calls: Counter = Counter()
    before = {name: MONTHLY[name] for name in names}

    def watched(name: str, compute: Callable) -> Callable:
        def counting(months: Any) -> Any:
            calls[name] += 1
            return compute(months)

        return counting

    MONTHLY.update({name: replace(entry, compute=watched(name, entry.compute)) for name, entry in before.items()})
    try:
        yield calls
    finally:
        MONTHLY.update(before)


@pytest.mark.parametrize(
    ("outcome", "made_from"),
    [
        ("headcount_end", {"headcount": 1}),
        ("cost_per_member_idr", {"money_spent_idr": 1, "members": 1}),
        ("velocity_mean", {"velocity": 1}),
        ("dissolutions", {}),
    ],
)
def test_only_what_a_wanted_outcome_is_made_from_is_worked_out(toy, outcome, made_from):
    with counted_measures(*MONTHLY) as calls:
        found = simulate(toy.but({"time.months": 4}), 3, tables=False, outcomes=[outcome]).outcomes
    assert calls == made_from and list(found) == [outcome]


def test_outcomes_that_share_a_measure_work_it_out_once(toy):
    wanted = ["members_end", "cost_per_member_idr", "members_mean"]
    with counted_measures(*MONTHLY) as calls:
        found = simulate(toy.but({"time.months": 4}), 3, tables=False, outcomes=wanted).outcomes
    assert calls == {"members": 1, "money_spent_idr": 1} and list(found) == wanted


def test_an_outcome_alone_is_that_of_all_to_the_last_bit(toy):
    model = PartnershipModel(toy, 3)
    recorder = Recorder(model)
    for _ in range(14):
        model.step()
        recorder.note()
    together = recorder.outcomes()
    for name, value in together.items():
        recorder._rows = None  # nothing is known of the measures of others
        assert repr(recorder.outcomes([name])[name]) == repr(value), name


def test_what_is_wanted_but_not_declared_is_an_error(toy):
    recorder = Recorder(PartnershipModel(toy, 3))
    recorder.model.step()
    recorder.note()
    with pytest.raises(KeyError, match="headcount_of_the_moon"):
        recorder.outcomes(["headcount_of_the_moon"])


def test_what_is_kept_of_a_month_is_not_that_of_a_later_one():
    world = small_world([50.0, 150.0])
    recorder = Recorder(world)
    for month in range(3):
        world.hamlets.price[:] = 1.0 + month
        world.funds.lent_month[:] = 10.0 * month
        recorder.note()
    weight = float(world.hamlets.weight.sum())
    assert recorder.table[recorder.names.index("price")].tolist() == [1.0, 2.0, 3.0]
    lent = recorder.table[recorder.names.index("loans_disbursed_idr")].tolist()
    assert lent == [0.0, 10.0 * weight, 20.0 * weight]
