"""The month of one household, stage by stage: earn, settle debts, eat, learn, start or close, ask for a loan.

Every stage is a function of numbers: it takes the household's row and what the stages before it came to, and returns a
named tuple. The loop in ``month`` reads rows, calls the stages in this order, has their money booked and writes the
rows. What a file of rules computes, its own ``book`` puts into the books.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from partnersim.mechanisms.households import (
    capital,
    consumption,
    credit,
    debt,
    enterprise,
    entry_exit,
    labour,
    practice,
    services,
)
from partnersim.mechanisms.households.household import Craft, Firm, Purse
from partnersim.theory.calendar import MONTH
from partnersim.theory.compiled import compiled_stage

LONG_AGO_MONTHS = 9999
"""Months since the last course at which counting stops."""


class Row(NamedTuple):
    """A household as the month finds it.

    Attributes:
        traits: ``Traits``. craft: ``Craft``. purse: ``Purse``. firm: ``Firm`` before its contract may end.
        loan: ``debt.Loan``. persistent: log wage shock. readiness: 0 to 1. consumption: last month's, rupiah.
        transfer: paid to it, rupiah a month. order_months, trained_ago, firm_age: months.
        member: of a group. scheme_failed: a contract scheme has failed it.
    """

    traits: Any
    craft: Any
    purse: Any
    firm: Any
    loan: Any
    persistent: float
    readiness: float
    consumption: float
    transfer: float
    order_months: int
    trained_ago: int
    firm_age: float
    member: bool
    scheme_failed: bool


class Earned(NamedTuple):
    """Labour, the riskless base, and the enterprise.

    Attributes:
        work: ``labour.Work``. firm: ``Firm`` as it worked this month. trade: ``enterprise.Trade``.
        upkeep: ``capital.Upkeep``. forgone, given_up, income: rupiah a month: wage given up for the enterprise, for
            meetings too, and all that is earned. owed: rupiah for inputs of a contract scheme that has just failed.
        left: a contract scheme has just failed it.
    """

    work: Any
    firm: Any
    trade: Any
    upkeep: Any
    forgone: float
    given_up: float
    income: float
    owed: float
    left: bool


class Paid(NamedTuple):
    """Support received and debts paid.

    Attributes:
        support: consumption support without transfers, rupiah a month. repaid: ``debt.Repaid``.
        lender: ``debt.Settled``. means: ``consumption.Means`` left to live on.
    """

    support: float
    repaid: Any
    lender: Any
    means: Any


class Changed(NamedTuple):
    """What a household has learned and what its enterprise has become.

    Attributes:
        craft: ``Craft``. firm: ``Firm``. change: ``entry_exit.Change``, whose state holds capital and savings.
        trained_ago, order_months: months. given: goods in kind were handed over. poor: listed, and ate below the line.
        scheme_failed: a contract scheme has failed it.
    """

    craft: Any
    firm: Any
    change: Any
    trained_ago: int
    order_months: int
    given: bool
    poor: bool
    scheme_failed: bool


class Tally(NamedTuple):
    """What the rows of a hamlet come to, for its ``Hamlets`` columns: rupiah a month, then households."""

    supply: float
    demand: float
    owners: float
    trainable: float
    poor_listed: float
    orders: float
    contracts: float
    contractable: float


NOBODY = Tally(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@compiled_stage
def lots_that_matter(setting, chances, some_owe, some_contract):  # type: ignore[no-untyped-def]
    """Whether lots on debts, on services and on places can matter to any of the households of a hamlet.

    Args:
        some_owe, some_contract: of them, some have a programme loan, and some are under contract.
    """
    served = chances.training > 0.0 or chances.mentor > 0.0 or chances.order > 0.0
    places = chances.contract > 0.0 or chances.asset > 0.0 or chances.support > 0.0
    return some_owe or setting.lends, served, places or some_contract


@compiled_stage
def earn(p, row, setting, luck):  # type: ignore[no-untyped-def]
    """Labour income, then the enterprise and its capital, as ``Earned``."""
    traits, owned = row.traits, row.firm
    work = labour.work(p, traits, row.persistent, setting, luck.income)
    market = setting.market
    contract = owned.contract and not services.contract_ends(p, market, luck.places)
    firm = Firm(owned.owner, owned.capital, owned.technology, contract, owned.order)
    left = owned.contract and market.fails
    forgone, owed, trade, upkeep = 0.0, 0.0, enterprise.NO_TRADE, capital.no_upkeep(firm)
    if firm.owner:
        forgone = work.wage * labour.time_given_up(p, traits.fixed_wage, work.persistent)
        trade = enterprise.run_enterprise(p, traits, row.craft, firm, market, luck.income.profit_shock)
        upkeep = capital.keep_up(p, traits, row.craft, firm, trade, row.purse, luck.income, luck.plans)
        if left:
            owed = services.inputs_owed(p, trade.inputs)
    given_up = min(work.wage, forgone + (work.meetings if row.member else 0.0))
    income = labour.income(work, given_up) + trade.profit
    return Earned(
        work=work, firm=firm, trade=trade, upkeep=upkeep, forgone=forgone, given_up=given_up, income=income,
        owed=owed, left=left,
    )  # fmt: skip


@compiled_stage
def settle_debts(p, row, earned, setting, chances, luck):  # type: ignore[no-untyped-def]
    """Support comes in; the programme loan is paid, then the moneylender. Returns ``Paid``."""
    traits, purse, upkeep, wage = row.traits, row.purse, earned.upkeep, earned.work.wage
    poor = traits.listed and row.consumption < traits.line
    support = services.support_paid(p, poor, chances.support, luck.places.grant_place)
    received = support + row.transfer
    put_in = upkeep.from_profit, upkeep.from_savings
    came_in = purse.savings + earned.income * MONTH + received * MONTH
    cash = came_in - put_in[0] - put_in[1] - upkeep.jump + upkeep.drawn
    repaid, lender, owed = debt.no_payment(row.loan), debt.NO_DEBT, purse.debt + earned.owed
    if row.loan.owed > 0.0:
        repaid = debt.repay_loan(p, row.loan, setting.late_share, cash, traits.floor, luck.debts.walk_away)
        cash -= repaid.paid
    if owed > 0.0:
        owing = Purse(purse.savings, owed, purse.smoothed, purse.account)
        lender = debt.pay_moneylender(p, owing, cash, traits.floor, wage)
        cash -= lender.paid
    spent = repaid.paid / MONTH, lender.paid / MONTH, put_in[0] / MONTH, put_in[1] / MONTH
    net = earned.income + received - spent[0] - spent[1] - spent[2] - spent[3]
    will_not_last = earned.work.surprise + earned.trade.profit - earned.trade.expected
    if p.prompt_recovery_both_ways != 0.0:
        will_not_last -= spent[1] + spent[3]
    means = consumption.Means(cash, net, wage, lender.debt, upkeep.capital, will_not_last)
    return Paid(support, repaid, lender, means)


@compiled_stage
def learn(p, row, earned, setting, chances, luck):  # type: ignore[no-untyped-def]
    """A month of forgetting and doing, then the services that fall to the household, as ``services.Learned``."""
    owner, order_months = earned.firm.owner, max(0, row.order_months - MONTH)
    candidate = services.Candidate(
        owner=owner,
        can_train=can_train(p, row),
        contract=earned.firm.contract,
        order=order_months > 0,
        readiness=row.readiness,
        expected=earned.trade.expected,
    )
    craft = practice.fade(p, row.craft, owner, earned.firm.order)
    return services.learn_from_services(
        p, row.traits, craft, candidate, setting.market.price, chances, luck.services
    )


@compiled_stage
def can_train(p, row):  # type: ignore[no-untyped-def]
    """Whether a household could take a course: an owner or one of the listed whose last course is long enough ago."""
    return row.trained_ago + MONTH >= p.training_again_after_months and (row.firm.owner or row.traits.listed)


@compiled_stage
def change_enterprise(p, row, earned, fed, learned, setting, chances, luck):  # type: ignore[no-untyped-def]
    """A contract may be taken and goods be given; then an enterprise is started or closed. Returns ``Changed``."""
    traits, craft, upkeep = row.traits, learned.craft, earned.upkeep
    market, luck_of_places, failed = setting.market, luck.places, row.scheme_failed or earned.left
    owner, contract, technology = earned.firm.owner, earned.firm.contract, upkeep.technology
    poor = traits.listed and fed.eaten < traits.line
    firm = Firm(owner, upkeep.capital - fed.help.sold, technology, contract, earned.firm.order)
    offered = not failed and not market.fails and luck_of_places.contract_accept < chances.contract
    if owner and offered:
        contract = contract or services.takes_contract(
            p, traits, craft, firm, 0.0, earned.trade.price, market
        )
    spare = entry_exit.spare_to_start(p, fed.savings, fed.smoothed)
    state = entry_exit.State(
        owner, firm.capital, craft.practice, craft.skill, row.firm_age, fed.savings, spare
    )
    given = poor and luck_of_places.grant_place < chances.asset and services.goods_are_given(p)
    if given:
        state = entry_exit.use_goods(p, state, p.asset_transfer_package_idr)
    change = entry_exit.start_or_close(
        p, state, traits, earned.work, market.price, earned.trade.expected, earned.forgone, luck.plans
    )
    state = change.state
    order_months = int(p.buyer_orders_months) if learned.ordered else max(0, row.order_months - MONTH)
    if not state.owner:
        contract, technology, order_months = False, 0, 0
    return Changed(
        craft=Craft(state.practice, craft.indiscipline, craft.skill),
        firm=Firm(state.owner, state.capital, technology, contract, order_months > 0),
        change=change,
        trained_ago=0 if learned.trained else min(LONG_AGO_MONTHS, row.trained_ago + MONTH),
        order_months=order_months,
        given=given,
        poor=poor,
        scheme_failed=failed,
    )


@compiled_stage
def ask_for_loan(p, row, earned, fed, changed, applicant, setting, luck):  # type: ignore[no-untyped-def]
    """Whether the household wants a loan, as ``credit.loan_wish`` says; a new owner waits a month first."""
    firm = changed.firm
    if firm.owner and not earned.firm.owner:
        return credit.NO_LOAN
    use = credit.Use(
        owner=firm.owner,
        technology=firm.technology,
        strength=earned.trade.strength,
        price=earned.trade.price,
        capital=firm.capital,
        desired=earned.upkeep.desired,
        spare=capital.spare_savings(changed.change.state.savings, fed.smoothed),
        debt=fed.debt,
        start_gain=changed.change.start_gain,
        meetings=0.0 if applicant.member else earned.work.meetings,
    )
    return credit.loan_wish(p, applicant, use, setting.per_member, luck.debts.join_group)


@compiled_stage
def book(p, flow, w, row, earned, paid, fed, changed):  # type: ignore[no-untyped-def]
    """Book the month's money of ``w`` households; the fund books its loans itself."""
    labour.book(flow, w, earned.work, earned.given_up)
    if earned.firm.owner:
        enterprise.book(flow, w, earned.trade, earned.firm.contract)
        capital.book(flow, w, earned.upkeep)
    services.book_support(flow, w, paid.support, row.transfer)
    if earned.owed > 0.0:
        services.book_inputs_owed(flow, w, earned.owed)
    if row.purse.debt + earned.owed > 0.0:
        debt.book(flow, w, paid.lender)
    consumption.book(p, flow, w, fed)
    if changed.given:
        services.book_goods(p, flow, w)
    entry_exit.book(p, flow, w, changed.change)


@compiled_stage
def count_in(p, count, units, row, earned, fed, changed):  # type: ignore[no-untyped-def]
    """The tally of a hamlet with one more row, which stands for ``units`` of its households, as ``Tally``."""
    firm, trade = changed.firm, earned.trade
    owns = units if firm.owner else 0.0
    free = firm.owner and not firm.contract and not changed.scheme_failed
    wanted = free and firm.capital >= p.contract_farming_entry_capital_idr
    return Tally(
        supply=count.supply + units * trade.output * (1.0 - trade.elsewhere),
        demand=count.demand + units * fed.eaten,
        owners=count.owners + owns,
        trainable=count.trainable + (units * row.readiness if can_train(p, row) else 0.0),
        poor_listed=count.poor_listed + (units if changed.poor else 0.0),
        orders=count.orders + (owns if firm.order else 0.0),
        contracts=count.contracts + (owns if firm.contract else 0.0),
        contractable=count.contractable + (units if wanted else 0.0),
    )
