"""Every number of the model is counted in a unit of one vocabulary, and unlike ones are not added."""

import importlib
import pkgutil
from dataclasses import fields
from types import SimpleNamespace
from typing import get_args

import numpy as np
import pytest

import partnersim.scenario
import partnersim.studies
from partnersim.measures import MEASURES, OUTCOMES, household_totals
from partnersim.measures.declaring import MONTHLY
from partnersim.measures.household_totals import (
    LEFT_BEFORE,
    OWNER_AT_START,
    POOREST_AT_START,
    WAS_OWNER,
    Classes,
    Totals,
    Track,
)
from partnersim.scenario.documents.describe import parameter_table
from partnersim.scenario.documents.fields import NO_UNIT, Part, field_note, quantity
from partnersim.scenario.documents.shipped import shipped_names
from partnersim.scenario.documents.units import (
    OF_ANOTHER_FIELD,
    UNITS,
    dimension,
    known_unit,
    per_month_removed,
)
from partnersim.scenario.experiments.trial_outcomes import MEANING, Outcome, Scale
from partnersim.scenario.reading import load_scenario
from partnersim.studies.validation.registry import registered
from partnersim.world.columns import column, columns_of
from partnersim.world.funds import ACTIVE, Funds
from partnersim.world.hamlets import Hamlets, Services
from partnersim.world.households import COLUMNS
from tests.units import Quantity, powers

TABLES = {"households": COLUMNS, **{t.__name__.lower(): columns_of(t) for t in (Hamlets, Services, Funds)}}
COUNTED_IN_THE_MONTH = {"exits", "entries", "reentries", "enterprise_births", "enterprise_deaths"}
"""Measures that count what happened in the month, from a total of households of that month."""


def parts(root=Part):
    for part in root.__subclasses__():
        yield part
        yield from parts(part)


@pytest.mark.parametrize(
    ("unit", "bases"),
    [
        ("IDR/person/month", {"IDR": 1, "person": -1, "month": -1}),
        ("IDR/household", {"IDR": 1, "household": -1}),
        ("persons/household", {"person": 1, "household": -1}),
        ("enterprises/month", {"household": 1, "month": -1}),
        ("household months", {"household": 1, "month": 1}),
        ("per_month", {"month": -1}),
        ("1/month", {"month": -1}),
        ("processes", {"process": 1}),
        ("share", {}),
        ("index", {}),
    ],
)
def test_a_unit_is_a_product_of_base_units(unit, bases):
    assert dimension(unit) == bases


def test_what_is_counted_a_month_is_summed_to_a_plain_count():
    assert per_month_removed("IDR/month") == "IDR"
    assert per_month_removed("households/month") == "households"
    with pytest.raises(ValueError, match="not counted a month"):
        per_month_removed("share")


def test_an_unknown_unit_is_refused_wherever_it_is_declared():
    with pytest.raises(ValueError, match=r"'IDR/mnth' is not in the vocabulary of units.*'IDR/month'"):
        known_unit("IDR/mnth")
    with pytest.raises(ValueError, match="vocabulary"):
        quantity(1.0, unit="rupiahs", low=0, high=1, doc="A number.")
    with pytest.raises(ValueError, match="vocabulary"):
        column("bananas", "fruit")


def test_every_column_total_measure_and_outcome_has_a_unit_of_the_vocabulary():
    declared = {f"{table}.{c.name}": c.unit for table, columns in TABLES.items() for c in columns}
    declared |= {f"total {f.name}": f.metadata["unit"] for f in fields(Totals)}
    declared |= {m.name: m.unit for m in (*MEASURES, *OUTCOMES)}
    assert len(declared) == 44 + 16 + 9 + 24 + 39 + len(MEASURES) + len(OUTCOMES)
    assert {name for name, unit in declared.items() if unit not in UNITS} == set()


def test_every_parameter_of_a_shipped_scenario_has_a_unit_and_names_have_none():
    for name in shipped_names():
        for row in parameter_table(load_scenario(name)):
            if row["unit"] == NO_UNIT:
                assert isinstance(row["value"], bool) or not isinstance(row["value"], int | float), row[
                    "path"
                ]
            else:
                assert row["unit"] in UNITS or row["unit"] in OF_ANOTHER_FIELD, row["path"]


def test_the_vocabulary_has_no_unit_that_nothing_is_counted_in():
    for package in (partnersim.scenario, partnersim.studies):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    used = {c.unit for columns in TABLES.values() for c in columns}
    used |= {f.metadata["unit"] for f in fields(Totals)} | {m.unit for m in (*MEASURES, *OUTCOMES)}
    used |= {field_note(field, key="unit") for part in parts() for field in part.model_fields.values()}
    used |= {number.unit for one in registered() for number in (*one.target.values, *one.target.beside)} | {
        Outcome.model_construct(name="x", of=of, scale=scale).unit
        for of in MEANING
        for scale in get_args(Scale)
    }
    assert (set(UNITS) | set(OF_ANOTHER_FIELD)) - used - {"IDR/worker"} == set()


@pytest.fixture
def totals(monkeypatch):
    """Totals with their units of two households, one that leaves poverty and one that falls into it."""
    monkeypatch.setattr(household_totals, "JOBS_CAPITAL_IDR", Quantity.of(1e7, "IDR/worker"))
    units = {c.name: c.unit for c in COLUMNS}

    def rows(name, *values):
        return [Quantity.of(value, units[name]) for value in values]

    values = {
        "weight": (2.0, 3.0), "size": (4, 2), "consumption": (900.0, 100.0), "income": (800.0, 90.0),
        "savings": (50.0, 5.0), "listed": (1, 1), "readiness": (0.5, 0.25), "group": (0, 0), "loan": (10.0, 0.0),
        "moneylender_debt": (0.0, 7.0), "owner": (1, 0), "technology": (1, 0), "profit": (30.0, 0.0),
        "capital": (2.5e7, 0.0), "contract": (0, 0), "order_months": (3, 0),
    }  # fmt: skip
    c = SimpleNamespace(**{name: rows(name, *pair) for name, pair in values.items()})
    track = Track(
        run=[Quantity.of(-3, "months"), Quantity.of(2, "months")],
        flags=[POOREST_AT_START | OWNER_AT_START, WAS_OWNER | LEFT_BEFORE],
    )
    t = SimpleNamespace(**{f.name: Quantity.of(0.0, f.metadata["unit"]) for f in fields(Totals)})
    classes = Classes(
        people=[Quantity.of(0.0, "persons")] * household_totals.CLASSES,
        amount=[Quantity.of(0.0, "IDR/month")] * household_totals.CLASSES,
    )
    line = Quantity.of(100.0, "IDR/person/month")
    add_up = household_totals.household_pass.py_func
    add_up(c, np.array([0, 2]), np.array([ACTIVE]), line, True, track, t, classes)
    return t


def test_the_pass_over_households_adds_only_what_is_alike(totals):
    expected = {
        "people": 14.0, "people_listed": 14.0, "poor": 6.0, "gap": 3.0, "severity": 1.5, "consumption": 2100.0,
        "savings": 115.0, "readiness": 1.75, "hired": 4.0, "spell_months": 6.0, "exits": 2.0, "reentries": 3.0,
        "deaths": 3.0, "births": 2.0, "people_poorest": 8.0, "moneylender_debt": 21.0, "borrowers": 2.0,
        "owners_at_start": 2.0, "profit_at_start": 60.0,
    }  # fmt: skip
    assert {name: getattr(totals, name).value for name in expected} == pytest.approx(expected)
    for f in fields(Totals):
        assert powers(getattr(totals, f.name)) == dimension(f.metadata["unit"]), f.name


def test_a_measure_of_totals_is_counted_in_its_unit(totals):
    checked = set()
    columns = SimpleNamespace(**{f.name: np.array([getattr(totals, f.name)]) for f in fields(Totals)})
    for name, entry in MONTHLY.items():
        try:
            (value,) = entry.compute(SimpleNamespace(total=columns))
        except AttributeError:
            continue
        unit = entry.measure.unit
        expected = dimension(per_month_removed(unit) if name in COUNTED_IN_THE_MONTH else unit)
        assert powers(value) == expected, name
        checked.add(name)
    assert len(checked) == 32 and checked >= COUNTED_IN_THE_MONTH
