"""What a visitor may take home: made when it is asked for, and handed to the browser as a file."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import solara

from partnersim.faces.app.asking import Wanted, came, use_work
from partnersim.faces.app.compared import Compared, differences_csv
from partnersim.faces.app.made import picture_of, report_of, workbook_of
from partnersim.faces.app.parts import words
from partnersim.faces.app.serving import jobs, new_turn
from partnersim.faces.app.session import python_text, yaml_text
from partnersim.faces.app.state import choice
from partnersim.faces.app.work import SEEDS, chain_of, key_of
from partnersim.scenario.phrases import NO_WORDS, Phrase
from partnersim.scenario.spec import Scenario
from partnersim.studies.words.problems import said
from partnersim.studies.words.texts import Texts

REPORT_SECONDS = 300.0
"""Time of work after which a report is given up."""

Maker = Callable[[Wanted], bytes | None]
"""Gives the bytes of a file; None if nobody waits for it any more."""


@dataclass(frozen=True)
class Offer:
    """One file that may be taken.

    Attributes:
        label: on its button. name: of the file. kind: MIME type. make: gives its bytes, in a thread of its own.
    """

    label: str
    name: str
    kind: str
    make: Maker


@solara.component_vue("download.vue", vuetify=False)
def DownloadButton(
    words: dict[str, str],
    file: dict[str, Any] | None,
    event_wanted: Callable[[int], None],
    event_saved: Callable[[int], None],
) -> None:
    """A button that asks for a file, and saves it in the browser when it has come."""


@solara.component
def Download(offer: Offer, texts: Texts) -> None:
    """One file: nothing is made before its button is pressed."""
    wanted, set_wanted = solara.use_state(0)
    file, set_file = solara.use_state(None)
    fault, set_fault = solara.use_state(NO_WORDS)

    def make(wanted_still: Wanted) -> None:
        if not wanted:
            return
        data = ""
        try:
            made = offer.make(wanted_still)
            if made is None:
                return
            data = base64.b64encode(made).decode("ascii")
        except (ValueError, RuntimeError, ArithmeticError) as error:
            reason = Phrase.verbatim(str(error)[:300])
            set_fault(Phrase("The file could not be made: {reason}", reason=reason))
        set_file({"name": offer.name, "kind": offer.kind, "data": data, "number": wanted})

    def ask(_: int) -> None:
        set_fault(NO_WORDS)
        set_wanted(wanted + 1)

    use_work(make, dependencies=[wanted])
    DownloadButton(
        words={"label": offer.label}, file=file, event_wanted=ask, event_saved=lambda _: set_file(None)
    )
    if fault:
        words("p", said(fault, texts), "ps-notice", role="alert")


def downloads(compared: Compared, texts: Texts, arms: Mapping[str, Scenario], arm: str) -> None:
    """Files of what is compared, and the link to it.

    Args:
        compared: outcomes. texts: the language. arms: scenario by arm. arm: the one whose scenario may be taken.
    """
    with solara.Row(gap="8px", classes=["ps-downloads"]):
        for offer in offers(compared, texts, arms, arm):
            Download(offer, texts).key(offer.name)
    if choice.value.uploaded is None:
        words("p", texts.say("Link to this place: {link}", link=f"?{choice.value.link()}"), "ps-link")
    else:
        words("p", texts.say("No link can hold a scenario of your own: save it as a file."), "ps-link")


def offers(compared: Compared, texts: Texts, arms: Mapping[str, Scenario], arm: str) -> list[Offer]:
    """Every file that may be taken of a comparison."""
    chosen = choice.value

    def picture(kind: str) -> Maker:
        return lambda _: picture_of(
            compared, texts, chain_of(arms["base"]), title=texts.title(arms["base"].title), kind=kind
        )

    def report(wanted: Wanted) -> bytes | None:
        title = "" if chosen.kept is None else chosen.kept.title
        key = f"report:{':'.join(key_of(spec, 0, '') for spec in arms.values())}:{title}:{texts.language}"
        turn = new_turn()
        answer = jobs().ask(
            turn, key, report_of, arms, SEEDS, texts.language, title,
            heavy=True, seconds=REPORT_SECONDS, remember=False,
        )  # fmt: skip
        return str(answer.result()).encode() if came(answer, turn, wanted) else None

    return [
        Offer(texts.say("Table (CSV)"), "partnersim-differences.csv", "text/csv;charset=utf-8",
              lambda _: differences_csv(compared, texts).encode()),
        Offer(texts.say("Table (Excel)"), "partnersim-differences.xlsx",
              "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
              lambda _: workbook_of(compared, texts)),
        Offer(texts.say("Picture (PNG)"), "partnersim-chain.png", "image/png", picture("png")),
        Offer(texts.say("Picture (SVG)"), "partnersim-chain.svg", "image/svg+xml", picture("svg")),
        Offer(texts.say("Report (HTML)"), "partnersim-report.html", "text/html;charset=utf-8", report),
        Offer(texts.say("Scenario (YAML)"), "partnersim-scenario.yaml", "application/yaml",
              lambda _: yaml_text(arms[arm]).encode()),
        Offer(texts.say("The same in Python"), "partnersim-comparison.py", "text/x-python",
              lambda _: python_text(chosen).encode()),
    ]  # fmt: skip
