"""Households as columns, one contiguous array each, with a thin Mesa agent in front of any row."""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from partnersim.world.agents import Actor
from partnersim.world.columns import Column

if TYPE_CHECKING:
    import mesa

SITE_STEP = 1_000_000
"""Numbers of households in one hamlet site; a household's number is site x SITE_STEP + position."""


COLUMNS: tuple[Column, ...] = (
    # fixed
    Column(
        "id",
        "i8",
        "key",
        0,
        "number of the household in the place: hamlet site x 1,000,000 + position; keys its draws",
    ),
    Column("hamlet", "i4", "key", 0, "simulated hamlet the household lives in"),
    Column("size", "i1", "persons/household", 4, "household size"),
    Column("listed", "i1", "0/1", 0, "on the official list of the poor (target group)"),
    Column("weight", "f8", "households", 1.0, "households of the place this row stands for"),
    Column("fixed_wage", "f8", "log", 0.0, "fixed log wage advantage, household size included"),
    Column("talent", "f8", "log", 0.0, "log talent for enterprise"),
    Column("weak_will", "f8", "sd", 0.0, "standard normal spread of the plough-back rate"),
    Column("hassle", "f8", "IDR/household", 0.0, "trouble of entering a programme"),
    # money
    Column("savings", "f8", "IDR/household", 0.0, "liquid savings"),
    Column("capital", "f8", "IDR/household", 0.0, "enterprise capital"),
    Column("moneylender_debt", "f8", "IDR/household", 0.0, "owed to a moneylender"),
    Column("loan", "f8", "IDR/household", 0.0, "still to be paid on the programme loan, interest included"),
    Column("instalment", "f8", "IDR/household/month", 0.0, "scheduled payment of the programme loan"),
    Column("arrears", "f8", "IDR/household", 0.0, "part of the loan that is overdue"),
    Column("last_loan", "f8", "IDR/household", 0.0, "principal of the last programme loan"),
    Column("grace", "i1", "months", 0, "months left before the first instalment of the programme loan"),
    Column(
        "transfer", "f8", "IDR/household/month", 0.0, "paid to the household this month; negative if deducted"
    ),
    Column("account", "f8", "share", 0.0, "share of savings above the buffer that lies out of easy reach"),
    # flows of the month
    Column("consumption", "f8", "IDR/household/month", 0.0, "consumption of the month"),
    Column("income", "f8", "IDR/household/month", 0.0, "labour income, in-kind base and profit of the month"),
    Column("profit", "f8", "IDR/household/month", 0.0, "enterprise profit of the month"),
    Column(
        "smoothed_income",
        "f8",
        "IDR/household/month",
        0.0,
        "smoothed income net of debt service and plough-back",
    ),
    # what moves slowly
    Column("persistent_wage", "f8", "log", 0.0, "persistent log wage shock"),
    Column("practice", "f8", "log", 0.0, "business practice (effect on log profit)"),
    Column("indiscipline", "f8", "log", 0.0, "0 or below: discipline raised by coaching"),
    Column("skill", "f8", "share", 0.0, "training of a household without enterprise, 0..1"),
    Column("bond", "f8", "share", 0.0, "group capital of a member, 0..1"),
    Column("readiness", "f8", "share", 0.4, "readiness to join and adopt, 0..1"),
    # states
    Column("owner", "i1", "0/1", 0, "owns an enterprise"),
    Column("technology", "i1", "1", 0, "steps of the better technology in use; one is all without a ladder"),
    Column("contract", "i1", "0/1", 0, "under contract with a nucleus firm"),
    Column("scheme_failed", "i1", "0/1", 0, "a contract scheme has failed it, so that it is offered no other"),
    Column("idea", "i1", "0/1", 0, "had an idea for an enterprise this month"),
    Column("walked", "i1", "0/1", 0, "has walked away from its programme loan"),
    Column("barred", "i1", "0/1", 0, "barred from new loans for good (written off)"),
    Column("owed", "i1", "months", 0, "months since it last owed a moneylender, 127 for never"),
    Column("group", "i2", "key", -1, "number of its group in the hamlet, -1 for none"),
    Column("months_late", "i2", "months", 0, "months in arrears"),
    Column("waiting", "i2", "months", 0, "months waiting for a loan"),
    Column("loans_taken", "i2", "loans", 0, "programme loans taken so far"),
    Column("trained_ago", "i2", "months", 9999, "months since the last course"),
    Column("order_months", "i2", "months", 0, "months left of a buyer's order"),
    Column("enterprise_age", "i2", "months", 0, "age of the enterprise"),
)
"""All columns; amounts are those of one household, and times `weight` those of the place."""

COLUMN_NAMES: tuple[str, ...] = tuple(c.name for c in COLUMNS)

if TYPE_CHECKING:
    HouseholdArrays: TypeAlias = Any
else:
    HouseholdArrays = namedtuple("HouseholdArrays", COLUMN_NAMES)
"""All columns as one named tuple of arrays: what compiled rules take."""


def bytes_per_household() -> int:
    """Bytes of state per household over all columns."""
    return sum(np.dtype(c.dtype).itemsize for c in COLUMNS)


_PAGE, _LINE = 4096, 64
"""Bytes after which addresses share a place in the fastest memory, and bytes that it takes in at once."""


def new_columns(count: int) -> HouseholdArrays:
    """Columns of new households, in one block.

    Each begins one line further into its page than the one before it. Were all to begin alike, as large arrays do that
    are made one by one, the same row of forty columns would compete for eight places of the fastest memory.
    """
    starts, end = [], 0
    for number, column in enumerate(COLUMNS):
        end += (number * _LINE - end) % _PAGE
        starts.append(end)
        end += count * np.dtype(column.dtype).itemsize
    block = np.empty(end + _LINE, np.uint8)
    block = block[-block.ctypes.data % _LINE :]
    arrays = []
    for start, column in zip(starts, COLUMNS, strict=True):
        kind = np.dtype(column.dtype)
        array = block[start : start + count * kind.itemsize].view(kind)
        array.fill(column.default)
        arrays.append(array)
    return HouseholdArrays(*arrays)


def copied_columns(columns: HouseholdArrays) -> HouseholdArrays:
    """The same households in columns of their own."""
    copy = new_columns(len(columns.id))
    for mine, theirs in zip(copy, columns, strict=True):
        mine[:] = theirs
    return copy


class Households:
    """The columns of all simulated households; ``households[i]`` is a view of row i as a Mesa agent.

    Args:
        model: the model that views belong to; may be None for columns without a model.
        count: number of rows.
    """

    def __init__(self, model: mesa.Model | None, count: int) -> None:
        self._model = model
        self.arrays = new_columns(count)

    def __len__(self) -> int:
        return int(self.arrays.hamlet.shape[0])

    def __getattr__(self, name: str) -> np.ndarray:
        if name in COLUMN_NAMES:
            return getattr(self.__dict__["arrays"], name)  # type: ignore[no-any-return]
        raise AttributeError(name)

    def __getitem__(self, row: int) -> Household:
        if not -len(self) <= row < len(self):
            raise IndexError(f"household {row} of {len(self)}")
        return Household.view(self._model, row % len(self))

    def registered(self) -> list[Household]:
        """Register a view of every row with Mesa, so that AgentSet and DataCollector see them."""
        assert self._model is not None
        return [Household(self._model, row) for row in range(len(self))]


class Household(Actor):
    """One household: reads and writes its row of the columns.

    Made through ``model.households[i]`` it is not registered with Mesa; through
    ``Households.registered`` it is. Either way the numbers are the columns'.
    """

    row: int

    def __init__(self, model: mesa.Model, row: int) -> None:
        super().__init__(model)
        self.__dict__["row"] = row

    @classmethod
    def view(cls, model: mesa.Model | None, row: int) -> Household:
        """A view that Mesa does not know of."""
        made = cls.__new__(cls)
        made.__dict__.update(model=model, row=row, unique_id=-1 - row, pos=None)
        return made

    def __getattr__(self, name: str) -> Any:
        if name in COLUMN_NAMES:
            return getattr(self.__dict__["model"].households.arrays, name)[self.__dict__["row"]].item()
        raise AttributeError(name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in COLUMN_NAMES:
            getattr(self.__dict__["model"].households.arrays, name)[self.row] = value
        else:
            super().__setattr__(name, value)
