"""The double-entry ledger: the only place where money moves.

Every account belongs to a holder (an organization, the community funds, the household sector, the market, the rest
of the world) and holds cash, a claim, or goods. A posting takes an amount from one account and gives it to another,
so the sum over all accounts never changes. At each month's end the balances of the inside accounts are held against
the state they stand for; a run in which they differ stops and names the postings.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

RELATIVE_TOLERANCE = 1e-9
"""Accepted difference of a balance, relative to the money that has ever moved through the account."""


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


class Ledger:
    """Accounts, balances and postings of one run. Amounts are rupiah of the whole place."""

    def __init__(self) -> None:
        self.accounts: list[Account] = []
        self.month = 0
        self._number: dict[str, int] = {}
        self._balance: list[float] = []
        self._turnover: list[float] = []
        self._pending: dict[tuple[int, int, str], float] = {}
        self._closed: list[tuple[int, int, int, str, float]] = []

    def open(self, name: str, *, holder: str, balance: float = 0.0, outside: bool = False) -> int:
        """Open an account and return its number; an existing name is an error."""
        if name in self._number:
            raise LedgerError(f"account '{name}' is opened twice")
        self._number[name] = len(self.accounts)
        self.accounts.append(Account(name=name, holder=holder, outside=outside))
        self._balance.append(balance)
        self._turnover.append(abs(balance))
        return self._number[name]

    def number(self, name: str) -> int:
        """Number of the account called ``name``."""
        return self._number[name]

    def balance(self, account: int) -> float:
        """Balance of an account in rupiah."""
        return self._balance[account]

    def post(self, source: int, target: int, amount: float, kind: str) -> None:
        """Move ``amount`` rupiah from ``source`` to ``target``; zero is ignored.

        Raises:
            LedgerError: the amount is negative or not finite, or the source would be overdrawn.
        """
        if amount == 0.0:
            return
        self._check_amount(source, target, amount, kind)
        if self._would_overdraw(source, amount):
            raise LedgerError(
                f"posting '{kind}' of {amount:,.0f} rupiah overdraws {self._route(source, target)} "
                f"by {amount - self._balance[source]:,.0f} in month {self.month}"
            )
        self._move(source, target, amount, kind)

    def post_together(self, postings: Iterable[tuple[int, int, float, str]]) -> None:
        """Post what happened side by side: sums over many households, of which no order in the month is known.

        Some sell equipment that others, or they themselves, buy in the same month. So no account may be
        overdrawn when all is posted; in between it may.

        Args:
            postings: source, target, rupiah and kind of each; zeros are ignored.

        Raises:
            LedgerError: an amount is negative or not finite, or an account is overdrawn at the end.
        """
        sources: dict[int, None] = {}
        for source, target, amount, kind in postings:
            if amount != 0.0:
                self._check_amount(source, target, amount, kind)
                self._move(source, target, amount, kind)
                sources[source] = None
        for account in sources:
            if self._would_overdraw(account, 0.0):
                raise LedgerError(
                    f"the month's postings overdraw '{self.accounts[account].name}' "
                    f"by {-self._balance[account]:,.0f} in month {self.month}"
                )

    def _check_amount(self, source: int, target: int, amount: float, kind: str) -> None:
        if not amount > 0.0 or amount == float("inf"):
            raise LedgerError(f"posting '{kind}' of {amount} rupiah: {self._route(source, target)}")

    def _would_overdraw(self, account: int, amount: float) -> bool:
        slack = RELATIVE_TOLERANCE * (self._turnover[account] + amount)
        return self._balance[account] - amount < -slack and not self.accounts[account].outside

    def _move(self, source: int, target: int, amount: float, kind: str) -> None:
        self._balance[source] -= amount
        self._balance[target] += amount
        self._turnover[source] += amount
        self._turnover[target] += amount
        key = (source, target, kind)
        self._pending[key] = self._pending.get(key, 0.0) + amount

    def close_month(self, observed: Mapping[int, float]) -> None:
        """Hold balances against the state they stand for, then file the month's postings.

        Args:
            observed: by account number, the balance as the state has it (rupiah).

        Raises:
            LedgerError: a balance differs; the message names the account and the month's postings on it.
        """
        for account, value in observed.items():
            difference = value - self._balance[account]
            if not abs(difference) <= RELATIVE_TOLERANCE * (self._turnover[account] + abs(value)) + 1e-3:
                raise LedgerError(self._mismatch(account, value, difference))
        month = self.month
        self._closed.extend((month, s, t, kind, amount) for (s, t, kind), amount in self._pending.items())
        self._pending.clear()
        self.month += 1

    def total(self) -> float:
        """Sum over all accounts; equals the sum of opening balances whatever was posted."""
        return float(np.sum(self._balance))

    def paid(self, kind: str, *, source: int | None = None, target: int | None = None) -> float:
        """Rupiah of one kind posted so far this month, optionally from or to one account."""
        return math.fsum(
            amount
            for (s, t, k), amount in self._pending.items()
            if k == kind and source in (None, s) and target in (None, t)
        )

    def filed(self, since: int = 0) -> list[tuple[int, int, int, str, float]]:
        """Filed postings from number ``since`` on: month, account from, account to, kind, rupiah."""
        return self._closed[since:]

    def flows(self) -> pd.DataFrame:
        """All filed postings: month, payer, receiver, kind, amount_idr, with holders' names, summed per key."""
        holder = [account.holder for account in self.accounts]
        frame = pd.DataFrame(self._closed, columns=["month", "payer", "receiver", "kind", "amount_idr"])
        frame["payer_account"] = frame["payer"].map(lambda n: self.accounts[n].name)
        frame["receiver_account"] = frame["receiver"].map(lambda n: self.accounts[n].name)
        frame["payer"] = frame["payer"].map(lambda n: holder[n])
        frame["receiver"] = frame["receiver"].map(lambda n: holder[n])
        return frame

    def _route(self, source: int, target: int) -> str:
        return f"'{self.accounts[source].name}' -> '{self.accounts[target].name}'"

    def _mismatch(self, account: int, value: float, difference: float) -> str:
        lines = [
            f"  {kind}: {amount:,.2f} {self._route(s, t)}"
            for (s, t, kind), amount in sorted(self._pending.items(), key=lambda item: -item[1])
            if account in (s, t)
        ]
        return (
            f"account '{self.accounts[account].name}' in month {self.month}: ledger {self._balance[account]:,.2f}, "
            f"state {value:,.2f}, difference {difference:,.2f} rupiah. Postings of the month:\n"
            + "\n".join(lines)
        )
