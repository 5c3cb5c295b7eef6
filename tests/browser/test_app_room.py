"""The page as a room needs it: files in and out, readable, usable by keyboard, and clear when something is wrong."""

from __future__ import annotations

import io
import struct
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

import partnersim as ps
from tests.browser.steps import CUT_OFF, OVERLAID, TEN, choose_by_keyboard

pytestmark = pytest.mark.browser

AT_REST = """document.getAnimations().every(a =>
    a.playState !== 'running' || a.effect.getComputedTiming().iterations === Infinity)"""

FIELDS_NAMED = "!document.querySelector('.ps-page .v-select .v-field[aria-haspopup]')"
"""Fields that have just come say what they are a moment later (`document.vue`)."""


@pytest.fixture
def visit(visit: Any) -> Any:
    """Opens the page and waits until its ten pairs of runs are done."""

    def opened(query: str = "", width: int = 1280, height: int = 720) -> Any:
        page = visit(query, width, height)
        page.wait_for_function(TEN)
        return page

    return opened


def give(page: Any, name: str, content: bytes | str) -> None:
    """Choose a file as a visitor does."""
    data = content.encode() if isinstance(content, str) else content
    page.locator(".ps-file input").set_input_files({"name": name, "mimeType": "text/yaml", "buffer": data})


def violations(page: Any, where: str) -> list[str]:
    """What axe finds serious, with the first place of each."""
    from axe_playwright_python.sync_playwright import Axe

    # A label that is moving is hidden for a moment: what is judged is the page at rest.
    page.wait_for_function(AT_REST)
    page.wait_for_function(FIELDS_NAMED)
    found = Axe().run(page).response["violations"]
    return [
        f"{where}: {v['id']} ({v['impact']}): {v['nodes'][0]['html'][:160]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


def test_axe_finds_nothing_serious(visit: Any) -> None:
    found = []
    page = visit("?case=jember&rule=strict&view=play")
    page.wait_for_selector(".ps-replay canvas")
    page.get_by_role("button", name="Help", exact=True).click()
    page.get_by_role("button", name="About: A forum of giving firms").click()
    page.get_by_label("Number", exact=True).fill("7")
    page.get_by_label("Number", exact=True).press("Enter")
    page.wait_for_selector(".ps-lever p[role=alert]")
    found += violations(page, "play with help")
    page.get_by_role("button", name="Compare", exact=True).click()
    page.wait_for_selector(".ps-table")
    give(page, "bad.yaml", "places: {}\n")
    page.wait_for_selector(".ps-faults")
    found += violations(page, "compare")
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Bahasa Indonesia").click()
    page.get_by_role("button", name="Proyektor").click()
    page.get_by_role("button", name="Klaim").click()
    page.wait_for_selector(".ps-claim")
    expect(page.locator("html")).to_have_attribute("lang", "id")
    found += violations(page, "claims, projector, phone")
    assert found == []


SIZES = ((1280, 720), (1920, 1080), (390, 844))


def test_nothing_runs_out_of_the_window(visit: Any) -> None:
    page = visit("?case=osaka&lang=en&view=compare", *SIZES[0])
    page.wait_for_selector(".ps-table")
    for language, projector, words in (
        ("en", "Projector", "last 12 months"), ("id", "Proyektor", "12 bulan terakhir"),
    ):  # fmt: skip
        if language == "id":
            page.get_by_role("button", name="Bahasa Indonesia").click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator(".ps-table")).to_contain_text(words)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            sizes = []
            for mode in ("html:not(.ps-large)", "html.ps-large"):
                page.wait_for_selector(mode)
                page.wait_for_function(AT_REST)
                # A window that has just become another size is laid out a moment later.
                page.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth")
                sizes.append(
                    page.evaluate(
                        "parseFloat(getComputedStyle(document.querySelector('.ps-number')).fontSize)"
                    )
                )
                page.get_by_role("button", name=projector).click()
            assert sizes[1] > 1.25 * sizes[0]  # readable from the back of the room


@pytest.mark.parametrize(("language", "projector"), [("en", "Projector"), ("id", "Proyektor")])
def test_no_text_stands_over_another_and_no_field_is_cut_off(
    visit: Any, language: str, projector: str
) -> None:
    found = []
    for view, part in (("play", ".ps-replay canvas"), ("compare", ".ps-table"), ("claims", ".ps-claim")):
        page = visit(f"?case=jember&rule=strict&b=Strict&b.forum=strong&lang={language}&view={view}")
        page.wait_for_selector(part)
        for look in ("light", "projector"):
            if look == "projector":
                page.get_by_role("button", name=projector, exact=True).click()
                page.wait_for_selector("html.ps-large")
            for width, height in SIZES:
                page.set_viewport_size({"width": width, "height": height})
                page.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth")
                page.wait_for_function(AT_REST)
                found += [(view, look, width, *page.evaluate(script)) for script in (OVERLAID, CUT_OFF)]
        page.context.close()
    assert [one for one in found if len(one) > 3] == []


def test_a_keyboard_passes_the_levers_by_one_link(visit: Any) -> None:
    page = visit("?case=jember&view=play&lang=id")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Ke yang berubah, melewati tuas")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#ps-chain")).to_be_focused()
    for _ in range(11):  # ten explained outcomes, and then the first view
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Putar", exact=True).first).to_be_focused()


def test_the_page_is_used_by_keyboard_alone(visit: Any) -> None:
    page = visit("?case=jember&view=play")
    reached = []
    for _ in range(70):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(
            "(e => e.getAttribute('aria-label') || e.type === 'file' && 'file' || e.innerText || e.tagName)"
            "(document.activeElement)"
        ))  # fmt: skip
        if reached[-1] == "Claims":
            break
    wanted = (
        "Case",
        "file",
        "Help",
        "Projector",
        "A forum of giving firms",
        "About: A rule that firms give",
        "Claims",
    )
    for word in wanted:
        assert word in reached, (word, reached)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".ps-table")
    choose_by_keyboard(page, "A forum of giving firms", 2)
    page.wait_for_function("/forum=/.test(location.search)")
    page.get_by_role("button", name="Table (CSV)").focus()
    with page.expect_download() as given:
        page.keyboard.press("Enter")
    assert Path(given.value.path()).read_text("utf-8").startswith("outcome,label,unit")


NAMED = """(e => e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText || e.tagName)(
    document.activeElement)"""


def tab_to(page: Any, name: str) -> None:
    """Go on by the tabulator until what is in focus has this name."""
    reached = []
    for _ in range(200):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(NAMED).strip())
        if reached[-1] == name:
            return
    raise AssertionError((name, reached))


def test_an_arm_is_kept_by_keyboard_alone_and_axe_finds_nothing_serious_beside_it(visit: Any) -> None:
    page = visit("?case=jember&rule=strict&view=compare")
    tab_to(page, "Keep this as arm B")
    page.keyboard.press("Enter")
    page.get_by_label("Name of arm B").wait_for()  # it stands where the button was
    tab_to(page, "Name of arm B")
    page.keyboard.type("Strict", delay=100)  # while runs come in
    page.keyboard.press("Enter")
    page.get_by_role("button", name="B: Strict").wait_for()
    tab_to(page, "Levers move in B too")
    page.keyboard.press("Space")
    page.wait_for_function("/linked=yes/.test(location.search)")
    choose_by_keyboard(page, "A forum of giving firms", 2)
    page.wait_for_function(
        "/[?&]forum=.*b.forum=|b.forum=.*[?&]forum=/.test(location.search)"
    )  # it moved in both
    page.wait_for_function(TEN)
    page.wait_for_selector(".ps-table")
    found = violations(page, "compare with B")
    tab_to(page, "B: Strict")
    page.keyboard.press("Enter")
    page.wait_for_function("/arm=kept/.test(location.search)")
    page.get_by_role("button", name="B: Strict", pressed=True).wait_for()
    page.get_by_role("button", name="Play", exact=True).first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".ps-replay canvas")
    found += violations(page, "play of B")
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Projector").click()
    page.wait_for_selector("html.ps-large")
    found += violations(page, "play of B, projector, phone")
    assert found == []
    page.evaluate("document.activeElement.blur()")
    tab_to(page, "Let go of B")
    page.keyboard.press("Enter")
    page.wait_for_function("!/b=/.test(location.search)")
    page.wait_for_function("!document.querySelector('.ps-arm')")


def test_a_scenario_of_the_room_is_played_and_its_texts_are_text(visit: Any) -> None:
    page = visit("?case=gresik")
    give(page, "mine.yaml",
         "extends: jember\nname: mine\ntitle: <img src=x onerror=document.title='broken'>\n"
         "description: <script>document.title='broken'</script> in our regency.\nsample: {households: 900000}\n"
         "actors:\n  - name: ilo\n    title: <b>Our donor</b>\n")  # fmt: skip
    page.wait_for_selector("text=in our regency")
    expect(page.locator(".ps-description")).to_contain_text("<script>document.title")
    expect(page.locator(".ps-case")).to_contain_text("Own scenario: <img src=x")
    page.wait_for_function(TEN)
    page.wait_for_selector(".ps-replay canvas")
    expect(page.locator("img[src=x]")).to_have_count(0)
    assert page.title() != "broken"
    page.get_by_role("button", name="Compare", exact=True).click()
    page.wait_for_selector("text=No link can hold a scenario of your own")
    expect(page.locator(".ps-levers", has_text="<b>Our donor</b>")).to_have_count(1)


BAD_FILES: tuple[tuple[str, bytes | str, str], ...] = (
    (
        "bad.yaml",
        "extends: jember\nregulation:\n  enforcement: 7\n",
        "bad.yaml:3: regulation.enforcement = 7",
    ),
    ("path.yaml", "extends: /etc/passwd\n", "path.yaml:1: extends = '/etc/passwd'"),
    ("photo.yaml", b"\x89PNG\xff\xfe", "photo.yaml: is not UTF-8 text"),
    ("huge.yaml", b"#" * 200_001, "huge.yaml: is larger than 200 kB"),
)
"""Name and content of files that are refused, and what the page says of each."""


def test_a_bad_file_is_told_at_its_line_in_the_language_of_the_page_and_the_last_good_state_stays(
    visit: Any,
) -> None:
    page = visit("?case=jember&forum=strong")
    faults = page.locator(".ps-faults")
    for name, content, words in BAD_FILES:
        give(page, name, content)
        faults.filter(has_text=words).wait_for()
        expect(faults).to_contain_text("everything stays as it was")
        expect(page.locator(".ps-levers")).to_contain_text("meets and publishes")
        assert "forum=strong" in page.url
        page.get_by_role("button", name="Close").click()
        page.wait_for_selector(".ps-faults", state="detached")
    page.get_by_role("button", name="Bahasa Indonesia").click()
    page.get_by_role("button", name="English").wait_for()
    give(page, "jelek.yaml", "extends: jember\nregulation:\n  enforcement: 0,5%\n  forun: 1\n")
    expect(faults).to_contain_text(
        "jelek.yaml:3: regulation.enforcement = '0,5%' membawa satuan sendiri; tulislah angka biasa dalam bagian; yang "
        "boleh 0 sampai 1 bagian"
    )
    expect(faults).to_contain_text(
        "jelek.yaml:4: isian 'regulation.forun' tidak dikenal (maksudnya 'forum'?)"
    )
    expect(faults).to_contain_text("Berkas tidak diterima; semuanya tetap seperti semula.")
    page.get_by_role("button", name="English").click()
    expect(faults).to_contain_text("jelek.yaml:4: unknown field 'regulation.forun' (did you mean 'forum'?)")
    expect(faults).not_to_contain_text("maksudnya")


def test_every_file_to_take_home_opens(visit: Any, tmp_path: Path) -> None:
    import openpyxl

    page = visit("?case=jember&forum=strong&lang=id&view=compare")
    taken: dict[str, Path] = {}
    for label in (
        "Tabel (CSV)", "Tabel (Excel)", "Gambar (PNG)", "Gambar (SVG)", "Laporan (HTML)", "Skenario (YAML)",
        "Hal yang sama dalam Python",
    ):  # fmt: skip
        with page.expect_download() as given:
            page.get_by_role("button", name=label, exact=True).click()
        path = tmp_path / given.value.suggested_filename
        given.value.save_as(path)
        taken[path.suffix] = path
    assert len(taken) == 7
    assert "Anggota dana komunitas, 12 bulan terakhir" in taken[".csv"].read_text("utf-8")
    book = openpyxl.load_workbook(io.BytesIO(taken[".xlsx"].read_bytes()))
    assert book.sheetnames == ["Selisih", "Simulasi"] and book["Simulasi"].max_row == 21
    picture = taken[".png"].read_bytes()
    width, height = struct.unpack(">II", picture[16:24])
    assert width > 1200 and height > 700
    assert ET.fromstring(taken[".svg"].read_bytes()).tag.endswith("svg")
    report = taken[".html"].read_text("utf-8")
    assert (
        '<html lang="id"' in report
        and report.count("data:image/png") >= 4
        and report.rstrip().endswith("</html>")
    )
    assert ps.load(taken[".yaml"]).regulation.forum == 1.0
    compile(taken[".py"].read_text("utf-8"), "comparison.py", "exec")
    assert "'regulation.forum': 1.0" in taken[".py"].read_text("utf-8")


def test_a_number_out_of_range_and_a_link_from_another_version_are_told(visit: Any) -> None:
    page = visit("?v=9.9&case=jember&rule=harsh")
    page.wait_for_selector("text=it was made by version 9.9")
    page.get_by_role("button", name="Bahasa Indonesia").click()
    page.wait_for_selector("text=tautan tidak cocok dengan halaman ini (dibuat oleh versi 9.9")
    page.get_by_role("button", name="Tentang: Forum perusahaan pemberi").click()
    field = page.get_by_label("Angka", exact=True)
    for typed, words in (
        ("7", "7 persen ditulis 0,07; yang boleh 0 sampai 1 bagian"),
        ("banyak", "'banyak' bukan angka; tulislah seperti 0,25"),
    ):
        field.fill(typed)
        field.press("Enter")
        page.wait_for_selector(f'.ps-lever p[role=alert]:has-text("{words}")')
        assert "n.forum" not in page.url
    field.fill("0,25")
    field.press("Enter")
    page.wait_for_function("/n.forum=0.25/.test(location.search)")
    page.wait_for_function("document.querySelectorAll('.ps-lever p[role=alert]').length === 0")
    page.reload()  # the address brings back the place
    page.wait_for_selector(".ps-lever:has-text('0,25')")
