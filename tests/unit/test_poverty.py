"""Poverty and inequality against closed forms and as properties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import norm

from partnersim.theory.poverty import gini, quantile

COUNT = 200_000
GRID = (np.arange(COUNT) + 0.5) / COUNT
ONES = np.ones(COUNT)

consumptions = arrays(np.float64, st.integers(2, 40), elements=st.floats(1.0, 1e7))


def weights_for(values, seed):
    return np.random.default_rng(seed).uniform(0.1, 9.0, values.size)


def test_gini_of_a_uniform_distribution():
    assert gini(GRID, ONES) == pytest.approx(1 / 3, abs=1e-8)


@pytest.mark.parametrize("shape", [1.8, 2.5, 4.0])
def test_gini_of_pareto(shape):
    # The upper tail is thin on a grid, so each row carries the mean of its stratum.
    edges = np.arange(COUNT + 1) / COUNT
    lorenz = 1.0 - (1.0 - edges) ** (1.0 - 1.0 / shape)
    assert gini(np.diff(lorenz) * COUNT, ONES) == pytest.approx(1.0 / (2.0 * shape - 1.0), abs=1e-5)


@pytest.mark.parametrize("sd", [0.3, 0.6, 1.0])
def test_gini_of_lognormal(sd):
    values = np.exp(sd * norm.ppf(GRID))
    assert gini(values, ONES) == pytest.approx(2.0 * norm.cdf(sd / np.sqrt(2.0)) - 1.0, abs=2e-4)


def test_by_hand():
    assert gini(np.array([0.0, 0.0, 0.0, 1.0]), np.ones(4)) == pytest.approx(0.75)


def test_nobody_has_no_index():
    nobody, weightless = np.empty(0), np.zeros(2)
    assert np.isnan(gini(nobody, nobody))
    assert np.isnan(gini(np.ones(2), weightless))
    assert np.isnan(quantile(np.ones(2), weightless, np.array([0.5]))).all()


def test_quantiles_by_hand():
    values, weight = np.array([30.0, 10.0, 20.0, 99.0]), np.array([1.0, 1.0, 2.0, 0.0])
    asked = np.array([0.0, 0.25, 0.26, 0.75, 0.76, 1.0])
    np.testing.assert_array_equal(quantile(values, weight, asked), [10, 10, 20, 20, 30, 30])
    tenths = np.arange(1.0, 11.0)
    np.testing.assert_array_equal(quantile(tenths, np.full(10, 0.1), np.arange(1, 11) / 10), tenths)


@given(values=consumptions, seed=st.integers(0, 99))
def test_gini_is_scale_free_within_bounds_and_splits(values, seed):
    weight = weights_for(values, seed)
    index = gini(values, weight)
    assert -1e-12 <= index < 1.0
    assert gini(values * 7.0, weight) == pytest.approx(index, abs=1e-9)
    assert gini(np.tile(values, 2), np.tile(weight / 2, 2)) == pytest.approx(index, abs=1e-9)
    pairs = (np.abs(values[:, None] - values) * np.outer(weight, weight)).sum()
    assert index == pytest.approx(pairs / (2 * weight.sum() * (weight @ values)), abs=1e-9)


@given(values=consumptions, seed=st.integers(0, 99))
def test_a_transfer_from_rich_to_poor_lowers_inequality(values, seed):
    weight = np.ones(values.size)
    rich, poor = int(values.argmax()), int(values.argmin())
    moved = values.copy()
    gift = 0.4 * (values[rich] - values[poor])
    moved[rich] -= gift
    moved[poor] += gift
    assert gini(moved, weight) <= gini(values, weight) + 1e-12


@given(values=consumptions, seed=st.integers(0, 99), p=st.floats(0.0, 1.0))
def test_quantile_splits_the_weight(values, seed, p):
    weight = weights_for(values, seed)
    cut = quantile(values, weight, np.array([p]))[0]
    assert cut in values
    total = weight.sum()
    assert weight[values <= cut].sum() >= p * total - 1e-9 * total
    assert weight[values < cut].sum() <= p * total + 1e-9 * total
