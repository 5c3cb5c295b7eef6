"""Levers of the page: a dozen of a case's settings with named positions, and what each acts on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from partnersim.scenario.actors import Donor, Firms, Government, Ngo
from partnersim.scenario.spec import Scenario
from partnersim.studies.words.catalogue import noted

Values = Mapping[str, Any]
"""Values of a scenario by dotted path."""


@dataclass(frozen=True)
class Position:
    """One named position of a lever.

    Attributes:
        key: stable name in links. label: English, looked up in the catalogue. values: what it sets; empty where
            the case stays as it is.
    """

    key: str
    label: str
    values: Values


@dataclass(frozen=True)
class Lever:
    """One lever of a case.

    Attributes:
        key: stable name in links. label, acts_on: English, looked up in the catalogue. group: family on the page.
        positions: the first is "as it is". path: the one number it sets, for a number field; empty where its
            positions set several. source: where the case's own value comes from.
    """

    key: str
    label: str
    acts_on: str
    group: str
    positions: tuple[Position, ...]
    path: str = ""
    source: str = ""


AS_IT_IS = Position("as_is", noted("as it is"), {})

GROUPS = {
    "rules": noted("Rules for firms"), "office": noted("The office"), "donor": noted("The donor"),
    "partnership": noted("Working together"), "money": noted("Money"),
}  # fmt: skip
"""Families of levers in the order of the page."""


def levers_of(spec: Scenario) -> list[Lever]:
    """The levers of a case, those left out that have nothing to act on in it."""
    return [*_rules(spec), *_office(spec), *_donor(spec), *_together(spec), *_money(spec)]


def chosen_values(
    levers: list[Lever], chosen: Mapping[str, str], numbers: Mapping[str, float]
) -> dict[str, Any]:
    """What chosen positions, and numbers typed instead, set in the scenario.

    Args:
        levers: of the case.
        chosen: key of the position by key of lever.
        numbers: numbers typed, by key of lever; they go before positions.

    Raises:
        KeyError: a lever or position is not one of the case.
    """
    known = {lever.key: lever for lever in levers}
    values: dict[str, Any] = {}
    for key, position in chosen.items():
        values.update({p.key: p.values for p in known[key].positions}[position])
    for key, number in numbers.items():
        values[known[key].path] = number
    return values


def _source(spec: Scenario, path: str) -> str:
    """The source that the scenario names for a path, or for the nearest part above it."""
    parts = path.split(".")
    for end in range(len(parts), 0, -1):
        text = spec.sources.get(".".join(parts[:end]))
        if text:
            return str(text)
    return ""


def _steps(path: str, *steps: tuple[str, str, float]) -> tuple[Position, ...]:
    """Positions that set one number."""
    return (AS_IT_IS, *(Position(key, label, {path: value}) for key, label, value in steps))


def _rules(spec: Scenario) -> Iterator[Lever]:
    if not any(isinstance(actor, Firms) for actor in spec.actors):
        return
    rule = ("regulation.mandate_share", "regulation.enforcement", "regulation.clarity")
    levels = (
        ("none", noted("no rule"), (0.0, 0.0, 0.1)),
        ("asked", noted("2 % of profit, asked for"), (0.02, 0.0, 0.6)),
        ("now_and_then", noted("2 %, enforced now and then"), (0.02, 0.1, 0.6)),
        ("strict", noted("2 %, clear and enforced"), (0.02, 0.8, 1.0)),
    )
    yield Lever(
        "rule", noted("A rule that firms give"),
        noted("Firms weigh each year what a sanction would cost them; it is felt as far as staff regulates."), "rules",
        (AS_IT_IS, *(Position(k, label, dict(zip(rule, v, strict=True))) for k, label, v in levels)),
        source=_source(spec, "regulation"),
    )  # fmt: skip
    yield Lever(
        "forum", noted("A forum of giving firms"),
        noted("Firms see one another give, and giving costs them less trouble."), "rules",
        _steps("regulation.forum", ("none", noted("none"), 0.0), ("some", noted("meets at times"), 0.5),
               ("strong", noted("meets and publishes"), 1.0)),
        path="regulation.forum", source=_source(spec, "regulation"),
    )  # fmt: skip


def _office(spec: Scenario) -> Iterator[Lever]:
    office = next((actor for actor in spec.actors if isinstance(actor, Government)), None)
    if office is None:
        return
    at = f"actors.{office.name}"
    if any(isinstance(actor, Firms) for actor in spec.actors):
        yield Lever(
            "regulating", noted("Staff that regulates"),
            noted("Without staff a rule is not felt; staff that regulates is missed in the field."), "office",
            _steps(f"{at}.staff_regulating", ("none", noted("none"), 0.0), ("few", noted("one in twenty"), 0.05),
                   ("some", noted("one in five"), 0.2), ("many", noted("two in five"), 0.4)),
            path=f"{at}.staff_regulating", source=_source(spec, f"{at}.staff_regulating"),
        )  # fmt: skip
    yield Lever(
        "convening", noted("Staff that brings partners together"),
        noted("Partners need less of their own time to agree; staff that convenes is missed in the field."), "office",
        _steps(f"{at}.staff_convening", ("none", noted("none"), 0.0), ("few", noted("one in twenty"), 0.05),
               ("some", noted("one in five"), 0.2), ("many", noted("almost half"), 0.45)),
        path=f"{at}.staff_convening", source=_source(spec, f"{at}.staff_convening"),
    )  # fmt: skip
    yield Lever(
        "fills_gaps", noted("The office pays what is missing"),
        noted("Its money goes where partners bring too little."), "office",
        (AS_IT_IS, Position("no", noted("no"), {f"{at}.fills_gaps": False}),
         Position("yes", noted("yes"), {f"{at}.fills_gaps": True})),
        source=_source(spec, f"{at}.fills_gaps"),
    )  # fmt: skip


def _donor(spec: Scenario) -> Iterator[Lever]:
    donor = next((actor for actor in spec.actors if isinstance(actor, Donor)), None)
    if donor is None:
        return
    at = f"actors.{donor.name}"
    yield Lever(
        "faith", noted("The donor keeps its promises"),
        noted("How much of what it promised it delivers when nobody looks; partners learn it."), "donor",
        _steps(f"{at}.keeps_promises", ("rarely", noted("less than half"), 0.4), ("mostly", noted("mostly"), 0.75),
               ("always", noted("nearly always"), 0.95)),
        path=f"{at}.keeps_promises", source=_source(spec, f"{at}.keeps_promises"),
    )  # fmt: skip
    yield Lever(
        "aims", noted("The donor wants what the poor want"),
        noted("Weight of the poor's welfare against what looks good at home, when it plans and delivers."), "donor",
        _steps(f"{at}.common_aim", ("little", noted("little"), 0.3), ("mostly", noted("mostly"), 0.7),
               ("fully", noted("fully"), 1.0)),
        path=f"{at}.common_aim", source=_source(spec, f"{at}.common_aim"),
    )  # fmt: skip
    if donor.budget.rule == "project":
        yield Lever(
            "horizon", noted("How long the donor stays"),
            noted("Months of its project, with the same money a year; who leaves soon is trusted less."), "donor",
            (AS_IT_IS, *(
                Position(f"m{months}", label, {f"{at}.budget.months": months, f"{at}.budget.total_idr":
                         donor.budget.total_idr * months / donor.budget.months})
                for months, label in ((12, noted("one year")), (36, noted("three years")), (72, noted("six years")))
            )),
            source=_source(spec, f"{at}.budget.months"),
        )  # fmt: skip


def _together(spec: Scenario) -> Iterator[Lever]:
    if not spec.agreements:
        return
    agreement = spec.agreements[0]
    at = f"agreements.{agreement.name}"
    by_kind = {type(actor): actor.name for actor in reversed(spec.actors) if actor.name in agreement.members}
    led: list[tuple[str, str, Values]] = [
        (f"led_{key}", label, {f"{at}.pattern": "donor_led", f"{at}.leader": by_kind[kind]})
        for key, kind, label in (
            ("donor", Donor, noted("led by the donor")), ("office", Government, noted("led by the office")),
        )
        if kind in by_kind
    ]  # fmt: skip
    patterns: list[tuple[str, str, Values]] = [
        ("parallel", noted("side by side, nobody subordinate"), {f"{at}.pattern": "parallel_collaborative"}), *led,
        ("contracting", noted("by contract of the office or the first member"),
         {f"{at}.pattern": "contracting", f"{at}.leader": by_kind.get(Government, agreement.members[0])}),
        ("own_plans", noted("each by its own plan, under the same contract"),
         {f"{at}.terms": agreement.agreed_terms.model_copy(update={"allocation": "each_alone"}).model_dump()}),
        ("apart", noted("each alone, no agreement"), {"mechanisms.formation.on": False}),
    ]  # fmt: skip
    yield Lever(
        "pattern", noted("Who decides"),
        noted("Who makes the plan of the partnership, and so whose aims and knowledge count."), "partnership",
        (AS_IT_IS, *(Position(*one) for one in patterns)), source=_source(spec, f"{at}.pattern"),
    )  # fmt: skip
    without = [
        (key, label, [m for m in agreement.members if m not in names])
        for key, label, kind in (
            ("no_donor", noted("without the donor"), Donor), ("no_ngos", noted("without NGOs"), Ngo),
            ("no_firms", noted("without firms"), Firms),
        )
        if (names := {actor.name for actor in spec.actors if isinstance(actor, kind)} & set(agreement.members))
        and agreement.leader not in names
    ]  # fmt: skip
    if without:
        yield Lever(
            "members", noted("Who may take part"), noted("Who is asked to sign the agreement."), "partnership",
            (AS_IT_IS, *(Position(key, label, {f"{at}.members": left}) for key, label, left in without if left)),
            source=_source(spec, f"{at}.members"),
        )  # fmt: skip
    path = f"{at}.practices.visits_per_month"
    yield Lever(
        "visits", noted("Visits to each other's work"),
        noted("Whoever is seen diverts less and is believed sooner; visits take staff time."), "partnership",
        _steps(path, ("none", noted("none"), 0.0), ("monthly", noted("once a month"), 1.0),
               ("weekly", noted("every week"), 4.0), ("often", noted("four days a week"), 16.0)),
        path=path, source=_source(spec, path),
    )  # fmt: skip
    path = "mechanisms.leakage.audit_probability"
    yield Lever(
        "audits", noted("Audits"),
        noted("Chance that a year's accounts are audited: theft is found and paid back."), "partnership",
        _steps(path, ("none", noted("none"), 0.0), ("some", noted("one in twenty"), 0.05),
               ("many", noted("one in three"), 0.3)),
        path=path, source=_source(spec, path),
    )  # fmt: skip


def _money(spec: Scenario) -> Iterator[Lever]:
    for actor in spec.actors:
        if actor.budget.rule not in ("appropriation", "project"):
            continue
        at = f"actors.{actor.name}.budget"
        positions = [
            Position(key, label, _times(actor.budget, at, factor))
            for key, label, factor in (
                ("none", noted("none"), 0.0), ("half", noted("half"), 0.5), ("double", noted("double"), 2.0),
            )
        ]  # fmt: skip
        yield Lever(
            f"money_{actor.name}", actor.title or actor.name, noted("Money that it brings, in rupiah a year."), "money",
            (AS_IT_IS, *positions), source=_source(spec, at),
        )  # fmt: skip


def _times(budget: Any, at: str, factor: float) -> dict[str, Any]:
    """The amounts of a budget times a factor."""
    if budget.rule == "project":
        return {f"{at}.total_idr": budget.total_idr * factor}
    by_year = {year: amount * factor for year, amount in budget.by_year.items()}
    return {f"{at}.yearly_idr": budget.yearly_idr * factor, f"{at}.by_year": by_year}
