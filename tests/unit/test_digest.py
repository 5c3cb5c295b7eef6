"""The digest of a comparison: the largest effect first, one sign, ranges under five seeds, what the arms differ in."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest

from partnersim.measures.declaring import Link
from partnersim.scenario.reading import load_scenario
from partnersim.scenario.telling import flat_values
from partnersim.studies.compare import compare_results
from partnersim.studies.digest.facts import (
    Change,
    Effect,
    along_the_chain,
    changes_of,
    facts_of,
    largest,
)
from partnersim.studies.words.digest import MOST_LINES, WIDTH, digest, digest_lines, effect_text
from partnersim.studies.words.reasons import meaning_text
from partnersim.studies.words.texts import Texts
from tests.unit.test_compare import results

MINUS = "\N{MINUS SIGN}"


def effect(outcome: str = "members_end", link: str = "output", **more: float) -> Effect:
    facts = {
        "base": 100.0, "other": 150.0, "difference": 50.0, "low": 40.0, "high": 60.0, "least": 30.0, "most": 70.0,
        "n": 8, "mde": 12.0, "unit": "households",
    } | more  # fmt: skip
    return Effect(outcome=outcome, link=Link(link), **facts)


def made(base: dict, other: dict, flows=(), seeds: int = 6):
    """A comparison of two hand-made arms whose values begin with those given, and go on with the last."""

    def filled(columns):
        return {name: [*values, *[values[-1]] * (seeds - len(values))] for name, values in columns.items()}

    return compare_results(results({"a": filled(base), "b": filled(other)}, flows))


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


def test_who_paid_by_one_threshold_and_one_sign() -> None:
    flows = [("a", seed, "firms", "market", "programme", 1e9 + seed) for seed in range(1, 7)]
    flows += [("b", seed, "office", "market", "programme", 4e8 + seed) for seed in range(1, 7)]
    spent = {"a": [1e9], "b": [4e8]}
    columns = {arm: {"queue_end": [1.0], "money_spent_idr_total": spent[arm]} for arm in "ab"}
    told = digest(made(columns["a"], columns["b"], flows), "a", "b", Texts()).sentences
    assert told[1] == (
        "In b paid more: The office (Rp400 million); paid less: firms (Rp1.00 billion); together they spent Rp600 "
        "million less."
    )
    called = digest(made(columns["a"], columns["b"], flows), "a", "b", Texts(), called={"a": "A", "b": "B"})
    assert called.sentences[1].startswith("In B paid more") and called.heading.startswith("B against A")
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


# --- what differs -----------------------------------------------------------------------------------------------------


def test_changes_are_named_by_path_and_texts_are_none() -> None:
    base = {
        "name": "x",
        "title": "X",
        "actors": [{"name": "ilo", "staff": 4, "title": "I"}],
        "run": {"seed": 1},
        "k": 1,
    }
    other = {
        "name": "y",
        "title": "Y",
        "actors": [{"name": "ilo", "staff": 2, "title": "J"}],
        "run": {"seed": 2},
        "m": 3,
    }
    assert changes_of(base, other) == [
        Change("actors.ilo.staff", 4, 2), Change("k", 1, None), Change("m", None, 3),
    ]  # fmt: skip
    assert flat_values({"a": [1, 2], "b": [{"name": "n", "c": {}}, {"d": 1}]}) == {
        "a": [1, 2], "b.n.name": "n", "b.1.d": 1,
    }  # fmt: skip


def test_the_heading_names_the_one_value_that_differs() -> None:
    comparison = made({"members_end": [1.0]}, {"members_end": [2.0]})
    spec = comparison.results.manifest["arms"]["b"]["spec"] | {"regulation": {"forum": True}}
    comparison.results.manifest["arms"]["b"]["spec"] = spec
    found = digest(comparison, "a", "b", Texts())
    assert (found.heading, found.differing) == (
        "b against a: regulation.forum is true instead of \N{EN DASH}",
        "",
    )
    comparison.results.manifest["arms"]["b"]["spec"] = spec | {letter: 1 for letter in "cdef"}
    found = digest(comparison, "a", "b", Texts())
    assert found.heading == "b against a: what differs"
    none = "1 instead of \N{EN DASH}"
    assert found.differing == (
        f"They differ in 5 values: regulation.forum true instead of \N{EN DASH}; c {none}; d {none}; and 2 more."
    )
    same = digest(made({"members_end": [1.0]}, {"members_end": [1.0]}), "a", "b", Texts())
    assert same.differing == "They differ in nothing that could change a result."


def test_values_that_differ_are_told_by_what_they_mean() -> None:
    jember = load_scenario("jember")
    comparison = made({"members_end": [1.0]}, {"members_end": [2.0]})
    arms = comparison.results.manifest["arms"]

    def differing(language: str = "en", **changes: object) -> str:
        arms["a"]["spec"] = jember.model_dump(mode="json")
        arms["b"]["spec"] = jember.but({k.replace("__", "."): v for k, v in changes.items()}).model_dump(mode="json")
        return digest(comparison, "a", "b", Texts(language)).differing

    assert differing(regulation__mandate_share=0.02) == "Share of profit that firms must give."
    assert differing(actors__ilo__staff=2) == "International Labour Organization, staff for the programme."
    assert differing(mechanisms__formation__on=False).startswith("mechanisms.formation.on is off: ")
    on = meaning_text(Change("mechanisms.formation.on", False, True), [jember, jember], Texts())
    assert on.startswith("mechanisms.formation.on is on; off means: ")
    assert differing("id", regulation__mandate_share=0.02) == "Bagian laba yang wajib diberikan perusahaan."
    assert differing(regulation__mandate_share=0.02, regulation__enforcement=0.3) == (
        "2 values differ: share of profit that firms must give: 0.02 instead of 0; "
        "chance that a firm below the mandate is sanctioned: 0.3 instead of 0."
    )
    many = differing(regulation__mandate_share=0.02, regulation__enforcement=0.3, regulation__forum=0.5)
    assert many.endswith("0.3 instead of 0; and 1 more.")
    arms["b"]["title"] = "Jember without an agreement"
    assert digest(comparison, "a", "b", Texts()).in_short()[0] == "b against a (Jember without an agreement)"
    arms["a"]["title"] = arms["b"]["title"]
    assert "(" not in digest(comparison, "a", "b", Texts()).in_short()[0]


def test_where_space_is_lacking_whole_sentences_give_way_and_how_sure_it_is_stays() -> None:
    found = digest(made({"members_end": [1.0]}, {"members_end": [2.0]}), "a", "b", Texts())
    told = replace(
        found, effects=[], nothing="Nothing.", poverty="Poverty.", payers="Payers " * 20 + "end.", told_sure="Sure."
    )
    room = len(told.lines(99)) - 1
    lines = told.lines(room)
    # the chain says of poverty what the sentence does
    assert "- Sure." in lines and "- Poverty." not in lines and any("Payers" in line for line in lines)
    least = told.lines(room - 2)
    assert "- Sure." in least and not any("Payers" in line for line in least)
    without = replace(told, chain=[], chain_heading="", differing="")
    shown = without.lines(len(without.lines(99)) - 1)
    assert "- Poverty." in shown and not any("Payers" in line for line in shown)


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


# --- on the terminal --------------------------------------------------------------------------------------------------


def whole(pairs: int = 1):
    outcomes = {
        "money_spent_idr_total": 1e9, "leaked_idr_total": 1e8, "members_end": 1e4, "queue_end": 1e3,
        "interest_saved_idr_total": 1e9, "enterprises_end": 1e4, "headcount_end": 0.1, "harmed_households_share": 0.1,
    }  # fmt: skip
    arms = {
        arm: {name: [value * (1 + 0.1 * k + 0.001 * s) for s in range(6)] for name, value in outcomes.items()}
        for k, arm in enumerate("abcd"[: pairs + 1])
    }
    return compare_results(results(arms))


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("pairs", [1, 2, 3])
def test_a_digest_has_at_most_25_lines_of_100_columns(language: str, pairs: int) -> None:
    lines = digest_lines(whole(pairs), Texts(language))
    assert len(lines) <= MOST_LINES == 25
    assert max(len(line) for line in lines) <= WIDTH == 100
    text = "\n".join(lines)
    for arm in "bcd"[:pairs]:
        assert f"{arm} against a" in text or f"{arm} dibanding a" in text
    assert lines == whole(pairs).digest(language)
    less = whole(pairs).digest(language, beside=5)  # four notes and an empty line
    assert len(less) <= 20 and less[0] == lines[0] and less[-1] == lines[-1]


def test_sentences_are_six_at_most_and_effects_give_way_to_space() -> None:
    found = digest(whole(), "a", "b", Texts())
    reach = replace(found, reach=2)
    assert list(found._fewer_effects()) == [[0, 1, 2], [0, 1], [0]]
    assert list(reach._fewer_effects()) == [[0, 1, 2], [0, 2], [0]]
    shorter = reach.lines(most=len(reach.lines()) - 1)
    assert any(found.effects[2][:40] in line for line in shorter)
    assert not any(found.effects[1][:40] in line for line in shorter)
    assert len(found.effects) == 3 and len(found.effects) + len(found.sentences) <= 6
    full = found.lines()
    short = found.lines(most=len(full) - 1)
    assert len(short) <= len(full) - 1
    assert sum(line.startswith("- ") for line in short) < sum(line.startswith("- ") for line in full)
    assert "How sure" in "\n".join(short)
    assert str(whole()).splitlines() == digest_lines(whole(), Texts())


def test_the_picture_of_the_chain_marks_what_is_clear() -> None:
    base = {"members_end": [1.0], "headcount_end": [0.10, 0.12, 0.14]}
    lines = digest(
        made(base, {"members_end": [9.0], "headcount_end": [0.13, 0.10, 0.13]}), "a", "b", Texts()
    ).lines()
    chain = [
        line
        for line in lines
        if line.startswith("  \N{BLACK CIRCLE}") or line.startswith("  \N{WHITE CIRCLE}")
    ]
    assert [line[2] for line in chain] == ["\N{BLACK CIRCLE}", "\N{WHITE CIRCLE}"]
    assert chain[0].split()[1:3] == ["reached", "Members"] and chain[1].split()[1] == "poverty"
    heading = "Clear along the results chain as far as 'reached' (difference, 95 % interval, would have shown):"
    assert heading in lines


def test_failed_runs_and_no_common_seed_are_said() -> None:
    comparison = whole()
    comparison.results.runs.loc[comparison.results.runs["run_id"] == "b:3", "status"] = "failed"
    assert digest_lines(comparison, Texts())[0] == "1 of 12 runs failed and are left out."
    apart = whole()
    apart.results.runs.loc[apart.results.runs["arm"] == "b", "seed"] += 100
    assert "No seed finished in both, so nothing can be said." in "\n".join(digest_lines(apart, Texts()))


def test_an_unknown_outcome_is_answered_with_the_nearest() -> None:
    with pytest.raises(
        KeyError, match=r"no outcome 'member_end' of this pair \(did you mean 'members_end'\?\)"
    ):
        whole().row("member_end")
    with pytest.raises(KeyError, match=r"no outcome 'zzz' of this pair.$"):
        whole().row("zzz")
