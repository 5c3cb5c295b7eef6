"""Hamlets: what households of one place share, and what partners deliver there in a month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from partnersim.world.columns import column, columns_of

Floats = NDArray[np.float64]

LOWEST_PRICE, HIGHEST_PRICE = 0.4, 1.8
"""Range of the local price relative to the base price (pilot study)."""


@dataclass
class Hamlets:
    """Columns over simulated hamlets, each array of shape (H,) but `first`; amounts are those of one hamlet."""

    weight: Floats = column("hamlets", "hamlets of the place that a simulated one stands for", new=1.0)
    first: NDArray[np.int64] = column(
        "key",
        "row of the hamlet's first household, shape (H + 1,): hamlet h has rows first[h]:first[h+1]",
        dtype="i8",
    )
    site: NDArray[np.int64] = column(
        "key",
        "number of the hamlet in the place (0 to place.hamlets - 1), the entity of its draws",
        dtype="i8",
    )
    shock: Floats = column("log", "shock to labour income shared in the hamlet")
    price: Floats = column("base price", "local price relative to the base price", new=1.0)
    reach: Floats = column("log", "what grown markets add to what enterprises make")
    scheme: Floats = column(
        "1", "price under the hamlet's contract scheme relative to what the nucleus usually pays", new=1.0
    )
    schemes_failed: NDArray[np.int64] = column("1", "contract schemes of the hamlet that have failed", dtype="i8")
    supply: Floats = column("IDR/hamlet/month", "last month's local output at the base price")
    demand: Floats = column("IDR/hamlet/month", "smoothed local consumption")
    owners: Floats = column("households/hamlet", "households that own an enterprise, last month")
    trainable: Floats = column("households/hamlet", "households that could take a course last month")
    poor_listed: Floats = column("households/hamlet", "listed households below the line last month")
    orders: Floats = column("producers/hamlet", "producers with a buyer's order last month")
    contracts: Floats = column("producers/hamlet", "producers under contract last month")
    contractable: Floats = column(
        "producers/hamlet", "owners without a contract whom the nucleus would take last month"
    )

    @classmethod
    def at_start(
        cls, *, weight: Floats, first: NDArray[np.int64], site: NDArray[np.int64], shock: Floats
    ) -> Hamlets:
        """Hamlets with a shared shock, the base price, and nothing known yet of supply, demand and owners."""
        given = {"weight": weight, "first": first, "site": site, "shock": shock}
        return cls(**given, **{c.name: c.new(len(site)) for c in columns_of(cls) if c.name not in given})  # type: ignore[arg-type]

    def __len__(self) -> int:
        return int(self.weight.shape[0])


@dataclass
class Services:
    """What partners delivered in each hamlet this month, per hamlet (not weighted), each array of shape (H,)."""

    socialised: Floats = column("share", "share of the hamlet reached by programme work")
    meeting_rate: Floats = column("share", "group meetings relative to the fund's full rate")
    training_places: Floats = column("places/hamlet/month", "course places")
    mentor_visits: Floats = column("visits/hamlet/month", "visits to owners")
    order_places: Floats = column("producers/hamlet", "producers kept supplied with buyer orders")
    contract_places: Floats = column("producers/hamlet", "producers kept under contract")
    asset_packages: Floats = column("packages/hamlet/month", "packages of equipment")
    support_places: Floats = column("households/hamlet", "households paid consumption support")
    promised_ratio: Floats = column(
        "ratio", "delivered over promised services, 1 where nothing was promised", new=1.0
    )

    @classmethod
    def none(cls, hamlets: int) -> Services:
        """A month in which nothing is delivered and nothing was promised."""
        return cls(**{c.name: c.new(hamlets) for c in columns_of(cls)})

    def clear(self) -> None:
        """Forget last month's services before this month's are delivered."""
        for c in columns_of(type(self)):
            getattr(self, c.name)[:] = c.default
