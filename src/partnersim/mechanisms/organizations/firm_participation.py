"""Private firms: who takes part this year, with how much, and what the forum of givers can do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.deciding.budgets import months_left_in_year, opens_year
from partnersim.mechanisms.deciding.firms import chances, profit_of_year, take_part
from partnersim.scenario.actors import Firms
from partnersim.scenario.aspects import ASPECTS, FUNDS, USE_OF_OUTPUTS
from partnersim.theory.arrays import Floats
from partnersim.theory.chance.draws import Purpose
from partnersim.world.budgets import MONTHS

if TYPE_CHECKING:
    from partnersim.world.organizations import FirmPopulation, Organization
    from partnersim.world.world import World

SETTLING_YEARS = 30


class FirmParticipation(Mechanism):
    """Each January, and in the first month, every firm decides whether to take part and how much to give.

    Profit of the year: ``usual exp(sd z - sd^2 / 2)``. Probability p and gift c (percent of profit) by
    `partnersim.mechanisms.deciding.firms.chances` under the rules as felt and the convening there is, with the
    share of firms that took part last year as peers. Before the first decision the rules of the first month
    have been in force long enough for participation to have settled. A firm takes part if ``sqrt(r) a_i +
    sqrt(1 - r) e_it < normal quantile(p)``: its chance each year is p, and its own leaning a_i lasts
    (correlation r between years).

    Under ``rule: threshold`` p is 0 or 1: a firm takes part where its surplus is positive
    (`partnersim.world.firms.firm_choice_set`).

    State-owned firms are held to the rule by their owner, not by local staff: they feel mandate and
    enforcement as on paper and have the owner's interest of the fit.

    Money: a twelfth of the year's gifts goes to the forum each month. The forum can serve markets worth
    ``market_per_idr`` times the gifts if firms bring a market. If they bring only a market, the gifts pay for
    that market and cannot be lent or passed on: its capacity for funds and for every other aspect is zero.
    With no giver, the forum has no capacity and takes no part in agreements.

    Source: fitted to participation under three regimes (scenarios/fits/firm_choice.yaml); persistence and the
    settled start are assumed.
    """

    name = "firm_participation"
    phase = Phase.ORGANIZATIONS
    reads = (
        "firms.fit", "firms.leaning", "firms.median_profit_idr", "firms.perceived", "firms.risk_aversion",
        "firms.state_owned", "rules.clarity", "rules.convening", "rules.enforcement", "rules.forum",
        "rules.left", "rules.mandate_share", "rules.tax_relief",
    )  # fmt: skip
    writes = (
        "firms.gives_idr", "firms.joins", "firms.profit_idr", "firms.share", "firms.takes_part",
        "firms.years_in", "ledger", "organizations.active", "organizations.capacity_idr",
        "organizations.year_money_idr",
    )  # fmt: skip

    def step(self, model: World) -> None:
        """Decide at the opening of a year; hand over the month's part of the gifts."""
        firms, forum = model.firms, model.forum
        if firms is None or forum is None:
            return
        if opens_year(model):
            if forum.name not in model.rules.left:
                self._decide(model, firms)
            self._provide(model, firms, forum)
        if forum.active:
            month = float(firms.gives_idr.sum()) / MONTHS
            model.ledger.post(model.accounts.firms_profit, forum.cash, month, "contribution")

    def off(self, model: World) -> None:
        """No firm takes part, so the forum of givers does not exist."""
        if model.firms is not None and model.forum is not None and opens_year(model):
            self._provide(model, model.firms, model.forum)

    def _decide(self, model: World, firms: FirmPopulation) -> None:
        if firms.count == 0:
            return
        settings, part = self.parameters(model), _part(model)
        draws, ids = model.draws, firms.entities
        z = draws.normal(Purpose.FIRM_PROFIT_YEAR, model.month, ids)
        firms.profit_idr = profit_of_year(firms.median_profit_idr, sd=part.profit_year_sd, z=z)
        peers = float(firms.takes_part.mean()) if model.month else _settled(model, firms)
        firms.joins, gift_pct = _chances(model, firms, firms.profit_idr, peers)
        firms.takes_part = take_part(
            firms.joins, leaning=firms.leaning, fresh=draws.normal(Purpose.FIRM_JOINS, model.month, ids),
            persistence=settings.persistence,
        )  # fmt: skip
        firms.share = np.where(firms.takes_part, gift_pct / 100.0, 0.0)
        firms.gives_idr = firms.share * firms.profit_idr
        firms.years_in = np.where(firms.takes_part, firms.years_in + 1, 0)

    def _provide(self, model: World, firms: FirmPopulation, forum: Organization) -> None:
        part, given = _part(model), float(firms.gives_idr.sum())
        takes_part = bool(firms.takes_part.any()) and forum.name not in model.rules.left
        forum.active = takes_part
        forum.capacity_idr[:] = 0.0
        forum.year_money_idr = 0.0
        if not takes_part:
            return
        if part.brings != "market":
            forum.capacity_idr[:] = [part.capacity_idr.get(aspect, 0.0) for aspect in ASPECTS]
            forum.capacity_idr[FUNDS] = np.inf
        forum.capacity_idr[USE_OF_OUTPUTS] = part.market_per_idr * given if part.brings != "money" else 0.0
        this_year = given * months_left_in_year(model) / MONTHS
        forum.year_money_idr = model.ledger.balance(forum.cash) + this_year


def _part(model: World) -> Firms:
    assert model.forum is not None
    return cast(Firms, model.forum.spec)


def _chances(model: World, firms: FirmPopulation, profit_idr: Floats, peers: float) -> tuple[Floats, Floats]:
    return chances(
        model, profit_idr, fit=firms.fit, risk_aversion=firms.risk_aversion, perceived=firms.perceived,
        state_owned=firms.state_owned, peers=peers,
    )  # fmt: skip


def _settled(model: World, firms: FirmPopulation) -> float:
    """Share of firms that take part once the rules of now have been in force for long."""
    peers = 0.0
    for _ in range(SETTLING_YEARS):
        before = peers
        probability, _ = _chances(model, firms, firms.median_profit_idr, peers)
        peers = float(probability.mean())
        if abs(peers - before) < 1e-9:
            break
    return peers
