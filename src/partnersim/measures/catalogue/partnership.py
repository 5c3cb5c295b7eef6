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
from partnersim.measures.summaries import LEVEL, STATE
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
    unit="1 = joint money's best use", better=HIGHER, link=Link.OUTCOME, group="partnership", summaries=LEVEL,
    en="Net benefit against leaving", id="Manfaat bersih dibanding keluar",
)  # fmt: skip
def net_benefit_leaving(m: Months) -> Floats:
    """Mean over members of the last yearly account of what being inside was worth above being outside.

    Outside while the others go on, in units of the joint money's best use; empty before a first account.
    """
    return mean_of_judged(m, lambda a: a.against_leaving)


@monthly(
    unit="1 = joint money's best use", better=HIGHER, link=Link.OUTCOME, group="partnership", summaries=LEVEL,
    en="Net benefit against no partnership", id="Manfaat bersih dibanding tanpa kemitraan",
)  # fmt: skip
def net_benefit_nobody(m: Months) -> Floats:
    """As net_benefit_leaving, had nobody partnered."""
    return mean_of_judged(m, lambda a: a.against_nobody)


@monthly(
    unit="share", better=LOWER, link=Link.OUTCOME, group="partnership", summaries=LEVEL,
    en="Members worse off", id="Mitra yang dirugikan", leads=True,
)  # fmt: skip
def harmed_share(m: Months) -> Floats:
    """Members of the last yearly account that were worse off than in one of two counterfactuals.

    Outside while the others go on, or nobody partnering; mean over working agreements, empty before a first
    account.
    """
    return m.over_working(lambda a: a.harmed_share())


@monthly(
    unit="share", better=LOWER, link=Link.OUTCOME, group="partnership", summaries=LEVEL,
    en="Members worse off than outside", id="Mitra yang lebih rugi daripada di luar",
)  # fmt: skip
def harmed_leaving_share(m: Months) -> Floats:
    """As harmed_share, against being outside while the others go on."""
    return m.over_working(lambda a: a.harmed_share("leaving", "both"))


@monthly(
    unit="share", better=LOWER, link=Link.OUTCOME, group="partnership", summaries=LEVEL,
    en="Members worse off than if nobody partnered", id="Mitra yang lebih rugi daripada tanpa kemitraan",
)  # fmt: skip
def harmed_nobody_share(m: Months) -> Floats:
    """As harmed_share, against nobody partnering, as the same run would have gone for each alone.

    What another run in which nobody signs brings them is the difference in partner_worth_idr.
    """
    return m.over_working(lambda a: a.harmed_share("nobody", "both"))


@monthly(
    unit="IDR/month", better=HIGHER, link=Link.OUTCOME, group="partnership", summaries=LEVEL,
    en="Worth of a month to a partner", id="Nilai sebulan bagi mitra",
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
