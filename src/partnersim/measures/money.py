"""Who paid: what organizations spent, read from the postings of a run in the ledger."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from partnersim.world.ledger import Ledger
    from partnersim.world.organizations import Organization

Floats = NDArray[np.float64]

RETURNS = frozenset({"returned", "lapsed", "budget cut"})
"""Kinds by which money goes back to where it came from; nobody has paid it."""

USES = (
    "programme",
    "facilities",
    "personnel",
    "use_of_outputs",
    "funds",
    "support",
    "coordination",
    "showpiece",
    "leakage",
    "mutual aid",
    "damages",
)
"""Kinds of spending by organizations, as posted. With `RETURNS` and `PASSED_ON` all kinds that they can post."""

PASSED_ON = "transfer"
"""Kind by which money goes to a partner, who spends it."""

EARNED = "rival benefits"
"""Kind by which organizations earn for themselves."""


def in_turn(values: Iterable[Any]) -> Any:
    """Sum of the values one after the other: the built-in ``sum`` rounds differently since Python 3.12."""
    total: Any = 0.0
    for value in values:
        total = total + value
    return total


class Money:
    """What was posted in the months of a run; O organizations, T months.

    An organization has *paid* what left its own cash, transfers to partners included, less transfers it
    received and without money handed back. So the sum over organizations is what was spent, and one that
    only passes money on has paid nothing.

    Args:
        ledger: read, not changed. organizations: in the order of their numbers.
        ends: number of postings filed at the end of each month. begin: how many there were before the first.
    """

    def __init__(
        self, ledger: Ledger, organizations: Sequence[Organization], *, begin: int, ends: Sequence[int]
    ) -> None:
        self._count, self._months = len(organizations), len(ends)
        filed = ledger.filed_columns(begin, ends[-1])
        self._kinds = filed.kinds
        self._kind, self._amount = filed.kind, filed.amount
        self._month = np.repeat(np.arange(len(ends)), np.diff(ends, prepend=begin))
        nobody, accounts = self._count, len(ledger.accounts)
        owner, income = np.full(accounts, nobody), np.full(accounts, nobody)
        own = {f"{o.name}: own income": o.number for o in organizations}
        for o in organizations:
            owner[o.cash] = o.number
        for number, account in enumerate(ledger.accounts):
            income[number] = own.get(account.name, nobody)
        self._payer, self._receiver = owner[filed.source], owner[filed.target]
        self._earner = income[filed.target]

    def _of_kind(self, *kinds: str) -> NDArray[np.bool_]:
        """Whether each posting is of one of these kinds."""
        return np.isin(self._kind, [n for n, kind in enumerate(self._kinds) if kind in kinds])

    @cached_property
    def month(self) -> defaultdict[str, Floats]:
        """Rupiah of each month by kind, shape (T,) each; zeros for a kind that was never posted."""
        place = self._month * len(self._kinds) + self._kind
        table = _added(place, self._amount, (self._months, len(self._kinds)))
        zeros = np.zeros(self._months)
        return defaultdict(lambda: zeros, zip(self._kinds, table.T, strict=True))

    @cached_property
    def spent(self) -> Floats:
        """Rupiah paid by each organization in each month, (T, O)."""
        nobody, columns = self._count, self._count + 1
        payer = np.where(self._of_kind(*RETURNS), nobody, self._payer)
        receiver = np.where(self._of_kind(PASSED_ON), self._receiver, nobody)
        # payer and receiver of a posting side by side, so that sums are made in the order of the postings
        place = self._month[:, None] * columns + np.stack((payer, receiver), axis=1)
        amount = np.stack((self._amount, -self._amount), axis=1)
        return _added(place.ravel(), amount.ravel(), (self._months, columns))[:, :nobody]

    @cached_property
    def paid(self) -> list[float]:
        """Rupiah paid in all by each organization."""
        return [float(value) for value in in_turn([np.zeros(self._count), *self.spent])]

    @cached_property
    def earned(self) -> list[float]:
        """Rival benefits in all of each organization."""
        earner = np.where(self._of_kind(EARNED), self._earner, self._count)
        return [float(value) for value in _added(earner, self._amount, (self._count + 1,))[:-1]]

    @cached_property
    def used(self) -> list[dict[str, float]]:
        """Rupiah in all by organization and kind of use; kinds that it never used are left out."""
        mine = (self._payer < self._count) & ~self._of_kind(*RETURNS, PASSED_ON)
        place, shape = (
            self._payer[mine] * len(self._kinds) + self._kind[mine],
            (self._count, len(self._kinds)),
        )
        posted = np.bincount(place, minlength=shape[0] * shape[1]).reshape(shape) > 0
        sums = _added(place, self._amount[mine], shape)
        return [
            {kind: float(sums[o, n]) for n, kind in enumerate(self._kinds) if posted[o, n]}
            for o in range(self._count)
        ]

    def spent_on(self, kind: str) -> float:
        """Rupiah that organizations have spent in all on one kind of use."""
        return float(in_turn(used.get(kind, 0.0) for used in self.used))


def _added(place: NDArray[Any], amount: Floats, shape: tuple[int, ...]) -> Floats:
    """Sums of amounts by place in a table of that shape, in the order of the amounts."""
    sums: Floats = np.bincount(place, weights=amount, minlength=math.prod(shape)).astype(
        np.float64, copy=False
    )
    return sums.reshape(shape)
