"""Who paid: what organizations spent, read from the month's postings in the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from partnersim.world.world import World

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


def in_turn(values: Iterable[float]) -> float:
    """Sum of the values one after the other: the built-in ``sum`` rounds differently since Python 3.12."""
    total = 0.0
    for value in values:
        total += value
    return total


class MoneyReader:
    """Reads each posting of the ledger once.

    An organization has *paid* what left its own cash, transfers to partners included, less transfers it
    received and without money handed back. So the sum over organizations is what was spent, and one that
    only passes money on has paid nothing.

    Attributes:
        paid: rupiah paid so far by each organization. used: rupiah so far by organization and kind.
        earned: rival benefits so far by each organization. month: rupiah of the last month by kind.
        spent: rupiah spent last month by organization.
    """

    def __init__(self, model: World) -> None:
        self._ledger = model.ledger
        self._position = len(model.ledger.filed())
        self._owner = {o.cash: o.number for o in model.organizations}
        self._income = {f"{o.name}: own income": o.number for o in model.organizations}
        count = len(model.organizations)
        self.paid, self.earned, self.spent = [0.0] * count, [0.0] * count, [0.0] * count
        self.used: list[dict[str, float]] = [defaultdict(float) for _ in range(count)]
        self.month: dict[str, float] = defaultdict(float)

    def read(self) -> None:
        """Take in everything posted since the last reading."""
        self.month.clear()
        self.spent = [0.0] * len(self.spent)
        filed = self._ledger.filed(self._position)
        for _, source, target, kind, amount in filed:
            self.month[kind] += amount
            payer, receiver = self._owner.get(source), self._owner.get(target)
            if payer is not None and kind not in RETURNS:
                self.spent[payer] += amount
                if kind != PASSED_ON:
                    self.used[payer][kind] += amount
            if receiver is not None and kind == PASSED_ON:
                self.spent[receiver] -= amount
            if kind == "rival benefits":
                self._earn(target, amount)
        self._position += len(filed)
        for number, amount in enumerate(self.spent):
            self.paid[number] += amount

    def _earn(self, target: int, amount: float) -> None:
        number = self._income.get(self._ledger.accounts[target].name)
        if number is not None:
            self.earned[number] += amount

    def spent_on(self, kind: str) -> float:
        """Rupiah that organizations have spent so far on one kind of use."""
        return in_turn(used.get(kind, 0.0) for used in self.used)
