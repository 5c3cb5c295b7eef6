"""What the poor need, and how late and how differently partners see it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.scenario.aspects import FUNDS, PERSONNEL, PROGRAMME, USE_OF_OUTPUTS, K
from partnersim.theory.arrays import Floats
from partnersim.theory.chance.draws import Purpose
from partnersim.world.agreements import Group
from partnersim.world.funds import ACTIVE

if TYPE_CHECKING:
    from partnersim.world.world import World

_ASPECTS = np.arange(K)
_VIEWS_EVERY = 3  # months: nobody's picture of needs changes from one month to the next


class Needs(Mechanism):
    """True weights drift and answer to conditions; each partner sees them late and in its own way.

    ``a_k = base_k exp(walk_k + response signal_k)`` scaled to sum to one, with
    ``walk_k += drift_sd z_k`` each month. Signals are shares from 0 to 1: hamlets without a fund and members
    queuing for a loan (funds), households that could take a course (personnel, a share of all households),
    fall of the local price (use of outputs), households' missing readiness (programme); rows and hamlets
    count with their weights. Partner i knows
    ``a^i = a(t - delay) exp(vision_sd (1 - socialised / 2) z_ik)`` with
    ``delay = delay_months (1 - information)`` and z a normal of the year, correlated with
    that of the year before by ``persistence``. Views are renewed every quarter.

    Switched off, the weights stay at their base and everybody sees them truly.

    Source: pilot study (walk, spread of views); response and delay are assumed.
    """

    name = "needs"
    phase = Phase.PARTNERSHIP
    reads = (
        "agreements.replan", "agreements.socialised", "funds.members", "funds.queue", "funds.status",
        "hamlets.price", "hamlets.trainable", "hamlets.weight", "households.readiness", "households.weight",
        "needs.base",
    )  # fmt: skip
    writes = ("agreements.views.needs", "needs.history", "needs.walk", "needs.weights")

    def step(self, model: World) -> None:
        """Move the true weights; each quarter, renew what partners see."""
        p, state = self.parameters(model), model.needs
        if p.drift_sd > 0.0:
            state.walk += p.drift_sd * model.draws.normal(Purpose.NEEDS_WALK, model.month, _ASPECTS)
        state.record(state.base * np.exp(state.walk + p.response * signals(model)))
        for agreement in (*model.agreements, model.apart):
            if len(agreement) and (agreement.replan or model.month % _VIEWS_EVERY == 0):
                agreement.views = replace(agreement.views, needs=self._views(model, agreement))

    def off(self, model: World) -> None:
        """Show everybody the base weights."""
        for agreement in (*model.agreements, model.apart):
            everybody = np.tile(model.needs.weights, (len(agreement), 1))
            agreement.views = replace(agreement.views, needs=everybody)

    def _views(self, model: World, agreement: Group) -> Floats:
        p = self.parameters(model)
        known = model.needs.known(p.delay_months * (1.0 - agreement.practices.information))
        ids = (agreement.entities[:, None] * 64 + _ASPECTS).ravel()
        z = model.draws.lasting_normal(Purpose.NEEDS_VIEW, model.year, ids, persistence=p.persistence)
        z = z.reshape(-1, K)
        views = known * np.exp(p.vision_sd * (1.0 - 0.5 * agreement.socialised) * z)
        return np.asarray(views / views.sum(axis=1, keepdims=True))


def signals(model: World) -> Floats:
    """How pressing each aspect is, 0 to 1, shape (5,); facilities have no signal of their own.

    Shares of the place's hamlets and of the households that are simulated, each row and each hamlet with its
    weight, so that they are the same in expectation for any sample.
    """
    hamlets, funds, weight = model.hamlets, model.funds, model.households.weight
    pressing = np.zeros(K)
    place, households = float(hamlets.weight.sum()), float(weight.sum())
    if place <= 0.0 or households <= 0.0:
        return pressing
    served = funds.status == ACTIVE
    served_weight = hamlets.weight[served]
    with_fund = float(served_weight.sum()) / place
    members = float((served_weight * funds.members[served]).sum())
    queue = float((served_weight * funds.queue[served]).sum()) / members if members > 0.0 else 0.0
    pressing[FUNDS] = 1.0 - with_fund * (1.0 - min(1.0, queue))
    pressing[PERSONNEL] = min(1.0, float(hamlets.weight @ hamlets.trainable) / households)
    price = float(hamlets.weight @ hamlets.price) / place
    pressing[USE_OF_OUTPUTS] = min(1.0, max(0.0, -math.log(price))) if price > 0.0 else 0.0
    pressing[PROGRAMME] = 1.0 - float(weight @ model.households.readiness) / households
    return pressing
