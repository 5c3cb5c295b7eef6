"""One household as an ordinary Mesa agent: numbers as attributes, one method per rule.

Nothing is shared with the compiled engine but the names of parameters and columns, so that a mistake in one
of the two shows as a difference.
"""

from __future__ import annotations

from math import exp, sqrt
from typing import TYPE_CHECKING, Any

import mesa

from tests.reference.chance import NUMBER
from tests.reference.household_enterprise import Owner
from tests.reference.household_loans import Borrower

if TYPE_CHECKING:
    from tests.reference.village import PlainHamlet, Village

LOT = {
    "training": "training_place",
    "mentor": "mentor_place",
    "order": "order_place",
    "contract": "contract_accept",
    "asset": "grant_place",
    "support": "grant_place",
}
"""The draw that decides about a place of each service."""


class PlainHousehold(Owner, Borrower, mesa.Agent):
    """A household and everything it knows; attributes are named like the columns of the engine.

    The month is here, with what is earned, owed, eaten and learned; enterprise and loans have files of their own.
    """

    def __init__(self, model: Village, hamlet: PlainHamlet, state: dict[str, Any]) -> None:
        super().__init__(model)
        self.home = hamlet
        for name, value in state.items():
            setattr(self, name, value)
        self.units = self.weight / hamlet.weight
        self.wants = ""

    # --- chance and money -----------------------------------------------------------------------------------

    def luck(self, decision: str) -> float:
        return self.model.chance.uniform(NUMBER[decision], self.model.month, self.id)

    def shock(self, decision: str) -> float:
        return self.model.chance.normal(NUMBER[decision], self.model.month, self.id)

    def gets(self, service: str, times: float = 1.0) -> bool:
        """Whether one of the hamlet's places of a service falls to this household."""
        return self.luck(LOT[service]) < self.home.chances[service] * times

    def move(self, kind: str, rupiah: float) -> None:
        """Note a flow of money or goods, in rupiah of the place."""
        self.home.flows[kind] += self.weight * rupiah

    # --- the month ------------------------------------------------------------------------------------------

    def step(self) -> None:
        """One month of the household, up to the wish for a loan."""
        p = self.model.p
        self.line = self.size * p.line
        self.floor = p.consumption_floor * self.line
        self.usual = self.smoothed_income
        self.from_profit = self.from_savings = self.jump = self.drawn = 0.0
        self.profit = self.expected = self.forgone = self.inputs_owed = self.lucky_wage = 0.0
        self.strength = self.desired = 0.0
        self.price = self.home.price
        self.was_owner = bool(self.owner)
        self.earn_labour_income()
        if self.owner:
            self.run_enterprise()
            self.keep_up_capital()
        self.meetings = self.wage * self.meeting_share()
        given_up = min(self.wage, self.forgone + (self.meetings if self.group >= 0 else 0.0))
        self.income = self.wage - given_up + p.kin_support_base_share * self.line + self.profit
        self.move("wages", self.wage - given_up)
        self.move("in-kind base", p.kin_support_base_share * self.line)
        self.receive_support()
        self.pay_loan()
        self.pay_moneylender()
        self.consume()
        self.forget_and_heal()
        self.learn_from_services()
        self.receive_goods_and_contracts()
        self.idea, self.start_gain = 0, 0.0
        if self.owner:
            self.perhaps_close()
        else:
            self.perhaps_start()
        if self.group >= 0:
            meetings = self.home.services["meeting_rate"]
            self.bond += (
                p.group_repayment_bond_growth * meetings * (1.0 - self.bond)
                - p.group_repayment_bond_fading * self.bond
            )
        self.think_about_a_loan()
        self.change_mind_about_programmes()
        self.owed = 0 if self.moneylender_debt > 0.0 else min(127, self.owed + 1)
        self.be_counted()

    # --- labour ---------------------------------------------------------------------------------------------

    def earn_labour_income(self) -> None:
        p, m = self.model.p, self.model
        surprise = 0.0
        if p.income_shocks_on:
            news = (
                p.income_shocks_persistent_sd
                * sqrt(1.0 - p.income_shocks_persistence**2)
                * self.shock("labour_persistent")
            )
            self.persistent_wage = p.income_shocks_persistence * self.persistent_wage + news
            surprise = (
                p.income_shocks_transitory_sd * self.shock("labour_transitory")
                - p.income_shocks_transitory_sd**2 / 2.0
            )
        level = (
            p.mean_wage + self.fixed_wage + self.persistent_wage + self.home.shock + p.growth * m.months_run
        )
        self.wage = self.line * exp(level + surprise) * m.income_factor
        self.lucky_wage = self.wage - self.line * exp(level) * m.income_factor

    def paid_time(self) -> float:
        """Share of the time that something takes which would have been paid for."""
        p = self.model.p
        idle = 1.0 / (1.0 + exp(1.7 * (self.fixed_wage + self.persistent_wage) / p.wage_sd))
        return 1.0 - p.time_cost_slack * idle

    def time_cost(self) -> float:
        p = self.model.p
        return p.time_cost_share * self.paid_time() if p.time_cost_on else 0.0

    def meeting_share(self) -> float:
        p = self.model.p
        if not p.meeting_time_on:
            return 0.0
        return min(1.0, p.meeting_time_share * self.home.services["meeting_rate"] * self.paid_time())

    # --- debts and consumption ------------------------------------------------------------------------------

    def receive_support(self) -> None:
        p = self.model.p
        self.support = 0.0
        poor = self.listed and self.consumption < self.line
        if p.consumption_support_on and poor and self.gets("support"):
            self.support = p.consumption_support_amount_idr
            self.move("consumption support", self.support)
        if self.transfer:
            self.support += self.transfer
            self.move("consumption support", self.transfer)
        self.cash = (
            self.savings
            + self.income
            + self.support
            - self.from_profit
            - self.from_savings
            - self.jump
            + self.drawn
        )

    def pay_loan(self) -> None:
        p = self.model.p
        self.paid = 0.0
        if self.loan <= 0.0:
            return
        if not self.walked and p.group_repayment_on:
            fear = p.group_repayment_contagion * self.home.fund.late_share if p.joint_liability_on else 0.0
            if self.luck("walk_away") < p.group_repayment_walk_away * (1.0 - self.bond) ** 1.5 * (1.0 + fear):
                self.walked = 1
        scheduled = self.instalment
        if self.grace > 0:
            self.grace, scheduled = self.grace - 1, 0.0
        due = min(self.loan, scheduled + self.arrears)
        if not self.walked:
            self.paid = min(due, max(0.0, self.cash - self.floor))
        self.home.fund.collect(self, self.paid)
        self.loan -= self.paid
        self.arrears = due - self.paid
        self.cash -= self.paid

    def pay_moneylender(self) -> None:
        p = self.model.p
        self.paid_moneylender = 0.0
        self.moneylender_debt += self.inputs_owed
        if self.moneylender_debt <= 0.0:
            return
        interest = p.moneylender_rate * self.moneylender_debt
        owed = self.moneylender_debt + interest
        self.paid_moneylender = min(owed, max(0.0, self.cash - max(self.floor, 0.9 * self.usual)))
        forgiven = max(0.0, owed - self.paid_moneylender - 3.0 * p.moneylender_limit * self.wage)
        self.moneylender_debt = owed - self.paid_moneylender - forgiven
        self.cash -= self.paid_moneylender
        self.move("moneylender interest", interest)
        self.move("moneylender repayment", self.paid_moneylender)
        self.move("moneylender debt forgiven", forgiven)

    def consume(self) -> None:
        p = self.model.p
        net = (
            self.income
            + self.support
            - self.paid
            - self.paid_moneylender
            - self.from_profit
            - self.from_savings
        )
        self.smoothed_income += p.consumption_smoothing * (net - self.smoothed_income)
        lasting = net - self.lucky_wage - (self.profit - self.expected)
        if p.prompt_recovery_on and p.prompt_recovery_both_ways:
            lasting += self.paid_moneylender + self.from_savings
            self.smoothed_income += p.prompt_recovery_share * (lasting - self.smoothed_income)
        elif p.prompt_recovery_on and self.savings > p.consumption_buffer * self.smoothed_income:
            self.smoothed_income += p.prompt_recovery_share * max(0.0, lasting - self.smoothed_income)
        over = max(0.0, self.savings - p.consumption_buffer * self.smoothed_income)
        if p.concave_spending_on:
            cap = p.concave_spending_cap_months * max(self.smoothed_income, self.floor)
            over /= 1.0 + over / cap
        within_reach = p.consumption_buffer_propensity * (1.0 - self.account) * over
        wanted = max(self.floor, p.consumption_propensity * self.smoothed_income + within_reach)
        if self.cash < wanted:
            self.bridge_shortfall(wanted)
        self.consumption = min(wanted, self.cash)
        self.savings = self.cash - self.consumption
        self.move("consumption", self.consumption)
        self.home.sums["demand"] += self.units * self.consumption

    def bridge_shortfall(self, wanted: float) -> None:
        p = self.model.p
        lent = sold = kin = 0.0
        if p.moneylender_on and (
            self.cash < self.floor or self.luck("moneylender") < p.moneylender_probability
        ):
            lent = min(wanted - self.cash, max(0.0, p.moneylender_limit * self.wage - self.moneylender_debt))
        have = self.cash + lent
        if p.distress_sale_on and have < self.floor and self.capital > 0.0:
            sold = min(self.capital, (self.floor - have) / p.distress_sale_price)
            have += p.distress_sale_price * sold
        if p.kin_support_on:
            kin = max(0.0, p.kin_support_minimum * self.line - have)
        self.cash = have + kin
        self.moneylender_debt += lent
        self.capital -= sold
        self.move("moneylender loan", lent)
        self.move("distress sale", p.distress_sale_price * sold)
        self.move("distress loss", (1.0 - p.distress_sale_price) * sold)
        self.move("kin support", kin)

    # --- learning and services ------------------------------------------------------------------------------

    def forget_and_heal(self) -> None:
        p = self.model.p
        if p.practice_on:
            if self.practice >= 0.0:
                self.practice *= 1.0 - p.practice_forgetting
            elif self.owner:
                self.practice *= 1.0 - p.practice_healing
            self.skill *= 1.0 - p.practice_skill_fading
        if p.coaching_on:
            self.indiscipline *= 1.0 - p.coaching_fading
        if self.order_months > 0:
            self.order_months -= 1
            if p.practice_on and p.buyer_orders_on and self.owner:
                self.practice += p.buyer_orders_learning
        self.trained_ago = min(9999, self.trained_ago + 1)

    def learn_from_services(self) -> None:
        p, place = self.model.p, self.home
        open_to_course = self.trained_ago >= p.training_again_after_months and (self.owner or self.listed)
        if open_to_course:
            place.sums["trainable"] += self.units * self.readiness
        if p.training_on and open_to_course and self.gets("training", times=self.readiness):
            worth = self.expected if self.owner else p.enterprise_profit_at_reference_idr
            if (
                worth * p.practice_training_gain / max(p.practice_forgetting, 0.01)
                > p.training_hassle_share * self.hassle
            ):
                self.take_course()
        if self.owner and p.mentoring_on and self.gets("mentor"):
            if p.practice_on:
                self.practice += p.practice_mentor_step * max(0.0, p.practice_mentor_level - self.practice)
            if p.coaching_on:
                self.indiscipline -= p.coaching_per_visit * (p.coaching_effect + self.indiscipline)
        free = self.owner and self.order_months == 0 and not self.contract
        if p.buyer_orders_on and free and p.buyer_orders_price > place.price and self.gets("order"):
            self.order_months = int(p.buyer_orders_months)

    def take_course(self) -> None:
        p = self.model.p
        self.trained_ago = 0
        if p.practice_on and self.owner:
            self.practice += p.practice_training_gain
        elif p.practice_on:
            self.skill = 1.0

    def receive_goods_and_contracts(self) -> None:
        p = self.model.p
        fit = self.owner and not self.contract and self.capital >= p.contract_farming_entry_capital_idr
        fit = fit and not self.scheme_failed and not self.home.scheme_fails
        if p.contract_farming_on and fit and self.gets("contract"):
            own = self.able + self.practice
            with_it, without = (self.technology_gain(self.technology, contract) for contract in (1, 0))
            under = self.selling_price(False, True) * self.output(own + with_it, self.capital)
            now = self.price * self.output(own + without, self.capital)
            self.contract = int(under > now)
        if (
            p.asset_transfer_on
            and p.enterprise_on
            and self.listed
            and self.consumption < self.line
            and self.gets("asset")
        ):
            self.capital += p.asset_transfer_package_idr
            self.move("equipment in kind", p.asset_transfer_package_idr)
            if not self.owner:
                self.begin()

    def change_mind_about_programmes(self) -> None:
        p, place = self.model.p, self.home
        if not p.readiness_on:
            return
        r = self.readiness
        change = p.readiness_from_socialisation * place.services["socialised"] * (1.0 - r)
        if place.success is not None:
            change += p.readiness_from_success * (place.success - r)
        change -= p.readiness_from_broken_promises * (1.0 - place.services["promised_ratio"])
        change -= p.readiness_fading * (r - p.readiness_start)
        self.readiness = min(1.0, max(0.0, r + change))

    # --- what the hamlet sees of it -------------------------------------------------------------------------

    def be_counted(self) -> None:
        p, sums = self.model.p, self.home.sums
        if self.owner:
            sums["owners"] += self.units
            if self.order_months > 0:
                sums["orders"] += self.units
            if self.contract:
                sums["contracts"] += self.units
            elif self.capital >= p.contract_farming_entry_capital_idr and not self.scheme_failed:
                sums["contractable"] += self.units
        if self.listed and self.consumption < self.line:
            sums["poor_listed"] += self.units
