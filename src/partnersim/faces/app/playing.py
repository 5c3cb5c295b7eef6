"""One run as it went: the moving picture, lines over time, and the story of whom one picks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import solara

from partnersim.faces.app.arms import arm_compared, arm_played
from partnersim.faces.app.asking import Wanted, came, use_work
from partnersim.faces.app.over_time import lines_picture
from partnersim.faces.app.parts import words
from partnersim.faces.app.serving import jobs, new_turn
from partnersim.faces.app.state import arm_shown, choice, language
from partnersim.faces.app.stories import Stories
from partnersim.faces.app.work import frames_of, key_of, replay_data
from partnersim.scenario.spec import Scenario
from partnersim.studies.words.texts import Texts


@solara.component_vue("replay.vue", vuetify=False)
def Replay(
    frames: dict[str, Any],
    words: dict[str, str],
    event_picked: Callable[[int], None],
    event_chosen: Callable[[str], None],
) -> None:
    """The moving picture: households in their hamlets, organizations, time and the log, all in the browser."""


@solara.component
def Play(arms: Mapping[str, Scenario]) -> None:
    """One run of the arm that is looked at as it went, and below it the story of a household or an organization."""
    texts = Texts(language.value)
    spec, other = arms[arm_played(arm_shown.value, choice.value)], arm_compared(arm_shown.value, choice.value)
    shown, set_shown = solara.use_state(None)
    household, set_household = solara.use_state(None)
    organization, set_organization = solara.use_state("")

    def record(wanted: Wanted) -> None:
        key, turn = key_of(spec, spec.run.seed, "frames"), new_turn()
        answer = jobs().ask(turn, key, frames_of, spec, spec.run.seed)
        if came(answer, turn, wanted):
            set_shown((answer.result(), replay_data(answer.result(), spec, texts)))

    task = use_work(record, dependencies=[key_of(spec, 0, ""), language.value])
    if task.error:
        words("p", str(task.exception)[:300], "ps-notice", role="alert")
    if shown is None:
        solara.Text(texts.say("The run is being made…"))
        return
    frames, data = shown
    partners = {partner.name: texts.title(partner.title) or partner.name for partner in frames.partners}

    def choose(name: str) -> None:
        if name in partners:
            set_organization(name)

    Replay(
        frames=data, words=_replay_words(texts), event_picked=lambda row: set_household(int(frames.ids[row])),
        event_chosen=choose,
    )  # fmt: skip
    Stories(
        arms["base"], arms[other], other, household, set_household, organization, set_organization, partners
    )
    solara.HTML("div", lines_picture(frames, texts))


def _replay_words(texts: Texts) -> dict[str, str]:
    return {
        "controls": texts.say("Time"), "play": texts.say("Play"), "pause": texts.say("Pause"),
        "back": texts.say("One month back"), "forward": texts.say("One month on"), "month": texts.say("Month"),
        "start": texts.say("Start"), "poor": texts.say("poor"), "near_poor": texts.say("nearly poor"),
        "out": texts.say("not poor"), "owners": texts.say("with an enterprise (triangle)"),
        "members": texts.say("member of a fund (blue ring)"), "in_arrears": texts.say("pays late (red ring)"),
        "log": texts.say("What happened"), "nothing_yet": texts.say("Nothing yet."),
        "network": texts.say("Organizations at work together"), "nobody": texts.say("nobody"),
        "network_key": texts.say("Filled: at work together. Bands: money of the month. Dashes: trust."),
        "story": texts.say("the story of"),
        "pick": texts.say("Click a dot for a household's story, a circle for an organization's."),
    }  # fmt: skip
