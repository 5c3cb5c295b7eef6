"""Put a room full of visitors on the page and write a dated table of what they waited for, and of the server's memory.

    python benchmarks/page_load.py [--visitors 20] [--minutes 10] [--equal] [--no-write]

Every visitor has a browser session of its own, moves a lever, waits for ten pairs of runs, thinks for a moment and
moves the next. The first picture is timed for a visitor alone, and the replay on a page of 5,000 households. Run it on
a quiet machine: browser and server share it.

In a room every visitor brings a processor, and the server has its own. Here twenty browsers want the processor of the
server, so they give way to it; with ``--equal`` nobody does, which is harder than any room: it shows what becomes of
browsers that are far behind.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import parse_qs, urlparse

from playwright.sync_api import Error as PlaywrightError

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from benchmarks.browsing import chromium, descendants, served  # noqa: E402

RESULTS = Path(__file__).resolve().parent / "results"
WAIT_MS = 120_000
DOTS = 5_000
THINKS_SECONDS = 2.0
"""Between an answer and the next move: a room that leaves nobody in peace."""

SERVER_FIRST = "browsers and server on the same machine; browsers give way to the server"
NOBODY_FIRST = "browsers and server on the same machine; nobody gives way to anybody"

MOVES = (
    ("A forum of giving firms", "forum", ("meets at times", "meets and publishes", "as it is")),
    ("Staff that regulates", "regulating", ("one in five", "two in five", "as it is")),
    ("Visits to each other's work", "visits", ("once a month", "every week", "as it is")),
    ("Audits", "audits", ("one in twenty", "one in three", "as it is")),
)
"""Levers that visitors move, by label and key, and the positions they try."""

_STATUS = "document.querySelector('[role=status]')?.innerText || ''"

_WATCH = """
(() => {
  const watch = (window.loadWatch = { moved: 0, heard: 0, done: 0, address: "", told: [] });
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.(".v-overlay .v-list-item")) return;
    Object.assign(watch, { moved: performance.now(), heard: 0, address: location.search });
  }, true);
  setInterval(() => {
    const now = performance.now();
    const done = document.querySelector("[role=status]")?.innerText === "10 pairs of runs";
    watch.done = done ? watch.done || now : 0;
    if (!watch.moved) return;
    if (!watch.heard && location.search !== watch.address) watch.heard = now;
    if (watch.heard && watch.done && now > watch.heard + 250) { // what was there before the move has gone by then
      watch.told.push([watch.heard - watch.moved, Math.max(watch.heard, watch.done) - watch.moved]);
      watch.moved = 0;
    }
  }, 25);
})();
"""
"""A clock in each page, so that nobody waits in the figures for the script, which can look at one page at a time."""

_SEEN = f"""
JSON.stringify({{
  status: {_STATUS}, address: location.search, ...window.loadWatch, now: performance.now(), told: undefined,
  progress: document.querySelector(".ps-progress")?.value,
  notices: [...document.querySelectorAll(".ps-notice, .ps-preparing")].map((notice) => notice.innerText),
  levers: [...document.querySelectorAll(".ps-lever .v-select__selection")].map((chosen) => chosen.innerText),
  kernel: document.body.innerText.match(/[^\\n]*(connect|refresh|kernel)[^\\n]*/gi),
}})
"""


@dataclass
class Session:
    """One visitor, as a machine of two states: thinking, and waiting for an answer.

    Attributes:
        page: of the browser. first: number of its first move, so that visitors differ. answers: seconds from a move to
            ten pairs of runs. heard: seconds from a move until the address shows it. faults: errors of the page.
        strangers: how often its address held what it had not chosen. chosen: what it chose last, by key of lever.
        last: key of the lever it moved last. waits: whether a move has not been answered.
        reloads: how often the page loaded itself anew. is_new: whether it did and was not looked at since.
        lost: moves that went with a page that loaded itself anew: heard or not, nobody knows when they were answered.
    """

    page: Any
    first: int
    answers: list[float] = field(default_factory=list)
    heard: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    strangers: int = 0
    chosen: dict[str, str] = field(default_factory=dict)
    last: str = ""
    moves: int = 0
    waits: bool = False
    reloads: int = 0
    is_new: bool = False
    lost: int = 0

    def move(self) -> None:
        """Choose another position of a lever, as a visitor does."""
        label, key, positions = MOVES[(self.first + self.moves) % len(MOVES)]
        position = positions[(self.first + self.moves) // len(MOVES) % len(positions)]
        self.moves += 1
        if self.chosen.get(key, "as it is") == position:
            return
        self.page.locator(".ps-lever", has_text=label).locator(".v-field").first.click()
        self.page.locator(".v-overlay--active .v-list-item").get_by_text(position, exact=True).click()
        self.chosen[key], self.last = position, key
        if position == "as it is":
            del self.chosen[key]
        self.waits = True

    def look(self) -> None:
        """See whether the answer has come; note for how long it was waited for."""
        if self.is_new and not self.begins_anew():
            return
        for heard, answered in self.page.evaluate("window.loadWatch.told.splice(0)"):
            self.heard.append(heard / 1000.0)
            self.answers.append(answered / 1000.0)
            self.waits = False
            self.strangers += self.levers_set() != self.chosen.keys()

    def begins_anew(self) -> bool:
        """Go on from what is in the address of a page that loaded itself anew, once it is there; its clock is new."""
        if self.page.locator(".ps-chain").count() == 0:
            return False
        self.is_new = False
        self.lost += self.waits
        self.waits = False
        there = self.levers_set()
        self.strangers += bool((there ^ self.chosen.keys()) - {self.last})  # which may not have been heard
        self.chosen = {key: self.chosen.get(key, "") for key in there}
        return True

    def levers_set(self) -> set[str]:
        """Keys of levers that visitors move, as far as they are in the address."""
        return {key for _, key, _ in MOVES} & _query(self.page).keys()

    def loaded(self) -> None:
        """Count a document that came after the first."""
        self.reloads += 1
        self.is_new = True

    def seen(self) -> str:
        """What is on a page that has not answered, for whoever looks for the reason."""
        return str(self.page.evaluate(_SEEN))


def room(
    browser: Any, address: str, *, visitors: int, seconds: float, wait_ms: int = WAIT_MS
) -> list[Session]:
    """So many sessions at once for so long; each has at least one answer unless the page fails.

    Args:
        browser: of Playwright. address: of the page. visitors: sessions. seconds: for how long they move levers.
        wait_ms: how long one step may take.
    """
    sessions = [_session(browser, address, number, wait_ms) for number in range(visitors)]
    end = time.monotonic() + seconds
    thinking = {session.first: 0.0 for session in sessions}
    while True:
        now = time.monotonic()
        waiting = [session for session in sessions if session.waits or not session.answers]
        if now > end and not waiting:
            break
        if now > end + wait_ms / 1000.0:
            for session in waiting:
                session.faults.append(f"no answer: {session.seen()}")
            break
        for session in sessions:
            try:
                if session.waits or session.is_new:
                    session.look()
                    thinking[session.first] = time.monotonic() + THINKS_SECONDS
                elif time.monotonic() > thinking[session.first] and (
                    time.monotonic() < end or not session.answers  # the others may have taken all of the time
                ):
                    session.move()
            except PlaywrightError as error:
                if not session.is_new:  # what is asked of a page that loads itself anew may fail
                    session.faults.append(f"page not reached: {error}")
        sessions[0].page.wait_for_timeout(
            50
        )  # not time.sleep: addresses are heard of only while Playwright works
    for session in sessions:
        session.page.close(run_before_unload=True)  # as a visitor closes it, so that the server is told
        if not session.page.is_closed():
            session.page.wait_for_event("close", timeout=wait_ms)
        session.page.context.close()
    return sessions


def _session(browser: Any, address: str, number: int, wait_ms: int) -> Session:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.add_init_script(_WATCH)
    page.set_default_timeout(wait_ms)
    session = Session(page, number)
    page.on("pageerror", lambda error: session.faults.append(str(error)))
    page.on("console", lambda m: session.faults.append(m.text) if m.type == "error" else None)
    page.goto(f"{address}?case=jember&view=compare")
    page.wait_for_selector(".ps-chain")
    page.on("domcontentloaded", lambda _: session.loaded())
    return session


def _query(page: Any) -> dict[str, list[str]]:
    return parse_qs(urlparse(page.url).query)


def memory_mb(process: int) -> float:
    """Resident memory of a process and its children (MB)."""
    pages = 0
    for pid in [process, *descendants(process)]:
        try:
            pages += int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
        except (OSError, IndexError):
            continue
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def first_picture(browser: Any, address: str) -> dict[str, float]:
    """Seconds to the first paint and to the results chain, and months of the replay a second."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.set_default_timeout(WAIT_MS)
    begun = time.monotonic()
    page.goto(f"{address}?case=jember&view=play")
    page.wait_for_selector(".ps-chain")
    chain = time.monotonic() - begun
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime / 1000")
    page.wait_for_selector(".ps-replay canvas")
    page.wait_for_function(f"{_STATUS} === '10 pairs of runs'")
    page.locator(".ps-slider").fill("0")
    months = page.evaluate(
        """() => new Promise((done) => {
          let months = 0;
          const date = document.querySelector(".ps-date");
          const watch = new MutationObserver(() => { months += 1; });
          watch.observe(date, { characterData: true, childList: true, subtree: true });
          document.querySelector(".ps-replay .ps-button").click();
          const begun = performance.now();
          setTimeout(() => { watch.disconnect(); done(months * 1000 / (performance.now() - begun)); }, 4000);
        })"""
    )
    page.close()
    return {"paint": float(paint), "chain": chain, "months": float(months)}


def with_load(browser: Any, *, visitors: int, seconds: float) -> list[tuple[str, str, str]]:
    """Rows of the table for a room: what, figure, target."""
    with served() as (address, process, log):
        room(browser, address, visitors=1, seconds=5.0)  # compiled and warm
        before, half = memory_mb(process.pid), seconds / 2.0
        first = room(browser, address, visitors=visitors, seconds=half)
        middle = memory_mb(process.pid)
        second = room(browser, address, visitors=visitors, seconds=half)
        after = memory_mb(process.pid)
        told = log.read_text("utf-8")
    sessions = [*first, *second]
    answers = sorted(waited for session in sessions for waited in session.answers)
    heard = sorted(waited for session in sessions for waited in session.heard)
    faults = [fault for session in sessions for fault in session.faults]
    for fault in dict.fromkeys(faults):
        print(f"fault: {fault[:300]}", file=sys.stderr)
    return [
        ("sessions at once", f"{visitors}", "20"),
        ("for", f"{seconds / 60.0:.1f} minutes", "10 minutes"),
        ("moves answered", f"{len(answers)}", ""),
        ("pages that loaded themselves anew", f"{sum(session.reloads for session in sessions)}", "0"),
        ("moves whose answer went with such a page", f"{sum(session.lost for session in sessions)}", "0"),
        ("errors in a browser", f"{len(faults)}", "0"),
        ("errors of the server", f"{told.count('Traceback')}", "0"),
        ("sessions that saw another's levers", f"{sum(session.strangers for session in sessions)}", "0"),
        ("move seen by the server, middle and 95 %", _middle_and_late(heard), ""),
        ("ten pairs of runs, middle and 95 %", _middle_and_late(answers), "2 s for one visitor"),
        ("memory before, half-way, at the end", f"{before:.0f}, {middle:.0f}, {after:.0f} MB", "levels off"),
    ]  # fmt: skip


def _middle_and_late(seconds: list[float]) -> str:
    if len(seconds) < 2:
        return "no figure"
    return f"{median(seconds):.2f} s, {quantiles(seconds, n=20)[-1]:.2f} s"


def alone(browser: Any) -> list[tuple[str, str, str]]:
    """Rows for one visitor: first picture, and the replay of 5,000 dots."""
    with served(before=f"work.WORKSHOP['sample.households'] = {DOTS}") as (address, _, _):
        first_picture(browser, address)
        large = first_picture(browser, address)
    with served() as (address, _, _):
        first_picture(browser, address)
        usual = first_picture(browser, address)
        single = room(browser, address, visitors=1, seconds=20.0)[0]
    return [
        ("first paint", f"{usual['paint']:.2f} s", "under 2 s"),
        ("results chain on the screen", f"{usual['chain']:.2f} s", ""),
        (
            "ten pairs of runs for one visitor, middle and 95 %",
            _middle_and_late(sorted(single.answers)),
            "2 s",
        ),
        (f"months of the replay a second, {DOTS:,} dots", f"{large['months']:.1f}", "10"),
    ]


def write_table(rows: list[tuple[str, str, str]], begun: datetime, load: float, *, equal: bool) -> Path:
    """The dated table in benchmarks/results; of its own where nobody gave way to anybody."""
    head = [
        f"# The page on {begun:%Y-%m-%d}",
        "",
        f"- cores: {os.cpu_count()}",
        f"- python: {platform.python_version()}",
    ]
    head += [f"- load at the start: {load:.1f}", f"- {NOBODY_FIRST if equal else SERVER_FIRST}", ""]
    lines = [f"| {what} | {figure} | {target} |" for what, figure, target in rows]
    path = RESULTS / f"page-{begun:%Y-%m-%d}{'-equal' if equal else ''}.md"
    path.write_text("\n".join([*head, "| what | figure | aim |", "|---|---|---|", *lines]) + "\n", "utf-8")
    return path


def main() -> int:
    """Measure, print and write; 1 if anything failed under load."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visitors", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument(
        "--equal", action="store_true", help="browsers do not give way to the server: harder than any room"
    )
    parser.add_argument("--no-write", action="store_true", help="print only")
    arguments = parser.parse_args()
    begun, load = datetime.now(UTC), os.getloadavg()[0]
    with chromium(gives_way=not arguments.equal) as browser:
        rows = alone(browser)
        rows += with_load(browser, visitors=arguments.visitors, seconds=60.0 * arguments.minutes)
    for row in rows:
        print(" | ".join(row))
    if not arguments.no_write:
        print(write_table(rows, begun, load, equal=arguments.equal))
    counted = ("errors in a browser", "errors of the server", "sessions that saw another's levers")
    return int(any(figure != "0" for what, figure, _ in rows if what in counted))


if __name__ == "__main__":
    sys.exit(main())
