"""Starting and closing an enterprise."""

from __future__ import annotations

import math
from typing import NamedTuple

from partnersim.mechanisms.base import CompiledRule
from partnersim.mechanisms.households import consumption, labour
from partnersim.mechanisms.households.enterprise import desired_capital, output_at
from partnersim.theory.calendar import MONTH
from partnersim.theory.compiled import compiled, compiled_stage
from partnersim.theory.households import own_start
from partnersim.world import flows as f

OLDEST_MONTHS = 30_000.0
"""Months at which the age of an enterprise stops counting."""


class Exit(CompiledRule):
    """A base hazard, more at low profit or capital, closes enterprises (entry_exit.py). Off: none closes."""

    name = "exit"
    reads = ("hamlets.price", "households.talent")
    writes = (
        "households.capital", "households.order_months", "households.owner", "households.practice",
        "households.savings",
    )  # fmt: skip


class Entry(CompiledRule):
    """An idea, start capital and a gain above the wage start an enterprise (entry_exit.py). Off: none starts."""

    name = "entry"
    reads = (
        "hamlets.price", "households.fixed_wage", "households.persistent_wage", "households.skill",
        "households.talent",
    )  # fmt: skip
    writes = (
        "households.capital", "households.enterprise_age", "households.idea", "households.owner",
        "households.practice", "households.savings",
    )  # fmt: skip


class StartWithSavings(CompiledRule):
    """A new owner puts in what it has above a reserve, up to what it aims at (entry_exit.py).

    Off: the start capital, whatever it has.
    """

    name = "start_with_savings"
    reads = (
        "hamlets.price", "households.savings", "households.smoothed_income", "households.talent",
    )  # fmt: skip
    writes = ("households.capital", "households.owner", "households.savings")


class NewFirm(NamedTuple):
    """An enterprise on its first day: capital (rupiah), practice (log), age (months)."""

    capital: float
    practice: float
    age: float


class State(NamedTuple):
    """What a household decides about when it starts or closes: its enterprise, its skill and its savings.

    Attributes:
        owner: it has an enterprise. capital: rupiah. practice: log. skill: 0 to 1. age: months. savings: rupiah.
        spare: of the savings, what a start may use, rupiah; 0 where only the start capital is put in.
    """

    owner: bool
    capital: float
    practice: float
    skill: float
    age: float
    savings: float
    spare: float


class Change(NamedTuple):
    """The month's decision.

    Attributes:
        state: after it. bought: rupiah of equipment to start with. sold: capital of an enterprise that closes.
        start_gain: rupiah a month that a start would bring for which savings do not suffice; 0 otherwise.
    """

    state: State
    bought: float
    sold: float
    start_gain: float


@compiled_stage
def start(p, skill, capital):  # type: ignore[no-untyped-def]
    """The one way to start an enterprise, with money or goods of so many rupiah, as ``NewFirm``."""
    return NewFirm(capital, start_practice(p, skill), 0.0)


@compiled_stage
def use_goods(p, state, worth):  # type: ignore[no-untyped-def]
    """Goods in kind add to an owner's capital; another household starts with them. Returns ``State``."""
    if state.owner:
        capital = state.capital + worth
        return State(True, capital, state.practice, state.skill, state.age, state.savings, state.spare)
    new = start(p, state.skill, state.capital + worth)
    return State(True, new.capital, new.practice, state.skill, new.age, state.savings, state.spare)


@compiled_stage
def start_or_close(p, state, traits, work, local_price, expected, forgone, luck):  # type: ignore[no-untyped-def]
    """An owner may close and sell its capital at a loss; another household may start, as ``Change``.

    Args:
        state: ``State``. work: ``labour.Work``. expected: monthly profit of an owner, forgone: wage given up, rupiah.
    """
    if state.owner:
        age = min(state.age + MONTH, OLDEST_MONTHS)
        if closes(p, expected, forgone, state.capital, luck.close):
            savings = state.savings + p.distress_sale_price * state.capital
            closed = State(False, 0.0, 0.0, state.skill, age, savings, 0.0)
            return Change(closed, 0.0, state.capital, 0.0)
        older = State(True, state.capital, state.practice, state.skill, age, state.savings, state.spare)
        return Change(older, 0.0, 0.0, 0.0)
    gain = 0.0
    if p.entry_on != 0.0 and p.enterprise_on != 0.0 and luck.idea < p.entry_idea * MONTH:
        capital = capital_to_start(p, traits.talent, state.skill, local_price, state.spare)
        profit = expected_start_profit(p, traits.talent, state.skill, local_price, capital)
        given_up = work.wage * labour.time_given_up(p, traits.fixed_wage, work.persistent)
        gain = gain_of_starting(p, profit, given_up)
        if gain > 0.0 and state.savings >= p.entry_start_capital_idr:
            new = start(p, state.skill, capital)
            left = state.savings - capital
            begun = State(True, new.capital, new.practice, state.skill, new.age, left, 0.0)
            return Change(begun, new.capital, 0.0, 0.0)
    return Change(state, 0.0, 0.0, gain)


@compiled
def spare_to_start(p, savings, smoothed):  # type: ignore[no-untyped-def]
    """Savings, rupiah, above the reserve that a starter keeps; 0 where only the start capital is put in."""
    if p.start_with_savings_on == 0.0:
        return 0.0
    return max(0.0, savings - p.start_with_savings_reserve_months * max(0.0, smoothed))


@compiled
def capital_to_start(p, talent, skill, price, spare):  # type: ignore[no-untyped-def]
    """Rupiah put in at the start: the start capital, or what can be spared up to the capital aimed at."""
    if p.start_with_savings_on == 0.0:
        return p.entry_start_capital_idr
    aim = desired_capital(p, talent + start_practice(p, skill), price)
    return own_start(p.entry_start_capital_idr, spare, aim)


@compiled
def start_practice(p, skill):  # type: ignore[no-untyped-def]
    """Practice of a new owner: the newcomer's gap, smaller for the trained."""
    return -p.practice_newcomer_gap * (1.0 - skill) if p.practice_on != 0.0 else 0.0


@compiled
def expected_start_profit(p, talent, skill, price, capital):  # type: ignore[no-untyped-def]
    """Monthly profit that a household without enterprise expects of one begun with so much capital.

    Taken at the geometric mean of that capital and the capital the owner would aim at, so that growth is foreseen but
    not taken for granted.
    """
    log_strength = talent + start_practice(p, skill)
    aim = max(capital, desired_capital(p, log_strength, price))
    return price * output_at(p, log_strength, math.sqrt(capital * aim))


@compiled
def gain_of_starting(p, start_profit, wage_given_up):  # type: ignore[no-untyped-def]
    """Expected profit less the wage given up, rupiah a month, where the margin is met; 0 where not worth a start."""
    return start_profit - wage_given_up if start_profit > (1.0 + p.entry_margin) * wage_given_up else 0.0


@compiled
def closes(p, expected_profit, forgone, capital, u):  # type: ignore[no-untyped-def]
    """Whether an owner gives up: a base hazard, more while profit stays below the wage or capital is nearly gone."""
    if p.enterprise_on == 0.0:
        return True
    if p.exit_on == 0.0:
        return False
    hazard = p.exit_base
    if expected_profit < forgone:
        hazard += p.exit_low_profit
    if capital < p.exit_nearly_gone_share * p.entry_start_capital_idr:
        hazard += p.exit_low_capital
    return u < hazard * MONTH


@compiled_stage
def book(p, flow, w, change):  # type: ignore[no-untyped-def]
    """Book the ``Change`` of ``w`` households: equipment bought to start, or capital sold to close."""
    if change.state.owner:
        flow[f.EQUIPMENT] += w * change.bought
    else:
        consumption.book_sale(p, flow, w, change.sold)
