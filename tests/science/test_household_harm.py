"""Harm of households in a lived place: what is told from a household's contract is what ended it."""

from __future__ import annotations

import numpy as np
import pytest

from partnersim.engine.model import PartnershipModel
from partnersim.measures.household_harm import HouseholdHarm
from partnersim.scenario.reading import load_scenario


@pytest.mark.parametrize("schemes", [True, False], ids=["schemes", "each by itself"])
def test_where_nobody_leaves_a_contract_by_itself_it_was_the_scheme_that_failed(schemes: bool) -> None:
    """What is looked up afterwards is what ended the contract in the month itself: the scheme, or the own draw."""
    spec = load_scenario(
        "gresik",
        overrides={
            "sample.households": 600, "time.months": 30,
            "mechanisms.contract_farming.scheme_failure": 0.2, "mechanisms.contract_farming.side_selling": 0.0,
            "mechanisms.contract_farming.entry_capital_idr": 100_000.0, "mechanisms.exit.on": False,
            "programme.services.contract_share": 0.9, "mechanisms.contract_schemes.on": schemes,
        },
    )  # fmt: skip
    model = PartnershipModel(spec, 1)
    harm, c = HouseholdHarm(model), model.households.arrays
    ended_in_all = failed = 0
    for _ in range(30):
        before = c.contract != 0
        model.step()
        harm.take()
        ended = before & (c.contract == 0)
        assert harm._scheme_failed(np.flatnonzero(ended)).all()
        if schemes:  # who is still under contract was failed by none
            assert not harm._scheme_failed(np.flatnonzero(c.contract != 0)).any()
        owes = (c.loan > 0.0) | (c.moneylender_debt > 0.0)
        assert (harm.failed[ended] >= owes[ended]).all()
        ended_in_all += int(ended.sum())
        failed += int((ended & owes).sum())
    assert ended_in_all > 5
    assert int(harm.failed.sum()) <= failed
    assert bool(harm.failed.any()) == bool(failed)
    assert np.array_equal(harm.contracted & harm.failed, harm.failed)
