"""Theft from what partners spend."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.deciding.budgets import opens_year
from partnersim.theory.chance.draws import Purpose
from partnersim.theory.leakage import Leakage as Fit
from partnersim.theory.leakage import fit_to_audits, missing_shares

if TYPE_CHECKING:
    from partnersim.world.world import World


@cache
def fitted() -> Fit:
    """Parameters of theft under which audits lower missing spending from 28 to 20 percent."""
    return fit_to_audits()


class Leakage(Mechanism):
    """Those who handle an organization's spending on real work choose what to take from wages and materials.

    `partnersim.theory.leakage.theft`: audits raise the cost of both kinds, villagers at meetings that of
    wages. The temptation is multiplied by ``1 - honesty_share g`` and, outside government, by
    ``private_temptation``; informal ties among the dishonest add ``cover complicity`` of it.
    Once a year each organization is audited with ``audit_probability``; partners learn what an audit finds.
    Money given to community funds and to other members is paid through banks and
    not taken.

    Source: Olken 2007, Journal of Political Economy 115(2), for the effect of audits; the rest is assumed.
    """

    name = "leakage"
    phase = Phase.PARTNERSHIP
    reads = (
        "agreements.life.stage", "agreements.month.complicity", "organizations.active",
        "organizations.common_aim",
    )  # fmt: skip
    writes = ("agreements.month.audit_found", "agreements.month.leak", "diary")

    def step(self, model: World) -> None:
        """Choose what is taken; in January, audit."""
        p, everyone = self.parameters(model), model.apart
        n = len(everyone)
        if n == 0:
            return
        taken = stolen(model)[:, 2]
        found = np.full(n, np.nan)
        if opens_year(model) and p.audit_probability > 0.0:
            drawn = model.draws.uniform(Purpose.AUDIT, model.month, everyone.entities)
            found = np.where(drawn < p.audit_probability, taken, np.nan)
            for i in np.flatnonzero(np.isfinite(found)):
                if everyone.members[i].active:
                    model.note("audited", everyone.members[i].name, f"{found[i]:.0%} of spending missing")
        for agreement in (*model.agreements, everyone):
            numbers = [m.number for m in agreement.members]
            agreement.month.leak, agreement.month.audit_found = taken[numbers], found[numbers]


def stolen(model: World) -> NDArray[np.float64]:
    """Shares that each organization's officials choose to take this month from wages, materials and all, (n, 3)."""
    p, everyone = model.spec.mechanisms.leakage, model.apart
    n = len(everyone)
    tempted = np.array([
        (1.0 if m.is_government else p.private_temptation) * (1.0 - p.honesty_share * m.common_aim)
        for m in everyone.members
    ])  # fmt: skip
    tempted *= 1.0 + model.spec.mechanisms.informal_ties.cover * _complicity(model, n)
    return missing_shares(fitted(), tempted, np.full(n, p.audit_probability), np.full(n, p.attendance))


def _complicity(model: World, n: int) -> NDArray[np.float64]:
    """How far each organization's informal ties serve theft, the most of its agreements, (n,)."""
    found = np.zeros(n)
    for agreement in model.agreements:
        if agreement.working and agreement.month.complicity.any():
            numbers = [m.number for m in agreement.members]
            found[numbers] = np.maximum(found[numbers], agreement.month.complicity)
    return found
