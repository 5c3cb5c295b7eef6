"""Partners' money is paid out and becomes services in hamlets."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.deciding.budgets import stated_yearly_money
from partnersim.scenario.aspects import ASPECTS, FACILITIES, FUNDS, PERSONNEL, PROGRAMME, USE_OF_OUTPUTS, K
from partnersim.theory.arrays import Floats
from partnersim.theory.calendar import MONTH, MONTHS_PER_YEAR
from partnersim.theory.chance.draws import Purpose
from partnersim.theory.partners import ALONE
from partnersim.theory.production import output
from partnersim.world.agreements import Group
from partnersim.world.funds import ACTIVE

if TYPE_CHECKING:
    from partnersim.world.world import World

NOTHING_SPENT_IDR = 1e-9
"""Smallest month's spending by which staff time is divided."""

FEWEST_HAMLETS = 1e-12
"""Smallest weight of a simulated hamlet by which its part is divided."""


class ServiceDelivery(Mechanism):
    """Partners spend what was planned and is not taken, and the programme's hamlets receive services.

    Money: who plans to spend more than it brings receives transfers from those who bring more than they
    spend; what a partner shirks goes to its showpiece. Of a planned month ``X / 12``,
    ``funded ready (1 - s)`` is spent as planned and ``funded ready s`` diverted, within what free staff can
    turn into delivery; the rest stays.
    Work: ``e_ik = A_ik luck_i p_ik (p_ik / capacity_ik)^(eta - 1)`` rupiah of effect from
    ``p = spent - taken`` a month, so that a partner gives A per rupiah at full use of its capacity. Diverted
    money works at ``diverted_effect``.
    Seed and support money are money: rupiah for rupiah, without productivity.
    Place: joint and led work is spread evenly over the programme's hamlets, programme work with
    ``meeting_priority`` more where there is a fund. Who works alone serves its own keyed hamlets,
    ``alone_reach`` times its share of all money: duplication and gaps come out of that. With q rupiah in a
    hamlet: ``socialised = 1 - exp(-q / cost)``, also the meeting rate where there is a fund; places are q
    over unit cost.

    Switched off, nothing is spent and nothing arrives.

    Source: pilot study (returns, own villages); unit costs are the programme's.
    """

    name = "service_delivery"
    phase = Phase.SERVICES
    reads = (
        "agreements.awake", "agreements.contract.inside", "agreements.contract.terms",
        "agreements.life.stage", "agreements.money_share", "agreements.month.leak", "agreements.month.luck",
        "agreements.month.ready", "agreements.month.shirk", "agreements.plan", "area", "funds.status",
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
        "agreements.year.promised_idr", "ledger", "needs.met_idr", "services",
    )  # fmt: skip

    def step(self, model: World) -> None:
        """Pay, then spread over the hamlets."""
        arrived = np.zeros((K, len(model.hamlets)))
        support = np.zeros(len(model.hamlets))
        promised = kept = funds = 0.0
        for agreement in (*model.agreements, model.apart):
            agreement.month.forget_money()
            agreement.month.value_idr = 0.0
            idle = agreement.apart and not agreement.plan_idr.any()
            if not agreement.working or not len(agreement) or idle:
                continue
            effect, cash_support = self._spend(model, agreement)
            promised += float(agreement.month.promised_idr.sum())
            kept += float(agreement.month.delivered_idr.sum())
            funds += float(agreement.month.delivered_idr[:, FUNDS].sum())
            if agreement.rule == ALONE:
                serves = self._own_hamlets(model, agreement)
                arrived += effect.T @ serves
                support += cash_support @ serves
            else:
                spread = self._even(model)
                arrived += effect.sum(axis=0)[:, None] * spread
                support += cash_support.sum() * spread[FACILITIES]
        model.needs.met_idr = self._needs_met(model, arrived, funds)
        self._serve(model, arrived, support, min(1.0, kept / promised) if promised > 0.0 else 1.0)

    def off(self, model: World) -> None:
        """Deliver nothing."""
        model.services.clear()
        model.needs.met_idr = 0.0

    @staticmethod
    def _needs_met(model: World, arrived: Floats, funds: float) -> float:
        """Work of the month by how it fits needs: K times the CES of each hamlet, over hamlets, in rupiah.

        With the work that is done anyway, as partners count it, so that an aspect without work does not void the
        rest; money for funds is spread evenly.
        """
        p, area = model.spec.mechanisms.needs, model.area
        if area.total <= 0.0:
            return 0.0
        anyway = (
            p.background * stated_yearly_money(model.organizations) / MONTHS_PER_YEAR * MONTH / area.total
        )
        work = arrived + anyway
        work[FUNDS] += funds / area.total
        met = [output(work[:, h], model.needs.weights, p.substitution) for h in range(work.shape[1])]
        return float(K * (np.array(met) @ area.covered))

    def _spend(self, model: World, agreement: Group) -> tuple[Floats, Floats]:
        """Post the month's spending; effective rupiah (n, K) and support money (n,), for the whole place."""
        ledger, members = model.ledger, agreement.members
        here = agreement.at_work & (agreement.money_share > 0.0)
        # A month's division can leave traces of rounding; nobody owes or pays those.
        cash = np.array([max(0.0, ledger.balance(m.cash)) for m in members])
        plan = agreement.plan_idr * here[:, None] / MONTHS_PER_YEAR * MONTH
        total = plan.sum(axis=1)
        brings = np.where(here, np.minimum(agreement.budget_idr / MONTHS_PER_YEAR * MONTH, cash), 0.0)
        given, received, diverted_gifts = self._transfer(model, agreement, total, brings)
        available = np.minimum(np.minimum(brings, total) + received, cash - given - diverted_gifts + received)
        funded = np.divide(np.maximum(available, 0.0), total, out=np.zeros_like(total), where=total > 0.0)
        busy = np.minimum(funded, 1.0) * agreement.month.ready
        absorbs = np.array([m.absorbs_idr_year for m in members]) / MONTHS_PER_YEAR * MONTH
        busy *= np.minimum(1.0, absorbs / np.maximum(total * busy, NOTHING_SPENT_IDR))
        spent = plan * (busy * (1.0 - agreement.month.shirk))[:, None]
        diverted = total * busy * agreement.month.shirk
        real = spent.copy()
        real[:, FUNDS] = 0.0
        taken = real * agreement.month.leak[:, None]
        money = spent - taken
        effect, support = self._work(model, agreement, money, diverted + diverted_gifts)
        self._post(model, agreement, money, taken.sum(axis=1), diverted)
        month = agreement.month
        month.promised_idr, month.delivered_idr = plan, money
        month.diverted_idr, month.leaked_idr = diverted + diverted_gifts, taken.sum(axis=1)
        month.transferred_idr, month.value_idr = given, float(effect.sum())
        alone = model.apart.month.conduct[:, [m.number for m in members]]
        joint = float(agreement.budget_idr.sum()) / MONTHS_PER_YEAR * MONTH
        agreement.year.add(month, alone=alone, at_work=agreement.at_work, money_idr=joint)
        agreement.life.months_worked += 1
        return effect, support

    def _transfer(
        self, model: World, agreement: Group, total: Floats, brings: Floats
    ) -> tuple[Floats, Floats, Floats]:
        """Move money from members who bring more than they spend: given, received, withheld, (n,) each."""
        n = len(agreement)
        none = np.zeros(n)
        if agreement.rule == ALONE:
            return none, none, none
        spare, short = np.maximum(brings - total, 0.0), np.maximum(total - brings, 0.0)
        if spare.sum() <= 0.0 or short.sum() <= 0.0:
            return none, none, none
        promised = spare * min(1.0, short.sum() / spare.sum())
        given = promised * (1.0 - agreement.month.shirk)
        withheld = promised * agreement.month.shirk
        # rounding must not ask for a rupiah more than is needed
        received = short * min(1.0, given.sum() / short.sum())
        parts = received / received.sum() if received.sum() > 0.0 else none
        for i in np.flatnonzero(given > 0.0):
            for j in np.flatnonzero(parts > 0.0):
                model.ledger.post(
                    agreement.members[i].cash,
                    agreement.members[j].cash,
                    float(given[i] * parts[j]),
                    "transfer",
                )
        for i in np.flatnonzero(withheld > 0.0):
            self._divert(model, agreement, int(i), float(withheld[i]))
        return given, received, withheld

    def _work(self, model: World, agreement: Group, money: Floats, diverted: Floats) -> tuple[Floats, Floats]:
        """Effective rupiah by member and aspect, and the facilities money that is paid as support instead."""
        mechanisms, services = model.spec.mechanisms, model.spec.programme.services
        productivity = np.array([m.productivity for m in agreement.members])
        ceilings = np.array([m.capacity_idr for m in agreement.members]) / MONTHS_PER_YEAR * MONTH
        use = np.ones_like(money)
        np.divide(money, ceilings, out=use, where=(ceilings > 0.0) & (money > 0.0) & np.isfinite(ceilings))
        scale = np.minimum(use, 1.0) ** (mechanisms.needs.returns - 1.0)
        support = money[:, FACILITIES] * services.support_share
        work = money.copy()
        work[:, FACILITIES] -= support
        effect = work * productivity * scale * agreement.month.luck[:, None]
        effect[:, FUNDS] = 0.0
        pets = np.array([m.showpiece for m in agreement.members])
        shown = diverted * mechanisms.chosen_delivery.diverted_effect * (pets != FUNDS)
        rows = np.arange(len(agreement))
        effect[rows, pets] += shown * productivity[rows, pets] * agreement.month.luck
        return effect, support

    def _post(
        self,
        model: World,
        agreement: Group,
        money: Floats,
        taken: Floats,
        diverted: Floats,
    ) -> None:
        ledger, accounts = model.ledger, model.accounts
        share = model.spec.programme.services.support_share
        for i, member in enumerate(agreement.members):
            for k in np.flatnonzero(money[i] > 0.0):
                amount = float(money[i, k])
                if k == FUNDS:
                    ledger.post(member.cash, accounts.seed_pot, amount, ASPECTS[FUNDS])
                elif k == FACILITIES and share > 0.0:
                    ledger.post(member.cash, accounts.support_pot, amount * share, "support")
                    ledger.post(member.cash, accounts.market, amount * (1.0 - share), ASPECTS[FACILITIES])
                else:
                    ledger.post(member.cash, accounts.market, amount, ASPECTS[k])
            if taken[i] > 0.0:
                ledger.post(member.cash, accounts.officials, float(taken[i]), "leakage")
            if diverted[i] > 0.0:
                self._divert(model, agreement, i, float(diverted[i]))

    def _divert(self, model: World, agreement: Group, i: int, amount: float) -> None:
        """Pay for a showpiece; of one that is a fund, the effective part becomes seed money."""
        member = agreement.members[i]
        seed = 0.0
        if member.showpiece == FUNDS:
            seed = amount * model.spec.mechanisms.chosen_delivery.diverted_effect
            model.ledger.post(member.cash, model.accounts.seed_pot, seed, ASPECTS[FUNDS])
        model.ledger.post(member.cash, model.accounts.market, amount - seed, "showpiece")

    def _even(self, model: World) -> Floats:
        """Part of a rupiah that one hamlet (not weighted) gets by aspect of evenly spread work, (K, H)."""
        area, weight = model.area, np.maximum(model.hamlets.weight, FEWEST_HAMLETS)
        if area.total <= 0.0:
            return np.zeros((K, weight.shape[0]))
        spread = np.tile(area.covered / weight / area.total, (K, 1))
        favour = 1.0 + self.parameters(model).meeting_priority * (model.funds.status == ACTIVE)
        spread[PROGRAMME] = area.covered / weight * favour / float((area.covered * favour).sum())
        return spread

    def _own_hamlets(self, model: World, agreement: Group) -> Floats:
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
        drawn = model.draws.uniform(Purpose.VILLAGE_OF_PARTNER, 1, ids).reshape(n, covered.size)
        for i in range(n):
            mine = covered[drawn[i] < reach[i]] if covered.size else covered
            if mine.size == 0 and covered.size:
                mine = covered[[int(np.argmin(drawn[i]))]]
            part = area.covered[mine]
            weight = np.maximum(model.hamlets.weight[mine], FEWEST_HAMLETS)
            serves[i, mine] = part / weight / max(part.sum(), FEWEST_HAMLETS)
        agreement.serves = serves
        return serves

    def _serve(self, model: World, arrived: Floats, support: Floats, kept: float) -> None:
        services, cost = model.services, model.spec.programme.services
        arrived, support = arrived / MONTH, support / MONTH
        mechanisms = model.spec.mechanisms
        reached = 1.0 - np.exp(-arrived[PROGRAMME] / cost.socialisation_idr)
        services.socialised[:] = reached
        full = model.spec.programme.community_funds.meeting_rate
        services.meeting_rate[:] = full * reached * (model.funds.status == ACTIVE)
        people, outlet = arrived[PERSONNEL], arrived[USE_OF_OUTPUTS]
        services.training_places[:] = people * cost.training_share / cost.training_place_idr
        services.mentor_visits[:] = people * (1.0 - cost.training_share) / cost.mentor_visit_idr
        services.order_places[:] = outlet * (1.0 - cost.contract_share) / cost.order_place_idr
        services.contract_places[:] = outlet * cost.contract_share / cost.order_place_idr
        services.asset_packages[:] = arrived[FACILITIES] / mechanisms.asset_transfer.package_idr
        amount = mechanisms.consumption_support.amount_idr
        services.support_places[:] = support / amount if amount > 0.0 else 0.0
        services.promised_ratio[:] = np.where(model.area.covered > 0.0, kept, 1.0)
