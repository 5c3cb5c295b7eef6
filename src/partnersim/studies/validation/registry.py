"""All targets of all uses, with the experiments that measure them checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from partnersim.scenario.documents.errors import Problem, ScenarioError, nearest
from partnersim.scenario.experiments.targets import Target, Use, read_targets, target_folder
from partnersim.scenario.experiments.trials import trial_names
from partnersim.scenario.phrases import Phrase
from partnersim.studies import moments
from partnersim.studies.observing import trial_numbers
from partnersim.studies.partnerships import numbers
from partnersim.studies.validation.patterns import PATTERNS

USES: tuple[Use, ...] = ("calibrate", "input", "judge")


@dataclass(frozen=True)
class Registered:
    """A target and what it may be used for."""

    target: Target
    use: Use

    @property
    def is_pattern(self) -> bool:
        """Whether it is a joint pattern of several trials."""
        return self.target.measure.by == "pattern"


def registered(uses: Sequence[Use] = USES) -> list[Registered]:
    """The shipped targets of some uses, in the order of the files.

    Raises:
        ScenarioError: a file is unusable, or asks for what no experiment gives; with file and line.
    """
    known = {"panel": {"": moments.NAMES}, "partnership": numbers(), "pattern": PATTERNS}
    problems: list[Problem] = []
    found: list[Registered] = []
    for use in uses:
        try:
            targets = read_targets(target_folder() / f"{use}.yaml", use=use)
            wanted = {t.measure.experiment for t in targets.items if t.measure.by == "trial"}
            trials = {name: trial_numbers(name) if name in wanted else [] for name in trial_names()}
            targets.check_names({**known, "trial": trials})
        except ScenarioError as error:
            problems += error.problems
            continue
        found += [Registered(target, use) for target in targets.items]
    if problems:
        raise ScenarioError(problems)
    return found


def chosen(targets: Sequence[Registered], ids: Sequence[str], /) -> list[Registered]:
    """The targets with these ids; all if none is given.

    Raises:
        ScenarioError: no target has such an id; the nearest is suggested.
    """
    known = [one.target.id for one in targets]
    problems = [
        Problem(
            message=Phrase("no target is called '{wanted}'", wanted=wanted[:40]),
            suggestion=nearest(wanted, among=known),
        )
        for wanted in ids
        if wanted not in known
    ]
    if problems:
        raise ScenarioError(problems)
    return [one for one in targets if not ids or one.target.id in ids]
