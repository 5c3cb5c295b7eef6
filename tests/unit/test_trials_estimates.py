"""Effects of a trial by hand on four households under the arm and four beside it."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from partnersim.scenario.experiments.trial_outcomes import Outcome
from partnersim.studies.trials.estimating import in_the_field, paired
from partnersim.studies.trials.living import Record
from partnersim.studies.trials.outcomes import measured

WITHOUT = {"profit": [50, 55, 0, 45, 60, 60, 20, 20], "capital": [800, 700, 0, 500, 900, 900, 100, 100]}
WITH = {"profit": [60, 80, 0, 50, 60, 60, 20, 20], "capital": [1000, 1200, 0, 800, 900, 900, 100, 100]}
WORSE = {"profit": [40, 45, 0, 45, 60, 60, 20, 20], "capital": [1000, 1200, 0, 800, 900, 900, 100, 100]}
"""Thousand rupiah; the first four households are of the treated arm, the others are controls."""

GIVEN = [400.0, 400.0, 0.0, 0.0]


def record(columns, *, given=(0.0,) * 8):
    made = {name: np.array(values, dtype=float) for name, values in columns.items()}
    no, yes = np.zeros(8), np.zeros(8, dtype=bool)
    return Record(
        columns=made,
        late=no,
        outstanding=no,
        lost=no,
        lent=no,
        took=yes,
        takes_part=yes,
        given=np.array(given),
    )


def trial_and_start(unit):
    """A trial of the arm ``grant`` against ``control``, and its eight households, four under each."""
    design = SimpleNamespace(
        unit=unit, control="control", survey_rounds=(12,), attrition=0.0, adjust_for_baseline=False,
        survey_error={}, carried_error=False,
    )  # fmt: skip
    arms = {"control": (), "grant": ("cash_grant",)}
    trial = SimpleNamespace(design=design, all_arms=arms, population=SimpleNamespace(clusters=8))
    columns = SimpleNamespace(owner=np.ones(8), id=np.arange(8), hamlet=np.arange(8))
    start = SimpleNamespace(
        village=SimpleNamespace(study=np.ones(8, dtype=bool), rank=np.zeros(8), columns=columns),
        offered=np.ones(8, dtype=bool), row_arm=np.repeat([1, 0], 4),
        draws=SimpleNamespace(uniform=lambda *_: np.ones(8)),
    )  # fmt: skip
    return trial, start


def estimate(way, outcome, treated):
    """An effect of the arm ``grant`` against the arm ``control``."""
    trial, start = trial_and_start("household")
    records = {
        "grant": record(treated, given=(*GIVEN, 0.0, 0.0, 0.0, 0.0)),
        "control": record(WITHOUT),
    }
    lives = SimpleNamespace(at=lambda month, parts, rows: records[parts])
    return way(outcome, trial, start, lives, "grant", "control", 12)


def estimate_of_compliers(*, took, scale="percent"):
    """Profit under the arm ``grant`` in the field, of whom ``took`` says whether they accept; no other arm delivers."""
    trial, start = trial_and_start("cluster")
    with_it = record({"profit": [60, 80, 10, 20, 0, 0, 0, 0], "capital": [0] * 8})
    with_it.took = np.array([*took, False, False, False, False])
    records = {"grant": with_it, "control": record({"profit": [0, 0, 0, 0, 50, 60, 10, 20], "capital": [0] * 8})}
    lives = SimpleNamespace(at=lambda month, parts, rows: records[parts])
    one = Outcome(name="effect", of="profit", scale=scale, sample="compliers")
    return in_the_field(one, trial, start, lives, "grant", "control", 12)


def test_compliers_gain_in_percent_of_what_they_would_have_had():
    """Means 42.5 and 35: 7.5 more where half accept is 15 for each of them, who have 70 and would have 55."""
    found = estimate_of_compliers(took=[True, True, False, False])
    assert found["effect"] == pytest.approx(100 * 15 / 55)
    assert (found["arm_level"], found["control_level"]) == pytest.approx((70, 55))
    level = estimate_of_compliers(took=[True, True, False, False], scale="level")
    assert level["effect"] == pytest.approx(15)
    # residuals 17.5, 37.5, -32.5, -22.5 and 15, 25, -25, -15 over 16, times 8 / 6 of eight clusters in pairs of means
    squares = 17.5**2 + 37.5**2 + 32.5**2 + 22.5**2 + 15**2 + 25**2 + 25**2 + 15**2
    assert level["se"] == pytest.approx(2 * (squares / 16 * 8 / 6) ** 0.5)
    assert found["se"] == pytest.approx(100 / 55 * level["se"])
    assert found["significant"] == level["significant"]
    assert np.isnan(estimate_of_compliers(took=[False] * 4)["effect"])


def outcome(of, scale="level"):
    return Outcome(name="effect", of=of, scale=scale)


def test_extra_profit_per_extra_capital_has_its_sign():
    # 10 more a month on 250 more capital; where profit falls, 5 less on 250 more
    returns = outcome("profit", "percent_of_capital_per_month")
    assert estimate(paired, returns, WITH)["effect"] == pytest.approx(100 * 10 / 250)
    assert estimate(paired, returns, WORSE)["effect"] == pytest.approx(-100 * 5 / 250)


def test_a_field_team_divides_by_the_difference_of_the_arms():
    # treated: profit 190 / 4, capital 3,000 / 4; controls: profit 160 / 4, capital 2,000 / 4
    returns = outcome("profit", "percent_of_capital_per_month")
    assert estimate(in_the_field, returns, WITH)["effect"] == pytest.approx(100 * (47.5 - 40) / (750 - 500))
    assert estimate(in_the_field, returns, WORSE)["effect"] == pytest.approx(100 * (32.5 - 40) / (750 - 500))


def test_extra_profit_per_rupiah_given():
    grant = outcome("profit", "percent_of_grant_per_month")
    assert estimate(paired, grant, WITH)["effect"] == pytest.approx(100 * 10 / 200)


def test_return_on_capital_is_a_ratio_of_means():
    effect = estimate(paired, outcome("return_on_capital"), WITH)
    assert effect["arm_level"] == pytest.approx(190 / 3000)
    assert effect["control_level"] == pytest.approx(150 / 2000)
    assert effect["effect"] == pytest.approx(190 / 3000 - 150 / 2000)


def test_percent_is_of_the_level_without_the_arm():
    assert estimate(paired, outcome("profit", "percent"), WITH)["effect"] == pytest.approx(100 * 10 / 37.5)
    # standard deviation of 50, 55, 0, 45 with three degrees of freedom
    spread = np.sqrt((12.5**2 + 17.5**2 + 37.5**2 + 7.5**2) / 3)
    assert estimate(paired, outcome("profit", "control_sd"), WITH)["effect"] == pytest.approx(10 / spread)


def test_revenue_is_profit_over_its_share_of_revenue():
    start = SimpleNamespace(
        p=SimpleNamespace(enterprise_profit_share_of_revenue=0.4),
        village=SimpleNamespace(columns=SimpleNamespace(id=np.arange(8))),
    )
    trial = SimpleNamespace(design=SimpleNamespace(survey_error={}, carried_error=False))
    seen = measured(outcome("revenue"), trial, start, record(WITH), month=12, error=True)
    assert seen.value.tolist() == pytest.approx([150, 200, 0, 125, 150, 150, 50, 50])
