"""The page of answers says what the table of claims says, and nothing else."""

import copy
import json
import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from partnersim.faces.pages import answers

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
