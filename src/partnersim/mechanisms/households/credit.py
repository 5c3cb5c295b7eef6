"""What a loan is worth to a household, and whether that is worth the trouble."""

from __future__ import annotations

from partnersim.mechanisms.households.enterprise import output_at
from partnersim.theory.compiled import compiled


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
    weekly = loan * (1.0 + p.flat_interest) * p.instalment_share * 12.0 / 52.0
    return max(0.0, p.invested_share * (loan - p.reserve_instalments * weekly))


@compiled
def loan_benefit(p, loan, owner, technology, log_strength, price, capital, desired, spare, debt, start_gain):  # type: ignore[no-untyped-def]
    """Rupiah that a loan is expected to bring over its term, less its interest.

    For an owner: extra profit from what is really invested, or the jump to the better technology where the loan brings
    it within reach. For others: the gain from starting, in a month with an idea. For all: moneylender interest saved
    and the use of a lump sum.

    Args:
        start_gain: expected profit less the wage given up of a household that could start now, else 0.
    """
    gain = 0.0
    if owner:
        added = min(invested_part(p, loan), max(0.0, desired - capital))
        now = output_at(p, log_strength, capital)
        gain = price * (output_at(p, log_strength, capital + added) - now) * p.term_months
        reach = capital + loan + spare
        if p.technology_on != 0.0 and technology == 0 and capital < p.technology_capital <= reach:
            then = output_at(p, log_strength + p.technology_gain, p.technology_capital)
            gain = max(gain, p.technology_jump * price * (then - now) * p.term_months)
    elif start_gain > 0.0:
        gain = start_gain * p.term_months
    saved = p.moneylender_rate * min(debt, loan) * p.term_months if p.moneylender_on != 0.0 else 0.0
    return gain + saved + p.lump_sum * loan - p.flat_interest * loan


@compiled
def trouble(p, hassle, readiness):  # type: ignore[no-untyped-def]
    """Trouble of entering a programme, less for the ready: hassle (1 + start - readiness)."""
    return hassle * max(0.0, 1.0 + p.readiness_start - readiness)
