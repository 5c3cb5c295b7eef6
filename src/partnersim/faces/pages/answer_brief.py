"""The short answers of docs/answers.md: three sentences a question, each with its number and the claim it rests on."""

from __future__ import annotations

from typing import Any

from partnersim.faces.pages.answer_numbers import (
    Row,
    amount,
    capital,
    clear,
    contrast,
    estimate,
    nought,
    placed,
    same,
    smallest,
    tag,
    unmoved,
)
from partnersim.studies.words.verdicts import verdict_of

CHOICE = {
    "supported": "says", "supported, not robust": "says", "contradicted": "against", "not shown": "open",
    "cannot show": "open",
}  # fmt: skip
"""Which of the wordings of a claim its verdict chooses."""
LEADS = 2
"""Claims in a short answer; its last sentence is about what households consume."""


def wording(part: dict[str, Any], row: Row, words: dict[str, Any]) -> str:
    """What a row says in the words that its verdict chooses, without numbers."""
    choice = CHOICE[row["verdict"]]
    chosen = part.get("zero", part[choice]) if choice == "open" and nought(row) else part[choice]
    text = placed(chosen.format(more="more" if row["effect"] > 0 else "less"), row, words)
    if row["verdict"] == "contradicted":
        return f"**Against the claim:** {text[0].lower()}{text[1:]}"
    return capital(text)


def brief(question: dict[str, Any], rows: dict[str, Row], words: dict[str, Any], last: str) -> str:
    """A question answered in three sentences.

    Args:
        question: its words; `brief` names the claims to be told first, those not there give way to the next.
        rows: the table of claims by number. words: all words. last: the last sentence.
    """
    told = {part["id"]: part for part in question["lead"]}
    order = [name for name in dict.fromkeys((*question.get("brief", ()), *told)) if name in told]
    sentences = [sentence(told[name], rows[name], words) for name in order[:LEADS]]
    return "\n".join([*sentences, last] if last else sentences)


def sentence(part: dict[str, Any], row: Row, words: dict[str, Any]) -> str:
    """One sentence of a short answer: the words, the number, and if it is not robust, that; then the claim."""
    frail = ", though not robustly" if verdict_of(row) == "supported, not robust" else ""
    return f"{wording(part, row, words)}{frail}: {number(row)} {tag(row)}."


def number(row: Row) -> str:
    """The effect with its interval; where nothing is shown, the least that could have been."""
    if same(row):
        return unmoved(row)
    if row["verdict"] in ("not shown", "cannot show") and not clear(row["low"], row["high"]):
        least = amount(smallest(row), row["unit"]).removeprefix("+")
        return f"less than about {least} could not be seen with {row['n']} seeds"
    value, ends = estimate(row["effect"], row["low"], row["high"], row["unit"])
    before = {"level": contrast(row), "factorial": contrast(row)}.get(row["design"], "")
    return f"{before} {value} ({ends})".strip()
