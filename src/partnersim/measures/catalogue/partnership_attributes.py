"""What makes a partnership genuine, measured from what has happened in it and never set.

Attributes and principles follow the lists of the partnership literature (Crawford 2003 for the attributes of
a genuine partnership). Each is a number of one agreement, from 0 to 1 unless a unit is given, higher meaning
more of what its name says, and NaN where it has nothing to count; the measure is its mean over working
agreements. Who takes part is who has signed and not left. Net benefits are those of the last yearly account.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from partnersim.measures.declaring import HIGHER, Link, monthly
from partnersim.measures.month import NAN, Month, mean
from partnersim.measures.summaries import LEVEL, STATE
from partnersim.mechanisms.deciding.proposals import votes
from partnersim.scenario.aspects import ASPECTS
from partnersim.theory.partners import ALONE, LEADER
from partnersim.theory.poverty import gini

if TYPE_CHECKING:
    from partnersim.world.agreements import AgreementState

Floats = NDArray[np.float64]
Attribute = Callable[["AgreementState"], float]


def attribute(**declared: Any) -> Callable[[Attribute], Attribute]:
    """Declare the mean over working agreements of the decorated number of one agreement (see `monthly`)."""

    def declare(function: Attribute) -> Attribute:
        @wraps(function)
        def mean_over_agreements(m: Month) -> float:
            return mean(function(a) for a in m.working)

        monthly(**declared)(mean_over_agreements)
        return function

    return declare


def spread(values: Floats) -> float:
    """Gini coefficient of values that are not negative; 0 if all are zero, NaN if there are none."""
    if values.size == 0:
        return NAN
    return float(gini(values, np.ones(values.size))) if values.sum() > 0.0 else 0.0


def decision_weights(agreement: AgreementState) -> Floats:
    """Weight of each member in the plan in force, summing to one, (n,).

    The votes of a joint plan, 1 for a leader who plans for all, and where each acts alone its part of the
    money.
    """
    who = agreement.inside
    if agreement.rule == LEADER:
        weights = np.zeros(len(agreement))
        weights[agreement.leader] = 1.0
        return weights
    if agreement.rule == ALONE:
        money = np.where(who, agreement.budget_idr, 0.0)
        return money / money.sum() if money.sum() > 0.0 else who / max(1, int(who.sum()))
    return votes(agreement, who, agreement.budget_idr)


def duration(agreement: AgreementState, month: int) -> float:
    """Months since the first signing, up to the end; NaN if never signed."""
    if agreement.life.founded is None:
        return NAN
    return float((agreement.life.ends if agreement.life.ends is not None else month) - agreement.life.founded)


def lived_share(agreement: AgreementState, month: int) -> float:
    """Part of the agreed term that it has lived, at most 1; 1 too once it has been renewed."""
    if agreement.life.founded is None:
        return NAN
    return min(1.0, duration(agreement, month) / agreement.spec.months)


def _accounted(agreement: AgreementState) -> NDArray[np.bool_]:
    """Members of the last yearly account that are still in; who has joined since has had none, (n,)."""
    return agreement.inside & agreement.accounts.judged


@attribute(
    unit="share", better=HIGHER, link=Link.OUTCOME, group="partnership", summaries=LEVEL,
    en="Mutual gain", id="Manfaat timbal balik",
)  # fmt: skip
def mutual_gain(agreement: AgreementState) -> float:
    """Members whose last yearly account was above both leaving and nobody partnering.

    Empty before one; who has joined since then does not count.
    """
    who = _accounted(agreement)
    if not who.any():
        return NAN
    gains = (agreement.accounts.last.against_leaving > 0.0) & (agreement.accounts.last.against_nobody > 0.0)
    return float(gains[who].mean())


@attribute(
    unit="share", better=HIGHER, link=Link.OUTCOME, group="partnership", summaries=LEVEL,
    en="Nobody loses", id="Semua mitra mendapat manfaat",
)  # fmt: skip
def each_benefits(agreement: AgreementState) -> float:
    """Agreements in which nobody was worse off than in either counterfactual.

    Empty before a yearly account.
    """
    who = _accounted(agreement)
    if not who.any():
        return NAN
    worst = np.minimum(agreement.accounts.last.against_leaving, agreement.accounts.last.against_nobody)[who]
    return float((worst >= 0.0).all())


@attribute(
    unit="index", better=HIGHER, link=Link.ACTIVITY, group="partnership", summaries=LEVEL,
    en="Shared responsibility", id="Tanggung jawab bersama",
)  # fmt: skip
def shared_responsibility(agreement: AgreementState) -> float:
    """One less the Gini of the work that the plan in force gives to each member, in rupiah."""
    return 1.0 - spread(agreement.plan_idr[agreement.inside].sum(axis=1))


@attribute(
    unit="share", better=HIGHER, link=Link.ACTIVITY, group="partnership", summaries=LEVEL,
    en="Local ownership", id="Kepemilikan lokal",
)  # fmt: skip
def local_ownership(agreement: AgreementState) -> float:
    """Decision weight of members other than donors."""
    if not agreement.inside.any():
        return NAN
    local = np.array([m.spec.of_the_place for m in agreement.members], dtype=bool)
    return float(decision_weights(agreement)[local & agreement.inside].sum())


@attribute(
    unit="index", better=HIGHER, link=Link.ACTIVITY, group="partnership", summaries=LEVEL,
    en="Equality", id="Kesetaraan",
)  # fmt: skip
def equality(agreement: AgreementState) -> float:
    """One less the Gini of decision weights."""
    return 1.0 - spread(decision_weights(agreement)[agreement.inside])


@attribute(
    unit="index", better=HIGHER, link=Link.OUTCOME, group="partnership", summaries=LEVEL,
    en="Equity", id="Keadilan manfaat bersih",
)  # fmt: skip
def equity(agreement: AgreementState) -> float:
    """One less the Gini of last year's net benefits against leaving.

    What is below zero counts as zero; empty before a yearly account.
    """
    return 1.0 - spread(np.maximum(agreement.accounts.last.against_leaving[_accounted(agreement)], 0.0))


@attribute(
    unit="share", better=HIGHER, link=Link.ACTIVITY, group="partnership", summaries=LEVEL,
    en="Transparency", id="Transparansi",
)  # fmt: skip
def transparency(agreement: AgreementState) -> float:
    """Delivered money that at least one other member had the chance to see and would report."""
    who = agreement.inside
    work = agreement.month.delivered_idr.sum(axis=1) * who
    if who.sum() < 2 or work.sum() <= 0.0:
        return NAN
    seen = (1.0 - np.prod(1.0 - agreement.month.seen_chance[who], axis=0)) * (1.0 - agreement.month.hushed)
    return float(seen @ work / work.sum())


@attribute(
    unit="index", better=HIGHER, link=Link.ACTIVITY, group="partnership", summaries=LEVEL,
    en="Shared aims", id="Tujuan bersama",
)  # fmt: skip
def shared_aims(agreement: AgreementState) -> float:
    """One less the mean distance of two members' objectives.

    An objective is a division of one: common aim times the member's view of needs, the rest on its showpiece.
    Distance is half the sum of absolute differences.
    """
    who = np.flatnonzero(agreement.inside)
    if who.size < 2:
        return NAN
    aim = np.array([agreement.members[i].common_aim for i in who])[:, None]
    pet = np.eye(len(ASPECTS))[[agreement.members[i].showpiece for i in who]]
    objective = aim * agreement.views.needs[who] + (1.0 - aim) * pet
    apart = 0.5 * np.abs(objective[:, None] - objective[None]).sum(axis=2)
    return float(1.0 - apart.sum() / (who.size * (who.size - 1)))


@attribute(
    unit="index", better=HIGHER, link=Link.ACTIVITY, group="partnership", summaries=LEVEL,
    en="Balance of workload", id="Keseimbangan beban kerja",
)  # fmt: skip
def balance_of_workload(agreement: AgreementState) -> float:
    """One less the Gini of how busy members' staff are with the agreement.

    Busy: persons for co-ordination, visits and delivery (rupiah over what a person absorbs), over all staff.
    """
    busy = []
    for i in np.flatnonzero(agreement.inside):
        part = agreement.members[i].spec
        persons = agreement.month.coordination_staff[i] + agreement.month.visit_staff[i]
        if part.absorptive_idr > 0.0:
            persons += agreement.month.delivered_idr[i].sum() * 12.0 / part.absorptive_idr
        if part.staff > 0.0:
            busy.append(persons / part.staff)
    return 1.0 - spread(np.array(busy)) if busy else NAN


@attribute(
    unit="index", better=HIGHER, link=Link.ACTIVITY, group="partnership", summaries=LEVEL,
    en="Fairness", id="Keadilan pembagian",
)  # fmt: skip
def fairness(agreement: AgreementState) -> float:
    """One less half the summed differences between shares of rival benefits and of money brought."""
    who = agreement.inside
    money = np.where(who, agreement.budget_idr, 0.0)
    shares = np.where(who, agreement.shares, 0.0)
    if money.sum() <= 0.0 or shares.sum() <= 0.0:
        return NAN
    return float(1.0 - 0.5 * np.abs(shares / shares.sum() - money / money.sum()).sum())


@monthly(
    unit="months", better=HIGHER, link=Link.ACTIVITY, group="partnership", summaries=STATE,
    en="Duration", id="Lama kemitraan",
)  # fmt: skip
def duration_months(m: Month) -> float:
    """Months since the first signing, up to the end, mean over agreements once signed."""
    return mean(duration(a, m.world.month) for a in m.world.agreements)


@monthly(
    unit="share", better=HIGHER, link=Link.ACTIVITY, group="partnership", summaries=STATE,
    en="Lasting", id="Keberlanjutan",
)  # fmt: skip
def lasts(m: Month) -> float:
    """Part of the agreed term lived so far, at most 1.

    Mean over agreements once signed; 1 too once renewed.
    """
    return mean(lived_share(a, m.world.month) for a in m.world.agreements)
