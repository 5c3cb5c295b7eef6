"""Labour income and the time an enterprise costs."""

from __future__ import annotations

import math

from partnersim.theory.chance.normal import normal_quantile
from partnersim.theory.compiled import compiled


@compiled
def persistent_wage(p, persistent, u):  # type: ignore[no-untyped-def]
    """Next month's persistent log wage shock.

    p' = rho p + sd sqrt(1 - rho^2) N(u); unchanged while income shocks are switched off.
    """
    if p.shocks_on == 0.0:
        return persistent
    rho = p.persistence
    return rho * persistent + p.persistent_sd * math.sqrt(1.0 - rho * rho) * normal_quantile(u)


@compiled
def full_wage(p, size, fixed, persistent, hamlet_shock, growth, factor, u):  # type: ignore[no-untyped-def]
    """Labour income of a household that runs no enterprise, rupiah a month.

    y = n z exp(mu + m + p + u_h + g t + s e - s^2 / 2), with z the line per head and n persons; the last two terms
    are left out while income shocks are switched off, so that the mean stays.
    """
    log = p.mean_wage + fixed + persistent + hamlet_shock + growth
    if p.shocks_on != 0.0:
        s = p.transitory_sd
        log += s * normal_quantile(u) - 0.5 * s * s
    return size * p.line * math.exp(log) * factor


@compiled
def time_given_up(p, fixed, persistent):  # type: ignore[no-untyped-def]
    """Share of labour income that running an enterprise costs.

    tau_i = tau (1 - slack / (1 + exp(1.7 (m + p) / sd))): low earners have time to spare.
    """
    if p.time_cost_on == 0.0:
        return 0.0
    return p.time_share * (1.0 - p.slack / (1.0 + math.exp(1.7 * (fixed + persistent) / p.wage_sd)))
