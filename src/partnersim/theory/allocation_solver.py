"""Who spends how much on which aspect of the work: the allocation problem and its compiled solver.

A partner i spends ``X_ik`` rupiah on aspect k of the work (programme, facilities, personnel, use of outputs, funds).
Every function is pure: nothing is drawn, nothing is kept.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from partnersim.theory.arrays import Floats as Array
from partnersim.theory.compiled import compiled
from partnersim.theory.production import Form, effective, output, welfare


class Problem(NamedTuple):
    """What a planner chooses from and for.

    Attributes:
        productivity: A as the planner sees it, shape (n, K), not negative.
        needs: a, weight of each aspect, shape (K,), not negative, not all zero; scaled to sum to one.
        delivery: r, expected share of promised work delivered, shape (n,), not negative.
        budgets: shape (n,), rupiah, not negative.
        ceilings: most that each partner can usefully spend on each aspect, shape (n, K), rupiah, inf for no limit.
        linear: private value of spending, V per rupiah, shape (n, K), any sign.
        background: work done anyway by others, shape (K,), in the unit of E.
        welfare_weight: weight of the common aim, not negative.
    """

    productivity: Array
    needs: Array
    delivery: Array
    budgets: Array
    ceilings: Array
    linear: Array
    background: Array
    welfare_weight: float


_FLOOR_SHARE = 1e-7  # of the budget: a cell at exactly zero could never come back in a multiplicative step
_DAMPING = 0.9


@compiled
def _value_and_gradient(X: Array, problem: Problem, form: Form, reference: float, grad: Array) -> float:
    """Return V at X and write the welfare part of its gradient (without `linear`) into `grad`."""
    productivity, needs, delivery, linear = (
        problem.productivity,
        problem.needs,
        problem.delivery,
        problem.linear,
    )
    sigma, eta, concavity, welfare_weight = form.sigma, form.eta, form.concavity, problem.welfare_weight
    n, aspects = X.shape
    powered = np.zeros((n, aspects))
    E = problem.background.copy()
    linear_part = 0.0
    for i in range(n):
        for k in range(aspects):
            linear_part += linear[i, k] * X[i, k]
            spent = X[i, k] * delivery[i]
            if spent > 0.0 and productivity[i, k] > 0.0:
                powered[i, k] = productivity[i, k] * spent**eta
                E[k] += powered[i, k]
    Y = output(E, needs, sigma)
    W = welfare(Y, reference, concavity)
    rho = (sigma - 1.0) / sigma
    total_need = needs.sum()
    for k in range(aspects):
        slope = 0.0
        if Y > 0.0 and E[k] > 0.0 and needs[k] > 0.0:
            # d W / d E_k = gamma W * (elasticity of Y in E_k) / E_k; the ratio E/Y keeps the power in range
            slope = welfare_weight * concavity * W * needs[k] / total_need * (E[k] / Y) ** rho / E[k]
        for i in range(n):
            grad[i, k] = slope * eta * powered[i, k] / X[i, k] if powered[i, k] > 0.0 else 0.0
    return welfare_weight * W + linear_part


@compiled
def _fill(weights: Array, ceilings: Array, budget: float, out: Array) -> None:
    """Share `budget` in proportion to `weights`, never above `ceilings` (water-filling, all flat arrays).

    What a full cell cannot take goes to the others; if every cell is full the rest is not given out.
    """
    size = weights.size
    full = np.zeros(size, dtype=np.bool_)
    left = budget
    for _ in range(size + 1):
        total = 0.0
        for j in range(size):
            if not full[j]:
                total += weights[j]
        if total <= 0.0 or left <= 0.0:
            for j in range(size):
                if not full[j]:
                    out[j] = 0.0
            return
        scale = left / total
        changed = False
        for j in range(size):
            if not full[j] and weights[j] * scale >= ceilings[j]:
                full[j] = True
                changed = True
                out[j] = ceilings[j]
                left -= ceilings[j]
        if not changed:
            for j in range(size):
                if not full[j]:
                    out[j] = weights[j] * scale
            return


@compiled
def _step(
    x: Array, grad: Array, linear: Array, ceilings: Array, budget: float, exponent: float, may_keep: bool,
    new: Array,
) -> None:  # fmt: skip
    """One multiplicative step for one purse: ``x <- b x G^th / sum(x G^th)``, ceilings respected.

    The last cell is money kept back; it is in use only where `may_keep` and some spending has a cost of its
    own.  Adding a constant to all gradients of a purse does not move its optimum, which is how negative
    gradients are made positive.
    """
    size = x.size
    top = 0.0
    low = 0.0
    for j in range(size - 1):
        if ceilings[j] > 0.0:
            top = max(top, grad[j], linear[j])
            low = min(low, linear[j])
    # A shift far beyond the welfare slopes would flatten all ratios: cells that costly go to the floor.
    shift = -max(low, -2.0 * top) if top > 0.0 else -low
    kept_gradient = shift if may_keep and low < 0.0 else 0.0
    largest = kept_gradient
    for j in range(size - 1):
        new[j] = grad[j] + linear[j] + shift
        largest = max(largest, new[j])
    new[size - 1] = kept_gradient
    for j in range(size):
        if largest > 0.0:
            ratio = max(new[j], 0.0) / largest
            new[j] = x[j] * ratio**exponent
        else:
            new[j] = x[j]
    floor = _FLOOR_SHARE * budget
    for j in range(size - 1):
        new[j] = max(new[j], floor) if ceilings[j] > 0.0 else 0.0
    if kept_gradient > 0.0:
        new[size - 1] = max(new[size - 1], floor)
    else:
        new[size - 1] = 0.0
    weights = new.copy()
    _fill(weights, ceilings, budget, new)


@compiled
def _start(
    productivity: Array, needs: Array, linear: Array, ceilings: Array, budget: float, may_keep: bool, x: Array
) -> None:
    """First guess of one purse: money follows need and productivity; a share is kept where that may pay."""
    size = x.size
    low = 0.0
    largest = productivity.max()
    weights = np.zeros(size)
    for j in range(size - 1):
        low = min(low, linear[j])
        if ceilings[j] > 0.0:
            relative = productivity[j] / largest if largest > 0.0 else 1.0
            weights[j] = (needs[j] + 1e-3) * (relative + 1e-3)
    weights[size - 1] = weights[: size - 1].mean() if may_keep and low < 0.0 else 0.0
    _fill(weights, ceilings, budget, x)


@compiled
def plan(problem: Problem, pooled: bool, form: Form, reference: float, steps: int) -> Array:
    """Spending that maximises V, by damped multiplicative gradient steps.

    ``V(X) = welfare_weight W(X) + sum_ik linear_ik X_ik`` where ``W = (Y / reference)^concavity``, Y is the CES
    `output` of ``E_k = background_k + sum_i A_ik (X_ik r_i)^eta``, under ``0 <= X_ik <= ceiling_ik`` and one of two
    rules for money. Pooled: money moves freely between partners and is all spent where the ceilings have room,
    ``sum_ik X_ik = sum_i budget_i``. Own: ``sum_k X_ik <= budget_i``, and a partner whose spending would lower V keeps
    the money. Where all ceilings bind the rest stays unspent.

    Multiplicative gradient with water-filling for the ceilings; no cell falls under a ten-millionth of its purse
    unless its ceiling does. The problem is concave, so the point found is the optimum up to that floor and the number
    of steps: with 40 steps within .1 % of it for eta up to .9, within 1 % at eta 1 (take 200 steps there, and where
    private costs outweigh the common aim). Steps begin with exponent ``.9 min(1, sigma)``, safe for every sigma. It
    grows by 30 % (to four times) while V rises; a step that lowers V is undone and retried with half the exponent. V
    never falls, and the best point is returned.  Cost is about ``2 n K steps`` powers.

    Args:
        problem: contiguous arrays, not checked.
        pooled: one purse (True) or everybody his own (False).
        form: how work adds up; its background is not read.
        reference: output where W is 1, positive.
        steps: gradient steps.

    Returns:
        X, shape (n, K), rupiah.
    """
    budgets, needs, sigma = problem.budgets, problem.needs, form.sigma
    n, aspects = problem.productivity.shape
    purses = 1 if pooled else n
    cells = n * aspects if pooled else aspects
    purse_budget = np.zeros(purses)
    for i in range(n):
        purse_budget[0 if pooled else i] += max(budgets[i], 0.0)

    # Purses in rows; the last column is money kept back.
    purse_productivity = problem.productivity.copy().reshape(purses, cells)
    flat_linear = problem.linear.copy().reshape(purses, cells)
    room = np.full((purses, cells + 1), np.inf)
    flat_ceilings = problem.ceilings.copy().reshape(purses, cells)
    for p in range(purses):
        for j in range(cells):
            room[p, j] = flat_ceilings[p, j]
    cell_needs = np.empty(cells)
    for j in range(cells):
        cell_needs[j] = needs[j % aspects]

    current = np.zeros((purses, cells + 1))
    for p in range(purses):
        _start(
            purse_productivity[p], cell_needs, flat_linear[p], room[p], purse_budget[p], not pooled,
            current[p],
        )  # fmt: skip
    X = current[:, :cells].copy().reshape(n, aspects)
    grad = np.zeros((n, aspects))
    best_value = _value_and_gradient(X, problem, form, reference, grad)
    best = current.copy()
    best_grad = grad.copy()
    largest_exponent = _DAMPING * min(1.0, sigma)
    exponent = largest_exponent
    for _ in range(steps):
        flat_grad = best_grad.copy().reshape(purses, cells)
        for p in range(purses):
            _step(
                best[p], flat_grad[p], flat_linear[p], room[p], purse_budget[p], exponent, not pooled,
                current[p],
            )  # fmt: skip
        X = current[:, :cells].copy().reshape(n, aspects)
        value = _value_and_gradient(X, problem, form, reference, grad)
        if value >= best_value:
            best_value = value
            best = current.copy()
            best_grad = grad.copy()
            exponent = min(4.0 * largest_exponent, 1.3 * exponent)
        else:
            exponent *= 0.5
    return best[:, :cells].copy().reshape(n, aspects)


@compiled
def first_best(problem: Problem, form: Form, steps: int) -> float:
    """Output that honest partners with full knowledge and one purse would reach: the reference where W is 1.

    Args:
        problem: delivery, linear and welfare_weight are not read.
        form: concavity and background are not read.
        steps: gradient steps.

    Returns:
        Y of the optimum, in the unit of E.
    """
    A = problem.productivity
    honest = np.ones(A.shape[0])
    linear = np.zeros(A.shape)
    for_all = Problem(
        A, problem.needs, honest, problem.budgets, problem.ceilings, linear, problem.background, 1.0
    )
    straight = Form(form.sigma, form.eta, 1.0, form.background)
    X = plan(for_all, True, straight, 1.0, steps)
    return output(effective(X, A, honest, form.eta) + problem.background, problem.needs, form.sigma)
