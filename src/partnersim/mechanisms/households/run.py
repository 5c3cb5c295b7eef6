"""Calling the compiled household month, and moving what a hamlet's households share."""

from __future__ import annotations

import math
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from partnersim.mechanisms.households.month import household_month
from partnersim.mechanisms.households.parameters import packed
from partnersim.scenario.spec import Scenario
from partnersim.world.draws import MONTH_SHIFT, Draws, Purpose
from partnersim.world.flows import FLOW_KINDS
from partnersim.world.funds import Funds
from partnersim.world.hamlets import Hamlets, Services

LOWEST_PRICE, HIGHEST_PRICE = 0.4, 1.8
LEAST_SUPPLY = 0.2
"""Local supply counts as at least this share of its usual size, so that a hamlet without firms has a price."""

HamletArrays = namedtuple("HamletArrays", [f.name for f in fields(Hamlets)])  # type: ignore[misc]
ServiceArrays = namedtuple("ServiceArrays", [f.name for f in fields(Services)])  # type: ignore[misc]
FundArrays = namedtuple("FundArrays", [f.name for f in fields(Funds)])  # type: ignore[misc]


def hamlet_arrays(hamlets: Hamlets) -> HamletArrays:
    """The columns of hamlets as compiled rules take them."""
    return HamletArrays(*(getattr(hamlets, f) for f in HamletArrays._fields))


def fund_arrays(funds: Funds) -> FundArrays:
    """The columns of community funds as compiled rules take them."""
    return FundArrays(*(getattr(funds, f) for f in FundArrays._fields))


@dataclass(frozen=True)
class MonthInputs:
    """What a household month depends on besides parameters and households."""

    hamlets: Hamlets
    services: Services
    funds: Funds
    draws: Draws
    month: int
    months_run: int
    income_factor: float


def run_household_month(p: Any, c: Any, inputs: MonthInputs, *, threads: int) -> NDArray[np.float64]:
    """Run the month for all households.

    Args:
        p: HouseholdParameters. c: HouseholdArrays.
        inputs: hamlets, services, funds, draws and the month.
        threads: threads over hamlets; any number gives the same numbers.

    Returns:
        Flows of the household sector by hamlet and kind, shape (H, kinds), rupiah of the place.
    """
    record = packed(p)
    count = len(inputs.hamlets)
    flow = np.zeros((count, len(FLOW_KINDS)))
    ham = hamlet_arrays(inputs.hamlets)
    srv = ServiceArrays(*(getattr(inputs.services, f) for f in ServiceArrays._fields))
    fund = fund_arrays(inputs.funds)
    key0, key1 = inputs.draws.key0, inputs.draws.key1
    month = inputs.month + MONTH_SHIFT

    def part(bounds: tuple[int, int]) -> None:
        household_month(record, c, ham, srv, fund, key0, key1, month, inputs.months_run, inputs.income_factor,
                        bounds[0], bounds[1], flow)

    if threads <= 1 or count < 2:
        part((0, count))
    else:
        edges = np.linspace(0, count, min(count, 4 * threads) + 1).astype(int)
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(part, zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)))
    return flow


def move_shock(spec: Scenario, hamlets: Hamlets, draws: Draws, month: int) -> None:
    """Next month's shared shock of every hamlet: u' = rho u + sd sqrt(1 - rho^2) N."""
    shocks = spec.mechanisms.hamlet_shocks
    rho = shocks.persistence
    hamlets.shock *= rho
    hamlets.shock += (
        shocks.sd * math.sqrt(1.0 - rho * rho) * draws.normal(Purpose.HAMLET_SHOCK, month, hamlets.site)
    )


def move_price(hamlets: Hamlets, p: Any) -> None:
    """This month's local price of every hamlet: (supply / (m0 demand))^-eta of last month, within 0.4..1.8."""
    usual = p.market_ratio * hamlets.demand
    supply = np.maximum(hamlets.supply, LEAST_SUPPLY * usual)
    ratio = np.divide(supply, usual, out=np.ones_like(usual), where=(usual > 0.0) & (hamlets.supply >= 0.0))
    np.clip(ratio**-p.demand_elasticity, LOWEST_PRICE, HIGHEST_PRICE, out=hamlets.price)


def move_hamlets(spec: Scenario, hamlets: Hamlets, draws: Draws, month: int, p: Any) -> None:
    """Shock and price together, as their switches say; for months outside a run (settling)."""
    if spec.mechanisms.hamlet_shocks.on:
        move_shock(spec, hamlets, draws, month)
    if spec.mechanisms.local_demand.on:
        move_price(hamlets, p)
