"""Readiness of households and group capital of members."""

from __future__ import annotations

from partnersim.theory.compiled import compiled


@compiled
def next_readiness(p, readiness, socialised, success, promised_ratio):  # type: ignore[no-untyped-def]
    """Readiness after a month of programme work, of neighbours' success or failure, of kept or broken promises.

    r' = r + a soc (1 - r) + b (success - r) - c (1 - delivered / promised) - d (r - r0), within 0..1. ``success`` is
    the share of the hamlet's borrowers in good standing, negative where nobody borrows.
    """
    if p.readiness_on == 0.0:
        return readiness
    change = p.from_socialisation * socialised * (1.0 - readiness)
    if success >= 0.0:
        change += p.from_success * (success - readiness)
    change -= p.from_broken * (1.0 - promised_ratio)
    change -= p.readiness_fading * (readiness - p.readiness_start)
    return min(1.0, max(0.0, readiness + change))


@compiled
def next_bond(p, bond, meeting_rate):  # type: ignore[no-untyped-def]
    """Group capital after a month: grows towards 1 with meetings, fades without."""
    return bond + p.bond_growth * meeting_rate * (1.0 - bond) - p.bond_fading * bond
