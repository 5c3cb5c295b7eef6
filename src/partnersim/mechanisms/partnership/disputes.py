"""Partners fall out over what was agreed and delivered, and settle it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.theory.arrays import Flags, Floats, Ints
from partnersim.theory.calendar import MONTHS_PER_YEAR
from partnersim.theory.chance.draws import MONTH_SHIFT, Purpose
from partnersim.theory.chance.normal import one_normal
from partnersim.theory.chance.philox import one_uniform
from partnersim.theory.compiled import compiled, compiled_stage
from partnersim.theory.disputes import believed_agreed, leaning, sightings_in_a_row, wanted
from partnersim.theory.partners import ALONE
from partnersim.theory.present import at_work
from partnersim.world.agreements import AgreementState
from partnersim.world.beliefs import Evidence
from partnersim.world.disputes import Disputes as Record
from partnersim.world.sheets import Sheet
from partnersim.world.staff import SETTLE, staff_left

if TYPE_CHECKING:
    from partnersim.world.world import World

_READING_LOT, _SETTLED_LOT = int(Purpose.AGREEMENT_READING), int(Purpose.DISPUTE_SETTLED)

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
        "agreements.contract.practices",
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
                self._month(model, agreement)
            elif not known.at_rest:
                agreement.disputes = replace(Record.none(len(agreement)), cleared=known.cleared)

    def _month(self, model: World, agreement: AgreementState) -> None:
        p, month, known, n = self.parameters(model), agreement.month, agreement.disputes, len(agreement)
        if known.at_rest and not np.count_nonzero(month.seen):
            return
        signed = agreement.contract.signed or 0
        settled = 0.0 if known.at_rest else self._chance_to_settle(agreement, p)
        short, ended = np.empty((n, n), dtype=np.int64), np.empty((n, n), dtype=bool)
        opened, still_open, cleared = (np.empty((n, n), dtype=bool) for _ in range(3))
        remembers, opens, ends, lasts = judge_month(
            _SHEET.where(agreement), (known.short_sightings, known.open, known.cleared),
            (model.draws.key, signed + MONTH_SHIFT, model.month + MONTH_SHIFT),
            (1.0 - agreement.completeness, p.own_reading, p.memory_sd, p.tolerance, float(p.patience), settled),
            float(p.staff), (short, (opened, still_open, cleared, ended)),
        )  # fmt: skip
        if known.at_rest and not (remembers or lasts):
            return  # nothing is remembered, as before
        for mark in (short, opened, still_open, cleared):
            mark.flags.writeable = False  # so that the record needs no copies
        record = Record(short_sightings=short, opened=opened, open=still_open, cleared=cleared)
        vars(record)["at_rest"] = not (remembers or opens or lasts)  # as it would find out by looking
        agreement.disputes = record
        if opens or ends:
            _tell(model, agreement, opened, ended)
        learns = model.spec.mechanisms.learned_trust.on  # beliefs that are frozen stay so
        if learns and opens and p.lost_trust > 0.0:
            _lose_trust(agreement, opened | opened.T, p.lost_trust)

    @staticmethod
    def _chance_to_settle(agreement: AgreementState, p: Any) -> float:
        """Chance that an open dispute is settled this month."""
        meetings = 0.0 if agreement.rule == ALONE else agreement.practices.meetings_per_year / MONTHS_PER_YEAR
        return float(1.0 - np.exp(-(p.settled + p.by_meetings * meetings)))


class Members(NamedTuple):
    """Who is inside and who of them at work, (n,), their rows among all organizations, and numbers of pairs, (n, n)."""

    inside: Flags
    at_work: Flags
    rows: Ints
    pairs: Ints


class Promises(NamedTuple):
    """What each promised and how others may read it.

    Attributes:
        plan_idr: by aspect, (n, K). needs: in each one's eyes, (n, K). productivity: as each sees each, (n, n, K).
        common_aim, showpiece: of all organizations.
    """

    plan_idr: Floats
    needs: Floats
    productivity: Floats
    common_aim: Floats
    showpiece: Ints


class Judging(NamedTuple):
    """How promises are judged.

    Attributes:
        unwritten: share of the agreement that its contract leaves open. own_reading, memory_sd, tolerance, patience:
            parameters of the rule. settled: chance that an open dispute is settled this month.
    """

    unwritten: float
    own_reading: float
    memory_sd: float
    tolerance: float
    patience: float
    settled: float


_SHEET = Sheet(
    "rows", "pairs", "awake", "contract.inside", "plan.spends_idr", "views.needs", "views.productivity",
    "month.seen", "month.seen_ratio", "month.excused", "columns.active", "columns.common_aim", "columns.showpiece",
    "columns.staff", "columns.staff_used",
)  # fmt: skip
_sheet_at = _SHEET.at


@compiled
def judge_month(where, known, lots, judging, staff, after):  # type: ignore[no-untyped-def]
    """A month of an agreement, by `judge_promises`; then both sides of every open dispute give time to it.

    Args:
        where: of the sheet. known, lots, judging, after: as in `judge_promises`. staff: persons of each side.

    Returns:
        As `judge_promises`.
    """
    a = _sheet_at(where)
    who = at_work(a.rows, a.contract.inside, a.awake, a.columns.active)
    told = judge_promises(
        known, (a.month.seen, a.month.seen_ratio, a.month.excused), (a.contract.inside, who, a.rows, a.pairs),
        (a.plan.spends_idr, a.views.needs, a.views.productivity, a.columns.common_aim, a.columns.showpiece),
        lots, judging, after,
    )  # fmt: skip
    if told[3]:
        spend_time(after[1][1], who, (a.rows, a.columns.staff, a.columns.staff_used), staff)
    return told


@compiled_stage
def spend_time(still_open, who, staff, each):  # type: ignore[no-untyped-def]
    """Both sides of every open dispute work on it, as far as they have staff left.

    Args:
        still_open: disputes, (n, n). who: who is at work, (n,). staff: rows of the members, people that each of all
            organizations employs, and what they are used for, to which this is added. each: persons for a dispute.
    """
    rows, employed, used = staff
    for i in range(who.shape[0]):
        sides = still_open[:, i].sum() + still_open[i].sum()
        if sides > 0 and who[i]:
            used[rows[i], SETTLE] += min(each * float(sides), staff_left(employed, used, rows[i]))


@compiled_stage
def judge_promises(known, sightings, members, promises, lots, judging, after):  # type: ignore[no-untyped-def]
    """Let disputes be settled, and let each hold what it has seen of each against what it believes was agreed.

    Args:
        known: sightings in a row that stayed short, what is open and what is cleared, (n, n) each.
        sightings: what was seen this month, and as what, (n, n), and the factor of what nobody is blamed for, (n,).
        members: parts of `Members`. promises: parts of `Promises`. judging: parts of `Judging`.
        lots: key, month of the signing and month of now of the draws, as in `philox.one_uniform`.
        after: written here: sightings in a row, and who complains, what is open, cleared and settled now, four of
            (n, n).

    Returns:
        Whether a sighting that stayed short is remembered, a dispute was opened, one was settled, and one is open.
    """
    (short, still_open, cleared), (seen, seen_ratio, excused), (key, signed, month) = known, sightings, lots
    (counted, (complains, remains, agreed, over)), who, judge = after, Members(*members), Judging(*judging)
    leans = _leanings(who.rows, Promises(*promises))
    remembers, opens, ends, lasts = False, False, False, False
    for j in range(who.inside.shape[0]):
        for i in range(who.inside.shape[0]):
            pair, number = i != j and who.inside[j] and who.inside[i], who.pairs[j, i]
            still = pair and still_open[j, i]
            ended = still and one_uniform(key, _SETTLED_LOT, month, number) < judge.settled
            agree, in_a_row = cleared[j, i] or ended, short[j, i]
            if pair and seen[j, i] and who.at_work[i]:
                unwritten = 0.0 if agree else judge.unwritten
                slip = one_normal(key, _READING_LOT, signed, number)
                believed = believed_agreed(leans[j, i], slip, unwritten, judge.own_reading, judge.memory_sd)
                ratio = min(1.0, seen_ratio[j, i] * excused[i])
                in_a_row = sightings_in_a_row(in_a_row, ratio, believed, judge.tolerance)
            if ended or not pair:
                in_a_row = 0
            opened = pair and not still and in_a_row >= judge.patience
            lasting = (still and not ended) or opened
            counted[j, i] = 0 if opened else in_a_row
            complains[j, i], remains[j, i], agreed[j, i], over[j, i] = opened, lasting, agree, ended
            remembers = remembers or counted[j, i] > 0
            opens, ends, lasts = opens or opened, ends or ended, lasts or lasting
    return remembers, opens, ends, lasts


@compiled
def _leanings(rows, promises):  # type: ignore[no-untyped-def]
    """`leaning` of the members at ``rows``, (n, n)."""
    aim, showpiece = np.empty(rows.shape[0]), np.empty(rows.shape[0], dtype=np.int64)
    for j in range(rows.shape[0]):
        aim[j], showpiece[j] = promises.common_aim[rows[j]], promises.showpiece[rows[j]]
    return leaning(promises.plan_idr, wanted(promises.needs, aim, showpiece), promises.productivity)


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
