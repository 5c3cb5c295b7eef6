"""Verdicts on claims and why they are refused or weakened, in the reader's language."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from partnersim.studies.words.texts import Texts

FAILED, REFUSED = "failed", "refused"
"""What a claim without a verdict is called: a run of it failed, or its arms are not what it calls them."""

VERDICTS = (
    FAILED, REFUSED, "contradicted", "cannot show", "not shown", "supported, not robust", "supported",
)  # fmt: skip
"""All verdicts in the order of tables, what speaks against a claim first."""


def verdict_of(row: Mapping[str, Any], /) -> str:
    """The verdict of a row, or that there is none."""
    if row["failed"]:
        return REFUSED if row.get("refused") else FAILED
    return str(row["verdict"])


def verdict_text(row: Mapping[str, Any], texts: Texts, /) -> str:
    """The verdict in words."""
    return {
        FAILED: texts.say("failed to run"),
        REFUSED: texts.say("refused"),
        "contradicted": texts.say("contradicted"),
        "cannot show": texts.say("cannot show"),
        "not shown": texts.say("not shown"),
        "supported, not robust": texts.say("supported, not robust"),
        "supported": texts.say("supported"),
    }[verdict_of(row)]


def reason_text(row: Mapping[str, Any], texts: Texts, /) -> str:
    """Why a verdict is refused or weakened, in a sentence without its point; empty where it is neither."""
    match row.get("reason"):
        case "stated":
            return texts.title(str(row["cannot_show"]).strip().rstrip("."))
        case "empty":
            return texts.say("the outcome is missing in some arm in every seed")
        case "same":
            return texts.say("the arms differ in no seed, so that nothing is compared")
        case "coarse":
            return texts.say(
                "{n} seeds show an effect of {least} at the least, and the whole programme moves it by {whole}",
                n=row["n"],
                least=texts.difference(row["least"], row["outcome"]).lstrip("+"),
                whole=texts.difference(row["whole"], row["outcome"]),
            )
        case "draws":
            return texts.say(
                "its sign holds in {share} of the draws over uncertain inputs",
                share=texts.percent(row["robustness"]),
            )
        case "values":
            return texts.say(
                "its sign holds for {holds} of {count} values that nobody can tell",
                holds=row["over"]["holds"],
                count=row["over"]["count"],
            )
        case "spending":
            effect, low, high = (_known(row["at_equal_spending"][part]) for part in ("effect", "low", "high"))
            shown = texts.gap(effect, low, high, row["outcome"])
            return texts.say(
                "one arm spends more of the same budgets; at equal spending the effect is {effect} ({interval})",
                effect=shown[0],
                interval=shown[1],
            )
    return ""


def _known(value: float | None) -> float:
    """A number of a row, NaN where it has none."""
    return math.nan if value is None else value


def link_text(link: str | None, texts: Texts, /) -> str:
    """Name of a link of the results chain; empty without one."""
    return {
        "input": texts.say("input"),
        "activity": texts.say("activity"),
        "output": texts.say("output"),
        "outcome": texts.say("outcome"),
        "impact": texts.say("impact"),
    }.get(link or "", "")


def share_text(share: float | None, texts: Texts, /) -> str:
    """A smallest effect as a share of the whole programme's, in per cent; empty where there is no such share."""
    if share is None or not math.isfinite(share):
        return ""
    return texts.percent(share)
