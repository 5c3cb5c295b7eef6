"""Government as facilitator: bringing partners together takes real hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.deciding.roles import put_to, role_staff
from partnersim.theory.arrays import Floats

if TYPE_CHECKING:
    from partnersim.world.world import World


class Facilitation(Mechanism):
    """Convening staff bring partners together, with falling returns.

    ``convening = S / (S + staff_needed)`` with S the convening staff of all governments: half of the possible
    relief at ``staff_needed``, none without staff, never all. How much the level relieves (cost of
    co-ordination, firms' search) is up to the mechanisms that read it.

    Source: assumed.
    """

    name = "facilitation"
    phase = Phase.ORGANIZATIONS
    reads = ("organizations.active",)
    writes = ("organizations.staff_used", "rules.convening")

    def step(self, model: World) -> None:
        """Put staff to convening and set the level."""
        staff = put_to(model, "convene", self.once(model, _roles)[1])
        model.rules.convening = staff / (staff + self.parameters(model).staff_needed)


def _roles(model: World) -> Floats:
    return role_staff(model.organizations)
