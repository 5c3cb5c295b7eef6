"""A scenario of the visitor's own: read as data in another process, within limits, tried once before it is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara

from partnersim.faces.app.asking import Wanted, came, use_work
from partnersim.faces.app.parts import words
from partnersim.faces.app.reading import (
    LARGEST_BYTES,
    READ_SECONDS,
    TRIAL_SECONDS,
    spec_of_upload,
    text_of_upload,
)
from partnersim.faces.app.serving import jobs, new_turn
from partnersim.faces.app.session import Choice
from partnersim.faces.app.state import choice, notice
from partnersim.faces.app.work import key_of, outcomes_of
from partnersim.scenario.documents.errors import Problem, ScenarioError
from partnersim.scenario.phrases import Phrase
from partnersim.scenario.spec import Scenario
from partnersim.studies.runs.processes import TookTooLong
from partnersim.studies.words.problems import error_text, phrase_of
from partnersim.studies.words.texts import Texts

LONGEST_REASON = 300
"""Letters of what a run says of why it failed."""


@solara.component_vue("upload.vue", vuetify=False)
def UploadButton(
    words: dict[str, str], largest: int, reading: bool, event_chosen: Callable[[dict[str, Any]], None]
) -> None:
    """A button that chooses a file; its text comes with the event, unless it is too large or no text."""


@solara.component
def Upload(texts: Texts) -> None:
    """A button for a scenario file; what is wrong with one is told line by line, and the last good state stays."""
    asked, set_asked = solara.use_state(None)
    fault, set_fault = solara.use_state(None)

    def read(wanted: Wanted) -> None:
        if asked is None:
            return
        try:
            spec = _tried(asked, wanted)
        except ScenarioError as error:
            set_fault(error.with_traceback(None))
        else:
            if spec is None:
                return
            set_fault(None)
            notice.set("")
            choice.set(Choice(case=choice.value.case, uploaded=spec))
        set_asked(None)

    def take(file: dict[str, Any]) -> None:
        set_fault(None)
        set_asked(file)

    use_work(read, dependencies=[asked])
    UploadButton(
        words={"label": texts.say("Own scenario (YAML)"), "reading": texts.say("Reading…")},
        largest=LARGEST_BYTES, reading=asked is not None, event_chosen=take,
    )  # fmt: skip
    if fault is not None:
        with solara.Column(classes=["ps-notice", "ps-faults"], gap="2px"):
            words("p", texts.say("The file was not taken; everything stays as it was."), role="alert")
            for line in error_text(fault, texts).splitlines():  # in the language that the page has now
                words("p", line)
            solara.Button(texts.say("Close"), on_click=lambda: set_fault(None), text=True)


def _tried(file: dict[str, Any], wanted: Wanted) -> Scenario | None:
    """The scenario of a file, after one run of it; None if nobody waits for it any more.

    Raises:
        ScenarioError: the file is no scenario, asks for more than the page gives, or cannot be run.
    """
    label, text = text_of_upload(file)
    turn = new_turn()
    try:
        reading = jobs().ask(
            turn, f"upload:{label}:{text}", spec_of_upload, text, label, seconds=READ_SECONDS
        )
        if not came(reading, turn, wanted):
            return None
        spec: Scenario = reading.result()
        seed = spec.run.seed
        trial = jobs().ask(
            turn, key_of(spec, seed, "outcomes"), outcomes_of, spec, seed, seconds=TRIAL_SECONDS
        )
        if not came(trial, turn, wanted):
            return None
        trial.result()
    except TookTooLong as fault:
        text = Phrase("takes longer than the page gives a file: {reason}", reason=phrase_of(fault))
        raise ScenarioError(Problem(file=label, message=text)) from fault
    except (ValueError, ArithmeticError, RuntimeError) as fault:
        reason = phrase_of(fault)
        if len(reason) > LONGEST_REASON:
            reason = Phrase.verbatim(reason[:LONGEST_REASON])
        text = Phrase("cannot be run: {reason}", reason=reason)
        raise ScenarioError(Problem(file=label, message=text)) from fault
    return spec
