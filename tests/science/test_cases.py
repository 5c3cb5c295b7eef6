"""The cases beside Jember: they start as sourced, stay sane, and what makes each itself comes out of its rules."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from partnersim.engine.model import PartnershipModel
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.documents.shipped import shipped_names
from partnersim.scenario.reading import load_scenario
from tests.cases import CASES as ALL_CASES

CASES = tuple(case for case in ALL_CASES if case != "jember")
SHIPPED = tuple(name for name in shipped_names() if name.split("-")[0] in CASES)


def headcount(model: PartnershipModel) -> float:
    c, line = model.households.arrays, model.spec.place.poverty_line_idr
    people = c.size * c.weight
    return float(people[c.consumption < line * c.size].sum() / people.sum())


@cache
def lived(
    name: str, months: int, seed: int = 1, changes: tuple[tuple[str, object], ...] = ()
) -> PartnershipModel:
    model = PartnershipModel(load_scenario(name, overrides=dict(changes)), seed)
    for _ in range(months):
        model.step()
    return model


@pytest.mark.parametrize("name", SHIPPED)
def test_starts_with_the_sourced_headcount_and_stays_sane(name: str) -> None:
    spec = load_scenario(name)
    model = lived(name, 1)
    start = headcount(model)
    rows = len(model.households)
    assert rows <= 20_000
    assert abs(start - spec.place.headcount) < 0.01 + 2.0 / np.sqrt(rows), (start, spec.place.headcount)
    assert all(np.isfinite(column).all() for column in lived(name, 13).households.arrays)


@pytest.mark.parametrize("case", CASES)
def test_poverty_falls_by_less_than_a_point_a_year(case: str) -> None:
    spec = load_scenario(case)
    falls = []
    for seed in range(1, 9 if spec.place.households < 10_000 else 3):
        model, trail = PartnershipModel(spec, seed), []
        for _ in range(spec.time.months):
            model.step()
            trail.append(headcount(model))
        falls.append((np.mean(trail[:12]) - np.mean(trail[-12:])) / (spec.time.months / 12 - 1))
    assert 0.0 <= float(np.mean(falls)) <= 0.010, falls


def test_the_firm_gives_less_when_the_rule_is_withdrawn_and_as_before_where_it_is_kept() -> None:
    small = (("sample.households", 2000),)
    withdrawn, kept = (lived(name, 30, changes=small) for name in ("gresik", "gresik-rule-kept"))
    before, after = withdrawn.spec.regulation.mandate_share, withdrawn.rules.giving["semen_gresik"].share
    assert kept.rules.giving["semen_gresik"].share == pytest.approx(before)
    assert -0.50 < after / before - 1.0 < -0.20


def test_the_firm_pays_its_place_share_of_profit_month_by_month() -> None:
    model = lived("gresik", 12, changes=(("sample.households", 2000),))
    flows = model.ledger.flows()
    paid = float(flows.loc[flows.kind == "contribution", "amount_idr"].sum())
    year = model.rules.giving["semen_gresik"]
    assert paid == pytest.approx(year.gives_idr)
    assert year.gives_idr == pytest.approx(0.36 * 0.02 * year.profit_idr)


def test_a_private_firm_is_not_held_to_a_rule_that_nobody_enforces() -> None:
    changes = (
        ("sample.households", 2000), ("actors.semen_gresik.state_owned", False),
        ("actors.gresik_office.staff_regulating", 0.0),
    )  # fmt: skip
    model = lived("gresik", 1, changes=changes)
    assert model.rules.giving["semen_gresik"].share < 0.01


def test_only_a_firm_may_live_on_a_share_of_profit() -> None:
    with pytest.raises(ScenarioError, match="profit"):
        load_scenario("gresik", overrides={"actors.gresik_office.budget.rule": "profit_share"})


def late_share(model: PartnershipModel) -> float:
    weight = model.hamlets.weight
    return float(weight @ model.funds.late) / float(weight @ model.funds.outstanding)


def test_large_loans_from_above_go_bad_and_small_loans_in_groups_do_not() -> None:
    from_above, in_groups = lived("gresik", 36), lived("gresik-groups", 36)
    assert 0.15 < late_share(from_above) < 0.45
    assert late_share(in_groups) < 0.10


def test_what_a_borrower_weighs_each_moves_default_its_way() -> None:
    def walked(name: str, **settings: object) -> float:
        changes = tuple((f"mechanisms.loan_standing.{key}", value) for key, value in settings.items())
        total = 0.0
        for seed in (1, 2, 3):
            c = lived(name, 24, seed, (("sample.households", 4000), *changes)).households.arrays
            total += float(c.weight[c.walked == 1].sum())
        return total

    base = walked("gresik")
    assert walked("gresik", own_word=36.0) < base < walked("gresik", own_word=3.0)
    assert walked("gresik", horizon_months=120.0) < base < walked("gresik", horizon_months=0.0)
    assert walked("gresik-groups", neighbours=0.0, own_word=1.0) > walked("gresik-groups", own_word=1.0)


def test_only_those_who_meet_the_standard_get_orders() -> None:
    changes = (
        ("mechanisms.quality_orders.start_chance", 1.0),
        ("mechanisms.technology_ladder.kept_above_share", 0.0),  # who climbed stays
    )
    c = lived("osaka", 30, changes=changes).households.arrays
    with_order = c.order_months > 0
    assert with_order.sum() > 0
    assert (c.technology[with_order] > 0).all()
    assert (c.owner[with_order] == 1).all()


def test_follow_through_decides_how_many_export() -> None:
    def sold(name: str) -> float:
        total = 0.0
        for seed in (1, 2, 3):
            flows = lived(name, 48, seed).ledger.flows()
            total += float(flows.loc[flows.kind == "order sales", "amount_idr"].sum())
        return total

    assert sold("osaka-follow-through") > sold("osaka-on-paper")


def test_a_job_lifts_the_wage_by_the_same_amount_as_long_as_it_lasts() -> None:
    on = lived("lkp", 24, changes=(("mechanisms.placement.job_end", 0.0),))
    off = lived("lkp", 24, changes=(("mechanisms.placement.on", False),))
    assert on.jobs is not None
    works = on.jobs.gain > 0.0
    assert works.sum() > 10
    shift = on.households.arrays.persistent_wage - off.households.arrays.persistent_wage
    assert shift[works] == pytest.approx(on.spec.mechanisms.placement.wage_gain)
    assert np.abs(shift[~works]).max() < 1e-12


def test_jobs_end_and_leave_nothing() -> None:
    changes = (("mechanisms.placement.job_end", 1.0),)
    on, off = (
        lived("lkp", 24, changes=changes),
        lived("lkp", 24, changes=(("mechanisms.placement.on", False),)),
    )
    assert on.jobs is not None
    assert on.jobs.ended > 0.0
    idle = on.jobs.gain <= 0.0
    shift = on.households.arrays.persistent_wage - off.households.arrays.persistent_wage
    assert np.abs(shift[idle]).max() < 1e-9


def test_a_firm_that_takes_graduates_places_more_of_them() -> None:
    def jobs(name: str) -> float:
        found = [lived(name, 48, seed).jobs for seed in (1, 2)]
        return sum(j.placed + j.unaided for j in found if j is not None)

    assert jobs("lkp") > 1.5 * jobs("lkp-no-firm")


def test_mechanisms_that_no_scenario_sets_change_nothing() -> None:
    small = (("sample.households", 2000),)
    switches = ("import_competition", "firm_giving", "placement", "quality_orders", "loan_standing")
    plain = lived("jember", 20, changes=small)
    without = lived("jember", 20, changes=(*small, *((f"mechanisms.{name}.on", False) for name in switches)))
    for one, other in zip(plain.households.arrays, without.households.arrays, strict=True):
        assert np.array_equal(one, other)
