"""Beliefs: closed forms, forgetting, sources and their errors, by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnersim.theory import belief


def test_prior_has_the_mean_and_strength_asked_for():
    alpha, beta = belief.prior(0.8, 8.0)
    assert (alpha, beta) == pytest.approx((6.4, 1.6))
    one = np.array([[alpha]]), np.array([[beta]])
    assert belief.mean(*one)[0, 0] == pytest.approx(0.8)


def test_everybody_knows_its_own_share_and_expects_that_of_others():
    alpha, beta = np.array([[1.0, 3.0], [6.0, 5.0]]), np.array([[1.0, 1.0], [2.0, 5.0]])
    expected = belief.mean_knowing_oneself(alpha, beta, np.array([0.9, 0.3]))
    np.testing.assert_array_equal(expected, [[0.9, 0.75], [0.75, 0.3]])


def test_repeated_observation_is_a_weighted_mean():
    alpha, beta = belief.prior(0.8, 8.0)
    for _ in range(20):
        alpha, beta = belief.updated(alpha, beta, 0.45, 0.5)
    assert alpha / (alpha + beta) == pytest.approx((8.0 * 0.8 + 10.0 * 0.45) / 18.0)
    assert alpha + beta == pytest.approx(18.0)


def test_nothing_seen_nothing_learned_and_a_ratio_is_cut_to_between_nought_and_one():
    assert belief.updated(6.4, 1.6, np.nan, 0.0) == (6.4, 1.6)
    assert belief.updated(6.0, 2.0, 1.7, 2.0) == (8.0, 2.0)
    assert belief.updated(6.0, 2.0, -0.1, 2.0) == (6.0, 4.0)


def test_evidence_fades_geometrically_to_the_founding_belief():
    alpha = 11.4
    for _ in range(24):
        alpha = belief.faded(alpha, 6.4, 0.03)
    assert alpha - 6.4 == pytest.approx(5.0 * 0.97**24)
    assert belief.faded(6.4, 6.4, 0.03) == 6.4


def test_reports_flatter_only_those_without_candour():
    told = [belief.as_reported(r, g, 0.8) for r, g in ((0.4, 1.0), (0.4, 0.25), (1.0, 0.0))]
    assert told == pytest.approx([0.4, 0.4 + 0.8 * 0.75 * 0.6, 1.0])


def test_visits_see_the_truth_with_an_error_within_bounds():
    seen = [belief.as_visited(r, z, 0.1) for r, z in ((0.2, 0.0), (0.9, 5.0), (0.2, -5.0), (0.5, 1.0))]
    assert seen == pytest.approx([0.2, 1.0, 0.0, 0.6])


def test_sources_combine_by_weight():
    nan = np.nan
    assert belief.combined(0.2, 1.0, 0.8, 3.0) == pytest.approx((0.65, 4.0))
    assert belief.combined(nan, 0.0, 0.9, 1.0) == pytest.approx((0.9, 1.0))
    assert belief.combined(0.5, 2.0, nan, 0.0) == pytest.approx((0.5, 2.0))
    assert belief.combined(nan, 0.0, nan, 0.0) == (0.0, 0.0)


@given(
    observed=st.floats(0, 1),
    weight=st.floats(0, 100),
    expected=st.floats(0.05, 0.95),
    strength=st.floats(0.5, 50),
)
def test_learning_moves_towards_what_was_seen_and_not_beyond(observed, weight, expected, strength):
    alpha, beta = belief.updated(*belief.prior(expected, strength), observed, weight)
    after = alpha / (alpha + beta)
    assert min(expected, observed) - 1e-12 <= after <= max(expected, observed) + 1e-12
