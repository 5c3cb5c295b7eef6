"""A trace in plain sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnersim.studies.words.lived import named, values_apart

if TYPE_CHECKING:
    from partnersim.studies.tracing.lives import Event
    from partnersim.studies.tracing.run import Trace
    from partnersim.studies.words.texts import Texts


def trace_sentences(trace: Trace, texts: Texts, /) -> list[str]:
    """Who it is, where its two lives part and by what, and how they end.

    Args:
        trace: the two lives. texts: of the reader's language.
    """
    say, arms = texts.say, {"a": trace.base, "b": trace.other}
    first = trace.lives[0].iloc[0]
    listed = say("on the list of the poor") if first["listed"] else say("not on the list of the poor")
    lines = [say(
        "Household {number}: {size} persons, {listed}, seed {seed}.", number=trace.number, size=int(first["size"]),
        listed=listed, seed=trace.seed,
    )]  # fmt: skip
    if trace.pick and trace.like[0] == 1:
        lines.append(say(
            "Of households that {kind} only this one was simulated; it stands for {place} of the place.",
            kind=_kind(trace, texts), place=texts.number(trace.like[1]),
        ))  # fmt: skip
    elif trace.pick:
        lines.append(say(
            "Of {count} simulated households that {kind} it is the middle one; they stand for {place} of the place.",
            count=trace.like[0], kind=_kind(trace, texts), place=texts.number(trace.like[1]),
        ))  # fmt: skip
    lines += _parting(trace, texts)
    eaten = [texts.money(value) for value in trace.last_year]
    lines.append(say(
        "In the last year it consumes {eaten_a} a person and month under {a}, {eaten_b} under {b}; the poverty line is "
        "{line}.", eaten_a=eaten[0], eaten_b=eaten[1], line=texts.money(trace.line_idr), **arms,
    ))  # fmt: skip
    return lines


def _kind(trace: Trace, texts: Texts) -> str:
    say, arms = texts.say, {"a": trace.base, "b": trace.other}
    return {
        "escaped-only-under-B": say("are poor in the first year and leave poverty only under {b}", **arms),
        "escaped-only-under-A": say("are poor in the first year and leave poverty only under {a}", **arms),
        "harmed": say("consume over 5 % less under {b} in the last year", **arms),
        "gained": say("consume over 5 % more under {b} in the last year", **arms),
        "member-only-under-B": say("become members of a fund only under {b}", **arms),
        "member-only-under-A": say("become members of a fund only under {a}", **arms),
        "late-only-under-B": say("fall into arrears only under {b}", **arms),
        "late-only-under-A": say("fall into arrears only under {a}", **arms),
    }[trace.pick]


def _parting(trace: Trace, texts: Texts) -> list[str]:
    say, dates, parting = texts.say, trace.lives[0]["date"], trace.parting
    if parting is None:
        return [say("Nothing in its life differs between {a} and {b}.", a=trace.base, b=trace.other)]
    first_values = values_apart(parting.field, parting.base, parting.other, texts)
    lines = [say(
        "The first thing that differs, in {date}, is {field}: {mine} under {a}, {theirs} under {b}.",
        date=dates.iloc[parting.month], field=named(parting.field, texts), mine=first_values[0],
        theirs=first_values[1], a=trace.base, b=trace.other,
    )]  # fmt: skip
    around = []
    for name, (month, *values) in list(parting.around.items())[:4]:
        mine, theirs = values_apart(name, values[0], values[1], texts)
        around.append(say(
            "{what} {mine} and {theirs} ({date})", what=named(name, texts), mine=mine, theirs=theirs,
            date=dates.iloc[month] or say("at the start"),
        ))  # fmt: skip
    if around:
        lines.append(say("In its hamlet had differed: {what}.", what="; ".join(around)))
    else:
        lines.append(
            say("Nothing in its hamlet had differed: it answers to what others far off did or paid.")
        )
    first, second = trace.apart
    if first is None and second is None:
        lines.append(say("What happens to it, and when, is the same under both; only amounts differ."))
    else:
        happened = first or second
        assert happened is not None
        lines.append(say(
            "Its ways part in {date}: under {a} it {mine}; under {b} it {theirs}.", date=dates.iloc[happened.month],
            a=trace.base, b=trace.other, mine=_said(first, texts), theirs=_said(second, texts),
        ))  # fmt: skip
    return lines


def _said(event: Event | None, texts: Texts) -> str:
    if event is None:
        return texts.say("does not")
    amount = f" ({texts.money(event.amount)})" if event.amount >= 1000.0 else ""
    return event_text(event.kind, texts) + amount


def event_text(kind: str, texts: Texts, /) -> str:
    """What happened to a household, in the reader's language."""
    say = texts.say
    return {
        "joins a fund": say("joins a fund"),
        "is no member any more": say("is no member any more"),
        "takes a loan": say("takes a loan"),
        "has paid back its loan": say("has paid back its loan"),
        "falls into arrears": say("falls into arrears"),
        "is out of arrears": say("is out of arrears"),
        "walks away from its loan": say("walks away from its loan"),
        "is barred from new loans": say("is barred from new loans"),
        "takes a course": say("takes a course"),
        "starts an enterprise": say("starts an enterprise"),
        "closes its enterprise": say("closes its enterprise"),
        "turns to the better technology": say("turns to the better technology"),
        "is taken under contract": say("is taken under contract"),
        "loses its contract": say("loses its contract"),
        "gets a buyer's order": say("gets a buyer's order"),
        "borrows from a moneylender": say("borrows from a moneylender"),
        "owes the moneylender nothing more": say("owes the moneylender nothing more"),
    }[kind]
