"""The page: levers at the left, what changes in the middle; Solara calls these functions for each visitor."""

from __future__ import annotations

import solara

from partnersim.faces.app.answers import Answers
from partnersim.faces.app.heading import Heading
from partnersim.faces.app.levers import GROUPS, Lever, levers_of
from partnersim.faces.app.more import MoreLevers
from partnersim.faces.app.number_field import NumberField
from partnersim.faces.app.parts import words
from partnersim.faces.app.session import Choice, LinkError, looks_of_link
from partnersim.faces.app.setting import Setting
from partnersim.faces.app.state import arm_shown, choice, language, notice, projector, view
from partnersim.faces.app.style import STYLE
from partnersim.studies.words.numbers import exact_text
from partnersim.studies.words.problems import said
from partnersim.studies.words.texts import Texts


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
                arm_shown.value = looks.get("arm", arm_shown.value)
            except LinkError as fault:
                notice.value = fault.phrase

    solara.use_effect(follow_link, [])
    solara.Title("partnersim")
    solara.Style(STYLE)
    with solara.Column(classes=["ps-page", *(["ps-projector"] if projector.value else [])], gap="8px"):
        Heading()
        if notice.value:
            words("p", said(notice.value, texts), "ps-notice", role="alert")
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
            texts.say("All as it was"), on_click=lambda: choice.set(choice.value.put_back()),
            disabled=not choice.value.changed, outlined=True,
        )  # fmt: skip
    MoreLevers(choice.value.case)


def position_text(lever: Lever, setting: Setting, texts: Texts) -> str:
    """Where a lever stands in an arm, as its field shows it."""
    if lever.key in setting.numbers:
        return exact_text(setting.numbers[lever.key], language=texts.language)
    labels = {position.key: position.label for position in lever.positions}
    return texts.say(labels[setting.positions.get(lever.key, lever.positions[0].key)])


@solara.component
def LeverField(lever: Lever, texts: Texts) -> None:
    """One lever: its positions by name; behind a button what it acts on, its source, and a number."""
    opened, set_opened = solara.use_state(False)
    labels = {position.key: texts.say(position.label) for position in lever.positions}
    keys = {text: key for key, text in labels.items()}
    typed = choice.value.numbers.get(lever.key)
    current = position_text(lever, choice.value, texts)
    if typed is not None:
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
        kept = choice.value.kept
        if kept is not None and (in_b := position_text(lever, kept, texts)) != current:
            words("p", texts.say("B: {position}", position=in_b), "ps-in-b")
        if opened:
            words("p", texts.say(lever.acts_on), "ps-about")
            if lever.source:
                words("p", texts.say("Source: {source}", source=lever.source), "ps-about")
            if lever.path:
                NumberField(lever, texts)
