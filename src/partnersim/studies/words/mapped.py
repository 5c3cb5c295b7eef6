"""Maps in words: who leads how often, a rule, how often it is right, and what turns it. Of a map's document alone."""

from __future__ import annotations

import math
from collections.abc import Mapping
from operator import eq, lt
from typing import Any

from partnersim.measures.declaring import LOWER
from partnersim.studies.words.texts import Texts, measure

Document = Mapping[str, Any]


def map_lines(found: Document, texts: Texts, /) -> list[str]:
    """The whole map as sentences, what matters most first.

    Args:
        found: a map's document. texts: the language.
    """
    sizes = size_lines(found, texts) if found["asks"] == "carry" else []
    turns = turn_lines(found, texts)
    return [opening_text(found, texts), *sizes, *lead_lines(found, texts), *rule_lines(found, texts), *turns]


def opening_text(found: Document, texts: Texts, /) -> str:
    """What was asked and how often, in one sentence."""
    n = len(found["points"])
    values = {
        "title": own(found, "title", texts),
        "case": own(found, "case", texts),
        "n": n,
        "outcome": texts.label(found["outcome"]),
    }
    if found["asks"] == "carry":
        return texts.say(
            "{title} {case}: at {n} drawn points each part was taken away by itself; what that loses of what the whole "
            "programme brings is what the part carries ({outcome}).",
            **values,
        )
    return texts.say(
        "{title} {case}: at {n} drawn points every way of working was run with the same luck; ahead is who reaches "
        "more ({outcome}).",
        **values,
    )


def lead_lines(found: Document, texts: Texts, /) -> list[str]:
    """How often each arm is ahead, most often first, and how often that is not clear."""
    arms = sorted(found["arms"], key=lambda arm: -arm["leads"])
    lines = [
        texts.say(
            "{arm}: first at {share} of points ({low} to {high}), clearly at {clear}.",
            arm=upper(own(arm, "label", texts)),
            share=texts.percent(arm["leads"]),
            low=texts.percent(arm["low"]),
            high=texts.percent(arm["high"]),
            clear=texts.percent(arm["leads_clearly"]),
        )
        for arm in arms
    ]
    unclear = texts.say(
        "At {share} of points nobody is clearly first: less than {margin} of what the programme brings lies between "
        "the first two, or seeds disagree.",
        share=texts.percent(1.0 - found["clear"]),
        margin=texts.percent(found["margin"]),
    )
    tied = sum(not point["leads"] and point["margin"] == 0.0 for point in found["points"])  # not where a run failed
    if not tied:
        return [*lines, unclear]
    level = texts.say(
        "At {share} of points the first two end exactly level, so that nobody is first.",
        share=texts.percent(tied / len(found["points"])),
    )
    return [*lines, level, unclear]


def rule_lines(found: Document, texts: Texts, /, *, told: Document | None = None) -> list[str]:
    """A rule, a line each case of it, and how often it is right at points held back.

    Args:
        found: a map's document. texts: the language.
        told: part of it that holds the rule, of two arms alone; the map's own if not given.
    """
    held = found if told is None else told
    if held["rule"] is None:
        return [texts.say("No rule: the lead is clear at too few points.")]
    labels = {arm["name"]: own(arm, "label", texts) for arm in found["arms"]}
    lines = []
    for part in held["rule"]:
        values = {"arm": labels[part["leads"]], "right": part["right"], "points": part["points"]}
        if not part["if"]:
            lines.append(
                texts.say("Rule: always {arm} (right at {right} of {points} points fitted on).", **values)
            )
            continue
        conditions = texts.say(" and ").join(_condition(found, c, texts) for c in part["if"])
        lines.append(
            texts.say(
                "Rule: if {conditions}, {arm} (right at {right} of {points} points fitted on).",
                conditions=conditions,
                **values,
            )
        )
    return [*lines, score_text(found, texts, told=held)]


def score_text(found: Document, texts: Texts, /, *, told: Document | None = None) -> str:
    """How often a rule is right at points held back, beside always naming the same arm; empty without a rule."""
    score = (found if told is None else told)["score"]
    if score is None:
        return ""
    labels, clear = {arm["name"]: own(arm, "label", texts) for arm in found["arms"]}, score["held_back_clear"]
    if not clear["points"]:
        return texts.say("At no point held back is the lead clear, so that the rule cannot be scored.")
    return texts.say(
        "At points held back where the lead is clear the rule is right at {right} of {points} ({share}); always saying "
        "{usual} is right at {usual_right}.",
        right=clear["right"],
        points=clear["points"],
        share=texts.percent(clear["share"]),
        usual=labels[score["usual"]],
        usual_right=clear["usual_right"],
    )


def turn_lines(found: Document, texts: Texts, /) -> list[str]:
    """How often the first arm is ahead of each other one, and along which input that turns."""
    if found["asks"] == "carry":
        return []
    first, *others = found["arms"]
    lines = []
    for arm in others:
        behind = arm["behind_first"]
        level, less = _level_and_behind(found, first["name"], arm["name"])
        lines.append(
            texts.say(
                "{first} ahead of {other}: at {share} of points ({low} to {high}), exactly level at {level}, behind at "
                "{behind}; in the middle by {middle} of what the programme brings. {turn}",
                first=upper(own(first, "label", texts)),
                other=own(arm, "label", texts),
                share=_percent(behind["share"], texts),
                level=_percent(level, texts),
                behind=_percent(less, texts),
                low=texts.percent(behind["low"]),
                high=texts.percent(behind["high"]),
                middle=_percent(behind["middle"], texts),
                turn=_turn(found, behind["turn"], texts),
            )
        )
        clear = texts.say(
            "Between these two the lead is clear at {share} of points.", share=texts.percent(behind["clear"])
        )
        lines[-1] = " ".join([lines[-1], clear, *rule_lines(found, texts, told=behind)])
    return lines


def _level_and_behind(found: Document, first: str, other: str) -> tuple[float | None, float | None]:
    """Shares of points at which the first arm ends exactly as the other, and at which it ends worse; None without any.

    At many points nobody signs, or nothing is left to share out: then ways of working are the same run.
    """
    ends = [point["outcomes"][found["outcome"]] for point in found["points"]]
    pairs = [(of_all[first], of_all[other]) for of_all in ends if None not in (of_all[first], of_all[other])]
    pairs = [pair for pair in pairs if not any(map(math.isnan, pair))]
    if not pairs:
        return None, None
    sign = -1.0 if (known := measure(found["outcome"])) is not None and known.better == LOWER else 1.0
    level, less = (sum(test(sign * a, sign * b) for a, b in pairs) for test in (eq, lt))
    return level / len(pairs), less / len(pairs)


def size_lines(found: Document, texts: Texts, /) -> list[str]:
    """What each part carries, heaviest first, and what those that are added would bring."""
    lines = []
    for parts, message in (
        (
            found["arms"],
            texts.say(
                "{part}: carries {middle} of what the whole programme brings ({low} to {high} at four of five points). "
                "{turn}"
            ),
        ),
        (found["others"], texts.say("{part}, added: {middle} on top ({low} to {high}). {turn}")),
    ):
        for part in sorted(parts, key=lambda row: -_known(row["carries"])):
            lines.append(
                message.format(
                    part=upper(own(part, "label", texts)),
                    middle=_percent(part["carries"], texts),
                    low=_percent(part["carries_low"], texts),
                    high=_percent(part["carries_high"], texts),
                    turn=_turn(found, part["turn"], texts),
                )
            )
    return lines


def own(found: Document, key: str, texts: Texts, /) -> str:
    """A text of the map's file in this language."""
    return str(found[f"{key}_id"] if texts.language == "id" else found[key]).strip()


def upper(text: str, /) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def _condition(found: Document, condition: Document, texts: Texts) -> str:
    label, at = _input(found, condition["input"], texts), texts.number(condition["at"])
    if condition["above"]:
        return texts.say("{input} is above {at}", input=label, at=at)
    return texts.say("{input} is at most {at}", input=label, at=at)


def _turn(found: Document, turn: Document | None, texts: Texts) -> str:
    if turn is None:
        return texts.say("No input changes this more than chance would.")
    return texts.say(
        "It changes most with {input}: {low} in the lowest third of its range, {high} in the highest.",
        input=_input(found, turn["input"], texts),
        low=_percent(turn["low"], texts),
        high=_percent(turn["high"], texts),
    )


def _input(found: Document, name: str, texts: Texts) -> str:
    return next(own(one, "label", texts) for one in found["inputs"] if one["name"] == name)


def _percent(share: float | None, texts: Texts) -> str:
    return texts.percent(float("nan") if share is None else share)


def _known(value: float | None) -> float:
    return -math.inf if value is None or math.isnan(value) else value
