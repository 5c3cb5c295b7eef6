"""The page when something goes wrong below it: connections, runs, and several visitors at once."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from benchmarks.browsing import served
from benchmarks.page_load import Session, room
from tests.browser.steps import TEN, WAIT, move

pytestmark = pytest.mark.browser


def test_a_page_that_draws_nothing_more_is_loaded_anew_once_with_its_place(browser: Any, server: str) -> None:
    """Not by a browser that is really behind, which cannot be had at will: by the error that such a one ends with."""
    break_down = "window.mark = 1; setTimeout(() => null.insertBefore, 0)"
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(WAIT)
    page.goto(f"{server}?case=jember&forum=strong&view=compare")
    page.wait_for_selector(".ps-chain")
    page.evaluate("window.mark = 1; setTimeout(() => null.another, 0)")
    page.wait_for_timeout(500)
    assert page.evaluate("window.mark") == 1  # any other error is left alone
    page.evaluate(break_down)
    page.wait_for_function("window.mark === undefined")
    page.wait_for_selector(".ps-chain")
    assert "forum=strong" in page.url
    expect(page.locator(".ps-lever", has_text="A forum of giving firms")).to_contain_text("meets and publishes")
    page.evaluate(break_down)
    page.wait_for_timeout(1_000)
    assert page.evaluate("window.mark") == 1  # not over and over
    context.close()


LATE_WORDS = """
const Socket = window.WebSocket;
window.mark = 1;
window.WebSocket = class extends Socket {
  set onmessage(hear) {
    super.onmessage = (said) => { if (window.late) setTimeout(() => hear(said), 2000); else hear(said); };
  }
};
"""
"""A page that hears two seconds late what the server says, once ``late`` is set."""


def test_a_page_that_connects_again_and_hears_too_late_is_loaded_anew_with_its_place(
    browser: Any, server: str
) -> None:
    """Solara gives such a page up; the question that it would put could not be drawn: `insertBefore` of null."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(WAIT)
    page.add_init_script(LATE_WORDS)
    page.goto(f"{server}?case=jember&forum=strong&view=compare")
    page.wait_for_function(TEN)
    page.evaluate("window.mark = 2; solara.debug.dropConnection()")
    page.wait_for_function("solara.debug.reconnectCount === 1")
    page.wait_for_function("solara.debug.connectionStatus === 'connected'")
    assert page.evaluate("window.mark") == 2  # one that is heard in time goes on
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.evaluate("window.late = true; solara.debug.dropConnection()")
    page.wait_for_function("window.mark === 1")
    page.wait_for_function(TEN)
    assert "forum=strong" in page.url
    move(page, "Audits", "one in twenty")
    page.wait_for_function("/audits=some/.test(location.search)")
    page.wait_for_function(TEN)
    context.close()
    assert faults == []


def test_runs_that_cannot_be_done_are_told_and_the_page_goes_on(browser: Any) -> None:
    broken = (
        "import operator; from partnersim.faces.app import asking; asking.outcomes_of = operator.floordiv"
    )
    with served("--language", "id", before=broken) as (address, _, _):
        page = browser.new_page()
        page.set_default_timeout(WAIT)
        page.goto(f"{address}?case=jember&view=compare&forum=strong")
        page.wait_for_selector("p[role=alert]:has-text('unsupported operand')")
        page.get_by_role("button", name="English", exact=True).click()  # the page began in Indonesian
        page.wait_for_selector("p[role=alert]:has-text('The runs could not be done: unsupported operand')")
        expect(page.locator(".ps-chain")).to_have_count(1)
        page.get_by_role(
            "button", name="Play", exact=True
        ).first.click()  # a run for the picture is of another kind
        page.wait_for_selector(".ps-replay canvas")
        page.close()


def test_a_few_sessions_at_once_see_no_error_and_not_one_anothers_state(browser: Any, server: str) -> None:
    sessions = room(browser, server, visitors=3, seconds=6.0, wait_ms=WAIT)
    assert [session.faults for session in sessions] == [[]] * 3
    assert all(isinstance(session, Session) and len(session.answers) >= 1 for session in sessions)
    assert [session.strangers for session in sessions] == [0] * 3
