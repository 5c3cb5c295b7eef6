"""The head of the page: which case, what it is, the language and how large everything is."""

from __future__ import annotations

from urllib.parse import urlencode

import solara

from partnersim.faces.app.case_picture import case_picture
from partnersim.faces.app.help import help_panel
from partnersim.faces.app.parts import words
from partnersim.faces.app.session import CASES, Choice, shipped
from partnersim.faces.app.state import arm_shown, choice, language, notice, projector, view
from partnersim.faces.app.uploads import Upload
from partnersim.scenario.spec import Scenario
from partnersim.studies.words.texts import Texts

OTHER_LANGUAGE = {"en": ("id", "Bahasa Indonesia"), "id": ("en", "English")}


@solara.component_vue("document.vue", vuetify=False)
def Document(language: str, large: bool, link: str, gone: str, working: str) -> None:
    """What is said of the whole document: its language, its size, its address, and that the server is gone."""


@solara.component
def Heading() -> None:
    """The case chosen with its picture and two sentences, and the buttons of the whole page."""
    texts = Texts(language.value)
    helped, set_helped = solara.use_state(False)
    other, label = OTHER_LANGUAGE[language.value]
    Document(
        language=language.value, large=projector.value, link=page_link(),
        working=texts.say("The page is being worked out"),
        gone=texts.say("The server does not answer. What you see stays; start it again and load this page anew: its "
                       "address brings you back to this place."),
    )  # fmt: skip
    words("a", texts.say("Go to what changes, past the levers"), "ps-skip", href="#ps-chain")
    with solara.Row(classes=["ps-heading"], gap="12px"):
        words("h1", "partnersim", "ps-title")
        _case_field(texts)
        Upload(texts)
        solara.Button(
            texts.say("Help"), text=True, on_click=lambda: set_helped(not helped),
            attributes={"aria-expanded": str(helped).lower()},
        )  # fmt: skip
        solara.Button(
            texts.say("Projector"), text=True, on_click=lambda: projector.set(not projector.value),
            attributes={"aria-pressed": str(projector.value).lower()},
        )  # fmt: skip
        solara.Button(label, text=True, on_click=lambda: language.set(other), attributes={"lang": other})
    with solara.Row(classes=["ps-about-case"], gap="12px"):
        case_picture(choice.value.base(), texts)
        words("p", texts.title(choice.value.base().description), "ps-description")
    if helped:
        help_panel(texts)


def page_link() -> str:
    """The part of an address that brings somebody else to this place, in this language."""
    arm = {"arm": arm_shown.value} if arm_shown.value != "now" else {}
    return f"{choice.value.link()}&{urlencode({'lang': language.value, 'view': view.value, **arm})}"


def own_title(spec: Scenario, texts: Texts) -> str:
    """What a scenario of the visitor's own is called; one that keeps the title of a shipped case, by that in words."""
    return texts.say("Own scenario: {name}", name=texts.title(spec.title) or spec.name)


def _case_field(texts: Texts) -> None:
    """The cases by title; a scenario of the visitor's own stands first."""
    titles = {texts.title(shipped(case).title): case for case in CASES}
    uploaded = choice.value.uploaded
    own = "" if uploaded is None else own_title(uploaded, texts)
    shown = own or next(title for title, case in titles.items() if case == choice.value.case)

    def choose(title: str) -> None:
        if title in titles:
            notice.set("")
            choice.set(Choice(case=titles[title]))

    solara.Select(
        texts.say("Case"), value=shown, values=[*([own] if own else []), *titles], on_value=choose, dense=True,
        classes=["ps-case"],
    )  # fmt: skip
