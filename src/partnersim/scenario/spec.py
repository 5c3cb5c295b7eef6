"""The scenario: everything a run needs to know, frozen and checked."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from partnersim.scenario.actors import Actor
from partnersim.scenario.consistency import check_names, check_place
from partnersim.scenario.documents.fields import Fault, Part, choice, quantity
from partnersim.scenario.documents.paths import follow_path
from partnersim.scenario.documents.plausible import between, no_range
from partnersim.scenario.documents.texts import TITLE_FORM, ArmName, Month, Prose, ScenarioPath
from partnersim.scenario.events import DatedEvent, TermsChange
from partnersim.scenario.fits.firm_choice import count_of_sets
from partnersim.scenario.names import FIRMS, MACHINE_NAMES
from partnersim.scenario.parameters.mechanisms import Mechanisms
from partnersim.scenario.partnership import Agreement
from partnersim.scenario.phrases import Phrase
from partnersim.scenario.programme import Programme
from partnersim.scenario.regulation import Regulation
from partnersim.scenario.silent import SILENT
from partnersim.scenario.telling import Told


class Time(Part):
    """When the run starts and how long it lasts."""

    start: Month = choice("2010-01", doc="First month (YYYY-MM).")
    months: int = quantity(
        60,
        unit="months",
        low=1,
        high=600,
        plausible=no_range("the length of the run is a choice of the study"),
        doc="Months simulated.",
    )
    base_year: int = quantity(
        2010,
        unit="year",
        low=1950,
        high=2100,
        plausible=no_range("the year whose prices money is in is a matter of counting"),
        doc="Year whose prices money is in.",
    )


class Place(Part):
    """The regency: its households, hamlets, poverty line, and who is on the official list of the poor."""

    households: int = quantity(
        1000,
        unit="households",
        low=1,
        high=5_000_000,
        plausible=no_range("counted: the size of the place is a fact of each case"),
        doc="All households.",
    )
    listed_households: int = quantity(
        400,
        unit="households",
        low=0,
        high=5_000_000,
        plausible=no_range("counted: the list is a fact of each case"),
        doc="Households on the official list of the poor (a target group, not those below the line).",
    )
    hamlets: int = quantity(
        10,
        unit="hamlets",
        low=1,
        high=100_000,
        plausible=no_range("counted: a fact of each case"),
        doc="Hamlets.",
    )
    villages: int = quantity(
        2,
        unit="villages",
        low=1,
        high=100_000,
        plausible=no_range("counted: a fact of each case"),
        doc="Villages.",
    )
    poverty_line_idr: float = quantity(
        214_000.0,
        unit="IDR/person/month",
        low=1_000.0,
        high=1e8,
        plausible=no_range("published every year: a fact of each case"),
        doc="Real poverty line at base-year prices.",
    )
    headcount: float = quantity(
        0.1327,
        unit="share",
        low=0.01,
        high=0.8,
        plausible=no_range("published every year: a fact of each case"),
        doc="Share of people below the line at the start; the wage level is solved for it.",
    )
    mean_household_size: float = quantity(
        3.9,
        unit="persons",
        low=1.5,
        high=8.0,
        plausible=no_range("counted: a fact of each case"),
        doc="Mean persons per household.",
    )
    size_gradient: float = quantity(
        0.25,
        unit="1",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.1, 0.4),
        doc="Fall of log income per head per unit of log household size.",
    )
    listing_error: float = quantity(
        0.50,
        unit="log",
        low=0.0,
        high=3.0,
        role="uncertainty",
        plausible=between(0.3, 0.8),
        doc="Error (log sd) of the proxy by which the list was drawn up.",
    )


class Sample(Part):
    """Which households are simulated; estimates carry the weights."""

    coverage: Literal["all", "listed"] = choice("all", doc="All households, or only those on the list.")
    households: int | None = quantity(
        20_000,
        unit="households",
        low=1,
        high=5_000_000,
        plausible=no_range("a matter of computing time, which moves no expected value"),
        doc="Households simulated; empty for every one (true scale).",
    )
    rows_per_hamlet: int = quantity(
        200,
        unit="households",
        low=10,
        high=100_000,
        plausible=no_range("a matter of computing time, which moves no expected value"),
        doc="Households simulated per hamlet where the sample is thinner than the place.",
    )


class RunSettings(Part):
    """Seeds and how work is spread; only the seed can change a result."""

    seed: int = quantity(
        1,
        unit="1",
        low=0,
        high=2**31 - 1,
        plausible=no_range("how runs are done, not what is in them"),
        doc="Seed of the first replicate.",
    )
    replicates: int = quantity(
        20,
        unit="runs",
        low=1,
        high=100_000,
        plausible=no_range("how runs are done, not what is in them"),
        doc="Replicates, with consecutive seeds.",
    )
    workers: int = quantity(
        0,
        unit="processes",
        low=0,
        high=1024,
        plausible=no_range("how runs are done, not what is in them"),
        doc="Processes; 0 for one per core.",
    )
    threads: int = quantity(
        1,
        unit="threads",
        low=1,
        high=256,
        plausible=no_range("how runs are done, not what is in them"),
        doc="Threads of one run of the household month.",
    )
    settling_months: int = quantity(
        6,
        unit="months",
        low=0,
        high=240,
        plausible=no_range("how runs are done, not what is in them"),
        doc="Months that households live in their hamlets before the start.",
    )
    register_households: bool = choice(False, doc="Register household views with Mesa (up to 20,000).")
    snapshots: tuple[int, ...] = quantity(
        (),
        unit="months",
        low=0,
        high=600,
        plausible=no_range("how runs are done, not what is in them"),
        doc="Months after which all households are written out.",
    )


class Scenario(Told, Part):
    """A complete description of one run."""

    LEFT_OUT_IF: ClassVar[Mapping[str, Any]] = SILENT
    NOT_IDENTITY: ClassVar[tuple[str, ...]] = (
        "name",
        "title",
        "description",
        "sources",
        "inert",
        "run.workers",
        "run.threads",
        "run.replicates",
        "run.seed",
        "run.register_households",
        "run.snapshots",
    )

    name: str = Field(
        "scenario",
        pattern=TITLE_FORM,
        description="Short name.",
        json_schema_extra={"unit": "-", "source": "scenario", "role": "constant"},
    )
    title: Prose = choice("", doc="Title for people.")
    description: Prose = choice("", doc="What the scenario stands for.")
    sources: dict[ScenarioPath, Prose] = choice(
        {}, doc="Public source of each value the scenario sets, by dotted path."
    )
    inert: dict[ScenarioPath, Prose] = choice(
        {}, doc="Levers that move nothing in this place, and why, by dotted path."
    )
    time: Time = Time()
    place: Place = Place()
    sample: Sample = Sample()
    actors: tuple[Actor, ...] = choice((), doc="Organizations.")
    regulation: Regulation = Regulation()
    agreements: tuple[Agreement, ...] = choice((), doc="Partnerships.")
    programme: Programme = Programme()
    events: tuple[DatedEvent, ...] = choice((), doc="Dated events.")
    mechanisms: Mechanisms = Mechanisms()
    run: RunSettings = RunSettings()
    own: dict[ArmName, dict[ArmName, float]] | None = choice(
        None,
        doc="Numbers of rules that are no part of the model, by rule and name (in Python: ps.run, mechanisms).",
    )

    def but(self, changes: Mapping[str, Any] | None = None, /, **fields: Any) -> "Scenario":
        """A copy with some values set and everything checked again.

        Args:
            changes: values by dotted path, as in ``{"actors.jember_office.staff": 4}``.
            fields: the same with two underscores for a point, as in ``time__months=24``.

        Raises:
            ScenarioError: a path leads nowhere, or the scenario would no longer be valid.
        """
        from partnersim.scenario.reading import changed

        named = {path.replace("__", "."): value for path, value in fields.items()}
        return changed(self, overrides={**(changes or {}), **named})

    def faults(self) -> Iterator[Fault]:
        """What nobody would read, names that meet the model's own, and draws that two actors would share."""
        yield from self._unread()
        yield from self._names_taken()
        yield from self._terms_that_change()
        lucks: dict[str, str] = {}
        for position, actor in enumerate(self.actors):
            if actor.luck in lucks and actor.name != lucks[actor.luck]:
                text = Phrase(
                    "would have the luck of '{actor}'; an id belongs to one actor", actor=lucks[actor.luck]
                )
                yield Fault(place=("actors", position, "id" if actor.id else "name"), message=text)
            lucks.setdefault(actor.luck, actor.name)

    def _unread(self) -> Iterator[Fault]:
        texts = {
            "sources": Phrase("gives the source of a field that no scenario has"),
            "inert": Phrase("gives the reason for a field that no scenario has"),
        }
        for group, text in texts.items():
            for path in getattr(self, group):
                reached = follow_path(Scenario, path)
                if not reached.fields:
                    names = (reached.nearest,) if reached.nearest else ()
                    yield Fault(place=(group, path), message=text, word=path, names=names, of_key=True)
        for position, month in enumerate(self.run.snapshots):
            if month > self.time.months:
                text, allowed = (
                    Phrase("comes after the end of the run"),
                    Phrase("0 to {months} months", months=self.time.months),
                )
                yield Fault(place=("run", "snapshots", position), message=text, allowed=allowed)
        fit = self.mechanisms.firm_participation.fit
        if fit and fit >= count_of_sets():
            place = ("mechanisms", "firm_participation", "fit")
            yield Fault(
                place=place,
                message=Phrase("names no fitted set"),
                allowed=Phrase("0 to {last}", last=count_of_sets() - 1),
            )

    def _terms_that_change(self) -> Iterator[Fault]:
        """Terms that change of no agreement, to a leader from outside, or to a leader's plan without one."""
        agreements = {a.name: a for a in self.agreements}
        for position, event in enumerate(self.events):
            if not isinstance(event, TermsChange):
                continue
            place = ("events", position)
            agreement = agreements.get(event.agreement)
            if agreement is None:
                text = Phrase("names no agreement")
                names = tuple(agreements)
                yield Fault(place=(*place, "agreement"), message=text, word=event.agreement, names=names)
                continue
            yield from event.faults_in(agreement, place)

    def _names_taken(self) -> Iterator[Fault]:
        for group in ("actors", "agreements", "events"):
            for position, item in enumerate(getattr(self, group)):
                own = item.name == FIRMS and getattr(item, "kind", "") == FIRMS
                if item.name in MACHINE_NAMES and not own:
                    text = Phrase(
                        "is what the model calls something of its own; call it for example '{name}_1'",
                        name=item.name,
                    )
                    yield Fault(place=(group, position, "name"), message=text)

    @model_validator(mode="after")
    def _references_hold(self) -> "Scenario":
        check_names(self)
        return self

    @model_validator(mode="after")
    def _place_makes_sense(self) -> "Scenario":
        check_place(self)
        return self


def add_months(month: str, count: int) -> str:
    """The month ``count`` months after ``month`` (both YYYY-MM)."""
    total = int(month[:4]) * 12 + int(month[5:7]) - 1 + count
    return f"{total // 12:04d}-{total % 12 + 1:02d}"


def months_between(first: str, second: str) -> int:
    """Months from ``first`` to ``second`` (both YYYY-MM); negative if ``second`` is earlier."""
    return (int(second[:4]) - int(first[:4])) * 12 + int(second[5:7]) - int(first[5:7])
