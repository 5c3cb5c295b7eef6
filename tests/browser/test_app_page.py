"""The page as a room uses it: a real server, a real browser, and no request that leaves the machine."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser


def move(page: Any, lever: str, position: str) -> None:
    """Choose a lever's position as a visitor does."""
    page.locator(".ps-lever", has_text=lever).locator(".v-field").first.click()
    page.locator(".v-overlay .v-list-item", has_text=position).first.click()


def pairs(page: Any, count: int) -> None:
    page.wait_for_function(f"document.querySelector('[role=status]')?.innerText === '{count} pairs of runs'")


def test_a_room_moves_a_lever_and_sees_what_changes(visit: Any) -> None:
    page = visit()
    pairs(page, 10)
    assert "no difference in any run" in page.inner_text(".ps-chain")
    move(page, "A rule that firms give", "2 %, clear and enforced")
    move(page, "Staff that regulates", "two in five")
    page.wait_for_function(
        "/Firm participation[^]*points \\(/.test(document.querySelector('.ps-chain').innerText)"
    )
    pairs(page, 10)
    participation = re.search(
        r"Firm participation, mean\s+([\d.]+) %\s*→\s*([\d.]+) %", page.inner_text(".ps-chain")
    )
    assert participation and float(participation[2]) > float(participation[1]) + 1.0
    page.get_by_role("button", name="Compare").click()
    page.wait_for_selector(".ps-table")
    assert "Poverty headcount, last 12 months" in page.inner_text(".ps-table")
    assert "case=jember" in page.inner_text(".ps-link") and "rule=strict" in page.inner_text(".ps-link")


def test_the_replay_steps_through_months(visit: Any) -> None:
    page = visit()
    page.wait_for_selector(".ps-replay canvas")
    assert page.inner_text(".ps-date") == "2014-12"
    page.get_by_role("button", name="One month back").click()
    assert page.inner_text(".ps-date") == "2014-11"
    page.locator(".ps-slider").fill("0")
    assert page.inner_text(".ps-date") == "Start" and "Nothing yet." in page.inner_text(".ps-log")
    page.get_by_role("button", name="Play", exact=True).last.click()
    page.wait_for_function("/^20(09-1|1)/.test(document.querySelector('.ps-date').innerText)")
    page.get_by_role("button", name="Pause").click()
    page.locator(".ps-slider").fill("7")  # later months bring more than the log shows at a time
    assert page.inner_text(".ps-date") == "2009-07" and "signed" in page.inner_text(".ps-log")
    label = page.get_attribute(".ps-replay canvas", "aria-label")
    assert re.search(r"poor [\d,]+.*member of a fund", label)


def test_a_link_restores_the_place_and_a_foreign_one_says_so(visit: Any) -> None:
    page = visit("?case=kupang&pattern=apart")
    page.wait_for_selector("text=each alone, no agreement")
    assert "Kupang" in page.inner_text(".ps-description")
    page = visit("?case=jember&rule=harsh")
    page.wait_for_selector("text=the link does not fit this page")


def test_two_visitors_do_not_see_each_others_levers_and_each_has_a_language(visit: Any) -> None:
    first, second = visit(), visit()
    move(first, "A forum of giving firms", "meets and publishes")
    second.get_by_role("button", name="Bahasa Indonesia").click()
    second.wait_for_selector("text=Aturan bagi perusahaan")
    assert "apa adanya" in second.inner_text(
        ".ps-levers"
    ) and "bertemu dan mengumumkan" not in second.inner_text(".ps-levers")
    assert "meets and publishes" in first.inner_text(".ps-levers")
    assert "Rules for firms" in first.inner_text(".ps-levers")


def test_claims_ask_the_room_first_and_downloads_open(visit: Any, tmp_path: Path) -> None:
    page = visit()
    page.get_by_role("button", name="Claims").click()
    claim = page.locator(".ps-claim").first
    assert claim.locator(".ps-verdict").count() == 0
    claim.get_by_role("button", name="true").click()
    claim.locator(".ps-verdict").wait_for()
    pairs(page, 10)
    page.get_by_role("button", name="Compare").click()
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
    assert page.inner_text(".ps-in-b") == "B: 2 %, clear and enforced"
    move(page, "Staff that regulates", "two in five")
    page.get_by_label("Levers move in B too").check()
    move(page, "A forum of giving firms", "meets and publishes")
    page.wait_for_function("/b.forum=strong.*linked=yes/.test(location.search)")
    assert "b.regulating" not in page.url and "regulating=many" in page.url
    pairs(page, 10)
    given = re.findall(r"(B|now) ([\d.]+) %", page.inner_text(".ps-chain").split("Seed money")[0])
    assert [arm for arm, _ in given] == ["B", "now"] and float(given[0][1]) > float(given[1][1]) + 1.0
    assert "now less B" in page.inner_text(".ps-table") and page.locator(".ps-table b").count() == 0
    with page.expect_download() as told:
        page.get_by_role("button", name="Report (HTML)").click()
    told.value.save_as(tmp_path / "report.html")
    assert "B: &lt;b&gt;Strict&lt;/b&gt;" in (tmp_path / "report.html").read_text("utf-8")
    page.reload()  # the address brings back all three arms
    page.get_by_role("button", name="B: <b>Strict</b>").click()
    page.wait_for_function("/arm=kept/.test(location.search)")
    page.get_by_role("button", name="Play", exact=True).first.click()
    page.wait_for_selector(".ps-replay canvas")
    assert page.get_by_role("button", name="B: <b>Strict</b>").get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="Let go of B").click()
    page.wait_for_function("!/b=/.test(location.search)")
    assert page.locator(".ps-arm").count() == 0
