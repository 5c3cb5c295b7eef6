"""What partners expect of sanctions, and when one imposes a sanction at a cost of its own. Pure."""

from __future__ import annotations

import numpy as np

from partnersim.theory.arrays import Floats
from partnersim.theory.calendar import MONTHS_PER_YEAR


def chance_expected(yes: Floats, no: Floats, expected: float, weight: float) -> Floats:
    """Chance of something after so many cases in which it happened and did not: ``(w p + yes) / (w + yes + no)``.

    Args:
        yes, no: cases, any shape. expected: p, before any case. weight: w, cases that this is worth, above zero.
    """
    return (weight * expected + yes) / (weight + yes + no)


def lesson(yes: Floats, no: Floats, weight: float) -> Floats:
    """By how much the chance expected after one more case is higher if it happens than if it does not.

    ``1 / (w + yes + no + 1)``; arguments as in `chance_expected`.
    """
    return 1.0 / (weight + yes + no + 1.0)


def loss_in_months(fine: float, out: bool, at_stake: Floats, own: Floats, joint: float) -> Floats:
    """What a sanction takes from each, in months of the money that it has here, (n,); nothing where it has none.

    A fine, and where members can be put out ``12 max(0, v) joint / own`` for a year outside.

    Args:
        fine: months. out: whether members can be put out. at_stake: v, worth of staying above leaving in units of the
            joint money, (n,). own, joint: money a year of each, (n,), and of all, one unit.
    """
    there = own > 0.0
    months = np.full(own.shape, fine)
    if out:
        months += MONTHS_PER_YEAR * np.maximum(0.0, at_stake) * joint / np.where(there, own, 1.0)
    return np.where(there, months, 0.0)


def feared(chance: Floats, months: Floats, deterrence: float) -> Floats:
    """Share of its promise that each diverts less where it is sure to be seen: ``deterrence chance months``, (n,).

    Args:
        chance: expected, of a sanction if it is seen short. months: what that takes, as `loss_in_months` gives it.
        deterrence: share less per month's money that is lost for sure.
    """
    return deterrence * chance * months


def imposes(gain: float, years: float, others_do: float, cost: float) -> bool:
    """Whether a sanction is worth its cost to one member: ``(1 - e) gain years > cost``.

    What a sanction betters is there for all, whoever pays; so one who expects others to pay leaves it to them.

    Args:
        gain: worth to it a year of what the sanction betters. years: over which it counts that. others_do: e, chance
            that another one imposes it anyway. cost: to it, in the unit of the gain.
    """
    return (1.0 - others_do) * gain * years > cost
