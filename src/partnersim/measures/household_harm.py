"""What the programme did to households that it reached or promised to reach, noted month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from partnersim.theory.calendar import MONTH
from partnersim.theory.chance.draws import Purpose
from partnersim.theory.compiled import compiled

if TYPE_CHECKING:
    from partnersim.world.world import World

Bools = NDArray[np.bool_]


class HouseholdHarm:
    """Marks households whose fund's money was called in, whose contract failed in debt, and who asked for a loan.

    Attributes:
        recalled: was a member of a unit from which a bank called in its loan, shape (N,).
        contracted: was under contract with a nucleus firm at the end of a month, shape (N,).
        failed: lost its contract because the scheme failed, while it owed a fund or a moneylender, shape (N,).
        first_asked: number of the noted month in which it first waited for a loan, -1 if it never did, shape (N,).
    """

    def __init__(self, world: World) -> None:
        self._world = world
        count = len(world.households)
        self.recalled: Bools = np.zeros(count, dtype=bool)
        self.contracted: Bools = np.zeros(count, dtype=bool)
        self.failed: Bools = np.zeros(count, dtype=bool)
        self.first_asked = np.full(count, -1, dtype=np.int16)
        self._months = 0
        self._under: Bools = np.asarray(world.households.arrays.contract != 0)
        self._ended = np.zeros(count, dtype=np.int64)

    def take(self) -> None:
        """Mark what happened in the month just finished; the world is only read."""
        world: Any = self._world
        c = world.households.arrays
        called = world.funds.recalled > 0.0
        if np.count_nonzero(called):
            self.recalled |= (c.group >= 0) & called[c.hamlet]
        count = mark_month(
            c.contract, c.waiting, self._under, self.contracted, self.first_asked, self._months, self._ended
        )
        if count:
            ended = self._ended[:count]
            owes = (c.loan[ended] > 0.0) | (c.moneylender_debt[ended] > 0.0)
            self.failed[ended[owes & self._scheme_failed(ended)]] = True
        self._months += 1

    def _scheme_failed(self, rows: NDArray[np.int64]) -> Bools:
        """Whether it was the scheme that failed under households whose contract ended, and not they who left it.

        A household notes the scheme that failed it, and is offered no other. Where each contract ends by itself, the
        draw is the one by which the household month decided.
        """
        world = self._world
        c = world.households.arrays
        if world.spec.mechanisms.contract_schemes.on:
            return np.asarray(c.scheme_failed[rows] != 0)
        rate = world.spec.mechanisms.contract_farming.scheme_failure
        drawn = world.draws.uniform(Purpose.CONTRACT_FAIL, world.month - 1, c.id[rows])
        return np.asarray(drawn < rate * MONTH)


@compiled
def mark_month(contract, waiting, under, contracted, first_asked, month, ended):  # type: ignore[no-untyped-def]
    """Mark who is under contract and who waits for a loan for the first time, and find contracts that have ended.

    Args:
        contract, waiting: columns of households, (N,), read. under: who was under contract, and is now, (N,).
        contracted, first_asked: as in `HouseholdHarm`, (N,). month: number of the month.
        ended: written here: rows whose contract has ended, in their order, as far as there are any, (N,).

    Returns:
        How many contracts have ended.
    """
    count = 0
    for i in range(contract.shape[0]):
        now = contract[i] != 0
        if under[i] and not now:
            ended[count] = i
            count += 1
        under[i] = now
        contracted[i] = contracted[i] or now
        if first_asked[i] < 0 and waiting[i] > 0:
            first_asked[i] = month
    return count
