"""A new head of an organization: who it is, and what the others forget."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from partnersim.theory.chance.draws import Purpose

if TYPE_CHECKING:
    from partnersim.world.organizations import Organization
    from partnersim.world.world import World


def change_head(model: World, organization: Organization) -> None:
    """Replace the head of an organization and let others forget part of what they knew of it.

    ``keeps = clip(k + sd z1)``, ``aim = clip(a + sd (r z1 + sqrt(1 - r^2) z2))`` with k and a of the
    scenario, both clipped to [0, 1]: the newcomer is drawn around the organization's usual character, not
    around the old head's. The two numbers are correlated (r), since who delivers tends to care. Spread,
    correlation and the share of evidence lost are parameters of ``mechanisms.office_change``, also for a
    change that the calendar orders.
    """
    settings = model.spec.mechanisms.office_change
    z1 = float(model.draws.normal(Purpose.NEW_OFFICER_GOOD_FAITH, model.month, organization.entity)[0])
    z2 = float(model.draws.normal(Purpose.NEW_OFFICER_COMMON_AIM, model.month, organization.entity)[0])
    r = settings.character_correlation
    mixed = r * z1 + math.sqrt(1.0 - r * r) * z2
    organization.keeps_promises = _share(organization.spec.keeps_promises + settings.character_sd * z1)
    organization.common_aim = _share(organization.spec.common_aim + settings.character_sd * mixed)
    for agreement in model.agreements:
        agreement.forget_head(organization.number, settings.evidence_lost)
    model.note(
        "new head",
        organization.name,
        f"keeps promises {organization.keeps_promises:.2f}, common aim {organization.common_aim:.2f}",
    )


def _share(value: float) -> float:
    return min(1.0, max(0.0, value))
