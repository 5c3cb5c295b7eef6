"""What a fund shares out each December, worked out by hand over two years."""

from types import SimpleNamespace

import numpy as np
import pytest

from partnersim.mechanisms.funds import surplus_sharing
from partnersim.mechanisms.funds.bank_debt import BankDebt
from partnersim.mechanisms.funds.surplus_sharing import SurplusSharing
from partnersim.scenario.spec import Scenario
from partnersim.world.columns import columns_of
from partnersim.world.funds import ACTIVE, Funds
from tests.small_place import SmallPlace
from tests.units import PartInUnits, in_units, number, powers, reckon_in_units


def place(*, units: bool, operating_cost: float = 0.05):
    """One unit of ten members in two rows, at the end of a year in which it lent 100 and earned 20 of interest."""
    carry = in_units if units else lambda values, unit: np.array(values)
    declared = {c.name: c.unit for c in columns_of(Funds)}
    values = {
        "interest": 20.0, "lent": 100.0, "bank_interest": 3.0, "bank_debt": 150.0, "cash": 500.0, "banked": 0.0,
        "recalled": 0.0, "shared_until": 0.0, "members": 10.0,
    }  # fmt: skip
    funds = SimpleNamespace(
        **{name: carry(np.array([value]), declared[name]) for name, value in values.items()},
        status=np.array([ACTIVE]),
    )
    households = SimpleNamespace(
        group=np.array([0, 0, -1]), hamlet=np.array([0, 0, 0]),
        savings=carry(np.array([1.0, 1.0, 1.0]), "IDR/household"),
        weight=carry(np.array([6.0, 4.0, 9.0]), "households"),
    )  # fmt: skip
    spec, posted = Scenario(programme={"community_funds": {"operating_cost": operating_cost}}), []
    return SimpleNamespace(
        calendar_month=12, funds=funds, households=SimpleNamespace(arrays=households),
        spec=PartInUnits(spec) if units else spec,
        accounts=SimpleNamespace(funds_cash=1, households_cash=2), posted=posted,
        ledger=SimpleNamespace(post=lambda *posting: posted.append(posting)),
    )  # fmt: skip


def share_out(model):
    mechanism = SurplusSharing()
    mechanism.parameters = lambda _: SimpleNamespace(share=0.5)
    mechanism.step(model)


def test_a_year_of_the_bank_is_a_cost_in_every_year():
    model = place(units=False)
    share_out(model)
    # 20 - 5 - 3 = 12, half of it shared, a tenth to each member
    assert model.posted == [(1, 2, pytest.approx(6.0), "surplus shared")]
    assert model.households.arrays.savings == pytest.approx([1.6, 1.6, 1.0])
    funds = model.funds
    funds.interest[:], funds.lent[:], funds.bank_interest[:] = 40.0, 200.0, 6.0
    share_out(model)
    # the same year again brings the same surplus: the bank is paid each year, not once
    assert model.posted[1] == (1, 2, pytest.approx(6.0), "surplus shared")
    assert funds.shared_until == pytest.approx([24.0]) and funds.cash == pytest.approx([488.0])


def test_surplus_is_rupiah_of_a_unit_and_what_is_shared_rupiah_of_a_member(monkeypatch):
    reckon_in_units(monkeypatch, surplus_sharing)
    monkeypatch.setattr(surplus_sharing, "FEWEST_MEMBERS", in_units(1e-9, "members/unit")[()])
    model = place(units=True)
    share_out(model)
    assert {tuple(powers(saved).items()) for saved in model.households.arrays.savings} == {
        (("IDR", 1), ("household", -1))
    }
    paid = model.posted[0][2]
    assert powers(paid) == {"IDR": 1} and number(paid) == pytest.approx(6.0)


def test_interest_of_the_bank_is_remembered_whether_it_is_paid_or_added_to_the_debt():
    model = SmallPlace({"programme": {"community_funds": {"bank_rate_per_year": 0.12}}}, weights=[1.0, 1.0])
    funds = model.funds
    funds.status[:], funds.bank_debt[:], funds.outstanding[:] = ACTIVE, 1e6, 1e8
    funds.cash[0] = 1e8  # the other has nothing to pay with
    model.ledger.post(model.accounts.treasury, model.accounts.funds_cash, 1e8, "seed")
    BankDebt().step(model)
    assert funds.bank_interest == pytest.approx([10_000.0, 10_000.0])
    assert funds.bank_debt == pytest.approx([1e6, 1_010_000.0])
