"""The rules that run inside the compiled household month, in the order in which it applies them.

Each stands in the file that holds its equation.
"""

from __future__ import annotations

from partnersim.mechanisms.base import CompiledRule
from partnersim.mechanisms.households.capital import CapitalLoss, SelfControl
from partnersim.mechanisms.households.consumption import Consumption, DistressSale, KinSupport
from partnersim.mechanisms.households.credit import LoanApplication
from partnersim.mechanisms.households.debt import GroupRepayment, Moneylender
from partnersim.mechanisms.households.enterprise import Enterprise, Technology
from partnersim.mechanisms.households.entry_exit import Entry, Exit
from partnersim.mechanisms.households.groups import JointLiability, Lending
from partnersim.mechanisms.households.labour import IncomeShocks, MarketGrowth, TimeCost
from partnersim.mechanisms.households.practice import Coaching, Mentoring, Practice
from partnersim.mechanisms.households.readiness import Readiness
from partnersim.mechanisms.households.services import (
    AssetTransfer,
    BuyerOrders,
    ConsumptionSupport,
    ContractFarming,
    Training,
)

RULES: tuple[CompiledRule, ...] = (
    MarketGrowth(),
    IncomeShocks(),
    TimeCost(),
    Enterprise(),
    CapitalLoss(),
    SelfControl(),
    Technology(),
    ConsumptionSupport(),
    GroupRepayment(),
    Moneylender(),
    Consumption(),
    DistressSale(),
    KinSupport(),
    Practice(),
    Training(),
    Mentoring(),
    Coaching(),
    BuyerOrders(),
    ContractFarming(),
    AssetTransfer(),
    Exit(),
    Entry(),
    LoanApplication(),
    Readiness(),
    JointLiability(),
    Lending(),
)
"""In the order in which the compiled month applies them."""
