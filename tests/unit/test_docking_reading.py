"""Published results as experiments: what a file says, and what is refused with its line."""

from functools import partial
from pathlib import Path

import pytest

from partnersim.measures import OUTCOMES
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.experiments.docking import docking_files
from partnersim.studies.docking.run import published
from tests.docking_case import SMALL, written


@pytest.fixture
def write(tmp_path):
    return partial(written, tmp_path)


def refused(path):
    with pytest.raises(ScenarioError) as error:
        published([str(path)])
    return str(error.value)


def test_what_ships_is_twelve_results_each_with_links_and_sources():
    found = published()
    assert [one.file.id for one in found] == [f"P{n:02d}" for n in range(1, 13)]
    for one in found:
        assert one.file.source and one.file.confidence and one.file.decides
        for each in one.file.rows:
            assert one.link_of(each) == str(OUTCOMES.named(one.outcome_of(each)).link)
    assert all(path.stem == one.file.id for path, one in zip(docking_files(), found, strict=True))
    assert published(["P03", "P01"])[0].file.id == "P03"


def test_an_arm_wins_over_a_setting_and_a_setting_over_what_is_common(write):
    text = SMALL.replace(
        "  mechanisms.needs.on: false", "  actors.village_office.budget.yearly_idr: 1.0e6\n  time.months: 6"
    )
    text = text.replace("{name: much, set: {", "{name: much, set: {time.months: 8, ")
    text = text.replace("{name: rich, set: {", "{name: rich, set: {time.months: 7, ")
    one = published([str(write(text))])[0]
    assert one.spec(("little",)).actors[0].budget.yearly_idr == 1.0e6
    assert one.spec(("little", "rich")).actors[0].budget.yearly_idr == 6.0e6
    assert one.spec(("little", "poor")).time.months == 6
    assert one.spec(("little", "rich")).time.months == 7
    assert one.spec(("much", "rich")).time.months == 8


def test_a_scenario_beside_the_file_carries_it(write):
    write("extends: toy\nname: mine\ntime: {months: 5}\n", name="mine.yaml")
    one = published([str(write(SMALL.replace("scenario: toy", "scenario: mine.yaml")))])[0]
    assert one.spec(("much",)).time.months == 5


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("actors.village_ngo.budget.total_idr: 3.0e6", "actors.village_ngo.budget.totl_idr: 3.0e6", 14,
         "names the unknown field 'totl_idr' of a scenario (did you mean 'actors.village_ngo.budget.total_idr'?)"),
        ("mechanisms.needs.on: false", "mechanisms.neds.on: false", 8, "did you mean 'mechanisms.needs.on'"),
        ("actors.village_office.budget.yearly_idr: 3.0e6", "actors.village_offic.budget.yearly_idr: 3.0e6", 10,
         "did you mean 'village_office'"),
        ("actors.village_ngo.budget.total_idr: 3.0e6", "actors.village_ngo.budget.total_idr: -3.0e6", 14,
         "is out of range; allowed 0 to 100,000,000,000,000 IDR"),
        ("link: input\n", "", 18, "row more does not say which link of the results chain is meant"),
        ("link: input\n", "link: output\n", 19,
         "row more means the link output, but the outcome 'paid_ngos_idr_total'"),
        ("link: input\n", "link: impct\n", 16, "one of input, activity, output, outcome, impact"),
        ("outcome: paid_ngos_idr_total", "outcome: paid_ngo_idr_total", 19, "did you mean 'paid_ngos_idr_total'"),
        ("per: paid_ngos_idr_total", "per: paid_nobody", 33, "row whole names the outcome 'paid_nobody'"),
        ('plus: [[much]]\n    minus: [[little]]\n    expected: "-"',
         'plus: [[mush]]\n    minus: [[little]]\n    expected: "-"', 28,
         "names the arm 'mush', which the file does not have (did you mean 'much'?)"),
        ("[[much, rich], [little, poor]]", "[[much, rch], [little, poor]]", 40, "names the setting 'rch'"),
        ("minus: [[little, rich], [much, poor]]", "minus: [[little, rich]]", 41, "takes 1 away from 2"),
        ("    expected: \"-\"\n", "", 26, "is missing: give a sign, or a size"),
        ("    high: 1.6e6\n", "", 24, "has no other end of the size"),
        ("    high: 1.6e6\n", "    high: 1.3e6\n", 24, "is not below high"),
        ("    margin: 1000.0\n", "", 38, "expected 0 needs the largest difference that counts as none"),
        ("id: whole", "id: more", 18, "rows: 'more' is defined twice"),
        ("scenario: toy", "scenario: toi", 6, "no scenario is named 'toi'"),
        ("confidence: seen\n", "", 1, "confidence: is missing"),
        ("question: Is", "queston: Is", 2, "did you mean 'question'"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_with_file_and_line(write, old, new, line, words):
    assert old in SMALL
    said = refused(write(SMALL.replace(old, new, 1)))
    assert words in said, said
    assert any(one.startswith(f"T1.yaml:{line}: ") for one in said.splitlines()), said


def test_the_example_of_the_page_can_be_run(write):
    page = (Path(__file__).parents[2] / "docs" / "docking.md").read_text("utf-8")
    example = page.partition("```yaml\n")[2].partition("```")[0]
    one = published([str(write(example, name="Q01.yaml"))])[0]
    assert one.spec(("led", "little_trust")).agreements[0].leader == "ilo"


def test_a_number_that_two_files_have_is_refused(write):
    paths = [str(write()), str(write(name="T2.yaml"))]
    with pytest.raises(
        ScenarioError, match=r"T2.yaml:1: result T1 is defined a second time \(first in T1.yaml\)"
    ):
        published(paths)


@pytest.mark.parametrize(
    ("old", "new"),
    [("    minus: [[little]]\n", ""), ("low: 1.4e6", "per: members_end\n    low: 1.4e6")],
)
def test_percent_of_nothing_is_refused(write, old, new):
    head, _, _ = SMALL.partition("  - id: less")
    text = head.replace(old, new).replace('expected: "+"', 'expected: "+"\n    percent: true')
    assert "T1.yaml" in (said := refused(write(text))) and "needs one combination that is taken away" in said


@pytest.mark.parametrize(
    ("said", "key"),
    [('expected: "0"\n    margin: 1.0', "margin is 1"), ("low: 5.0\n    high: 10.0", "low is 5"),
     ("low: -8.0\n    high: -0.2", "low is -8")],
)  # fmt: skip
def test_percentage_points_are_not_taken_for_a_share(write, said, key):
    head, _, _ = SMALL.partition("  - id: less")
    text = head.replace(
        "outcome: paid_ngos_idr_total\nlink: input", "outcome: delivery_gap_mean\nlink: activity"
    )
    text = text.replace('expected: "+"\n    low: 1.4e6\n    high: 1.6e6', said)
    error = refused(write(text))
    assert (
        "T1.yaml:" in error
        and key in error
        and "a percentage point is 0.01; allowed between -1 and 1" in error
    )
