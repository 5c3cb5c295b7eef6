"""What makes a partnership genuine, measured from what has happened in it and never set.

Attributes and principles follow the lists of the partnership literature (Crawford 2003 for the attributes of
a genuine partnership). Each is a number of one agreement, from 0 to 1 unless a unit is given, higher meaning
more of what its name says, and NaN where it has nothing to count. Who takes part is who has signed and not
left. Net benefits are those of the last yearly account.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from partnersim.mechanisms.deciding.proposals import votes
from partnersim.scenario.aspects import ASPECTS
from partnersim.theory.partners import ALONE, LEADER
from partnersim.theory.poverty import gini

if TYPE_CHECKING:
    from partnersim.world.agreements import AgreementState

Floats = NDArray[np.float64]
NAN = float("nan")
OUTSIDERS = ("donor",)
"""Kinds of organization that come from outside the place; all others are local."""


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


def mutual_gain(agreement: AgreementState) -> float:
    """Share of members whose last account was above both leaving and nobody partnering; NaN before one."""
    who = agreement.inside
    if not _accounted(agreement) or not who.any():
        return NAN
    gains = (agreement.year.against_leaving > 0.0) & (agreement.year.against_nobody > 0.0)
    return float(gains[who].mean())


def each_benefits(agreement: AgreementState) -> float:
    """1 if nobody was worse off at the last account than in either counterfactual, else 0; NaN before one."""
    if not _accounted(agreement) or not agreement.inside.any():
        return NAN
    worst = np.minimum(agreement.year.against_leaving, agreement.year.against_nobody)[agreement.inside]
    return float((worst >= 0.0).all())


def shared_responsibility(agreement: AgreementState) -> float:
    """One less the Gini of the work that the plan in force gives to each, in rupiah."""
    return 1.0 - spread(agreement.plan_idr[agreement.inside].sum(axis=1))


def local_ownership(agreement: AgreementState) -> float:
    """Decision weight of members that are of the place."""
    if not agreement.inside.any():
        return NAN
    local = np.array([m.kind not in OUTSIDERS for m in agreement.members], dtype=bool)
    return float(decision_weights(agreement)[local & agreement.inside].sum())


def equality(agreement: AgreementState) -> float:
    """One less the Gini of decision weights."""
    return 1.0 - spread(decision_weights(agreement)[agreement.inside])


def equity(agreement: AgreementState) -> float:
    """One less the Gini of last year's net benefits against leaving; what is below zero counts as zero."""
    if not _accounted(agreement):
        return NAN
    return 1.0 - spread(np.maximum(agreement.year.against_leaving[agreement.inside], 0.0))


def transparency(agreement: AgreementState) -> float:
    """Share of delivered rupiah that at least one other member had the chance to see and would report."""
    who = agreement.inside
    work = agreement.delivered_idr.sum(axis=1) * who
    if who.sum() < 2 or work.sum() <= 0.0:
        return NAN
    seen = (1.0 - np.prod(1.0 - agreement.seen_chance[who], axis=0)) * (1.0 - agreement.hushed)
    return float(seen @ work / work.sum())


def duration(agreement: AgreementState, month: int) -> float:
    """Months since the first signing, up to the end; NaN if never signed."""
    if agreement.founded is None:
        return NAN
    return float((agreement.ends if agreement.ends is not None else month) - agreement.founded)


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
    objective = aim * agreement.seen_needs[who] + (1.0 - aim) * pet
    apart = 0.5 * np.abs(objective[:, None] - objective[None]).sum(axis=2)
    return float(1.0 - apart.sum() / (who.size * (who.size - 1)))


def balance_of_workload(agreement: AgreementState) -> float:
    """One less the Gini of how busy members' staff are.

    Busy: persons for co-ordination, visits and delivery (rupiah over what a person absorbs), over all staff.
    """
    busy = []
    for i in np.flatnonzero(agreement.inside):
        part = agreement.members[i].spec
        persons = agreement.coordination_staff[i] + agreement.visit_staff[i]
        if part.absorptive_idr > 0.0:
            persons += agreement.delivered_idr[i].sum() * 12.0 / part.absorptive_idr
        if part.staff > 0.0:
            busy.append(persons / part.staff)
    return 1.0 - spread(np.array(busy)) if busy else NAN


def fairness(agreement: AgreementState) -> float:
    """One less half the sum of differences between shares of rival benefits and shares of money brought."""
    who = agreement.inside
    money = np.where(who, agreement.budget_idr, 0.0)
    shares = np.where(who, agreement.shares, 0.0)
    if money.sum() <= 0.0 or shares.sum() <= 0.0:
        return NAN
    return float(1.0 - 0.5 * np.abs(shares / shares.sum() - money / money.sum()).sum())


def lasts(agreement: AgreementState, month: int) -> float:
    """Part of the agreed term that it has lived, at most 1; 1 too once it has been renewed."""
    if agreement.spec is None or agreement.founded is None:
        return NAN
    return min(1.0, duration(agreement, month) / agreement.spec.months)


def _accounted(agreement: AgreementState) -> bool:
    return bool(agreement.year.results.any())


ATTRIBUTES: dict[str, Callable[[AgreementState], float]] = {
    "mutual_gain": mutual_gain,
    "each_benefits": each_benefits,
    "shared_responsibility": shared_responsibility,
    "local_ownership": local_ownership,
    "equality": equality,
    "equity": equity,
    "transparency": transparency,
    "shared_aims": shared_aims,
    "balance_of_workload": balance_of_workload,
    "fairness": fairness,
}
"""Attributes that need nothing but the agreement; trust and the comparative-advantage index are its own."""

DATED: dict[str, Callable[[AgreementState, int], float]] = {"duration_months": duration, "lasts": lasts}
"""Attributes that need the month, too."""
