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
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert complaints == []
    page.close()
