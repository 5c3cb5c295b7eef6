"""A claim and what came of it in a few lines, for a terminal."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from partnersim.studies.words.claims import claim_text
from partnersim.studies.words.texts import Texts
from partnersim.studies.words.verdicts import verdict_text

Row = Mapping[str, Any]


def claim_card(row: Row, texts: Texts, /) -> list[str]:
    """What a claim says, where it is from, what came of it, the effect, and how sure that is; one text a line.

    Args:
        row: a row of the table of claims, as `partnersim claims --out` writes it. texts: the language.
    """
    head = texts.say(
        '{id}, {verdict}: "{statement}"',
        id=row["id"], verdict=verdict_text(row, texts), statement=texts.title(str(row["statement"])),
    )  # fmt: skip
    source = texts.say("Said in: {document}. Case: {case}.", document=row["document"], case=row["case"])
    return [head, source, claim_text(row, texts), *_measured(row, texts)]


def _measured(row: Row, texts: Texts) -> list[str]:
    """The effect with its interval and the runs it rests on, and in how many draws its sign holds."""
    if row["failed"] or _is_none(row["effect"]):
        return []
    name = row["outcome"]
    value, interval = texts.gap(row["effect"], _number(row["low"]), _number(row["high"]), name)
    lines = [
        texts.say(
            "{label}: {effect} (95 % interval {interval}), from {n} runs of each arm with the same luck.",
            label=texts.label(name), effect=value, interval=interval, n=row["n"],
        )
    ]  # fmt: skip
    if not _is_none(row["robustness"]):
        low, high = (texts.percent(row[end]) for end in ("robustness_low", "robustness_high"))
        lines.append(
            texts.say(
                "The sign holds in {share} of {draws} draws of inputs that nobody knows for sure ({low} to {high}).",
                share=texts.percent(row["robustness"]), draws=row["draws"], low=low, high=high,
            )
        )  # fmt: skip
    return lines


def _is_none(value: float | None) -> bool:
    return value is None or math.isnan(value)


def _number(value: float | None) -> float:
    return math.nan if value is None else value
