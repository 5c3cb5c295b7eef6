"""Agreements between organizations: what they are and what has happened in them; no rule is here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from partnersim.scenario.aspects import ASPECTS, FUNDS
from partnersim.scenario.partnership import Agreement, Terms
from partnersim.theory.belief import mean, prior
from partnersim.theory.chance.draws import name_id
from partnersim.theory.partners import ALONE, JOINT, LEADER
from partnersim.theory.production import advantage_spread, comparative_advantage_index

if TYPE_CHECKING:
    from partnersim.world.organizations import Organization

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

K = len(ASPECTS)
VILLAGES = 8
"""Villages in which partners imagine the work of organizations that act alone (pilot study)."""

MATURE = 0.5
"""Stocks of socialisation and planning in an agreement that is already working at the start (assumed)."""

NOT_YET = 10**9
"""First month of an agreement that waits for the end of the one before it."""

_RULE = {"joint": JOINT, "leader": LEADER, "each_alone": ALONE}


class Stage(StrEnum):
    """Where an agreement stands."""

    IDENTIFICATION = "identification"
    SOCIALISATION = "socialisation"
    PLANNING = "planning"
    AGREEMENT = "agreement"
    IMPLEMENTATION = "implementation"
    ENDED = "ended"


PREPARING = (Stage.IDENTIFICATION, Stage.SOCIALISATION, Stage.PLANNING, Stage.AGREEMENT)


@dataclass(frozen=True)
class Bargain:
    """One round of bargaining over terms.

    Attributes:
        month: when. holder: who holds most of the money and proposes. wish: its first wish.
        refused: names of those who would rather have stayed outside than agree to that. countered: name of
            the one who made a counter-proposal, or "". counter: what it proposed, or None.
        outcome: terms now in force. how: "first wish", "counter-proposal", "second proposal" or "no terms
            suit all" (then those who lose by the first wish may stay out).
    """

    month: int
    holder: str
    wish: Terms
    refused: tuple[str, ...]
    countered: str
    counter: Terms | None
    outcome: Terms
    how: str


@dataclass
class Benefits:
    """What each member got, shape (n,) each; worth in units in which the best use of a year's money is 1.

    Attributes:
        results: worth of results by its own objective, showpiece and diversions with them. rival_idr: its
            share of rival benefits. diverted_idr: its money spent on its own showpiece instead. cost_idr: the
            year's part of what it paid for preparing and writing.
        against_leaving, against_nobody: worth above what it would have had outside, and if nobody had
            partnered.
    """

    results: Floats
    rival_idr: Floats
    diverted_idr: Floats
    cost_idr: Floats
    against_leaving: Floats
    against_nobody: Floats

    @classmethod
    def none(cls, members: int) -> Benefits:
        """Nothing so far."""
        return cls(*(np.zeros(members) for _ in range(6)))


class AgreementState:
    """One agreement, or (``apart``) the organizations that work without one.

    Rows of beliefs and views are those who believe, columns those believed about; n is the number of members
    named in the scenario, who may be in or out, awake or asleep. Yearly rupiah unless a name says otherwise.

    Attributes:
        spec, terms, name, number: from the scenario; ``spec`` is None for ``apart``.
        members, entities, pairs: organizations, their numbers for draws (n,), and those of ordered pairs (n,
            n).
        leader: place of the leader in ``members``.
        stage, months_in_stage, signed, ends, reason, waits_until: life of the agreement, in months of the
            run.
        socialised, planned, completeness: stocks left by the stages, 0 to 1; completeness is that in force.
        inside, awake: who has signed and not left, who of them is at work, (n,).
        alpha, beta, active_alpha, active_beta: Beta beliefs in reliability and activity (n, n); ``prior_*``
        founding. seen_needs (n, K), seen_productivity (n, n, K): what members think of needs and of each
        other.
        money_share: share of each member's money that belongs here, (n,).
        plan_idr: plan in force, (n, K). budget_idr: money it was made for, (n,). replan: whether a new one
            is due.
        serves: where members who work alone do so: part of each simulated hamlet, (n, H); empty until
            planned.
        talks: who talks to whom (n, n). coordination_staff, visit_staff: persons, (n,).
        seen_chance, seen, seen_ratio: chance to see a partner's delivery, whether it was seen, and as what,
            (n, n).
        audit_found: share found missing by an audit this month, NaN without one, (n,).
        shirk, ready, luck, leak: parts of this month's delivery (n,). ratio: delivered over promised, last
            known (n,).
        at_stake: last worth of staying above leaving, (n,). months_worked: months of delivery so far.
        value_idr: effective rupiah of services this month. pulled: how far the strongest has pulled the
        shares, 0 to 1. promised_idr, delivered_idr (n, K), diverted_idr, leaked_idr, transferred_idr (n,):
        rupiah this month.
        promised_year, delivered_year, diverted_year, rival_year, money_year_idr, months_year: this
            year's sums. conduct_year, alone_year: sums of monthly conduct here and of what the same members do
            apart, rows as in `partnersim.theory.worth`, (4, n). awake_year: months at work, (n,).
        founding_idr: what each paid for preparing and writing the agreement in force, (n,);
            founding_money_idr: joint yearly money when it was signed.
        ties: informal ties kept, complicity: how far they serve theft, hushed: share of what is seen of a
            member that is not reported, excused: factor on a ratio seen, for trouble that nobody is blamed
            for, all (n,). forgiven: share of shirking that passes for trouble.
        asked: who is asked at the founding, (n,); the rest are the reserve. founded: month of the first
            signing. places: members who signed then. bargains: rounds of bargaining. events: what happened
            to it, (month, what, who, why).
        shares: shares of rival benefits, (n,). year, total: `Benefits`. harmed: per member "" or the
            counterfactual. judged: who was inside at the last yearly account, (n,).
    """

    def __init__(
        self, *, name: str, number: int, members: list[Organization], terms: Terms, spec: Agreement | None,
        prior_mean: float, prior_strength: float,
    ) -> None:  # fmt: skip
        n = len(members)
        self.spec, self.terms, self.name, self.number, self.members = spec, terms, name, number, members
        self.rule = _RULE[terms.allocation]
        self.entities = np.array([m.entity for m in members], dtype=np.int64)
        self.pairs = np.array(
            [[name_id(f"{a.spec.luck} sees {b.spec.luck}") for b in members] for a in members], dtype=np.int64
        ).reshape(n, n)
        named = spec.leader if spec is not None else None
        self.leader = next((i for i, m in enumerate(members) if m.name == named), 0)
        self.stage, self.months_in_stage, self.begins, self.waits_until = Stage.IDENTIFICATION, 0, 0, 0
        self.signed: int | None = None
        self.ends: int | None = None
        self.reason = ""
        self.socialised = self.planned = self.completeness = 0.0
        self.inside: Flags = np.zeros(n, dtype=bool)
        self.awake: Flags = np.ones(n, dtype=bool)
        a, b = prior(prior_mean, prior_strength)
        self.prior_alpha, self.prior_beta = np.full((n, n), a), np.full((n, n), b)
        self.alpha, self.beta = self.prior_alpha.copy(), self.prior_beta.copy()
        # Nobody founds a partnership with somebody expected to sleep.
        self.prior_active_alpha, self.prior_active_beta = (
            np.full((n, n), 0.95 * 6.0),
            np.full((n, n), 0.05 * 6.0),
        )
        self.active_alpha, self.active_beta = self.prior_active_alpha.copy(), self.prior_active_beta.copy()
        self.seen_needs: Floats = np.full((n, K), 1.0 / K)
        self.seen_productivity: Floats = np.ones((n, n, K))
        self.views_year = -1
        self.money_share: Floats = np.zeros(n)
        self.plan_idr: Floats = np.zeros((n, K))
        self.budget_idr: Floats = np.zeros(n)
        self.replan = True
        self.serves: Floats = np.zeros((n, 0))
        self.talks: Flags = np.zeros((n, n), dtype=bool)
        self.coordination_staff, self.visit_staff = np.zeros(n), np.zeros(n)
        self.seen_chance, self.seen_ratio = np.zeros((n, n)), np.zeros((n, n))
        self.seen: Flags = np.zeros((n, n), dtype=bool)
        self.audit_found: Floats = np.full(n, np.nan)
        self.shirk, self.ready, self.luck, self.leak = np.zeros(n), np.ones(n), np.ones(n), np.zeros(n)
        self.ratio: Floats = np.ones(n)
        self.at_stake, self.founding_idr = np.zeros(n), np.zeros(n)
        self.months_worked, self.value_idr, self.pulled, self.founding_money_idr = 0, 0.0, 0.0, 0.0
        self.promised_idr, self.delivered_idr = np.zeros((n, K)), np.zeros((n, K))
        self.diverted_idr, self.leaked_idr, self.transferred_idr = np.zeros(n), np.zeros(n), np.zeros(n)
        self.forget_year()
        self.shares: Floats = np.full(n, 1.0 / max(n, 1))
        self.year, self.total = Benefits.none(n), Benefits.none(n)
        self.harmed, self.judged = [""] * n, np.zeros(n, dtype=bool)
        self.ties, self.complicity, self.hushed = np.zeros(n), np.zeros(n), np.zeros(n)
        self.excused, self.forgiven = np.ones(n), 0.0
        reserve = spec.reserve if spec is not None else ()
        self.asked: Flags = np.array([m.name not in reserve for m in members], dtype=bool)
        self.founded: int | None = None
        self.places, self.carried = 0, False
        self.bargains: list[Bargain] = []
        self.events: list[tuple[int, str, str, str]] = []

    def __len__(self) -> int:
        return len(self.members)

    @property
    def apart(self) -> bool:
        """Whether this stands for organizations without an agreement."""
        return self.spec is None

    @property
    def working(self) -> bool:
        """Whether members deliver under it now."""
        return self.stage is Stage.IMPLEMENTATION

    @property
    def at_work(self) -> Flags:
        """Members that are in, awake, and still in the place, shape (n,)."""
        return np.array([m.active for m in self.members], dtype=bool) & self.inside & self.awake

    @property
    def trust(self) -> Floats:
        """Expected reliability, row believes in column; the diagonal is what each knows of itself, (n, n)."""
        believed = np.asarray(mean(self.alpha, self.beta))
        np.fill_diagonal(believed, [m.keeps_promises for m in self.members])
        return believed

    @property
    def activity(self) -> Floats:
        """Expected activity, row believes in column, 1 on the diagonal, (n, n)."""
        believed = np.asarray(mean(self.active_alpha, self.active_beta))
        np.fill_diagonal(believed, 1.0)
        return believed

    @property
    def expected_delivery(self) -> Floats:
        """Reliability times activity, (n, n)."""
        return self.trust * self.activity

    def trust_mean(self) -> float:
        """Mean belief in reliability over ordered pairs of members inside; NaN with fewer than two."""
        who = np.flatnonzero(self.inside)
        if who.size < 2:
            return float("nan")
        believed = np.asarray(mean(self.alpha, self.beta))[np.ix_(who, who)]
        return float((believed.sum() - np.trace(believed)) / (who.size * (who.size - 1)))

    def advantage_index(self) -> float:
        """How far work delivered this year was what members are comparatively good at; 0 without work.

        Over real work: money for funds goes rupiah for rupiah, whoever pays it, so that nobody is better at it.
        """
        real = np.arange(K) != FUNDS
        productivity = np.array([m.productivity for m in self.members]).reshape(-1, K)[:, real]
        if len(self) == 0 or advantage_spread(productivity) == 0.0:
            return 0.0
        return float(comparative_advantage_index(self.delivered_year[:, real], productivity))

    def coordination_share(self) -> float:
        """Share of members' staff time that co-ordination takes this month; 0 without staff."""
        who = self.at_work
        staff = sum(m.spec.staff for m, there in zip(self.members, who, strict=True) if there)
        return float(self.coordination_staff[who].sum() / staff) if staff > 0.0 else 0.0

    def delivery_gap(self) -> float:
        """Share of this year's promised money that did not arrive as work; 0 if nothing was promised."""
        promised = self.promised_year.sum()
        return float(1.0 - self.delivered_year.sum() / promised) if promised > 0.0 else 0.0

    def harmed_share(self, *labels: str) -> float:
        """Share of the members of the last yearly account who were worse off than in a counterfactual.

        Labels to count ("leaving", "nobody", "both"), any if none is given; NaN before the first account. Who
        left at that very review counts among the members.
        """
        if not self.judged.any():
            return float("nan")
        harmed = sum(h in labels if labels else bool(h) for h in self.harmed)
        return harmed / int(self.judged.sum())

    def meets(self, calendar_month: int) -> bool:
        """Whether members meet in this month of the year: meetings are spread evenly over it."""
        if self.spec is None or self.rule == ALONE:
            return False
        yearly = self.spec.practices.meetings_per_year
        return int(yearly * calendar_month / 12.0 + 1e-9) > int(yearly * (calendar_month - 1) / 12.0 + 1e-9)

    def place_of(self, organization: int) -> int | None:
        """Place in ``members`` of the organization with this number in the model; None if it is not named."""
        return next((i for i, m in enumerate(self.members) if m.number == organization), None)

    def forget_head(self, number: int, share: float) -> None:
        """Lose a share of what others know of the organization with this number, whose head has changed."""
        i = self.place_of(number)
        if i is None:
            return
        for belief, founding in (
            (self.alpha, self.prior_alpha), (self.beta, self.prior_beta),
            (self.active_alpha, self.prior_active_alpha), (self.active_beta, self.prior_active_beta),
        ):  # fmt: skip
            belief[:, i] = founding[:, i] + (1.0 - share) * (belief[:, i] - founding[:, i])

    def forget_year(self) -> None:
        """Begin a new year's sums."""
        n = len(self.members)
        self.promised_year, self.delivered_year = np.zeros((n, K)), np.zeros((n, K))
        self.diverted_year, self.rival_year = np.zeros(n), np.zeros(n)
        self.conduct_year, self.alone_year = np.zeros((4, n)), np.zeros((4, n))
        self.awake_year = np.zeros(n)
        self.money_year_idr, self.months_year = 0.0, 0

    def founding_per_year(self) -> Floats:
        """Part of the cost of founding that a year of the term bears, in rupiah, (n,)."""
        return (
            self.founding_idr * (12.0 / self.spec.months)
            if self.spec is not None
            else 0.0 * self.founding_idr
        )

    def set_terms(self, terms: Terms, leader: int) -> None:
        """Put other terms in force; the completeness in force is set by whoever signs."""
        self.terms, self.rule, self.leader = terms, _RULE[terms.allocation], leader

    def end(self, month: int, reason: str) -> None:
        """Close the agreement; members work apart from now on."""
        self.stage, self.ends, self.reason, self.months_in_stage = Stage.ENDED, month, reason, 0
        self.inside[:] = False
        self.plan_idr[:] = 0.0
        self.talks[:] = False
        self.seen_chance[:] = 0.0
        self.coordination_staff[:] = self.visit_staff[:] = 0.0
        self.ties, self.complicity, self.hushed = (np.zeros(len(self)) for _ in range(3))
        self.clear_month()

    def clear_month(self) -> None:
        """Forget last month's flows before this month's."""
        for flow in (
            self.promised_idr,
            self.delivered_idr,
            self.diverted_idr,
            self.leaked_idr,
            self.transferred_idr,
        ):
            flow[:] = 0.0
