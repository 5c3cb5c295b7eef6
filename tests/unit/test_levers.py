"""Levers of a case: what can be moved, why something moves nothing, and the arithmetic."""

import math

import numpy as np
import pytest

import partnersim as ps
from partnersim.faces.cli.levering import errors_text
from partnersim.measures import OUTCOMES
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.documents.identity import scenario_hash
from partnersim.scenario.idle import idle_because
from partnersim.scenario.levers import lever_paths, levers_of
from partnersim.studies.levers.rows import (
    LINKS,
    differs,
    leading,
    move_of,
    row_of,
    standard_errors,
)

INCOME = OUTCOMES.named("income_listed_idr_end")
MEMBERS = OUTCOMES.named("members_end")


def _levers(spec, **options):
    return {lever.path: lever for lever in levers_of(spec, **options)}


@pytest.fixture(scope="module")
def of_toy():
    """Levers of the toy village as it is."""
    return _levers(ps.load("toy"))


# --- what can be moved -------------------------------------------------------------------------------------


def test_ends_options_and_factors_of_a_case(of_toy):
    found = of_toy
    # 2 persons of staff: half and twice; a share as declared; the present value is not tried again
    assert found["actors.village_office.staff"].tried == {"low": 1.0, "high": 4.0}
    assert found["actors.village_office.staff_regulating"].tried == {"low": 0.02, "high": 0.3}
    assert found["programme.community_funds.grace_months"].tried == {"high": 3}
    assert found["mechanisms.planning.on"].tried == {"off": False}
    assert found["mechanisms.needs.on"].tried == {"on": True}
    assert found["actors.village_office.capacity_idr"].tried == {
        "low": {"programme": pytest.approx(0.33 * 2.4e6)}, "high": {"programme": pytest.approx(3 * 2.4e6)},
    }  # fmt: skip
    assert "time.months" not in found
    assert "mechanisms.planning.noise" not in found
    assert "mechanisms.planning.noise" in _levers(ps.load("toy"), roles=("uncertainty",))


def test_terms_of_a_pattern_are_levers_one_at_a_time(of_toy):
    lever = of_toy["agreements.savings_circle.terms.completeness"]
    assert lever.value == 0.5  # of the parallel pattern
    assert lever.tried == {"low": 0.0, "high": 0.9}
    terms = lever.sets["high"]["agreements.savings_circle.terms"]
    assert terms == {
        "decision_weights": "equal", "allocation": "joint", "delivery": "parallel", "sharing": "equal",
        "completeness": 0.9, "open_membership": False, "voting": "none", "supermajority": 2 / 3,
    }  # fmt: skip
    own = ps.load("toy").but({"agreements.savings_circle.terms": terms | {"sharing": "by_contribution"}})
    of_own = _levers(own, under=("agreements",))
    assert of_own["agreements.savings_circle.terms.sharing"].value == "by_contribution"
    low = of_own["agreements.savings_circle.terms.completeness"].sets["low"]
    assert low["agreements.savings_circle.terms"]["sharing"] == "by_contribution"


def test_where_no_leader_is_named_the_first_member_leads(of_toy):
    found = of_toy
    allocation = found["agreements.savings_circle.terms.allocation"]
    assert allocation.tried == {"leader under village_office": "leader", "each_alone": "each_alone"}
    made = ps.load("toy").but(allocation.sets["leader under village_office"]).agreements[0]
    assert (made.leader, made.agreed_terms.allocation) == ("village_office", "leader")
    assert set(found["agreements.savings_circle.pattern"].tried) == {
        "nucleus_plasma under village_office", "foster under village_office", "need_based",
        "donor_led under village_office", "contracting under village_office", "uncoordinated",
        "mutual_accountability",
    }  # fmt: skip
    named = _levers(
        ps.load("toy").but({"agreements.savings_circle.leader": "village_ngo"}), under=("agreements",)
    )
    assert "foster" in named["agreements.savings_circle.pattern"].tried


def test_a_value_that_the_case_cannot_have_is_not_tried():
    """With a reserve, membership has to be open."""
    open_to = {
        "agreements.savings_circle.pattern": "need_based",
        "agreements.savings_circle.reserve": ["adviser"],
    }
    actor = {"actors": [{"name": "adviser", "kind": "ngo"}]}
    lever = _levers(ps.load("toy").but({**actor, **open_to}), under=("agreements",))[
        "agreements.savings_circle.terms.open_membership"
    ]
    assert lever.value is True and not lever.sets
    assert "membership is not open" in lever.untried


def test_nothing_to_try_has_its_reason(of_toy):
    found = of_toy
    hamlets = found["programme.hamlets"]
    assert not hamlets.sets and "fact of each case" in hamlets.untried
    total = found["actors.village_office.budget.total_idr"]
    assert not total.sets and "factors" in total.untried


def test_only_what_is_under_a_path():
    found = _levers(ps.load("toy"), under=("actors.village_ngo", "mechanisms.needs.on"))
    assert {path.split(".")[1] for path in found} == {"village_ngo", "needs"}
    assert not _levers(ps.load("toy"), under=("actors.village_n",))


def test_paths_alone_are_those_of_the_levers_in_their_order(of_toy):
    assert lever_paths(ps.load("toy")) == list(of_toy)
    constants = lever_paths(ps.load("toy"), roles=("constant", "uncertainty"))
    assert "mechanisms.planning.noise" in constants and not set(constants) & set(of_toy)


CIRCLE = "agreements.savings_circle"
NO_FORMATION, NO_RIVALS = {"mechanisms.formation.on": False}, {"mechanisms.rival_benefits.on": False}
FOR_GOOD = "the agreement is at work from the beginning, and nothing is agreed anew within the run"
LED_TERMS = {
    "decision_weights": "leader", "allocation": "leader", "delivery": "parallel", "sharing": "leader_residual",
    "completeness": 0.3,
}  # fmt: skip
LED = {f"{CIRCLE}.leader": "village_ngo", f"{CIRCLE}.terms": LED_TERMS}
WORK = {"actors.village_ngo.capacity_idr": {"use_of_outputs": 1.0e6}}
NO_FUNDS, QUALITY = (
    {"programme.community_funds.units_per_year": 0},
    {"mechanisms.quality_orders.market_share": 0.5},
)
OWN_SCALES = "the better technology has steps of their own scales (technology_ladder)"
NO_LADDER = {"mechanisms.technology_ladder.on": False}


@pytest.mark.parametrize(
    ("path", "sets", "reason"),
    [
        ("mechanisms.leakage.audit_probability", {}, "mechanisms.leakage is off"),
        ("mechanisms.leakage.on", {}, ""),
        ("mechanisms.consumption.floor", {}, ""),
        ("regulation.forum", {}, "there are no firms"),
        (
            "actors.village_office.staff_regulating",
            {},
            "",
        ),  # whoever regulates is not in the field, firms or not
        ("actors.village_office.budget.total_idr", {}, "the budget is no project's (rule is appropriation)"),
        ("actors.village_office.budget.yearly_idr", {}, ""),
        (
            "actors.village_ngo.budget.yearly_idr",
            {},
            "the budget is no yearly appropriation (rule is project)",
        ),
        (f"{CIRCLE}.stages.planning_months", {}, "the agreement is at work from the beginning"),
        (f"{CIRCLE}.stages.agreement_months", {}, FOR_GOOD),
        (f"{CIRCLE}.stages.agreement_months", {f"{CIRCLE}.months": 11}, ""),
        (f"{CIRCLE}.stages.agreement_months", {f"{CIRCLE}.months": 12}, FOR_GOOD),
        (f"{CIRCLE}.bargained", {}, FOR_GOOD),
        (f"{CIRCLE}.bargained", {f"{CIRCLE}.working_already": False}, ""),
        (
            f"{CIRCLE}.bargained",
            {f"{CIRCLE}.months": 6, "mechanisms.bargaining.on": False},
            "mechanisms.bargaining is off",
        ),
        (f"{CIRCLE}.terms.decision_weights", {}, ""),
        (
            f"{CIRCLE}.terms.decision_weights",
            LED,
            "one member plans for all (terms.allocation), and nobody votes (terms.voting)",
        ),
        (
            f"{CIRCLE}.terms.decision_weights",
            LED | {f"{CIRCLE}.terms": {**LED_TERMS, "voting": "majority"}},
            "",
        ),
        (
            f"{CIRCLE}.terms.open_membership",
            {},
            "no reserve waits for a place (reserve), and who has left hardly ever gains by coming back",
        ),
        (
            f"{CIRCLE}.terms.sharing",
            {"mechanisms.rival_benefits.rate": 0.0},
            "",
        ),  # shares are fair or not all the same
        ("mechanisms.rival_benefits.follower_fee", LED | {"mechanisms.rival_benefits.rate": 0.0}, ""),
        (
            "mechanisms.rival_benefits.strongest_share",
            {"mechanisms.rival_benefits.rate": 0.0},
            "the partnership earns nothing that one partner could keep (mechanisms.rival_benefits.rate is 0)",
        ),
        ("mechanisms.quality_orders.market_share", WORK, ""),
        ("mechanisms.quality_orders.on", WORK, "no buyer has a standard (market_share is 0)"),
        ("mechanisms.placement.market_share", WORK, ""),
        ("mechanisms.placement.job_idr", WORK, "nobody is placed (market_share and unaided are 0)"),
        ("programme.community_funds.group_size", {}, ""),
        (
            "programme.community_funds.group_size",
            {"mechanisms.joint_liability.on": False},
            "nobody in a group answers for another (mechanisms.joint_liability is off)",
        ),
        ("mechanisms.group_repayment.on", {"mechanisms.joint_liability.on": False}, ""),
        (
            "mechanisms.group_repayment.on",
            {"mechanisms.joint_liability.on": False, "mechanisms.group_repayment.walk_away": 0.0},
            "nobody walks away by chance (walk_away is 0) or with the group (mechanisms.joint_liability is off)",
        ),
        ("mechanisms.kin_support.on", {"mechanisms.kin_support.base_share": 0.3}, ""),
        (
            "mechanisms.kin_support.on",
            {"mechanisms.kin_support.base_share": 0.4},
            "what kin give anyway (base_share) is nearly all that they secure (minimum), and hardly anybody has less",
        ),
        (f"{CIRCLE}.terms.sharing", NO_RIVALS, "mechanisms.rival_benefits is off"),
        (f"{CIRCLE}.months", NO_FORMATION, "no agreement is made (mechanisms.formation is off)"),
        ("mechanisms.bargaining.on", {}, "no agreement is bargained"),
        ("mechanisms.technology.minimum_capital_idr", {}, OWN_SCALES),
        ("mechanisms.technology.lost_below_share", {}, OWN_SCALES),
        ("mechanisms.technology.minimum_capital_idr", NO_LADDER, ""),
        ("mechanisms.technology.jump", {}, ""),
        (
            "mechanisms.technology.gain",
            {},
            "the steps of the better technology have gains of their own (technology_ladder), "
            "and no contracts are offered",
        ),
        ("mechanisms.technology.gain", {"programme.services.contract_share": 0.5}, ""),
        ("mechanisms.technology.gain", NO_LADDER, ""),
        ("mechanisms.technology_ladder.gain", {}, ""),
        (
            "mechanisms.technology_ladder.gain",
            {"mechanisms.technology.on": False},
            "nobody uses the better technology (mechanisms.technology is off)",
        ),
        ("mechanisms.market_reach.share", {}, "the market does not grow (market_growth)"),
        ("mechanisms.market_reach.share", {"mechanisms.market_growth": {"on": True, "per_year": -0.02}}, ""),
        (
            "mechanisms.market_reach.on",
            {"mechanisms.market_growth.per_year": 0.02, "mechanisms.market_growth.on": False},
            "the market does not grow (market_growth)",
        ),
        ("mechanisms.quality_orders.needs_technology", QUALITY, "nobody works on the use of outputs"),
        ("mechanisms.unit_opening.poor_pull", NO_FUNDS, "no fund is opened (units_per_year is 0)"),
        ("mechanisms.unit_opening.poor_pull", {}, ""),
        ("programme.community_funds.term_weeks", NO_FUNDS, ""),  # the first fund lends
    ],
)
def test_reasons_are_read_off_the_scenario(path, sets, reason):
    assert idle_because(ps.load("toy").but(sets), path) == reason


def test_reasons_of_a_case_file_come_first_and_are_no_part_of_its_identity():
    base = ps.load("toy")
    said = base.but({"inert": {"mechanisms.bargaining.on": "the village never bargains"}})
    assert (
        _levers(said, under=("mechanisms.bargaining",))["mechanisms.bargaining.on"].idle
        == "the village never bargains"
    )
    assert scenario_hash(said) == scenario_hash(base)
    with pytest.raises(ScenarioError, match=r"gives the reason for a field that no scenario has.*bargaining"):
        base.but({"inert": {"mechanisms.bargainin.on": "no"}})


# --- arithmetic --------------------------------------------------------------------------------------------


def test_standard_errors_by_hand():
    # differences 2, 3, 1, 3: mean 2.25, sum of squares about it 2.75, s = sqrt(2.75 / 3), s / 2 = 0.478714
    base, other = np.array([10.0, 12.0, 11.0, 13.0]), np.array([12.0, 15.0, 12.0, 16.0])
    move = move_of("high", INCOME, base, other)
    assert (move.base, move.effect) == (11.5, 2.25)
    assert move.standard_errors == pytest.approx(4.7001, abs=1e-4)
    # t(0.975, 3) = 3.182446
    assert (move.low, move.high) == (
        pytest.approx(2.25 - 1.523481, abs=1e-5),
        pytest.approx(2.25 + 1.523481, abs=1e-5),
    )
    assert move.clear
    assert (move.outcome, move.link, move.better, move.value) == (
        "income_listed_idr_end",
        "outcome",
        "higher",
        "high",
    )
    turned = move_of("low", INCOME, other, base)
    assert turned.standard_errors == pytest.approx(-4.7001, abs=1e-4) and turned.clear


def test_an_interval_that_holds_zero_is_not_clear():
    # differences 1 and -0.5: mean 0.25, s = 1.06066, s / sqrt 2 = 0.75
    move = move_of("high", INCOME, np.array([1.0, 1.0]), np.array([2.0, 0.5]))
    assert move.standard_errors == pytest.approx(1 / 3)
    assert not move.clear


def test_seeds_alike_rounding_and_outcomes_that_do_not_exist():
    base = np.array([1e9, 2e9])
    assert move_of("high", INCOME, base, base.copy()) is None
    assert move_of("high", INCOME, base, base * (1.0 + 1e-12)) is None
    alike = move_of("high", INCOME, base, base + 5.0)
    assert alike.standard_errors == math.inf and alike.clear
    assert move_of("low", INCOME, base, base - 5.0).standard_errors == -math.inf
    # equal up to rounding counts as alike: 1e9 + 5 and 2e9 + 5 + 1e-3
    assert move_of("high", INCOME, base, base + np.array([5.0, 5.001])).standard_errors == math.inf
    none = np.full(2, np.nan)
    assert move_of("high", INCOME, none, none.copy()) is None
    gone = move_of("off", INCOME, base, none)
    assert gone is not None and math.isnan(gone.effect) and not gone.clear
    half = move_of("off", INCOME, np.array([1.0, 2.0, 4.0]), np.array([2.0, np.nan, 7.0]))
    assert half.effect == 2.0  # of the seeds that have both: 1 and 3
    assert standard_errors(np.array([3.0])) != standard_errors(
        np.array([3.0])
    )  # NaN: one tells nothing of spread
    assert differs(np.array([0.0]), np.array([1e-300]))


def test_the_status_of_a_lever(of_toy):
    lever = of_toy["mechanisms.planning.on"]
    one, two = np.array([1.0, 1.0]), np.array([2.0, 0.5])
    clear, unclear = move_of("off", INCOME, one, one + 1.0), move_of("off", MEMBERS, one, two)
    assert row_of(lever, []).status == "inert"
    assert row_of(lever, [], elsewhere=["price_end"]).status == "elsewhere"
    assert row_of(lever, [unclear]).status == "unclear"
    assert row_of(lever, [unclear]).links == ()
    both = row_of(lever, [clear, unclear])
    assert (both.status, both.links) == ("alive", ("outcome",))
    assert [move.outcome for move in both.moves] == ["members_end", "income_listed_idr_end"]  # output first
    assert row_of(lever, [], failure="off: broke").status == "failed"
    hamlets = of_toy["programme.hamlets"]
    assert (row_of(hamlets, []).status, row_of(hamlets, []).reason) == ("untried", hamlets.untried)


def test_what_has_to_be_explained(of_toy):
    said = ps.load("toy").but({"inert": {"mechanisms.planning.on": "we think so"}})
    plain, claimed = (
        of_toy["mechanisms.planning.on"],
        _levers(said, under=("mechanisms.planning",))["mechanisms.planning.on"],
    )
    moved = move_of("off", MEMBERS, np.array([1.0, 1.0]), np.array([2.0, 2.0]))
    assert row_of(plain, []).unexplained == "moves nothing, and nobody says why"
    assert row_of(plain, [moved]).unexplained == ""
    assert row_of(claimed, []).unexplained == ""
    assert (
        row_of(claimed, [moved]).unexplained
        == "is said to do nothing here (we think so), and moves members_end"
    )
    assert "price_end" in row_of(claimed, [], elsewhere=["price_end"]).unexplained


def test_leading_outcomes_follow_the_chain_and_have_every_link():
    links = [LINKS.index(m.link) for m in leading()]
    assert links == sorted(links)
    assert set(links) == {0, 1, 2, 3, 4}
    assert all(m.leads for m in leading())


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (-12.34, "-12.3 s.e."), (100.0, "+100.0 s.e."), (100.1, "over +100 s.e."), (-19534.2, "beyond -100 s.e."),
        (math.inf, "+ in every seed alike"), (-math.inf, "- in every seed alike"), (None, "in every seed alike"),
    ],
)  # fmt: skip
def test_beyond_a_hundred_standard_errors_are_not_counted(count, text):
    assert errors_text(count) == text
