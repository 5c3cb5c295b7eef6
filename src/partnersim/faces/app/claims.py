"""Claims of the documents about a case, with what the model says of them."""

from __future__ import annotations

from dataclasses import dataclass

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
            id=row["id"], statement=row["statement"], verdict=texts.say(verdict_of(row)),
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
