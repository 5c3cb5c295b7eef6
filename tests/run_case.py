"""What running designs is tried with."""

from typing import Any

from partnersim.scenario.spec import Scenario
from partnersim.studies.runs.design import PlannedRun, paired_design
from partnersim.studies.runs.results import Results


def broken(spec: Scenario) -> Scenario:
    """A scenario that got past the checks and cannot be run (its first month is no month)."""
    return spec.model_copy(update={"time": spec.time.model_copy(update={"start": "soon"})})


def design(spec: Scenario, seeds: Any, **arms: Scenario) -> list[PlannedRun]:
    """The scenario as arm ``base`` beside others, each with the seeds."""
    return paired_design({"base": spec, **arms}, seeds=seeds)


def hashes(results: Results) -> dict[str, str]:
    """Content hash of every table."""
    return {name: facts["sha256"] for name, facts in results.table_facts().items()}
