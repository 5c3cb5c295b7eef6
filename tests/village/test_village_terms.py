"""Who decides and whose showpiece is shown, under other terms of the agreement between the forum and the mill."""

from __future__ import annotations

import math
from dataclasses import fields

import numpy as np
import pytest

from partnersim.measures import Recorder
from partnersim.scenario.spec import Scenario
from partnersim.world.agreement_books import Accounts, Benefits
from tests.village.place import EARLY, LATE, Village, scenario

IDR = 1e3


def first_month(**terms: str) -> dict[str, float]:
    """Measures of month 0, in which that agreement is the only one at work, the mill its leader."""
    document = scenario().model_dump(mode="json", exclude_unset=True)
    document["agreements"][1]["terms"] = terms
    village = Village(Scenario.model_validate(document))
    recorder = Recorder(village)
    village.live()
    return recorder.record()


def worth(mill_shown: float) -> float:
    """Mean over the six who are named: as in right_months.py, but for what the mill has shown."""
    return IDR * (3.91 * 1000 + 0.04 * 7 + 0.3 * 12 + 0.32 * mill_shown) / 6


@pytest.mark.parametrize(
    ("terms", "equality", "mill_shown"),
    [
        # one vote each; money of 40 and 60; all to the mill. Without a lead it has shown its own 10 and diverted 3
        ({"allocation": "joint", "decision_weights": "equal"}, 1.0, 13),
        ({"allocation": "joint", "decision_weights": "by_funds"}, 1 - 20 / (2 * 100), 13),
        ({"allocation": "joint", "decision_weights": "leader"}, 0.5, 13),
        ({"allocation": "each_alone", "decision_weights": "leader"}, 1 - 20 / (2 * 100), 13),
        ({"allocation": "leader", "decision_weights": "equal"}, 0.5, 21),
    ],
    ids=["one vote each", "votes by money", "vote of the leader", "each alone", "plan of the leader"],
)
def test_decisions_and_showpieces_by_terms(terms, equality, mill_shown):
    measured = first_month(**terms)
    assert measured["equality"] == pytest.approx(equality)
    assert measured["local_ownership"] == pytest.approx(1.0)
    assert measured["partner_worth_idr"] == pytest.approx(worth(mill_shown))


def test_a_month_noted_stays_as_it_was_whatever_organizations_become():
    village = Village()
    recorder = Recorder(village)
    village.live()
    first = recorder.record()
    forum = village.by_name["forum"]
    forum.common_aim, forum.showpiece = 0.9, 3
    forum.productivity[:] = [9.0, 1.0, 1.0, 1.0, 1.0]
    forum.active = False
    village.live()
    second = recorder.record()
    then = dict(zip(recorder.names, recorder.table[:, 0].tolist(), strict=True))
    changed = ("partner_worth_idr", "shared_aims", "advantage_index", "active_members")
    assert {name: then[name] for name in changed} == {name: first[name] for name in changed}
    assert all(second[name] != first[name] for name in changed)


def test_the_vote_of_a_leader_who_is_out_is_one_of_all_who_are_in():
    document = scenario().model_dump(mode="json", exclude_unset=True)
    document["agreements"][1]["terms"] = {"allocation": "joint", "decision_weights": "leader"}
    village = Village(Scenario.model_validate(document))
    recorder = Recorder(village)
    village.live()
    village.agreements[1].leave(1)  # the mill, which leads
    assert recorder.record()["local_ownership"] == pytest.approx(1.0)  # the forum's, alone


def test_a_leader_that_sleeps_shows_only_its_own():
    village = Village()
    recorder = Recorder(village)
    village.live()
    village.agreements[1].turn(1)  # falls asleep
    measured = recorder.record()
    assert measured["partner_worth_idr"] == pytest.approx(worth(13))
    assert measured["active_members"] == 1.0
    assert measured["dormant_share"] == 1.0  # the one agreement at work, though the forum is awake
    # half a person of the forum's six
    assert measured["coordination_staff_share"] == pytest.approx(0.5 / 6)


def test_before_a_first_account_nobody_has_gained_or_lost():
    village = Village()
    recorder = Recorder(village)
    village.live()
    led = village.agreements[1]
    led.accounts = Accounts.none(2)
    measured = recorder.record()
    of_the_account = (
        "net_benefit_leaving", "net_benefit_nobody", "harmed_share", "harmed_leaving_share", "harmed_nobody_share",
        "harmed_promise_share", "harmed_input_share", "promise_loss_share", "promise_loss_idr",
        "mutual_gain", "each_benefits", "equity",
    )  # fmt: skip
    assert all(math.isnan(measured[name]) for name in of_the_account)


def test_who_joined_after_the_last_account_counts_in_none_of_it():
    village = Village()
    recorder = Recorder(village)
    for _ in range(4):
        village.live()
    jointly, ngo = village.agreements[0], 2
    others, accounts = np.arange(4) != ngo, jointly.accounts
    jointly.accounts = Accounts(
        last=Benefits(*(getattr(accounts.last, column.name) * others for column in fields(Benefits))),
        total=accounts.total,
        harmed=tuple(label if other else "" for label, other in zip(accounts.harmed, others, strict=True)),
        judged=accounts.judged & others,
    )
    measured = recorder.record()
    # "led" as ever; of "jointly" the office (0.4) gains, the donor (nothing above zero) does not
    assert measured["mutual_gain"] == pytest.approx((1 + 1 / 2) / 2)
    assert measured["each_benefits"] == pytest.approx((1 + 0) / 2)
    assert measured["equity"] == pytest.approx((7 / 12 + 1 / 2) / 2)
    # of office, donor and institute, which has left since, two were worse off
    assert measured["harmed_share"] == pytest.approx((0 + 2 / 3) / 2)
    assert measured["net_benefit_leaving"] == pytest.approx((0.05 + 0.55 + 0.4 - 0.2 + 0.3) / 5)
    rows = {row["actor"]: row for row in recorder.actors()}
    assert math.isnan(rows["ngo"]["net_benefit_leaving"])
    assert rows["donor"]["net_benefit_leaving"] == pytest.approx(-0.2)


@pytest.mark.parametrize("schemes", [True, False])
@pytest.mark.parametrize(("fails", "owes", "harmed"), [(1.0, 60.0, 3), (0.0, 60.0, 0), (1.0, 0.0, 0)])
def test_who_leaves_a_contract_by_itself_or_without_debt_is_not_harmed_by_it(
    fails, owes, harmed, schemes, monkeypatch
):
    """D has no contract any more in the late months; of D, E and F, who had one.

    Where a scheme fails for all its growers, D has noted it; where contracts end one by one, the draw tells.
    """
    monkeypatch.setitem(LATE, "loan", [0, 0, 250, owes, 0, 100])
    monkeypatch.setitem(LATE, "scheme_failed", [0, 0, 0, fails if schemes else 1.0 - fails, 0, 0])
    switches = {
        "mechanisms.contract_farming.scheme_failure": fails,
        "mechanisms.contract_schemes.on": schemes,
    }
    village = Village(scenario().but(switches))
    recorder = Recorder(village)
    for _ in range(5):
        village.live()
        recorder.record()
    assert recorder.outcomes()["contract_failed_share"] == pytest.approx(harmed / (3 + 7 + 13))


def test_who_was_no_member_when_the_bank_called_in_the_loan_of_the_unit_is_not_harmed_by_it(monkeypatch):
    """D joins later; of B, C, D, E and F, who are or were members, E and F were in the unit then."""
    monkeypatch.setitem(EARLY, "group", [-1, 0, 1, -1, 1, 2])
    village = Village()
    recorder = Recorder(village)
    for _ in range(5):
        village.live()
        recorder.record()
    assert recorder.outcomes()["recalled_share"] == pytest.approx((7 + 13) / (5 + 11 + 3 + 7 + 13))
