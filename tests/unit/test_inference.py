"""Posteriors against cases in which the right answer is known, and checks that must notice a dishonest one."""

import numpy as np
import pytest
from scipy.special import expit

from partnersim.studies.inference import (
    Posterior,
    Simulated,
    identified,
    posterior,
    rank_histograms,
    uniform_p_values,
)
from partnersim.studies.inference.abc import _moved


def line(count: int, *, noise: float = 0.02, seed: int = 3) -> Simulated:
    """Two parameters; the first number is the first parameter with a little noise, the second is noise alone."""
    chance = np.random.default_rng(seed)
    points = chance.random((count, 2))
    first = points[:, 0] + noise * chance.standard_normal(count)
    return Simulated(points, np.column_stack([first, chance.standard_normal(count)]))


@pytest.mark.parametrize("adjust", [True, False])
def test_what_is_observed_with_an_error_is_known_to_that_error(adjust: bool) -> None:
    """Observed 0.5 with an error of 0.05 and noise of 0.02: a normal posterior with sd sqrt(.05^2 + .02^2) = 0.054."""
    found = posterior(line(20_000), [0.5, 0.0], [0.05, 1e3], share=0.02, adjust=adjust)
    assert found.mean[0] == pytest.approx(0.5, abs=0.01)
    if adjust:
        assert found.spread[0] == pytest.approx(0.0539, rel=0.12)
    assert found.spread[1] == pytest.approx(12.0**-0.5, rel=0.08)  # nothing was said of the second
    assert identified(found) == pytest.approx([found.spread[0] * 12.0**0.5, found.spread[1] * 12.0**0.5])
    assert found.weights.sum() == pytest.approx(1.0) and np.all((found.points >= 0.0) & (found.points <= 1.0))


def test_regression_moves_what_is_accepted_from_afar() -> None:
    """With everything accepted the mean is nearer to the observed number once it is adjusted."""
    far = [
        posterior(line(2_000), [0.8, 0.0], [0.05, 1e3], share=0.6, adjust=a).mean[0] for a in (False, True)
    ]
    assert abs(far[1] - 0.8) < 0.05 < abs(far[0] - 0.8)


def test_weights_fall_with_the_distance_and_the_origins_are_the_nearest() -> None:
    """Numbers at even distances from one observed at zero, hardly any error: the kernel is 1 - (i/20)^2."""
    points = np.linspace(0.0, 1.0, 200)[:, None]
    found = posterior(Simulated(points, points * 10.0), [0.0], [1e-6], share=0.1, adjust=False)
    assert sorted(found.origins) == list(range(20))
    assert found.weights[0] > found.weights[-1] > 0.0
    assert found.weights[0] / found.weights[10] == pytest.approx(1.0 / (1.0 - (10 / 20) ** 2), rel=1e-3)


def test_effective_draws_and_equal_draws() -> None:
    one = Posterior(np.array([[0.1], [0.9]]), np.array([0.75, 0.25]), np.array([0, 1]), 1.0)
    assert one.effective == pytest.approx(1.0 / (0.5625 + 0.0625))
    assert one.mean[0] == pytest.approx(0.3) and one.spread[0] == pytest.approx(0.48**0.5 * 0.5, rel=0.01)
    assert np.mean(one.drawn(4_000, seed=1) == 0.1) == pytest.approx(0.75, abs=0.03)


def test_ranks_of_an_honest_posterior_are_even_and_those_of_a_proud_one_are_not() -> None:
    simulated = line(1_500)
    honest = rank_histograms(simulated, [0.05, 1.0], trials=300, share=0.1, seed=5)
    assert honest.shape == (2, 10) and list(honest.sum(axis=1)) == [300, 300]
    assert np.all(uniform_p_values(honest) > 0.005)
    # Who believes its errors to be a fifth of what they are is too sure: the ends fill.
    proud = np.zeros(10, dtype=int)
    for place in range(150):
        chance = np.random.default_rng([5, place])
        observed = simulated.numbers[place] + [0.25, 1.0] * chance.standard_normal(2)
        found = posterior(simulated.without(place), list(observed), [0.05, 1.0], share=0.1, seed=place)
        below = int(np.sum(found.drawn(99, seed=place)[:, 0] < simulated.points[place, 0]))
        proud[below * 10 // 100] += 1
    assert uniform_p_values(proud[None])[0] < 1e-6 and proud[0] + proud[-1] > 60


def test_even_counts_have_the_highest_p() -> None:
    """Counts 10 and 10 are even (p = 1); 16 and 4 give (36 + 36) / 10 = 7.2 on one degree: p = 0.00729."""
    assert uniform_p_values(np.array([[10, 10], [16, 4]])) == pytest.approx([1.0, 0.00729], abs=1e-4)


def test_what_cannot_be_used_is_refused() -> None:
    with pytest.raises(ValueError, match="same N"):
        Simulated(np.zeros((3, 1)), np.zeros((2, 1)))
    with pytest.raises(ValueError, match="finite"):
        Simulated(np.zeros((2, 1)), np.array([[1.0], [np.nan]]))
    with pytest.raises(ValueError, match="accepted"):
        posterior(line(100), [0.5, 0.0], [0.1, 1.0], share=0.1)
    with pytest.raises(ValueError, match="needed"):
        posterior(line(1_000), [0.5], [0.1])
    with pytest.raises(ValueError, match="above zero"):
        posterior(line(1_000), [0.5, 0.0], [0.1, 0.0])
    with pytest.raises(ValueError, match="bins"):
        rank_histograms(line(1_000), [0.1, 1.0], trials=10, bins=7)


def test_parameters_of_which_nothing_is_known_do_not_look_known() -> None:
    """Fifteen numbers and sixty accepted simulations: the regression alone would take up a quarter of the spread."""
    chance = np.random.default_rng(11)
    points = chance.random((600, 8))
    simulated = Simulated(points, chance.standard_normal((600, 15)))
    spread = identified(posterior(simulated, [0.0] * 15, [1.0] * 15, share=0.1))
    assert np.mean(spread) == pytest.approx(1.0, abs=0.1)
    with pytest.raises(ValueError, match=r"accept \d+ or more"):
        posterior(simulated, [0.0] * 15, [1.0] * 15, share=0.034)


def test_a_regression_moves_points_to_where_nothing_is_off_and_widens_what_is_left() -> None:
    """Logits 2 + 3 off, and a rest of +1, -1, -1, +1 at off -3, -1, 1, 3 that no line takes up."""
    off = np.tile(np.array([-3.0, -1.0, 1.0, 3.0]), 25)[:, None]
    rest = np.tile(np.array([1.0, -1.0, -1.0, 1.0]), 25)[:, None] * 0.1
    weights = np.full(100, 0.01)
    moved = _moved(expit(0.2 + 0.3 * off + rest), off, weights)
    # one slope and the level are used up of 100: 0.1 becomes 0.1 sqrt(100 / 98)
    left = np.log(moved / (1.0 - moved)) - 0.2
    assert left == pytest.approx(rest * np.sqrt(100.0 / 98.0), abs=1.1e-3)  # the penalty leaves a thousandth of 0.9
    # the same where the mean of what is off is not nought: all move back by it
    shifted = _moved(expit(0.2 + 0.3 * (off + 1.0) + rest), off + 1.0, weights)
    assert shifted == pytest.approx(moved, abs=1e-3)
