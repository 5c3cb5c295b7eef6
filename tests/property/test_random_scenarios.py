"""Money is conserved whatever the scenario: random levers and switches, and the books close every month."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partnersim.engine.model import PartnershipModel
from partnersim.engine.population.populations import own_populations
from partnersim.scenario.documents.describe import parameter_table
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.reading import load_scenario

# A mechanism that is off has a population of its own, settled for its example alone: few rows, and not for long.
SMALL: dict[str, object] = {"sample.households": 400, "time.months": 8, "run.settling_months": 6}
BASE = load_scenario("jember-with-firms", overrides=SMALL)
# parameters of the household economy would settle a new population for every example
SETTLED = tuple(f"mechanisms.{name}." for name in type(BASE.mechanisms).model_fields)
FIXED = ("place.", "time.", "sample.", "run.", *SETTLED)


def _free(row: dict[str, Any]) -> bool:
    number = isinstance(row["value"], float) and not isinstance(row["value"], bool)
    return number and not row["path"].startswith(FIXED) and row["high"] is not None and row["low"] is not None


NUMBERS = [row for row in parameter_table(BASE) if _free(row)]
SWITCHES = [
    f"mechanisms.{name}.on"
    for name in type(BASE.mechanisms).model_fields
    if hasattr(getattr(BASE.mechanisms, name), "on")
]


@st.composite
def changes(draw: st.DrawFn) -> dict[str, object]:
    """A few numbers moved within their ranges (large ones by a factor) and a few switches turned off."""
    found: dict[str, object] = {}
    for row in draw(st.lists(st.sampled_from(NUMBERS), max_size=6, unique_by=lambda r: r["path"])):
        low, high, value = row["low"], row["high"], row["value"]
        share = draw(st.floats(0.0, 1.0))
        wide = high > 1e3 * max(abs(value), 1e-9)
        moved = value * math.exp(4.0 * share - 2.0) if wide else low + share * (high - low)
        found[row["path"]] = min(high, max(low, moved))
    for switch in draw(st.lists(st.sampled_from(SWITCHES), max_size=4, unique=True)):
        found[switch] = False
    return found


@given(changes(), st.integers(0, 10_000))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_the_ledger_balances_in_random_scenarios(changed: dict[str, object], seed: int) -> None:
    try:
        spec = load_scenario("jember-with-firms", overrides={**SMALL, **changed})
    except ScenarioError:
        return  # two changes that do not fit each other are refused, which is tested elsewhere
    with own_populations(rows=400):
        model = PartnershipModel(spec, seed)
    opening = model.ledger.total()
    for _ in range(spec.time.months):
        model.step()  # raises LedgerError where a balance differs from the state
    assert math.isclose(model.ledger.total(), opening, rel_tol=1e-9, abs_tol=1e3)
    assert all(model.ledger.balance(o.cash) >= -1.0 for o in model.organizations)
    c = model.households.arrays
    assert (c.savings >= -1e-6).all() and (c.capital >= -1e-6).all() and (c.moneylender_debt >= -1e-6).all()
