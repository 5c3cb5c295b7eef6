"""Theft from what partners spend."""

from __future__ import annotations

from collections.abc import Sequence
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
    from partnersim.world.agreements import Group
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
        groups, last = (*model.agreements, everyone), self.once(model, _Theft)
        taken, audits = last.chosen_now(model), opens_year(model) and p.audit_probability > 0.0
        if not audits and last.handed_out == _handed_out(groups):
            return  # as last month
        found = np.full(len(everyone), np.nan)
        if audits:
            drawn = model.draws.uniform(Purpose.AUDIT, model.month, everyone.entities)
            found = np.where(drawn < p.audit_probability, taken, np.nan)
            for i in np.flatnonzero(np.isfinite(found)):
                if everyone.members[i].active:
                    model.note("audited", everyone.members[i].name, f"{found[i]:.0%} of spending missing")
        for group in groups:
            group.month.leak, group.month.audit_found = taken[group.rows], found[group.rows]
        last.handed_out = () if audits else _handed_out(groups)


def _handed_out(groups: Sequence[Group]) -> tuple[bytes, ...]:
    """What members of all groups have been told of theft."""
    return tuple([part.tobytes() for g in groups for part in (g.month.leak, g.month.audit_found)])


class _Theft:
    """What officials chose last, for as long as they have the same reasons.

    Attributes:
        handed_out: what members' months were given, if there was no audit.
    """

    def __init__(self, model: World) -> None:
        self.handed_out: tuple[bytes, ...] = ()
        self._reasons: tuple[bytes, bytes] | None = None
        self._taken = np.zeros(len(model.organization_columns))

    def chosen_now(self, model: World) -> Floats:
        """Share of all spending that each organization's officials choose to take, (n,)."""
        complicity = _complicity(model, len(model.organization_columns))
        reasons = model.organization_columns.common_aim.tobytes(), complicity.tobytes()
        if reasons != self._reasons:
            self._reasons, self._taken = reasons, stolen(model)[:, 2]
            self.handed_out = ()
        return self._taken


def stolen(model: World) -> Floats:
    """Shares that each organization's officials choose to take this month from wages, materials and all, (n, 3)."""
    p, columns = model.spec.mechanisms.leakage, model.organization_columns
    temptation = p.honesty_share, p.private_temptation, model.spec.mechanisms.informal_ties.cover
    complicity = _complicity(model, len(columns))
    taken = np.empty((len(columns), 3))
    chosen_theft(
        tuple(fitted()), (columns.public, columns.common_aim, complicity), temptation,
        (p.audit_probability, p.attendance), taken,
    )  # fmt: skip
    return taken


def _complicity(model: World, n: int) -> Floats:
    """How far each organization's informal ties serve theft, the most of its agreements, (n,)."""
    found = np.zeros(n)
    for agreement in model.agreements:
        if agreement.working and np.count_nonzero(agreement.month.complicity):
            rows = agreement.rows
            found[rows] = np.maximum(found[rows], agreement.month.complicity)
    return found


@compiled
def chosen_theft(fit, officials, temptation, watch, taken):  # type: ignore[no-untyped-def]
    """What the officials of each organization choose to take, `partnersim.theory.leakage.theft`.

    Args:
        fit: parts of its parameters. officials: whether they are of government, their common aim, and how far their
            ties serve theft, (n,) each. temptation: parts of `Temptation`.
        watch: audit_probability and attendance, as in `theft`.
        taken: written here: shares of wages, of materials and of all, (n, 3).
    """
    (public, common_aim, complicity), by, fitted_to = officials, Temptation(*temptation), Fit(*fit)
    audit_probability, attendance = watch
    for i in range(taken.shape[0]):
        kind = 1.0 if public[i] else by.private
        tempted = kind * (1.0 - by.honesty_share * common_aim[i]) * (1.0 + by.cover * complicity[i])
        taken[i, 0], taken[i, 1], taken[i, 2] = theft(fitted_to, tempted, audit_probability, attendance)
