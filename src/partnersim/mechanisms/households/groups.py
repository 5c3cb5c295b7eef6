"""What members of a community fund do together: cover for one another, queue, borrow."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from partnersim.mechanisms.base import CompiledRule
from partnersim.mechanisms.households import credit, enterprise, entry_exit
from partnersim.mechanisms.households.between_months import (
    enter,
    first_row,
    market_at,
    price_and_strength,
    rows_of,
)
from partnersim.mechanisms.households.place import place_at
from partnersim.theory.calendar import MONTH, MONTHS_PER_YEAR, WEEKS_PER_YEAR
from partnersim.theory.chance import lots
from partnersim.theory.compiled import compiled, compiled_inside, compiled_stage
from partnersim.theory.sorting import stable_order
from partnersim.world import flows as f
from partnersim.world.funds import ACTIVE

LONGEST_WAIT_MONTHS = 30_000
"""Months at which a wait for a loan stops counting."""

NOTHING_OWED_IDR = 1e-6
"""Debt of a household that is a trace of rounding."""

LOAN = 1
"""A loan in the count of loans of a household."""

MEMBER_OF_ROW = 1
"""Members of one group that a row is, however many households it stands for."""

FEWEST_MEMBERS = 1.0
"""Members of a unit whose capital per member is taken before it has any."""


class JointLiability(CompiledRule):
    """Peers cover missed instalments, and arrears block the group (groups.py). Off: each answers for itself."""

    name = "joint_liability"
    reads = ("households.bond", "households.group", "households.months_late", "households.weight")
    writes = (
        "funds.banked", "funds.interest", "funds.outstanding", "households.arrears", "households.loan",
        "households.savings",
    )  # fmt: skip


class Lending(CompiledRule):
    """Funds lend what they hold, those who have waited longest first (groups.py). Off: no loan is made."""

    name = "lending"
    reads = (
        "funds.banked", "funds.recalled", "funds.room", "funds.status", "hamlets.price", "households.weight",
    )  # fmt: skip
    writes = (
        "funds.applicants", "funds.borrowers", "funds.cash", "funds.groups", "funds.lent",
        "funds.lent_month", "funds.members", "funds.outstanding", "funds.queue", "households.capital",
        "households.grace", "households.group", "households.instalment", "households.last_loan",
        "households.loan", "households.loans_taken", "households.moneylender_debt", "households.owner",
        "households.practice", "households.savings", "households.waiting",
    )  # fmt: skip


class Till(NamedTuple):
    """What a fund has of its loans while they are paid: outstanding principal, interest so far, money, all rupiah."""

    outstanding: float
    interest: float
    money: float


@compiled_stage
def till_of(p, fund, h):  # type: ignore[no-untyped-def]
    """The till of the fund of hamlet ``h``; money that still has to reach a bank is kept apart from its cash."""
    money = fund.banked[h] if p.lending_banking_delay != 0.0 else fund.cash[h]
    return Till(fund.outstanding[h], fund.interest[h], money)


@compiled_stage
def close_till(p, fund, h, till):  # type: ignore[no-untyped-def]
    """Write a till back into the fund."""
    fund.outstanding[h], fund.interest[h] = till.outstanding, till.interest
    if p.lending_banking_delay != 0.0:
        fund.banked[h] = till.money
    else:
        fund.cash[h] = till.money


@compiled_stage
def collect(p, till, units, paid):  # type: ignore[no-untyped-def]
    """A payment reaches the fund: principal reduces what is outstanding, interest is earned. Returns ``Till``.

    ``units`` is the number of households the payer stands for in its hamlet.
    """
    principal = paid * p.principal_share
    return Till(
        till.outstanding - units * principal,
        till.interest + units * (paid - principal),
        till.money + units * paid,
    )


@compiled_stage
def book_payment(p, flow, w, paid):  # type: ignore[no-untyped-def]
    """Book a payment on a programme loan by ``w`` households of the place."""
    principal = paid * p.principal_share
    flow[f.LOAN_REPAYMENT] += w * principal
    flow[f.LOAN_INTEREST] += w * (paid - principal)


@compiled_stage
def capital_per_member(fund, h):  # type: ignore[no-untyped-def]
    """Rupiah that a unit has in cash and in loans, per member."""
    return (fund.cash[h] + fund.banked[h] + fund.outstanding[h]) / max(FEWEST_MEMBERS, fund.members[h])


@compiled_inside
def cover_missed_instalments(p, place, key, h, flow):  # type: ignore[no-untyped-def]
    """Peers cover missed instalments under joint liability; then arrears age, and old ones are written off.

    With probability (cover_base + cover_bond x bond) x patience^(months late already) the able members of the group
    (no arrears, savings of at least their part) share what a member missed equally.

    Returns:
        Per group of the hamlet, 1 where somebody is in arrears, so that under joint liability nobody borrows.
    """
    c, ham = place.households, place.hamlets
    if p.joint_liability_on != 0.0:
        for i in rows_of(ham, h):
            if c.group[i] < 0 or c.arrears[i] <= 0.0:
                continue
            willing = (
                p.joint_liability_cover_base + p.joint_liability_cover_bond * c.bond[i]
            ) * p.joint_liability_patience ** float(c.months_late[i] / MONTH)
            if lots.of_debts(key, c.id[i]).peer_cover < willing:
                _share_out(p, place, h, i, flow)
    return _count_arrears(p, place, h, flow)


@compiled_inside
def _share_out(p, place, h, debtor, flow):  # type: ignore[no-untyped-def]
    """Peers with savings share what a debtor missed in equal parts; who has less than its part pays nothing of it.

    Each row counts for the households behind it. What is not covered stays in arrears.
    """
    c, ham = place.households, place.hamlets
    g = c.group[debtor]
    missed = c.arrears[debtor] * c.weight[debtor]
    able = 0.0
    for j in rows_of(ham, h):
        if c.group[j] == g and j != debtor and c.arrears[j] <= 0.0 and c.savings[j] > 0.0:
            able += c.weight[j]
    if able <= 0.0:
        return
    part = missed / able
    covered = 0.0
    for j in rows_of(ham, h):
        if c.group[j] == g and j != debtor and c.arrears[j] <= 0.0 and c.savings[j] >= part:
            c.savings[j] -= part
            covered += part * c.weight[j]
    if covered > 0.0:
        w = c.weight[debtor]
        paid = min(c.arrears[debtor], covered / w)
        till = collect(p, till_of(p, place.funds, h), w * (1.0 / ham.weight[h]), paid)
        close_till(p, place.funds, h, till)
        book_payment(p, flow, w, paid)
        c.loan[debtor] -= paid
        c.arrears[debtor] -= paid
        if c.arrears[debtor] < NOTHING_OWED_IDR:
            c.arrears[debtor] = 0.0


@compiled_inside
def _count_arrears(p, place, h, flow):  # type: ignore[no-untyped-def]
    """Arrears age a month, old ones are written off, and the fund's members, borrowers and late loans are counted.

    Returns:
        Per group of the hamlet, 1 where somebody is in arrears.
    """
    c, ham, fund = place.households, place.hamlets, place.funds
    share = 1.0 / ham.weight[h]
    blocked = np.zeros(fund.groups[h], dtype=np.int8)
    borrowers = late = members = late_principal = 0.0
    for i in rows_of(ham, h):
        if c.group[i] < 0:
            continue
        units = c.weight[i] * share
        if c.arrears[i] > NOTHING_OWED_IDR:
            c.months_late[i] += MONTH
            if c.months_late[i] >= p.group_repayment_write_off_months:
                _write_off(p, c, fund, h, i, units, flow)
                continue
            blocked[c.group[i]] = 1
        else:
            c.arrears[i] = 0.0
            c.months_late[i] = 0
            if c.loan[i] <= NOTHING_OWED_IDR:
                c.loan[i] = 0.0
        members += units
        if c.loan[i] > 0.0:
            borrowers += units
            if c.arrears[i] > 0.0:
                late += units
            if c.months_late[i] >= p.group_repayment_late_months:
                late_principal += units * c.loan[i] * p.principal_share
    fund.members[h], fund.borrowers[h], fund.late[h] = members, borrowers, late_principal
    fund.late_share[h] = late / borrowers if borrowers > 0.0 else 0.0
    return blocked


@compiled_stage
def _write_off(p, c, fund, h, i, units, flow):  # type: ignore[no-untyped-def]
    """The fund gives up a loan: the member leaves, is barred for good, and no longer holds up its group."""
    principal = c.loan[i] * p.principal_share
    fund.outstanding[h] -= units * principal
    fund.lost[h] += units * principal
    flow[f.LOAN_WRITTEN_OFF] += c.weight[i] * principal
    c.loan[i] = c.instalment[i] = c.arrears[i] = 0.0
    c.months_late[i] = 0
    c.grace[i] = 0
    c.walked[i] = 0
    c.barred[i] = 1
    c.group[i] = -1


@compiled_inside
def lend(p, place, key, h, wants, blocked, flow):  # type: ignore[no-untyped-def]
    """The fund admits members while it has room and lends what it holds, those who have waited longest first.

    Money that a bank has called in is not lent again.
    """
    c, ham, fund = place.households, place.hamlets, place.funds
    fund.queue[h] = fund.applicants[h] = 0.0
    per_member = capital_per_member(fund, h)
    if fund.status[h] != ACTIVE or p.lending_on == 0.0:
        return
    share = 1.0 / ham.weight[h]
    for i in _queue(place, key, h, wants):
        units = c.weight[i] * share
        if c.group[i] < 0:
            if fund.members[h] + 0.5 * units > fund.room[h]:
                fund.queue[h] += units
                fund.applicants[h] += units
                c.waiting[i] = min(c.waiting[i] + MONTH, LONGEST_WAIT_MONTHS)
                continue
            _admit(p, place, h, i, units)
        elif p.joint_liability_on != 0.0 and c.group[i] < blocked.shape[0] and blocked[c.group[i]] != 0:
            continue
        fund.applicants[h] += units
        loan = credit.offered_loan(p, c.last_loan[i], per_member)
        free = fund.cash[h] - fund.recalled[h]
        if free < units * loan:
            loan = p.first_loan
        if free < units * loan:
            fund.queue[h] += units
            c.waiting[i] = min(c.waiting[i] + MONTH, LONGEST_WAIT_MONTHS)
            continue
        _disburse(p, place, h, i, loan, flow)


@compiled_inside
def _queue(place, key, h, wants):  # type: ignore[no-untyped-def]
    """Rows that want a loan, those who have waited longest first, by lot among equals; the others wait no longer."""
    count = 0
    c, first = place.households, first_row(place.hamlets, h)
    order = np.empty(wants.shape[0])
    rows = np.empty(wants.shape[0], dtype=np.uintp)
    for k in range(wants.shape[0]):
        i = first + np.uintp(k)
        if wants[k] == credit.NO_LOAN:
            c.waiting[i] = 0
            continue
        order[count] = lots.of_services(key, c.id[i]).queue_place - c.waiting[i] / MONTH
        rows[count] = i
        count += 1
    return rows[stable_order(order[:count])]


@compiled_inside
def _admit(p, place, h, i, units):  # type: ignore[no-untyped-def]
    """A new member joins the newest group, or opens one when that is full.

    A row stands for as many households as there are groups like its own, one in each: a group counts rows.
    """
    c, ham, fund = place.households, place.hamlets, place.funds
    newest = fund.groups[h] - 1
    in_newest = 0
    for j in rows_of(ham, h):
        if c.group[j] == newest and newest >= 0:
            in_newest += MEMBER_OF_ROW
    if newest < 0 or in_newest >= p.group_size:
        newest += 1
        fund.groups[h] = newest + 1
    c.group[i] = newest
    c.bond[i] = 0.0
    fund.members[h] += units


@compiled_inside
def _disburse(p, place, h, i, loan, flow):  # type: ignore[no-untyped-def]
    """A loan is paid out and put to use: capital, a start, the moneylender, the rest kept."""
    c, fund = place.households, place.funds
    w = c.weight[i]
    units = w * (1.0 / place.hamlets.weight[h])
    fund.cash[h] -= units * loan
    fund.outstanding[h] += units * loan
    fund.lent_month[h] += units * loan / MONTH
    fund.lent[h] += units * loan
    fund.borrowers[h] += units
    flow[f.PROGRAMME_LOAN] += w * loan
    due = loan * (1.0 + p.flat_interest)
    c.loan[i], c.instalment[i], c.last_loan[i] = due, due * p.instalment_share, loan
    c.grace[i] = int(p.grace_months)
    c.loans_taken[i] += LOAN
    c.waiting[i] = 0
    savings, market = c.savings[i] + loan, market_at(place.hamlets, h)
    bought = 0.0
    if c.owner[i] != 0:
        price, strength = price_and_strength(p, c, i, market)
        desired = enterprise.desired_capital(p, strength, price)
        bought = min(credit.invested_part(p, loan), max(0.0, desired - c.capital[i]))
        c.capital[i] += bought
    elif c.idea[i] != 0 and savings >= p.entry_start_capital_idr:
        spare = entry_exit.spare_to_start(p, savings, c.smoothed_income[i])
        talent = c.talent[i] + market.reach
        bought = entry_exit.capital_to_start(p, talent, c.skill[i], market.price, spare)
        enter(c, i, entry_exit.start(p, c.skill[i], bought))
    savings -= bought
    flow[f.EQUIPMENT] += w * bought
    reserve = p.reserve_instalments * due * p.instalment_share * MONTHS_PER_YEAR / WEEKS_PER_YEAR
    repaid = min(c.moneylender_debt[i], max(0.0, savings - reserve))
    c.moneylender_debt[i] -= repaid
    flow[f.MONEYLENDER_REPAYMENT] += w * repaid
    c.savings[i] = savings - repaid


@compiled
def admit_opening_members(record, where, hamlets, bond):  # type: ignore[no-untyped-def]
    """Members of funds that exist at the start: the listed households with most to gain, up to the fund's room.

    Args:
        record: HouseholdParameters in an array of one. where: addresses of the ``Place``.
        hamlets: those with such a fund. bond: group capital of their members.
    """
    place = place_at(where)
    for h in hamlets:
        _open_groups(record[0], place, h, bond)


@compiled_inside
def _open_groups(p, place, h, bond):  # type: ignore[no-untyped-def]
    """The members of one such fund."""
    c, ham, fund = place.households, place.hamlets, place.funds
    first = first_row(ham, h)
    share = 1.0 / ham.weight[h]
    worth = np.full(ham.first[h + 1] - ham.first[h], np.inf)
    for i in rows_of(ham, h):
        if c.listed[i] == 0:
            continue
        technology = int(np.int64(c.technology[i]))
        better = enterprise.technology_gain(p, technology, False)
        strength = enterprise.strength(c.talent[i], c.practice[i], better)
        use = credit.Use(
            owner=c.owner[i] != 0, technology=technology, strength=strength, price=1.0, capital=c.capital[i],
            desired=enterprise.desired_capital(p, strength, 1.0), spare=c.savings[i],
            debt=c.moneylender_debt[i], start_gain=0.0, meetings=0.0,
        )  # fmt: skip
        benefit = credit.loan_benefit(p, p.first_loan, use)
        burden = credit.trouble(p, credit.felt_hassle(p, c.hassle[i]), c.readiness[i])
        worth[i - first] = burden - benefit * p.horizon_loans
    for k in stable_order(worth):
        i = first + np.uintp(k)
        units = c.weight[i] * share
        if c.listed[i] == 0 or fund.members[h] + 0.5 * units > fund.room[h]:
            break
        _admit(p, place, h, i, units)
        c.bond[i] = bond
