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


def estimate(way, outcome, treated):
    """An effect of the arm ``grant`` against the arm ``control``."""
    arms = {"control": (), "grant": ("cash_grant",)}
    design = SimpleNamespace(
        unit="household", control="control", survey_rounds=(12,), attrition=0.0, adjust_for_baseline=False,
        survey_error={}, carried_error=False,
    )  # fmt: skip
    trial = SimpleNamespace(design=design, all_arms=arms, population=SimpleNamespace(clusters=8))
    columns = SimpleNamespace(owner=np.ones(8), id=np.arange(8), hamlet=np.arange(8))
    start = SimpleNamespace(
        village=SimpleNamespace(
            study=np.ones(8, dtype=bool), rank=np.zeros(8), columns=columns
        ),
        offered=np.ones(8, dtype=bool), row_arm=np.repeat([1, 0], 4),
        draws=SimpleNamespace(uniform=lambda *_: np.ones(8)),
    )  # fmt: skip
    records = {
        "grant": record(treated, given=(*GIVEN, 0.0, 0.0, 0.0, 0.0)),
        "control": record(WITHOUT),
    }
    lives = SimpleNamespace(at=lambda month, parts, rows: records[parts])
    return way(outcome, trial, start, lives, "grant", "control", 12)


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
