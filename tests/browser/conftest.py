"""What the journeys share: one browser, one server, and a visit in which nothing may leave the machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from benchmarks.browsing import FLAGS, served
from tests.browser.steps import WAIT


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Any]:
    """A headless Chromium."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium_path, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A page of its own on a free port; its address."""
    with served() as (address, _, log):
        yield address
        told = log.read_text("utf-8")  # before the end: work that is under way then fails, as it should
    # Solara tells of pages that close while their runs are made; what fails in the page's own code names a file of it.
    assert "faces/app" not in told, told


@pytest.fixture
def visit(browser: Any, server: str) -> Iterator[Any]:
    """Opens the page in a session of its own; at the end nothing was asked of other machines and nothing failed."""
    asked: list[str] = []
    faults: list[str] = []
    contexts = []

    def opened(query: str = "", width: int = 1280, height: int = 720) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height}, accept_downloads=True)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(WAIT)
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.goto(server + query)
        page.wait_for_selector(".ps-chain")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert asked and [url for url in asked if not url.startswith((server, "data:", "blob:"))] == []
    assert faults == []
