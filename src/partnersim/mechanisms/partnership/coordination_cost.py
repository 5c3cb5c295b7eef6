"""Talking to each other takes time that then does not deliver."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.deciding.proposals import expected_coordination
from partnersim.theory.calendar import MONTHS_PER_YEAR
from partnersim.theory.partners import ALONE

if TYPE_CHECKING:
    from partnersim.world.world import World


class CoordinationCost(Mechanism):
    """Pairs that talk take staff time of the two; meetings take it by head; control takes the leader's.

    ``hours_i = sum_j talks_ij per_pair (1 - relief convening)(1.2 - T_ij) + per_meeting meetings / 12
    members``, and ``control (1.2 - T_Lj)`` for each member that a leader plans for. In a joint plan all
    pairs talk, under a leader only its own, and nobody where each acts alone. Above ``committee_size``
    members, pairs talk inside committees and their delegates with one another
    (`partnersim.theory.coordination.talking_pairs`). With ``talking: through_one`` a joint plan is made by
    talking to one member only, the named leader or the first at work, so that pairs grow in step with
    members and not with their square; that member does not control anybody.

    Source: pilot study (form, committees); hours are assumed.
    """

    name = "coordination_cost"
    phase = Phase.PARTNERSHIP
    reads = (
        "agreements.awake", "agreements.beliefs.reliability", "agreements.contract.inside",
        "agreements.contract.leader", "agreements.contract.terms", "agreements.life.stage",
        "organizations.active", "organizations.keeps_promises", "rules.convening",
    )  # fmt: skip
    writes = ("agreements.month.coordination_staff", "agreements.month.talks", "organizations.staff_used")

    def step(self, model: World) -> None:
        """Take the time from members' staff, as far as they have it."""
        p = self.parameters(model)
        for agreement in model.agreements:
            if not agreement.working:
                continue
            who = agreement.at_work
            agreement.month.talks, wanted = expected_coordination(model, agreement, who)
            agreement.month.coordination_staff = np.zeros(len(agreement))
            meetings = (
                agreement.practices.meetings_per_year / MONTHS_PER_YEAR * p.per_meeting * int(who.sum())
            )
            for i in np.flatnonzero(who):
                member = agreement.members[i]
                hours = min(float(wanted[i]), member.staff_free)
                meeting = min(hours, meetings) if agreement.rule != ALONE and who.sum() > 1 else 0.0
                member.staff_used["meet"] += meeting
                member.staff_used["coordinate"] += hours - meeting
                agreement.month.coordination_staff[i] = hours
