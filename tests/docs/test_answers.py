"""The page of answers says what the table of claims says, and nothing else."""

import copy
import json
import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from partnersim.faces.pages import answer_brief, answer_numbers, answers

ROOT = Path(__file__).resolve().parents[2]
TAG = re.compile(r"\[((?:[CX][\d.]+[a-z]?, (?:test|check)(?:; )?)+)\]\.?$")


@pytest.fixture(scope="module")
def tool():
    return answers


@pytest.fixture
def table():
    return json.loads((ROOT / "docs" / "results" / "claims.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def words():
    return YAML(typ="safe").load(answers.WORDS.read_text("utf-8"))


def test_the_page_is_current(tool):
    assert tool.write(check=True) == 0, "run partnersim pages answers"


def test_every_sentence_ends_with_its_claim_and_kind(tool, table):
    kinds = {row["id"]: row["kind"] for row in table["claims"]}
    lines = [line for line in tool.PAGE.read_text("utf-8").splitlines() if line.startswith("- ")]
    assert len(lines) > 40
    for line in lines:
        found = TAG.search(line)
        assert found, line
        for named in found.group(1).split("; "):
            identity, kind = named.split(", ")
            assert kinds[identity] == kind


def test_every_question_has_a_picture_with_a_description(tool, words):
    text = tool.PAGE.read_text("utf-8")
    for question in words["questions"]:
        alt = re.search(rf"!\[([^\]]+)\]\(images/answers-{question['key']}\.png\)", text)
        assert alt and len(alt.group(1)) > 40
        assert (answers.IMAGES / f"answers-{question['key']}.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("verdict", "effect", "choice"),
    [("supported", 9.0, "says"), ("contradicted", -9.0, "against"), ("not shown", 0.5, "open")],
)
def test_words_follow_verdict_and_numbers(tool, table, words, verdict, effect, choice):
    rows = {row["id"]: copy.deepcopy(row) for row in table["claims"]}
    for question in words["questions"]:
        for part in question["lead"]:
            row = rows[part["id"]] | {
                "verdict": verdict,
                "effect": effect,
                "low": effect - 2.0,
                "high": effect + 2.0,
            }
            said = tool.lead(part, {row["id"]: row}, words)
            wanted = part[choice].format(more="more" if effect > 0 else "less")
            assert wanted[1:] in said
            assert not any(part[other][1:] in said for other in {"says", "against", "open"} - {choice}
                           if "{" not in part[other] and part[other][1:] not in wanted)  # fmt: skip
            assert ("Against the claim" in said) == (verdict == "contradicted")
            assert ("cannot be told" in said) == (verdict == "not shown")


def test_smallest_difference_is_that_of_a_paired_t_test(tool, table):
    row = next(row for row in table["claims"] if row["id"] == "C0.1")
    # 30 seeds: t(0.975; 29) = 2.0452 and t(0.8; 29) = 0.8542
    error = 0.5 * (row["high"] - row["low"]) / 2.0452
    assert tool.smallest(row | {"n": 30}) == pytest.approx((2.0452 + 0.8542) * error, rel=1e-3)


def test_words_that_the_table_lacks_are_refused(tool, table, words):
    assert tool.bad_words(table, words) == []
    table["claims"] = [row for row in table["claims"] if row["id"] != "C0.6"]
    assert any("C0.6" in fault for fault in tool.bad_words(table, words))


def shown(text):
    """What stands open on the page: of each section its heading and the lines before what is folded."""
    for section in text.split("\n## ")[1:]:
        head, _, body = section.partition("\n")
        yield head, [line for line in body.partition("<details")[0].splitlines() if line], body


def test_each_question_is_answered_in_three_sentences_with_the_evidence_folded(tool, table, words):
    kinds = {row["id"]: row["kind"] for row in table["claims"]}
    *answered, reading = shown(tool.PAGE.read_text("utf-8"))
    assert [head for head, *_ in answered] == [question["title"] for question in words["questions"]]
    for _, lines, body in answered:
        assert len(lines) == 3
        for line in lines:
            identity, kind = TAG.search(line).group(1).split(", ")
            assert kinds[identity] == kind
        assert body.count("<details") == body.count("</details>") == 1
        assert body.index("</details>") > body.index("![") > body.index("<details")
    assert reading[0] == "How to read the numbers"


def made_row(**changes):
    """Rp100 million less than Rp300 million, 200 in all, over 30 seeds."""
    return {"id": "C9.1", "kind": "test", "scenario": "jember", "design": "pair", "verdict": "supported",
            "outcome": "loans_disbursed_idr_total", "unit": "IDR", "effect": -100e6, "low": -120e6, "high": -80e6,
            "n": 30, "arms": {"weak": 200e6, "strong": 300e6}, "failed": False} | changes  # fmt: skip


PART = {"id": "C9.1", "says": "Funds lend less", "against": "Funds lend {more}", "open": "Nothing is shown"}
PLACES = {"places": {"kupang": "in Kupang"}}


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "Funds lend less: −Rp100 million (−Rp120 million to −Rp80 million) [C9.1, test]."),
        ({"verdict": "supported, not robust"}, "Funds lend less, though not robustly: −Rp100 million (−Rp120 million "
         "to −Rp80 million) [C9.1, test]."),
        ({"verdict": "contradicted", "effect": 100e6, "low": 80e6, "high": 120e6},
         "**Against the claim:** funds lend more: +Rp100 million (+Rp80 million to +Rp120 million) [C9.1, test]."),
        ({"scenario": "kupang-apart"}, "In Kupang, funds lend less: −Rp100 million (−Rp120 million to −Rp80 million) "
         "[C9.1, test]."),
        # half of the interval is 20.452 = 2.0452 standard errors of 10 million, so 2.8994 of them are 29.0
        ({"verdict": "not shown", "effect": 0.0, "low": -20.452e6, "high": 20.452e6},
         "Nothing is shown: less than about Rp29.0 million could not be seen with 30 seeds [C9.1, test]."),
        ({"verdict": "not shown", "effect": 0.0, "low": 0.0, "high": 0.0, "arms": {"a": 2e6, "b": 2e6}},
         "Nothing is shown: every seed gives the same number in both arms, so that as set here it makes no difference "
         "at all [C9.1, test]."),
        ({"design": "factorial"}, "Funds lend less: beyond the sum of each alone −Rp100 million (−Rp120 million to "
         "−Rp80 million) [C9.1, test]."),
    ],
)  # fmt: skip
def test_a_short_sentence_has_its_number_and_its_claim(changes, text):
    assert answer_brief.sentence(PART, made_row(**changes), PLACES) == text


def test_a_refused_claim_gives_way_to_the_next():
    rows = {name: made_row(id=name) for name in ("A", "B", "C", "D")}
    question = {"brief": ["A", "C"], "lead": [PART | {"id": name} for name in ("A", "B", "C", "D")]}

    def told(asked):
        text = answer_brief.brief(asked, rows, PLACES, "Last [D, test].")
        return [re.search(r"\[(\w), test\]\.$", line).group(1) for line in text.splitlines()]

    assert told(question) == ["A", "C", "D"]
    rows["A"]["refused"] = True
    assert told(answers.judged({**question, "claims": []}, rows)) == ["C", "B", "D"]
    assert told({"lead": question["lead"]}) == ["A", "B", "D"]


def test_a_verdict_that_fewer_seeds_do_not_show_is_not_said_to_be_kept():
    forms = [{"same_sign": True}, {"same_sign": True}, {"same_sign": False}]
    row = {"verdict": "supported, not robust", "forms": forms, "forms_survived": 2}
    shown = answer_numbers.under_forms(row | {"reference": {"verdict": "supported", "n": 10}})
    assert shown == "the verdict is kept under 2 of 3 other forms"
    hidden = answer_numbers.under_forms(row | {"reference": {"verdict": "not shown", "n": 10}})
    assert hidden == (
        "with the 10 seeds of other forms it is *not shown* in the usual form, as in 2 of 3 others; 2 of these "
        "have the same sign"
    )


def test_what_households_consume_is_told_from_the_place_asked_about():
    name = "consumption_listed_idr_mean"
    rows = {
        "A": made_row(id="A", also={name: [30.0, 10.0, 50.0]}),
        "B": made_row(id="B", also={name: [-400.0, -500.0, -300.0]}, scenario="kupang"),
        "C": made_row(id="C", also={name: [60.0, -10.0, 130.0]}),
    }
    question = {"claims": [{"id": one, "when": "with less"} for one in rows]}
    head = "The largest clear difference in what households consume is "
    anywhere = head + "−Rp400 per person and month (−Rp500 to −Rp300), in Kupang, with less [B, test]."
    there = head + "+Rp30 per person and month (+Rp10 to +Rp50), with less [A, test]."
    assert answers.matters(question, rows, PLACES) == anywhere
    assert answers.matters({**question, "about": "jember"}, rows, PLACES) == there
    rows["A"]["also"] = {}
    none = "In Jember, what households consume differs clearly in none of these [C, test]."
    assert answers.matters({**question, "about": "jember"}, rows, PLACES) == none


@pytest.mark.parametrize("design", ["level", "factorial"])
def test_what_is_no_difference_of_two_arms_says_nothing_of_what_households_consume(design):
    name = "consumption_listed_idr_mean"
    rows = {
        "A": made_row(id="A", also={name: [30.0, 10.0, 50.0]}),
        "B": made_row(id="B", also={name: [900.0, 800.0, 990.0]}, design=design),
    }
    question = {"claims": [{"id": one, "when": "with less"} for one in rows]}
    told = answers.matters(question, rows, PLACES)
    assert told.endswith(" is +Rp30 per person and month (+Rp10 to +Rp50), with less [A, test].")
    assert answers.matters({"claims": question["claims"][1:]}, rows, PLACES) == ""
    rows["A"]["also"] = {}
    assert answers.matters(question, rows, PLACES) == ""


def test_a_cell_says_its_unit_once():
    part = {"id": "C9.1", "when": "with less"}
    words = {**PLACES, "nouns": {"loans_disbursed_idr": "the sum of loans"}}
    row = made_row(robustness=None, against=[], case="jember")
    assert answers._cells(part, row, words)[3] == "−Rp100 million (−Rp120 million to −Rp80 million)"


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "*weak* less *strong* −Rp100 million (−Rp120 million to −Rp80 million), 33 % of Rp300 million"),
        # not shown for another reason than chance, as an effect within a margin is: nothing about what could be seen
        ({"verdict": "not shown"},
         "*weak* less *strong* −Rp100 million (−Rp120 million to −Rp80 million), 33 % of Rp300 million"),
        ({"verdict": "not shown", "effect": 1e6, "low": -19.452e6, "high": 21.452e6},
         "*weak* less *strong* +Rp1 million (−Rp19 million to +Rp21 million); less than about Rp29.0 million, or 9.7 % "
         "of Rp300 million, cannot be told with 30 seeds"),
        # hardly anything can be seen of an effect whose interval holds nought, whatever its verdict is called
        ({"verdict": "supported", "effect": 1e6, "low": -19.452e6, "high": 21.452e6},
         "*weak* less *strong* +Rp1 million (−Rp19 million to +Rp21 million), 0.33 % of Rp300 million"),
    ],
)  # fmt: skip
def test_what_the_evidence_says_of_a_row(changes, text):
    assert answer_numbers.numbers(made_row(**changes)) == text
