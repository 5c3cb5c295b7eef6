"""Theft from what partners spend."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.deciding.budgets import opens_year
from partnersim.theory.arrays import Floats
from partnersim.theory.chance.draws import Purpose
from partnersim.theory.compiled import compiled
from partnersim.theory.leakage import Leakage as Fit
from partnersim.theory.leakage import fit_to_audits, theft

if TYPE_CHECKING:
    from partnersim.world.world import World


@cache
def fitted() -> Fit:
    """Parameters of theft under which audits lower missing spending from 28 to 20 percent."""
    return fit_to_audits()


class Temptation(NamedTuple):
    """What changes an official's temptation: honesty, working outside government, and ties that cover for it."""

    honesty_share: float
    private: float
    cover: float


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
        if not len(everyone):
            return
        taken, found = stolen(model)[:, 2], np.full(len(everyone), np.nan)
        if opens_year(model) and p.audit_probability > 0.0:
            drawn = model.draws.uniform(Purpose.AUDIT, model.month, everyone.entities)
            found = np.where(drawn < p.audit_probability, taken, np.nan)
            for i in np.flatnonzero(np.isfinite(found)):
                if everyone.members[i].active:
                    model.note("audited", everyone.members[i].name, f"{found[i]:.0%} of spending missing")
        for group in (*model.agreements, everyone):
            group.month.leak, group.month.audit_found = taken[group.rows], found[group.rows]


def stolen(model: World) -> Floats:
    """Shares that each organization's officials choose to take this month from wages, materials and all, (n, 3)."""
    p, columns = model.spec.mechanisms.leakage, model.organization_columns
    temptation = p.honesty_share, p.private_temptation, model.spec.mechanisms.informal_ties.cover
    complicity = _complicity(model, len(columns))
    return chosen_theft(
        tuple(fitted()), (columns.public, columns.common_aim, complicity), temptation, p.audit_probability,
        p.attendance,
    )  # fmt: skip


def _complicity(model: World, n: int) -> Floats:
    """How far each organization's informal ties serve theft, the most of its agreements, (n,)."""
    found = np.zeros(n)
    for agreement in model.agreements:
        if agreement.working and np.count_nonzero(agreement.month.complicity):
            rows = agreement.rows
            found[rows] = np.maximum(found[rows], agreement.month.complicity)
    return found


@compiled
def chosen_theft(fit, officials, temptation, audit_probability, attendance):  # type: ignore[no-untyped-def]
    """What the officials of each organization choose to take, `partnersim.theory.leakage.theft`.

    Args:
        fit: parts of its parameters. officials: whether they are of government, their common aim, and how far their
            ties serve theft, (n,) each. temptation: parts of `Temptation`.
        audit_probability, attendance: as in `theft`.

    Returns:
        Shares of wages, of materials and of all, (n, 3).
    """
    (public, common_aim, complicity), by, fitted_to = officials, Temptation(*temptation), Fit(*fit)
    taken = np.empty((common_aim.shape[0], 3))
    for i in range(taken.shape[0]):
        kind = 1.0 if public[i] else by.private
        tempted = kind * (1.0 - by.honesty_share * common_aim[i]) * (1.0 + by.cover * complicity[i])
        taken[i, 0], taken[i, 1], taken[i, 2] = theft(fitted_to, tempted, audit_probability, attendance)
    return taken
