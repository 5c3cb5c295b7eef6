"""Who lives in a trial's clusters: study households and the others, drawn from the settled population."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from partnersim.engine.population.filling import fill
from partnersim.engine.population.settling import Settled, all_switched_on
from partnersim.engine.population.village import Village
from partnersim.mechanisms.environment.hamlets import opening_shock
from partnersim.scenario.documents.errors import Problem, ScenarioError
from partnersim.scenario.experiments.trials import Trial
from partnersim.scenario.phrases import Phrase
from partnersim.scenario.spec import Scenario
from partnersim.theory.chance.draws import Draws, Purpose
from partnersim.world.funds import Funds
from partnersim.world.hamlets import Hamlets, Services
from partnersim.world.households import SITE_STEP, Households

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

FEWEST_IN_POOL = 20
"""Settled households that must fit the description, or the sample would be the same few again and again."""


@dataclass(frozen=True, kw_only=True)
class Eligible:
    """The settled households by whether they fit a trial's description.

    Attributes:
        fits: shape (R,). rank: place of each by the noisy welfare proxy, 0 poorest to 1, shape (R,).
    """

    fits: Bools
    rank: Floats


def eligible(trial: Trial, settled: Settled, draws: Draws, /) -> Eligible:
    """Which settled households the trial is about, by a proxy with an error of its own fixed before treatment.

    Proxy: log smoothed income per head plus N(0, proxy_error).

    Raises:
        ScenarioError: fewer than 20 of the settled households fit.
    """
    population, c = trial.population, settled.columns
    count = len(c["size"])
    error = population.proxy_error * draws.normal(Purpose.PROXY_SURVEY, 0, np.arange(count))
    welfare = np.log(np.maximum(c["smoothed_income"], 1.0) / c["size"]) + error
    order = np.argsort(np.argsort(welfare, kind="stable"), kind="stable")
    rank = (order + 0.5) / count
    low, high = population.shares
    fits = (rank >= low) & (rank <= high)
    owner = c["owner"] != 0
    if population.owners != "any":
        fits &= owner if population.owners == "with" else ~owner
    if population.capital_idr is not None:
        capital = np.asarray(c["capital"], dtype=np.float64)
        fits &= (capital >= population.capital_idr[0]) & (capital <= population.capital_idr[1])
    if fits.sum() < FEWEST_IN_POOL:
        text = Phrase(
            "trial '{name}': only {fitting} of {count} settled households fit its population; widen "
            "proxy_share, capital_idr or enterprise",
            name=trial.name,
            fitting=int(fits.sum()),
            count=count,
        )
        raise ScenarioError([Problem(message=text)])
    return Eligible(fits=fits, rank=rank)


@dataclass(kw_only=True)
class TrialVillage(Village):
    """Households in the clusters of one replicate; how many a row stands for is in its weight.

    Attributes:
        study: rows of study households, shape (N,) of bool. rank: proxy rank, shape (N,).
    """

    study: Bools
    rank: Floats


def build_village(trial: Trial, spec: Scenario, settled: Settled, draws: Draws, /) -> TrialVillage:
    """Draw the study households of every cluster and rows that stand for all others there.

    A cluster is a hamlet of the place's mean size, larger if it must hold more study households. Each row is a settled
    household drawn by a keyed draw, so that every cluster has its share of firms and of poor.
    """
    pool, population = eligible(trial, settled, draws), trial.population
    count = population.clusters
    per_cluster = _spread(population.households, count)
    share = float(pool.fits.mean()) * population.coverage
    size = np.maximum(spec.place.households / spec.place.hamlets, per_cluster / share)
    rest_fits, rest_other = (
        (1.0 - population.coverage) * float(pool.fits.mean()),
        1.0 - float(pool.fits.mean()),
    )
    neighbours = population.neighbours if rest_fits + rest_other > 1e-9 else 0
    with_fit = round(neighbours * rest_fits / max(1e-9, rest_fits + rest_other)) if neighbours else 0
    if neighbours and rest_fits > 1e-9:
        with_fit = min(neighbours, max(1, with_fit))
    rows = per_cluster + neighbours
    first = np.concatenate([[0], np.cumsum(rows)])
    hamlet = np.repeat(np.arange(count, dtype=np.int32), rows)
    position = np.arange(int(first[-1])) - first[hamlet]
    stratum = np.where(
        position < per_cluster[hamlet], 0, np.where(position < (per_cluster + with_fit)[hamlet], 1, 2)
    )
    households = Households(None, len(hamlet))
    c = households.arrays
    c.hamlet[:] = hamlet
    ids = hamlet.astype(np.int64) * SITE_STEP + position
    wealth = np.lexsort((settled.columns["smoothed_income"], settled.columns["profit"]))
    jitter = draws.uniform(Purpose.TRIAL_ROW, 0, ids)
    source = _sources(pool, stratum, _even_places(hamlet, stratum, jitter), wealth)
    c.id[:] = ids
    c.weight[:] = _weights(
        stratum, size[hamlet], share, rest_fits, rest_other, per_cluster[hamlet], with_fit, neighbours
    )
    c.listed[:] = 0
    fill(c, settled, source, start_readiness=spec.mechanisms.readiness.start, draws=draws)
    site = np.arange(count, dtype=np.int64)
    shocks = all_switched_on(spec).mechanisms.hamlet_shocks
    before = -trial.design.settling_months - 1
    shock = opening_shock(shocks, site, draws=draws, month=before)
    hamlets = Hamlets.at_start(weight=np.ones(count), first=first.astype(np.int64), site=site, shock=shock)
    return TrialVillage(
        columns=c, hamlets=hamlets, services=Services.none(count), funds=Funds.none(count), draws=draws,
        study=stratum == 0, rank=pool.rank[source],
    )  # fmt: skip


def _spread(total: int, parts: int) -> NDArray[np.int64]:
    counts = np.full(parts, total // parts, dtype=np.int64)
    counts[: total % parts] += 1
    return counts


def _even_places(hamlet: NDArray[np.int32], stratum: NDArray[np.int64], u: Floats) -> Floats:
    """Places in (0, 1), one per row: those of a stratum in a cluster are spread evenly, each with a draw of its own."""
    cell = hamlet.astype(np.int64) * 3 + stratum
    counts = np.bincount(cell)
    first = np.concatenate([[0], np.cumsum(counts)])
    order = np.argsort(cell, kind="stable")
    rank = np.empty(len(cell), dtype=np.int64)
    rank[order] = np.arange(len(cell)) - first[cell[order]]
    return np.asarray((rank + u) / counts[cell])


def _sources(
    pool: Eligible, stratum: NDArray[np.int64], places: Floats, order: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Settled household of each row: fits in the study and among its like, does not in the third stratum.

    ``order`` sorts the settled households by profit, those without by income, so that places spread evenly give every
    cluster its share of firms and of poor, as clusters of real size have.
    """
    source = np.zeros(len(stratum), dtype=np.int64)
    for number in (0, 1, 2):
        rows = stratum == number
        among = order[(pool.fits if number < 2 else ~pool.fits)[order]]
        if rows.any():
            among = among if len(among) else np.arange(len(pool.fits))
            source[rows] = among[(places[rows] * len(among)).astype(np.int64)]
    return source


def _weights(
    stratum: NDArray[np.int64],
    size: Floats,
    share: float,
    rest_fits: float,
    rest_other: float,
    study_rows: NDArray[np.int64],
    with_fit: int,
    neighbours: int,
) -> Floats:
    """Households of the cluster that each row stands for."""
    like = size * rest_fits / max(1, with_fit)
    other = size * rest_other / max(1, neighbours - with_fit)
    return np.asarray(np.where(stratum == 0, size * share / study_rows, np.where(stratum == 1, like, other)))
