"""The page as a room uses it: a real server, a real browser, and no request that leaves the machine."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.steps import move, pairs, text_of

pytestmark = pytest.mark.browser


def test_a_room_moves_a_lever_and_sees_what_changes(visit: Any) -> None:
    page = visit()
    pairs(page, 10)
    expect(page.locator(".ps-chain")).to_contain_text("no difference in any run")
    move(page, "A rule that firms give", "2 %, clear and enforced")
    move(page, "Staff that regulates", "two in five")
    page.wait_for_function(
        "/Firm participation[^]*points \\(/.test(document.querySelector('.ps-chain').innerText)"
    )
    pairs(page, 10)
    was_and_is = r"Firm participation, mean\s+([\d.]+) %\s*→\s*([\d.]+) %"
    participation = re.search(was_and_is, text_of(page, ".ps-chain", was_and_is))
    assert participation and float(participation[2]) > float(participation[1]) + 1.0
    page.get_by_role("button", name="Compare").click()
    page.wait_for_selector(".ps-table")
    expect(page.locator(".ps-table")).to_contain_text("Poverty headcount, last 12 months")
    expect(page.locator(".ps-link")).to_contain_text(re.compile("case=jember.*rule=strict"))


def test_the_replay_steps_through_months(visit: Any) -> None:
    page = visit()
    page.wait_for_selector(".ps-replay canvas")
    date = page.locator(".ps-date")
    expect(date).to_have_text("2014-12")
    page.get_by_role("button", name="One month back").click()
    expect(date).to_have_text("2014-11")
    page.locator(".ps-slider").fill("0")
    expect(date).to_have_text("Start")
    expect(page.locator(".ps-log")).to_contain_text("Nothing yet.")
    page.get_by_role("button", name="Play", exact=True).last.click()
    expect(date).to_have_text(re.compile("^20(09-1|1)"))
    page.get_by_role("button", name="Pause").click()
    page.locator(".ps-slider").fill("7")  # later months bring more than the log shows at a time
    expect(date).to_have_text("2009-07")
    expect(page.locator(".ps-log")).to_contain_text("signed")
    told = re.compile(r"poor [\d,]+.*member of a fund")
    expect(page.locator(".ps-replay canvas")).to_have_attribute("aria-label", told)


def test_a_link_restores_the_place_and_a_foreign_one_says_so(visit: Any) -> None:
    page = visit("?case=kupang&pattern=apart")
    page.wait_for_selector("text=each alone, no agreement")
    expect(page.locator(".ps-description")).to_contain_text("Kupang")
    page = visit("?case=jember&rule=harsh")
    page.wait_for_selector("text=the link does not fit this page")


def test_two_visitors_do_not_see_each_others_levers_and_each_has_a_language(visit: Any) -> None:
    first, second = visit(), visit()
    move(first, "A forum of giving firms", "meets and publishes")
    second.get_by_role("button", name="Bahasa Indonesia").click()
    second.wait_for_selector("text=Aturan bagi perusahaan")
    levers_of_first, levers_of_second = first.locator(".ps-levers"), second.locator(".ps-levers")
    expect(levers_of_first).to_contain_text("meets and publishes")
    expect(levers_of_first).to_contain_text("Rules for firms")
    expect(levers_of_second).to_contain_text("apa adanya")
    expect(levers_of_second).not_to_contain_text("bertemu dan mengumumkan")


def test_claims_ask_the_room_first_and_downloads_open(visit: Any, tmp_path: Path) -> None:
    page = visit()
    page.get_by_role("button", name="Claims").click()
    claim = page.locator(".ps-claim").first
    expect(claim.get_by_role("button", name="true")).to_be_visible()
    expect(claim.locator(".ps-verdict")).to_have_count(0)
    claim.get_by_role("button", name="true").click()
    expect(claim.locator(".ps-verdict")).to_have_text("The room: true. The model: supported.")
    claim.get_by_role("button", name="Open its arms in Compare").click()
    page.wait_for_function("/b=apart&b.pattern=apart/.test(location.search)")
    told = text_of(page, ".ps-who", r"Gain[\s\S]*Pay more|Gain[\s\S]*Pay less|Cannot be told")
    assert "government offices" in told
    page.get_by_role("button", name="Claims").click()
    expect(claim.locator(".ps-verdict")).to_have_count(1)  # the guess is remembered
    pairs(page, 10)
    page.get_by_role("button", name="Compare", exact=True).click()
    with page.expect_download() as given:
        page.get_by_role("button", name="Table (CSV)").click()
    given.value.save_as(tmp_path / "table.csv")
    lines = (tmp_path / "table.csv").read_text("utf-8").splitlines()
    assert lines[0].startswith("outcome,label,unit,link,base,now,difference") and len(lines) > 100
    with page.expect_download() as given:
        page.get_by_role("button", name="Scenario (YAML)", exact=True).click()
    given.value.save_as(tmp_path / "mine.yaml")
    import partnersim as ps

    assert ps.load(tmp_path / "mine.yaml").place == ps.load("jember").place


def test_a_room_keeps_an_arm_goes_on_and_takes_all_three_home(visit: Any, tmp_path: Path) -> None:
    page = visit("?case=jember&rule=strict&view=compare")
    pairs(page, 10)
    page.get_by_role("button", name="Keep this as arm B").click()
    field = page.get_by_label("Name of arm B")
    field.fill("<b>Strict</b>")
    field.press("Enter")
    page.get_by_role("button", name="B: <b>Strict</b>").wait_for()
    move(page, "A rule that firms give", "no rule")
    page.wait_for_selector(".ps-in-b")  # the lever says where it stands in B
    expect(page.locator(".ps-in-b")).to_have_text("B: 2 %, clear and enforced")
    move(page, "Staff that regulates", "two in five")
    page.get_by_label("Levers move in B too").check()
    move(page, "A forum of giving firms", "meets and publishes")
    page.wait_for_function("/b.forum=strong.*linked=yes/.test(location.search)")
    assert "b.regulating" not in page.url and "regulating=many" in page.url
    pairs(page, 10)
    told = text_of(page, ".ps-chain", r"now [\d.]+ %[\s\S]*Seed money")
    given = re.findall(r"(B|now) ([\d.]+) %", told.split("Seed money")[0])
    assert [arm for arm, _ in given] == ["B", "now"] and float(given[0][1]) > float(given[1][1]) + 1.0
    expect(page.locator(".ps-table")).to_contain_text("now less B")
    expect(page.locator(".ps-table b")).to_have_count(0)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Report (HTML)").click()
    taken.value.save_as(tmp_path / "report.html")
    assert "B: &lt;b&gt;Strict&lt;/b&gt;" in (tmp_path / "report.html").read_text("utf-8")
    page.reload()  # the address brings back all three arms
    page.get_by_role("button", name="B: <b>Strict</b>").click()
    page.wait_for_function("/arm=kept/.test(location.search)")
    page.get_by_role("button", name="Play", exact=True).first.click()
    page.wait_for_selector(".ps-replay canvas")
    expect(page.get_by_role("button", name="B: <b>Strict</b>")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Let go of B").click()
    page.wait_for_function("!/b=/.test(location.search)")
    expect(page.locator(".ps-arm")).to_have_count(0)
