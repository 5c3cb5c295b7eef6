"""Money that budgets put at organizations' disposal, as it is written: the same whatever becomes of it in a run."""

from __future__ import annotations

from collections.abc import Mapping

from partnersim.scenario.actors import Organization
from partnersim.scenario.phrases import NO_WORDS, Phrase
from partnersim.scenario.presence import those_present
from partnersim.scenario.spec import Scenario, months_between

MOST_APART = 1.001
"""Most that the arm with larger budgets may have over the other and still be called equal: amounts are rounded."""

MONTHS_A_YEAR = 12


def written_idr(spec: Scenario, /) -> float:
    """Rupiah that all who are there have by their budgets in the months of a run.

    Appropriations of each month's year over twelve, and of a project ``total (its months within the run) / its
    months``. Whether it is spent, lapses or goes back is left to the run.

    Raises:
        ValueError: it cannot be read off the scenario; see `unwritten_because`.
    """
    reason = unwritten_because(spec)
    if reason:
        raise ValueError(reason)
    return sum(_written_for(actor, spec) for actor in those_present(spec).actors)


def unwritten_because(spec: Scenario, /) -> Phrase:
    """Why the money of a scenario cannot be read off its budgets; empty if it can."""
    there, mechanisms = those_present(spec), spec.mechanisms
    if not mechanisms.yearly_budgets.on:
        return Phrase("nobody receives its budget (mechanisms.yearly_budgets is off)")
    for actor in there.actors:
        gives = mechanisms.firm_participation.on if actor.forum else mechanisms.firm_giving.on
        if (actor.forum or actor.budget.rule == "profit_share") and gives:
            return Phrase("{actor} decides in the run what to give", actor=actor.name)
        if actor.budget.answers:
            return Phrase("the budget of {actor} answers what happens in the run", actor=actor.name)
    for event in there.events if mechanisms.dated_events.on else ():
        if event.what in ("extra_money", "budget_change", "actor_leaves"):
            return Phrase("the event {event} changes somebody's money", event=event.name)
    return NO_WORDS


def unequal(arms: Mapping[str, Scenario], /) -> Phrase:
    """Why arms may not be called equal in their budgets; empty if they may.

    Args:
        arms: scenarios by name, at least one.
    """
    for name, spec in arms.items():
        reason = unwritten_because(spec)
        if reason:
            return Phrase("the money of '{name}' is not written down: {reason}", name=name, reason=reason)
    written = {name: written_idr(spec) for name, spec in arms.items()}
    more, less = max(written, key=lambda name: written[name]), min(written, key=lambda name: written[name])
    if written[more] <= MOST_APART * written[less]:
        return NO_WORDS
    return Phrase(
        "'{more}' has Rp{most:,.0f} and '{less}' Rp{least:,.0f}",
        more=more, most=written[more], less=less, least=written[less],
    )  # fmt: skip


def _written_for(actor: Organization, spec: Scenario) -> float:
    """What one organization's budget gives it in the months of the run, rupiah."""
    budget, start, months = actor.budget, spec.time.start, spec.time.months
    if budget.rule == "appropriation":
        year, month = int(start[:4]), int(start[5:7])
        years = [str(year + (month - 1 + k) // MONTHS_A_YEAR) for k in range(months)]
        return sum(budget.by_year.get(y, budget.yearly_idr) for y in years) / MONTHS_A_YEAR
    if budget.rule == "project":
        first = months_between(start, budget.start) if budget.start else 0
        within = max(0, min(first + budget.months, months) - max(first, 0))
        return budget.total_idr * within / budget.months
    return 0.0
