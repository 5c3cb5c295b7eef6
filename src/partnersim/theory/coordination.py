"""Who talks to whom among partners, and the staff time it takes. Pure and compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from partnersim.theory.calendar import MONTHS_PER_YEAR
from partnersim.theory.compiled import compiled
from partnersim.theory.partners import ALONE, JOINT, LEADER


@compiled
def talkers(rule, leader, working, through_one):
    """By which rule partners talk, and with whom in the middle: through one, a joint plan is talked over as a led one.

    Args:
        rule, leader: as in `decide`. working: who is at work, shape (n,), bool.
        through_one: whether a joint plan is made by talking to one member only, the leader or else the first at work.

    Returns:
        (rule, number of the one in the middle).
    """
    if rule == JOINT and through_one and working.any():
        return LEADER, leader if working[leader] else working.argmax()
    return rule, leader


@compiled
def talking_pairs(rule, leader, working, committee_size):
    """Who talks to whom: everybody in a joint plan, the leader with each when led, else nobody.

    Above ``committee_size`` members, pairs talk inside committees of at most that size, and the first of each
    committee is its delegate and talks to the other delegates.

    Args:
        rule, leader: as in `decide`. working: who is at work, shape (n,), bool. committee_size: members.

    Returns:
        shape (n, n), bool, symmetric, empty diagonal.
    """
    n = working.size
    talks = np.zeros((n, n), dtype=np.bool_)
    if rule == ALONE:
        return talks
    if rule == LEADER:
        for j in range(n):
            if j != leader and working[j] and working[leader]:
                talks[leader, j] = True
                talks[j, leader] = True
        return talks
    place = np.full(n, -1)
    count = 0
    for i in range(n):
        if working[i]:
            place[i] = count
            count += 1
    committees = (count + committee_size - 1) // committee_size
    for i in range(n):
        for j in range(n):
            if i == j or place[i] < 0 or place[j] < 0:
                continue
            # dealt out in turn, so that committees differ in size by one at most
            same = place[i] % committees == place[j] % committees
            delegates = place[i] < committees and place[j] < committees
            talks[i, j] = same or delegates
    return talks


class Hours(NamedTuple):
    """Staff time that working together takes.

    Attributes:
        per_pair: of each of a pair that talks, persons. control: of a leader for each member that it plans for,
            persons. per_meeting: of each member for each member at a meeting, person months. meetings: a year.
        relief: share of the cost of a pair that convening removes.
    """

    per_pair: float
    control: float
    per_meeting: float
    meetings: float
    relief: float


@compiled
def account_staff(asks, answers, money, working, rule, each, joint):
    """Staff time of those who work with donors' money for donors' reports, missions and accounts, in persons.

    ``each (1 + (d_i - 1)(1 - joint))`` of member i, with d_i the others at work that ask for accounts and have money
    here; nothing where d_i is 0, or where each plans for itself.

    Args:
        asks: who asks for accounts, shape (n,), bool. answers: who takes partners' money, shape (n,), bool.
        money: that each has here, shape (n,). working: who is at work, shape (n,), bool. rule: as in `decide`.
        each: for one donor, persons. joint: share of it that donors ask for together, 0 to 1.

    Returns:
        shape (n,).
    """
    n = working.size
    staff = np.zeros(n)
    if rule == ALONE:
        return staff
    for i in range(n):
        donors = 0
        for j in range(n):
            if j != i and working[j] and asks[j] and money[j] > 0.0:
                donors += 1
        if working[i] and answers[i] and donors > 0:
            staff[i] = each * (1.0 + (donors - 1) * (1.0 - joint))
    return staff


@compiled
def coordination_staff(talks, trust, rule, leader, working, hours):
    """Staff time that talking, meeting and controlling take, in persons.

    ``sum_j talks_ij per_pair (1 - relief)(1.2 - T_ij) + per_meeting meetings / 12 members``, and for a
    leader who plans for the others ``control (1.2 - T_Lj)`` for each of them.

    Args:
        talks: from `talking_pairs`. trust: shape (n, n). rule, leader: as in `decide`. working: shape (n,), bool.
        hours: what each kind takes.

    Returns:
        shape (n,).
    """
    n = working.size
    staff = np.zeros(n)
    members = working.sum()
    for i in range(n):
        if not working[i]:
            continue
        if members > 1:
            staff[i] += hours.per_meeting * hours.meetings / MONTHS_PER_YEAR * members
        for j in range(n):
            if talks[i, j]:
                staff[i] += hours.per_pair * (1.0 - hours.relief) * (1.2 - trust[i, j])
                if rule == LEADER and i == leader:
                    staff[i] += hours.control * (1.2 - trust[i, j])
    return staff
