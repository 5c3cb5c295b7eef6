"""Hamlets: what households of one place share, and what partners deliver there in a month."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LOWEST_PRICE, HIGHEST_PRICE = 0.4, 1.8
"""Range of the local price relative to the base price (pilot study)."""


@dataclass
class Hamlets:
    """Columns over simulated hamlets, each array of shape (H,).

    Attributes:
        weight: hamlets of the place that a simulated one stands for.
        first: row of the hamlet's first household; shape (H + 1,), so that hamlet h has rows first[h]:first[h+1].
        site: number of the hamlet in the place (0 to place.hamlets - 1), the entity of its draws.
        shock: log shock to labour income shared in the hamlet.
        price: local price relative to the base price.
        supply: last month's local output at the base price, rupiah a month.
        demand: smoothed local consumption, rupiah a month.
        owners: enterprises in the hamlet last month (households).
        trainable: households that could take a course last month.
        poor_listed: listed households below the line last month.
        orders: producers with a buyer's order last month. contracts: producers under contract last month.
        contractable: owners without a contract whom the nucleus would take last month.
    """

    weight: Floats
    first: NDArray[np.int64]
    site: NDArray[np.int64]
    shock: Floats
    price: Floats
    supply: Floats
    demand: Floats
    owners: Floats
    trainable: Floats
    poor_listed: Floats
    orders: Floats
    contracts: Floats
    contractable: Floats

    @classmethod
    def at_start(
        cls, *, weight: Floats, first: NDArray[np.int64], site: NDArray[np.int64], shock: Floats
    ) -> Hamlets:
        """Hamlets with a shared shock, the base price, and nothing known yet of supply, demand and owners."""
        given = {"weight": weight, "first": first, "site": site, "shock": shock, "price": np.ones(len(site))}
        return cls(**given, **{f.name: np.zeros(len(site)) for f in fields(cls) if f.name not in given})  # type: ignore[arg-type]

    def __len__(self) -> int:
        return int(self.weight.shape[0])


@dataclass
class Services:
    """What partners delivered in each hamlet this month, per hamlet (not weighted), each array of shape (H,).

    Attributes:
        socialised: share of the hamlet reached by programme work, 0 to 1.
        meeting_rate: group meetings relative to the fund's full rate, 0 to 1.
        training_places: course places.
        mentor_visits: visits to owners.
        order_places: producers kept supplied with buyer orders.
        contract_places: producers kept under contract.
        asset_packages: packages of equipment.
        support_places: households paid consumption support.
        promised_ratio: delivered over promised services, 1 where nothing was promised.
    """

    socialised: Floats
    meeting_rate: Floats
    training_places: Floats
    mentor_visits: Floats
    order_places: Floats
    contract_places: Floats
    asset_packages: Floats
    support_places: Floats
    promised_ratio: Floats

    @classmethod
    def none(cls, hamlets: int) -> Services:
        """A month in which nothing is delivered and nothing was promised."""
        made = cls(**{f.name: np.zeros(hamlets) for f in fields(cls)})
        made.promised_ratio[:] = 1.0
        return made

    def clear(self) -> None:
        """Forget last month's services before this month's are delivered."""
        for f in fields(self):
            getattr(self, f.name)[:] = 0.0
        self.promised_ratio[:] = 1.0
