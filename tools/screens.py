"""Look at the page as a room sees it: screenshots of every view in three sizes, both languages, light and projector.

    python tools/screens.py FOLDER [--only PART]

Starts a page of its own, moves two levers, asks why and where, picks a household, and writes
FOLDER/VIEW-LANGUAGE-LOOK-SIZE.png. Ends with 1 if a page is wider than its window.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.browsing import chromium, served

SIZES = {"1280x720": (1280, 720), "1920x1080": (1920, 1080), "phone": (390, 844)}
PARTS = {
    "help": "play",
    "arms": "play",
    "three": "compare",
    "why": "compare",
    "where": "compare",
    "story": "play",
}
"""Parts of a view that have pictures of their own, and the view they are on."""

VIEWS = ("play", "compare", "claims", *PARTS)
LOOKS = ("light", "projector")
QUERY = "?case=jember&rule=strict&regulating=many"
KEPT = "&b=Strict%20rule&b.rule=strict&b.forum=strong&linked=yes"
"""Arm B of the pictures of three arms."""

WAIT = 240_000
"""Milliseconds that a step may take on a busy machine."""

_WIDER = "document.documentElement.scrollWidth - window.innerWidth"
_BUTTONS = {
    "en": {"help": "Help", "projector": "Projector", "why": "Find out why", "where": "Draw the map"},
    "id": {"help": "Bantuan", "projector": "Proyektor", "why": "Cari tahu mengapa", "where": "Gambar peta"},
}


def shoot(page: Any, folder: Path, name: str, at: str = "") -> int:
    """One screenshot, of the part ``at`` if one is named; the number of pixels by which the page is too wide."""
    if at:
        page.locator(at).first.evaluate("part => part.scrollIntoView({ block: 'start' })")
    page.wait_for_timeout(400)
    page.screenshot(path=folder / f"{name}.png")
    too_wide = int(page.evaluate(_WIDER))
    if too_wide > 0:
        print(f"{name}: {too_wide} pixels wider than the window")
    return max(0, too_wide)


def opened(page: Any, view: str, buttons: dict[str, str]) -> str:
    """Open what a part shows only when it is asked for; where on the page the part stands, empty for its beginning."""
    if view == "help":
        page.get_by_role("button", name=buttons["help"], exact=True).click()
        page.wait_for_selector(".ps-help")
        return ""
    if view == "story":
        first_dot = {"x": 6, "y": 6}
        page.locator(".ps-replay canvas").click(position=first_dot)
        page.wait_for_selector(".ps-stories .ps-story")
        return ".ps-stories"
    if view == "three":
        return ".ps-table"
    if view in ("why", "where"):
        part = f".ps-{view}"
        page.locator(part).get_by_role("button", name=buttons[view], exact=True).click()
        page.wait_for_selector(f"{part} .ps-table" if view == "why" else f"{part} .ps-picture")
        return part
    return ""


def look(browser: Any, address: str, folder: Path, *, language: str, only: str) -> int:
    """All pictures in one language."""
    too_wide = 0
    buttons = _BUTTONS[language]
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.set_default_timeout(WAIT)
    for view in VIEWS:
        if only and only != view:
            continue
        shown = PARTS.get(view, view)
        beside = KEPT if view in ("arms", "three") else ""
        page.goto(f"{address}{QUERY}{beside}&lang={language}&view={shown}")
        page.wait_for_function("/^10 /.test(document.querySelector('[role=status]')?.innerText)")
        if shown == "play":
            page.wait_for_selector(".ps-replay canvas")
        at = opened(page, view, buttons)
        for look_name in LOOKS:
            if look_name == "projector":
                page.get_by_role("button", name=buttons["projector"], exact=True).click()
                page.wait_for_selector("html.ps-large")
            for size, (width, height) in SIZES.items():
                page.set_viewport_size({"width": width, "height": height})
                too_wide += shoot(page, folder, f"{view}-{language}-{look_name}-{size}", at)
    page.close()
    return too_wide


def main() -> int:
    """Make every picture; 1 if a page is too wide."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", choices=["", *VIEWS], help="one view alone")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    with served() as (address, _, _), chromium() as browser:
        wide = sum(
            look(browser, address, arguments.folder, language=language, only=arguments.only)
            for language in ("en", "id")
        )
    return 1 if wide else 0


if __name__ == "__main__":
    sys.exit(main())
