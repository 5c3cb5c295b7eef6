"""What one visitor has before them: Solara keeps these values apart for each open page."""

from __future__ import annotations

import solara

from partnersim.faces.app.session import VIEWS, Choice

choice = solara.reactive(Choice())
language = solara.reactive("en")
projector = solara.reactive(False)
view = solara.reactive(VIEWS[0])
notice = solara.reactive("")
arm_shown = solara.reactive("now")
