"""What the households of a hamlet share from month to month: a shock to labour income and the local price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.households.run import move_price, move_shock

if TYPE_CHECKING:
    from partnersim.model import PartnershipModel


class HamletShocks(Mechanism):
    """Households of a hamlet share an autoregressive log shock to labour income.

    u' = rho u + sd sqrt(1 - rho^2) N, one keyed draw per hamlet and month. Off: the shock stays at zero.
    Source: assumed, inside the bounds of the pilot study of the household month.
    """

    name = "hamlet_shocks"
    phase = Phase.ENVIRONMENT
    reads = ()
    writes = ("hamlets.shock",)

    def step(self, model: PartnershipModel) -> None:
        """Draw this month's shocks."""
        move_shock(model.spec, model.hamlets, model.draws, model.month)

    def off(self, model: PartnershipModel) -> None:
        """No shared shock, not even what is left of an earlier one."""
        model.hamlets.shock[:] = 0.0


class LocalDemand(Mechanism):
    """The local price falls as the hamlet's enterprises sell more than its households want.

    P = (supply / (m0 demand))^-eta, within 0.4..1.8, from last month's local sales and smoothed local consumption; m0
    is the ratio of the two at which the settled population's mean price is the base price. What a buyer or nucleus
    firm takes does not count as local supply. Off: the price stays at its base value.
    Source: assumed, inside the bounds of the pilot study of the household month.
    """

    name = "local_demand"
    phase = Phase.ENVIRONMENT
    reads = ("hamlets.supply", "hamlets.demand")
    writes = ("hamlets.price",)

    def step(self, model: PartnershipModel) -> None:
        """Set this month's prices from last month's sales and consumption."""
        move_price(model.hamlets, model.parameters)

    def off(self, model: PartnershipModel) -> None:
        """The base price everywhere."""
        model.hamlets.price[:] = 1.0
