"""Community funds (Bank Gakin units): one per hamlet, as columns with a Mesa agent in front of each."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from partnersim.world.agents import Actor

if TYPE_CHECKING:
    import mesa

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NONE, ACTIVE, CLOSED = 0, 1, 2
"""Status of a hamlet's fund: there never was one, it works, it has closed."""


@dataclass
class Funds:
    """Columns over simulated hamlets, shape (H,); money is rupiah of one unit (not weighted).

    Attributes:
        status: 0 none, 1 active, 2 closed.
        opened: month in which the unit was opened (negative before the start), -1000000 if never.
        kind: number of the kind of funding in ``opening`` (-1 for units opened in the run).
        cash: money that can be lent now.
        banked: money collected this month, lent from the next month on.
        bank_debt: capital borrowed from a bank and not repaid.
        recalled: part of that debt that the bank has called in.
        outstanding: principal lent to members and not yet repaid or written off.
        late: principal of loans late by at least the months that make them non-performing.
        lost: principal written off so far.
        granted: grants received so far.
        seed_due: part of the seed grant that the unit was opened without and is still to get.
        shared_until: surplus earned up to the last time it was shared out.
        lent_month: principal lent this month. lent: so far.
        interest: interest received so far.
        members: members (persons, one per household). room: members the unit takes in.
        groups: groups formed so far (numbers of groups run from 0 in each hamlet).
        queue: members and applicants who wanted a loan this month and got none for want of money.
        applicants: households that wanted a loan this month.
        borrowers: members with a loan.
        late_share: share of borrowers in arrears last month.
    """

    status: Ints
    opened: Ints
    kind: Ints
    cash: Floats
    banked: Floats
    bank_debt: Floats
    recalled: Floats
    outstanding: Floats
    late: Floats
    lost: Floats
    granted: Floats
    seed_due: Floats
    shared_until: Floats
    lent_month: Floats
    lent: Floats
    interest: Floats
    members: Floats
    room: Floats
    groups: Ints
    queue: Floats
    applicants: Floats
    borrowers: Floats
    late_share: Floats

    @classmethod
    def none(cls, hamlets: int) -> Funds:
        """No fund in any hamlet."""
        integers = {"status", "opened", "kind", "groups"}
        columns: dict[str, Any] = {
            f.name: np.zeros(hamlets, dtype=np.int64 if f.name in integers else np.float64)
            for f in fields(cls)
        }
        made = cls(**columns)
        made.opened[:] = -1_000_000
        made.kind[:] = -1
        return made


class CommunityFund(Actor):
    """One hamlet's fund as a Mesa agent: a thin view on the columns of :class:`Funds`."""

    def __init__(self, model: mesa.Model, hamlet: int) -> None:
        super().__init__(model)
        self.hamlet = hamlet

    def __getattr__(self, name: str) -> float:
        columns = self.__dict__["model"].funds
        if name.startswith("_") or name not in Funds.__dataclass_fields__:
            raise AttributeError(name)
        return getattr(columns, name)[self.__dict__["hamlet"]].item()  # type: ignore[no-any-return]
