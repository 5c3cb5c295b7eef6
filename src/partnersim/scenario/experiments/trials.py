"""Virtual trials: a population, a design, arms made of parts, and outcomes; read from a YAML file and checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from partnersim.scenario.documents.document import Tree
from partnersim.scenario.documents.errors import Problem, ScenarioError, did_you_mean, nearest
from partnersim.scenario.documents.fields import Fault, Part, choice, quantity
from partnersim.scenario.documents.package import data_places
from partnersim.scenario.documents.texts import (
    TITLE_FORM,
    ArmName,
    ArmReference,
    OutcomeName,
    Prose,
)
from partnersim.scenario.experiments.trial_checks import check_over, check_shocks, known_arm, lived_by_a_trial
from partnersim.scenario.experiments.trial_outcomes import HOUSEHOLD_OUTCOMES, NO_ARM, Outcome
from partnersim.scenario.experiments.trial_parts import LONGEST_MONTHS, ON_ORGANIZATIONS, TrialPart
from partnersim.scenario.experiments.trial_population import Population
from partnersim.scenario.phrases import Phrase
from partnersim.scenario.reading import changed, load_scenario, read_into, read_merged
from partnersim.scenario.spec import Scenario

_SET = re.compile(r"--set ([^=]+)=")


class Design(Part):
    """How a field team would run it: unit of assignment, shares, calendar, survey error, attrition."""

    unit: Literal["cluster", "household"] = choice("cluster", doc="What is assigned to arms at random.")
    control: ArmName = choice(
        "control", doc="Arm that others are compared with; it may be left out of 'arms'."
    )
    shares: dict[ArmReference, float] = quantity(
        {},
        unit="share",
        low=0.0,
        high=1.0,
        doc="Share of units per arm; arms not named share what is left equally.",
    )
    offered: float = quantity(
        1.0,
        unit="share",
        low=0.01,
        high=1.0,
        doc="Share of the study's households in a cluster that are offered it.",
    )
    months: int = quantity(
        24, unit="months", low=1, high=LONGEST_MONTHS, doc="Months from the start to the end."
    )
    rounds: tuple[int, ...] = quantity(
        (),
        unit="months",
        low=0,
        high=LONGEST_MONTHS,
        doc="Survey rounds; 0 is the baseline; the end if empty.",
    )
    recall_months: int = quantity(
        1, unit="months", low=1, high=12, doc="Months that flows are averaged over."
    )
    survey_error: dict[OutcomeName, float] = quantity(
        {}, unit="log", low=0.0, high=2.0, doc="Log sd of survey error by outcome."
    )
    carried_error: bool = choice(
        True,
        doc="Whether what is worked out from an answer (poverty from consumption, revenue from profit) has its error, "
        "also in the model: the share that a survey would count as poor.",
    )
    attrition: float = quantity(0.0, unit="share", low=0.0, high=0.9, doc="Share lost by the last round.")
    adjust_for_baseline: bool = choice(
        False, doc="Whether the field estimate controls for the baseline value."
    )
    asset_months: float = quantity(
        4.0,
        unit="months of consumption",
        low=0.0,
        high=60.0,
        doc="Standard deviation of house and land, which count as assets and do not change.",
    )
    settling_months: int = quantity(
        6,
        unit="months",
        low=1,
        high=120,
        doc="Months that households live in their clusters before the start.",
    )
    seed: int = quantity(1, unit="1", low=0, high=2**31 - 1, doc="Seed of the first replicate.")
    replicates: int = quantity(
        20, unit="runs", low=1, high=100_000, doc="Replicates, with consecutive seeds."
    )

    @property
    def survey_rounds(self) -> tuple[int, ...]:
        """Rounds in order, baseline first, without repetition."""
        return tuple(sorted({0, *(self.rounds or (self.months,))}))

    @model_validator(mode="after")
    def _makes_sense(self) -> Design:
        for month in self.rounds:
            if month > self.months:
                raise ValueError(
                    Phrase(
                        "rounds: a survey in month {month} comes after the end (month {months})",
                        month=month,
                        months=self.months,
                    )
                )
        if sum(self.shares.values()) > 1.0 + 1e-9:
            raise ValueError(
                Phrase("shares: they add up to {sum:g}, more than 1", sum=sum(self.shares.values()))
            )
        for name in self.survey_error:
            if name not in HOUSEHOLD_OUTCOMES:
                near = nearest(name, among=HOUSEHOLD_OUTCOMES)
                hint = did_you_mean(near) if near else ""
                raise ValueError(
                    Phrase(
                        "survey_error names '{name}', which is no outcome of households{hint}",
                        name=name,
                        hint=hint,
                    )
                )
        return self


class Trial(Part):
    """A virtual trial."""

    name: str = Field(
        pattern=TITLE_FORM,
        description="Short name.",
        json_schema_extra={"unit": "-", "source": "trial", "role": "constant"},
    )
    title: Prose = choice("", doc="Title for people.")
    description: Prose = choice("", doc="What is tried.")
    source: Prose = choice("", doc="Published trial it stands for.")
    population: Population = Population()
    design: Design = Design()
    arms: dict[ArmName, tuple[TrialPart, ...]] = choice(..., doc="Arms by name, each a list of parts.")
    outcomes: tuple[Outcome, ...] = choice(..., doc="What is estimated.")

    @property
    def all_arms(self) -> dict[str, tuple[Any, ...]]:
        """Arms with the control arm first; an arm that is not written has no parts."""
        control = self.design.control
        return {
            control: tuple(self.arms.get(control, ())),
            **{n: p for n, p in self.arms.items() if n != control},
        }

    @property
    def treated(self) -> tuple[str, ...]:
        """Arms other than the control arm."""
        return tuple(name for name in self.all_arms if name != self.design.control)

    def kinds(self, arm: str, /) -> set[str]:
        """Kinds of parts in an arm."""
        return {part.kind for part in self.all_arms.get(arm, ())}

    @property
    def on_organizations(self) -> bool:
        """Whether the arms act on what organizations spend instead of on households."""
        return any(self.kinds(arm) & set(ON_ORGANIZATIONS) for arm in self.all_arms)

    def arm_shares(self) -> dict[str, float]:
        """Share of units per arm; arms without one share what is left equally."""
        arms = list(self.all_arms)
        open_arms = [arm for arm in arms if arm not in self.design.shares]
        left = max(0.0, 1.0 - sum(self.design.shares.values())) / max(1, len(open_arms))
        return {arm: self.design.shares.get(arm, left) for arm in arms}

    def faults(self) -> Iterator[Fault]:
        """No arm is called what an outcome says where it is compared with nothing; nothing is set in vain."""
        text = Phrase("is what an outcome says under 'against' when it is compared with nothing")
        if NO_ARM in self.arms:
            yield Fault(place=("arms", NO_ARM), message=text, of_key=True)
        if self.design.control == NO_ARM:
            yield Fault(place=("design", "control"), message=text)
        elif self.design.control != Design().control and self.design.control not in self.arms:
            text, arms = (
                Phrase("is no arm of the trial; name it under arms, with [] if it gets nothing"),
                tuple(self.arms),
            )
            yield Fault(place=("design", "control"), message=text, word=self.design.control, names=arms)
        if self.on_organizations and self.population.places:
            text = Phrase("are of trials of households; arms that act on organizations have one place")
            yield Fault(place=("population", "places"), message=text, of_key=True)
        for place, path in () if self.on_organizations else self.population.said():
            if not lived_by_a_trial(path):
                text = Phrase("is nothing that a trial of households lives")
                allowed = Phrase("fields of place, and of the mechanisms of households and hamlets")
                yield Fault(place=("population", *place, path), message=text, allowed=allowed, of_key=True)

    @model_validator(mode="after")
    def _references_hold(self) -> Trial:
        arms = list(self.all_arms)
        if len(arms) < 2:
            raise ValueError(Phrase("arms: a trial needs an arm besides the control arm"))
        for name in self.design.shares:
            known_arm("design.shares", name, arms)
        if min(self.arm_shares().values()) <= 0.0:
            raise ValueError(Phrase("shares: nothing is left for an arm without a share of its own"))
        seen: set[str] = set()
        for outcome in self.outcomes:
            if outcome.name in seen:
                raise ValueError(Phrase("outcomes: '{name}' is defined twice", name=outcome.name))
            seen.add(outcome.name)
            self._check_outcome(outcome, arms)
        for arm, parts in self.all_arms.items():
            self._check_parts(arm, parts)
        check_over(self.outcomes, arms)
        check_shocks(self.all_arms, unit=self.design.unit)
        return self

    def _check_parts(self, arm: str, parts: Sequence[Any]) -> None:
        kinds = [part.kind for part in parts]
        for kind in ("group_loan", "contract", "buyer_orders", "savings_account", *ON_ORGANIZATIONS):
            if kinds.count(kind) > 1:
                raise ValueError(
                    Phrase("arms: '{arm}' has two parts of kind {kind}; one is the most", arm=arm, kind=kind)
                )
        for part in parts:
            if getattr(part, "start", 1) > self.design.months:
                text = Phrase(
                    "arms: {kind} of '{arm}' begins in month {start}",
                    kind=part.kind,
                    arm=arm,
                    start=part.start,
                )
                raise ValueError(
                    Phrase("{text}, after the end (month {months})", text=text, months=self.design.months)
                )
            for change in getattr(part, "then", ()):
                if change.month > self.design.months:
                    text = Phrase(
                        "arms: terms of '{arm}' change in month {month}", arm=arm, month=change.month
                    )
                    raise ValueError(
                        Phrase("{text}, after the end (month {months})", text=text, months=self.design.months)
                    )
        mixed = set(kinds) - set(ON_ORGANIZATIONS)
        if self.on_organizations and mixed:
            raise ValueError(
                Phrase(
                    "arms: '{arm}' mixes parts for organizations and for households ({mixed})",
                    arm=arm,
                    mixed=sorted(mixed)[0],
                )
            )

    def _check_outcome(self, outcome: Outcome, arms: list[str]) -> None:
        where = Phrase("outcome '{name}'", name=outcome.name)
        for name in (*outcome.arms, *([outcome.against] if outcome.against not in (None, NO_ARM) else [])):
            known_arm(where, str(name), arms)
        rounds = self.design.survey_rounds
        if outcome.round is not None and outcome.round not in rounds:
            listed = ", ".join(map(str, rounds))
            raise ValueError(
                Phrase(
                    "{where} is measured in month {round}, which is no survey round ({listed})",
                    where=where,
                    round=outcome.round,
                    listed=listed,
                )
            )
        outcome.check_population(owners=self.population.owners, on_organizations=self.on_organizations)
        wanted = outcome.needs_part
        for arm in outcome.arms or self.treated:
            if wanted and not self.kinds(arm) & set(wanted):
                raise ValueError(
                    Phrase(
                        "{where} is of {of}, which arm '{arm}' cannot have: it has no part of kind {kinds}",
                        where=where,
                        of=outcome.of,
                        arm=arm,
                        kinds=Phrase.joined(wanted, between=Phrase(" or ")),
                    )
                )


def trial_folders() -> tuple[Path, ...]:
    """Folders searched for trials: package data first, then the source tree."""
    return data_places("experiments/trials")


def trial_names() -> tuple[str, ...]:
    """Names of the shipped trials, sorted."""
    found = {path.stem for folder in trial_folders() if folder.is_dir() for path in folder.glob("*.yaml")}
    return tuple(sorted(found))


def load_trial(source: str | Path, /, *, overrides: Sequence[str] | Mapping[str, Any] = ()) -> Trial:
    """Read and check a trial.

    Args:
        source: name of a shipped trial, or path of a YAML file.
        overrides: texts such as ``population.households=2000``, or a mapping from such paths to values.

    Raises:
        ScenarioError: anything wrong, with file and line; also if the population's scenario cannot be made.
    """
    if isinstance(source, str) and not source.endswith((".yaml", ".yml")) and "/" not in source:
        names = trial_names()
        if source not in names and not Path(source).exists():
            listed = ", ".join(names) or Phrase("none")
            text = Phrase(
                "no trial is named '{source}', and no such file exists; shipped: {names}",
                source=source[:80],
                names=listed,
            )
            raise ScenarioError([Problem(message=text, suggestion=nearest(source, among=names))])
    trial = read_into(Trial, source=source, overrides=overrides, search=trial_folders(), values_of=Scenario)
    try:
        spec, *_ = trial_places(trial).values()
    except ScenarioError as error:
        tree = read_merged(source, search=trial_folders()).content.get("population")
        raise ScenarioError([_placed(problem, tree) for problem in error.problems]) from None
    if trial.on_organizations and not any(actor.public and actor.present for actor in spec.actors):
        text = Phrase(
            "trial '{name}' acts on what government organizations spend, and its scenario has none",
            name=trial.name,
        )
        raise ScenarioError(
            [Problem(message=Phrase("{text}; name one under population.scenario", text=text))]
        )
    return trial


def _placed(problem: Problem, population: Tree | None) -> Problem:
    """The same problem at the line of the trial's file that names the scenario or sets the value."""
    asked = _SET.match(problem.file)
    places = population.content.get("set") if population is not None else None
    mark = places.keys.get(asked.group(1)) if asked and places is not None else None
    if mark is None and population is not None:
        mark = population.keys.get("set" if asked else "scenario")
    if mark is None:
        return problem
    return replace(problem, file=mark.file, line=mark.line, column=mark.column)


def _of_population(trial: Trial, problem: Problem) -> Problem:
    text = Phrase("trial '{trial}', population.set: {problem}", trial=trial.name, problem=problem.message)
    return replace(problem, message=text)


def trial_scenario(
    trial: Trial, /, *, parameters: Mapping[str, Any] | Sequence[str] | None = None
) -> Scenario:
    """The scenario whose place and household economy a trial uses.

    Args:
        trial: the trial. parameters: values set on top of the trial's own, as of ``load_scenario``.

    Raises:
        ScenarioError: the scenario is unknown, or a value does not fit it.
    """
    population = trial.population
    base = load_scenario(population.scenario) if population.scenario else Scenario(name="village")
    if population.set:
        try:
            base = changed(base, overrides=population.set)
        except ScenarioError as error:
            raise ScenarioError([_of_population(trial, problem) for problem in error.problems]) from None
    return changed(base, overrides=parameters) if parameters else base


def trial_places(
    trial: Trial, /, *, parameters: Mapping[str, Any] | Sequence[str] | None = None
) -> dict[str, Scenario]:
    """The scenario of each place of a trial by its name; one without a name where the trial names none.

    Args:
        trial: the trial. parameters: values set on top of the trial's own, as of ``load_scenario``.

    Raises:
        ScenarioError: the scenario is unknown, or a value does not fit it.
    """
    made = {}
    for name, values in (trial.population.places or {"": {}}).items():
        there = {**trial.population.set, **values}
        local = trial.model_copy(update={"population": trial.population.model_copy(update={"set": there})})
        made[name] = trial_scenario(local, parameters=parameters)
    return made


def is_of_the_scenario(override: str, /) -> bool:
    """Whether an override such as ``mechanisms.entry.idea=0.03`` is about the scenario and not about the trial."""
    first = override.partition("=")[0].partition(".")[0].strip()
    return first in Scenario.model_fields and first not in Trial.model_fields
