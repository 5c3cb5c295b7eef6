"""Partnerships of two, left alone: how many are dissolved, and when; with and without learning.

Every dyad is one run of the whole model in a small place; the arms differ in switches and share all draws. True
reliability of each partner is drawn, the same in its own work as towards others, since nothing published tells the two
apart; nothing is written down, and nobody convenes or helps. How reliable partners are,
how much they trust at founding, how often they see each other, what leaving costs and what else their money is good
for are fitted inside bounds (`partnersim.studies.partnerships.dyad_setting`) to how many such partnerships last five
years and to when most end, on other dyads than those observed here. What is tested is the difference that frozen
beliefs make.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from partnersim.engine.model import PartnershipModel
from partnersim.scenario.aspects import ASPECTS
from partnersim.scenario.reading import changed
from partnersim.scenario.spec import Scenario
from partnersim.studies.partnerships.dyad_setting import Setting, fitted
from partnersim.theory.chance.draws import Draws, Purpose
from partnersim.world.contracts import Stage

ADVANTAGE = 0.6
MONEY_IDR = 1.0e9
LATE = 240
AGE_OF_TRUST = 6
"""Months after signing at which trust is read, before anybody may leave."""

YEARS = 10
NUMBERS = ("dissolved_five_years", "dissolved_five_years_frozen", "peak_year")
LEARNING, FROZEN = "learning", "frozen beliefs"

Changes = dict[str, object]

ARMS: dict[str, Changes] = {
    LEARNING: {},
    FROZEN: {"mechanisms.learned_trust.on": False},
    "learning, no change of office": {"mechanisms.office_change.on": False},
    "frozen, no change of office": {
        "mechanisms.learned_trust.on": False,
        "mechanisms.office_change.on": False,
    },
}


@dataclass(frozen=True)
class Life:
    """One dyad: years from signing to its end (None if still there), and trust at a fixed age."""

    years: int | None
    trust: float


def dyad(number: int, *, setting: Setting | None = None) -> Scenario:
    """Two organizations of drawn reliability, each good at its own half of the work; the fitted setting if none."""
    draws, people, s = Draws(number), [], setting or fitted()[0]
    z = draws.normal(Purpose.MEMBER_KEEPS_PROMISES, 0, [0, 1])
    for i in range(2):
        good = {a: float(np.exp(ADVANTAGE * (0.5 if k % 2 == i else -0.5))) for k, a in enumerate(ASPECTS)}
        keeps = float(np.clip(s.reliability_mean + s.reliability_sd * z[i], 0.0, 1.0))
        people.append(
            {
                "kind": "ngo",
                "name": f"partner_{i}",
                "staff": 10.0,
                "budget": {"rule": "appropriation", "yearly_idr": MONEY_IDR},
                "productivity": good,
                "capacity_idr": dict.fromkeys(ASPECTS[:4], 2.0 * MONEY_IDR),
                "showpiece": ASPECTS[i],
                "keeps_promises": keeps,
                "own_money_misused": 1.0 - keeps,
            }
        )
    return Scenario.model_validate(dict(
        name="dyad",
        sample={"households": 100},
        run={"settling_months": 0, "seed": number},
        time={"months": 600},
        actors=tuple(people),
        agreements=(
            {
                "name": "pair",
                "members": ("partner_0", "partner_1"),
                "months": 1200,
                "terms": {"completeness": 0.0},
                "stages": {"identification_months": 1, "socialisation_months": s.preparing_months,
                           "planning_months": s.preparing_months, "agreement_months": 0},
                "practices": {"visits_per_month": s.visits_per_month},
            },
        ),
        mechanisms={
            "learned_trust": {"prior_mean": s.prior_mean, "prior_strength": s.prior_strength},
            "partner_review": {"chi": s.chi, "alternative": s.alternative,
                               "fixed_cost": s.fixed_cost},
            "office_change": {"hazard": s.office_hazard},
        },
    ))  # fmt: skip


def live(spec: Scenario, *, seed: int, years: int) -> Life | None:
    """Run until the partnership ends, at most so many years after signing; None if it is never signed."""
    model = PartnershipModel(spec, seed)
    pair, trust = model.agreements[0], float("nan")
    while model.month < 12 * (years + 2):
        model.step()
        age = model.month - 1 - pair.life.founded if pair.life.founded is not None else -1
        if pair.life.founded is None and model.month > 19:
            return None
        if age == AGE_OF_TRUST:
            trust = pair.trust_mean()
        if pair.stage is Stage.ENDED:
            assert pair.life.ends is not None and pair.life.founded is not None
            return Life(max(1, -(-(pair.life.ends - pair.life.founded) // 12)), trust)
        if age >= 12 * years:
            break
    return Life(None, trust)


def lives_of(
    numbers: Sequence[int],
    changes: Mapping[str, object],
    /,
    *,
    years: int = YEARS,
    setting: Setting | None = None,
) -> list[Life | None]:
    """Lives of the dyads with these numbers under some changes of the scenario; the fitted setting if none."""
    made = (dyad(n, setting=setting) for n in numbers)
    return [
        live(changed(spec, overrides=dict(changes)), seed=n, years=years)
        for n, spec in zip(numbers, made, strict=True)
    ]


def dissolved_within(lives: Sequence[Life | None], years: int, /) -> list[float]:
    """For each dyad, 100 if it was dissolved within so many years of signing, 0 if not, NaN if never signed."""
    return [
        float("nan") if one is None else 100.0 * float(one.years is not None and one.years <= years)
        for one in lives
    ]


def hazards(lives: Sequence[Life | None], /, *, years: int = YEARS) -> list[float]:
    """Share of those still there at the start of each year that end in it, shape (years,); NaN below ten."""
    ends = np.array([LATE if one.years is None else one.years for one in lives if one is not None])
    risks = [int((ends >= year).sum()) for year in range(1, years + 1)]
    return [
        float((ends == year).sum()) / risk if risk >= 10 else float("nan")
        for year, risk in enumerate(risks, start=1)
    ]


def study(*, replicates: int, seed: int) -> dict[str, list[float]]:
    """Dissolution within five years (percent, a value per dyad) with and without learning, and the peak of the hazard.

    Args:
        replicates: dyads. seed: number of the first.
    """
    numbers = range(seed, seed + replicates)
    learning, frozen = (lives_of(numbers, ARMS[arm]) for arm in (LEARNING, FROZEN))
    by_year = np.array(hazards(learning))
    peak = float(np.nanargmax(by_year) + 1) if np.isfinite(by_year).any() else float("nan")
    return {
        "dissolved_five_years": dissolved_within(learning, 5),
        "dissolved_five_years_frozen": dissolved_within(frozen, 5),
        "peak_year": [peak],
    }
