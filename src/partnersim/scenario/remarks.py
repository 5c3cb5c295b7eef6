"""What is valid in a scenario and yet does nothing, or hardly what its author means.

Errors are for what cannot be run. A remark is for what runs and is dead: money that no rule pays out, an agreement that
begins after the end, a place whose figures nobody gave. Each names its field and holds the facts; the sentences are
those of ``studies.words.remarks``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from partnersim.scenario.budgets import Budget
from partnersim.scenario.events import ExtraMoney, TermsChange
from partnersim.scenario.idle import idle_because
from partnersim.scenario.partnership import Agreement, Terms
from partnersim.scenario.presence import those_present
from partnersim.scenario.spec import Scenario, add_months

Kind = Literal[
    "absent_agreement", "amount_unused", "coarse_funds", "idle_value", "leader_unused", "line_far", "no_money",
    "nobody_left", "outside_run", "place_defaults",
]  # fmt: skip

NATIONAL_LINES = {2005: 129_108.0, 2010: 211_726.0, 2015: 330_776.0, 2020: 454_652.0, 2025: 609_160.0}
"""Indonesia's poverty line in rupiah per person and month, March (Statistics Indonesia, BPS: Profil Kemiskinan)."""

FAR = 2.0
"""From how many times the national line, up or down, a place's line is remarked on (assumed: provinces lie between
three quarters and one and a half times it)."""

PLACE_FACTS = (
    "households", "listed_households", "hamlets", "villages", "poverty_line_idr", "headcount",
    "mean_household_size",
)  # fmt: skip
"""Figures of a place that are counted or published there, so that no default can stand for them."""

FEWEST_HAMLETS = 20
"""As many hamlets are simulated at least where there are so many (``engine.population.sampling``)."""

_PAID_BY = {"yearly_idr": "appropriation", "by_year": "appropriation", "total_idr": "project"}


@dataclass(frozen=True)
class Remark:
    """Something that is valid and probably not meant.

    Attributes:
        kind: what sort of remark it is.
        path: dotted path of the field that it is about.
        facts: what its sentence says, by name.
    """

    kind: Kind
    path: str
    facts: dict[str, Any] = field(default_factory=dict)


def remarks_on(spec: Scenario, /, *, tried: Sequence[str] = ()) -> list[Remark]:
    """What is valid in a scenario and does nothing, or hardly what is meant.

    Args:
        spec: the scenario.
        tried: dotted paths that somebody has just set; each that can do nothing here is remarked on.
    """
    return [
        *_about_values(spec, tried),
        *_about_place(spec),
        *_about_line(spec),
        *_about_money(spec),
        *_about_staff(spec),
        *_about_agreements(spec),
        *_about_events(spec),
        *_about_funds(spec),
    ]


def _about_values(spec: Scenario, tried: Sequence[str]) -> Iterator[Remark]:
    """A value that was just set and that nothing reads in this scenario."""
    for path in tried:
        reason = spec.inert.get(path, "").strip().rstrip(".") or _idle(spec, path)
        if reason:
            yield Remark("idle_value", path, {"reason": reason})


def _idle(spec: Scenario, path: str) -> str:
    """Why a value can do nothing; an actor or agreement may be addressed by its position."""
    group, _, rest = path.partition(".")
    word, _, inner = rest.partition(".")
    if group in ("actors", "agreements") and word.isdigit():
        items = getattr(spec, group)
        if int(word) >= len(items):
            return ""
        path = f"{group}.{items[int(word)].name}.{inner}"
    return idle_because(spec, path)


def _about_place(spec: Scenario) -> Iterator[Remark]:
    """Facts of the place that no file gave; a scenario built from values alone is taken to have given all."""
    silent = [name for name in PLACE_FACTS if name not in spec.place.model_fields_set]
    if silent:
        yield Remark("place_defaults", "place", {name: getattr(spec.place, name) for name in silent})


def _about_line(spec: Scenario) -> Iterator[Remark]:
    """A poverty line far from the country's, in years for which that is known."""
    national = national_line(spec.time.base_year)
    line = spec.place.poverty_line_idr
    if national is not None and not national / FAR <= line <= FAR * national:
        facts = {"line": line, "national": national, "year": spec.time.base_year, "times": line / national}
        yield Remark("line_far", "place.poverty_line_idr", facts)


def national_line(year: int, /) -> float | None:
    """Indonesia's poverty line of a year, between two known years by equal growth; None outside 2005 to 2025."""
    years = sorted(NATIONAL_LINES)
    if not years[0] <= year <= years[-1]:
        return None
    after = next(known for known in years if known >= year)
    before = max(known for known in years if known <= year)
    if before == after:
        return NATIONAL_LINES[year]
    share = (year - before) / (after - before)
    return math.exp(
        (1.0 - share) * math.log(NATIONAL_LINES[before]) + share * math.log(NATIONAL_LINES[after])
    )


def _about_money(spec: Scenario) -> Iterator[Remark]:
    """Amounts that the rule of a budget does not pay, money outside the run, and a place without any money."""
    last = add_months(spec.time.start, spec.time.months - 1)
    for actor in spec.actors:
        budget, path = actor.budget, f"actors.{actor.name}.budget"
        for name, rule in _PAID_BY.items():
            if _amount(budget, name) > 0.0 and budget.rule != rule:
                facts = {"amount": _amount(budget, name), "rule": budget.rule, "wanted": rule}
                yield Remark("amount_unused", f"{path}.{name}", facts)
        if budget.rule == "project" and budget.start is not None:
            ends = add_months(budget.start, budget.months - 1)
            if budget.start > last or ends < spec.time.start:
                yield _outside(f"{path}.start", budget.start, ends, spec, last)
    if spec.actors and not any(_has_money(actor, spec) for actor in those_present(spec).actors):
        yield Remark("no_money", "actors")


def _amount(budget: Budget, name: str) -> float:
    value = getattr(budget, name)
    return float(max(value.values(), default=0.0) if name == "by_year" else value)


def _has_money(actor: Any, spec: Scenario) -> bool:
    """Whether an actor may ever have money of its own, by its budget, its profit or an event."""
    rule = actor.budget.rule
    by_rule = {
        "appropriation": max(_amount(actor.budget, "yearly_idr"), _amount(actor.budget, "by_year")) > 0.0,
        "project": actor.budget.total_idr > 0.0,
        "profit_share": True,
        "none": actor.forum,
    }[rule]
    events = [event for event in spec.events if isinstance(event, ExtraMoney)]
    return by_rule or any(event.amount_idr > 0.0 and event.actor == actor.name for event in events)


def _outside(path: str, begins: str, ends: str, spec: Scenario, last: str) -> Remark:
    return Remark(
        "outside_run", path, {"begins": begins, "ends": ends, "first": spec.time.start, "last": last}
    )


def _about_staff(spec: Scenario) -> Iterator[Remark]:
    """An office that regulates and convenes with more than the staff it has."""
    for actor in spec.actors:
        share = getattr(actor, "staff_regulating", 0.0) + getattr(actor, "staff_convening", 0.0)
        if share > 1.0 + 1e-9:
            yield Remark(
                "nobody_left", f"actors.{actor.name}.staff_convening", {"actor": actor.name, "share": share}
            )


def _about_agreements(spec: Scenario) -> Iterator[Remark]:
    """Agreements that begin too late or cannot come about, and leaders that their terms do not know."""
    last = add_months(spec.time.start, spec.time.months - 1)
    there = {agreement.name for agreement in those_present(spec).agreements}
    for agreement in spec.agreements:
        path = f"agreements.{agreement.name}"
        if agreement.begins is not None and agreement.begins > last:
            yield _outside(f"{path}.begins", agreement.begins, agreement.begins, spec, last)
        if agreement.name not in there:
            absent = [
                actor.name for actor in spec.actors if not actor.present and actor.name in agreement.members
            ]
            yield Remark("absent_agreement", path, {"agreement": agreement.name, "absent": absent})
        if agreement.leader is not None and not _leads(spec, agreement):
            facts = {"agreement": agreement.name, "leader": agreement.leader, "pattern": agreement.pattern}
            yield Remark("leader_unused", f"{path}.leader", facts)


def _leads(spec: Scenario, agreement: Agreement) -> bool:
    """Whether a leader counts under the terms, under any that may be bargained, or after a dated change of terms."""
    terms = [agreement.agreed_terms, *(agreement.offers if agreement.bargained else ())]
    for event in spec.events:
        if isinstance(event, TermsChange) and event.agreement == agreement.name:
            terms += [event.terms_after(agreement.agreed_terms)]
    return any(_knows_leader(one) for one in terms)


def _knows_leader(terms: Terms) -> bool:
    return "leader" in (terms.decision_weights, terms.allocation) or terms.sharing == "leader_residual"


def _about_events(spec: Scenario) -> Iterator[Remark]:
    """Events after the last month."""
    last = add_months(spec.time.start, spec.time.months - 1)
    for event in spec.events:
        if event.month > last:
            yield _outside(f"events.{event.name}.month", event.month, event.month, spec, last)


def _about_funds(spec: Scenario) -> Iterator[Remark]:
    """Funds that open in larger steps than the programme opens in a year, since a simulated hamlet stands for many."""
    funds, weight = spec.programme.community_funds, hamlets_at_once(spec)
    if 0.0 < funds.units_per_year < weight:
        facts = {"steps": weight, "per_year": funds.units_per_year}
        yield Remark("coarse_funds", "programme.community_funds.units_per_year", facts)


def hamlets_at_once(spec: Scenario, /) -> float:
    """How many hamlets of the place a simulated one stands for, about; 1 at true scale."""
    people = spec.place.households if spec.sample.coverage == "all" else spec.place.listed_households
    rows = people if spec.sample.households is None else min(spec.sample.households, people)
    wanted = max(round(rows / spec.sample.rows_per_hamlet), FEWEST_HAMLETS)
    return 1.0 if rows >= people else spec.place.hamlets / min(wanted, spec.place.hamlets, rows)
