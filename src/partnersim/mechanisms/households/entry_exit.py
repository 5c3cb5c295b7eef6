"""Starting and closing an enterprise."""

from __future__ import annotations

import math

from partnersim.mechanisms.households.enterprise import desired_capital, output_at
from partnersim.theory.compiled import compiled


@compiled
def start_practice(p, skill):  # type: ignore[no-untyped-def]
    """Practice of a new owner: the newcomer's gap, smaller for the trained."""
    return -p.newcomer_gap * (1.0 - skill) if p.practice_on != 0.0 else 0.0


@compiled
def expected_start_profit(p, talent, skill, price):  # type: ignore[no-untyped-def]
    """Monthly profit that a household without enterprise expects of one.

    Taken at the geometric mean of the start capital and the capital the owner would aim at, so that growth is foreseen
    but not taken for granted.
    """
    log_strength = talent + start_practice(p, skill)
    aim = max(p.start_capital, desired_capital(p, log_strength, price))
    return price * output_at(p, log_strength, math.sqrt(p.start_capital * aim))


@compiled
def closes(p, expected_profit, forgone, capital, u):  # type: ignore[no-untyped-def]
    """Whether an owner gives up: a base hazard, more while profit stays below the wage or capital is nearly gone."""
    if p.exit_on == 0.0:
        return False
    hazard = p.exit_base
    if expected_profit < forgone:
        hazard += p.exit_low_profit
    if capital < p.nearly_gone * p.start_capital:
        hazard += p.exit_low_capital
    return u < hazard
