"""Buyers who take only what meets their standard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.theory.chance.draws import Purpose

if TYPE_CHECKING:
    from partnersim.world.world import World


class QualityOrders(Mechanism):
    """Part of the order places belong to buyers with a standard, who look through the whole place.

    Of all places P, ``share P`` are theirs. A producer meets the standard if it owns an enterprise, is
    under no contract and has no order, uses the better technology (if asked for) and has at least the
    practice asked for. With F places still free and C such producers, each is met with chance ``min(1, F /
    C)``, and the two come to terms with ``start_chance``. The order then runs for its months at the
    buyers' price, as any order does. What is not filled is lost: no weaker producer gets it. The other
    places go to any owner of the hamlet. Off: their part of the market is lost.

    Source: exporters are 1,671 of 6.8 million small enterprises in East Java (Bhirawa, January 2017): few,
    and not drawn at random; the form is assumed.
    """

    name = "quality_orders"
    phase = Phase.SERVICES
    reads = (
        "hamlets.weight", "households.contract", "households.id", "households.owner", "households.practice",
        "households.technology", "households.weight",
    )  # fmt: skip
    writes = ("households.order_months", "services.order_places")

    def step(self, model: World) -> None:
        """Match buyers and producers, and leave the rest of the places to the hamlets."""
        settings, orders = self.parameters(model), model.spec.mechanisms.buyer_orders
        if settings.market_share <= 0.0:
            return
        places = settings.market_share * float(model.hamlets.weight @ model.services.order_places)
        model.services.order_places *= 1.0 - settings.market_share
        if places <= 0.0 or not orders.on:
            return
        c: Any = model.households.arrays
        fits = (c.owner != 0) & (c.contract == 0) & (c.practice >= settings.least_practice)
        if settings.needs_technology:
            fits &= c.technology != 0
        held = float(c.weight[fits & (c.order_months > 0)].sum())
        rows = np.flatnonzero(fits & (c.order_months == 0))
        candidates = float(c.weight[rows].sum())
        if candidates <= 0.0:
            return
        chance = min(1.0, max(0.0, places - held) / candidates) * settings.start_chance
        drawn = model.draws.uniform(Purpose.QUALITY_ORDER, model.month, c.id[rows])
        c.order_months[rows[drawn < chance]] = orders.months

    def off(self, model: World) -> None:
        """Their part of the market does not exist."""
        model.services.order_places *= 1.0 - self.parameters(model).market_share
