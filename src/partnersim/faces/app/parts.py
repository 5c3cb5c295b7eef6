"""Small parts of the page that several of its files use."""

from __future__ import annotations

from html import escape

import solara

LOOK_SECONDS = 0.03
"""How often a page looks whether a run has come."""


def words(tag: str, text: str, look: str = "", **attributes: str) -> None:
    """A piece of text, never read as markup whoever wrote it."""
    solara.HTML(tag, escape(text), classes=[look] if look else [], attributes=attributes)
