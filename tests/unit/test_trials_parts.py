"""Parts of trials beyond what a package delivers: terms that change, lending that ends, shocks; by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from partnersim.scenario.experiments.trial_parts import GroupLoan
from partnersim.scenario.spec import Scenario
from partnersim.studies.trials.delivery import Baseline, Delivery, arm_parameters, terms_by_month
from partnersim.theory.chance.draws import Draws
from tests.trial_case import P, place

BASELINE = Baseline(yearly_income=10e6, monthly_consumption=1e6, median_capital=2e6)


def loan(**terms: Any) -> GroupLoan:
    return GroupLoan(
        kind="group_loan", size={"value": 0.1, "of": "yearly_income"}, term_months=10,
        rate={"value": 0.02, "per": "month", "kind": "flat"}, **terms,
    )  # fmt: skip


def delivery(*parts: Any, rows: int = 4, p: Any = P) -> Delivery:
    return Delivery(
        parts=parts, p=p, baseline=BASELINE, reach=np.array([1] * (rows - 1) + [0], dtype=np.int8),
        rank=np.zeros(rows), draws=Draws(3),
    )  # fmt: skip


# --- terms that change, lending that ends -------------------------------------------------------------------


def test_terms_hold_from_their_month_on() -> None:
    """A loan of Rp1 million at 2 percent a month flat for ten months; in month 7 half the rate and twice the size."""
    part = loan(
        then=[
            {"month": 7, "rate": {"value": 0.01, "per": "month", "kind": "flat"}},
            {"month": 12, "size": {"value": 2e6, "of": "idr"}, "liability": "individual", "follow_on": False},
        ]
    )
    terms = terms_by_month(P, [part], spec=Scenario(), baseline=BASELINE)
    assert list(terms) == [1, 7, 12]
    assert [p.flat_interest for p in terms.values()] == pytest.approx([0.2, 0.1, 0.1])
    assert [p.first_loan for p in terms.values()] == pytest.approx([1e6, 1e6, 2e6])
    assert [(p.joint_liability_on, p.follow_on) for p in terms.values()] == [(1, 1), (1, 1), (0, 0)]
    assert terms[1] == arm_parameters(P, [part], spec=Scenario(), baseline=BASELINE)


def test_lending_ends_and_nothing_after_it_begins_again() -> None:
    part = loan(start=3, lending_months=6, then=[{"month": 5, "growth": 2.0}, {"month": 20, "growth": 3.0}])
    terms = terms_by_month(P, [part], spec=Scenario(), baseline=BASELINE)
    assert {m: (p.lending_on, p.loan_growth) for m, p in terms.items()} == {
        1: (1, 1.25), 5: (1, 2.0), 9: (0, 2.0), 20: (0, 3.0),
    }  # fmt: skip


def test_groups_meet_until_the_last_loan_is_due() -> None:
    """Lent for six months from month 3 on, for ten months: the last meeting is in month 18."""
    c, hamlets, funds, services = place()
    given = delivery(loan(start=3, lending_months=6, instalments="fortnightly"))
    met = []
    for month in range(1, 21):
        given.before_month(month, c, hamlets, funds, services)
        met.append(float(services.meeting_rate[0]))
    assert met == [0.0] * 2 + [0.5] * 16 + [0.0] * 2


def test_time_of_meetings_is_the_arms_own() -> None:
    for on in (0.0, 1.0):
        p = P._replace(meeting_time_on=on, meeting_time_share=0.03)
        terms = arm_parameters(p, [loan(meeting_share=0.04)], spec=Scenario(), baseline=BASELINE)
        assert (terms.meeting_time_on, terms.meeting_time_share) == (1.0, 0.04)
        usual = arm_parameters(p, [loan()], spec=Scenario(), baseline=BASELINE)
        assert (usual.meeting_time_on, usual.meeting_time_share) == (on, 0.03)


# --- shocks -------------------------------------------------------------------------------------------------


def shock(kind: str, **said: Any) -> Any:
    return SimpleNamespace(kind=kind, **said)


def test_income_shocks_multiply_while_they_last() -> None:
    given = delivery(
        shock("income_shock", start=3, months=2, factor=0.5), shock("income_shock", start=4, months=9, factor=0.8)
    )  # fmt: skip
    assert [given.income_factor(month) for month in (2, 3, 4, 5, 12, 13)] == pytest.approx(
        [1.0, 0.5, 0.4, 0.8, 0.8, 1.0]
    )


def test_a_price_shock_is_on_top_of_the_months_price() -> None:
    c, hamlets, funds, services = place()
    given, seen = delivery(shock("price_shock", start=2, months=2, factor=0.8)), []
    for month in (1, 2, 3, 4):
        hamlets.price[:] = 1.1
        given.before_month(month, c, hamlets, funds, services)
        seen.append(float(hamlets.price[0]))
    assert seen == pytest.approx([1.1, 0.88, 0.88, 1.1])


def test_a_disaster_takes_capital_of_those_reached_once() -> None:
    c, hamlets, funds, services = place()
    given = delivery(shock("asset_loss", start=2, share=0.4, hit=1.0))
    for month in (1, 2, 3):
        given.before_month(month, c, hamlets, funds, services)
    assert c.capital.tolist() == pytest.approx([6e5, 6e5, 6e5, 1e6])
    c, hamlets, funds, services = place(rows=2001)
    delivery(shock("asset_loss", start=1, share=1.0, hit=0.2), rows=2001).before_month(
        1, c, hamlets, funds, services
    )
    assert 0.16 < (c.capital == 0.0).mean() < 0.24
