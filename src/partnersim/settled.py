"""A settled population: households that have lived without any programme until nothing drifts any more.

Each household economy is settled once on a reference population with draws of its own; runs draw their households
from it. While it settles, the wage level is moved until the headcount of the place comes out, and the market size until
the mean local price is the base price. The result is kept in memory and on disk under the hash of all it depends on.
"""

from __future__ import annotations

import hashlib
import math
import os
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from partnersim.mechanisms.environment import hamlets as hamlet_rules
from partnersim.mechanisms.environment.hamlets import move_hamlets
from partnersim.mechanisms.households.parameters import HouseholdParameters, household_parameters
from partnersim.mechanisms.households.run import MonthInputs, run_household_month
from partnersim.numerics.compiled import cache_folder
from partnersim.scenario.spec import Scenario
from partnersim.world.draws import Draws, Purpose
from partnersim.world.funds import Funds
from partnersim.world.hamlets import Hamlets, Services
from partnersim.world.households import COLUMN_NAMES, Households
from partnersim.world.population import SITE_STEP
from partnersim.world.settled import Settled, WageLevel

ROWS = 24_000
HAMLETS = 120
REFERENCE_SEED = 20101
FIRST_MONTHS = 120
STEP_MONTHS = 24
STEPS = 7
LAST_MONTHS = 24

_SIZES = np.arange(1, 11)


MOST_IN_MEMORY, MOST_ON_DISK = 12, 100
"""Populations kept, the latest used; each takes some 5 MB. A study over household inputs settles one per draw."""

_memory: dict[str, Settled] = {}


def all_switched_on(spec: Scenario) -> Scenario:
    """The scenario with every mechanism on: switches take effect at the start of a run, not before.

    A place is as it is because all mechanisms have always worked there. So two arms that differ by a switch begin with
    the same households, and what differs later is the mechanism's doing.
    """
    parts = {name: getattr(spec.mechanisms, name) for name in type(spec.mechanisms).model_fields}
    on = {name: part.model_copy(update={"on": True}) for name, part in parts.items() if hasattr(part, "on")}
    return spec.model_copy(update={"mechanisms": spec.mechanisms.model_copy(update=on)})


def settled_population(spec: Scenario) -> Settled:
    """The settled population of a scenario's place and household mechanisms, from memory, disk or made now.

    Every mechanism is on while it settles; parameters are the scenario's.
    """
    spec = all_switched_on(spec)
    key = _key(spec)
    if key in _memory:
        _memory[key] = _memory.pop(key)  # to the end: the latest used goes last
    else:
        path = Path(cache_folder() or ".") / f"settled-{key}.npz"
        stored = _read(path) if cache_folder() else None
        if stored is None:
            stored = _settle(spec)
            if cache_folder():
                _write(path, stored)
        while len(_memory) >= MOST_IN_MEMORY:
            del _memory[next(iter(_memory))]
        _memory[key] = stored
    return _memory[key]


def settled_key(spec: Scenario) -> str:
    """Name of the settled population that a scenario starts from; equal names share one."""
    return _key(all_switched_on(spec))


def _key(spec: Scenario) -> str:
    neutral = household_parameters(spec, WageLevel(0.0, 0.0))
    place, hassle = spec.place, spec.mechanisms.loan_application
    text = repr(
        (
            tuple(neutral),
            place.headcount,
            place.mean_household_size,
            place.size_gradient,
            place.listing_error,
            place.listed_households / place.households,
            hassle.hassle_median_idr,
            hassle.hassle_log_sd,
            spec.mechanisms.enterprise,
            spec.mechanisms.hamlet_shocks,
            ROWS,
            HAMLETS,
            _code(),
        )
    )
    return hashlib.sha256(text.encode()).hexdigest()[:20]


@cache
def _code() -> str:
    """Hash of the code that settling runs and that is not compiled, so that a stored population never outlives it."""
    sources = (Path(__file__), Path(hamlet_rules.__file__))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]


def household_sizes(u: NDArray[np.float64], mean: float) -> NDArray[np.int8]:
    """Household sizes 1 to 10 by inverse CDF of a Poisson law (shifted by one) with the given mean."""
    lam = mean - 1.0
    mass = np.array([math.exp(-lam) * lam**k / math.factorial(k) for k in range(10)])
    cdf = np.cumsum(mass / mass.sum())
    cdf[-1] = 1.0
    return _SIZES[np.searchsorted(cdf, u)].astype(np.int8)


def _people(spec: Scenario) -> Households:
    """Rows with the fixed traits drawn and everything else at a rough start."""
    draws, m, place = Draws(REFERENCE_SEED), spec.mechanisms, spec.place
    people = Households(None, ROWS)
    c = people.arrays
    c.hamlet[:] = np.repeat(np.arange(HAMLETS), ROWS // HAMLETS)
    c.id[:] = c.hamlet.astype(np.int64) * SITE_STEP + np.arange(ROWS) % (ROWS // HAMLETS)
    c.size[:] = household_sizes(draws.uniform(Purpose.HOUSEHOLD_SIZE, 0, c.id), place.mean_household_size)
    advantage = draws.normal(Purpose.FIXED_WAGE, 0, c.id)
    gradient = place.size_gradient * np.log(c.size / place.mean_household_size)
    c.fixed_wage[:] = m.income_shocks.fixed_sd * advantage - gradient
    c.persistent_wage[:] = m.income_shocks.persistent_sd * draws.normal(Purpose.INITIAL_WAGE, 0, c.id)
    r = m.enterprise.talent_wage_correlation
    c.talent[:] = m.enterprise.talent_sd * (
        r * advantage + math.sqrt(1.0 - r * r) * draws.normal(Purpose.TALENT, 0, c.id)
    )
    c.weak_will[:] = draws.normal(Purpose.SELF_CONTROL, 0, c.id)
    c.hassle[:] = m.loan_application.hassle_median_idr * np.exp(
        m.loan_application.hassle_log_sd * draws.normal(Purpose.HASSLE, 0, c.id)
    )
    c.owed[:] = 127
    usual = c.size * place.poverty_line_idr * np.exp(0.6 + c.fixed_wage + c.persistent_wage)
    c.smoothed_income[:] = usual
    c.savings[:] = 0.5 * usual
    c.consumption[:] = usual
    starts = (c.talent > 0.3 * m.enterprise.talent_sd) & (draws.uniform(Purpose.IDEA, 0, c.id) < 0.6)
    if m.enterprise.on:
        c.owner[:] = starts
        c.capital[:] = np.where(starts, 1e6 * np.exp(0.8 * c.talent), 0.0)
    return people


def _settle(spec: Scenario) -> Settled:
    """Settle a population, moving wage level and market size until headcount and price come out."""
    people, draws = _people(spec), Draws(REFERENCE_SEED)
    ham = _reference_hamlets(draws, spec)
    mean_log, ratio, month = 0.45, 0.1, -2000
    trail: list[tuple[float, float]] = []
    for step in range(STEPS + 1):
        months = FIRST_MONTHS if step == 0 else STEP_MONTHS
        if step == STEPS:
            months = LAST_MONTHS
        poor, ratio = _live(spec, people, ham, draws, WageLevel(mean_log, ratio), month, months)
        month += months
        trail.append((mean_log, poor))
        if step < STEPS - 1:
            mean_log = _next_level(trail, spec.place.headcount)
    c = people.arrays
    score = (
        c.fixed_wage
        + c.persistent_wage
        + spec.place.listing_error * draws.normal(Purpose.PROXY_ERROR, 0, c.id)
    )
    share = spec.place.listed_households / spec.place.households
    c.listed[:] = np.argsort(np.argsort(score, kind="stable"), kind="stable") < share * ROWS
    order = np.argsort(c.smoothed_income / c.size, kind="stable")
    columns = {name: getattr(c, name)[order] for name in COLUMN_NAMES}
    return Settled(columns=columns, wages=WageLevel(mean_log, ratio), headcount=trail[-1][1])


def _next_level(trail: list[tuple[float, float]], target: float) -> float:
    """Next wage level: the slope of the headcount by regression on what was tried, or a usual one at first."""
    level, poor = trail[-1]
    slope = -0.35
    if len(trail) >= 2:
        x, y = np.array([t[0] for t in trail[-3:]]), np.array([t[1] for t in trail[-3:]])
        spread = float(((x - x.mean()) ** 2).sum())
        if spread > 1e-6:
            slope = min(-0.1, max(-1.5, float(((x - x.mean()) * (y - y.mean())).sum()) / spread))
    return level + float(np.clip((target - poor) / slope, -0.4, 0.4))


def _reference_hamlets(draws: Draws, spec: Scenario) -> Hamlets:
    site = np.arange(HAMLETS)
    shocks = spec.mechanisms.hamlet_shocks
    shock = shocks.sd * draws.normal(Purpose.HAMLET_SHOCK, -2001, site) if shocks.on else np.zeros(HAMLETS)
    first = np.arange(HAMLETS + 1) * (ROWS // HAMLETS)
    return Hamlets.at_start(weight=np.ones(HAMLETS), first=first, site=site, shock=shock)


def _live(
    spec: Scenario, people: Households, ham: Hamlets, draws: Draws, wages: WageLevel, month: int, months: int
) -> tuple[float, float]:
    """Live some months at a wage level; returns the mean headcount of the last year and the market size."""
    m = spec.mechanisms
    c, services, funds = people.arrays, Services.none(HAMLETS), Funds.none(HAMLETS)
    headcounts: list[float] = []
    ratio = wages.market_ratio
    people_total = float(c.size.sum())
    for k in range(months):
        p: HouseholdParameters = household_parameters(spec, WageLevel(wages.mean_log, ratio))
        move_hamlets(m.hamlet_shocks, m.local_demand, ham, draws=draws, month=month + k, market_ratio=ratio)
        run_household_month(p, c, MonthInputs(ham, services, funds, draws, month + k, 0, 1.0), threads=1)
        if ham.demand.sum() > 0.0 and ham.supply.sum() > 0.0:
            ratio += 0.1 * (float(ham.supply.sum() / ham.demand.sum()) - ratio)
        poor = float(c.size[c.consumption < spec.place.poverty_line_idr * c.size].sum()) / people_total
        headcounts.append(poor)
    return float(np.mean(headcounts[-12:])), ratio


def _write(path: Path, settled: Settled) -> None:
    scratch = path.with_name(f"{path.stem}-{os.getpid()}.npz")
    try:
        everything: dict[str, Any] = {**settled.columns, "_wages": np.array(settled.wages)}
        np.savez(scratch, **everything, _headcount=np.array(settled.headcount))
        scratch.replace(path)
        _forget_oldest(path.parent)
    except OSError:
        scratch.unlink(missing_ok=True)


def _forget_oldest(folder: Path) -> None:
    with os.scandir(folder) as entries:
        kept = [(e.stat().st_mtime, e.path) for e in entries if e.name.startswith("settled-")]
    for _, path in sorted(kept)[:-MOST_ON_DISK]:
        Path(path).unlink(missing_ok=True)


def _read(path: Path) -> Settled | None:
    try:
        with np.load(path) as file:
            columns = {name: file[name] for name in COLUMN_NAMES}
            return Settled(columns, WageLevel(*(float(x) for x in file["_wages"])), float(file["_headcount"]))
    except (OSError, KeyError, ValueError):
        return None
