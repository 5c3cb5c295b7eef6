"""The two roles of government: who of an office regulates and who brings partners together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from partnersim.scenario.actors import Government
from partnersim.theory.arrays import Floats
from partnersim.world.organizations import Organization
from partnersim.world.staff import STAFF_USES

if TYPE_CHECKING:
    from partnersim.world.world import World


def role_staff(organizations: Sequence[Organization]) -> Floats:
    """Staff of each organization that regulates and that convenes while it is in the place, in persons, (2, n).

    Shares that add up to more than one are scaled down together: nobody works in both roles at once. Only
    government offices have any.
    """
    staff = np.zeros((2, len(organizations)))
    for number, organization in enumerate(organizations):
        part = organization.spec
        if isinstance(part, Government):
            total = max(1.0, part.staff_regulating + part.staff_convening)
            staff[:, number] = (
                part.staff * part.staff_regulating / total, part.staff * part.staff_convening / total,
            )  # fmt: skip
    return staff


def put_to(model: World, use: str, staff: Floats) -> float:
    """Put those of ``staff``, (n,), who are in the place to a use of this month; persons of all together."""
    columns = model.organization_columns
    at_it = staff * columns.active
    columns.staff_used[:, STAFF_USES.index(use)] = at_it
    total = 0.0
    for persons in at_it.tolist():
        total += persons
    return total
