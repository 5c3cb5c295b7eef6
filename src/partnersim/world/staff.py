"""Staff time of organizations by use: what it goes to before delivery, and what is left."""

from __future__ import annotations

from partnersim.theory.compiled import compiled
from partnersim.theory.sums import exact_sum

STAFF_USES = ("regulate", "convene", "coordinate", "meet", "visit", "prepare", "ties", "account", "settle")
"""What staff time goes to before delivery; the rest of the staff delivers."""

REGULATE, CONVENE, COORDINATE, MEET, VISIT, PREPARE, TIES, ACCOUNT, SETTLE = range(len(STAFF_USES))
"""Numbers of the uses: their columns in ``staff_used``."""


@compiled
def staff_left(staff, staff_used, row):  # type: ignore[no-untyped-def]
    """Staff of one organization left for delivery this month, not below zero (persons).

    Args:
        staff: people each employs, (organizations,). staff_used: persons by use, (organizations, uses).
        row: of the organization.
    """
    return max(0.0, staff[row] - exact_sum(staff_used[row]))
