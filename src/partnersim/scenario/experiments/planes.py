"""Planes: two levers of a case, several ways of working, and outcomes by which the first is held against the others.

One YAML file each. A lever is one or several fields over a range, or a few steps that each set fields of their own,
such as how many partners there are. It is data only; no mechanism ever sees it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import model_validator

from partnersim.scenario.documents.document import Tree, read_document
from partnersim.scenario.documents.errors import Problem, ScenarioError, nearest
from partnersim.scenario.documents.fields import Fault, Part, choice, quantity
from partnersim.scenario.documents.package import data_places
from partnersim.scenario.documents.texts import OutcomeName, Prose, ScenarioName, ScenarioPath
from partnersim.scenario.experiments.maps import MapArm, MapInput, placed
from partnersim.scenario.phrases import Phrase
from partnersim.scenario.reading import changed, checked, load_scenario
from partnersim.scenario.spec import Scenario

FEWEST_POINTS = 32
"""Points that are spread evenly before any is added; a surface needs as many."""


class Step(Part):
    """One step of a lever that is no number of a field."""

    at: float = quantity(..., unit="as the field", low=None, high=None, doc="Number under which it is drawn.")
    set: dict[ScenarioPath, Any] = choice({}, doc="Values set, by dotted path; nothing is the case as it is.")


class Lever(MapInput):
    """A side of a plane: fields over a range, or steps."""

    paths: tuple[ScenarioPath, ...] = choice(
        (), doc="Fields that get the value, by dotted path; none with steps."
    )
    steps: tuple[Step, ...] = choice((), doc="Steps in rising order, evenly far apart, in place of fields.")

    @property
    def ends(self) -> tuple[float, float]:
        """Lowest and highest value."""
        return (self.steps[0].at, self.steps[-1].at) if self.steps else super().ends

    def value(self, share: float, /) -> float:
        """The value at ``share`` (0 to 1) of the range; steps have an equal part each."""
        if not self.steps:
            return super().value(share)
        return self.steps[min(len(self.steps) - 1, int(share * len(self.steps)))].at

    def share(self, value: float, /) -> float:
        """Where a value lies between the ends, 0 to 1."""
        low, high = self.ends
        return (value - low) / (high - low)

    def changes(self, case: Scenario, value: float, /) -> dict[str, Any]:
        """What a value sets in a case, by dotted path."""
        if not self.steps:
            return super().changes(case, value)
        return dict(next(step.set for step in self.steps if step.at == value))

    def faults(self) -> Iterator[Fault]:
        """There are fields with a range, or two steps and more that rise evenly."""
        if not self.steps:
            yield from super().faults()
            return
        if self.paths:
            yield Fault(
                place=("paths",),
                message=Phrase("cannot stand beside steps, which say themselves what they set"),
            )
        if self.low is not None or self.high is not None:
            key = "low" if self.low is not None else "high"
            yield Fault(
                place=(key,), message=Phrase("cannot stand beside steps, which have ends of their own")
            )
        at = [step.at for step in self.steps]
        gaps = [after - before for before, after in pairwise(at)]
        if len(at) < 2 or min(gaps) <= 0.0 or max(gaps) - min(gaps) > 1e-9 * max(gaps):
            yield Fault(
                place=("steps",),
                message=Phrase("must be two or more that rise, each as far from the one before"),
            )


class PlaneFile(Part):
    """A plane as it is written down."""

    title: Prose = choice(..., doc="The question, for people.")
    title_id: Prose = choice(..., doc="The same in Indonesian.")
    case: Prose = choice(..., doc="Where it is asked, as in 'in Jember'.")
    case_id: Prose = choice(..., doc="The same in Indonesian.")
    scenario: ScenarioName = choice(
        ..., doc="Shipped scenario, or a YAML file beside this one, that is the case."
    )
    note: Prose = choice("", doc="What stands for what, and what is left out.")
    common: dict[ScenarioPath, Any] = choice({}, doc="Values set everywhere, by dotted path.")
    x: Lever = choice(..., doc="The lever across.")
    y: Lever = choice(..., doc="The lever up.")
    arms: tuple[MapArm, ...] = choice(..., doc="Ways of working; the first is held against each other one.")
    outcomes: tuple[OutcomeName, ...] = choice(..., doc="Outcomes by which the first is ahead or behind.")
    points: int = quantity(96, unit="runs", low=FEWEST_POINTS, high=10_000, doc="Most points that are run.")
    replicates: int = quantity(4, unit="runs", low=2, high=1000, doc="Seeds of each point, its own.")
    seed: int = quantity(
        2009, unit="1", low=0, high=2**31 - 1, doc="First seed, and seed of the first points."
    )

    @property
    def levers(self) -> tuple[Lever, Lever]:
        """Across and up."""
        return self.x, self.y

    @model_validator(mode="after")
    def _makes_sense(self) -> PlaneFile:
        names = [arm.name for arm in self.arms]
        if len(names) < 2 or len(set(names)) < len(names):
            raise ValueError(Phrase("arms: a plane needs two arms or more, each with a name of its own"))
        if any(arm.adds for arm in self.arms):
            raise ValueError(Phrase("arms: adds is for maps of what carries"))
        if not self.outcomes:
            raise ValueError(Phrase("outcomes: a plane needs one or more"))
        return self


@dataclass(frozen=True, kw_only=True)
class Plane:
    """A plane that has been read and checked.

    Attributes:
        name: of the file. file: what it says. tree: where it says it. case: the scenario with what is set everywhere.
    """

    name: str
    file: PlaneFile
    tree: Tree
    case: Scenario

    def arms(self, values: tuple[float, float], /) -> dict[str, Scenario]:
        """The scenarios of all arms at a point, by name; what an arm sets wins over the levers.

        Args:
            values: of the two levers.

        Raises:
            ScenarioError: an arm cannot be made there, with the line of the arm.
        """
        drawn: dict[str, Any] = {}
        for lever, value in zip(self.file.levers, values, strict=True):
            drawn |= lever.changes(self.case, value)
        made = {}
        for arm, place in zip(self.file.arms, self.tree.content["arms"].content, strict=True):
            try:
                made[arm.name] = changed(self.case, overrides={**drawn, **arm.set})
            except ScenarioError as error:
                raise ScenarioError([placed(p, place, arm.name) for p in error.problems]) from None
        return made


def plane_files() -> dict[str, Path]:
    """Files of the shipped planes by name, in the order of their names."""
    for folder in data_places("experiments/planes"):
        if folder.is_dir():
            return {path.stem: path for path in sorted(folder.glob("*.yaml"))}
    return {}


def load_plane(
    source: str, /, *, outcomes: Sequence[str], overrides: Sequence[str] | Mapping[str, Any] = ()
) -> Plane:
    """Read and check a plane.

    Args:
        source: name of a shipped plane, or path of a YAML file.
        outcomes: names of all outcomes there are.
        overrides: values set everywhere, as in `load_scenario`; they win over those of the file.

    Raises:
        ScenarioError: there is no such plane, or something in it is wrong, with file and line: an unknown field or
            outcome, an empty range, an arm that cannot be made at an end of the levers.
    """
    path = _file_of(source)
    tree = read_document(path, label=source if path == Path(source) else path.name)
    file = checked(PlaneFile, document=tree, values_of=Scenario)
    unknown = [name for name in file.outcomes if name not in outcomes]
    if unknown:
        text = Phrase("names the outcome '{name}', which no run has", name=unknown[0][:60])
        near = nearest(unknown[0], among=list(outcomes))
        raise ScenarioError(tree.keys["outcomes"].problem(text, field="outcomes", suggestion=near))
    beside = file.scenario.endswith((".yaml", ".yml"))
    try:
        case = load_scenario(path.parent / file.scenario if beside else file.scenario, overrides=file.common)
    except ScenarioError as error:
        mark = tree.keys.get("common", tree.keys["scenario"])
        raise ScenarioError([mark.problem(p.phrase()) for p in error.problems]) from None
    made = Plane(
        name=path.stem, file=file, tree=tree, case=changed(case, overrides=overrides) if overrides else case
    )
    for key, lever in zip("xy", file.levers, strict=True):
        for value in _tried(lever):
            _check_lever(made, key, lever, value)
    for x in file.x.ends:
        for y in file.y.ends:
            made.arms((x, y))
    return made


def _check_lever(plane: Plane, key: str, lever: Lever, value: float) -> None:
    """Refuse a value of a lever that the case cannot have, at the line of the lever."""
    try:
        changed(plane.case, overrides=lever.changes(plane.case, value))
    except ScenarioError as error:
        mark = plane.tree.keys[key]
        raise ScenarioError(
            [
                mark.problem(Phrase("at {value:g}: {problem}", value=value, problem=_plain(p)))
                for p in error.problems
            ]
        ) from None


def _tried(lever: Lever) -> tuple[float, ...]:
    """Values at which a lever is tried before anything runs: every step, or both ends."""
    return tuple(step.at for step in lever.steps) or lever.ends


def _plain(problem: Problem) -> Phrase:
    """A problem without the place in the scenario, which the reader of a plane has not written."""
    return Phrase.joined((problem.field, problem.message), between=" ") if problem.field else problem.message


def _file_of(source: str) -> Path:
    shipped = plane_files()
    if source in shipped:
        return shipped[source]
    if source.endswith((".yaml", ".yml")):
        return Path(source)
    text = Phrase(
        "no plane is named '{source}', and it is no YAML file; shipped: {shipped}",
        source=source[:60],
        shipped=", ".join(shipped) or Phrase("none"),
    )
    raise ScenarioError(Problem(message=text, suggestion=nearest(source, among=list(shipped))))
