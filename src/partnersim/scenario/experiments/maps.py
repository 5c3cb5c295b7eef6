"""Maps: which of several arms is ahead where, over drawn points of uncertain inputs and levers; one YAML file each.

A file names a case, inputs with their ranges, and arms: patterns of a partnership, or parts of a programme that are
taken away one at a time. It is data only; no mechanism ever sees it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field, model_validator

from partnersim.scenario.documents.document import Mark, Tree, read_document
from partnersim.scenario.documents.errors import Problem, ScenarioError, nearest
from partnersim.scenario.documents.fields import Fault, Part, choice, quantity
from partnersim.scenario.documents.package import data_places
from partnersim.scenario.documents.paths import follow_path
from partnersim.scenario.documents.plausible import Plausible, stated_for
from partnersim.scenario.documents.shape import only_whole
from partnersim.scenario.documents.texts import NAME_FORM, OutcomeName, Prose, ScenarioName, ScenarioPath
from partnersim.scenario.experiments.no_programme import without_programme
from partnersim.scenario.experiments.robustness import path_faults
from partnersim.scenario.phrases import Phrase
from partnersim.scenario.reading import changed, checked, load_scenario
from partnersim.scenario.spec import Scenario

NOTHING = "no_programme"
"""Arm without any programme, beside those of the file: what leads and parts are a share of."""

_TEXT = {"unit": "-", "source": "maps", "role": "constant"}


class MapInput(Part):
    """Something that is drawn: one value for one or several fields."""

    name: str = Field(pattern=NAME_FORM, description="Short name.", json_schema_extra=dict(_TEXT))
    label: Prose = choice(..., doc="What it is, for people.")
    label_id: Prose = choice(..., doc="The same in Indonesian.")
    paths: tuple[ScenarioPath, ...] = choice(..., doc="Fields that get the value, by dotted path.")
    how: Literal["value", "times", "power"] = choice(
        "value",
        doc="Whether fields get the value itself, what the case has times it, or what the case has to the power of it "
        "(which spreads strengths around 1, or levels them).",
    )
    low: float | None = quantity(
        None,
        unit="as the field",
        low=None,
        high=None,
        doc="Lowest; the first field's plausible one if empty.",
    )
    high: float | None = quantity(
        None,
        unit="as the field",
        low=None,
        high=None,
        doc="Highest; the first field's plausible one if empty.",
    )

    @property
    def ends(self) -> tuple[float, float]:
        """Lowest and highest value drawn: those given, or the plausible ones of the first field."""
        if self.low is not None and self.high is not None:
            return self.low, self.high
        stated = _plausible(self.paths[0])
        assert stated is not None
        return stated.low, stated.high

    def value(self, share: float, /) -> float:
        """The value at ``share`` (0 to 1) of the range; whole numbers have an equal part each."""
        low, high = self.ends
        if self.how == "value" and any(
            only_whole(f.annotation) for f in follow_path(Scenario, self.paths[0]).fields
        ):
            return min(int(high), int(low) + int(share * (int(high) - int(low) + 1)))
        return low + share * (high - low)

    def changes(self, case: Scenario, value: float, /) -> dict[str, Any]:
        """What a value sets in a case, by dotted path."""
        if self.how == "value":
            return dict.fromkeys(self.paths, value)
        return {path: _scaled(value_at(case, path), value, how=self.how) for path in self.paths}

    def faults(self) -> Iterator[Fault]:
        """Fields exist, and there is a range that is not empty."""
        if not self.paths:
            yield Fault(place=("paths",), message=Phrase("is empty: name a field"))
            return
        wrong = [
            fault for k, path in enumerate(self.paths) for fault in path_faults(path, place=("paths", k))
        ]
        yield from wrong
        if wrong:
            return
        if (self.low is None) is not (self.high is None):
            yield Fault(
                place=("low" if self.high is None else "high",),
                message=Phrase("has no other end of the range"),
            )
        elif self.low is not None and self.high is not None:
            if not self.low < self.high:
                yield Fault(place=("low",), message=Phrase("is not below high, {high:g}", high=self.high))
        else:
            stated = _plausible(self.paths[0])
            if stated is None or stated.factors is not (self.how == "times") or self.how == "power":
                text = Phrase(
                    "has no plausible range to be drawn from as '{how}'; give low and high", how=self.how
                )
                yield Fault(place=("paths", 0), message=text)


class MapArm(Part):
    """One arm: values set on the case, which win over the values drawn."""

    name: str = Field(pattern=NAME_FORM, description="Short name.", json_schema_extra=dict(_TEXT))
    label: Prose = choice(..., doc="What it is, as the subject of a sentence.")
    label_id: Prose = choice(..., doc="The same in Indonesian.")
    adds: bool = choice(
        False, doc="In a map of what carries: whether the part is added to the whole, not taken from it."
    )
    set: dict[ScenarioPath, Any] = choice({}, doc="Values set, by dotted path.")


class MapFile(Part):
    """A map as it is written down."""

    title: Prose = choice(..., doc="The question, for people.")
    title_id: Prose = choice(..., doc="The same in Indonesian.")
    case: Prose = choice(..., doc="Where it is asked, as in 'in Jember'.")
    case_id: Prose = choice(..., doc="The same in Indonesian.")
    scenario: ScenarioName = choice(..., doc="Scenario on which everything is set.")
    asks: Literal["lead", "carry"] = choice(
        ...,
        doc="Which arm is ahead; or which part carries most: what the first arm loses without each other one.",
    )
    note: Prose = choice("", doc="What stands for what, and what is left out.")
    common: dict[ScenarioPath, Any] = choice({}, doc="Values set everywhere, by dotted path.")
    inputs: tuple[MapInput, ...] = choice(..., doc="What is drawn.")
    arms: tuple[MapArm, ...] = choice(..., doc="What is compared; of 'carry' the whole comes first.")
    outcome: OutcomeName = choice(..., doc="Outcome by which an arm is ahead.")
    also: tuple[OutcomeName, ...] = choice((), doc="Further outcomes by which leads are counted.")
    points: int = quantity(200, unit="runs", low=20, high=100_000, doc="Points that the rule is fitted on.")
    held_back: int = quantity(50, unit="runs", low=10, high=100_000, doc="Points that the rule is scored on.")
    replicates: int = quantity(3, unit="runs", low=2, high=1000, doc="Seeds of each point, its own.")
    seed: int = quantity(2009, unit="1", low=0, high=2**31 - 1, doc="First seed, and seed of the draws.")
    margin: float = quantity(
        0.02, unit="share", low=0.0, high=1.0, doc="Smallest lead that is called clear, of what the programme brings.",
    )  # fmt: skip

    @model_validator(mode="after")
    def _makes_sense(self) -> MapFile:
        if len(self.inputs) < 2:
            raise ValueError(Phrase("inputs: a map needs two inputs or more"))
        if len(self.arms) < 2:
            raise ValueError(Phrase("arms: a map needs two arms or more"))
        if any(arm.name == NOTHING for arm in self.arms):
            raise ValueError(
                Phrase(
                    "arms: '{nothing}' is the arm without any programme, which every map has", nothing=NOTHING
                )
            )
        if self.asks == "lead" and any(arm.adds for arm in self.arms):
            raise ValueError(Phrase("arms: adds is for maps of what carries"))
        return self


@dataclass(frozen=True, kw_only=True)
class Map:
    """A map that has been read and checked.

    Attributes:
        name: of the file. file: what it says. tree: where it says it. case: the scenario with what is set everywhere.
    """

    name: str
    file: MapFile
    tree: Tree
    case: Scenario

    def arms(self, shares: Mapping[str, float], /) -> dict[str, Scenario]:
        """The scenarios of all arms at a point, by name, and of the place without a programme.

        Args:
            shares: place of each input in its range, 0 to 1, by name.

        Raises:
            ScenarioError: an arm cannot be made there, with the line of the arm.
        """
        drawn: dict[str, Any] = {}
        for one, place in zip(self.file.inputs, self.tree.content["inputs"].content, strict=True):
            try:
                drawn |= one.changes(self.case, one.value(shares[one.name]))
            except ScenarioError as error:
                raise ScenarioError(
                    [place.keys["paths"].problem(p.phrase()) for p in error.problems]
                ) from None
        made = {}
        for arm, place in zip(self.file.arms, self.tree.content["arms"].content, strict=True):
            try:
                made[arm.name] = changed(self.case, overrides={**drawn, **arm.set})
            except ScenarioError as error:
                raise ScenarioError([placed(p, place, arm.name) for p in error.problems]) from None
        made[NOTHING] = without_programme(made[self.file.arms[0].name])
        return made


def map_files() -> dict[str, Path]:
    """Files of the shipped maps by name, in the order of their names."""
    for folder in data_places("experiments/maps"):
        if folder.is_dir():
            return {path.stem: path for path in sorted(folder.glob("*.yaml"))}
    return {}


def load_map(
    source: str, /, *, outcomes: Mapping[str, str], overrides: Sequence[str] | Mapping[str, Any] = ()
) -> Map:
    """Read and check a map.

    Args:
        source: name of a shipped map, or path of a YAML file.
        outcomes: link of the results chain by outcome, of all outcomes there are.
        overrides: values set everywhere, as in `load_scenario`; they win over those of the file.

    Raises:
        ScenarioError: there is no such map, or something in it is wrong, with file and line: an unknown field or
            outcome, an empty range, an arm that cannot be made.
    """
    path = _file_of(source)
    tree = read_document(path, label=source if path == Path(source) else path.name)
    file = checked(MapFile, document=tree, values_of=Scenario)
    problems = list(_outcome_faults(file, tree, outcomes))
    if problems:
        raise ScenarioError(problems)
    try:
        case = load_scenario(file.scenario, overrides=file.common)
    except ScenarioError as error:
        mark = tree.keys.get("common", tree.keys["scenario"])
        raise ScenarioError([mark.problem(p.phrase()) for p in error.problems]) from None
    made = Map(
        name=path.stem, file=file, tree=tree, case=changed(case, overrides=overrides) if overrides else case
    )
    for share in (0.0, 1.0):
        made.arms({one.name: share for one in file.inputs})
    return made


def value_at(spec: BaseModel, path: str, /) -> Any:
    """The value of a field by dotted path.

    Raises:
        ScenarioError: there is no such item.
    """
    here: Any = spec
    for key in path.split("."):
        if isinstance(here, tuple):
            names = [item.name for item in here]
            if key not in names:
                text = Phrase(
                    "names no item of the scenario; it has {names}", names=", ".join(names) or Phrase("none")
                )
                raise ScenarioError(Problem(field=path, message=text, suggestion=nearest(key, among=names)))
            here = here[names.index(key)]
        else:
            here = here[key] if isinstance(here, Mapping) else getattr(here, key)
    return here


def _scaled(found: Any, value: float, /, *, how: str) -> Any:
    """A number, or all numbers of a mapping, times a value or to its power; whole numbers stay whole."""
    if isinstance(found, Mapping):
        return {key: _scaled(number, value, how=how) for key, number in found.items()}
    made = found * value if how == "times" else found**value
    return round(made) if isinstance(found, int) and not isinstance(found, bool) else float(made)


@cache
def _plausible(path: str) -> Plausible | None:
    """The plausible range of a field, if it states one."""
    stated = [stated_for(field) for field in follow_path(Scenario, path).fields]
    return next((one for one in stated if isinstance(one, Plausible)), None)


def _file_of(source: str) -> Path:
    shipped = map_files()
    if source in shipped:
        return shipped[source]
    if source.endswith((".yaml", ".yml")):
        return Path(source)
    text = Phrase(
        "no map is named '{source}', and it is no YAML file; shipped: {shipped}",
        source=source[:60],
        shipped=", ".join(shipped) or Phrase("none"),
    )
    raise ScenarioError(Problem(message=text, suggestion=nearest(source, among=list(shipped))))


def _outcome_faults(file: MapFile, tree: Tree, outcomes: Mapping[str, str]) -> Iterator[Problem]:
    for key, names in (("outcome", (file.outcome,)), ("also", file.also)):
        for name in names:
            if name not in outcomes:
                text = Phrase("names the outcome '{name}', which no run has", name=name[:60])
                yield tree.keys[key].problem(text, field=key, suggestion=nearest(name, among=list(outcomes)))


def placed(problem: Problem, arm: Tree, name: str, /) -> Problem:
    """The same problem at the line of the arm, or of the value that it sets.

    Args:
        problem: of the scenario that could not be made. arm: where the file says the arm. name: of the arm.
    """
    mark: Mark = arm.mark
    sets = arm.content.get("set")
    for path, place in (sets.keys if sets is not None else {}).items():
        if f"--set {path}=" in problem.file:
            mark = place
    about = Phrase.joined((problem.field, problem.message), between=" ") if problem.field else problem.message
    text = Phrase("arm {name}: {problem}", name=name, problem=about)
    return replace(
        problem, file=mark.file, line=mark.line, column=mark.column, message=text, field="", value=""
    )
