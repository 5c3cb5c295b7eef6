"""Who decides what everybody's money is spent on, and what they know when they do."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.deciding.budgets import opens_year
from partnersim.mechanisms.deciding.proposals import circumstances, plan_put_to_vote, share_out_money
from partnersim.theory.arrays import Floats, Ints, read_only
from partnersim.theory.calendar import is_due
from partnersim.theory.chance.draws import Purpose
from partnersim.theory.compiled import compiled
from partnersim.theory.partners import ALONE, LEADER
from partnersim.world.agreements import Group
from partnersim.world.beliefs import Views
from partnersim.world.contracts import Plan, Stage

if TYPE_CHECKING:
    from partnersim.world.world import World


class Planning(Mechanism):
    """Partners allocate money and capacity by the terms, on the information and aims of whoever decides.

    Estimates: ``log A^_vj = log A_j + T_vj boasting (1 - g_j) pet_j + (1 - T_vj) noise' z_vj``, with
    ``noise' = noise (1 - planned / 2)(1 - report_relief reports / 12)``: a trusted partner is taken at its
    word, and one of low common aim overstates its showpiece. z is half common to all who judge j, and a
    normal of the year, correlated with that of the year before by ``persistence``. One knows oneself. A
    leader who decides takes in ``leader_listens`` of what it is told.
    Allocation: `partnersim.theory.partners.decide`, money relative to the joint yearly money.
    Where each plans alone it knows a share of what the others plan (practice ``plans_known``) and plans beside it
    (`partnersim.theory.partners.each_beside_the_others`). A plan is made at signing, each January, when membership
    changes, and at meetings; who plans for itself needs no meeting and revises its plan ``own_revisions`` times a year,
    with an agreement or without. A written contract binds what it names: in January and at meetings
    ``X = c X_old min(1, money / money_old) + (1 - c) X_new``, with c the completeness in force and X_old the plan of
    the signing, of the last change of members or of last January; money that this leaves over is nobody's by contract
    and goes where X_new has more than that. Where members vote (``terms.voting``) a
    new plan needs the votes of those who expect more of it than of the old one as far as that can be kept, in their
    own believed world; else the old one stands as if the contract were complete. A plan that has lapsed with a
    change of membership cannot stand.

    Switched off, each spends its own money in equal shares over the aspects that it can supply.

    Source: pilot study; the contract as inertia and the relief by reports are assumed.
    """

    name = "planning"
    phase = Phase.PARTNERSHIP
    reads = (
        "agreements.contract.practices", "agreements.contract.purse",
        "agreements.at_stake", "agreements.awake", "agreements.beliefs.activity", "agreements.beliefs.reliability",
        "agreements.contract.completeness", "agreements.contract.inside", "agreements.contract.leader",
        "agreements.contract.terms", "agreements.life.stage", "agreements.month.forgiven",
        "agreements.month.hushed", "agreements.month.seen_chance", "agreements.planned",
        "agreements.sanctions.punished", "agreements.sanctions.spared", "agreements.views.needs", "ledger",
        "organizations.active", "organizations.capacity_idr", "organizations.common_aim",
        "organizations.keeps_promises", "organizations.productivity", "organizations.showpiece",
        "organizations.staff_used", "organizations.year_money_idr", "rules.budgets", "rules.convening",
    )  # fmt: skip
    writes = (
        "agreements.money_share", "agreements.plan", "agreements.replan", "agreements.serves",
        "agreements.views.productivity", "diary",
    )  # fmt: skip

    def step(self, model: World) -> None:
        """Renew estimates and plans where a plan is due."""
        plan_where_due(model, estimates=True)

    def off(self, model: World) -> None:
        """Fixed equal shares of everybody's own money."""
        plan_where_due(model, estimates=False)


def plan_where_due(model: World, *, estimates: bool) -> None:
    """Plan again in January, after a change of membership, at meetings, and whenever one revises its own plan."""
    january = opens_year(model)
    revised = is_due(model.spec.mechanisms.planning.own_revisions, model.calendar_month)
    everyone = (*model.agreements, model.apart)
    if january or any(a.replan for a in everyone):
        share_out_money(model)
    for agreement in everyone:
        if agreement.stage is Stage.ENDED or not len(agreement):
            continue
        due = revised if agreement.rule == ALONE else agreement.meets(model.calendar_month)
        if not (agreement.replan or january or due or not agreement.working):
            continue
        if estimates:
            judge_productivity(model, agreement)
        if agreement.working:
            renew_plan(model, agreement, agreed=january or agreement.replan)
        agreement.replan = False


def renew_plan(model: World, agreement: Group, *, agreed: bool = True) -> None:
    """Put a new plan in force, as far as the contract allows one; ``agreed``: the contract binds to it from now on."""
    taking = agreement.at_work & (agreement.money_share > 0.0)
    having = circumstances(model, agreement)
    spends, vote = plan_put_to_vote(model, agreement, having=having)
    if not vote.passed:
        model.note("voted down", agreement.name, f"a new plan: {vote.in_words}")
    money, before = np.where(taking, having.budgets, 0.0), agreement.plan
    spends, money = read_only(spends), read_only(money)  # one copy of each, however often the record holds it
    binding = (spends, money) if agreed else (before.agreed_idr, before.agreed_money_idr)
    agreement.put_in_force(Plan(spends, money, *binding))


def judge_productivity(model: World, agreement: Group) -> None:
    """Renew what members think of each other's productivity."""
    p, n, columns = model.spec.mechanisms.planning, len(agreement), agreement.columns
    true = columns.productivity[agreement.rows]
    if agreement.apart:
        if not (agreement.views.productivity == true).all():
            agreement.views = Views(agreement.views.needs, np.repeat(true[None], n, axis=0))
        return
    believed = agreement.trust
    if agreement.rule == LEADER:
        believed[agreement.leader] *= p.leader_listens
    reports = min(1.0, agreement.practices.reports_per_year / 12.0)
    noise = p.noise * (1.0 - 0.5 * agreement.planned) * (1.0 - p.report_relief * reports)
    shared, own = [
        model.draws.lasting_normal(purpose, model.year, ids, persistence=p.persistence)
        for purpose, ids in (
            (Purpose.PRODUCTIVITY_VIEW_SHARED, agreement.by_aspect),
            (Purpose.PRODUCTIVITY_VIEW, agreement.pairs_by_aspect),
        )
    ]
    head = Head(columns.common_aim[agreement.rows], columns.showpiece[agreement.rows])
    logs = np.zeros((n, *true.shape))
    log_error(believed, head, (float(p.boasting), float(noise)), shared, own, logs)
    seen = np.exp(logs, out=logs)
    seen *= true
    seen.flags.writeable = False  # so that the record needs no copy
    agreement.views = Views(agreement.views.needs, seen)


class Head(NamedTuple):
    """What a partner is like whose productivity is judged: common aim g and number of its showpiece, (n,) each."""

    aim: Floats
    showpiece: Ints


@compiled
def log_error(believed, head, off, shared, own, logs):  # type: ignore[no-untyped-def]
    """How far off each is in judging each: ``T boasting (1 - g) pet + (1 - T) noise z``, in logs.

    ``z = sqrt(1/2) (shared + own)``; one knows oneself.

    Args:
        believed: T, how far each takes the other at its word, shape (n, n). head: of those judged.
        off: boasting of the least candid about its showpiece, and noise of those who are not trusted at all.
        shared, own: standard normals by who is judged and aspect, and by pair and aspect, flat, (n K,) and (n n K,).
        logs: written here, zeros at first, shape (n, n, K), who judges first.
    """
    (boasting, noise), (n, _, aspects) = off, logs.shape
    for v in range(n):
        for j in range(n):
            if v == j:
                continue
            for k in range(aspects):
                z = np.sqrt(0.5) * (shared[j * aspects + k] + own[(v * n + j) * aspects + k])
                pet = (1.0 - head.aim[j]) if k == head.showpiece[j] else 0.0
                logs[v, j, k] = believed[v, j] * boasting * pet + (1.0 - believed[v, j]) * noise * z
