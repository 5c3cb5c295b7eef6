"""Why, where, stories and further levers of the page: right values by hand, without a browser and without a run."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from partnersim.faces.app.further_fields import FIELDS
from partnersim.faces.app.further_rules import RULES
from partnersim.faces.app.levers import levers_of
from partnersim.faces.app.more import (
    OPTIONS,
    UNITS,
    about_lines,
    blocks_of,
    chosen_fields,
    further_fields,
    name_text,
    set_text,
    unit_words,
)
from partnersim.faces.app.session import CASES, Choice
from partnersim.faces.app.stories import Nobody, kinds_of_household, lives_of
from partnersim.faces.app.where import (
    POINTS,
    SEEDS_A_POINT,
    Plane,
    axes_to_choose,
    drawn_map,
    factor_of_lever,
)
from partnersim.faces.app.why import MOST_APART, _scenarios, called, explanation_of, first_outcome, groups_of
from partnersim.scenario.because import Because
from partnersim.scenario.documents.identity import scenario_hash
from partnersim.studies.explaining.differences import Mixing
from partnersim.studies.explaining.parts import parts_of
from partnersim.studies.tracing.lives import PICKS
from partnersim.studies.tracing.organizations import Years
from partnersim.studies.words.idle_texts import reason_text
from partnersim.studies.words.organizations import first_apart, organization_sentences
from partnersim.studies.words.texts import Texts

ENGLISH, INDONESIAN = Texts("en"), Texts("id")


def moved(**positions):
    choice = Choice()
    for lever, position in positions.items():
        choice = choice.moved(lever, position)
    return choice


def test_a_moved_lever_is_one_part_whatever_it_sets():
    choice = moved(rule="strict", regulating="many").typed("visits", 2.0).with_more(
        "programme.community_funds.group_size", 3
    )  # fmt: skip
    groups = groups_of(choice, choice.base(), choice.now(), ENGLISH)
    assert list(groups) == [
        "A rule that firms give", "Staff that regulates", "Visits to each other's work",
        "programme.community_funds.group_size",
    ]  # fmt: skip
    assert set(groups["A rule that firms give"]) <= {
        "regulation.mandate_share", "regulation.enforcement", "regulation.clarity",
    }  # fmt: skip
    assert groups["Visits to each other's work"] == ["agreements.bank_gakin.practices.visits_per_month"]
    mixing = Mixing(choice.base(), choice.now())
    parts = parts_of(mixing, group=groups)
    sets = _scenarios(mixing, parts)
    assert len(sets) == 16 and scenario_hash(sets[15]) == scenario_hash(choice.now())
    assert sets[0b0100].agreements[0].practices.visits_per_month == 2.0
    assert sets[0b0100].regulation == choice.base().regulation


def test_of_many_levers_families_are_taken_apart():
    choice = moved(
        rule="strict",
        forum="strong",
        regulating="many",
        convening="none",
        faith="rarely",
        aims="little",
        audits="none",
    ).with_more("programme.community_funds.group_size", 3)
    groups = groups_of(choice, choice.base(), choice.now(), INDONESIAN)
    assert len(groups) == 5 <= MOST_APART
    assert next(iter(groups)) == INDONESIAN.say("Rules for firms") != "Rules for firms"
    assert list(groups)[-1] == INDONESIAN.say("Further levers")


def test_why_says_what_is_enough_and_shares_it_out():
    choice = moved(rule="strict", forum="strong")
    groups = groups_of(choice, choice.base(), choice.now(), ENGLISH)
    parts = parts_of(Mixing(choice.base(), choice.now()), group=groups)
    worth = {0: 0.0, 1: 30.0, 2: 10.0, 3: 60.0}  # rule, forum, both: 20 come of both together
    runs = {
        row: {seed: {"members_end": 100.0 * seed + value} for seed in range(1, 7)} for row, value in worth.items()
    }  # fmt: skip
    made = explanation_of("members_end", parts, runs, ENGLISH)
    assert made.shares.set_index("part")["share"].to_dict() == pytest.approx(
        {"A rule that firms give": 40.0, "A forum of giving firms": 20.0}
    )
    told = made.sentences("en")
    assert "in the case as it was and" in told[0]
    assert "Enough to change it by +30.0 in nine of ten pairs of runs: A rule that firms give" in told[1]
    runs[2][3] = {"members_end": float("nan")}  # a seed without a value in one set is left out of all
    assert list(explanation_of("members_end", parts, runs, ENGLISH).seeds) == [1, 2, 4, 5, 6]
    assert explanation_of("members_end", parts, {0: {1: {"members_end": float("nan")}}}, ENGLISH) is None


def test_parts_are_called_anew_when_the_language_changes_also_those_put_together():
    choice = moved(rule="strict", forum="strong")
    english, indonesian = (
        groups_of(choice, choice.base(), choice.now(), texts) for texts in (ENGLISH, INDONESIAN)
    )
    parts = parts_of(Mixing(choice.base(), choice.now()), group=english)
    labels = dict(zip(english, indonesian, strict=True))
    assert [part.name for part in called(parts, labels)] == list(indonesian) != list(english)
    both = replace(parts[0], name=" + ".join(english))
    assert called([both], labels)[0].name == " + ".join(indonesian)


def test_what_is_explained_first_is_what_the_case_has():
    asked = {case: first_outcome(Choice(case=case).base()) for case in CASES}
    assert asked == {
        "jember": "members_end", "gresik": "members_end", "kupang": "income_listed_idr_mean",
        "osaka": "income_listed_idr_mean", "lkp": "income_listed_idr_mean",
    }  # fmt: skip


def plane_of(choice):
    base = choice.base()
    by_key = {lever.key: lever for lever in axes_to_choose(base)}
    factors = factor_of_lever(by_key["forum"], base), factor_of_lever(by_key["visits"], base)
    return Plane.of(base, choice.now(), factors)


def test_a_map_runs_both_at_every_point_with_seeds_of_its_own():
    plane = plane_of(moved(rule="strict", forum="strong"))
    assert [(f.low, f.high) for f in plane.factors] == [(0.0, 1.0), (0.0, 16.0)] and plane.base_moves
    pieces = list(plane.pieces())
    assert len(pieces) == 2 * POINTS * SEEDS_A_POINT
    seeds = [piece.arguments[1] for piece in pieces]
    assert seeds[:4] == [2009, 2009, 2010, 2010] and len(set(seeds)) == POINTS * SEEDS_A_POINT
    first, second = pieces[0].arguments[0], pieces[1].arguments[0]
    place = plane.place(plane.unit[0])
    for spec in (first, second):
        assert spec.regulation.forum == place["regulation.forum"]
    assert (first.regulation.enforcement, second.regulation.enforcement) == (
        plane.base.regulation.enforcement, 0.8,
    )  # fmt: skip


def test_where_only_the_two_levers_differ_the_case_as_it_was_stands_beside_every_point():
    for choice in (moved(forum="strong"), Choice()):
        plane = plane_of(choice)
        assert not plane.base_moves
        pieces = list(plane.pieces())
        assert pieces[0].arguments[0] == plane.base
        assert pieces[1].arguments[0].regulation.forum == plane.place(plane.unit[0])["regulation.forum"]


def test_a_map_finds_the_side_on_which_now_is_ahead_and_names_the_levers():
    plane, values = plane_of(moved(rule="strict")), []
    noise = np.random.default_rng(1).normal(0.0, 1.0, (POINTS, SEEDS_A_POINT))
    for row, point in enumerate(plane.unit):
        for pair in range(SEEDS_A_POINT):
            values += [
                50.0,
                50.0 + 100.0 * (point[0] - 0.5) + noise[row, pair],
            ]  # ahead where the forum is strong
    drawn = drawn_map(plane, values, "members_end", ("before", "after"), ("Forum", "Visits"), "en")
    assert drawn.image.startswith(b"\x89PNG") and drawn.found.holds
    left, right = (drawn.found.surface.at(np.array([[x, 0.5]]))[0][0] for x in (0.1, 0.9))
    assert left == pytest.approx(-40.0, abs=5.0) and right == pytest.approx(40.0, abs=5.0)
    assert 0.35 < drawn.found.shares["other"] < 0.5
    nothing = drawn_map(plane, [float("nan")] * len(values), "members_end", ("a", "b"), ("x", "y"), "en")
    assert nothing.found is None and "0 of 32 points" in nothing.reason


def years(months, promised, delivered, trusted):
    table = pd.DataFrame({
        "year": [2009, 2010], "months_at_work": months, "promised_idr": promised, "delivered_idr": delivered,
        "diverted_idr": 0.0, "leaked_idr": 0.0, "passed_on_idr": 0.0, "trusted": trusted, "trusts": [0.5, np.nan],
    })  # fmt: skip
    return Years(name="ilo", table=table, diary=pd.DataFrame(columns=["date", "what", "detail"]))


def test_an_organizations_story_says_what_it_kept_and_where_its_ways_part():
    base, other = years([6, 12], 1e9, [8e8, 8e8], [0.6, 0.7]), years([6, 3], 1e9, [8e8, 2e8], [0.6, 0.4])
    assert first_apart(base, other) == (2010, "months_at_work", 12.0, 3.0)
    told = organization_sentences(base, other, ENGLISH, title="ILO", names=("before", "after"))
    assert told == [
        "ILO is at work in a partnership for 18 months under before and for 9 under after.",
        "Under before it promises Rp2.00 billion and delivers Rp1.60 billion, 80.0 % of it.",
        "Under after it promises Rp2.00 billion and delivers Rp1.00 billion, 50.0 % of it.",
        "The two ways part in 2010: months at work 12.0 under before, 3.00 under after.",
        "In the end others expect it to deliver 70.0 % of what it promises under before, 40.0 % under after.",
    ]
    assert first_apart(base, years([6, 12], 1e9, [8e8, 7e8], [0.6, 0.7])) == (2010, "delivered_idr", 8e8, 7e8)
    assert first_apart(base, years([6, 12], 1e9, [8e8, 8e8], [0.6, 0.6])) == (2010, "trusted", 0.7, 0.6)
    assert first_apart(base, years([6, 12], 1e9, [8e8 + 1e-2, 8e8], [0.6, 0.7])) is None  # rounding
    assert (
        "Nothing that it does differs"
        in organization_sentences(base, base, ENGLISH, title="ILO", names=("a", "b"))[3]
    )
    silent = years([0, 0], 0.0, [0.0, 0.0], [np.nan, np.nan])
    told = organization_sentences(silent, silent, INDONESIAN, title="ILO", names=("a", "b"))
    assert len(told) == 4 and "tidak menjanjikan apa pun" in told[1]


def test_every_kind_of_household_can_be_asked_for_and_nobody_says_why():
    assert sorted(kinds_of_household(ENGLISH).values()) == sorted(PICKS)
    assert len(kinds_of_household(INDONESIAN)) == len(PICKS)
    base = Choice().base()
    found = lives_of(base, base, base.run.seed, None, "gained")
    assert isinstance(found, Nobody) and "differ in nothing" in found.reason


def test_further_levers_tell_unit_range_source_and_why_one_is_idle():
    base = Choice().base()
    fields = {field.path: field for field in further_fields(base)}
    own = {path for lever in levers_of(base) for p in lever.positions for path in p.values}
    assert len(fields) > 60 and not own & fields.keys()
    size = fields["programme.community_funds.group_size"]
    assert size.whole and size.options == () and size.low is not None and size.doc and size.source
    lines = about_lines(size, ENGLISH)
    assert lines[0] == size.doc and any(line.startswith("Allowed: ") for line in lines)
    assert any(line.startswith("Plausible: ") for line in lines)
    assert set(fields["mechanisms.regulation.on"].options) == {True, False}
    no_funds = Choice(case="kupang").base()
    idle = {field.path: field.idle for field in further_fields(no_funds)}
    assert idle["actors.ilo.budget.response_to_need"] == "nobody waits: there are no community funds"
    for field in fields.values():  # each can be set to what it is, and says something of what it acts on
        assert field.acts_on, field.path
    every = list(fields.values())
    assert chosen_fields(every, "group size", "", ENGLISH) == [size]
    assert chosen_fields(every, "anggota satu kelompok", "", INDONESIAN) == [size]
    assert chosen_fields(every, "anggota satu kelompok", "", ENGLISH) == []
    assert (
        chosen_fields(every, "", "programme.community_funds", ENGLISH)[0].block == "programme.community_funds"
    )


def test_a_further_lever_is_called_by_whose_it_is_and_what_it_means():
    fields = further_fields(Choice().base())
    by_path = {field.path: field for field in fields}
    size, aims = by_path["programme.community_funds.group_size"], by_path["mechanisms.regulation.on"]
    assert name_text(size, ENGLISH) == "Members of a group"
    assert name_text(size, INDONESIAN) == "Jumlah anggota satu kelompok"
    assert name_text(aims, ENGLISH).startswith("Government staff turn rules into enforcement")
    staff = by_path["actors.ilo.staff"]
    assert name_text(staff, ENGLISH) == "International Labour Organization, staff for the programme"
    writing = by_path["agreements.bank_gakin.stages.agreement_months"]
    assert name_text(writing, ENGLISH) == "Bank Gakin, months of writing and signing"
    named = blocks_of(fields, ENGLISH)
    assert named["International Labour Organization (actors.ilo.budget)"] == "actors.ilo.budget"
    assert named["programme.community_funds"] == "programme.community_funds"
    assert chosen_fields(fields, "labour organization staff", "", ENGLISH) == [staff]


def _in_indonesian(text):
    return reason_text(text, INDONESIAN) if isinstance(text, Because) else INDONESIAN.meaning(text)


def test_further_levers_speak_indonesian():
    """What they mean, act on, why they are idle and why we assume what we do; citations stay as they are written."""
    said: dict[str, set[str]] = {"meanings": set(), "rules": set(), "reasons": set(), "judgements": set()}
    for case in CASES:
        for field in further_fields(Choice(case=case).base()):
            said["meanings"].add(field.doc)
            said["rules"].add(field.acts_on)
            said["reasons"] |= {field.idle} - {""}
            sources = {field.source, field.plausible_source}
            said["judgements"] |= {text for text in sources if text.startswith("assumed:")}
            assert field.unit in {*UNITS, "-"}, field.unit
            assert all(isinstance(option, bool) or option in OPTIONS for option in field.options), field.path
    assert {name: len(texts) > 25 for name, texts in said.items()} == dict.fromkeys(said, True)
    for name, texts in said.items():
        assert {text for text in texts if _in_indonesian(text) == text} == set(), name
    for name, texts in (("meanings", FIELDS), ("rules", RULES)):
        gone = set(texts) - said[name]
        assert len(gone) <= 0.1 * len(texts), (name, gone)
    for word in (*UNITS.values(), *OPTIONS.values()):
        assert word == "rupiah" or INDONESIAN.say(word) != word


def test_a_further_lever_is_told_in_words_of_the_readers_language():
    fields = {field.path: field for field in further_fields(Choice().base())}
    lines = about_lines(fields["programme.community_funds.first_loan_idr"], INDONESIAN)
    assert lines[:2] == [
        "Pinjaman pertama.",
        "Bekerja pada: Ketentuan dana komunitas (Bank Gakin, dana bergulir).",
    ]
    assert lines[2].endswith("(rupiah per anggota)")
    assert unit_words("per_month", ENGLISH) == "a month" and unit_words("furlongs", ENGLISH) == "furlongs"


def test_a_further_lever_that_is_set_is_written_as_its_reader_writes():
    assert [set_text(value, ENGLISH) for value in (12_500_000.0, 0.25, True, "majority")] == [
        "12,500,000", "0.25", "on", "majority"
    ]  # fmt: skip
    assert [set_text(value, INDONESIAN) for value in (12_500_000.0, 0.25, False, "majority")] == [
        "12.500.000", "0,25", "nonaktif", "mayoritas"
    ]  # fmt: skip
