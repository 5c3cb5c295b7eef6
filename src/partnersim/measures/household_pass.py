"""One compiled pass over the households of a month: sums, classes of consumption, who crossed the line."""

from __future__ import annotations

import numpy as np

from partnersim.theory.compiled import compiled
from partnersim.world.funds import ACTIVE

SUMS: tuple[str, ...] = (
    "people",
    "households",
    "poor",
    "gap",
    "severity",
    "people_listed",
    "poor_listed",
    "people_members",
    "poor_members",
    "consumption",
    "consumption_listed",
    "consumption_members",
    "people_poorest",
    "consumption_poorest",
    "income",
    "income_listed",
    "income_members",
    "savings",
    "capital",
    "owners",
    "technology",
    "profit",
    "hired",
    "moneylender_debt",
    "moneylender_users",
    "listed",
    "listed_members",
    "members",
    "readiness",
    "births",
    "deaths",
    "exits",
    "reentries",
    "spell_months",
    "borrowers",
    "with_order",
    "entries",
)
(
    PEOPLE,
    HOUSEHOLDS,
    POOR,
    GAP,
    SEVERITY,
    PEOPLE_LISTED,
    POOR_LISTED,
    PEOPLE_MEMBERS,
    POOR_MEMBERS,
    CONSUMPTION,
    CONSUMPTION_LISTED,
    CONSUMPTION_MEMBERS,
    PEOPLE_POOREST,
    CONSUMPTION_POOREST,
    INCOME,
    INCOME_LISTED,
    INCOME_MEMBERS,
    SAVINGS,
    CAPITAL,
    OWNERS,
    TECHNOLOGY,
    PROFIT,
    HIRED,
    MONEYLENDER_DEBT,
    MONEYLENDER_USERS,
    LISTED,
    LISTED_MEMBERS,
    MEMBERS,
    READINESS,
    BIRTHS,
    DEATHS,
    EXITS,
    REENTRIES,
    SPELL_MONTHS,
    BORROWERS,
    WITH_ORDER,
    ENTRIES,
) = range(len(SUMS))

WAS_OWNER, POOR_AT_START, POOREST_AT_START, LEFT_BEFORE = 1, 2, 4, 8
"""Bits of a household's flags."""

CLASSES, PER_LINE = 4096, 256
LONGEST = 32_000


@compiled
def household_pass(  # type: ignore[no-untyped-def]  # noqa: PLR0915
    c, first, status, line_idr, jobs_capital, crossings, run, flags, sums, people, amount
):
    """Add up one month and move the trackers on; all of the model is only read.

    Args:
        c: HouseholdArrays.
        first: first row of each hamlet, shape (H + 1,).
        status: status of each hamlet's fund, shape (H,).
        line_idr: poverty line, rupiah per person and month.
        jobs_capital: rupiah of capital per hired worker.
        crossings: whether ``run`` holds last month's state, so that exits and births can be told.
        run: in and out, shape (N,): months in a row not below the line (above 0) or below it (below 0).
        flags: in and out, shape (N,), bits as above.
        sums: out, shape (len(SUMS),), zeroed by the caller.
        people: out, persons by class of consumption per person, shape (CLASSES,); a class is 1/256 of the
            line wide, the last one open.
        amount: out, consumption of each class, shape (CLASSES,).
    """
    for h in range(status.shape[0]):
        working = status[h] == ACTIVE
        for i in range(first[h], first[h + 1]):
            w = c.weight[i]
            size = float(c.size[i])
            persons = w * size
            line = line_idr * size
            eaten = c.consumption[i]
            relative = eaten / line
            member = working and c.group[i] >= 0
            poor = eaten < line
            spent, earned = w * eaten, w * c.income[i]
            k = min(CLASSES - 1, max(0, int(relative * PER_LINE)))
            people[k] += persons
            amount[k] += spent
            sums[PEOPLE] += persons
            sums[HOUSEHOLDS] += w
            sums[CONSUMPTION] += spent
            sums[INCOME] += earned
            sums[SAVINGS] += w * c.savings[i]
            if poor:
                short = 1.0 - max(relative, 0.0)
                sums[POOR] += persons
                sums[GAP] += persons * short
                sums[SEVERITY] += persons * short * short
            if c.listed[i] != 0:
                sums[LISTED] += w
                sums[PEOPLE_LISTED] += persons
                sums[CONSUMPTION_LISTED] += spent
                sums[INCOME_LISTED] += earned
                sums[READINESS] += w * c.readiness[i]
                if poor:
                    sums[POOR_LISTED] += persons
                if member:
                    sums[LISTED_MEMBERS] += w
            if member:
                sums[MEMBERS] += w
                sums[PEOPLE_MEMBERS] += persons
                sums[CONSUMPTION_MEMBERS] += spent
                sums[INCOME_MEMBERS] += earned
                if poor:
                    sums[POOR_MEMBERS] += persons
                if c.loan[i] > 0.0:
                    sums[BORROWERS] += w
            mark = flags[i]
            if mark & POOREST_AT_START:
                sums[PEOPLE_POOREST] += persons
                sums[CONSUMPTION_POOREST] += spent
            if c.moneylender_debt[i] > 0.0:
                sums[MONEYLENDER_DEBT] += w * c.moneylender_debt[i]
                sums[MONEYLENDER_USERS] += w
            if c.owner[i] != 0:
                sums[OWNERS] += w
                sums[TECHNOLOGY] += w * c.technology[i]
                sums[PROFIT] += w * c.profit[i]
                sums[CAPITAL] += w * c.capital[i]
                sums[HIRED] += w * np.floor(c.capital[i] / jobs_capital)
                if c.contract[i] != 0 or c.order_months[i] > 0:
                    sums[WITH_ORDER] += w
                if crossings and not mark & WAS_OWNER:
                    sums[BIRTHS] += w
                mark |= WAS_OWNER
            elif mark & WAS_OWNER:
                if crossings:
                    sums[DEATHS] += w
                mark ^= WAS_OWNER
            before = run[i]
            if poor:
                if crossings and before > 0:
                    sums[ENTRIES] += w
                    if mark & LEFT_BEFORE:
                        sums[REENTRIES] += w
                run[i] = -1 if before > 0 else max(before - 1, -LONGEST)
            else:
                if crossings and before < 0:
                    sums[EXITS] += w
                    sums[SPELL_MONTHS] -= w * before
                    mark |= LEFT_BEFORE
                run[i] = 1 if before < 0 else min(before + 1, LONGEST)
            flags[i] = mark


@compiled
def grouped_gini(people, amount):  # type: ignore[no-untyped-def]
    """Gini over persons from classes in rising order, all of a class at its mean; NaN if empty."""
    everybody = total = area = 0.0
    for k in range(people.shape[0]):
        before = total
        everybody += people[k]
        total += amount[k]
        area += people[k] * (before + total)
    if everybody <= 0.0 or total <= 0.0:
        return np.nan
    return 1.0 - area / (everybody * total)
