"""How an agreement comes about, is renewed, and ends with its term."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

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
from partnersim.mechanisms.deciding.sharing import shares_by_terms
from partnersim.mechanisms.deciding.voting import voted
from partnersim.mechanisms.partnership.bargaining import bargain
from partnersim.theory.arrays import Flags, Floats
from partnersim.theory.chance.draws import Purpose
from partnersim.theory.worth import ACTIVE, OUT
from partnersim.world.agreement_books import Benefits, Year
from partnersim.world.agreements import AgreementState
from partnersim.world.contracts import Life, Plan, Stage

if TYPE_CHECKING:
    from partnersim.scenario.stages import Stages
    from partnersim.world.world import World


class Formation(Mechanism):
    """Partners go through stages that cost time and money and leave stocks, and sign if all gain.

    Each month of a stage costs ``cost_share`` of a year's joint money and ``prepare_staff`` of each. A month
    of socialisation brings views nearer, ``s += socialised_gain (1 - s)``, and readies members; a month of
    planning sharpens estimates, ``q += planned_gain (1 - q)``. Both stocks fade; meetings renew the first. A
    contract exists if the agreement stage was not skipped; it costs ``writing_cost c^2`` of a year's money.
    Signing: each weighs, in its own believed world, being at work against being outside while the others go
    on (`partnersim.theory.worth.options`). While somebody loses, the one who loses most is dropped and
    the rest plan again; at least two sign. Where members vote (``terms.voting``), all who are asked first vote on
    the whole: with too few votes nobody signs; with enough, those who lose still may stay out. With
    ``joining_spread`` s > 0 each adds to its gain a keyed leaning of its own, ``s log(u / (1 - u))``, so that it
    signs with probability ``1 / (1 + exp(-gain / s))``. Nothing else is asked of them: views and needs act
    through what each expects. Partners who did not agree try again after ``retry_months``. At the end of the term the
    same condition renews. Where terms are bargained (`partnersim.mechanisms.partnership.bargaining`) that comes
    first, at signing and at renewal. A reserve is not asked at the founding. What each expects of rival benefits is
    its share by the terms on the table.

    Switched off, no agreement is made: everybody works apart.

    Source: pilot study (condition of signing); stocks and their costs are assumed.
    """

    name = "formation"
    phase = Phase.PARTNERSHIP
    reads = (
        "agreements.contract.practices", "agreements.contract.purse",
        "agreements.asked", "agreements.beliefs.activity", "agreements.beliefs.reliability",
        "agreements.life.begins", "agreements.life.waits_until", "agreements.month.forgiven",
        "agreements.month.hushed", "agreements.month.seen_chance", "agreements.sanctions.punished",
        "agreements.sanctions.spared", "agreements.views", "organizations.active",
        "organizations.capacity_idr", "organizations.common_aim",
        "organizations.keeps_promises", "organizations.showpiece", "organizations.year_money_idr",
        "rules.budgets", "rules.convening",
    )  # fmt: skip
    writes = (
        "agreements.at_stake", "agreements.awake", "agreements.bargains", "agreements.contract.completeness",
        "agreements.contract.founders", "agreements.contract.founding_idr",
        "agreements.contract.founding_money_idr", "agreements.contract.inside", "agreements.contract.leader",
        "agreements.contract.signed", "agreements.contract.terms",
        "agreements.events", "agreements.life.founded", "agreements.life.months_in_stage",
        "agreements.life.places", "agreements.life.reason", "agreements.life.stage",
        "agreements.life.writing_share",
        "agreements.money_share", "agreements.plan", "agreements.planned", "agreements.pulled",
        "agreements.replan", "agreements.serves", "agreements.shares", "agreements.socialised", "diary",
        "ledger", "organizations.readiness", "organizations.staff_used",
    )  # fmt: skip

    def step(self, model: World) -> None:
        """Carry each agreement one month on in its life."""
        for agreement in model.agreements:
            life = agreement.life
            if life.stage is Stage.ENDED or model.month < max(life.begins, life.waits_until):
                continue
            if agreement.working:
                self._work(model, agreement)
            else:
                self._prepare(model, agreement)

    def _work(self, model: World, agreement: AgreementState) -> None:
        p = self.parameters(model)
        agreement.life.months_in_stage += 1
        pay(model, agreement, agreement.at_work, agreement.life.writing_share)
        agreement.life.writing_share = 0.0
        agreement.socialised *= 1.0 - p.socialised_fading
        agreement.planned *= 1.0 - p.planned_fading
        if agreement.meets(model.calendar_month):
            agreement.socialised += p.meeting_gain * (1.0 - agreement.socialised)
        if agreement.age(model.month) >= agreement.spec.months:
            self._renew(model, agreement)

    def _prepare(self, model: World, agreement: AgreementState) -> None:
        """Live a month of the stage that is due; when the last one is over, sign."""
        lengths = _stage_lengths(agreement.spec.stages)
        if _go_to_stage_due(agreement.life, lengths):
            self._live_stage(model, agreement)
            agreement.life.months_in_stage += 1
        if not _go_to_stage_due(agreement.life, lengths):
            self._sign(model, agreement)

    def _live_stage(self, model: World, agreement: AgreementState) -> None:
        """Pay for a month of preparation and gain what its stage gives."""
        p, stage = self.parameters(model), agreement.life.stage
        pay(model, agreement, agreement.active, agreement.spec.stages.cost_share)
        for member in agreement.members:
            member.staff_used["prepare"] += min(p.prepare_staff, member.staff_free)
            if stage is Stage.SOCIALISATION:
                member.readiness += p.readiness_gain * (1.0 - member.readiness)
        if stage is Stage.SOCIALISATION:
            agreement.socialised += p.socialised_gain * (1.0 - agreement.socialised)
        elif stage is Stage.PLANNING:
            agreement.planned += p.planned_gain * (1.0 - agreement.planned)

    def _sign(self, model: World, agreement: AgreementState) -> None:
        asked = agreement.active & agreement.asked
        agreement.pulled = 0.0  # nobody has pulled yet at what is signed now
        share_out_money(model)
        bargain(model, agreement, willing=asked)
        share_out_money(model)
        having, cost = circumstances(model, agreement), self._writing_cost(model, agreement)
        # what members weigh is the contract that they would sign
        agreement.change_contract(completeness=agreement.written)
        offer = self._offer(model, agreement, asked, having, cost)
        if offer.signing.sum() < FEWEST:
            self._try_later(model, agreement, offer)
            return
        pay(model, agreement, offer.signing, cost)
        life = agreement.life
        life.stage, life.months_in_stage, life.reason = Stage.IMPLEMENTATION, 0, ""
        life.founded, life.places = model.month, int(offer.signing.sum())
        agreement.accounts = replace(agreement.accounts, last=Benefits.none(len(agreement)))
        agreement.year = Year.begun(len(agreement))
        agreement.change_contract(founders=offer.signing)
        _put_in_force(model, agreement, offer, having)
        share_out_money(model)
        names, dropped = _names(agreement, offer.signing), _names(agreement, agreement.asked & ~offer.signing)
        for other in model.agreements:
            other.replan = other.replan or any(m.name in names for m in other.members)
        agreement.replan, model.apart.replan = False, True
        detail = ", ".join(names) + (f"; without {', '.join(dropped)}" if dropped else "")
        _tell(model, agreement, "signed", detail)

    def _try_later(self, model: World, agreement: AgreementState, offer: _Offer) -> None:
        life = agreement.life
        agreement.change_contract(completeness=0.0)
        life.stage, life.months_in_stage = Stage.IDENTIFICATION, 0
        life.waits_until = model.month + self.parameters(model).retry_months
        life.reason = offer.voted_down or _why(agreement, offer.gain)
        _tell(model, agreement, "not formed", life.reason)

    def _renew(self, model: World, agreement: AgreementState) -> None:
        before, were_at_work, were_inside = agreement.terms, agreement.at_work, agreement.inside
        bargain(model, agreement, willing=were_at_work)
        renegotiated = agreement.terms != before
        completeness = agreement.written if renegotiated else agreement.completeness
        cost = self._writing_cost(model, agreement) if renegotiated else 0.0
        having = circumstances(model, agreement)
        offer = self._offer(model, agreement, were_at_work, having, cost)
        model.apart.replan = True
        if offer.signing.sum() < FEWEST:
            agreement.end(model.month, "expired: " + (offer.voted_down or _why(agreement, offer.gain)))
            _tell(model, agreement, "expired", agreement.life.reason)
            return
        agreement.change_contract(founding_idr=np.zeros(len(agreement)))
        pay(model, agreement, offer.signing, cost)
        agreement.change_contract(completeness=completeness)
        _put_in_force(model, agreement, offer, having)
        left = _names(agreement, were_inside & ~offer.signing)
        what = "renegotiated" if renegotiated else "renewed"
        detail = f"{int(offer.signing.sum())} members" + (f"; without {', '.join(left)}" if left else "")
        _tell(model, agreement, what, detail)

    def _writing_cost(self, model: World, agreement: AgreementState) -> float:
        """Share of a year's joint money that it costs to write the contract that the terms lead to."""
        return float(self.parameters(model).writing_cost * agreement.written**2)

    def _offer(
        self, model: World, agreement: AgreementState, willing: Flags, having: Circumstances, writing: float
    ) -> _Offer:
        """Who signs, and what they plan and expect; those who expect to lose are dropped one by one."""
        taking, leaning = willing.copy(), self._leaning(model, agreement)
        gain = np.full(len(agreement), -np.inf)
        plan = np.zeros_like(agreement.plan_idr)
        while taking.sum() >= FEWEST:
            if not taking[agreement.leader]:
                agreement.change_contract(leader=int(np.argmax(np.where(taking, having.budgets, -1.0))))
            agreement.shares = shares_by_terms(
                model, agreement, who=taking, money_idr=having.budgets, pulled=agreement.pulled
            )
            plan = propose(model, agreement, taking=taking, having=having)
            worth = weigh(model, agreement, taking=taking, having=having, plan=plan, who=taking)
            money = max(float(having.budgets[taking].sum()), 1e-9)
            yearly = writing * 12.0 / agreement.spec.months * having.budgets / money
            extra = extra_of_partnering(model, agreement, having=having, taking=taking)
            round_gain = worth[:, ACTIVE] + extra - yearly - worth[:, OUT]
            gain = np.where(taking, np.where(np.isnan(round_gain), -np.inf, round_gain), gain)
            drawn = gain + leaning  # the leaning decides, and is no gain: it is not at stake later
            if (taking == willing).all():
                vote = voted(agreement, voters=taking, gains=drawn, budgets=having.budgets)
                if not vote.passed:
                    return _Offer(np.zeros_like(taking), plan, gain, f"voted down, {vote.in_words}")
            worst = int(np.argmin(np.where(taking, drawn, np.inf)))
            if drawn[worst] > 0.0:
                break
            taking[worst] = False
        return _Offer(taking, plan, gain)

    def _leaning(self, model: World, agreement: AgreementState) -> Floats:
        """What each adds to its expected gain when it is asked, (n,): nothing, or its own logistic draw."""
        spread = self.parameters(model).joining_spread
        if spread <= 0.0:
            return np.zeros(len(agreement))
        u = model.draws.uniform(Purpose.SIGNING_LEANING, model.month, agreement.entities)
        return np.asarray(spread * np.log(u / (1.0 - u)))


class _Offer(NamedTuple):
    """A contract ready to be signed.

    Attributes:
        signing: who would sign, (n,); fewer than two if there is no partnership to be had.
        plan_idr: their plan, (n, K). gain: what each expects above staying outside, (n,), -inf where unknown.
        voted_down: how a vote on it went that did not let it pass, "" otherwise.
    """

    signing: Flags
    plan_idr: Floats
    gain: Floats
    voted_down: str = ""


def _stage_lengths(stages: Stages) -> dict[Stage, int]:
    """Months of the stages that come before the work, in their order; a stage of no months is skipped."""
    return {
        Stage.IDENTIFICATION: stages.identification_months,
        Stage.SOCIALISATION: stages.socialisation_months,
        Stage.PLANNING: stages.planning_months,
        Stage.AGREEMENT: stages.agreement_months,
    }


def _go_to_stage_due(life: Life, lengths: dict[Stage, int]) -> bool:
    """Move on to the first stage that is not over yet; False, at the last one, if all are over."""
    order = list(lengths)
    while life.months_in_stage >= lengths[life.stage]:
        if life.stage is order[-1]:
            return False
        life.stage, life.months_in_stage = order[order.index(life.stage) + 1], 0
    return True


def _put_in_force(model: World, agreement: AgreementState, offer: _Offer, having: Circumstances) -> None:
    """Bind those who sign from now on, by the plan that they signed for; everybody begins awake."""
    money = np.where(offer.signing, having.budgets, 0.0)
    agreement.change_contract(inside=offer.signing, signed=model.month, founding_money_idr=float(money.sum()))
    agreement.awake = np.ones(len(agreement), dtype=bool)
    agreement.put_in_force(Plan.agreed(offer.plan_idr, money))
    agreement.at_stake = np.where(offer.signing, offer.gain, 0.0)


def _tell(model: World, agreement: AgreementState, what: str, detail: str) -> None:
    agreement.events.append((model.month, what, agreement.name, detail))
    model.note(what, agreement.name, detail)


def _names(agreement: AgreementState, who: Flags) -> list[str]:
    return [agreement.members[i].name for i in np.flatnonzero(who)]


def pay(model: World, agreement: AgreementState, who: Flags, share: float) -> None:
    """Let members pay a share of a year's joint money for preparation or writing, each by its money."""
    if share <= 0.0:
        return
    budgets = circumstances(model, agreement).budgets
    paid = agreement.contract.founding_idr.copy()
    for i in np.flatnonzero(who):
        account = agreement.members[i].cash
        amount = min(share * float(budgets[i]), max(0.0, model.ledger.balance(account)))
        model.ledger.post(account, model.accounts.market, amount, "coordination")
        paid[i] += amount
    agreement.change_contract(founding_idr=paid)


def _why(agreement: AgreementState, gain: Floats) -> str:
    losers = [
        f"{m.name} {g:+.3f}"
        for m, g in zip(agreement.members, gain, strict=True)
        if np.isfinite(g) and g <= 0.0
    ]
    return "fewer than two expect to gain" + (f" ({', '.join(losers)})" if losers else " (no money)")
