"""What a household does with the services and goods that reach it: the same rules in a place and in a trial.

A programme gives places to hamlets, and a household's lot decides whether one falls to it; a trial reaches named
households. Either way the household decides by these rules.
"""

from __future__ import annotations

from typing import NamedTuple

from partnersim.mechanisms.base import CompiledRule
from partnersim.mechanisms.households import consumption, credit, enterprise, practice
from partnersim.mechanisms.households.household import Chances, Craft
from partnersim.theory.calendar import MONTH
from partnersim.theory.compiled import compiled, compiled_stage
from partnersim.world import flows as f

MONTHS_AHEAD = 12.0
"""Months of safer savings that a household weighs against the trouble of opening an account (assumed: a year)."""

SLOWEST_FORGETTING_PER_MONTH = 0.01
"""Forgetting that a household reckons with at least, so that no course is worth more than a hundred months of it."""

FEWEST_CANDIDATES = 1e-9
"""Candidates in a hamlet, so that a place without one is no division by nothing."""


class Training(CompiledRule):
    """Course places reach ready households, who go if it is worth the trouble (services.py). Off: nobody goes."""

    name = "training"
    reads = (
        "hamlets.trainable", "households.hassle", "households.listed", "households.owner",
        "households.readiness", "services.training_places",
    )  # fmt: skip
    writes = ("households.practice", "households.skill", "households.trained_ago")


class BuyerOrders(CompiledRule):
    """A buyer takes a share of output at its own price (services.py). Off: no orders."""

    name = "buyer_orders"
    reads = ("hamlets.owners", "hamlets.price", "households.owner", "services.order_places")
    writes = (
        "hamlets.orders", "hamlets.supply", "households.income", "households.order_months",
        "households.profit",
    )  # fmt: skip


class ContractFarming(CompiledRule):
    """A nucleus contract: sure price, technology without its scale, entry threshold, side-selling (services.py).

    Off: no contract is offered or kept.
    """

    name = "contract_farming"
    reads = (
        "hamlets.price", "hamlets.scheme", "households.capital", "households.owner",
        "households.practice", "households.talent", "services.contract_places",
    )  # fmt: skip
    writes = (
        "hamlets.contracts", "hamlets.supply", "households.contract", "households.income",
        "households.profit",
    )  # fmt: skip


class ContractSchemes(CompiledRule):
    """A contract is one of a scheme, which the nucleus runs in a hamlet (services.py, month.py).

    Its quality q is drawn once, standard normal. It pays the usual price x exp(v q - v^2 / 2), and while it has
    growers it fails with the usual hazard x exp(-s q) a month, for all of them at once: each owes some months of
    inputs for the share under contract, and is not offered another. Then the hamlet has a new one. Off: every
    household's contract ends by itself, and leaves nothing owed.
    """

    name = "contract_schemes"
    reads = ("hamlets.contracts", "hamlets.site", "households.contract", "households.owner")
    writes = (
        "hamlets.contractable", "hamlets.scheme", "hamlets.schemes_failed", "households.contract",
        "households.income", "households.moneylender_debt", "households.profit", "households.scheme_failed",
    )  # fmt: skip


class AssetTransfer(CompiledRule):
    """Equipment is given to poor listed households, who start with it if need be (services.py). Off: none is given."""

    name = "asset_transfer"
    reads = ("hamlets.poor_listed", "households.listed", "households.size", "services.asset_packages")
    writes = ("households.capital", "households.enterprise_age", "households.owner", "households.practice")


class ConsumptionSupport(CompiledRule):
    """Cash support is paid to poor listed households (services.py). Off: none is paid."""

    name = "consumption_support"
    reads = (
        "hamlets.poor_listed", "households.consumption", "households.listed", "households.size",
        "services.support_places",
    )  # fmt: skip
    writes = ("households.savings",)


class Candidate(NamedTuple):
    """What decides whether a household can take part in services this month.

    Attributes:
        owner: of an enterprise. can_train: its last course is long enough ago. contract: under a nucleus firm.
        order: a buyer's order runs. readiness: 0 to 1. expected: monthly profit, rupiah, of an owner.
    """

    owner: bool
    can_train: bool
    contract: bool
    order: bool
    readiness: float
    expected: float


class Learned(NamedTuple):
    """What services brought a household: what it has learned, whether it took a course, whether an order."""

    craft: Craft
    trained: bool
    ordered: bool


# --- places of a hamlet -------------------------------------------------------------------------------------


@compiled
def chance_of_place(places, holders, candidates):  # type: ignore[no-untyped-def]
    """Chance that a candidate gets one of the places that are still free."""
    return min(1.0, max(0.0, places - holders) / max(candidates, FEWEST_CANDIDATES))


@compiled_stage
def chances_of_places(srv, ham, h):  # type: ignore[no-untyped-def]
    """This month's chances in hamlet ``h``, as ``Chances``, from its places and last month's candidates."""
    return Chances(
        training=chance_of_place(srv.training_places[h] * MONTH, 0.0, ham.trainable[h]),
        mentor=chance_of_place(srv.mentor_visits[h] * MONTH, 0.0, ham.owners[h]),
        order=chance_of_place(srv.order_places[h], ham.orders[h], ham.owners[h] - ham.orders[h]),
        contract=chance_of_place(srv.contract_places[h], ham.contracts[h], ham.contractable[h]),
        asset=chance_of_place(srv.asset_packages[h] * MONTH, 0.0, ham.poor_listed[h]),
        support=chance_of_place(srv.support_places[h], 0.0, ham.poor_listed[h]),
    )


@compiled_stage
def learn_from_services(p, traits, craft, candidate, local_price, chances, luck):  # type: ignore[no-untyped-def]
    """Course, visit and order of a household to which places of its hamlet may fall, as ``Learned``."""
    trained = ordered = False
    if candidate.can_train and luck.training_place < chances.training * candidate.readiness:
        worth = candidate.expected if candidate.owner else p.enterprise_profit_at_reference_idr
        trained = takes_course(p, worth, traits.hassle, 1.0)
        if trained:
            craft = practice.taught(p, craft, candidate.owner, 1.0)
    if candidate.owner:
        if p.mentoring_on != 0.0 and luck.mentor_place < chances.mentor:
            craft = practice.visited(p, craft, p.practice_mentor_step, p.coaching_per_visit)
        free = not candidate.order and not candidate.contract
        ordered = free and luck.order_place < chances.order and takes_order(p, local_price)
    return Learned(craft, trained, ordered)


# --- what the household decides -----------------------------------------------------------------------------


@compiled
def takes_course(p, profit, hassle, length):  # type: ignore[no-untyped-def]
    """Whether a course is worth its trouble: the profit it adds until it is forgotten against the hassle.

    Args:
        profit: monthly, rupiah: an owner's expected one, the reference profit for others.
        length: in standard courses.
    """
    gain = p.practice_training_gain * length
    return (
        p.training_on != 0.0
        and profit * gain / max(p.practice_forgetting, SLOWEST_FORGETTING_PER_MONTH)
        > p.training_hassle_share * hassle
    )


@compiled
def share_covered(share, visits):  # type: ignore[no-untyped-def]
    """Share of a distance that so many visits cover, of which each covers ``share`` of what is left."""
    return 1.0 - (1.0 - share) ** visits


@compiled
def takes_order(p, local_price):  # type: ignore[no-untyped-def]
    """Whether a free owner takes a buyer's order: its price beats the local one."""
    return p.buyer_orders_on != 0.0 and p.buyer_orders_price > local_price


@compiled_stage
def takes_contract(p, traits, craft, firm, inputs, price, market):  # type: ignore[no-untyped-def]
    """Whether an owner of enough capital expects more profit under a nucleus contract.

    Args:
        inputs: rupiah of inputs that come with it and work as capital.
        price: over all that the owner sells now. market: ``Market`` of the hamlet, whose scheme makes the offer.
    """
    if p.contract_farming_on == 0.0 or firm.contract or firm.capital < p.contract_farming_entry_capital_idr:
        return False
    under = enterprise.effective_price(p, market, False, True)
    own = enterprise.technology_gain(p, firm.technology, False)
    given = enterprise.technology_gain(p, firm.technology, True)
    now = enterprise.strength(traits.talent, craft.practice, own)
    with_it = enterprise.strength(traits.talent, craft.practice, given)
    then = under * enterprise.output_at(p, with_it, firm.capital + inputs)
    return then > price * enterprise.output_at(p, now, firm.capital)


@compiled
def contract_ends(p, market, luck):  # type: ignore[no-untyped-def]
    """Whether a contract ends: the scheme fails, or the owner sells aside where the local price is higher."""
    dearer = market.price > enterprise.contract_price(p, market)
    tempted = dearer and luck.side_sell < p.contract_farming_side_selling * MONTH
    fails = luck.contract_fail < p.contract_farming_scheme_failure * MONTH
    if p.contract_schemes_on != 0.0:
        fails = market.fails
    return p.contract_farming_on == 0.0 or fails or tempted


@compiled
def inputs_owed(p, inputs):  # type: ignore[no-untyped-def]
    """Rupiah that a grower owes when its scheme fails, who uses so much of inputs a month."""
    return p.contract_schemes_owed_months * p.contract_farming_output_share * inputs


@compiled
def goods_are_given(p):  # type: ignore[no-untyped-def]
    """Whether equipment can be handed out at all: its switch, and that enterprises earn."""
    return p.asset_transfer_on != 0.0 and p.enterprise_on != 0.0


@compiled
def support_paid(p, poor, chance, u):  # type: ignore[no-untyped-def]
    """Rupiah a month of consumption support that a listed household gets which ate less than the line last month."""
    return (
        p.consumption_support_amount_idr if p.consumption_support_on != 0.0 and poor and u < chance else 0.0
    )


@compiled_stage
def worth_of_account(p, purse, protected, rate_per_month):  # type: ignore[no-untyped-def]
    """Rupiah that a year of a safe account keeps or earns: 12 (mc protected max(0, S - buf y) + i S).

    Args:
        purse: ``Purse``; of savings above the buffer the share mc would leak away every month.
        protected: share of them that the account keeps out of easy reach.
    """
    over = consumption.easily_spent(p, purse.savings, purse.smoothed, 0.0)
    return MONTHS_AHEAD * (
        p.consumption_buffer_propensity * protected * over + rate_per_month * purse.savings
    )


@compiled
def opens_account(p, worth, hassle, readiness, hassle_share):  # type: ignore[no-untyped-def]
    """Whether a safe account is worth its trouble, a share of that of entering a programme."""
    return worth > hassle_share * credit.trouble(p, hassle, readiness)


# --- books --------------------------------------------------------------------------------------------------


@compiled_stage
def book_support(flow, w, support, transfer):  # type: ignore[no-untyped-def]
    """Book consumption support of ``w`` households, and what was transferred to them by name."""
    flow[f.CONSUMPTION_SUPPORT] += w * support * MONTH
    flow[f.CONSUMPTION_SUPPORT] += w * transfer * MONTH


@compiled_stage
def book_inputs_owed(flow, w, owed):  # type: ignore[no-untyped-def]
    """Book what ``w`` households owe for inputs of a contract scheme that has failed."""
    flow[f.INPUT_DEBT] += w * owed


@compiled_stage
def book_goods(p, flow, w):  # type: ignore[no-untyped-def]
    """Book the package of goods given to ``w`` households."""
    flow[f.EQUIPMENT_IN_KIND] += w * p.asset_transfer_package_idr
