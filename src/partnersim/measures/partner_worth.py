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
    from partnersim.measures.agreement_months import AgreementMonths, PartnershipMonths

Floats = NDArray[np.float64]


def worth_of_months(partnership: PartnershipMonths, *, private: float) -> Floats:
    """Worth of each month to each organization, own income apart, rupiah, shape (T, organizations).

    ``u_i met + (1 - g_i) pi shown_i``: met is `NeedsState.met_idr`, the same for all; shown is what was spent
    on its showpiece aspect, as planned or diverted, by itself or, under its lead, by those it plans for; u and
    pi as in `partnersim.theory.partners.welfare_share`.

    Args:
        partnership: the months. private: pi, weight of the showpiece in the private part.
    """
    aim = partnership.common_aim
    shown = np.zeros(aim.shape)
    for agreement in (*partnership.agreements, partnership.apart):
        shown[:, agreement.numbers] += np.where(agreement.working[:, None], _shown(agreement), 0.0)
    credit = np.array([o.spec.credit_share for o in partnership.organizations])
    welfare = welfare_share(aim.ravel(), np.tile(credit, len(aim)), private).reshape(aim.shape)
    return np.asarray(welfare * partnership.met_idr[:, None] + (1.0 - aim) * private * shown)


def _shown(a: AgreementMonths) -> Floats:
    """What was spent on each member's showpiece under one agreement, (T, n)."""
    shown = np.zeros(a.inside.shape)
    months = np.arange(len(shown))
    for i in range(len(a.numbers)):
        spent = a.delivered_idr[months, :, a.showpiece[:, i]]
        leads = (a.rule == LEADER) & (a.leader == i) & a.at_work[:, i]
        shown[:, i] = np.where(leads, spent.sum(axis=1), spent[:, i]) + a.diverted_idr[:, i]
    return shown


def partners(partnership: PartnershipMonths) -> NDArray[np.bool_]:
    """Organizations named in an agreement, in force or not, shape (organizations,)."""
    named = np.zeros(len(partnership.organizations), dtype=bool)
    for agreement in partnership.agreements:
        named[agreement.numbers] = True
    return named
