"""The books of the ledger, as rules write in them: balances, and the postings of the month one after the other.

Compiled rules cannot raise an error that names accounts. A posting that may not be made is therefore left standing
behind the last one and marked, nothing more is posted, and `partnersim.world.ledger.Ledger.accept` says which it was.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from partnersim.theory.addresses import table_at
from partnersim.theory.arrays import Flags, Floats, Ints
from partnersim.theory.compiled import compiled, compiled_inside

RELATIVE_TOLERANCE = 1e-9
"""Accepted difference of a balance, relative to the money that has ever moved through the account."""

FINE, REFUSED, OVERDRAWN, FULL = 0, 1, 2, 3
"""State of the books: in order; the next posting is no amount or overdraws; an account was overdrawn by all postings
together; more was posted than there is room for."""


class Books(NamedTuple):
    """Arrays over accounts and over postings of the month; rupiah of the whole place.

    Attributes:
        balance, turnover: of each account, and all that ever moved through it, (A,). outside: whether it may go below
            zero, (A,).
        route: account from, account to and number of the kind of each posting, (P, 3). amount: its rupiah, (P,).
        tally: how many postings there are, and the state of the books, (2,).
    """

    balance: Floats
    turnover: Floats
    outside: Flags
    route: Ints
    amount: Floats
    tally: Ints

    @classmethod
    def blank(cls, accounts: int, postings: int) -> Books:
        """Books in which nothing stands yet, with room for so many accounts and postings."""
        return cls(
            np.zeros(accounts), np.zeros(accounts), np.zeros(accounts, dtype=bool),
            np.zeros((postings, 3), dtype=np.int64), np.zeros(postings), np.zeros(2, dtype=np.int64),
        )  # fmt: skip

    def larger(self, accounts: int, postings: int) -> Books:
        """The same books with more room."""
        new = self.blank(accounts, postings)
        for ours, theirs in zip(self, new, strict=True):
            theirs[: len(ours)] = ours
        return new


books_at = table_at(Books.blank(1, 1))
"""In compiled code: the books at the addresses that the ledger gives."""


@compiled_inside
def overdraws(books, account, amount):  # type: ignore[no-untyped-def]
    """Whether taking so many rupiah would leave an inside account below zero by more than rounding."""
    slack = RELATIVE_TOLERANCE * (books.turnover[account] + amount)
    return books.balance[account] - amount < -slack and not books.outside[account]


@compiled_inside
def _write(books, source, target, amount, kind):  # type: ignore[no-untyped-def]
    """Write down a posting behind the last one; whether there was room for it."""
    row = books.tally[0]
    if row >= books.amount.shape[0]:
        books.tally[1] = FULL
        return False
    books.route[row, 0], books.route[row, 1], books.route[row, 2] = source, target, kind
    books.amount[row] = amount
    return True


@compiled_inside
def _move(books, source, target, amount):  # type: ignore[no-untyped-def]
    """Let the posting that was written last take effect."""
    books.balance[source] -= amount
    books.balance[target] += amount
    books.turnover[source] += amount
    books.turnover[target] += amount
    books.tally[0] += 1


@compiled_inside
def is_amount(amount):  # type: ignore[no-untyped-def]
    """Whether so many rupiah can be posted: more than nothing, and finite."""
    return 0.0 < amount < float("inf")


@compiled
def post(books, source, target, amount, kind):  # type: ignore[no-untyped-def]
    """Move ``amount`` rupiah from ``source`` to ``target`` under the kind of that number; zero is ignored.

    What is no amount, or overdraws the source, marks the books as `REFUSED`; nothing is posted after that.
    """
    if amount == 0.0 or books.tally[1] != FINE or not _write(books, source, target, amount, kind):
        return
    if not is_amount(amount) or overdraws(books, source, amount):
        books.tally[1] = REFUSED
        return
    _move(books, source, target, amount)


@compiled
def post_together(where, routes, kinds, amounts):  # type: ignore[no-untyped-def]
    """Post what happened side by side, so that only when all is posted no account may be overdrawn.

    Args:
        where: of the ledger's books. routes: account from and account to, shape (n, 2).
        kinds: numbers of kinds, shape (n,). amounts: rupiah, shape (n,); zeros are ignored.
    """
    books = books_at(where)
    for i in range(amounts.shape[0]):
        amount, source, target = amounts[i], routes[i, 0], routes[i, 1]
        if amount == 0.0 or books.tally[1] != FINE or not _write(books, source, target, amount, kinds[i]):
            continue
        if is_amount(amount):
            _move(books, source, target, amount)
        else:
            books.tally[1] = REFUSED
    for i in range(amounts.shape[0]):
        if books.tally[1] == FINE and amounts[i] != 0.0 and overdraws(books, routes[i, 0], 0.0):
            _write(books, routes[i, 0], routes[i, 1], amounts[i], kinds[i])
            books.tally[1] = OVERDRAWN


@compiled
def add_up(where):  # type: ignore[no-untyped-def]
    """Make one posting of all that have the same accounts and kind, in the order in which each first came.

    Args:
        where: of the ledger's books.
    """
    books = books_at(where)
    route, amount = books.route, books.amount
    merged = 0
    for i in range(books.tally[0]):
        same = 0
        while same < merged and not (
            route[same, 0] == route[i, 0] and route[same, 1] == route[i, 1] and route[same, 2] == route[i, 2]
        ):
            same += 1
        if same < merged:
            amount[same] += amount[i]
            continue
        route[merged, 0], route[merged, 1], route[merged, 2] = route[i, 0], route[i, 1], route[i, 2]
        amount[merged] = amount[i]
        merged += 1
    books.tally[0] = merged
