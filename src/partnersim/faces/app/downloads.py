"""What a visitor may take home."""

from __future__ import annotations

import base64

import solara

from partnersim.faces.app.compared import Compared, differences_csv
from partnersim.faces.app.parts import words
from partnersim.faces.app.session import python_text, yaml_text
from partnersim.faces.app.state import choice
from partnersim.scenario.spec import Scenario
from partnersim.studies.words.texts import Texts


def downloads(compared: Compared, texts: Texts, now: Scenario) -> None:
    """Files of what is compared, and the link to it."""
    with solara.Row(gap="18px"):
        for label, name, kind, text in (
            (
                texts.say("Table (CSV)"),
                "partnersim-differences.csv",
                "text/csv",
                differences_csv(compared, texts),
            ),
            (texts.say("Scenario (YAML)"), "partnersim-scenario.yaml", "application/yaml", yaml_text(now)),
            (
                texts.say("The same in Python"),
                "partnersim-comparison.py",
                "text/x-python",
                python_text(choice.value),
            ),
        ):
            coded = base64.b64encode(text.encode()).decode("ascii")
            words("a", label, "ps-download", download=name, href=f"data:{kind};charset=utf-8;base64,{coded}")
    words("p", texts.say("Link to this place: {link}", link=f"?{choice.value.link()}"), "ps-link")
