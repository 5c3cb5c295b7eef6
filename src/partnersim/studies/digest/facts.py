"""What a comparison comes to in a minute: the largest effects, how far along the chain, and what the arms differ in.

Numbers only, all from the tables of the comparison; the sentences are those of ``studies.words.digest_sentences``.
Effects of different units are ordered by their share of the larger of both means, so that a doubling comes before a
tenth.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from partnersim.measures.declaring import Link
from partnersim.scenario.telling import flat_values, is_no_identity
from partnersim.studies.words.thresholds import (
    ABOUT_NOTHING,
    FEWEST_SEEDS,
    GAP_ABOUT_NOTHING,
    WORTH_NAMING,
    is_clear,
)

if TYPE_CHECKING:
    from partnersim.studies.compare import Comparison

MOST_TOLD = 3
"""Effects that are told one by one."""

STORIES: tuple[tuple[str, ...], ...] = (
    (
        "coverage_listed_end",
        "members_end",
        "units_active_end",
        "fund_capital_idr_end",
        "seed_money_idr_total",
    ),
    ("headcount_end", "headcount_listed_end", "headcount_change", "poverty_gap_end", "lasting_exits_listed"),
    ("income_listed_idr_end", "income_members_idr_end", "consumption_listed_idr_end"),
    ("enterprises_end", "jobs_end"),
    ("nonperforming_share_end", "lost_share_end"),
)
"""Outcomes that tell the same story: one of them is told, the first of them that is clear."""

POVERTY = ("headcount_end", "headcount_listed_end")
"""The share of poor people: all, or of listed households."""

_PACE = "headcount_change"

_NOTHING = dict.fromkeys(POVERTY, ABOUT_NOTHING) | {"poverty_gap_end": GAP_ABOUT_NOTHING}
"""Within what a change of poverty is called about nothing, by outcome."""

_SPENT = "money_spent_idr_total"


@dataclass(frozen=True, kw_only=True)
class Effect:
    """An outcome of two arms, other less base.

    Attributes:
        outcome: its name. link: its place in the results chain. unit: its unit.
        base, other: means. difference: other less base.
        low, high: 95 % interval of chance; not numbers under two pairs of runs.
        least, most: smallest and largest difference of a pair of runs.
        n: pairs of runs. mde: smallest difference that four of five such studies would show.
    """

    outcome: str
    link: Link
    unit: str
    base: float
    other: float
    difference: float
    low: float
    high: float
    least: float
    most: float
    n: int
    mde: float

    @property
    def clear(self) -> bool:
        """Whether chance does not explain it."""
        return is_clear(self.low, self.high)

    @property
    def few(self) -> bool:
        """Whether there are too few pairs of runs for an interval."""
        return self.n < FEWEST_SEEDS

    @property
    def ends(self) -> tuple[float, float]:
        """What is shown beside it: the interval, or the range over runs where these are few."""
        return (self.least, self.most) if self.few else (self.low, self.high)

    @property
    def relative(self) -> float:
        """Its size as a share of the larger of both means; 0 where nothing differs."""
        largest = max(abs(self.base), abs(self.other))
        return abs(self.difference) / largest if largest > 0.0 and math.isfinite(self.difference) else 0.0


@dataclass(frozen=True)
class Change:
    """A value in which two arms differ; None where an arm has none."""

    path: str
    base: Any
    other: Any


@dataclass(frozen=True)
class Payment:
    """What an organization paid more (rupiah), other less base, where that is clear and worth naming."""

    title: str
    difference: float


@dataclass(frozen=True)
class Facts:
    """What a digest says of a pair of arms.

    Attributes:
        base, other: arms. n: pairs of runs. changes: what they differ in.
        told: the largest clear effects, each of another story. chain: an effect for each link that has one.
        telling: outcomes with an effect that is clear and more than about nothing.
        reached: the last link with one of them. poverty: the share of poor people, if it is measured.
        payments: who paid clearly more or less. spent: all money spent.
    """

    base: str
    other: str
    n: int
    changes: tuple[Change, ...]
    told: tuple[Effect, ...]
    chain: tuple[Effect, ...]
    telling: frozenset[str]
    reached: Link | None
    poverty: Effect | None
    payments: tuple[Payment, ...]
    spent: Effect | None


def facts_of(comparison: Comparison, base: str, other: str, /) -> Facts:
    """The facts of a digest; effects are other less base."""
    rows = comparison.chain
    mine = rows[(rows["base"] == base) & (rows["other"] == other)]
    effects = [effect_of(row) for row in mine.to_dict("records")]
    specs = [comparison.results.manifest["arms"][arm]["spec"] for arm in (base, other)]
    clear = telling(effects)
    by_name = {effect.outcome: effect for effect in effects}
    return Facts(
        base=base,
        other=other,
        n=max((effect.n for effect in effects), default=0),
        changes=tuple(changes_of(*specs)),
        told=tuple(largest(effects)),
        chain=tuple(along_the_chain(effects)),
        telling=frozenset(effect.outcome for effect in clear),
        reached=max((effect.link for effect in clear), key=list(Link).index, default=None),
        poverty=next((by_name[name] for name in POVERTY if name in by_name), None),
        payments=tuple(_payments(comparison, base, other, by_name.get(_SPENT))),
        spent=by_name.get(_SPENT),
    )


def effect_of(row: Mapping[str, Any], /) -> Effect:
    """A row of `Comparison.table` as an effect."""
    return Effect(
        outcome=row["outcome"], link=Link(row["link"]), unit=row["unit"], base=row["base_mean"],
        other=row["other_mean"], difference=row["difference"], low=row["low"], high=row["high"],
        least=row["least"], most=row["most"], n=int(row["n"]), mde=row["mde"],
    )  # fmt: skip


def largest(effects: Iterable[Effect], /, *, most: int = MOST_TOLD) -> list[Effect]:
    """The largest clear effects on what was reached and beyond, one of each story, the largest first.

    What was put in and done is told where nothing beyond is clear, or too little to fill the list.
    """
    clear = [effect for effect in telling(list(effects)) if effect.link is not Link.INPUT]
    told: dict[tuple[str, ...], Effect] = {}
    size: dict[tuple[str, ...], float] = {}
    for effect in clear:
        story = next((names for names in STORIES if effect.outcome in names), (effect.outcome,))
        size[story] = max(size.get(story, 0.0), effect.relative)
        told_now = told.get(story)
        if told_now is None or story.index(effect.outcome) < story.index(told_now.outcome):
            told[story] = effect

    def order(story: tuple[str, ...]) -> tuple[bool, float]:
        return told[story].link is Link.ACTIVITY, -size[story]

    return [told[story] for story in sorted(told, key=order)][:most]


def telling(effects: Sequence[Effect], /) -> list[Effect]:
    """Effects that are clear and more than about nothing.

    Where the share of poor people changes by about nothing, so does the pace at which it changes.
    """
    nothing = {effect.outcome for effect in effects if _about_nothing(effect)}
    if POVERTY[0] in nothing:
        nothing.add(_PACE)
    return [effect for effect in effects if effect.clear and effect.outcome not in nothing]


def _about_nothing(effect: Effect) -> bool:
    """Whether a change of poverty, clear or not, is called about nothing."""
    return max(abs(effect.low), abs(effect.high)) < _NOTHING.get(effect.outcome, 0.0)


def along_the_chain(effects: Sequence[Effect], /) -> list[Effect]:
    """For each link the largest telling effect; without one, what would have shown soonest beside its mean."""
    found, worth = [], telling(effects)
    for link in Link:
        mine = [effect for effect in effects if effect.link is link and effect.n > 0]
        clear = [effect for effect in worth if effect.link is link and effect.n > 0]
        if clear:
            found.append(max(clear, key=lambda effect: effect.relative))
        elif mine:
            found.append(min(mine, key=_blindness))
    return found


def _blindness(effect: Effect) -> float:
    """The smallest difference that would have shown as a share of the mean; infinite where nothing varies."""
    size = max(abs(effect.base), abs(effect.other))
    return effect.mde / size if size > 0.0 and effect.mde > 0.0 else math.inf


def _payments(comparison: Comparison, base: str, other: str, spent: Effect | None) -> list[Payment]:
    payers = comparison.payers
    rows = payers[(payers["base"] == base) & (payers["other"] == other)].to_dict("records")
    means = [max(abs(row["base_mean"]), abs(row["other_mean"])) for row in rows if row["n"]]
    total = max(abs(spent.base), abs(spent.other)) if spent is not None else sum(means)
    named = [
        Payment(row["title"], row["difference"])
        for row in rows
        if row["n"]
        and abs(row["difference"]) > WORTH_NAMING * max(total, 1.0)
        and is_clear(row["low"], row["high"])
    ]
    return sorted(named, key=lambda payment: -abs(payment.difference))


def changes_of(base: Mapping[str, Any], other: Mapping[str, Any], /) -> list[Change]:
    """Values in which two scenarios, as plain data, differ; texts and how runs are done are left out."""
    flat = flat_values(base), flat_values(other)
    paths = dict.fromkeys([*flat[0], *flat[1]])
    return [
        Change(path, flat[0].get(path), flat[1].get(path))
        for path in paths
        if flat[0].get(path) != flat[1].get(path) and not is_no_identity(path)
    ]
