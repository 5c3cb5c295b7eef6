"""The shipped table of claims in the report: those about the case at hand, and all."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from partnersim.faces.report.tables import plain_table
from partnersim.scenario.documents.package import data_places
from partnersim.scenario.documents.shipped import shipped_names, shipped_scenario
from partnersim.studies.words.numbers import MINUS, NONE
from partnersim.studies.words.texts import Texts
from partnersim.studies.words.verdicts import (
    REFUSED,
    VERDICTS,
    link_text,
    reason_text,
    share_text,
    verdict_of,
    verdict_text,
)

NUMBERS = slice(5, 11)
ACROSS = "cross"
"""Case of the claims that are about no single one."""


@dataclass(frozen=True)
class ClaimsSection:
    """What the report says about claims.

    Attributes:
        lead: counts for the case at hand, or that no claim is about it.
        made: when, with which version and seeds the table was made, and that it is not of this run.
        note: on the language of the statements; empty where they are in the reader's.
        own, every: tables as HTML; `own` is empty where no claim is about the case.
    """

    lead: str
    made: str
    note: str
    own: str
    every: str


def shipped_claims() -> dict[str, Any] | None:
    """The table of claims that comes with the package, as `partnersim claims --out` writes it; None without one."""
    for path in data_places("docs/results/claims.json"):
        if path.is_file():
            return dict(json.loads(path.read_text("utf-8")))
    return None


def cases_of(scenarios: Sequence[str], /, *, known: Sequence[str]) -> list[str]:
    """Cases, among those of the table, that scenarios belong to: their own name, or that of a base they extend."""
    shipped, found = set(shipped_names()), []
    for name in scenarios:
        while name and name not in known:
            name = shipped_scenario(name).extends if name in shipped else ""  # noqa: PLW2901
        if name and name not in found:
            found.append(name)
    return found


def claims_section(
    table: Mapping[str, Any] | None, scenarios: Sequence[str], texts: Texts, /
) -> ClaimsSection | None:
    """Say what the shipped table of claims says about the case of these scenarios, contradictions first.

    Args:
        table: the table, or None for no section.
        scenarios: names of the scenarios in the report.
        texts: the language.
    """
    if table is None:
        return None
    rows = sorted(table["claims"], key=lambda row: VERDICTS.index(verdict_of(row)))
    cases = cases_of(scenarios, known=sorted({row["case"] for row in rows}))
    own = [row for row in rows if row["case"] in cases]
    return ClaimsSection(
        lead=_lead(own, cases, texts),
        made=_made(table, texts),
        note=_note(rows, texts),
        own=_table(own, texts, key="claims_own") if own else "",
        every=_table(rows, texts, key="claims_every"),
    )


def _lead(rows: Sequence[Mapping[str, Any]], cases: Sequence[str], texts: Texts) -> str:
    if not rows:
        return texts.say("No claim of the documents is about these scenarios.")
    counts = Counter(map(verdict_of, rows))
    text = texts.say(
        "Of {count} claims of the document on the case {case} the model contradicts {against}, does not show "
        "{open}, cannot show {blind} and supports {held}, of which {frail} not robustly.",
        count=len(rows),
        case=", ".join(cases),
        against=counts["contradicted"],
        open=counts["not shown"],
        blind=counts["cannot show"],
        held=counts["supported"] + counts["supported, not robust"],
        frail=counts["supported, not robust"],
    )
    if counts[REFUSED]:
        text += " " + texts.say(
            "{count} are refused, since their arms are called equal in money and are not.",
            count=counts[REFUSED],
        )
    if counts["failed"]:
        text += " " + texts.say("{count} failed to run.", count=counts["failed"])
    return text


def _note(rows: Sequence[Mapping[str, Any]], texts: Texts) -> str:
    """That some statements were worded anew and wait for their translation, where it is so."""
    waiting = [row["id"] for row in rows if texts.title(row["statement"]) == row["statement"]]
    if texts.language == "en" or not waiting:
        return ""
    return texts.say("Not translated yet are the statements of {claims}.", claims=", ".join(waiting))


def _made(table: Mapping[str, Any], texts: Texts) -> str:
    seeds = [seed for row in table["claims"] for seed in row["seeds"]]
    return texts.say(
        "The table was made on {date} with version {version} and seeds {first} to {last}, {runs} runs, and "
        "comes with the program; nothing in it is computed from the runs of this report. A test can fail in the "
        "model; of a check part is assumed. Contradicted and supported mean that the 95 % interval of the "
        "effect lies wholly on one side of zero, or where none was expected wholly beyond or within a margin. A "
        "claim is judged at the link of the results chain that its document speaks of. Where the smallest effect "
        "that the seeds can show is more than half of what the whole programme does, the model cannot show it. Not "
        "robust means that the sign holds in less than four fifths of the draws over uncertain inputs or of the "
        "values that nobody can tell. Any other claim is not shown.",
        date=table["date"],
        version=table["version"],
        first=min(seeds),
        last=max(seeds),
        runs=texts.number(table["runs"]),
    )


def _table(rows: Sequence[Mapping[str, Any]], texts: Texts, *, key: str) -> str:
    columns = [
        texts.say("Claim"),
        texts.say("In our words"),
        texts.say("Verdict"),
        texts.say("Link"),
        texts.say("Outcome and contrast"),
        texts.say("Expected"),
        texts.say("Effect"),
        texts.say("95 % interval"),
        texts.say("Whole programme"),
        texts.say("Smallest shown, of the whole"),
        texts.say("Sign holds"),
    ]
    cells = [_cells(row, texts) for row in rows]
    if all(row["robustness"] is None for row in rows):
        columns, cells = columns[:-1], [row[:-1] for row in cells]
    return plain_table(columns, cells, key=key, numbers=columns[NUMBERS])


def _cells(row: Mapping[str, Any], texts: Texts) -> list[str]:
    name = row["outcome"]
    effect, low, high = (_known(row[part]) for part in ("effect", "low", "high"))
    kind = {"test": texts.say("test"), "check": texts.say("check")}.get(row["kind"], row["kind"])
    held = (
        NONE
        if row["robustness"] is None
        else texts.say(
            "{share} of {draws} draws", share=f"{round(100 * row['robustness'])} %", draws=row["draws"]
        )
    )
    unit = texts.unit(name)
    what = f"{texts.label(name)}{f' ({unit})' if unit else ''}, {_contrast(row, texts)}"
    if not cases_of([row["scenario"]], known=[row["case"]]) and row["case"] != ACROSS:
        what += "; " + texts.say("run on the scenario {name}", name=row["scenario"])
    return [
        f"{row['id']} ({kind})",
        texts.title(row["statement"]),
        ": ".join(text for text in (verdict_text(row, texts), reason_text(row, texts)) if text),
        link_text(row.get("link"), texts) or NONE,
        what,
        texts.say("either") if row["expected"] == "either" else row["expected"].replace("-", MINUS),
        *texts.gap(effect, low, high, name),
        texts.difference(_known(row.get("whole")), name),
        share_text(row.get("least_share"), texts) or NONE,
        held,
    ]


def _known(value: float | None) -> float:
    return math.nan if value is None else float(value)


def _contrast(row: Mapping[str, Any], texts: Texts) -> str:
    """How the effect is taken from the arms."""
    arms = [texts.title(name.replace("_", " ")) for name in row["arms"]]
    if row["design"] == "pair":
        return texts.say("{a} less {b}", a=arms[0], b=arms[1])
    if row["design"] == "dose":
        return texts.say("{a} less {b}", a=arms[-1], b=arms[0])
    if row["design"] == "factorial":
        return texts.say("interaction of two factors")
    return texts.say("one arm, less what was expected")
