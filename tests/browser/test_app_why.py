"""Why, where, stories and further levers, as a room uses them: a real server, a real browser."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.steps import pairs, text_of

pytestmark = pytest.mark.browser


def test_why_says_how_long_it_takes_then_what_is_enough(visit: Any) -> None:
    page = visit("?case=jember&rule=strict&forum=strong&view=compare")
    pairs(page, 10)
    told = text_of(page, ".ps-why", "2 parts differ")
    assert "each of 4 sets of them is run 10 times: about" in told and "on this machine" in told
    page.get_by_role("button", name="Find out why").click()
    # what is enough comes first
    told = text_of(page, ".ps-why", r"nine of ten pairs of runs[\s\S]*Shared out over all orders")
    assert re.search(r"A forum of giving firms\s+[+−]?[\d,.]+", told)
    page.get_by_role("button", name="Bahasa Indonesia").click()
    told = text_of(page, ".ps-why", "keadaan semula")
    assert "Dibagi" in told and "A forum of giving firms" not in told


def test_what_is_stopped_is_given_up_and_can_be_asked_again(visit: Any) -> None:
    page = visit("?case=kupang&pattern=apart&view=compare")
    pairs(page, 10)
    expect(page.locator(".ps-where")).not_to_contain_text("64 runs")
    page.get_by_role("button", name="Draw the map").click()
    text_of(page, ".ps-where", r"\d+ of 128 runs")
    page.locator(".ps-where").get_by_role("button", name="Stop").click()
    text_of(page, ".ps-where", "32 settings of the two levers, 2 pairs of runs each")
    expect(page.locator(".ps-picture")).to_have_count(0)
    page.get_by_role("button", name="Draw the map").click()
    picture = page.locator(".ps-where .ps-picture")
    told = re.compile("^Map over Staff that brings partners together and ")
    expect(picture).to_have_attribute("alt", told)
    expect(page.locator(".ps-where")).to_contain_text("32 points with 2 seeds each")


def test_a_household_and_an_organization_tell_their_story_under_both(visit: Any) -> None:
    page = visit("?case=kupang&pattern=apart")
    page.wait_for_selector(".ps-replay canvas")
    page.locator(".ps-replay canvas").click(position={"x": 6, "y": 6})  # the first dot of the first hamlet
    told = text_of(page, ".ps-stories", r"Household \d+: \d+ persons")
    assert "under the case as it was" in told and "the poverty line is" in told
    page.locator(".ps-choosable").first.press("Enter")  # without a mouse
    told = text_of(page, ".ps-stories", "at work in a partnership for")
    assert re.search(
        r"for [1-9]\d* months under the case as it was and for 0 under the case as it is now", told
    )
    assert "The two ways part in 20" in told


def test_further_levers_are_found_by_words_and_move_the_case(visit: Any) -> None:
    page = visit("?case=kupang")
    page.get_by_role("button", name="More levers").click()
    page.get_by_label("Words to look for").fill("response to need")
    text_of(page, ".ps-more", "Moves nothing in this case: nobody waits: there are no community funds")
    page.get_by_label("Words to look for").fill("training share")
    page.get_by_role("button", name="About: Share of personnel money that goes to courses").click()
    told = text_of(page, ".ps-more", "Allowed: ")
    assert "Acts on: " in told and "Source: " in told and "Plausible: " in told
    page.get_by_label("Words to look for").fill("buyer orders on")
    text_of(page, ".ps-more", "2 found")
    page.locator(".ps-more .ps-lever", has_text="mechanisms.buyer_orders.on").locator(
        ".v-field"
    ).first.click()
    page.locator(".v-overlay .v-list-item", has_text="off").first.click()
    text_of(page, ".ps-more", "mechanisms.buyer_orders.on = off")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator(".ps-link")).to_contain_text("m.mechanisms.buyer_orders.on=false")
