"""Who holds the joint money: what lies in whose purse, what is withheld, and what that makes of signing."""

from __future__ import annotations

import numpy as np
import pytest

import partnersim as ps
from partnersim.mechanisms.services.delivery import ServiceDelivery
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.theory.purse import OWN, THIRD_PARTY, held, through_hands
from partnersim.theory.work_of_plans import arriving
from partnersim.world.agreements import AgreementState
from tests.partner_world import PartnerWorld, actor, scenario
from tests.unit.test_spending import month_of


def yes(*who: int) -> np.ndarray:
    return np.array(who, dtype=bool)


def test_a_treasurer_who_takes_part_has_all_the_money() -> None:
    budgets = np.array([1.0, 2.0, 3.0])
    assert held(budgets, yes(1, 1, 0), 0).tolist() == [3.0, 0.0, 3.0]  # the third takes no part
    assert held(budgets, yes(1, 1, 1), 2).tolist() == [0.0, 0.0, 6.0]
    for holder in (2, OWN, THIRD_PARTY):  # not there; nobody; no member
        assert held(budgets, yes(1, 1, 0), holder).tolist() == [1.0, 2.0, 3.0]
    assert budgets.tolist() == [1.0, 2.0, 3.0]


def test_a_third_party_withholds_nothing_and_keeps_its_fee() -> None:
    gives, withholds = np.array([0.9, 0.5]), np.array([0.1, 0.5])
    assert [part.tolist() for part in through_hands(gives, withholds, THIRD_PARTY, 0.03)] == [
        [0.97, 0.97],
        [0, 0],
    ]
    for holder in (OWN, 1):
        assert [part.tolist() for part in through_hands(gives, withholds, holder, 0.03)] == [
            [0.9, 0.5],
            [0.1, 0.5],
        ]


@pytest.mark.parametrize(
    ("holder", "expected"),
    [
        # one each, of which the first spends 0.5 and the second 1.5; the first gives 0.8 of what it passes on
        (OWN, [1.0, (1.0 + 0.5 * 0.8) / 1.5]),
        (0, [1.0, 0.8]),  # all that the second spends comes from the first
        (1, [0.5, 1.0]),  # all that the first spends comes from the second, who gives half
        (THIRD_PARTY, [1.0, (1.0 + 0.5 * 0.9) / 1.5]),  # a tenth of what is passed on is the fee
    ],
)
def test_what_arrives_depends_on_who_holds_the_money(holder, expected) -> None:
    both, budgets, plan = yes(1, 1), np.ones(2), np.array([[0.5], [1.5]])
    gives, _ = through_hands(np.array([0.8, 0.5]), np.zeros(2), holder, 0.1)
    assert arriving(plan, held(budgets, both, holder), np.ones(2), gives, both) == pytest.approx(expected)


def test_a_treasurer_is_paid_what_the_plan_needs_and_withholds_of_all_that_it_passes_on() -> None:
    """The first has 60 and plans 40, the second has 10 and plans 20: of each purse 6 parts in 7 are needed."""
    month, in_ = month_of(holder=0), 60.0 / 7.0
    # of the 20 that the second spends 16 come and 4 are shown: half of that is seed money
    assert month.balances == pytest.approx(
        {"a": 100 + in_ - 16 - 4 - 40, "b": 100 - in_ + 16 - 16, "stranger": 100, "seed": 8 + 4 + 2,
         "officials": 6, "support": 0, "market": 18 + 16 + 4 + 2}
    )  # fmt: skip
    # what came back of its own money is no gift; year's sums begin at 1
    assert month.sums.passed_idr == pytest.approx(np.array([[1, 1 + 16 - in_], [1, 1]]))
    assert month.sums.withheld_idr == pytest.approx(np.array([[1, 5], [1, 1]]))
    assert month.paid.transferred_idr == pytest.approx([16 - in_, 0])
    assert month.paid.diverted_idr == pytest.approx([8 + 4, 0])


def test_an_honest_treasurer_spares_others_what_a_bad_giver_withholds() -> None:
    month, in_ = month_of(holder=1), 360.0 / 7.0
    assert month.balances == pytest.approx(
        {"a": 100 - in_ + 40 - 40, "b": 100 + in_ - 40 - 20, "stranger": 100, "seed": 8 + 4, "officials": 6,
         "support": 0, "market": 18 + 20 + 4}
    )  # fmt: skip
    assert month.sums.passed_idr == pytest.approx(np.array([[1, 1 + in_ - 40], [1, 1]]))
    assert month.sums.withheld_idr.tolist() == [[1, 1], [1, 1]]
    assert month.paid.transferred_idr == pytest.approx([in_ - 40, 0])


def test_a_third_party_keeps_its_fee_of_what_one_pays_another() -> None:
    month = month_of(holder=THIRD_PARTY, fee=0.1)
    assert month.balances == pytest.approx(
        {"a": 100 - 10 - 40, "b": 100 + 9 - 19, "stranger": 100, "seed": 8 + 4, "officials": 6, "support": 0,
         "market": 18 + 19 + 4 + 1}
    )  # fmt: skip
    assert month.ledger.paid("coordination") == pytest.approx(1)
    assert month.sums.passed_idr == pytest.approx(np.array([[1, 10], [1, 1]]))
    assert month.sums.withheld_idr.tolist() == [[1, 1], [1, 1]]


def test_who_plans_alone_pays_nobody() -> None:
    plain, led = month_of(alone=True), month_of(alone=True, holder=0)
    assert plain.balances == led.balances


def signs(trust: float, **purse) -> bool:
    """Whether two sign of whom the second has nine tenths of the money, and trusts the first so much."""
    money = [{"rule": "appropriation", "yearly_idr": yearly} for yearly in (1e8, 1e9)]
    people = [actor(i, het=2.0, budget=money[i]) for i in range(2)]
    made = {
        "working_already": False, "purse": purse, "stages": {"identification_months": 0, "planning_months": 0},
        "founding_trust": {"org_1": {"org_0": trust}},
    }  # fmt: skip
    world = PartnerWorld(scenario(actors=people, agreement=made)).run(4)
    return bool(world.what("signed"))


def test_members_sign_with_a_treasurer_whom_they_trust() -> None:
    """Nobody is told to: who expects that its money does not come back as work stays out."""
    assert signs(0.95, held_by="member", treasurer="org_0")
    assert not signs(0.05, held_by="member", treasurer="org_0")
    assert signs(0.05)
    assert signs(0.05, held_by="member", treasurer="org_1")
    assert signs(0.05, held_by="third_party")


def ring(pattern: str = "parallel_collaborative", leader: str = "org_1", **purse) -> AgreementState:
    made = {"purse": purse, "leader": leader}
    return PartnerWorld(scenario(n=3, pattern=pattern, agreement=made)).agreements[0]


def test_the_treasurer_is_the_one_named_or_else_the_leader() -> None:
    assert ring().purse == (OWN, 0.0)
    assert ring(held_by="member", fee=0.2).purse == (1, 0.0)
    assert ring(held_by="member", treasurer="org_2").purse == (2, 0.0)
    assert ring(held_by="third_party", fee=0.2).purse == (THIRD_PARTY, 0.2)
    for held_by in ("member", "third_party"):  # nobody passes money on where each plans alone
        assert ring("uncoordinated", held_by=held_by).purse == (OWN, 0.0)


def test_with_another_leader_the_money_goes_to_it_unless_somebody_is_named() -> None:
    for named, holder in ((None, 2), ("org_0", 0)):
        state = ring(held_by="member", treasurer=named)
        state.change_contract(leader=2)
        assert state.purse == (holder, 0.0)


def transfers(world: PartnerWorld) -> set[str]:
    """Who took part in this month's transfers."""
    flows = world.ledger.flows()
    passed_on = flows[(flows.kind == "transfer") & (flows.month == world.ledger.month - 1)]
    return {*passed_on.payer, *passed_on.receiver}


def test_nobody_pays_a_treasurer_who_is_not_at_work() -> None:
    world = PartnerWorld(
        scenario(n=3, het=2.0, agreement={"purse": {"held_by": "member", "treasurer": "org_2"}})
    )
    world.step()
    assert transfers(world) == {"org_0", "org_1", "org_2"}
    world.agreements[0].turn(2)  # falls asleep
    ServiceDelivery().step(world)
    world.ledger.close_month({})
    assert "org_2" not in transfers(world)


@pytest.mark.parametrize(
    ("sets", "message"),
    [
        (
            {"held_by": "member", "treasurer": "iloo"},
            r"'iloo' is neither a member .* \(did you mean 'ilo'\?\)",
        ),
        ({"treasurer": "ilo"}, r"'ilo' is named although the money is held by each; allowed a name only"),
        ({"held_by": "a_bank"}, "held_by"),
        ({"held_by": "third_party", "fee": 0.6}, r"0 to 0\.5"),
    ],
)
def test_a_purse_that_cannot_be_is_refused(sets, message) -> None:
    with pytest.raises(ScenarioError, match=message):
        ps.load("jember").but({f"agreements.bank_gakin.purse.{name}": value for name, value in sets.items()})
