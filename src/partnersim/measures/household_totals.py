"""Totals of a month over households: each declared once, all added up in one compiled pass."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from partnersim.scenario.documents.units import known_unit
from partnersim.theory.addresses import BY_ADDRESS, Addresses, table_at
from partnersim.theory.compiled import compiled, compiled_inside
from partnersim.world.funds import ACTIVE
from partnersim.world.households import new_columns

if TYPE_CHECKING:
    from partnersim.world.world import World

JOBS_CAPITAL_IDR = 10_000_000.0
"""Enterprise capital per hired worker in the count of jobs (assumed; the model itself hires nobody)."""

WAS_OWNER, POOR_AT_START, POOREST_AT_START, LEFT_BEFORE, OWNER_AT_START = 1, 2, 4, 8, 16
"""Bits of a household's flags."""

CLASSES, PER_LINE = 4096, 256
"""Classes of consumption per person, and how many of them are one poverty line wide together."""

LONGEST = 32_000

ROOM = 64
"""Months that there is room for at first; it doubles when more are lived."""


def _total(unit: str, doc: str) -> Any:
    return field(metadata={"unit": known_unit(unit), "doc": doc})


Sums: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the households of the place, each row times its weight: columns over months, shape (T,) each.

    A member is a household in a group of a working fund; poor is who consumes below the line in the month.
    """

    people: Sums = _total("persons", "everybody")
    households: Sums = _total("households", "all households")
    poor: Sums = _total("persons", "in poor households")
    gap: Sums = _total("persons", "each counted by the shortfall of the household as a share of the line")
    severity: Sums = _total("persons", "each counted by the square of that shortfall")
    people_listed: Sums = _total("persons", "in households on the official list of the poor")
    poor_listed: Sums = _total("persons", "in poor households on the list")
    people_members: Sums = _total("persons", "in member households")
    poor_members: Sums = _total("persons", "in poor member households")
    consumption: Sums = _total("IDR/month", "consumption")
    consumption_listed: Sums = _total("IDR/month", "consumption of listed households")
    consumption_members: Sums = _total("IDR/month", "consumption of member households")
    people_poorest: Sums = _total("persons", "in households of the poorest fifth at the start")
    consumption_poorest: Sums = _total("IDR/month", "consumption of that fifth")
    income: Sums = _total("IDR/month", "labour income, in-kind base and profit")
    income_listed: Sums = _total("IDR/month", "income of listed households")
    income_members: Sums = _total("IDR/month", "income of member households")
    savings: Sums = _total("IDR", "liquid savings")
    owners: Sums = _total("households", "own an enterprise")
    technology: Sums = _total("households", "owners that use the better technology")
    profit: Sums = _total("IDR/month", "profit of owners")
    owners_at_start: Sums = _total("households", "had an enterprise at the start")
    profit_at_start: Sums = _total("IDR/month", "profit of those, where they still have one")
    capital: Sums = _total("IDR", "enterprise capital of owners")
    hired: Sums = _total("workers", "one per full JOBS_CAPITAL_IDR of an enterprise's capital")
    with_order: Sums = _total("households", "owners that sell to a buyer's order or under a contract")
    moneylender_debt: Sums = _total("IDR", "owed to moneylenders")
    moneylender_users: Sums = _total("households", "owe a moneylender")
    listed: Sums = _total("households", "on the list")
    listed_members: Sums = _total("households", "on the list and members")
    members: Sums = _total("households", "members")
    borrowers: Sums = _total("households", "members with a loan")
    readiness: Sums = _total("households", "on the list, each counted by its readiness")
    births: Sums = _total("households", "own an enterprise and did not last month")
    deaths: Sums = _total("households", "owned an enterprise last month and do not now")
    exits: Sums = _total("households", "poor last month and not now")
    entries: Sums = _total("households", "not poor last month and poor now")
    reentries: Sums = _total("households", "entries by households that had left poverty in this run")
    spell_months: Sums = _total("household months", "length of the spells of poverty that ended this month")


_NAMES = [f.name for f in fields(Totals)]
_LAYOUT = np.dtype((np.record, [(name, np.float64) for name in _NAMES]))


class Track(NamedTuple):
    """What is remembered of each household from month to month, arrays of shape (N,).

    Attributes:
        run: months in a row not poor (above 0) or poor (below 0).
        flags: bits `WAS_OWNER`, `POOR_AT_START`, `POOREST_AT_START`, `LEFT_BEFORE`, `OWNER_AT_START`.
    """

    run: NDArray[np.int16]
    flags: NDArray[np.uint8]


class Classes(NamedTuple):
    """Consumption per person in classes of 1/256 of the line, the last one open, arrays of shape (CLASSES,).

    Attributes:
        people: persons by class. amount: consumption of each class, rupiah a month.
    """

    people: NDArray[np.float64]
    amount: NDArray[np.float64]


class Counted(NamedTuple):
    """Columns of households that are counted, shape (N,) each, as in `HouseholdArrays`."""

    weight: Any
    size: Any
    consumption: Any
    income: Any
    savings: Any
    listed: Any
    readiness: Any
    group: Any
    loan: Any
    moneylender_debt: Any
    owner: Any
    technology: Any
    profit: Any
    capital: Any
    contract: Any
    order_months: Any


def _columns_of(arrays: Any) -> Counted:
    return Counted(*_counted(arrays))


_counted = attrgetter(*Counted._fields)
_counted_at = table_at(_columns_of(new_columns(1)))


class HouseholdNotes:
    """Adds up the households of a world month by month, and remembers of each what the next month needs.

    Attributes:
        track: months in a row above or below the line, and marks. gini: Gini of consumption of each month.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        count = len(world.households)
        self.track = Track(np.zeros(count, dtype=np.int16), np.zeros(count, dtype=np.uint8))
        self.gini: list[float] = []
        self._table = np.zeros((ROOM, len(_NAMES)))
        self._classes = np.zeros(CLASSES), np.zeros(CLASSES)
        self._addresses = Addresses()

    def take(self, *, crossings: bool) -> None:
        """Add up the month just finished and move the track on; the world is only read.

        Args:
            crossings: whether the track holds last month's state, so that exits and births can be told.
        """
        world, month = self._world, len(self.gini)
        if month == len(self._table):
            self._table = np.concatenate((self._table, np.zeros_like(self._table)))
        columns, t = _columns_of(world.households.arrays), self._table[month].view(_LAYOUT)
        where = self._addresses.of(columns) if BY_ADDRESS else columns
        self.gini.append(
            month_of_households(
                where, world.hamlets.first, world.funds.status, world.spec.place.poverty_line_idr, crossings,
                (*self.track,), t, self._classes,
            )
        )  # fmt: skip

    def totals(self) -> Totals:
        """Columns over all months taken."""
        return Totals(*np.ascontiguousarray(self._table[: len(self.gini)].T))


@compiled
def month_of_households(where, first, status, line_idr, crossings, track, t, classes):  # type: ignore[no-untyped-def]
    """`household_pass`; gives the Gini of the month and leaves the classes empty for the next. Arguments as there.

    Columns are given by where they stand, ``t`` as an array of one record, ``track`` and ``classes`` by their parts.
    """
    remembered, classes = Track(*track), Classes(*classes)
    highest = household_pass(
        _counted_at(where), first, status, line_idr, crossings, remembered, t[0], classes
    )
    gini = grouped_gini(classes, highest)
    for k in range(highest + 1):
        classes.people[k] = classes.amount[k] = 0.0
    return gini


@compiled_inside
def household_pass(c, first, status, line_idr, crossings, track, t, classes):  # type: ignore[no-untyped-def]  # noqa: PLR0915
    """Add up one month and move the track on; all of the model is only read.

    Args:
        c: `Counted`.
        first: first row of each hamlet, shape (H + 1,).
        status: status of each hamlet's fund, shape (H,).
        line_idr: poverty line, rupiah per person and month.
        crossings: whether ``track`` holds last month's state.
        track: in and out, `Track`.
        t: out, a record with the fields of `Totals`, zeroed by the caller.
        classes: out, `Classes`, zeroed by the caller.

    Returns:
        Number of the highest class that anybody is in, -1 without anybody.
    """
    run, flags = track
    highest = -1
    for h in range(status.shape[0]):
        working = status[h] == ACTIVE
        for i in range(first[h], first[h + 1]):
            w = c.weight[i]
            size = 1.0 * c.size[i]
            persons = w * size
            line = line_idr * size
            eaten = c.consumption[i]
            relative = eaten / line
            member = working and c.group[i] >= 0
            poor = eaten < line
            spent, earned = w * eaten, w * c.income[i]
            k = min(CLASSES - 1, max(0, int(relative * PER_LINE)))
            highest = max(highest, k)
            classes.people[k] += persons
            classes.amount[k] += spent
            t.people += persons
            t.households += w
            t.consumption += spent
            t.income += earned
            t.savings += w * c.savings[i]
            if poor:
                short = 1.0 - max(relative, 0.0)
                t.poor += persons
                t.gap += persons * short
                t.severity += persons * short * short
            if c.listed[i] != 0:
                t.listed += w
                t.people_listed += persons
                t.consumption_listed += spent
                t.income_listed += earned
                t.readiness += w * c.readiness[i]
                if poor:
                    t.poor_listed += persons
                if member:
                    t.listed_members += w
            if member:
                t.members += w
                t.people_members += persons
                t.consumption_members += spent
                t.income_members += earned
                if poor:
                    t.poor_members += persons
                if c.loan[i] > 0.0:
                    t.borrowers += w
            mark = flags[i]
            if mark & POOREST_AT_START:
                t.people_poorest += persons
                t.consumption_poorest += spent
            if mark & OWNER_AT_START:
                t.owners_at_start += w
                t.profit_at_start += w * c.profit[i] if c.owner[i] != 0 else 0.0
            if c.moneylender_debt[i] > 0.0:
                t.moneylender_debt += w * c.moneylender_debt[i]
                t.moneylender_users += w
            if c.owner[i] != 0:
                t.owners += w
                t.technology += w if c.technology[i] > 0 else 0.0
                t.profit += w * c.profit[i]
                t.capital += w * c.capital[i]
                t.hired += w * np.floor(c.capital[i] / JOBS_CAPITAL_IDR)
                if c.contract[i] != 0 or c.order_months[i] > 0:
                    t.with_order += w
                if crossings and not mark & WAS_OWNER:
                    t.births += w
                mark |= WAS_OWNER
            elif mark & WAS_OWNER:
                if crossings:
                    t.deaths += w
                mark ^= WAS_OWNER
            before = run[i]
            if poor:
                if crossings and before > 0:
                    t.entries += w
                    if mark & LEFT_BEFORE:
                        t.reentries += w
                run[i] = -1 if before > 0 else max(before - 1, -LONGEST)
            else:
                if crossings and before < 0:
                    t.exits += w
                    t.spell_months -= w * before
                    mark |= LEFT_BEFORE
                run[i] = 1 if before < 0 else min(before + 1, LONGEST)
            flags[i] = mark
    return highest


@compiled_inside
def grouped_gini(classes, highest):  # type: ignore[no-untyped-def]
    """Gini over persons from classes in rising order, all of a class at its mean; NaN if empty.

    Args:
        classes: `Classes`. highest: number of the last of them that is not empty.
    """
    everybody = total = area = 0.0
    for k in range(highest + 1):
        before = total
        everybody += classes.people[k]
        total += classes.amount[k]
        area += classes.people[k] * (before + total)
    if everybody <= 0.0 or total <= 0.0:
        return np.nan
    return 1.0 - area / (everybody * total)
