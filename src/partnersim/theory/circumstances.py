"""What members of a group have to work with: money, room for it, and staff. Pure and compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from partnersim.theory.arrays import Flags, Floats, Ints
from partnersim.theory.compiled import compiled, compiled_inside
from partnersim.theory.coordination import Hours, account_staff, coordination_staff, talkers, talking_pairs
from partnersim.theory.partners import Aims, Means


class Resources(NamedTuple):
    """All organizations of the place, N of them.

    Attributes:
        staff: people, (N,). staff_used: those taken this month, by use, of which the first two are regulating and
            convening, (N, uses). absorptive: money that a person can turn into delivery in a year, (N,).
        capacity: most work by aspect, money a year, (N, K). takes_money: whether partners can pay it, (N,), bool.
        asks_accounts: whether who works with its money owes it reports and accounts, (N,), bool.
        common_aim, credit, showpiece: as in `partners.Aims`, (N,).
    """

    staff: Floats
    staff_used: Floats
    absorptive: Floats
    capacity: Floats
    takes_money: Flags
    asks_accounts: Flags
    common_aim: Floats
    credit: Floats
    showpiece: Ints


class Contact(NamedTuple):
    """What working together asks of members' staff.

    Attributes:
        coordinated: whether talking takes time at all. rule, leader: as in `partners.Deciders`.
        through_one, committee_size: as in `coordination.talkers` and `talking_pairs`. hours: of talking.
        visits, tie: persons that a member's visits take, and a tie to one other member.
        account, joint: persons that one donor's accounts take, and share of them that donors ask for together.
    """

    coordinated: bool
    rule: int
    leader: int
    through_one: bool
    committee_size: int
    hours: Hours
    visits: float
    tie: float
    account: float
    joint: float


class Having(NamedTuple):
    """What members have and are after.

    Attributes:
        means: in the group. absorbs_alone: what each one's staff can turn into delivery outside it, shape (n,).
        aims: as in `partners.Aims`.
    """

    means: Means
    absorbs_alone: Floats
    aims: Aims


@compiled_inside
def staff_for_partnering(contact, who, trust):  # type: ignore[no-untyped-def]
    """Persons of each member that talking, visiting and keeping ties would take if ``who`` worked together, (n,)."""
    taken = np.zeros(who.size)
    if contact.coordinated:
        rule, middle = talkers(contact.rule, contact.leader, who, contact.through_one)
        talks = talking_pairs(rule, middle, who, contact.committee_size)
        taken = coordination_staff(talks, trust, contact.rule, contact.leader, who, contact.hours)
    others = max(0, who.sum() - 1)
    for i in range(who.size):
        taken[i] += contact.visits
        taken[i] += contact.tie * others
    return taken


@compiled_inside
def _accounts(rows, resources, budgets, contact, who):  # type: ignore[no-untyped-def]
    """Persons of each member that donors' reports, missions and accounts would take, (n,)."""
    asks, answers = np.zeros(rows.size, dtype=np.bool_), np.zeros(rows.size, dtype=np.bool_)
    for i in range(rows.size):
        asks[i], answers[i] = resources.asks_accounts[rows[i]], resources.takes_money[rows[i]]
    return account_staff(asks, answers, budgets, who, contact.rule, contact.account, contact.joint)


@compiled
def circumstances_of(rows, resources, budgets, contact, who, trust, having):  # type: ignore[no-untyped-def]
    """Means of the members at ``rows`` in the group, what their staff could do outside it, and their aims.

    Staff that regulates, convenes, writes donors' reports, or is taken by working together delivers nothing. Who takes
    no partner's money does not plan beyond its own: real capacity comes first, scaled to its money, and what is left
    may go to funds.

    Args:
        rows: of the members, shape (n,). resources: of all organizations. budgets: members' money here, shape (n,).
        contact: what working together asks of their staff. who: would do so, shape (n,), bool. trust: shape (n, n).
        having: written here, parts of `Having`: ceilings, shape (n, K), absorbs in the group and outside it, shape (n,)
            each, aim, credit and showpiece, shape (n,) each.
    """
    n, aspects, used = rows.size, resources.capacity.shape[1], resources.staff_used
    ceilings, absorbs, outside, aim, credit, showpiece = having
    partnering = staff_for_partnering(contact, who, trust)
    accounts = _accounts(rows, resources, budgets, contact, who)
    for i in range(n):
        row = rows[i]
        people = resources.staff[row] - used[row, 0] - used[row, 1]
        absorbs[i] = max(people - partnering[i] - accounts[i], 0.0) * resources.absorptive[row]
        outside[i] = max(people, 0.0) * resources.absorptive[row]
        aim[i], credit[i] = resources.common_aim[row], resources.credit[row]
        showpiece[i] = resources.showpiece[row]
        real = 0.0
        for k in range(aspects):
            ceilings[i, k] = resources.capacity[row, k]
            if k < aspects - 1:
                real += ceilings[i, k]
        if not resources.takes_money[row]:
            part = min(1.0, budgets[i] / real) if real > 0.0 else 0.0
            for k in range(aspects - 1):
                ceilings[i, k] *= part
            ceilings[i, aspects - 1] = max(0.0, budgets[i] - real)
