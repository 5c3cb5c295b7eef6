"""The file of the fit of the household parameters, ``households.yaml``, as ``partnersim calibrate`` writes it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from partnersim.scenario.documents.document import read_document
from partnersim.scenario.documents.fields import Fault, Part, choice, field_note, field_range, quantity
from partnersim.scenario.documents.paths import follow_path
from partnersim.scenario.documents.texts import Prose, RefersTo, ScenarioPath
from partnersim.scenario.fits.files import loss
from partnersim.scenario.phrases import Phrase, UnitName

FITS_FILE = "fits/households.yaml"
TargetName = Annotated[str, RefersTo("a target of the file")]
ROUNDING = 1e-5
"""Digits of a written value may lie this share of a band outside it."""


class Aim(Part):
    """A number that the fit aims at, with its band."""

    target: float = quantity(..., unit="as the value", low=-1e12, high=1e12, doc="Published value.")
    low: float = quantity(..., unit="as the value", low=-1e12, high=1e12, doc="Lowest value accepted.")
    high: float = quantity(..., unit="as the value", low=-1e12, high=1e12, doc="Highest value accepted.")
    unit: Prose = choice(..., doc="Unit.")

    @model_validator(mode="after")
    def _is_a_band(self) -> Self:
        if not self.low <= self.target <= self.high:
            raise ValueError(
                Phrase(
                    "the band {low:g} to {high:g} must hold its target {target:g}",
                    low=self.low,
                    high=self.high,
                    target=self.target,
                )
            )
        return self

    def holds(self, value: float, /) -> bool:
        """Whether a value as it is written lies inside the band."""
        slack = ROUNDING * max(self.high - self.low, abs(self.target))
        return self.low - slack <= value <= self.high + slack


class FittedSet(Part):
    """A set of parameters and what it reaches."""

    loss: float | None = loss(default=None)
    inside_all_bands: bool | None = choice(None, doc="Whether all values lie inside their bands.")
    values: dict[TargetName, float] = quantity(
        {}, unit="as the value", low=-1e12, high=1e12, doc="Values by target."
    )
    beside: dict[Prose, float] = quantity({}, unit="1", low=0.0, high=1e9, doc="Numbers reported beside.")
    parameters: dict[ScenarioPath, float] = quantity(
        ..., unit="as the field", low=None, high=None, doc="Fitted parameters by dotted path."
    )

    def faults(self) -> Iterator[Fault]:
        """Parameters are numbers of mechanisms, each in its own range."""
        for path, value in self.parameters.items():
            yield from _parameter_faults(path, value)


class Provenance(Part):
    """How the fit was made."""

    made_by: Prose = choice("", doc="Command.")
    program: Prose = choice("", doc="Program.")
    version: Prose = choice("", doc="Version and hash of the engine.")
    date: str = Field("", pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$", description="Day.")
    seconds: float = quantity(0.0, unit="seconds", low=0.0, high=1e8, doc="Time it took.")
    workers: int = quantity(0, unit="processes", low=0, high=100_000, doc="Processes.")
    evaluations: int = quantity(0, unit="1", low=0, high=10**9, doc="Sets that were tried.")
    kept_from_before: int = quantity(0, unit="1", low=0, high=10**9, doc="Of these, kept.")
    evaluations_per_minute: float = quantity(0.0, unit="1/minute", low=0.0, high=1e7, doc="Speed.")
    search: Prose = choice("", doc="Way of the search.")
    careful: Prose = choice("", doc="What was tried again with care.")
    seeds: tuple[int, ...] = quantity((), unit="1", low=0, high=2**31 - 1, doc="Seeds of the search.")
    tolerance: float = quantity(0.0, unit="1", low=0.0, high=1e3, doc="Loss above the best that is kept.")
    fitted_elsewhere: tuple[Prose, ...] = choice((), doc="Targets that are fitted elsewhere.")
    libraries: dict[Prose, Prose] = choice({}, doc="Versions of libraries.")
    caution: Prose = choice("", doc="How to read it.")

    @model_validator(mode="after")
    def _kept_were_tried(self) -> Self:
        if self.kept_from_before > self.evaluations:
            raise ValueError(Phrase("kept_from_before is larger than evaluations"))
        return self


class HouseholdFit(Part):
    """The file."""

    provenance: Provenance = Provenance()
    targets: dict[Prose, Aim] = choice(..., doc="What was aimed at, by target.")
    bounds: dict[ScenarioPath, tuple[float, float]] = choice({}, doc="Ranges of the search, by dotted path.")
    best: FittedSet = choice(..., doc="The best set.")
    ensemble: tuple[FittedSet, ...] = choice(..., doc="Sets that fit about equally well, the best first.")

    def faults(self) -> Iterator[Fault]:
        """Sets lie inside the bounds of the search, have the same parameters, and are inside as they say."""
        for path, (low, high) in self.bounds.items():
            yield from _parameter_faults(path, low, place=("bounds", path), position=0)
            yield from _parameter_faults(path, high, place=("bounds", path), position=1)
            if low >= high:
                yield Fault(
                    place=("bounds", path),
                    message=Phrase("is no range: {low:g} to {high:g}", low=low, high=high),
                )
        yield from self._set_faults(("best",), self.best)
        for position, one in enumerate(self.ensemble):
            yield from self._set_faults(("ensemble", position), one)

    def _set_faults(self, place: tuple[str | int, ...], one: FittedSet) -> Iterator[Fault]:
        yield from _missing(place, "parameters", one.parameters, self.bounds or self.best.parameters)
        yield from _missing(place, "values", one.values, self.targets if one.values else {})
        for path, value in one.parameters.items():
            low, high = self.bounds.get(path, (value, value))
            if low < high and not low <= value <= high:
                text, allowed = (
                    Phrase("lies outside the bounds of the search"),
                    Phrase("{low:g} to {high:g}", low=low, high=high),
                )
                yield Fault(place=(*place, "parameters", path), message=text, allowed=allowed)
        inside = all(aim.holds(one.values[key]) for key, aim in self.targets.items() if key in one.values)
        if one.inside_all_bands is not None and one.values and inside != one.inside_all_bands:
            text = Phrase("does not fit the values and their bands")
            yield Fault(
                place=(*place, "inside_all_bands"), message=text, allowed=Phrase.verbatim(str(inside).lower())
            )


def _missing(
    place: tuple[str | int, ...], group: str, given: Mapping[str, float], wanted: Mapping[str, object]
) -> Iterator[Fault]:
    """Names that a set lacks, and names that nobody knows, held against those it must have."""
    for name in given:
        if wanted and name not in wanted:
            text = Phrase("is not among those of the file")
            yield Fault(
                place=(*place, group, name), message=text, word=name, names=tuple(wanted), of_key=True
            )
    lacking = [name for name in wanted if name not in given]
    if lacking:
        yield Fault(
            place=(*place, group),
            message=Phrase("lacks {lacking}", lacking=", ".join(lacking[:5])),
            of_key=True,
        )


def _parameter_faults(
    path: str, value: float, *, place: tuple[str | int, ...] = (), position: int | None = None
) -> Iterator[Fault]:
    """What is wrong with a number of a mechanism: no such path, or out of its range."""
    from partnersim.scenario.spec import Scenario

    at = (*(place or ("parameters", path)), *(() if position is None else (position,)))
    fields = follow_path(Scenario, path).fields if path.startswith("mechanisms.") else ()
    if len(fields) != 1 or fields[0].annotation not in (float, int):
        near = follow_path(Scenario, path).nearest
        text = Phrase("is no number of a mechanism")
        yield Fault(place=at, message=text, word=path, names=(near,) if near else (), of_key=True)
        return
    low, high = field_range(fields[0])
    if (low is not None and value < low) or (high is not None and value > high):
        unit = field_note(fields[0], key="unit")
        yield Fault(
            place=at,
            message=Phrase("is out of range"),
            allowed=Phrase("{low:g} to {high:g} {unit}", low=low, high=high, unit=UnitName(unit)),
        )


def read_households(path: Path, /) -> HouseholdFit:
    """Read the file of a fit.

    Raises:
        ScenarioError: the file cannot be used; every problem with file and line.
    """
    from partnersim.scenario.reading import checked

    return checked(HouseholdFit, document=read_document(path, label=path.name))
