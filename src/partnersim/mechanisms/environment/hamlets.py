"""What the households of a hamlet share from month to month: a shock to labour income and the local price."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.scenario.parameters.environment.hamlets import HamletShocks as HamletShocksPart
from partnersim.scenario.parameters.environment.hamlets import LocalDemand as LocalDemandPart
from partnersim.theory.chance.draws import Draws, Purpose
from partnersim.theory.compiled import compiled
from partnersim.world.hamlets import HIGHEST_PRICE, LOWEST_PRICE, Hamlets

if TYPE_CHECKING:
    from partnersim.world.world import World

LEAST_SUPPLY = 0.2
"""Local supply counts as at least this share of its usual size, so that a hamlet without firms has a price."""


class HamletShocks(Mechanism):
    """Households of a hamlet share an autoregressive log shock to labour income.

    u' = rho u + sd sqrt(1 - rho^2) N, one keyed draw per hamlet and month. Off: the shock is zero.
    Source: assumed, inside the bounds of the pilot study of the household month.
    """

    name = "hamlet_shocks"
    phase = Phase.ENVIRONMENT
    reads = ("hamlets.site",)
    writes = ("hamlets.shock",)

    def step(self, model: World) -> None:
        """Draw this month's shocks."""
        move_shock(self.parameters(model), model.hamlets, draws=model.draws, month=model.month)

    def off(self, model: World) -> None:
        """No shared shock, not even what is left of an earlier one."""
        no_shock(model.hamlets)


class LocalDemand(Mechanism):
    """The local price falls as the hamlet's enterprises sell more than its households want.

    P = (supply / (m0 demand))^-eta, within 0.4..1.8, from last month's local sales and smoothed local consumption; m0
    is the ratio of the two at which the settled population's mean price is the base price. What a buyer or nucleus
    firm takes does not count as local supply. Off: the price stays at its base value.
    Source: assumed, inside the bounds of the pilot study of the household month.
    """

    name = "local_demand"
    phase = Phase.ENVIRONMENT
    reads = ("hamlets.demand", "hamlets.supply")
    writes = ("hamlets.price",)

    def step(self, model: World) -> None:
        """Set this month's prices from last month's sales and consumption."""
        move_price(self.parameters(model), model.hamlets, market_ratio=model.parameters.market_ratio)

    def off(self, model: World) -> None:
        """The base price everywhere."""
        base_price(model.hamlets)


def move_shock(part: HamletShocksPart, hamlets: Hamlets, *, draws: Draws, month: int) -> None:
    """Next month's shared shock of every hamlet, in place: u' = rho u + sd sqrt(1 - rho^2) N."""
    rho = part.persistence
    next_shocks(
        hamlets.shock, rho, part.sd * math.sqrt(1.0 - rho * rho),
        draws.monthly_normal(Purpose.HAMLET_SHOCK, month, hamlets.site),
    )  # fmt: skip


@compiled
def next_shocks(shock, persistence, sd, normal):  # type: ignore[no-untyped-def]
    """Shocks of the next month in place, ``persistence u + sd N``, shape (H,) each."""
    for h in range(shock.shape[0]):
        shock[h] = persistence * shock[h] + sd * normal[h]


def move_price(part: LocalDemandPart, hamlets: Hamlets, *, market_ratio: float) -> None:
    """This month's local price of every hamlet, in place: (supply / (m0 demand))^-eta, within 0.4..1.8."""
    next_prices(hamlets.price, hamlets.supply, hamlets.demand, market_ratio, part.elasticity)


@compiled
def next_prices(price, supply, demand, market_ratio, elasticity):  # type: ignore[no-untyped-def]
    """This month's prices in place, (H,), from last month's local sales and smoothed consumption, rupiah, (H,) each."""
    for h in range(price.shape[0]):
        usual = market_ratio * demand[h]
        ratio = max(supply[h], LEAST_SUPPLY * usual) / usual if usual > 0.0 else 1.0
        price[h] = min(max(ratio**-elasticity, LOWEST_PRICE), HIGHEST_PRICE)


def opening_shock(
    part: HamletShocksPart, site: NDArray[np.int64], *, draws: Draws, month: int
) -> NDArray[np.float64]:
    """Shared shocks by hamlet drawn from their stationary law N(0, sd), shape (H,); zero if they are switched off."""
    if not part.on:
        return np.zeros(len(site))
    return np.asarray(part.sd * draws.normal(Purpose.HAMLET_SHOCK, month, site))


def move_hamlets(
    shocks: HamletShocksPart,
    demand: LocalDemandPart,
    hamlets: Hamlets,
    *,
    draws: Draws,
    month: int,
    market_ratio: float,
) -> None:
    """Shock and price together, each as its switch says: for months in which no model acts."""
    if shocks.on:
        move_shock(shocks, hamlets, draws=draws, month=month)
    else:
        no_shock(hamlets)
    if demand.on:
        move_price(demand, hamlets, market_ratio=market_ratio)
    else:
        base_price(hamlets)


def no_shock(hamlets: Hamlets) -> None:
    """No shared shock, not even what is left of an earlier one."""
    hamlets.shock[:] = 0.0


def base_price(hamlets: Hamlets) -> None:
    """The base price everywhere."""
    hamlets.price[:] = 1.0
