"""What claims are held against: the whole programme, what seeds can show, equal money. On paper."""

from __future__ import annotations

import math

import numpy as np
import pytest

from partnersim.scenario.documents.identity import scenario_hash
from partnersim.scenario.documents.shipped import shipped_names
from partnersim.scenario.experiments.no_programme import without_programme
from partnersim.scenario.reading import load_scenario
from partnersim.studies.claims.verdicts import ORDER, Yardstick, refusal, verdict
from partnersim.studies.equal_money import money_gap
from partnersim.studies.estimates import Estimate, estimate, share_interval, smallest_shown
from partnersim.studies.runs.simulate import simulate
from partnersim.studies.words.texts import Texts
from partnersim.studies.words.verdicts import reason_text
from tests.claim_case import NAN, claim

# --- what so many seeds can show ----------------------------------------------------------------------------


def test_the_smallest_effect_shown_is_that_of_a_paired_t_test():
    # 1 to 5: sd 1.5811, standard error 0.70711; t(0.975; 4) = 2.776445 and t(0.8; 4) = 0.940965
    assert smallest_shown(estimate([1.0, 2.0, 3.0, 4.0, 5.0])) == pytest.approx(
        3.717410 * 0.7071068, rel=1e-5
    )
    assert smallest_shown(estimate([3.0, 3.0, 3.0])) == 0.0
    assert math.isnan(smallest_shown(estimate([3.0]))) and math.isnan(smallest_shown(estimate([])))


def test_the_interval_of_a_share_is_wilsons():
    # 8 of 10: (0.8 + 1.9207 / 10 -+ 1.96 sqrt(0.016 + 0.9604 / 100)) / (1 + 3.8415 / 10)
    assert share_interval(8, 10) == pytest.approx((0.49016, 0.94331), abs=1e-4)
    assert share_interval(0, 4)[0] == 0.0 and share_interval(4, 4)[1] == 1.0
    assert all(map(math.isnan, share_interval(0, 0)))


def whole(mean: float) -> Estimate:
    return Estimate(mean=mean, low=mean - 1.0, high=mean + 1.0, n=5)


@pytest.mark.parametrize(
    ("whole_effect", "least", "share"),
    [(10.0, 3.0, 0.3), (-10.0, 3.0, 0.3), (0.0, 3.0, math.inf), (0.0, 0.0, NAN), (NAN, 3.0, NAN), (10.0, NAN, NAN)],
)  # fmt: skip
def test_the_share_of_the_whole_programme(whole_effect, least, share):
    found = Yardstick(whole=whole(whole_effect), least=least).share
    assert found == share or (math.isnan(found) and math.isnan(share))


@pytest.mark.parametrize(
    ("effects", "whole_effect", "least", "reason"),
    [
        ([1.0, 2.0], 10.0, 5.0, ""),  # a half is not over a half
        ([1.0, 2.0], 10.0, 5.01, "coarse"),
        ([1.0, 2.0], -10.0, 5.01, "coarse"),
        ([1.0, 2.0], 0.0, 0.1, "coarse"),
        ([1.0, 2.0], NAN, 5.0, ""),  # no such outcome without a programme
        ([0.0, 0.0], 10.0, 0.0, "same"),
        ([0.0, NAN], 10.0, 0.0, "same"),
        ([NAN, NAN], 10.0, NAN, "empty"),
    ],
)
def test_a_verdict_is_refused_where_nothing_could_have_been_seen(effects, whole_effect, least, reason):
    yardstick = Yardstick(whole=whole(whole_effect), least=least)
    assert refusal(claim(), np.array(effects), yardstick) == reason


def test_a_claim_that_says_why_it_cannot_be_shown_is_refused_whatever_its_arms_come_to():
    stated = claim(cannot_show="The pool is assumed.")
    assert refusal(stated, np.array([5.0, 6.0]), Yardstick(whole=whole(9.0), least=0.1)) == "stated"
    row = {"reason": "stated", "cannot_show": stated.cannot_show}
    assert reason_text(row, Texts("en")) == "The pool is assumed"


def test_a_level_of_nought_in_every_seed_is_no_comparison_of_nothing():
    level = claim(design="level", arms=[{"name": "a"}])
    assert refusal(level, np.zeros(3), Yardstick(whole=whole(2.0), least=0.0)) == ""


@pytest.mark.parametrize(
    ("read", "refused", "draws", "values", "came"),
    [
        ("supported", "", NAN, NAN, ("supported", "")),
        ("supported", "", 0.8, 0.8, ("supported", "")),
        ("supported", "", 0.79, NAN, ("supported, not robust", "draws")),
        ("supported", "", 0.9, 0.5, ("supported, not robust", "values")),
        ("supported", "", 0.5, 0.5, ("supported, not robust", "draws")),
        ("contradicted", "", 0.1, 0.1, ("contradicted", "")),
        ("not shown", "", 0.1, 0.1, ("not shown", "")),
        ("supported", "coarse", 1.0, 1.0, ("cannot show", "coarse")),
        ("contradicted", "same", 1.0, 1.0, ("cannot show", "same")),
        ("not shown", "empty", NAN, NAN, ("cannot show", "empty")),
    ],
)
def test_the_table_of_verdicts(read, refused, draws, values, came):
    assert verdict(read, refused, held={"draws": draws, "values": values}) == came
    assert came[0] in ORDER


# --- the place without any programme ------------------------------------------------------------------------


def test_jember_without_programme_is_the_shipped_scenario():
    assert scenario_hash(without_programme(load_scenario("jember"))) == scenario_hash(
        load_scenario("no-programme")
    )


@pytest.mark.parametrize("name", [name for name in shipped_names() if "-" not in name])
def test_every_case_can_be_without_programme_and_is_the_same_place(name):
    spec = load_scenario(name)
    alone = without_programme(spec)
    assert not alone.actors and not alone.agreements and not alone.mechanisms.lending.on
    assert (alone.place, alone.time, alone.sample) == (spec.place, spec.time, spec.sample)
    assert without_programme(alone) == alone
    kept = {event.name for event in alone.events}
    assert kept == {event.name for event in spec.events if event.what in ("rule_change", "income_shock")}


def test_what_happens_to_organizations_goes_with_them_and_what_happens_to_people_stays():
    toy = load_scenario("toy")
    start = toy.time.start
    events = [
        {"name": "slump", "what": "income_shock", "month": start, "factor": 0.5, "months": 2},
        {"name": "gift", "what": "extra_money", "month": start, "actor": toy.actors[0].name, "amount_idr": 1.0},
        {"name": "recall", "what": "loan_recall", "month": start, "due": start},
    ]  # fmt: skip
    alone = without_programme(toy.but({"events": events}))
    assert [event.name for event in alone.events] == ["slump"]


def test_without_programme_nothing_is_spent_or_lent():
    alone = simulate(
        without_programme(load_scenario("toy")).but({"time.months": 3}), 1, tables=False
    ).outcomes
    assert alone["money_spent_idr_total"] == 0.0 and alone["loans_disbursed_idr_total"] == 0.0


# --- equal money --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spent", "equal", "says"),
    [
        ({"a": 102.0, "b": 100.0}, True, ""),
        ({"a": 102.1, "b": 100.0}, False, "'a' spent Rp102 and 'b' Rp100, 1.021 times as much"),
        ({"a": 100.0, "b": 101.0, "c": 126.0}, False, "'c' spent Rp126 and 'a' Rp100, 1.260 times as much"),
        ({"a": 0.0, "b": 0.0}, True, ""),
        ({"a": 0.0, "b": 1.0}, False, "'b' spent Rp1 and 'a' Rp0; at most"),
        ({"a": 5.0, "b": NAN}, False, "'b' spent an unknown amount and 'a' Rp5; at most"),
    ],
)
def test_money_is_equal_within_two_percent(spent, equal, says):
    gap = money_gap(spent)
    assert gap.equal is equal and (equal or says in str(gap))
