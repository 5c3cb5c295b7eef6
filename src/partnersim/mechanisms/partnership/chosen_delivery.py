"""How much of what it promised a partner delivers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.deciding.conduct import shirking
from partnersim.theory.arrays import Floats
from partnersim.theory.chance.draws import Purpose
from partnersim.world.agreements import Group

if TYPE_CHECKING:
    from partnersim.world.world import World


class ChosenDelivery(Mechanism):
    """Partners choose how much of their promise they divert to their own showpiece.

    ``s_i = clip[(1 - k_i) + reciprocity (reference_trust - T_i) - p_i (contract_penalty c + value_at_stake
    max(0, v_i))]`` with k the keeping of promises, T_i its mean trust in the others, ``p_i = 1 - prod_j (1 -
    o_ji)`` the chance of being seen, c completeness and v_i what it would lose by being outside. Of
    what is seen, friends report only ``1 - hushed_i`` and ``forgiven`` passes for trouble. The
    reference is fixed, so that the trust at founding counts. Delivered:
    ``r_i = (1 - s_i) readiness_i wait_i luck_i``; readiness grows with experience by ``experience`` of what
    is missing a month. In a sequence ``wait_i = 1 - sequence_share (1 - mean r of those before)``. Apart
    there is nobody to see or to answer: ``s_i = 1 - k_i``.

    Switched off, everybody delivers all that was promised.

    Source: pilot study; experience and sequence are assumed.
    """

    name = "chosen_delivery"
    phase = Phase.PARTNERSHIP
    reads = (
        "agreements.at_stake", "agreements.awake", "agreements.beliefs.reliability",
        "agreements.contract.completeness", "agreements.contract.inside", "agreements.contract.terms",
        "agreements.life.stage", "agreements.month.forgiven", "agreements.month.hushed",
        "agreements.month.seen_chance", "organizations.active", "organizations.keeps_promises",
    )  # fmt: skip
    writes = (
        "agreements.month.luck", "agreements.month.ratio", "agreements.month.ready",
        "agreements.month.shirk", "organizations.readiness",
    )  # fmt: skip

    def step(self, model: World) -> None:
        """Choose for this month, then gain experience."""
        p = self.parameters(model)
        apart = model.apart
        if not len(apart):
            return
        luck = np.ones(len(apart))
        if p.luck_sd > 0.0:
            z = model.draws.normal(Purpose.DELIVERY_LUCK, model.month, apart.entities)
            luck = np.exp(p.luck_sd * z - 0.5 * p.luck_sd**2)
        for agreement in (*model.agreements, apart):
            if agreement.working:
                numbers = [m.number for m in agreement.members]
                agreement.month.luck = luck[numbers]
                agreement.month.shirk = self._shirk(model, agreement)
                self._deliver(model, agreement)
        for member in model.organizations:
            if member.active:
                member.readiness += p.experience * (1.0 - member.readiness)

    @staticmethod
    def _shirk(model: World, agreement: Group) -> Floats:
        seen = agreement.month.seen_by_somebody
        return shirking(model, agreement, who=agreement.at_work, seen=seen, at_stake=agreement.at_stake)

    def _deliver(self, model: World, agreement: Group) -> None:
        ready = np.array([m.readiness for m in agreement.members])
        kept, who = 1.0 - agreement.month.shirk, agreement.at_work
        if agreement.terms.delivery == "sequence":
            share = self.parameters(model).sequence_share
            before: list[float] = []
            for i in np.flatnonzero(who):
                if before:
                    ready[i] *= 1.0 - share * (1.0 - min(1.0, math.fsum(before) / len(before)))
                before.append(float(kept[i] * ready[i]))
        agreement.month.ready = ready
        agreement.month.ratio = np.where(
            who, np.clip(kept * ready * agreement.month.luck, 0.0, 1.0), agreement.month.ratio
        )
