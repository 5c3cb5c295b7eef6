"""One household as an ordinary Mesa agent: numbers as attributes, one method per rule.

Nothing is shared with the compiled engine but the names of parameters and columns, so that a mistake in one
of the two shows as a difference.
"""

from __future__ import annotations

from math import exp, sqrt
from typing import TYPE_CHECKING, Any

import mesa

from tests.reference.chance import NUMBER

if TYPE_CHECKING:
    from tests.reference.village import PlainHamlet, Village

CAPITAL_COST = 0.015
NO_STEP = (float("inf"), 0.0)
"""Where there is no step of technology to reach."""

LOT = {
    "training": "training_place",
    "mentor": "mentor_place",
    "order": "order_place",
    "contract": "contract_accept",
    "asset": "grant_place",
    "support": "grant_place",
}
"""The draw that decides about a place of each service."""


class PlainHousehold(mesa.Agent):
    """A household and everything it knows; attributes are named like the columns of the engine."""

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

    # --- enterprise -----------------------------------------------------------------------------------------

    def output(self, strength: float, capital: float) -> float:
        p = self.model.p
        return (
            p.enterprise_profit_at_reference_idr
            * exp(strength)
            * (max(capital, 1.0) / 1e6) ** p.enterprise_returns
        )

    def best_capital(self, strength: float, price: float) -> float:
        p = self.model.p
        if price <= 0.0 or p.enterprise_profit_at_reference_idr <= 0.0:
            return 0.0
        worth = (
            price
            * p.enterprise_profit_at_reference_idr
            * exp(strength)
            * p.enterprise_returns
            / (CAPITAL_COST + p.enterprise_depreciation)
            / 1e6
        )
        return 1e6 * worth ** (1.0 / (1.0 - p.enterprise_returns))

    def selling_price(self, order: bool, contract: bool) -> float:
        p, local = self.model.p, self.home.price
        if contract:
            paid = p.contract_price * self.home.scheme
            return local + p.contract_farming_output_share * (paid - local)
        if order:
            return local + p.buyer_orders_output_share * (p.buyer_orders_price - local)
        return local

    @property
    def able(self) -> float:
        """Talent, and what the market has grown by."""
        return self.talent + self.home.reach

    def technology_gain(self, steps: int, contract: int) -> float:
        p = self.model.p
        if not p.technology_on or not (steps or contract):
            return 0.0
        if not p.technology_ladder_on:
            return p.technology_gain
        return max(p.technology_ladder_gain * steps, p.technology_gain if contract else 0.0)

    def another_step(self) -> tuple[float, float]:
        """Capital that the next step of technology needs, and what it adds to log profit; none at the top."""
        p = self.model.p
        if not p.technology_ladder_on:
            return (p.technology_minimum_capital_idr, p.technology_gain) if not self.technology else NO_STEP
        if self.technology >= p.technology_ladder_steps:
            return NO_STEP
        scale = p.technology_ladder_first_idr
        for _ in range(self.technology):
            scale *= p.technology_ladder_ratio
        return scale, p.technology_ladder_gain

    def run_enterprise(self) -> None:
        p = self.model.p
        self.forgone = self.wage * self.time_cost()
        if self.contract:
            tempted = (
                self.home.price > p.contract_price * self.home.scheme
                and self.luck("side_sell") < p.contract_farming_side_selling
            )
            failed = self.luck("contract_fail") < p.contract_farming_scheme_failure
            if p.contract_schemes_on:
                failed = self.home.scheme_fails
            left_by_its_scheme = self.home.scheme_fails
            if not p.contract_farming_on or failed or tempted:
                self.contract = 0
        else:
            left_by_its_scheme = False
        order = bool(p.buyer_orders_on) and self.order_months > 0
        self.price = self.selling_price(order, bool(self.contract))
        self.strength = self.able + self.practice + self.technology_gain(self.technology, self.contract)
        if left_by_its_scheme:
            self.scheme_failed = 1
        if not p.enterprise_on:
            return
        usual = self.output(self.strength, self.capital)
        output = usual * exp(p.enterprise_shock_sd * self.shock("profit_shock"))
        self.profit, self.expected = self.price * output, self.price * usual
        elsewhere = (
            p.contract_farming_output_share
            if self.contract
            else (p.buyer_orders_output_share if order else 0.0)
        )
        inputs = output * (1.0 - p.enterprise_profit_share_of_revenue) / p.enterprise_profit_share_of_revenue
        if left_by_its_scheme:
            self.inputs_owed = p.contract_schemes_owed_months * p.contract_farming_output_share * inputs
            self.move("input debt", self.inputs_owed)
        self.home.sums["supply"] += self.units * output * (1.0 - elsewhere)
        self.move("input costs", inputs)
        self.move("sales", (1.0 - elsewhere) * (self.profit + inputs))
        self.move("contract sales" if self.contract else "order sales", elsewhere * (self.profit + inputs))

    def keep_up_capital(self) -> None:
        p = self.model.p
        before = self.capital
        self.capital *= 1.0 - p.enterprise_depreciation
        if p.capital_loss_on and self.luck("capital_loss") < p.capital_loss_probability:
            self.capital /= 2.0
        self.move("wear and loss", before - self.capital)
        self.desired = self.best_capital(self.strength, self.price)
        gap = self.desired - self.capital
        spare = max(0.0, self.savings - 0.3 * max(0.0, self.usual))
        if gap <= 0.0:
            rate = p.self_control_eaten if p.self_control_on else 0.2
            self.drawn = min(self.capital, rate * -gap)
        elif p.self_control_on:
            ploughed = p.self_control_plough_back * exp(
                -p.self_control_spread * self.weak_will - self.indiscipline
            )
            self.from_profit = min(0.2 * gap, min(1.0, ploughed) * max(0.0, self.profit))
            self.from_savings = min(
                p.self_control_savings_to_capital * gap, p.self_control_savings_share * spare
            )
        else:
            self.from_profit = min(0.2 * gap, max(0.0, self.profit))
            self.from_savings = min(0.2 * gap - self.from_profit, spare)
        self.capital += self.from_profit + self.from_savings - self.drawn
        self.move("capital drawn down", self.drawn)
        self.step_to_better_technology()
        self.move("equipment", self.from_profit + self.from_savings + self.jump)

    def step_to_better_technology(self) -> None:
        p = self.model.p
        at_the_top = self.another_step() == NO_STEP
        if p.technology_ladder_on:
            while self.technology:
                scale = p.technology_ladder_first_idr * p.technology_ladder_ratio ** (self.technology - 1)
                if self.capital >= p.technology_ladder_kept_above_share * scale:
                    break
                self.technology -= 1
        elif self.capital < p.technology_lost_below_share * p.technology_minimum_capital_idr:
            self.technology = 0
        else:
            self.technology = min(1, self.technology)
        if at_the_top or not p.technology_on or self.luck("technology_jump") >= p.technology_jump:
            return
        scale, added = self.another_step()
        gap = max(0.0, scale - self.capital)
        spare = max(0.0, self.savings - self.from_savings - 0.3 * max(0.0, self.usual))
        plain = self.able + self.practice + self.technology_gain(self.technology, 0)
        gain = self.output(plain + added, self.capital + gap) - self.output(plain, self.capital)
        if gap <= spare and self.price * gain > (CAPITAL_COST + p.enterprise_depreciation) * gap:
            self.technology, self.jump = self.technology + 1, gap
            self.capital += gap

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
        if p.prompt_recovery_on and self.savings > p.consumption_buffer * self.smoothed_income:
            lasting = net - self.lucky_wage - (self.profit - self.expected)
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

    # --- start and close ------------------------------------------------------------------------------------

    def begin(self) -> None:
        p = self.model.p
        self.owner, self.enterprise_age = 1, 0
        self.practice = -p.practice_newcomer_gap * (1.0 - self.skill) if p.practice_on else 0.0

    def perhaps_close(self) -> None:
        p = self.model.p
        self.enterprise_age = min(30000, self.enterprise_age + 1)
        if p.enterprise_on:
            hazard = 0.0
            if p.exit_on:
                hazard += p.exit_base
                hazard += p.exit_low_profit if self.expected < self.forgone else 0.0
                hazard += (
                    p.exit_low_capital
                    if self.capital < p.exit_nearly_gone_share * p.entry_start_capital_idr
                    else 0.0
                )
            if self.luck("close") >= hazard:
                return
        self.savings += p.distress_sale_price * self.capital
        self.move("distress sale", p.distress_sale_price * self.capital)
        self.move("distress loss", (1.0 - p.distress_sale_price) * self.capital)
        self.capital = self.practice = 0.0
        self.owner = self.technology = self.contract = self.order_months = 0

    def perhaps_start(self) -> None:
        p = self.model.p
        if not (p.entry_on and p.enterprise_on) or self.luck("idea") >= p.entry_idea:
            return
        strength, put_in = self.beginners_strength(), self.start_capital()
        aim = max(put_in, self.best_capital(strength, self.home.price))
        hoped = self.home.price * self.output(strength, sqrt(put_in * aim))
        given_up = self.wage * self.time_cost()
        if hoped <= (1.0 + p.entry_margin) * given_up:
            return
        if self.savings < p.entry_start_capital_idr:
            self.idea, self.start_gain = 1, hoped - given_up
            return
        self.savings -= put_in
        self.capital = put_in
        self.move("equipment", put_in)
        self.begin()

    def beginners_strength(self) -> float:
        p = self.model.p
        return self.able - (p.practice_newcomer_gap * (1.0 - self.skill) if p.practice_on else 0.0)

    def start_capital(self) -> float:
        """What it would start with, out of the savings it has now."""
        p = self.model.p
        if not p.start_with_savings_on:
            return p.entry_start_capital_idr
        reserve = p.start_with_savings_reserve_months * max(0.0, self.smoothed_income)
        best = self.best_capital(self.beginners_strength(), self.home.price)
        return max(p.entry_start_capital_idr, min(self.savings - reserve, best))

    # --- loans ----------------------------------------------------------------------------------------------

    def next_loan(self, capital_per_member: float) -> float:
        p = self.model.p
        if self.last_loan <= 0.0:
            return p.first_loan
        return min(
            p.largest_loan,
            max(p.first_loan, p.fair_share * capital_per_member),
            p.loan_growth * self.last_loan,
        )

    def really_invested(self, loan: float) -> float:
        p = self.model.p
        weekly = loan * (1.0 + p.flat_interest) * p.instalment_share * 12.0 / 52.0
        return max(0.0, p.loan_application_invested_share * (loan - p.reserve_instalments * weekly))

    def worth_of(self, loan: float) -> float:
        """Rupiah that a loan is expected to bring over its term, less interest.

        The strength and the desired capital are those with which the month began.
        """
        p = self.model.p
        gain = added = 0.0
        if self.owner:
            added = more = min(self.really_invested(loan), max(0.0, self.desired - self.capital))
            now = self.output(self.strength, self.capital)
            gain = p.term_months * self.price * (self.output(self.strength, self.capital + more) - now)
            reach = self.capital + loan + max(0.0, self.savings - 0.3 * max(0.0, self.smoothed_income))
            scale, better = self.another_step()
            if p.technology_on and self.capital < scale <= reach:
                then = self.output(self.strength + better, scale)
                by_a_step = p.technology_jump * p.term_months * self.price * (then - now)
                if by_a_step > gain:
                    gain, added = by_a_step, p.technology_jump * (scale - self.capital)
        elif self.start_gain > 0.0:
            gain, added = p.term_months * self.start_gain, min(loan, p.entry_start_capital_idr)
        saved = (
            p.moneylender_rate * min(self.moneylender_debt, loan) * p.term_months if p.moneylender_on else 0.0
        )
        worth = gain + saved + (p.loan_application_lump_sum_value - p.flat_interest) * loan
        if p.loan_costs_on:
            stolen = p.capital_loss_probability / 2.0 if p.capital_loss_on else 0.0
            left = (1.0 - p.enterprise_depreciation - stolen) ** p.term_months
            worth -= added * (1.0 - left) + p.loan_costs_owing * loan
        if self.group < 0:
            worth -= p.term_months * self.meetings
        return worth

    def think_about_a_loan(self) -> None:
        p, fund = self.model.p, self.home.fund
        self.wants = ""
        if not fund.active or not p.loan_application_on or not p.lending_on or self.barred:
            return
        member = self.group >= 0
        if self.owner and not self.was_owner:  # a new owner waits a month
            return
        if member and (self.loan > 1e-6 or self.walked or (self.loans_taken and not p.follow_on)):
            return
        if not member and not (
            self.listed and self.luck("join_group") < p.loan_application_considers * self.readiness
        ):
            return
        worth = self.worth_of(self.next_loan(self.home.capital_per_member))
        felt, median = self.hassle, p.loan_application_hassle_median_idr
        if p.loan_costs_on and felt > 0.0:
            felt = median * (felt / median) ** p.loan_costs_hassle_power
        trouble = felt * max(0.0, 1.0 + p.readiness_start - self.readiness)
        if member and worth > p.loan_application_repeat_share * trouble:
            self.wants = "loan"
        elif not member and p.horizon_loans * worth > trouble:
            self.wants = "membership"

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

    def use_loan(self, loan: float) -> None:
        """Put a loan to use: capital or a start, a reserve, the moneylender; the rest is kept."""
        p = self.model.p
        due = loan * (1.0 + p.flat_interest)
        self.loan, self.instalment, self.last_loan = due, due * p.instalment_share, loan
        self.grace = int(p.grace_months)
        self.loans_taken += 1
        self.waiting = 0
        self.savings += loan
        if self.owner:
            strength = self.able + self.practice + self.technology_gain(self.technology, self.contract)
            price = self.selling_price(bool(p.buyer_orders_on) and self.order_months > 0, bool(self.contract))
            wish = self.best_capital(strength, price) - self.capital
            more = min(self.really_invested(loan), max(0.0, wish))
            self.capital += more
            self.savings -= more
            self.move("equipment", more)
        elif self.idea and self.savings >= p.entry_start_capital_idr:
            self.capital = self.start_capital()
            self.begin()
            self.savings -= self.capital
            self.move("equipment", self.capital)
        reserve = p.reserve_instalments * self.instalment * 12.0 / 52.0
        repaid = min(self.moneylender_debt, max(0.0, self.savings - reserve))
        self.moneylender_debt -= repaid
        self.savings -= repaid
        self.move("moneylender repayment", repaid)

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
