"""What a visitor does and sees on the page, a step each.

A page draws itself piece by piece, so that what is there at one moment is neither all nor there a moment later: what is
expected of it is waited for (`expect`, `text_of`), never read once.
"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

WAIT = 240_000
"""Milliseconds that a step may take on a busy machine."""

TEN = "/^10 /.test(document.querySelector('[role=status]')?.innerText)"
"""Whether the ten pairs of runs are there."""

expect.set_options(timeout=WAIT)


def move(page: Any, lever: str, position: str) -> None:
    """Choose a lever's position as a visitor does."""
    page.locator(".ps-lever", has_text=lever).locator(".v-field").first.click()
    page.locator(".v-overlay .v-list-item", has_text=position).first.click()


def choose_by_keyboard(page: Any, lever: str, downwards: int) -> None:
    """Choose a lever's position by keyboard alone, so many further down; its list is gone at the end.

    A list that closes gives what is in focus back to its field, at the end of its going: what is in focus sooner than
    that, sooner than anybody's hand is, loses it again.
    """
    page.locator(".ps-lever", has_text=lever).locator("input").first.focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_selector(".v-overlay .v-list-item")
    for _ in range(downwards):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "[...document.querySelectorAll('.v-overlay__content')].every(list => !list.getClientRects().length)"
    )


def pairs(page: Any, count: int) -> None:
    """Wait until so many pairs of runs are done."""
    page.wait_for_function(f"document.querySelector('[role=status]')?.innerText === '{count} pairs of runs'")


def text_of(page: Any, part: str, wanted: str) -> str:
    """The text of a part of the page once it has what is wanted (a regular expression) and has come to rest."""
    held = page.wait_for_function(
        """([part, wanted]) => {
            const text = document.querySelector(part)?.innerText ?? '', now = performance.now()
            if (!window.lastText || window.lastText.part !== part || window.lastText.text !== text)
                window.lastText = {part, text, since: now}
            return new RegExp(wanted).test(text) && now - window.lastText.since > 250 ? text : null
        }""",
        arg=[part, wanted],
    )
    return str(held.json_value())


OVERLAID = """() => {
  const rects = [];
  const walker = document.createTreeWalker(document.querySelector('.ps-page'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, of = node.parentElement;
    if (!node.data.trim() || of.closest('title, script, style, .v-overlay')) continue;
    if (of.closest('details:not([open])') && !of.closest('summary')) continue;
    if (!of.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const range = document.createRange(); range.selectNodeContents(node);
    for (const r of range.getClientRects()) {
      // what is hidden by a box around it is not seen
      let [x0, y0, x1, y1] = [r.left, r.top, r.right, r.bottom];
      for (let up = of; up; up = up.parentElement) {
        const style = getComputedStyle(up);
        if (style.overflow === 'visible' && style.overflowX === 'visible' && style.overflowY === 'visible') continue;
        const b = up.getBoundingClientRect();
        x0 = Math.max(x0, b.left); y0 = Math.max(y0, b.top); x1 = Math.min(x1, b.right); y1 = Math.min(y1, b.bottom);
      }
      if (x1 - x0 > 1 && y1 - y0 > 1) rects.push({ node, text: node.data.trim().slice(0, 40), x0, y0, x1, y1 });
    }
  }
  const found = [];
  for (let i = 0; i < rects.length; i++) for (let k = i + 1; k < rects.length; k++) {
    const a = rects[i], b = rects[k];
    if (a.node === b.node) continue;
    if (Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0) > 2 && Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0) > 5)
      found.push(a.text + ' / ' + b.text);
  }
  for (const box of document.querySelectorAll('.ps-page .v-field, .ps-page button, .ps-page .ps-date')) {
    const b = box.getBoundingClientRect();
    for (const a of rects) {
      if (box.contains(a.node) || !box.checkVisibility()) continue;
      if (a.node.parentElement.closest('.v-field, button')) continue; // what is in a box scrolls with it
      if (Math.min(a.x1, b.right) - Math.max(a.x0, b.left) > 2 && Math.min(a.y1, b.bottom) - Math.max(a.y0, b.top) > 5)
        found.push(a.text + ' / ' + box.className);
    }
  }
  return [...new Set(found)];
}"""
"""Texts that stand over one another, or over a field or button that is not theirs, where they are seen."""

CUT_OFF = """() => [...document.querySelectorAll(
    '.ps-page .v-field-label, .ps-page .v-select__selection-text, .ps-page button')]
    .filter((part) => part.checkVisibility() && part.scrollWidth > part.clientWidth + 1)
    .map((part) => part.innerText.trim()).filter((text) => text)"""
"""Names of fields, what is chosen in them, and words on buttons that do not fit into them."""
