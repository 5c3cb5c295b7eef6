"""The digest of a comparison in words: what differs, the largest effects, poverty, who paid, how sure.

Six sentences at most, the largest effect first, and a line for each link of the results chain. Every number is other
less base and is in the tables of the comparison.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from partnersim.scenario.spec import Scenario
from partnersim.studies.digest.facts import STORIES, Change, Effect, Facts, facts_of
from partnersim.studies.words.catalogue import noted
from partnersim.studies.words.chain import WIDTH, ChainLine, chain_heading, chain_line, drawn_lines, how_far
from partnersim.studies.words.numbers import exact_text
from partnersim.studies.words.reasons import meaning_text, why_text
from partnersim.studies.words.remarks import population_remarks
from partnersim.studies.words.texts import Texts
from partnersim.studies.words.thresholds import ABOUT_NOTHING, FEWEST_SEEDS

if TYPE_CHECKING:
    from partnersim.studies.compare import Comparison

MOST_LINES = 25
"""Lines of a digest on a terminal."""

MOST_CHANGES, MOST_MEANINGS, MOST_PAYERS = 3, 2, 3

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
    """What a pair of arms comes to: a heading, what the arms differ in, sentences, and the results chain.

    Attributes:
        heading: the arms, and the value they differ in if it is one. brief: the same for a pair that is not the first.
        differing: the values in which they differ. changes: how many these are. remarks: what keeps them from being
            compared.
        effects: the largest, each a sentence. reach: which of them is that on the households reached.
        nothing: that nothing is clear, where it is so. poverty, payers, sure: a sentence each, or empty;
            told_sure: the last as it stands among others.
        stops: how far along the chain something is clear. chain_heading, chain: the chain's lines and what is in them.
    """

    heading: str
    brief: str
    differing: str
    remarks: list[str]
    changes: int = 0
    effects: list[str] = field(default_factory=list)
    reach: int = 0
    nothing: str = ""
    poverty: str = ""
    payers: str = ""
    sure: str = ""
    told_sure: str = ""
    stops: str = ""
    chain_heading: str = ""
    chain: list[ChainLine] = field(default_factory=list)

    @property
    def sentences(self) -> list[str]:
        """What is said after the effects: that there is none, poverty, who paid, how sure."""
        return [text for text in (self.nothing, self.poverty, self.payers, self.told_sure) if text]

    def lines(self, most: int = MOST_LINES) -> list[str]:
        """The digest for a terminal: so many lines of 100 columns at most.

        What gives way where space is lacking: the last of several effects but the first and that on the households
        reached, what the chain says of poverty anyway, what many values mean, the second effect, who paid.
        """
        remarks = [line for text in self.remarks for line in _folded(text, "  ")]
        chain = [*_folded(self.chain_heading, ""), *drawn_lines(self.chain, WIDTH)] if self.chain else []
        for places, sentences, meaning in self._what_is_told():
            head = [*_folded(self.heading, ""), *(_folded(self.differing, "  ") if meaning else []), *remarks]
            told = _bullets([*(self.effects[place] for place in places), *sentences])
            if len(head) + len(told) + len(chain) <= most:
                break
        return [*head, *told[: max(0, most - len(head) - len(chain))], *chain]

    def in_short(self) -> list[str]:
        """The heading and the largest effect, for a pair that is not the first."""
        return [*_folded(self.brief, ""), *_bullets([*self.effects, *self.sentences][:1])]

    def _what_is_told(self) -> Iterator[tuple[list[int], list[str], bool]]:
        """Places of the effects, the sentences after them, and whether the meaning of values is told: ever less."""
        some = list(self._fewer_effects())
        several = [places for places in some if len(places) > 1] or some[:1]
        sentences = self.sentences
        yield from ((places, sentences, True) for places in several)
        if self.chain and len(sentences) > 1:
            sentences = [text for text in sentences if text != self.poverty]
        yield several[-1], sentences, True
        yield several[-1], sentences, self.changes == 1
        yield some[-1], sentences, self.changes == 1
        while len(sentences) > 1:
            sentences = [*sentences[:-2], sentences[-1]]
            yield some[-1], sentences, self.changes == 1

    def _fewer_effects(self) -> Iterator[list[int]]:
        """Places of the effects that are told: all, then one fewer each time."""
        places = list(range(len(self.effects)))
        yield list(places)
        for place in [*(p for p in reversed(places) if p not in (0, self.reach)), self.reach]:
            if len(places) > 1:
                places.remove(place)
                yield list(places)


def digest(
    comparison: Comparison, base: str, other: str, texts: Texts, /, *, called: dict[str, str] | None = None
) -> Digest:
    """The digest of a pair.

    Args:
        comparison: the comparison. base, other: the pair. texts: the language.
        called: what arms are called, such as letters; by their names if not given.
    """
    found, names = facts_of(comparison, base, other), {base: base, other: other} | (called or {})
    heading, brief, differing = _what_differs(found, names, texts)
    differing = _in_words(comparison, found, texts) or differing
    brief = _titled(comparison, found, names, texts) or brief
    remarks = population_remarks(comparison.results, base, other, texts)
    if found.n == 0:
        nothing = texts.say("No seed finished in both, so nothing can be said.")
        return Digest(heading, brief, differing, remarks, nothing=nothing)
    stops = how_far(found, texts)
    drawn = _over_draws(comparison, found, texts)
    sure = " ".join(text for text in (_sure(found, texts, drawn=bool(drawn)), drawn) if text)
    return Digest(
        heading, brief, differing, remarks, len(found.changes), [effect_text(effect, texts) for effect in found.told],
        reach=next((place for place, effect in enumerate(found.told) if effect.outcome in STORIES[0]), 0),
        nothing="" if found.told else _nothing(found, texts), poverty=_poverty(found, texts),
        payers=_payers(found, names, texts),
        sure=f"{sure[:1].upper()}{sure[1:]}", told_sure=texts.say("How sure: {sure}", sure=sure),
        stops=f"{stops[:1].upper()}{stops[1:]}.", chain_heading=chain_heading(found, texts),
        chain=[chain_line(effect, found, texts) for effect in found.chain],
    )  # fmt: skip


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


def _in_words(comparison: Comparison, found: Facts, texts: Texts) -> str:
    """What the arms differ in by what it means; empty where results do not hold whole scenarios, or for no change."""
    arms = comparison.results.manifest["arms"]
    try:
        specs = [Scenario.model_validate(arms[arm]["spec"]) for arm in (found.base, found.other)]
    except ValidationError:
        return ""
    if len(found.changes) == 1:
        return meaning_text(found.changes[0], specs, texts)
    return why_text(found.changes, specs, texts, most=MOST_MEANINGS) if found.changes else ""


def _titled(comparison: Comparison, found: Facts, names: dict[str, str], texts: Texts) -> str:
    """The arms, with the title of the other one; empty where it has none of its own."""
    arms = comparison.results.manifest["arms"]
    title, base = (str(arms[arm].get("title") or "") for arm in (found.other, found.base))
    if not title or title == base:
        return ""
    bare = texts.say("{a} against {b}", a=names[found.other], b=names[found.base])
    return f"{bare} ({texts.title(title)})"


def _what_differs(found: Facts, names: dict[str, str], texts: Texts) -> tuple[str, str, str]:
    """A heading that names what differs if that is one value, a shorter one, and a line that names the first few."""
    a, b = names[found.other], names[found.base]
    bare = texts.say("{a} against {b}", a=a, b=b)
    if not found.changes:
        return bare, bare, texts.say("They differ in nothing that could change a result.")
    first = found.changes[0]
    if len(found.changes) == 1:
        heading = texts.say(
            "{a} against {b}: {path} is {other} instead of {base}",
            a=a, b=b, path=first.path, other=_shown(first.other, texts), base=_shown(first.base, texts),
        )  # fmt: skip
        return heading, f"{bare}: {first.path} {_shown(first.other, texts)}", ""
    named = "; ".join(_change(change, texts) for change in found.changes[:MOST_CHANGES])
    more = len(found.changes) - MOST_CHANGES
    if more > 0:
        named = texts.say_count("{named}; and {n} more", "{named}; and {n} more", more, named=named)
    heading = texts.say("{a} against {b}: what differs", a=a, b=b)
    return (
        heading,
        bare,
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
    """What comes of the share of poor people, unless poverty is among the largest effects."""
    effect = found.poverty
    if effect is None or any(told.outcome in STORIES[1] for told in found.told):
        return ""
    if effect.difference == 0.0 and effect.least == effect.most:
        return texts.say("The share of poor people is the same in every pair of runs.")
    low, high = effect.ends
    if max(abs(effect.difference), abs(low), abs(high)) < ABOUT_NOTHING:
        return texts.say(
            "The share of poor people changes by about nothing: between {low} and {high} of 100.",
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
            listed = ", ".join(f"{texts.title(p.title)} ({texts.money(abs(p.difference))})" for p in mine)
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
        return texts.say("one pair of runs only, so that it cannot be said; ask for more with --replicates.")
    if found.n < FEWEST_SEEDS:
        return texts.say(
            "the lowest and the highest of {n} pairs of runs stand behind each number; from five on, an interval.",
            n=found.n,
        )
    if drawn:
        return texts.say("95 % intervals of chance from {n} pairs of runs with the same luck.", n=found.n)
    return texts.say(
        "95 % intervals of chance from {n} pairs of runs; what nobody knows of inputs comes on top.",
        n=found.n,
    )


def _bullets(texts: list[str]) -> list[str]:
    return [line for text in texts for line in _folded(text, "- ")]


def _folded(text: str, mark: str) -> list[str]:
    if not text:
        return []
    return wrap(text, WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark), break_on_hyphens=False)
