"""How an agreement comes about, is renewed, and ends with its term."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.deciding.proposals import (
    FEWEST,
    Circumstances,
    circumstances,
    extra_of_partnering,
    propose,
    share_out_money,
    weigh,
)
from partnersim.mechanisms.partnership.bargaining import bargain
from partnersim.theory.chance.draws import Purpose
from partnersim.theory.worth import ACTIVE, OUT
from partnersim.world.agreements import AgreementState, Benefits, Stage

if TYPE_CHECKING:
    from partnersim.world.world import World

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_ORDER = (Stage.IDENTIFICATION, Stage.SOCIALISATION, Stage.PLANNING, Stage.AGREEMENT)


class Formation(Mechanism):
    """Partners go through stages that cost time and money and leave stocks, and sign if all gain.

    Each month of a stage costs ``cost_share`` of a year's joint money and ``prepare_staff`` of each. A month
    of socialisation brings views nearer, ``s += socialised_gain (1 - s)``, and readies members; a month of
    planning sharpens estimates, ``q += planned_gain (1 - q)``. Both stocks fade; meetings renew the first. A
    contract exists if the agreement stage was not skipped; it costs ``writing_cost c^2`` of a year's money.
    Signing: each weighs, in its own believed world, being at work against being outside while the others go
    on (`partnersim.theory.worth.options`). While somebody loses, the one who loses most is dropped and
    the rest plan again; at least two sign. With ``joining_spread`` s > 0 each adds to its gain a keyed
    leaning of its own, ``s log(u / (1 - u))``, so that it signs with probability ``1 / (1 + exp(-gain /
    s))``. Nothing else is asked of them: views and needs act through what each expects. Partners who did not
    agree try again after ``retry_months``. At the end of the term the same condition renews. Where terms are
    bargained (`partnersim.mechanisms.partnership.bargaining`) that comes first, at signing and at renewal. A
    reserve is not asked at the founding.

    Switched off, no agreement is made: everybody works apart.

    Source: pilot study (condition of signing); stocks and their costs are assumed.
    """

    name = "formation"
    phase = Phase.PARTNERSHIP
    reads = (
        "agreements.beliefs",
        "agreements.seen_needs",
        "agreements.seen_productivity",
        "organizations.cash",
    )
    writes = ("agreements.stage", "agreements.stocks", "agreements.plan_idr", "organizations.cash",
              "organizations.readiness", "organizations.staff_used")  # fmt: skip

    def step(self, model: World) -> None:
        """Carry each agreement one month on in its life."""
        for agreement in model.agreements:
            if agreement.stage is Stage.ENDED or model.month < max(agreement.begins, agreement.waits_until):
                continue
            if agreement.working:
                self._work(model, agreement)
            else:
                self._prepare(model, agreement)

    def _work(self, model: World, agreement: AgreementState) -> None:
        p = self.parameters(model)
        agreement.months_in_stage += 1
        agreement.socialised *= 1.0 - p.socialised_fading
        agreement.planned *= 1.0 - p.planned_fading
        if agreement.meets(model.calendar_month):
            agreement.socialised += p.meeting_gain * (1.0 - agreement.socialised)
        assert agreement.spec is not None and agreement.signed is not None
        if model.month - agreement.signed >= agreement.spec.months:
            self._renew(model, agreement)

    def _prepare(self, model: World, agreement: AgreementState) -> None:
        assert agreement.spec is not None
        stages, p = agreement.spec.stages, self.parameters(model)
        lengths = {
            Stage.IDENTIFICATION: stages.identification_months,
            Stage.SOCIALISATION: stages.socialisation_months,
            Stage.PLANNING: stages.planning_months,
            Stage.AGREEMENT: stages.agreement_months,
        }
        self._skip(agreement, lengths)
        if agreement.stage in lengths:
            there = np.array([m.active for m in agreement.members], dtype=bool)
            pay(model, agreement, there, stages.cost_share)
            for member in agreement.members:
                member.staff_used["prepare"] += min(p.prepare_staff, member.staff_free)
                if agreement.stage is Stage.SOCIALISATION:
                    member.readiness += p.readiness_gain * (1.0 - member.readiness)
            if agreement.stage is Stage.SOCIALISATION:
                agreement.socialised += p.socialised_gain * (1.0 - agreement.socialised)
            elif agreement.stage is Stage.PLANNING:
                agreement.planned += p.planned_gain * (1.0 - agreement.planned)
            agreement.months_in_stage += 1
            self._skip(agreement, lengths)
        if agreement.stage is Stage.IMPLEMENTATION:
            agreement.stage = Stage.AGREEMENT
            self._sign(model, agreement)

    @staticmethod
    def _skip(agreement: AgreementState, lengths: dict[Stage, int]) -> None:
        """Move past stages that are over or have no length; past the last one there is implementation."""
        order = (*_ORDER, Stage.IMPLEMENTATION)
        while agreement.stage in lengths and agreement.months_in_stage >= lengths[agreement.stage]:
            agreement.stage = order[order.index(agreement.stage) + 1]
            agreement.months_in_stage = 0

    def _sign(self, model: World, agreement: AgreementState) -> None:
        assert agreement.spec is not None
        p, month = self.parameters(model), model.month
        share_out_money(model)
        willing = np.array([m.active for m in agreement.members], dtype=bool) & agreement.asked
        bargain(model, agreement, willing=willing)
        written = agreement.terms.completeness if agreement.spec.stages.agreement_months > 0 else 0.0
        share_out_money(model)
        having = circumstances(model, agreement)
        willing = np.array([m.active for m in agreement.members], dtype=bool)
        agreement.completeness = written  # what members weigh is the contract that they would sign
        signing, plan, gain = self._willing(model, agreement, willing, having, p.writing_cost * written**2)
        if signing.sum() < FEWEST:
            agreement.completeness = 0.0
            agreement.stage, agreement.months_in_stage = Stage.IDENTIFICATION, 0
            agreement.waits_until, agreement.reason = month + p.retry_months, _why(agreement, gain)
            agreement.events.append((month, "not formed", agreement.name, agreement.reason))
            model.note("not formed", agreement.name, agreement.reason)
            return
        pay(model, agreement, signing, p.writing_cost * written**2)
        n = len(agreement)
        agreement.stage, agreement.months_in_stage, agreement.signed = Stage.IMPLEMENTATION, 0, month
        agreement.inside[:], agreement.awake[:], agreement.completeness = signing, True, written
        agreement.plan_idr, agreement.budget_idr = plan, np.where(signing, having.budgets, 0.0)
        agreement.at_stake, agreement.reason, agreement.pulled = np.where(signing, gain, 0.0), "", 0.0
        agreement.year, agreement.serves = Benefits.none(n), np.zeros((n, 0))
        agreement.founding_money_idr = float(agreement.budget_idr.sum())
        agreement.forget_year()
        share_out_money(model)
        signed = {m.name for m, s in zip(agreement.members, signing, strict=True) if s}
        for other in model.agreements:
            other.replan = other.replan or any(m.name in signed for m in other.members)
        agreement.replan, model.apart.replan = False, True
        agreement.founded, agreement.places = month, int(signing.sum())
        names = ", ".join(m.name for m, s in zip(agreement.members, signing, strict=True) if s)
        dropped = ", ".join(m.name for m, s in zip(agreement.members, signing, strict=True) if not s)
        detail = names + (f"; without {dropped}" if dropped else "")
        agreement.events.append((month, "signed", agreement.name, detail))
        model.note("signed", agreement.name, detail)

    def _renew(self, model: World, agreement: AgreementState) -> None:
        before, were = agreement.terms, agreement.at_work
        bargain(model, agreement, willing=were)
        renegotiated = agreement.terms != before
        written = agreement.completeness
        assert agreement.spec is not None
        if renegotiated:
            written = agreement.terms.completeness if agreement.spec.stages.agreement_months > 0 else 0.0
        cost = self.parameters(model).writing_cost * written**2 if renegotiated else 0.0
        having = circumstances(model, agreement)
        signing, plan, gain = self._willing(model, agreement, were, having, cost)
        model.apart.replan = True
        if signing.sum() < FEWEST:
            agreement.end(model.month, "expired: " + _why(agreement, gain))
            agreement.events.append((model.month, "expired", agreement.name, agreement.reason))
            model.note("expired", agreement.name, agreement.reason)
            return
        agreement.founding_idr[:] = 0.0
        pay(model, agreement, signing, cost)
        out = ", ".join(m.name for m, s, w in zip(agreement.members, signing, agreement.inside, strict=True)
                        if w and not s)  # fmt: skip
        agreement.signed, agreement.inside[:], agreement.awake[:] = model.month, signing, True
        agreement.completeness = written
        agreement.plan_idr, agreement.budget_idr = plan, np.where(signing, having.budgets, 0.0)
        agreement.founding_money_idr = float(agreement.budget_idr.sum())
        agreement.at_stake, agreement.serves = np.where(signing, gain, 0.0), np.zeros((len(agreement), 0))
        what = "renegotiated" if renegotiated else "renewed"
        detail = f"{int(signing.sum())} members" + (f"; without {out}" if out else "")
        agreement.events.append((model.month, what, agreement.name, detail))
        model.note(what, agreement.name, detail)

    def _willing(
        self,
        model: World,
        agreement: AgreementState,
        willing: Flags,
        having: Circumstances,
        writing: float,
    ) -> tuple[Flags, Floats, Floats]:
        """Members who sign, their plan, and what each expects to gain; losers are dropped one by one."""
        assert agreement.spec is not None
        taking, leaning = willing.copy(), self._leaning(model, agreement)
        gain = np.full(len(agreement), -np.inf)
        plan = np.zeros_like(agreement.plan_idr)
        while taking.sum() >= FEWEST:
            if not taking[agreement.leader]:
                agreement.leader = int(np.argmax(np.where(taking, having.budgets, -1.0)))
            plan = propose(model, agreement, taking=taking, having=having)
            worth = weigh(model, agreement, taking=taking, having=having, plan=plan, who=taking)
            money = max(float(having.budgets[taking].sum()), 1e-9)
            yearly = writing * 12.0 / agreement.spec.months * having.budgets / money
            extra = extra_of_partnering(model, agreement, having=having, taking=taking)
            round_gain = worth[:, ACTIVE] + extra - yearly - worth[:, OUT]
            gain = np.where(taking, np.where(np.isnan(round_gain), -np.inf, round_gain), gain)
            drawn = gain + leaning  # the leaning decides, and is no gain: it is not at stake later
            worst = int(np.argmin(np.where(taking, drawn, np.inf)))
            if drawn[worst] > 0.0:
                return taking, plan, gain
            taking[worst] = False
        return taking, plan, gain

    def _leaning(self, model: World, agreement: AgreementState) -> Floats:
        """What each adds to its expected gain when it is asked, (n,): nothing, or its own logistic draw."""
        spread = self.parameters(model).joining_spread
        if spread <= 0.0:
            return np.zeros(len(agreement))
        u = model.draws.uniform(Purpose.SIGNING_LEANING, model.month, agreement.entities)
        return np.asarray(spread * np.log(u / (1.0 - u)))


def pay(model: World, agreement: AgreementState, who: Flags, share: float) -> None:
    """Let members pay a share of a year's joint money for preparation or writing, each by its money."""
    if share <= 0.0:
        return
    budgets = circumstances(model, agreement).budgets
    for i in np.flatnonzero(who):
        account = agreement.members[i].cash
        amount = min(share * float(budgets[i]), max(0.0, model.ledger.balance(account)))
        model.ledger.post(account, model.accounts.market, amount, "coordination")
        agreement.founding_idr[i] += amount


def _why(agreement: AgreementState, gain: Floats) -> str:
    losers = [
        f"{m.name} {g:+.3f}"
        for m, g in zip(agreement.members, gain, strict=True)
        if np.isfinite(g) and g <= 0.0
    ]
    return "fewer than two expect to gain" + (f" ({', '.join(losers)})" if losers else " (no money)")
