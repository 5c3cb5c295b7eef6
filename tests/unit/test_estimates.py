"""Intervals of means, cut at what is possible: against values worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from partnersim.faces.app.compared import estimate_difference, estimate_ends, estimate_text_of
from partnersim.faces.app.designs import Estimate as Foretold
from partnersim.measures import OUTCOMES
from partnersim.measures.declaring import Link, Measure
from partnersim.studies.claims.effects import judged, possible_effects
from partnersim.studies.compare import paired, possible_of, summary
from partnersim.studies.comparing.households import _estimated
from partnersim.studies.estimates import AMOUNT, ENDLESS, SHARE, Estimate, cut, estimate, smallest_shown
from partnersim.studies.levers.rows import move_of
from partnersim.studies.words.texts import Texts
from tests.claim_case import claim
from tests.unit.test_compare import results
from tests.village.right_outcomes import RIGHT_OUTCOMES

T_2 = 4.302653
"""t(0.975) with two degrees of freedom."""


def test_a_share_near_one_is_cut_at_one() -> None:
    """Of 0.9, 1 and 1: mean 29/30, standard error 1/30, so 29/30 -+ 4.302653/30, which is 0.8232 to 1.1101."""
    whole = estimate([0.9, 1.0, 1.0])
    assert (whole.low, whole.high) == pytest.approx(((29 - T_2) / 30, (29 + T_2) / 30), abs=1e-7)
    shown = cut(whole, SHARE)
    assert (shown.mean, shown.low, shown.high, shown.n) == pytest.approx((29 / 30, 0.823245, 1.0, 3), abs=1e-6)


def test_an_amount_near_nought_is_cut_at_nought() -> None:
    """Of 0, 0 and 3: mean 1, standard error 1, so -3.3027 to 5.3027."""
    shown = cut(estimate([0.0, 0.0, 3.0]), AMOUNT)
    assert (shown.low, shown.high) == pytest.approx((0.0, 1 + T_2), abs=1e-6)


def test_what_lies_inside_stays_and_what_is_unknown_stays_unknown() -> None:
    inside = estimate([0.4, 0.5, 0.6])
    assert cut(inside, SHARE) == inside == cut(inside, ENDLESS)
    single = cut(estimate([0.5]), SHARE)
    assert single.mean == 0.5 and math.isnan(single.low) and math.isnan(single.high)
    none = cut(estimate([]), SHARE)
    assert none.n == 0 and math.isnan(none.mean) and math.isnan(none.low)


def test_nothing_is_cut_beyond_the_mean() -> None:
    """A measure of one's own that goes below what its unit says is shown as it is on that side."""
    shown = cut(Estimate(mean=-0.2, low=-0.5, high=1.4, n=3), SHARE)
    assert (shown.low, shown.high) == (-0.2, 1.0)


def test_what_would_have_shown_rests_on_the_whole_interval() -> None:
    """(4.302653 + 1.060660) / 30."""
    assert smallest_shown(estimate([0.9, 1.0, 1.0])) == pytest.approx((T_2 + 1.060660) / 30, abs=1e-6)


def measure(unit: str = "share", *, signed: bool = False) -> Measure:
    return Measure(
        name="one", unit=unit, better="higher", link=Link.OUTCOME, group="welfare", label="One", label_id="Satu",
        doc="One.", signed=signed,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("of", "possible", "difference"),
    [
        (measure(), (0.0, 1.0), (-1.0, 1.0)),
        (measure("0 to 1"), (0.0, 1.0), (-1.0, 1.0)),
        (measure("index"), (0.0, 1.0), (-1.0, 1.0)),
        (measure("households"), (0.0, math.inf), (-math.inf, math.inf)),
        (measure("points/year", signed=True), (-math.inf, math.inf), (-math.inf, math.inf)),
        (measure(signed=True), (-math.inf, 1.0), (-math.inf, math.inf)),
    ],
)
def test_what_is_possible_follows_from_the_unit(of: Measure, possible: tuple, difference: tuple) -> None:
    assert of.possible == possible and of.possible_difference == difference


def test_every_outcome_of_the_village_is_where_it_can_be() -> None:
    for outcome in OUTCOMES:
        least, most = outcome.possible
        value = RIGHT_OUTCOMES[outcome.name]
        assert math.isnan(value) or least <= value <= most, outcome.name


def test_means_differences_levers_and_claims_are_cut() -> None:
    shares = {"a": [0.9, 1.0, 1.0], "b": [0.0, 0.0, 0.1]}
    found = summary(results({arm: {"coverage_listed_end": values} for arm, values in shares.items()}))
    row = found[found["outcome"] == "coverage_listed_end"].set_index("arm")
    assert row.loc["a", "high"] == 1.0 and row.loc["a", "low"] == pytest.approx(0.823245, abs=1e-6)
    assert row.loc["b", "low"] == 0.0
    base, other = (pd.Series(shares[arm]) for arm in "ab")
    # differences -0.9, -1 and -0.9: mean -28/30, standard error 1/30
    gap = paired(base, other, possible=possible_of("coverage_listed_end", difference=True))
    assert (gap["low"], gap["high"]) == pytest.approx((-1.0, (-28 + T_2) / 30), abs=1e-6)
    move = move_of("off", OUTCOMES.named("coverage_listed_end"), base.to_numpy(), other.to_numpy())
    assert move is not None and move.low == -1.0 and move.clear
    assert move.standard_errors == pytest.approx(-28.0)
    bins = _estimated("share", [0.9, 1.0, 1.0], SHARE)
    assert bins["high"] == 1.0
    pair = claim(outcome="coverage_listed_end", link="output", expected="-")
    more, less = pair.compared
    middle, came, _ = judged(pair, {more: other.to_numpy(), less: base.to_numpy()})
    assert middle.low == -1.0 and came == "supported"


def test_a_level_is_cut_at_what_is_left_of_its_mark() -> None:
    pair = claim(outcome="coverage_listed_end", link="output")
    level = pair.model_copy(update={"design": "level", "reference": 0.25})
    assert possible_effects(level, "coverage_listed_end") == (-0.25, 0.75)


def test_nothing_of_rupiah_or_of_an_unknown_outcome_is_cut_in_a_difference() -> None:
    assert possible_of("money_spent_idr_total", difference=True) == ENDLESS
    assert possible_of("money_spent_idr_total") == AMOUNT
    assert possible_of("nobody_knows_it") == possible_of("headcount_change") == ENDLESS
    assert np.isinf(possible_of("paid_firms_idr_total")[0])


def test_what_the_page_foretells_leaves_an_outcome_where_it_can_be() -> None:
    """Of a share that is 2 % as it was, 3 points less -+ 2 are foretold: no more than 2 points can be lost."""
    told = Foretold(base=0.02, difference=-0.03, half=0.02, known=False)
    assert estimate_difference(told, "coverage_listed_end") == -0.02
    assert estimate_ends(told, "coverage_listed_end") == pytest.approx((-0.02, -0.01))
    assert estimate_text_of(told, "coverage_listed_end", Texts()) == (
        "estimate: \N{MINUS SIGN}2.00 points (\N{MINUS SIGN}2.00 to \N{MINUS SIGN}1.00 points)"
    )
    up = Foretold(base=0.9, difference=0.05, half=0.2, known=False)
    assert estimate_difference(up, "coverage_listed_end") == 0.05
    assert estimate_ends(up, "coverage_listed_end") == pytest.approx((-0.15, 0.1))
