"""Arithmetic of claims: effects paired by seed, verdicts, draws over uncertain inputs, what flips a sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc, rankdata

from partnersim.scenario.claims import Claim, Expected, Uncertain
from partnersim.studies.estimates import Estimate, estimate

Floats = NDArray[np.float64]
Verdict = Literal["supported", "contradicted", "not shown"]

STRONGEST_FLIPS = 3
"""Most inputs named as those that flip a sign."""

_Z = 1.96


def seed_effects(claim: Claim, values: Mapping[str, Floats], /) -> Floats:
    """Effect of a claim for each seed.

    Pair: Y(with) - Y(without). Dose: Y(last level) - Y(first level). Factorial: the interaction
    Y(both) - Y(first) - Y(second) + Y(neither). Level: Y less the claim's reference.

    Args:
        claim: the claim.
        values: outcome by arm, shape (seeds,), the same seeds in the same order; NaN where there is none.
    """
    if claim.design == "factorial":
        first, second = (arm.name for arm in claim.arms)
        return np.asarray(values["both"] - values[first] - values[second] + values["neither"])
    more, less = claim.compared
    if claim.design == "level":
        return np.asarray(values[more] - claim.reference)
    return np.asarray(values[more] - values[less])


def verdict(found: Estimate, /, *, expected: Expected, margin: float = 0.0) -> Verdict:
    """Whether an interval bears a claim out.

    For + and -: supported if the interval lies wholly on the stated side of zero, contradicted if wholly
    on the other, otherwise not shown. For 0: supported if it lies within ``margin`` of zero, contradicted if
    wholly beyond. For either (an open question): supported if it excludes zero on whichever side.
    """
    low, high = found.low, found.high
    if not (np.isfinite(low) and np.isfinite(high)):
        return "not shown"
    if expected == "0":
        if -margin <= low and high <= margin:
            return "supported"
        return "contradicted" if low > margin or high < -margin else "not shown"
    side = 1 if low > 0.0 else -1 if high < 0.0 else 0
    if side == 0:
        return "not shown"
    if expected == "either":
        return "supported"
    return "supported" if side == sign_of(expected) else "contradicted"


def sign_of(expected: Expected, /) -> int:
    """The stated sign as a number; 0 where none is stated."""
    return {"+": 1, "-": -1}.get(expected, 0)


def steps_against(claim: Claim, values: Mapping[str, Floats], /) -> list[str]:
    """Steps between neighbouring levels of a dose whose interval lies wholly against the stated sign."""
    sign = sign_of(claim.expected)
    if claim.design != "dose" or sign == 0:
        return []
    names = [arm.name for arm in claim.arms]
    found = []
    for lower, upper in pairwise(names):
        step = estimate(sign * (values[upper] - values[lower]))
        if step.high < 0.0:
            found.append(f"{lower} to {upper}")
    return found


def draw_shares(count: int, inputs: int, /, *, seed: int) -> Floats:
    """A Latin hypercube of ``count`` points in ``inputs`` dimensions, each 0 to 1, shape (count, inputs)."""
    return np.asarray(qmc.LatinHypercube(d=inputs, rng=seed).random(count), dtype=np.float64)


@dataclass(frozen=True, kw_only=True)
class Flip:
    """An input along which the sign of an effect turns.

    Attributes:
        path: the input.
        correlation: rank correlation of the effect, in the stated direction, with the input.
        low_share, high_share: share of draws with the stated sign in the input's lower and upper half.
    """

    path: str
    correlation: float
    low_share: float
    high_share: float


def robustness(effects: Floats, /, *, sign: int) -> float:
    """Share of draws whose mean effect has the sign; a draw without an effect does not have it."""
    return float(np.mean(sign * np.nan_to_num(effects) > 0.0)) if len(effects) else float("nan")


def flips(effects: Floats, shares: Floats, inputs: Sequence[Uncertain], /, *, sign: int) -> list[Flip]:
    """Inputs that move the effect most, by Spearman's rank correlation over draws.

    Only correlations beyond 1.96 / sqrt(draws - 1) are given, the strongest first, and only if some draws
    have the sign and others have not.

    Args:
        effects: mean effect of each draw, shape (draws,).
        shares: place of each draw in the range of each input, shape (draws, inputs).
        inputs: the inputs.
        sign: stated sign, 1 or -1.
    """
    known = np.isfinite(effects)
    towards = sign * effects[known]
    if known.sum() < 4 or np.ptp(towards) == 0.0:
        return []
    if (towards > 0.0).all() or not (towards > 0.0).any():
        return []
    limit = _Z / np.sqrt(known.sum() - 1.0)
    found = []
    for k, one in enumerate(inputs):
        place = shares[known, k]
        correlation = float(np.corrcoef(rankdata(towards), rankdata(place))[0, 1])
        if abs(correlation) > limit:
            halves = [float(np.mean(towards[half] > 0.0)) for half in _halves(place)]
            found.append(
                Flip(path=one.path, correlation=correlation, low_share=halves[0], high_share=halves[1])
            )
    return sorted(found, key=lambda flip: -abs(flip.correlation))[:STRONGEST_FLIPS]


def _halves(place: Floats) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    middle = np.median(place)
    return place <= middle, place > middle
