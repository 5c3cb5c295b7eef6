"""The picture of a case: a circle an organization, a bar for those who work together, a dot a hamlet; and its words."""

import re

import pytest

pytest.importorskip("solara")

import partnersim as ps
from partnersim.faces.app.case_picture import KIND_COLOURS, MOST_HAMLETS, case_svg, case_words
from partnersim.faces.app.session import CASES, shipped
from partnersim.scenario.actors import KINDS
from partnersim.studies.words.texts import Texts


def circles(svg: str) -> list[tuple[float, str, str]]:
    """Place, filling and outline of each circle."""
    return [(float(x), fill, line) for x, fill, line in re.findall(r'cx="([\d.]+)".*?fill="(.*?)" stroke="(.*?)"', svg)]


def test_jember_is_an_office_a_donor_two_ngos_and_a_ring_of_firms_under_one_agreement():
    svg = case_svg(shipped("jember"))
    drawn = [circle for circle in circles(svg) if circle[2] != "#555"]
    assert [line for _, _, line in drawn] == ["#0072B2", "#D55E00", "#009E73", "#009E73", "#AA4499"]
    assert [fill for _, fill, _ in drawn] == ["#0072B2", "#D55E00", "#009E73", "#009E73", "#fff"]
    # five places over a width of 220, and the bar from the first to the last of them
    assert [round(x, 1) for x, _, _ in drawn] == [36.7, 73.3, 110.0, 146.7, 183.3]
    assert re.findall(r'<path d="M([\d.]+) 14H([\d.]+)', svg) == [("36.6667", "183.333")]
    assert svg.count("<rect") == MOST_HAMLETS == 60  # of 1,090


@pytest.mark.parametrize(("case", "hamlets"), [("kupang", 26), ("lkp", 20)])
def test_a_small_place_has_a_dot_for_each_hamlet(case, hamlets):
    assert case_svg(shipped(case)).count("<rect") == hamlets


def test_who_is_absent_is_not_drawn_and_two_who_are_left_alone_have_no_bar():
    alone = ps.load("kupang").but({"actors.ilo.present": False})
    svg = case_svg(alone)
    assert svg.count("<circle") == 1 and "<path" not in svg
    assert case_words(alone, Texts("en")).startswith("Kupang regency and its extension office: for ")
    assert case_svg(shipped("kupang")).count("<path") == 1  # two make an agreement


def test_every_kind_of_actor_has_a_colour():
    assert set(KIND_COLOURS) == set(KINDS)


@pytest.mark.parametrize("case", CASES)
def test_what_is_drawn_is_told_in_both_languages(case):
    spec = shipped(case)
    english, indonesian = (case_words(spec, Texts(language)) for language in ("en", "id"))
    assert english.count("; ") == indonesian.count("; ") == len(spec.actors) - 1
    assert " hamlets with " in english and " dusun dengan " in indonesian


def test_the_words_of_kupang():
    assert case_words(shipped("kupang"), Texts("en")) == (
        "ILO, Decent Work for Food Security; Kupang regency and its extension office: "
        "for 26 hamlets with 3200 households"
    )
    assert case_words(shipped("jember"), Texts("id")).endswith(": untuk 1090 dusun dengan 600.000 rumah tangga")
