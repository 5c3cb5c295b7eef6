"""Partners' money is paid out and becomes services in hamlets."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.services.passing_on import (
    KINDS,
    LEAKAGE,
    SUPPORT,
    note_paid_in,
    note_passed_on,
    pass_on,
    pay_fee,
    pay_in,
    show,
)
from partnersim.mechanisms.services.terms_of_delivery import Place, terms_from
from partnersim.scenario.aspects import FACILITIES, FUNDS, K
from partnersim.theory.arrays import Floats
from partnersim.theory.calendar import MONTH, MONTHS_PER_YEAR
from partnersim.theory.chance.draws import Purpose
from partnersim.theory.compiled import compiled, compiled_inside
from partnersim.theory.delivery import Agreed, add_month, done_share, passed_on, scale_effect
from partnersim.theory.partners import ALONE
from partnersim.theory.purse import OWN, THIRD_PARTY, through_hands
from partnersim.theory.served import (
    FEWEST_HAMLETS,
    Arrived,
    Hamlets,
    NeedsOfPlace,
    UnitCosts,
    bring_alone,
    bring_evenly,
    met_needs,
    serve,
)
from partnersim.theory.sums import summed, summed_all
from partnersim.world.agreements import Group
from partnersim.world.books import books_at, post
from partnersim.world.funds import ACTIVE
from partnersim.world.sheets import Sheet
from partnersim.world.staff import staff_left

if TYPE_CHECKING:
    from partnersim.world.world import World


class ServiceDelivery(Mechanism):
    """Partners spend what was planned and is not taken, and the programme's hamlets receive services.

    Money: who plans to spend more than it brings receives transfers from those who bring more than they
    spend, and withhold of that what they shirk. A treasurer (``purse.held_by``) is paid first what the plan needs and
    passes it on alike; a third party withholds nothing and keeps its fee. What a partner shirks goes to its showpiece.
    Of a planned month ``X / 12``,
    ``funded ready (1 - s)`` is spent as planned and ``funded ready s`` diverted, within what free staff can
    turn into delivery; the rest stays.
    Work: ``e_ik = A_ik luck_i p_ik (p_ik / capacity_ik)^(eta - 1)`` rupiah of effect from
    ``p = spent - taken`` a month, so that a partner gives A per rupiah at full use of its capacity. Diverted
    money works at ``diverted_effect``.
    Seed and support money are money: rupiah for rupiah, without productivity.
    Place: joint and led work is spread evenly over the programme's hamlets. Who works alone serves its own keyed
    hamlets, ``alone_reach`` times its share of all money: duplication and gaps come out of that. In either case
    programme work goes with ``meeting_priority`` more where there is a fund. With q rupiah in a
    hamlet: ``socialised = 1 - exp(-q / cost)``, also the meeting rate where there is a fund; places are q
    over unit cost.

    Switched off, nothing is spent and nothing arrives.

    Source: pilot study (returns, own villages); unit costs are the programme's.
    """

    name = "service_delivery"
    phase = Phase.SERVICES
    reads = (
        "agreements.contract.purse",
        "agreements.awake", "agreements.contract.inside", "agreements.contract.leader", "agreements.contract.terms",
        "agreements.life.stage", "agreements.money_share", "agreements.month.leak", "agreements.month.luck",
        "agreements.month.ready", "agreements.month.shirk", "agreements.plan.money_idr",
        "agreements.plan.spends_idr", "area", "funds.status",
        "hamlets.site", "hamlets.weight", "needs.weights", "organizations.active",
        "organizations.capacity_idr", "organizations.productivity", "organizations.showpiece",
        "organizations.staff_used",
    )  # fmt: skip
    writes = (
        "agreements.life.months_worked", "agreements.month.delivered_idr", "agreements.month.diverted_idr",
        "agreements.month.leaked_idr", "agreements.month.promised_idr", "agreements.month.transferred_idr",
        "agreements.month.value_idr", "agreements.serves", "agreements.year.alone",
        "agreements.year.awake_months", "agreements.year.conduct", "agreements.year.delivered_idr",
        "agreements.year.diverted_idr", "agreements.year.money_idr", "agreements.year.months",
        "agreements.year.passed_idr", "agreements.year.promised_idr", "agreements.year.withheld_idr",
        "ledger", "needs.met_idr", "services",
    )  # fmt: skip

    def step(self, model: World) -> None:
        """Pay, then spread over the hamlets."""
        count, place, where = len(model.hamlets), self.once(model, Place.of), _PLACE.where(model)
        work, support = np.zeros((K, count)), np.zeros(count)
        promised = delivered = funds = 0.0
        for agreement in (*model.agreements, model.apart):
            if _spends(agreement):
                paid = _spend(model, agreement, place, where, (work, support))
                promised, delivered, funds = promised + paid[0], delivered + paid[1], funds + paid[2]
        kept = min(1.0, delivered / promised) if promised > 0.0 else 1.0
        model.needs.met_idr = arrive(
            where, work, support, model.needs.weights, place.cost_numbers,
            (place.anyway_idr, place.substitution, funds, kept),
        )  # fmt: skip

    def off(self, model: World) -> None:
        """Deliver nothing."""
        model.services.clear()
        model.needs.met_idr = 0.0


_SHEET = Sheet(
    "rows", "awake", "money_share", "serves", "contract.inside", "plan.spends_idr", "plan.money_idr",
    "month.shirk", "month.ready", "month.leak", "month.luck", "month.promised_idr", "month.delivered_idr",
    "month.diverted_idr", "month.leaked_idr", "month.transferred_idr",
    "year.promised_idr", "year.delivered_idr", "year.diverted_idr", "year.conduct", "year.alone", "year.awake_months",
    "year.passed_idr", "year.withheld_idr",
    "columns.active", "columns.cash", "columns.productivity", "columns.capacity_idr", "columns.showpiece",
    "columns.staff", "columns.staff_used", "columns.absorptive_idr",
)  # fmt: skip
_APART = Sheet("month.shirk", "month.ready", "month.leak", "month.luck")
_PLACE = Sheet(
    "hamlets.weight", "area.covered", "funds.status", "services.socialised", "services.meeting_rate",
    "services.training_places", "services.mentor_visits", "services.order_places", "services.contract_places",
    "services.asset_packages", "services.support_places", "services.promised_ratio",
)  # fmt: skip
_sheet_at, _apart_at, _place_at = _SHEET.at, _APART.at, _PLACE.at


@compiled
def spend_month(where, elsewhere, place, books, arrived, accounts, kinds, rates, terms):  # type: ignore[no-untyped-def]
    """A month of an agreement: pay by `spend`, and bring the work to hamlets.

    Args:
        where, elsewhere, place: of the sheets of the agreement, of work apart, and of the place.
        books: where the ledger's stand. arrived: work and support that hamlets have got so far, parts of `Arrived`.
        accounts, kinds, rates, terms: parts of `Terms`, and priority of programme work, as in `terms_from`.

    Returns:
        Rupiah of all members: effective, joint yearly money, promised, delivered, and delivered for funds.
    """
    a, b = _sheet_at(where), _apart_at(elsewhere)
    ruled, (_, _, _, priority) = terms_from(accounts, kinds, rates, terms), terms
    agreed = Agreed(a.rows, a.contract.inside, a.awake, a.money_share, a.plan.spends_idr, a.plan.money_idr)
    effect, support, of_all = spend(
        books_at(books), a.columns, agreed, a.month, b.month, a.month, a.year, ruled
    )
    brought, hamlets = Arrived(*arrived), hamlets_of(_place_at(place))
    if ruled.alone:
        bring_alone(brought, hamlets, effect, support, a.serves, priority)
    else:
        bring_evenly(brought, hamlets, effect, support, priority)
    return of_all


@compiled
def arrive(where, work, support, needs, costs, numbers):  # type: ignore[no-untyped-def]
    """Turn what has arrived in hamlets into services; how far the work meets needs, rupiah, as in `met_needs`.

    Args:
        where: of the sheet of the place. work, support: parts of `Arrived`. needs: weights of aspects, (K,).
        costs: parts of `UnitCosts`, (9,). numbers: work done anyway, substitution, money for funds, and the part of
            the promised money that was delivered.
    """
    place, c, (anyway, substitution, funds, kept) = _place_at(where), costs, numbers
    hamlets = hamlets_of(place)
    met = met_needs(hamlets, work, NeedsOfPlace(needs, anyway, substitution), funds)
    unit = UnitCosts(c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8])
    serve(place.services, hamlets, Arrived(work, support), unit, kept)
    return met


@compiled_inside
def hamlets_of(place):  # type: ignore[no-untyped-def]
    """Hamlets of the place, as `Hamlets`."""
    return Hamlets(place.hamlets.weight, place.area.covered, place.funds.status == ACTIVE)


@compiled
def spend(books, actors, agreed, conduct, apart, paid, sums, terms):  # type: ignore[no-untyped-def]
    """Pay the month of one agreement: post all spending, write it down, and add it to the year's sums.

    Returns:
        Effective rupiah by member and aspect, (n, K); support money by member, (n,); and rupiah of all members:
        effective, joint yearly money, promised, delivered, and delivered for funds.
    """
    n = agreed.rows.shape[0]
    total, brings, cash = _purses(books, actors, agreed, paid, sums)
    given, received, withheld, net = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n)
    if not terms.alone:
        paid_in = pay_in(books, actors, agreed.rows, (total, brings, cash), terms)
        _, keeps = through_hands(1.0 - conduct.shirk, conduct.shirk, terms.holder, terms.fee)
        given, received, withheld, due = passed_on(total, brings, keeps)
        pay_fee(books, actors, agreed.rows, (given, received, cash), terms)
        pass_on(books, actors, agreed.rows, (given, received, withheld), terms)
        note_passed_on(sums, given, received, withheld, due)
        net = note_paid_in(sums, paid_in, (given, received), terms.holder)
    effect, support = np.zeros((n, K)), np.zeros(n)
    for i in range(n):
        row, shirk = agreed.rows[i], conduct.shirk[i]
        left = cash[i] - given[i] - withheld[i] + received[i]
        available = min(min(brings[i], total[i]) + received[i], left)
        absorbs = staff_left(actors.staff, actors.staff_used, row) * actors.absorptive_idr[row]
        absorbs = absorbs / MONTHS_PER_YEAR * MONTH
        done = done_share(total[i], available, conduct.ready[i], absorbs)
        diverted = total[i] * done * shirk
        _deliver(paid, i, done * (1.0 - shirk), conduct.leak[i])
        _pay(books, actors, row, (paid.delivered_idr[i], paid.leaked_idr[i], diverted), terms)
        paid.diverted_idr[i], paid.transferred_idr[i] = diverted + withheld[i], net[i]
        support[i] = paid.delivered_idr[i, FACILITIES] * terms.support_share
        _work(effect[i], actors, row, (paid.delivered_idr[i], paid.diverted_idr[i], conduct.luck[i]), terms)
    add_month(sums, paid, conduct, apart, agreed.rows)
    funds = summed(np.ascontiguousarray(paid.delivered_idr[:, FUNDS]), n)
    of_all = (
        summed_all(effect), summed(agreed.money_idr, n), summed_all(paid.promised_idr), summed_all(paid.delivered_idr),
        funds,
    )  # fmt: skip
    return effect, support, of_all


@compiled_inside
def _purses(books, actors, agreed, paid, sums):  # type: ignore[no-untyped-def]
    """Write down what members promise this month; what each plans in all, brings and has, rupiah, (n,) each."""
    n = agreed.rows.shape[0]
    total, brings, cash = np.zeros(n), np.zeros(n), np.zeros(n)
    for i in range(n):
        row = agreed.rows[i]
        # A month's division can leave traces of rounding; nobody owes or pays those.
        cash[i] = max(0.0, books.balance[actors.cash[row]])
        at_work = actors.active[row] and agreed.inside[i] and agreed.awake[i]
        here = at_work and agreed.money_share[i] > 0.0
        brings[i] = min(agreed.money_idr[i] / MONTHS_PER_YEAR * MONTH, cash[i]) if here else 0.0
        sums.awake_months[i] += at_work
        for k in range(K):
            paid.promised_idr[i, k] = agreed.plan_idr[i, k] / MONTHS_PER_YEAR * MONTH if here else 0.0
            total[i] += paid.promised_idr[i, k]
    return total, brings, cash


@compiled_inside
def _deliver(paid, i, share, leak):  # type: ignore[no-untyped-def]
    """Of the share of the plan that is done, the part ``leak`` of all but money for funds is taken."""
    paid.leaked_idr[i] = 0.0
    for k in range(K):
        spent = paid.promised_idr[i, k] * share
        taken = 0.0 if k == FUNDS else spent * leak
        paid.delivered_idr[i, k] = spent - taken
        paid.leaked_idr[i] += taken


@compiled_inside
def _work(effect, actors, row, money, terms):  # type: ignore[no-untyped-def]
    """Effective rupiah of one member by aspect, from its work and from what it shows instead."""
    delivered, diverted, luck = money
    for k in range(K):
        if k != FUNDS:
            scale = scale_effect(
                delivered[k], actors.capacity_idr[row, k] / MONTHS_PER_YEAR * MONTH, terms.returns
            )
            support = delivered[k] * terms.support_share if k == FACILITIES else 0.0
            effect[k] = (delivered[k] - support) * actors.productivity[row, k] * scale * luck
    pet = actors.showpiece[row]
    if pet != FUNDS:
        effect[pet] += diverted * terms.diverted_effect * actors.productivity[row, pet] * luck


@compiled_inside
def _pay(books, actors, row, money, terms):  # type: ignore[no-untyped-def]
    """Post what one member spends by aspect, what is taken, and what goes to its showpiece."""
    delivered, taken, diverted = money
    cash, kinds = actors.cash[row], terms.kinds
    for k in range(K):
        amount = delivered[k]
        if amount <= 0.0:
            continue
        if k == FUNDS:
            post(books, cash, terms.seed_pot, amount, kinds[FUNDS])
        elif k == FACILITIES and terms.support_share > 0.0:
            post(books, cash, terms.support_pot, amount * terms.support_share, kinds[SUPPORT])
            post(books, cash, terms.market, amount * (1.0 - terms.support_share), kinds[FACILITIES])
        else:
            post(books, cash, terms.market, amount, kinds[k])
    if taken > 0.0:
        post(books, cash, terms.officials, taken, kinds[LEAKAGE])
    if diverted > 0.0:
        show(books, actors, row, diverted, terms)


def _spends(agreement: Group) -> bool:
    """Whether members deliver under an agreement this month; if not, last month's money is forgotten."""
    if agreement.working and len(agreement) and not (agreement.apart and not agreement.plan_idr.any()):
        return True
    agreement.month.value_idr = 0.0
    if agreement.month.promised_idr.any():
        agreement.month.forget_money()
    return False


def _spend(
    model: World, agreement: Group, place: Place, where: Any, arrived: tuple[Floats, Floats]
) -> tuple[float, float, float]:
    """Let one agreement spend its month.

    Returns:
        Rupiah that all together promised, delivered, and delivered for funds.
    """
    month, year, n = agreement.month, agreement.year, len(agreement)
    if agreement.rule == ALONE:
        _own_hamlets(model, agreement)
    books = model.ledger.where(n * (n + len(KINDS) + 3))
    value, joint, *paid = spend_month(
        _SHEET.where(agreement), _APART.where(model.apart), where, books, arrived,
        place.accounts, place.together.kinds, place.rates, (*_held_by(agreement), place.priority),
    )  # fmt: skip
    model.ledger.accept()
    month.value_idr = value
    year.money_idr += joint / MONTHS_PER_YEAR * MONTH
    year.months += 1
    agreement.life.months_worked += 1
    return paid[0], paid[1], paid[2]


def _held_by(agreement: Group) -> tuple[bool, int, float]:
    """Whether each acts alone, and who holds the money at what fee; a treasurer who is not at work holds nobody's."""
    if agreement.rule == ALONE:
        return True, OWN, 0.0
    holder, fee = agreement.purse
    if holder == OWN or (holder != THIRD_PARTY and not agreement.at_work[holder]):
        return False, OWN, 0.0
    return False, holder, fee


def _own_hamlets(model: World, agreement: Group) -> Floats:
    """Part of a member's rupiah that one hamlet (not weighted) gets when each acts alone, (n, H)."""
    hamlets = len(model.hamlets)
    if agreement.serves.shape[1] == hamlets:
        return agreement.serves
    area, n = model.area, len(agreement)
    serves = np.zeros((n, hamlets))
    money = max(math.fsum(float(a.budget_idr.sum()) for a in (*model.agreements, model.apart)), 1e-9)
    reach = np.clip(model.spec.mechanisms.planning.alone_reach * agreement.budget_idr / money, 0.0, 1.0)
    covered = np.flatnonzero(area.covered > 0.0)
    ids = (agreement.entities[:, None] * (1 << 20) + model.hamlets.site[covered]).ravel()
    drawn = model.draws.settled_uniform(Purpose.VILLAGE_OF_PARTNER, 1, ids).reshape(n, covered.size)
    part = area.covered[covered]
    of_one = part / np.maximum(model.hamlets.weight[covered], FEWEST_HAMLETS)
    mine = drawn < reach[:, None]
    if covered.size:
        nowhere = np.flatnonzero(~mine.any(axis=1))
        mine[nowhere, drawn[nowhere].argmin(axis=1)] = True
        total = np.array([part[chosen].sum() for chosen in mine])
        serves[:, covered] = np.where(mine, of_one / np.maximum(total, FEWEST_HAMLETS)[:, None], 0.0)
    serves.flags.writeable = False  # so that the agreement needs no copy
    agreement.serves = serves
    return serves
