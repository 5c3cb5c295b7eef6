"""Firms as they are when a run begins, and the fitted parameter sets by which they decide."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from partnersim.numerics.firm_choice import FirmChoice
from partnersim.scenario.actors import Firms
from partnersim.scenario.document import read_document
from partnersim.scenario.shipped import shipped_folders
from partnersim.world.draws import Purpose
from partnersim.world.organizations import FirmPopulation

if TYPE_CHECKING:
    from partnersim.model import PartnershipModel

Floats = NDArray[np.float64]

BILLION = 1e9
"""Rupiah in which the firms' choice counts profit."""

HIGHEST_TAX_RELIEF = 0.95
"""Relief above which a gift would cost nothing; the choice is not defined there."""

SHARP = 1e-6
"""Spread of a choice without chance, percent of profit."""

FITS_FILE = "fits/firm_choice.yaml"
RISK_LOG_SD = 0.3
"""Spread of risk aversion between firms, the one under which the parameter sets were fitted."""


@dataclass
class GivingYear:
    """What a single named firm has decided for the year.

    Attributes:
        profit_idr: the year's profit, rupiah a year. joins: chance of taking part; takes_part: the decision.
        share: gift as a share of profit, over all places. gives_idr: what comes to this place, rupiah a year.
    """

    profit_idr: float = 0.0
    joins: float = 0.0
    takes_part: bool = False
    share: float = 0.0
    gives_idr: float = 0.0


def build_firms(model: PartnershipModel) -> FirmPopulation | None:
    """Draw the firms of the place once; None if the scenario has no actor of kind ``firms``.

    Per firm i, from its own keyed draws (so that one more firm moves no other firm):
    usual profit ``median exp(sd z)``; usefulness of reliable supply by `usefulness`; perceived enforcement
    ``exp(perceived_log_sd z)``, to which the decision itself adds the growth with profit; risk aversion
    ``exp(.3 z)``; owned by the state with the scenario's share; a lasting leaning ``z`` towards taking part.

    Raises:
        ValueError: more than one actor of kind ``firms``.
    """
    parts = [actor for actor in model.spec.actors if isinstance(actor, Firms)]
    if not parts:
        return None
    if len(parts) > 1:
        raise ValueError(f"only one actor may be of kind 'firms', found {', '.join(p.name for p in parts)}")
    part, settings = parts[0], model.spec.mechanisms.firm_participation
    firms = FirmPopulation(part.count)
    ids, draws = firms.entities, model.draws
    firms.median_profit_idr = part.profit_median_idr * np.exp(
        part.profit_log_sd * draws.normal(Purpose.FIRM_SIZE, 0, ids)
    )
    firms.profit_idr = firms.median_profit_idr.copy()
    firms.fit = usefulness(draws.uniform(Purpose.FIRM_FIT, 0, ids), median=part.sector_fit)
    firms.perceived = np.exp(settings.perceived_log_sd * draws.normal(Purpose.FIRM_PERCEIVED, 0, ids))
    firms.risk_aversion = np.exp(RISK_LOG_SD * draws.normal(Purpose.FIRM_RISK, 0, ids))
    firms.state_owned = draws.uniform(Purpose.FIRM_OWNER, 0, ids) < part.state_owned_share
    firms.leaning = draws.normal(Purpose.FIRM_TASTE, 0, ids)
    return firms


def usefulness(u: Floats, *, median: float) -> Floats:
    """Usefulness of reliable supply at quantiles ``u``, in [0, 1], shape (n,).

    Beta(2, 2), whose quantile is ``1/2 - sin(asin(1 - 2u) / 3)``, moved on the logit scale so that its median
    is ``median``; at 1/2 it is Beta(2, 2) itself, the distribution under which the parameter sets were
    fitted.
    """
    if median <= 0.0 or median >= 1.0:
        return np.full(u.shape, float(median >= 1.0))
    x = 0.5 - np.sin(np.arcsin(1.0 - 2.0 * u) / 3.0)
    odds = median / (1.0 - median)
    return np.asarray(x * odds / (x * odds + 1.0 - x))


@cache
def firm_choice_sets() -> tuple[tuple[FirmChoice, float], ...]:
    """All fitted parameter sets, each with the owner interest of state firms (percent of profit).

    Raises:
        FileNotFoundError: the file of fits is not among the shipped scenarios.
    """
    for folder in shipped_folders():
        path = folder / FITS_FILE
        if path.is_file():
            content: dict[str, Any] = read_document(path, label=FITS_FILE).plain()
            return tuple(
                (
                    FirmChoice(**{name: float(value) for name, value in item["parameters"].items()}),
                    float(item["owner_interest_state_firms"]),
                )
                for item in content["sets"]
            )
    raise FileNotFoundError(f"{FITS_FILE} is not among the shipped scenarios")


def firm_choice_set(number: int, *, rule: str = "logit") -> tuple[FirmChoice, float]:
    """Parameter set ``number`` and its owner interest of state firms (percent of profit).

    Under the rule "threshold" the spread of the logit is `SHARP`: a firm takes part where its surplus is
    positive, and the chance is 0 or 1.

    Raises:
        ValueError: there is no such set.
    """
    sets = firm_choice_sets()
    if not 0 <= number < len(sets):
        raise ValueError(f"mechanisms.firm_participation.fit is {number}; sets 0 to {len(sets) - 1} exist")
    choice, owner_interest = sets[number]
    return (choice._replace(scale=SHARP) if rule == "threshold" else choice), owner_interest
