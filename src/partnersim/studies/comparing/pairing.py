"""What pairing by seed brought to a difference, and the smallest difference that so many pairs would have shown."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from partnersim.studies.estimates import estimate, smallest_shown

FACTS = ("mde", "correlation", "se_ratio", "runs_saved")

Floats = NDArray[np.float64]


def pairing_facts(base: Floats, other: Floats, /) -> dict[str, float]:
    """Smallest difference that would have shown, and what pairing brought.

    Args:
        base, other: values of two arms by pair, shape (n,), without gaps.

    Returns:
        ``mde``: smallest true difference that a test at 5 % would have told from nought with 80 % power,
        (t(0.975) + t(0.8)) times the standard error of the paired difference (Bloom 1995, Minimum detectable
        effects). ``correlation``: of the arms over pairs. ``se_ratio``: standard error with independent seeds over the
        paired one. ``runs_saved``: more runs that independent seeds would have needed for the same standard error. NaN
        with fewer than two pairs, and where the arms never vary; infinite where the difference never does.
    """
    n = len(base)
    if n < 2:
        return dict.fromkeys(FACTS, float("nan"))
    gap = other - base
    spread = _spread(gap)
    own = [_spread(base), _spread(other)]
    apart = math.hypot(*own)
    ratio = float("nan") if apart == 0.0 else float("inf") if spread == 0.0 else apart / spread
    both = own[0] > 0.0 and own[1] > 0.0
    return {
        "mde": smallest_shown(estimate(gap)),
        "correlation": float(np.corrcoef(base, other)[0, 1]) if both else float("nan"),
        "se_ratio": ratio,
        "runs_saved": 2.0 * n * (ratio**2 - 1.0),
    }


def _spread(values: Floats) -> float:
    """Standard deviation; none for equal values, whose mean may be rounded."""
    return 0.0 if np.ptp(values) == 0.0 else float(values.std(ddof=1))
