"""The digest of a comparison: the largest effect first, its sentence, ranges under five seeds, poverty, how sure."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest

from partnersim.measures.declaring import Link
from partnersim.studies.digest.facts import along_the_chain, facts_of, largest
from partnersim.studies.words.arms import names_of_arms
from partnersim.studies.words.digest import digest
from partnersim.studies.words.digest_sentences import effect_text
from partnersim.studies.words.texts import Texts
from tests.digest_case import effect, made

MINUS = "\N{MINUS SIGN}"


# --- what is told ---------------------------------------------------------------------------------------------------


def test_the_largest_effect_is_told_first_by_its_share_of_the_larger_mean() -> None:
    # 50 of 150 is a third; 30 of 40 three quarters; 5 of 100 a twentieth
    effects = [
        effect("queue_end"), effect("interest_saved_idr_total", "outcome", base=40.0, other=10.0, difference=-30.0,
                                    low=-35.0, high=-25.0),
        effect("enterprises_end", "outcome", base=95.0, other=100.0, difference=5.0, low=4.0, high=6.0),
    ]  # fmt: skip
    assert [e.outcome for e in largest(effects)] == [
        "interest_saved_idr_total",
        "queue_end",
        "enterprises_end",
    ]
    assert [e.outcome for e in largest(effects, most=1)] == ["interest_saved_idr_total"]
    assert [e.relative for e in effects] == [pytest.approx(1 / 3), 0.75, 0.05]
    assert effect(base=0.0, other=0.0, difference=0.0).relative == 0.0


def test_what_chance_explains_and_what_was_put_in_are_not_told() -> None:
    unclear = effect("queue_end", low=-1.0)
    money = effect("money_spent_idr_total", "input")
    assert largest([unclear, money]) == []


def test_one_outcome_of_a_story_is_told_in_the_place_of_its_largest() -> None:
    members = effect("members_end", base=10.0, other=100.0, difference=90.0)
    coverage = effect("coverage_listed_end", base=0.1, other=0.11, difference=0.01, low=0.005, high=0.015)
    queue = effect("queue_end")
    assert [e.outcome for e in largest([queue, members, coverage])] == ["coverage_listed_end", "queue_end"]


def test_what_was_done_is_told_only_after_what_was_reached() -> None:
    stolen = effect("leaked_idr_total", "activity", base=1.0, other=100.0, difference=99.0)
    assert [e.outcome for e in largest([stolen, effect("queue_end")])] == ["queue_end", "leaked_idr_total"]


def test_the_chain_has_the_largest_clear_effect_or_the_one_that_would_have_shown_soonest() -> None:
    small, large = (
        effect("queue_end", other=110.0, difference=10.0, low=9.0, high=11.0),
        effect("members_end"),
    )
    blind = effect(
        "headcount_end", "impact", base=0.1, other=0.1, difference=0.0, low=-1.0, high=1.0, mde=0.05
    )
    sharp = effect(
        "headcount_listed_end", "impact", base=0.1, other=0.1, difference=0.0, low=-1.0, high=1.0, mde=0.01
    )
    empty = effect("trust_end", "activity", n=0)
    chain = along_the_chain([blind, sharp, small, large, empty])
    assert [e.outcome for e in chain] == ["members_end", "headcount_listed_end"]


def test_facts_are_other_less_base() -> None:
    comparison = made({"members_end": [100.0, 110.0]}, {"members_end": [150.0, 162.0]})
    found = facts_of(comparison, "a", "b")
    [told] = found.told
    # differences 50, then five times 52
    assert (told.difference, told.least, told.most, told.n) == (pytest.approx(310 / 6), 50.0, 52.0, 6)
    assert found.reached is Link.OUTPUT and found.poverty is None and found.n == 6


# --- sentences -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({}, "Community funds have 150 members instead of 100: 50 more (40 to 60 by chance)."),
        (
            {"other": 50.0, "difference": -50.0, "low": -60.0, "high": -40.0},
            "Community funds have 50.0 members instead of 100: 50 fewer (40 to 60 by chance).",
        ),
        (
            {"n": 4},
            "Community funds have 150 members instead of 100: 50 more (30 to 70 in 4 pairs of runs).",
        ),
        ({"n": 1}, "Community funds have 150 members instead of 100: 50 more."),
        (
            {"least": 50.0, "most": 50.0, "low": 50.0, "high": 50.0},
            "Community funds have 150 members instead of 100: 50.0 more.",
        ),
        (
            {"low": -10.0, "high": 110.0},
            f"Community funds have 150 members instead of 100: 50 more ({MINUS}10 to +110 by chance, so perhaps none).",
        ),
        (
            {"other": 100.2, "difference": 0.2, "low": 0.1, "high": 0.3},
            "Members of community funds, last 12 months: about 100 in both, 0.20 more (0.10 to 0.30 by chance).",
        ),
    ],
)
def test_an_effect_in_a_sentence(more: dict, text: str) -> None:
    if more.get("n") == 1:
        more = more | {"least": 50.0, "most": 50.0, "low": math.nan, "high": math.nan}
        text = text.replace("50 more", "50.0 more")
    assert effect_text(effect(**more), Texts()) == text


def test_shares_are_told_of_a_hundred_and_money_in_rupiah() -> None:
    reach = effect(
        "coverage_listed_end", unit="share", base=0.17, other=0.11, difference=-0.06, low=-0.07, high=-0.05
    )
    told = effect_text(reach, Texts())
    assert told == (
        "Community funds reach 11.0 of 100 listed households instead of 17.0: 6.0 fewer (5.0 to 7.0 by chance)."
    )
    saved = effect(
        "interest_saved_idr_total",
        "outcome",
        unit="IDR",
        base=2e9,
        other=3e9,
        difference=1e9,
        low=5e8,
        high=1.5e9,
    )
    assert effect_text(saved, Texts()) == (
        "Members save Rp3.00 billion of interest instead of Rp2.00 billion: Rp1.00 billion more (Rp0.50 billion to "
        "Rp1.50 billion by chance)."
    )
    assert effect_text(reach, Texts("id")).startswith("Dana komunitas menjangkau 11,0 dari 100 rumah tangga")
    lost = effect(
        "promise_loss_share_end", "outcome", unit="share", base=0.07, other=0.09, difference=0.02, low=0.01, high=0.03
    )
    assert effect_text(lost, Texts()) == (
        "Of 100 rupiah promised to partners, 9.00 do not come instead of 7.00: 2.0 more (1.0 to 3.0 by chance)."
    )
    other = effect(
        "trust_end", "activity", unit="share", base=0.5, other=0.6, difference=0.1, low=0.05, high=0.15
    )
    assert "60.0 of 100 instead of 50.0" in effect_text(other, Texts())


def test_poverty_about_nothing_by_one_threshold() -> None:
    base = {"headcount_end": [0.12, 0.13, 0.14]}
    for shift, expected in ((0.0029, "about nothing"), (0.0031, "15.0 of 100 people")):
        other = {"headcount_end": [value + shift for value in (0.12, 0.13, 0.14)]}
        told = " ".join(digest(made(base, other), "a", "b", Texts()).sentences)
        assert ("about nothing" in told) == (expected == "about nothing")
    wide = {"headcount_end": [0.22, 0.03, 0.14]}
    told = " ".join(digest(made(base, wide), "a", "b", Texts()).sentences)
    assert "no difference is shown; one of " in told and "points would have been" in told
    same = " ".join(digest(made(base, base), "a", "b", Texts()).sentences)
    assert "The share of poor people is the same in every pair of runs." in same
    assert "Nothing that leads to poverty or out of it differs in any pair of runs." in same


@pytest.mark.parametrize(
    ("shifts", "text"),
    [
        # twice each, in hundredths of a point: mean 2/3, sum of squares 65.33, standard error 1.476, t 2.571: -+ 3.79
        ((-0.0003, 0.0, 0.0005), f"{MINUS}0.031 to +0.045 of 100 people"),
        # mean 10, sum of squares 4, standard error 0.365: -+ 0.94
        ((0.0009, 0.0010, 0.0011), "0.0906 to 0.1094 more of 100 people"),
        ((-0.0009, -0.0010, -0.0011), "0.0906 to 0.1094 fewer of 100 people"),
    ],
)  # fmt: skip
def test_about_nothing_is_told_in_people_of_a_hundred(shifts: tuple, text: str) -> None:
    base = [0.12, 0.13, 0.14, 0.12, 0.13, 0.14]
    other = [value + shift for value, shift in zip(base, shifts * 2, strict=True)]
    told = " ".join(digest(made({"headcount_end": base}, {"headcount_end": other}), "a", "b", Texts()).sentences)
    assert f"The share of poor people changes by about nothing: {text}." in told


def test_who_paid_by_one_threshold_and_one_sign() -> None:
    flows = [("a", seed, "firms", "market", "programme", 1e9 + seed) for seed in range(1, 7)]
    flows += [("b", seed, "office", "market", "programme", 4e8 + seed) for seed in range(1, 7)]
    spent = {"a": [1e9], "b": [4e8]}
    columns = {arm: {"queue_end": [1.0], "money_spent_idr_total": spent[arm]} for arm in "ab"}
    told = digest(made(columns["a"], columns["b"], flows), "a", "b", Texts()).sentences
    assert told[1] == (
        "In b more was paid by The office (Rp400 million); less by firms (Rp1.00 billion); together they spent Rp600 "
        "million less."
    )
    comparison = made(columns["a"], columns["b"], flows)
    letters = names_of_arms(comparison.results.manifest, Texts(), called={"a": "A", "b": "B"})
    called = digest(comparison, "a", "b", Texts(), names=letters)
    assert called.sentences[1].startswith("In B more was paid by") and called.heading.startswith("B against A")
    nobody = digest(made(columns["a"], columns["a"]), "a", "b", Texts()).sentences
    assert "Nobody clearly paid more or less." in nobody


@pytest.mark.parametrize(
    ("seeds", "text"),
    [
        (1, "How sure: one pair of runs only"),
        (4, "How sure: the lowest and the highest of 4 pairs"),
        (5, "How sure: 95 % intervals of chance from 5"),
    ],
)
def test_how_sure_goes_with_the_number_of_pairs(seeds: int, text: str) -> None:
    comparison = made({"members_end": [100.0]}, {"members_end": [150.0]}, seeds=seeds)
    found = digest(comparison, "a", "b", Texts())
    assert text in found.sentences[-1]
    assert ("interval" in " ".join(found.sentences)) == (seeds > 1)


def test_a_range_stands_where_there_are_too_few_seeds() -> None:
    base, other = {"members_end": [100.0, 100.0, 100.0, 100.0]}, {"members_end": [140.0, 150.0, 170.0, 150.0]}
    few = digest(made(base, other, seeds=4), "a", "b", Texts())
    assert "(40 to 70 in 4 pairs of runs)" in few.effects[0]
    assert few.chain[0].ends == "+40 \N{HORIZONTAL ELLIPSIS} +70"


@pytest.mark.parametrize(
    ("outcome", "base", "other", "label"),
    [
        ("units_active_end", 100.0, 300.0, "Working funds, last 12 months (units)"),
        ("headcount_change", -0.2, 0.4, "Change of the headcount (points/year)"),
        ("headcount_end", 0.1, 0.2, "Poverty headcount, last 12 months"),
        ("interest_saved_idr_total", 1e9, 3e9, "Interest saved by members, in all"),
    ],
)
def test_every_number_of_the_chain_has_its_unit(outcome: str, base: float, other: float, label: str) -> None:
    found = digest(made({outcome: [base]}, {outcome: [other]}, seeds=6), "a", "b", Texts())
    assert found.chain[0].label == label


def over_draws(comparison, outcome: str, low: float, high: float):
    ends = {"mean": (low + high) / 2, "low": low, "high": high}
    row = {"base": "a", "other": "b", "outcome": outcome, "draws": 8, **ends}
    return replace(comparison, draws=pd.DataFrame([row]))


def test_the_band_of_uncertain_inputs_stands_beside_the_interval_of_the_largest_effect() -> None:
    comparison = made({"members_end": [100.0, 101.0]}, {"members_end": [150.0, 152.0]})
    assert "what nobody knows of inputs comes on top" in digest(comparison, "a", "b", Texts()).sentences[-1]
    sure = digest(over_draws(comparison, "members_end", 20.0, 60.0), "a", "b", Texts()).sentences[-1]
    assert sure == (
        "How sure: 95 % intervals of chance from 6 pairs of runs with the same luck. Members of community funds, last "
        "12 months: +20 … +60 over 8 draws of inputs that nobody knows well."
    )
    unknown = over_draws(comparison, "members_end", math.nan, math.nan)
    assert "comes on top" in digest(unknown, "a", "b", Texts()).sentences[-1]
    elsewhere = over_draws(comparison, "queue_end", 20.0, 60.0)
    assert "comes on top" in digest(elsewhere, "a", "b", Texts()).sentences[-1]
