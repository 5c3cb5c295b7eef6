"""Who spends how much on which aspect of the work: the allocation problem and its compiled solver.

A partner i spends ``X_ik`` rupiah on aspect k of the work (programme, facilities, personnel, use of outputs, funds).
Every function is pure: nothing is drawn, nothing is kept.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from partnersim.theory.arrays import Flags, Ints
from partnersim.theory.arrays import Floats as Array
from partnersim.theory.compiled import compiled, compiled_in_place, compiled_stage
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


class _Cells(NamedTuple):
    """Cells of the plan with room for money, by partner and then by aspect; m of them.

    Attributes:
        partner, aspect: of each cell, shape (m,). productivity, linear, ceiling: as in `Problem`, shape (m,).
        largest_productivity, highest_elsewhere: of all cells, and the highest linear value of those without room.
    """

    partner: Ints
    aspect: Ints
    productivity: Array
    linear: Array
    ceiling: Array
    largest_productivity: float
    highest_elsewhere: float


_FLOOR_SHARE = 1e-7  # of the budget: a cell at exactly zero could never come back in a multiplicative step
_DAMPING = 0.9
_SHORT_OF_ROOM = 1.0 - 1e-9  # of the money, and as much room at most: no rounding can leave a cell with some


@compiled_stage
def _cells_with_room(problem: Problem) -> _Cells:
    """Leave out cells in which nothing can be spent: every power of a step is taken of the others alone."""
    size = _count(problem.ceilings)
    of_cells, numbers = np.empty((3, size)), np.empty((2, size), dtype=np.int64)
    largest, elsewhere = _list_cells(problem, numbers, of_cells)
    return _Cells(numbers[0], numbers[1], of_cells[0], of_cells[1], of_cells[2], largest, elsewhere)


@compiled_in_place
def _count(ceilings: Array) -> int:
    """Number of cells with room, of ceilings of shape (n, K)."""
    size = 0
    for i in range(ceilings.shape[0]):
        for k in range(ceilings.shape[1]):
            size += ceilings[i, k] > 0.0
    return size


@compiled_in_place
def _list_cells(problem: Problem, numbers: Ints, of_cells: Array) -> tuple[float, float]:
    """Write partner and aspect of the cells with room, (2, m), and productivity, linear and ceiling of each, (3, m).

    Returns:
        The largest productivity of all cells, and the highest linear value of those without room.
    """
    largest, elsewhere, c = 0.0, -np.inf, 0
    for i in range(problem.ceilings.shape[0]):
        for k in range(problem.ceilings.shape[1]):
            largest = max(largest, problem.productivity[i, k])
            if problem.ceilings[i, k] > 0.0:
                numbers[0, c], numbers[1, c] = i, k
                of_cells[0, c], of_cells[1, c] = problem.productivity[i, k], problem.linear[i, k]
                of_cells[2, c] = problem.ceilings[i, k]
                c += 1
            else:
                elsewhere = max(elsewhere, problem.linear[i, k])
    return largest, elsewhere


class _Reached(NamedTuple):
    """What a plan reaches: V, output Y and welfare W."""

    value: float
    output: float
    welfare: float


@compiled_stage
def _value(
    x: Array, cells: _Cells, problem: Problem, form: Form, reference: float, work: Array, grad: Array
) -> _Reached:
    """What is reached at x; writes effective work by aspect into ``work``, shape (K,), and by cell into ``grad``."""
    for k in range(work.size):
        work[k] = problem.background[k]
    linear_part = 0.0
    for c in range(x.size):
        linear_part += cells.linear[c] * x[c]
        spent = x[c] * problem.delivery[cells.partner[c]]
        grad[c] = 0.0
        if spent > 0.0 and cells.productivity[c] > 0.0:
            grad[c] = cells.productivity[c] * spent**form.eta
            work[cells.aspect[c]] += grad[c]
    Y = output(work, problem.needs, form.sigma)
    W = welfare(Y, reference, form.concavity)
    return _Reached(problem.welfare_weight * W + linear_part, Y, W)


@compiled_stage
def _gradient(
    x: Array, cells: _Cells, problem: Problem, form: Form, reached: _Reached, work: Array, grad: Array
) -> None:
    """The welfare part of V's gradient at x (without `linear`) into ``grad``, in place of what `_value` left there."""
    needs, sigma, eta, concavity = problem.needs, form.sigma, form.eta, form.concavity
    Y, W = reached.output, reached.welfare
    rho = (sigma - 1.0) / sigma
    total_need = needs.sum()
    for k in range(work.size):
        # d W / d E_k = gamma W * (elasticity of Y in E_k) / E_k; the ratio E/Y keeps the power in range
        E = work[k]
        work[k] = 0.0
        if Y > 0.0 and E > 0.0 and needs[k] > 0.0:
            slope = problem.welfare_weight * concavity * W * needs[k] / total_need * (E / Y) ** rho / E
            work[k] = slope * eta
    for c in range(x.size):
        if grad[c] > 0.0:
            grad[c] = work[cells.aspect[c]] * grad[c] / x[c]


@compiled_stage
def _fill(weights: Array, ceiling: Array, budget: float, full: Flags, x: Array) -> None:
    """Share `budget` in proportion to `weights`, never above the ceilings (water-filling).

    What a full cell cannot take goes to the others; if every cell is full the rest is not given out. ``full``, shape
    (m,), is room to mark them in.
    """
    full[:] = False
    left = budget
    for _ in range(weights.size + 1):
        total = 0.0
        for c in range(weights.size):
            if not full[c]:
                total += weights[c]
        if total <= 0.0 or left <= 0.0:
            for c in range(weights.size):
                if not full[c]:
                    x[c] = 0.0
            return
        scale = left / total
        changed = False
        for c in range(weights.size):
            if not full[c]:
                x[c] = weights[c] * scale
                if x[c] >= ceiling[c]:
                    full[c] = True
                    changed = True
                    x[c] = ceiling[c]
                    left -= ceiling[c]
        if not changed:
            return


@compiled_stage
def _weights_of_step(x: Array, grad: Array, cells: _Cells, floor: float, exponent: float, new: Array) -> None:
    """Weights of the next multiplicative step, ``x G^th`` with G the gradient over the largest, into ``new``.

    Adding a constant to all gradients of a purse does not move its optimum, which is how negative gradients are made
    positive.
    """
    top = 0.0
    low = 0.0
    for c in range(x.size):
        top = max(top, grad[c], cells.linear[c])
        low = min(low, cells.linear[c])
    # A shift far beyond the welfare slopes would flatten all ratios: cells that costly go to the floor.
    shift = -max(low, -2.0 * top) if top > 0.0 else -low
    largest = max(0.0, cells.highest_elsewhere + shift)
    for c in range(x.size):
        new[c] = grad[c] + cells.linear[c] + shift
        largest = max(largest, new[c])
    for c in range(x.size):
        ratio = max(new[c], 0.0) / largest if largest > 0.0 else 1.0
        new[c] = x[c] * ratio**exponent if ratio != 1.0 else x[c]
        new[c] = max(new[c], floor)


@compiled_stage
def _weights_at_start(cells: _Cells, needs: Array, weights: Array) -> None:
    """Weights of the first guess: money follows need and productivity."""
    largest = cells.largest_productivity
    for c in range(weights.size):
        relative = cells.productivity[c] / largest if largest > 0.0 else 1.0
        weights[c] = (needs[cells.aspect[c]] + 1e-3) * (relative + 1e-3)


class _Scratch(NamedTuple):
    """Arrays that `_climb` works in, shape (m,) each but for ``work``, shape (K,)."""

    best: Array
    best_grad: Array
    x: Array
    grad: Array
    weights: Array
    full: Flags
    work: Array


@compiled_in_place
def _climb(cells, problem, form, reference, steps, budget, scratch, X):  # type: ignore[no-untyped-def]
    """Write the best plan of so many steps into the cells with room of ``X``, (n, K), as `plan` says."""
    best, best_grad, x, grad = scratch.best, scratch.best_grad, scratch.x, scratch.grad
    weights, full, work = scratch.weights, scratch.full, scratch.work
    best_value, largest_exponent = -np.inf, _DAMPING * min(1.0, form.sigma)
    exponent = largest_exponent
    for step in range(steps + 1):
        if step == 0:
            _weights_at_start(cells, problem.needs, weights)
        else:
            _weights_of_step(best, best_grad, cells, _FLOOR_SHARE * budget, exponent, weights)
        _fill(weights, cells.ceiling, budget, full, x)
        reached = _value(x, cells, problem, form, reference, work, grad)
        if step > 0:
            rises = reached.value >= best_value
            exponent = min(4.0 * largest_exponent, 1.3 * exponent) if rises else exponent * 0.5
        if step == 0 or reached.value >= best_value:
            if step < steps:  # who goes on from here needs to know where to
                _gradient(x, cells, problem, form, reached, work, grad)
            best_value = reached.value
            best, x = x, best
            best_grad, grad = grad, best_grad
    for c in range(best.size):
        X[cells.partner[c], cells.aspect[c]] = best[c]


@compiled
def plan(problem: Problem, form: Form, reference: float, steps: int) -> Array:
    """Spending that maximises V, by damped multiplicative gradient steps.

    ``V(X) = welfare_weight W(X) + sum_ik linear_ik X_ik`` where ``W = (Y / reference)^concavity``, Y is the CES
    `output` of ``E_k = background_k + sum_i A_ik (X_ik r_i)^eta``, under ``0 <= X_ik <= ceiling_ik`` and
    ``sum_ik X_ik = sum_i budget_i``: money moves freely between partners and is all spent where the ceilings have
    room. Where all ceilings bind the rest stays unspent; where they leave room for less than there is, no step is made.

    Multiplicative gradient with water-filling for the ceilings; no cell falls under a ten-millionth of the purse
    unless its ceiling does. The problem is concave, so the point found is the optimum up to that floor and the number
    of steps: with 40 steps within .1 % of it for eta up to .9, within 1 % at eta 1 (take 200 steps there, and where
    private costs outweigh the common aim). Steps begin with exponent ``.9 min(1, sigma)``, safe for every sigma. It
    grows by 30 % (to four times) while V rises; a step that lowers V is undone and retried with half the exponent. V
    never falls, and the best point is returned. Cost is about ``2 steps`` powers for each cell with room.

    Args:
        problem: contiguous arrays, not checked.
        form: how work adds up; its background is not read.
        reference: output where W is 1, positive.
        steps: gradient steps.

    Returns:
        X, shape (n, K), rupiah.
    """
    n, aspects = problem.productivity.shape
    budget = 0.0
    for i in range(n):
        budget += max(problem.budgets[i], 0.0)
    cells = _cells_with_room(problem)
    size, room = cells.ceiling.size, 0.0
    X = np.zeros((n, aspects))
    for c in range(size):
        room += cells.ceiling[c]
        X[cells.partner[c], cells.aspect[c]] = cells.ceiling[c]
    if room <= budget * _SHORT_OF_ROOM:  # whatever the step, water-filling fills every cell
        return X
    floats = np.empty((5, size))
    scratch = _Scratch(
        floats[0],
        floats[1],
        floats[2],
        floats[3],
        floats[4],
        np.empty(size, dtype=np.bool_),
        np.empty(aspects),
    )
    _climb(cells, problem, form, reference, steps, budget, scratch, X)
    return X


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
    X = plan(for_all, straight, 1.0, steps)
    work = effective(X, A, honest, form.eta)
    for k in range(work.size):
        work[k] += problem.background[k]
    return output(work, problem.needs, form.sigma)
