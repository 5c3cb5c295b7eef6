"""The ledger accounts that are not an organization's own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from partnersim.world.funds import Funds
from partnersim.world.hamlets import Hamlets
from partnersim.world.households import HouseholdArrays
from partnersim.world.ledger import Ledger


@dataclass(frozen=True)
class Accounts:
    """Numbers of common accounts.

    Outside accounts (where money comes from and goes to): treasury, donors_abroad, firms_profit, market, kin (the
    in-kind base and help), officials (what is stolen), moneylenders, bank. Inside accounts hold what the state shows:
    households_cash, households_capital, moneylender_claims, fund_cash, fund_claims, bank_claims, seed_pot, support_pot.
    Every claim has its mirror: households_debt, funds_debt.
    """

    treasury: int
    donors_abroad: int
    firms_profit: int
    market: int
    kin: int
    officials: int
    moneylenders: int
    bank: int
    households_cash: int
    households_capital: int
    households_debt: int
    moneylender_claims: int
    funds_cash: int
    funds_claims: int
    funds_debt: int
    bank_claims: int
    seed_pot: int
    support_pot: int


def open_accounts(
    ledger: Ledger,
    *,
    savings: float,
    capital: float,
    moneylender_debt: float,
    fund_cash: float,
    fund_claims: float,
    bank_debt: float,
) -> Accounts:
    """Open the common accounts with the balances that the state has at the start (rupiah of the place)."""

    def outside(name: str, holder: str, balance: float = 0.0) -> int:
        return ledger.open(name, holder=holder, balance=balance, outside=True)

    return Accounts(
        treasury=outside("treasury", "treasury"),
        donors_abroad=outside("donors' headquarters", "donors' headquarters"),
        firms_profit=outside("firms: profit", "firms"),
        market=outside("market", "market"),
        kin=outside("kin and own production", "kin and own production"),
        officials=outside("officials: taken", "officials"),
        moneylenders=outside("moneylenders: cash", "moneylenders"),
        bank=outside("bank: cash", "bank"),
        households_cash=ledger.open("households: savings", holder="households", balance=savings),
        households_capital=ledger.open(
            "households: enterprise capital", holder="households", balance=capital
        ),
        households_debt=outside("households: owed", "households", -moneylender_debt - fund_claims),
        moneylender_claims=ledger.open(
            "moneylenders: claims", holder="moneylenders", balance=moneylender_debt
        ),
        funds_cash=ledger.open("community funds: cash", holder="community funds", balance=fund_cash),
        funds_claims=ledger.open("community funds: loans", holder="community funds", balance=fund_claims),
        funds_debt=outside("community funds: owed to the bank", "community funds", -bank_debt),
        bank_claims=ledger.open("bank: claims on community funds", holder="bank", balance=bank_debt),
        seed_pot=ledger.open("programme: seed money", holder="programme"),
        # may run short within a month: places are offered by expectation, and next month offers fewer
        support_pot=outside("programme: support money", "programme"),
    )


def open_world_accounts(ledger: Ledger, c: HouseholdArrays, hamlets: Hamlets, funds: Funds) -> Accounts:
    """Open the common accounts with what households and funds have at the start."""

    def place(column: np.ndarray) -> float:
        return float(np.sum(c.weight * column))

    def units(column: np.ndarray) -> float:
        return float(np.sum(hamlets.weight * column))

    return open_accounts(
        ledger,
        savings=place(c.savings),
        capital=place(c.capital),
        moneylender_debt=place(c.moneylender_debt),
        fund_cash=units(funds.cash + funds.banked),
        fund_claims=units(funds.outstanding),
        bank_debt=units(funds.bank_debt),
    )
