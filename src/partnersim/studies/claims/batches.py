"""Arms with the seeds they are run with, and where their results are found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from partnersim.scenario.experiments.claims import RegisteredClaim
from partnersim.scenario.experiments.robustness import Over
from partnersim.studies.runs.needed import Needed, Outcomes

if TYPE_CHECKING:
    from partnersim.scenario.spec import Scenario

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Arms with the seeds they are run with.

    Attributes:
        arms: by arm, the name of the scenario for each seed: it differs where replicates run over values.
        seeds: the seeds.
    """

    arms: dict[str, tuple[str, ...]]
    seeds: tuple[int, ...]

    def values(self, found: Outcomes, outcome: str) -> dict[str, Floats]:
        """An outcome by arm, shape (seeds,)."""
        return {arm: found.values(names, self.seeds, outcome=outcome) for arm, names in self.arms.items()}

    def failure(self, found: Outcomes) -> str:
        """Why one of the runs failed; empty if none did."""
        for arm, names in self.arms.items():
            message = found.failure(names, self.seeds)
            if message:
                return f"arm {arm}: {message}"
        return ""

    def first(self, count: int) -> Batch:
        """The same with the first seeds only."""
        return self.part(slice(count))

    def part(self, seeds: slice) -> Batch:
        """The same with some of the seeds only."""
        return Batch(arms={arm: names[seeds] for arm, names in self.arms.items()}, seeds=self.seeds[seeds])


def ask_for(
    one: RegisteredClaim, needed: Needed, seeds: Sequence[int], values: Mapping[str, Any], over: Over | None, /,
    *, like: Callable[[dict[str, Scenario]], dict[str, Scenario]] = dict,
) -> Batch:  # fmt: skip
    """Ask for all arms with some values set, each with all seeds; seeds take the values of ``over`` in turn.

    Args:
        one: the claim. needed: where runs are asked for. seeds: the seeds. values: what is set in every arm.
        over: values over which replicates run.
        like: makes of the arms those that are run in their place.

    Raises:
        ScenarioError: an arm cannot be made.
    """
    turns = over.values[: len(seeds)] if over is not None and over.path not in values else (None,)
    names: dict[str, list[str]] = {}
    for k, value in enumerate(turns):
        turn = {over.path: value} if over is not None and over.path not in values else {}
        for arm, spec in like(one.arms({**turn, **values})).items():
            name = needed.add(spec, seeds[k :: len(turns)])
            names.setdefault(arm, [""] * len(seeds))[k :: len(turns)] = [name] * len(seeds[k :: len(turns)])
    return Batch(arms={arm: tuple(found) for arm, found in names.items()}, seeds=tuple(seeds))
