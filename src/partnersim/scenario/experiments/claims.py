"""The claims registry: what documents say about partnerships, each as arms to be run against each other.

A claim is data only. It names scenarios and values set in them, an outcome, and the sign that the document
leads one to expect; no mechanism ever sees it. What all claims are tried against beside their own arms stands in
``_robustness.yaml`` (`partnersim.scenario.experiments.robustness`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from partnersim.scenario.documents.document import Mark, Tree, read_document
from partnersim.scenario.documents.errors import Problem, ScenarioError, nearest
from partnersim.scenario.documents.package import data_places
from partnersim.scenario.experiments.claim import Arm, Claim, ClaimFile, Design, Expected
from partnersim.scenario.experiments.claim_faults import beside_faults, chain_faults, claim_faults
from partnersim.scenario.experiments.robustness import (
    FILE_NAME,
    Beside,
    Form,
    Over,
    Robustness,
    Uncertain,
    applies,
    read_robustness,
)
from partnersim.scenario.experiments.written_money import unequal
from partnersim.scenario.phrases import Phrase
from partnersim.scenario.reading import changed, checked, load_scenario
from partnersim.scenario.spec import Scenario

__all__ = ["Arm", "Claim", "ClaimFile", "Design", "Expected", "RegisteredClaim", "Uncertain", "chosen",
           "claim_files", "load_claims"]  # fmt: skip

_SET = re.compile(r"--set ([^=]+)=")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredClaim:
    """A claim with everything its file says for all, and the places where it was written.

    Attributes:
        claim: the claim, complete.
        tree: what was written, for error lines.
        file_tree: the file it was written in.
        robustness: what it is tried against beside its own arms.
        chain: outcomes that its file reports at links which its own outcomes leave out.
    """

    claim: Claim
    tree: Tree
    file_tree: Tree
    robustness: Robustness = field(default_factory=Robustness)
    chain: tuple[str, ...] = ()

    def whole_chain(self, stands_at: Mapping[str, str], /) -> RegisteredClaim:
        """The same with an outcome beside its own at every link for which its file names one.

        Args:
            stands_at: link of the results chain by outcome.
        """
        shown = {stands_at[name] for name in (self.claim.outcome, *self.claim.also)}
        more = tuple(name for name in self.chain if stands_at[name] not in shown)
        return replace(self, claim=self.claim.model_copy(update={"also": (*self.claim.also, *more)}))

    def over(self, arms: Mapping[str, Scenario], /) -> Over | None:
        """Values over which its replicates run, if any: its own, or the registry's where they matter in its arms."""
        found = self.claim.over or self.robustness.file.over
        if found is None or self._sets(found.path) or not applies(found.where, arms):
            return None
        return found

    def beside(self) -> list[Beside]:
        """Arms run beside its own; none that sets what the claim itself sets in an arm."""
        return [
            one
            for one in self.robustness.file.beside
            if self.claim.outcome in one.outcomes and not any(map(self._sets, one.set))
        ]

    def in_between(self) -> RegisteredClaim | None:
        """The same with its arm between the two compared alone; None if it has none."""
        arm = self.claim.between
        if arm is None:
            return None
        only = {"arms": (arm,), "between": None, "design": "level", "effect": None}
        return replace(self, claim=self.claim.model_copy(update=only))

    def forms(self, arms: Mapping[str, Scenario], /) -> list[Form]:
        """Other forms tried on a headline claim: those it names, or all, where they matter in its arms."""
        if not self.claim.headline:
            return []
        names = self.claim.forms
        forms = [one for one in self.robustness.file.forms if names is None or one.name in names]
        return [one for one in forms if applies(one.where, arms)]

    def inputs(self, arms: Mapping[str, Scenario], /) -> tuple[Uncertain, ...]:
        """Uncertain inputs: its own, then the registry's, then the values its replicates run over, as choices.

        What is run over in other claims but does not matter in the arms of this one is left out.
        """
        over, listed = self.over(arms), self.robustness.file.over
        left_out = {one.path for one in (over, listed) if one is not None}
        own = [u for u in self.claim.uncertain or () if u.path not in left_out]
        named = {u.path for u in own} | left_out
        own += [u for u in self.robustness.file.uncertain if u.path not in named]
        if over is not None and len(over.values) > 1:
            own.append(Uncertain(path=over.path, among=over.values))
        return tuple(own)

    def _sets(self, path: str) -> bool:
        return any(path in arm.set for arm in self.claim.arms)

    def arms(self, values: Mapping[str, Any] | None = None, /) -> dict[str, Scenario]:
        """The scenarios of all arms, by name.

        Args:
            values: uncertain inputs, forms and the like, which win over what all arms have in common; an arm's
                own values win over them.

        Raises:
            ScenarioError: an arm cannot be made; the problem points to the line in the claims file.
        """
        made = {}
        for name, (scenario, own) in self.claim.arm_sets.items():
            sets = {**self.claim.common, **(values or {}), **own}
            try:
                made[name] = changed(_base(scenario), overrides=sets) if sets else _base(scenario)
            except ScenarioError as error:
                placed = [self._placed(p, arm=name, values=values or {}) for p in error.problems]
                raise ScenarioError(placed) from None
        return made

    def _placed(self, problem: Problem, *, arm: str, values: Mapping[str, Any]) -> Problem:
        """The same problem at the line of the file that caused it."""
        asked = _SET.match(problem.file)
        path = asked.group(1) if asked else ""
        mark = self._own_mark(path, arm=arm)
        everybodys = self.robustness.mark_of(path) if mark is None and path in values else None
        mark = mark or everybodys or self._mark_of(path)
        text = problem.fault() if asked else problem.phrase()
        # What stands in the registry's own file is wrong for every claim, and is said once.
        if not everybodys:
            text = Phrase("claim {id}, arm {arm}: {problem}", id=self.claim.id, arm=arm, problem=text)
        if not asked:
            return mark.problem(text)
        return replace(
            problem, file=mark.file, line=mark.line, column=mark.column, field="", value="", message=text
        )

    def _own_mark(self, path: str, *, arm: str) -> Mark | None:
        arms, between = self.tree.content.get("arms"), self.tree.content.get("between")
        items = [*(arms.content if arms is not None else ()), *([between] if between is not None else ())]
        for item in items:
            if item.name() == arm or self.claim.design == "factorial":
                if "set" in item.content and path in item.content["set"].keys:
                    return item.content["set"].keys[path]
                if path and path in item.keys:
                    return item.keys[path]
        for tree in (self.tree, self.file_tree):
            for item in tree.content["uncertain"].content if "uncertain" in tree.content else ():
                if "path" in item.content and item.content["path"].content == path:
                    return item.keys["path"]
        own = self.tree.content.get("over")
        return own.keys["path"] if own is not None and own.content["path"].content == path else None

    def _mark_of(self, path: str) -> Mark:
        for tree in (self.tree, self.file_tree):
            if "common" in tree.content and path in tree.content["common"].keys:
                return tree.content["common"].keys[path]
        key = "scenario" if "scenario" in self.tree.content else "id"
        return self.tree.keys.get(key, self.tree.mark)


def claim_folders() -> tuple[Path, ...]:
    """Folders searched for claims: package data first, then the source tree."""
    return data_places("experiments/claims")


def claim_files() -> list[Path]:
    """Files of the shipped claims, in the order of their names; without what they are tried against."""
    for folder in claim_folders():
        if folder.is_dir():
            return sorted(path for path in folder.glob("*.yaml") if path.name != FILE_NAME)
    return []


def load_claims(
    *,
    outcomes: Mapping[str, str],
    files: Sequence[Path] | None = None,
    robustness: Path | None = None,
    check_arms: bool = True,
) -> list[RegisteredClaim]:
    """Read claims and check them, their arms included.

    Args:
        outcomes: link of the results chain by name, of the outcomes that a run has.
        files: files to read; the shipped ones if not given.
        robustness: what the claims are tried against beside their own arms; the shipped file for shipped claims,
            and nothing for others, if not given.
        check_arms: make every arm, also at the ends of the uncertain inputs and in every form, so that nothing
            fails later.

    Raises:
        ScenarioError: anything wrong, with file and line: field, outcome or arm unknown, a value refused.
    """
    found: list[RegisteredClaim] = []
    problems: list[Problem] = []
    shipped = claim_files() if files is None else files
    if robustness is None and files is None and shipped and (shipped[0].parent / FILE_NAME).is_file():
        robustness = shipped[0].parent / FILE_NAME
    beside = Robustness()
    try:
        beside = Robustness() if robustness is None else read_robustness(robustness)
        problems += beside_faults(beside, outcomes=outcomes)
    except ScenarioError as error:
        problems += error.problems
    for path in shipped:
        try:
            found += _read(path, beside, outcomes)
        except ScenarioError as error:
            problems += error.problems
    seen: dict[str, Mark] = {}
    for one in found:
        problems += claim_faults(one, outcomes=outcomes, seen=seen)
    if check_arms and not problems:
        tried: set[str] = set()
        for one in found:
            problems += _arm_faults(one, tried)
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    return [one.whole_chain(outcomes) for one in found]


def chosen(
    claims: Sequence[RegisteredClaim], ids: Sequence[str], /, *, case: str = ""
) -> list[RegisteredClaim]:
    """The claims with these numbers (all if none is given) and of this case (any if empty).

    Raises:
        ScenarioError: no claim has such a number, or no claim is about such a case.
    """
    known = [one.claim.id for one in claims]
    problems = [
        Problem(
            message=Phrase(
                "no claim is numbered '{wanted}'; `partnersim claims --list` names them", wanted=wanted[:40]
            ),
            suggestion=nearest(wanted, among=known),
        )
        for wanted in ids
        if wanted not in known
    ]
    cases = list(dict.fromkeys(one.claim.case for one in claims))
    if case and case not in cases:
        text = Phrase(
            "no claim is about the case '{case}'; cases: {cases}", case=case[:40], cases=", ".join(cases)
        )
        problems.append(Problem(message=text, suggestion=nearest(case, among=cases)))
    if problems:
        raise ScenarioError(problems)
    found = [
        one for one in claims if (not ids or one.claim.id in ids) and (not case or one.claim.case == case)
    ]
    if not found:
        raise ScenarioError(
            Problem(
                message=Phrase(
                    "none of the claims {ids} is about the case '{case}'", ids=", ".join(ids)[:80], case=case
                )
            )
        )
    return found


@cache
def _base(name: str) -> Scenario:
    return load_scenario(name)


def _read(path: Path, robustness: Robustness, outcomes: Mapping[str, str]) -> list[RegisteredClaim]:
    tree = read_document(path, label=path.name)
    file = checked(ClaimFile, document=tree, values_of=Scenario)
    faults = list(chain_faults(file, tree, outcomes))
    if faults:
        raise ScenarioError(faults)
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
        made.append(
            RegisteredClaim(claim=filled, tree=place, file_tree=tree, robustness=robustness, chain=file.chain)
        )
    return made


def _arm_faults(one: RegisteredClaim, tried: set[str]) -> list[Problem]:
    """What is wrong with its arms; values that another claim has set in the same scenarios are not tried again."""
    try:
        arms, between = one.arms(), one.in_between()
        gap = unequal(arms) if one.claim.equal_budgets else ""
        if gap:
            text = Phrase(
                "claim {id} calls its arms equal in their budgets, but {gap}", id=one.claim.id, gap=gap
            )
            return [one.tree.keys["equal_budgets"].problem(text)]
        if between is not None:
            between.arms()
        for values in _tried(one, arms):
            key = repr((sorted({scenario for scenario, _ in one.claim.arm_sets.values()}), values))
            if key not in tried:
                one.arms(values)
                tried.add(key)
    except ScenarioError as error:
        return error.problems
    return []


def _tried(one: RegisteredClaim, arms: Mapping[str, Scenario]) -> Iterator[dict[str, Any]]:
    """Values that the claim is going to be run with, apart from points within ranges."""
    over = one.over(arms)
    for value in over.values if over is not None else ():
        yield {over.path: value}  # type: ignore[union-attr]
    for beside in one.beside():
        yield dict(beside.set)
    if one.claim.headline:
        for share in (0.0, 1.0):
            yield {u.path: u.value(share) for u in one.inputs(arms)}
        for form in one.forms(arms):
            yield dict(form.set)
