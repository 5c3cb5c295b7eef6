"""Time that working together takes is missing for delivery, and who decides moves who does what."""

from functools import cache

import numpy as np
import pytest

import partnersim as ps
from tests.partner_world import ONE, PartnerWorld, actor, scenario

SEEDS = 8
ALL_KNOWN = {
    "mechanisms.planning.noise": 0.0,
    "mechanisms.planning.private_weight": 0.0,
    "mechanisms.needs.vision_sd": 0.0,
    "mechanisms.needs.delay_months": 0,
    "mechanisms.coordination_cost.on": False,
    "agreements.bank_gakin.terms": (("completeness", 0.0),),  # nothing holds to last year's plan
    "mechanisms.learned_trust.on": False,
    "mechanisms.chosen_delivery.on": False,
    **{
        f"actors.{name}.{field}": value
        for name in ("jember_office", "ilo", "ypsm", "campus_service")
        for field, value in (("common_aim", 1.0), ("keeps_promises", 1.0), ("takes_money", True))
    },
}
"""One purse, one aim, nothing hidden: the best that a planner could do with the same money."""
AT_WORK = (
    ("agreements.bank_gakin.working_already", True),
    ("agreements.bank_gakin.begins", None),
    ("mechanisms.partner_review.on", False),
)
"""Signed from the first month, and nobody leaves: arms differ in who plans alone."""


@cache
def outcome(name: str, *changes: tuple[str, object]) -> np.ndarray:
    """An outcome of small runs of Jember, one value a seed."""
    sets = {path: dict(value) if isinstance(value, tuple) else value for path, value in changes}
    spec = ps.load("jember").but({"sample.households": 1000, **sets})
    done = ps.run(spec, replicates=SEEDS, workers=1, show_progress=False).done
    assert len(done) == SEEDS
    return done.sort_values("seed")[name].to_numpy()


def test_what_talking_costs_moves_loans_by_more_than_one_percent():
    free, dear = (
        outcome("loans_disbursed_idr_total", ("mechanisms.coordination_cost.per_pair", cost))
        for cost in (0.0, 0.8)
    )
    assert 100.0 * (dear - free).mean() / free.mean() < -1.0


def test_use_of_comparative_advantage_spans_a_quarter_between_each_alone_and_the_first_best():
    alone = outcome("advantage_index_mean", *AT_WORK, ("agreements.bank_gakin.pattern", "uncoordinated"))
    best = outcome("advantage_index_mean", *AT_WORK, *ALL_KNOWN.items())
    joint = outcome("advantage_index_mean", *AT_WORK)
    assert best.mean() - alone.mean() > 0.25
    assert alone.mean() < joint.mean() < best.mean()


@pytest.mark.parametrize(("partners", "persons_talking"), [(2, 2 * 1 * 0.15), (8, 8 * 7 * 0.15)])
def test_the_number_of_partners_takes_hands_from_the_same_staff(partners, persons_talking):
    """36 persons can just deliver 6 a year; each pair that talks takes 0.25 (1.2 - 0.6) of the two."""
    people = [
        actor(i, staff=36.0 / partners, absorptive_idr=6.0 * ONE / 36.0, keeps_promises=1.0, readiness=1.0,
              budget={"rule": "appropriation", "yearly_idr": 6.0 * ONE / partners})
        for i in range(partners)
    ]  # fmt: skip
    quiet = ("observation", "partner_review", "leakage", "problem_events", "office_change", "chosen_delivery")
    world = PartnerWorld(
        scenario(
            actors=people,
            agreement={"practices": {"visits_per_month": 0.0, "meetings_per_year": 0.0}},
            mechanisms={
                **{name: {"on": False} for name in quiet},
                "learned_trust": {"on": False, "prior_mean": 0.6},
                "coordination_cost": {"per_pair": 0.25},
            },
        )
    ).run(2)
    delivered = float(world.agreements[0].month.delivered_idr.sum())
    assert delivered == pytest.approx((1.0 - persons_talking / 36.0) * 6.0 * ONE / 12.0, rel=1e-4)
