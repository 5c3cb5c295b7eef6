"""Partners who know each other privately: help at once, and silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.theory.compiled import compiled
from partnersim.world.staff import TIES, staff_left

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
        "agreements.contract.practices",
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
            practice, month, who = agreement.practices.informal_ties, agreement.month, agreement.at_work
            others = int(np.count_nonzero(who)) - 1
            if practice <= 0.0 or others < 1:
                if np.count_nonzero(month.ties):
                    month.forget_ties()
                continue
            columns, rows = agreement.columns, agreement.rows
            wanted = practice * p.staff_per_tie * others
            given = np.zeros(len(agreement))
            tied(who, rows, columns.staff, columns.staff_used, wanted, given)
            month.ties = given * practice
            bad = (1.0 - 0.5 * (columns.keeps_promises[rows] + columns.common_aim[rows])) * who
            around = (bad.sum() - bad) / others
            month.complicity = month.ties * bad * around
            month.hushed = np.clip(p.silence * month.ties * around, 0.0, 1.0)


@compiled
def tied(who, rows, staff, staff_used, wanted, given):  # type: ignore[no-untyped-def]
    """Take the time for ties from members' staff, as far as they have it.

    Args:
        who: who is at work, (n,). rows: of the members among all organizations, (n,).
        staff, staff_used: of all organizations; what ties take is added. wanted: persons that each would give.
        given: written here, zeros at first: part of the time wanted that each gives, (n,).
    """
    for i in range(who.shape[0]):
        if who[i]:
            spent = min(wanted, staff_left(staff, staff_used, rows[i]))
            staff_used[rows[i], TIES] += spent
            given[i] = spent / wanted if wanted > 0.0 else 1.0
