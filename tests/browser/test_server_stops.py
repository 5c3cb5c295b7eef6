"""A server that stops, tried last: it is the one of all journeys before it."""

from __future__ import annotations

import re
import signal
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.steps import WAIT

pytestmark = pytest.mark.browser


def test_a_server_that_stops_in_mid_run_is_told_and_what_was_seen_stays(browser: Any, serving: Any) -> None:
    address, process, log = serving.running()
    context = browser.new_context()  # not by `visit`: its requests fail from here on
    page = context.new_page()
    page.set_default_timeout(WAIT)
    page.goto(f"{address}?case=kupang&pattern=apart&lang=id&view=compare")
    page.wait_for_selector(".ps-chain")
    page.get_by_role("button", name="Gambar peta").click()
    expect(page.locator(".ps-where")).to_contain_text(re.compile(r"\d+ dari 128 simulasi"))
    serving.no_fault_of_ours()
    said = len(log.read_text("utf-8"))
    process.send_signal(signal.SIGINT)
    process.wait(60)
    page.wait_for_selector("text=Server tidak menjawab")
    expect(page.locator(".ps-description")).to_contain_text("Kupang")
    expect(page.locator(".ps-chain")).to_have_count(1)
    assert "pattern=apart" in page.url and "lang=id" in page.url
    context.close()
    assert "Traceback" not in log.read_text("utf-8")[said:]
