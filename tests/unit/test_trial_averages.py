"""Averages over replicates of a trial, and the households a field team would need."""

import math

import pandas as pd
import pytest

from partnersim.studies.trials.running import _mean, _needed, _sd


def test_replicates_without_a_number_are_left_out():
    assert _mean([1.0, math.nan, 4.0, math.inf]) == 2.5
    assert math.isnan(_mean([math.nan])) and math.isnan(_mean([]))
    assert _sd(pd.Series([1.0, math.nan, 4.0])) == pytest.approx(3.0 / math.sqrt(2.0))
    assert math.isnan(_sd(pd.Series([1.0, math.nan])))


def test_households_with_which_an_effect_is_found_in_four_trials_of_five():
    # 2.80 standard errors of 1.5 are 4.2, half as much again as the effect of 2.8: 1.5^2 of 400 households
    assert _needed(2.8, 1.5, 400.0) == pytest.approx(900.0, rel=2e-3)
    assert math.isnan(_needed(0.0, 1.5, 400.0))
