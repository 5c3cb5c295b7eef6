"""Partners fine or put out one whose work they saw fall short, if that is worth its cost to them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.deciding.company import worth_of_company
from partnersim.mechanisms.deciding.proposals import (
    Circumstances,
    circumstances,
    plans_alone,
    share_out_money,
    weigh,
)
from partnersim.mechanisms.deciding.sanctions import can_sanction
from partnersim.theory.arrays import Flags, Floats, Ints
from partnersim.theory.calendar import MONTHS_PER_YEAR
from partnersim.theory.sanctions import chance_expected, imposes, lesson
from partnersim.theory.worth import ACTIVE
from partnersim.world.agreements import AgreementState
from partnersim.world.staff import SETTLE, staff_left

if TYPE_CHECKING:
    from partnersim.scenario.parameters.partnership.sanctions import Sanctions as Parameters
    from partnersim.world.world import World

_FEWEST = 2
"""Members at work that a sanction needs; to put one out needs one more."""


class Sanctions(Mechanism):
    """Who sees a partner's work fall short may fine it, or want it out; each decides by what that is worth to itself.

    A sighting is short if ``seen < 1 - tolerance``, with what nobody is blamed for added. Whoever works expects a
    sanction with chance ``q = (w p + punished) / (w + cases)`` if it is seen short, and so diverts
    ``told deterrence q months`` less (`partnersim.mechanisms.partnership.chosen_delivery`), months being the fine, and
    where members can be put out also a year of what it would lose outside. One more sanction raises q by
    ``1 / (w + cases + 1)`` over what one more case without would leave it at.
    Fine: a member that saw it imposes it if ``(1 - e) gain years > cost``: gain is how much better it believes work to
    be, by the worth by which it decides all else, if the other kept so much more of its promises; ``years`` its
    horizon; e the chance, learned alike, that another one does it anyway, since what a sanction betters is there
    for all. The cost is ``fee`` times the fine and ``staff``, counted as the money that these people would deliver. The
    fine is lost to both (kind "damages"), the fee too ("coordination"); several may each impose one.
    Putting out: each of the others at work compares working on without the one seen short with working on with it; it
    is put out if at least ``exclusion`` of them gain more than their staff costs; those pay. Never below two members.
    Who was put out takes no free place later (`partnersim.mechanisms.partnership.partner_review`).

    That who expects a sanction diverts less is put in, as for contracts; whether anybody pays for one, and so whether
    there is anything to expect, follows from what each believes. At practices of nought, or switched off, nobody is
    sanctioned or fears it. When they sign or leave, members reckon neither with what sanctions will cost them nor with
    fines of their own.

    Source: sanctions at a cost to who imposes them: Ostrom, Walker and Gardner 1992; the form is assumed.
    """

    name = "sanctions"
    phase = Phase.PARTNERSHIP
    reads = (
        "agreements.contract.practices", "agreements.contract.purse",
        "agreements.at_stake", "agreements.beliefs.activity", "agreements.beliefs.reliability",
        "agreements.contract.completeness", "agreements.contract.terms", "agreements.life.stage",
        "agreements.month.excused", "agreements.month.forgiven", "agreements.month.hushed",
        "agreements.month.seen", "agreements.month.seen_chance", "agreements.month.seen_ratio",
        "agreements.plan.money_idr", "agreements.plan.spends_idr", "agreements.pulled", "agreements.views",
        "organizations.active", "organizations.capacity_idr", "organizations.common_aim",
        "organizations.keeps_promises", "organizations.showpiece", "rules.budgets", "rules.convening",
    )  # fmt: skip
    writes = (
        "agreements.awake", "agreements.contract.inside", "agreements.contract.leader", "agreements.events",
        "agreements.money_share", "agreements.replan", "agreements.sanctions", "diary", "ledger",
        "organizations.staff_used",
    )  # fmt: skip

    def step(self, model: World) -> None:
        """Decide on what was seen this month, pay, and learn from it."""
        p = self.parameters(model)
        for agreement in model.agreements:
            if not (agreement.working and can_sanction(model, agreement)):
                continue
            short = _seen_short(agreement, p.tolerance)
            if not short.any():
                continue
            imposed = _fines(model, agreement, p, short)
            out = _put_out(model, agreement, p, np.any(short, axis=0))
            _learn(agreement, short, imposed, out)


def _seen_short(agreement: AgreementState, tolerance: float) -> Flags:
    """Whose work each of those at work saw fall short this month, (n, n): the row sees the column."""
    month, who = agreement.month, agreement.at_work
    if np.count_nonzero(who) < _FEWEST:
        return np.zeros(month.seen.shape, dtype=bool)
    ratio = np.minimum(1.0, month.seen_ratio * month.excused[None, :])
    return np.asarray(month.seen & (ratio < 1.0 - tolerance) & who[:, None] & who[None, :])


def _fines(model: World, agreement: AgreementState, p: Parameters, short: Flags) -> Flags:
    """Impose and pay fines, (n, n): all decide before anybody pays."""
    imposed = np.zeros(short.shape, dtype=bool)
    if agreement.practices.fine <= 0.0:
        return imposed
    share_out_money(model)
    having = circumstances(model, agreement)
    monthly = agreement.budget_idr / MONTHS_PER_YEAR
    cash = np.array([max(0.0, model.ledger.balance(member.cash)) for member in agreement.members])
    fine = np.minimum(agreement.practices.fine * monthly, cash)
    for j, i in zip(*np.nonzero(short), strict=True):
        if fine[i] > 0.0 and _is_worth_a_fine(model, agreement, p, having, int(j), int(i), float(fine[i])):
            imposed[j, i] = True
    for i in map(int, np.flatnonzero(imposed.any(axis=0))):
        _pay_fine(model, agreement, p, i, np.flatnonzero(imposed[:, i]), float(fine[i]))
    return imposed


def _is_worth_a_fine(
    model: World, agreement: AgreementState, p: Parameters, having: Circumstances, j: int, i: int, fine: float
) -> bool:
    """Whether member j imposes a fine of so many rupiah on i."""
    cost_idr = _staff_cost_idr(agreement, p, j) + p.fee * fine
    money = float(having.budgets[agreement.at_work].sum())
    free = float(staff_left(agreement.columns.staff, agreement.columns.staff_used, agreement.rows[j]))
    affordable = p.fee * fine <= model.ledger.balance(agreement.members[j].cash)
    if money <= 0.0 or free < p.staff or not affordable:
        return False
    known, others = agreement.sanctions, 0.0
    if np.count_nonzero(agreement.at_work) > _FEWEST:
        chance = chance_expected(known.left_to_others, known.left_alone, p.expected, p.expected_weight)
        others = float(chance[j])
    better = (
        p.deterrence * agreement.practices.fine * lesson(known.punished, known.spared, p.expected_weight)[i]
    )
    gain = _worth_of_more(model, agreement, having, j, i, float(better * _told(agreement)[i]))
    return imposes(gain, p.horizon_months / MONTHS_PER_YEAR, others, cost_idr / money)


def _told(agreement: AgreementState) -> Floats:
    """Chance that each one's shirking is seen and told, (n,)."""
    month = agreement.month
    return np.asarray(month.seen_by_somebody * (1.0 - month.hushed) * (1.0 - month.forgiven))


def _worth_of_more(
    model: World, agreement: AgreementState, having: Circumstances, j: int, i: int, more: float
) -> float:
    """How much better j believes work to be, a year, if i kept ``more`` of its promises, under the plan in force."""
    believed = agreement.beliefs.reliability
    mean, weight = believed.mean[j, i], believed.alpha[j, i] + believed.beta[j, i]
    higher = min(1.0, mean + more)
    alpha, beta = believed.alpha.copy(), believed.beta.copy()
    alpha[j, i], beta[j, i] = higher * weight, (1.0 - higher) * weight
    hoped = replace(agreement.beliefs, reliability=replace(believed, alpha=alpha, beta=beta))
    me = np.arange(len(agreement)) == j
    worth = [
        weigh(model, group, taking=agreement.at_work, having=having, plan=agreement.plan_idr, who=me)[
            j, ACTIVE
        ]
        for group in (agreement.imagined(beliefs=hoped), agreement)
    ]
    return float(worth[0] - worth[1])


def _staff_cost_idr(agreement: AgreementState, p: Parameters, j: int) -> float:
    """Rupiah that the staff of one sanction would have delivered in the month."""
    return float(p.staff * agreement.columns.absorptive_idr[agreement.rows[j]] / MONTHS_PER_YEAR)


def _pay_fine(model: World, agreement: AgreementState, p: Parameters, i: int, by: Ints, fine: float) -> None:
    """Let i lose a fine for each of those who imposed one, as far as it has cash, and let them pay for that."""
    member, market = agreement.members[i], model.accounts.market
    paid = 0.0
    for j in map(int, by):
        punisher = agreement.members[j]
        amount = min(fine, max(0.0, model.ledger.balance(member.cash)))
        model.ledger.post(member.cash, market, amount, "damages")
        fee = min(p.fee * amount, max(0.0, model.ledger.balance(punisher.cash)))
        model.ledger.post(punisher.cash, market, fee, "coordination")
        agreement.columns.staff_used[agreement.rows[j], SETTLE] += p.staff
        paid += amount
    names = ", ".join(agreement.members[int(j)].name for j in by)
    model.note("fined", member.name, f"{agreement.name}: {paid:,.0f} rupiah, by {names}")


def _put_out(model: World, agreement: AgreementState, p: Parameters, seen: Flags) -> int:
    """Put out the one seen short whom most of the others want out, if that is enough of them; its place, or -1."""
    who = agreement.at_work
    if agreement.practices.exclusion <= 0.0 or np.count_nonzero(who) <= _FEWEST:
        return -1
    share_out_money(model)
    having = circumstances(model, agreement)
    money = float(having.budgets[who].sum())
    if money <= 0.0:
        return -1
    apart, best, out = plans_alone(model, agreement, having), 0, -1
    wanting: list[int] = []
    for i in map(int, np.flatnonzero(seen)):
        against = [
            j for j in map(int, np.flatnonzero(who))
            if j != i and _wants_out(model, agreement, p, (having, apart, money), j, i)
        ]  # fmt: skip
        enough = agreement.practices.exclusion * (np.count_nonzero(who) - 1)
        if len(against) >= enough and len(against) > best:
            best, out, wanting = len(against), i, against
    if out >= 0:
        _exclude(model, agreement, p, out, wanting)
    return out


def _wants_out(
    model: World,
    agreement: AgreementState,
    p: Parameters,
    now: tuple[Circumstances, Floats, float],
    j: int,
    i: int,
) -> bool:
    """Whether j gains more by working on without i than the staff for it costs."""
    having, apart, money = now
    who = agreement.at_work
    if staff_left(agreement.columns.staff, agreement.columns.staff_used, agreement.rows[j]) < p.staff:
        return False
    rest = who & (np.arange(len(who)) != i)
    inside = agreement.inside & (np.arange(len(who)) != i)
    without = agreement.imagined(contract=replace(agreement.contract, inside=inside))
    freed = circumstances(model, without)
    gain = worth_of_company(model, agreement, freed, apart, money, rest, who, to=j)
    gain -= worth_of_company(model, agreement, having, apart, money, who, who, to=j)
    years = p.horizon_months / MONTHS_PER_YEAR
    return imposes(gain, years, 0.0, _staff_cost_idr(agreement, p, j) / money)


def _exclude(model: World, agreement: AgreementState, p: Parameters, i: int, by: list[int]) -> None:
    """Let i out, at the cost of those who wanted that; where it led, who brings most leads from now on."""
    for j in by:
        agreement.columns.staff_used[agreement.rows[j], SETTLE] += p.staff
    agreement.leave(i)
    if i == agreement.leader:
        agreement.change_contract(
            leader=int(np.argmax(np.where(agreement.inside, agreement.budget_idr, -1.0)))
        )
    agreement.replan = model.apart.replan = True
    names = ", ".join(agreement.members[j].name for j in by)
    agreement.events.append((model.month, "put out", agreement.members[i].name, f"by {names}"))
    model.note("put out", agreement.members[i].name, f"{agreement.name}: by {names}")


def _learn(agreement: AgreementState, short: Flags, imposed: Flags, out: int) -> None:
    """Add the month's cases to what members have lived through."""
    known, case = agreement.sanctions, np.any(short, axis=0)
    punished = case & (imposed.any(axis=0) | (np.arange(len(case)) == out))
    by_another = imposed.sum(axis=0)[None, :] - imposed > 0
    agreement.sanctions = replace(
        known,
        punished=known.punished + punished,
        spared=known.spared + (case & ~punished),
        left_to_others=known.left_to_others + (short & by_another).sum(axis=1),
        left_alone=known.left_alone + (short & ~by_another).sum(axis=1),
        put_out=known.put_out | (np.arange(len(case)) == out),
    )
