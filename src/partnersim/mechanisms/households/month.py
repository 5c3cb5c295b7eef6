"""The household month: the rules of this folder in order, for every household of a range of hamlets.

One pass over the rows of a hamlet: read the row, live the month, book the money that moved, write the row. Rules are
functions of numbers; only the loop touches columns (decision 0007). Then comes what needs the neighbours: peers cover
missed instalments, the hamlet's fund lends. Hamlets do not touch one another within a month, so any number of threads
gives the same numbers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from partnersim.mechanisms.households import credit, stages
from partnersim.mechanisms.households.between_months import first_row
from partnersim.mechanisms.households.consumption import feed
from partnersim.mechanisms.households.debt import NO_LOAN, Loan
from partnersim.mechanisms.households.groups import (
    NOTHING_OWED_IDR,
    book_payment,
    capital_per_member,
    close_till,
    collect,
    cover_missed_instalments,
    lend,
    till_of,
)
from partnersim.mechanisms.households.household import Craft, Firm, Market, Purse, Setting, traits_of
from partnersim.mechanisms.households.place import KINDS, place_at
from partnersim.mechanisms.households.readiness import next_bond, next_readiness
from partnersim.mechanisms.households.services import chances_of_places
from partnersim.theory.calendar import MONTH
from partnersim.theory.chance import lots
from partnersim.theory.chance.philox import LANES
from partnersim.theory.compiled import compiled, compiled_inside, compiled_stage
from partnersim.theory.households import scheme_hazard, scheme_worth
from partnersim.world.funds import ACTIVE

ROWS_AT_ONCE = 128
"""Rows whose lots are drawn together: so many that loops pay, so few that the table stays in the fastest memory."""

ONE_SCHEME = 1
"""A contract scheme in the count of those that have failed."""

NEVER_MONTHS = 127
"""Months since a household last owed a moneylender at which counting stops."""


class Moment(NamedTuple):
    """When a month is lived: the key of its lots, months since the start (for growth), and a factor on wages."""

    key: lots.Key
    months_run: int
    income_factor: float


@compiled_stage
def hamlet_market(p, ham, moment, h):  # type: ignore[no-untyped-def]
    """What enterprises of hamlet ``h`` meet this month, as ``Market``; its scheme may fail and be followed."""
    fails = False
    ham.reach[h] = p.market_reach_on * p.market_reach_share * p.growth * moment.months_run
    if p.contract_schemes_on != 0.0:
        quality = lots.quality_of_scheme(moment.key, ham.site[h], ham.schemes_failed[h])
        hazard = p.contract_farming_scheme_failure * MONTH
        hazard = scheme_hazard(hazard, quality, p.contract_schemes_failing_spread)
        fails = ham.contracts[h] > 0.0 and lots.failing_of_scheme(moment.key, ham.site[h]) < hazard
        if fails:
            ham.schemes_failed[h] += ONE_SCHEME
            quality = lots.quality_of_scheme(moment.key, ham.site[h], ham.schemes_failed[h])
        ham.scheme[h] = scheme_worth(quality, p.contract_schemes_price_spread)
    return Market(ham.price[h], ham.reach[h], ham.scheme[h], fails)


@compiled_stage
def hamlet_setting(p, place, moment, h):  # type: ignore[no-untyped-def]
    """What the households of hamlet ``h`` share this month, as ``Setting``."""
    ham, srv, fund = place.hamlets, place.services, place.funds
    return Setting(
        market=hamlet_market(p, ham, moment, h),
        shock=ham.shock[h],
        growth=p.growth * moment.months_run,
        factor=moment.income_factor,
        lends=fund.status[h] == ACTIVE,
        per_member=capital_per_member(fund, h),
        late_share=fund.late_share[h],
        success=1.0 - fund.late_share[h] if fund.borrowers[h] > 0.0 else -1.0,
        socialised=srv.socialised[h],
        meeting_rate=srv.meeting_rate[h],
        promised_ratio=srv.promised_ratio[h],
    )


@compiled_stage
def any_of(flags, first, last):  # type: ignore[no-untyped-def]
    """Whether some rows of a column are above zero."""
    some = False
    for i in range(first, last):
        some = some or flags[i] > 0
    return some


@compiled_stage
def write_tally(p, ham, h, count):  # type: ignore[no-untyped-def]
    """Write what the rows of hamlet ``h`` come to, a ``Tally``, into its columns; demand is smoothed."""
    ham.supply[h], ham.owners[h], ham.trainable[h] = count.supply, count.owners, count.trainable
    ham.demand[h] += (
        p.local_demand_smoothing * MONTH * (count.demand - ham.demand[h])
        if ham.demand[h] > 0.0
        else count.demand
    )
    ham.poor_listed[h], ham.orders[h] = count.poor_listed, count.orders
    ham.contracts[h], ham.contractable[h] = count.contracts, count.contractable


@compiled_inside
def hamlet_rows(p, place, moment, h, wants, flow):  # type: ignore[no-untyped-def]
    """The month of every household of hamlet ``h``: read the row, live it, book the money, write the row, count it.

    Args:
        p: HouseholdParameters. place: ``Place``. moment: ``Moment``.
        wants: out, per row of the hamlet, what ``credit.loan_wish`` says of it.
        flow: out, shape (kinds,), rupiah of the place.
    """
    c, ham, fund, table = (
        place.households,
        place.hamlets,
        place.funds,
        np.empty((lots.BLOCKS, LANES, ROWS_AT_ONCE)),
    )
    first, last, share = first_row(ham, h), first_row(ham, h + 1), 1.0 / ham.weight[h]
    setting = hamlet_setting(p, place, moment, h)
    reach = setting.market.reach
    chances = chances_of_places(place.services, ham, h)
    lends = setting.lends and p.loan_application_on != 0.0 and p.lending_on != 0.0
    wanted = stages.lots_that_matter(
        setting, chances, any_of(c.loan, first, last), any_of(c.contract, first, last)
    )
    count, till, begun = stages.NOBODY, till_of(p, fund, h), first
    for i in range(first, last):
        if i == begun:
            begun = min(last, i + np.uintp(ROWS_AT_ONCE))
            lots.draw(table, moment.key, c.id[i:begun], wanted)
        size, listed = float(c.size[i]), c.listed[i] != 0
        row = stages.Row(
            traits=traits_of(
                p, size, c.fixed_wage[i], c.talent[i] + reach, c.weak_will[i], c.hassle[i], listed
            ),
            craft=Craft(c.practice[i], c.indiscipline[i], c.skill[i]),
            purse=Purse(c.savings[i], c.moneylender_debt[i], c.smoothed_income[i], c.account[i]),
            firm=Firm(
                owner=c.owner[i] != 0, capital=c.capital[i], technology=int(np.int64(c.technology[i])),
                contract=c.contract[i] != 0, order=p.buyer_orders_on != 0.0 and c.order_months[i] > 0,
            ),
            loan=Loan(
                owed=c.loan[i], instalment=c.instalment[i], arrears=c.arrears[i], grace=float(c.grace[i]),
                walked=c.walked[i] != 0, bond=c.bond[i],
            ) if c.loan[i] > 0.0 else NO_LOAN,
            persistent=c.persistent_wage[i], readiness=c.readiness[i], consumption=c.consumption[i],
            transfer=c.transfer[i], order_months=c.order_months[i], trained_ago=c.trained_ago[i],
            firm_age=float(c.enterprise_age[i]), member=c.group[i] >= 0, scheme_failed=c.scheme_failed[i] != 0,
        )  # fmt: skip
        luck = lots.at_row(table, (i - first) % np.uintp(ROWS_AT_ONCE))

        earned = stages.earn(p, row, setting, luck)
        paid = stages.settle_debts(p, row, earned, setting, chances, luck)
        fed = feed(p, row.traits, row.purse, paid.means, luck.plans.moneylender)
        learned = stages.learn(p, row, earned, setting, chances, luck)
        changed = stages.change_enterprise(p, row, earned, fed, learned, setting, chances, luck)
        member, wants[i - first] = row.member, credit.NO_LOAN
        if lends and c.barred[i] == 0 and (member or listed):
            again = p.follow_on != 0.0 or c.loans_taken[i] == 0
            free = (
                again and paid.repaid.owed <= NOTHING_OWED_IDR and not paid.repaid.walked and c.walked[i] == 0
            )
            applicant = credit.Applicant(
                member, free, listed, row.readiness, row.traits.hassle, c.last_loan[i]
            )
            wants[i - first] = stages.ask_for_loan(p, row, earned, fed, changed, applicant, setting, luck)

        w, units = c.weight[i], c.weight[i] * share
        stages.book(p, flow, w, row, earned, paid, fed, changed)
        if row.loan.owed > 0.0:
            till = collect(p, till, units, paid.repaid.paid)
            book_payment(p, flow, w, paid.repaid.paid)
            c.loan[i], c.arrears[i], c.walked[i] = paid.repaid.owed, paid.repaid.arrears, paid.repaid.walked
            c.grace[i] = max(0.0, row.loan.grace - MONTH)
        firm, state = changed.firm, changed.change.state
        c.savings[i], c.capital[i], c.moneylender_debt[i] = state.savings, firm.capital, fed.debt
        c.consumption[i], c.income[i], c.profit[i] = fed.eaten, earned.income, earned.trade.profit
        c.smoothed_income[i], c.persistent_wage[i] = fed.smoothed, earned.work.persistent
        c.practice[i], c.indiscipline[i], c.skill[i] = changed.craft
        c.owner[i], c.technology[i], c.contract[i] = firm.owner, firm.technology, firm.contract
        c.idea[i], c.enterprise_age[i] = changed.change.start_gain > 0.0, state.age
        c.scheme_failed[i] = changed.scheme_failed
        c.trained_ago[i], c.order_months[i] = changed.trained_ago, changed.order_months
        c.owed[i] = 0 if fed.debt > 0.0 else min(NEVER_MONTHS, int(c.owed[i]) + MONTH)
        if member:
            c.bond[i] = next_bond(p, c.bond[i], setting.meeting_rate)
        c.readiness[i] = next_readiness(p, row.readiness, setting)
        count = stages.count_in(p, count, units, row, earned, fed, changed)

    close_till(p, fund, h, till)
    write_tally(p, ham, h, count)


@compiled
def household_month(record, where, moment, h_from, h_to):  # type: ignore[no-untyped-def]
    """The month of all households of hamlets ``h_from`` to ``h_to`` (exclusive).

    Args:
        record: HouseholdParameters in an array of one. moment: ``Moment``.
        where: addresses of the ``Place``, whose flows the caller has set to zero.
    """
    p, place = record[0], place_at(where)
    ham, fund = place.hamlets, place.funds
    flows = place.flows.reshape((-1, KINDS))
    for h in range(h_from, h_to):
        wants = np.zeros(ham.first[h + 1] - ham.first[h], dtype=np.int8)
        if fund.status[h] == ACTIVE or fund.groups[h] > 0:
            fund.cash[h] += fund.banked[h]
            fund.banked[h] = 0.0
        fund.lent_month[h] = 0.0
        hamlet_rows(p, place, moment, h, wants, flows[h])
        if fund.groups[h] > 0 or fund.status[h] == ACTIVE:
            blocked = cover_missed_instalments(p, place, moment.key, h, flows[h])
            lend(p, place, moment.key, h, wants, blocked, flows[h])
