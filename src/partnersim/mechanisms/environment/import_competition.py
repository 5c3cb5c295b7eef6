"""Goods from elsewhere press the local price."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.world.hamlets import LOWEST_PRICE

if TYPE_CHECKING:
    from partnersim.world.world import World


class ImportCompetition(Mechanism):
    """The local price that supply and demand give is multiplied by exp(-rate t / 12), t months from the start.

    Never below the lowest local price. What a buyer or nucleus pays by its own price is not touched, so
    that those who sell elsewhere are spared. Off, or with a rate of zero: nothing from outside presses the
    price. Source: assumed; the form is a steady loss of margin.
    """

    name = "import_competition"
    phase = Phase.ENVIRONMENT
    writes = ("hamlets.price",)

    def step(self, model: World) -> None:
        """Press this month's prices."""
        rate = self.parameters(model).per_year
        if rate != 0.0 and model.month > 0:
            price = model.hamlets.price
            np.maximum(price * math.exp(-rate * model.month / 12.0), LOWEST_PRICE, out=price)
