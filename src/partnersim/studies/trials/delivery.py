"""What an arm delivers: the terms it puts into the household economy, and what it hands over month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from partnersim.mechanisms.households.parameters import WEEKS_PER_MONTH, packed
from partnersim.scenario.experiments.trial_parts import SHOCKS, GroupLoan
from partnersim.scenario.spec import Scenario
from partnersim.studies.trials import handing_over
from partnersim.theory.chance.draws import Draws, Purpose
from partnersim.world.funds import ACTIVE, Funds
from partnersim.world.hamlets import Hamlets, Services

Rows = NDArray[np.int8]
Bools = NDArray[np.bool_]

LENDER_CASH = 1e12
"""Rupiah a trial's lender has in each cluster: lending is never short of money."""

_WEEKS = {"weekly": 1.0, "fortnightly": 2.0, "monthly": WEEKS_PER_MONTH}


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """What amounts relative to the study sample are counted in, rupiah."""

    yearly_income: float
    monthly_consumption: float
    median_capital: float

    def rupiah(self, amount: Any, /) -> float:
        """An ``Amount`` in rupiah."""
        return float(
            amount.rupiah(
                yearly_income=self.yearly_income,
                monthly_consumption=self.monthly_consumption,
                median_capital=self.median_capital,
            )
        )


def arm_parameters(p: Any, parts: Sequence[Any], /, *, spec: Scenario, baseline: Baseline) -> Any:
    """Household parameters under an arm's terms: loans, orders and contracts have those of the arm."""
    for part in parts:
        if part.kind == "group_loan":
            p = _loan_terms(p, part, spec=spec, size=baseline.rupiah(part.size))
        elif part.kind == "buyer_orders":
            p = _given(p, buyer_orders_output_share=part.output_share, buyer_orders_price=part.price)
        elif part.kind == "contract":
            monthly = (
                None if part.failure_per_year is None else 1.0 - (1.0 - part.failure_per_year) ** (1 / 12)
            )
            p = _given(
                p,
                contract_farming_output_share=part.output_share,
                contract_price=part.price,
                contract_farming_entry_capital_idr=part.minimum_capital_idr,
                contract_farming_scheme_failure=monthly,
            )
    return p


def terms_by_month(p: Any, parts: Sequence[Any], /, *, spec: Scenario, baseline: Baseline) -> dict[int, Any]:
    """Household parameters under an arm by the months of the trial from which they hold, the first being 1."""
    made = {1: arm_parameters(p, parts, spec=spec, baseline=baseline)}
    loan = next((part for part in parts if part.kind == "group_loan"), None)
    if loan is None:
        return made
    terms = loan
    for change in loan.then:
        terms = terms.model_copy(update=change.terms())
        now = [terms if part is loan else part for part in parts]
        made[change.month] = arm_parameters(p, now, spec=spec, baseline=baseline)
    if loan.lending_months is not None:
        end = loan.start + loan.lending_months
        last = made[max(month for month in made if month <= end)]
        made[end] = last
        made = {month: q._replace(lending_on=0.0) if month >= end else q for month, q in made.items()}
    return dict(sorted(made.items()))


def _given(p: Any, **values: float | None) -> Any:
    return p._replace(**{name: float(value) for name, value in values.items() if value is not None})


def _loan_terms(p: Any, loan: GroupLoan, /, *, spec: Scenario, size: float) -> Any:
    total = loan.rate.total(term_months=loan.term_months, grace_months=loan.grace_months)
    application = spec.mechanisms.loan_application
    if loan.meeting_share is not None:
        p = p._replace(meeting_time_on=1.0, meeting_time_share=float(loan.meeting_share))
    first_week = loan.grace_months * WEEKS_PER_MONTH + _WEEKS[loan.instalments]
    return p._replace(
        first_loan=size,
        loan_growth=float(loan.growth),
        largest_loan=size * loan.largest,
        term_months=float(loan.term_months + loan.grace_months),
        instalment_share=1.0 / loan.term_months,
        principal_share=1.0 / (1.0 + total),
        flat_interest=total,
        group_size=float(loan.group_size),
        joint_liability_on=p.joint_liability_on if loan.liability == "joint" else 0.0,
        grace_months=float(loan.grace_months),
        follow_on=float(loan.follow_on),
        horizon_loans=application.horizon_loans if loan.follow_on else 1.0,
        reserve_instalments=max(0.0, application.reserve_instalments - (first_week - 1.0)),
    )


@dataclass(kw_only=True)
class Delivery:
    """The parts of one arm at work in one world.

    Attributes:
        parts: of the arm. p: parameters under its terms. reach: rows offered the arm, shape (N,), 0 or 1.
        rank: proxy rank, shape (N,). took: per part, rows that accepted. given: rupiah of grants and assets per row.
        accepted: month in which a contract was first accepted, 0 for never.
    """

    parts: Sequence[Any]
    p: Any
    baseline: Baseline
    reach: Rows
    rank: NDArray[np.float64]
    draws: Draws
    took: list[Rows] = field(default_factory=list)
    given: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    accepted: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def __post_init__(self) -> None:
        count = len(self.reach)
        self.took = [np.zeros(count, dtype=np.int8) for _ in self.parts]
        self.given = np.zeros(count)
        self.accepted = np.zeros(count, dtype=np.int64)

    def open_lender(self, hamlets: Hamlets, c: Any, funds: Funds, /) -> None:
        """A lender begins to work in every cluster in which somebody is offered loans."""
        if any(part.kind == "group_loan" for part in self.parts):
            offered = np.bincount(c.hamlet, weights=self.reach, minlength=len(hamlets)) > 0
            funds.status[offered], funds.opened[offered] = ACTIVE, 0
            funds.room[:] = LENDER_CASH

    def before_month(self, month: int, c: Any, hamlets: Hamlets, funds: Funds, services: Services, /) -> None:
        """Hand over what is due in a month of the trial (1 is the first), before households live it."""
        c.transfer[:] = 0.0
        for part in self.parts:
            if part.kind == "price_shock" and 0 <= month - part.start < part.months:
                hamlets.price[:] *= part.factor
        for part, took in zip(self.parts, self.took, strict=True):
            age = month - part.start
            if age >= 0 and part.kind not in SHOCKS:
                markets = handing_over.markets_of(hamlets)
                getattr(self, f"_{part.kind}")(part, age, month, c, markets, took, funds, services)

    def _group_loan(
        self, part: Any, age: int, month: int, c: Any, markets: Any, took: Rows, *lender: Any
    ) -> None:
        funds, services = lender
        funds.cash[funds.status == ACTIVE] = LENDER_CASH
        services.meeting_rate[:] = 1.0 / _WEEKS[part.meetings or part.instalments]
        repaying = part.term_months + part.grace_months
        if part.lending_months is not None and age >= part.lending_months + repaying:
            services.meeting_rate[:] = 0.0  # nothing is lent and nothing is due: groups meet no more
        may_join = self.reach != 0
        if part.eligibility == "owners":
            may_join &= c.owner != 0
        elif part.eligibility == "poor":
            may_join &= self.rank <= part.poor_share
        c.listed[:] = may_join & (part.offer_months is None or age < part.offer_months)
        took[:] |= c.loans_taken > 0

    def _once(self, part: Any, age: int, c: Any) -> tuple[Rows, float]:
        """Rows that get a grant now, and how much; none after the first month."""
        reach = self.reach.copy()
        if age > 0:
            reach[:] = 0
        if getattr(part, "to", "any") == "owners":
            reach *= c.owner != 0
        amount = self.baseline.rupiah(part.amount)
        self.given += amount * reach
        return reach, amount

    def _cash_grant(self, part: Any, age: int, month: int, c: Any, markets: Any, took: Rows, *_: Any) -> None:
        if age == 0:
            reach, amount = self._once(part, age, c)
            handing_over.cash_for_business(packed(self.p), c, markets, reach, amount, took)

    def _in_kind_grant(
        self, part: Any, age: int, month: int, c: Any, markets: Any, took: Rows, *_: Any
    ) -> None:
        if age == 0:
            reach, amount = self._once(part, age, c)
            handing_over.goods(packed(self.p), c, markets, reach, amount, 0, took)

    def _asset_transfer(
        self, part: Any, age: int, month: int, c: Any, markets: Any, took: Rows, *_: Any
    ) -> None:
        if age == 0:
            reach, amount = self._once(part, age, c)
            handing_over.goods(packed(self.p), c, markets, reach, amount, 1, took)

    def _consumption_support(
        self, part: Any, age: int, month: int, c: Any, markets: Any, took: Rows, *_: Any
    ) -> None:
        if age < part.months and self.p.consumption_support_on != 0.0:
            c.transfer[:] += self.baseline.rupiah(part.amount) * self.reach
            took[:] |= self.reach

    def _unconditional_transfer(
        self, part: Any, age: int, month: int, c: Any, markets: Any, took: Rows, *_: Any
    ) -> None:
        if age >= part.payments:
            return
        amount = self.baseline.rupiah(part.amount) / part.payments * self.reach
        self.given += amount
        took[:] |= self.reach
        if part.payments == 1 and part.lump:
            c.savings[:] += amount
        else:
            c.transfer[:] += amount

    def _savings_account(
        self, part: Any, age: int, month: int, c: Any, markets: Any, took: Rows, *_: Any
    ) -> None:
        monthly = (1.0 + part.rate_per_year) ** (1.0 / 12.0) - 1.0
        if age < part.months:
            u = self.draws.uniform(Purpose.TRIAL_ACCOUNT, month, c.id)
            handing_over.accounts(
                packed(self.p), c, self.reach, u, part.protected, monthly, part.hassle_share, took
            )
            c.transfer[:] += monthly * c.savings * (c.account > 0.0)
        else:
            c.account[:] = 0.0

    def _classroom_training(
        self, part: Any, age: int, month: int, c: Any, markets: Any, took: Rows, *_: Any
    ) -> None:
        if age < part.months:
            reach = self.reach * (c.owner if part.to == "owners" else np.int8(1))
            u = self.draws.uniform(Purpose.TRIAL_COURSE, month, c.id)
            handing_over.courses(packed(self.p), c, markets, reach.astype(np.int8), u, part.courses, took)

    def _mentoring(self, part: Any, age: int, month: int, c: Any, markets: Any, took: Rows, *_: Any) -> None:
        if age < part.months and part.visits_per_month > 0.0:
            about = int(part.topics != "discipline"), int(part.topics != "business")
            handing_over.visits(packed(self.p), c, self.reach, part.visits_per_month, *about, took)

    _coaching_visits = _mentoring

    def _buyer_orders(
        self, part: Any, age: int, month: int, c: Any, markets: Any, took: Rows, *_: Any
    ) -> None:
        if age < part.months:
            handing_over.orders(packed(self.p), c, markets, self.reach, part.months - age, took)

    def _contract(self, part: Any, age: int, month: int, c: Any, markets: Any, took: Rows, *_: Any) -> None:
        inputs = 0.0 if part.input_credit is None else self.baseline.rupiah(part.input_credit)
        if age < part.months:
            handing_over.contracts(packed(self.p), c, markets, self.reach, inputs, took)
        new = (took != 0) & (self.accepted == 0)
        self.accepted[new] = month
        owing = (self.accepted > 0) & (month > self.accepted) & (month <= self.accepted + part.credit_months)
        bound = (c.contract != 0) | (
            c.scheme_failed != 0
        )  # what a scheme that failed has advanced is still owed
        c.transfer[:] -= inputs / part.credit_months * (owing & bound)

    def _asset_loss(self, part: Any, age: int, month: int, c: Any, markets: Any, took: Rows, *_: Any) -> None:
        if age == 0:
            hit = self.draws.uniform(Purpose.TRIAL_LOSS, 0, c.id) < part.hit
            c.capital[:] *= 1.0 - part.share * (hit & (self.reach != 0))

    def income_factor(self, month: int, /) -> float:
        """What shocks of the arm leave of labour income in a month of the trial."""
        factor = 1.0
        for part in self.parts:
            if part.kind == "income_shock" and 0 <= month - part.start < part.months:
                factor *= part.factor
        return factor

    def took_any(self, c: Any, /) -> Bools:
        """Rows that accepted at least one part so far."""
        any_part = np.zeros(len(self.reach), dtype=bool)
        for part, took in zip(self.parts, self.took, strict=True):
            any_part |= (c.loans_taken > 0) & (self.reach != 0) if part.kind == "group_loan" else took != 0
        return any_part

    def taking_part(self, c: Any, /) -> Bools:
        """Rows that still have a loan, a contract, an order or an account; that took part, where there is none."""
        states = {
            "group_loan": c.loan > 0.0,
            "contract": c.contract != 0,
            "buyer_orders": c.order_months > 0,
            "savings_account": c.account > 0.0,
        }
        lasting = [states[part.kind] for part in self.parts if part.kind in states]
        return np.any(lasting, axis=0) if lasting else self.took_any(c)
