"""What partners see of one another and learn from it, on three partners, with values worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from partnersim.mechanisms.partnership.learned_trust import learn
from partnersim.mechanisms.partnership.observation import observe
from partnersim.theory.chance.draws import MONTH_SHIFT, Draws, Purpose
from partnersim.world.staff import MEET, STAFF_USES, VISIT
from tests.partner_world import locked, yes

# --- seeing -------------------------------------------------------------------------------------------------


def observed(*, at_work: Any, work: bool = True, month: int = 5) -> tuple[Any, ...]:
    pairs = locked(np.arange(9).reshape(3, 3) + 100)
    staff = np.array([5.0, 5.0, 1.0]), np.zeros((3, len(STAFF_USES)))
    staff[1][2, MEET] = 0.5
    kept = np.zeros(3), np.zeros((3, 3)), np.zeros((3, 3), dtype=bool), np.zeros((3, 3))
    lot = Draws(3).key, month + MONTH_SHIFT
    ratio = np.array([0.5, 0.9, 0.7])
    observe(
        (locked(yes(1, 1, 1)), at_work, locked([2, 1, 0]), pairs),
        staff,
        (8.0, 0.25, 0.2, 0.1, work),
        ratio,
        lot,
        kept,
    )
    return *kept, staff[1], pairs


def test_visits_are_paid_by_staff_and_spread_over_the_others() -> None:
    """Eight visits take two persons; the first partner has half a person left and makes two of them."""
    spent, chance, _, _, used, _ = observed(at_work=yes(1, 1, 0))
    np.testing.assert_allclose(spent, [0.5, 2.0, 0.0])
    np.testing.assert_allclose(used[:, VISIT], [0.0, 2.0, 0.5])
    few, all_ = 1 - 0.8 ** (2 / 2), 1 - 0.8 ** (8 / 2)
    np.testing.assert_allclose(chance, [[0, few, few], [all_, 0, all_], [0, 0, 0]])


def test_what_is_seen_is_drawn_by_pair_with_an_error() -> None:
    everybody, times = yes(1, 1, 1), 0
    for month in range(12):
        _, chance, seen, as_what, _, pairs = observed(at_work=everybody, month=month)
        drawn = Draws(3).uniform(Purpose.VISIT, month, pairs.ravel()).reshape(3, 3)
        assert np.array_equal(seen, drawn < chance)
        z = Draws(3).normal(Purpose.OBSERVATION_ERROR, month, pairs.ravel()).reshape(3, 3)
        np.testing.assert_allclose(as_what, np.clip(np.array([0.5, 0.9, 0.7]) + 0.1 * z, 0, 1))
        times += int(seen.sum())
        assert not observed(at_work=everybody, month=month, work=False)[2].any()
    assert 12 < times < 60


# --- learning -----------------------------------------------------------------------------------------------


def learned(
    seen: list[list[int]],
    *,
    audit: float = np.nan,
    at_work: Any = None,
    inside: Any = None,
    excused: float = 1.0,
) -> list[Any]:
    """What three members know a month later; they faded by a half and began with 2 and 2, and know 4 and 6."""
    now, first = locked(np.full((3, 3), 4.0)), locked(np.full((3, 3), 2.0))
    more = locked(np.full((3, 3), 6.0))
    news = (
        np.array(seen, dtype=bool), np.full((3, 3), 0.4), np.array([1.0, excused, 1.0]), np.array([0.5, 0.5, 1.0]),
        np.array([0.0, 0.0, 0.5]), np.array([np.nan, audit, np.nan]), np.array([1.0, 0.5, 0.0]),
    )  # fmt: skip
    after = tuple(np.empty((3, 3)) for _ in range(4))
    everybody = yes(1, 1, 1)
    learn(
        (now, more, now, more), (first, first, first, first), news,
        (locked(everybody if inside is None else inside), everybody if at_work is None else at_work),
        (0.5, 0.8, 0.2), after,
    )  # fmt: skip
    return list(after)


def test_reports_are_read_by_all_and_flatter() -> None:
    """Faded, 3 and 4. A report weighs 0.2, and 0.1 where half is hushed; the second hides 0.8 x 0.5 of its half."""
    alpha, beta, active_alpha, active_beta = learned([[0, 0, 0]] * 3)
    by_the_second = 0.5 + 0.8 * 0.5 * 0.5
    told = (
        np.array([0.2 * 0.5, 0.2 * by_the_second, 0.1 * 1.0]),
        np.array([0.1, 0.2 * (1 - by_the_second), 0.0]),
    )
    others = ~np.eye(3, dtype=bool)
    np.testing.assert_allclose(alpha, 3.0 + others * told[0])
    np.testing.assert_allclose(beta, 4.0 + others * told[1])
    np.testing.assert_allclose(active_alpha, 3.0 + others * np.array([0.2, 0.2, 0.1]))
    np.testing.assert_allclose(active_beta, 4.0)


def test_a_visit_counts_one_and_what_is_excused_is_seen_as_better() -> None:
    alpha, beta, active_alpha, _ = learned([[0, 1, 0], [0, 0, 0], [0, 0, 0]], excused=2.0)
    assert alpha[0, 1] == pytest.approx(3.0 + 1.0 * 0.8 + 0.2 * 0.7)
    assert beta[0, 1] == pytest.approx(4.0 + 1.0 * 0.2 + 0.2 * 0.3)
    assert active_alpha[0, 1] == pytest.approx(3.0 + 1.2)
    assert alpha[2, 1] == pytest.approx(3.0 + 0.2 * 0.7)
    assert learned([[0, 1, 0]] * 3, excused=9.0)[0][0, 1] == pytest.approx(3.0 + 1.0 + 0.2 * 0.7)


def test_an_audit_counts_one_for_everybody_and_says_nothing_of_activity() -> None:
    alpha, beta, active_alpha, _ = learned([[0, 0, 0]] * 3, audit=0.25)
    assert alpha[[0, 2], [1, 1]] == pytest.approx(3.0 + 0.2 * 0.7 + 0.75)
    assert beta[[0, 2], [1, 1]] == pytest.approx(4.0 + 0.2 * 0.3 + 0.25)
    assert alpha[0, 2] == pytest.approx(3.0 + 0.1)
    assert active_alpha[0, 1] == pytest.approx(3.2)


def test_of_sleepers_only_their_sleep_is_learned_and_of_those_outside_nothing() -> None:
    alpha, beta, active_alpha, active_beta = learned(
        [[0, 1, 1]] * 3, at_work=yes(1, 0, 1), inside=yes(1, 1, 0)
    )
    assert (alpha[0, 1], beta[0, 1]) == (3.0, 4.0)
    assert (active_alpha[0, 1], active_beta[0, 1]) == (3.0, pytest.approx(5.2))
    for part, faded in zip((alpha, beta, active_alpha, active_beta), (3.0, 4.0, 3.0, 4.0), strict=True):
        assert part[0, 2] == part[2, 0] == part[1, 1] == faded
