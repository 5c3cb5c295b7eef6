"""Fines and putting out: what is feared, when one pays for a sanction, what it moves, who leaves it to others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from partnersim.mechanisms.deciding.conduct import shirking
from partnersim.mechanisms.deciding.proposals import circumstances, share_out_money, weigh
from partnersim.mechanisms.partnership import sanctions
from partnersim.mechanisms.partnership.sanctions import Sanctions
from partnersim.scenario.aspects import ASPECTS
from partnersim.theory.sanctions import chance_expected, feared, imposes, lesson, loss_in_months
from partnersim.theory.worth import ACTIVE
from partnersim.world.beliefs import Evidence
from partnersim.world.staff import SETTLE
from tests.partner_world import PartnerWorld, actor, scenario

# --- formulas -----------------------------------------------------------------------------------------------


def test_what_is_expected_of_sanctions_is_learned() -> None:
    # a half, worth two cases; then three of four were punished: (1 + 3) / (2 + 4)
    yes, no = np.array([0.0, 3.0]), np.array([0.0, 1.0])
    assert chance_expected(yes, no, 0.5, 2.0) == pytest.approx([0.5, 4 / 6])
    assert lesson(yes, no, 2.0) == pytest.approx([1 / 3, 1 / 7])
    # the lesson is the difference that the next case makes
    after = [chance_expected(yes + more, no + 1 - more, 0.5, 2.0) for more in (1.0, 0.0)]
    assert after[0] - after[1] == pytest.approx(lesson(yes, no, 2.0))


def test_a_sanction_takes_the_fine_and_where_one_can_be_put_out_a_year_outside() -> None:
    at_stake, own = np.array([0.05, -0.1, 0.2]), np.array([30.0, 60.0, 0.0])
    assert loss_in_months(0.5, False, at_stake, own, 90.0).tolist() == [0.5, 0.5, 0.0]
    # 12 x 0.05 x 90 / 30 months of its own money; nothing to lose; no money here
    assert loss_in_months(0.5, True, at_stake, own, 90.0) == pytest.approx([0.5 + 1.8, 0.5, 0.0])


def test_fear_takes_from_what_one_would_divert() -> None:
    assert feared(np.array([0.5, 0.25]), np.array([0.5, 2.0]), 0.6) == pytest.approx([0.6 * 0.25, 0.6 * 0.5])


@pytest.mark.parametrize(
    ("others_do", "cost", "does"),
    [(0.0, 0.0199, True), (0.0, 0.0201, False), (0.5, 0.0099, True), (0.5, 0.0101, False), (1.0, 0.0, False)],
)
def test_a_sanction_is_imposed_if_it_is_worth_its_cost_and_others_may_do_it(others_do, cost, does) -> None:
    # 0.04 a year for half a year are 0.02
    assert imposes(0.04, 0.5, others_do, cost) is does


# --- in an agreement ----------------------------------------------------------------------------------------

QUIET = {
    "office_change": {"on": False}, "problem_events": {"on": False}, "disputes": {"on": False},
    "partner_review": {"on": False}, "leakage": {"on": False}, "observation": {"error_sd": 0.0},
    "chosen_delivery": {"luck_sd": 0.0, "reciprocity": 0.0, "contract_penalty": 0.0, "value_at_stake": 0.0},
}  # fmt: skip


def world(*, n=3, months=24, practices=None, keeps=(0.3, 0.9, 0.9), seed=1, **sanctions) -> PartnerWorld:
    """Partners of whom the first keeps few of its promises, in an agreement that is at work."""
    people = [actor(i, keeps_promises=keeps[min(i, len(keeps) - 1)], readiness=1.0) for i in range(n)]
    agreement = {"practices": {"visits_per_month": 20.0, **(practices or {})}, "months": 120}
    made = scenario(actors=people, agreement=agreement, mechanisms={**QUIET, "sanctions": sanctions})
    return PartnerWorld(made, seed=seed).run(months)


CHEAP = {"fee": 0.01, "staff": 0.001, "deterrence": 1.0, "horizon_months": 60}


QUIET_BUT_REVIEWED = {**QUIET, "partner_review": {"on": True}}


def shirked(w: PartnerWorld) -> float:
    return float(w.agreements[0].month.shirk[0])


def flows_of(w: PartnerWorld) -> list:
    return w.ledger.flows().to_records(index=False).tolist()


def test_without_the_practices_the_rule_moves_nothing() -> None:
    assert flows_of(world(months=12)) == flows_of(world(months=12, on=False))
    fined = {"fine": 1.0, "exclusion": 0.5}
    assert flows_of(world(months=12, practices=fined, on=False)) == flows_of(world(months=12))


def test_a_fine_is_lost_to_who_pays_it_and_costs_who_imposes_it() -> None:
    w = world(practices={"fine": 0.5}, **CHEAP)
    fined = w.what("fined")
    assert fined and {entry[2] for entry in fined} == {"org_0"}
    flows = w.ledger.flows()
    fines, fees = flows[flows.kind == "damages"], flows[flows.kind == "coordination"]
    assert set(fines.payer) == {"org_0"} and set(fines.receiver) == {"market"}
    assert set(fees.payer) <= {"org_1", "org_2"}
    # half a month of a billion a year, of each who imposes it; a hundredth of that is the fee
    assert fines.amount_idr.max() <= 2 * 1e9 / 24 + 1.0 and fees.amount_idr.max() <= 2 * 0.01 * 1e9 / 24 + 1.0
    assert w.ledger.total() == pytest.approx(0.0, abs=1.0)


def test_who_is_fined_diverts_less_and_who_is_never_fined_fears_less_and_less() -> None:
    plain, fined = world(), world(practices={"fine": 0.5}, **CHEAP)
    assert shirked(fined) < shirked(plain) - 0.1
    spared = world(practices={"fine": 0.5}, fee=10.0)  # too dear for anybody
    assert not spared.what("fined")
    early = world(practices={"fine": 0.5}, fee=10.0, months=2)
    assert shirked(early) < shirked(spared) < shirked(plain) + 1e-9
    known = spared.agreements[0].sanctions
    assert known.punished.tolist() == [0, 0, 0] and known.spared[0] > 5


@pytest.mark.parametrize("dear", [{"fee": 10.0}, {"staff": 100.0}])
def test_where_sanctions_cost_more_than_they_better_nobody_pays_for_them(dear) -> None:
    assert not world(practices={"fine": 0.5}, **{**CHEAP, **dear}).what("fined")


def test_who_expects_others_to_pay_leaves_it_to_them() -> None:
    """Members who are sure of the others, and of their not acting: what they see hardly changes that."""
    made = {"practices": {"fine": 0.5}, "months": 4, "n": 5}
    alone, left = [
        world(**made, **{**CHEAP, "expected": chance, "expected_weight": 1000.0}) for chance in (0.0, 1.0)
    ]
    assert alone.what("fined") and not left.what("fined")


def test_those_who_gain_put_out_one_that_keeps_no_promise() -> None:
    """It brings no money and no strength, and has a vote; one that brings some is worth more inside than outside."""

    def lived(n: int = 4, *, useless: bool = True, **dear: float) -> PartnerWorld:
        people = [actor(i, keeps_promises=0.95, readiness=1.0) for i in range(n)]
        people[0] |= {"keeps_promises": 0.02}
        if useless:
            people[0] |= {
                "common_aim": 0.0, "productivity": dict.fromkeys(ASPECTS, 0.3),
                "budget": {"rule": "appropriation", "yearly_idr": 1e7},
            }  # fmt: skip
        made = {"practices": {"visits_per_month": 20.0, "exclusion": 0.5}, "months": 120}
        rules = {**QUIET, "sanctions": {**CHEAP, **dear}}
        return PartnerWorld(scenario(actors=people, agreement=made, mechanisms=rules)).run(9)

    w = lived()
    assert [(entry[1], entry[2]) for entry in w.what("put out")] == [("put out", "org_0")]
    ring = w.agreements[0]
    assert ring.inside.tolist() == [False, True, True, True] and ring.working
    assert ring.leader != 0  # it led
    for spared in (lived(staff=100.0), lived(useless=False), lived(n=2)):
        assert not spared.what("put out") and spared.agreements[0].inside.all()


def test_who_weighs_a_partnership_knows_what_fear_leaves_of_its_own_wish() -> None:
    """Unseen it would divert 0.7, and the others 0.1; half a month, with chance a half, is a quarter."""
    w = world(months=3, practices={"fine": 0.5}, **CHEAP)
    ring = w.agreements[0]
    ring.sanctions = type(ring.sanctions).none(3)
    seen = np.array([0.4, 0.0, 1.0])
    expected = shirking(w, ring, who=ring.at_work, seen=seen, at_stake=np.zeros(3))
    assert expected == pytest.approx([0.7 - 0.4 * 0.25, 0.1, 0.0])
    ring.month.hushed, ring.month.forgiven = np.array([0.5, 0.0, 0.0]), 0.2
    assert shirking(w, ring, who=ring.at_work, seen=seen, at_stake=np.zeros(3))[0] == pytest.approx(
        0.7 - 0.4 * 0.5 * 0.8 * 0.25
    )
    # beside it, where one can be put out: a year of 0.02 of the joint money, of which it brings a third
    both = world(months=3, practices={"fine": 0.5, "exclusion": 1.0}, **CHEAP)
    ring = both.agreements[0]
    ring.sanctions = type(ring.sanctions).none(3)
    share = ring.budget_idr[0] / ring.budget_idr.sum()
    expected = shirking(both, ring, who=ring.at_work, seen=seen, at_stake=np.array([0.02, 0.0, 0.0]))
    assert expected[0] == pytest.approx(0.7 - 0.4 * 0.5 * (0.5 + 12 * 0.02 / share))


def test_what_was_seen_teaches_who_fell_short_and_who_saw_it() -> None:
    w = world(months=3, practices={"fine": 0.5}, **CHEAP)
    ring, rule = w.agreements[0], Sanctions()
    n = len(ring)
    seen, nobody = np.zeros((n, n), dtype=bool), np.zeros((n, n), dtype=bool)
    seen[1, 0] = seen[2, 0] = True
    ring.month.seen, ring.month.seen_ratio = seen, np.where(seen, 0.2, 0.0)
    ring.sanctions = replace(ring.sanctions, **{
        name: np.zeros(n) for name in ("punished", "spared", "left_to_others", "left_alone")
    })  # fmt: skip
    rule.step(w)
    known = ring.sanctions
    assert known.punished[0] + known.spared[0] == 1.0 and known.punished[1:].tolist() == [0.0, 0.0]
    assert (known.left_to_others + known.left_alone).tolist() == [0.0, 1.0, 1.0]
    ring.month.seen = nobody  # nobody looked: nothing is learned
    rule.step(w)
    assert ring.sanctions.spared.tolist() == known.spared.tolist()
    # nor from what nobody is blamed for: a fifth was seen, and trouble took the rest
    ring.month.seen, ring.month.excused = seen, np.array([5.0, 1.0, 1.0])
    rule.step(w)
    assert ring.sanctions.spared.tolist() == known.spared.tolist()
    ring.month.excused = np.ones(3)
    # a sighting within the tolerance is no case
    ring.month.seen, ring.month.seen_ratio = seen, np.where(seen, 0.86, 0.0)
    rule.step(w)
    assert ring.sanctions.punished.tolist() == known.punished.tolist()


def caught(*, fee: float, n: int = 3, **rule: float) -> PartnerWorld:
    """After a quiet month of work the second member sees the first fall short; nothing is learned of sanctions yet."""
    w = world(n=n, months=3, practices={"fine": 0.5}, **{**CHEAP, "fee": fee, **rule})
    ring = w.agreements[0]
    seen = np.zeros((n, n), dtype=bool)
    seen[1, 0] = True
    ring.month.seen, ring.month.seen_ratio = seen, np.where(seen, 0.2, 0.0)
    ring.sanctions = type(ring.sanctions).none(n)
    return w


def better_by(w: PartnerWorld, more: float) -> float:
    """What the second member believes work to be better by, a year, if the first kept so much more."""
    ring = w.agreements[0]
    share_out_money(w)
    having = circumstances(w, ring)
    known = ring.beliefs.reliability
    alpha, beta = known.alpha.copy(), known.beta.copy()
    alpha[1, 0], beta[1, 0] = known.alpha[1, 0] + more * (known.alpha + known.beta)[1, 0], known.beta[1, 0]
    beta[1, 0] -= alpha[1, 0] - known.alpha[1, 0]
    me = np.array([False, True, *[False] * (len(ring) - 2)])
    hoped = ring.imagined(beliefs=replace(ring.beliefs, reliability=Evidence(alpha, beta)))
    then, now = (
        weigh(w, group, taking=ring.at_work, having=having, plan=ring.plan_idr, who=me)[1, ACTIVE]
        for group in (hoped, ring)
    )
    return float(then - now)


@pytest.mark.parametrize(("n", "others_do", "horizon"), [(2, 0.0, 12), (3, 0.5, 60)])
def test_a_fine_is_imposed_up_to_the_fee_at_which_it_costs_what_it_is_worth(n, others_do, horizon) -> None:
    w = caught(fee=0.01, n=n, horizon_months=horizon)
    ring, p = w.agreements[0], w.spec.mechanisms.sanctions
    # nothing learned: one more case raises the chance by 1 / (2 + 1); half a month is the fine; what is told deters
    told = float(ring.month.seen_by_somebody[0])
    gain = better_by(w, p.deterrence * 0.5 / 3.0 * told)
    assert gain > 0.0
    money = circumstances(w, ring).budgets.sum()
    fine = 0.5 * ring.budget_idr[0] / 12.0
    staff = p.staff * 2e9 / 12.0  # of people who each deliver two billion a year
    dearest = ((1.0 - others_do) * gain * (horizon / 12.0) * money - staff) / fine
    for fee, fined in ((dearest * 0.999, True), (dearest * 1.001, False)):
        w = caught(fee=0.01, n=n, horizon_months=horizon)
        w.spec = w.spec.but({"mechanisms.sanctions.fee": float(fee)})
        before = len(w.what("fined"))
        Sanctions().step(w)
        assert (len(w.what("fined")) > before) is fined


def test_a_fine_goes_to_nobody_and_its_fee_and_staff_are_the_punishers() -> None:
    w = caught(fee=0.02)
    ring, ledger = w.agreements[0], w.ledger
    cash = [member.cash for member in ring.members]
    before, market = [ledger.balance(c) for c in cash], ledger.balance(w.accounts.market)
    used = ring.columns.staff_used[:, SETTLE].copy()
    fine = 0.5 * ring.budget_idr[0] / 12.0
    Sanctions().step(w)
    lost = [b - ledger.balance(c) for b, c in zip(before, cash, strict=True)]
    assert lost == pytest.approx([fine, 0.02 * fine, 0.0])
    assert ledger.balance(w.accounts.market) - market == pytest.approx(1.02 * fine)
    assert (ring.columns.staff_used[:, SETTLE] - used).tolist() == pytest.approx([0.0, 0.001, 0.0])
    known = ring.sanctions
    assert known.punished.tolist() == [1, 0, 0] and known.left_alone.tolist() == [0, 1, 0]
    assert not known.spared.any() and not known.left_to_others.any()


def test_who_has_no_time_or_cannot_pay_the_fee_imposes_nothing() -> None:
    for spent in ("staff", "cash"):
        w = caught(fee=0.02)
        ring = w.agreements[0]
        if spent == "staff":
            ring.columns.staff_used[1, SETTLE] = ring.columns.staff[1]
        else:
            w.ledger.post(
                ring.members[1].cash, w.accounts.market, w.ledger.balance(ring.members[1].cash), "damages"
            )
        before = len(w.what("fined"))
        Sanctions().step(w)
        assert len(w.what("fined")) == before, spent
        assert ring.sanctions.spared.tolist() == [1, 0, 0]


def test_nobody_is_fined_more_than_it_has() -> None:
    w = caught(fee=0.02)
    ring = w.agreements[0]
    cash = ring.members[0].cash
    w.ledger.post(cash, w.accounts.market, w.ledger.balance(cash) - 1000.0, "damages")
    ring.month.seen = np.array([[False] * 3, [True, False, False], [True, False, False]])
    ring.month.seen_ratio = np.full((3, 3), 0.2)
    Sanctions().step(w)
    assert w.ledger.balance(cash) == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize(("share", "goes"), [(0.3, True), (0.6, False), (1.0, False)])
def test_one_is_put_out_by_no_fewer_than_the_agreement_asks_for(monkeypatch, share, goes) -> None:
    """Of four one is seen short; of the three others one wants it out: a third."""
    w = world(n=4, months=3, practices={"exclusion": share}, keeps=(0.9,), **CHEAP)
    ring = w.agreements[0]
    seen = np.zeros((4, 4), dtype=bool)
    seen[2, 3] = True
    ring.month.seen, ring.month.seen_ratio = seen, np.where(seen, 0.2, 0.0)
    monkeypatch.setattr(sanctions, "_wants_out", lambda model, agreement, p, now, j, i: (j, i) == (1, 3))
    used = ring.columns.staff_used[:, SETTLE].copy()
    Sanctions().step(w)
    assert ring.inside.tolist() == [True, True, True, not goes]
    assert ring.sanctions.put_out.tolist() == [False, False, False, goes]
    assert (ring.columns.staff_used[:, SETTLE] - used).tolist() == pytest.approx(
        [0.0, 0.001 * goes, 0.0, 0.0]
    )


def test_whom_the_others_have_put_out_takes_no_free_place() -> None:
    """One that left an open agreement comes back in a year's time; one that was put out does not."""
    for put_out in (False, True):
        w = PartnerWorld(
            scenario(n=3, agreement={"terms": {"open_membership": True}}, mechanisms=QUIET_BUT_REVIEWED)
        )
        w.run(6)
        ring = w.agreements[0]
        ring.leave(2)
        ring.sanctions = replace(ring.sanctions, put_out=np.array([False, False, put_out]))
        w.run(8)
        assert bool(ring.inside[2]) is not put_out


# --- an example as a published result would be asked ---------------------------------------------------------


def gap(w: PartnerWorld) -> float:
    return w.agreements[0].delivery_gap()


def test_sanctions_lower_what_is_not_delivered_where_they_are_cheap_and_not_where_they_are_dear() -> None:
    """Cheap sanctions are used and work; dear ones are threats that nobody makes good, and cease to work."""

    def mean_gap(**sanctions) -> float:
        return float(
            np.mean([gap(world(seed=seed, months=30, keeps=(0.4, 0.6, 0.8), **sanctions)) for seed in (1, 2)])
        )

    fine = {"practices": {"fine": 0.5}}
    none, cheap, dear = mean_gap(), mean_gap(**fine, **CHEAP), mean_gap(**fine, **{**CHEAP, "fee": 10.0})
    assert cheap < dear < none + 1e-9
