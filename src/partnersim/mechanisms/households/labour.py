"""Labour income and the time an enterprise costs."""

from __future__ import annotations

import math
from typing import NamedTuple

from partnersim.mechanisms.base import CompiledRule
from partnersim.theory.calendar import MONTH
from partnersim.theory.compiled import compiled, compiled_stage
from partnersim.world import flows as f


class MarketGrowth(CompiledRule):
    """Real labour income grows at a common rate (labour.py): log wage + g t / 12. Off: wages stand still. Assumed."""

    name = "market_growth"
    writes = ("households.income",)


class IncomeShocks(CompiledRule):
    """Log labour income moves by an AR(1) and a transitory shock (labour.py). Off: the usual income every month."""

    name = "income_shocks"
    writes = ("households.income", "households.persistent_wage")


class TimeCost(CompiledRule):
    """An owner gives up labour time, less where there is slack (labour.py). Off: nothing is given up."""

    name = "time_cost"
    reads = ("households.fixed_wage", "households.owner", "households.persistent_wage")
    writes = ("households.income",)


class MeetingTime(CompiledRule):
    """Members lose labour time in their group's meetings, less where there is slack (labour.py). Off: none."""

    name = "meeting_time"
    reads = (
        "households.fixed_wage", "households.group", "households.persistent_wage", "services.meeting_rate",
    )  # fmt: skip
    writes = ("households.income",)


class Work(NamedTuple):
    """Labour of a month.

    Attributes:
        persistent: log shock that lasts. wage: labour income of a household that runs no enterprise, rupiah.
        base: what it has in kind in any month, rupiah. meetings: wage that a member gives up for them, rupiah.
        surprise: part of the wage that is this month's luck, rupiah; 0 unless recoveries are eaten at once.
    """

    persistent: float
    wage: float
    base: float
    meetings: float
    surprise: float


NO_WORK = Work(0.0, 0.0, 0.0, 0.0, 0.0)


@compiled_stage
def work(p, traits, persistent, setting, luck):  # type: ignore[no-untyped-def]
    """The month's labour, as ``Work``; what meetings cost is what they would cost a member."""
    moved = persistent_wage(p, persistent, luck.labour_persistent)
    wage = full_wage(p, traits, moved, setting, luck.labour_transitory)
    surprise = 0.0
    if p.prompt_recovery_on != 0.0 and p.income_shocks_on != 0.0:
        s = p.income_shocks_transitory_sd
        surprise = wage * (1.0 - math.exp(0.5 * s * s - s * luck.labour_transitory))
    return Work(
        persistent=moved,
        wage=wage,
        base=p.kin_support_base_share * traits.line,
        meetings=wage * meeting_share(p, traits.fixed_wage, moved, setting.meeting_rate),
        surprise=surprise,
    )


@compiled_stage
def income(earned, forgone):  # type: ignore[no-untyped-def]
    """Income of a month without profit, rupiah, of who gives up so much of the wage of ``Work``."""
    return earned.wage - forgone + earned.base


@compiled_stage
def book(flow, w, earned, forgone):  # type: ignore[no-untyped-def]
    """Book what ``w`` households earned by ``Work``, less the wages they gave up."""
    flow[f.WAGES] += w * (earned.wage - forgone) * MONTH
    flow[f.IN_KIND_BASE] += w * earned.base * MONTH


@compiled
def persistent_wage(p, persistent, z):  # type: ignore[no-untyped-def]
    """Next month's persistent log wage shock.

    p' = rho p + sd sqrt(1 - rho^2) z, z standard normal; unchanged while income shocks are switched off.
    """
    if p.income_shocks_on == 0.0:
        return persistent
    rho = p.income_shocks_persistence
    return rho * persistent + p.income_shocks_persistent_sd * math.sqrt(1.0 - rho * rho) * z


@compiled_stage
def full_wage(p, traits, persistent, setting, z):  # type: ignore[no-untyped-def]
    """Labour income of a household that runs no enterprise, rupiah a month.

    y = Z exp(mu + m + p + u_h + g t + s z - s^2 / 2), with Z the line of all members and z standard normal; the last
    two terms are left out while income shocks are switched off, so that the mean stays.
    """
    log = p.mean_wage + traits.fixed_wage + persistent + setting.shock + setting.growth
    if p.income_shocks_on != 0.0:
        s = p.income_shocks_transitory_sd
        log += s * z - 0.5 * s * s
    return traits.line * math.exp(log) * setting.factor


@compiled
def time_given_up(p, fixed, persistent):  # type: ignore[no-untyped-def]
    """Share of labour income that running an enterprise costs.

    tau_i = tau (1 - slack / (1 + exp(1.7 (m + p) / sd))): low earners have time to spare.
    """
    return p.time_cost_share * busy(p, fixed, persistent) if p.time_cost_on != 0.0 else 0.0


@compiled
def busy(p, fixed, persistent):  # type: ignore[no-untyped-def]
    """Share of the time that something takes which a household would have been paid for; less for low earners."""
    return 1.0 - p.time_cost_slack / (1.0 + math.exp(1.7 * (fixed + persistent) / p.wage_sd))


@compiled
def meeting_share(p, fixed, persistent, meeting_rate):  # type: ignore[no-untyped-def]
    """Share of labour income that a month of meetings costs a member: share x rate x busy, at most all of it."""
    if p.meeting_time_on == 0.0 or meeting_rate <= 0.0:
        return 0.0
    return min(1.0, p.meeting_time_share * meeting_rate * busy(p, fixed, persistent))
