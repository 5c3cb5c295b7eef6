"""Who of the members of an agreement is at work, as compiled rules work it out."""

from __future__ import annotations

import numpy as np

from partnersim.theory.compiled import compiled


@compiled
def at_work(rows, inside, awake, active):  # type: ignore[no-untyped-def]
    """Members that are in, awake, and still in the place, (n,).

    Args:
        rows: of the members among all organizations, (n,). inside, awake: of the members, (n,). active: of all.
    """
    who = np.empty(rows.shape[0], dtype=np.bool_)
    for i in range(rows.shape[0]):
        who[i] = inside[i] and awake[i] and active[rows[i]]
    return who
