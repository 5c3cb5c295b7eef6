"""A single named firm: whether and how much of its profit it gives this year."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.deciding.budgets import months_left_in_year, opens_year
from partnersim.mechanisms.deciding.firm_fits import firm_choice_set
from partnersim.scenario.actors import NamedFirm
from partnersim.theory.chance.draws import Purpose
from partnersim.theory.chance.normal import normal_quantiles
from partnersim.theory.firm_choice import decide
from partnersim.world.budgets import MONTHS
from partnersim.world.firms import BILLION, HIGHEST_TAX_RELIEF, GivingYear

if TYPE_CHECKING:
    from partnersim.world.organizations import Organization
    from partnersim.world.world import World


class FirmGiving(Mechanism):
    """Each January, and in the first month, a single firm decides on its gift; a twelfth is paid each month.

    Profit of the year: ``usual exp(sd z - sd^2 / 2)``. Chance p of taking part and gift c (percent of
    profit) by `partnersim.theory.firm_choice.decide`, the rule by which the many firms of
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
    reads = ("rules", "firms")
    writes = ("rules.giving", "organizations.cash", "organizations.year_money_idr")

    def step(self, model: World) -> None:
        """Decide at the opening of a year; hand over the month's part."""
        for organization in model.organizations:
            if organization.spec.budget.rule != "profit_share" or not organization.active:
                continue
            if opens_year(model):
                year = model.rules.giving[organization.name] = _decided(model, organization)
                coming = year.gives_idr * months_left_in_year(model) / MONTHS
                organization.year_money_idr = model.ledger.balance(organization.cash) + coming
            month = model.rules.giving[organization.name].gives_idr / MONTHS
            model.ledger.post(model.accounts.firms_profit, organization.cash, month, "contribution")


def _decided(model: World, organization: Organization) -> GivingYear:
    """Profit, decision and gift of one firm for the year that opens."""
    part, settings = cast(NamedFirm, organization.spec), model.spec.mechanisms.firm_participation
    choice, owner_interest = firm_choice_set(settings.fit, rule=settings.rule)
    rules, draws, who = model.rules, model.draws, organization.entity
    held = rules.regulation if part.state_owned else rules
    sd = part.profit_year_sd
    shock = float(draws.normal(Purpose.NAMED_FIRM_PROFIT, model.month, who)[0])
    profit = part.profit_idr * float(np.exp(sd * shock - 0.5 * sd * sd))
    peers = float(model.firms.takes_part.mean()) if model.firms is not None and model.firms.count else 0.0
    one = np.ones(1)
    chance, gift_pct = decide(
        choice, one * profit / BILLION, one * part.sector_fit, one, one, one * owner_interest * part.state_owned,
        100.0 * held.mandate_share, held.enforcement, min(rules.tax_relief, HIGHEST_TAX_RELIEF), rules.clarity,
        rules.forum, rules.convening, peers,
    )  # fmt: skip
    joins, r = float(chance[0]), settings.persistence
    leaning = float(draws.normal(Purpose.NAMED_FIRM_TASTE, 0, who)[0])
    fresh = float(draws.normal(Purpose.NAMED_FIRM_JOINS, model.month, who)[0])
    taste = np.sqrt(r) * leaning + np.sqrt(1.0 - r) * fresh
    takes_part = joins > 0.0 and taste < float(normal_quantiles(np.clip([joins], 1e-300, 1.0 - 1e-16))[0])
    share = float(gift_pct[0]) / 100.0 if takes_part else 0.0
    model.note(
        "firm gives", organization.name, f"{100.0 * share:.2f} percent of {profit:,.0f} rupiah of profit"
    )
    return GivingYear(profit, joins, takes_part, share, share * profit * part.place_share)
