"""Firms under known rules: who takes part, who joins first, what a norm and a repeal do.

Participation is counted in runs of the mechanism, over all committed parameter sets of the firms' decision: the facts
do not tell the sets apart, so one alone would claim too much.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from partnersim.engine.model import PartnershipModel
from partnersim.mechanisms.deciding.firm_fits import firm_choice_sets
from partnersim.scenario.spec import Scenario
from partnersim.studies.fitting.firms import (
    ENFORCEMENT_LOG_SD,
    FIRMS,
    REGIMES,
    judged,
    repeal,
    stratified_firms,
)
from partnersim.theory.firm_choice import Regime

YEARS = 5
LARGEST = 0.9
NUMBERS = (
    "taking_part_none", "taking_part_forum", "taking_part_compulsory", "repeal_change", "repeal_still",
    "norm_draws_together", "norm_below_change", "norm_above_change", "larger_join_first", "largest_tenth_forum",
    "others_forum",
)  # fmt: skip


def firms_under(regime: Regime, *, fit: int) -> Scenario:
    """Four hundred private firms and a government with enough staff to practise a regime."""
    # convening = S / (S + 4) of the facilitation mechanism, solved for S
    needed = Scenario(name="defaults").mechanisms
    convening = regime.convening * needed.facilitation.staff_needed / (1.0 - regime.convening)
    regulating = needed.regulation.staff_needed
    staff = convening + regulating
    office: dict[str, Any] = {
        "kind": "government",
        "name": "office",
        "staff": staff,
        "budget": {"rule": "appropriation", "yearly_idr": 0.0},
        "staff_regulating": regulating / staff,
        "staff_convening": convening / staff,
    }
    people: dict[str, Any] = {
        "kind": "firms", "name": "firms", "count": FIRMS, "profit_median_idr": 1.0e9, "profit_log_sd": 1.3,
        "sector_fit": 0.5, "state_owned_share": 0.0, "budget": {"rule": "appropriation", "yearly_idr": 0.0},
    }  # fmt: skip
    people.pop("budget")
    return Scenario.model_validate(
        dict(
            name="firms",
            place={"households": 200, "listed_households": 80, "hamlets": 2, "villages": 1},
            sample={"households": 200},
            run={"settling_months": 0},
            time={"months": 12 * YEARS, "start": "2010-01"},
            actors=(office, people),
            regulation={
                "mandate_share": regime.mandate_pct / 100.0,
                "enforcement": regime.enforcement,
                "tax_relief": regime.tax_relief,
                "clarity": regime.clarity,
                "forum": regime.forum,
            },
            mechanisms={"firm_participation": {"fit": fit, "perceived_log_sd": ENFORCEMENT_LOG_SD}},
        )
    )


def taking_part(spec: Scenario, seed: int) -> tuple[float, float, float]:
    """Percent of firms that take part, mean over years; chance of the largest tenth and of the others, percent."""
    model = PartnershipModel(spec, seed)
    shares, large, small = [], [], []
    for _ in range(spec.time.months):
        opens = model.is_january
        model.step()
        if opens:
            firms = model.firms
            assert firms is not None
            top = firms.median_profit_idr >= np.quantile(firms.median_profit_idr, LARGEST)
            shares.append(firms.takes_part.mean())
            large.append(firms.joins[top].mean())
            small.append(firms.joins[~top].mean())
    return 100.0 * float(np.mean(shares)), 100.0 * float(np.mean(large)), 100.0 * float(np.mean(small))


def study(*, replicates: int, seed: int) -> dict[str, list[float]]:
    """All numbers, one value per committed parameter set; participation is a mean over ``replicates`` seeds."""
    found: dict[str, list[float]] = {name: [] for name in NUMBERS}
    firms = stratified_firms()
    for fit, (choice, owner) in enumerate(firm_choice_sets()):
        ahead = []
        for name, regime in REGIMES.items():
            runs = [
                taking_part(firms_under(regime, fit=fit), number) for number in range(seed, seed + replicates)
            ]
            share, large, small = np.mean(runs, axis=0)
            found[f"taking_part_{name}"].append(float(share))
            if name != "compulsory":
                ahead.append(large > small)
            if name == "forum":
                found["largest_tenth_forum"].append(float(large))
                found["others_forum"].append(float(small))
        found["larger_join_first"].append(float(all(ahead)))
        change, still = repeal(choice, owner_interest=owner, firms=firms)
        found["repeal_change"].append(change)
        found["repeal_still"].append(still)
        _norm(found, judged(choice, firms=firms)["soft_norm"])
    return found


def _norm(found: dict[str, list[float]], sides: dict[str, Any]) -> None:
    """Change of the gift of givers below and above a norm of 2 percent; drawn together if up and down."""
    moved = {}
    for side in ("below", "above"):
        one = sides[side]
        moved[side] = (
            float("nan")
            if one is None
            else one["gift_after_pct_of_profit"] - one["gift_before_pct_of_profit"]
        )
        found[f"norm_{side}_change"].append(moved[side])
    found["norm_draws_together"].append(float(moved["below"] > 0.0 > moved["above"]))
