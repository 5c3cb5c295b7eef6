"""Which runs a study consists of, and the key under which a run's result is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from partnersim.scenario.documents.errors import Problem, ScenarioError, refused
from partnersim.scenario.documents.identity import scenario_hash
from partnersim.scenario.phrases import Phrase
from partnersim.studies.runs.tasks import Task

if TYPE_CHECKING:
    from partnersim.scenario.spec import Scenario

MOST_REGISTERED = 20_000
"""Most households that a run registers with Mesa one by one."""

LARGEST_SEED = 2**31 - 1


@dataclass(frozen=True, kw_only=True)
class PlannedRun:
    """One run of a design: the arm it belongs to, its scenario and its seed."""

    arm: str
    spec: Scenario
    seed: int

    @property
    def run_id(self) -> str:
        """Name of the run in tables."""
        return f"{self.arm}:{self.seed}"


def paired_design(arms: Mapping[str, Scenario], /, *, seeds: Iterable[int]) -> list[PlannedRun]:
    """Every arm with every seed, seed by seed, so that a study stopped half-way still has whole pairs."""
    return [PlannedRun(arm=arm, spec=spec, seed=seed) for seed in seeds for arm, spec in arms.items()]


def seeds_of(spec: Scenario, /, *, seed: int | None = None, replicates: int | None = None) -> list[int]:
    """Consecutive seeds of a scenario's replicates, from its run settings where not given.

    Raises:
        ScenarioError: seed or replicates are out of range, or the last seed would be too large.
    """
    wanted = {
        name: value for name, value in (("seed", seed), ("replicates", replicates)) if value is not None
    }
    try:
        settings = type(spec.run).model_validate({**dict(spec.run), **wanted})
    except ValidationError:  # the scenario as a whole says it with file and field
        settings = spec.but({f"run.{name}": value for name, value in wanted.items()}).run
    last = settings.seed + settings.replicates - 1
    check_last_seed(settings.seed, last, field="run.seed")
    return list(range(settings.seed, last + 1))


def first_seed(spec: Scenario, seed: int | None, /) -> int:
    """The seed of a single run: the one that is asked for, or that of the scenario.

    Raises:
        ScenarioError: it is out of range.
    """
    return seeds_of(spec, seed=seed, replicates=1)[0]


def check_last_seed(first: int, last: int, /, *, field: str = "seed") -> None:
    """Find out whether all seeds from the first to the last can be drawn.

    Args:
        first, last: the seeds. field: where the first one is written.

    Raises:
        ScenarioError: the last one is too large.
    """
    if last > LARGEST_SEED:
        text = Phrase("the last seed would be {last}; allowed 0 to {most}", last=last, most=LARGEST_SEED)
        raise refused(text, field=field, value=str(first))


def check_runnable(specs: Iterable[Scenario], /) -> None:
    """Refuse scenarios that are valid but cannot be run as asked.

    Raises:
        ScenarioError: more households are to be registered with Mesa than a run can register.
    """
    for spec in specs:
        count = simulated_households(spec)
        if spec.run.register_households and count > MOST_REGISTERED:
            text = Phrase(
                "works up to {most} simulated households; this run simulates {count}",
                most=MOST_REGISTERED,
                count=count,
            )
            raise ScenarioError(
                Problem(file=spec.name, field="run.register_households", value="true", message=text)
            )


def simulated_households(spec: Scenario, /) -> int:
    """Households that a run simulates, before rounding to whole hamlets."""
    place, sample = spec.place, spec.sample
    total = place.households if sample.coverage == "all" else place.listed_households
    return total if sample.households is None else min(total, sample.households)


def run_identity(spec: Scenario, /) -> str:
    """What of a scenario a run's result depends on: its hash, and the months of which snapshots are kept."""
    months = ",".join(str(month) for month in sorted(set(spec.run.snapshots)))
    return scenario_hash(spec) + (f"@{months}" if months else "")


def run_key(identity: str, seed: int, /, *, version: str) -> str:
    """The key of a run: engine version, what it depends on of its scenario, and its seed."""
    return f"{version}:{identity}:{seed}"


def tasks_of(design: Sequence[PlannedRun], /, *, version: str) -> tuple[list[Task], list[str]]:
    """The distinct results that a design needs, and the key of each of its runs.

    A key is made of engine version, scenario hash and seed, and of the snapshot months, which are not part
    of a scenario's identity but of what is kept. Arms that mean the same share one result.

    Returns:
        Tasks whose work is a scenario and a seed; a key for each run of the design.
    """
    identities: dict[int, str] = {}
    tasks: dict[str, Task] = {}
    keys = []
    for run in design:
        if id(run.spec) not in identities:
            identities[id(run.spec)] = run_identity(run.spec)
        key = run_key(identities[id(run.spec)], run.seed, version=version)
        tasks.setdefault(key, Task(key=key, work=(run.spec, run.seed)))
        keys.append(key)
    return list(tasks.values()), keys
