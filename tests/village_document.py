"""A small kind of document, as reading one is tried with, and what is wrong in one."""

from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

import pytest
from pydantic import Field, model_validator

from partnersim.scenario.documents.errors import Problem, ScenarioError
from partnersim.scenario.documents.fields import Part, choice, quantity
from partnersim.scenario.reading import read_into


class Labour(Part):
    base_share: float = quantity(0.6, unit="share", low=0, high=1, role="uncertainty", doc="Share.")
    wage_idr: float = quantity(900_000.0, unit="IDR/month", low=0, high=1e9, source="a survey", doc="Wage.")


class Office(Part):
    kind: Literal["government"] = choice(doc="Kind of actor.")
    name: str = choice(doc="Name.")
    staff: int = quantity(5, unit="persons", low=0, high=1000, role="lever", doc="Staff.")


class Donor(Part):
    kind: Literal["donor"] = choice(doc="Kind of actor.")
    name: str = choice(doc="Name.")
    style: Literal["grants", "loans"] = choice("grants", doc="How it gives.")
    purse: float | None = quantity(None, unit="IDR", low=0, high=None, doc="Purse.")


class Village(Part):
    NOT_IDENTITY: ClassVar[tuple[str, ...]] = ("run.folder", "actors.*.name")

    name: str = choice("village", doc="Name.")
    title: str = choice("", doc="Title.")
    months: int = quantity(24, unit="months", low=1, high=1200, doc="Length.")
    start: int = quantity(0, unit="months", low=0, high=None, doc="First month.")
    labour: Labour = Labour()
    actors: tuple[Annotated[Office | Donor, Field(discriminator="kind")], ...] = choice((), doc="Actors.")
    rates: tuple[float, ...] = quantity((0.1, 0.2), unit="share", low=0, high=1, doc="Rates.")
    prices: dict[str, float] = quantity({}, unit="IDR", low=0, high=None, doc="Prices.")
    weights: dict[Literal["funds", "personnel"], float] = quantity({}, unit="1", low=0, high=9, doc="W.")
    open_market: bool = choice(True, doc="Switch.")
    run: dict[str, str] = choice({}, doc="Run settings.")

    @model_validator(mode="after")
    def start_before_end(self) -> "Village":
        if self.start >= self.months:
            raise ValueError(f"start {self.start} is not before the end, month {self.months}")
        return self


VALID = """\
name: toy
months: 36
labour:
  base_share: 0.5
actors:
  - kind: government
    name: office
    staff: 4
  - kind: donor
    name: ilo
    purse: 2_000_000
rates: [0.1, 0.3]
prices: {rice: 9e3}
"""


def read(source: Path | str, *, overrides: Any = (), search: tuple[Path, ...] = ()) -> Village:
    return read_into(Village, source=source, overrides=overrides, search=search)


def problems(source: Path | str, **more: Any) -> list[Problem]:
    with pytest.raises(ScenarioError) as caught:
        read(source, **more)
    assert caught.value.problems
    for problem in caught.value.problems:
        assert "\n" not in str(problem)
    return caught.value.problems


def only(source: Path | str, **more: Any) -> Problem:
    found = problems(source, **more)
    assert len(found) == 1, [str(one) for one in found]
    return found[0]
