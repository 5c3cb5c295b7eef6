"""A settled population: households that have lived without any programme until nothing drifts any more.

Each household economy is settled once on a reference population with draws of its own; runs draw their households
from it. While it settles, the wage level is moved until the headcount of the place comes out, and the market size until
the mean local price is the base price.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from partnersim.engine.population.village import Village, live_month
from partnersim.mechanisms.environment.hamlets import opening_shock
from partnersim.mechanisms.households.parameters import WageLevel, household_parameters
from partnersim.scenario.documents.fields import IF_ON
from partnersim.scenario.parameters.environment.hamlets import HamletShocks, LocalDemand
from partnersim.scenario.remembered import once_per_scenario
from partnersim.scenario.spec import Scenario
from partnersim.theory.chance.draws import Draws, Purpose
from partnersim.world.hamlets import Hamlets
from partnersim.world.households import COLUMN_NAMES, SITE_STEP, Households

ROWS = 24_000
ROWS_PER_HAMLET = 200
REFERENCE_SEED = 20101
FIRST_MONTHS = 120
STEP_MONTHS = 24
STEPS = 9
LAST_MONTHS = 24
USUAL_SLOPE = -0.35
"""Change of the headcount per log point of wages near usual headcounts."""

_SIZES = np.arange(1, 11)


@dataclass(frozen=True)
class Settled:
    """Households that have lived without any programme until nothing drifts any more.

    Attributes:
        columns: by column name, one row per settled household, ordered by smoothed income per head.
        wages: the solved wage level and market size.
        headcount: headcount over the last months, share of people.
    """

    columns: dict[str, NDArray[np.generic]]
    wages: WageLevel
    headcount: float


@dataclass(frozen=True, kw_only=True)
class Economy:
    """All that a settled population depends on: settling is given this and no scenario.

    Attributes:
        parameters: of households, every mechanism on; wage level and market size are zero, still to be solved for.
        hamlet_shocks, local_demand: what the households of a hamlet share.
        talent_sd, talent_wage_correlation: spread of talent for enterprise, log, and how it goes with fixed wages.
        hassle_median_idr, hassle_log_sd: trouble of entering a programme, rupiah and log.
        headcount: to be met, share of people. mean_household_size: persons.
        size_gradient: of log wages in log household size. listing_error: sd of the list's proxy, log.
        listed_share: of households.
    """

    parameters: Any
    hamlet_shocks: HamletShocks
    local_demand: LocalDemand
    talent_sd: float
    talent_wage_correlation: float
    hassle_median_idr: float
    hassle_log_sd: float
    headcount: float
    mean_household_size: float
    size_gradient: float
    listing_error: float
    listed_share: float

    def parameters_at(self, wages: WageLevel) -> Any:
        """Household parameters at a wage level and market size."""
        return self.parameters._replace(mean_wage=wages.mean_log, market_ratio=wages.market_ratio)


@once_per_scenario
def all_switched_on(spec: Scenario) -> Scenario:
    """The scenario with the mechanisms of the place before a run: switches take effect at its start, not before.

    A place is as it is because its mechanisms have always worked there, so all are on. Those that begin with the run
    (``Part.settles`` is False) are off, with their default parameters. So two arms that differ by a switch begin with
    the same households, and what differs later is the mechanism's doing. Forms of the economy (``IF_ON``) are no arms
    of a study: they are on before a run where the scenario has them on, and were never there where it has them off.
    """
    parts = {name: getattr(spec.mechanisms, name) for name in type(spec.mechanisms).model_fields}
    before = {name: _before_the_run(part) for name, part in parts.items() if hasattr(part, "on")}
    return spec.model_copy(update={"mechanisms": spec.mechanisms.model_copy(update=before)})


def _before_the_run(part: Any) -> Any:
    """A mechanism's part while households settle."""
    if part.settles == IF_ON:
        return part if part.on else type(part)(on=False)
    return part.model_copy(update={"on": True}) if part.settles else type(part)(on=False)


def economy_of(spec: Scenario) -> Economy:
    """The household economy of a scenario, every mechanism on."""
    spec = all_switched_on(spec)
    place, m = spec.place, spec.mechanisms
    return Economy(
        parameters=household_parameters(spec, WageLevel(0.0, 0.0)),
        hamlet_shocks=m.hamlet_shocks,
        local_demand=m.local_demand,
        talent_sd=m.enterprise.talent_sd,
        talent_wage_correlation=m.enterprise.talent_wage_correlation,
        hassle_median_idr=m.loan_application.hassle_median_idr,
        hassle_log_sd=m.loan_application.hassle_log_sd,
        headcount=place.headcount,
        mean_household_size=place.mean_household_size,
        size_gradient=place.size_gradient,
        listing_error=place.listing_error,
        listed_share=place.listed_households / place.households,
    )


def settle(economy: Economy, rows: int = ROWS) -> Settled:
    """Settle a population, moving wage level and market size until headcount and price come out.

    Args:
        economy: the household economy.
        rows: households, a multiple of the 200 of a reference hamlet.
    """
    village = _reference_village(economy, rows)
    mean_log, ratio, month = 0.45, 0.1, -2000
    trail: list[tuple[float, float]] = []
    for step in range(STEPS + 1):
        months = FIRST_MONTHS if step == 0 else STEP_MONTHS
        if step == STEPS:
            months = LAST_MONTHS
        poor, luck, ratio = _live(village, economy, WageLevel(mean_log, ratio), month, months)
        month += months
        trail.append((mean_log + luck, poor))
        if step < STEPS - 1:
            mean_log = _next_level(trail, economy.headcount)
    c = village.columns
    noise = economy.listing_error * village.draws.normal(Purpose.PROXY_ERROR, 0, c.id)
    score = c.fixed_wage + c.persistent_wage + noise
    c.listed[:] = np.argsort(np.argsort(score, kind="stable"), kind="stable") < economy.listed_share * rows
    order = np.argsort(c.smoothed_income / c.size, kind="stable")
    columns = {name: getattr(c, name)[order] for name in COLUMN_NAMES}
    return Settled(columns=columns, wages=WageLevel(mean_log, ratio), headcount=trail[-1][1])


def household_sizes(u: NDArray[np.float64], mean: float) -> NDArray[np.int8]:
    """Household sizes 1 to 10 by inverse CDF of a Poisson law (shifted by one) with the given mean."""
    lam = mean - 1.0
    mass = np.array([math.exp(-lam) * lam**k / math.factorial(k) for k in range(10)])
    cdf = np.cumsum(mass / mass.sum())
    cdf[-1] = 1.0
    return _SIZES[np.searchsorted(cdf, u)].astype(np.int8)


def _reference_village(economy: Economy, rows: int) -> Village:
    """The reference population in hamlets of its own, with nobody to serve it."""
    draws, count = Draws(REFERENCE_SEED), rows // ROWS_PER_HAMLET
    site = np.arange(count)
    shock = opening_shock(economy.hamlet_shocks, site, draws=draws, month=-2001)
    first = np.arange(count + 1) * ROWS_PER_HAMLET
    hamlets = Hamlets.at_start(weight=np.ones(count), first=first, site=site, shock=shock)
    return Village.alone(columns=_people(economy, rows, draws).arrays, hamlets=hamlets, draws=draws)


def _people(economy: Economy, rows: int, draws: Draws) -> Households:
    """Rows with the fixed traits drawn and everything else at a rough start."""
    p = economy.parameters
    people = Households(None, rows)
    c = people.arrays
    c.hamlet[:] = np.repeat(np.arange(rows // ROWS_PER_HAMLET), ROWS_PER_HAMLET)
    c.id[:] = c.hamlet.astype(np.int64) * SITE_STEP + np.arange(rows) % ROWS_PER_HAMLET
    c.size[:] = household_sizes(draws.uniform(Purpose.HOUSEHOLD_SIZE, 0, c.id), economy.mean_household_size)
    advantage = draws.normal(Purpose.FIXED_WAGE, 0, c.id)
    gradient = economy.size_gradient * np.log(c.size / economy.mean_household_size)
    c.fixed_wage[:] = p.income_shocks_fixed_sd * advantage - gradient
    c.persistent_wage[:] = p.income_shocks_persistent_sd * draws.normal(Purpose.INITIAL_WAGE, 0, c.id)
    r = economy.talent_wage_correlation
    c.talent[:] = economy.talent_sd * (
        r * advantage + math.sqrt(1.0 - r * r) * draws.normal(Purpose.TALENT, 0, c.id)
    )
    c.weak_will[:] = draws.normal(Purpose.SELF_CONTROL, 0, c.id)
    c.hassle[:] = economy.hassle_median_idr * np.exp(
        economy.hassle_log_sd * draws.normal(Purpose.HASSLE, 0, c.id)
    )
    c.owed[:] = 127
    usual = c.size * p.line * np.exp(0.6 + c.fixed_wage + c.persistent_wage)
    c.smoothed_income[:] = usual
    c.savings[:] = 0.5 * usual
    c.consumption[:] = usual
    starts = (c.talent > 0.3 * economy.talent_sd) & (draws.uniform(Purpose.IDEA, 0, c.id) < 0.6)
    c.owner[:] = starts
    c.capital[:] = np.where(starts, 1e6 * np.exp(0.8 * c.talent), 0.0)
    return people


def _next_level(trail: list[tuple[float, float]], target: float) -> float:
    """Next wage level, from what the levels tried so far say it should be.

    One window of months is noisy (headcount sd 0.003 at 24,000 rows), so once five have been lived, the mean over the
    windows after the first three is taken: level_j + (target - headcount_j) / slope. The slope is a regression over all
    windows but the first where they differ enough, or a usual one.

    Args:
        trail: level, mean shocks of the window included, and headcount, of each window lived. target: headcount.
    """
    x, y = [level for level, _ in trail[1:]], [poor for _, poor in trail[1:]]
    slope = USUAL_SLOPE
    if len(trail) > 2 and max(x) - min(x) > 0.05:
        slope = min(0.5 * USUAL_SLOPE, max(1.8 * USUAL_SLOPE, slope_of(x, y)))
    used = trail[3:] if len(trail) > 4 else trail[-1:]
    said = [level + (target - poor) / slope for level, poor in used]
    mean = math.fsum(said) / len(said)
    return min(trail[-1][0] + 0.4, max(trail[-1][0] - 0.4, mean))


def slope_of(x: Sequence[float], y: Sequence[float], /) -> float:
    """Slope of the least-squares line of y on x, the same to the last digit on every interpreter and library.

    Args:
        x, y: as many of each, at least two, not all x equal.
    """
    mean_x, mean_y = math.fsum(x) / len(x), math.fsum(y) / len(y)
    together = math.fsum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    return together / math.fsum((a - mean_x) ** 2 for a in x)


def _live(
    village: Village, economy: Economy, wages: WageLevel, month: int, months: int
) -> tuple[float, float, float]:
    """Live some months at a wage level.

    Returns:
        Over the last two years the mean headcount and the mean of hamlet and persistent shocks by person (log, zero but
        for luck); the market size.
    """
    c, hamlets, ratio = village.columns, village.hamlets, wages.market_ratio
    headcounts: list[float] = []
    shocks: list[float] = []
    people = float(c.size.sum())
    line = economy.parameters.line
    for k in range(months):
        live_month(village, economy, economy.parameters_at(WageLevel(wages.mean_log, ratio)), month=month + k)
        if hamlets.demand.sum() > 0.0 and hamlets.supply.sum() > 0.0:
            ratio += 0.1 * (float(hamlets.supply.sum() / hamlets.demand.sum()) - ratio)
        headcounts.append(float(c.size[c.consumption < line * c.size].sum()) / people)
        shocks.append(float(c.size @ (c.persistent_wage + hamlets.shock[c.hamlet])) / people)
    return float(np.mean(headcounts[-24:])), float(np.mean(shocks[-24:])), ratio
