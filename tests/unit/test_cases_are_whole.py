"""A case is whole: variants to compare it with, claims about it, a page, and its place in the tables of pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from partnersim.faces.pages import cases as pages
from partnersim.measures.comparing import links
from partnersim.scenario.documents.shipped import shipped_names
from partnersim.scenario.experiments.claims import load_claims
from tests.cases import CASES

ROOT = Path(__file__).resolve().parents[2]
OWN_PAGE = ("jember",)
"""Cases whose page another command writes."""


def test_the_cases_are_those_that_extend_nothing() -> None:
    assert {"gresik", "jember", "kupang", "lkp", "osaka"} <= set(CASES)
    assert not {"toy", "no-partnership", "osaka-apart"} & set(CASES)


@pytest.mark.parametrize("case", CASES)
def test_a_case_has_two_variants(case: str) -> None:
    variants = [name for name in shipped_names() if name.startswith(f"{case}-")]
    assert len(variants) >= 2, (
        f"{case} has {variants}: ship two or more scenarios/{case}-*.yaml that extend it"
    )


@pytest.mark.parametrize("case", CASES)
def test_a_case_has_claims(case: str) -> None:
    claims = load_claims(outcomes=links(), check_arms=False)
    assert case in {one.claim.case for one in claims}, (
        f"say what {case} shows in experiments/claims/s*-{case}.yaml"
    )


def test_claims_are_about_cases() -> None:
    claims = load_claims(outcomes=links(), check_arms=False)
    assert {one.claim.case for one in claims} - {"cross"} <= set(CASES)


@pytest.mark.parametrize("case", CASES)
def test_a_case_has_a_page_that_the_readme_names(case: str) -> None:
    page = ROOT / "docs" / f"{case}.md"
    assert page.exists(), f"tell what happened in {case}, and what is modelled and assumed, in docs/{case}.md"
    assert f"(docs/{case}.md)" in (ROOT / "README.md").read_text("utf-8"), (
        f"name docs/{case}.md in the README"
    )


@pytest.mark.parametrize("case", [case for case in CASES if case not in OWN_PAGE])
def test_the_page_of_a_case_can_be_written(case: str) -> None:
    text = (ROOT / "docs" / f"{case}.md").read_text("utf-8")
    assert pages.OPENING in text, f"docs/{case}.md has no place for the results: {pages.OPENING}"
    assert pages.CLOSING in text, f"docs/{case}.md has no end of the results: {pages.CLOSING}"
    where = "faces/pages/cases.py"
    assert case in pages.REPLICATES, f"say in REPLICATES of {where} how many runs {case} takes"
    assert case in pages.SHOWN, f"say in SHOWN of {where} which facts the page of {case} shows"


@pytest.mark.parametrize("case", [case for case in CASES if case not in OWN_PAGE])
def test_answers_know_where_a_case_is(case: str) -> None:
    words = YAML(typ="safe").load((ROOT / "src/partnersim/faces/pages/answers.yaml").read_text("utf-8"))
    assert case in words["places"], (
        f"say in `places` of faces/pages/answers.yaml what {case} is called in a sentence"
    )
