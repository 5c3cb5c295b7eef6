"""What came of a claim, in a sentence or two.

How far along the results chain it is seen, where along a dose, and what would have to be true for one that fails.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from partnersim.studies.words.numbers import exact_text
from partnersim.studies.words.texts import Texts, measure
from partnersim.studies.words.thresholds import is_clear
from partnersim.studies.words.verdicts import link_text, reason_text, verdict_of

LINKS = ("input", "activity", "output", "outcome", "impact")
Row = Mapping[str, Any]


def claim_text(row: Row, texts: Texts, /) -> str:
    """What came of a claim, whole: the verdict with its reach, the arms, and what would have to be true.

    Args:
        row: a row of the table of claims, as `partnersim claims --out` writes it. texts: the language.
    """
    if row["failed"]:
        return _without_verdict(row, texts)
    return " ".join(
        part for part in (_verdict(row, texts), _arms(row, texts), would_hold(row, texts)) if part
    )


def _without_verdict(row: Row, texts: Texts) -> str:
    spent = sorted((row.get("spent") or {}).values())
    if not row.get("refused"):
        return texts.say("It failed to run.")
    if not spent or not spent[0]:
        return texts.say("Refused: its arms are called equal in money and are not.")
    return texts.say(
        "Refused: its arms are called equal in money, and one spent {times} times as much as another.",
        times=texts.number(spent[-1] / spent[0]),
    )


def _verdict(row: Row, texts: Texts) -> str:
    """The verdict, with how far along the results chain a supported claim is seen."""
    match verdict_of(row):
        case "supported":
            return _reach(row, texts, reason="")
        case "supported, not robust":
            return _reach(row, texts, reason=reason_text(row, texts))
        case "contradicted":
            return texts.say(
                "Contradicted{where}: {moved}.", where=_where(row, texts), moved=_moved(row, texts)
            )
        case "cannot show":
            return texts.say("It cannot be shown here: {reason}.", reason=reason_text(row, texts))
        case _:
            return texts.say("Not shown{where}: {moved}.", where=_where(row, texts), moved=_moved(row, texts))


def _where(row: Row, texts: Texts) -> str:
    link = row.get("link")
    return f" {_at(link, texts)}" if link in LINKS else ""


def _at(link: str, texts: Texts) -> str:
    return texts.say("at {link}", link=link_text(link, texts))


def links_text(link: str, texts: Texts, /) -> str:
    """What stands at a link of the results chain, in the plural."""
    return {
        "input": texts.say("inputs"), "activity": texts.say("activities"), "output": texts.say("outputs"),
        "outcome": texts.say("outcomes"), "impact": texts.say("impact"),
    }[link]  # fmt: skip


def _moved(row: Row, texts: Texts) -> str:
    """The effect with its interval, or what is too small to be seen."""
    effect, low, high = row["effect"], row["low"], row["high"]
    label = texts.label(row["outcome"])
    if not (_known(low) and _known(high)):
        return f"{label} {texts.difference(effect, row['outcome'])}"
    if not is_clear(low, high) and _known(row.get("least")):
        return _unseen(label, row["least"], row["outcome"], texts)
    value, interval = texts.gap(effect, low, high, row["outcome"])
    return f"{label} {value} ({interval})"


def _unseen(label: str, least: float, outcome: str, texts: Texts) -> str:
    if not least:
        return texts.say("nothing differs in any seed ({label})", label=label)
    shown = texts.difference(least, outcome).lstrip("+")
    return texts.say("nothing under {least} could be seen ({label})", least=shown, label=label)


def _reach(row: Row, texts: Texts, *, reason: str) -> str:
    """As far as which link a supported claim is seen, without a gap, and what is seen of the links after it."""
    reached, after = farther(row)
    if reached is None:
        head = texts.say("Supported")
    elif reached == row.get("link"):
        head = texts.say("Supported at {link}", link=link_text(reached, texts))
    else:
        head = texts.say("Supported as far as {links}", links=links_text(reached, texts))
    parts = [head + (texts.say(", not robust, since {reason}", reason=reason) if reason else "")]
    for link, name, number, way in after:
        where, label = _at(link, texts), texts.label(name)
        if way == "unseen":
            parts.append(f"{where} {_unseen(label, number['least'], name, texts)}")
            continue
        value, interval = texts.gap(number["effect"], number["low"], number["high"], name)
        said = {
            "along": texts.say("{label} moves along", label=label),
            "against": texts.say("{label} moves the other way", label=label),
            "moves": texts.say("{label} moves", label=label),
        }[way]
        parts.append(f"{where} {said}, {value} ({interval})")
    return "; ".join(parts) + "."


def farther(row: Row, /) -> tuple[str | None, list[tuple[str, str, Mapping[str, Any], str]]]:
    """How far along the results chain the effect of a claim is seen on the first outcome of each link.

    Args:
        row: a row of the table of claims.

    Returns:
        The last link that the effect reaches without a gap, good or bad as at the claim's own link; None where the
        claim has no link. And of each link after that: the link, the outcome, its numbers, and "along" (clear, and as
        good or bad), "against" (clear, and the reverse), "moves" (clear, neither better nor worse) or "unseen".
    """
    link = row.get("link")
    if link not in LINKS:
        return None, []
    if row["design"] in ("level", "factorial"):
        return link, []
    reached: str = link
    after: list[tuple[str, str, Mapping[str, Any], str]] = []
    for name, number in _first_of_links(row, LINKS[LINKS.index(link) + 1 :]):
        way = _way(row, name, number)
        if way == "along" and not after:
            reached = number["link"]
        else:
            after.append((number["link"], name, number, way))
    return reached, after


def _first_of_links(row: Row, links: Sequence[str]) -> list[tuple[str, Mapping[str, Any]]]:
    """The first outcome with an interval that the table has of each link."""
    first: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for name, number in (row.get("measured") or {}).items():
        if _known(number["low"]) and number["link"] in links:
            first.setdefault(number["link"], (name, number))
    return [first[link] for link in links if link in first]


def _way(row: Row, name: str, number: Mapping[str, Any]) -> str:
    if not is_clear(number["low"], number["high"]):
        return "unseen"
    own, other = _good(row["outcome"], row["effect"]), _good(name, number["effect"])
    if not own or not other:
        return "moves"
    return "along" if own == other else "against"


def _good(name: str, effect: float) -> int:
    """1 where an effect is for the better, -1 for the worse, 0 where neither can be said."""
    known = measure(name)
    way = {"higher": 1, "lower": -1}.get(known.better if known else "", 0)
    return way * (1 if effect > 0 else -1 if effect < 0 else 0)


def _arms(row: Row, texts: Texts) -> str:
    """The four numbers of an interaction, or the way along a dose; empty for two arms or one."""
    if row["design"] == "dose":
        return along_dose(row, texts)
    return four_numbers(row, texts) if row["design"] == "factorial" else ""


def four_numbers(row: Row, texts: Texts, /) -> str:
    """An interaction told as the four numbers that it is made of, and what is beyond the sum of each alone."""
    name = row["outcome"]
    arms = [f"{arm_text(arm, texts)} {texts.value(value, name)}" for arm, value in row["arms"].items()]
    return texts.say(
        "{label}: {arms}; together {effect} against the sum of what each adds alone.",
        label=texts.label(name), arms=", ".join(arms), effect=texts.difference(row["effect"], name),
    )  # fmt: skip


def arm_text(name: str, texts: Texts, /) -> str:
    """What an arm of a claim is called."""
    return texts.title(name.replace("_", " "))


def along_dose(row: Row, texts: Texts, /) -> str:
    """Where along a dose an outcome moves: its ends, its largest step, and the steps clearly against the claim."""
    name, levels = row["outcome"], list(row["arms"].items())
    steps = [(high - low, below, above) for (below, low), (above, high) in pairwise(levels)]
    step, below, above = max(steps, key=lambda size: abs(size[0]))
    text = texts.say(
        "Along the dose, {label} goes from {first} to {last}; the largest step, {step}, is from {below} to {above}",
        label=texts.label(name), first=texts.value(levels[0][1], name), last=texts.value(levels[-1][1], name),
        step=texts.difference(step, name), below=arm_text(below, texts), above=arm_text(above, texts),
    )  # fmt: skip
    if not row.get("against"):
        return f"{text}."
    pairs = (pair.split(" to ", maxsplit=1) for pair in row["against"])
    against = ", ".join(
        texts.say("{below} to {above}", below=arm_text(below, texts), above=arm_text(above, texts))
        for below, above in pairs
    )
    return texts.say("{text}; clearly against the claim: {steps}.", text=text, steps=against)


def would_hold(row: Row, texts: Texts, /) -> str:
    """What would have to be true for a claim that is contradicted or cannot be shown; empty for any other."""
    verdict = verdict_of(row)
    if verdict == "contradicted":
        conditions = [_turned(row, texts), *_where_it_holds(row, texts)]
        return texts.say("For it to hold: {conditions}.", conditions="; ".join(conditions))
    if verdict != "cannot show":
        return ""
    match row.get("reason"):
        case "stated":
            return texts.say("To show it, what the model assumes here would have to be known from elsewhere.")
        case "same":
            return texts.say(
                "To show it, what differs between the arms would have to act on {label}.",
                label=texts.label(row["outcome"]),
            )
        case "empty":
            return texts.say(
                "To show it, {label} would have to exist in every arm.", label=texts.label(row["outcome"])
            )
        case "coarse":
            return _enough_seeds(row, texts)
    return ""


def _enough_seeds(row: Row, texts: Texts) -> str:
    """How many seeds halve the smallest effect shown to half of the whole programme's; errors fall with their root."""
    label = texts.label(row["outcome"])
    if not (_known(row["whole"]) and row["whole"]):
        return texts.say("To show it, the whole programme would have to move {label} at all.", label=label)
    whole = abs(row["whole"])
    return texts.say(
        "To show it, some {seeds} seeds would be needed, or a programme that moves {label} by {least} or more.",
        seeds=exact_text(math.ceil(row["n"] * (2.0 * row["least"] / whole) ** 2), language=texts.language),
        label=label, least=texts.difference(2.0 * row["least"], row["outcome"]).lstrip("+"),
    )  # fmt: skip


def _turned(row: Row, texts: Texts) -> str:
    """By how much the effect would have to be another before its interval no longer contradicts."""
    name, expected = row["outcome"], row["expected"]
    label = texts.label(name)
    if expected not in ("+", "-"):
        return texts.say(
            "{label} would have to be alike in the arms, within the margin set beforehand", label=label
        )
    gap = abs(row["high"] if expected == "+" else row["low"])
    shown = texts.difference(gap, name).lstrip("+")
    if expected == "+":
        return texts.say(
            "the effect on {label} would have to be higher by more than {gap}", label=label, gap=shown
        )
    return texts.say(
        "the effect on {label} would have to be lower by more than {gap}", label=label, gap=shown
    )


def _where_it_holds(row: Row, texts: Texts) -> list[str]:
    """Draws, forms and values that were tried and in which the claim's sign holds, or that nothing was tried."""
    parts, over, forms = [], row.get("over"), row.get("forms") or ()
    if _known(row["robustness"]):
        parts.append(_in_draws(row, texts))
    held = [form["name"].replace("_", " ") for form in forms if str(form["verdict"]).startswith("supported")]
    if held:
        parts.append(
            texts.say("of other forms of the rules it is supported under {forms}", forms=", ".join(held))
        )
    elif forms:
        parts.append(
            texts.say("under none of {count} other forms of the rules is it supported", count=len(forms))
        )
    if over and over["count"]:
        parts.append(
            texts.say(
                "its sign holds for {holds} of {count} values that nobody can tell",
                holds=over["holds"], count=over["count"],
            )
        )  # fmt: skip
    return parts or [texts.say("nothing else was tried of it")]


def _in_draws(row: Row, texts: Texts) -> str:
    flips = row.get("flips") or ()
    text = texts.say(
        "its sign holds in {share} of the draws over uncertain inputs", share=texts.percent(row["robustness"])
    )
    told = [
        texts.say("more often with a higher {path}", path=flip["path"])
        if flip["high_share"] > flip["low_share"]
        else texts.say("more often with a lower {path}", path=flip["path"])
        for flip in flips
        if flip["high_share"] != flip["low_share"]
    ]
    return f"{text}, {', '.join(told)}" if told else text


def _known(value: float | None) -> bool:
    """Whether a number of a row is there: tables have null, and rows just run not a number."""
    return value is not None and not math.isnan(value)
