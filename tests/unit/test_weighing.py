"""What members compare, worked out by hand where one aspect is all there is and work adds up in proportion."""

from __future__ import annotations

import numpy as np
import pytest

from partnersim.theory.arrays import read_only
from partnersim.theory.circumstances import Having
from partnersim.theory.partners import ALONE, JOINT, Aims, Estimates, Means
from partnersim.theory.production import Form
from partnersim.theory.proposals import Rules
from partnersim.theory.weighing import Beheld, Foreseen, Places, Prospect, foresee, weigh
from partnersim.theory.worth import ACTIVE, DORMANT, NOBODY, OUT, Setting

CHI, ALTERNATIVE, EARMARK = 0.3, 0.1, 0.5


def worth_of_three(rule: int, *, inside: int = 3, asleep: int = -1, diverts: float = 0.0) -> np.ndarray:
    """Three with a rupiah each, who want nothing but W; the first ``inside`` are in. All divert the same share."""
    n, ones = 3, np.ones((3, 3))
    keeps = np.zeros((n, 4, n))
    keeps[:, :2], keeps[:, 2:] = 1.0 - diverts, diverts
    productivity, needs = read_only(np.ones((n, n, 1))), read_only(np.ones((n, 1)))
    sleeping = np.arange(n) == asleep
    taking = (np.arange(n) < inside) & ~sleeping
    having = Having(
        Means(np.ones(n), np.full((n, 1), 3.0), np.full(n, 9.0)), np.full(n, 9.0),
        Aims(np.ones(n), np.ones(n), np.zeros(n, dtype=np.int64), 0.5),
    )  # fmt: skip
    plan = np.where(taking, 1.0, 0.0)[:, None]
    rules, places = Rules(True, rule, 0, 0, 0.0, 0.0), Places(taking, np.arange(n) < inside, sleeping)
    setting = Setting(Form(0.6, 1.0, 1.0, 0.0), CHI, ALTERNATIVE, EARMARK, 0.5, 16)
    foreseen = Foreseen(np.zeros((n, 1)), np.zeros((n, n, 1)), np.zeros((n, n, 1)))
    foresee(rules, places, Estimates(productivity, needs, ones, np.ones(n)), having, setting, foreseen)
    prospect = Prospect(plan, False, read_only(np.zeros((n, 1), dtype=np.int64)), 3.0)
    beheld = Beheld(productivity, needs, keeps, keeps)
    return np.asarray(weigh(rules, places, foreseen, beheld, having, prospect, setting))


@pytest.mark.parametrize("rule", [JOINT, ALONE])
def test_others_work_is_lost_to_one_outside_in_part_and_its_own_money_is_not(rule: int) -> None:
    """Each does a third of all. Outside: 0.7 of two thirds, its own third, and other uses, a tenth of that third."""
    worth = worth_of_three(rule)
    assert worth[:, ACTIVE] == pytest.approx(np.ones(3), rel=1e-5)
    assert worth[:, NOBODY] == pytest.approx(np.ones(3), rel=1e-5)
    assert worth[:, OUT] == pytest.approx(np.full(3, 0.7 * 2 / 3 + 1.1 / 3), rel=1e-5)
    # asleep: others' two thirds, and half of its own third
    assert worth[:, DORMANT] == pytest.approx(np.full(3, 2 / 3 + 0.5 / 3), rel=1e-5)


@pytest.mark.parametrize("rule", [JOINT, ALONE])
def test_who_leaves_a_pair_ends_it(rule: int) -> None:
    pair = worth_of_three(rule, inside=2)
    assert np.isnan(pair[2]).all()
    # of the joint money, two rupiah, each has half: everybody is alone, and other uses are worth a tenth of that half
    assert pair[:2, OUT] == pytest.approx(pair[:2, NOBODY] + 0.1 * 0.5, rel=1e-5)


@pytest.mark.parametrize(
    ("rule", "outside"), [(JOINT, 0.7 / 2 + 0.5 / 2 + 0.5), (ALONE, 0.7 * (0.5 + 0.25) + 0.5)]
)
def test_a_sleeper_works_with_what_is_not_earmarked_and_keeps_a_pair_from_ending(
    rule: int, outside: float
) -> None:
    """Worth is counted in the best use of the money of the two who are at work."""
    worth = worth_of_three(rule, asleep=2)
    assert worth[:2, ACTIVE] == pytest.approx(np.full(2, 1.0 + 0.25), rel=1e-5)
    assert worth[:2, OUT] == pytest.approx(np.full(2, outside + 0.1 * 0.5), rel=1e-5)


@pytest.mark.parametrize("rule", [JOINT, ALONE])
def test_diverted_money_works_at_half_as_a_showpiece(rule: int) -> None:
    """Of each third four fifths arrive, and a fifth does half as much: 0.9 of a third."""
    worth = worth_of_three(rule, diverts=0.2)
    assert worth[:, ACTIVE] == pytest.approx(np.full(3, 0.9), rel=1e-5)
    assert worth[:, NOBODY] == pytest.approx(np.full(3, 0.9), rel=1e-5)
    assert worth[:, OUT] == pytest.approx(np.full(3, 0.9 * (0.7 * 2 + 1.1) / 3), rel=1e-5)
    assert worth[:, DORMANT] == pytest.approx(np.full(3, 0.9 * 2.5 / 3), rel=1e-5)
