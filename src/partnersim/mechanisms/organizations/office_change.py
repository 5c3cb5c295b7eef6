"""Heads of organizations come and go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.deciding.heads import change_head
from partnersim.theory.chance.draws import Purpose

if TYPE_CHECKING:
    from partnersim.world.world import World


class OfficeChange(Mechanism):
    """Each month every active organization's head changes with probability ``1 - (1 - hazard)^(1/12)``.

    Over twelve months that is the yearly hazard. The newcomer's good faith is new and others lose part of
    their evidence (`mechanisms.deciding.heads.change_head`). The draw belongs to the organization, so one more actor
    in a scenario moves nobody else's changes.

    Source: hazard of about a tenth a year, the value at which the pilot study met the observed dissolution of
    partnerships; assumed.
    """

    name = "office_change"
    phase = Phase.ORGANIZATIONS
    reads = (
        "agreements.beliefs.founding_activity", "agreements.beliefs.founding_reliability",
        "organizations.active",
    )  # fmt: skip
    writes = (
        "agreements.beliefs.activity", "agreements.beliefs.reliability", "diary", "organizations.common_aim",
        "organizations.keeps_promises",
    )  # fmt: skip

    def step(self, model: World) -> None:
        """Draw for every organization whether its head changes this month."""
        hazard = self.parameters(model).hazard
        if hazard == 0.0 or not model.organizations:
            return
        monthly = 1.0 - (1.0 - hazard) ** (1.0 / 12.0)
        ids = model.organization_columns.entities
        drawn = model.draws.monthly_uniform(Purpose.OFFICE_CHANGE, model.month, ids)
        for number, u in enumerate(drawn.tolist()):
            if u < monthly and model.organizations[number].active:
                change_head(model, model.organizations[number])
