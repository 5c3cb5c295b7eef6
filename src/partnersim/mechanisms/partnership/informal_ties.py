"""Partners who know each other privately: help at once, and silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase

if TYPE_CHECKING:
    from partnersim.world.world import World


class InformalTies(Mechanism):
    """Ties are kept by staff time, make help come sooner, and let the dishonest cover for one another.

    Member i keeps ``ties_i = practice paid_i``, ``paid_i`` the part of ``practice staff_per_tie (m - 1)``
    persons that it has free, with m the members at work. With honesty ``h = (keeps promises + common aim) /
    2`` and means over the other members at work:
    ``complicity_i = ties_i (1 - h_i) mean(1 - h_j)`` adds to the temptation in
    `partnersim.mechanisms.partnership.leakage`, where what is stolen is chosen;
    ``hushed_i = silence ties_i mean(1 - h_j)`` of what the others see of i, and of what i writes, is not
    reported, so that it has no consequence in `partnersim.mechanisms.partnership.chosen_delivery`. Among the
    honest both are nought and the ties only help (`partnersim.mechanisms.partnership.problem_events`).

    Switched off, or at a practice of nought, nobody keeps ties.

    Source: assumed; the two sides are those named in the partnership literature (informal ties speed the
    solving of problems, and harm when they serve private ends).
    """

    name = "informal_ties"
    phase = Phase.PARTNERSHIP
    reads = (
        "agreements.awake", "agreements.contract.inside", "agreements.life.stage", "organizations.active",
        "organizations.common_aim", "organizations.keeps_promises",
    )  # fmt: skip
    writes = (
        "agreements.month.complicity", "agreements.month.hushed", "agreements.month.ties",
        "organizations.staff_used",
    )  # fmt: skip

    def step(self, model: World) -> None:
        """Pay for ties and see what they lead to."""
        p = self.parameters(model)
        for agreement in model.agreements:
            if not agreement.working:
                continue
            practice, who = agreement.practices.informal_ties, agreement.at_work
            others = int(who.sum()) - 1
            n = len(agreement)
            if practice <= 0.0 or others < 1:
                if agreement.month.ties.any():
                    agreement.month.forget_ties()
                continue
            ties = np.zeros(n)
            wanted = practice * p.staff_per_tie * others
            for i in np.flatnonzero(who):
                member = agreement.members[i]
                spent = min(wanted, member.staff_free)
                member.staff_used["ties"] += spent
                ties[i] = practice * (spent / wanted if wanted > 0.0 else 1.0)
            bad = np.array([1.0 - 0.5 * (m.keeps_promises + m.common_aim) for m in agreement.members]) * who
            around = (bad.sum() - bad) / others
            agreement.month.ties = ties
            agreement.month.complicity = ties * bad * around
            agreement.month.hushed = np.clip(p.silence * ties * around, 0.0, 1.0)
