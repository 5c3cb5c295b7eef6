"""What the poor need, and how late and how differently partners see it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.scenario.aspects import FUNDS, PERSONNEL, PROGRAMME, USE_OF_OUTPUTS, K
from partnersim.theory.arrays import Floats
from partnersim.theory.chance.draws import MONTH_SHIFT, Purpose
from partnersim.theory.chance.normal import one_normal
from partnersim.theory.compiled import compiled, compiled_stage
from partnersim.world.agreements import Group
from partnersim.world.funds import ACTIVE
from partnersim.world.sheets import Sheet

if TYPE_CHECKING:
    from partnersim.world.world import World

_WALK_LOT = int(Purpose.NEEDS_WALK)
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
        "agreements.contract.practices",
        "agreements.replan", "agreements.socialised", "funds.members", "funds.queue", "funds.status",
        "hamlets.price", "hamlets.trainable", "hamlets.weight", "households.readiness", "households.weight",
        "needs.base",
    )  # fmt: skip
    writes = ("agreements.views.needs", "needs.history", "needs.walk", "needs.weights")

    def step(self, model: World) -> None:
        """Move the true weights; each quarter, renew what partners see."""
        p, state = self.parameters(model), model.needs
        rows, weights = model.households, np.empty(K)
        drift_month(
            _SHEET.where(model), rows.weight, rows.readiness, model.draws.key, model.month + MONTH_SHIFT,
            (p.drift_sd, p.response), weights,
        )  # fmt: skip
        state.record(weights)
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
        draws, ids = model.draws, agreement.by_aspect
        z = draws.lasting_normal(Purpose.NEEDS_VIEW, model.year, ids, persistence=p.persistence)
        views = np.empty((len(agreement), K))
        seen_differently(known, z, p.vision_sd * (1.0 - 0.5 * agreement.socialised), views)
        views.flags.writeable = False  # so that the record needs no copy
        return views


_SHEET = Sheet(
    "hamlets.weight", "hamlets.trainable", "hamlets.price", "funds.status", "funds.members", "funds.queue",
    "needs.base", "needs.walk",
)  # fmt: skip
_sheet_at = _SHEET.at


def signals(model: World) -> Floats:
    """How pressing each aspect is, 0 to 1, shape (5,); facilities have no signal of their own.

    Shares of the place's hamlets and of the households that are simulated, each row and each hamlet with its
    weight, so that they are the same in expectation for any sample.
    """
    hamlets, funds, households, pressing = model.hamlets, model.funds, model.households, np.zeros(K)
    pressure(
        (hamlets.weight, hamlets.trainable, hamlets.price), (funds.status, funds.members, funds.queue),
        (households.weight, households.readiness), pressing,
    )  # fmt: skip
    return pressing


@compiled
def drift_month(where, row_weight, readiness, key, month, move, weights):  # type: ignore[no-untyped-def]
    """A month of needs: signals, then `drifted` weights, written into ``weights``, (5,); arguments as there."""
    place, pressing = _sheet_at(where), np.zeros(K)
    hamlets, funds = place.hamlets, place.funds
    pressure(
        (hamlets.weight, hamlets.trainable, hamlets.price), (funds.status, funds.members, funds.queue),
        (row_weight, readiness), pressing,
    )  # fmt: skip
    drifted((place.needs.base, place.needs.walk), (key, month), move, pressing, weights)


@compiled_stage
def pressure(hamlets, funds, households, pressing):  # type: ignore[no-untyped-def]
    """How pressing each aspect is, `signals`, of columns.

    Args:
        hamlets: weight, households that could take a course, and local price, (H,) each.
        funds: status, members and queue, (H,) each. households: weight and readiness, (rows,) each.
        pressing: written here, zeros at first, (5,); they stay in a place without anybody.
    """
    (weight, trainable, price), (status, members, queue), (row_weight, readiness) = hamlets, funds, households
    place, learners, prices, served, borrowers, waiting = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for h in range(weight.shape[0]):
        place += weight[h]
        learners += weight[h] * trainable[h]
        prices += weight[h] * price[h]
        if status[h] == ACTIVE:
            served += weight[h]
            borrowers += weight[h] * members[h]
            waiting += weight[h] * queue[h]
    people, ready = 0.0, 0.0
    for i in range(row_weight.shape[0]):
        people += row_weight[i]
        ready += row_weight[i] * readiness[i]
    if place <= 0.0 or people <= 0.0:
        return
    queuing = min(1.0, waiting / borrowers) if borrowers > 0.0 else 0.0
    pressing[FUNDS] = 1.0 - served / place * (1.0 - queuing)
    pressing[PERSONNEL] = min(1.0, learners / people)
    if prices > 0.0:
        pressing[USE_OF_OUTPUTS] = min(1.0, max(0.0, -math.log(prices / place)))
    pressing[PROGRAMME] = 1.0 - ready / people


@compiled_stage
def drifted(needs, lot, move, pressing, weights):  # type: ignore[no-untyped-def]
    """True weights after a month, not yet scaled to sum to one.

    Args:
        needs: base, and the walk until now, to which the month is added, (5,) each.
        lot: key and month of the draws, as in `partnersim.theory.chance.philox.one_uniform`.
        move: standard deviation of a month's drift, and how far weights answer to signals. pressing: signals, (5,).
        weights: written here, (5,).
    """
    (base, walk), (key, month), (drift_sd, response) = needs, lot, move
    for k in range(K):
        walk[k] += drift_sd * one_normal(key, _WALK_LOT, month, k)
        weights[k] = base[k] * math.exp(walk[k] + response * pressing[k])


@compiled
def seen_differently(known, taste, spread, views):  # type: ignore[no-untyped-def]
    """Weights in each one's eyes, ``known_k exp(spread z_ik)`` scaled to sum to one.

    Args:
        known: weights as they are known, (5,). taste: z by partner and aspect, (n 5,). spread: of the eyes.
        views: written here, (n, 5).
    """
    for i in range(views.shape[0]):
        for k in range(K):
            views[i, k] = known[k] * math.exp(spread * taste[i * K + k])
        total = views[i].sum()
        for k in range(K):
            views[i, k] /= total
