"""One claim as data: arms to be run against each other, an outcome, and the sign that the document expects."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from partnersim.scenario.documents.errors import did_you_mean, nearest
from partnersim.scenario.documents.fields import Part, choice, quantity
from partnersim.scenario.documents.texts import (
    NAME_FORM,
    ArmReference,
    FormName,
    OutcomeName,
    Prose,
    ScenarioName,
    ScenarioPath,
)
from partnersim.scenario.experiments.robustness import Over, Uncertain
from partnersim.scenario.phrases import Phrase

Design = Literal["pair", "factorial", "dose", "level"]
Expected = Literal["+", "-", "0", "either"]
ChainLink = Literal["input", "activity", "output", "outcome", "impact"]
"""Links of the results chain, from what is put in to what it changes for the poor."""

_ARM_COUNTS = {
    "pair": (2, 9, Phrase("two arms or more")),
    "factorial": (2, 2, Phrase("two factors")),
    "dose": (3, 9, Phrase("three levels or more")),
    "level": (1, 1, Phrase("one arm")),
}
_TEXT = {"unit": "-", "source": "claims", "role": "constant"}


class Arm(Part):
    """One arm: values set on the claim's scenario, or on another one."""

    name: str = Field(pattern=NAME_FORM, description="Short name.", json_schema_extra=dict(_TEXT))
    scenario: ScenarioName | None = choice(None, doc="Scenario of this arm; the claim's if empty.")
    set: dict[ScenarioPath, Any] = choice({}, doc="Values set in the scenario, by dotted path.")


class Claim(Part):
    """One claim of a document, as an experiment."""

    id: str = Field(
        pattern=r"^(C[0-9]+\.[0-9]+|X[0-9]+)[a-z]?$",
        description="Number of the claim.",
        json_schema_extra=dict(_TEXT),
    )
    document: Prose = choice("", doc="Document that says it; the file's if empty.")
    statement: Prose = choice(..., doc="The claim in one sentence.")
    kind: Literal["test", "check"] = choice(
        ..., doc="A test can fail in the model; of a check, part is assumed."
    )
    link: ChainLink = choice(..., doc="Link of the results chain that the document speaks of.")
    why: Prose = choice(..., doc="What the document speaks of, in one sentence, so that it is that link.")
    cannot_show: Prose = choice(
        "", doc="Why the model cannot show it, whatever its arms come to; empty where it may."
    )
    assumed: Prose = choice("", doc="What a check assumes.")
    note: Prose = choice("", doc="What stands for what, and what is left out.")
    case: Prose = choice("", doc="Case that the claim is about; the file's if empty.")
    scenario: ScenarioName = choice("", doc="Scenario that carries the experiment; the file's if empty.")
    common: dict[ScenarioPath, Any] = choice({}, doc="Values set in every arm, by dotted path.")
    design: Design = choice("pair", doc="Two arms, two factors crossed, rising levels, or one arm alone.")
    arms: tuple[Arm, ...] = choice(
        ..., doc="Arms of a pair or level; factors of a factorial; levels of a dose."
    )
    between: Arm | None = choice(
        None,
        doc="For a pair: an arm that lies between the two compared, such as each by its own plan under the same "
        "contract; its distance from either is shown without a verdict.",
    )
    effect: tuple[ArmReference, ArmReference] | None = choice(
        None, doc="For a pair: arm with, arm without; the first two if empty."
    )
    outcome: OutcomeName = choice(..., doc="Outcome on which the verdict rests, one of its link.")
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
    also: tuple[OutcomeName, ...] = choice((), doc="Further outcomes reported, without a verdict.")
    equal_money: bool = choice(
        False, doc="Whether the same money is spent in all arms, which is then held to within 2 percent."
    )
    equal_budgets: bool = choice(
        False,
        doc="Whether the budgets of all arms have the same money, as they are written; what is spent of it may differ, "
        "and the effect is then told at equal spending, too.",
    )
    replicates: int = quantity(30, unit="runs", low=2, high=100_000, doc="Replicates, paired by seed.")
    uncertain: tuple[Uncertain, ...] | None = choice(None, doc="Uncertain inputs; the file's if not given.")
    headline: bool = choice(
        False, doc="Whether its robustness is tried over uncertain inputs and other forms."
    )
    over: Over | None = choice(
        None, doc="Values over which its replicates run, in place of those of the registry."
    )
    forms: tuple[FormName, ...] | None = choice(
        None, doc="Names of the forms tried; all that apply if not given."
    )

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
            raise ValueError(
                Phrase(
                    "arms: a {design} needs {wanted}, and has {count}",
                    design=self.design,
                    wanted=wanted[2],
                    count=len(names),
                )
            )
        for name in self.effect or ():
            if name not in names:
                near = nearest(name, among=names)
                raise ValueError(
                    Phrase(
                        "effect names the arm '{name}', which the claim does not have; arms: {names}",
                        name=name,
                        names=", ".join(names),
                    )
                    + (did_you_mean(near) if near else "")
                )
        if self.effect is not None and (self.design != "pair" or self.effect[0] == self.effect[1]):
            raise ValueError(Phrase("effect belongs to a pair, and names two different arms"))
        if self.between is not None and self.design != "pair":
            raise ValueError(Phrase("between belongs to a pair, and lies between its two arms"))
        if self.between is not None and self.between.name in names:
            raise ValueError(Phrase("between has the name of the arm '{name}'", name=self.between.name))
        if not self.why.strip():
            raise ValueError(Phrase("why is empty: a claim says what its document speaks of"))
        if self.equal_money and self.design == "level":
            raise ValueError(Phrase("equal_money compares arms, and a level has only one"))
        if self.equal_budgets and (self.equal_money or self.design not in ("pair", "dose")):
            raise ValueError(
                Phrase("equal_budgets belongs to a pair or dose that is not called equal in money spent")
            )
        if self.kind == "check" and not self.assumed.strip():
            raise ValueError(Phrase("assumed is missing: a check says what it assumes"))
        if self.expected == "0" and self.margin <= 0.0:
            raise ValueError(
                Phrase("margin is missing: expected 0 needs the largest difference that counts as none")
            )
        if self.design == "factorial":
            self._factors_apart()
        return self

    def _factors_apart(self) -> None:
        first, second = self.arms
        for path in first.set:
            if path in second.set:
                raise ValueError(
                    Phrase("arms: both factors set '{path}', so that they cannot be crossed", path=path)
                )
        for arm in self.arms:
            if arm.scenario is not None:
                raise ValueError(
                    Phrase("arms: factor '{name}' names a scenario; a factor only sets values", name=arm.name)
                )
            if arm.name in ("neither", "both"):
                raise ValueError(Phrase("arms: a factor cannot be called '{name}'", name=arm.name))


class ClaimFile(Part):
    """The claims of one document."""

    document: Prose = choice(..., doc="The document, for people.")
    case: Prose = choice(..., doc="Case that its claims are about.")
    scenario: ScenarioName = choice(
        ..., doc="Scenario that carries its experiments unless a claim names another."
    )
    common: dict[ScenarioPath, Any] = choice(
        {}, doc="Values set in every arm of every claim, by dotted path."
    )
    chain: tuple[OutcomeName, ...] = choice(
        (),
        doc="Outcomes, one a link, reported beside each claim at the links that its own outcomes leave out.",
    )
    uncertain: tuple[Uncertain, ...] = choice((), doc="Uncertain inputs of claims that name none.")
    claims: tuple[Claim, ...] = choice(..., doc="The claims.")
