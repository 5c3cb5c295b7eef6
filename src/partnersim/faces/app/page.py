"""The page: levers at the left, what changes in the middle; Solara calls these functions for each visitor."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any

import solara
import solara.lab

from partnersim.faces.app.compared import Compared, chain_view, differences_view, lines_picture
from partnersim.faces.app.downloads import downloads
from partnersim.faces.app.heading import Heading
from partnersim.faces.app.levers import GROUPS, Lever, levers_of
from partnersim.faces.app.number_field import NumberField
from partnersim.faces.app.parts import LOOK_SECONDS, words
from partnersim.faces.app.serving import jobs, new_turn
from partnersim.faces.app.session import VIEWS, Choice, LinkError, looks_of_link
from partnersim.faces.app.state import arm_shown, choice, language, notice, projector, view
from partnersim.faces.app.style import STYLE
from partnersim.faces.app.work import SEEDS, frames_of, key_of, outcomes_of, replay_data
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.spec import Scenario
from partnersim.studies.words.numbers import exact_text
from partnersim.studies.words.texts import Texts


@solara.component_vue("replay.vue", vuetify=False)
def Replay(frames: dict[str, Any], words: dict[str, str], event_picked: Callable[[int], None]) -> None:
    """The moving picture: households in their hamlets, organizations, time and the log, all in the browser."""


@solara.component
def Page() -> None:
    """One visitor's page."""
    router = solara.use_router()
    texts = Texts(language.value)

    def follow_link() -> None:
        query = router.search or ""
        if query:
            try:
                choice.value = Choice.of_link(query)
                looks = looks_of_link(query)
                language.value = looks.get("lang", language.value)
                view.value = looks.get("view", view.value)
            except LinkError as fault:
                notice.value = str(fault)

    solara.use_effect(follow_link, [])
    solara.Title("partnersim")
    solara.Style(STYLE)
    with solara.Column(classes=["ps-page", *(["ps-projector"] if projector.value else [])], gap="8px"):
        Heading()
        if notice.value:
            words("p", notice.value, "ps-notice", role="alert")
        with solara.Row(classes=["ps-body"], gap="20px"):
            with solara.Column(classes=["ps-levers"], gap="2px"):
                _lever_panel(texts)
            with solara.Column(classes=["ps-answers"], gap="8px"):
                Answers()


def _lever_panel(texts: Texts) -> None:
    """All levers of the case, family by family."""
    levers = levers_of(choice.value.base())
    for group, label in GROUPS.items():
        of_group = [lever for lever in levers if lever.group == group]
        if not of_group:
            continue
        words("h2", texts.say(label), "ps-group")
        for lever in of_group:
            LeverField(lever, texts)
    with solara.Row():
        solara.Button(
            texts.say("All as it was"), on_click=lambda: choice.set(Choice(case=choice.value.case)),
            disabled=not (choice.value.positions or choice.value.numbers), outlined=True,
        )  # fmt: skip


@solara.component
def LeverField(lever: Lever, texts: Texts) -> None:
    """One lever: its positions by name; behind a button what it acts on, its source, and a number."""
    opened, set_opened = solara.use_state(False)
    labels = {position.key: texts.say(position.label) for position in lever.positions}
    keys = {text: key for key, text in labels.items()}
    typed = choice.value.numbers.get(lever.key)
    current = labels[choice.value.positions.get(lever.key, lever.positions[0].key)]
    if typed is not None:
        current = exact_text(typed, language=texts.language)
        labels["typed"] = current

    def move(label: str | None) -> None:
        if label in keys:
            choice.set(choice.value.moved(lever.key, keys[label]))

    with solara.Column(classes=["ps-lever"], gap="0px"):
        with solara.Row(gap="2px"):
            solara.Select(
                texts.say(lever.label), value=current, values=list(labels.values()), on_value=move, dense=True,
            )  # fmt: skip
            solara.Button(
                "?", on_click=lambda: set_opened(not opened), text=True, small=True,
                attributes={"aria-label": texts.say("About: {lever}", lever=texts.say(lever.label)),
                            "aria-expanded": str(opened).lower()},
            )  # fmt: skip
        if opened:
            words("p", texts.say(lever.acts_on), "ps-about")
            if lever.source:
                words("p", texts.say("Source: {source}", source=lever.source), "ps-about")
            if lever.path:
                NumberField(lever, texts)


@solara.component
def Answers() -> None:
    """What changes, as it comes in: first what is remembered, then the runs that are missing."""
    texts = Texts(language.value)
    try:
        base, now = choice.value.base(), choice.value.now()
    except ScenarioError as fault:
        words("p", str(fault), "ps-notice", role="alert")
        return
    progress, set_progress = solara.use_state(0.0)
    compared, set_compared = solara.use_state(Compared())

    async def compare() -> None:
        turn = new_turn()
        asked = [
            (arm, seed, jobs().ask(turn, key_of(spec, seed, "outcomes"), outcomes_of, spec, seed))
            for seed in _seeds(base) for arm, spec in (("base", base), ("now", now))
        ]  # fmt: skip
        runs: dict[str, dict[int, Mapping[str, float]]] = {"base": {}, "now": {}}
        for count, (arm, seed, answer) in enumerate(asked, start=1):
            if not await _came(answer, turn):
                return
            runs[arm][seed] = answer.result()
            if count % 4 == 0 or count == len(asked):
                set_progress(count / len(asked))
                set_compared(Compared.of(runs))

    task = solara.lab.use_task(compare, dependencies=[key_of(base, 0, ""), key_of(now, 0, "")])
    if task.error:
        reason = texts.say("The runs could not be done: {reason}", reason=str(task.exception)[:300])
        words("p", reason, "ps-notice", role="alert")
    solara.ProgressLinear(value=100.0 * progress if task.pending else 0.0)
    chain_view(compared, texts, pending=task.pending)
    with solara.Row(gap="4px"):
        for name, label in zip(
            VIEWS, (texts.say("Play"), texts.say("Compare"), texts.say("Claims")), strict=True
        ):
            solara.Button(
                label, on_click=lambda name=name: view.set(name), outlined=view.value != name, color="primary",
                attributes={"aria-pressed": str(view.value == name).lower()},
            )  # fmt: skip
    if view.value == "play":
        Play(base, now)
    elif view.value == "compare":
        differences_view(compared, texts)
        downloads(compared, texts, base, now)
    else:
        Claims(choice.value.case)


async def _came(answer: Future[Any], turn: str) -> bool:
    """Wait for a result; False, and nothing more is done for this turn, if a lever has moved or the visitor has gone.

    Asked again and again, because a result may come after the loop of a closed page has ended.
    """
    try:
        while not answer.done():
            await asyncio.sleep(LOOK_SECONDS)
    except asyncio.CancelledError:
        jobs().forget(turn)
        return False
    return not answer.cancelled()


def _seeds(spec: Scenario) -> range:
    return range(spec.run.seed, spec.run.seed + SEEDS)


@solara.component
def Play(base: Scenario, now: Scenario) -> None:
    """One run of either arm as it went."""
    texts = Texts(language.value)
    spec = now if arm_shown.value == "now" else base
    shown, set_shown = solara.use_state(None)

    async def record() -> None:
        key, turn = key_of(spec, spec.run.seed, "frames"), new_turn()
        answer = jobs().ask(turn, key, frames_of, spec, spec.run.seed)
        if await _came(answer, turn):
            set_shown((answer.result(), replay_data(answer.result(), spec, texts)))

    task = solara.lab.use_task(record, dependencies=[key_of(spec, 0, ""), language.value])
    with solara.Row(gap="4px"):
        for arm, label in (("base", texts.say("As it was")), ("now", texts.say("As it is now"))):
            solara.Button(
                label, on_click=lambda arm=arm: arm_shown.set(arm), text=True, outlined=arm_shown.value == arm,
                attributes={"aria-pressed": str(arm_shown.value == arm).lower()},
            )  # fmt: skip
    if task.error:
        words("p", str(task.exception)[:300], "ps-notice", role="alert")
    if shown is None:
        solara.Text(texts.say("The run is being made…"))
        return
    frames, data = shown
    Replay(frames=data, words=_replay_words(texts), event_picked=lambda row: None)
    solara.HTML("div", lines_picture(frames, texts))


@solara.component
def Claims(case: str) -> None:
    """Claims about the case with their verdicts, after the room's guess."""
    from partnersim.faces.app.claims import claim_rows

    texts = Texts(language.value)
    guesses, set_guesses = solara.use_state({})
    for row in claim_rows(case, texts):
        with solara.Column(classes=["ps-claim"], gap="2px"):
            words("p", f"{row.id}. {row.statement}")
            if row.id not in guesses:
                with solara.Row(gap="4px"):
                    solara.Text(texts.say("What does the room think?"))
                    guessable = {
                        "+": texts.say("true"),
                        "-": texts.say("false"),
                        "0": texts.say("no difference"),
                    }
                    for guess, label in guessable.items():
                        solara.Button(
                            label, outlined=True, small=True,
                            on_click=lambda guess=guess, id=row.id: set_guesses({**guesses, id: guess}),
                        )  # fmt: skip
            else:
                words("p", f"{row.verdict}: {row.effect}", "ps-verdict")


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
    }  # fmt: skip
