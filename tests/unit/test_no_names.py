"""Mechanisms and world know terms only: no pattern, case or claim by name, in rules as in docstrings."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

import partnersim
from partnersim.measures.comparing import links
from partnersim.scenario.experiments.claims import load_claims
from partnersim.scenario.partnership import PATTERNS, PatternName
from tests.cases import CASES

PACKAGE = Path(partnersim.__file__).parent
FILES = sorted(
    f for folder in ("mechanisms", "world", "theory", "engine") for f in (PACKAGE / folder).rglob("*.py")
)
WORDS = ("foster", "contracting", "uncoordinated")
"""Patterns whose names are ordinary words; they are looked for as texts in quotes."""

CLAIM_ID = re.compile(r"\b(C\d+\.\d+[a-z]?|X\d+)\b")


def names_in(text: str) -> list[str]:
    """Names of patterns (spelt in any way) and cases in a text, and numbers of claims."""
    plain = re.sub(r"[_\-\s]+", " ", text.lower())
    patterns = [name for name in PATTERNS if name not in WORDS]
    found = [name for name in patterns if re.search(rf"\b{name.replace('_', ' ')}\b", plain)]
    found += [name for name in WORDS if re.search(rf"[\"']{name}[\"']", plain)]
    found += [case for case in CASES if re.search(rf"\b{case}\b", plain)]
    return found + CLAIM_ID.findall(text) + re.findall(r"\.pattern\b|PATTERNS", text)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_no_rule_knows_a_pattern_a_case_or_a_claim_by_name(path):
    assert names_in(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        'if spec.pattern == "x":',
        'terms == "donor_led"',
        "# as in Jember",
        'if name == "foster":',
        "# see C4.22",
        "the parallel-collaborative pattern",
    ],
)
def test_the_search_finds_names(text):
    assert names_in(text)


def test_all_patterns_and_cases_are_searched_for():
    assert set(get_args(PatternName)) == set(PATTERNS), (
        "name a pattern in PatternName and give its terms in PATTERNS"
    )
    claims = load_claims(outcomes=links(), check_arms=False)
    assert all(CLAIM_ID.fullmatch(one.claim.id) for one in claims)
