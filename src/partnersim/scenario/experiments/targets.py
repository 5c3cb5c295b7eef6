"""Targets: published numbers that the model is fitted to, set from, or judged by, read from one file at a time.

A file holds targets of one use only. Whoever may see one use is given one file and nothing that knows of others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from partnersim.scenario.documents.document import Tree, read_document
from partnersim.scenario.documents.errors import Problem, ScenarioError, nearest
from partnersim.scenario.documents.fields import Part, choice, quantity
from partnersim.scenario.documents.package import data_places
from partnersim.scenario.documents.texts import ExperimentName, NumberName, Prose, UnitName
from partnersim.scenario.phrases import Phrase
from partnersim.scenario.reading import checked

Use = Literal["calibrate", "input", "judge"]
Way = Literal["panel", "trial", "partnership", "pattern"]
_TEXT = {"unit": "-", "source": "targets", "role": "constant"}


class Value(Part):
    """One number of a target, with the band in which a simulated value counts as met."""

    name: NumberName = choice(..., doc="Name of the number in the experiment that measures it.")
    of: Prose = choice("", doc="Which component of the target it is; empty if there is only one.")
    unit: UnitName = choice(..., doc="Unit; for a statement that holds or not, bool with 1 for true.")
    target: float = quantity(..., unit="as the value", low=None, high=None, doc="Published value.")
    low: float = quantity(..., unit="as the value", low=None, high=None, doc="Lowest value accepted.")
    high: float = quantity(..., unit="as the value", low=None, high=None, doc="Highest value accepted.")
    scale: float = quantity(
        1.0, unit="1", low=1e-9, high=1e9, doc="Factor from the experiment's unit to this one."
    )

    @model_validator(mode="after")
    def _is_a_band(self) -> Value:
        if not self.low <= self.target <= self.high:
            text = Phrase(
                "the band of '{name}' must hold its target: {low:g}, {target:g}, {high:g}",
                name=self.name,
                low=self.low,
                target=self.target,
                high=self.high,
            )
            raise ValueError(text)
        return self

    def holds(self, value: float, /) -> bool:
        """Whether a simulated value lies inside the band, ends included; NaN does not."""
        return bool(self.low - 1e-12 <= value <= self.high + 1e-12)


class Beside(Part):
    """A number reported next to a target and not held against it."""

    name: NumberName = choice(..., doc="Name of the number in the experiment.")
    of: Prose = choice(..., doc="What it is.")
    unit: UnitName = choice(..., doc="Unit.")
    scale: float = quantity(
        1.0, unit="1", low=1e-9, high=1e9, doc="Factor from the experiment's unit to this one."
    )


class Measure(Part):
    """The experiment that gives the simulated value."""

    by: Way = choice(
        ...,
        doc="A panel without any programme, a trial, a study of partnerships, or several trials together.",
    )
    experiment: ExperimentName = choice(
        "", doc="Name of the trial file or of the study of partnerships; empty for the panel."
    )

    @model_validator(mode="after")
    def _names_one(self) -> Measure:
        if (self.by == "panel") == bool(self.experiment):
            raise ValueError(
                Phrase("there is one panel, without a name")
                if self.by == "panel"
                else Phrase("a {by} needs the name of an experiment", by=self.by)
            )
        return self


class Target(Part):
    """A published result and how the model is asked for the same."""

    id: str = Field(
        pattern=r"^[TP][0-9]{1,3}[a-z]?$", description="Number of the target.", json_schema_extra=dict(_TEXT)
    )
    setting: Prose = choice(..., doc="Who is observed, and what is done to them.")
    statistic: Prose = choice(..., doc="What is measured.")
    measure: Measure = choice(..., doc="The experiment in the model.")
    values: tuple[Value, ...] = choice(..., doc="Numbers with their bands.")
    beside: tuple[Beside, ...] = choice((), doc="Numbers reported next to them.")
    band: Literal["ci95", "range", "published", "judgement"] = choice(
        ..., doc="Where the band comes from: a standard error, a range over sites, a publication, judgement."
    )
    source: Prose = choice(..., doc="Publication.")
    note: Prose = choice("", doc="What has to be known to read it.")

    @model_validator(mode="after")
    def _has_values(self) -> Target:
        if not self.values:
            raise ValueError(Phrase("target {id} has no values", id=self.id))
        return self

    def standard_error(self, value: Value, /) -> float:
        """Standard error behind a 95 percent band: its width over 3.92; NaN for other bands."""
        return (value.high - value.low) / 3.92 if self.band == "ci95" else float("nan")


class TargetFile(Part):
    """Targets of one use."""

    use: Use = choice(..., doc="What all targets of the file may be used for.")
    targets: tuple[Target, ...] = choice(..., doc="The targets.")


@dataclass(frozen=True)
class Targets:
    """Targets of one file and the places where they were written."""

    use: Use
    items: tuple[Target, ...]
    tree: Tree

    def check_names(self, known: Mapping[str, Mapping[str, Sequence[str]]], /) -> None:
        """Refuse a target whose experiment or number does not exist.

        Args:
            known: way of measuring -> experiment -> names of its numbers; a way or an experiment that is left out is
                not checked.

        Raises:
            ScenarioError: every unknown name with file, line and the nearest known one.
        """
        problems: list[Problem] = []
        for target, tree in zip(self.items, self.tree.content["targets"].content, strict=True):
            experiments = known.get(target.measure.by)
            if experiments is None:
                continue
            measure = tree.content["measure"]
            wanted = target.measure.experiment
            if wanted not in experiments:
                text = Phrase(
                    "target {id} is measured by '{wanted}', which does not exist",
                    id=target.id,
                    wanted=wanted[:60],
                )
                near = nearest(wanted, among=list(experiments))
                mark = measure.keys.get("experiment", measure.mark)
                problems.append(mark.problem(text, suggestion=near))
                continue
            names = experiments[wanted]
            for part in ("values", "beside"):
                trees = tree.content[part].content if part in tree.content else []
                for item in trees:
                    name = str(item.content["name"].content)
                    if name not in names:
                        text = Phrase(
                            "target {id} asks for '{name}', which its experiment does not give",
                            id=target.id,
                            name=name[:60],
                        )
                        near = nearest(name, among=list(names))
                        problems.append(item.keys["name"].problem(text, suggestion=near))
        if problems:
            raise ScenarioError(problems)


def target_folder() -> Path:
    """Folder of the shipped targets: package data first, then the source tree."""
    shipped, in_tree = data_places("experiments/targets")
    return shipped if shipped.is_dir() else in_tree


def read_targets(path: Path, /, *, use: Use) -> Targets:
    """Read one file of targets.

    Args:
        path: the file; no other is opened.
        use: what its targets must be for.

    Raises:
        ScenarioError: the file is unusable, a value is refused, an id is given twice, or the use is another.
    """
    tree = read_document(path, label=path.name)
    file = checked(TargetFile, document=tree)
    problems: list[Problem] = []
    if file.use != use:
        mark = tree.keys.get("use", tree.mark)
        problems.append(
            mark.problem(
                Phrase("holds targets for use '{use}', where '{needed}' is needed", use=file.use, needed=use)
            )
        )
    seen: dict[str, Any] = {}
    for target, item in zip(file.targets, tree.content["targets"].content, strict=True):
        if target.id in seen:
            first = f"{seen[target.id].file}:{seen[target.id].line}"
            problems.append(
                item.keys["id"].problem(
                    Phrase("target {id} is given a second time (first in {first})", id=target.id, first=first)
                )
            )
        seen.setdefault(target.id, item.keys["id"])
    if problems:
        raise ScenarioError(problems)
    return Targets(use=file.use, items=file.targets, tree=tree)
