"""Docking: published results on partnerships as experiments of the model, one YAML file each.

A file says what was published, what it would be in the model, and where it was read, before anything is run. It is data
only: arms and settings are values of a scenario by dotted path; a row adds and subtracts an outcome over some of their
combinations and says which sign or size was published. No mechanism ever sees it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from partnersim.scenario.documents.document import Mark, Tree, read_document
from partnersim.scenario.documents.errors import Problem, ScenarioError, nearest
from partnersim.scenario.documents.fields import Fault, Part, choice, quantity
from partnersim.scenario.documents.package import data_places
from partnersim.scenario.documents.texts import (
    NAME_FORM,
    OutcomeName,
    Prose,
    RefersTo,
    ScenarioName,
    ScenarioPath,
)
from partnersim.scenario.experiments.claim import Arm
from partnersim.scenario.experiments.robustness import path_faults
from partnersim.scenario.phrases import Phrase
from partnersim.scenario.reading import changed, checked, load_scenario
from partnersim.scenario.spec import Scenario

ID_FORM = r"^[A-Z][0-9]{1,3}$"
LinkName = Literal["input", "activity", "output", "outcome", "impact"]
Sign = Literal["+", "-", "0", "either"]

_SET = re.compile(r"--set ([^=]+)=")
_TEXT = {"unit": "-", "source": "docking", "role": "constant"}

Cell = tuple[Annotated[str, RefersTo("an arm, then settings")], ...]
"""A combination that is run: the name of an arm, and of the settings that it meets."""


class Circumstance(Part):
    """A setting in which arms are compared: values of the scenario that all arms there have."""

    name: str = Field(pattern=NAME_FORM, description="Short name.", json_schema_extra=dict(_TEXT))
    says: Prose = choice("", doc="What is different in it, for people.")
    set: dict[ScenarioPath, Any] = choice({}, doc="Values set, by dotted path; an arm's own values win.")


class DockRow(Part):
    """One published sign or size, and the combinations whose outcomes are added and subtracted for it."""

    id: str = Field(pattern=NAME_FORM, description="Short name.", json_schema_extra=dict(_TEXT))
    condition: Prose = choice(..., doc="What is compared with what, and where, in words.")
    outcome: OutcomeName = choice("", doc="Outcome compared; the file's if empty.")
    link: LinkName | None = choice(None, doc="Link of the results chain that was meant; the file's if empty.")
    plus: tuple[Cell, ...] = choice(..., doc="Combinations whose outcomes are added.")
    minus: tuple[Cell, ...] = choice(
        (), doc="Combinations whose outcomes are taken away; as many as are added."
    )
    per: OutcomeName | None = choice(None, doc="Outcome by whose own difference the difference is divided.")
    percent: bool = choice(
        False,
        doc="Whether the difference is told in percent of what is taken away, as many sizes are published.",
    )
    expected: Sign | None = choice(
        None, doc="Published sign; 'either' where publications disagree or the sign alone was not published."
    )
    low: float | None = quantity(
        None, unit="as the outcome", low=None, high=None, doc="Least size published."
    )
    high: float | None = quantity(
        None, unit="as the outcome", low=None, high=None, doc="Largest size published."
    )
    margin: float = quantity(
        0.0,
        unit="as the outcome",
        low=0.0,
        high=None,
        doc="For expected 0: largest difference that counts as none.",
    )
    equal_money: bool = choice(
        False, doc="Whether its combinations are held to spend equal money, within 2 percent."
    )
    note: Prose = choice("", doc="What stands for what, and what is left out.")

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All its combinations, those added first."""
        return (*self.plus, *self.minus)

    def faults(self) -> Iterator[Fault]:
        """A sign or a size is stated, and as much is taken away as added."""
        if self.expected is None and self.low is None:
            yield Fault(
                place=("expected",), message=Phrase("is missing: give a sign, or a size (low and high)")
            )
        if (self.low is None) is not (self.high is None):
            yield Fault(
                place=("low" if self.high is None else "high",),
                message=Phrase("has no other end of the size"),
            )
        elif self.low is not None and self.high is not None and not self.low < self.high:
            yield Fault(place=("low",), message=Phrase("is not below high, {high:g}", high=self.high))
        if self.expected == "0" and self.margin <= 0.0:
            text = Phrase("is missing: expected 0 needs the largest difference that counts as none")
            yield Fault(place=("margin",), message=text)
        if self.minus and len(self.minus) != len(self.plus):
            text = Phrase(
                "takes {minus} away from {plus}; as many are taken away as added",
                minus=len(self.minus),
                plus=len(self.plus),
            )
            yield Fault(place=("minus",), message=text)
        if self.percent and (self.per is not None or len(self.minus) != 1):
            text = Phrase("needs one combination that is taken away, and no outcome that is divided by (per)")
            yield Fault(place=("percent",), message=text)
        if not self.plus or not all(self.cells):
            yield Fault(
                place=("plus",), message=Phrase("needs a combination: the name of an arm, then of settings")
            )


class DockFile(Part):
    """One published result."""

    id: str = Field(pattern=ID_FORM, description="Number of the result.", json_schema_extra=dict(_TEXT))
    question: Prose = choice(..., doc="Question of the project that it bears on.")
    result: Prose = choice(..., doc="What was published, in our words.")
    source: Prose = choice(..., doc="Where it was published.")
    confidence: Prose = choice(..., doc="Whether the text, the abstract or neither was read.")
    scenario: ScenarioName = choice(
        ..., doc="Shipped scenario, or a YAML file beside this one, that carries it."
    )
    common: dict[ScenarioPath, Any] = choice({}, doc="Values set in everything that is run, by dotted path.")
    settings: tuple[Circumstance, ...] = choice((), doc="Settings in which arms are compared.")
    arms: tuple[Arm, ...] = choice(..., doc="Arms that are compared.")
    outcome: OutcomeName = choice("", doc="Outcome of rows that name none.")
    link: LinkName | None = choice(None, doc="Link of the results chain of rows that name none.")
    replicates: int = quantity(
        30, unit="runs", low=2, high=100_000, doc="Seeds, the same for all combinations."
    )
    left_out: Prose = choice(
        "", doc="Which part of the published result the model has no lever for, and which it needs."
    )
    decides: Prose = choice("", doc="Which rules of the model decide the signs.")
    rows: tuple[DockRow, ...] = choice(..., doc="Signs and sizes.")

    def faults(self) -> Iterator[Fault]:
        """Paths lead somewhere, no two rows or names are the same, and combinations name what is there."""
        for path in self.common:
            yield from path_faults(path, place=("common", path), of_key=True)
        sets: tuple[tuple[str, tuple[Circumstance | Arm, ...]], ...] = (
            ("settings", self.settings),
            ("arms", self.arms),
        )
        for group, items in sets:
            for position, item in enumerate(items):
                for path in item.set:
                    yield from path_faults(path, place=(group, position, "set", path), of_key=True)
        arms, settings = [arm.name for arm in self.arms], [one.name for one in self.settings]
        for position, row in enumerate(self.rows):
            for key in ("plus", "minus"):
                for number, cell in enumerate(getattr(row, key)):
                    yield from _cell_faults(cell, ("rows", position, key, number), arms, settings)

    @model_validator(mode="after")
    def _rows_differ(self) -> DockFile:
        names = [row.id for row in self.rows]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(Phrase("rows: '{twice}' is defined twice", twice=twice[0]))
        if not names:
            raise ValueError(Phrase("rows is empty"))
        return self


def _cell_faults(
    cell: Cell, place: tuple[str | int, ...], arms: list[str], settings: list[str]
) -> Iterator[Fault]:
    for number, name in enumerate(cell):
        known = arms if number == 0 else settings
        if name not in known:
            text = Phrase("names the setting '{name}', which the file does not have", name=name[:60])
            if number == 0:
                text = Phrase("names the arm '{name}', which the file does not have", name=name[:60])
            yield Fault(place=(*place, number), message=text, word=name, names=tuple(known))


@dataclass(frozen=True, slots=True, kw_only=True)
class Docking:
    """A published result with the places where it was written.

    Attributes:
        file: what was written. tree: its places. folder: where it lies.
    """

    file: DockFile
    tree: Tree
    folder: Path

    def outcome_of(self, row: DockRow, /) -> str:
        """Outcome of a row: its own, or the file's."""
        return row.outcome or self.file.outcome

    def link_of(self, row: DockRow, /) -> str:
        """Link of the results chain of a row: its own, or the file's; empty if nobody says it."""
        return row.link or self.file.link or ""

    def mark(self, row: DockRow, key: str, /) -> Mark:
        """Where a row says something, or where the row begins."""
        place = self.tree.content["rows"].content[self.file.rows.index(row)]
        found = place.keys.get(key, place.mark)
        return found if isinstance(found, Mark) else self.tree.mark

    def spec(self, cell: Cell, /) -> Scenario:
        """The scenario of a combination; what an arm sets wins over settings, and these over what is common.

        Raises:
            ScenarioError: it cannot be made; the problem points to the line of the file that is the cause.
        """
        arm = next(one for one in self.file.arms if one.name == cell[0])
        settings = [one for name in cell[1:] for one in self.file.settings if one.name == name]
        sets = dict(self.file.common)
        for one in settings:
            sets |= one.set
        sets |= arm.set
        try:
            base = self._base(arm)
            return changed(base, overrides=sets) if sets else base
        except ScenarioError as error:
            raise ScenarioError([self._placed(problem, cell) for problem in error.problems]) from None

    def _base(self, arm: Arm) -> Scenario:
        name = arm.scenario or self.file.scenario
        return _base(str(self.folder / name) if name.endswith((".yaml", ".yml")) else name)

    def _placed(self, problem: Problem, cell: Cell) -> Problem:
        asked = _SET.match(problem.file)
        mark = self._mark_of(asked.group(1) if asked else "", cell)
        text = Phrase(
            "combination {arm_and_settings}: {problem}",
            arm_and_settings=Phrase.joined(cell, between=Phrase(" in ")),
            problem=problem.fault() if asked else problem.phrase(),
        )
        if not asked:
            return mark.problem(text)
        return replace(
            problem, file=mark.file, line=mark.line, column=mark.column, field="", value="", message=text
        )

    def _mark_of(self, path: str, cell: Cell) -> Mark:
        content = self.tree.content
        for key, names in (("arms", cell[:1]), ("settings", cell[1:])):
            for item in content[key].content if key in content else ():
                values = item.content.get("set")
                if item.name() in names and values is not None and path in values.keys:
                    return values.keys[path]  # type: ignore[no-any-return]
        common = content.get("common")
        if common is not None and path in common.keys:
            return common.keys[path]  # type: ignore[no-any-return]
        return self.tree.keys["scenario"]


@cache
def _base(name: str) -> Scenario:
    return load_scenario(name)


def docking_files() -> list[Path]:
    """Files of the shipped results, in the order of their names."""
    for folder in data_places("experiments/partnerships"):
        if folder.is_dir():
            return sorted(path for path in folder.glob("*.yaml") if re.match(ID_FORM, path.stem))
    return []


def load_dockings(
    *, links: Mapping[str, str], files: Sequence[Path] | None = None, ids: Sequence[str] = ()
) -> list[Docking]:
    """Read and check published results.

    Args:
        links: link of the results chain by outcome, of all outcomes there are.
        files: files instead of the shipped ones.
        ids: numbers or files of those wanted; all if empty.

    Raises:
        ScenarioError: a file is wrong, with file and line: an unknown lever, a row without its link, a combination that
            cannot be run; or no result has such a number.
    """
    chosen = _chosen(docking_files() if files is None else list(files), ids)
    found: list[Docking] = []
    problems: list[Problem] = []
    for path in chosen:
        try:
            tree = read_document(path, label=path.name)
            one = Docking(
                file=checked(DockFile, document=tree, values_of=Scenario), tree=tree, folder=path.parent
            )
        except ScenarioError as error:
            problems += error.problems
            continue
        wrong = list(_row_faults(one, links)) + list(_number_faults(one, found))
        problems += wrong or _spec_faults(one)
        found.append(one)
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    return found


def _chosen(files: list[Path], ids: Sequence[str]) -> list[Path]:
    by_id = {path.stem: path for path in files}
    problems, chosen = [], []
    for wanted in ids:
        if wanted in by_id:
            chosen.append(by_id[wanted])
        elif wanted.endswith((".yaml", ".yml")):
            chosen.append(Path(wanted))
        else:
            text = Phrase(
                "no published result is numbered '{wanted}'; there are {names}",
                wanted=wanted[:40],
                names=", ".join(by_id) or Phrase("none"),
            )
            problems.append(Problem(message=text, suggestion=nearest(wanted, among=list(by_id))))
    if problems:
        raise ScenarioError(problems)
    return chosen if ids else files


def _number_faults(one: Docking, before: list[Docking]) -> Iterator[Problem]:
    for other in before:
        if other.file.id == one.file.id:
            yield one.tree.keys["id"].problem(
                Phrase(
                    "result {id} is defined a second time (first in {file})",
                    id=one.file.id,
                    file=other.tree.mark.file,
                )
            )


def _row_faults(one: Docking, links: Mapping[str, str]) -> Iterator[Problem]:
    for row in one.file.rows:
        where = Phrase("row {id}", id=row.id)
        outcome, link = one.outcome_of(row), one.link_of(row)
        for key, name in (("outcome", outcome), ("per", row.per)):
            if name is not None and name not in links:
                text = (
                    Phrase(
                        "{where} names the outcome '{name}', which no run has", where=where, name=name[:60]
                    )
                    if name
                    else Phrase("{where} has no outcome", where=where)
                )
                yield one.mark(row, key).problem(
                    text, suggestion=nearest(name, among=list(links)) if name else ""
                )
        if not link:
            yield one.mark(row, "id").problem(
                Phrase("{where} does not say which link of the results chain is meant (link)", where=where)
            )
        elif outcome in links and links[outcome] != link:
            text = Phrase(
                "{where} means the link {link}, but the outcome '{outcome}' is one of {links}",
                where=where,
                link=link,
                outcome=outcome,
                links=links[outcome],
            )
            yield one.mark(row, "link").problem(text)


def _spec_faults(one: Docking) -> list[Problem]:
    """What is wrong with combinations that rows name, each tried once."""
    problems: list[Problem] = []
    for cell in dict.fromkeys(cell for row in one.file.rows for cell in row.cells):
        try:
            one.spec(cell)
        except ScenarioError as error:
            problems += error.problems
    return problems
