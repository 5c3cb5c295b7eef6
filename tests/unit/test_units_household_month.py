"""The household month with units on all its numbers: every rule of it adds and compares only what is alike.

The small run of `test_kernels_plain` takes every branch that matters. Here it runs with columns, parameters and
constants that carry their units, and must give the stored numbers.
"""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from partnersim.mechanisms.environment.hamlets import move_hamlets
from partnersim.mechanisms.households import (
    between_months,
    capital,
    consumption,
    credit,
    debt,
    enterprise,
    entry_exit,
    groups,
    household,
    labour,
    month,
    parameters,
    practice,
    readiness,
    services,
    stages,
)
from partnersim.mechanisms.households.parameters import DECLARED, HouseholdParameters
from partnersim.mechanisms.households.place import Place
from partnersim.scenario.documents.fields import field_note
from partnersim.scenario.documents.units import dimension
from partnersim.scenario.parameters.mechanisms import Mechanisms
from partnersim.theory import households as formulas
from partnersim.theory.chance.draws import MONTH_SHIFT
from partnersim.theory.chance.lots import Key
from partnersim.theory.sorting import stable_order
from partnersim.world.columns import Column, columns_of
from partnersim.world.flows import FLOW_KINDS
from partnersim.world.funds import Funds
from partnersim.world.hamlets import Hamlets, Services
from partnersim.world.households import COLUMNS
from tests.reference.worlds import WAGES, busy_services
from tests.unit.test_kernels_plain import GOLDEN, small_world
from tests.units import ColumnInUnits, PartInUnits, Quantity, number, powers, run_plainly

MODULES = (
    between_months, capital, consumption, credit, debt, enterprise, entry_exit, groups, household, labour, month,
    parameters, practice, readiness, services, stages, formulas,
)  # fmt: skip
CONSTANTS = {
    "MONTH": "month", "MONTHS_PER_YEAR": {"month": 1, "year": -1}, "WEEKS_PER_YEAR": {"week": 1, "year": -1},
    "WEEKS_PER_MONTH": {"week": 1, "month": -1}, "FIRST_WEEK": "weeks", "REFERENCE_CAPITAL_IDR": "IDR/household",
    "SMALLEST_CAPITAL_IDR": "IDR/household", "NO_JUMP_IDR": "IDR/household", "NOTHING_OWED_IDR": "IDR/household",
    "CAPITAL_COST_PER_MONTH": "per_month", "GAP_CLOSED_PER_MONTH": "per_month", "RESERVE_MONTHS": "months",
    "SLOWEST_FORGETTING_PER_MONTH": "per_month", "MONTHS_AHEAD": "months", "OLDEST_MONTHS": "months",
    "LONG_AGO_MONTHS": "months", "NEVER_MONTHS": "months", "LONGEST_WAIT_MONTHS": "months",
    "FEWEST_MEMBERS": "members/unit", "FEWEST_CANDIDATES": "households/hamlet", "MEMBER_OF_ROW": "members",
    "LOAN": "loans", "ONE_SCHEME": "1", "SMALLEST_HASSLE_IDR": "IDR/household",
}  # fmt: skip
MONTHS = 14
CALCULATED = {
    "line": "IDR/person/month", "mean_wage": "log", "market_ratio": "ratio", "growth": "1/month", "wage_sd": "log",
    "reserve_instalments": "weeks", "horizon_loans": "1", "contract_price": "1", "group_size": "members",
    "first_loan": "IDR/household", "loan_growth": "1", "largest_loan": "IDR/household", "fair_share": "1",
    "term_months": "months", "instalment_share": "1/month", "principal_share": "share", "flat_interest": "share",
    "grace_months": "months", "follow_on": "0/1",
}  # fmt: skip


@pytest.fixture
def world():
    return small_world()


@pytest.fixture
def plain(world, monkeypatch):
    """The rules of the household month as plain Python, constants with their units."""
    run_plainly(monkeypatch, MODULES, CONSTANTS)
    arrays = SimpleNamespace(
        zeros=np.zeros, empty=np.empty, int8=np.int8, uintp=int, int64=int, inf=np.inf,
        full=lambda count, value: [value] * count,
    )  # fmt: skip
    for module in (between_months, groups, month):
        monkeypatch.setattr(module, "np", arrays)
    for module in (groups, month):
        monkeypatch.setattr(module, "place_at", lambda place: place)
    monkeypatch.setattr(
        groups, "stable_order", lambda values: stable_order(np.array([number(v) for v in values]))
    )


def parameters_in_units(spec, values):
    """Household parameters with the units of the schema; what is calculated from several has the unit it comes to."""
    calculated = parameters._calculated(PartInUnits(spec), WAGES)
    units = {name: powers(value) for name, value in calculated.items()}
    for name, (mechanism, field) in DECLARED.items():
        part = Mechanisms.model_fields[mechanism].annotation
        unit = field_note(part.model_fields[field], key="unit")
        units[name] = {} if unit == "-" else dict(dimension(unit))
    return HouseholdParameters(**{name: Quantity.made(values[name], units[name]) for name in values})


def table_in_units(declared, arrays):
    return SimpleNamespace(**{c.name: ColumnInUnits(c, getattr(arrays, c.name)) for c in declared})


def test_calculated_parameters_have_the_unit_in_which_rules_take_them(plain, world):
    calculated = parameters._calculated(PartInUnits(world.spec), WAGES)
    assert {name: powers(value) for name, value in calculated.items()} == {
        name: dimension(unit) for name, unit in CALCULATED.items()
    }


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_the_household_month_with_units_gives_the_stored_numbers(plain, world):
    golden = json.loads(GOLDEN.read_text())
    p = parameters_in_units(world.spec, golden["parameters"])
    world.funds.room[1] = 12
    place = Place(
        table_in_units(COLUMNS, world.households.arrays),
        table_in_units(columns_of(Hamlets), world.hamlets),
        None,
        table_in_units(columns_of(Funds), world.funds),
        None,
    )
    groups.admit_opening_members([p], place, [1], 0.6)
    booked = {kind: [] for kind in FLOW_KINDS}
    for now in range(MONTHS):
        hamlet_prices(world, place.hamlets, now)
        served = table_in_units(columns_of(Services), busy_services(now, 2))
        key = Key(world.draws.key0, world.draws.key1, now + MONTH_SHIFT)
        moment = month.Moment(key, Quantity.of(now, "months"), 1.0)
        flow = [
            ColumnInUnits(Column("flow", "f8", "IDR", 0.0, ""), np.zeros(len(FLOW_KINDS))) for _ in range(2)
        ]
        flows = SimpleNamespace(reshape=lambda shape, flow=flow: flow)
        month.household_month([p], place._replace(services=served, flows=flows), moment, 0, 2)
        for kind, amount in zip(FLOW_KINDS, np.array([row.values for row in flow]).sum(axis=0), strict=True):
            booked[kind].append(amount)
    mine = {f"flow.{kind}": amounts for kind, amounts in booked.items()}
    for prefix, table in (("household", place.households), ("hamlet", place.hamlets), ("fund", place.funds)):
        mine |= {f"{prefix}.{name}": column.values for name, column in vars(table).items()}
    assert sorted(mine) == sorted(golden["numbers"])
    for name, expected in golden["numbers"].items():
        scale = max([abs(x) for x in expected], default=0.0)
        np.testing.assert_allclose(mine[name], expected, rtol=1e-9, atol=1e-12 * scale, err_msg=name)


def hamlet_prices(world, hamlets, now):
    """Shocks and prices of the month by the environment's own rule, from the supply and demand of the last month."""
    for name in ("supply", "demand", "owners", "shock", "price"):
        getattr(world.hamlets, name)[:] = getattr(hamlets, name).values
    m = world.spec.mechanisms
    move_hamlets(
        m.hamlet_shocks,
        m.local_demand,
        world.hamlets,
        draws=world.draws,
        month=now,
        market_ratio=WAGES.market_ratio,
    )
    for name in ("shock", "price"):
        getattr(hamlets, name).values[:] = getattr(world.hamlets, name).tolist()
