"""Boxes and alternatives in words: every number is a cell of the tables of a discovery."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from partnersim.studies.words.numbers import exact_text
from partnersim.studies.words.texts import Texts

if TYPE_CHECKING:
    import pandas as pd

    from partnersim.studies.discovering.result import Discovery

OFTEN = 0.8
"""Share of draws from which a box is called steady (assumed)."""

SELDOM = 0.5
"""Share of draws below which a box is called a matter of chance (assumed)."""


def discovered_lines(found: Discovery, texts: Texts, /) -> list[str]:
    """The whole discovery as sentences, what matters most first."""
    lines = [_asked(found, texts)]
    if found.boxes.empty:
        lines.append(
            texts.say("No box of the factors holds such points more densely than all points together do.")
        )
    for box in found.boxes.to_dict("records"):
        lines += [_box(found, box, texts), _steady(box, texts)]
    lines += [_alternative(row, found, texts) for row in found.alternatives.to_dict("records")]
    return [line for line in lines if line]


def _asked(found: Discovery, texts: Texts) -> str:
    asked, count = found.question, len(found.points)
    facts = {
        "n": count, "seeds": found.seeds, "outcome": texts.label(asked.outcome), "share": texts.percent(found.rate),
        "alternative": asked.alternative, "limit": texts.value(asked.threshold, asked.outcome),
    }  # fmt: skip
    if asked.kind == "best":
        text = texts.say(
            "{alternative} is the best of all at {share} of {n} points ({outcome}, {seeds} seeds each).",
            **facts,
        )
    elif asked.kind == "above":
        text = texts.say(
            "{outcome} is {limit} or more at {share} of {n} points ({seeds} seeds each).", **facts
        )
    else:
        text = texts.say(
            "{outcome} is {limit} or less at {share} of {n} points ({seeds} seeds each).", **facts
        )
    if asked.alternative and asked.kind != "best":
        text = texts.say("Under {alternative}: {text}", text=text, **facts)
    if asked.chosen:
        text += " " + texts.say("As no threshold was given, this is the best quarter of points.")
    if found.dropped:
        text += " " + texts.say_count(
            "{n} point was left out, as a run there failed or has no such outcome.",
            "{n} points were left out, as a run there failed or has no such outcome.",
            found.dropped,
        )
    return text


def _box(found: Discovery, box: Mapping[str, Any], texts: Texts) -> str:
    sides = found.sides[found.sides["box"] == box["box"]]
    asked = "; ".join(side_texts(sides, texts))
    facts = {
        "number": box["box"], "sides": asked, "density": texts.percent(box["density"]),
        "rate": texts.percent(box["rate"]), "coverage": texts.percent(box["coverage"]), "points": box["points"],
    }  # fmt: skip
    if box["box"] == 1:
        return texts.say(
            "Box {number}: where {sides}. There it holds at {density} of {points} points (everywhere: {rate}), and "
            "{coverage} of all such points lie there.",
            **facts,
        )
    return texts.say(
        "Box {number}, of what is left: where {sides}. There it holds at {density} of {points} points (of what is "
        "left: {rate}), and {coverage} of all such points lie there.",
        **facts,
    )


def side_texts(sides: pd.DataFrame, texts: Texts, /) -> list[str]:
    """What a box asks of each factor, in words."""
    asked = []
    for factor, rows in sides.groupby("factor", sort=False):
        ends = {row["end"]: row for row in rows.to_dict("records") if not row["is_value"]}
        low, high = (exact_text(_short(ends[end]["value"]), language=texts.language) if end in ends else ""
                     for end in ("low", "high"))  # fmt: skip
        if low and high:
            asked.append(texts.say("{factor} is {low} to {high}", factor=factor, low=low, high=high))
        elif low:
            asked.append(texts.say("{factor} is above {low}", factor=factor, low=low))
        elif high:
            asked.append(texts.say("{factor} is below {high}", factor=factor, high=high))
        for row in rows.to_dict("records"):
            if row["is_value"]:
                said = {"factor": factor, "value": row["is_value"]}
                has = row["end"] == "low"
                asked.append(
                    texts.say("{factor} is {value}", **said)
                    if has
                    else texts.say("{factor} is not {value}", **said)
                )
    return asked


def _short(value: float) -> float:
    """A side with three figures, which is all that a slice of points can tell."""
    return float(f"{value:.3g}")


def _steady(box: Mapping[str, Any], texts: Texts) -> str:
    if math.isnan(box["comes_back"]):
        return ""
    facts = {
        "again": texts.percent(box["comes_back"]), "density": texts.percent(box["density_unused"]),
        "coverage": texts.percent(box["coverage_unused"]),
    }  # fmt: skip
    if box["comes_back"] >= OFTEN:
        return texts.say(
            "The box is steady: it comes back in {again} of draws of points and seeds, with {density} density and "
            "{coverage} coverage on points that a draw left out.",
            **facts,
        )
    if box["comes_back"] >= SELDOM:
        return texts.say(
            "The box is half steady: it comes back in {again} of draws of points and seeds, with {density} density and "
            "{coverage} coverage on points that a draw left out.",
            **facts,
        )
    return texts.say(
        "Do not rest on this box: it comes back in only {again} of draws of points and seeds.", **facts
    )


def _alternative(row: Mapping[str, Any], found: Discovery, texts: Texts) -> str:
    outcome = found.question.outcome
    facts = {
        "alternative": row["alternative"], "best": texts.percent(row["best"]),
        "low": texts.percent(row["best_low"]), "high": texts.percent(row["best_high"]),
        "most": texts.value(row["most_regret"], outcome), "mean": texts.value(row["mean_regret"], outcome),
    }  # fmt: skip
    text = texts.say(
        "{alternative}: best at {best} of points ({low} to {high}); regret at most {most}, on average {mean}.",
        **facts,
    )
    if math.isnan(row["enough"]):
        return text
    enough = {
        "enough": texts.percent(row["enough"]), "low": texts.percent(row["enough_low"]),
        "high": texts.percent(row["enough_high"]),
    }  # fmt: skip
    return text + " " + texts.say("Good enough at {enough} of points ({low} to {high}).", **enough)
