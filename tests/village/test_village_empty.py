"""What is empty and what is zero in a village without organizations, funds, enterprises and listed households."""

from __future__ import annotations

import math

import pytest

from partnersim.measures import Recorder
from partnersim.scenario.spec import Scenario
from tests.village.place import LINE, THOUSAND, Village
from tests.village.right_months import ATTRIBUTES, PARTNERSHIP

NOTHING_TO_COUNT = {
    # no members, no list, no owners, no loans, no money spent
    "headcount_members", "consumption_members_idr", "income_members_idr", "capital_per_member_idr",
    "headcount_listed", "consumption_listed_idr", "income_listed_idr", "readiness", "coverage_listed",
    "technology_share", "profit_idr", "profit_owners_at_start_idr", "capital_idr", "orders_share",
    "nonperforming_share", "lost_share", "velocity",
    "showpiece_share", "leakage_share", "coordination_cost_share",
}  # fmt: skip
NO_AGREEMENT = {*PARTNERSHIP, *ATTRIBUTES} - {"agreements_working", "active_members", "disputes_opened"}
SOMETHING = {
    "headcount", "poverty_gap", "poverty_severity", "consumption_idr", "consumption_poorest_idr", "income_idr",
    "gini_consumption", "price",
}  # fmt: skip


@pytest.fixture
def bare() -> dict[str, float]:
    spec = Scenario(
        place={"hamlets": 5, "households": 41, "listed_households": 20, "poverty_line_idr": LINE * THOUSAND}
    )
    village = Village(spec)
    columns = village.households.arrays
    columns.owner[:] = columns.listed[:] = 0
    village.funds.lost[:] = 0.0
    return Recorder(village).record()


def test_a_measure_without_anything_to_count_is_empty(bare):
    assert {n for n, v in bare.items() if math.isnan(v)} == NOTHING_TO_COUNT | NO_AGREEMENT


def test_a_sum_over_nothing_is_zero(bare):
    rest = set(bare) - NOTHING_TO_COUNT - NO_AGREEMENT
    assert {n for n in rest if bare[n] != 0.0} == SOMETHING


def test_nothing_changes_in_a_month_like_the_one_before(bare):
    # A, C, D and E were poor before: 2 + 55 + 6 + 21 persons
    assert bare["headcount"] == pytest.approx(84 / 182)
    assert (bare["exits"], bare["entries"], bare["enterprise_births"], bare["enterprise_deaths"]) == (
        0,
        0,
        0,
        0,
    )
