"""What members of a community fund do together: cover for one another, queue, borrow."""

from __future__ import annotations

import numpy as np

from partnersim.mechanisms.households import credit, enterprise, entry_exit
from partnersim.theory.chance.philox import uniform4
from partnersim.theory.compiled import compiled, compiled_inside
from partnersim.theory.sorting import stable_order
from partnersim.world import flows as f
from partnersim.world.funds import ACTIVE


@compiled
def collect(p, fund, h, units, paid, flow, w):  # type: ignore[no-untyped-def]
    """A payment on a loan reaches the fund: principal reduces what is outstanding, interest is earned.

    ``units`` is the number of households the payer stands for in its hamlet, ``w`` in the whole place.
    """
    principal = paid * p.principal_share
    fund.outstanding[h] -= units * principal
    fund.interest[h] += units * (paid - principal)
    if p.banking_delay != 0.0:
        fund.banked[h] += units * paid
    else:
        fund.cash[h] += units * paid
    flow[f.LOAN_REPAYMENT] += w * principal
    flow[f.LOAN_INTEREST] += w * (paid - principal)


@compiled
def capital_per_member(fund, h):  # type: ignore[no-untyped-def]
    """Rupiah that a unit has in cash and in loans, per member."""
    return (fund.cash[h] + fund.banked[h] + fund.outstanding[h]) / max(1.0, fund.members[h])


@compiled_inside
def cover_missed_instalments(p, c, ham, fund, key0, key1, month, h, flow):  # type: ignore[no-untyped-def]
    """Peers cover missed instalments under joint liability; then arrears age, and old ones are written off.

    With probability (cover_base + cover_bond x bond) x patience^(months late already) the able members of the group
    (no arrears, savings of at least their part) share what a member missed equally.

    Returns:
        Per group of the hamlet, 1 where somebody is in arrears, so that under joint liability nobody borrows.
    """
    first, last = ham.first[h], ham.first[h + 1]
    share = 1.0 / ham.weight[h]
    blocked = np.zeros(fund.groups[h], dtype=np.int8)
    if p.liability_on != 0.0:
        for i in range(first, last):
            g = c.group[i]
            if g < 0 or c.arrears[i] <= 0.0:
                continue
            u_walk, u_cover, u_join, u_apply = uniform4(key0, key1, 2, month, c.id[i])
            willing = (p.cover_base + p.cover_bond * c.bond[i]) * p.cover_patience ** float(c.months_late[i])
            if u_cover < willing:
                _share_out(p, c, fund, h, first, last, i, g, share, flow)
    borrowers = late = members = 0.0
    late_principal = 0.0
    for i in range(first, last):
        if c.group[i] < 0:
            continue
        units = c.weight[i] * share
        if c.arrears[i] > 1e-6:
            c.months_late[i] += 1
            if c.months_late[i] >= p.write_off_months:
                _write_off(p, c, fund, h, i, units, flow)
                continue
            blocked[c.group[i]] = 1
        else:
            c.arrears[i] = 0.0
            c.months_late[i] = 0
            if c.loan[i] <= 1e-6:
                c.loan[i] = 0.0
        members += units
        if c.loan[i] > 0.0:
            borrowers += units
            if c.arrears[i] > 0.0:
                late += units
            if c.months_late[i] >= p.late_months:
                late_principal += units * c.loan[i] * p.principal_share
    fund.members[h], fund.borrowers[h], fund.late[h] = members, borrowers, late_principal
    fund.late_share[h] = late / borrowers if borrowers > 0.0 else 0.0
    return blocked


@compiled_inside
def _share_out(p, c, fund, h, first, last, debtor, g, share, flow):  # type: ignore[no-untyped-def]
    """Peers with savings share what a debtor missed in equal parts; who has less than its part pays nothing of it.

    Each row counts for the households behind it. What is not covered stays in arrears.
    """
    missed = c.arrears[debtor] * c.weight[debtor]
    able = 0.0
    for j in range(first, last):
        if c.group[j] == g and j != debtor and c.arrears[j] <= 0.0 and c.savings[j] > 0.0:
            able += c.weight[j]
    if able <= 0.0:
        return
    part = missed / able
    covered = 0.0
    for j in range(first, last):
        if c.group[j] == g and j != debtor and c.arrears[j] <= 0.0 and c.savings[j] >= part:
            c.savings[j] -= part
            covered += part * c.weight[j]
    if covered > 0.0:
        paid = min(c.arrears[debtor], covered / c.weight[debtor])
        collect(p, fund, h, c.weight[debtor] * share, paid, flow, c.weight[debtor])
        c.loan[debtor] -= paid
        c.arrears[debtor] -= paid
        if c.arrears[debtor] < 1e-6:
            c.arrears[debtor] = 0.0


@compiled_inside
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
def lend(p, c, ham, fund, key0, key1, month, h, wants, blocked, flow):  # type: ignore[no-untyped-def]
    """The fund admits members while it has room and lends what it holds, those who have waited longest first.

    Money that a bank has called in is not lent again.
    """
    fund.queue[h] = fund.applicants[h] = 0.0
    per_member = capital_per_member(fund, h)
    if fund.status[h] != ACTIVE or p.lending_on == 0.0:
        return
    first = ham.first[h]
    share = 1.0 / ham.weight[h]
    count = 0
    order = np.empty(wants.shape[0])
    rows = np.empty(wants.shape[0], dtype=np.int64)
    for k in range(wants.shape[0]):
        if wants[k] == 0:
            c.waiting[first + k] = 0
            continue
        i = first + k
        u_queue, u_train, u_mentor, u_order = uniform4(key0, key1, 3, month, c.id[i])
        order[count] = u_queue - c.waiting[i]
        rows[count] = i
        count += 1
    for k in stable_order(order[:count]):
        i = rows[k]
        units = c.weight[i] * share
        if c.group[i] < 0:
            if fund.members[h] + 0.5 * units > fund.room[h]:
                fund.queue[h] += units
                fund.applicants[h] += units
                c.waiting[i] = min(c.waiting[i] + 1, 30000)
                continue
            _admit(p, c, fund, ham.first[h], ham.first[h + 1], h, i, units)
        elif p.liability_on != 0.0 and c.group[i] < blocked.shape[0] and blocked[c.group[i]] != 0:
            continue
        fund.applicants[h] += units
        loan = credit.offered_loan(p, c.last_loan[i], per_member)
        free = fund.cash[h] - fund.recalled[h]
        if free < units * loan:
            loan = p.first_loan
        if free < units * loan:
            fund.queue[h] += units
            c.waiting[i] = min(c.waiting[i] + 1, 30000)
            continue
        _disburse(p, c, fund, ham.price[h], h, i, units, loan, flow)


@compiled_inside
def _admit(p, c, fund, first, last, h, i, units):  # type: ignore[no-untyped-def]
    """A new member joins the newest group, or opens one when that is full."""
    newest = fund.groups[h] - 1
    in_newest = 0
    for j in range(first, last):
        if c.group[j] == newest and newest >= 0:
            in_newest += 1
    if newest < 0 or in_newest >= p.group_size:
        newest += 1
        fund.groups[h] = newest + 1
    c.group[i] = newest
    c.bond[i] = 0.0
    fund.members[h] += units


@compiled_inside
def _disburse(p, c, fund, local_price, h, i, units, loan, flow):  # type: ignore[no-untyped-def]
    """A loan is paid out and put to use: capital, a start, the moneylender, the rest kept."""
    w = c.weight[i]
    fund.cash[h] -= units * loan
    fund.outstanding[h] += units * loan
    fund.lent_month[h] += units * loan
    fund.lent[h] += units * loan
    fund.borrowers[h] += units
    flow[f.PROGRAMME_LOAN] += w * loan
    due = loan * (1.0 + p.flat_interest)
    c.loan[i], c.instalment[i], c.last_loan[i] = due, due * p.instalment_share, loan
    c.grace[i] = int(p.grace_months)
    c.loans_taken[i] += 1
    c.waiting[i] = 0
    savings = c.savings[i] + loan
    if c.owner[i] != 0:
        better = 1.0 if p.technology_on != 0.0 and (c.technology[i] != 0 or c.contract[i] != 0) else 0.0
        strength = enterprise.strength(p, c.talent[i], c.practice[i], better)
        price = enterprise.effective_price(
            p, local_price, p.orders_on != 0.0 and c.order_months[i] > 0, c.contract[i] != 0
        )
        desired = enterprise.desired_capital(p, strength, price)
        added = min(credit.invested_part(p, loan), max(0.0, desired - c.capital[i]))
        c.capital[i] += added
        savings -= added
        flow[f.EQUIPMENT] += w * added
    elif c.idea[i] != 0 and savings >= p.start_capital:
        c.owner[i] = 1
        c.practice[i] = entry_exit.start_practice(p, c.skill[i])
        c.capital[i] = p.start_capital
        c.enterprise_age[i] = 0
        savings -= p.start_capital
        flow[f.EQUIPMENT] += w * p.start_capital
    reserve = p.reserve_instalments * due * p.instalment_share * 12.0 / 52.0
    repaid = min(c.moneylender_debt[i], max(0.0, savings - reserve))
    c.moneylender_debt[i] -= repaid
    flow[f.MONEYLENDER_REPAYMENT] += w * repaid
    c.savings[i] = savings - repaid


@compiled
def admit_opening_members(p, c, ham, fund, h, bond):  # type: ignore[no-untyped-def]
    """Members of a fund that exists at the start: the listed households with most to gain, up to its room."""
    first, last = ham.first[h], ham.first[h + 1]
    share = 1.0 / ham.weight[h]
    worth = np.full(last - first, np.inf)
    for i in range(first, last):
        if c.listed[i] == 0:
            continue
        better = 1.0 if p.technology_on != 0.0 and c.technology[i] != 0 else 0.0
        strength = enterprise.strength(p, c.talent[i], c.practice[i], better)
        desired = enterprise.desired_capital(p, strength, 1.0)
        benefit = credit.loan_benefit(
            p, p.first_loan, c.owner[i] != 0, c.technology[i], strength, 1.0, c.capital[i], desired, c.savings[i],
            c.moneylender_debt[i], 0.0,
        )
        worth[i - first] = credit.trouble(p, c.hassle[i], c.readiness[i]) - benefit * p.horizon_loans
    for k in stable_order(worth):
        i = first + k
        units = c.weight[i] * share
        if c.listed[i] == 0 or fund.members[h] + 0.5 * units > fund.room[h]:
            break
        _admit(p, c, fund, first, last, h, i, units)
        c.bond[i] = bond
