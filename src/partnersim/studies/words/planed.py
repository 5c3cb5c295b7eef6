"""Planes in words: how much of the plane is whose, against each other way of working. Of a plane's document alone."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from partnersim.studies.mapping.result import average_over_plane
from partnersim.studies.words.mapped import own, upper
from partnersim.studies.words.texts import Texts

Document = Mapping[str, Any]


def plane_lines(found: Document, texts: Texts, /) -> list[str]:
    """The whole plane as sentences: what was asked, then each map.

    Args:
        found: a plane's document. texts: the language.
    """
    return [opening_text(found, texts), *(map_text(found, one, texts) for one in found["maps"])]


def opening_text(found: Document, texts: Texts, /) -> str:
    """What was asked, and how much was run."""
    across, up = (own(one, "label", texts) for one in found["levers"])
    return texts.say(
        "{title}, {case}: over {across} and {up}, {points} points were run with {seeds} seeds each, all ways of "
        "working at a point with the same luck.",
        title=own(found, "title", texts),
        case=own(found, "case", texts),
        across=across,
        up=up,
        points=len(found["places"]),
        seeds=found["replicates"],
    )


def map_text(found: Document, one: Document, texts: Texts, /) -> str:
    """One map in words: shares of the plane, the mean difference, and where the case stands.

    Args:
        found: the plane's document. one: a map of it. texts: the language.
    """
    labels = {arm["name"]: own(arm, "label", texts) for arm in found["arms"]}
    first = upper(labels[found["arms"][0]["name"]])
    names = {"first": first, "other": labels[one["arm"]], "outcome": texts.label(one["outcome"])}
    average = average_over_plane([math.nan if value is None else value for value in one["differences"]])
    mean, ends = texts.gap(average.mean, average.low, average.high, one["outcome"])
    if not one["holds"]:
        return texts.say(
            "{first} against {other}, {outcome}: no map is drawn, as a surface foretells only {share} of how left-out "
            "points differ; over the {even} points that fill the plane evenly {mean} ({ends}).",
            **names, even=average.n, share=texts.percent(max(0.0, one["explained"])), mean=mean, ends=ends,
        )  # fmt: skip
    shares = {zone: texts.percent(share) for zone, share in one["shares"].items()}
    text = texts.say(
        "{first} against {other}, {outcome}: ahead in {ahead} of the plane, behind in {behind}, and in {open} nobody "
        "can tell; over the {even} points that fill the plane evenly {mean} ({ends}).",
        **names, even=average.n, ahead=shares["other"], behind=shares["base"], open=shares["open"], mean=mean,
        ends=ends,
    )  # fmt: skip
    case = one["case"]
    if case is None or case["difference"] is None:
        return text
    mean, ends = texts.gap(case["difference"], case["low"], case["high"], one["outcome"])
    return " ".join([text, texts.say("Where the case stands: {mean} ({ends}).", mean=mean, ends=ends)])
