"""Who talks to whom among partners, and the staff time it takes. Pure, compiled, positional arguments."""

from __future__ import annotations

import numpy as np

from partnersim.theory.compiled import compiled
from partnersim.theory.partners import ALONE, LEADER


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


@compiled
def coordination_staff(talks, trust, rule, leader, relief, per_pair, control, meetings, per_meeting, working):
    """Staff time that talking, meeting and controlling take, in persons.

    ``sum_j talks_ij per_pair (1 - relief)(1.2 - T_ij) + per_meeting meetings / 12 members``, and for a
    leader who plans for the others ``control (1.2 - T_Lj)`` for each of them.

    Args:
        talks: from `talking_pairs`. trust: shape (n, n). rule, leader: as in `decide`.
        relief: share of the cost of a pair that convening removes. per_pair, control, per_meeting: persons.
        meetings: meetings a year. working: shape (n,), bool.

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
            staff[i] += per_meeting * meetings / 12.0 * members
        for j in range(n):
            if talks[i, j]:
                staff[i] += per_pair * (1.0 - relief) * (1.2 - trust[i, j])
                if rule == LEADER and i == leader:
                    staff[i] += control * (1.2 - trust[i, j])
    return staff
