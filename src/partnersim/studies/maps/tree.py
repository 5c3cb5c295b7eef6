"""A rule in words: a small tree that says from a few inputs which arm leads. Of arrays alone.

Splits lower the Gini impurity of the leaders most (Breiman, Friedman, Olshen and Stone 1984); how deep the tree goes is
chosen by five-fold cross-validation on the points that it is fitted on, and never on those held back.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DEEPEST = 3
"""Questions that a rule asks at most, so that it can be said in a sentence."""
SMALLEST_LEAF = 8
"""Points that a rule must speak of at least."""
FOLDS = 5


@dataclass(frozen=True)
class Leaf:
    """The end of a rule.

    Attributes:
        leader: who leads there. count: points fitted on that lie there. right: those of them that it leads.
    """

    leader: int
    count: int
    right: int


@dataclass(frozen=True)
class Split:
    """A question: is an input at most so much?"""

    input: int
    at: float
    below: Tree
    above: Tree


Tree = Leaf | Split


@dataclass(frozen=True)
class Condition:
    """One condition of a path: an input is above a value, or at most that."""

    input: int
    above: bool
    at: float


def fitted_tree(inputs: Floats, leaders: Ints, /, *, deepest: int = DEEPEST) -> Tree:
    """Fit a tree, as deep as cross-validation says, at most ``deepest``.

    Args:
        inputs: shape (points, inputs). leaders: who leads, numbers from 0, shape (points,); one point or more.
    """
    return grown(inputs, leaders, depth=best_depth(inputs, leaders, deepest=deepest))


def best_depth(inputs: Floats, leaders: Ints, /, *, deepest: int = DEEPEST) -> int:
    """The smallest depth whose share of right guesses in five-fold cross-validation is the largest.

    Points are dealt to folds in turn: drawn points have no order.
    """
    folds = np.arange(len(leaders)) % FOLDS
    right = np.zeros(deepest + 1, dtype=np.int64)
    for depth in range(deepest + 1):
        for fold in range(FOLDS):
            inside = folds != fold
            if inside.any() and not inside.all():
                tree = grown(inputs[inside], leaders[inside], depth=depth)
                right[depth] += int((guessed(tree, inputs[~inside]) == leaders[~inside]).sum())
    return int(np.argmax(right))


def grown(inputs: Floats, leaders: Ints, /, *, depth: int) -> Tree:
    """Grow a tree of some depth; it stays smaller where no split helps or leaves would be too small."""
    counts = np.bincount(leaders)
    leaf = Leaf(int(counts.argmax()), len(leaders), int(counts.max()))
    if depth == 0 or leaf.right == leaf.count:
        return leaf
    found = _best_split(inputs, leaders)
    if found is None:
        return leaf
    position, at = found
    under = inputs[:, position] <= at
    parts = [grown(inputs[side], leaders[side], depth=depth - 1) for side in (under, ~under)]
    if all(isinstance(part, Leaf) and part.leader == leaf.leader for part in parts):
        return leaf
    return Split(position, at, *parts)


def guessed(tree: Tree, inputs: Floats, /) -> Ints:
    """Who leads at points by the rule, shape (points,)."""
    if isinstance(tree, Leaf):
        return np.full(len(inputs), tree.leader, dtype=np.int64)
    under = inputs[:, tree.input] <= tree.at
    made = np.empty(len(inputs), dtype=np.int64)
    made[under], made[~under] = guessed(tree.below, inputs[under]), guessed(tree.above, inputs[~under])
    return made


def paths(tree: Tree, /) -> list[tuple[tuple[Condition, ...], Leaf]]:
    """The rule as a list: conditions that all hold, and what is said then. A later condition replaces a wider one."""
    if isinstance(tree, Leaf):
        return [((), tree)]
    found = []
    for above, part in ((False, tree.below), (True, tree.above)):
        here = Condition(tree.input, above, tree.at)
        for conditions, leaf in paths(part):
            again = any(c.input == here.input and c.above == above for c in conditions)
            found.append((conditions if again else (here, *conditions), leaf))
    return found


def _best_split(inputs: Floats, leaders: Ints) -> tuple[int, float] | None:
    """Input and value of the split that leaves the least impurity; the first of equal ones. None if none helps."""
    best, least = None, _weighted(np.bincount(leaders)) - 1e-12
    for k in range(inputs.shape[1]):
        order = np.argsort(inputs[:, k], kind="stable")
        values = inputs[order, k]
        below = np.cumsum(leaders[order][:, None] == np.arange(leaders.max() + 1), axis=0)
        for cut in range(SMALLEST_LEAF, len(values) - SMALLEST_LEAF + 1):
            if values[cut - 1] < values[cut]:
                left = _weighted(below[cut - 1]) + _weighted(below[-1] - below[cut - 1])
                if left < least:
                    best, least = (k, float(0.5 * (values[cut - 1] + values[cut]))), left - 1e-12
    return best


def _weighted(counts: Ints) -> float:
    """Points times Gini impurity, from the points of each leader."""
    n = counts.sum()
    return float(n - (counts**2).sum() / n) if n else 0.0
