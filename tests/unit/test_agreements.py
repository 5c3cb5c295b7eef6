"""Records of an agreement: replaced and never written into, so that imagining moves nothing real."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, replace

import numpy as np
import pytest

from partnersim.theory.arrays import read_only
from partnersim.theory.delivery import Conduct, add_month
from partnersim.world.agreement_books import Month, Year
from partnersim.world.agreements import AgreementState, Group
from partnersim.world.beliefs import Beliefs, Evidence
from partnersim.world.contracts import PREPARING, Plan, Stage
from tests.partner_world import ONE, PartnerWorld, scenario


def ring(months: int = 0, **changes: object) -> AgreementState:
    return PartnerWorld(scenario(n=3, **changes)).run(months).agreements[0]


def arrays_of(record: object, prefix: str = "") -> list[tuple[str, np.ndarray]]:
    """Every array of a record and of the records in it, with the path to it; not those of the members themselves."""
    found = []
    for part in fields(record):  # type: ignore[arg-type]
        if part.name == "columns":
            continue
        value = getattr(record, part.name)
        if isinstance(value, np.ndarray):
            found.append((prefix + part.name, value))
        elif hasattr(value, "__dataclass_fields__"):
            found += arrays_of(value, f"{prefix}{part.name}.")
    return found


def test_what_is_agreed_believed_seen_and_planned_cannot_be_written_into() -> None:
    agreement = ring(2)
    locked = dict(arrays_of(agreement))
    for name, values in locked.items():
        if not name.startswith(("month.", "year.")):
            assert not values.flags.writeable, name
    with pytest.raises(ValueError, match="read-only"):
        agreement.contract.inside[0] = False
    assert {"contract.inside", "beliefs.reliability.alpha", "views.needs", "plan.spends_idr", "awake",
            "shares", "accounts.last.results"} <= set(locked)  # fmt: skip
    with pytest.raises(FrozenInstanceError):
        agreement.contract.completeness = 1.0  # type: ignore[misc]
    with pytest.raises(AttributeError):
        agreement.inside = np.ones(3, dtype=bool)  # type: ignore[misc]


def test_nothing_that_is_done_to_an_imagined_agreement_reaches_the_real_one() -> None:
    agreement = ring(14)
    before = {name: values.copy() for name, values in arrays_of(agreement)}
    life, events = replace(agreement.life), len(agreement.events)
    unlearned = agreement.imagined(beliefs=agreement.beliefs.unlearned())
    assert (unlearned.beliefs.reliability.alpha == agreement.beliefs.founding_reliability.alpha).all()
    for name, values in arrays_of(unlearned):
        assert not values.flags.writeable and name in before
    with pytest.raises(ValueError, match="read-only"):
        unlearned.year.conduct += 1.0
    unlearned.leave(1)
    unlearned.end(99, "imagined")
    unlearned.events.append((1, "a", "b", "c"))
    assert unlearned.stage is Stage.ENDED and agreement.working
    assert agreement.life == life and len(agreement.events) == events
    for name, values in arrays_of(agreement):
        np.testing.assert_array_equal(values, before[name], err_msg=name)


def test_an_array_given_to_a_record_is_copied_and_one_that_is_locked_is_shared() -> None:
    mine = np.array([1.0, 2.0])
    plan = Plan.agreed(np.zeros((2, 5)), mine)
    mine[0] = 9.0
    np.testing.assert_array_equal(plan.money_idr, [1.0, 2.0])
    assert replace(plan, spends_idr=np.ones((2, 5))).money_idr is plan.money_idr
    window = np.zeros(4)
    view = window.view()
    view.flags.writeable = False
    locked = read_only(view)  # a locked view of what somebody else may write into is no lock
    window[0] = 5.0
    assert locked[0] == 0.0


def test_evidence_is_lost_with_a_head_and_is_carried_by_hand() -> None:
    founding = Evidence(np.full((2, 2), 2.0), np.full((2, 2), 1.0))
    now = Evidence(np.array([[2.0, 6.0], [4.0, 2.0]]), np.array([[1.0, 3.0], [1.0, 1.0]]))
    np.testing.assert_allclose(now.mean, [[2 / 3, 6 / 9], [4 / 5, 2 / 3]])
    newcomer = now.of_somebody_new(1, founding, 0.5)
    np.testing.assert_allclose(newcomer.alpha, [[2.0, 4.0], [4.0, 2.0]])
    np.testing.assert_allclose(newcomer.beta, [[1.0, 2.0], [1.0, 1.0]])
    three = Evidence.alike(3, alpha=2.0, beta=1.0)
    carried = three.carried(now, three, here=[2, 0], there=[0, 1], share=0.5)
    np.testing.assert_allclose(carried.alpha, [[2.0, 2.0, 3.0], [2.0, 2.0, 2.0], [4.0, 2.0, 2.0]])
    np.testing.assert_allclose(carried.beta, [[1.0, 1.0, 1.0], [1.0, 1.0, 1.0], [2.0, 1.0, 1.0]])


def test_beliefs_at_the_founding_and_unlearned_again() -> None:
    founding = Beliefs.at_founding(2, mean=0.6, strength=10.0)
    np.testing.assert_allclose(founding.reliability.mean, 0.6)
    np.testing.assert_allclose(founding.reliability.alpha + founding.reliability.beta, 10.0)
    np.testing.assert_allclose(founding.activity.mean, 0.95)
    learned = replace(founding, reliability=Evidence.alike(2, alpha=9.0, beta=1.0))
    assert learned.unlearned().reliability is founding.founding_reliability


def test_members_leave_come_back_and_turn_in_their_sleep() -> None:
    agreement = ring()
    assert agreement.inside.all() and agreement.awake.all()
    agreement.turn(1)
    np.testing.assert_array_equal(agreement.awake, [True, False, True])
    agreement.leave(1)  # whoever comes back comes awake
    np.testing.assert_array_equal(agreement.inside, [True, False, True])
    assert agreement.awake.all()
    agreement.turn(0)
    agreement.join(1)
    assert agreement.inside.all()
    np.testing.assert_array_equal(agreement.awake, [False, True, True])


def test_an_ended_agreement_binds_and_plans_nothing_and_its_money_of_the_month_is_forgotten() -> None:
    agreement = ring(8)
    assert agreement.plan_idr.sum() > 0.0 and agreement.month.delivered_idr.sum() > 0.0
    year = agreement.year.delivered_idr.copy()
    agreement.end(8, "no money left")
    assert (agreement.life.ends, agreement.life.reason, agreement.stage) == (8, "no money left", Stage.ENDED)
    assert not agreement.inside.any() and agreement.plan_idr.sum() == 0.0
    month = agreement.month
    for column in (month.talks, month.seen_chance, month.coordination_staff, month.visit_staff, month.account_staff,
                   month.ties, month.promised_idr, month.delivered_idr, month.leaked_idr):  # fmt: skip
        assert not column.any()
    np.testing.assert_array_equal(agreement.year.delivered_idr, year)
    assert agreement.age(9) == -1


def test_work_apart_has_no_practices_and_never_meets() -> None:
    apart = PartnerWorld(scenario(n=3)).apart
    assert apart.apart and not ring().apart
    assert (
        apart.practices.visits_per_month
        == apart.practices.meetings_per_year
        == apart.practices.information
        == 0.0
    )
    assert not any(apart.meets(month) for month in range(1, 13))
    assert not isinstance(apart, AgreementState) and isinstance(apart, Group)


def test_a_year_is_the_sum_of_its_months() -> None:
    month, year = Month.before_any(1), Year.begun(1)
    month.shirk, month.ready, month.leak = np.array([0.2]), np.array([0.5]), np.array([0.1])
    month.delivered_idr[0, 2], month.promised_idr[0, 2] = 30.0, 40.0
    month.diverted_idr[0] = 5.0
    elsewhere = Conduct(*np.array([[0.9, 0.25], [0.3, 0.4], [0.2, 0.5], [7.0, 7.0]]))  # luck does not count
    for _ in range(2):
        add_month(year.sums, month.payments, month.conduct, elsewhere, read_only(np.array([1])))
    np.testing.assert_allclose(year.conduct[:, 0], [2 * 0.8 * 0.5 * 0.9, 2 * 0.8, 2 * 0.2 * 0.5, 2 * 0.2])
    assert (year.delivered_idr[0, 2], year.promised_idr[0, 2], year.diverted_idr[0]) == (60.0, 80.0, 10.0)
    np.testing.assert_allclose(year.alone[:, 0], [2 * 0.75 * 0.4 * 0.5, 2 * 0.75, 2 * 0.25 * 0.4, 2 * 0.25])


def test_stages_follow_one_another_and_those_of_no_months_are_skipped() -> None:
    stages = {
        "identification_months": 1,
        "socialisation_months": 0,
        "planning_months": 2,
        "agreement_months": 1,
    }
    world = PartnerWorld(scenario(n=3, agreement={"working_already": False, "stages": stages}))
    lived = []
    for _ in range(6):
        agreement = world.agreements[0]
        world.run(1)
        lived.append((agreement.stage, agreement.life.months_in_stage))
    assert [stage for stage, _ in lived] == [
        Stage.PLANNING, Stage.PLANNING, Stage.AGREEMENT,
        Stage.IMPLEMENTATION, Stage.IMPLEMENTATION, Stage.IMPLEMENTATION,
    ]  # fmt: skip
    assert lived[:2] == [(Stage.PLANNING, 0), (Stage.PLANNING, 1)]
    assert agreement.contract.signed == agreement.life.founded == 3
    formation = world.spec.mechanisms.formation
    assert agreement.planned == pytest.approx(
        (1 - (1 - formation.planned_gain) ** 2) * (1 - formation.planned_fading) ** 2
    )
    assert agreement.contract.founding_idr.sum() > 1e-3 * ONE


def test_a_try_that_fails_begins_anew_after_the_months_of_retry() -> None:
    world = PartnerWorld(scenario(n=1, agreement={"working_already": False}))
    agreement = world.agreements[0]
    world.run(12)
    why = [event for event in agreement.events if event[1] == "not formed"]
    assert why and agreement.life.waits_until == why[-1][0] + world.spec.mechanisms.formation.retry_months
    assert (
        agreement.stage in PREPARING and agreement.completeness == 0.0 and agreement.contract.signed is None
    )


def test_what_is_expected_of_partners_follows_what_is_believed_and_who_heads_them() -> None:
    pair = PartnerWorld(scenario(n=2)).run(1).agreements[0]
    ones = np.ones((2, 2))
    pair.beliefs = replace(
        pair.beliefs, reliability=Evidence(3.0 * ones, ones), activity=Evidence(ones, ones)
    )
    for given in (pair.trust, pair.expected_delivery):
        given[:] = 9.0  # whoever is given the numbers may change them
    assert pair.trust[0, 1] == 0.75 and pair.expected_delivery[0, 1] == 0.75 * 0.5
    pair.columns.keeps_promises[:] = [0.25, 0.5]
    assert np.diag(pair.trust).tolist() == np.diag(pair.expected_delivery).tolist() == [0.25, 0.5]
    pair.beliefs = replace(pair.beliefs, activity=Evidence(3.0 * ones, ones))
    assert pair.expected_delivery[0, 1] == 0.75 * 0.75
    pair.beliefs = replace(pair.beliefs, reliability=Evidence(ones, ones))
    assert pair.trust[0, 1] == 0.5 and pair.expected_delivery[0, 1] == 0.5 * 0.75
    imagined = pair.imagined(beliefs=replace(pair.beliefs, reliability=Evidence(ones, 3.0 * ones)))
    assert imagined.trust[0, 1] == 0.25 and pair.trust[0, 1] == 0.5
