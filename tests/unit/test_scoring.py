"""Scores and rivals against values worked out by hand, and against published ones."""

import math

import numpy as np
import pytest

from partnersim.scenario.experiments.sites import read_sites
from partnersim.studies.scoring import Prediction, crps_normal, others_pooled, random_effects, scored


def test_two_equal_studies_pool_to_their_middle() -> None:
    """Weights 1 and 1: fixed mean 1, Q = 2, one above its expectation; scale 2 - 2/2 = 1: variance between 1."""
    found = random_effects([0.0, 2.0], [1.0, 1.0])
    assert (found.mean, found.between) == pytest.approx((1.0, 1.0))
    assert found.error == pytest.approx(1.0)  # weights 1 / (1 + 1) each, so 1 / (1/2 + 1/2) = 1
    assert found.spread_of_a_new_one == pytest.approx(math.sqrt(2.0))


def test_an_uncertain_study_weighs_less() -> None:
    """Weights 1 and 1/4: mean (1 + 1) / 1.25 = 1.6, Q = .36 + .25 * 5.76 = 1.8, scale 1.25 - .85 = .4, variance 2.

    Then weights 1/3 and 1/6: mean (1/3 + 4/6) / (1/2) = 2, error the root of 2.
    """
    found = random_effects([1.0, 4.0], [1.0, 2.0])
    assert (found.mean, found.error, found.between) == pytest.approx((2.0, math.sqrt(2.0), math.sqrt(2.0)))


def test_studies_that_agree_have_nothing_between_them() -> None:
    found = random_effects([1.0, 1.0, 1.1], [1.0, 2.0, 2.0])
    assert found.between == 0.0
    assert found.mean == pytest.approx((1.0 + 0.25 + 0.275) / 1.5)


@pytest.mark.parametrize(
    ("effects", "errors", "said"),
    [
        ([1.0], [1.0], "two or more"),
        ([1.0, 2.0], [1.0], "two or more"),
        ([1.0, 2.0], [1.0, 0.0], "above zero"),
    ],
)
def test_what_cannot_be_pooled_is_refused(effects: list[float], errors: list[float], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        random_effects(effects, errors)
    with pytest.raises(ValueError, match="leave one out"):
        others_pooled([1.0, 2.0], [1.0, 1.0])


def test_leaving_one_out_never_looks_at_it() -> None:
    known = others_pooled([1.0, 2.0, 3.0], [1.0, 1.0, 1.0])
    moved = others_pooled([1.0, 2.0, 300.0], [1.0, 1.0, 1.0])
    assert known[2] == moved[2] and known[0] != moved[0]
    assert known[0].mean == pytest.approx(2.5)


@pytest.mark.parametrize(
    ("family", "mean_absolute_error"),
    [("graduation_consumption", 8.1), ("microcredit_consumption", 2.2), ("microcredit_profit", 26.0)],
)
def test_the_rival_has_the_error_known_for_it(family: str, mean_absolute_error: float) -> None:
    """Mean absolute error of the mean of the other sites, computed independently from the same data."""
    (sites,) = [one.sites for one in read_sites() if one.id == family]
    effects, errors = zip(*[site.estimate for site in sites], strict=True)
    off = [abs(e - p.mean) for e, p in zip(effects, others_pooled(effects, errors), strict=True)]
    digits = 0 if mean_absolute_error == 26.0 else 1
    assert round(float(np.mean(off)), digits) == mean_absolute_error


def test_crps_is_the_integral_that_defines_it() -> None:
    """In the middle 2 / sqrt(2 pi) - 1 / sqrt(pi) = 0.23370; elsewhere by adding up the definition."""
    assert crps_normal(0.0, 1.0, 0.0) == pytest.approx(0.233695, abs=1e-6)
    assert crps_normal(3.0, 0.0, 1.0) == 2.0
    from scipy.special import ndtr

    grid = np.linspace(-30.0, 40.0, 700_001)
    squares = (ndtr((grid - 1.0) / 2.5) - (grid >= 4.0)) ** 2
    assert crps_normal(1.0, 2.5, 4.0) == pytest.approx(float(squares.sum() * (grid[1] - grid[0])), abs=1e-4)


def test_a_studys_own_error_widens_what_everybody_says() -> None:
    """Spread 3 and error 4 make 5: intervals reach 3.37, 6.41 and 9.80, which hold one, two and three of four."""
    found = scored([Prediction(0.0, 3.0)] * 4, [3.0, -4.0, 7.0, 11.0], [4.0] * 4)
    assert (found["covered_50"], found["covered_80"], found["covered_95"]) == (0.25, 0.5, 0.75)
    assert found["mae"] == 6.25 and found["n"] == 4.0
    assert found["rmse"] == pytest.approx(math.sqrt((9 + 16 + 49 + 121) / 4))
    each = [crps_normal(0.0, 5.0, y) for y in (3.0, -4.0, 7.0, 11.0)]
    assert found["crps"] == pytest.approx(sum(each) / 4)


def test_scores_need_as_many_predictions_as_estimates() -> None:
    for predictions, effects, errors in ([], [], []), ([Prediction(0.0, 1.0)], [1.0, 2.0], [1.0, 1.0]):
        with pytest.raises(ValueError, match="at least one estimate"):
            scored(predictions, effects, errors)
