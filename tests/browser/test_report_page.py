"""The report as a reader sees it: opened in a real browser, with the network forbidden."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import partnersim as ps
from partnersim.faces.report import write_report

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def comparison() -> ps.Comparison:
    """Two small arms, two replicates each."""
    small: dict[str, Any] = {"sample__households": 500, "time__months": 14}
    return ps.compare(ps.load("jember", **small), ps.load("no-partnership", **small), replicates=2, workers=1)


QUESTIONS = {
    "en": ("Changed most", "Where it stops", "How sure", "Who paid", "Why"),
    "id": ("Paling berubah", "Sampai di mana", "Seberapa pasti", "Siapa yang membayar", "Mengapa"),
}
"""What a reader asks of a comparison, each answered beside its heading."""


def answered(page: Any, height: int) -> list[str]:
    """Questions whose answer stands wholly on the first screen of that height."""
    questions, told = page.locator("#answer dl.questions dt"), page.locator("#answer dl.questions dd")
    found = []
    for k in range(questions.count()):
        box = told.nth(k).bounding_box()
        if told.nth(k).inner_text().strip() and box["y"] >= 0.0 and box["y"] + box["height"] <= height:
            found.append(questions.nth(k).inner_text())
    return found


@pytest.mark.parametrize(("language", "word"), [("en", "Poverty headcount"), ("id", "penduduk miskin")])
def test_a_reader_sees_answer_tables_and_every_picture(
    comparison: ps.Comparison, browser: Any, tmp_path: Path, language: str, word: str
) -> None:
    page_file = write_report(
        comparison.results, tmp_path / "report.html", comparison=comparison, language=language
    )
    page = browser.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(page_file.as_uri())
    widths = page.eval_on_selector_all("img", "images => images.map(image => image.naturalWidth)")
    texts = page.eval_on_selector_all("img", "images => images.map(image => image.alt)")
    assert len(widths) >= 7
    assert min(widths) > 300
    assert all(text.strip() for text in texts)
    assert page.locator("table").count() >= 2
    assert word in page.inner_text("body")
    assert page.evaluate("document.documentElement.lang") == language
    for width, height in ((1280, 720), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        # a window that has just become another size is laid out a moment later
        page.wait_for_function(f"document.documentElement.scrollWidth === {width}", timeout=20_000)
        if width == 1280:
            assert answered(page, height) == list(QUESTIONS[language])
            boxes = page.locator("#answer ol.chain li")
            assert boxes.count() == 5
            bottoms = [box["y"] + box["height"] for box in (boxes.nth(k).bounding_box() for k in range(5))]
            assert max(bottoms) <= height
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert complaints == []
    page.close()
