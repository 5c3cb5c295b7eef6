"""Partners fall out over what was agreed and delivered, and settle it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.theory.arrays import Flags, Floats
from partnersim.theory.calendar import MONTHS_PER_YEAR
from partnersim.theory.chance.draws import Purpose
from partnersim.theory.disputes import believed_agreed, leaning, sightings_in_a_row, wanted
from partnersim.theory.partners import ALONE
from partnersim.world.agreements import AgreementState
from partnersim.world.beliefs import Evidence
from partnersim.world.disputes import Disputes as Record
from partnersim.world.staff import SETTLE, staff_left

if TYPE_CHECKING:
    from partnersim.world.world import World

FEWEST = 2


class Disputes(Mechanism):
    """A member complains of another whose work, as it sees it, stays short of what it believes was agreed.

    What is not written each reads through its own view and aim. With ``want_jk = g_j a_jk + (1 - g_j) [k =
    showpiece_j]``, ``v_jik = want_jk A_jik`` on its own beliefs, p the plan of i and ``q = v / sum v``, it believes
    that i agreed to ``B_ji = 1 + u_ji (own_reading (v q - v p) / max(v q, v p) + memory_sd z_ji)`` of its plan;
    z is drawn for the pair at each signing, ``u = 1 - c``, 0 once the two have settled a dispute. So the contract
    narrows what is believed to the plan itself, from above and from below. A visit that sees the ratio y counts as
    short if ``y < (1 - tolerance) B_ji``. After ``patience`` short sightings in a row j opens a dispute with i.
    An open dispute takes ``staff`` of both a month. Opening it adds ``lost_trust`` sightings of nothing to what each
    of the two believes of the other, if beliefs are learned at all; whether somebody then leaves, `PartnerReview` and
    `Termination` weigh. It is settled in a month with probability ``1 - exp(-(settled + by_meetings meetings / 12))``,
    after which both hold to the plan; it ends where one of the two leaves. Nobody reckons with disputes beforehand.

    Where nobody visits, nobody sees anything to complain of. Switched off, nobody complains.

    Source: readings that serve oneself, Babcock and others 1995; the form and the costs are assumed.
    """

    name = "disputes"
    phase = Phase.PARTNERSHIP
    reads = (
        "agreements.awake", "agreements.contract.completeness", "agreements.contract.inside",
        "agreements.contract.signed", "agreements.contract.terms", "agreements.life.stage",
        "agreements.month.excused", "agreements.month.seen", "agreements.month.seen_ratio",
        "agreements.plan.spends_idr", "agreements.views", "organizations.active", "organizations.common_aim",
        "organizations.showpiece",
    )  # fmt: skip
    writes = (
        "agreements.beliefs.reliability", "agreements.disputes", "diary", "organizations.staff_used",
    )  # fmt: skip

    def step(self, model: World) -> None:
        """Settle, complain, and bear what is open."""
        for agreement in model.agreements:
            known = agreement.disputes
            if agreement.working and np.count_nonzero(agreement.inside) >= FEWEST:
                who = agreement.inside
                pairs = who[:, None] & who[None, :] & ~np.eye(len(agreement), dtype=bool)
                self._month(model, agreement, pairs)
            elif not known.at_rest:
                agreement.disputes = replace(Record.none(len(agreement)), cleared=known.cleared)

    def _month(self, model: World, agreement: AgreementState, pairs: Flags) -> None:
        p, month, known = self.parameters(model), agreement.month, agreement.disputes
        still, ended = known.open & pairs, np.zeros_like(pairs)
        if still.any():
            ended = still & self._settled(model, agreement, p)
        looked = month.seen & pairs & agreement.at_work[None, :]
        if known.at_rest and not looked.any():
            return
        cleared, counted = known.cleared | ended, known.short_sightings
        if looked.any():
            ratio = np.minimum(1.0, month.seen_ratio * month.excused[None, :])
            believed = _believed(model, agreement, cleared, p)
            counted = sightings_in_a_row(counted, looked, ratio, believed, p.tolerance)
        counted = np.where(ended | ~pairs, 0, counted)
        opened = pairs & ~still & (counted >= p.patience)
        agreement.disputes = Record(
            short_sightings=np.where(opened, 0, counted),
            opened=opened,
            open=(still & ~ended) | opened,
            cleared=cleared,
        )
        _tell(model, agreement, opened, ended)
        learns = model.spec.mechanisms.learned_trust.on  # beliefs that are frozen stay so
        if learns and opened.any() and p.lost_trust > 0.0:
            _lose_trust(agreement, opened | opened.T, p.lost_trust)
        self._spend_time(agreement, p.staff)

    @staticmethod
    def _settled(model: World, agreement: AgreementState, p: Any) -> Flags:
        """Whom chance would let settle a dispute this month, (n, n)."""
        meetings = 0.0 if agreement.rule == ALONE else agreement.practices.meetings_per_year / MONTHS_PER_YEAR
        chance = 1.0 - np.exp(-(p.settled + p.by_meetings * meetings))
        drawn = model.draws.uniform(Purpose.DISPUTE_SETTLED, model.month, agreement.pairs.ravel())
        return (drawn < chance).reshape(agreement.pairs.shape)  # type: ignore[no-any-return]

    @staticmethod
    def _spend_time(agreement: AgreementState, staff: float) -> None:
        """Both sides of every open dispute work on it, as far as they have staff left."""
        columns, still = agreement.columns, agreement.disputes.open
        sides = still.sum(axis=0) + still.sum(axis=1)
        for i in np.flatnonzero((sides > 0) & agreement.at_work):
            row = agreement.rows[i]
            wanted_staff = staff * float(sides[i])
            columns.staff_used[row, SETTLE] += min(
                wanted_staff, staff_left(columns.staff, columns.staff_used, row)
            )


def _believed(model: World, agreement: AgreementState, cleared: Flags, p: Any) -> Floats:
    """What each believes each other agreed to deliver, over its plan, (n, n)."""
    columns, rows, views = agreement.columns, agreement.rows, agreement.views
    wants = wanted(views.needs, columns.common_aim[rows], columns.showpiece[rows])
    leans = leaning(agreement.plan_idr, wants, views.productivity)
    signed = agreement.contract.signed or 0
    slips = model.draws.normal(Purpose.AGREEMENT_READING, signed, agreement.pairs.ravel())
    unwritten = np.where(cleared, 0.0, 1.0 - agreement.completeness)
    return believed_agreed(leans, slips.reshape(leans.shape), unwritten, p.own_reading, p.memory_sd)


def _lose_trust(agreement: AgreementState, between: Flags, weight: float) -> None:
    """Count a falling-out like so many sightings of nothing delivered."""
    beliefs = agreement.beliefs
    reliability = Evidence(beliefs.reliability.alpha, beliefs.reliability.beta + weight * between)
    agreement.beliefs = replace(beliefs, reliability=reliability)


def _tell(model: World, agreement: AgreementState, opened: Flags, ended: Flags) -> None:
    """Write a line for every dispute that began or was settled."""
    for what, happened in (("dispute", opened), ("dispute settled", ended)):
        for j, i in zip(*np.nonzero(happened), strict=True):
            model.note(what, agreement.members[j].name, f"{agreement.name}: with {agreement.members[i].name}")
