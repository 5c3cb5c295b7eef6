"""The columns of a place as the compiled household month takes them: at their addresses."""

from __future__ import annotations

from collections import namedtuple
from dataclasses import fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from partnersim.theory.addresses import table_at
from partnersim.world.flows import FLOW_KINDS
from partnersim.world.funds import Funds
from partnersim.world.hamlets import Hamlets, Services
from partnersim.world.households import new_columns

if TYPE_CHECKING:
    HamletArrays: TypeAlias = Any
    ServiceArrays: TypeAlias = Any
    FundArrays: TypeAlias = Any
else:
    HamletArrays = namedtuple("HamletArrays", [f.name for f in fields(Hamlets)])
    ServiceArrays = namedtuple("ServiceArrays", [f.name for f in fields(Services)])
    FundArrays = namedtuple("FundArrays", [f.name for f in fields(Funds)])

KINDS = len(FLOW_KINDS)

of_hamlets, of_services, of_funds = (
    attrgetter(*table._fields) for table in (HamletArrays, ServiceArrays, FundArrays)
)
"""The arrays of a table, in the order of its fields."""


class Place(NamedTuple):
    """The columns that a household month reads and writes, each a named tuple of arrays.

    ``flows`` is what the month moved by hamlet and kind, shape (hamlets x kinds,), rupiah of the place.
    """

    households: Any
    hamlets: Any
    services: Any
    funds: Any
    flows: Any


def place_arrays(c: Any, hamlets: Hamlets, services: Services, funds: Funds, flows: Any) -> Place:
    """All columns of a place, and the flows to be filled."""
    return Place(
        c,
        HamletArrays(*of_hamlets(hamlets)),
        ServiceArrays(*of_services(services)),
        FundArrays(*of_funds(funds)),
        flows,
    )


def _smallest() -> Place:
    """One household in one hamlet."""
    key, number = np.zeros(2, np.int64), np.zeros(1)
    hamlets = Hamlets.at_start(weight=number, first=key, site=key, shock=number)
    return place_arrays(new_columns(1), hamlets, Services.none(1), Funds.none(1), np.zeros(KINDS))


place_at = table_at(_smallest())
"""In compiled code: the ``Place`` at some addresses."""
