"""Hours that donors' money takes from those who work with it, worked out by hand."""

import numpy as np
import pytest

from partnersim.mechanisms.deciding.proposals import circumstances
from partnersim.mechanisms.partnership.donor_accounts import DonorAccounts, account
from partnersim.scenario.idle import idle_because
from partnersim.scenario.reading import changed, load_scenario
from partnersim.theory.coordination import account_staff
from partnersim.theory.partners import ALONE, JOINT, LEADER
from partnersim.world.staff import ACCOUNT, COORDINATE, STAFF_USES
from tests.partner_world import ONE, PartnerWorld, actor, scenario


def flags(*values):
    return np.array(values, dtype=bool)


ASKS = flags(1, 1, 0, 0)
ANSWERS = flags(0, 0, 1, 1)
MONEY = np.array([5.0, 3.0, 0.0, 2.0])
EVERYBODY = flags(1, 1, 1, 1)


def wanted(*, asks=ASKS, answers=ANSWERS, money=MONEY, who=EVERYBODY, rule=JOINT, joint=0.25):
    return account_staff(asks, answers, money, who, rule, 0.5, joint).tolist()


def test_each_recipient_answers_every_donor():
    """Half a person for the first donor, and three quarters of that for the second."""
    assert wanted() == pytest.approx([0.0, 0.0, 0.875, 0.875])
    assert wanted(rule=LEADER) == pytest.approx([0.0, 0.0, 0.875, 0.875])
    assert wanted(joint=0.0) == pytest.approx([0.0, 0.0, 1.0, 1.0])
    assert wanted(joint=1.0) == pytest.approx([0.0, 0.0, 0.5, 0.5])


def test_nobody_answers_a_donor_that_is_away_or_has_no_money():
    assert wanted(who=flags(1, 0, 1, 1)) == pytest.approx([0.0, 0.0, 0.5, 0.5])
    assert wanted(money=np.array([0.0, 3.0, 1.0, 1.0])) == pytest.approx([0.0, 0.0, 0.5, 0.5])
    assert wanted(money=np.array([0.0, 0.0, 1.0, 1.0])) == [0.0] * 4
    assert wanted(who=flags(1, 1, 0, 1)) == pytest.approx([0.0, 0.0, 0.0, 0.875])


def test_nobody_answers_where_each_plans_for_itself():
    assert wanted(rule=ALONE) == [0.0] * 4


def test_who_asks_does_not_answer_itself():
    assert wanted(answers=EVERYBODY) == pytest.approx([0.5, 0.5, 0.875, 0.875])


def test_hours_are_given_as_far_as_there_is_staff_and_stand_beside_other_uses():
    used = np.zeros((5, len(STAFF_USES)))
    used[4, COORDINATE] = 0.7
    rows, employed = np.array([3, 2, 4, 0]), np.array([9.0, 9.0, 9.0, 9.0, 1.0])
    spent = np.zeros(4)
    account((ASKS, ANSWERS, MONEY), EVERYBODY, JOINT, (0.5, 0.25), (rows, employed, used), spent)
    np.testing.assert_allclose(spent, [0.0, 0.0, 0.3, 0.875])
    np.testing.assert_allclose(used[:, ACCOUNT], [0.875, 0.0, 0.0, 0.0, 0.3])
    np.testing.assert_allclose(used.sum(axis=1), [0.875, 0.0, 0.0, 0.0, 1.0])
    assert STAFF_USES[ACCOUNT] == "account"


def aided(*, donors=2, joint=0.0, **settings):
    """An NGO with some donors, equally rich, that plan together; 600 hours a donor of 1200 a person."""
    people = [actor(i, kind="donor", name=f"donor_{i}") for i in range(donors)] + [actor(3, name="ngo")]
    accounts = {"hours_per_donor": 600.0, "hours_per_person": 1200.0, **settings.pop("accounts", {})}
    return PartnerWorld(
        scenario(
            actors=people,
            agreement={"practices": {"joint_reports": joint}, **settings.pop("agreement", {})},
            mechanisms={"donor_accounts": accounts, "partner_review": {"on": False}, **settings},
        )
    )


def accounts_of(world):
    return [o.staff_used["account"] for o in world.organizations]


def test_an_agreement_at_work_takes_the_hours_from_the_recipient_alone():
    world = aided(joint=0.4).run(2)
    assert accounts_of(world) == pytest.approx([0.0, 0.0, 0.5 * 1.6])
    np.testing.assert_allclose(world.agreements[0].month.account_staff, [0.0, 0.0, 0.8])
    assert accounts_of(aided(donors=4).run(2)) == pytest.approx([0.0] * 4 + [2.0])


def test_nothing_is_taken_when_off_or_where_each_plans_for_itself():
    off = aided(accounts={"on": False}).run(2)
    assert accounts_of(off) == [0.0] * 3 and not off.agreements[0].month.account_staff.any()
    assert accounts_of(aided(agreement={"pattern": "uncoordinated"}).run(2)) == [0.0] * 3


def test_an_agreement_that_has_ended_owes_nothing():
    world = aided().run(2)
    assert world.agreements[0].month.account_staff.any()
    world.agreements[0].end(2, "for the test")
    assert not world.agreements[0].month.account_staff.any()
    world.agreements[0].month.account_staff = np.ones(3)
    world.run(1)
    assert not world.agreements[0].working
    assert accounts_of(world) == [0.0] * 3 and not world.agreements[0].month.account_staff.any()


def test_hours_for_donors_are_missing_for_delivery_only_where_staff_binds():
    """An NGO of four persons can deliver 0.5 a person and year; two donors take one of the four."""

    def delivered(on, absorptive):
        people = [
            actor(0, kind="donor", name=f"donor_{i}", staff=0.0, capacity_idr={}, keeps_promises=1.0)
            for i in range(2)
        ]
        people.append(
            actor(0, name="ngo", staff=4.0, absorptive_idr=absorptive, keeps_promises=1.0, readiness=1.0)
        )
        accounts = {"on": on, "hours_per_donor": 600.0, "hours_per_person": 1200.0}
        quiet = (
            "coordination_cost",
            "observation",
            "partner_review",
            "leakage",
            "problem_events",
            "office_change",
        )
        made = scenario(
            actors=people,
            agreement={"practices": {"joint_reports": 0.0, "visits_per_month": 0.0}},
            mechanisms={"donor_accounts": accounts, **{name: {"on": False} for name in quiet},
                        "chosen_delivery": {"on": False}},
        )  # fmt: skip
        world = PartnerWorld(made).run(3)
        return float(world.agreements[0].month.delivered_idr[2].sum())

    # of the joint 3 a year, 4 x 0.5 can be delivered, or 3 x 0.5
    assert delivered(False, 0.5 * ONE) == pytest.approx(2.0 * ONE / 12.0, rel=1e-6)
    assert delivered(True, 0.5 * ONE) == pytest.approx(1.5 * ONE / 12.0, rel=1e-6)
    assert delivered(True, 2.0 * ONE) == pytest.approx(delivered(False, 2.0 * ONE), rel=1e-6)


def test_it_is_said_why_hours_for_donors_do_nothing():
    jember, gresik = load_scenario("jember"), load_scenario("gresik")
    hours, together = "mechanisms.donor_accounts.hours_per_donor", "practices.joint_reports"
    assert idle_because(jember, hours) == ""
    assert idle_because(gresik, hours) == "nobody asks for accounts"
    assert (
        idle_because(jember, f"agreements.bank_gakin.{together}") == "fewer than two members ask for accounts"
    )
    two = changed(jember, overrides={"actors.ypsm.asks_accounts": True})
    assert idle_because(two, f"agreements.bank_gakin.{together}") == ""
    kupang = load_scenario("kupang")
    assert (
        idle_because(kupang, "actors.kupang_government.asks_accounts")
        == "none of its partners takes others' money"
    )
    assert idle_because(kupang, "actors.ilo.asks_accounts") == ""
    assert (
        idle_because(kupang, "mechanisms.yearly_budgets.lapse_share")
        == "nobody lives on a yearly appropriation"
    )
    assert idle_because(jember, "mechanisms.yearly_budgets.lapse_share") == ""
    off = changed(two, overrides={"mechanisms.donor_accounts.on": False})
    assert idle_because(off, "actors.ilo.asks_accounts") == "mechanisms.donor_accounts is off"
    assert idle_because(off, f"agreements.bank_gakin.{together}") == "mechanisms.donor_accounts is off"


def test_a_donor_without_money_in_the_plan_asks_for_nothing():
    poor = {"rule": "appropriation", "yearly_idr": 0.0}
    people = [
        actor(0, kind="donor", name="rich"),
        actor(1, kind="donor", name="poor", budget=poor),
        actor(3, name="ngo"),
    ]
    accounts = {"hours_per_donor": 600.0, "hours_per_person": 1200.0}
    world = PartnerWorld(
        scenario(actors=people, mechanisms={"donor_accounts": accounts, "partner_review": {"on": False}})
    ).run(2)
    assert accounts_of(world) == pytest.approx([0.0, 0.0, 0.5])


def test_partners_plan_with_the_hours_that_donors_will_ask_for():
    """Of ten persons the NGO will give 0.5 x 1.6 to two donors' accounts; nobody talks or visits."""
    silent = {"coordination_cost": {"on": False}, "observation": {"on": False}}
    world = aided(joint=0.4, **silent).run(1)
    absorbs = circumstances(world, world.agreements[0]).having.means.absorbs
    np.testing.assert_allclose(absorbs, np.array([10.0, 10.0, 10.0 - 0.8]) * 2.0 * ONE)
    off = aided(joint=0.4, accounts={"on": False}, **silent).run(1)
    np.testing.assert_allclose(circumstances(off, off.agreements[0]).having.means.absorbs, 20.0 * ONE)


def test_switching_off_forgets_the_hours_of_the_month_before():
    world = aided().run(2)
    assert world.agreements[0].month.account_staff.any()
    DonorAccounts().off(world)
    assert not world.agreements[0].month.account_staff.any()
