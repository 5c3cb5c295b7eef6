"""Formulas of the household month that know neither columns nor scenarios: numbers in, a number out.

Money is rupiah of one household.
"""

from __future__ import annotations

import math

from partnersim.theory.compiled import compiled

SMALLEST_HASSLE_IDR = 1e-9
"""Trouble below which its logarithm is not taken."""


@compiled
def step_scale(first, ratio, step):  # type: ignore[no-untyped-def]
    """Capital that step number ``step`` of a ladder needs, ``first ratio^(step - 1)``, the first step being 1."""
    return first * ratio ** (step - 1.0)


@compiled
def steps_kept(first, ratio, kept_share, step, capital):  # type: ignore[no-untyped-def]
    """Steps of a ladder that so much capital still holds: a step is held down to ``kept_share`` of its scale."""
    while step > 0 and capital < kept_share * step_scale(first, ratio, step):
        step -= 1
    return step


@compiled
def concave_sum(over, scale):  # type: ignore[no-untyped-def]
    """The part of a sum that everyday spending sees: ``over / (1 + over / scale)``.

    Nearly all of a sum that is small against ``scale``, half of one as large, and never more than ``scale``.

    Args:
        over, scale: rupiah, not negative; nothing is seen where the scale is zero.
    """
    return over * scale / (over + scale) if scale > 0.0 else 0.0


@compiled
def recovered(smoothed, lasting, share):  # type: ignore[no-untyped-def]
    """Usual income after a household has seen that lasting income is higher: up by ``share`` of the gap, never down."""
    return smoothed + share * max(0.0, lasting - smoothed)


@compiled
def own_start(smallest, spare, desired):  # type: ignore[no-untyped-def]
    """Capital with which an owner starts: what it can spare up to what it aims at, the smallest at least."""
    return max(smallest, min(spare, desired))


@compiled
def worn_away(capital, rate, months):  # type: ignore[no-untyped-def]
    """Rupiah of added capital that are gone after some months at a loss of ``rate`` a month: K (1 - (1 - rate)^n)."""
    return capital * (1.0 - (1.0 - rate) ** months)


@compiled
def spread_out(hassle, median, power):  # type: ignore[no-untyped-def]
    """Trouble with its log distance from the median multiplied by ``power``: median (hassle / median)^power."""
    if median <= 0.0 or hassle <= SMALLEST_HASSLE_IDR:
        return hassle
    return median * math.exp(power * math.log(hassle / median))


@compiled
def scheme_worth(quality, spread):  # type: ignore[no-untyped-def]
    """Price under a contract scheme relative to the usual one: exp(sd q - sd^2 / 2), of mean one over schemes."""
    return math.exp(spread * quality - 0.5 * spread * spread)


@compiled
def scheme_hazard(usual, quality, spread):  # type: ignore[no-untyped-def]
    """Chance that a contract scheme fails this month: usual exp(-s q), so that the worse fail sooner."""
    return usual * math.exp(-spread * quality)
