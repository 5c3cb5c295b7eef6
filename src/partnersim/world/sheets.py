"""State handed to compiled rules by name: a sheet lists what a rule takes, and rules find it there by the same names.

A rule of partners that is given twenty arrays costs Python more to hand over than to compute. A sheet looks up where
the arrays are, once for as long as they are the same, and hands over where they stand
(`partnersim.theory.addresses`): ``where = SHEET.where(agreement)`` in Python, ``a = sheet_at(where)`` in the rule, and
then ``a.month.seen[j, i]`` as anywhere. What is not on the sheet a rule cannot reach.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from functools import cache
from operator import attrgetter, is_
from types import SimpleNamespace
from typing import Any

import numpy as np

from partnersim.scenario.aspects import K
from partnersim.scenario.partnership import Terms
from partnersim.theory.addresses import BY_ADDRESS, Addresses, table_at
from partnersim.world.agreement_books import Month, Year
from partnersim.world.beliefs import Beliefs, Views
from partnersim.world.contracts import Contract, Plan
from partnersim.world.funds import Funds
from partnersim.world.hamlets import Hamlets, Services
from partnersim.world.organizations import OrganizationColumns

RECORDS = ("columns", "contract", "plan", "views", "month", "year")
"""Parts of a group whose arrays are the same as long as the part is: frozen records, and books written in place."""


class Sheet:
    """Arrays of a group of partners, or of a world, that one compiled rule takes.

    Args:
        names: dotted from the owner, as ``"month.seen"``, ``"columns.staff"`` or ``"rows"`` of a group, and
            ``"funds.cash"`` of a world.

    Attributes:
        at: in compiled code: the arrays at some addresses, by the names, parts within parts.
    """

    def __init__(self, *names: str) -> None:
        self._names = tuple(sorted(names, key=lambda name: _part(name) or ""))
        self._all = attrgetter(*self._names)
        # asked every month: the arrays may be others only if one of these is
        holders = dict.fromkeys(_holder(name) for name in self._names)
        self._held = attrgetter(*holders, "__class__")
        self._of_holder = [self._held_by(holder) for holder in holders]
        self._tree = _tree_of(self._names)
        self._like = self._all(_smallest())
        self.at: Callable[[Any], Any] = table_at(self._filled(self._like))

    def where(self, owner: Any) -> Any:
        """Where the arrays of an owner stand now, as compiled functions take it.

        Raises:
            ValueError: an array is of another type or number of dimensions than rules take it for.
        """
        sheets = owner.__dict__.setdefault("_sheets", {})
        kept = sheets.get(self)
        held = self._held(owner)
        if kept is None or not all(map(is_, held, kept[0])):
            addresses = kept[2] if kept else Addresses(self._like)
            if not BY_ADDRESS:
                at = self._filled(self._all(owner))
            elif kept is None:
                at = addresses.of(self._all(owner))
            else:
                at = self._renewed(owner, held, kept[0], addresses)
            sheets[self] = kept = held, at, addresses
        return kept[1]

    def _held_by(self, holder: str) -> tuple[list[int], Callable[[Any], tuple[Any, ...]]]:
        """Places of the arrays that are the same as long as a holder is, and what reads them off an owner."""
        places = [k for k, name in enumerate(self._names) if _holder(name) == holder]
        # of one name an attrgetter gives the value itself
        read = attrgetter(*(self._names[k] for k in places), "__class__")
        return places, lambda owner: read(owner)[:-1]

    def _renewed(
        self, owner: Any, held: tuple[Any, ...], before: tuple[Any, ...], addresses: Addresses
    ) -> Any:
        """Addresses with those of arrays whose holder is another one looked up anew."""
        places: list[int] = []
        arrays: list[Any] = []
        for k, (own_places, read) in enumerate(self._of_holder):
            if held[k] is not before[k]:
                places += own_places
                arrays += read(owner)
        return addresses.replaced(places, arrays)

    def _filled(self, arrays: tuple[Any, ...]) -> Any:
        """The arrays by name, parts within parts."""
        whole, parts = self._tree
        left = iter(arrays)
        return whole(
            *(next(left) if part is None else part(*(next(left) for _ in part._fields)) for part in parts)
        )


def _part(name: str) -> str | None:
    return name.rsplit(".", 1)[0] if "." in name else None


def _holder(name: str) -> str:
    """What must be the same for the array of that name to be the same."""
    part = _part(name)
    return part if part is not None and part in RECORDS else name


def _tree_of(names: tuple[str, ...]) -> tuple[Any, list[Any]]:
    """Types of the sheet and of its parts, in the order of the names; None for an array that stands in no part."""
    fields: dict[str, list[str]] = {}
    for name in names:
        part = _part(name)
        fields.setdefault(part if part is not None else name, []).extend(
            [name.rsplit(".", 1)[1]] if part else []
        )
    parts = [namedtuple(word, own) if own else None for word, own in fields.items()]  # type: ignore[misc]
    return namedtuple("sheet", list(fields)), parts  # type: ignore[misc]


@cache
def _smallest() -> Any:
    """Parts of a group of one member and of a world of one hamlet."""
    one, key, flag, pair = np.zeros(1), np.zeros(1, np.int64), np.zeros(1, bool), np.zeros((1, 1), np.int64)
    return SimpleNamespace(
        rows=key, entities=key, pairs=pair, awake=flag, money_share=one, at_stake=one, serves=np.zeros((1, 0)),
        columns=OrganizationColumns.of(()), views=Views.at_start(1), plan=Plan.none(1), month=Month.before_any(1),
        year=Year.begun(1), beliefs=Beliefs.at_founding(1, mean=0.5, strength=1.0),
        contract=Contract(terms=Terms(), leader=0, inside=flag, founding_idr=one, founders=flag),
        hamlets=Hamlets.at_start(weight=one, first=key, site=key, shock=one), services=Services.none(1),
        funds=Funds.none(1), area=SimpleNamespace(covered=one),
        needs=SimpleNamespace(base=np.zeros(K), walk=np.zeros(K), weights=np.zeros(K)),
    )  # fmt: skip
