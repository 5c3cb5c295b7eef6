"""What a partner believes that another has agreed to, and when what it sees falls short of that. Pure.

Row ``j`` of every matrix is the partner who judges, column ``i`` the one judged.
"""

from __future__ import annotations

import numpy as np

from partnersim.theory.compiled import compiled


@compiled
def wanted(needs, common_aim, showpiece):  # type: ignore[no-untyped-def]
    """What each partner wants a rupiah to go to: ``g a_k + (1 - g)`` for its showpiece, (n, K), rows summing to one.

    Args:
        needs: weights a of the aspects in each one's eyes, (n, K). common_aim: g, (n,). showpiece: its aspect, (n,).
    """
    wants = np.empty(needs.shape)
    for j in range(needs.shape[0]):
        for k in range(needs.shape[1]):
            wants[j, k] = common_aim[j] * needs[j, k]
        wants[j, showpiece[j]] += 1.0 - common_aim[j]
    return wants


@compiled
def leaning(plan_idr, wants, productivity):  # type: ignore[no-untyped-def]
    """How much more each would read into another's promise than the plan holds, -1 to 1, (n, n).

    With ``v_jik = want_jk A_jik`` the worth to j of i's rupiah in aspect k, p the plan's shares, and the reading
    ``q = v / sum v`` by which j would have spent i's money: ``(v q - v p) / max(v q, v p)``. Above zero the plan
    neglects what j wants; below zero it does more of it than j would have asked. 0 where i plans no work of its own.

    Args:
        plan_idr: of each by aspect, (n, K). wants: as `wanted` gives them. productivity: A, effect of a rupiah of i in
            aspect k as j sees it, (n, n, K).
    """
    n, aspects = plan_idr.shape
    leans = np.zeros((n, n))
    for i in range(n):
        planned = 0.0
        for k in range(aspects):
            planned += plan_idr[i, k]
        if planned <= 0.0:
            continue
        for j in range(n):
            of_plan, total, squares = 0.0, 0.0, 0.0
            for k in range(aspects):
                worth = wants[j, k] * productivity[j, i, k]
                of_plan += worth * (plan_idr[i, k] / planned)
                total += worth
                squares += worth * worth
            of_reading = squares / (total if total > 0.0 else 1.0)
            largest = max(of_plan, of_reading)
            leans[j, i] = (of_reading - of_plan) / (largest if largest > 0.0 else 1.0)
    return leans


@compiled
def believed_agreed(leans, slip, unwritten, own_reading, memory_sd):  # type: ignore[no-untyped-def]
    """What one believes another agreed to deliver, over what the plan says.

    ``B_ji = max(0, 1 + u_ji (own_reading l_ji + memory_sd z_ji))``.

    Args:
        leans: l, of the pair, as `leaning` gives it. slip: z, what it remembers otherwise, standard normal.
        unwritten: u, share of the agreement that is neither written nor cleared up between the two.
        own_reading, memory_sd: parameters of the rule.
    """
    return max(0.0, 1.0 + unwritten * (own_reading * leans + memory_sd * slip))


@compiled
def sightings_in_a_row(before, ratio, believed, tolerance):  # type: ignore[no-untyped-def]
    """Sightings in a row, with the one of now, in which what was seen stayed short of what was believed agreed.

    Short is ``ratio < (1 - tolerance) believed``. A month in which one does not look counts neither way.

    Args:
        before: until last month. ratio: what it saw this month, over the plan. believed: as `believed_agreed` gives it.
        tolerance: share that may be missing.
    """
    return before + 1 if ratio < (1.0 - tolerance) * believed else 0
