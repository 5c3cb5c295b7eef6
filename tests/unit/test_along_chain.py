"""How far along the results chain a comparison is clear, its lines on a terminal, and why arms differ, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from partnersim.measures.declaring import Link
from partnersim.scenario.reading import load_scenario
from partnersim.studies.digest.facts import changes_of, facts_of
from partnersim.studies.words.chain import ChainLine, drawn_lines
from partnersim.studies.words.digest import digest
from partnersim.studies.words.reasons import why_text
from partnersim.studies.words.texts import Texts
from tests.digest_case import made


def test_poverty_that_changes_by_about_nothing_is_not_reached() -> None:
    # a fall of 0.02 points in all, and so of 0.004 a year, in every pair: clear, and about nothing
    base = {"members_end": [1.0, 1.1], "headcount_end": [0.12, 0.13], "headcount_change": [-0.5, -0.6]}
    other = {"members_end": [2.0, 2.2], "headcount_end": [0.1198, 0.1298], "headcount_change": [-0.504, -0.604]}
    comparison = made(base, other)
    found = facts_of(comparison, "a", "b")
    assert found.reached is Link.OUTPUT and found.telling == {"members_end"}
    told = digest(comparison, "a", "b", Texts())
    assert told.stops == "Clear along the results chain as far as 'reached'."
    assert [line.clear for line in told.chain] == [True, False]
    # with a fall of 2 points the same pace tells
    more = other | {"headcount_end": [0.10, 0.11]}
    assert facts_of(made(base, more), "a", "b").telling == {"members_end", "headcount_end", "headcount_change"}
    assert digest(made(base, more), "a", "b", Texts()).stops == "Clear to the end of the results chain."


def test_a_gap_that_changes_by_about_nothing_is_not_reached() -> None:
    """0.005 points of a gap of 1.5 percent, as in the demo, are no end of the chain; 0.05 points are."""
    base = {"members_end": [1.0, 1.1], "poverty_gap_end": [0.015, 0.016]}
    other = {"members_end": [2.0, 2.2], "poverty_gap_end": [0.01505, 0.01605]}
    found = facts_of(made(base, other), "a", "b")
    assert found.reached is Link.OUTPUT and found.telling == {"members_end"}
    more = other | {"poverty_gap_end": [0.0155, 0.0165]}
    assert facts_of(made(base, more), "a", "b").reached is Link.IMPACT


def test_what_reaches_the_end_without_moving_the_share_of_poor_people_says_so() -> None:
    base = {"headcount_end": [0.12, 0.13], "consumption_listed_idr_end": [3e5, 3.1e5]}
    other = {"headcount_end": [0.1201, 0.1301], "consumption_listed_idr_end": [3.2e5, 3.3e5]}
    told = digest(made(base, other), "a", "b", Texts())
    assert told.stops == "Clear to the end of the results chain, but not in the share of poor people."
    assert "about nothing" in told.poverty
    nothing = digest(made(base, base), "a", "b", Texts())
    assert nothing.stops == "Nothing is clear at any link of the results chain."


@pytest.mark.parametrize(
    ("room", "label"),
    [
        (43, "Firms taking part, last 12 months (firms)"),
        (40, "Firms taking part (firms)"),
        (20, "Firms takin\N{HORIZONTAL ELLIPSIS} (firms)"),
    ],
)
def test_a_label_that_is_too_long_loses_its_months_before_its_name_and_keeps_its_unit(room: int, label: str) -> None:
    line = ChainLine("put in", "Firms taking part, last 12 months (firms)", "+52", "+42", "", "9", clear=True)
    # beside the label stand 6 + 3 + 3 + 1 columns of the others, 4 for the mark and 2 before each of the four
    [drawn] = drawn_lines([line], room + 25)
    assert drawn == f"  \N{BLACK CIRCLE} put in  {label}  +52  +42  9"
    rupiah = replace(line, label="Income, listed households, last 12 months (Rp/person/month)")
    assert "Income, listed households  " in drawn_lines([rupiah], 30 + 25)[0]


def test_why_is_said_by_what_the_values_mean() -> None:
    base = load_scenario("jember")
    other = load_scenario("jember-with-firms")

    def why(base, other, language: str = "en") -> str:
        specs = [base.model_dump(mode="json"), other.model_dump(mode="json")]
        return why_text(changes_of(*specs), [base, other], Texts(language))

    assert why(base, other) == (
        "5 values differ: Co-operative office (Dinas Koperasi UMKM), share of staff that regulates: 0.2 instead of "
        "0.05; share of profit that firms must give: 0.02 instead of 0; chance that a firm below the mandate is "
        "sanctioned: 0.1 instead of 0; and 2 more."
    )
    told = why(base, other, "id")
    assert told.startswith("5 nilai berbeda: Dinas Koperasi UMKM, bagian staf yang mengatur: 0,2, bukan 0,05;")
    clear = base.but({"regulation.clarity": 0.6})
    assert why(base, clear) == "How clear the rules are to a firm that wants to give: 0.6 instead of 0.1."
    off = base.but({"mechanisms.formation.on": False})
    meaning = "no agreement is made: the same actors and money work without one."
    assert why(base, off) == f"mechanisms.formation.on is off: {meaning}"
    assert why(off, base) == f"mechanisms.formation.on is on; off means: {meaning}"
    assert why(base, base) == "They differ in nothing that could change a result."
