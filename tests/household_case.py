"""A household, its market and its month, with which rules are worked out by hand."""

from __future__ import annotations

from typing import Any

from partnersim.mechanisms.households import credit
from partnersim.mechanisms.households.household import Market, Setting, Traits
from partnersim.mechanisms.households.parameters import household_parameters, packed
from partnersim.scenario.spec import Scenario
from tests.reference.worlds import WAGES

FORMS = (
    "concave_spending", "contract_schemes", "loan_costs", "market_reach", "meeting_time", "prompt_recovery",
    "start_with_savings", "technology_ladder",
)  # fmt: skip
WITHOUT_FORMS: dict[str, Any] = {form: {"on": False} for form in FORMS} | {
    "prompt_recovery": {"on": False, "both_ways": False}
}
BASE = household_parameters(Scenario(mechanisms=WITHOUT_FORMS), WAGES)
"""The default parameters with every form of the household economy off: a test says which it has."""

MARKET = Market(price=1.0, reach=0.0, scheme=1.0, fails=False)
SETTING = Setting(
    market=MARKET, shock=0.0, growth=0.0, factor=1.0, lends=True, per_member=0.0, late_share=0.0,
    success=-1.0, socialised=0.0, meeting_rate=0.0, promised_ratio=1.0,
)  # fmt: skip
TRAITS = Traits(line=0.0, floor=0.0, fixed_wage=0.0, talent=0.0, weak_will=0.0, hassle=0.0, listed=False)
USE = credit.Use(
    owner=False, technology=0, strength=0.0, price=1.0, capital=0.0, desired=0.0, spare=0.0, debt=0.0,
    start_gain=0.0, meetings=0.0,
)  # fmt: skip


def with_(**values: float) -> Any:
    """`BASE`, some of it changed, as the rules take them."""
    return packed(BASE._replace(**{name: float(value) for name, value in values.items()}))
