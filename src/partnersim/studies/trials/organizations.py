"""Trials whose arms act on what organizations spend: audits and villagers who watch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from partnersim.engine.model import PartnershipModel
from partnersim.mechanisms.partnership.leakage import stolen
from partnersim.scenario.experiments.trials import Trial
from partnersim.scenario.reading import changed
from partnersim.scenario.spec import Scenario

YEAR = 12
NAN = float("nan")
OUTCOMES = ("missing_wages", "missing_materials", "missing_share")


def replicate_of_organizations(
    trial: Trial, spec: Scenario, seed: int, /, *, field: bool = True
) -> pd.DataFrame:
    """One replicate: the scenario's partnership under each arm with the same chance, year up to each round.

    Missing are the rupiah that officials of government organizations take, over what these spend on real work. As only
    a handful of organizations exist in a place there is no field estimate; ``field`` is ignored.
    """
    missing = {arm: spending(trial, spec, parts, seed) for arm, parts in trial.all_arms.items()}
    rows = []
    for outcome in trial.outcomes:
        month = trial.design.survey_rounds[-1] if outcome.round is None else outcome.round
        column = OUTCOMES.index(outcome.of)
        against = (outcome.against or trial.design.control) if outcome.compares else "none"
        for arm in outcome.arms or trial.treated:
            level = _share(missing[arm], column, month)
            base = NAN if against == "none" else _share(missing[against], column, month)
            difference = level if against == "none" else level - base
            factor = {"percent": 100.0 / base if base > 0.0 else NAN}.get(outcome.scale, 1.0)
            rows.append({
                "trial": trial.name, "seed": seed, "arm": arm, "against": against, "outcome": outcome.name,
                "of": outcome.of, "sample": "offered", "statistic": outcome.statistic, "scale": outcome.scale,
                "unit": outcome.unit, "round": month, "way": "paired", "effect": difference * factor, "se": NAN,
                "significant": NAN, "control_level": base, "arm_level": level, "n": 1, "clusters": 1,
            })  # fmt: skip
    return pd.DataFrame(rows)


def spending(trial: Trial, spec: Scenario, parts: Sequence[Any], seed: int, /) -> NDArray[np.float64]:
    """Rupiah of real work of government organizations by month: missing of wages, of materials, of all, and spent.

    Returns:
        Shape (months, 4). Shares of wages and materials are weighted by what each organization spends.
    """
    sets: dict[str, Any] = {"time.months": trial.design.months}
    for part in parts:
        if part.kind == "audits":
            sets["mechanisms.leakage.audit_probability"] = part.probability
        elif part.kind == "community_monitoring":
            sets["mechanisms.leakage.attendance"] = part.attendance
    model = PartnershipModel(changed(spec, overrides=sets), seed)
    out = np.zeros((trial.design.months, 4))
    for month in range(trial.design.months):
        model.step()
        chosen = stolen(model)
        for agreement in (*model.agreements, model.apart):
            for place, member in enumerate(agreement.members):
                taken, share = float(agreement.month.leaked_idr[place]), float(agreement.month.leak[place])
                if not member.is_government or share <= 0.0:
                    continue
                spent = taken / share
                out[month] += spent * np.array([*chosen[member.number], 1.0])
    return out


def _share(found: NDArray[np.float64], column: int, month: int) -> float:
    window = found[max(0, month - YEAR) : month]
    spent = float(window[:, 3].sum())
    return float(window[:, column].sum()) / spent if spent > 0.0 else NAN
