"""Agreements between organizations: who is bound by what, what they believe and plan; no rule is here.

What members agreed on, believe, see and plan are records that are replaced and never written into
(`partnersim.world.contracts`, `partnersim.world.beliefs`), so that a rule may imagine an agreement with another of them
(`Group.imagined`) and nothing real can move. What has happened is in `partnersim.world.agreement_books`.
"""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from partnersim.scenario.aspects import FUNDS, K
from partnersim.scenario.partnership import Agreement, Terms
from partnersim.scenario.practices import Practices
from partnersim.theory import belief
from partnersim.theory.arrays import Flags, Floats, Ints, read_only, sealed
from partnersim.theory.calendar import is_due
from partnersim.theory.chance.draws import Draws, Purpose, name_id
from partnersim.theory.partners import ALONE
from partnersim.theory.production import advantage_spread, comparative_advantage_index
from partnersim.theory.purse import OWN, THIRD_PARTY
from partnersim.world.agreement_books import Accounts, Month, Year
from partnersim.world.beliefs import Beliefs, Evidence, Views
from partnersim.world.contracts import Bargain, Contract, Life, Plan, Stage
from partnersim.world.disputes import Disputes
from partnersim.world.sanctions import Sanctions

if TYPE_CHECKING:
    from partnersim.world.organizations import Organization, OrganizationColumns

VILLAGES = 8
"""Villages in which partners imagine the work of organizations that act alone (pilot study)."""

MATURE = 0.5
"""Stocks of socialisation and planning in an agreement that is already working at the start (assumed)."""

NOT_YET = 10**9
"""First month of an agreement that waits for the end of the one before it."""


@dataclass(eq=False)
class Group:
    """Organizations that plan and deliver, under an agreement or each apart.

    n is the number of members named, who may be in or out, awake or asleep. An array of a group is read-only: it
    is replaced as a whole.

    Attributes:
        name, number: from the scenario. members: organizations; columns, rows: all organizations of the place as
            columns, and the rows of the members, (n,). entities, by_aspect, pairs: numbers for draws of members (n,),
            of their views of one aspect after the other, (n K,), of ordered pairs, (n, n), and of their views of one
            another's aspects, (n n K,). ranks: order of the
            imagined villages in which each would serve alone, (n, V).
        contract, beliefs, views, plan: what members are bound by, believe, see and plan.
        month, year, accounts, life: what has happened. disputes: who is in dispute with whom. sanctions: what
            members have learned of them.
        awake: who is at work if inside, (n,). asked: who is asked at the founding, (n,); the rest are the reserve.
        money_share: share of each member's money that belongs here, (n,).
        at_stake: last worth of staying above leaving, (n,).
        shares: shares of rival benefits, (n,). pulled: how far the strongest has pulled them, 0 to 1.
        socialised, planned: stocks left by the stages, 0 to 1.
        replan: whether a new plan is due. serves: where members who work alone do so, part of each simulated
            hamlet, (n, H); empty until it is needed under a plan.
        bargains: rounds of bargaining. events: what happened, (month, what, who, why).
    """

    name: str
    number: int
    members: list[Organization]
    columns: OrganizationColumns
    rows: Ints
    entities: Ints
    by_aspect: Ints
    pairs: Ints
    pairs_by_aspect: Ints
    ranks: Ints
    contract: Contract
    beliefs: Beliefs
    views: Views
    plan: Plan
    month: Month
    year: Year
    accounts: Accounts
    life: Life
    disputes: Disputes
    sanctions: Sanctions
    awake: Flags
    asked: Flags
    money_share: Floats
    at_stake: Floats
    shares: Floats
    serves: Floats
    pulled: float = 0.0
    socialised: float = 0.0
    planned: float = 0.0
    replan: bool = True
    bargains: list[Bargain] = field(default_factory=list)
    events: list[tuple[int, str, str, str]] = field(default_factory=list)

    # with what they were worked out from
    _at_work: ClassVar[tuple[Flags, Flags, bytes, Flags] | None] = None
    _trust: ClassVar[tuple[Evidence, bytes, Floats] | None] = None
    _delivery: ClassVar[tuple[Evidence, Evidence, bytes, Floats] | None] = None

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, read_only(value) if isinstance(value, np.ndarray) else value)

    def __len__(self) -> int:
        return len(self.members)

    def imagined(self, **parts: Any) -> Self:
        """The group with other records in place of its own, e.g. ``beliefs``; nothing real can be changed by it."""
        books = {
            "month": sealed(self.month), "year": sealed(self.year), "life": replace(self.life),
            "bargains": list(self.bargains), "events": list(self.events),
        }  # fmt: skip
        return replace(self, **{**books, **parts})

    @property
    def practices(self) -> Practices:
        """What members do to sustain their partnership."""
        return self.contract.practices

    @property
    def apart(self) -> bool:
        """Whether this stands for organizations without an agreement."""
        return True

    @property
    def purse(self) -> tuple[int, float]:
        """Place of the member that holds the joint money, or OWN or THIRD_PARTY; and what part a third party keeps."""
        return OWN, 0.0

    @property
    def rule(self) -> int:
        """Who allocates under the terms in force: JOINT, LEADER or ALONE."""
        return self.contract.rule

    @property
    def leader(self) -> int:
        """Place of the leader in ``members``."""
        return self.contract.leader

    @property
    def terms(self) -> Terms:
        """Terms in force, or proposed before a signing."""
        return self.contract.terms

    @property
    def completeness(self) -> float:
        """Completeness of the contract in force, 0 to 1."""
        return self.contract.completeness

    @property
    def inside(self) -> Flags:
        """Who has signed and not left, (n,)."""
        return self.contract.inside

    @property
    def plan_idr(self) -> Floats:
        """Yearly rupiah of the plan in force by member and aspect, (n, K)."""
        return self.plan.spends_idr

    @property
    def budget_idr(self) -> Floats:
        """Yearly money that the plan in force was made for, (n,)."""
        return self.plan.money_idr

    @property
    def stage(self) -> Stage:
        """Where it stands."""
        return self.life.stage

    @property
    def working(self) -> bool:
        """Whether members deliver under it now."""
        return self.life.stage is Stage.IMPLEMENTATION

    @property
    def dormant(self) -> bool:
        """Whether it is in force and not all who are in are awake."""
        return self.working and bool((self.inside & ~self.awake).any())

    @property
    def active(self) -> Flags:
        """Members that are still in the place, (n,)."""
        return self.columns.active[self.rows]

    @property
    def at_work(self) -> Flags:
        """Members that are in, awake, and still in the place, shape (n,)."""
        inside, awake, present = self.contract.inside, self.awake, self.columns.active.tobytes()
        known = self._at_work
        if known is None or known[0] is not inside or known[1] is not awake or known[2] != present:
            known = inside, awake, present, self.active & inside & awake
            self.__dict__["_at_work"] = known
        return known[3].copy()

    @property
    def trust(self) -> Floats:
        """Expected reliability, row believes in column; the diagonal is what each knows of itself, (n, n)."""
        believed, keeps, known = self.beliefs.reliability, self.columns.keeps_promises, self._trust
        if known is None or known[0] is not believed or known[1] != keeps.tobytes():
            mean = belief.mean_knowing_oneself(believed.alpha, believed.beta, keeps[self.rows])
            known = believed, keeps.tobytes(), mean
            self.__dict__["_trust"] = known
        return known[2].copy()

    @property
    def activity(self) -> Floats:
        """Expected activity, row believes in column, 1 on the diagonal, (n, n)."""
        believed = self.beliefs.activity
        return belief.mean_knowing_oneself(believed.alpha, believed.beta, np.ones(len(self)))

    @property
    def expected_delivery(self) -> Floats:
        """Reliability times activity, (n, n)."""
        beliefs, keeps, known = self.beliefs, self.columns.keeps_promises.tobytes(), self._delivery
        learned = beliefs.reliability, beliefs.activity
        if known is None or known[2] != keeps or not all(map(operator.is_, known, learned)):
            known = *learned, keeps, self.trust * self.activity
            self.__dict__["_delivery"] = known
        return known[3].copy()

    def trust_mean(self) -> float:
        """Mean belief in reliability over ordered pairs of members inside; NaN with fewer than two."""
        who = np.flatnonzero(self.inside)
        if who.size < 2:
            return float("nan")
        believed = self.beliefs.reliability.mean[np.ix_(who, who)]
        return float((believed.sum() - np.trace(believed)) / (who.size * (who.size - 1)))

    def advantage_index(self) -> float:
        """How far work delivered this year was what members are comparatively good at; 0 without work.

        Over real work: money for funds goes rupiah for rupiah, whoever pays it, so that nobody is better at it.
        """
        real = np.arange(K) != FUNDS
        productivity = self.columns.productivity[self.rows][:, real]
        if len(self) == 0 or advantage_spread(productivity) == 0.0:
            return 0.0
        return float(comparative_advantage_index(self.year.delivered_idr[:, real], productivity))

    def coordination_share(self) -> float:
        """Share of members' staff time that co-ordination takes this month; 0 without staff."""
        who = self.at_work
        staff = math.fsum(m.spec.staff for m, there in zip(self.members, who, strict=True) if there)
        return float(self.month.coordination_staff[who].sum() / staff) if staff > 0.0 else 0.0

    def delivery_gap(self) -> float:
        """Share of this year's promised money that did not arrive as work; 0 if nothing was promised."""
        promised = self.year.promised_idr.sum()
        return float(1.0 - self.year.delivered_idr.sum() / promised) if promised > 0.0 else 0.0

    def meets(self, calendar_month: int) -> bool:
        """Whether members meet in this month of the year: meetings are spread evenly over it."""
        if self.rule == ALONE:
            return False
        return is_due(self.practices.meetings_per_year, calendar_month)

    def place_of(self, organization: int) -> int | None:
        """Place in ``members`` of the organization with this number in the model; None if it is not named."""
        return self._places.get(organization)

    @cached_property
    def _places(self) -> dict[int, int]:
        """Place in ``members`` by number of the organization."""
        return {m.number: i for i, m in enumerate(self.members)}

    def forget_head(self, number: int, lost: float) -> None:
        """Lose a share of what others know of the organization with this number, whose head has changed."""
        i = self.place_of(number)
        if i is not None:
            self.beliefs = self.beliefs.of_somebody_new(i, lost)

    def put_in_force(self, plan: Plan) -> None:
        """Put a new plan in force; who works alone looks for hamlets anew."""
        self.plan, self.serves = plan, np.zeros((len(self), 0))


class Apart(Group):
    """All organizations of the place, for what they do without an agreement: each alone, promising nobody anything."""


@dataclass(eq=False)
class AgreementState(Group):
    """One agreement of the scenario.

    Attributes:
        spec: what the scenario says of it.
    """

    spec: Agreement = field(kw_only=True)

    @property
    def apart(self) -> bool:
        """Whether this stands for organizations without an agreement."""
        return False

    @property
    def purse(self) -> tuple[int, float]:
        """Who holds the joint money, and its fee, as in `Group`; where each plans alone, each its own."""
        purse = self.contract.purse
        if self.rule == ALONE or purse.held_by == "each":
            return OWN, 0.0
        if purse.held_by == "third_party":
            return THIRD_PARTY, purse.fee
        named = [i for i, member in enumerate(self.members) if member.name == purse.treasurer]
        return (named[0] if named else self.leader), 0.0

    @property
    def written(self) -> float:
        """Completeness of the contract that its terms lead to: none where the stage of agreement is skipped."""
        return self.terms.completeness if self.spec.stages.agreement_months > 0 else 0.0

    def age(self, month: int) -> int:
        """Months since the last signing or renewal; -1 if it is not at work."""
        signed = self.contract.signed
        return month - signed if self.working and signed is not None else -1

    def founding_per_year(self) -> Floats:
        """Part of the cost of founding that a year of the term bears, in rupiah, (n,)."""
        return self.contract.founding_idr * (12.0 / self.spec.months)

    def change_contract(self, **changes: Any) -> None:
        """Put another contract in force that differs from the present one in what is named."""
        self.contract = replace(self.contract, **changes)

    def leave(self, i: int) -> None:
        """Let member ``i`` out; it counts as awake should it come back."""
        self._set_inside(i, False)

    def join(self, i: int) -> None:
        """Let member ``i`` in, at work."""
        self._set_inside(i, True)

    def _set_inside(self, i: int, inside: bool) -> None:
        me = np.arange(len(self)) == i
        self.change_contract(inside=np.where(me, inside, self.inside))
        self.awake = self.awake | me

    def turn(self, i: int) -> None:
        """Let member ``i`` fall asleep, or wake if it slept."""
        self.awake = self.awake ^ (np.arange(len(self)) == i)

    def end(self, month: int, reason: str) -> None:
        """Close the agreement; members work apart from now on."""
        life, nobody = self.life, np.zeros(len(self), dtype=bool)
        life.stage, life.ends, life.reason, life.months_in_stage = Stage.ENDED, month, reason, 0
        self.change_contract(inside=nobody)
        self.plan = replace(self.plan, spends_idr=np.zeros_like(self.plan.spends_idr))
        self.month.forget_contact()
        self.month.forget_money()


def members_of(
    organizations: list[Organization], columns: OrganizationColumns, draws: Draws
) -> dict[str, Any]:
    """Members with their rows, the numbers of their draws and what is drawn once, as `Group` takes them."""
    n = len(organizations)
    pairs = [[name_id(f"{a.spec.luck} sees {b.spec.luck}") for b in organizations] for a in organizations]
    rows = np.array([m.number for m in organizations], dtype=np.int64)
    entities = columns.entities[rows]
    villages = (entities[:, None] * 64 + np.arange(VILLAGES)).ravel()
    luck = draws.uniform(Purpose.VILLAGE_OF_PARTNER, 0, villages).reshape(n, VILLAGES)
    return {
        "members": organizations,
        "columns": columns,
        "rows": rows,
        "entities": entities,
        "by_aspect": (entities[:, None] * 64 + np.arange(K)).ravel(),
        "pairs": np.array(pairs, dtype=np.int64).reshape(n, n),
        "pairs_by_aspect": (np.array(pairs, dtype=np.int64).reshape(n, n, 1) * 64 + np.arange(K)).ravel(),
        "ranks": luck.argsort(axis=1).argsort(axis=1),
    }


def nothing_yet(members: int) -> dict[str, Any]:
    """Parts of a `Group` of so many members in which nothing has happened."""
    n = members
    return {
        "views": Views.at_start(n), "plan": Plan.none(n), "month": Month.before_any(n), "year": Year.begun(n),
        "accounts": Accounts.none(n), "life": Life(), "disputes": Disputes.none(n), "sanctions": Sanctions.none(n),
        "awake": np.ones(n, dtype=bool),
        "money_share": np.zeros(n), "at_stake": np.zeros(n), "shares": np.full(n, 1.0 / max(n, 1)),
        "serves": np.zeros((n, 0)),
    }  # fmt: skip
