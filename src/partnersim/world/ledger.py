"""The double-entry ledger: the only place where money moves.

Every account belongs to a holder (an organization, the community funds, the household sector, the market, the rest
of the world) and holds cash, a claim, or goods. A posting takes an amount from one account and gives it to another,
so the sum over all accounts never changes. At each month's end the balances of the inside accounts are held against
the state they stand for; a run in which they differ stops and names the postings.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

import numpy as np
import pandas as pd

from partnersim.theory.addresses import BY_ADDRESS, Addresses
from partnersim.theory.arrays import Floats, Ints
from partnersim.world.books import (
    FINE,
    FULL,
    OVERDRAWN,
    RELATIVE_TOLERANCE,
    Books,
    add_up,
    post_together,
)

ROOM = 64
"""Accounts and postings of a month that there is room for at first; it doubles when more are needed."""


class LedgerError(RuntimeError):
    """Money appeared or vanished; the message names account, month and postings."""


@dataclass(frozen=True)
class Account:
    """One account.

    Attributes:
        name: unique name, written "holder: what".
        holder: who it belongs to, as shown in tables of flows.
        outside: whether it may go below zero (market, rest of the world, claims against somebody).
    """

    name: str
    holder: str
    outside: bool


class Filed(NamedTuple):
    """Filed postings as columns, shape (P,) each.

    Attributes:
        month: in which. source, target: numbers of accounts. kind: place in ``kinds``. amount: rupiah.
        kinds: names of kinds.
    """

    month: Ints
    source: Ints
    target: Ints
    kind: Ints
    amount: Floats
    kinds: tuple[str, ...]


class Ledger:
    """Accounts, balances and postings of one run. Amounts are rupiah of the whole place."""

    def __init__(self) -> None:
        self.accounts: list[Account] = []
        self.month = 0
        self._number: dict[str, int] = {}
        self._kinds: dict[str, int] = {}
        self._kind_names: list[str] = []
        self._numbers_of: dict[tuple[str, ...], Ints] = {}
        self._together: tuple[tuple[str, ...] | None, Ints] = None, np.zeros(0, dtype=np.int64)
        self.filed_count = 0
        self._filed: list[tuple[Ints, Floats]] = []  # of each closed month, its routes and amounts
        self._addresses = Addresses(tuple(Books.blank(1, 1)))
        self._keep(Books.blank(ROOM, ROOM))

    def _keep(self, books: Books) -> None:
        """Take these for the books, and look into them by views that give plain numbers."""
        self._books = books
        self._where: Any = self._addresses.of(tuple(books)) if BY_ADDRESS else books
        self._balance, self._turnover = _numbers(books.balance), _numbers(books.turnover)
        self._amount, self._route, self._count = _numbers(books.amount), books.route.data, books.tally.data

    def open(self, name: str, *, holder: str, balance: float = 0.0, outside: bool = False) -> int:
        """Open an account and return its number; an existing name is an error."""
        if name in self._number:
            raise LedgerError(f"account '{name}' is opened twice")
        number = self._number[name] = len(self.accounts)
        self.accounts.append(Account(name=name, holder=holder, outside=outside))
        if number == len(self._balance):
            self._keep(self._books.larger(2 * number, len(self._amount)))
        self._balance[number], self._turnover[number] = balance, abs(balance)
        self._books.outside[number] = outside
        return number

    def number(self, name: str) -> int:
        """Number of the account called ``name``."""
        return self._number[name]

    def balance(self, account: int) -> float:
        """Balance of an account in rupiah."""
        return self._balance[account]

    def kind_numbers(self, kinds: tuple[str, ...]) -> Ints:
        """Numbers by which compiled rules post these kinds, in their order."""
        if kinds not in self._numbers_of:
            self._numbers_of[kinds] = np.array([self._kind(kind) for kind in kinds], dtype=np.int64)
        return self._numbers_of[kinds]

    def _kind(self, kind: str) -> int:
        if kind not in self._kinds:
            self._kinds[kind] = len(self._kind_names)
            self._kind_names.append(kind)
        return self._kinds[kind]

    def books(self, room: int) -> Books:
        """The books, for compiled rules that make up to ``room`` postings; call `accept` when they have."""
        needed = self._count[0] + room
        if needed > len(self._amount):
            self._keep(self._books.larger(len(self._balance), 2 * needed))
        return self._books

    def where(self, room: int) -> Any:
        """Where the `books` stand, as compiled rules are handed them (`books_at`)."""
        self.books(room)
        return self._where

    def post(self, source: int, target: int, amount: float, kind: str) -> None:
        """Move ``amount`` rupiah from ``source`` to ``target``; zero is ignored.

        Raises:
            LedgerError: the amount is negative or not finite, or the source would be overdrawn.
        """
        if amount == 0.0:
            return
        if not 0.0 < amount < float("inf"):
            raise LedgerError(self._no_amount(source, target, amount, kind))
        balance, turnover = self._balance, self._turnover
        slack = RELATIVE_TOLERANCE * (turnover[source] + amount)
        if balance[source] - amount < -slack and not self.accounts[source].outside:
            raise LedgerError(self._overdraft(source, target, amount, kind))
        row = self._count[0]
        if row == len(self._amount):
            self.books(1)
            balance, turnover = self._balance, self._turnover
        balance[source] -= amount
        balance[target] += amount
        turnover[source] += amount
        turnover[target] += amount
        route = self._route
        route[row, 0], route[row, 1], route[row, 2] = source, target, self._kind(kind)
        self._amount[row] = amount
        self._count[0] = row + 1

    def post_together(self, routes: Ints, amounts: Floats, kinds: tuple[str, ...]) -> None:
        """Post what happened side by side: sums over many households, of which no order in the month is known.

        Some sell equipment that others, or they themselves, buy in the same month. So no account may be
        overdrawn when all is posted; in between it may.

        Args:
            routes: account from and account to of each posting, shape (n, 2).
            amounts: rupiah of each, shape (n,); zeros are ignored. kinds: kind of each.

        Raises:
            LedgerError: an amount is negative or not finite, or an account is overdrawn at the end.
        """
        if self._together[0] is not kinds:
            self._together = kinds, self.kind_numbers(kinds)
        post_together(self.where(len(kinds) + 1), routes, self._together[1], amounts)
        self.accept()

    def accept(self) -> None:
        """Say so if a compiled rule could not post what it wanted to; the next closing does if nobody asked before.

        Raises:
            LedgerError: an amount is negative or not finite, an account is overdrawn, or the rule posted more than
                it had asked room for.
        """
        row, state = self._count
        if state == FINE:
            return
        if state == FULL:
            raise LedgerError(f"more postings in month {self.month} than a rule asked room for")
        (source, target, kind), amount = self._books.route[row].tolist(), self._amount[row]
        if state == OVERDRAWN:
            raise LedgerError(
                f"the month's postings overdraw '{self.accounts[source].name}' "
                f"by {-self._balance[source]:,.0f} in month {self.month}"
            )
        fault = self._overdraft if 0.0 < amount < float("inf") else self._no_amount
        raise LedgerError(fault(source, target, amount, self._kind_names[kind]))

    def _no_amount(self, source: int, target: int, amount: float, kind: str) -> str:
        return f"posting '{kind}' of {amount} rupiah: {self._route_of(source, target)}"

    def _overdraft(self, source: int, target: int, amount: float, kind: str) -> str:
        return (
            f"posting '{kind}' of {amount:,.0f} rupiah overdraws {self._route_of(source, target)} "
            f"by {amount - self._balance[source]:,.0f} in month {self.month}"
        )

    def close_month(self, observed: Mapping[int, float]) -> None:
        """Hold balances against the state they stand for, then file the month's postings.

        Args:
            observed: by account number, the balance as the state has it (rupiah).

        Raises:
            LedgerError: a balance differs; the message names the account and the month's postings on it.
        """
        self.accept()
        for account, value in observed.items():
            difference = value - self._balance[account]
            if not abs(difference) <= RELATIVE_TOLERANCE * (self._turnover[account] + abs(value)) + 1e-3:
                raise LedgerError(self._mismatch(account, value, difference))
        add_up(self._where)
        count = self._count[0]
        self._filed.append((self._books.route[:count].copy(), self._books.amount[:count].copy()))
        self.filed_count += count
        self._count[0] = 0
        self.month += 1

    def _of_the_month(self) -> list[tuple[int, int, str, float]]:
        """Postings of the month added up: account from, account to, kind, rupiah."""
        add_up(self._where)
        count, names = self._count[0], self._kind_names
        routes, amounts = self._books.route[:count].tolist(), self._books.amount[:count].tolist()
        return [(s, t, names[kind], amount) for (s, t, kind), amount in zip(routes, amounts, strict=True)]

    def total(self) -> float:
        """Sum over all accounts; equals the sum of opening balances whatever was posted."""
        return float(np.sum(self._books.balance[: len(self.accounts)]))

    def paid(self, kind: str, *, source: int | None = None, target: int | None = None) -> float:
        """Rupiah of one kind posted so far this month, optionally from or to one account."""
        return math.fsum(
            amount
            for s, t, k, amount in self._of_the_month()
            if k == kind and source in (None, s) and target in (None, t)
        )

    def filed(self, since: int = 0) -> list[tuple[int, int, int, str, float]]:
        """Filed postings from number ``since`` on: month, account from, account to, kind, rupiah."""
        f = self.filed_columns(since)
        kinds = [f.kinds[number] for number in f.kind.tolist()]
        columns = (f.month.tolist(), f.source.tolist(), f.target.tolist(), kinds, f.amount.tolist())
        return list(zip(*columns, strict=True))

    def filed_columns(self, since: int = 0, until: int | None = None) -> Filed:
        """Filed postings from number ``since`` up to, not with, ``until``, as columns."""
        chosen = slice(since, until)
        month = np.repeat(np.arange(len(self._filed)), [len(amount) for _, amount in self._filed])
        source, target, kind = np.concatenate([np.zeros((0, 3), np.int64), *(r for r, _ in self._filed)]).T
        amount = np.concatenate([np.zeros(0), *(amount for _, amount in self._filed)])
        return Filed(
            month[chosen],
            source[chosen],
            target[chosen],
            kind[chosen],
            amount[chosen],
            tuple(self._kind_names),
        )

    def flows(self) -> pd.DataFrame:
        """All filed postings: month, payer and receiver (holders), kind, amount_idr, and both accounts' names."""
        filed = self.filed_columns()
        holder = np.array([account.holder for account in self.accounts], dtype=object)
        name = np.array([account.name for account in self.accounts], dtype=object)
        kind = np.array(filed.kinds, dtype=object)
        return pd.DataFrame(
            {
                "month": filed.month, "payer": holder[filed.source], "receiver": holder[filed.target],
                "kind": kind[filed.kind], "amount_idr": filed.amount,
                "payer_account": name[filed.source], "receiver_account": name[filed.target],
            }
        )  # fmt: skip

    def _route_of(self, source: int, target: int) -> str:
        return f"'{self.accounts[source].name}' -> '{self.accounts[target].name}'"

    def _mismatch(self, account: int, value: float, difference: float) -> str:
        lines = [
            f"  {kind}: {amount:,.2f} {self._route_of(s, t)}"
            for s, t, kind, amount in sorted(self._of_the_month(), key=lambda posting: -posting[3])
            if account in (s, t)
        ]
        return (
            f"account '{self.accounts[account].name}' in month {self.month}: ledger {self._balance[account]:,.2f}, "
            f"state {value:,.2f}, difference {difference:,.2f} rupiah. Postings of the month:\n"
            + "\n".join(lines)
        )


def _numbers(values: Floats) -> memoryview[float]:
    """The values as plain numbers, which reads and writes of one at a time take a third of the time for."""
    return cast("memoryview[float]", values.data)
