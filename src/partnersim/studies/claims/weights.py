"""Which uncertain inputs move an effect most: regression of ranks over draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import f as f_law
from scipy.stats import rankdata

from partnersim.scenario.experiments.robustness import Uncertain

Floats = NDArray[np.float64]

HEAVIEST = 3
"""Most inputs named as those that matter most."""

_FEWEST_LEFT = 10
"""Draws beyond the coefficients below which inputs are taken one by one."""
_CHANCE = 0.05


@dataclass(frozen=True, kw_only=True)
class Weight:
    """How much an input moves an effect.

    Attributes:
        path: the input.
        weight: standardised rank-regression coefficient, -1 to 1; NaN for an input without an order.
        sign: 1 if more of it raises the effect, -1 if it lowers it, 0 without an order.
        share: share of the variance of the effect's rank that is its work, less what chance would give.
        clear: whether that is more than chance gives once in twenty (F test).
    """

    path: str
    weight: float
    sign: int
    share: float
    clear: bool


def heaviest(effects: Floats, shares: Floats, inputs: Sequence[Uncertain], /) -> tuple[list[Weight], float]:
    """The inputs that account for most of how an effect varies over draws, heaviest first.

    Ranks of the effect are regressed on the ranks of all inputs at once (Saltelli et al., Global Sensitivity
    Analysis, 2008, section 1.2.5); an input without an order enters as groups. Its share is
    ``sum b r - d (1 - R2) / (n - p)`` over its d columns, with b their coefficients, r their correlations with
    the effect's rank, and p all columns and the mean: the products add up to R2 (Pratt 1987), and the second
    term is what chance gives. Whether it is clear is tested on what R2 loses without the input. With too few
    draws for all at once, each input is regressed upon alone.

    Args:
        effects: mean effect of each draw, shape (draws,).
        shares: place of each draw in the range of each input, shape (draws, inputs).
        inputs: the inputs.

    Returns:
        The heaviest inputs, and R2 of the whole regression (NaN where inputs were taken one by one).
    """
    known = np.isfinite(effects)
    n = int(known.sum())
    if n < 4 or np.ptp(effects[known]) == 0.0 or not inputs:
        return [], float("nan")
    y = _standard(rankdata(effects[known]))
    blocks = [_columns(shares[known, k], one) for k, one in enumerate(inputs)]
    joint = n - 1 - sum(block.shape[1] for block in blocks) >= _FEWEST_LEFT
    whole = _fit(y, blocks)[1] if joint else float("nan")
    found = []
    for k, one in enumerate(inputs):
        together = blocks if joint else [blocks[k]]
        without = [block for i, block in enumerate(blocks) if i != k] if joint else []
        own = k if joint else 0
        coefficients, r2 = _fit(y, together)
        gained, width = r2 - _fit(y, without)[1], blocks[k].shape[1]
        left = n - 1 - sum(block.shape[1] for block in together)
        if width == 0 or left < 1:
            continue
        noise = max((1.0 - r2) / left, 1e-12)
        first = sum(block.shape[1] for block in together[:own])
        columns = slice(first, first + width)
        product = float(coefficients[columns] @ (blocks[k].T @ y) / n)
        weight = float("nan") if one.among else float(coefficients[first])
        found.append(
            Weight(
                path=one.path,
                weight=weight,
                sign=0 if one.among else int(np.sign(weight)),
                share=max(0.0, product - width * noise),
                clear=bool(f_law.sf(max(gained, 0.0) / width / noise, width, left) < _CHANCE),
            )
        )
    found.sort(key=lambda one: -one.share)
    return [one for one in found if one.share > 0.0][:HEAVIEST], whole


def _columns(place: Floats, one: Uncertain) -> Floats:
    """Columns by which an input enters: its rank, or one per value but the first."""
    if not one.among:
        return _standard(rankdata(place))[:, None] if np.ptp(place) > 0.0 else np.empty((place.size, 0))
    group = np.minimum((place * len(one.among)).astype(int), len(one.among) - 1)
    there = np.unique(group)
    return (
        np.column_stack([_standard(group == g) for g in there[1:]])
        if there.size > 1
        else np.empty((place.size, 0))
    )


def _standard(values: NDArray[np.generic]) -> Floats:
    x = np.asarray(values, dtype=np.float64)
    return np.asarray((x - x.mean()) / x.std())


def _fit(y: Floats, blocks: Sequence[Floats]) -> tuple[Floats, float]:
    """Least-squares coefficients of centred columns, and R2."""
    if not blocks or not sum(block.shape[1] for block in blocks):
        return np.empty(0), 0.0
    X = np.column_stack(blocks)
    coefficients = np.asarray(np.linalg.lstsq(X, y, rcond=None)[0], dtype=np.float64)
    return coefficients, 1.0 - float(((y - X @ coefficients) ** 2).sum() / (y**2).sum())
