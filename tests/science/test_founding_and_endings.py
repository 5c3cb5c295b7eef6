"""Who is asked at a founding and for which share, what an ended project still promises, and whose say is counted."""

import numpy as np
import pytest

import partnersim as ps
from partnersim.engine.model import PartnershipModel
from partnersim.measures.agreement_months import PartnershipNotes
from partnersim.measures.catalogue import partnership_attributes as genuine
from tests.partner_world import ONE, PartnerWorld, actor, scenario


def equality(w):
    notes = PartnershipNotes(w)
    notes.take()
    return float(genuine.equality(notes.months().agreements[0])[0])


def test_a_reserve_is_not_asked_at_the_founding():
    made = scenario(
        n=5, pattern="need_based",
        agreement={"working_already": False, "members": tuple(f"org_{i}" for i in range(4)), "reserve": ("org_4",)},
    )  # fmt: skip
    ring = PartnerWorld(made).run(10).agreements[0]
    assert ring.working and list(ring.inside) == [True] * 4 + [False]
    assert list(ring.contract.founders) == [True] * 4 + [False]
    (signed,) = [event for event in ring.events if event[1] == "signed"]
    assert "org_4" not in signed[3]


def test_what_trouble_stops_is_over_with_the_month_where_delivery_is_not_chosen():
    struck = {"hazard": 0.3, "damage": 0.2, "own_effort": 0.05, "growth": 0.1}
    w = PartnerWorld(scenario(mechanisms={"problem_events": struck, "chosen_delivery": {"on": False}}))
    seen = 0
    for _ in range(24):
        w.run(1)
        open_problems = w.organization_columns.problem
        np.testing.assert_allclose(w.agreements[0].month.ratio, 1.0 - open_problems)
        seen += int((open_problems > 0.0).sum())
    assert seen > 24  # otherwise there was nothing to be seen


@pytest.mark.parametrize(
    ("sharing", "expected"),
    [
        ("equal", [0.25, 0.25, 0.25, 0.25]),
        ("by_contribution", [0.4, 0.2, 0.2, 0.2]),
        # others get follower_fee of what they brought, the leader the rest
        ("leader_residual", [1.0 - 0.6 * 0.5, 0.2 * 0.5, 0.2 * 0.5, 0.2 * 0.5]),
    ],
)
def test_members_sign_for_the_share_that_the_terms_give_them(sharing, expected):
    people = [actor(i, n=4, budget={"rule": "appropriation", "yearly_idr": (2.0 if i == 0 else 1.0) * ONE})
              for i in range(4)]  # fmt: skip
    terms = {"sharing": sharing, "completeness": 0.5}
    made = scenario(
        actors=people, agreement={"working_already": False, "terms": terms, "stages": {"cost_share": 0.0}},
        mechanisms={"rival_benefits": {"on": False, "follower_fee": 0.5},
                    "formation": {"writing_cost": 0.0}, "partner_review": {"on": False}},
    )  # fmt: skip
    ring = PartnerWorld(made).run(8).agreements[0]
    assert ring.working and ring.inside.all()
    np.testing.assert_allclose(ring.shares, expected, rtol=0.02)  # money was spent for some months before the signing
    assert ring.shares.sum() == pytest.approx(1.0)


@pytest.mark.parametrize("together", [False, True])
def test_a_project_that_has_ended_promises_nothing(together):
    spec = ps.load("jember", sample__households=1000, mechanisms__formation__on=together)
    model = PartnershipModel(spec, 3)
    donor = model.by_name["ilo"].number
    promised = []
    for _ in range(42):
        model.step()
        promised.append(sum(
            float(group.month.promised_idr[list(group.rows).index(donor)].sum())
            for group in (*model.agreements, model.apart) if group.working
        ))  # fmt: skip
    ended = 2 + 36  # from March 2009, three years
    assert min(promised[4:ended - 1]) > 0.0 and max(promised[ended:]) == 0.0


def test_the_say_of_one_is_no_more_equal_once_others_have_left():
    led = PartnerWorld(scenario(pattern="donor_led")).run(3)
    assert led.agreements[0].inside.all() and equality(led) == pytest.approx(0.2)
    led.agreements[0].leave(3)
    led.agreements[0].leave(4)
    assert equality(led) == pytest.approx(0.2)
    equals = PartnerWorld(scenario()).run(3)
    assert equality(equals) == pytest.approx(1.0)
    equals.agreements[0].leave(3)
    assert equality(equals) == pytest.approx(0.8)  # a quarter each of four, nothing for the fifth
