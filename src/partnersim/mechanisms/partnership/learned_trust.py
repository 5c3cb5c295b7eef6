"""Partners learn from what they see and read whom they can rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.theory.arrays import Floats
from partnersim.theory.belief import combine, report
from partnersim.world.agreements import AgreementState

if TYPE_CHECKING:
    from partnersim.world.world import World


class LearnedTrust(Mechanism):
    """Members hold Beta beliefs about each other: one in reliability when at work, one in activity.

    ``alpha += w y``, ``beta += w (1 - y)`` for an observed ratio y of weight w: 1 for a visit that saw, 1
    for an audit, and ``report_weight reports / 12`` for what a partner writes about itself,
    ``y = r + report_bias (1 - g)(1 - r)``. Evidence fades by ``fading`` a month towards the founding belief.
    What is seen counts as ``y excused``, for trouble that nobody is blamed for, and friends write less.
    Whether a partner was at work feeds only the second belief, so that a sleeper is not taken for a cheat.

    Switched off, beliefs are frozen.

    Source: pilot study; Beta learning as in Gelman et al., Bayesian Data Analysis, section 2.4.
    """

    name = "learned_trust"
    phase = Phase.PARTNERSHIP
    reads = (
        "agreements.awake", "agreements.beliefs.founding_activity",
        "agreements.beliefs.founding_reliability", "agreements.contract.inside",
        "agreements.life.months_worked", "agreements.life.stage", "agreements.month.audit_found",
        "agreements.month.excused", "agreements.month.hushed", "agreements.month.ratio",
        "agreements.month.seen", "agreements.month.seen_ratio", "organizations.active",
        "organizations.common_aim",
    )  # fmt: skip
    writes = ("agreements.beliefs.activity", "agreements.beliefs.reliability")

    def step(self, model: World) -> None:
        """Forget a little, then learn from last month."""
        for agreement in model.agreements:
            if agreement.working and agreement.life.months_worked > 0:
                self._learn(model, agreement)

    def _learn(self, model: World, agreement: AgreementState) -> None:
        p, month, n = self.parameters(model), agreement.month, len(agreement)
        aim = np.array([m.common_aim for m in agreement.members])
        pairs = np.outer(agreement.inside, agreement.inside).astype(np.float64)
        np.fill_diagonal(pairs, 0.0)
        seen = month.seen * pairs
        read = pairs * (p.report_weight * agreement.practices.reports_per_year / 12.0)
        read *= 1.0 - month.hushed
        excused = np.minimum(1.0, month.seen_ratio * month.excused)
        written = _told_to_all(report(month.ratio, aim, p.report_bias), n)
        ratio, weight = combine(excused, seen, written, read)
        audited = np.isfinite(month.audit_found)
        if audited.any():
            kept = _told_to_all(np.where(audited, 1.0 - month.audit_found, 0.0), n)
            ratio, weight = combine(ratio, weight, kept, pairs * audited)
        agreement.beliefs = agreement.beliefs.faded(p.fading).learned(
            ratio=ratio, weight=weight, at_work=agreement.at_work, looked=seen + read
        )


def _told_to_all(ratio: Floats, n: int) -> Floats:
    """What each has delivered as everybody hears it, (n, n)."""
    return np.ascontiguousarray(np.broadcast_to(ratio, (n, n)))
