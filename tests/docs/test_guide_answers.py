"""What the facilitator's guide says will be seen is what the page shipped with it says of the same levers."""

import re
from pathlib import Path

import pytest

from partnersim.faces.app.designs import Estimate, axes_of, foretelling_of, read_design
from partnersim.faces.app.levers import levers_of
from partnersim.faces.app.more import chosen_fields, further_fields
from partnersim.faces.app.number_field import value_at
from partnersim.faces.app.session import shipped
from partnersim.measures import OUTCOMES
from partnersim.studies.words.numbers import number_text, value_text
from partnersim.studies.words.texts import Texts

GUIDE = Path(__file__).parents[2] / "docs" / "guide"
LANGUAGES = ("en", "id")
TO = {"en": "to", "id": "sampai"}
ALREADY = {"en": ("| lever |", "as it is"), "id": ("| tuas |", "apa adanya")}

INTERVALS = {
    "rule alone": ({"rule": "strict"}, {"members_end": 12048, "income_listed_idr_mean": 626}),
    "rule and staff": ({"rule": "strict", "regulating": "many"}, {"income_listed_idr_mean": 336}),
    "donor leads": (
        {"pattern": "led_donor"},
        {"delivery_gap_mean": 0.0496, "money_spent_idr_total": -321e6, "members_end": -1753},
    ),
    "each alone": (
        {"pattern": "apart"},
        {
            "members_end": -4645, "delivery_gap_mean": 0.0889, "loans_disbursed_idr_total": -14.95e9,
            "interest_saved_idr_total": -1.97e9,
        },
    ),
    "audits": ({"audits": "many"}, {"delivery_gap_mean": -0.00539, "seed_money_idr_total": 8.59e6}),
}  # fmt: skip
"""What each answer of the guide says with its interval: levers, and differences as they are written there."""

UNTOLD = {
    "rule alone": ("lasting_exits_listed", "headcount_listed_end"),
    "rule and staff": ("members_end", "lasting_exits_listed", "headcount_listed_end"),
    "donor leads": ("loans_disbursed_idr_total", "income_listed_idr_mean", "headcount_listed_end"),
    "each alone": ("income_listed_idr_mean", "headcount_listed_end", "lasting_exits_listed"),
}
"""What each says could not be told."""


def guide(language: str) -> str:
    return re.sub(r"\s+", " ", (GUIDE / f"{language}.md").read_text("utf-8"))


@pytest.fixture(scope="module")
def jember():
    return shipped("jember")


@pytest.fixture(scope="module")
def answer_of(jember):
    """What the page says at once of levers of Jember that were run for it."""
    design = read_design("jember")
    assert design is not None
    shown = foretelling_of(design, axes_of(jember, levers_of(jember)))
    assert shown is not None

    def answer(positions: dict[str, str]) -> dict[str, Estimate]:
        told = shown.estimates(positions, {})
        assert told and all(one.known for one in told.values()), positions
        return told

    return answer


def is_clear(told: Estimate) -> bool:
    return abs(told.difference) > told.half


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", INTERVALS)
def test_numbers_of_the_guide_are_those_of_the_page(answer_of, name: str, language: str) -> None:
    positions, written = INTERVALS[name]
    told, text = answer_of(positions), guide(language)
    for outcome, difference in written.items():
        one, unit = told[outcome], OUTCOMES.named(outcome).unit
        assert one.difference == pytest.approx(difference, rel=3e-3) and is_clear(one), outcome
        ends = sorted(abs(one.difference + side * one.half) for side in (-1.0, 1.0))
        amount, low, high = (
            number_text(abs(value), unit=unit, language=language) for value in (one.difference, *ends)
        )
        # the amount stands before its interval, with no other number between
        assert re.search(
            rf"{re.escape(amount)}(?!\d)\D{{0,90}}{re.escape(low)} {TO[language]} {re.escape(high)}(?!\d)",
            text,
        ), (amount, low, high)


@pytest.mark.parametrize("name", UNTOLD)
def test_what_the_guide_says_cannot_be_told_cannot(answer_of, name: str) -> None:
    told = answer_of(INTERVALS[name][0])
    assert [outcome for outcome in UNTOLD[name] if is_clear(told[outcome])] == []


def test_of_audits_the_guide_names_all_that_can_be_told(answer_of) -> None:
    positions, written = INTERVALS["audits"]
    assert {outcome for outcome, one in answer_of(positions).items() if is_clear(one)} == set(written)


@pytest.mark.parametrize("language", LANGUAGES)
def test_shares_of_firms_and_of_promises_are_those_of_the_page(answer_of, language: str) -> None:
    strict, both = (answer_of(INTERVALS[name][0]) for name in ("rule alone", "rule and staff"))
    firms = "firm_participation_mean"
    shares = (
        strict[firms].base, strict[firms].base + strict[firms].difference, both[firms].base + both[firms].difference,
        strict["delivery_gap_mean"].base,
    )  # fmt: skip
    for share in shares:
        assert value_text(share, unit="share", language=language) in guide(language)


def rows_of_already(language: str) -> list[tuple[str, str]]:
    """The table of what Jember is already, as pairs of lever and position."""
    head, _ = ALREADY[language]
    text = (GUIDE / f"{language}.md").read_text("utf-8")
    lines = text[text.index(head) :].split("\n\n")[0].splitlines()[2:]
    return [tuple(cell.strip(" *") for cell in line.strip("|").split("|")) for line in lines]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_names_every_position_that_jember_has_already(jember, answer_of, language: str) -> None:
    texts = Texts(language)
    there = [
        (texts.say(lever.label), texts.say(position.label))
        for lever in levers_of(jember) for position in lever.positions[1:]
        if all(value_at(jember, path) == value for path, value in position.values.items())
    ]  # fmt: skip
    assert rows_of_already(language) == there and len(there) == 10
    assert texts.say("as it is") == ALREADY[language][1] and f"**{ALREADY[language][1]}**" in guide(language)
    # one more position changes nothing, as the guide says below the table
    assert {(one.difference, one.half) for one in answer_of({"faith": "always"}).values()} == {(0.0, 0.0)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lever_of_a_brief_moves_something_that_can_be_told(jember, answer_of, language: str) -> None:
    texts, text = Texts(language), (GUIDE / f"{language}.md").read_text("utf-8")
    briefs = re.split(r"^### (?:Brief|Peran) \d.*$", text.split("\n## ")[3], flags=re.M)[1:]
    named = [re.sub(r"\s+", " ", word) for brief in briefs for word in re.findall(r"\*\*([^*]+)\*\*", brief)]
    moved = {}
    for lever in levers_of(jember):
        if texts.title(lever.label) not in named:
            continue
        tried = [answer_of({lever.key: position.key}) for position in lever.positions[1:]]
        moved[lever.key] = any(is_clear(one) for told in tried for one in told.values())
    assert len(moved) == 14 and all(moved.values()), moved


@pytest.mark.parametrize(("language", "words"), [("en", "seed grant"), ("id", "hibah awal")])
def test_the_words_given_to_the_officers_lead_to_one_field_that_acts(
    jember, language: str, words: str
) -> None:
    assert f"*{words}*" in guide(language)
    (field,) = chosen_fields(further_fields(jember), words, "", Texts(language))
    assert field.path == "programme.community_funds.seed_grant_idr" and not field.idle
