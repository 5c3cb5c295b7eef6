"""One population, one month without partners: what they depend on, who keeps them, and what switches do to them."""

from __future__ import annotations

import ast
import threading
import time
from pathlib import Path

import numpy as np
import pytest

import partnersim
from partnersim.engine.population import populations
from partnersim.engine.population.filling import fill
from partnersim.engine.population.populations import (
    Populations,
    fingerprint,
    own_populations,
    settled_key,
    settled_population,
)
from partnersim.engine.population.settling import Settled, economy_of, settle
from partnersim.engine.population.village import Village, live_month
from partnersim.mechanisms.environment.hamlets import opening_shock
from partnersim.mechanisms.households.month import ROWS_AT_ONCE
from partnersim.mechanisms.households.parameters import WageLevel
from partnersim.scenario.documents.fingerprint import PARTS
from partnersim.scenario.parameters.environment.hamlets import HamletShocks
from partnersim.scenario.reading import load_scenario
from partnersim.studies.moments import plain_village
from partnersim.theory.chance.draws import Draws, Purpose
from partnersim.world.funds import Funds
from partnersim.world.hamlets import Hamlets, Services
from partnersim.world.households import COLUMN_NAMES, Households, copied_columns
from tests.reference.worlds import make_world

PACKAGE = Path(partnersim.__file__).parent


def made_up(number: float = 0.1) -> Settled:
    return Settled(columns={}, wages=WageLevel(number, 0.2), headcount=0.1)


# --- who keeps populations ----------------------------------------------------------------------------------


def test_populations_are_shared_by_arms_and_the_oldest_are_forgotten(tmp_path, monkeypatch):
    made = []
    monkeypatch.setattr(populations, "settle", lambda economy, rows: made.append(rows) or made_up())
    monkeypatch.setattr(populations, "MOST_IN_MEMORY", 3)
    monkeypatch.setattr(populations, "MOST_ON_DISK", 4)
    monkeypatch.setattr(populations, "COLUMN_NAMES", ())
    kept = Populations(rows=400, folder=lambda: tmp_path)
    spec = load_scenario("toy")
    arms = [spec.but({"mechanisms.moneylender.rate": 0.05 + 0.01 * k}) for k in range(6)]
    for arm in arms:
        other = arm.but({"mechanisms.lending.on": False})
        assert settled_key(arm) == settled_key(other)
        assert kept.of(arm) is kept.of(other)
    assert made == [400] * 6
    assert len(list(tmp_path.glob("settled-*.kept"))) == 4
    assert [kept.of(arms[k]) is kept.of(arms[k]) for k in (4, 3)] == [True, True]  # still in memory
    assert len(made) == 6 and len(kept._memory) == 3
    kept.of(arms[2])  # forgotten in memory, read from disk, and with it the one used longest ago goes
    assert len(made) == 6
    for path in tmp_path.iterdir():
        path.unlink()
    kept.of(arms[3])
    assert len(made) == 6
    kept.of(arms[5])
    assert len(made) == 7


def test_threads_that_ask_for_one_population_get_the_same_settled_once(monkeypatch):
    made = []

    def slowly(economy, rows):
        made.append(economy.headcount)
        time.sleep(0.2)
        return made_up(economy.headcount)

    monkeypatch.setattr(populations, "settle", slowly)
    kept = Populations(rows=400)
    specs = [load_scenario("toy").but({"place.headcount": 0.1 + 0.1 * (k % 2)}) for k in range(8)]
    answers = {}
    threads = [threading.Thread(target=lambda k=k: answers.update({k: kept.of(specs[k])})) for k in range(8)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(made) == pytest.approx([0.1, 0.2])
    assert time.perf_counter() - begun < 10
    assert all(answers[k] is answers[k % 2] for k in range(8)) and answers[0] is not answers[1]


def test_a_settling_that_fails_can_be_asked_for_again(monkeypatch):
    kept = Populations(rows=400)

    def fails(economy, rows):
        raise MemoryError

    monkeypatch.setattr(populations, "settle", fails)
    with pytest.raises(MemoryError):
        kept.of(load_scenario("toy"))
    monkeypatch.setattr(populations, "settle", lambda economy, rows: made_up())
    assert kept.of(load_scenario("toy")).headcount == 0.1


def test_a_blocks_own_populations_are_of_its_thread_and_forgotten_at_its_end(monkeypatch):
    monkeypatch.setattr(populations, "settle", lambda economy, rows: Settled({}, WageLevel(rows, 0.0), 0.1))
    spec = load_scenario("toy").but({"place.headcount": 0.111})
    elsewhere = []
    with own_populations(rows=400):
        mine = settled_population(spec)
        with own_populations(rows=600):
            assert settled_population(spec).wages.mean_log == 600
        assert settled_population(spec) is mine and mine.wages.mean_log == 400
        monkeypatch.setattr(populations, "read_settled", lambda path: made_up(7.0))
        other = threading.Thread(target=lambda: elsewhere.append(settled_population(spec)))
        other.start()
        other.join(30)
    assert elsewhere[0].wages.mean_log == 7.0
    with own_populations(rows=400):
        assert settled_population(spec) is not mine


@pytest.mark.parametrize("rows", [0, 100, 300])
def test_a_population_has_whole_hamlets(rows):
    with pytest.raises(ValueError, match="multiple of 200"):
        Populations(rows=rows)


# --- what a population depends on ---------------------------------------------------------------------------

CHANGES = {
    "place.headcount": 0.2,
    "place.mean_household_size": 4.5,
    "place.size_gradient": 0.2,
    "place.listing_error": 0.9,
    "place.listed_households": 3,
    "place.poverty_line_idr": 250_000.0,
    "mechanisms.enterprise.talent_sd": 0.9,
    "mechanisms.enterprise.talent_wage_correlation": 0.31,
    "mechanisms.enterprise.returns": 0.33,
    "mechanisms.income_shocks.persistence": 0.95,
    "mechanisms.hamlet_shocks.sd": 0.2,
    "mechanisms.hamlet_shocks.persistence": 0.5,
    "mechanisms.local_demand.elasticity": 0.11,
    "mechanisms.loan_application.hassle_median_idr": 70_000.0,
    "mechanisms.loan_application.hassle_log_sd": 0.2,
    "mechanisms.moneylender.rate": 0.11,
    "mechanisms.kin_support.base_share": 0.24,
    "mechanisms.exit.base": 0.02,
}


@pytest.mark.parametrize("path", CHANGES)
def test_what_changes_the_settled_households_changes_their_name(path):
    spec = load_scenario("toy")
    other = spec.but({path: CHANGES[path]})
    before, after = settle(economy_of(spec), 200), settle(economy_of(other), 200)
    moved = [n for n in COLUMN_NAMES if not np.array_equal(before.columns[n], after.columns[n])]
    assert moved, "this would be no input of settling"
    assert settled_key(spec) != settled_key(other)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("mechanisms.lending.on", False),
        ("mechanisms.hamlet_shocks.on", False),
        ("mechanisms.enterprise.on", False),
        ("mechanisms.formation.on", False),
        ("run.settling_months", 3),
        ("time.months", 5),
        ("name", "another"),
    ],
)
def test_what_settling_cannot_see_leaves_the_name(path, value):
    spec = load_scenario("toy")
    assert settled_key(spec) == settled_key(spec.but({path: value}))
    assert economy_of(spec) == economy_of(spec.but({path: value}))


def test_every_field_of_the_economy_and_the_rows_are_in_the_name():
    economy = economy_of(load_scenario("toy"))
    fields = set(type(economy).__dataclass_fields__)
    names = {fingerprint(economy, 400), fingerprint(economy, 600)}
    for field in fields:
        changed = object.__new__(type(economy))
        changed.__dict__.update(economy.__dict__, **{field: "changed"})
        names.add(fingerprint(changed, 400))
    assert len(names) == len(fields) + 2


def at_run_time(tree: ast.Module) -> ast.Module:
    """A module without what is imported for its types alone."""
    typing = [
        node for node in tree.body if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
    ]
    kept = [part for node in tree.body for part in (node.orelse if node in typing else [node])]
    return ast.Module(body=kept, type_ignores=[])


def modules_behind(start: Path) -> set[Path]:
    """Files of the package that a module imports, directly or through others, at run time."""
    seen, todo = set(), [start]
    while todo:
        file = todo.pop()
        if file in seen:
            continue
        seen.add(file)
        for node in ast.walk(at_run_time(ast.parse(file.read_text("utf-8")))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("partnersim."):
                base = PACKAGE.joinpath(*node.module.split(".")[1:])
                places = [base.with_suffix(".py"), *(base / f"{name.name}.py" for name in node.names)]
                todo += [place for place in places if place.is_file()]
    return seen


def test_the_code_in_the_name_is_all_that_settling_runs():
    parts = [PACKAGE / part for part in (*PARTS["settling"], *PARTS["compiled"])]
    outside = {
        str(file.relative_to(PACKAGE))
        for file in modules_behind(PACKAGE / "engine/population/settling.py")
        if not any(file == part or part in file.parents for part in parts)
    }
    # values of parameters are part of the economy
    assert not {name for name in outside if not name.startswith("scenario/")}


# --- a month without partners -------------------------------------------------------------------------------


def village_of(world) -> Village:
    return Village.alone(columns=world.households.arrays, hamlets=world.hamlets, draws=world.draws)


def test_a_switched_off_shock_is_zero_and_a_switched_off_price_is_the_base_price():
    world = make_world(hamlets=4, rows=10)
    village, mechanisms = village_of(world), world.spec.mechanisms
    village.hamlets.shock[:], village.hamlets.price[:] = 0.3, 1.4
    off = world.spec.but({"mechanisms.hamlet_shocks.on": False, "mechanisms.local_demand.on": False})
    live_month(village, off.mechanisms, world.p, month=0)
    assert (village.hamlets.shock == 0.0).all() and (village.hamlets.price == 1.0).all()
    live_month(village, mechanisms, world.p, month=1)
    part = mechanisms.hamlet_shocks
    innovation = part.sd * np.sqrt(1.0 - part.persistence**2)
    expected = innovation * village.draws.normal(Purpose.HAMLET_SHOCK, 1, village.hamlets.site)
    np.testing.assert_allclose(village.hamlets.shock, expected, rtol=1e-12)
    assert (village.hamlets.price != 1.0).any()


def test_shocks_begin_at_their_stationary_law_and_at_zero_where_they_are_off():
    draws, site = Draws(5), np.arange(4)
    on, off = HamletShocks(sd=0.2), HamletShocks(on=False, sd=0.2)
    expected = 0.2 * draws.normal(Purpose.HAMLET_SHOCK, -7, site)
    assert opening_shock(on, site, draws=draws, month=-7).tolist() == expected.tolist()
    assert opening_shock(off, site, draws=draws, month=-7).tolist() == [0.0] * 4


def test_services_are_brought_once_the_months_prices_are_known():
    world = make_world(hamlets=4, rows=10)
    village, prices = village_of(world), []
    village.hamlets.price[:] = 9.0

    def deliver():
        prices.append(village.hamlets.price.copy())

    live_month(village, world.spec.mechanisms, world.p, month=0, deliver=deliver)
    assert len(prices) == 1 and (prices[0] < 2.0).all()


def test_a_household_lives_the_same_month_in_a_large_hamlet_and_in_a_small_one():
    """Lots are drawn for some rows at a time: 300 households cross two such borders, 60 none."""
    off = {name: {"on": False} for name in ("hamlet_shocks", "local_demand", "loan_application", "lending")}
    large = make_world(hamlets=1, rows=300, funds=False, mechanisms=off)
    first = np.arange(0, 301, 60)
    hamlets = Hamlets.at_start(weight=np.ones(5), first=first, site=np.arange(5), shock=np.zeros(5))
    small = Village.alone(
        columns=copied_columns(large.households.arrays), hamlets=hamlets, draws=large.draws
    )  # fmt: skip
    small.columns.hamlet[:] = np.repeat(np.arange(5), 60)
    for month in range(3):
        live_month(village_of(large), large.spec.mechanisms, large.p, month=month)
        live_month(small, large.spec.mechanisms, large.p, month=month)
    assert 2 * ROWS_AT_ONCE < 300 and len(set(small.columns.persistent_wage.tolist())) == 300
    for name, column in large.households.arrays._asdict().items():
        assert name == "hamlet" or np.array_equal(column, getattr(small.columns, name)), name


def test_a_copied_village_lives_on_alone():
    world = make_world(hamlets=4, rows=10)
    village = village_of(world)
    copied = village.copied()
    before = [column.copy() for column in village.columns]
    live_month(copied, world.spec.mechanisms, world.p, month=0)
    assert all(np.array_equal(a, b) for a, b in zip(before, village.columns, strict=True))
    assert not np.array_equal(copied.columns.consumption, village.columns.consumption)
    assert not np.array_equal(copied.hamlets.shock, village.hamlets.shock)
    live_month(village, world.spec.mechanisms, world.p, month=0)
    assert all(np.array_equal(a, b) for a, b in zip(copied.columns, village.columns, strict=True))


def test_an_unserved_village_has_no_fund_and_no_service():
    village = village_of(make_world(hamlets=3, rows=5))
    assert (village.funds.status == Funds.none(3).status).all() and village.funds.cash.sum() == 0.0
    assert (village.services.training_places == Services.none(3).training_places).all()


def test_rows_are_filled_with_the_settled_household_named_and_keep_their_own_number():
    settled = settle(economy_of(plain_village(rows=400)), 200)
    people = Households(None, 3)
    c = people.arrays
    c.id[:], c.weight[:], c.listed[:], c.hamlet[:] = [7, 8, 9], 2.5, 1, 0
    draws = Draws(3)
    fill(c, settled, np.array([5, 0, 5]), start_readiness=0.9, draws=draws)
    for name in COLUMN_NAMES:
        if name not in ("id", "weight", "listed", "hamlet", "readiness"):
            assert getattr(c, name).tolist() == settled.columns[name][[5, 0, 5]].tolist(), name
    assert (c.id.tolist(), c.weight.tolist(), c.listed.tolist()) == ([7, 8, 9], [2.5] * 3, [1, 1, 1])
    expected = np.clip(0.9 + 0.15 * draws.normal(Purpose.READINESS_START, 0, [7, 8, 9]), 0.0, 1.0)
    assert c.readiness.tolist() == expected.tolist()
