"""What a household of the plain reference does as a borrower: weigh a loan, ask for it, put it to use."""

from __future__ import annotations


class Borrower:
    """The rules of a loan; what it reads and moves belongs to the household that takes it."""

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
            worth -= added * (1.0 - left) + p.loan_costs_owing * loan * p.term_months / 12
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
