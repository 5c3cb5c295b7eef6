"""Readiness of households and group capital of members."""

from __future__ import annotations

from partnersim.mechanisms.base import CompiledRule
from partnersim.theory.calendar import MONTH
from partnersim.theory.compiled import compiled, compiled_stage


class Readiness(CompiledRule):
    """Readiness follows programme work, neighbours' success, broken promises (readiness.py). Off: it stays."""

    name = "readiness"
    reads = ("funds.borrowers", "funds.late_share", "services.promised_ratio", "services.socialised")
    writes = ("households.readiness",)


@compiled_stage
def next_readiness(p, readiness, setting):  # type: ignore[no-untyped-def]
    """Readiness after a month of programme work, of neighbours' success or failure, of kept or broken promises.

    r' = r + a soc (1 - r) + b (success - r) - c (1 - delivered / promised) - d (r - r0), within 0..1. ``success`` is
    the share of the hamlet's borrowers in good standing, negative where nobody borrows.
    """
    if p.readiness_on == 0.0:
        return readiness
    change = p.readiness_from_socialisation * setting.socialised * (1.0 - readiness)
    if setting.success >= 0.0:
        change += p.readiness_from_success * (setting.success - readiness)
    change -= p.readiness_from_broken_promises * (1.0 - setting.promised_ratio)
    change -= p.readiness_fading * (readiness - p.readiness_start)
    return min(1.0, max(0.0, readiness + change * MONTH))


@compiled
def next_bond(p, bond, meeting_rate):  # type: ignore[no-untyped-def]
    """Group capital after a month: grows towards 1 with meetings, fades without."""
    return (
        bond
        + p.group_repayment_bond_growth * MONTH * meeting_rate * (1.0 - bond)
        - p.group_repayment_bond_fading * MONTH * bond
    )
