"""With equal honesty in and outside, no spread of skill and one hamlet, a partnership is worth nothing by itself.

What an agreement costs or brings for a reason is off: talking and visits, contract and what is at stake, shirking in
answer to others' trust, rival benefits, aid in trouble, changes of head, and work done anyway, which a joint plan holds
against the work of all and who plans alone against its own. What is left is a joint plan of organizations that are
alike, which is what each would do alone.
"""

from functools import cache

import numpy as np
import pytest

from partnersim.engine.model import PartnershipModel
from partnersim.scenario.spec import Scenario

MONTHS, SEEDS = 30, (1, 2)
QUIET = {
    rule: {"on": False}
    for rule in (
        "coordination_cost", "leakage", "observation", "office_change", "partner_review",
        "problem_events", "rival_benefits",
    )
}  # fmt: skip
TERMS = {"decision_weights": "equal", "delivery": "parallel", "sharing": "equal", "completeness": 0.0}
MISUSED = 0.25


def place(*, misused: float = MISUSED, allocation: str = "joint", signed: bool = True) -> Scenario:
    """Three organizations that are alike, in one hamlet where seed money opens a fund."""
    work = ("programme", "facilities", "personnel", "use_of_outputs")
    actors = tuple(
        {"kind": "ngo", "name": name, "budget": {"rule": "appropriation", "yearly_idr": 1e7}, "staff": 5.0,
         "common_aim": 1.0, "keeps_promises": 1.0 - MISUSED, "own_money_misused": misused, "showpiece": "programme",
         "capacity_idr": dict.fromkeys(work, 1e7)}
        for name in ("first", "second", "third")
    )  # fmt: skip
    practices = {"visits_per_month": 0.0, "reports_per_year": 0.0, "information": 0.0}
    ring = {"name": "ring", "members": ("first", "second", "third"), "terms": {**TERMS, "allocation": allocation},
            "working_already": True, "practices": practices}  # fmt: skip
    funds = {"seed_grant_idr": 5e6, "units_per_year": 12, "members_per_unit": 200}
    unlike = {
        "planning": {"noise": 0.0, "boasting": 0.0}, "needs": {"vision_sd": 0.0, "background": 0.0},
        "formation": {"on": signed},
        "chosen_delivery": {"reciprocity": 0.0, "luck_sd": 0.0}, "service_delivery": {"meeting_priority": 10.0},
    }  # fmt: skip
    return Scenario(
        time={"months": MONTHS}, actors=actors, agreements=(ring,), mechanisms={**QUIET, **unlike},
        place={"households": 550, "listed_households": 218, "hamlets": 1, "villages": 1},
        sample={"coverage": "all", "households": None}, programme={"community_funds": funds},
    )  # fmt: skip


@cache
def reached(**changes: object) -> dict[str, float]:
    """Money delivered and diverted, members and loans in all months, summed over seeds."""
    sums = dict.fromkeys(("delivered", "diverted", "members", "loans"), 0.0)
    for seed in SEEDS:
        model = PartnershipModel(place(**changes), seed)  # type: ignore[arg-type]
        for _ in range(MONTHS):
            model.step()
            for group in (*model.agreements, model.apart):
                sums["delivered"] += float(group.month.delivered_idr.sum())
                sums["diverted"] += float(group.month.diverted_idr.sum())
            sums["members"] += float(model.funds.members @ model.hamlets.weight)
        flows = model.ledger.flows()
        sums["loans"] += float(flows.loc[flows["kind"] == "programme loan", "amount_idr"].sum())
    return sums


def test_equally_honest_a_partnership_and_everybody_apart_reach_the_same():
    together, apart = reached(), reached(signed=False)
    for name in ("delivered", "diverted", "members", "loans"):
        assert apart[name] > 0.0
        assert together[name] == pytest.approx(apart[name], rel=0.01), name
    assert apart["diverted"] / (apart["diverted"] + apart["delivered"]) == pytest.approx(MISUSED)


def test_equally_honest_each_by_its_own_plan_under_an_agreement_is_exactly_everybody_apart():
    each_alone, apart = reached(allocation="each_alone"), reached(signed=False)
    for name, value in apart.items():
        np.testing.assert_allclose(each_alone[name], value, rtol=1e-12)


def test_who_misuses_less_of_its_own_than_it_breaks_of_promises_does_more_apart():
    apart, strict = reached(signed=False), reached(signed=False, misused=0.0)
    assert strict["diverted"] == 0.0
    assert strict["delivered"] == pytest.approx(apart["delivered"] + apart["diverted"], rel=0.01)
    each_alone = reached(allocation="each_alone", misused=0.0)
    np.testing.assert_allclose(each_alone["delivered"], strict["delivered"], rtol=1e-12)
    assert strict["delivered"] > 1.2 * reached(misused=0.0)["delivered"]
