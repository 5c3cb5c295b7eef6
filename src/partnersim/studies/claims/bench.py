"""What the effects of a claim are held against: the place without any programme, a fixed cohort, and the money."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from partnersim.measures.comparing import COHORT_OUTCOMES, measures
from partnersim.scenario.experiments.claim import Claim
from partnersim.scenario.experiments.claims import RegisteredClaim
from partnersim.scenario.experiments.no_programme import without_programme
from partnersim.scenario.experiments.robustness import Over
from partnersim.studies.claims.batches import Batch, ask_for
from partnersim.studies.claims.effects import possible_effects, seed_effects
from partnersim.studies.claims.rows import Measured
from partnersim.studies.claims.verdicts import Yardstick
from partnersim.studies.equal_money import SPENT
from partnersim.studies.estimates import cut, estimate, smallest_shown
from partnersim.studies.runs.needed import Needed, Outcomes
from partnersim.studies.runs.served import cohort_means

if TYPE_CHECKING:
    from partnersim.scenario.spec import Scenario

Floats = NDArray[np.float64]

NOTHING = "nothing"
"""Name of the arm without any programme."""

_FOLLOWED = ("output", "outcome", "impact")
"""Links at which a claim is about households, so that a cohort of them is followed."""


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """Effects on a fixed cohort.

    Attributes:
        arm: the arm whose served households it is; empty without a cohort. households: how many, of the place.
        measured: effects by outcome.
    """

    arm: str = ""
    households: float = math.nan
    measured: Mapping[str, Measured]


@dataclass(frozen=True, kw_only=True)
class Bench:
    """Where the results are found that a claim's effects are held against.

    Attributes:
        claim: the claim. base: its arms.
        nothing: the arm of `whole_arm` without any programme, with the same seeds.
        follows: whether a cohort is followed.
    """

    claim: Claim
    base: Batch
    nothing: Batch
    follows: bool

    def yardstick(self, found: Outcomes, outcome: str, /) -> Yardstick:
        """What the effect on an outcome is held against."""
        with_it = self.base.values(found, outcome)
        without = self.nothing.values(found, outcome)[NOTHING]
        effects = seed_effects(_plain(self.claim), with_it)
        return _yardstick(effects, with_it[whole_arm(self.claim)] - without)

    def measured(self, found: Outcomes, /) -> dict[str, Measured]:
        """Effects on the claim's outcome and on all that stand beside it."""
        claim, known, made = self.claim, measures(), {}
        for name in (claim.outcome, *claim.also):
            plain = claim if name == claim.outcome else _plain(claim)
            effect = cut(
                estimate(seed_effects(plain, self.base.values(found, name))), possible_effects(plain, name)
            )
            made[name] = Measured.of(
                effect, self.yardstick(found, name), link=known[name].link.value, unit=known[name].unit
            )
        return made

    def spent(self, found: Outcomes, /) -> dict[str, float]:
        """Mean of what was spent by arm, rupiah of the place."""
        return {arm: estimate(values).mean for arm, values in self.base.values(found, SPENT).items()}

    def at_equal_spending(self, found: Outcomes, /) -> Floats | None:
        """Effect on the claim's outcome by seed without what the further spending buys; None where it is not asked.

        ``E - W (S_with - S_without) / S_with``: E the effect, W the whole programme's, S rupiah spent. What the arm
        with the programme has spent beyond the other is taken off at the rate at which all its money works on average.
        NaN for a seed in which that arm spent nothing.
        """
        if not self.claim.equal_budgets:
            return None
        with_it = self.base.values(found, self.claim.outcome)
        more, less = self.claim.compared
        spent = self.base.values(found, SPENT)
        whole = with_it[more] - self.nothing.values(found, self.claim.outcome)[NOTHING]
        further = spent[more] - spent[less]
        share = np.divide(further, spent[more], out=np.full(further.shape, math.nan), where=spent[more] > 0.0)
        return np.asarray(seed_effects(self.claim, with_it) - whole * share)

    def cohort(self, found: Outcomes, /) -> Cohort:
        """Effects on the households that were served in the arm that served more of them."""
        if not self.follows:
            return Cohort(measured={})
        more, less = self.claim.compared
        served = {
            arm: estimate(self.base.values(found, "served_households")[arm]).mean for arm in (more, less)
        }
        arm = less if served[less] > served[more] else more
        means = [self._cohort_means(found, arm, place) for place in range(len(self.base.seeds))]
        made = {}
        for measure in COHORT_OUTCOMES:
            with_it, without, nothing = (
                np.array([mean[which][measure.name] for mean in means]) for which in (more, less, NOTHING)
            )
            made[measure.name] = Measured.of(
                estimate(with_it - without),
                _yardstick(with_it - without, with_it - nothing),
                link=measure.link.value,
                unit=measure.unit,
            )
        return Cohort(arm=arm, households=served[arm], measured=made)

    def _cohort_means(self, found: Outcomes, arm: str, place: int) -> dict[str, dict[str, float]]:
        """Means over the cohort of one seed, by arm; NaN where a run failed."""
        seed = self.base.seeds[place]
        cohort = found.lives(self.base.arms[arm][place], seed)
        names = {name: self.base.arms[name][place] for name in self.claim.compared}
        names[NOTHING] = self.nothing.arms[NOTHING][place]
        made = {}
        for which, name in names.items():
            lives = found.lives(name, seed)
            unknown = {measure.name: math.nan for measure in COHORT_OUTCOMES}
            made[which] = unknown if cohort is None or lives is None else cohort_means(cohort, lives)
        return made


def set_up_bench(one: RegisteredClaim, needed: Needed, base: Batch, over: Over | None, /) -> Bench:
    """Ask for the runs without any programme, and for the households of all that a cohort is followed through.

    Raises:
        ScenarioError: an arm cannot be made.
    """
    claim = one.claim

    def alone(arms: dict[str, Scenario]) -> dict[str, Scenario]:
        return {NOTHING: without_programme(arms[whole_arm(claim)])}

    nothing = ask_for(one, needed, base.seeds, {}, over, like=alone)
    follows = claim.link in _FOLLOWED and claim.design in ("pair", "dose")
    if follows:
        for names in (*(base.arms[arm] for arm in claim.compared), nothing.arms[NOTHING]):
            needed.follow(names, base.seeds)
    return Bench(claim=claim, base=base, nothing=nothing, follows=follows)


def whole_arm(claim: Claim, /) -> str:
    """The arm whose programme is the whole one: both factors together, else the first of the two compared."""
    return "both" if claim.design == "factorial" else claim.compared[0]


def _plain(claim: Claim) -> Claim:
    """The claim without the reference of its own outcome, which means nothing for another."""
    return claim.model_copy(update={"reference": 0.0})


def _yardstick(effects: Floats, whole: Floats) -> Yardstick:
    return Yardstick(whole=estimate(whole), least=smallest_shown(estimate(effects)))
