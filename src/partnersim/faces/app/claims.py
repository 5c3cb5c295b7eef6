"""Claims of the documents about a case, with what the model says of them."""

from __future__ import annotations

from dataclasses import dataclass

import solara

from partnersim.faces.app.parts import words
from partnersim.faces.app.state import language
from partnersim.faces.report.claims import shipped_claims
from partnersim.studies.words.numbers import difference_text
from partnersim.studies.words.texts import Texts
from partnersim.studies.words.verdicts import verdict_of


@dataclass(frozen=True)
class ClaimRow:
    """One claim: its number, its sentence, the model's verdict, and the effect in words."""

    id: str
    statement: str
    verdict: str
    effect: str


def claim_rows(case: str, texts: Texts) -> list[ClaimRow]:
    """Claims about a case in the order of the shipped table, contradicted ones first."""
    table = shipped_claims()
    if table is None:
        return []
    rows = [row for row in table["claims"] if row["case"] == case]
    return [
        ClaimRow(
            id=row["id"], statement=texts.title(row["statement"]), verdict=texts.say(verdict_of(row)),
            effect=texts.say(
                "{label} {effect} ({low} to {high})", label=texts.label(row["outcome"]),
                **{
                    name: difference_text(float(row[name]), unit=row["unit"], language=texts.language)
                    for name in ("effect", "low", "high")
                },
            ),
        )
        for row in sorted(rows, key=lambda row: verdict_of(row) != "contradicted")
    ]  # fmt: skip


@solara.component
def Claims(case: str) -> None:
    """Claims about the case with their verdicts, after the room's guess."""
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
