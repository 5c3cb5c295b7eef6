"""What a household of the plain reference does as an owner: run, keep up, begin and close its enterprise."""

from __future__ import annotations

from math import exp, sqrt

CAPITAL_COST = 0.015
NO_STEP = (float("inf"), 0.0)
"""Where there is no step of technology to reach."""


class Owner:
    """The rules of an enterprise; what it reads and moves belongs to the household that has it."""

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
