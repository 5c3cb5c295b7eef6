"""The one decision of firms: the many of a place and a single named one decide by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from partnersim.mechanisms.deciding.firm_fits import firm_choice_set
from partnersim.theory.arrays import Flags, Floats
from partnersim.theory.chance.normal import normal_quantiles
from partnersim.theory.firm_choice import Firms, Regime, decide
from partnersim.world.firms import BILLION, HIGHEST_TAX_RELIEF

if TYPE_CHECKING:
    from partnersim.world.world import World


def profit_of_year(usual_idr: float | Floats, *, sd: float, z: float | Floats) -> Floats:
    """Profit of a year, ``usual exp(sd z - sd^2 / 2)``, whose mean is the usual one, rupiah."""
    return np.asarray(usual_idr * np.exp(sd * z - 0.5 * sd * sd))


def regime_felt(model: World, *, by_owner: bool) -> Regime:
    """The rules that firms feel: as far as staff practise them, or as on paper where the state as owner minds them."""
    rules = model.rules
    binding = rules.regulation if by_owner else rules
    return Regime(
        mandate_pct=100.0 * binding.mandate_share,
        enforcement=binding.enforcement,
        tax_relief=min(rules.tax_relief, HIGHEST_TAX_RELIEF),
        clarity=rules.clarity,
        forum=rules.forum,
        convening=rules.convening,
    )


def chances(
    model: World, profit_idr: Floats, *, fit: Floats, risk_aversion: Floats, perceived: Floats, state_owned: Flags,
    peers: float,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Probability of taking part and gift in percent of profit, shape (F,) each (`theory.firm_choice.decide`).

    State-owned firms feel mandate and enforcement as on paper and have the owner's interest of the fit.

    Args:
        model: rules, convening and the fit in use.
        profit_idr: of the year, rupiah. fit, risk_aversion, perceived: as in `theory.firm_choice.Firms`.
        state_owned: whether the state owns it. peers: share of firms that took part last year.
    """
    settings = model.spec.mechanisms.firm_participation
    choice, owner_interest = firm_choice_set(settings.fit, rule=settings.rule)
    probability, gift_pct = np.zeros(profit_idr.size), np.zeros(profit_idr.size)
    for by_owner in (False, True):
        rows = np.flatnonzero(state_owned == by_owner)
        if rows.size:
            firms = Firms(
                profit_idr[rows] / BILLION, fit[rows], risk_aversion[rows], perceived[rows],
                np.full(rows.size, owner_interest if by_owner else 0.0),
            )  # fmt: skip
            felt = regime_felt(model, by_owner=by_owner)
            probability[rows], gift_pct[rows] = decide(choice, firms, felt, peers)
    return probability, gift_pct


def take_part(joins: Floats, *, leaning: float | Floats, fresh: float | Floats, persistence: float) -> Flags:
    """Who takes part this year: ``sqrt(r) a + sqrt(1 - r) e < normal quantile(p)``, shape (F,).

    So the chance of each year is p, and decisions of two years are correlated by r through the leaning.

    Args:
        joins: p, shape (F,). leaning: a, lasting; fresh: e of the year, standard normals. persistence: r.
    """
    taste = np.sqrt(persistence) * leaning + np.sqrt(1.0 - persistence) * fresh
    return np.asarray((joins > 0.0) & (taste < normal_quantiles(np.clip(joins, 1e-300, 1.0 - 1e-16))))
