"""The two roles of government: who of an office regulates and who brings partners together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnersim.scenario.actors import Government

if TYPE_CHECKING:
    from partnersim.world.organizations import Organization


def role_staff(organization: Organization) -> tuple[float, float]:
    """Staff of a government office that regulates and that convenes, in persons.

    Shares that add up to more than one are scaled down together: nobody works in both roles at once.
    Everybody else, and an office that has left, has none.
    """
    part = organization.spec
    if not organization.active or not isinstance(part, Government):
        return 0.0, 0.0
    total = max(1.0, part.staff_regulating + part.staff_convening)
    return part.staff * part.staff_regulating / total, part.staff * part.staff_convening / total
