"""Organizations and agreements month by month: noted at each month's end, as columns when they are asked for.

Records that nobody writes into (contracts, beliefs, plans, views, accounts) are kept as they are; arrays that a month
overwrites are copied.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from partnersim.scenario.aspects import FUNDS, K
from partnersim.theory.arrays import Flags, Floats, Ints
from partnersim.world.contracts import Stage

if TYPE_CHECKING:
    from partnersim.world.agreement_books import Accounts
    from partnersim.world.agreements import Group
    from partnersim.world.beliefs import Evidence
    from partnersim.world.contracts import Contract, Plan
    from partnersim.world.organizations import Organization
    from partnersim.world.world import World

NAN = float("nan")
STAGES = tuple(Stage)
_NUMBER = {stage: number for number, stage in enumerate(STAGES)}


class OrganizationMonth(NamedTuple):
    """All organizations at the end of a month: copies of columns of `OrganizationColumns`."""

    active: Flags
    common_aim: Floats
    showpiece: Ints
    productivity: Floats


class AgreementMonth(NamedTuple):
    """One agreement at the end of a month.

    Attributes:
        stage: number of its stage. founded, ends: months, NaN if not yet.
        contract, reliability, plan, needs, accounts, awake, shares: records and arrays in force.
        promised_idr, delivered_idr, diverted_idr, seen_chance, hushed: of the month.
        coordination_staff, visit_staff, account_staff: of the month, persons.
        disputes_opened, disputes_open: numbers of disputes.
        year_idr: delivered since the last yearly account, (n, K).
    """

    stage: int
    founded: float
    ends: float
    contract: Contract
    reliability: Evidence
    plan: Plan
    needs: Floats
    accounts: Accounts
    awake: Flags
    shares: Floats
    promised_idr: Floats
    delivered_idr: Floats
    diverted_idr: Floats
    seen_chance: Floats
    hushed: Floats
    coordination_staff: Floats
    visit_staff: Floats
    account_staff: Floats
    disputes_opened: int
    disputes_open: int
    year_idr: Floats

    @classmethod
    def of(cls, a: Group) -> AgreementMonth:
        """The agreement as it stands."""
        life, month = a.life, a.month
        return cls(
            _NUMBER[life.stage],
            NAN if life.founded is None else life.founded,
            NAN if life.ends is None else life.ends,
            a.contract, a.beliefs.reliability, a.plan, a.views.needs, a.accounts, a.awake, a.shares,
            month.promised_idr.copy(), month.delivered_idr.copy(), month.diverted_idr.copy(),
            month.seen_chance.copy(), month.hushed.copy(),
            month.coordination_staff.copy(), month.visit_staff.copy(), month.account_staff.copy(),
            int(np.count_nonzero(a.disputes.opened)), int(np.count_nonzero(a.disputes.open)),
            a.year.delivered_idr.copy(),
        )  # fmt: skip


class PartnershipNotes:
    """Notes what becomes of organizations and agreements of a world, month by month."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._heads: list[OrganizationMonth] = []
        self._rows: list[tuple[AgreementMonth, ...]] = []
        self._months: list[tuple[int, float]] = []

    def take(self) -> None:
        """Note the month just finished."""
        world = self._world
        c = world.organization_columns
        self._heads.append(
            OrganizationMonth(c.active.copy(), c.common_aim.copy(), c.showpiece.copy(), c.productivity.copy())
        )
        self._rows.append(tuple([AgreementMonth.of(a) for a in (*world.agreements, world.apart)]))
        self._months.append((world.month, world.needs.met_idr))

    def months(self) -> PartnershipMonths:
        """All months noted so far."""
        return PartnershipMonths(self._world, self._heads, self._rows, self._months)


class PartnershipMonths:
    """Organizations and agreements over T months.

    Attributes:
        organizations: for what does not change in a run. agreements: of the scenario, in its order.
        apart: what organizations do without an agreement.
        month: months lived at the end of each, (T,). met_idr: needs met in each, (T,).
    """

    def __init__(
        self,
        world: World,
        heads: Sequence[OrganizationMonth],
        rows: Sequence[tuple[AgreementMonth, ...]],
        months: Sequence[tuple[int, float]],
    ) -> None:
        self.organizations: list[Organization] = world.organizations
        self._heads = heads
        self.month, self.met_idr = np.array(months, dtype=np.float64).T
        groups = zip((*world.agreements, world.apart), zip(*rows, strict=True), strict=True)
        *self.agreements, self.apart = [AgreementMonths(a, own, self) for a, own in groups]

    @cached_property
    def active(self) -> Flags:
        """Organizations still in the place, (T, O)."""
        return np.array([head.active for head in self._heads])

    @cached_property
    def common_aim(self) -> Floats:
        """Common aim of each one's head, (T, O)."""
        return np.array([head.common_aim for head in self._heads])

    @cached_property
    def showpiece(self) -> Ints:
        """Number of each one's showpiece aspect, (T, O)."""
        return np.array([head.showpiece for head in self._heads])

    @cached_property
    def productivity(self) -> Floats:
        """Effective rupiah per rupiah, (T, O, K)."""
        return np.array([head.productivity for head in self._heads])


class AgreementMonths:
    """One agreement over T months, n members named. Arrays are (T,), (T, n) and so on, months first.

    Attributes:
        agreement: for what does not change in a run. numbers: of its members among organizations, (n,).
        partnership: the months of all. The others as in `AgreementMonth`, months first.
    """

    founded: Floats
    ends: Floats
    needs: Floats
    shares: Floats
    promised_idr: Floats
    delivered_idr: Floats
    diverted_idr: Floats
    seen_chance: Floats
    hushed: Floats
    coordination_staff: Floats
    visit_staff: Floats
    account_staff: Floats
    disputes_opened: Ints
    disputes_open: Ints
    year_idr: Floats

    def __init__(
        self, agreement: Group, rows: Sequence[AgreementMonth], partnership: PartnershipMonths
    ) -> None:
        self.agreement = agreement
        self.partnership = partnership
        self.numbers = np.array([m.number for m in agreement.members], dtype=np.int64)
        self._columns: dict[str, Any] = dict(
            zip(AgreementMonth._fields, zip(*rows, strict=True), strict=True)
        )

    def _of_records(self, records: Any, name: str, dtype: Any = np.float64) -> Any:
        return np.array([getattr(record, name) for record in records], dtype=dtype)

    @cached_property
    def stage(self) -> Ints:
        """Place of its stage among `STAGES`, (T,)."""
        return np.array(self._columns["stage"])

    @cached_property
    def working(self) -> Flags:
        """Whether members deliver under it, (T,)."""
        return self.stage == _NUMBER[Stage.IMPLEMENTATION]

    @cached_property
    def inside(self) -> Flags:
        """Who has signed and not left, (T, n)."""
        return self._of_records(self._columns["contract"], "inside", bool)  # type: ignore[no-any-return]

    @cached_property
    def founders(self) -> Flags:
        """Who signed first, (T, n)."""
        return self._of_records(self._columns["contract"], "founders", bool)  # type: ignore[no-any-return]

    @cached_property
    def at_work(self) -> Flags:
        """Members that are in, awake and still in the place, (T, n)."""
        return self.partnership.active[:, self.numbers] & self.inside & np.array(self._columns["awake"])

    @cached_property
    def dormant(self) -> Flags:
        """Whether it is in force and not all who are in are awake, (T,)."""
        asleep = (self.inside & ~np.array(self._columns["awake"])).any(axis=1)
        return self.working & asleep  # type: ignore[no-any-return]

    @cached_property
    def rule(self) -> Ints:
        """Who allocates under the terms in force, (T,)."""
        return self._of_records(self._columns["contract"], "rule", np.int64)  # type: ignore[no-any-return]

    @cached_property
    def leader(self) -> Ints:
        """Place of the leader among members, (T,)."""
        return self._of_records(self._columns["contract"], "leader", np.int64)  # type: ignore[no-any-return]

    @cached_property
    def decision_weights(self) -> list[str]:
        """How votes are weighed under the terms in force, by month."""
        return [contract.terms.decision_weights for contract in self._columns["contract"]]

    @cached_property
    def reliability(self) -> Floats:
        """Expected reliability, row believes in column, (T, n, n)."""
        alpha = self._of_records(self._columns["reliability"], "alpha")
        beta = self._of_records(self._columns["reliability"], "beta")
        return alpha / (alpha + beta)  # type: ignore[no-any-return]

    @cached_property
    def plan_idr(self) -> Floats:
        """Yearly rupiah of the plan in force by member and aspect, (T, n, K)."""
        return self._of_records(self._columns["plan"], "spends_idr")  # type: ignore[no-any-return]

    @cached_property
    def budget_idr(self) -> Floats:
        """Yearly money that the plan was made for, (T, n)."""
        return self._of_records(self._columns["plan"], "money_idr")  # type: ignore[no-any-return]

    @cached_property
    def judged(self) -> Flags:
        """Who was inside at the last yearly account, (T, n)."""
        return self._of_records(self._columns["accounts"], "judged", bool)  # type: ignore[no-any-return]

    @cached_property
    def against_leaving(self) -> Floats:
        """Worth above leaving in the last yearly account, (T, n)."""
        return np.array([accounts.last.against_leaving for accounts in self._columns["accounts"]])

    @cached_property
    def against_nobody(self) -> Floats:
        """Worth above nobody partnering in the last yearly account, (T, n)."""
        return np.array([accounts.last.against_nobody for accounts in self._columns["accounts"]])

    def harmed_share(self, *labels: str) -> Floats:
        """As `Accounts.harmed_share`, (T,)."""
        return self._of_accounts(lambda accounts: accounts.harmed_share(*labels))

    @cached_property
    def loss_share(self) -> Floats:
        """As `Accounts.loss_share`, (T,)."""
        return self._of_accounts(lambda accounts: accounts.loss_share())

    @cached_property
    def loss_idr(self) -> Floats:
        """As `Accounts.loss_idr`, (T,)."""
        return self._of_accounts(lambda accounts: accounts.loss_idr())

    def _of_accounts(self, number: Callable[[Accounts], float]) -> Floats:
        """A number of the accounts in force in each month, (T,), worked out once for each account."""
        accounts = self._columns["accounts"]
        numbers = {key: number(account) for key, account in {id(a): a for a in accounts}.items()}
        return np.array([numbers[id(account)] for account in accounts])

    @cached_property
    def common_aim(self) -> Floats:
        """Common aim of each member's head, (T, n)."""
        return self.partnership.common_aim[:, self.numbers]

    @cached_property
    def showpiece(self) -> Ints:
        """Number of each member's showpiece aspect, (T, n)."""
        return self.partnership.showpiece[:, self.numbers]

    @cached_property
    def real_work_idr(self) -> Floats:
        """Delivered since the last yearly account in all aspects but money for funds, (T, n, K - 1)."""
        return np.ascontiguousarray(self.year_idr[:, :, np.arange(K) != FUNDS])

    @cached_property
    def real_productivity(self) -> Floats:
        """Productivity of members in all aspects but money for funds, (T, n, K - 1)."""
        return np.ascontiguousarray(
            self.partnership.productivity[:, self.numbers][:, :, np.arange(K) != FUNDS]
        )

    def __getattr__(self, name: str) -> Any:
        """Any other column of `AgreementMonth` as an array, months first."""
        if name.startswith("_") or name not in AgreementMonth._fields:
            raise AttributeError(name)
        column = np.array(self._columns[name])
        self.__dict__[name] = column
        return column


def total_over_members(values: Floats, who: Flags) -> Floats:
    """Sum over the members marked, (T,), of values of shape (T, n)."""
    return np.where(who, values, 0.0).sum(axis=1)  # type: ignore[no-any-return]


def total_over_pairs(values: Floats, who: Flags) -> Floats:
    """Sum over ordered pairs of the members marked, themselves included, (T,), of values of shape (T, n, n).

    Months with the same members are summed together, over theirs alone, so that no last digit hangs on who is out.
    """
    totals = np.zeros(len(values))
    months: dict[bytes, list[int]] = {}
    for t, row in enumerate(who):
        months.setdefault(row.tobytes(), []).append(t)
    for alike in months.values():
        members = np.flatnonzero(who[alike[0]])
        chosen = values[np.ix_(np.array(alike), members, members)]
        totals[alike] = chosen.reshape(len(alike), -1).sum(axis=1)
    return totals
