"""How much of a public budget its official takes, and from which kind of spending.

Wages are seen by the people who should have received them, materials hardly.  Audits see both.  Raising
the cost of one kind therefore lowers theft from it and pushes some of it to the other: the official's
taste for stolen money falls with what he already has, so losing one source makes the other worth more.
That substitution is what Olken (2007, Journal of Political Economy 115(2)) found in 608 Indonesian village
road projects, where audits cut missing spending by about eight points and invitations to meetings moved it
from wages to materials.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from partnersim.theory.compiled import compiled

Array = NDArray[np.float64]

WAGES, MATERIALS = 0, 1

USUAL_AUDITS = 0.04
"""Yearly probability of an audit before the experiment that theft is fitted to."""


class Leakage(NamedTuple):
    """Parameters of an official's theft.

    Attributes:
        temptation: t, value of the first stolen share of the budget relative to what is stolen.
        saturation: cT, how fast that value falls in the total stolen; the source of substitution.  Assumed.
        cost_wages: c of stealing wages with no audit and nobody at the meeting; sets the scale of all costs.
        cost_materials: the same for materials.  Assumed equal: villagers raise only the first.
        audit_effect: rise of both costs when an audit is certain, as a share.
        villagers_effect: rise of the cost of stealing wages when everybody attends, as a share.  Assumed 1: a
            full meeting doubles it.  Never fitted to what community monitoring did.
        wage_share: share of the budget spent on wages.
    """

    temptation: float
    saturation: float
    cost_wages: float
    cost_materials: float
    audit_effect: float
    villagers_effect: float
    wage_share: float


@compiled
def theft(
    leakage: Leakage, temptation_factor: float, audit_probability: float, attendance: float
) -> tuple[float, float, float]:
    """Shares an official steals from wages and from materials.

    He maximises ``t R - 1/2 sum_j c_j h_j s_j^2 - 1/2 cT R^2`` over ``0 <= s_j <= 1``, with
    ``R = sum_j h_j s_j`` the stolen share of the budget, h the shares of wages and materials in it, and
    ``c_w = cost_wages (1 + F p)(1 + v a)``, ``c_m = cost_materials (1 + F p)``. Inside the bounds
    ``s_j = lambda / c_j``, ``lambda = t / (1 + cT H)``, ``H = sum_j h_j / c_j``.

    Args:
        leakage: `Leakage`.
        temptation_factor: the official's own factor on the temptation (0 for an incorruptible one).
        audit_probability: p, in [0, 1].
        attendance: a, share of villagers who watch, in [0, 1].

    Returns:
        (share stolen of wages, share stolen of materials, share stolen of the budget).
    """
    t = leakage.temptation * temptation_factor
    audit = 1.0 + leakage.audit_effect * audit_probability
    cost_wages = leakage.cost_wages * audit * (1.0 + leakage.villagers_effect * attendance)
    cost_materials = leakage.cost_materials * audit
    wage = leakage.wage_share
    material = 1.0 - wage
    if t <= 0.0:
        return 0.0, 0.0, 0.0
    marginal = t / (1.0 + leakage.saturation * (wage / cost_wages + material / cost_materials))
    wages = marginal / cost_wages
    materials = marginal / cost_materials
    # Everything of the cheaper kind taken: the other is chosen with the first as given.
    if wages > 1.0 and wages >= materials:
        wages = 1.0
        materials = (t - leakage.saturation * wage) / (cost_materials + leakage.saturation * material)
        materials = min(max(materials, 0.0), 1.0)
    elif materials > 1.0:
        materials = 1.0
        wages = (t - leakage.saturation * material) / (cost_wages + leakage.saturation * wage)
        wages = min(max(wages, 0.0), 1.0)
    return wages, materials, wage * wages + material * materials


@compiled
def missing_shares(
    leakage: Leakage, temptation_factor: Array, audit_probability: Array, attendance: Array
) -> Array:
    """`theft` for many officials at once.

    Args:
        leakage: `Leakage`.
        temptation_factor: shape (n,).
        audit_probability: shape (n,).
        attendance: shape (n,).

    Returns:
        shape (n, 3): shares stolen of wages, of materials, of the whole budget.
    """
    n = temptation_factor.size
    shares = np.empty((n, 3))
    for i in range(n):
        shares[i, 0], shares[i, 1], shares[i, 2] = theft(
            leakage, temptation_factor[i], audit_probability[i], attendance[i]
        )
    return shares


def fit_to_audits(
    *,
    missing_before: float = 0.28,
    missing_change: float = -0.08,
    audit_before: float = USUAL_AUDITS,
    audit_after: float = 1.0,
    saturation: float = 2.0,
    cost_wages: float = 1.0,
    cost_materials: float = 1.0,
    villagers_effect: float = 1.0,
    wage_share: float = 0.25,
) -> Leakage:
    """Parameters under which audits change missing spending as they did.

    Inside the bounds ``R = t / ((1 + F p) / H0 + cT)``, ``H0 = sum_j h_j / c_j``, so two observed shares
    give t and F
    exactly: with ``B = 1 / H0``, ``R0 ((1 + F p0) B + cT) = R1 ((1 + F p1) B + cT)`` is linear in F.

    Args:
        missing_before: share of spending missing at `audit_before`.
        missing_change: change of that share when audits become `audit_after`, negative.
        audit_before: audit probability at first.
        audit_after: audit probability afterwards, the larger.
        saturation: taken as given, see `Leakage`, like all that follow.
        cost_wages: relative cost of stealing wages.
        cost_materials: relative cost of stealing materials.
        villagers_effect: of full attendance.
        wage_share: of the budget.

    Returns:
        The fitted `Leakage`.

    Raises:
        ValueError: if no positive audit effect, or no theft inside the bounds, gives these two shares.
    """
    after = missing_before + missing_change
    if not (0.0 < after < missing_before < 1.0 and 0.0 <= audit_before < audit_after <= 1.0):
        raise ValueError(
            "need 0 < missing after < missing before < 1 and 0 <= audit before < audit after <= 1"
        )
    scale = 1.0 / (wage_share / cost_wages + (1.0 - wage_share) / cost_materials)
    slope = scale * (after * audit_after - missing_before * audit_before)
    if slope <= 0.0:
        raise ValueError(f"audits cannot explain a fall from {missing_before:g} to {after:g} in this model")
    effect = (missing_before - after) * (scale + saturation) / slope
    temptation = missing_before * ((1.0 + effect * audit_before) * scale + saturation)
    fitted = Leakage(temptation, saturation, cost_wages, cost_materials, effect, villagers_effect, wage_share)
    if abs(theft(fitted, 1.0, audit_before, 0.0)[2] - missing_before) > 1e-9:
        raise ValueError("the fit would steal more than everything of one kind of spending")
    return fitted


@cache
def under_audits(audit_probability: float, /) -> float:
    """What goes missing at an audit probability, relative to what does at the usual one: 1 there, less above.

    Args:
        audit_probability: in [0, 1].
    """
    fit = fit_to_audits()
    return theft(fit, 1.0, audit_probability, 0.0)[2] / theft(fit, 1.0, USUAL_AUDITS, 0.0)[2]
