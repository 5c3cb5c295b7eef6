"""The household mechanisms' parameters as one flat named tuple that compiled rules take.

A number or switch ``x`` of the mechanism ``m`` in a scenario is ``m_x`` here: rules read ``p.moneylender_rate`` for
what stands under ``mechanisms: {moneylender: {rate: ...}}``. A new parameter needs no line in this file. By hand stand
only the values that are calculated from several of the scenario's.
"""

from __future__ import annotations

import math
from collections import namedtuple
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from partnersim.scenario.parameters.mechanisms import Mechanisms
from partnersim.scenario.programme import CommunityFunds
from partnersim.scenario.remembered import once_per_scenario
from partnersim.scenario.spec import Scenario
from partnersim.theory.calendar import MONTH, MONTHS_PER_YEAR, WEEKS_PER_YEAR

WEEKS_PER_MONTH = WEEKS_PER_YEAR / MONTHS_PER_YEAR
REFERENCE_CAPITAL_IDR = 1_000_000.0
SMALLEST_CAPITAL_IDR = 1.0
"""Capital of an enterprise that has none left: its output is small, not a power of nothing."""

FIRST_WEEK = 1.0
"""Week in which the first instalment of a loan with weekly instalments falls due."""


class WageLevel(NamedTuple):
    """What is solved for when a place is built.

    Attributes:
        mean_log: mean log labour income per head relative to the poverty line.
        market_ratio: local output over local consumption at which the local price is the base price.
    """

    mean_log: float
    market_ratio: float


_HOUSEHOLDS = "partnersim.scenario.parameters.households."
_ALSO = ("local_demand",)
"""Mechanisms of other folders of which the household month needs parameters."""

_NOT_COMPILED = ("loan_standing",)
"""Household mechanisms with a step of their own."""

_TAKEN_UP = (
    ("market_growth", "on"),
    ("market_growth", "per_year"),
    ("loan_application", "reserve_instalments"),
    ("loan_application", "horizon_loans"),
    ("contract_farming", "price"),
    ("contract_farming", "nucleus_margin"),
)
"""What a calculated value stands for, so that no rule reads the raw one by mistake."""


def _declared() -> dict[str, tuple[str, str]]:
    """Name here of every number and switch of the household mechanisms: mechanism and field in the scenario."""
    names = {}
    for mechanism, part in Mechanisms.model_fields.items():
        owner: Any = part.annotation
        compiled = owner.__module__.startswith(_HOUSEHOLDS) and mechanism not in _NOT_COMPILED
        if compiled or mechanism in _ALSO:
            for name, field in owner.model_fields.items():
                if field.annotation in (bool, int, float) and (mechanism, name) not in _TAKEN_UP:
                    names[f"{mechanism}_{name}"] = (mechanism, name)
    return names


DECLARED = _declared()


def _calculated(spec: Scenario, wages: WageLevel) -> dict[str, float]:
    """Values that are calculated from several of the scenario's; loan terms are those of the programme's funds."""
    m, f = spec.mechanisms, spec.programme.community_funds
    application, contracts = m.loan_application, m.contract_farming
    return {
        "line": spec.place.poverty_line_idr,
        "mean_wage": wages.mean_log,
        "market_ratio": wages.market_ratio,
        "growth": m.market_growth.per_year / MONTHS_PER_YEAR if m.market_growth.on else 0.0,
        "wage_sd": max(1e-9, math.hypot(m.income_shocks.fixed_sd, m.income_shocks.persistent_sd)),
        "reserve_instalments": max(0.0, application.reserve_instalments - (_first_week(f) - FIRST_WEEK)),
        "horizon_loans": application.horizon_loans if f.follow_on_loans else 1.0,
        "contract_price": contracts.price * (1.0 - contracts.nucleus_margin),
        **_loan_terms(f),
    }


def _first_week(funds: CommunityFunds) -> float:
    """Week of a loan in which its first instalment falls due."""
    return funds.grace_months * WEEKS_PER_MONTH + funds.weeks_between_instalments


def _loan_terms(funds: CommunityFunds) -> dict[str, float]:
    term = funds.term_weeks / WEEKS_PER_MONTH
    flat = funds.rate_per_month * (term + funds.grace_months)
    return {
        "group_size": funds.group_size,
        "first_loan": funds.first_loan_idr,
        "loan_growth": funds.loan_growth,
        "largest_loan": funds.largest_loan_idr,
        "fair_share": funds.fair_share,
        "term_months": term + funds.grace_months,
        "instalment_share": min(1.0 / MONTH, 1.0 / term),
        "principal_share": 1.0 / (1.0 + flat),
        "flat_interest": flat,
        "grace_months": funds.grace_months,
        "follow_on": funds.follow_on_loans,
    }


_FIELDS = (*_calculated(Scenario(), WageLevel(0.0, 0.0)), *DECLARED)

if TYPE_CHECKING:
    HouseholdParameters: TypeAlias = Any
else:
    HouseholdParameters = namedtuple("HouseholdParameters", _FIELDS)
"""Switches are 0.0 or 1.0; money is rupiah; meaning and range stand in ``scenario.parameters.households``."""


@once_per_scenario
def household_parameters(spec: Scenario, wages: WageLevel) -> HouseholdParameters:
    """Flatten a scenario's household mechanisms.

    Args:
        spec: the scenario.
        wages: wage level and ratio of demand to output solved for the scenario's headcount.

    Returns:
        All parameters as floats.
    """
    m = spec.mechanisms
    values = {name: getattr(getattr(m, part), field) for name, (part, field) in DECLARED.items()}
    values |= _calculated(spec, wages)
    return HouseholdParameters(**{name: float(value) for name, value in values.items()})


@lru_cache(maxsize=32)
def packed(p: Any) -> Any:
    """Parameters as one numpy record with the same field names.

    Compiled rules take a record by its address; a tuple of a hundred numbers would be copied into every call, which
    doubles the time of compilation.
    """
    return packed_in_array(p)[0]


@lru_cache(maxsize=32)
def packed_in_array(p: Any) -> Any:
    """The same record as the one element of an array, which a call from Python hands over sooner."""
    layout = np.dtype((np.record, [(name, np.float64) for name in p._fields]))
    return np.array([tuple(p)], dtype=layout)
