"""The sentences of a digest: an effect, poverty, who paid, how sure. What they are fitted into is `words.digest`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from partnersim.studies.digest.facts import STORIES, Effect, Facts
from partnersim.studies.words.arms import ArmNames
from partnersim.studies.words.catalogue import noted
from partnersim.studies.words.texts import Texts
from partnersim.studies.words.thresholds import ABOUT_NOTHING, FEWEST_SEEDS

if TYPE_CHECKING:
    from partnersim.studies.compare import Comparison

MOST_PAYERS = 3

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
    "promise_loss_share_end": noted(
        "Of 100 rupiah promised to partners, {other} do not come instead of {base}: {by}."
    ),
    "harmed_households_share": noted("{other} of 100 listed households are harmed instead of {base}: {by}."),
    "seed_money_idr_total": noted("Community funds get {other} of seed money instead of {base}: {by}."),
    "leaked_idr_total": noted("{other} is stolen instead of {base}: {by}."),
    "coordination_idr_total": noted("Working together costs {other} instead of {base}: {by}."),
}  # fmt: skip


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


def nothing_text(found: Facts, texts: Texts, /) -> str:
    """That nothing is clear, and whether anything differs at all."""
    if all(effect.difference == 0.0 for effect in found.chain):
        return texts.say("Nothing that leads to poverty or out of it differs in any pair of runs.")
    return texts.say("Nothing beyond the money put in differs by more than chance explains.")


def poverty_text(found: Facts, texts: Texts, /) -> str:
    """What comes of the share of poor people, unless poverty is among the largest effects."""
    effect = found.poverty
    if effect is None or any(told.outcome in STORIES[1] for told in found.told):
        return ""
    if effect.difference == 0.0 and effect.least == effect.most:
        return texts.say("The share of poor people is the same in every pair of runs.")
    low, high = effect.ends
    if max(abs(effect.difference), abs(low), abs(high)) < ABOUT_NOTHING:
        return _about_nothing(effect, texts)
    if effect.clear and not effect.few:
        return effect_text(effect, texts)
    if math.isnan(effect.mde):
        return texts.say("What it does to the share of poor people cannot be said from one pair of runs.")
    return texts.say(
        "For the share of poor people no difference is shown; one of {mde} would have been, in four of five such "
        "studies.",
        mde=texts.difference(effect.mde, effect.outcome).lstrip("+"),
    )


def _about_nothing(effect: Effect, texts: Texts) -> str:
    """Between what the share of poor people has changed, in people of a hundred, the smaller end first."""
    _, low, high = _sizes(effect, texts)
    if min(effect.ends) > 0.0:
        text = noted("The share of poor people changes by about nothing: {low} to {high} more of 100 people.")
    elif max(effect.ends) < 0.0:
        text = noted("The share of poor people changes by about nothing: {low} to {high} fewer of 100 people.")
    else:
        text = noted("The share of poor people changes by about nothing: {low} to {high} of 100 people.")
    return texts.say(text, low=low, high=high)


def payers_text(found: Facts, names: ArmNames, texts: Texts, /) -> str:
    """Who paid more and who less, and what partners spent together."""
    more = [payment for payment in found.payments if payment.difference > 0.0][:MOST_PAYERS]
    less = [payment for payment in found.payments if payment.difference < 0.0][:MOST_PAYERS]
    parts = []
    fewer_words = noted("less by {payers}") if more else noted("less was paid by {payers}")
    for mine, text in ((more, noted("more was paid by {payers}")), (less, fewer_words)):
        if mine:
            listed = ", ".join(f"{texts.title(p.title)} ({texts.money(abs(p.difference))})" for p in mine)
            parts.append(texts.say(text, payers=listed))
    if not parts:
        return texts.say("Nobody clearly paid more or less.") if found.spent is not None else ""
    told = texts.say("In {arm} {payers}", arm=names.called[found.other], payers="; ".join(parts))
    if found.spent is None:
        return f"{told}."
    total = texts.money(abs(found.spent.difference))
    if found.spent.difference > 0.0:
        return texts.say("{told}; together they spent {total} more.", told=told, total=total)
    return texts.say("{told}; together they spent {total} less.", told=told, total=total)


def over_draws_text(comparison: Comparison, found: Facts, texts: Texts, /) -> str:
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


def sure_text(found: Facts, texts: Texts, /, *, drawn: bool) -> str:
    """What stands behind the numbers: one pair of runs, the range of few, or an interval.

    Args:
        found: the facts. texts: the language. drawn: whether inputs that nobody knows were drawn, too.
    """
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
