"""Arithmetic of claims: effects paired by seed, verdicts, draws over uncertain inputs, what flips a sign."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, rankdata

from partnersim.measures.comparing import measures
from partnersim.scenario.experiments.claim import Claim, Expected
from partnersim.scenario.experiments.robustness import Uncertain
from partnersim.studies.estimates import Estimate, Range, cut, estimate

Floats = NDArray[np.float64]
Reading = Literal["supported", "contradicted", "not shown"]
"""What an interval by itself says of a claim."""

STRONGEST_FLIPS = 3
"""Most inputs named as those that flip a sign."""

DRAWS_FROM = 1_000_000
"""Distance from the first seed of the replicates to the first of the draws: more than a claim may have replicates."""

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


def possible_effects(claim: Claim, outcome: str, /) -> Range:
    """The least and the most that a claim's effect on an outcome can be."""
    known = measures()[outcome]
    if claim.design == "level":
        least, most = known.possible
        return least - claim.reference, most - claim.reference
    least, most = known.possible_difference
    return (2.0 * least, 2.0 * most) if claim.design == "factorial" else (least, most)


def reading(found: Estimate, /, *, expected: Expected, margin: float = 0.0) -> Reading:
    """Whether an interval bears a claim out, whatever it is held against.

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


def judged(claim: Claim, values: Mapping[str, Floats], /) -> tuple[Estimate, Reading, list[str]]:
    """Mean effect with its interval, what that says, and steps of a dose that go against the stated sign."""
    middle = cut(estimate(seed_effects(claim, values)), possible_effects(claim, claim.outcome))
    against = steps_against(claim, values)
    came = reading(middle, expected=claim.expected, margin=claim.margin)
    return middle, "not shown" if against and came == "supported" else came, against


def holds(effect: float, claim: Claim, /, *, sign: int) -> bool:
    """Whether an effect has a sign or, where none is expected, lies within the claim's margin."""
    if claim.expected == "0":
        return abs(effect) <= claim.margin
    return sign != 0 and sign * effect > 0.0


def draw_shares(count: int, paths: Sequence[str], /, *, seed: int) -> Floats:
    """A Latin hypercube of ``count`` points, each coordinate 0 to 1, shape (count, inputs).

    A path's column depends on the path and the seed alone: claims that share an input give it the same values
    draw by draw, whatever their other inputs, and so share the populations that are settled for it.
    """
    columns = []
    for path in paths:
        key = int.from_bytes(hashlib.sha256(path.encode()).digest()[:8], "little")
        rng = np.random.default_rng([seed, key])
        columns.append((rng.permutation(count) + rng.random(count)) / count)
    return np.column_stack(columns) if columns else np.empty((count, 0))


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


def hits(effects: Floats, claim: Claim, /, *, sign: int) -> int:
    """Draws whose mean effect has the sign or, where none is expected, lies within the margin; never without one."""
    return sum(bool(np.isfinite(effect)) and holds(float(effect), claim, sign=sign) for effect in effects)


def draw_seeds(first: int, draw: int, count: int, /) -> range:
    """Seeds of a draw over uncertain inputs: its own, so that no two draws, nor a draw and a replicate, share luck.

    Args:
        first: first seed of the replicates. draw: number of the draw. count: seeds of each draw.
    """
    begin = first + DRAWS_FROM + draw * count
    return range(begin, begin + count)


def flips(effects: Floats, shares: Floats, inputs: Sequence[Uncertain], /, *, sign: int) -> list[Flip]:
    """Inputs that move the effect most, by Spearman's rank correlation over draws.

    Only correlations are given that the largest of so many inputs' exceeds once in twenty by chance
    (`least_correlation`), the strongest first, and only if some draws have the sign and others have not.

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
    ordered = len([one for one in inputs if not one.among])
    limit = least_correlation(int(known.sum()), ordered) if ordered else np.inf
    found = []
    for k, one in enumerate(inputs):
        if one.among:
            continue  # values without an order have no correlation
        place = shares[known, k]
        correlation = float(np.corrcoef(rankdata(towards), rankdata(place))[0, 1])
        if abs(correlation) > limit:
            halves = [float(np.mean(towards[half] > 0.0)) for half in _halves(place)]
            found.append(
                Flip(path=one.path, correlation=correlation, low_share=halves[0], high_share=halves[1])
            )
    return sorted(found, key=lambda flip: -abs(flip.correlation))[:STRONGEST_FLIPS]


def least_correlation(draws: int, inputs: int, /) -> float:
    """Rank correlation that the largest of so many unrelated inputs' exceeds once in twenty (Bonferroni, normal).

    Args:
        draws: draws, two or more. inputs: inputs with an order, one or more.
    """
    return float(norm.ppf(1.0 - 0.025 / inputs) / np.sqrt(draws - 1.0))


def _halves(place: Floats) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    middle = np.median(place)
    return place <= middle, place > middle
