"""What the journeys share: one browser, one server, and a visit in which nothing may leave the machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from subprocess import Popen
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


class Serving:
    """A server for all journeys: started when it is first needed, and anew after a journey has stopped it."""

    def __init__(self) -> None:
        self._opened = ExitStack()
        self._running: tuple[str, Popen[bytes], Path] | None = None

    def running(self) -> tuple[str, Popen[bytes], Path]:
        """Its address on a free port, its process, and the file of what it says."""
        if self._running is None or self._running[1].poll() is not None:
            self._opened.close()
            self._running = self._opened.enter_context(served())
        return self._running

    def no_fault_of_ours(self) -> None:
        """Nothing failed in the page's own code.

        Solara tells of pages that close while their runs are made; what fails in the page's own code names a file of
        it. To be asked before the server ends: work that is under way then fails, as it should.
        """
        if self._running is not None and self._running[1].poll() is None:
            told = self._running[2].read_text("utf-8")
            assert "faces/app" not in told, told

    def close(self) -> None:
        """End the server."""
        self._opened.close()


@pytest.fixture(scope="session")
def serving() -> Iterator[Serving]:
    """The server that all journeys share."""
    shared = Serving()
    try:
        yield shared
        shared.no_fault_of_ours()
    finally:
        shared.close()


@pytest.fixture
def server(serving: Serving) -> str:
    """Address of the server that all journeys share."""
    return serving.running()[0]


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
