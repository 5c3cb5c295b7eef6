"""The file of the fit of partnerships of two, ``scenarios/fits/dyads.yaml``."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import model_validator

from partnersim.scenario.documents.document import read_document
from partnersim.scenario.documents.fields import Fault, Part, choice, field_note, field_range, quantity
from partnersim.scenario.documents.texts import Prose, RefersTo
from partnersim.scenario.fits.files import loss, percent
from partnersim.scenario.phrases import Phrase

FITS_FILE = "fits/dyads.yaml"
SettingName = Annotated[str, RefersTo("a number of the setting")]


def _fitted(unit: str, low: float, high: float, doc: str) -> Any:
    return quantity(..., unit=unit, low=low, high=high, doc=doc)


class Setting(Part):
    """What all dyads share, with the bounds of the fit.

    Bounds are no wider than the pilot study of the organization level tried; alternative uses of money up to 0.3 and
    visits up to four a month are assumed.
    """

    chi: float = _fitted("share", 0.05, 0.30, "Share of the other's work lost by leaving.")
    alternative: float = _fitted("share", 0.0, 0.30, "Worth of other uses of own money.")
    fixed_cost: float = _fitted(
        "share", 0.0, 0.05, "Cost of staying active, of the partnership's best worth."
    )
    prior_mean: float = _fitted("share", 0.50, 0.90, "Founding trust.")
    prior_strength: float = _fitted("observations", 4.0, 40.0, "Worth of founding trust in observations.")
    office_hazard: float = _fitted("1/year", 0.05, 0.15, "Changes of office a year.")
    reliability_mean: float = _fitted("share", 0.35, 0.70, "Mean true reliability.")
    reliability_sd: float = _fitted("share", 0.05, 0.35, "Spread of true reliability.")
    preparing_months: int = _fitted("months", 0, 4, "Months of getting acquainted, and again of planning.")
    visits_per_month: float = _fitted("1/month", 0.5, 4.0, "Visits of each to the other.")

    @classmethod
    def of(cls, values: Mapping[str, float], /) -> Self:
        """A setting from numbers by name; months are rounded to whole ones.

        Raises:
            pydantic.ValidationError: a number is missing, unknown, or outside its bounds.
        """
        return cls(**{**values, "preparing_months": round(values["preparing_months"])})  # type: ignore[arg-type]

    def plain(self) -> dict[str, float]:
        """The numbers by name."""
        return self.model_dump()


class Frozen(Part):
    """The same dyads when nobody learns."""

    dissolved_five_years_percent: float = percent("Dissolved within five years.")
    hazard_by_year: tuple[float | None, ...] = quantity(
        ..., unit="1/year", low=0.0, high=1.0, doc="Share of the living dissolved, year by year."
    )


class Lived(Part):
    """What became of the dyads of a setting; a number that nobody could form is empty."""

    loss: float | None = loss(default=None)
    signed_percent: float | None = percent("Signed at all.", default=None)
    dissolved_five_years_percent: float | None = percent("Dissolved within five years.", default=None)
    hazard_by_year: tuple[float | None, ...] = quantity(
        (), unit="1/year", low=0.0, high=1.0, doc="Share of the living dissolved, year by year."
    )
    trust_and_duration_correlation: float | None = quantity(
        None, unit="1", low=-1.0, high=1.0, doc="Correlation of founding trust and duration."
    )


class Entry(Lived):
    """A setting and what became of its dyads."""

    setting: Setting = choice(..., doc="The setting.")
    frozen_beliefs: Frozen | None = choice(None, doc="The same dyads when nobody learns.")
    on_the_deciding_dyads: Lived | None = choice(None, doc="Other dyads, by which the best is chosen.")


def limits_of(name: str, /) -> tuple[float, float, str]:
    """Lowest value, highest value and unit that a field of `Setting` declares."""
    field = Setting.model_fields[name]
    low, high = field_range(field)
    assert low is not None and high is not None
    return low, high, field_note(field, key="unit")


class Provenance(Part):
    """How the fit was made."""

    made_by: Prose = choice("", doc="Command, version and day.")
    fitted_to: Prose = choice("", doc="Facts.")
    not_fitted: Prose = choice("", doc="What is judged.")
    loss: Prose = choice("", doc="Formula.")
    settings_tried: int = quantity(0, unit="1", low=0, high=10_000_000, doc="Settings of the search.")
    inside_both_bands: int = quantity(0, unit="1", low=0, high=10_000_000, doc="Settings inside.")
    search: Prose = choice("", doc="Way of the search.")
    last_round: Prose = choice("", doc="What was run again.")
    equally_good: Prose = choice("", doc="What counts as equally good.")

    @model_validator(mode="after")
    def _no_more_inside_than_tried(self) -> Self:
        if self.inside_both_bands > self.settings_tried:
            raise ValueError(Phrase("inside_both_bands is larger than settings_tried"))
        return self


class DyadFit(Part):
    """The file."""

    provenance: Provenance = Provenance()
    bounds: dict[SettingName, tuple[float, float, Prose]] = choice(
        {}, doc="Bounds of the search: low, high and unit."
    )
    best: Entry = choice(..., doc="The setting in which dyads live.")
    ensemble: tuple[Entry, ...] = choice(..., doc="Settings that fit about equally well, the best first.")
    others_of_the_last_round: tuple[Entry, ...] = choice((), doc="Others that were run again.")

    def faults(self) -> Iterator[Fault]:
        """The ensemble is not empty, and bounds are those of the setting."""
        if not self.ensemble:
            yield Fault(
                place=("ensemble",), message=Phrase("holds no setting"), allowed=Phrase("one setting or more")
            )
        names = tuple(Setting.model_fields)
        for name, given in self.bounds.items():
            if name not in names:
                text = Phrase("is not part of the setting of dyads")
                yield Fault(place=("bounds", name), message=text, word=name, names=names, of_key=True)
            else:
                yield from _wrong_bounds(name, given)


def _wrong_bounds(name: str, given: tuple[float, float, str]) -> Iterator[Fault]:
    for position, (found, declared) in enumerate(zip(given, limits_of(name), strict=True)):
        if found != declared:
            text = Phrase("is not what the setting of dyads declares")
            yield Fault(
                place=("bounds", name, position), message=text, allowed=Phrase.verbatim(str(declared))
            )


def read_dyads(path: Path, /) -> DyadFit:
    """Read a file of fitted settings.

    Raises:
        ScenarioError: the file cannot be used; every problem with file and line.
    """
    from partnersim.scenario.reading import checked

    return checked(DyadFit, document=read_document(path, label=path.name))
