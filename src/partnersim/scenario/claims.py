"""The claims registry: what documents say about partnerships, each as arms to be run against each other.

A claim is data only. It names scenarios and values set in them, an outcome, and the sign that the document
leads one to expect; no mechanism ever sees it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from partnersim.scenario.document import Mark, Tree, read_document
from partnersim.scenario.errors import Problem, ScenarioError, nearest
from partnersim.scenario.fields import Part, choice, quantity
from partnersim.scenario.reading import changed, checked, load_scenario
from partnersim.scenario.spec import Scenario

Design = Literal["pair", "factorial", "dose", "level"]
Expected = Literal["+", "-", "0", "either"]

_ARM_COUNTS = {
    "pair": (2, 9, "two arms or more"),
    "factorial": (2, 2, "two factors"),
    "dose": (3, 9, "three levels or more"),
    "level": (1, 1, "one arm"),
}
_PACKAGE = Path(__file__).resolve().parents[1]
_TEXT = {"unit": "-", "source": "claims", "role": "constant"}
_SET = re.compile(r"--set ([^=]+)=")


class Arm(Part):
    """One arm: values set on the claim's scenario, or on another one."""

    name: str = Field(
        pattern=r"^[a-z][a-z0-9_]{0,39}$", description="Short name.", json_schema_extra=dict(_TEXT)
    )
    scenario: str | None = choice(None, doc="Scenario of this arm; the claim's if empty.")
    set: dict[str, Any] = choice({}, doc="Values set in the scenario, by dotted path.")


class Uncertain(Part):
    """One input nobody knows well, and the range over which a claim is tried."""

    path: str = choice(..., doc="Dotted path in the scenario.")
    low: float = quantity(..., unit="as the field", low=None, high=None, doc="Lowest value tried.")
    high: float = quantity(..., unit="as the field", low=None, high=None, doc="Highest value tried.")
    whole: bool = choice(False, doc="Whether only whole numbers make sense.")

    @model_validator(mode="after")
    def _is_a_range(self) -> Uncertain:
        if not self.low < self.high:
            raise ValueError(f"the range of '{self.path}' is empty: low {self.low:g}, high {self.high:g}")
        return self

    def value(self, share: float, /) -> float | int:
        """The value at ``share`` (0 to 1) of the range; a whole number has an equal part of it each."""
        if self.whole:
            first, last = int(self.low), int(self.high)
            return min(last, first + int(share * (last - first + 1)))
        return self.low + share * (self.high - self.low)


class Claim(Part):
    """One claim of a document, as an experiment."""

    id: str = Field(
        pattern=r"^(C\d+\.\d+|X\d+)[a-z]?$", description="Number of the claim.", json_schema_extra=dict(_TEXT)
    )
    document: str = choice("", doc="Document that says it; the file's if empty.")
    statement: str = choice(..., doc="The claim in one sentence.")
    kind: Literal["test", "check"] = choice(
        ..., doc="A test can fail in the model; of a check, part is assumed."
    )
    assumed: str = choice("", doc="What a check assumes.")
    note: str = choice("", doc="What stands for what, and what is left out.")
    case: str = choice("", doc="Case that the claim is about; the file's if empty.")
    scenario: str = choice("", doc="Scenario that carries the experiment; the file's if empty.")
    common: dict[str, Any] = choice({}, doc="Values set in every arm, by dotted path.")
    design: Design = choice("pair", doc="Two arms, two factors crossed, rising levels, or one arm alone.")
    arms: tuple[Arm, ...] = choice(
        ..., doc="Arms of a pair or level; factors of a factorial; levels of a dose."
    )
    effect: tuple[str, str] | None = choice(
        None, doc="For a pair: arm with, arm without; the first two if empty."
    )
    outcome: str = choice(..., doc="Outcome on which the verdict rests.")
    expected: Expected = choice(..., doc="Sign that the document leads one to expect.")
    reference: float = quantity(
        0.0,
        unit="as the outcome",
        low=None,
        high=None,
        doc="For a level: value from which the outcome is counted.",
    )
    margin: float = quantity(
        0.0,
        unit="as the outcome",
        low=0.0,
        high=None,
        doc="For expected 0: largest difference that counts as none.",
    )
    also: tuple[str, ...] = choice((), doc="Further outcomes reported, without a verdict.")
    replicates: int = quantity(30, unit="runs", low=2, high=100_000, doc="Replicates, paired by seed.")
    uncertain: tuple[Uncertain, ...] | None = choice(None, doc="Uncertain inputs; the file's if not given.")
    headline: bool = choice(False, doc="Whether its robustness is tried over the uncertain inputs.")

    @property
    def arm_sets(self) -> dict[str, tuple[str, dict[str, Any]]]:
        """Scenario and values of every arm that is run, by name, in order."""
        given = {arm.name: (arm.scenario or self.scenario, dict(arm.set)) for arm in self.arms}
        if self.design != "factorial":
            return given
        (one, (_, first)), (two, (_, second)) = given.items()
        sets = {"neither": {}, one: first, two: second, "both": {**first, **second}}
        return {name: (self.scenario, values) for name, values in sets.items()}

    @property
    def compared(self) -> tuple[str, str]:
        """Arms with and without, of a pair; last and first level, of a dose; one arm twice, of a level."""
        if self.design == "dose":
            return self.arms[-1].name, self.arms[0].name
        if self.design == "level":
            return self.arms[0].name, self.arms[0].name
        return self.effect or (self.arms[0].name, self.arms[1].name)

    @model_validator(mode="after")
    def _makes_sense(self) -> Claim:
        names = [arm.name for arm in self.arms]
        wanted = _ARM_COUNTS[self.design]
        if not wanted[0] <= len(names) <= wanted[1]:
            raise ValueError(f"arms: a {self.design} needs {wanted[2]}, and has {len(names)}")
        for name in self.effect or ():
            if name not in names:
                near = nearest(name, among=names)
                raise ValueError(
                    f"effect names the arm '{name}', which the claim does not have; arms: {', '.join(names)}"
                    + (f" (did you mean '{near}'?)" if near else "")
                )
        if self.effect is not None and (self.design != "pair" or self.effect[0] == self.effect[1]):
            raise ValueError("effect belongs to a pair, and names two different arms")
        if self.kind == "check" and not self.assumed.strip():
            raise ValueError("assumed is missing: a check says what it assumes")
        if self.expected == "0" and self.margin <= 0.0:
            raise ValueError("margin is missing: expected 0 needs the largest difference that counts as none")
        if self.design == "factorial":
            self._factors_apart()
        return self

    def _factors_apart(self) -> None:
        first, second = self.arms
        for path in first.set:
            if path in second.set:
                raise ValueError(f"arms: both factors set '{path}', so that they cannot be crossed")
        for arm in self.arms:
            if arm.scenario is not None:
                raise ValueError(f"arms: factor '{arm.name}' names a scenario; a factor only sets values")
            if arm.name in ("neither", "both"):
                raise ValueError(f"arms: a factor cannot be called '{arm.name}'")


class ClaimFile(Part):
    """The claims of one document."""

    document: str = choice(..., doc="The document, for people.")
    case: str = choice(..., doc="Case that its claims are about.")
    scenario: str = choice(..., doc="Scenario that carries its experiments unless a claim names another.")
    common: dict[str, Any] = choice({}, doc="Values set in every arm of every claim, by dotted path.")
    uncertain: tuple[Uncertain, ...] = choice((), doc="Uncertain inputs of claims that name none.")
    claims: tuple[Claim, ...] = choice(..., doc="The claims.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredClaim:
    """A claim with everything its file says for all, and the places where it was written.

    Attributes:
        claim: the claim, complete.
        tree: what was written, for error lines.
        file_tree: the file it was written in.
    """

    claim: Claim
    tree: Tree
    file_tree: Tree

    def arms(self, values: Mapping[str, Any] | None = None, /) -> dict[str, Scenario]:
        """The scenarios of all arms, by name.

        Args:
            values: uncertain inputs to set first; an arm's own values win over them.

        Errors:
            ScenarioError: an arm cannot be made; the problem points to the line in the claims file.
        """
        made = {}
        for name, (scenario, own) in self.claim.arm_sets.items():
            sets = {**self.claim.common, **(values or {}), **own}
            try:
                made[name] = changed(_base(scenario), overrides=sets) if sets else _base(scenario)
            except ScenarioError as error:
                raise ScenarioError([self._placed(p, arm=name) for p in error.problems]) from None
        return made

    def _placed(self, problem: Problem, *, arm: str) -> Problem:
        """The same problem at the line of the claims file that caused it."""
        asked = _SET.match(problem.file)
        mark = self._mark_of(asked.group(1) if asked else "", arm=arm)
        said = problem.message if asked else str(problem)
        where = f"claim {self.claim.id}, arm {arm}: "
        if not asked:
            return mark.problem(where + said)
        shown = f"{problem.field} = {problem.value} " if problem.value else f"{problem.field}: "
        return replace(
            problem, file=mark.file, line=mark.line, column=mark.column, field="", value="",
            message=where + (shown if problem.field else "") + said,
        )  # fmt: skip

    def _mark_of(self, path: str, *, arm: str) -> Mark:
        groups: list[Tree] = []
        items = self.tree.content.get("arms")
        for item in items.content if items is not None else ():
            if item.name() == arm or self.claim.design == "factorial":
                groups += [item.content["set"]] if "set" in item.content else []
                groups.append(item)
        groups += [t.content["common"] for t in (self.tree, self.file_tree) if "common" in t.content]
        for group in groups:
            if path and path in group.keys:
                return group.keys[path]
        for tree in (self.tree, self.file_tree):
            for item in tree.content["uncertain"].content if "uncertain" in tree.content else ():
                if "path" in item.content and item.content["path"].content == path:
                    return item.keys["path"]
        key = "scenario" if "scenario" in self.tree.content else "id"
        return self.tree.keys.get(key, self.tree.mark)


def claim_folders() -> tuple[Path, ...]:
    """Folders searched for claims: package data first, then the source tree."""
    return (_PACKAGE / "_data" / "experiments" / "claims", _PACKAGE.parents[1] / "experiments" / "claims")


def claim_files() -> list[Path]:
    """Files of the shipped claims, in the order of their names."""
    for folder in claim_folders():
        if folder.is_dir():
            return sorted(folder.glob("*.yaml"))
    return []


def load_claims(
    *, outcomes: Sequence[str], files: Sequence[Path] | None = None, check_arms: bool = True
) -> list[RegisteredClaim]:
    """Read claims and check them, their arms included.

    Args:
        outcomes: names of the outcomes that a run has.
        files: files to read; the shipped ones if not given.
        check_arms: make every arm, also at the ends of the uncertain inputs, so that nothing fails later.

    Errors:
        ScenarioError: anything wrong, with file and line: field, outcome or arm unknown, a value refused.
    """
    found: list[RegisteredClaim] = []
    problems: list[Problem] = []
    for path in claim_files() if files is None else files:
        try:
            found += _read(path)
        except ScenarioError as error:
            problems += error.problems
    seen: dict[str, Mark] = {}
    for one in found:
        problems += _faults(one, outcomes=outcomes, seen=seen)
    if check_arms and not problems:
        for one in found:
            problems += _arm_faults(one)
    if problems:
        raise ScenarioError(problems)
    return found


def chosen(
    claims: Sequence[RegisteredClaim], ids: Sequence[str], /, *, case: str = ""
) -> list[RegisteredClaim]:
    """The claims with these numbers (all if none is given) and of this case (any if empty).

    Errors:
        ScenarioError: no claim has such a number, or no claim is about such a case.
    """
    known = [one.claim.id for one in claims]
    problems = [
        Problem(message=f"no claim is numbered '{wanted[:40]}'", suggestion=nearest(wanted, among=known))
        for wanted in ids
        if wanted not in known
    ]
    cases = list(dict.fromkeys(one.claim.case for one in claims))
    if case and case not in cases:
        text = f"no claim is about the case '{case[:40]}'; cases: {', '.join(cases)}"
        problems.append(Problem(message=text, suggestion=nearest(case, among=cases)))
    if problems:
        raise ScenarioError(problems)
    return [
        one for one in claims if (not ids or one.claim.id in ids) and (not case or one.claim.case == case)
    ]


@cache
def _base(name: str) -> Scenario:
    return load_scenario(name)


def _read(path: Path) -> list[RegisteredClaim]:
    tree = read_document(path, label=path.name)
    file = checked(ClaimFile, document=tree)
    made = []
    for claim, place in zip(file.claims, tree.content["claims"].content, strict=True):
        filled = claim.model_copy(
            update={
                "document": claim.document or file.document,
                "case": claim.case or file.case,
                "scenario": claim.scenario or file.scenario,
                "common": {**file.common, **claim.common},
                "uncertain": file.uncertain if claim.uncertain is None else claim.uncertain,
            }
        )
        made.append(RegisteredClaim(claim=filled, tree=place, file_tree=tree))
    return made


def _faults(one: RegisteredClaim, *, outcomes: Sequence[str], seen: dict[str, Mark]) -> list[Problem]:
    claim, keys = one.claim, one.tree.keys
    faults = []
    if claim.id in seen:
        first = f"{seen[claim.id].file}:{seen[claim.id].line}"
        text = f"claim {claim.id} is defined a second time (first in {first})"
        faults.append(keys["id"].problem(text))
    seen.setdefault(claim.id, keys["id"])
    for key, names in (("outcome", (claim.outcome,)), ("also", claim.also)):
        for name in names:
            if name not in outcomes:
                text = f"claim {claim.id} names the outcome '{name[:60]}', which no run has"
                faults.append(keys[key].problem(text, suggestion=nearest(name, among=list(outcomes))))
    if claim.headline and not claim.uncertain:
        text = f"claim {claim.id} is a headline claim but nothing is uncertain in it"
        faults.append(keys["id"].problem(text))
    return faults


def _arm_faults(one: RegisteredClaim) -> list[Problem]:
    ranges = one.claim.uncertain or ()
    tried: list[dict[str, Any]] = [{}]
    if one.claim.headline:
        tried += [{u.path: u.value(share) for u in ranges} for share in (0.0, 1.0)]
    for values in tried:
        try:
            one.arms(values)
        except ScenarioError as error:
            return error.problems
    return []
