"""Help for a partner in trouble, and not holding it against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.world.agreements import AgreementState
from partnersim.world.budgets import MONTHS

if TYPE_CHECKING:
    from partnersim.world.world import World


class MutualAid(Mechanism):
    """Members pay for a partner with an open problem or a loss of money, and blame it less.

    While somebody at work is in trouble, every other member at work that is not gives ``mutual_aid`` of its
    month's money, as far as it has cash; those in trouble get equal parts. In trouble is who has an open
    problem, or whose cash is below ``1 - loss_share`` of its planned month. To a lack of money the aid goes
    as cash, up to what is missing; the rest pays for the repair of a problem (kind "mutual aid", to the
    market) and speeds it in `partnersim.mechanisms.partnership.problem_events`, counted in months of the
    receiver's own money. What givers give they do not deliver.
    Blame: of last month's share of work stopped by a problem, ``no_blame`` is not held against the partner,
    ``excused_i = 1 / (1 - no_blame damage_i) `` on what is seen of it; but some shirking then passes for
    trouble: ``forgiven = pretence no_blame`` of what is seen has no consequence.

    Switched off, or at practices of nought, nobody helps or excuses.

    Source: assumed.
    """

    name = "mutual_aid"
    phase = Phase.PARTNERSHIP
    reads = (
        "agreements.contract.practices",
        "agreements.awake", "agreements.contract.inside", "agreements.life.stage",
        "agreements.plan.money_idr", "organizations.active", "organizations.damage", "organizations.problem",
    )  # fmt: skip
    writes = ("agreements.month.excused", "agreements.month.forgiven", "diary", "ledger", "organizations.aid")

    def step(self, model: World) -> None:
        """Give aid where it is needed and set what is excused."""
        p, columns = self.parameters(model), model.organization_columns
        columns.aid[:] = 0.0
        for agreement in model.agreements:
            if not agreement.working:
                continue
            practices = agreement.practices
            if practices.no_blame > 0.0:
                damage = columns.damage[agreement.rows]
                agreement.month.excused = 1.0 / np.maximum(1.0 - practices.no_blame * damage, 1e-3)
                agreement.month.forgiven = p.pretence * practices.no_blame
            if practices.mutual_aid > 0.0:
                self._aid(model, agreement, practices.mutual_aid)

    def _aid(self, model: World, agreement: AgreementState, share: float) -> None:
        who, members, ledger = agreement.at_work, agreement.members, model.ledger
        monthly = agreement.budget_idr / MONTHS
        cash = np.array([max(0.0, ledger.balance(m.cash)) for m in members])
        missing = np.where(cash < (1.0 - self.parameters(model).loss_share) * monthly, monthly - cash, 0.0)
        struck = agreement.columns.problem[agreement.rows] > 0.0
        trouble = who & ((missing > 0.0) | struck) & (monthly > 0.0)
        givers = who & ~trouble
        if not trouble.any() or not givers.any():
            return
        each = np.minimum(share * monthly, cash) * givers / int(trouble.sum())
        for j in map(int, np.flatnonzero(trouble)):
            got = float(each.sum())
            if got <= 0.0:
                continue
            as_cash = min(1.0, float(missing[j]) / got)
            repair = (1.0 - as_cash) if struck[j] else 0.0
            for i in np.flatnonzero(each > 0.0):
                giver = members[i].cash
                if as_cash > 0.0:
                    ledger.post(giver, members[j].cash, float(each[i]) * as_cash, "transfer")
                if repair > 0.0:
                    ledger.post(giver, model.accounts.market, float(each[i]) * repair, "mutual aid")
            members[j].aid += got * repair / float(monthly[j])
            model.note("helped", members[j].name, f"{agreement.name}: {got * (as_cash + repair):,.0f} rupiah")
