"""Partners learn from what they see and read whom they can rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.theory.arrays import Flags, Floats
from partnersim.theory.belief import as_reported, combined, faded, updated
from partnersim.theory.calendar import MONTHS_PER_YEAR
from partnersim.theory.compiled import compiled, compiled_stage
from partnersim.theory.present import at_work
from partnersim.world.agreements import AgreementState
from partnersim.world.beliefs import Beliefs, Evidence
from partnersim.world.sheets import Sheet

if TYPE_CHECKING:
    from partnersim.world.world import World


class Known(NamedTuple):
    """Beta beliefs of each member in each, in reliability and in activity, shape (n, n) each."""

    alpha: Floats
    beta: Floats
    active_alpha: Floats
    active_beta: Floats


class News(NamedTuple):
    """What there was to see, read and hear of members in the last month.

    Attributes:
        seen: whether j saw i's delivery, (n, n). seen_ratio: and as what. excused: factor on that, (n,).
        ratio: delivered over promised, (n,). hushed: share of what it writes that is not reported, (n,).
        audit_found: share found missing by an audit, NaN without one, (n,). candour: common aim of each, (n,).
    """

    seen: Flags
    seen_ratio: Floats
    excused: Floats
    ratio: Floats
    hushed: Floats
    audit_found: Floats
    candour: Floats


class Learning(NamedTuple):
    """How members learn: evidence lost a month, how far reports flatter, and weight of a month's reports."""

    fading: float
    report_bias: float
    reading: float


class LearnedTrust(Mechanism):
    """Members hold Beta beliefs about each other: one in reliability when at work, one in activity.

    ``alpha += w y``, ``beta += w (1 - y)`` for an observed ratio y of weight w: 1 for a visit that saw, 1
    for an audit, and ``report_weight reports / 12`` for what a partner writes about itself,
    ``y = r + report_bias (1 - g)(1 - r)``. Evidence fades by ``fading`` a month towards the founding belief.
    What is seen counts as ``y excused``, for trouble that nobody is blamed for, and friends write less.
    Whether a partner was at work feeds only the second belief, so that a sleeper is not taken for a cheat.

    An agreement begins with the founding belief ``prior_mean``, or that of a pair (``founding_trust``), and with what
    its ``history`` of n months of a share y has added: ``w y`` and ``w (1 - y)`` with ``w = sum (1 - fading)^t``, t = 0
    to n - 1.

    Switched off, beliefs are frozen.

    Source: pilot study; Beta learning as in Gelman et al., Bayesian Data Analysis, section 2.4.
    """

    name = "learned_trust"
    phase = Phase.PARTNERSHIP
    reads = (
        "agreements.contract.practices",
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
        p, beliefs, n = self.parameters(model), agreement.beliefs, len(agreement)
        reading = p.report_weight * agreement.practices.reports_per_year / MONTHS_PER_YEAR
        after = np.empty((n, n)), np.empty((n, n)), np.empty((n, n)), np.empty((n, n))
        learn_month(
            _SHEET.where(agreement), _known(beliefs.reliability, beliefs.activity),
            _known(beliefs.founding_reliability, beliefs.founding_activity), (p.fading, p.report_bias, reading), after,
        )  # fmt: skip
        for part in after:
            part.flags.writeable = False  # so that the records need no copies
        agreement.beliefs = Beliefs(
            Evidence(after[0], after[1]), Evidence(after[2], after[3]), beliefs.founding_reliability,
            beliefs.founding_activity,
        )  # fmt: skip


def _known(reliability: Evidence, activity: Evidence) -> tuple[Floats, ...]:
    return reliability.alpha, reliability.beta, activity.alpha, activity.beta


_SHEET = Sheet(
    "rows", "awake", "contract.inside", "columns.active", "columns.common_aim", "month.seen", "month.seen_ratio",
    "month.excused", "month.ratio", "month.hushed", "month.audit_found",
)  # fmt: skip
_sheet_at = _SHEET.at


@compiled
def learn_month(where, known, founding, learning, after):  # type: ignore[no-untyped-def]
    """A month of an agreement, by `learn`; beliefs are arguments since they are others every month."""
    s = _sheet_at(where)
    news = (
        s.month.seen, s.month.seen_ratio, s.month.excused, s.month.ratio, s.month.hushed, s.month.audit_found,
        s.columns.common_aim[s.rows],
    )  # fmt: skip
    members = s.contract.inside, at_work(s.rows, s.contract.inside, s.awake, s.columns.active)
    learn(known, founding, news, members, learning, after)


@compiled_stage
def learn(known, founding, news, members, learning, after):  # type: ignore[no-untyped-def]
    """Beliefs of a month later: faded towards the founding, then taught by what members saw, read and heard.

    Args:
        known, founding: parts of `Known` now and at the founding. news: parts of `News`.
        members: who is inside and who of them at work, (n,) each. learning: parts of `Learning`.
        after: parts of `Known` of a month later, written here.
    """
    now, first, told, learns = Known(*known), Known(*founding), News(*news), Learning(*learning)
    (inside, at_work), then = members, Known(*after)
    audits, rate = np.isfinite(told.audit_found).any(), learns.fading
    for j in range(inside.shape[0]):
        for i in range(inside.shape[0]):
            ratio, weight, looked = 0.0, 0.0, 0.0
            if i != j and inside[i] and inside[j]:
                ratio, weight, looked = _month_of(i, j, told, audits, learns)
            if not at_work[i]:
                weight = 0.0
            then.alpha[j, i], then.beta[j, i] = updated(
                faded(now.alpha[j, i], first.alpha[j, i], rate), faded(now.beta[j, i], first.beta[j, i], rate),
                ratio, weight,
            )  # fmt: skip
            then.active_alpha[j, i], then.active_beta[j, i] = updated(
                faded(now.active_alpha[j, i], first.active_alpha[j, i], rate),
                faded(now.active_beta[j, i], first.active_beta[j, i], rate),
                1.0 if at_work[i] else 0.0, looked,
            )  # fmt: skip


@compiled
def _month_of(i, j, news, audits, learning):  # type: ignore[no-untyped-def]
    """What member j makes of member i's month: the ratio, its weight, and how much it looked, audits apart."""
    seen = 1.0 if news.seen[j, i] else 0.0
    read = learning.reading * (1.0 - news.hushed[i])
    witnessed = min(1.0, news.seen_ratio[j, i] * news.excused[i])
    written = as_reported(news.ratio[i], news.candour[i], learning.report_bias)
    ratio, weight = combined(witnessed, seen, written, read)
    if audits:
        audited = np.isfinite(news.audit_found[i])
        ratio, weight = combined(ratio, weight, 1.0 - news.audit_found[i], 1.0 if audited else 0.0)
    return ratio, weight, seen + read
