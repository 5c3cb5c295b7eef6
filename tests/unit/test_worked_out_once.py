"""What is worked out once, or only when something has changed, is what it would be if it were worked out anew."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import partnersim as ps
from partnersim.engine.model import PartnershipModel
from partnersim.mechanisms.base import CompiledRule, Mechanism
from partnersim.mechanisms.deciding import proposals
from partnersim.mechanisms.deciding.proposals import circumstances, share_out_money, weigh
from partnersim.mechanisms.partnership.leakage import Leakage, stolen
from partnersim.theory.addresses import BY_ADDRESS
from partnersim.world.beliefs import Evidence
from tests.partner_world import PartnerWorld, scenario

QUIET = {"leakage": {"audit_probability": 0.0, "honesty_share": 0.5}, "informal_ties": {"cover": 1.0}}


def begun(months: int = 2, **mechanisms: Any) -> tuple[PartnerWorld, Any]:
    """Three partners that have worked for some months."""
    world = PartnerWorld(scenario(n=3, mechanisms={**QUIET, **mechanisms})).run(months)
    return world, world.agreements[0]


def test_theft_follows_who_steals_and_what_covers_for_it() -> None:
    world, ring = begun()
    before = ring.month.leak
    Leakage().step(world)
    assert ring.month.leak is before  # nothing has changed
    world.organization_columns.common_aim[:] = [0.0, 0.5, 1.0]
    Leakage().step(world)
    np.testing.assert_array_equal(ring.month.leak, stolen(world)[:, 2])
    assert (np.diff(ring.month.leak) < 0.0).all()
    honest = ring.month.leak.copy()
    ring.month.complicity = np.array([0.5, 0.0, 0.0])
    Leakage().step(world)
    assert ring.month.leak[0] > honest[0] and (ring.month.leak[1:] == honest[1:]).all()
    ring.month.leak = np.zeros(3)  # by whatever else
    Leakage().step(world)
    np.testing.assert_array_equal(ring.month.leak, world.apart.month.leak)
    assert ring.month.leak[0] > 0.0


def test_what_an_audit_found_is_known_for_its_month_alone() -> None:
    world, ring = begun(leakage={"audit_probability": 1.0})
    world.month = 12
    assert world.is_january
    Leakage().step(world)
    np.testing.assert_array_equal(ring.month.audit_found, ring.month.leak)
    world.month = 13
    Leakage().step(world)
    assert np.isnan(ring.month.audit_found).all() and np.isnan(world.apart.month.audit_found).all()


def test_shares_of_money_stay_as_long_as_who_is_bound_stays() -> None:
    world, ring = begun()
    share_out_money(world)
    before = ring.money_share
    share_out_money(world)
    assert ring.money_share is before
    ring.money_share = np.full(3, 0.25)  # by whatever else
    share_out_money(world)
    assert ring.money_share.tolist() == [1.0] * 3
    ring.leave(1)
    share_out_money(world)
    assert world.apart.money_share.tolist() == [0.0, 1.0, 0.0]


def test_members_who_weigh_the_same_plans_twice_make_them_once(monkeypatch: pytest.MonkeyPatch) -> None:
    world, ring = begun()
    having, everybody, first = circumstances(world, ring), np.ones(3, dtype=bool), np.arange(3) == 0
    asked = {"taking": everybody, "having": having, "plan": ring.plan_idr, "who": everybody}
    made: list[int] = []
    foresee = proposals.weighing.foresee

    def counted(*arguments: Any) -> None:
        made.append(1)
        foresee(*arguments)

    monkeypatch.setattr(proposals.weighing, "foresee", counted)
    unsure = Evidence(0.2 * ring.beliefs.reliability.alpha, ring.beliefs.reliability.beta)
    doubted = ring.imagined(beliefs=replace(ring.beliefs, reliability=unsure))
    # what is asked, and whether plans must be made for it
    for group, changes, anew in (
        (ring, {}, True),
        (ring, {"plan": 0.5 * ring.plan_idr}, False),
        (doubted, {}, True),
        (doubted, {"having": circumstances(world, ring)}, True),
        (ring, {}, True),
        (ring, {"who": first}, True),
        (ring, {"who": first, "taking": ~first}, True),
    ):
        before = len(made)
        worth = weigh(world, group, **{**asked, **changes})
        assert len(made) - before == anew
        world.__dict__.pop("_foreseen")
        np.testing.assert_array_equal(worth, weigh(world, group, **{**asked, **changes}))


def test_a_model_calls_what_acts_and_nothing_else() -> None:
    model = PartnershipModel(ps.load("toy", sample__households=20, time__months=2), 1)
    idle = [a for a in model.acts if a.__func__ in (CompiledRule.step, Mechanism.off)]
    model.step()
    assert 20 < len(idle) < len(model.acts) and len(model._acting[1]) == len(model.acts) - len(idle)
    called: list[str] = []
    model.acts = (*model.acts, lambda _: called.append("own"))
    model.step()
    assert called == ["own"]


@pytest.mark.skipif(not BY_ADDRESS, reason="without compilation columns are handed over themselves")
@pytest.mark.parametrize("part", ["hamlets", "services", "funds"])
def test_a_column_that_is_another_array_is_found_where_it_is(part: str) -> None:
    model = PartnershipModel(ps.load("toy", sample__households=20, time__months=2), 1)
    known = model.compiled_place.where()
    before, columns = known.copy(), getattr(model, part)
    assert model.compiled_place.where() is known
    name = list(vars(columns))[-1]
    setattr(columns, name, getattr(columns, name).copy())
    moved = model.compiled_place.where() != before
    assert moved.sum() == 1 and moved[:, 0].any()
