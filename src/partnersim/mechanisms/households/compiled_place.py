"""A place as Python hands it to the compiled household month."""

from __future__ import annotations

from operator import is_
from typing import Any

import numpy as np
from numpy.typing import NDArray

from partnersim.mechanisms.households.groups import admit_opening_members
from partnersim.mechanisms.households.month import Moment, household_month
from partnersim.mechanisms.households.parameters import packed_in_array
from partnersim.mechanisms.households.place import KINDS, of_funds, of_hamlets, of_services, place_arrays
from partnersim.theory.addresses import BY_ADDRESS, Addresses
from partnersim.world.funds import Funds
from partnersim.world.hamlets import Hamlets, Services


class CompiledPlace:
    """A place as Python hands it to the compiled household month: only what has changed is looked up again.

    Args:
        c: HouseholdArrays. hamlets, services, funds: columns by hamlet.

    Attributes:
        flows: what the last month moved by hamlet and kind, shape (H, kinds), rupiah of the place.
    """

    def __init__(self, c: Any, hamlets: Hamlets, services: Services, funds: Funds) -> None:
        self.columns, self.hamlets, self.services, self.funds = c, hamlets, services, funds
        self._flows = np.zeros(len(hamlets) * KINDS)
        self.flows: NDArray[np.float64] = self._flows.reshape(-1, KINDS)
        self._addresses = Addresses()
        self._seen: list[Any] = []
        self._at: Any = None
        self._parameters: tuple[Any, Any] = None, None

    def live(self, p: Any, moment: Moment, hamlets: tuple[int, int]) -> None:
        """The month of the households of some hamlets, the second exclusive; adds to ``flows``."""
        if self._parameters[0] is not p:
            self._parameters = p, packed_in_array(p)
        household_month(self._parameters[1], self.where(), moment, *hamlets)

    def open_groups(self, p: Any, hamlets: NDArray[np.int64], bond: float) -> None:
        """Admit the members of funds that exist at the start, with so much group capital each."""
        admit_opening_members(packed_in_array(p), self.where(), hamlets, bond)

    def where(self) -> Any:
        """The columns as they are now, as compiled functions take them: their addresses."""
        if not BY_ADDRESS:
            return place_arrays(self.columns, self.hamlets, self.services, self.funds, self._flows)
        now = [*vars(self.hamlets).values(), *vars(self.services).values(), *vars(self.funds).values()]
        if len(now) != len(self._seen) or not all(map(is_, now, self._seen)):
            parts = of_hamlets(self.hamlets), of_services(self.services), of_funds(self.funds)
            self._at = self._addresses.of((*self.columns, *parts[0], *parts[1], *parts[2], self._flows))
            self._seen = now
        return self._at
