"""Whether a borrower thinks good standing is worth what it still owes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.theory.chance.draws import Purpose
from partnersim.world.funds import ACTIVE

if TYPE_CHECKING:
    from partnersim.world.world import World


class LoanStanding(Mechanism):
    """A borrower stops paying for good once it owes more than staying in good standing is worth to it.

    With chance ``considers`` a month a borrower i of hamlet h compares what it owes, ``D``, with ``F + S``:
    ``F = access_h L (v - r) N``, further loans: L the next loan the fund would offer, v the worth of a
    rupiah for a month, r the interest, N the months it looks ahead; ``access = 1 - queue / applicants``, 0
    where the fund is closed or its money is called in;
    ``S = c exp(sd z) (own word + neighbours bond) (1 - excuse late_h)``, its name: c its monthly
    consumption, z lasting and its own, bond its group capital, which only meetings build; late_h the share
    of borrowers in arrears. It walks away if ``D > F + S``. So a small loan of a group that meets, which
    the next loan follows soon, is paid back, and a large, long loan handed down by an outsider who may not
    lend again is paid back by those only whose word is worth much to them. Nothing here knows who lends.

    Off (default): nobody compares; ``group_repayment.walk_away`` is then the only reason to walk away. Use
    one of the two: a scenario that switches this on sets that to zero.

    Source: loans of state firms were seen as a grant, 15 to 40 percent went bad (JPNN, 2 December 2008);
    social capital raises repayment of revolving funds in Tapal Kuda (Viphindrartin); the form is assumed.
    """

    name = "loan_standing"
    phase = Phase.HOUSEHOLDS
    reads = (
        "funds.applicants", "funds.banked", "funds.cash", "funds.late_share", "funds.members",
        "funds.outstanding", "funds.queue", "funds.recalled", "funds.status", "households.bond",
        "households.consumption", "households.hamlet", "households.id", "households.last_loan",
        "households.loan",
    )  # fmt: skip
    writes = ("households.walked",)

    def step(self, model: World) -> None:
        """Let this month's borrowers compare."""
        c: Any = model.households.arrays
        settings = self.parameters(model)
        rows = np.flatnonzero((c.loan > 0.0) & (c.walked == 0))
        if not rows.size:
            return
        thinks = model.draws.uniform(Purpose.STANDING_CONSIDERS, model.month, c.id[rows]) < settings.considers
        rows = rows[thinks]
        if not rows.size:
            return
        funds, terms, hamlet = model.funds, model.spec.programme.community_funds, c.hamlet[rows]
        asked = np.maximum(funds.applicants, 1e-9)
        access = np.where(funds.applicants > 0.0, 1.0 - np.minimum(1.0, funds.queue / asked), 1.0)
        access *= (funds.status == ACTIVE) & (funds.recalled <= 0.0)
        per_member = (funds.cash + funds.banked + funds.outstanding) / np.maximum(1.0, funds.members)
        fair = np.maximum(terms.first_loan_idr, terms.fair_share * per_member)[hamlet]
        next_loan = np.minimum(
            np.minimum(terms.largest_loan_idr, fair), c.last_loan[rows] * terms.loan_growth
        )
        gain = max(0.0, settings.gain_per_month - terms.rate_per_month) * settings.horizon_months
        z = model.draws.normal(Purpose.STANDING_WORTH, 0, c.id[rows])
        name = settings.own_word + settings.neighbours * c.bond[rows]
        name *= c.consumption[rows] * np.exp(settings.spread * z)
        name *= 1.0 - settings.excuse * np.clip(funds.late_share[hamlet], 0.0, 1.0)
        leaves = rows[c.loan[rows] > access[hamlet] * next_loan * gain + name]
        c.walked[leaves] = 1
