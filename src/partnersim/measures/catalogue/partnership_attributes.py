"""What makes a partnership genuine, measured from what has happened in it and never set.

Attributes and principles follow the lists of the partnership literature (Crawford 2003 for the attributes of
a genuine partnership). Each is a number of one agreement in each month, from 0 to 1 unless a unit is given, higher
meaning more of what its name says, and NaN where it has nothing to count; the measure is its mean over working
agreements. Who takes part is who has signed and not left. Net benefits are those of the last yearly account.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

from partnersim.measures.agreement_months import AgreementMonths, total_over_members, total_over_pairs
from partnersim.measures.declaring import HIGHER, Link, monthly
from partnersim.measures.months import NAN, Floats, Months, share
from partnersim.measures.summaries import LEVEL, STATE
from partnersim.scenario.aspects import ASPECTS
from partnersim.theory.arrays import Flags
from partnersim.theory.calendar import MONTHS_PER_YEAR
from partnersim.theory.partners import ALONE, JOINT, LEADER
from partnersim.theory.poverty import gini_by_row

Attribute = Callable[[AgreementMonths], Floats]


def attribute(**declared: Any) -> Callable[[Attribute], Attribute]:
    """Declare the mean over working agreements of the decorated number of one agreement (see `monthly`)."""

    def declare(function: Attribute) -> Attribute:
        @wraps(function)
        def mean_over_agreements(m: Months) -> Floats:
            return m.over_working(function)

        monthly(**declared)(mean_over_agreements)
        return function

    return declare


def spread(values: Floats, who: Flags) -> Floats:
    """Gini coefficient over the members marked of values that are not negative, (T,).

    0 if all are zero, NaN if nobody is marked.

    Args:
        values: shape (T, n). who: marks, same shape.
    """
    some = np.where(
        total_over_members(values, who) > 0.0, gini_by_row(values * who, who.astype(np.float64)), 0.0
    )
    return np.where(who.any(axis=1), some, NAN)


def decision_weights(a: AgreementMonths) -> Floats:
    """Weight of each member in the plan in force, summing to one, (T, n).

    The votes of a joint plan, 1 for a leader who plans for all, and where each acts alone its part of the
    money.
    """
    who, rule = a.inside, a.rule[:, None]
    money = np.where(who, a.budget_idr, 0.0)
    joint_money = money.sum(axis=1, keepdims=True)
    alike = who / np.maximum(1, who.sum(axis=1, keepdims=True))
    by_money = np.where(joint_money > 0.0, _parts(money), alike)
    lead = np.arange(who.shape[1]) == a.leader[:, None]
    votes = np.array(a.decision_weights)[:, None]
    led = (rule == LEADER) | ((rule == JOINT) & (votes == "leader") & (lead & who).any(axis=1, keepdims=True))
    by_part = (rule == ALONE) | ((rule == JOINT) & (votes == "by_funds"))
    return np.where(led, 1.0 * lead, np.where(by_part, by_money, alike))


def _parts(values: Floats) -> Floats:
    """Each member's part of the sum over members, (T, n); zeros where the sum is not positive."""
    total = values.sum(axis=1, keepdims=True)
    return np.where(total > 0.0, values / np.where(total > 0.0, total, 1.0), 0.0)


def duration(a: AgreementMonths) -> Floats:
    """Months since the first signing, up to the end, (T,); NaN if never signed."""
    return np.where(np.isnan(a.ends), a.partnership.month, a.ends) - a.founded


def lived_share(a: AgreementMonths) -> Floats:
    """Part of the agreed term that it has lived, at most 1, (T,); 1 too once it has been renewed."""
    return np.minimum(1.0, duration(a) / a.agreement.spec.months)  # type: ignore[attr-defined]


def _accounted(a: AgreementMonths) -> Flags:
    """Members of the last yearly account that are still in; who has joined since has had none, (T, n)."""
    return a.inside & a.judged


@attribute(
    unit="share", better=HIGHER, link=Link.OUTCOME, group="partnership", summaries=LEVEL,
    en="Mutual gain", id="Manfaat timbal balik",
)  # fmt: skip
def mutual_gain(a: AgreementMonths) -> Floats:
    """Members whose last yearly account was above both leaving and nobody partnering.

    Empty before one; who has joined since then does not count.
    """
    who = _accounted(a)
    gains = (a.against_leaving > 0.0) & (a.against_nobody > 0.0)
    return share((gains & who).sum(axis=1), who.sum(axis=1))


@attribute(
    unit="share", better=HIGHER, link=Link.OUTCOME, group="partnership", summaries=LEVEL,
    en="Nobody loses", id="Semua mitra mendapat manfaat",
)  # fmt: skip
def each_benefits(a: AgreementMonths) -> Floats:
    """Agreements in which nobody was worse off than in either counterfactual.

    Empty before a yearly account.
    """
    who = _accounted(a)
    lose = np.minimum(a.against_leaving, a.against_nobody) < 0.0
    return np.where(who.any(axis=1), ~(lose & who).any(axis=1), NAN)


@attribute(
    unit="index", better=HIGHER, link=Link.ACTIVITY, group="partnership", summaries=LEVEL,
    en="Shared responsibility", id="Tanggung jawab bersama",
)  # fmt: skip
def shared_responsibility(a: AgreementMonths) -> Floats:
    """One less the Gini of the work that the plan in force gives to each member, in rupiah."""
    return 1.0 - spread(a.plan_idr.sum(axis=2), a.inside)


@attribute(
    unit="share", better=HIGHER, link=Link.ACTIVITY, group="partnership", summaries=LEVEL,
    en="Local ownership", id="Kepemilikan lokal",
)  # fmt: skip
def local_ownership(a: AgreementMonths) -> Floats:
    """Decision weight of members other than donors."""
    local = np.array([m.spec.of_the_place for m in a.agreement.members], dtype=bool)
    theirs = total_over_members(decision_weights(a), local & a.inside)
    return np.where(a.inside.any(axis=1), theirs, NAN)


@attribute(
    unit="index", better=HIGHER, link=Link.ACTIVITY, group="partnership", summaries=LEVEL,
    en="Equality", id="Kesetaraan",
)  # fmt: skip
def equality(a: AgreementMonths) -> Floats:
    """One less the Gini of decision weights over founders and members.

    Founders who have left weigh nothing, so that the say of one does not look more equal the more of the others leave.
    """
    return 1.0 - spread(decision_weights(a), a.founders | a.inside)


@attribute(
    unit="index", better=HIGHER, link=Link.OUTCOME, group="partnership", summaries=LEVEL,
    en="Equity", id="Keadilan manfaat bersih",
)  # fmt: skip
def equity(a: AgreementMonths) -> Floats:
    """One less the Gini of last year's net benefits against leaving.

    What is below zero counts as zero; empty before a yearly account.
    """
    return 1.0 - spread(np.maximum(a.against_leaving, 0.0), _accounted(a))


@attribute(
    unit="share", better=HIGHER, link=Link.ACTIVITY, group="partnership", summaries=LEVEL,
    en="Transparency", id="Transparansi",
)  # fmt: skip
def transparency(a: AgreementMonths) -> Floats:
    """Delivered money that at least one other member had the chance to see and would report."""
    who = a.inside
    work = a.delivered_idr.sum(axis=2) * who
    unseen = np.prod(np.where(who[:, :, None], 1.0 - a.seen_chance, 1.0), axis=1)
    seen = (1.0 - unseen) * (1.0 - a.hushed)
    known = (seen[:, None, :] @ work[:, :, None])[:, 0, 0]
    return np.where(who.sum(axis=1) < 2, NAN, share(known, work.sum(axis=1)))


@attribute(
    unit="index", better=HIGHER, link=Link.ACTIVITY, group="partnership", summaries=LEVEL,
    en="Shared aims", id="Tujuan bersama",
)  # fmt: skip
def shared_aims(a: AgreementMonths) -> Floats:
    """One less the mean distance of two members' objectives.

    An objective is a division of one: common aim times the member's view of needs, the rest on its showpiece.
    Distance is half the sum of absolute differences.
    """
    aim = a.common_aim[:, :, None]
    pet = np.eye(len(ASPECTS))[a.showpiece]
    objective = aim * a.needs + (1.0 - aim) * pet
    apart = 0.5 * np.abs(objective[:, :, None] - objective[:, None]).sum(axis=3)
    count = a.inside.sum(axis=1)
    return 1.0 - share(total_over_pairs(apart, a.inside), count * (count - 1))


@attribute(
    unit="index", better=HIGHER, link=Link.ACTIVITY, group="partnership", summaries=LEVEL,
    en="Balance of workload", id="Keseimbangan beban kerja",
)  # fmt: skip
def balance_of_workload(a: AgreementMonths) -> Floats:
    """One less the Gini of how busy members' staff are with the agreement.

    Busy: persons for co-ordination, visits, donors' accounts and delivery (rupiah over what a person absorbs), over
    all staff.
    """
    parts = [m.spec for m in a.agreement.members]
    absorbs, staff = np.array([p.absorptive_idr for p in parts]), np.array([p.staff for p in parts])
    work = a.delivered_idr.sum(axis=2) * MONTHS_PER_YEAR
    delivery = np.where(absorbs > 0.0, work / np.where(absorbs > 0.0, absorbs, 1.0), 0.0)
    contact = a.coordination_staff + a.visit_staff + a.account_staff
    busy = (contact + delivery) / np.where(staff > 0.0, staff, 1.0)
    return 1.0 - spread(busy, a.inside & (staff > 0.0))


@attribute(
    unit="index", better=HIGHER, link=Link.ACTIVITY, group="partnership", summaries=LEVEL,
    en="Fairness", id="Keadilan pembagian",
)  # fmt: skip
def fairness(a: AgreementMonths) -> Floats:
    """One less half the summed differences between shares of rival benefits and of money brought."""
    money, shares = np.where(a.inside, a.budget_idr, 0.0), np.where(a.inside, a.shares, 0.0)
    both = (money.sum(axis=1) > 0.0) & (shares.sum(axis=1) > 0.0)
    apart = np.abs(_parts(shares) - _parts(money)).sum(axis=1)
    return np.where(both, 1.0 - 0.5 * apart, NAN)


@monthly(
    unit="months", better=HIGHER, link=Link.ACTIVITY, group="partnership", summaries=STATE,
    en="Duration", id="Lama kemitraan",
)  # fmt: skip
def duration_months(m: Months) -> Floats:
    """Months since the first signing, up to the end, mean over agreements once signed."""
    return m.over_agreements(duration)


@monthly(
    unit="share", better=HIGHER, link=Link.ACTIVITY, group="partnership", summaries=STATE,
    en="Lasting", id="Keberlanjutan",
)  # fmt: skip
def lasts(m: Months) -> Floats:
    """Part of the agreed term lived so far, at most 1.

    Mean over agreements once signed; 1 too once renewed.
    """
    return m.over_agreements(lived_share)
