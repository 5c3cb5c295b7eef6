"""The books close at both ends of the range of every parameter of the household economy."""

from __future__ import annotations

import numpy as np
import pytest

from partnersim.engine.model import PartnershipModel
from partnersim.engine.population.populations import own_populations
from partnersim.scenario.documents.describe import parameter_table
from partnersim.scenario.reading import load_scenario

SMALL = {"sample.households": 300, "time.months": 12, "run.settling_months": 6}
MONTHS = 12


def _household_numbers() -> list[tuple[str, float, float]]:
    """Path and ends of every number whose class stands in the parameters of the household economy."""
    spec = load_scenario("jember", overrides=SMALL)
    mechanisms = {
        f"mechanisms.{name}"
        for name in type(spec.mechanisms).model_fields
        if ".parameters.households" in type(getattr(spec.mechanisms, name)).__module__
    }
    return [
        (row["path"], row["low"], row["high"])
        for row in parameter_table(spec)
        if row["path"].rpartition(".")[0] in mechanisms and None not in (row["low"], row["high"])
    ]


NUMBERS = _household_numbers()


def _live(changed: dict[str, float]) -> PartnershipModel:
    """A small Jember for a year, its people settled afresh; every month raises where the books do not close."""
    spec = load_scenario("jember", overrides={**SMALL, **changed})
    with own_populations(rows=200):
        model = PartnershipModel(spec, 7)
    for _ in range(MONTHS):
        model.step()
    return model


def test_the_numbers_of_the_household_economy_are_all_there() -> None:
    assert len(NUMBERS) > 90
    assert {"mechanisms.exit.base", "mechanisms.entry.idea", "mechanisms.capital_loss.probability"} <= {
        p for p, *_ in NUMBERS
    }


@pytest.mark.parametrize("end", ["low", "high"])
@pytest.mark.parametrize("path", [p for p, *_ in NUMBERS])
def test_the_books_close_at_the_end_of_a_range(path: str, end: str) -> None:
    _, low, high = next(number for number in NUMBERS if number[0] == path)
    model = _live({path: low if end == "low" else high})
    c = model.households.arrays
    for column in (c.savings, c.capital, c.moneylender_debt, c.loan, c.arrears):
        assert np.isfinite(column).all() and (column >= -1e-6).all()


def test_those_who_all_close_in_a_month_sell_what_they_bought_in_it() -> None:
    """Every owner buys, works, closes and sells within each month, so nobody is left with equipment at its end."""
    model = _live({"mechanisms.exit.base": 1.0})
    assert model.household_flows["distress sale"] > 0.0
    assert model.ledger.balance(model.accounts.households_capital) == pytest.approx(
        float(np.sum(model.households.arrays.weight * model.households.arrays.capital)), abs=1.0
    )
