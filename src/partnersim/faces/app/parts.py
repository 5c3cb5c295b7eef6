"""Small parts of the page that several of its files use."""

from __future__ import annotations

import base64
from html import escape

import solara

from partnersim.studies.words.texts import Texts


def words(tag: str, text: str, look: str = "", **attributes: str) -> None:
    """A piece of text, never read as markup whoever wrote it."""
    solara.HTML(tag, escape(text), classes=[look] if look else [], attributes=attributes)


def picture(image: bytes, told: str) -> None:
    """A picture (PNG) with what it shows in words, for those who do not see it."""
    address = f"data:image/png;base64,{base64.b64encode(image).decode('ascii')}"
    solara.HTML("img", "", classes=["ps-picture"], attributes={"src": address, "alt": told})


def arm_names(texts: Texts, arm: str = "now") -> tuple[str, str]:
    """What the case as it was and the arm ("now" or "kept") that is held against it are called inside of sentences."""
    other = texts.say("arm B") if arm == "kept" else texts.say("the case as it is now")
    return texts.say("the case as it was"), other
