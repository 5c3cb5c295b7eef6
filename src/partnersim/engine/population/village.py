"""Households in their hamlets, and a month of theirs without partners."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from partnersim.mechanisms.environment.hamlets import move_hamlets
from partnersim.mechanisms.households.compiled_place import CompiledPlace
from partnersim.mechanisms.households.household_month import moment_of, run_household_month
from partnersim.scenario.parameters.environment.hamlets import HamletShocks, LocalDemand
from partnersim.theory.chance.draws import Draws
from partnersim.world.funds import Funds
from partnersim.world.hamlets import Hamlets, Services
from partnersim.world.households import copied_columns


class SharedByHamlets(Protocol):
    """Parameters of what the households of a hamlet share, such as a scenario's mechanisms."""

    @property
    def hamlet_shocks(self) -> HamletShocks:
        """Of the shared shock to labour income."""

    @property
    def local_demand(self) -> LocalDemand:
        """Of the local price."""


@dataclass(kw_only=True)
class Village:
    """All that a month without partners reads and changes.

    Attributes:
        columns: household columns. hamlets, services, funds: by hamlet.
        draws: where its chance comes from. compiled: the columns as the compiled month takes them.
    """

    columns: Any
    hamlets: Hamlets
    services: Services
    funds: Funds
    draws: Draws
    compiled: CompiledPlace = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.compiled = CompiledPlace(self.columns, self.hamlets, self.services, self.funds)

    @classmethod
    def alone(cls, *, columns: Any, hamlets: Hamlets, draws: Draws) -> Village:
        """A village that nobody serves and that has no fund."""
        count = len(hamlets)
        return cls(
            columns=columns,
            hamlets=hamlets,
            services=Services.none(count),
            funds=Funds.none(count),
            draws=draws,
        )

    def copied(self) -> Village:
        """The same state with arrays of its own."""
        columns = copied_columns(self.columns)
        parts = {name: copy.deepcopy(getattr(self, name)) for name in ("hamlets", "services", "funds")}
        return Village(columns=columns, draws=self.draws, **parts)


def live_month(
    village: Village,
    shared: SharedByHamlets,
    p: Any,
    *,
    month: int,
    months_run: int = 0,
    income_factor: float = 1.0,
    deliver: Callable[[], None] | None = None,
    threads: int = 1,
) -> NDArray[np.float64]:
    """Shared shock and local price move as their switches say, then every household lives the month.

    Args:
        village: changed in place.
        shared: switches and parameters of what hamlets share.
        p: household parameters, with the market size at which the local price is the base price.
        month: number of the month, for its draws. months_run: months since the start, for growth of markets.
        income_factor: what an event of the month leaves of labour income.
        deliver: brings this month's services, once its prices are known.
        threads: threads over hamlets; any number gives the same numbers.

    Returns:
        Flows of the household sector by hamlet and kind, shape (H, kinds), rupiah of the place.
    """
    move_hamlets(
        shared.hamlet_shocks, shared.local_demand, village.hamlets, draws=village.draws, month=month,
        market_ratio=p.market_ratio,
    )  # fmt: skip
    if deliver is not None:
        deliver()
    moment = moment_of(village.draws, month, months_run=months_run, income_factor=income_factor)
    return run_household_month(p, village.compiled, moment, threads=threads)
