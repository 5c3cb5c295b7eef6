"""What claims are tried against beside their own arms: values to run over, arms beside, further inputs, other forms.

All of it is data in one file next to the claims, ``_robustness.yaml``. It names scenario paths and values only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, reduce
from pathlib import Path
from typing import Any

from pydantic import Field, model_validator

from partnersim.scenario.actors import ActorKind
from partnersim.scenario.documents.document import Mark, Tree, read_document
from partnersim.scenario.documents.errors import did_you_mean, nearest
from partnersim.scenario.documents.fields import Fault, Part, Place, choice, quantity
from partnersim.scenario.documents.paths import follow_path
from partnersim.scenario.documents.plausible import NoRange, Plausible, stated_for
from partnersim.scenario.documents.shape import only_whole
from partnersim.scenario.documents.texts import NAME_FORM, OutcomeName, Prose, ScenarioPath
from partnersim.scenario.phrases import Phrase
from partnersim.scenario.reading import checked
from partnersim.scenario.spec import Scenario

FILE_NAME = "_robustness.yaml"
AS_MODELLED = "as_modelled"
"""Name of the usual form in the table of claims."""
_TEXT = {"unit": "-", "source": "claims", "role": "constant"}


def path_faults(path: str, /, *, place: Place, of_key: bool = False) -> Iterator[Fault]:
    """Refuse a path that leads nowhere in any scenario; whether its items exist is seen where arms are made."""
    reached = follow_path(Scenario, path)
    if not reached.fields:
        names = (reached.nearest,) if reached.nearest else ()
        text = Phrase("names the unknown field '{unknown}' of a scenario", unknown=reached.unknown[:60])
        yield Fault(place=place, message=text, word=path, names=names, of_key=of_key)


class Uncertain(Part):
    """One input nobody knows well, and what a claim is tried over: its plausible range, unless it says another."""

    path: ScenarioPath = choice(..., doc="Dotted path in the scenario.")
    low: float | None = quantity(
        None,
        unit="as the field",
        low=None,
        high=None,
        doc="Lowest value tried; the field's plausible one if empty.",
    )
    high: float | None = quantity(
        None,
        unit="as the field",
        low=None,
        high=None,
        doc="Highest value tried; the field's plausible one if empty.",
    )
    whole: bool = choice(
        False, doc="Whether only whole numbers are tried; always where a field takes no others."
    )
    among: tuple[Any, ...] = choice((), doc="Values without an order, in place of a range.")

    @property
    def ends(self) -> tuple[float, float]:
        """Lowest and highest value tried: those given, or the plausible ones of the field."""
        if self.low is not None and self.high is not None:
            return self.low, self.high
        stated = _plausible(self.path)
        assert isinstance(stated, Plausible)
        return stated.low, stated.high

    @property
    def in_whole_numbers(self) -> bool:
        """Whether only whole numbers are tried."""
        return self.whole or any(only_whole(f.annotation) for f in follow_path(Scenario, self.path).fields)

    def faults(self) -> Iterator[Fault]:
        """The path leads somewhere, also where no claim tries it, and a range is given there or here."""
        wrong = list(path_faults(self.path, place=("path",)))
        yield from wrong
        if wrong or self.among or self.low is not None:
            return
        stated = _plausible(self.path)
        if isinstance(stated, NoRange):
            text = Phrase("has no plausible range ({reason}); give low and high", reason=stated.reason)
            yield Fault(place=("path",), message=text)
        elif stated is None or stated.factors:
            why = (
                Phrase("no plausible range")
                if stated is None
                else Phrase("a plausible range of factors on the value of a case")
            )
            yield Fault(
                place=("path",),
                message=Phrase("has {why}; give low and high, or a list of values (among)", why=why),
            )

    @model_validator(mode="after")
    def _is_a_range(self) -> Uncertain:
        if self.among:
            if self.low is not None or self.high is not None or self.whole:
                raise ValueError(Phrase("'{path}' has both a range and a list of values", path=self.path))
            if len(self.among) < 2:
                raise ValueError(Phrase("the list of values of '{path}' needs two or more", path=self.path))
        elif (self.low is None) is not (self.high is None):
            raise ValueError(Phrase("'{path}' has only one of low and high", path=self.path))
        elif self.low is not None and self.high is not None and not self.low < self.high:
            raise ValueError(
                Phrase(
                    "the range of '{path}' is empty: low {low:g}, high {high:g}",
                    path=self.path,
                    low=self.low,
                    high=self.high,
                )
            )
        return self

    def value(self, share: float, /) -> Any:
        """The value at ``share`` (0 to 1) of the range; whole numbers and listed values have an equal part each."""
        if self.among:
            return self.among[min(len(self.among) - 1, int(share * len(self.among)))]
        low, high = self.ends
        if self.in_whole_numbers:
            first, last = int(low), int(high)
            return min(last, first + int(share * (last - first + 1)))
        return low + share * (high - low)


@cache
def _plausible(path: str) -> Plausible | NoRange | None:
    """What the field at a path states about plausible values; None where there is none or variants differ."""
    found = {stated_for(field) for field in follow_path(Scenario, path).fields}
    return found.pop() if len(found) == 1 else None


class Where(Part):
    """A scenario in which something matters: it has actors of a kind, and a switch is on."""

    kind: ActorKind = choice(..., doc="Kind of actor that the scenario must have.")
    on: ScenarioPath = choice(..., doc="Dotted path of a switch that must be on.")

    @model_validator(mode="after")
    def _names_a_switch(self) -> Where:
        kind: Any = Scenario
        for part in self.on.split("."):
            fields = getattr(kind, "model_fields", {})
            if part not in fields:
                near = nearest(part, among=list(fields))
                raise ValueError(
                    Phrase("no switch is at '{on}'", on=self.on) + (did_you_mean(near) if near else "")
                )
            kind = fields[part].annotation
        if kind is not bool:
            raise ValueError(Phrase("'{on}' is not a switch", on=self.on))
        return self

    def holds(self, spec: Scenario, /) -> bool:
        """Whether it holds in a scenario."""
        if not any(actor.kind == self.kind and actor.present for actor in spec.actors):
            return False
        return reduce(getattr, self.on.split("."), spec) is True  # type: ignore[comparison-overlap]


class Over(Part):
    """Values of one input over which the replicates of a claim run, in turn."""

    path: ScenarioPath = choice(..., doc="Dotted path in the scenario.")
    values: tuple[Any, ...] = choice(..., doc="Values; seed after seed takes the next, in all arms the same.")
    where: tuple[Where, ...] = choice((), doc="Claims meant: one of these holds in some arm; all if empty.")

    def faults(self) -> Iterator[Fault]:
        """The path leads somewhere, also where no claim runs over it."""
        yield from path_faults(self.path, place=("path",))

    @model_validator(mode="after")
    def _has_values(self) -> Over:
        if not self.values:
            raise ValueError(Phrase("values of '{path}' is empty", path=self.path))
        return self


class Beside(Part):
    """The arms of a claim once more with something set, shown beside the effect and without a verdict."""

    name: str = Field(pattern=NAME_FORM, description="Short name.", json_schema_extra=dict(_TEXT))
    says: Prose = choice(..., doc="What is different, for people.")
    set: dict[ScenarioPath, Any] = choice(..., doc="Values set in every arm, by dotted path.")
    outcomes: tuple[OutcomeName, ...] = choice(
        ..., doc="Claims meant: those whose verdict rests on one of these."
    )

    def faults(self) -> Iterator[Fault]:
        """Its paths lead somewhere, also where no claim is meant."""
        for path in self.set:
            yield from path_faults(path, place=("set", path), of_key=True)


class Form(Part):
    """Another functional form, or another assumption of our own, in place of the usual one."""

    name: str = Field(pattern=NAME_FORM, description="Short name.", json_schema_extra=dict(_TEXT))
    says: Prose = choice(..., doc="What is different, for people.")
    set: dict[ScenarioPath, Any] = choice(
        ..., doc="Values set in every arm, by dotted path; an arm's own values win."
    )
    where: tuple[Where, ...] = choice((), doc="Claims meant: one of these holds in some arm; all if empty.")

    def faults(self) -> Iterator[Fault]:
        """Its paths lead somewhere, and it is not called as the usual form is in the table of claims."""
        for path in self.set:
            yield from path_faults(path, place=("set", path), of_key=True)
        if self.name == AS_MODELLED:
            yield Fault(place=("name",), message=Phrase("is what the table of claims calls the usual form"))


class RobustnessFile(Part):
    """What all claims are tried against."""

    over: Over | None = choice(None, doc="Values over which replicates run.")
    beside: tuple[Beside, ...] = choice((), doc="Arms run beside.")
    uncertain: tuple[Uncertain, ...] = choice(
        (), doc="Uncertain inputs of headline claims, beside their own."
    )
    forms: tuple[Form, ...] = choice((), doc="Other forms tried on headline claims.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Robustness:
    """The file and the places where it was written; empty where there is none."""

    file: RobustnessFile = field(default_factory=RobustnessFile)
    tree: Tree = field(default_factory=lambda: Tree({}, Mark("")))

    def mark_of(self, path: str) -> Mark | None:
        """Where a scenario path is set or named; None if nowhere."""
        return _find(self.tree, path) if path else None


def read_robustness(path: Path, /) -> Robustness:
    """Read the file.

    Raises:
        ScenarioError: a field is unknown or a value is refused; with file and line.
    """
    tree = read_document(path, label=path.name)
    return Robustness(file=checked(RobustnessFile, document=tree, values_of=Scenario), tree=tree)


def applies(where: tuple[Where, ...], arms: Mapping[str, Scenario], /) -> bool:
    """Whether one of the conditions holds in some arm; always without conditions."""
    return not where or any(one.holds(spec) for spec in arms.values() for one in where)


def _find(tree: Tree, path: str) -> Mark | None:
    if isinstance(tree.content, dict):
        named = tree.content.get("path")
        if named is not None and named.content == path:
            return tree.keys["path"]
        if path in tree.keys:
            return tree.keys[path]
        below = list(tree.content.values())
    else:
        below = tree.content if isinstance(tree.content, list) else []
    return next((mark for item in below if (mark := _find(item, path)) is not None), None)
