"""What each organization gets out of a month, by its own objective, counted alike in and outside agreements.

The difference between a run and the same run in which nobody signs is what partnering brought it in truth,
with all that came of it; the yearly accounts of an agreement compare with what members would have had in the
same run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from partnersim.theory.partners import LEADER, welfare_share

if TYPE_CHECKING:
    from partnersim.world.world import World


def worth_of_month(model: World) -> NDArray[np.float64]:
    """Worth of this month to each organization, own income apart, rupiah, shape (organizations,).

    ``u_i met + (1 - g_i) pi shown_i``: met is `NeedsState.met_idr`, the same for all; shown is what was spent
    on its showpiece aspect, as planned or diverted, by itself or, under its lead, by those it plans for; u and
    pi as in `partnersim.theory.partners.welfare_share`.
    """
    if not model.organizations:
        return np.zeros(0)
    private = model.spec.mechanisms.planning.private_weight
    shown = np.zeros(len(model.organizations))
    for agreement in (*model.agreements, model.apart):
        if not agreement.working:
            continue
        for i, member in enumerate(agreement.members):
            spent = agreement.month.delivered_idr[:, member.showpiece]
            leads = agreement.rule == LEADER and agreement.leader == i and agreement.at_work[i]
            shown[member.number] += float(spent.sum() if leads else spent[i]) + float(
                agreement.month.diverted_idr[i]
            )
    aim = np.array([o.common_aim for o in model.organizations])
    credit = np.array([o.spec.credit_share for o in model.organizations])
    return np.asarray(
        welfare_share(aim, credit, private) * model.needs.met_idr + (1.0 - aim) * private * shown
    )


def partners(model: World) -> NDArray[np.bool_]:
    """Organizations named in an agreement, in force or not, shape (organizations,)."""
    named = np.zeros(len(model.organizations), dtype=bool)
    for agreement in model.agreements:
        named[[m.number for m in agreement.members]] = True
    return named
