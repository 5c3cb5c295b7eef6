"""Partners learn from what they see and read whom they can rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.theory.belief import combine, forget, report, update_both
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
    reads = ("agreements.seen", "agreements.seen_ratio", "agreements.ratio", "agreements.audit_found")
    writes = ("agreements.beliefs",)

    def step(self, model: World) -> None:
        """Forget a little, then learn from last month."""
        for agreement in model.agreements:
            if agreement.working and agreement.months_worked > 0:
                self._learn(model, agreement)

    def _learn(self, model: World, agreement: AgreementState) -> None:
        p, state, n = self.parameters(model), agreement, len(agreement)
        state.alpha, state.beta = forget(
            state.alpha, state.beta, state.prior_alpha, state.prior_beta, p.fading
        )
        state.active_alpha, state.active_beta = forget(
            state.active_alpha, state.active_beta, state.prior_active_alpha, state.prior_active_beta, p.fading
        )
        assert state.spec is not None
        aim = np.array([m.common_aim for m in state.members])
        pairs = np.outer(state.inside, state.inside).astype(np.float64)
        np.fill_diagonal(pairs, 0.0)
        seen = state.seen * pairs
        read = pairs * (p.report_weight * state.spec.practices.reports_per_year / 12.0)
        read *= 1.0 - state.hushed
        written = np.ascontiguousarray(np.broadcast_to(report(state.ratio, aim, p.report_bias), (n, n)))
        excused = np.minimum(1.0, state.seen_ratio * state.excused)
        ratio, weight = combine(excused, seen, written, read)
        if np.isfinite(state.audit_found).any():
            found = np.where(np.isfinite(state.audit_found), 1.0 - state.audit_found, 0.0)
            audited = pairs * np.isfinite(state.audit_found)
            ratio, weight = combine(
                ratio, weight, np.ascontiguousarray(np.broadcast_to(found, (n, n))), audited
            )
        state.alpha, state.beta, state.active_alpha, state.active_beta = update_both(
            state.alpha,
            state.beta,
            state.active_alpha,
            state.active_beta,
            ratio,
            weight,
            state.at_work,
            seen + read,
        )
