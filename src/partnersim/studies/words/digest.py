"""The digest of a comparison in words: what differs, the largest effects, poverty, who paid, how sure.

Six sentences at most, the largest effect first, and a line for each link of the results chain. Every number is other
less base and is in the tables of the comparison.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from partnersim.measures.declaring import Link
from partnersim.studies.digest.facts import Change, Effect, Facts, facts_of
from partnersim.studies.words.catalogue import noted
from partnersim.studies.words.chain import LINKS, WIDTH, ChainLine, chain_line, chain_lines
from partnersim.studies.words.numbers import exact_text
from partnersim.studies.words.remarks import population_remarks
from partnersim.studies.words.texts import Texts
from partnersim.studies.words.thresholds import ABOUT_NOTHING, FEWEST_SEEDS

if TYPE_CHECKING:
    from partnersim.studies.compare import Comparison

MOST_LINES = 25
"""Lines of a digest on a terminal."""

MOST_CHANGES, MOST_PAYERS = 3, 3

_COUNTED = ("households", "enterprises", "workers", "units", "firms", "share")

_SENTENCES = {
    "coverage_listed_end": noted("Community funds reach {other} of 100 listed households instead of {base}: {by}."),
    "members_end": noted("Community funds have {other} members instead of {base}: {by}."),
    "units_active_end": noted("{other} community funds are at work instead of {base}: {by}."),
    "queue_end": noted("{other} households wait for a loan instead of {base}: {by}."),
    "income_listed_idr_end": noted("Listed households earn {other} a person and month instead of {base}: {by}."),
    "consumption_listed_idr_end": noted(
        "Listed households consume {other} a person and month instead of {base}: {by}."
    ),
    "interest_saved_idr_total": noted("Members save {other} of interest instead of {base}: {by}."),
    "enterprises_end": noted("Households run {other} enterprises instead of {base}: {by}."),
    "jobs_end": noted("{other} people work in small enterprises instead of {base}: {by}."),
    "moneylender_share_end": noted("{other} of 100 households owe a moneylender instead of {base}: {by}."),
    "headcount_end": noted("{other} of 100 people are poor instead of {base}: {by}."),
    "headcount_listed_end": noted("{other} of 100 people in listed households are poor instead of {base}: {by}."),
    "lasting_exits_listed": noted("{other} listed households leave poverty for good instead of {base}: {by}."),
    "harmed_households_share": noted("{other} of 100 listed households are harmed instead of {base}: {by}."),
    "seed_money_idr_total": noted("Community funds get {other} of seed money instead of {base}: {by}."),
    "leaked_idr_total": noted("{other} is stolen instead of {base}: {by}."),
    "coordination_idr_total": noted("Working together costs {other} instead of {base}: {by}."),
}  # fmt: skip


@dataclass(frozen=True)
class Digest:
    """What a pair of arms comes to: a heading, what the arms differ in, sentences, and the results chain."""

    heading: str
    differing: str
    remarks: list[str]
    effects: list[str]
    sentences: list[str]
    chain_heading: str
    chain: list[ChainLine]

    def lines(self, most: int = MOST_LINES) -> list[str]:
        """The digest for a terminal: so many lines of 100 columns at most; the last of several effects give way."""
        head = [*_folded(self.heading, ""), *_folded(self.differing, "  ")]
        head += [line for text in self.remarks for line in _folded(text, "  ")]
        chain = [*_folded(self.chain_heading, ""), *chain_lines(self.chain)] if self.chain else []
        for count in range(len(self.effects), 0, -1):
            told = _bullets([*self.effects[:count], *self.sentences])
            if len(head) + len(told) + len(chain) <= most:
                break
        else:
            told = _bullets([*self.effects[:1], *self.sentences])
        return [*head, *told[: max(0, most - len(head) - len(chain))], *chain]

    def in_short(self) -> list[str]:
        """The heading and the largest effect, for a pair that is not the first."""
        return [*_folded(self.heading, ""), *_bullets([*self.effects, *self.sentences][:1])]


def digest(
    comparison: Comparison, base: str, other: str, texts: Texts, /, *, called: dict[str, str] | None = None
) -> Digest:
    """The digest of a pair.

    Args:
        comparison: the comparison. base, other: the pair. texts: the language.
        called: what arms are called, such as letters; by their names if not given.
    """
    found, names = facts_of(comparison, base, other), {base: base, other: other} | (called or {})
    heading, differing = _what_differs(found, names, texts)
    remarks = population_remarks(comparison.results, base, other, texts)
    if found.n == 0:
        nothing = texts.say("No seed finished in both, so nothing can be said.")
        return Digest(heading, differing, remarks, [], [nothing], "", [])
    effects = [effect_text(effect, texts) for effect in found.told]
    drawn = _over_draws(comparison, found, texts)
    sentences = [
        "" if found.told else _nothing(found, texts), _poverty(found, texts), _payers(found, names, texts),
        " ".join(text for text in (_sure(found, texts, drawn=bool(drawn)), drawn) if text),
    ]  # fmt: skip
    chain = [chain_line(effect, texts) for effect in found.chain]
    told = [text for text in sentences if text]
    return Digest(heading, differing, remarks, effects, told, _reached(found, texts), chain)


def digest_lines(comparison: Comparison, texts: Texts, /, *, most: int = MOST_LINES) -> list[str]:
    """The digests of all pairs for a terminal: the first at length, of each other one the largest effect."""
    results = comparison.results
    head = []
    if len(results.failed):
        failed, runs = len(results.failed), len(results.runs)
        head.append(texts.say("{failed} of {runs} runs failed and are left out.", failed=failed, runs=runs))
    found = [digest(comparison, base, other, texts) for base, other in comparison.pairs]
    rest = [line for other in found[1:] for line in other.in_short()]
    return [*head, *found[0].lines(max(most - len(rest) - len(head), most // 2)), *rest][:most]


def _what_differs(found: Facts, names: dict[str, str], texts: Texts) -> tuple[str, str]:
    """A heading that names what differs if that is one value, and a line that names the first few."""
    a, b = names[found.other], names[found.base]
    if not found.changes:
        return texts.say("{a} against {b}", a=a, b=b), texts.say(
            "They differ in nothing that could change a result."
        )
    first = found.changes[0]
    if len(found.changes) == 1:
        heading = texts.say(
            "{a} against {b}: {path} is {other} instead of {base}",
            a=a, b=b, path=first.path, other=_shown(first.other, texts), base=_shown(first.base, texts),
        )  # fmt: skip
        return heading, ""
    named = "; ".join(_change(change, texts) for change in found.changes[:MOST_CHANGES])
    more = len(found.changes) - MOST_CHANGES
    if more > 0:
        named = texts.say_count("{named}; and {n} more", "{named}; and {n} more", more, named=named)
    return (
        texts.say("{a} against {b}: what differs", a=a, b=b),
        texts.say("They differ in {n} values: {named}.", n=len(found.changes), named=named),
    )


def _change(change: Change, texts: Texts) -> str:
    return texts.say(
        "{path} {other} instead of {base}",
        path=change.path, other=_shown(change.other, texts), base=_shown(change.base, texts),
    )  # fmt: skip


def _shown(value: Any, texts: Texts) -> str:
    text = exact_text(value, language=texts.language)
    return text if len(text) <= 40 else f"{text[:37]}..."


def effect_text(effect: Effect, texts: Texts, /) -> str:
    """A sentence for an effect: both means, the difference, and what is left to chance."""
    values = {
        side: _level(value, effect, texts) for side, value in (("other", effect.other), ("base", effect.base))
    }
    by, label = _by(effect, texts), texts.label(effect.outcome)
    if values["other"] == values["base"]:
        return texts.say(
            "{label}: about {base} in both, {by}.",
            label=label,
            base=_of_100(values["base"], effect, texts),
            by=by,
        )
    template = _SENTENCES.get(effect.outcome)
    if template is not None:
        return texts.say(template, by=by, **values)
    if effect.unit == "share":
        return texts.say("{label}: {other} of 100 instead of {base}, {by}.", label=label, by=by, **values)
    return texts.say("{label}: {other} instead of {base}, {by}.", label=label, by=by, **values)


def _of_100(value: str, effect: Effect, texts: Texts) -> str:
    return texts.say("{value} of 100", value=value) if effect.unit == "share" else value


def _level(value: float, effect: Effect, texts: Texts) -> str:
    """A mean without a sign of per cent, for a sentence that says "of 100"."""
    return texts.value(value, effect.outcome).removesuffix(" %")


def _by(effect: Effect, texts: Texts) -> str:
    """How much more or less, and between what chance leaves it."""
    size, low, high = _sizes(effect, texts)
    more, counted = effect.difference > 0.0, effect.unit in _COUNTED
    facts = {"size": size, "low": low, "high": high, "n": effect.n}
    one_sign = min(effect.ends) > 0.0 or max(effect.ends) < 0.0
    if effect.n == 1 or math.isnan(effect.ends[0]) or effect.ends[0] == effect.ends[1]:
        return _direction(texts, more, counted, **facts)
    told = _direction(texts, more, counted, **facts)
    if effect.few:
        return texts.say(
            "{told} ({low} to {high} in {n} pairs of runs)", told=told, low=low, high=high, n=effect.n
        )
    if one_sign:
        return texts.say("{told} ({low} to {high} by chance)", told=told, low=low, high=high)
    return texts.say("{told} ({low} to {high} by chance, so perhaps none)", told=told, low=low, high=high)


def _direction(texts: Texts, more: bool, counted: bool, **facts: Any) -> str:
    if more:
        return texts.say("{size} more", size=facts["size"])
    return (
        texts.say("{size} fewer", size=facts["size"])
        if counted
        else texts.say("{size} less", size=facts["size"])
    )


def _sizes(effect: Effect, texts: Texts) -> tuple[str, str, str]:
    """The difference and its ends without signs where both have that of the difference, the smaller end first."""
    shown = texts.gap_ends(effect.difference, *effect.ends, effect.outcome)
    size = _unsigned(shown.value)
    low, high = shown.low, shown.high
    if effect.difference < 0.0:
        low, high = high, low
    if (min(effect.ends) >= 0.0) == (effect.difference >= 0.0) and (max(effect.ends) <= 0.0) == (
        effect.difference < 0.0
    ):
        return size, _unsigned(low), _unsigned(high)
    return size, shown.low, shown.high


def _unsigned(text: str) -> str:
    return text.lstrip("+\N{MINUS SIGN}")


def _nothing(found: Facts, texts: Texts) -> str:
    if all(effect.difference == 0.0 for effect in found.chain):
        return texts.say("Nothing that leads to poverty or out of it differs in any pair of runs.")
    return texts.say("Nothing beyond the money put in differs by more than chance explains.")


def _poverty(found: Facts, texts: Texts) -> str:
    """What comes of poverty, unless that is among the largest effects."""
    effect = found.poverty
    if effect is None or any(told.link is Link.IMPACT for told in found.told):
        return ""
    if effect.difference == 0.0 and effect.least == effect.most:
        return texts.say("The share of poor people is the same in every pair of runs.")
    low, high = effect.ends
    if max(abs(effect.difference), abs(low), abs(high)) < ABOUT_NOTHING:
        return texts.say(
            "The share of poor people changes by about nothing: {low} to {high} of 100.",
            low=texts.gap_ends(effect.difference, low, high, effect.outcome).low,
            high=texts.gap_ends(effect.difference, low, high, effect.outcome).high,
        )  # fmt: skip
    if effect.clear and not effect.few:
        return effect_text(effect, texts)
    if math.isnan(effect.mde):
        return texts.say("What it does to the share of poor people cannot be said from one pair of runs.")
    return texts.say(
        "For the share of poor people no difference is shown; one of {mde} would have been, in four of five such "
        "studies.",
        mde=texts.difference(effect.mde, effect.outcome).lstrip("+"),
    )


def _payers(found: Facts, names: dict[str, str], texts: Texts) -> str:
    """Who paid more and who less, and what partners spent together."""
    more = [payment for payment in found.payments if payment.difference > 0.0][:MOST_PAYERS]
    less = [payment for payment in found.payments if payment.difference < 0.0][:MOST_PAYERS]
    parts = []
    for mine, text in ((more, texts.say("paid more")), (less, texts.say("paid less"))):
        if mine:
            listed = ", ".join(f"{p.title} ({texts.money(abs(p.difference))})" for p in mine)
            parts.append(f"{text}: {listed}")
    if not parts:
        return texts.say("Nobody clearly paid more or less.") if found.spent is not None else ""
    told = texts.say("In {arm} {payers}", arm=names[found.other], payers="; ".join(parts))
    if found.spent is None:
        return f"{told}."
    total = texts.money(abs(found.spent.difference))
    if found.spent.difference > 0.0:
        return texts.say("{told}; together they spent {total} more.", told=told, total=total)
    return texts.say("{told}; together they spent {total} less.", told=told, total=total)


def _over_draws(comparison: Comparison, found: Facts, texts: Texts) -> str:
    """How far inputs that nobody knows well move the largest effect; nothing where they were not drawn."""
    draws = comparison.draws
    foremost = found.told[0] if found.told else found.poverty
    if not len(draws) or foremost is None:
        return ""
    of_pair = (draws["base"] == found.base) & (draws["other"] == found.other)
    rows = draws[of_pair & (draws["outcome"] == foremost.outcome)].to_dict("records")
    if not rows or math.isnan(rows[0]["low"]):
        return ""
    _, within = texts.gap(rows[0]["mean"], rows[0]["low"], rows[0]["high"], foremost.outcome)
    return texts.say(
        "{label}: {within} over {n} draws of inputs that nobody knows well.",
        label=texts.label(foremost.outcome), within=within, n=int(rows[0]["draws"]),
    )  # fmt: skip


def _sure(found: Facts, texts: Texts, *, drawn: bool) -> str:
    if found.n == 1:
        return texts.say(
            "One pair of runs only: how sure this is cannot be said; ask for more with --replicates."
        )
    if found.n < FEWEST_SEEDS:
        return texts.say(
            "{n} pairs of runs: behind each number stand the lowest and the highest of them; from five on there is an "
            "interval.",
            n=found.n,
        )
    if drawn:
        return texts.say(
            "How sure: 95 % intervals of chance from {n} pairs of runs with the same luck.", n=found.n
        )
    return texts.say(
        "How sure: 95 % intervals of chance from {n} pairs of runs with the same luck. What nobody knows about the "
        "inputs is not in them: `partnersim sweep` and `partnersim claims` try it.",
        n=found.n,
    )


def _reached(found: Facts, texts: Texts) -> str:
    """How far along the chain something differs."""
    if found.reached is None:
        return texts.say(
            "Along the results chain nothing is clear (difference, interval, and what would have shown):"
        )
    if found.reached is Link.IMPACT:
        return texts.say(
            "Along the results chain, clear to its end (difference, interval, and what would have shown):"
        )
    return texts.say(
        "Along the results chain, clear as far as '{link}' (difference, interval, and what would have shown):",
        link=texts.say(LINKS[found.reached]),
    )


def _bullets(texts: list[str]) -> list[str]:
    return [line for text in texts for line in _folded(text, "- ")]


def _folded(text: str, mark: str) -> list[str]:
    if not text:
        return []
    return wrap(text, WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark), break_on_hyphens=False)
