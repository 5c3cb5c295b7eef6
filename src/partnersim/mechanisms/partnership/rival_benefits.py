"""Fees and margins that one partner can keep from another."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.deciding.sharing import income_account, sharing_of
from partnersim.theory.arrays import Flags, Floats, Ints
from partnersim.theory.calendar import MONTHS_PER_YEAR
from partnersim.theory.compiled import compiled, compiled_stage
from partnersim.theory.present import at_work
from partnersim.theory.sharing import Sharing, pulled_shares, strongest
from partnersim.world.books import books_at, post
from partnersim.world.sheets import Sheet

if TYPE_CHECKING:
    from partnersim.world.agreements import AgreementState
    from partnersim.world.world import World

KIND = ("rival benefits",)


class Takers(NamedTuple):
    """Who shares what was earned: who is at work, what each brings, its common aim and account, (n,) each."""

    at_work: Flags
    money_idr: Floats
    common_aim: Floats
    accounts: Ints


class RivalBenefits(Mechanism):
    """The partnership earns ``rate`` per effective rupiah of services, shared by the agreement's rule.

    Equal: ``1 / m``. By contribution: by money brought. The leader keeps the residual: others get
    ``follower_fee`` of their contribution's share, the leader the rest. Where the contract is incomplete the
    strongest pulls: ``q += hold_up (1 - c)(1 - g) (1 - q) / 12`` and
    ``shares = (1 - q) rule + q (strongest_share for the strongest, the rest equal)``. The money goes from
    the market to the members' own income, apart from programme money, so that every pattern spends the same.

    Source: pilot study (pull to 60/40); rate and fee are assumed.
    """

    name = "rival_benefits"
    phase = Phase.SERVICES
    reads = (
        "agreements.awake", "agreements.contract.completeness", "agreements.contract.inside",
        "agreements.contract.leader", "agreements.contract.terms", "agreements.life.stage",
        "agreements.month.value_idr", "agreements.plan.money_idr", "organizations.active",
        "organizations.common_aim",
    )  # fmt: skip
    writes = ("agreements.pulled", "agreements.shares", "agreements.year.rival_idr", "ledger")

    def step(self, model: World) -> None:
        """Let the strongest pull, then share out what was earned."""
        for agreement in model.agreements:
            if agreement.working:
                who = agreement.at_work
                if np.count_nonzero(who):
                    self._share_out(model, agreement, who)

    def _share_out(self, model: World, agreement: AgreementState, who: Flags) -> None:
        p, ledger, shares = self.parameters(model), model.ledger, np.empty(len(agreement))
        agreement.pulled = share_month(
            _SHEET.where(agreement), ledger.where(len(agreement)), self._accounts(model, agreement, who),
            tuple(sharing_of(model, agreement)),
            (agreement.pulled, p.hold_up / MONTHS_PER_YEAR, 1.0 - agreement.completeness),
            p.rate * agreement.month.value_idr, model.accounts.market, ledger.kind_numbers(KIND), shares,
        )  # fmt: skip
        shares.flags.writeable = False  # so that the agreement needs no copy
        agreement.shares = shares

    def _accounts(self, model: World, agreement: AgreementState, who: Flags) -> Ints:
        """Accounts of members' own income, opened for those at work; 0 for the others, (n,)."""
        known, name = self.once(model, _none_known), (agreement.number, who.tobytes())
        if name not in known:
            accounts = known[name] = np.zeros(len(agreement), dtype=np.int64)
            for i in np.flatnonzero(who).tolist():
                accounts[i] = income_account(model, agreement.members[i])
        return known[name]


def _none_known(_model: World) -> dict[tuple[int, bytes], Ints]:
    return {}


_SHEET = Sheet(
    "rows", "awake", "contract.inside", "plan.money_idr", "columns.active", "columns.common_aim", "year.rival_idr",
)  # fmt: skip
_sheet_at = _SHEET.at


@compiled
def share_month(where, books, accounts, sharing, pulling, earned_idr, market, kind, shares):  # type: ignore[no-untyped-def]
    """A month of an agreement, by `share_out`.

    Args:
        where: of the sheet. books: where the ledger's stand. accounts: of members' own income, (n,).
        sharing, pulling, shares: as in `share_out`. earned_idr: rupiah. market, kind: its route.
    """
    a = _sheet_at(where)
    who = at_work(a.rows, a.contract.inside, a.awake, a.columns.active)
    takers = who, a.plan.money_idr, a.columns.common_aim[a.rows], accounts
    earned = earned_idr, a.year.rival_idr
    return share_out(takers, sharing, pulling, earned, books_at(books), (market, kind), shares)


@compiled_stage
def share_out(takers, sharing, pulling, earned, books, route, shares):  # type: ignore[no-untyped-def]
    """Let the strongest pull, then post to each at work its share of what was earned.

    Args:
        takers: parts of `Takers`. sharing: parts of `partnersim.theory.sharing.Sharing`.
        pulling: how far the strongest has pulled until now, 0 to 1; what it pulls in a month without any contract or
            common aim; part of what matters that the contract leaves open.
        earned: rupiah, and the year's sum of each, to which its share is added, (n,).
        books: the ledger's. route: account that pays, and number of the kind of posting, (1,).
        shares: written here, (n,).

    Returns:
        How far it has pulled now.
    """
    take = Takers(*takers)
    (pulled, hold_up, unwritten), (earned_idr, rival_idr), (market, kind) = pulling, earned, route
    first = strongest(take.at_work, take.money_idr)
    pulled += hold_up * (unwritten * (1.0 - take.common_aim[first])) * (1.0 - pulled)
    pulls = np.full(take.at_work.shape[0], pulled)
    agreed = pulled_shares(take.at_work, take.money_idr, Sharing(*sharing), pulls)
    for i in range(shares.shape[0]):
        shares[i] = agreed[i]
        if take.at_work[i]:
            amount = earned_idr * shares[i]
            post(books, market, take.accounts[i], amount, kind[0])
            rival_idr[i] += amount
    return pulled
