"""The digest of a comparison in words: what differs, the largest effects, poverty, who paid, how sure.

Six sentences at most, the largest effect first, and a line for each link of the results chain, fitted into the space
there is. Every number is other less base and is in the tables of the comparison.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from textwrap import wrap
from typing import TYPE_CHECKING

from pydantic import ValidationError

from partnersim.scenario.spec import Scenario
from partnersim.studies.digest.facts import STORIES, Change, Facts, facts_of
from partnersim.studies.words.arms import ArmNames, names_of_arms
from partnersim.studies.words.chain import WIDTH, ChainLine, chain_heading, chain_line, drawn_lines, how_far
from partnersim.studies.words.digest_sentences import (
    effect_text,
    nothing_text,
    over_draws_text,
    payers_text,
    poverty_text,
    sure_text,
)
from partnersim.studies.words.reasons import meaning_text, value_text, why_text
from partnersim.studies.words.remarks import population_remarks
from partnersim.studies.words.texts import Texts

if TYPE_CHECKING:
    from partnersim.studies.compare import Comparison

MOST_LINES = 25
"""Lines of a digest on a terminal."""

MOST_CHANGES, MOST_MEANINGS = 3, 2


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
    comparison: Comparison, base: str, other: str, texts: Texts, /, *, names: ArmNames | None = None
) -> Digest:
    """The digest of a pair.

    Args:
        comparison: the comparison. base, other: the pair. texts: the language.
        names: what arms are called, such as letters; by their names if not given.
    """
    found = facts_of(comparison, base, other)
    names = names or names_of_arms(comparison.results.manifest, texts)
    heading, brief, differing = _what_differs(found, names, texts)
    differing = _in_words(comparison, found, texts) or differing
    remarks = population_remarks(comparison.results, base, other, texts)
    if found.n == 0:
        nothing = texts.say("No seed finished in both, so nothing can be said.")
        return Digest(heading, brief, differing, remarks, nothing=nothing)
    stops = how_far(found, texts)
    drawn = over_draws_text(comparison, found, texts)
    sure = " ".join(text for text in (sure_text(found, texts, drawn=bool(drawn)), drawn) if text)
    return Digest(
        heading, brief, differing, remarks, len(found.changes), [effect_text(effect, texts) for effect in found.told],
        reach=next((place for place, effect in enumerate(found.told) if effect.outcome in STORIES[0]), 0),
        nothing="" if found.told else nothing_text(found, texts), poverty=poverty_text(found, texts),
        payers=payers_text(found, names, texts),
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


def _what_differs(found: Facts, names: ArmNames, texts: Texts) -> tuple[str, str, str]:
    """A heading that names what differs if that is one value, a shorter one, and a line that names the first few.

    The shorter one goes by the other arm's title where it has its own.
    """
    pair, changes = (found.base, found.other), found.changes
    bare, brief = names.against(*pair), names.against_by_title(*pair)
    if not changes:
        return bare, brief, texts.say("They differ in nothing that could change a result.")
    if len(changes) == 1:
        first, own = changes[0], names.has_own_title(*pair)
        heading = texts.say(
            "{a} against {b}: {path} is {other} instead of {base}",
            a=names.called[found.other], b=names.called[found.base], path=first.path,
            other=value_text(first.other, texts), base=value_text(first.base, texts),
        )  # fmt: skip
        return heading, brief if own else f"{bare}: {first.path} {value_text(first.other, texts)}", ""
    named = "; ".join(_change(change, texts) for change in changes[:MOST_CHANGES])
    more = len(changes) - MOST_CHANGES
    if more > 0:
        named = texts.say_count("{named}; and {n} more", "{named}; and {n} more", more, named=named)
    heading = texts.say(
        "{a} against {b}: what differs", a=names.called[found.other], b=names.called[found.base]
    )
    return heading, brief, texts.say("They differ in {n} values: {named}.", n=len(changes), named=named)


def _change(change: Change, texts: Texts) -> str:
    return texts.say(
        "{path} {other} instead of {base}",
        path=change.path, other=value_text(change.other, texts), base=value_text(change.base, texts),
    )  # fmt: skip


def _bullets(texts: list[str]) -> list[str]:
    return [line for text in texts for line in _folded(text, "- ")]


def _folded(text: str, mark: str) -> list[str]:
    if not text:
        return []
    return wrap(text, WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark), break_on_hyphens=False)
