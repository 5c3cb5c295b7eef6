"""Community funds (Bank Gakin units): one per hamlet, as columns with a Mesa agent in front of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from partnersim.world.agents import Actor
from partnersim.world.columns import column, columns_of

if TYPE_CHECKING:
    import mesa

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NONE, ACTIVE, CLOSED = 0, 1, 2
"""Status of a hamlet's fund: there never was one, it works, it has closed."""


@dataclass
class Funds:
    """Columns over simulated hamlets, each of shape (H,); money is rupiah of one unit (not weighted)."""

    status: Ints = column("key", "0 none, 1 active, 2 closed", dtype="i8")
    opened: Ints = column(
        "months",
        "month in which the unit was opened, negative before the start; -1,000,000 if never",
        dtype="i8",
        new=-1_000_000,
    )
    kind: Ints = column(
        "key",
        "number of the kind of funding in `opening`; -1 for units opened in the run",
        dtype="i8",
        new=-1,
    )
    cash: Floats = column("IDR/unit", "money that can be lent now")
    banked: Floats = column("IDR/unit", "money collected this month, lent from the next month on")
    bank_debt: Floats = column("IDR/unit", "capital borrowed from a bank and not repaid")
    recalled: Floats = column("IDR/unit", "part of that debt that the bank has called in")
    outstanding: Floats = column("IDR/unit", "principal lent to members and not yet repaid or written off")
    late: Floats = column(
        "IDR/unit", "principal of loans late by at least the months that make them non-performing"
    )
    lost: Floats = column("IDR/unit", "principal written off so far")
    granted: Floats = column("IDR/unit", "grants received so far")
    seed_due: Floats = column(
        "IDR/unit", "part of the seed grant that the unit was opened without and is still to get"
    )
    shared_until: Floats = column("IDR/unit", "surplus earned up to the last time it was shared out")
    lent_month: Floats = column("IDR/unit/month", "principal lent this month")
    lent: Floats = column("IDR/unit", "principal lent so far")
    interest: Floats = column("IDR/unit", "interest received so far")
    bank_interest: Floats = column("IDR/unit", "interest on bank debt so far, paid or added to the debt")
    members: Floats = column("members/unit", "members, one per household")
    room: Floats = column("members/unit", "members that the unit takes in")
    groups: Ints = column(
        "number", "groups formed so far; numbers of groups run from 0 in each hamlet", dtype="i8"
    )
    queue: Floats = column(
        "households/unit",
        "members and applicants who wanted a loan this month and got none for want of money",
    )
    applicants: Floats = column("households/unit", "households that wanted a loan this month")
    borrowers: Floats = column("members/unit", "members with a loan")
    late_share: Floats = column("share", "share of borrowers in arrears last month")

    @classmethod
    def none(cls, hamlets: int) -> Funds:
        """No fund in any hamlet."""
        return cls(**{c.name: c.new(hamlets) for c in columns_of(cls)})


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
