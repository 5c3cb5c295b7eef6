"""What a loan is worth to a household, and whether that is worth the trouble."""

from __future__ import annotations

from typing import NamedTuple

from partnersim.mechanisms.base import CompiledRule
from partnersim.mechanisms.households.enterprise import next_gain, next_scale, output_at, top_step
from partnersim.theory.calendar import MONTH, MONTHS_PER_YEAR, WEEKS_PER_YEAR
from partnersim.theory.compiled import compiled, compiled_stage
from partnersim.theory.households import spread_out, worn_away

NO_LOAN, AS_MEMBER, TO_JOIN = 0, 1, 2
"""Whether a household wants a loan this month: no, as a member, or by joining first."""


class LoanApplication(CompiledRule):
    """Households join and apply if the expected gain exceeds the trouble (credit.py). Off: nobody does."""

    name = "loan_application"
    reads = (
        "funds.cash", "funds.outstanding", "funds.status", "hamlets.price", "households.barred",
        "households.capital", "households.group", "households.hassle", "households.last_loan",
        "households.listed", "households.loan", "households.owner", "households.readiness",
        "households.talent", "households.walked",
    )  # fmt: skip
    writes = ("households.waiting",)


class LoanCosts(CompiledRule):
    """A loan is weighed with wear and loss of what it buys, a cost of owing, and a hassle that varies (credit.py).

    Off: it is worth the extra profit less the interest.
    """

    name = "loan_costs"
    reads = ("households.capital", "households.hassle", "households.owner", "households.talent")
    writes = ("households.waiting",)


class Applicant(NamedTuple):
    """A household that may ask for a loan.

    Attributes:
        member: of a group. free: as a member it owes nothing, has not walked away and may borrow (again).
        listed: it may join. readiness: 0 to 1. hassle: rupiah. last_loan: principal, rupiah, 0 for none so far.
    """

    member: bool
    free: bool
    listed: bool
    readiness: float
    hassle: float
    last_loan: float


class Use(NamedTuple):
    """What a household would do with a loan.

    Attributes:
        owner, technology: what it has, and steps of it. strength: log, of its enterprise. price: over what that sells.
        capital, desired, spare, debt: rupiah; spare savings, and debt to a moneylender.
        start_gain: expected profit less the wage given up of a household that could start now, else 0.
        meetings: wage that a month of meetings would cost, rupiah, of who does not go to them yet.
    """

    owner: bool
    technology: int
    strength: float
    price: float
    capital: float
    desired: float
    spare: float
    debt: float
    start_gain: float
    meetings: float


@compiled_stage
def loan_wish(p, applicant, use, per_member, u):  # type: ignore[no-untyped-def]
    """Whether a household wants a loan: ``NO_LOAN``, ``AS_MEMBER`` or ``TO_JOIN``.

    Members compare one loan with part of the trouble, others think of joining with a chance that grows with their
    readiness and compare all the loans they look ahead to.

    Args:
        per_member: the fund's capital per member, rupiah.
    """
    if applicant.member:
        if not applicant.free:
            return NO_LOAN
    elif not (applicant.listed and u < p.loan_application_considers * MONTH * applicant.readiness):
        return NO_LOAN
    benefit = loan_benefit(p, offered_loan(p, applicant.last_loan, per_member), use)
    burden = trouble(p, felt_hassle(p, applicant.hassle), applicant.readiness)
    if applicant.member:
        return AS_MEMBER if benefit > p.loan_application_repeat_share * burden else NO_LOAN
    return TO_JOIN if benefit * p.horizon_loans > burden else NO_LOAN


@compiled
def offered_loan(p, last_loan, capital_per_member):  # type: ignore[no-untyped-def]
    """Principal of the next loan: the first, or the last one grown, up to the largest and to a fair share.

    The fair share is a multiple of the fund's capital per member, so that a unit whose membership outgrows its capital
    lends less to each, but never less than a first loan.
    """
    if last_loan <= 0.0:
        return p.first_loan
    fair = max(p.first_loan, p.fair_share * capital_per_member)
    return min(p.largest_loan, fair, last_loan * p.loan_growth)


@compiled
def invested_part(p, loan):  # type: ignore[no-untyped-def]
    """Rupiah of a loan that go into capital: most of it, after holding back a few weeks of instalments.

    A borrower holds back what falls due in the first weeks; the later the first instalment, the less that is, so that
    fewer and later instalments, or a grace period, leave more of the loan for the enterprise.
    """
    weekly = loan * (1.0 + p.flat_interest) * p.instalment_share * MONTHS_PER_YEAR / WEEKS_PER_YEAR
    return max(0.0, p.loan_application_invested_share * (loan - p.reserve_instalments * weekly))


@compiled_stage
def loan_benefit(p, loan, use):  # type: ignore[no-untyped-def]
    """Rupiah that a loan is expected to bring over its term, less its interest.

    For an owner: extra profit from what is really invested, or the jump to the better technology where the loan brings
    it within reach. For others: the gain from starting, in a month with an idea. For all: moneylender interest saved
    and the use of a lump sum. Less, where loans are weighed in full, what wears away of the capital it adds and the
    cost of owing; and the wage that meetings would cost.
    """
    gain, bound = 0.0, 0.0
    if use.owner:
        added = min(invested_part(p, loan), max(0.0, use.desired - use.capital))
        now = output_at(p, use.strength, use.capital)
        gain = use.price * (output_at(p, use.strength, use.capital + added) - now) * p.term_months
        reach, scale, bound = use.capital + loan + use.spare, next_scale(p, use.technology), added
        if p.technology_on != 0.0 and use.technology < top_step(p) and use.capital < scale <= reach:
            then = output_at(p, use.strength + next_gain(p), scale)
            jump = p.technology_jump * MONTH * use.price * (then - now) * p.term_months
            if jump > gain:
                gain, bound = jump, p.technology_jump * MONTH * (scale - use.capital)
    elif use.start_gain > 0.0:
        gain, bound = use.start_gain * p.term_months, min(loan, p.entry_start_capital_idr)
    saved = p.moneylender_rate * min(use.debt, loan) * p.term_months if p.moneylender_on != 0.0 else 0.0
    worth = gain + saved + p.loan_application_lump_sum_value * loan - p.flat_interest * loan
    if p.loan_costs_on != 0.0:
        worth -= cost_of_owing(p, loan, bound)
    return worth - use.meetings * p.term_months


@compiled
def cost_of_owing(p, loan, bound):  # type: ignore[no-untyped-def]
    """Rupiah that a loan costs beside its interest: wear and expected loss of the capital it adds, and owing itself.

    K (1 - (1 - delta - q / 2)^n) + owing L n / 12 of n months, half of an enterprise being lost with probability q a
    month: a loan of a quarter of a year is owed a quarter as long as one of a year.
    """
    lost = 0.5 * p.capital_loss_probability if p.capital_loss_on != 0.0 else 0.0
    rate, months = (p.enterprise_depreciation + lost) * MONTH, float(p.term_months / MONTH)
    return worn_away(bound, rate, months) + p.loan_costs_owing * loan * (p.term_months / MONTHS_PER_YEAR)


@compiled
def felt_hassle(p, hassle):  # type: ignore[no-untyped-def]
    """Rupiah of trouble that a household has with credit, more unlike from one to another where loans have costs."""
    if p.loan_costs_on == 0.0:
        return hassle
    return spread_out(hassle, p.loan_application_hassle_median_idr, p.loan_costs_hassle_power)


@compiled
def trouble(p, hassle, readiness):  # type: ignore[no-untyped-def]
    """Trouble of entering a programme, less for the ready: hassle (1 + start - readiness)."""
    return hassle * max(0.0, 1.0 + p.readiness_start - readiness)
