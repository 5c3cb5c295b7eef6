"""Partners bargain over the terms under which they work together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.deciding.proposals import circumstances, propose, weigh
from partnersim.mechanisms.deciding.sharing import shares_by_terms
from partnersim.mechanisms.deciding.voting import voted, votes_on
from partnersim.scenario.partnership import Terms
from partnersim.theory.arrays import Flags, Floats
from partnersim.theory.seen import seen_as_agreed
from partnersim.theory.worth import ACTIVE, OUT
from partnersim.world.agreements import AgreementState
from partnersim.world.beliefs import Beliefs, Evidence
from partnersim.world.contracts import Bargain

if TYPE_CHECKING:
    from partnersim.mechanisms.deciding.proposals import Circumstances
    from partnersim.world.world import World

_YEAR = 12


class Bargaining(Mechanism):
    """The fund holder proposes the terms that it likes best; every partner compares with staying outside.

    For each candidate set of terms, each member i imagines ``horizon_months`` H in its own believed world:
    ``V_i = H / 12 (at work_i + rival_i - fixed_cost) - writing_cost c^2 b_i / b`` against ``H / 12
    outside_i`` (`partnersim.theory.worth.options`: the plan that these terms lead to, in i's estimates,
    views and trust, less the staff time that talking, visiting, planning for others and control take under
    them). Everybody expects what the terms do to delivery: a contract deters,
    ``r_j = T_ij + p contract_penalty (c - c_now)`` with p the chance to be seen under the agreed visits, and
    in a sequence those later wait, ``sequence_share (1 - mean r of those before)``. ``rival_i`` is i's share
    of ``rate`` under the rule, pulled towards the strongest halfway through H where contract and i's trust
    in it leave room.
    The holder of most money has a first wish: its best V among those it gains by. If all gain, that is it.
    Else the one who loses most makes one counter-proposal, its own best among those by which all
    gain; the holder
    takes it if it is worth no less to it than its own second proposal (the best by which all gain) after
    another round at ``round_cost``. If there is none, the first wish stands, and those who lose stay out.
    Where members vote (``terms.voting``), there is no counter-proposal: the holder proposes what it gains by, the best
    for itself first, until one finds the votes of those who gain by it; if none does, the terms stand. At a
    founding the gain is above staying outside, later above the terms in force, which nobody must write anew.
    It happens at signing and renewal, and on an anniversary of the signing after members have changed.

    Switched off, agreements keep the terms of the scenario.

    Source: pilot study (imagined runs); the counter-proposal and its cost are assumed. Votes on what one member
    proposes: Romer and Rosenthal 1978, Public Choice 33(4) 27-43.
    """

    name = "bargaining"
    phase = Phase.PARTNERSHIP
    reads = (
        "agreements.contract.practices", "agreements.contract.purse",
        "agreements.at_stake", "agreements.awake", "agreements.beliefs.activity",
        "agreements.beliefs.reliability", "agreements.contract.inside", "agreements.contract.signed",
        "agreements.life.stage", "agreements.money_share", "agreements.month.forgiven",
        "agreements.month.hushed", "agreements.month.seen_chance", "agreements.views", "ledger",
        "organizations.active", "organizations.capacity_idr", "organizations.common_aim",
        "organizations.keeps_promises", "organizations.showpiece", "organizations.staff_used",
        "organizations.year_money_idr", "rules.budgets", "rules.convening",
    )  # fmt: skip
    writes = (
        "agreements.bargains", "agreements.contract.completeness", "agreements.contract.leader",
        "agreements.contract.terms", "agreements.events", "agreements.life.places", "agreements.replan",
        "agreements.shares", "diary",
    )  # fmt: skip

    def step(self, model: World) -> None:
        """Bargain again where members have changed since the last round."""
        for agreement in model.agreements:
            age, now = agreement.age(model.month), int(agreement.inside.sum())
            if not agreement.spec.bargained or age <= 0 or age % _YEAR:
                continue
            if now == agreement.life.places or now < 2:
                continue
            agreement.life.places = now
            before = agreement.terms
            bargain(model, agreement, willing=agreement.at_work)
            if agreement.terms != before:
                agreement.change_contract(completeness=agreement.written)
                agreement.replan = model.apart.replan = True
                agreement.events.append((model.month, "renegotiated", agreement.name, "members have changed"))
                model.note("renegotiated", agreement.name, "members have changed")


@dataclass(frozen=True)
class _Offer:
    """Terms as everybody imagines them: worth and gain over the horizon, (n,), -inf for who takes no part."""

    terms: Terms
    worth: Floats
    gain: Floats


def bargain(model: World, agreement: AgreementState, *, willing: Flags) -> None:
    """Bargain over terms where the agreement provides for it, put the outcome in force and record it."""
    p, spec = model.spec.mechanisms.bargaining, agreement.spec
    if not p.on or not spec.bargained or willing.sum() < 2:
        return
    having = circumstances(model, agreement)
    holder = int(np.argmax(np.where(willing, having.budgets, -1.0)))
    named = next((i for i, m in enumerate(agreement.members) if m.name == spec.leader), holder)
    leader = named if willing[named] else holder
    offers = [_imagine(model, agreement, terms, willing, leader) for terms in spec.offers]
    if votes_on(agreement):
        standing = None
        if agreement.working:
            standing = _imagine(model, agreement, agreement.terms, willing, leader, anew=False)
        result, terms = _put_to_vote(model, agreement, offers, willing, holder, standing, having.budgets)
    else:
        result, terms = _negotiate(model, agreement, offers, willing, holder)
    agreement.bargains.append(result)
    agreement.change_contract(terms=terms, leader=leader)
    agreement.shares = shares_by_terms(model, agreement, who=willing, money_idr=having.budgets, pulled=0.0)
    refused = f"; refused by {', '.join(result.refused)}" if result.refused else ""
    detail = f"{result.how}: {in_words(terms)}{refused}"
    if terms != result.wish:
        detail += f"; {result.holder} first wished {in_words(result.wish)}"
    agreement.events.append((model.month, "bargained", result.holder, detail))
    model.note("bargained", agreement.name, detail)


def _negotiate(
    model: World, agreement: AgreementState, offers: list[_Offer], willing: Flags, holder: int
) -> tuple[Bargain, Terms]:
    members, cost = agreement.members, model.spec.mechanisms.bargaining.round_cost
    ranked = sorted(offers, key=lambda o: -o.worth[holder])
    wish = next((o for o in ranked if o.gain[holder] > 0.0), ranked[0])
    losing = willing & ~(wish.gain > 0.0)
    losing[holder] = False
    countered, counter, how, outcome = "", None, "first wish", wish
    if losing.any():
        suits_all = [o for o in ranked if (o.gain[willing] > 0.0).all()]
        how = "no terms suit all"
        if suits_all:
            loser = int(np.argmin(np.where(losing, wish.gain, np.inf)))
            second, asked = suits_all[0], max(suits_all, key=lambda o: o.worth[loser])
            countered, counter = members[loser].name, asked.terms
            takes = asked.worth[holder] >= second.worth[holder] - cost
            outcome, how = (asked, "counter-proposal") if takes else (second, "second proposal")
    refused = tuple(m.name for m, loses in zip(members, losing, strict=True) if loses)
    record = Bargain(
        model.month, members[holder].name, wish.terms, refused, countered, counter, outcome.terms, how
    )
    return record, outcome.terms


def _put_to_vote(
    model: World, agreement: AgreementState, offers: list[_Offer], willing: Flags, holder: int,
    standing: _Offer | None, budgets: Floats,
) -> tuple[Bargain, Terms]:  # fmt: skip
    """The first proposal of the holder's that finds its votes, or the terms as they are."""

    def above(offer: _Offer) -> Floats:
        if standing is None:
            return offer.gain
        nothing = np.full(len(offer.worth), -np.inf)  # for those outside
        return np.subtract(offer.worth, standing.worth, out=nothing, where=np.isfinite(offer.worth))

    members, ranked = agreement.members, sorted(offers, key=lambda o: -o.worth[holder])
    wish, outcome, how = ranked[0], agreement.terms, "voted down"
    for offer in ranked:
        gains = above(offer)
        if gains[holder] > 0.0 and voted(agreement, voters=willing, gains=gains, budgets=budgets).passed:
            outcome, how = offer.terms, "voted"
            break
    against = willing & ~(above(wish) > 0.0)
    refused = tuple(m.name for m, loses in zip(members, against, strict=True) if loses)
    record = Bargain(model.month, members[holder].name, wish.terms, refused, "", None, outcome, how)
    return record, outcome


def _imagine(
    model: World, agreement: AgreementState, terms: Terms, willing: Flags, leader: int, *, anew: bool = True
) -> _Offer:
    """What terms are worth to each over the horizon, in its own believed world; ``anew``: they must be written."""
    mechanisms, n = model.spec.mechanisms, len(agreement)
    proposed = agreement.imagined(contract=replace(agreement.contract, terms=terms, leader=leader))
    written = proposed.written
    imagined = proposed.imagined(
        beliefs=_expected_delivery(model, proposed, willing, written - agreement.completeness),
        contract=replace(proposed.contract, completeness=written),  # it binds oneself too
    )
    having: Circumstances = circumstances(model, imagined)
    plan = propose(model, imagined, taking=willing, having=having)
    worth = weigh(model, imagined, taking=willing, having=having, plan=plan, who=willing)
    years = mechanisms.bargaining.horizon_months / _YEAR
    money = max(float(having.budgets[willing].sum()), 1e-9)
    extra = -mechanisms.partner_review.fixed_cost + _rival(model, imagined, having, willing, written)
    cost = mechanisms.formation.writing_cost * written**2 * having.budgets / money * anew
    inside = years * (worth[:, ACTIVE] + extra) - cost
    gain = inside - years * worth[:, OUT]
    nothing = np.full(n, -np.inf)
    known = willing & np.isfinite(gain)
    return _Offer(terms, np.where(known, inside, nothing), np.where(known, gain, nothing))


def _rival(
    model: World, imagined: AgreementState, having: Circumstances, who: Flags, written: float
) -> Floats:
    """Rival benefits that each expects halfway through the horizon, (n,), in units of the joint money."""
    rival, months = model.spec.mechanisms.rival_benefits, model.spec.mechanisms.bargaining.horizon_months
    if not rival.on:
        return np.zeros(len(imagined))
    strongest = int(np.argmax(np.where(who, having.budgets, -1.0)))
    room = (1.0 - written) * (1.0 - imagined.trust[:, strongest])
    pulled = 1.0 - (1.0 - rival.hold_up / _YEAR * room) ** (months / 2.0)
    shares = shares_by_terms(model, imagined, who=who, money_idr=having.budgets, pulled=pulled)
    return np.asarray(shares * rival.rate * float(np.mean(imagined.trust[who][:, who])))


def _expected_delivery(
    model: World, imagined: AgreementState, who: Flags, added_completeness: float
) -> Beliefs:
    """Beliefs that the terms of an imagined agreement would lead to."""
    delivery, seeing = model.spec.mechanisms.chosen_delivery, model.spec.mechanisms.observation
    learned = imagined.beliefs.reliability
    strength = learned.alpha + learned.beta
    expected = learned.alpha / strength
    others = int(who.sum()) - 1
    if delivery.on and seeing.on and others > 0:
        seen = seen_as_agreed(seeing.seen_per_visit, imagined.practices.visits_per_month)
        expected = expected + seen * delivery.contract_penalty * added_completeness
    expected = np.clip(expected, 0.01, 0.99)
    if delivery.on and imagined.terms.delivery == "sequence":
        before: list[Floats] = []
        for j in np.flatnonzero(who):
            now = expected[:, j].copy()
            if before:
                now *= 1.0 - delivery.sequence_share * (1.0 - np.mean(before, axis=0))
            before.append(now)
            expected[:, j] = now
    would_be = Evidence(expected * strength, (1.0 - expected) * strength)
    return replace(imagined.beliefs, reliability=would_be)


def in_words(terms: Terms) -> str:
    """Terms in a few words, for the diary."""
    votes = {"equal": "equal votes", "by_funds": "votes by money", "leader": "leader's vote"}
    plan = {"joint": "joint plan", "leader": "leader's plan", "each_alone": "each its own plan"}
    share = {
        "equal": "equal shares",
        "by_contribution": "shares by money",
        "leader_residual": "rest to leader",
    }
    parts = (votes[terms.decision_weights], plan[terms.allocation], terms.delivery, share[terms.sharing])
    votes_needed = f", {terms.voting}" if terms.voting != "none" else ""
    return f"{', '.join(parts)}, contract {terms.completeness:g}{votes_needed}"
