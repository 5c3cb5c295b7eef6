"""A settled population: households that have lived without any programme until nothing drifts any more.

Each household economy is settled once on a reference population with draws of its own; runs draw their households
from it. While it settles, the wage level is moved until the headcount of the place comes out, and the market size until
the mean local price is the base price. The result is kept in memory and on disk under the hash of all it depends on.
"""

from __future__ import annotations

import hashlib
import io
import math
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from partnersim.mechanisms.environment.hamlets import move_hamlets
from partnersim.mechanisms.households.household_month import MonthInputs, run_household_month
from partnersim.mechanisms.households.parameters import HouseholdParameters, household_parameters
from partnersim.scenario.documents.fingerprint import code_version
from partnersim.scenario.spec import Scenario
from partnersim.theory.chance.draws import Draws, Purpose
from partnersim.theory.kept_files import cache_folder, read_kept, write_kept
from partnersim.world.funds import Funds
from partnersim.world.hamlets import Hamlets, Services
from partnersim.world.households import COLUMN_NAMES, Households
from partnersim.world.population import SITE_STEP
from partnersim.world.settled import Settled, WageLevel

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


MOST_IN_MEMORY, MOST_ON_DISK = 12, 100
"""Populations kept, the latest used; each takes some 5 MB. A study over household inputs settles one per draw."""

_memory: dict[str, Settled] = {}
_block: ContextVar[tuple[int, dict[str, Settled]] | None] = ContextVar("own populations", default=None)


def all_switched_on(spec: Scenario) -> Scenario:
    """The scenario with the mechanisms of the place before a run: switches take effect at its start, not before.

    A place is as it is because its mechanisms have always worked there, so all are on. Those that begin with the run
    (``Part.settles`` is False) are off, with their default parameters. So two arms that differ by a switch begin with
    the same households, and what differs later is the mechanism's doing.
    """
    parts = {name: getattr(spec.mechanisms, name) for name in type(spec.mechanisms).model_fields}
    before = {
        name: part.model_copy(update={"on": True}) if part.settles else type(part)(on=False)
        for name, part in parts.items()
        if hasattr(part, "on")
    }
    return spec.model_copy(update={"mechanisms": spec.mechanisms.model_copy(update=before)})


def settled_population(spec: Scenario) -> Settled:
    """The settled population of a scenario's place and household mechanisms, from memory, disk or made now.

    Every mechanism is on while it settles; parameters are the scenario's.
    """
    spec = all_switched_on(spec)
    key = _key(spec)
    block = _block.get()
    if block is not None:
        rows, kept = block
        if key not in kept:
            kept[key] = _settle(spec, rows)
        return kept[key]
    if key in _memory:
        _memory[key] = _memory.pop(key)  # to the end: the latest used goes last
    else:
        folder = cache_folder()
        path = None if folder is None else folder / f"settled-{key}.kept"
        stored = None if path is None else _read(path)
        if stored is None:
            stored = _settle(spec)
            if path is not None:
                _write(path, stored)
        while len(_memory) >= MOST_IN_MEMORY:
            del _memory[next(iter(_memory))]
        _memory[key] = stored
    return _memory[key]


@contextmanager
def own_populations(*, rows: int) -> Iterator[None]:
    """Within this block populations are settled with so many rows and forgotten at its end, also on disk.

    For studies that try thousands of parameter sets, each only once. Every thread has its own.

    Args:
        rows: households, a multiple of the 200 of a reference hamlet.

    Raises:
        ValueError: ``rows`` is no such multiple.
    """
    if rows < ROWS_PER_HAMLET or rows % ROWS_PER_HAMLET:
        raise ValueError(f"rows must be a multiple of {ROWS_PER_HAMLET}, not {rows}")
    before = _block.set((rows, {}))
    try:
        yield
    finally:
        _block.reset(before)


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
            code_version("settling"),
        )
    )
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def household_sizes(u: NDArray[np.float64], mean: float) -> NDArray[np.int8]:
    """Household sizes 1 to 10 by inverse CDF of a Poisson law (shifted by one) with the given mean."""
    lam = mean - 1.0
    mass = np.array([math.exp(-lam) * lam**k / math.factorial(k) for k in range(10)])
    cdf = np.cumsum(mass / mass.sum())
    cdf[-1] = 1.0
    return _SIZES[np.searchsorted(cdf, u)].astype(np.int8)


def _people(spec: Scenario, rows: int) -> Households:
    """Rows with the fixed traits drawn and everything else at a rough start."""
    draws, m, place = Draws(REFERENCE_SEED), spec.mechanisms, spec.place
    people = Households(None, rows)
    c = people.arrays
    c.hamlet[:] = np.repeat(np.arange(rows // ROWS_PER_HAMLET), ROWS_PER_HAMLET)
    c.id[:] = c.hamlet.astype(np.int64) * SITE_STEP + np.arange(rows) % ROWS_PER_HAMLET
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


def _settle(spec: Scenario, rows: int = ROWS) -> Settled:
    """Settle a population, moving wage level and market size until headcount and price come out."""
    people, draws = _people(spec, rows), Draws(REFERENCE_SEED)
    ham = _reference_hamlets(draws, spec, rows // ROWS_PER_HAMLET)
    mean_log, ratio, month = 0.45, 0.1, -2000
    trail: list[tuple[float, float]] = []
    for step in range(STEPS + 1):
        months = FIRST_MONTHS if step == 0 else STEP_MONTHS
        if step == STEPS:
            months = LAST_MONTHS
        poor, luck, ratio = _live(spec, people, ham, draws, WageLevel(mean_log, ratio), month, months)
        month += months
        trail.append((mean_log + luck, poor))
        if step < STEPS - 1:
            mean_log = _next_level(trail, spec.place.headcount)
    c = people.arrays
    score = (
        c.fixed_wage
        + c.persistent_wage
        + spec.place.listing_error * draws.normal(Purpose.PROXY_ERROR, 0, c.id)
    )
    share = spec.place.listed_households / spec.place.households
    c.listed[:] = np.argsort(np.argsort(score, kind="stable"), kind="stable") < share * rows
    order = np.argsort(c.smoothed_income / c.size, kind="stable")
    columns = {name: getattr(c, name)[order] for name in COLUMN_NAMES}
    return Settled(columns=columns, wages=WageLevel(mean_log, ratio), headcount=trail[-1][1])


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


def _reference_hamlets(draws: Draws, spec: Scenario, count: int) -> Hamlets:
    site = np.arange(count)
    shocks = spec.mechanisms.hamlet_shocks
    shock = shocks.sd * draws.normal(Purpose.HAMLET_SHOCK, -2001, site) if shocks.on else np.zeros(count)
    first = np.arange(count + 1) * ROWS_PER_HAMLET
    return Hamlets.at_start(weight=np.ones(count), first=first, site=site, shock=shock)


def _live(
    spec: Scenario, people: Households, ham: Hamlets, draws: Draws, wages: WageLevel, month: int, months: int
) -> tuple[float, float, float]:
    """Live some months at a wage level.

    Returns:
        Over the last two years the mean headcount and the mean of hamlet and persistent shocks by person (log, zero but
        for luck); the market size.
    """
    m = spec.mechanisms
    c, services, funds = people.arrays, Services.none(len(ham)), Funds.none(len(ham))
    headcounts: list[float] = []
    shocks: list[float] = []
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
        shocks.append(float(c.size @ (c.persistent_wage + ham.shock[c.hamlet])) / people_total)
    return float(np.mean(headcounts[-24:])), float(np.mean(shocks[-24:])), ratio


def _write(path: Path, settled: Settled) -> None:
    content = io.BytesIO()
    everything: dict[str, Any] = {**settled.columns, "_wages": np.array(settled.wages)}
    np.savez(content, **everything, _headcount=np.array(settled.headcount))
    if write_kept(path, content.getvalue()):
        _forget_oldest(path.parent)


def _forget_oldest(folder: Path) -> None:
    """Another process may be doing the same."""
    with suppress(OSError), os.scandir(folder) as entries:
        kept = [(e.stat().st_mtime, e.path) for e in entries if e.name.startswith("settled-")]
        for _, path in sorted(kept)[:-MOST_ON_DISK]:
            Path(path).unlink(missing_ok=True)


def _read(path: Path) -> Settled | None:
    content = read_kept(path)
    if content is None:
        return None
    with np.load(io.BytesIO(content)) as file:
        columns = {name: file[name] for name in COLUMN_NAMES}
        return Settled(columns, WageLevel(*(float(x) for x in file["_wages"])), float(file["_headcount"]))
