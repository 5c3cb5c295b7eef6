"""Least squares with cluster-robust errors, and statistics written as means, on constructed data."""

from __future__ import annotations

import numpy as np
import pytest

from partnersim.studies.trials.regression import as_mean_of_quantile, as_mean_of_ratio, ols_clustered


def test_errors_by_hand_on_four_clusters() -> None:
    """Two clusters of two per arm: the formula written out for a difference of means."""
    y = np.array([1.0, 3.0, 5.0, 7.0, 2.0, 2.0, 6.0, 6.0])
    treated = np.repeat([1.0, 0.0], 4)
    cluster = np.repeat([10, 11, 12, 13], 2)
    fit = ols_clustered(y, np.column_stack([np.ones(8), treated]), cluster)
    assert fit.coefficients == pytest.approx([4.0, 0.0])
    sums = [np.square([-4.0, 4.0]).sum() / 16, np.square([-4.0, 4.0]).sum() / 16]
    factor = 4 / 3 * 7 / 6
    assert fit.errors[1] == pytest.approx(np.sqrt(factor * sum(sums)))
    assert (fit.n, fit.clusters) == (8, 4)


def test_one_row_per_cluster_is_hc1() -> None:
    rng = np.random.default_rng(4)
    x = np.column_stack([np.ones(40), rng.normal(size=40)])
    y = x @ [1.0, 2.0] + rng.normal(size=40) * (1.0 + np.abs(x[:, 1]))
    fit = ols_clustered(y, x, np.arange(40))
    bread = np.linalg.inv(x.T @ x)
    u = y - x @ fit.coefficients
    hc1 = bread @ (x.T * u**2 @ x) @ bread * 40 / 38
    assert fit.errors == pytest.approx(np.sqrt(np.diag(hc1)))


def test_errors_cover_where_clusters_share_a_shock() -> None:
    """The mean standard error is near the spread of the estimates; errors that ignore clusters are far too small."""
    rng = np.random.default_rng(7)
    effects, errors, naive = [], [], []
    cluster = np.repeat(np.arange(60), 20)
    treated = (cluster < 30).astype(float)
    for _ in range(150):
        y = rng.normal(size=60)[cluster] + rng.normal(size=1200)
        x = np.column_stack([np.ones(1200), treated])
        fit = ols_clustered(y, x, cluster)
        effects.append(fit.coefficients[1])
        errors.append(fit.errors[1])
        naive.append(ols_clustered(y, x, np.arange(1200)).errors[1])
    assert np.mean(errors) == pytest.approx(np.std(effects), rel=0.2)
    assert np.mean(naive) < 0.4 * np.std(effects)


def test_one_cluster_has_no_error() -> None:
    fit = ols_clustered(np.arange(4.0), np.ones((4, 1)), np.zeros(4, dtype=int))
    assert fit.coefficients == pytest.approx([1.5]) and np.isnan(fit.errors).all()


def test_a_ratio_and_a_quantile_as_means() -> None:
    rng = np.random.default_rng(1)
    y = np.exp(rng.normal(size=4000))
    below = 1.0 + rng.random(4000)
    assert as_mean_of_ratio(y, below).mean() == pytest.approx(y.sum() / below.sum())
    assert np.isnan(as_mean_of_ratio(y, np.zeros(4000))).all()
    made = as_mean_of_quantile(y, 0.5)
    assert made.mean() == pytest.approx(np.median(y))
    # sd of a sample median: 1 / (2 f sqrt(n)), with f(1) = 1 / sqrt(2 pi) for this law
    assert made.std() / np.sqrt(4000) == pytest.approx(np.sqrt(2 * np.pi) / 2 / np.sqrt(4000), rel=0.15)
    assert (as_mean_of_quantile(np.ones(10), 0.5) == 1.0).all()
