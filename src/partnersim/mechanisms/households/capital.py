"""How capital wears, is lost, is built from profit and savings, and is eaten."""

from __future__ import annotations

import math

from partnersim.theory.compiled import compiled

RESERVE_SHARE = 0.3
"""Savings kept out of investment, as a share of smoothed monthly income (pilot study)."""

GAP_CLOSED = 0.2
"""Largest share of the gap to desired capital that profit closes in a month (pilot study)."""


@compiled
def spare_savings(savings, smoothed):  # type: ignore[no-untyped-def]
    """Savings above the reserve; a month of heavy investment can leave smoothed income below zero, which frees none."""
    return max(0.0, savings - RESERVE_SHARE * max(0.0, smoothed))


@compiled
def wear(p, capital, u):  # type: ignore[no-untyped-def]
    """Capital left after depreciation and, with small probability, the loss of half of it."""
    left = (1.0 - p.depreciation) * capital
    if p.loss_on != 0.0 and u < p.loss_probability:
        left *= 0.5
    return left


@compiled
def invest(p, capital, desired, profit, savings, smoothed, weak_will, indiscipline):  # type: ignore[no-untyped-def]
    """Rupiah put into capital from profit, from savings, and drawn out of it.

    From profit: min(0.2 (K* - K), rr_i profit) with rr_i = rr exp(-s eps_i - RH). From savings:
    min(ku (K* - K), psi (S - 0.3 y)). Above K*, the share kd of the surplus is eaten. Without self-control friction
    profit and savings close a fifth of the gap a month.
    """
    gap = desired - capital
    spare = spare_savings(savings, smoothed)
    if gap <= 0.0:
        rate = p.eaten if p.self_control_on != 0.0 else GAP_CLOSED
        return 0.0, 0.0, min(capital, -rate * gap)
    if p.self_control_on == 0.0:
        from_profit = min(GAP_CLOSED * gap, max(0.0, profit))
        return from_profit, min(GAP_CLOSED * gap - from_profit, spare), 0.0
    rate = p.plough_back * math.exp(-p.plough_spread * weak_will - indiscipline)
    from_profit = min(GAP_CLOSED * gap, min(1.0, rate) * max(0.0, profit))
    return from_profit, min(p.savings_rate * gap, p.savings_share * spare), 0.0
