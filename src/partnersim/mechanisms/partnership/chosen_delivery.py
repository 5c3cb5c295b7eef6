"""How much of what it promised a partner delivers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.deciding.conduct import misused_alone
from partnersim.mechanisms.deciding.sanctions import fear_of_sanctions
from partnersim.theory.arrays import Flags, Floats, Ints
from partnersim.theory.belief import mean
from partnersim.theory.chance.draws import Purpose
from partnersim.theory.chance.normal import one_normal
from partnersim.theory.compiled import compiled, compiled_stage
from partnersim.theory.conduct import Temper, made_ready, shirked, wished
from partnersim.theory.partners import ALONE
from partnersim.theory.present import at_work
from partnersim.theory.seen import seen_by_any
from partnersim.world.sheets import Sheet

if TYPE_CHECKING:
    from partnersim.world.world import World


_LUCK_LOT = int(Purpose.DELIVERY_LUCK)


class Doers(NamedTuple):
    """Who delivers.

    Attributes:
        rows: of the members among all organizations, (n,). at_work: who of them is at work, (n,).
        misused, keeps_promises, readiness, luck: of all organizations; the first is what each misuses of money that it
            plans for itself.
    """

    rows: Ints
    at_work: Flags
    misused: Floats
    keeps_promises: Floats
    readiness: Floats
    luck: Floats


class Answering(NamedTuple):
    """What members answer to in an agreement.

    Attributes:
        alpha, beta: beliefs in reliability, (n, n). seen_chance: that j sees i's delivery, (n, n).
        hushed: share of what is seen of each that is not reported, (n,). forgiven: share that passes for trouble.
        at_stake: what each would lose by being outside, (n,). completeness: of the contract. fear: share that each
            diverts less where it is sure to be seen and told, for fear of sanctions, (n,).
    """

    alpha: Floats
    beta: Floats
    seen_chance: Floats
    hushed: Floats
    forgiven: float
    at_stake: Floats
    completeness: float
    fear: Floats


class ChosenDelivery(Mechanism):
    """Partners choose how much of their promise they divert to their own showpiece.

    ``s_i = clip[w_i + reciprocity (reference_trust - T_i) - p_i (contract_penalty c + value_at_stake
    max(0, v_i) + f_i)]`` with T_i its mean trust in the others, f_i what it fears of
    `partnersim.mechanisms.partnership.sanctions`, ``p_i = 1 - prod_j (1 - o_ji)`` the chance of being
    seen, c completeness and v_i what it would lose by being outside. Whose plan it is decides what it would do
    unseen: a common plan, voted or a leader's, is a promise to others, and ``w_i = 1 - k_i`` with k the keeping of
    promises; where each plans for itself ``w_i = m_i``, the share of its own money that it misuses under its own
    head office and auditors. With ``m = 1 - k`` honesty is the same in and outside. Of what is seen, friends report
    only ``1 - hushed_i`` and ``forgiven`` passes for trouble. The reference is fixed, so that the trust at founding
    counts. Delivered: ``r_i = (1 - s_i) readiness_i wait_i luck_i``; readiness grows with experience by
    ``experience`` of what is missing a month. In a sequence ``wait_i = 1 - sequence_share (1 - mean r of those
    before)``. Apart no partner sees and nobody answers to one: ``s_i = m_i``, and so for the only one at work.

    Switched off, everybody delivers all that was promised.

    Source: pilot study; misuse of own money, experience and sequence are assumed.
    """

    name = "chosen_delivery"
    phase = Phase.PARTNERSHIP
    reads = (
        "agreements.contract.practices",
        "agreements.at_stake", "agreements.awake", "agreements.beliefs.reliability",
        "agreements.contract.completeness", "agreements.contract.inside", "agreements.contract.terms",
        "agreements.life.stage", "agreements.month.forgiven", "agreements.month.hushed",
        "agreements.month.seen_chance", "agreements.plan.money_idr", "agreements.sanctions.punished",
        "agreements.sanctions.spared", "organizations.active", "organizations.keeps_promises",
    )  # fmt: skip
    writes = (
        "agreements.month.luck", "agreements.month.ratio", "agreements.month.ready",
        "agreements.month.shirk", "organizations.readiness",
    )  # fmt: skip

    def step(self, model: World) -> None:
        """Choose for this month, then gain experience."""
        p, apart, columns = self.parameters(model), model.apart, model.organization_columns
        if not len(apart):
            return
        draws, entities = model.draws, columns.entities
        luck = draws.monthly(
            Purpose.DELIVERY_LUCK, model.month, entities,
            lambda first, drawn: lucks((draws.key, first), entities, p.luck_sd, drawn),
        )  # fmt: skip
        temper = p.reciprocity, p.reference_trust, p.contract_penalty, p.value_at_stake
        misused = misused_alone(model)
        for group in (*model.agreements, apart):
            if group.working:
                waiting = p.sequence_share if group.terms.delivery == "sequence" else 0.0
                believed = group.beliefs.reliability
                deliver_month(
                    _SHEET.where(group), believed.alpha, believed.beta,
                    (misused, luck, fear_of_sanctions(model, group, group.at_stake)), temper,
                    (not group.apart, group.rule == ALONE, waiting), (group.month.forgiven, group.completeness),
                )  # fmt: skip
        gain_experience(columns.readiness, columns.active, p.experience)

    def off(self, model: World) -> None:
        """All that was promised arrives, whatever stopped last month's work."""
        for group in (*model.agreements, model.apart):
            if group.working:
                month, n = group.month, len(group)
                month.luck, month.shirk, month.ready = np.ones(n), np.zeros(n), np.ones(n)
                month.ratio = np.where(group.at_work, 1.0, month.ratio)


_SHEET = Sheet(
    "rows", "awake", "at_stake", "contract.inside", "columns.active", "columns.keeps_promises", "columns.readiness",
    "month.seen_chance", "month.hushed", "month.luck", "month.shirk", "month.ready", "month.ratio",
)  # fmt: skip
_sheet_at = _SHEET.at


@compiled
def deliver_month(where, alpha, beta, who_does, temper, work, bound):  # type: ignore[no-untyped-def]
    """A month of partners, by `deliver`, written down in the agreement's month.

    Args:
        where: of the sheet. alpha, beta: beliefs in reliability, which are others every month.
        who_does: what each of all organizations misuses of money that it plans for itself, and its luck, (N,) each;
            and the fear of each member, (n,). temper, work: as in `deliver`.
        bound: share of what is seen that passes for trouble, and completeness of the contract.
    """
    a, (misused, luck, fear), (forgiven, completeness) = _sheet_at(where), who_does, bound
    month, all_of, chosen = a.month, a.columns, np.empty((4, a.rows.shape[0]))
    who = at_work(a.rows, a.contract.inside, a.awake, all_of.active)
    doers = a.rows, who, misused, all_of.keeps_promises, all_of.readiness, luck
    answering = alpha, beta, month.seen_chance, month.hushed, forgiven, a.at_stake, completeness, fear
    deliver(doers, answering, temper, work, month.ratio, chosen)
    month.luck[:], month.shirk[:], month.ready[:], month.ratio[:] = chosen[0], chosen[1], chosen[2], chosen[3]


@compiled_stage
def deliver(doers, answering, temper, work, last_ratio, chosen):  # type: ignore[no-untyped-def]
    """What members choose to divert, and what share of their promises arrives.

    Args:
        doers: parts of `Doers`. answering: parts of `Answering`. temper: parts of `Temper`.
        work: whether there is an agreement, since apart nobody sees or answers; whether each plans for itself; and the
            share of the work that cannot begin before the work before it is done, 0 side by side.
        last_ratio: delivered over promised last month, (n,).
        chosen: written here: luck, share diverted, readiness with what was waited for, and share of the promise
            delivered, (4, n).
    """
    do, (together, own_plan, waiting) = Doers(*doers), work
    luck, alone = do.luck[do.rows], do.misused[do.rows]
    shirk = alone
    if together:
        wish = wished(alone, do.keeps_promises[do.rows], own_plan)
        shirk = _answered((wish, alone), do.at_work, Answering(*answering), Temper(*temper))
    ready = made_ready(do.readiness[do.rows], shirk, do.at_work, waiting)
    for i in range(last_ratio.shape[0]):
        chosen[0, i], chosen[1, i], chosen[2, i], chosen[3, i] = luck[i], shirk[i], ready[i], last_ratio[i]
        if do.at_work[i]:
            chosen[3, i] = min(max((1.0 - shirk[i]) * ready[i] * luck[i], 0.0), 1.0)


@compiled
def _answered(wishes, at_work, answering, temper):  # type: ignore[no-untyped-def]
    """What those who would divert ``wishes``, with others at work and alone, divert where others see them, (n,)."""
    wish, alone = wishes
    seen = seen_by_any(answering.seen_chance)
    told = seen * (1.0 - answering.hushed) * (1.0 - answering.forgiven)
    trust = mean(answering.alpha, answering.beta)
    wish = wish - told * answering.fear
    return shirked(wish, alone, trust, at_work, told, answering.at_stake, answering.completeness, temper)


@compiled
def lucks(lot, entities, spread, drawn):  # type: ignore[no-untyped-def]
    """Luck of all organizations in their work in successive months, lognormal with mean one.

    Args:
        lot: key and first month of the draws, as in `partnersim.theory.chance.philox.one_uniform`. entities: their
            numbers for draws, (n,). spread: of its logarithm. drawn: written here, (months, n).
    """
    key, first = lot
    for t in range(drawn.shape[0]):
        for i in range(entities.shape[0]):
            z = one_normal(key, _LUCK_LOT, first + t, entities[i])
            drawn[t, i] = math.exp(spread * z - 0.5 * spread * spread)


@compiled
def gain_experience(readiness, active, experience):  # type: ignore[no-untyped-def]
    """Add a month's part of what is missing to the readiness of all organizations that are in the place."""
    for i in range(readiness.shape[0]):
        if active[i]:
            readiness[i] += experience * (1.0 - readiness[i])
