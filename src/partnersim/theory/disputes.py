"""What a partner believes that another has agreed to, and when what it sees falls short of that. Pure.

Row ``j`` of every matrix is the partner who judges, column ``i`` the one judged.
"""

from __future__ import annotations

import numpy as np

from partnersim.theory.arrays import Flags, Floats, Ints


def wanted(needs: Floats, common_aim: Floats, showpiece: Ints) -> Floats:
    """What each partner wants a rupiah to go to: ``g a_k + (1 - g)`` for its showpiece, (n, K), rows summing to one.

    Args:
        needs: weights a of the aspects in each one's eyes, (n, K). common_aim: g, (n,). showpiece: its aspect, (n,).
    """
    wants = common_aim[:, None] * needs
    wants[np.arange(len(needs)), showpiece] += 1.0 - common_aim
    return wants


def leaning(plan_idr: Floats, wants: Floats, productivity: Floats) -> Floats:
    """How much more each would read into another's promise than the plan holds, -1 to 1, (n, n).

    With ``v_jik = want_jk A_jik`` the worth to j of i's rupiah in aspect k, p the plan's shares, and the reading
    ``q = v / sum v`` by which j would have spent i's money: ``(v q - v p) / max(v q, v p)``. Above zero the plan
    neglects what j wants; below zero it does more of it than j would have asked. 0 where i plans no work of its own.

    Args:
        plan_idr: of each by aspect, (n, K). wants: as `wanted` gives them. productivity: A, effect of a rupiah of i in
            aspect k as j sees it, (n, n, K).
    """
    planned = plan_idr.sum(axis=1)
    shares = plan_idr / np.where(planned > 0.0, planned, 1.0)[:, None]
    worth = wants[:, None, :] * productivity
    of_plan = (worth * shares[None, :, :]).sum(axis=2)
    total = worth.sum(axis=2)
    of_reading = (worth**2).sum(axis=2) / np.where(total > 0.0, total, 1.0)
    largest = np.maximum(of_plan, of_reading)
    leans = (of_reading - of_plan) / np.where(largest > 0.0, largest, 1.0)
    return np.where((planned > 0.0)[None, :], leans, 0.0)


def believed_agreed(
    leans: Floats, slips: Floats, unwritten: Floats, own_reading: float, memory_sd: float
) -> Floats:
    """What each believes another agreed to deliver, over what the plan says, (n, n).

    ``B_ji = max(0, 1 + u_ji (own_reading l_ji + memory_sd z_ji))``.

    Args:
        leans: l, as `leaning` gives it. slips: z, what each remembers otherwise, standard normal, (n, n).
        unwritten: u, share of the agreement that is neither written nor cleared up between the two, (n, n).
        own_reading, memory_sd: parameters of the rule.
    """
    return np.maximum(0.0, 1.0 + unwritten * (own_reading * leans + memory_sd * slips))


def sightings_in_a_row(
    before: Ints, looked: Flags, ratio: Floats, believed: Floats, tolerance: float
) -> Ints:
    """Sightings in a row in which what was seen stayed short of what was believed agreed, (n, n).

    Short is ``ratio < (1 - tolerance) believed``. Who did not look counts neither way.

    Args:
        before: until last month. looked: whether it saw something this month. ratio: as what, over the plan.
        believed: as `believed_agreed` gives it. tolerance: share that may be missing.
    """
    short = ratio < (1.0 - tolerance) * believed
    return np.where(looked, np.where(short, before + 1, 0), before)
