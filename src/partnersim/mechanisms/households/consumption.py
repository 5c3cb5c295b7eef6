"""Consumption from cash on hand, and what a household does when cash falls short."""

from __future__ import annotations

from partnersim.theory.compiled import compiled


@compiled
def wanted_consumption(p, smoothed, savings, floor, account):  # type: ignore[no-untyped-def]
    """Consumption aimed at: a share of smoothed income plus part of what exceeds the buffer, at least the floor.

    Of what exceeds the buffer, the share ``account`` lies in a safe place where everyday spending does not reach it;
    a household short of cash still draws on all of it.
    """
    over = max(0.0, savings - p.buffer * smoothed)
    return max(floor, p.propensity * smoothed + p.buffer_propensity * (1.0 - account) * over)


@compiled
def shortfall(p, wanted, cash, floor, debt, wage, capital, household_line, u):  # type: ignore[no-untyped-def]
    """What a household short of cash borrows, sells and is given.

    First the moneylender, up to the limit: always below the floor, otherwise with a probability. Then capital is
    sold at a loss up to the floor. Then kin hold consumption at a minimum.

    Returns:
        Borrowed rupiah, capital sold (rupiah of capital), kin support.
    """
    borrowed = 0.0
    if p.moneylender_on != 0.0 and (cash < floor or u < p.moneylender_probability):
        borrowed = min(wanted - cash, max(0.0, p.moneylender_limit * wage - debt))
    have = cash + borrowed
    sold = 0.0
    if p.distress_on != 0.0 and have < floor and capital > 0.0:
        sold = min(capital, (floor - have) / p.distress_price)
        have += sold * p.distress_price
    kin = 0.0
    if p.kin_on != 0.0:
        kin = max(0.0, p.kin_minimum * household_line - have)
    return borrowed, sold, kin
