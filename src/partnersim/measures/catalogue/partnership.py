"""Measures of partnerships: trust, work, net benefits, harm."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from partnersim.measures.agreement_months import AgreementMonths, total_over_members, total_over_pairs
from partnersim.measures.declaring import HIGHER, LOWER, NEITHER, Link, monthly
from partnersim.measures.money import in_turn
from partnersim.measures.months import NAN, Floats, Months, of_last_year, share
from partnersim.measures.partner_worth import partners
from partnersim.measures.summaries import FLOW, LEVEL, STATE
from partnersim.theory.harm import BY_BOTH, BY_INPUT, BY_PROMISE
from partnersim.theory.production import advantage_by_month


@monthly(
    unit="share", better=HIGHER, link=Link.ACTIVITY, group="partnership", summaries=LEVEL,
    en="Trust", id="Kepercayaan", leads=True,
)  # fmt: skip
def trust(m: Months) -> Floats:
    """Mean belief of members in each other's reliability.

    Mean over agreements with two members or more.
    """
    return m.over_agreements(trust_mean)


@monthly(
    unit="number", better=NEITHER, link=Link.ACTIVITY, group="partnership", summaries=STATE,
    en="Stage of the first agreement", id="Tahap perjanjian pertama",
)  # fmt: skip
def stage(m: Months) -> Floats:
    """0 identification, 1 socialisation, 2 planning, 3 agreement, 4 implementation, 5 ended.

    Empty without an agreement.
    """
    agreements = m.partnership.agreements
    return agreements[0].stage.astype(np.float64) if agreements else np.full(m.count, NAN)


@monthly(
    unit="agreements", better=HIGHER, link=Link.ACTIVITY, group="partnership", summaries=STATE,
    en="Agreements at work", id="Perjanjian yang berjalan",
)  # fmt: skip
def agreements_working(m: Months) -> Floats:
    """Agreements in the implementation stage."""
    return np.zeros(m.count) + sum(a.working for a in m.partnership.agreements)


@monthly(
    unit="organizations", better=HIGHER, link=Link.ACTIVITY, group="partnership", summaries=LEVEL,
    en="Partners at work", id="Mitra yang bekerja",
)  # fmt: skip
def active_members(m: Months) -> Floats:
    """Members inside and awake, summed over working agreements."""
    working = (a.working * a.at_work.sum(axis=1) for a in m.partnership.agreements)
    return np.zeros(m.count) + sum(working)


@monthly(
    unit="share", better=LOWER, link=Link.ACTIVITY, group="partnership", summaries=LEVEL,
    en="Dormant agreements", id="Perjanjian yang tidur",
)  # fmt: skip
def dormant_share(m: Months) -> Floats:
    """Share of the agreements in force in which not all members are awake: of a pair, not both.

    A member sleeps that has signed and not left, and does not work on it; empty when none is in force.
    """
    return m.over_working(lambda a: a.dormant.astype(np.float64))


@monthly(
    unit="index", better=HIGHER, link=Link.ACTIVITY, group="partnership", summaries=LEVEL,
    en="Use of comparative advantage", id="Pemanfaatan keunggulan komparatif", leads=True,
)  # fmt: skip
def advantage_index(m: Months) -> Floats:
    """How far delivered work was what members are comparatively good at.

    Money for funds apart; mean over working agreements.
    """
    return m.over_working(lambda a: advantage_by_month(a.real_work_idr, a.real_productivity))


@monthly(
    unit="share", better=LOWER, link=Link.ACTIVITY, group="partnership", summaries=LEVEL,
    en="Promised but not delivered", id="Dijanjikan tetapi tidak terlaksana",
)  # fmt: skip
def delivery_gap(m: Months) -> Floats:
    """Share of the money promised in the last 12 months that did not arrive as work.

    Over agreements at work and organizations apart; empty where nothing was promised.
    """
    groups = (*m.partnership.agreements, m.partnership.apart)
    promised = of_last_year(_in_all([(a, a.promised_idr) for a in groups]))
    delivered = of_last_year(_in_all([(a, a.delivered_idr) for a in groups]))
    return 1.0 - share(delivered, promised)


@monthly(
    unit="disputes/month", better=LOWER, link=Link.ACTIVITY, group="partnership", summaries=FLOW,
    en="Disputes between partners", id="Perselisihan antarmitra",
)  # fmt: skip
def disputes_opened(m: Months) -> Floats:
    """Disputes that a member opens with another because what it sees delivered stays short of what it believes agreed.

    Over all agreements.
    """
    opened = [a.disputes_opened.astype(np.float64) for a in m.partnership.agreements]
    return in_turn([np.zeros(m.count), *opened])  # type: ignore[no-any-return]


@monthly(
    unit="share", better=LOWER, link=Link.ACTIVITY, group="partnership", summaries=LEVEL,
    en="Agreements in dispute", id="Perjanjian dalam perselisihan",
)  # fmt: skip
def in_dispute_share(m: Months) -> Floats:
    """Share of the agreements at work in which a dispute is open; empty where none is at work."""
    return m.over_working(lambda a: (a.disputes_open > 0).astype(np.float64))


@monthly(
    unit="1 = joint money's best use", better=HIGHER, link=Link.OUTCOME, group="partnership", summaries=LEVEL,
    en="Net benefit against leaving", id="Manfaat bersih dibanding keluar", signed=True,
)  # fmt: skip
def net_benefit_leaving(m: Months) -> Floats:
    """Mean over members of the last yearly account of what being inside was worth above being outside.

    Outside while the others go on, in units of the joint money's best use; empty before a first account.
    """
    return mean_of_judged(m, lambda a: a.against_leaving)


@monthly(
    unit="1 = joint money's best use", better=HIGHER, link=Link.OUTCOME, group="partnership", summaries=LEVEL,
    en="Net benefit against no partnership", id="Manfaat bersih dibanding tanpa kemitraan", signed=True,
)  # fmt: skip
def net_benefit_nobody(m: Months) -> Floats:
    """As net_benefit_leaving, had nobody partnered."""
    return mean_of_judged(m, lambda a: a.against_nobody)


@monthly(
    unit="share", better=LOWER, link=Link.OUTCOME, group="partnership", summaries=LEVEL,
    en="Partners harmed", id="Mitra yang dirugikan",
)  # fmt: skip
def harmed_share(m: Months) -> Floats:
    """Members of the last yearly account that got clearly less than was promised to them, or than they put in.

    Short by more than mechanisms.partner_review.tolerance of it. Promised is money to be passed on to the member and
    work of others in what it sees needed; never what it was kept from diverting. Mean over working agreements, empty
    before a first account. Where most members are about as short as is tolerated, it jumps while what they lack hardly
    moves: read promise_loss_share beside it.
    """
    return m.over_working(lambda a: a.harmed_share())


@monthly(
    unit="share", better=LOWER, link=Link.OUTCOME, group="partnership", summaries=LEVEL,
    en="Partners who got less than promised", id="Mitra yang menerima kurang dari yang dijanjikan",
)  # fmt: skip
def harmed_promise_share(m: Months) -> Floats:
    """As harmed_share, by what others had promised to pass on to the member and to do."""
    return m.over_working(lambda a: a.harmed_share(BY_PROMISE, BY_BOTH))


@monthly(
    unit="share", better=LOWER, link=Link.OUTCOME, group="partnership", summaries=LEVEL,
    en="Partners who got less than they put in", id="Mitra yang menerima kurang dari yang diberikannya",
)  # fmt: skip
def harmed_input_share(m: Months) -> Floats:
    """As harmed_share, by what the member put in: own money that became joint work or was passed on to others.

    With its part of the cost of the contract; got is all joint work in what it sees needed, and rival benefits.
    """
    return m.over_working(lambda a: a.harmed_share(BY_INPUT, BY_BOTH))


@monthly(
    unit="share", better=LOWER, link=Link.OUTCOME, group="partnership", summaries=LEVEL,
    en="Promises to partners not kept", id="Janji kepada mitra yang tidak ditepati", leads=True,
)  # fmt: skip
def promise_loss_share(m: Months) -> Floats:
    """Of all that others promised to the members of the last yearly account, the share that did not come.

    Mean over working agreements; empty before a first account and where nothing was promised.
    """
    return m.over_working(lambda a: a.loss_share)


@monthly(
    unit="IDR/year", better=LOWER, link=Link.OUTCOME, group="partnership", summaries=LEVEL,
    en="Lost by a partner to broken promises", id="Kerugian mitra akibat janji yang diingkari",
)  # fmt: skip
def promise_loss_idr(m: Months) -> Floats:
    """Mean over members of the last yearly account of what others promised to each and what did not come.

    The same work may be promised to several members, and then counts for each.
    """
    return m.over_working(lambda a: a.loss_idr)


@monthly(
    unit="share", better=LOWER, link=Link.OUTCOME, group="partnership", summaries=LEVEL,
    en="Partners worse off than outside", id="Mitra yang lebih rugi daripada di luar",
)  # fmt: skip
def harmed_leaving_share(m: Months) -> Floats:
    """Members of the last yearly account whose net benefit against being outside while the others go on is negative.

    No harm by others: a member also stands so that a tight contract keeps from what it could divert outside.
    """
    return m.over_working(lambda a: below_zero_share(a, a.against_leaving))


@monthly(
    unit="share", better=LOWER, link=Link.OUTCOME, group="partnership", summaries=LEVEL,
    en="Partners worse off than if nobody partnered", id="Mitra yang lebih rugi daripada tanpa kemitraan",
)  # fmt: skip
def harmed_nobody_share(m: Months) -> Floats:
    """As harmed_leaving_share, against nobody partnering, as the same run would have gone for each alone.

    What another run in which nobody signs brings them is the difference in partner_worth_idr.
    """
    return m.over_working(lambda a: below_zero_share(a, a.against_nobody))


@monthly(
    unit="IDR/month", better=HIGHER, link=Link.OUTCOME, group="partnership", summaries=LEVEL,
    en="Worth of a month to a partner", id="Nilai sebulan bagi mitra", signed=True,
)  # fmt: skip
def partner_worth_idr(m: Months) -> Floats:
    """Mean over organizations named in an agreement of the month's work by their own objective.

    In force or not; needs met by all, and spending on their showpiece. Counted alike with and without an agreement:
    the difference between two runs is what partnering brought them.
    """
    named = partners(m.partnership)
    if not named.any():
        return np.full(m.count, NAN)
    return np.ascontiguousarray(m.worth_idr[:, named]).mean(axis=1)


@monthly(
    unit="share", better=LOWER, link=Link.ACTIVITY, group="partnership", summaries=LEVEL,
    en="Staff time for co-ordination", id="Waktu staf untuk koordinasi",
)  # fmt: skip
def coordination_staff_share(m: Months) -> Floats:
    """Share of members' staff time, mean over working agreements."""
    return m.over_working(coordination_share)


@monthly(
    unit="share", better=LOWER, link=Link.ACTIVITY, group="partnership", summaries=LEVEL,
    en="Staff time for donors' accounts", id="Waktu staf untuk laporan kepada donor",
)  # fmt: skip
def account_staff_share(m: Months) -> Floats:
    """Share of members' staff time for donors' reports, missions and accounts, mean over working agreements."""
    return m.over_working(lambda a: staff_share(a, a.account_staff))


def trust_mean(a: AgreementMonths) -> Floats:
    """Mean belief in reliability over ordered pairs of members inside; NaN with fewer than two."""
    count = a.inside.sum(axis=1)
    others = total_over_pairs(a.reliability, a.inside) - total_over_members(
        np.diagonal(a.reliability, axis1=1, axis2=2), a.inside
    )
    return share(others, count * (count - 1))


def coordination_share(a: AgreementMonths) -> Floats:
    """Share of members' staff time that co-ordination takes; 0 without staff."""
    return staff_share(a, a.coordination_staff)


def staff_share(a: AgreementMonths, persons: Floats) -> Floats:
    """Share of the staff of members at work that ``persons``, (T, n), are; 0 without staff."""
    staff = np.array([m.spec.staff for m in a.agreement.members])
    there = np.array([math.fsum(row) for row in np.where(a.at_work, staff, 0.0).tolist()])
    taken = total_over_members(persons, a.at_work)
    return np.where(there > 0.0, share(taken, there), 0.0)


def below_zero_share(a: AgreementMonths, net: Floats) -> Floats:
    """Share of the members of the last account whose net benefit, (T, n), is below zero; NaN before any, (T,)."""
    return share((a.judged & (net < 0.0)).sum(axis=1).astype(np.float64), a.judged.sum(axis=1))


def mean_of_judged(m: Months, of_one: Callable[[AgreementMonths], Floats]) -> Floats:
    """Mean of a number of members of the last account, over all working agreements together; NaN before any."""
    known, values = [], []
    for a in m.partnership.agreements:
        known.append(a.judged & a.working[:, None])
        values.append(np.where(known[-1], of_one(a), 0.0))
    if not known:
        return np.full(m.count, NAN)
    totals = [math.fsum(row) for row in np.concatenate(values, axis=1).tolist()]
    return share(np.array(totals), np.concatenate(known, axis=1).sum(axis=1))


def _in_all(amounts: list[tuple[AgreementMonths, Floats]]) -> Floats:
    """Rupiah by member and aspect summed over agreements at work and work apart, (T,)."""
    sums = (np.where(a.working, idr.reshape(len(idr), -1).sum(axis=1), 0.0) for a, idr in amounts)
    return in_turn(sums)  # type: ignore[no-any-return]
