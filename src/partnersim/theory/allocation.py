"""Who spends how much on which aspect of the work: the allocation problem.

A partner ``i`` spends ``X_ik`` rupiah on aspect ``k`` of the work (programme, facilities, personnel, use of
outputs, funds).  `plan_allocation` is the checked, keyword-only entrance; the solver behind it is in
`partnersim.theory.allocation_solver`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from partnersim.theory.allocation_solver import first_best, plan
from partnersim.theory.production import effective, output, welfare

Array = NDArray[np.float64]


class Allocation(NamedTuple):
    """A plan and what it leaves.

    Attributes:
        money_idr: spending by partner and aspect, shape (partners, aspects), rupiah.
        unspent_idr: money that no ceiling had room for or that was better kept, shape (partners,), rupiah.
            In a pooled plan the remainder belongs to all and is split in proportion to the budgets.
        welfare: W of the plan, with 1 at the reference output.
        value: the maximised V of the plan.
    """

    money_idr: Array
    unspent_idr: Array
    welfare: float
    value: float


def plan_allocation(
    productivity: Array,
    *,
    needs: Array,
    delivery: Array,
    budgets: Array,
    ceilings: Array | None = None,
    linear: Array | None = None,
    background: Array | None = None,
    pooled: bool,
    sigma: float = 0.6,
    eta: float = 0.9,
    concavity: float = 0.8,
    reference: float | None = None,
    welfare_weight: float = 1.0,
    steps: int = 40,
) -> Allocation:
    """Spend the partners' budgets so that a planner's objective is largest.

    Maximises ``V(X) = welfare_weight W(X) + sum_ik linear_ik X_ik`` where ``W = (Y / reference)^concavity``,
    Y is the CES `output` of ``E_k = background_k + sum_i A_ik (X_ik r_i)^eta``, under
    ``0 <= X_ik <= ceiling_ik`` and one of two rules for money.  Pooled: money moves freely between partners
    and is all spent where the ceilings have room, ``sum_ik X_ik = sum_i budget_i``.  Own:
    ``sum_k X_ik <= budget_i``, and a partner whose spending would lower V keeps the money.  Where all
    ceilings bind the rest stays unspent.

    Solver: multiplicative gradient with water-filling for the ceilings; no cell falls under a ten-millionth
    of its purse unless its ceiling does.  The problem is concave, so the point found is the optimum up to
    that floor and the number of steps: with 40 steps within .1 % of it for eta up to .9, within 1 % at
    eta 1 (take 200 steps there, and where private costs outweigh the common aim).

    Args:
        productivity: A as the planner sees it, shape (n, K), not negative.
        needs: a, weight of each aspect, shape (K,), not negative, not all zero; scaled to sum to one.
        delivery: r, expected share of promised work delivered, shape (n,), not negative.
        budgets: shape (n,), rupiah, not negative.
        ceilings: most that each partner can usefully spend on each aspect, shape (n, K), rupiah; None: no
            limit.
        linear: private value of spending, V per rupiah, shape (n, K), any sign; None: zero.
        background: work done anyway by others, shape (K,), in the unit of E; None: zero.
        pooled: one purse (True) or everybody his own (False).
        sigma: elasticity of substitution between aspects, positive (.3 to 5 tested).
        eta: returns to scale in a cell, in (0, 1].
        concavity: of welfare in output, in (0, 1].
        reference: output where W is 1, positive; None: `first_best` of the same money.
        welfare_weight: weight of the common aim, not negative.
        steps: gradient steps.

    Returns:
        The `Allocation`.

    Raises:
        ValueError: if a shape does not fit, a number is not finite, or a number is outside its range.
    """
    A = np.ascontiguousarray(productivity, dtype=np.float64)
    if A.ndim != 2 or A.size == 0:
        raise ValueError(f"productivity needs shape (partners, aspects), got {A.shape}")
    n, aspects = A.shape
    a = _checked("needs", needs, (aspects,))
    r = _checked("delivery", delivery, (n,))
    b = _checked("budgets", budgets, (n,))
    room = np.full((n, aspects), np.inf)
    if ceilings is not None:
        room = _checked("ceilings", ceilings, (n, aspects), inf=True)
    own = np.zeros((n, aspects)) if linear is None else _checked("linear", linear, (n, aspects), signed=True)
    base = np.zeros(aspects) if background is None else _checked("background", background, (aspects,))
    _checked("productivity", A, (n, aspects))
    if a.sum() <= 0.0:
        raise ValueError("needs must have at least one positive weight")
    for name, number, upper in (("sigma", sigma, np.inf), ("eta", eta, 1.0), ("concavity", concavity, 1.0)):
        if not 0.0 < number <= upper or not np.isfinite(number):
            raise ValueError(f"{name} must be above 0 and at most {upper:g}, got {number}")
    if not (welfare_weight >= 0.0 and np.isfinite(welfare_weight)):
        raise ValueError(f"welfare_weight must not be negative, got {welfare_weight}")
    if steps < 1:
        raise ValueError(f"steps must be at least 1, got {steps}")
    if reference is None:
        reference = float(first_best(A, a, b, room, base, sigma, eta, steps)) or 1.0
    if not (reference > 0.0 and np.isfinite(reference)):
        raise ValueError(f"reference must be positive, got {reference}")

    X = plan(A, a, r, b, room, own, base, pooled, sigma, eta, concavity, reference, welfare_weight, steps)
    if pooled:
        left = max(b.sum() - X.sum(), 0.0)
        unspent = left * b / b.sum() if b.sum() > 0.0 else np.zeros(n)
    else:
        unspent = np.maximum(b - X.sum(axis=1), 0.0)
    W = float(welfare(output(effective(X, A, r, eta) + base, a, sigma), reference, concavity))
    return Allocation(X, unspent, W, welfare_weight * W + float((own * X).sum()))


def _checked(
    name: str, values: Array, shape: tuple[int, ...], *, signed: bool = False, inf: bool = False
) -> Array:
    """Return `values` as a float array after checking shape, finiteness and sign."""
    array = np.ascontiguousarray(values, dtype=np.float64)
    if array.shape != shape:
        raise ValueError(f"{name} needs shape {shape}, got {array.shape}")
    if np.isnan(array).any() or (not inf and np.isinf(array).any()):
        raise ValueError(f"{name} must be finite")
    if not signed and (array < 0.0).any():
        raise ValueError(f"{name} must not be negative")
    return array
