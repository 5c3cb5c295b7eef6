"""A plan of the compiled solver with everything that its tests look at."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from partnersim.theory.allocation_solver import Problem, first_best, plan
from partnersim.theory.production import Form, effective, output, welfare

Array = NDArray[np.float64]


class Planned(NamedTuple):
    """A plan and what it leaves.

    Attributes:
        money_idr: spending by partner and aspect, shape (n, K). unspent_idr: money left, split in proportion to the
            budgets, shape (n,). welfare: W of the plan. value: the maximised V.
    """

    money_idr: Array
    unspent_idr: Array
    welfare: float
    value: float


def planned(
    productivity: Array, *, needs: Array, delivery: Array, budgets: Array, ceilings: Array | None = None,
    linear: Array | None = None, background: Array | None = None, sigma: float = 0.6,
    eta: float = 0.9, concavity: float = 0.8, reference: float | None = None, steps: int = 40,
) -> Planned:  # fmt: skip
    """Solve a problem of which only what differs from the usual is told; the reference is the first best."""
    n, aspects = productivity.shape
    problem = Problem(
        productivity, needs, delivery, budgets,
        np.full((n, aspects), np.inf) if ceilings is None else ceilings,
        np.zeros((n, aspects)) if linear is None else linear,
        np.zeros(aspects) if background is None else background, 1.0,
    )  # fmt: skip
    form = Form(sigma, eta, concavity, 0.0)
    if reference is None:
        reference = float(first_best(problem, form, steps)) or 1.0
    X = plan(problem, form, reference, steps)
    left = max(budgets.sum() - X.sum(), 0.0)
    unspent = left * budgets / budgets.sum() if budgets.sum() > 0.0 else np.zeros(n)
    work = effective(X, productivity, delivery, eta) + problem.background
    W = float(welfare(output(work, needs, sigma), reference, concavity))
    return Planned(X, unspent, W, W + float((problem.linear * X).sum()))
