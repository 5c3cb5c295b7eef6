"""The guides and the page of the house speak of files and names that exist, and their excerpts fit the files."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [*sorted((DOCS / "adding").glob("*.md")), DOCS / "house.md"]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`")
PLACES = (ROOT, ROOT / "src" / "partnersim", ROOT / "src" / "partnersim" / "mechanisms" / "households", DOCS)
ADDABLE = ("household-rule", "partnership-rule", "actor-kind", "measure", "pattern", "case", "study")


@cache
def whole_source() -> str:
    """Text of everything that is written by hand, but for the docs."""
    files = [
        *(ROOT / "src").rglob("*.py"),
        *(ROOT / "tests").rglob("*.py"),
        *(ROOT / "scenarios").rglob("*.yaml"),
    ]
    files += (ROOT / "experiments").rglob("*.yaml")
    files += [ROOT / "Makefile", ROOT / "pyproject.toml", *(ROOT / "src").rglob("*.yaml")]
    return "\n".join(f.read_text("utf-8") for f in files if f.resolve() != Path(__file__).resolve())


def excerpts(page: Path) -> list[tuple[str, list[str]]]:
    """File and lines of each excerpt of a change."""
    blocks = [
        text.splitlines() for language, text in FENCE.findall(page.read_text("utf-8")) if language == "diff"
    ]
    return [(lines[0], lines[1:]) for lines in blocks]


def added(page: Path) -> str:
    """What the page's example adds: its own new names are no faults."""
    lines = [line[1:] for _, lines in excerpts(page) for line in lines if line.startswith("+")]
    files = [name.removeprefix("new file: ") for name, _ in excerpts(page) if name.startswith("new file: ")]
    text = page.read_text("utf-8")
    blocks = [block for language, block in FENCE.findall(text) if language not in ("diff", "")]
    return "\n".join([*lines, *files, *blocks])


def missing(code: str, new: str) -> str:
    """What of a piece of code in prose does not exist; empty if all of it does."""
    if "..." in code or "<!--" in code or code.startswith(("make ", "python ", "partnersim ")):
        return ""
    for word in re.findall(r"[\w./*-]+", code):
        if word in new or "*" in word or not re.search(r"[A-Za-z]", word):
            continue
        if "/" in word or re.search(r"\.(py|md|yaml|json|toml)$", word):
            known = any((place / word).exists() for place in PLACES) or any(ROOT.glob(f"*/{word}"))
            known = known or any((ROOT / "tests" / "golden").glob(word))
        else:
            known = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", whole_source()) is not None
        if not known:
            return word
    return ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_paths_and_names_exist(page: Path) -> None:
    prose, new = FENCE.sub("", page.read_text("utf-8")), added(page)
    gone = {word for code in CODE.findall(prose) if (word := missing(code, new))}
    assert not gone, f"{page.name} speaks of {sorted(gone)}, which are nowhere"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_excerpts_fit_the_files(page: Path) -> None:
    for name, lines in excerpts(page):
        path = ROOT / name.removeprefix("new file: ")
        if name.startswith("new file: "):
            assert not path.exists(), f"{page.name}: {name} is there already"
            assert path.parent.exists() or path.parent.parent.exists(), f"{page.name}: no folder for {name}"
            assert all(line.startswith("+") for line in lines), f"{page.name}: a new file has only new lines"
            continue
        there = path.read_text("utf-8").splitlines()
        for line in lines:
            if line[:1] in (" ", "-"):
                assert line[1:] in there, f"{page.name}: {name} has no line {line[1:]!r}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_guide_begins_with_a_wish_and_ends_with_a_count(page: Path) -> None:
    text = page.read_text("utf-8")
    if page.parent.name == "adding":
        assert text.splitlines()[2].startswith("You want ")
        assert "## What fails until then" in text and "## To see it work" in text
        assert re.search(r"Followed on a branch|On the branch", text) and re.search(
            r"\b\d files? by hand", text
        )
    assert len(text.splitlines()) <= 150, f"{page.name} is more than a page"


def test_there_is_a_guide_for_each_thing_and_the_house_leads_to_it() -> None:
    house = (DOCS / "house.md").read_text("utf-8")
    assert {page.stem for page in (DOCS / "adding").glob("*.md")} == set(ADDABLE)
    assert all(f"(adding/{name}.md)" in house for name in ADDABLE)


def test_what_does_not_exist_is_found() -> None:
    assert missing("mechanisms/households/debts.py", "") == "mechanisms/households/debts.py"
    assert missing("repay_loan_twice", "") == "repay_loan_twice"
    assert missing("repay_loan", "") == "" == missing("repay_loan_twice", "def repay_loan_twice(): ...")
    assert missing("scenario/parameters/households/labour.py", "") == ""
