"""Draws of uncertain values: their seeds, the share with the sign, its interval."""

from __future__ import annotations

import math

import numpy as np

from partnersim.studies.claims.effects import draw_seeds, hits
from partnersim.studies.claims.plans import Plan
from partnersim.studies.estimates import share_interval
from tests.claim_case import NAN, OUTCOMES_MADE, MadeUp, claim, planned, registered_claim


def row_of(plan: Plan, *, draws: dict[str, list[float]] | None = None, **changed: dict[str, list[float]]):
    return plan.row(MadeUp(plan, {**OUTCOMES_MADE, **changed}, draws or {}))  # type: ignore[arg-type]


# --- draws --------------------------------------------------------------------------------------------------


def test_no_two_draws_and_no_draw_and_replicate_share_a_seed():
    drawn = [seed for k in range(64) for seed in draw_seeds(2009, k, 3)]
    assert len(set(drawn)) == 64 * 3 and min(drawn) >= 2009 + 100_000


def test_draws_are_run_with_seeds_of_their_own(tmp_path):
    plan, needed = planned(registered_claim(tmp_path), draws=4)
    sets = [set(batch.seeds) for batch in (plan.base, *plan.drawn)]
    assert sum(map(len, sets)) == len(set.union(*sets)) == 3 + 4 * 2
    for batch in plan.drawn:
        for names in batch.arms.values():
            assert all(needed.seeds[name] == set(batch.seeds) for name in names)


def test_the_share_of_draws_has_an_interval_and_is_told_for_two_sets_of_seeds(tmp_path):
    plan, _ = planned(registered_claim(tmp_path), draws=4)
    # Seeds of even distance from the first give these, the others 1 less 1: the first of each draw is the first half.
    row = row_of(plan, draws={"more": [3.0, 3.0, 3.0, -9.0], "less": [0.0, 0.0, 0.0, 0.0]})
    assert (row.robustness, row.draws) == (0.75, 4)
    assert (row.robustness_low, row.robustness_high) == share_interval(3, 4)
    assert row.halves == (0.75, 0.0)
    assert (row.verdict, row.reason) == ("supported, not robust", "draws")
    row = row_of(plan, draws={"more": [3.0] * 4, "less": [0.0] * 4})
    assert row.robustness == 1.0 and row.verdict == "supported"


def test_a_draw_without_an_effect_has_no_sign():
    assert hits(np.array([1.0, NAN, -1.0, 0.0]), claim(), sign=1) == 1
    within = claim(expected="0", margin=0.5)
    assert hits(np.array([0.5, NAN, -0.6, 0.0]), within, sign=1) == 2


def test_one_seed_a_draw_has_no_halves(tmp_path):
    plan, _ = planned(registered_claim(tmp_path), draws=2, draw_replicates=1)
    row = row_of(plan, draws={"more": [3.0, 3.0], "less": [0.0, 0.0]})
    assert all(map(math.isnan, row.halves))
