"""Declaring a measure or an outcome: one decorated function says what it is and computes it.

``@monthly(...)`` over a function of `Months` declares a monthly measure, with the outcomes that sum it up over a
run; what such a function needs of the world itself is read at the end of each month by a function under
`partnersim.measures.noting.noted`. ``@outcome(...)`` over a function of a `Run` declares a number of the whole run.
The name is the function's, the definition its docstring.
"""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args

from partnersim.measures.noting import forget
from partnersim.measures.summaries import Summary
from partnersim.scenario.documents.units import known_unit, per_month_removed

if TYPE_CHECKING:
    from partnersim.measures.months import Floats, Months
    from partnersim.measures.run import Run

Better = Literal["higher", "lower", "neither"]

HIGHER: Better = "higher"
LOWER: Better = "lower"
NEITHER: Better = "neither"


class Link(StrEnum):
    """Place of a measure in the results chain, from what is put in to what it changes for the poor.

    Source: OECD (2023), Glossary of key terms in evaluation and results-based management.
    """

    INPUT = "input"
    """Money and staff promised and paid."""
    ACTIVITY = "activity"
    """What partners do with it, and how they work together."""
    OUTPUT = "output"
    """What reaches people: units, members, loans, contracts."""
    OUTCOME = "outcome"
    """What changes for those reached: income, interest, enterprises, arrears; and for partners, net benefits."""
    IMPACT = "impact"
    """Poverty, consumption, lasting exits."""


_PARTS = ("share", "0 to 1", "index")
"""Units of what lies between none and all."""

GROUPS = ("poverty", "welfare", "enterprise", "debt", "funds", "firms", "money", "partnership")
"""Families of measures in the order of tables."""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One number that describes a month or a run.

    Attributes:
        name: stable key in tables. unit: a unit of the vocabulary. better: which direction is good.
        link: place in the results chain. group: family for tables. label, label_id: English and Indonesian names.
        doc: exact definition. leads: among the first to be shown. spoken: put into words by a comparison.
        signed: can be below nought, as a balance or a change can.

    Raises:
        ValueError: an attribute is empty or not in its vocabulary; name and unit disagree about rupiah.
    """

    name: str
    unit: str
    better: Better
    link: Link
    group: str
    label: str
    label_id: str
    doc: str
    leads: bool = False
    spoken: bool = False
    signed: bool = False

    @property
    def possible(self) -> tuple[float, float]:
        """The least and the most that it can be: shares lie between none and all, nothing unsigned below nought."""
        return (-math.inf if self.signed else 0.0, 1.0 if self.unit in _PARTS else math.inf)

    @property
    def possible_difference(self) -> tuple[float, float]:
        """The least and the most that it can be in one run less in another."""
        least, most = self.possible
        return least - most, most - least

    def __post_init__(self) -> None:
        known_unit(self.unit)
        faults = {
            "name": re.fullmatch(r"[a-z][a-z0-9_]*", self.name) is None,
            "better": self.better not in get_args(Better),
            "link": not isinstance(self.link, Link),
            "group": self.group not in GROUPS,
            "label": not self.label.strip(),
            "label_id": not self.label_id.strip(),
            "doc": not self.doc.endswith("."),
            "unit": ("_idr" in self.name) != self.unit.startswith("IDR"),
        }
        for attribute, is_fault in faults.items():
            if is_fault:
                raise ValueError(f"measure {self.name!r}: {attribute} cannot be {getattr(self, attribute)!r}")


@dataclass(frozen=True)
class MonthlyMeasure:
    """A declared monthly measure: what it is, how it is computed, and how a run sums it up."""

    measure: Measure
    compute: Callable[[Months], Floats]
    summaries: tuple[Summary, ...]

    def outcomes(self) -> dict[str, tuple[Measure, Summary]]:
        """The outcomes that sum it up, by name; what leads or is spoken is its first one."""
        return self._outcomes

    @cached_property
    def _outcomes(self) -> dict[str, tuple[Measure, Summary]]:
        m = self.measure
        made = {}
        for place, summary in enumerate(self.summaries):
            name = f"{m.name}_{summary.suffix}"
            made[name] = (
                replace(
                    m,
                    name=name,
                    unit=per_month_removed(m.unit) if summary.over_months else m.unit,
                    label=f"{m.label}, {summary.label}",
                    label_id=f"{m.label_id}, {summary.label_id}",
                    doc=f"{m.doc} {summary.doc}",
                    leads=m.leads and place == 0,
                    spoken=m.spoken and place == 0,
                ),
                summary,
            )
        return made


@dataclass(frozen=True)
class RunOutcome:
    """A declared outcome of a run: what it is, and how it is computed."""

    measure: Measure
    compute: Callable[[Run], float]


MONTHLY: dict[str, MonthlyMeasure] = {}
OUTCOME: dict[str, RunOutcome] = {}
"""What has been declared, by name, in the order of declaration."""


def summarised() -> dict[str, tuple[str, Summary]]:
    """For each outcome that sums up a monthly measure the measure's name, and how."""
    return {
        name: (measure, summary)
        for measure, entry in MONTHLY.items()
        for name, (_, summary) in entry.outcomes().items()
    }


Monthly = TypeVar("Monthly", bound="Callable[[Months], Floats]")
OfRun = TypeVar("OfRun", bound="Callable[[Run], float]")


def monthly(
    *, unit: str, better: Better, link: Link, group: str, summaries: tuple[Summary, ...], en: str, id: str,
    leads: bool = False, spoken: bool = False, signed: bool = False,
) -> Callable[[Monthly], Monthly]:  # fmt: skip
    """Declare the decorated function of `Months`, which gives a column over months, as a measure.

    It is given back as it is.

    Args:
        unit: a unit of the vocabulary. better: which direction is good. link: place in the results chain.
        group: one of `GROUPS`. summaries: how a run sums it up (`LEVEL`, `STATE`, `FLOW`, or ``()`` for not at all).
        en, id: English and Indonesian names. leads, spoken: as in `Measure`, for its first summary.
        signed: as in `Measure`.

    Raises:
        ValueError: an argument is not in its vocabulary, or the name is taken.
    """

    def declare(function: Monthly) -> Monthly:
        described = Measure(
            name=function.__name__, unit=unit, better=better, link=link, group=group, label=en, label_id=id,
            doc=_definition(function), leads=leads, spoken=spoken, signed=signed,
        )  # fmt: skip
        entry = MonthlyMeasure(described, function, summaries)
        _refuse_taken(described.name, *entry.outcomes())
        MONTHLY[described.name] = entry
        return function

    return declare


def outcome(
    *,
    unit: str,
    better: Better,
    link: Link,
    group: str,
    en: str,
    id: str,
    leads: bool = False,
    spoken: bool = False,
    signed: bool = False,
) -> Callable[[OfRun], OfRun]:
    """Declare the decorated function of a `Run` as an outcome; it is given back as it is.

    Args:
        unit, better, link, group, en, id, leads, spoken, signed: as in `monthly`.

    Raises:
        ValueError: an argument is not in its vocabulary, or the name is taken.
    """

    def declare(function: OfRun) -> OfRun:
        described = Measure(
            name=function.__name__, unit=unit, better=better, link=link, group=group, label=en, label_id=id,
            doc=_definition(function), leads=leads, spoken=spoken, signed=signed,
        )  # fmt: skip
        _refuse_taken(described.name)
        OUTCOME[described.name] = RunOutcome(described, function)
        return function

    return declare


def withdraw(name: str, /) -> None:
    """Take a declared measure or outcome out again, as before declaring it anew in a notebook.

    If the measure is itself under `noted`, it is not read any more either.

    Raises:
        KeyError: nothing of that name was declared.
    """
    if name in MONTHLY:
        forget(MONTHLY.pop(name).compute)
    else:
        del OUTCOME[name]


def _definition(function: Callable[..., Any]) -> str:
    return " ".join(inspect.cleandoc(function.__doc__ or "").split())


def _refuse_taken(*names: str) -> None:
    taken = {*MONTHLY, *OUTCOME, *(name for entry in MONTHLY.values() for name in entry.outcomes())}
    for name in names:
        if name in taken:
            raise ValueError(f"a measure or outcome {name!r} is declared already")
