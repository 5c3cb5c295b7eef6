"""What a loan is worth to a household, and whether that is worth the trouble."""

from __future__ import annotations

from typing import NamedTuple

from partnersim.mechanisms.base import CompiledRule
from partnersim.mechanisms.households.enterprise import output_at
from partnersim.theory.calendar import MONTH, MONTHS_PER_YEAR, WEEKS_PER_YEAR
from partnersim.theory.compiled import compiled, compiled_stage

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
        owner, technology: what it has. strength: log, of its enterprise. price: over what that sells.
        capital, desired, spare, debt: rupiah; spare savings, and debt to a moneylender.
        start_gain: expected profit less the wage given up of a household that could start now, else 0.
    """

    owner: bool
    technology: bool
    strength: float
    price: float
    capital: float
    desired: float
    spare: float
    debt: float
    start_gain: float


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
    burden = trouble(p, applicant.hassle, applicant.readiness)
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
    and the use of a lump sum.
    """
    gain = 0.0
    if use.owner:
        added = min(invested_part(p, loan), max(0.0, use.desired - use.capital))
        now = output_at(p, use.strength, use.capital)
        gain = use.price * (output_at(p, use.strength, use.capital + added) - now) * p.term_months
        reach = use.capital + loan + use.spare
        if (
            p.technology_on != 0.0
            and not use.technology
            and use.capital < p.technology_minimum_capital_idr <= reach
        ):
            then = output_at(p, use.strength + p.technology_gain, p.technology_minimum_capital_idr)
            gain = max(gain, p.technology_jump * MONTH * use.price * (then - now) * p.term_months)
    elif use.start_gain > 0.0:
        gain = use.start_gain * p.term_months
    saved = p.moneylender_rate * min(use.debt, loan) * p.term_months if p.moneylender_on != 0.0 else 0.0
    return gain + saved + p.loan_application_lump_sum_value * loan - p.flat_interest * loan


@compiled
def trouble(p, hassle, readiness):  # type: ignore[no-untyped-def]
    """Trouble of entering a programme, less for the ready: hassle (1 + start - readiness)."""
    return hassle * max(0.0, 1.0 + p.readiness_start - readiness)
