"""The household month: the rules of this folder in order, for every household of a range of hamlets.

One pass over the rows of a hamlet, so that a household's columns are read and written once a month; then what needs
the neighbours: peers cover missed instalments, the hamlet's fund lends. Hamlets do not touch one another within a
month, so any number of threads gives the same numbers.
"""

from __future__ import annotations

import numpy as np

from partnersim.mechanisms.households import capital as wealth
from partnersim.mechanisms.households import (
    consumption,
    credit,
    debt,
    enterprise,
    entry_exit,
    labour,
    practice,
)
from partnersim.mechanisms.households.groups import (
    capital_per_member,
    collect,
    cover_missed_instalments,
    lend,
)
from partnersim.mechanisms.households.readiness import next_bond, next_readiness
from partnersim.theory.chance.normal import normal_quantile
from partnersim.theory.chance.philox import uniform4
from partnersim.theory.compiled import compiled, compiled_inside
from partnersim.world import flows as f
from partnersim.world.funds import ACTIVE

NEVER = 127


@compiled
def chance_of_place(places, holders, candidates):  # type: ignore[no-untyped-def]
    """Chance that a candidate gets one of the places that are still free."""
    return min(1.0, max(0.0, places - holders) / max(candidates, 1e-9))


@compiled_inside
def hamlet_rows(p, c, ham, srv, fund, key0, key1, month, months_run, factor, h, wants, flow):  # type: ignore[no-untyped-def]
    """The month of every household of hamlet ``h``; see the modules of this folder for each rule.

    Args:
        p: HouseholdParameters. c: HouseholdArrays. ham, srv, fund: columns over hamlets.
        key0, key1, month: keys of the draws. months_run: months since the start (for growth). factor: on wages.
        wants: out, per row of the hamlet, 1 if it wants a loan, 2 if it would also have to join first.
        flow: out, shape (kinds,), rupiah of the place.
    """
    first, last = ham.first[h], ham.first[h + 1]
    share = 1.0 / ham.weight[h]
    local_price = ham.price[h]
    growth = p.growth * months_run
    with_fund = fund.status[h] == ACTIVE
    per_member = capital_per_member(fund, h)
    late_share = fund.late_share[h]
    success = 1.0 - late_share if fund.borrowers[h] > 0.0 else -1.0
    train_chance = chance_of_place(srv.training_places[h], 0.0, ham.trainable[h])
    mentor_chance = chance_of_place(srv.mentor_visits[h], 0.0, ham.owners[h])
    order_chance = chance_of_place(srv.order_places[h], ham.orders[h], ham.owners[h] - ham.orders[h])
    contract_chance = chance_of_place(srv.contract_places[h], ham.contracts[h], ham.contractable[h])
    asset_chance = chance_of_place(srv.asset_packages[h], 0.0, ham.poor_listed[h])
    support_chance = chance_of_place(srv.support_places[h], 0.0, ham.poor_listed[h])
    with_services = train_chance > 0.0 or mentor_chance > 0.0 or order_chance > 0.0
    with_places = contract_chance > 0.0 or asset_chance > 0.0 or support_chance > 0.0
    supply = demand = owners = trainable = poor_listed = orders = contracts = contractable = 0.0

    for i in range(first, last):
        w = c.weight[i]
        size = float(c.size[i])
        line = size * p.line
        floor = p.floor * line
        u_persistent, u_transitory, u_profit, u_loss = uniform4(key0, key1, 0, month, c.id[i])
        u_idea, u_close, u_lender, u_jump = uniform4(key0, key1, 1, month, c.id[i])
        savings, stock, ml_debt = c.savings[i], c.capital[i], c.moneylender_debt[i]
        smoothed = c.smoothed_income[i]
        talent, fixed = c.talent[i], c.fixed_wage[i]
        owner = c.owner[i] != 0

        # 1 income: labour, the riskless base, then the enterprise
        persistent = labour.persistent_wage(p, c.persistent_wage[i], u_persistent)
        wage = labour.full_wage(p, size, fixed, persistent, ham.shock[h], growth, factor, u_transitory)
        forgone = 0.0
        base = p.base_share * line
        profit = expected = log_strength = desired = 0.0
        price = local_price
        from_profit = from_savings = drawn = jump = 0.0
        skills, indiscipline, skill = c.practice[i], c.indiscipline[i], c.skill[i]
        technology, contract = c.technology[i], c.contract[i]
        if owner:
            forgone = wage * labour.time_given_up(p, fixed, persistent)
            if contract != 0:
                u_accept, u_fail, u_grant, u_side = uniform4(key0, key1, 4, month, c.id[i])
                if p.contract_on == 0.0 or u_fail < p.contract_failure or (
                    local_price > p.contract_price and u_side < p.side_selling
                ):
                    contract = 0
            has_order = p.orders_on != 0.0 and c.order_months[i] > 0
            better = 1.0 if p.technology_on != 0.0 and (technology != 0 or contract != 0) else 0.0
            price = enterprise.effective_price(p, local_price, has_order, contract != 0)
            log_strength = enterprise.strength(p, talent, skills, better)
            if p.enterprise_on != 0.0:
                mean_output = enterprise.output_at(p, log_strength, stock)
                output = mean_output * np.exp(p.shock_sd * normal_quantile(u_profit))
                profit, expected = price * output, price * mean_output
                elsewhere = p.contract_share if contract != 0 else (p.order_share if has_order else 0.0)
                inputs = output * (1.0 / p.profit_share - 1.0)
                supply += w * share * output * (1.0 - elsewhere)
                flow[f.INPUT_COSTS] += w * inputs
                sold = w * elsewhere * (profit + inputs)
                flow[f.SALES] += w * (profit + inputs) - sold
                flow[f.CONTRACT_SALES if contract != 0 else f.ORDER_SALES] += sold
            # 2 capital: wear and loss, plough-back, the better technology
            worn = wealth.wear(p, stock, u_loss)
            flow[f.WEAR_AND_LOSS] += w * (stock - worn)
            stock = worn
            desired = enterprise.desired_capital(p, log_strength, price)
            from_profit, from_savings, drawn = wealth.invest(
                p, stock, desired, profit, savings, smoothed, c.weak_will[i], indiscipline
            )
            stock += from_profit + from_savings - drawn
            if technology != 0:
                if stock < p.technology_lost * p.technology_capital:
                    technology = 0
            elif p.technology_on != 0.0 and u_jump < p.technology_jump:
                spare = wealth.spare_savings(savings - from_savings, smoothed)
                plain = enterprise.strength(p, talent, skills, 0.0)
                cost = enterprise.jump_cost(p, plain, price, stock, spare)
                if cost >= 0.0:
                    technology, jump = 1, cost
                    stock += cost
            flow[f.EQUIPMENT] += w * (from_profit + from_savings + jump)
            flow[f.DRAWN_DOWN] += w * drawn
        labour_income = wage - forgone
        flow[f.WAGES] += w * labour_income
        flow[f.IN_KIND_BASE] += w * base
        income = labour_income + base + profit

        # 3 debts: the programme loan, then the moneylender
        support = 0.0
        u_walk = u_cover = u_join = u_apply = 0.5
        if c.loan[i] > 0.0 or (with_fund and c.listed[i] != 0):
            u_walk, u_cover, u_join, u_apply = uniform4(key0, key1, 2, month, c.id[i])
        if with_places and p.support_on != 0.0 and c.listed[i] != 0 and c.consumption[i] < line:
            u_accept, u_fail, u_grant, u_side = uniform4(key0, key1, 4, month, c.id[i])
            if u_grant < support_chance:
                support = p.support_amount
                flow[f.CONSUMPTION_SUPPORT] += w * support
        if c.transfer[i] != 0.0:
            support += c.transfer[i]
            flow[f.CONSUMPTION_SUPPORT] += w * c.transfer[i]
        cash = savings + income + support - from_profit - from_savings - jump + drawn
        paid = 0.0
        if c.loan[i] > 0.0:
            if c.walked[i] == 0 and debt.walks_away(p, c.bond[i], late_share, u_walk):
                c.walked[i] = 1
            can_pay = cash if c.walked[i] == 0 else 0.0
            instalment = c.instalment[i]
            if c.grace[i] > 0:
                c.grace[i] -= 1
                instalment = 0.0
            paid, overdue = debt.loan_payment(c.loan[i], instalment, c.arrears[i], can_pay, floor)
            collect(p, fund, h, w * share, paid, flow, w)
            c.loan[i] -= paid
            c.arrears[i] = overdue
            cash -= paid
        ml_paid = 0.0
        if ml_debt > 0.0:
            interest, ml_paid, forgiven = debt.moneylender_payment(p, ml_debt, cash, floor, smoothed, wage)
            ml_debt = max(0.0, ml_debt + interest - ml_paid - forgiven)
            cash -= ml_paid
            flow[f.MONEYLENDER_INTEREST] += w * interest
            flow[f.MONEYLENDER_REPAYMENT] += w * ml_paid
            flow[f.MONEYLENDER_FORGIVEN] += w * forgiven

        # 4 consumption from cash on hand
        net = income + support - paid - ml_paid - from_profit - from_savings
        smoothed += p.smoothing * (net - smoothed)
        wanted = consumption.wanted_consumption(p, smoothed, savings, floor, c.account[i])
        if cash < wanted:
            lent, sold_capital, kin = consumption.shortfall(
                p, wanted, cash, floor, ml_debt, wage, stock, line, u_lender
            )
            cash += lent + p.distress_price * sold_capital + kin
            ml_debt += lent
            stock -= sold_capital
            flow[f.MONEYLENDER_LOAN] += w * lent
            flow[f.DISTRESS_SALE] += w * p.distress_price * sold_capital
            flow[f.DISTRESS_LOSS] += w * (1.0 - p.distress_price) * sold_capital
            flow[f.KIN_SUPPORT] += w * kin
        eaten = min(wanted, cash)
        savings = cash - eaten
        flow[f.CONSUMPTION] += w * eaten
        demand += w * share * eaten

        # 5 learning and forgetting, and the services that reached the household
        skills, indiscipline, skill = practice.fade(p, skills, indiscipline, skill, owner)
        if c.order_months[i] > 0:
            c.order_months[i] -= 1
            if p.practice_on != 0.0 and p.orders_on != 0.0 and owner:
                skills += p.order_learning
        if c.trained_ago[i] < 9999:
            c.trained_ago[i] += 1
        readiness = c.readiness[i]
        can_train = c.trained_ago[i] >= p.training_again and (owner or c.listed[i] != 0)
        if can_train:
            trainable += w * share * readiness
        if with_services and (owner or can_train):
            u_queue, u_train, u_mentor, u_order = uniform4(key0, key1, 3, month, c.id[i])
            if p.training_on != 0.0 and can_train and u_train < train_chance * readiness:
                worth = expected if owner else p.profit_reference
                if worth * p.training_gain / max(p.forgetting, 0.01) > p.training_hassle * c.hassle[i]:
                    c.trained_ago[i] = 0
                    if p.practice_on != 0.0 and owner:
                        skills += p.training_gain
                    elif p.practice_on != 0.0:
                        skill = 1.0
            if owner and p.mentoring_on != 0.0 and u_mentor < mentor_chance:
                skills, indiscipline = practice.mentored(p, skills, indiscipline)
            if (
                owner and p.orders_on != 0.0 and c.order_months[i] == 0 and contract == 0
                and u_order < order_chance and p.order_price > local_price
            ):
                c.order_months[i] = int(p.order_length)
        if with_places and (owner or c.listed[i] != 0):
            u_accept, u_fail, u_grant, u_side = uniform4(key0, key1, 4, month, c.id[i])
            if owner and contract == 0 and p.contract_on != 0.0 and stock >= p.contract_capital:
                under = enterprise.effective_price(p, local_price, False, True)
                usable = 1.0 if p.technology_on != 0.0 else 0.0
                plain = enterprise.strength(p, talent, skills, usable if technology != 0 else 0.0)
                with_it = enterprise.strength(p, talent, skills, usable)
                if u_accept < contract_chance and (
                    under * enterprise.output_at(p, with_it, stock) > price * enterprise.output_at(p, plain, stock)
                ):
                    contract = 1
            gives = p.asset_on != 0.0 and p.enterprise_on != 0.0
            if gives and c.listed[i] != 0 and eaten < line and u_grant < asset_chance:
                flow[f.EQUIPMENT_IN_KIND] += w * p.asset_package
                stock += p.asset_package
                if not owner:
                    owner = True
                    skills = entry_exit.start_practice(p, skill)
                    c.enterprise_age[i] = 0

        # 6 start or close an enterprise
        idea = 0
        start_gain = 0.0
        if owner:
            c.enterprise_age[i] = min(c.enterprise_age[i] + 1, 30000)
            if p.enterprise_on == 0.0 or entry_exit.closes(p, expected, forgone, stock, u_close):
                savings += p.distress_price * stock
                flow[f.DISTRESS_SALE] += w * p.distress_price * stock
                flow[f.DISTRESS_LOSS] += w * (1.0 - p.distress_price) * stock
                stock = 0.0
                owner = False
                technology = contract = 0
                c.order_months[i] = 0
                skills = 0.0
        elif p.entry_on != 0.0 and p.enterprise_on != 0.0 and u_idea < p.idea:
            start_profit = entry_exit.expected_start_profit(p, talent, skill, local_price)
            given_up = wage * labour.time_given_up(p, fixed, persistent)
            if start_profit > (1.0 + p.margin) * given_up:
                if savings >= p.start_capital:
                    savings -= p.start_capital
                    stock = p.start_capital
                    flow[f.EQUIPMENT] += w * p.start_capital
                    owner = True
                    skills = entry_exit.start_practice(p, skill)
                    c.enterprise_age[i] = 0
                else:
                    idea = 1
                    start_gain = start_profit - given_up

        # 7 does the household want a loan, and would it have to join?
        wants[i - first] = 0
        if c.group[i] >= 0:
            c.bond[i] = next_bond(p, c.bond[i], srv.meeting_rate[h])
        just_started = owner and c.owner[i] == 0  # a new owner waits a month before it applies
        lends = with_fund and p.application_on != 0.0 and p.lending_on != 0.0
        if lends and c.barred[i] == 0 and not just_started:
            member = c.group[i] >= 0
            if member:
                asks = c.loan[i] <= 1e-6 and c.walked[i] == 0 and (p.follow_on != 0.0 or c.loans_taken[i] == 0)
            else:
                asks = c.listed[i] != 0 and u_join < p.considers * readiness
            if asks:
                loan = credit.offered_loan(p, c.last_loan[i], per_member)
                spare = wealth.spare_savings(savings, smoothed)
                benefit = credit.loan_benefit(
                    p, loan, owner, technology, log_strength, price, stock, desired, spare, ml_debt, start_gain
                )
                trouble = credit.trouble(p, c.hassle[i], readiness)
                if member and benefit > p.repeat_share * trouble:
                    wants[i - first] = 1
                elif not member and benefit * p.horizon_loans > trouble:
                    wants[i - first] = 2
        c.readiness[i] = next_readiness(p, readiness, srv.socialised[h], success, srv.promised_ratio[h])

        # write the row back
        c.persistent_wage[i] = persistent
        c.savings[i], c.capital[i], c.moneylender_debt[i] = savings, stock, ml_debt
        c.consumption[i], c.income[i], c.profit[i] = eaten, income, profit
        c.smoothed_income[i] = smoothed
        c.practice[i], c.indiscipline[i], c.skill[i] = skills, indiscipline, skill
        c.owner[i] = 1 if owner else 0
        c.technology[i], c.contract[i], c.idea[i] = technology, contract, idea
        if ml_debt > 0.0:
            c.owed[i] = 0
        elif c.owed[i] < NEVER:
            c.owed[i] += 1
        if owner:
            owners += w * share
            orders += w * share if c.order_months[i] > 0 else 0.0
            contracts += w * share * contract
            if contract == 0 and stock >= p.contract_capital:
                contractable += w * share
        if c.listed[i] != 0 and eaten < line:
            poor_listed += w * share

    ham.supply[h] = supply
    ham.demand[h] += p.demand_smoothing * (demand - ham.demand[h]) if ham.demand[h] > 0.0 else demand
    ham.owners[h], ham.trainable[h], ham.poor_listed[h] = owners, trainable, poor_listed
    ham.orders[h], ham.contracts[h], ham.contractable[h] = orders, contracts, contractable


@compiled
def household_month(p, c, ham, srv, fund, key0, key1, month, months_run, factor, h_from, h_to, flow):  # type: ignore[no-untyped-def]
    """The month of all households of hamlets ``h_from`` to ``h_to`` (exclusive).

    Args:
        flow: out, shape (hamlets, kinds), rupiah of the place by hamlet; zeroed by the caller.
    """
    for h in range(h_from, h_to):
        wants = np.zeros(ham.first[h + 1] - ham.first[h], dtype=np.int8)
        if fund.status[h] == ACTIVE or fund.groups[h] > 0:
            fund.cash[h] += fund.banked[h]
            fund.banked[h] = 0.0
        fund.lent_month[h] = 0.0
        hamlet_rows(p, c, ham, srv, fund, key0, key1, month, months_run, factor, h, wants, flow[h])
        if fund.groups[h] > 0 or fund.status[h] == ACTIVE:
            blocked = cover_missed_instalments(p, c, ham, fund, key0, key1, month, h, flow[h])
            lend(p, c, ham, fund, key0, key1, month, h, wants, blocked, flow[h])
