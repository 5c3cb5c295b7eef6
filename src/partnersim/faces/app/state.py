"""What one visitor has before them: Solara keeps these values apart for each open page."""

from __future__ import annotations

import os

import solara

from partnersim.faces.app.server import FIRST_LANGUAGE
from partnersim.faces.app.session import VIEWS, Choice
from partnersim.studies.words.catalogue import LANGUAGES

choice = solara.reactive(Choice())
language = solara.reactive(os.environ.get(FIRST_LANGUAGE, LANGUAGES[0]))
projector = solara.reactive(False)
view = solara.reactive(VIEWS[0])
notice = solara.reactive("")
arm_shown = solara.reactive("now")
guesses: solara.Reactive[dict[str, str]] = solara.reactive({})
"""What the room thought of claims, by their number."""
