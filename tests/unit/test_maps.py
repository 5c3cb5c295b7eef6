"""Maps: who is ahead where, the rule that says it, and files, texts and pages. Right values are worked out by hand."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import partnersim as ps
from partnersim.faces.cli import main
from partnersim.faces.pages.maps import first_paragraph, page_text
from partnersim.measures.comparing import links
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.experiments.maps import NOTHING, load_map, map_files
from partnersim.studies.maps import read_map, run_map
from partnersim.studies.maps.bars import bars, parts_by_weight
from partnersim.studies.maps.leads import NOBODY, leads_of, strengths, thirds, turn_of
from partnersim.studies.maps.picture import map_picture
from partnersim.studies.maps.run import drawn_places, seeds_of_point
from partnersim.studies.maps.tree import Leaf, Split, best_depth, fitted_tree, grown, guessed, paths
from partnersim.studies.runs.files import ResultsError
from partnersim.studies.words.drawing import drawing
from partnersim.studies.words.mapped import lead_lines, map_lines, turn_lines
from partnersim.studies.words.texts import Texts

TOY = Path(__file__).with_name("toy_map.yaml")


# --- who is ahead -------------------------------------------------------------------------------------------


def test_who_is_ahead_by_how_much_and_whether_it_is_clear():
    scores = np.array([
        [[10.0, 12.0], [8.0, 9.0]],  # first ahead in both seeds by 2.5 of 100
        [[10.0, 12.0], [9.0, 12.5]],  # by 0.25 in the mean, and the second in one seed
        [[1.0, 3.0], [9.0, 3.0]],  # the second by 4, but equal in one seed
        [[5.0, 5.0], [5.0, 5.0]],  # nobody
        [[math.nan, 1.0], [0.0, 0.0]],  # a run failed
    ])  # fmt: skip
    leads = leads_of(scores, np.full(5, 100.0), margin=0.02)
    assert leads.first.tolist() == [0, 0, 1, NOBODY, NOBODY]
    assert leads.second.tolist() == [1, 1, 0, NOBODY, NOBODY]
    assert leads.margin[:4] == pytest.approx([0.025, 0.0025, 0.04, 0.0]) and math.isnan(leads.margin[4])
    assert leads.clear.tolist() == [True, False, False, False, False]
    assert not leads_of(scores, np.full(5, 100.0), margin=0.03).clear.any()
    # two of five points: Wilson's 0.1176 to 0.7693
    assert leads.share(0) == pytest.approx((0.4, 0.1176, 0.7693), abs=1e-4)
    assert leads.share(0, clear=True)[0] == 0.2


def test_where_the_programme_brings_nothing_no_lead_is_clear():
    leads = leads_of(np.array([[[2.0, 2.0], [1.0, 1.0]]]), np.zeros(1), margin=0.02)
    assert leads.first.tolist() == [0] and not leads.clear.any()


def test_the_input_that_tells_who_leads():
    assert thirds(np.array([0.0, 0.33, 0.34, 0.67, 1.0])).tolist() == [0, 0, 1, 2, 2]
    first = np.array([0, 0, 0, 1, 1, 1])
    tells = np.array([0.1, 0.1, 0.2, 0.9, 0.9, 0.8])
    does_not = np.array([0.1, 0.5, 0.9, 0.1, 0.5, 0.9])
    # Impurity 0.5: thirds of the first leave none, less 2 of 5 by chance; of the other leave all of it.
    assert strengths(np.column_stack([tells, does_not]), first) == pytest.approx([0.6, 0.0])
    assert strengths(np.column_stack([tells]), np.zeros(6, dtype=int)) == pytest.approx([0.0])


def test_the_input_along_which_something_turns():
    place = np.tile([0.1, 0.2, 0.3, 0.8, 0.9], 4)
    other = np.repeat([0.1, 0.5, 0.7, 0.9], 5)
    value = np.where(place < 0.5, 0.0, 1.0)
    turn = turn_of(np.column_stack([other, place]), value)
    assert (turn.input, turn.low, turn.high) == (1, 0.0, 1.0)
    assert turn_of(np.column_stack([other]), value).input == NOBODY
    chance = np.random.default_rng(8)
    assert turn_of(chance.random((90, 12)), (chance.random(90) < 0.5).astype(float)).input == NOBODY
    unknown = np.where(place < 0.5, np.nan, value)  # nothing is known of the lowest third
    assert turn_of(np.column_stack([place]), unknown).input == NOBODY


# --- the rule -----------------------------------------------------------------------------------------------


def test_a_rule_of_two_questions_is_found_again():
    inputs = np.random.default_rng(5).random((200, 4))
    leaders = np.where(inputs[:, 2] <= 0.4, 0, np.where(inputs[:, 0] <= 0.6, 1, 2))
    tree = fitted_tree(inputs, leaders)
    assert isinstance(tree, Split) and isinstance(tree.above, Split)
    assert (tree.input, tree.above.input) == (2, 0)
    assert (tree.at, tree.above.at) == pytest.approx((0.4, 0.6), abs=0.02)
    assert [leaf.leader for _, leaf in paths(tree)] == [0, 1, 2]
    assert all(leaf.right == leaf.count for _, leaf in paths(tree))
    assert guessed(
        tree, np.array([[0.9, 0.5, 0.1, 0.5], [0.1, 0.5, 0.9, 0.5], [0.9, 0.5, 0.9, 0.5]])
    ).tolist() == [0, 1, 2]


def test_where_nothing_tells_who_leads_the_rule_names_who_leads_most_often():
    inputs = np.random.default_rng(6).random((100, 3))
    leaders = (np.arange(100) % 3 == 0).astype(int)
    assert best_depth(inputs, leaders) == 0
    assert fitted_tree(inputs, leaders) == Leaf(0, 100, 66)


def test_a_rule_speaks_of_eight_points_at_least_and_says_a_range_once():
    inputs = np.arange(30.0)[:, None]
    few = (inputs[:, 0] < 7).astype(int)  # seven points: no leaf may be so small
    assert grown(inputs, few, depth=1).at >= 7.5
    middle = ((inputs[:, 0] >= 10) & (inputs[:, 0] < 20)).astype(int)
    found = paths(grown(inputs, middle, depth=3))
    inside = next(conditions for conditions, leaf in found if leaf.leader == 1)
    assert sorted((c.above, c.at) for c in inside) == [(False, 19.5), (True, 9.5)]
    steps = (inputs[:, 0] >= 10).astype(int) + (inputs[:, 0] >= 20)
    ends = {leaf.leader: conditions for conditions, leaf in paths(grown(inputs, steps, depth=2))}
    assert [(c.above, c.at) for c in ends[0]] == [(False, 9.5)]
    assert [(c.above, c.at) for c in ends[2]] == [(True, 19.5)]


# --- a map of a village -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def toy():
    return run_map(read_map(str(TOY)), workers=1, show_progress=False)


def test_the_toy_rule_is_recovered(toy):
    """The office spends 6 million times x, the NGO 3 million: the office leads where x is above a half."""
    document = toy.document()
    for point in document["points"]:
        x = point["inputs"]["office_money"]
        assert point["outcomes"]["money_spent_idr_total"]["office"] == pytest.approx(6e6 * x)
        assert point["outcomes"]["money_spent_idr_total"]["ngo"] == pytest.approx(3e6)
        assert point["outcomes"]["money_spent_idr_total"][NOTHING] == 0.0
        assert point["leads"] == ("office" if x > 0.5 else "ngo")
        larger = max(6.0 * x, 3.0)
        assert point["margin"] == pytest.approx(abs(6.0 * x - 3.0) / larger)
        assert point["clear"] == (abs(6.0 * x - 3.0) / larger >= 0.02)
    below, above = document["rule"]
    assert (below["leads"], above["leads"]) == ("ngo", "office")
    assert [c["input"] for c in below["if"]] == ["office_money"] and below["if"][0]["at"] == pytest.approx(
        0.5, abs=0.03
    )
    used = [point for point in document["points"] if point["clear"] and not point["held_back"]]
    assert below["points"] + above["points"] == len(used)
    unseen = [point for point in document["points"] if point["clear"] and point["held_back"]]
    score = document["score"]["held_back_clear"]
    assert score["points"] == len(unseen)
    assert score["right"] == score["points"] >= 18 and score["usual_right"] < score["points"]
    assert document["strongest"][0] == "office_money"
    behind = document["arms"][1]["behind_first"]
    assert (behind["rule"], behind["score"]) == (
        document["rule"],
        document["score"],
    )  # there are but these two
    assert behind["clear"] == document["clear"]
    assert behind["share"] == pytest.approx(document["arms"][0]["leads"])
    assert behind["turn"] == {"input": "office_money", "low": 0.0, "high": 1.0}


def test_words_tell_level_points_from_points_where_the_first_is_behind():
    """Five points: equals have 3 to 1, 1 to 3, and three times the same; of late loans, less is better."""
    def point(equals, led):
        leads = "" if equals == led else "equals" if equals > led else "led"
        return {"outcomes": {"members_mean": {"equals": equals, "led": led}}, "leads": leads,
                "margin": abs(equals - led)}  # fmt: skip

    points = [point(3.0, 1.0), point(1.0, 3.0), *[point(2.0, 2.0)] * 3]
    words = {"leads": 0.2, "low": 0.1, "high": 0.6, "leads_clearly": 0.0}
    behind = {"share": 0.2, "low": 0.1, "high": 0.6, "middle": 0.0, "turn": None, "clear": 0.4, "rule": None}
    found = {
        "asks": "lead", "outcome": "members_mean", "points": points, "clear": 0.4, "margin": 0.02, "nobody": 0.6,
        "arms": [{**words, "name": "equals", "label": "equals", "label_id": "setara"},
                 {**words, "name": "led", "label": "led", "label_id": "dipimpin", "behind_first": behind}],
    }  # fmt: skip
    (line,) = turn_lines(found, Texts("en"))
    assert "at 20.0 % of points (10.0 % to 60.0 %), exactly level at 60.0 %, behind at 20.0 %; in the middle" in line
    assert "At 60.0 % of points the first two end exactly level" in " ".join(lead_lines(found, Texts("en")))
    late = [{**one, "outcomes": {"lost_share_end": one["outcomes"]["members_mean"]}} for one in points[:3]]
    (line,) = turn_lines({**found, "outcome": "lost_share_end", "points": [*late, late[1]]}, Texts("en"))
    assert "exactly level at 25.0 %, behind at 25.0 %" in line  # 3 to 1 is worse, 1 to 3 better
    failed = [{**points[0], "leads": "", "margin": math.nan}]
    assert "exactly level" not in " ".join(lead_lines({**found, "points": failed}, Texts("en")))


def test_points_have_seeds_of_their_own_and_fill_the_ranges():
    asked = read_map(str(TOY))
    seeds = [seed for point in range(60) for seed in seeds_of_point(asked, point)]
    assert seeds == list(range(2009, 2009 + 120))
    places = drawn_places(asked)
    for part, count in ((places[:40], 40), (places[40:], 20)):  # Latin hypercubes: one point in each stratum
        for column in part.T:
            assert sorted((column * count).astype(int)) == list(range(count))
    assert not np.array_equal(drawn_places(read_map(str(TOY), seed=5)), places)
    alike = drawn_places(read_map(str(TOY), points=20, held_back=20))
    assert not np.isin(alike[:20], alike[20:]).any()


def test_what_carries_is_what_the_whole_loses_of_what_it_brings(tmp_path):
    text = TOY.read_text("utf-8").replace("asks: lead", "asks: carry").split("arms:")[0] + (
        "arms:\n"
        "  - {name: whole, label: all, label_id: semua}\n"
        "  - {name: office, label: the office, label_id: kantor, set: {actors.village_office.present: false}}\n"
        "  - {name: ngo, label: the NGO, label_id: LSM, set: {actors.village_ngo.present: false}}\n"
        "  - {name: more, label: a second million, label_id: sejuta lagi, adds: true,"
        " set: {actors.village_ngo.budget.total_idr: 4.0e6}}\n"
        "outcome: money_spent_idr_total\npoints: 20\nheld_back: 10\nreplicates: 2\n"
    )
    (tmp_path / "parts.yaml").write_text(text, "utf-8")
    found = run_map(read_map(str(tmp_path / "parts.yaml")), workers=1, show_progress=False).document()
    x = np.array([point["inputs"]["office_money"] for point in found["points"]])
    office, ngo = found["arms"]
    assert office["carries"] == pytest.approx(np.median(6 * x / (6 * x + 3)))
    assert ngo["carries"] == pytest.approx(np.median(3 / (6 * x + 3)))
    assert found["others"][0]["carries"] == pytest.approx(np.median(1 / (6 * x + 3)))
    assert office["leads"] == pytest.approx((x > 0.5).mean())
    lines = map_lines(found, Texts("en"))
    assert (
        lines[1].startswith(("The office: carries", "The NGO: carries"))
        and "A second million, added" in lines[3]
    )


def test_texts_pages_and_pictures(toy):
    document = toy.document()
    english, indonesian = (map_lines(document, Texts(language)) for language in ("en", "id"))
    assert len(english) == len(indonesian) and not set(english) & set(indonesian)
    assert any(line.startswith("Rule: if money of the office is above") for line in english)
    right = document["score"]["held_back_clear"]["right"]
    assert f"right at {right} of {right} (100 %)" in "\n".join(english)
    page = page_text("Who brings more?", [document], "Said by hand.")
    assert (
        page.index(first_paragraph([document]))
        < page.index("Said by hand.")
        < page.index("## In the toy village")
    )
    assert "partnersim leads toy_map --out maps/toy_map" in page and "(images/map-toy_map.png)" in page
    picture = map_picture(document, Texts("en"))
    assert picture.startswith(b"\x89PNG") and picture == map_picture(document, Texts("en"))


def carried(name: str, middle: float | None) -> dict:
    low, high = (None, None) if middle is None else (middle - 0.1, middle + 0.2)
    words = {"name": name, "label": f"the {name}", "label_id": f"si {name}", "turn": None}
    return words | {"carries": middle, "carries_low": low, "carries_high": high}


CARRIES = {
    "name": "made_up", "asks": "carry", "case": "in a village", "case_id": "di desa", "outcome": "members_mean",
    "arms": [carried("plan", 0.12), carried("money", 0.9), carried("air", None), carried("talk", -0.3)],
    "others": [carried("firms", 0.5)], "points": [{}, {}],
}  # fmt: skip


def test_what_carries_is_drawn_as_bars_from_the_heaviest_with_what_is_added_below():
    rows = [(part["name"], added) for part, added in parts_by_weight(CARRIES)]
    assert rows == [("money", False), ("plan", False), ("talk", False), ("firms", True)]
    with drawing():
        (axes,) = bars(CARRIES, Texts("en")).axes
        widths = [bar.get_width() for bar in axes.patches]
        spreads = [line.get_segments()[0][:, 0].tolist() for line in axes.collections]
        labels = [label.get_text() for label in axes.get_yticklabels()]
    assert widths == pytest.approx([90.0, 12.0, -30.0, 50.0])
    assert spreads[0] == pytest.approx([80.0, 110.0]) and spreads[2] == pytest.approx([-40.0, -10.0])
    assert labels == ["The money", "The plan", "The talk", "The firms, added"]
    assert axes.yaxis_inverted() and axes.get_title(loc="left").startswith("In a village: ")
    picture = map_picture(CARRIES, Texts("id"))
    assert picture.startswith(b"\x89PNG") and picture != map_picture(CARRIES, Texts("en"))


def test_the_command_writes_whole_results_and_goes_on_from_them(tmp_path, capsys):
    asked = [
        "leads",
        str(TOY),
        "--points",
        "20",
        "--held-back",
        "10",
        "--workers",
        "1",
        "--out",
        str(tmp_path / "out"),
    ]
    assert main(asked) == 0
    first = capsys.readouterr().out
    document = json.loads((tmp_path / "out" / "leads.json").read_text("utf-8"))
    assert document["points_fitted"] == 20 and len(document["points"]) == 30
    assert first.strip() == (tmp_path / "out" / "leads.txt").read_text("utf-8").strip()
    frame = pd.read_csv(tmp_path / "out" / "points.csv")
    assert len(frame) == 30 and {"inputs.office_money", "leads", "clear", "held_back"} <= set(frame)
    assert len(pd.read_parquet(tmp_path / "out" / "points.parquet")) == 30
    assert (tmp_path / "out" / "leads.png").read_bytes().startswith(b"\x89PNG")
    parts = sorted((tmp_path / "out" / "parts").iterdir())
    assert main([*asked, "--json"]) == 0
    assert sorted((tmp_path / "out" / "parts").iterdir()) == parts  # nothing was run again
    assert json.loads(capsys.readouterr().out)["points"] == document["points"]
    kept = (tmp_path / "out" / "leads.json").read_bytes()
    with pytest.raises(ResultsError, match="finished study of something else"):
        ps.map_leads(str(TOY), points=20, held_back=10, overrides=["sample.households=60"], workers=1,
                     show_progress=False, out=tmp_path / "out")  # fmt: skip
    assert (tmp_path / "out" / "leads.json").read_bytes() == kept
    # in Python it is one function, which goes on from the same folder
    found = ps.map_leads(str(TOY), points=20, held_back=10, workers=1, show_progress=False, out=tmp_path / "out")
    assert len(found.frame()) == 30 and found.document()["points"] == document["points"]
    assert sorted((tmp_path / "out" / "parts").iterdir()) == parts


# --- what is refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("village_office.budget.yearly_idr", "village_ofice.budget.yearly_idr", "village_office"),
        (
            "paths: [mechanisms.learned_trust.prior_mean]",
            "paths: [mechanisms.learnt_trust.prior_mean]",
            "learned_trust",
        ),
        ("outcome: money_spent_idr_total", "outcome: money_spend_idr_total", "money_spent_idr_total"),
        ("low: 0.1", "low: 1.2", "is not below high"),
        ("    high: 1.1\n", "", "other end of the range"),
        ("name: ngo", "name: office", "names a second item"),
        ("name: ngo", "name: no_programme", "without any programme"),
        ("actors.village_office.present: false", "actors.village_offices.present: false", "arm ngo"),
        ("    how: times\n    low: 0.1\n    high: 1.1\n", "", "no plausible range"),
        ("replicates: 2", "replicates: 1", "replicates"),
        ("scenario: toy", "scenario: toi", "toy"),
    ],
)
def test_a_wrong_map_is_refused_with_file_and_line(tmp_path, old, new, says):
    text = TOY.read_text("utf-8")
    assert old in text
    (tmp_path / "wrong.yaml").write_text(text.replace(old, new), "utf-8")
    with pytest.raises(ScenarioError, match=says) as error:
        read_map(str(tmp_path / "wrong.yaml"))
    assert "wrong.yaml:" in str(error.value)


def test_an_unknown_map_and_too_few_points_end_with_two(tmp_path, capsys):
    assert main(["leads", "who-should-lead-jembr"]) == 2
    assert "who-should-lead-jember" in capsys.readouterr().err
    assert main(["leads", str(TOY), "--points", "3"]) == 2
    assert "20 or more" in capsys.readouterr().err
    with pytest.raises(ScenarioError, match="seed"):
        read_map(str(TOY), seed=2**31 - 10)


def test_what_an_arm_sets_wins_over_what_is_drawn():
    """At 0.4 of 0.25 to 4 money is times 1.75: Rp1.6 billion a year become 2.8, and Rp0.4 billion 0.7."""
    asked = load_map("what-carries-jember", outcomes=links())
    arms = asked.arms({drawn.name: 0.4 for drawn in asked.file.inputs})
    budget = {name: spec.actors[0].budget for name, spec in arms.items() if spec.actors}
    assert budget["whole"].yearly_idr == pytest.approx(2.8e9)
    assert budget["whole"].by_year["2009"] == pytest.approx(0.7e9)
    assert budget["office_money"].yearly_idr == 0.0 and set(budget["office_money"].by_year.values()) == {0.0}
    assert arms[NOTHING].actors == ()


def test_shipped_maps_can_be_read_and_ask_of_all_five_cases():
    found = {name: load_map(name, outcomes=links()) for name in map_files()}
    cases = {one.file.scenario for one in found.values() if one.file.asks == "lead"}
    assert cases == {"jember", "gresik", "osaka", "kupang", "lkp"}
    for one in found.values():
        assert one.file.points >= 200 and one.file.held_back >= 50
        assert one.file.asks == "carry" or len(one.file.arms) == 6
        one.arms({drawn.name: 0.4 for drawn in one.file.inputs})
