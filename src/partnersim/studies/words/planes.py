"""A map over two fields in plain sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from partnersim.studies.mapping.result import LeadMap
    from partnersim.studies.words.texts import Texts


def plane_sentences(found: LeadMap, texts: Texts, /) -> list[str]:
    """A map in words: how much of the plane is whose, the mean difference, where the case stands, and on what it rests.

    Args:
        found: the map. texts: of the reader's language.
    """
    say, arms = texts.say, {"base": found.base, "other": found.other}
    lines = []
    if found.holds:
        shares = {zone: texts.number(100.0 * share) for zone, share in found.shares.items()}
        lines.append(say(
            "{other} is ahead of {base} in {ahead} % of the plane, behind in {behind} %, and in {open} % nobody can "
            "tell.",
            **arms, ahead=shares["other"], behind=shares["base"], open=shares["open"],
        ))  # fmt: skip
    else:
        lines.append(say(
            "No map is drawn: a surface through the points foretells only {share} % of how left-out points differ "
            "(50 % or more is needed). Either the two fields hardly matter to who is ahead, or more seeds are needed.",
            share=texts.number(100.0 * max(0.0, found.explained)),
        ))  # fmt: skip
    average = found.average
    mean, ends = texts.gap(average.mean, average.low, average.high, found.outcome)
    lines.append(say(
        "Over the {even} points that fill the plane evenly the difference is {mean} ({ends}).",
        even=average.n, mean=mean, ends=ends,
    ))  # fmt: skip
    for which in ("base", "other") if found.case["base"] != found.case["other"] else ("base",):
        stands = found.in_case(which) if found.holds else None
        if stands is not None:
            difference, error, _ = stands
            mean, ends = texts.gap(
                difference, difference - 1.96 * error, difference + 1.96 * error, found.outcome
            )
            lines.append(say(
                "Where {case} stands the difference is {mean} ({ends}).", case=arms[which], mean=mean, ends=ends
            ))  # fmt: skip
    reasons = {
        "hardly anything is open": say("hardly anything is open"),
        "what is open shrinks no more": say("what is open shrinks no more"),
        "as many points as asked for": say("as many points as asked for"),
    }
    lines.append(say(
        "{points} points with {seeds} seeds each; {why}.", points=found.facts["points"],
        seeds=found.facts["seeds_a_point"], why=reasons[found.stopped],
    ))  # fmt: skip
    return lines
