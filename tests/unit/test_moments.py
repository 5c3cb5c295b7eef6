"""Moments of a panel without a programme."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from partnersim.engine.population.populations import own_populations
from partnersim.studies.moments import NAMES, Panel, _cross_section, moments, moments_of, plain_village
from partnersim.theory.chance.draws import Draws


def made(per_head, owner, *, exits=0, at_risk=0):
    n = len(next(iter(per_head.values())))
    return Panel(
        line=100.0, ids=np.arange(n), size=np.array([1.0, 3.0, 2.0, 2.0]), eligible=np.ones(n, dtype=bool),
        per_head={month: np.array(values, dtype=float) for month, values in per_head.items()},
        owner={month: np.array(values, dtype=bool) for month, values in owner.items()},
        exits=exits, at_risk=at_risk,
    )  # fmt: skip


def test_transitions_count_persons_and_need_no_error():
    panel = made(
        {0: [50, 50, 150, 150], 24: [50, 150, 50, 150]}, {0: [1, 1, 0, 0], 24: [1, 0, 0, 1]}, exits=3, at_risk=60
    )  # fmt: skip
    found = moments(panel, Draws(1))
    assert found["poor_stay"] == pytest.approx(1 / 4)  # one person of four who were poor
    assert found["poor_enter"] == pytest.approx(2 / 4)
    assert found["firm_deaths_by_month"] == pytest.approx(1 - 0.95**12)
    assert found["firm_deaths_by_year"] == pytest.approx(0.5)
    log = np.log([[50, 50, 150, 150], [50, 150, 50, 150]])
    assert found["consumption_correlation_true"] == pytest.approx(np.corrcoef(*log)[0, 1])
    assert found["consumption_change_sd_true"] == pytest.approx((log[1] - log[0]).std())


def test_survey_error_lowers_correlation_and_widens_changes():
    rng = np.random.default_rng(1)
    n = 4000
    true = np.exp(rng.normal(5, 0.5, n))
    panel = Panel(
        line=100.0, ids=np.arange(n), size=np.ones(n), eligible=np.ones(n, dtype=bool),
        per_head={0: true, 24: true}, owner={},
    )  # fmt: skip
    found = moments(panel, Draws(1))
    assert found["consumption_correlation_true"] == pytest.approx(1.0)
    assert found["consumption_correlation"] == pytest.approx(0.25 / (0.25 + 0.375**2), abs=0.03)
    assert found["consumption_change_sd"] == pytest.approx(0.375 * math.sqrt(2), rel=0.03)
    assert found["poor_stay"] == 1.0 > found["poor_stay_error_20"] > found["poor_stay_error_30"]


def test_nobody_to_count_gives_no_number():
    panel = made({0: [150] * 4, 24: [150] * 4}, {0: [0] * 4, 24: [0] * 4})
    found = moments(panel, Draws(1))
    assert math.isnan(found["poor_stay"])
    assert math.isnan(found["firm_deaths_by_month"])


def test_a_small_village_has_all_moments_and_the_same_each_time():
    spec = plain_village(rows=1000)
    with own_populations(rows=1000):
        found, again = moments_of(spec, seed=3), moments_of(spec, seed=3)
    assert found == again
    assert set(found) == set(NAMES)
    assert 0.05 < found["headcount"] < 0.25
    assert 0.05 < found["poor_enter"] < 0.5 * found["poor_stay"] + 0.1
    assert found["consumption_correlation"] < found["consumption_correlation_true"]


def test_a_switch_reaches_the_panel():
    with own_populations(rows=1000):
        on = moments_of(plain_village(rows=1000), seed=3)
        off = moments_of(plain_village(rows=1000, parameters={"mechanisms.exit.on": False}), seed=3)
    assert on["firm_deaths_by_month"] > 0.0 == off["firm_deaths_by_month"]


def test_owners_on_a_step_and_on_the_last_one():
    """Of four owners three stand on a step and one on the fourth; 0.8 of 4.25 million brings the first to 2 million."""
    ladder = {"first_idr": 2e6, "steps": 4}
    spec = plain_village(
        rows=1000, parameters={f"mechanisms.technology_ladder.{k}": v for k, v in ladder.items()}
    )
    places = {"consumption": 1e6, "profit": 1e5, "size": 4, "owed": 99}
    columns = {name: np.full(5, value) for name, value in places.items()}
    owners = SimpleNamespace(
        **columns, owner=np.array([1, 1, 1, 1, 0]), technology=np.array([0, 1, 3, 4, 0]),
        capital=np.array([1.5e6, 2.5e6, 6e6, 9e6, 0.0]),
    )  # fmt: skip
    found = _cross_section(owners, spec)
    assert (found["technology_share"], found["top_step_share"]) == (0.75, 0.25)
    assert found["grant_crosses_scale"] == 0.25
    off = plain_village(rows=1000, parameters={"mechanisms.technology_ladder.on": False})
    owners.technology = np.array([0, 1, 1, 0, 0])
    found = _cross_section(owners, off)
    assert found["technology_share"] == found["top_step_share"] == 0.5
