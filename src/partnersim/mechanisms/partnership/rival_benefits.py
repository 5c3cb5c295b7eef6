"""Fees and margins that one partner can keep from another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.deciding.sharing import income_account, shares_by_terms

if TYPE_CHECKING:
    from partnersim.world.world import World


class RivalBenefits(Mechanism):
    """The partnership earns ``rate`` per effective rupiah of services, shared by the agreement's rule.

    Equal: ``1 / m``. By contribution: by money brought. The leader keeps the residual: others get
    ``follower_fee`` of their contribution's share, the leader the rest. Where the contract is incomplete the
    strongest pulls: ``q += hold_up (1 - c)(1 - g) (1 - q) / 12`` and
    ``shares = (1 - q) rule + q (strongest_share for the strongest, the rest equal)``. The money goes from
    the market to the members' own income, apart from programme money, so that every pattern spends the same.

    Source: pilot study (pull to 60/40); rate and fee are assumed.
    """

    name = "rival_benefits"
    phase = Phase.SERVICES
    reads = (
        "agreements.awake", "agreements.contract.completeness", "agreements.contract.inside",
        "agreements.contract.leader", "agreements.contract.terms", "agreements.life.stage",
        "agreements.month.value_idr", "agreements.plan.money_idr", "organizations.active",
        "organizations.common_aim",
    )  # fmt: skip
    writes = ("agreements.pulled", "agreements.shares", "agreements.year.rival_idr", "ledger")

    def step(self, model: World) -> None:
        """Let the strongest pull, then share out what was earned."""
        p = self.parameters(model)
        for agreement in model.agreements:
            who = agreement.at_work
            if not agreement.working or not who.any():
                continue
            strongest = int(np.argmax(np.where(who, agreement.budget_idr, -1.0)))
            grip = (1.0 - agreement.completeness) * (1.0 - agreement.members[strongest].common_aim)
            agreement.pulled += p.hold_up / 12.0 * grip * (1.0 - agreement.pulled)
            agreement.shares = shares_by_terms(
                model, agreement, who=who, money_idr=agreement.budget_idr, pulled=agreement.pulled
            )
            earned = p.rate * agreement.month.value_idr
            for i in np.flatnonzero(who):
                amount = float(earned * agreement.shares[i])
                model.ledger.post(
                    model.accounts.market,
                    income_account(model, agreement.members[i]),
                    amount,
                    "rival benefits",
                )
                agreement.year.rival_idr[i] += amount
