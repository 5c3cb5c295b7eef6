"""Money that passes between organizations outside a plan: gaps filled, damages of a member sent away."""

from types import SimpleNamespace

import pytest

from partnersim.mechanisms.organizations import gap_filling
from partnersim.mechanisms.partnership import termination


class Book:
    """A ledger of some balances that remembers what was posted."""

    def __init__(self, balances):
        self.balances, self.posts = balances, []

    def balance(self, account):
        return self.balances[account]

    def post(self, payer, receiver, amount, kind):
        self.posts.append((payer, receiver, amount, kind))


@pytest.mark.parametrize(
    ("gap", "absorbs", "given"),
    [
        # 100 less 24 a year for five more months leave 90 idle: ten a month of a gap of 60
        (60.0, 600.0, [10.0]),
        (60.0, 60.0, [3.0]),  # staff can take on (60 - 24) / 12 a month
        (6000.0, 600.0, [15.0]),  # no more than is idle: 90 over six months
        (60.0, 24.0, []),  # staff have no time left
        (0.0, 600.0, []),
    ],
)
def test_a_gap_is_filled_evenly_from_idle_money_as_far_as_staff_allow(monkeypatch, gap, absorbs, given):
    book = Book({7: 100.0})
    office = SimpleNamespace(active=True, number=0, cash=7, absorbs_idr_year=absorbs)
    model = SimpleNamespace(ledger=book, accounts=SimpleNamespace(seed_pot=9))
    monkeypatch.setattr(gap_filling, "months_left_in_year", lambda model: 6)
    monkeypatch.setattr(gap_filling, "planned_idr_year", lambda model, number: 24.0)
    monkeypatch.setattr(gap_filling, "_gap_idr", lambda model, months: gap)
    model._worked_out = {gap_filling._fillers: [office]}
    gap_filling.GapFilling().step(model)
    assert book.posts == [(7, 9, amount, "funds") for amount in given]


def test_what_one_government_fills_is_no_gap_for_the_next(monkeypatch):
    book = Book({7: 120.0, 8: 120.0})
    offices = [SimpleNamespace(active=True, number=n, cash=7 + n, absorbs_idr_year=1e9) for n in (0, 1)]
    model = SimpleNamespace(ledger=book, accounts=SimpleNamespace(seed_pot=9))
    monkeypatch.setattr(gap_filling, "months_left_in_year", lambda model: 2)
    monkeypatch.setattr(gap_filling, "planned_idr_year", lambda model, number: 0.0)
    monkeypatch.setattr(gap_filling, "_gap_idr", lambda model, months: 100.0)
    model._worked_out = {gap_filling._fillers: offices}
    gap_filling.GapFilling().step(model)
    assert book.posts == [(7, 9, 50.0, "funds"), (8, 9, 25.0, "funds")]


@pytest.mark.parametrize(
    ("claim", "cash", "paid"),
    [(30.0, 10.0, [10.0]), (5.0, 10.0, [5.0]), (0.0, 10.0, []), (30.0, 0.0, []), (30.0, -2.0, [])],
)
def test_damages_are_paid_as_far_as_the_leader_has_money(monkeypatch, claim, cash, paid):
    book, notes, left = Book({3: cash}), [], []
    leader, member = SimpleNamespace(name="leader", cash=3), SimpleNamespace(name="member", cash=4)
    agreement = SimpleNamespace(
        members=[leader, member], leader=0, name="agreement", leave=left.append, events=[], replan=False
    )
    model = SimpleNamespace(
        ledger=book, month=14, apart=SimpleNamespace(replan=False), note=lambda *said: notes.append(said)
    )
    monkeypatch.setattr(termination, "income_account", lambda model, organization: organization.cash)
    termination.Termination()._break_off(model, agreement, 1, 0.25, claim)
    assert book.posts == [(3, 4, amount, "damages") for amount in paid]
    assert left == [1] and agreement.replan and model.apart.replan
    said = f"leader expects +0.250 without it; damages {sum(paid):,.0f} rupiah"
    assert agreement.events == [(14, "terminated", "member", said)]
    assert notes == [("terminated", "member", f"agreement: {said}")]
