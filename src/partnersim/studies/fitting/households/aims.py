"""What the fit aims at, and how far a simulated value is from it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from partnersim.scenario.experiments.targets import Target, Targets, Value, read_targets, target_folder
from partnersim.studies import moments

CALIBRATE_FILE = "calibrate.yaml"

ELSEWHERE = ("partnership",)
"""Ways of measuring that household parameters have no part in; their targets are fitted where they belong."""

MISSING = 100.0
"""Loss of a value that does not exist, for instance without any enterprise."""

OUTSIDE = 5.0
"""Weight of what lies outside a band, besides the distance from its target."""

MOST_ON_A_STEP, MOST_ON_TOP = 0.60, 0.20
"""Soft limits on the shares of owners who use the better technology at all, and all of its steps.

The first step is meant to lie a little above the capital of the median owner, the last one to be a shop, which few
have. That a grant of the size of those in trials brings many an owner to a step is wanted.
"""


@dataclass(frozen=True)
class Aim:
    """One number with its band, and the experiment that gives it."""

    id: str
    by: str
    experiment: str
    value: Value

    @property
    def key(self) -> str:
        """Id of the target and, where it has several, name of the component."""
        return f"{self.id} {self.value.of}".strip()


def read_aims(path: Path | None = None) -> Targets:
    """The targets for calibration: one file, by default the shipped one.

    Raises:
        ScenarioError: the file is unusable, or holds targets for another use, or asks for what the panel does not give.
    """
    found = read_targets(path or target_folder() / CALIBRATE_FILE, use="calibrate")
    found.check_names({"panel": {"": moments.NAMES}})
    return found


def household_aims(targets: Sequence[Target], /) -> list[Aim]:
    """The aims that household parameters can be fitted to."""
    return [
        Aim(id=t.id, by=t.measure.by, experiment=t.measure.experiment, value=value)
        for t in targets
        if t.measure.by not in ELSEWHERE
        for value in t.values
    ]


def fitted_elsewhere(targets: Sequence[Target], /) -> list[str]:
    """Ids of the targets that are left out here."""
    return [t.id for t in targets if t.measure.by in ELSEWHERE]


def distance(value: float, aim: Value, /) -> float:
    """Loss of one value: z^2 + OUTSIDE (o + o^2).

    z is the distance from the target in units of the half band on that side (a target on the edge of its band takes the
    whole width), o what lies outside the band in the same units.
    """
    if not math.isfinite(value):
        return MISSING
    edge = aim.high if value > aim.target else aim.low
    half = abs(edge - aim.target) or aim.high - aim.low or 1.0
    z = abs(value - aim.target) / half
    outside = max(0.0, value - aim.high, aim.low - value) / half
    return min(MISSING, z * z + OUTSIDE * (outside + outside * outside))


def soft_limits(found: Mapping[str, float], /) -> float:
    """Loss for a better technology that most owners have anyhow; zero where both limits are kept."""
    total = 0.0
    for name, most in (("technology_share", MOST_ON_A_STEP), ("top_step_share", MOST_ON_TOP)):
        value = found.get(name, 0.0)
        if math.isfinite(value) and value > most:
            total += OUTSIDE * ((value - most) / (0.1 * most)) ** 2
    return total


def loss_of(values: Mapping[str, float], aims: Sequence[Aim], /) -> float:
    """Sum of `distance` over aims; ``values`` by the aims' keys, a missing one counts as not a number."""
    return math.fsum(distance(values.get(aim.key, math.nan), aim.value) for aim in aims)


def all_inside(values: Mapping[str, float], aims: Sequence[Aim], /) -> bool:
    """Whether every value lies inside its band."""
    return all(aim.value.holds(values.get(aim.key, math.nan)) for aim in aims)
