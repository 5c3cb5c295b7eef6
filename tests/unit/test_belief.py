"""Beliefs: closed forms, forgetting, change of office, and the separation of sleep from cheating."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnersim.theory import belief


def start(n=3, expected=0.8, strength=8.0):
    alpha, beta = belief.prior(expected, strength)
    return np.full((n, n), alpha), np.full((n, n), beta)


def test_prior_has_the_mean_and_strength_asked_for():
    alpha, beta = belief.prior(0.8, 8.0)
    assert (alpha, beta) == pytest.approx((6.4, 1.6))
    one = np.array([[alpha]]), np.array([[beta]])
    assert belief.mean(*one)[0, 0] == pytest.approx(0.8)


def test_repeated_observation_is_a_weighted_mean():
    alpha, beta = start()
    observed, weight = np.full((3, 3), 0.45), np.full((3, 3), 0.5)
    for _ in range(20):
        alpha, beta = belief.update(alpha, beta, observed, weight)
    np.testing.assert_allclose(belief.mean(alpha, beta), (8.0 * 0.8 + 10.0 * 0.45) / 18.0)
    np.testing.assert_allclose(alpha + beta, 18.0)


def test_nothing_seen_nothing_learned_and_arguments_are_left_alone():
    alpha, beta = start()
    weight = np.zeros((3, 3))
    weight[0, 1] = 2.0
    observed = np.full((3, 3), np.nan)
    observed[0, 1] = 1.7  # cut to one
    before = alpha.copy(), beta.copy()
    new_alpha, new_beta = belief.update(alpha, beta, observed, weight)
    np.testing.assert_array_equal(alpha, before[0])
    np.testing.assert_array_equal(beta, before[1])
    assert new_alpha[0, 1] == pytest.approx(alpha[0, 1] + 2.0)
    new_alpha[0, 1] = alpha[0, 1]
    np.testing.assert_array_equal(new_alpha, alpha)
    np.testing.assert_array_equal(new_beta, beta)


def test_evidence_fades_geometrically_to_the_prior():
    prior_alpha, prior_beta = start()
    alpha, beta = prior_alpha + 5.0, prior_beta + 1.0
    for _ in range(24):
        alpha, beta = belief.forget(alpha, beta, prior_alpha, prior_beta, 0.03)
    np.testing.assert_allclose(alpha - prior_alpha, 5.0 * 0.97**24)
    np.testing.assert_allclose(beta - prior_beta, 0.97**24)


def test_reports_flatter_only_those_without_candour():
    delivered = np.array([0.4, 0.4, 1.0])
    told = belief.report(delivered, np.array([1.0, 0.25, 0.0]), 0.8)
    np.testing.assert_allclose(told, [0.4, 0.4 + 0.8 * 0.75 * 0.6, 1.0])


def test_visits_see_the_truth_with_an_error_within_bounds():
    delivered = np.array([0.2, 0.9])
    seen = belief.visit_observation(delivered, np.array([[0.0, 5.0], [-5.0, 1.0]]), 0.1)
    np.testing.assert_allclose(seen, [[0.2, 1.0], [0.0, 1.0]])


def test_sources_combine_by_weight():
    nan = np.nan
    ratio, weight = belief.combine(
        np.array([[0.2, nan], [0.5, nan]]), np.array([[1.0, 0.0], [2.0, 0.0]]),
        np.array([[0.8, 0.9], [nan, nan]]), np.array([[3.0, 1.0], [0.0, 0.0]]),
    )  # fmt: skip
    np.testing.assert_allclose(ratio, [[0.65, 0.9], [0.5, 0.0]])
    np.testing.assert_allclose(weight, [[4.0, 1.0], [2.0, 0.0]])


def test_sleep_lowers_activity_and_leaves_reliability():
    reliability, activity = start(2), start(2, 0.5, 4.0)
    ones = np.ones((2, 2))
    after = belief.update_both(*reliability, *activity, 0.9 * ones, ones, np.array([True, False]), ones)
    reliability_mean, activity_mean = belief.mean(after[0], after[1]), belief.mean(after[2], after[3])
    np.testing.assert_allclose(reliability_mean[:, 1], 0.8)
    np.testing.assert_allclose(reliability_mean[:, 0], (6.4 + 0.9) / 9.0)
    np.testing.assert_allclose(activity_mean[0], [3.0 / 5.0, 2.0 / 5.0])


@given(
    observed=st.floats(0, 1),
    weight=st.floats(0, 100),
    expected=st.floats(0.05, 0.95),
    strength=st.floats(0.5, 50),
)
def test_learning_moves_towards_what_was_seen_and_not_beyond(observed, weight, expected, strength):
    alpha, beta = start(1, expected, strength)
    after = belief.mean(*belief.update(alpha, beta, np.array([[observed]]), np.array([[weight]])))[0, 0]
    assert min(expected, observed) - 1e-12 <= after <= max(expected, observed) + 1e-12
