"""What has happened in an agreement: the month, the year's sums, and what each member got."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from partnersim.scenario.aspects import K
from partnersim.theory.arrays import ArraysInPlace, Flags, Floats, ReadOnlyArrays
from partnersim.theory.delivery import Conduct, Payments, YearSums
from partnersim.theory.seen import seen_by_any


@dataclass
class Month(ArraysInPlace):
    """This month in an agreement, or last month's until its rule acts again; n members, K aspects.

    Attributes:
        talks: who talks to whom, (n, n). coordination_staff, visit_staff, account_staff: persons, (n,).
        seen_chance, seen, seen_ratio: chance to see a partner's delivery, whether it was seen, and as what,
            (n, n).
        audit_found: share found missing by an audit, NaN without one, (n,).
        ties: informal ties kept, complicity: how far they serve theft, hushed: share of what is seen of a
            member that is not reported, excused: factor on a ratio seen, for trouble that nobody is blamed
            for, all (n,). forgiven: share of shirking that passes for trouble.
        shirk, ready, luck, leak: parts of delivery, (n,). ratio: delivered over promised, last known, (n,).
        promised_idr, delivered_idr: (n, K); diverted_idr, leaked_idr, transferred_idr: (n,), rupiah.
        value_idr: effective rupiah of services.
    """

    talks: Flags
    coordination_staff: Floats
    visit_staff: Floats
    account_staff: Floats
    seen_chance: Floats
    seen: Flags
    seen_ratio: Floats
    audit_found: Floats
    ties: Floats
    complicity: Floats
    hushed: Floats
    excused: Floats
    shirk: Floats
    ready: Floats
    luck: Floats
    leak: Floats
    ratio: Floats
    promised_idr: Floats
    delivered_idr: Floats
    diverted_idr: Floats
    leaked_idr: Floats
    transferred_idr: Floats
    forgiven: float = 0.0
    value_idr: float = 0.0

    @classmethod
    def before_any(cls, members: int) -> Month:
        """Nothing has been promised or seen, and everybody would deliver all."""
        n = members
        pairs = {"seen_chance", "seen_ratio"}
        ones = {"ready", "luck", "ratio", "excused"}
        columns: dict[str, Floats | Flags] = {}
        for part in fields(cls):
            if part.name in ("talks", "seen"):
                columns[part.name] = np.zeros((n, n), dtype=bool)
            elif part.name in ("promised_idr", "delivered_idr"):
                columns[part.name] = np.zeros((n, K))
            elif part.name in pairs:
                columns[part.name] = np.zeros((n, n))
            elif part.name not in ("forgiven", "value_idr"):
                columns[part.name] = np.ones(n) if part.name in ones else np.zeros(n)
        columns["audit_found"] = np.full(n, np.nan)
        return cls(**columns)  # type: ignore[arg-type]

    def forget_money(self) -> None:
        """Forget last month's money: nothing is spent this month."""
        for name in ("promised_idr", "delivered_idr", "diverted_idr", "leaked_idr", "transferred_idr"):
            setattr(self, name, np.zeros_like(getattr(self, name)))

    def forget_contact(self) -> None:
        """Forget who talked to, saw and covered whom: the agreement is over."""
        n = len(self.ratio)
        self.talks, self.seen_chance = np.zeros((n, n), dtype=bool), np.zeros((n, n))
        self.coordination_staff, self.visit_staff, self.account_staff = np.zeros(n), np.zeros(n), np.zeros(n)
        self.forget_ties()

    def forget_ties(self) -> None:
        """Nobody keeps ties."""
        n = len(self.ratio)
        self.ties, self.complicity, self.hushed = np.zeros(n), np.zeros(n), np.zeros(n)

    @property
    def seen_by_somebody(self) -> Floats:
        """Chance that each one's delivery is seen by at least one partner, (n,)."""
        return seen_by_any(self.seen_chance)

    @property
    def conduct(self) -> Conduct:
        """What members did with what was planned."""
        return Conduct(self.shirk, self.ready, self.leak, self.luck)

    @property
    def payments(self) -> Payments:
        """The month's money, to be written down."""
        return Payments(
            self.promised_idr, self.delivered_idr, self.diverted_idr, self.leaked_idr, self.transferred_idr
        )


@dataclass
class Year(ArraysInPlace):
    """Sums since the last yearly account.

    Attributes:
        promised_idr, delivered_idr: (n, K); diverted_idr, rival_idr: (n,), rupiah.
        conduct, alone: sums of monthly conduct here and of what the same members do apart, (4, n).
        awake_months: months at work, (n,). passed_idr, withheld_idr: what the member of the row gave to the one of
            the column of the money that it had promised to pass on, and what it kept of that, (n, n).
        money_idr: joint money. months: months lived.
    """

    promised_idr: Floats
    delivered_idr: Floats
    diverted_idr: Floats
    rival_idr: Floats
    conduct: Floats
    alone: Floats
    awake_months: Floats
    passed_idr: Floats
    withheld_idr: Floats
    money_idr: float = 0.0
    months: int = 0

    @classmethod
    def begun(cls, members: int) -> Year:
        """Nothing has happened yet."""
        n = members
        return cls(
            np.zeros((n, K)), np.zeros((n, K)), np.zeros(n), np.zeros(n), np.zeros((4, n)), np.zeros((4, n)),
            np.zeros(n), np.zeros((n, n)), np.zeros((n, n)),
        )  # fmt: skip

    @property
    def sums(self) -> YearSums:
        """The sums as rules add to them month by month."""
        return YearSums(
            self.promised_idr,
            self.delivered_idr,
            self.diverted_idr,
            self.conduct,
            self.alone,
            self.awake_months,
            self.passed_idr,
            self.withheld_idr,
        )


@dataclass(frozen=True)
class Benefits(ReadOnlyArrays):
    """What each member got, shape (n,) each; worth in units in which the best use of a year's money is 1.

    Attributes:
        results: worth of results by its own objective, showpiece and diversions with them. rival_idr: its
            share of rival benefits. diverted_idr: its money spent on its own showpiece instead. cost_idr: the
            year's part of what it paid for preparing and writing.
        against_leaving, against_nobody: worth above what it would have had outside, and if nobody had
            partnered.
        promised_to_idr, fulfilled_idr: what others promised to it, and what of that came. got_idr, put_in_idr: what
            it got in all, and put in (`partnersim.theory.harm.victims_account`).
    """

    results: Floats
    rival_idr: Floats
    diverted_idr: Floats
    cost_idr: Floats
    against_leaving: Floats
    against_nobody: Floats
    promised_to_idr: Floats
    fulfilled_idr: Floats
    got_idr: Floats
    put_in_idr: Floats

    @classmethod
    def none(cls, members: int) -> Benefits:
        """Nothing so far."""
        return cls(*(np.zeros(members) for _ in fields(cls)))

    def plus(self, more: Benefits) -> Benefits:
        """These and more together."""
        return Benefits(*(getattr(self, f.name) + getattr(more, f.name) for f in fields(self)))


@dataclass(frozen=True)
class Accounts(ReadOnlyArrays):
    """Yearly accounts.

    Attributes:
        last, total: benefits of the last account, and of all together.
        harmed: per member of the last account why it was harmed ("promise", "put in", "both"), or "".
        judged: who was inside then, (n,).
    """

    last: Benefits
    total: Benefits
    harmed: tuple[str, ...]
    judged: Flags

    @classmethod
    def none(cls, members: int) -> Accounts:
        """Before the first account."""
        nothing = Benefits.none(members)
        return cls(nothing, nothing, ("",) * members, np.zeros(members, dtype=bool))

    def harmed_share(self, *labels: str) -> float:
        """Share of the members of the last account who were harmed.

        Labels to count ("promise", "put in", "both"), any if none is given; NaN before the first account. Who
        left at that very review counts among the members.
        """
        if not self.judged.any():
            return float("nan")
        harmed = sum(h in labels if labels else bool(h) for h in self.harmed)
        return harmed / int(self.judged.sum())

    def loss_share(self) -> float:
        """Share of what others promised to the members of the last account that did not come; NaN without promises.

        ``sum_i max(0, promised_i - came_i) / sum_i promised_i``.
        """
        promised = float(self.last.promised_to_idr[self.judged].sum())
        return float(self._lost_idr().sum()) / promised if promised > 0.0 else float("nan")

    def loss_idr(self) -> float:
        """Mean over the members of the last account of what did not come, rupiah; NaN before the first account."""
        return float(self._lost_idr().mean()) if self.judged.any() else float("nan")

    def _lost_idr(self) -> Floats:
        missing = self.last.promised_to_idr - self.last.fulfilled_idr
        return np.maximum(0.0, missing[self.judged])  # type: ignore[no-any-return]
