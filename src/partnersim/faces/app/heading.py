"""The head of the page: which case, what it is, the language and how large everything is."""

from __future__ import annotations

import solara

from partnersim.faces.app.parts import words
from partnersim.faces.app.session import CASES, Choice
from partnersim.faces.app.state import choice, language, projector
from partnersim.studies.words.texts import Texts


def heading(texts: Texts) -> None:
    """The case chosen with its two sentences, and the buttons of the whole page."""
    with solara.Row(classes=["ps-heading"], gap="12px"):
        words("h1", "partnersim", "ps-title")
        solara.Select(
            texts.say("Case"), value=choice.value.case, values=list(CASES),
            on_value=lambda name: choice.set(Choice(case=name)), dense=True, classes=["ps-case"],
        )  # fmt: skip
        words("p", choice.value.base().description, "ps-description")
        solara.Button(
            "Bahasa Indonesia" if language.value == "en" else "English", text=True,
            on_click=lambda: language.set("id" if language.value == "en" else "en"),
        )  # fmt: skip
        solara.Button(
            texts.say("Projector"), text=True, on_click=lambda: projector.set(not projector.value),
            attributes={"aria-pressed": str(projector.value).lower()},
        )  # fmt: skip
