"""A single named firm: whether and how much of its profit it gives this year."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.deciding.budgets import months_left_in_year, opens_year
from partnersim.mechanisms.deciding.firms import chances, profit_of_year, take_part
from partnersim.scenario.actors import NamedFirm
from partnersim.theory.chance.draws import Purpose
from partnersim.world.budgets import MONTHS
from partnersim.world.firms import GivingYear

if TYPE_CHECKING:
    from partnersim.world.organizations import Organization
    from partnersim.world.world import World


class FirmGiving(Mechanism):
    """Each January, and in the first month, a single firm decides on its gift; a twelfth is paid each month.

    Profit of the year: ``usual exp(sd z - sd^2 / 2)``. Chance p of taking part and gift c (percent of
    profit) by `partnersim.mechanisms.deciding.firms.chances`, the rule by which the many firms of
    ``firm_participation`` decide, with its fit and persistence. A firm that the state owns is held to the
    rule by its owner: it feels mandate and enforcement as on paper and has the owner's interest of the
    fit, so that it goes on giving, less, when the rule is repealed. A private firm feels what regulating
    staff put into practice. Peers are the share of the place's other firms that took part last year.
    Money: ``place_share c profit`` comes to the place. It is the firm's to spend as a member of
    agreements, or alone.

    Source: one state firm's contribution fell by 36 percent when profit was no longer allocated (regional
    press on Petrokimia, 2015), to which the owner's interest is fitted; that a firm decides alone for a
    year is assumed.
    """

    name = "firm_giving"
    phase = Phase.ORGANIZATIONS
    reads = (
        "organizations.active", "rules.clarity", "rules.convening", "rules.forum", "rules.regulation",
        "rules.tax_relief",
    )  # fmt: skip
    writes = ("diary", "ledger", "organizations.year_money_idr", "rules.giving")

    def step(self, model: World) -> None:
        """Decide at the opening of a year; hand over the month's part."""
        for organization in self.once(model, _givers):
            if not organization.active:
                continue
            if opens_year(model):
                year = model.rules.giving[organization.name] = _decided(model, organization)
                coming = year.gives_idr * months_left_in_year(model) / MONTHS
                organization.year_money_idr = model.ledger.balance(organization.cash) + coming
            month = model.rules.giving[organization.name].gives_idr / MONTHS
            model.ledger.post(model.accounts.firms_profit, organization.cash, month, "contribution")


def _givers(model: World) -> list[Organization]:
    """Organizations that live on a share of profit."""
    return [o for o in model.organizations if o.spec.budget.rule == "profit_share"]


def _decided(model: World, organization: Organization) -> GivingYear:
    """Profit, decision and gift of one firm for the year that opens."""
    part, draws, who = cast(NamedFirm, organization.spec), model.draws, organization.entity
    z = float(draws.normal(Purpose.NAMED_FIRM_PROFIT, model.month, who)[0])
    profit = float(profit_of_year(part.profit_idr, sd=part.profit_year_sd, z=z))
    peers = float(model.firms.takes_part.mean()) if model.firms is not None and model.firms.count else 0.0
    one = np.ones(1)
    chance, gift_pct = chances(
        model, one * profit, fit=one * part.sector_fit, risk_aversion=one, perceived=one,
        state_owned=np.full(1, part.state_owned), peers=peers,
    )  # fmt: skip
    decided = take_part(
        chance,
        leaning=float(draws.normal(Purpose.NAMED_FIRM_TASTE, 0, who)[0]),
        fresh=float(draws.normal(Purpose.NAMED_FIRM_JOINS, model.month, who)[0]),
        persistence=model.spec.mechanisms.firm_participation.persistence,
    )
    joins, takes_part = float(chance[0]), bool(decided[0])
    share = float(gift_pct[0]) / 100.0 if takes_part else 0.0
    model.note(
        "firm gives", organization.name, f"{100.0 * share:.2f} percent of {profit:,.0f} rupiah of profit"
    )
    return GivingYear(profit, joins, takes_part, share, share * profit * part.place_share)
