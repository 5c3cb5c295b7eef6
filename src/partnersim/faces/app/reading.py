"""What of a visitor's file may become a scenario of the page: data alone, within limits of size."""

from __future__ import annotations

from typing import Any

from partnersim.faces.app.work import at_page_size
from partnersim.scenario.documents.errors import Problem, ScenarioError
from partnersim.scenario.phrases import Phrase
from partnersim.scenario.reading import scenario_of_text
from partnersim.scenario.spec import Scenario

LARGEST_BYTES = 200_000
"""Largest file that is read; the longest shipped scenario has a tenth of it."""

READ_SECONDS, TRIAL_SECONDS = 30.0, 60.0
"""How long reading a file, and then one run of it, may work before it is ended."""

MOST = {"actors": 40, "agreements": 12, "events": 200}
"""Longest lists that the page runs."""

_LONGEST_NAME = 80


def text_of_upload(file: dict[str, Any]) -> tuple[str, str]:
    """The name of a file for error lines, and its text.

    Args:
        file: what the browser sent: its name, its size in bytes, and its text, or None where it is no text.

    Raises:
        ScenarioError: it is too large or no text.
    """
    label = str(file.get("name") or "?").replace("\\", "/").rsplit("/", 1)[-1][:_LONGEST_NAME]
    text, size = file.get("text"), file.get("size")
    too_large = isinstance(size, int | float) and size > LARGEST_BYTES
    if too_large or (isinstance(text, str) and len(text) > LARGEST_BYTES):
        message = Phrase(
            "is larger than {most} kB; a scenario is a short text file",
            most=LARGEST_BYTES // 1000,
        )
        raise ScenarioError(Problem(file=label, message=message))
    if not isinstance(text, str) or "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ScenarioError(Problem(file=label, message=Phrase("is not UTF-8 text; is this a binary file?")))
    return label, text


def spec_of_upload(text: str, label: str) -> Scenario:
    """A visitor's scenario in the size of the page.

    Args:
        text: YAML. label: the name of its file.

    Raises:
        ScenarioError: it is no scenario, or has more than the page runs; with the line where there is one.
    """
    spec = scenario_of_text(text, label=label)
    problems = [
        Problem(
            file=label, field=name, value=Phrase("{n} items", n=len(getattr(spec, name))),
            message=Phrase("is more than the page runs"), allowed=Phrase("at most {most}", most=most),
        )
        for name, most in MOST.items()
        if len(getattr(spec, name)) > most
    ]  # fmt: skip
    if problems:
        raise ScenarioError(problems)
    return at_page_size(spec)
