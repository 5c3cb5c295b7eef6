"""Rows of the validation table: what the model gives, what was published, and whether one lies in the other."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from partnersim.scenario.experiments.targets import Beside, Target, Value
from partnersim.studies.validation.measuring import Results
from partnersim.studies.validation.patterns import pattern
from partnersim.studies.validation.registry import Registered

NAN = math.nan
HOUSEHOLD_WAYS = ("panel", "trial", "pattern")
"""Ways of measuring on which household parameters have a bearing, so that the ensemble is asked."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One number of a target.

    Attributes:
        component: which number of a target that has several; empty otherwise.
        value, sd, n: mean over replicates (seeds, dyads or sets of firms), standard deviation, and count.
        target, low, high: published; of a statement, 1 for true. in_band: whether the value lies inside.
        z: distance from the target in standard errors of the publication, where its band is an interval; else NaN.
        ensemble_median, ensemble_min, ensemble_max, in_band_median: the same over the ensemble of fitted sets; where
            household parameters have no bearing the median is the value. ensemble_n: sets.
        beside: what is reported next to it: of, unit, value, sd.
    """

    id: str
    use: str
    component: str
    setting: str
    statistic: str
    measured_by: str
    experiment: str
    unit: str
    value: float
    sd: float
    n: int
    target: float
    low: float
    high: float
    in_band: bool
    z: float
    ensemble_median: float
    ensemble_min: float
    ensemble_max: float
    ensemble_n: int
    in_band_median: bool
    band: str
    source: str
    note: str
    beside: list[dict[str, Any]] = field(default_factory=list)

    def record(self) -> dict[str, Any]:
        """The row as plain data; a statement's numbers become true or false."""
        plain = asdict(self)
        if self.unit == "bool":
            for key in ("value", "target", "low", "high", "ensemble_median"):
                if math.isfinite(plain[key]):
                    plain[key] = bool(plain[key] >= 1.0)
        return plain


def rows_of(targets: Sequence[Registered], best: Results, ensemble: Sequence[Results] = (), /) -> list[Row]:
    """A row for every number of every target, in order.

    Args:
        targets: the targets. best: results under the defaults. ensemble: results under each set of the ensemble.
    """
    return [
        _row(one, value, number == 0, best, ensemble)
        for one in targets
        for number, value in enumerate(one.target.values)
    ]


def found_for(target: Target, name: str, results: Results, /) -> list[float]:
    """Values that results hold for a number of a target, unscaled; empty if there are none."""
    measure = target.measure
    if measure.by == "pattern":
        means = {name: _means(found) for (way, name), found in results.items() if way == "trial"}
        value = pattern(measure.experiment).numbers(means).get(name, NAN)
        return [value] if math.isfinite(value) else []
    return results.get((measure.by, measure.experiment), {}).get(name, [])


def _row(one: Registered, value: Value, first: bool, best: Results, ensemble: Sequence[Results]) -> Row:
    target = one.target
    mean, sd, n = _summary(found_for(target, value.name, best), value)
    asked = ensemble if target.measure.by in HOUSEHOLD_WAYS else ()
    members = np.array([_summary(found_for(target, value.name, results), value)[0] for results in asked])
    members = members[np.isfinite(members)]
    median = float(np.median(members)) if members.size else mean
    error = target.standard_error(value)
    return Row(
        id=target.id, use=one.use, component=value.of, setting=target.setting, statistic=target.statistic,
        measured_by=target.measure.by, experiment=target.measure.experiment, unit=value.unit,
        value=mean, sd=sd, n=n, target=value.target, low=value.low, high=value.high,
        in_band=value.holds(mean), z=(mean - value.target) / error if error > 0.0 else NAN,
        ensemble_median=median, ensemble_min=float(members.min()) if members.size else NAN,
        ensemble_max=float(members.max()) if members.size else NAN, ensemble_n=int(members.size),
        in_band_median=value.holds(median), band=target.band, source=target.source, note=target.note,
        beside=[_beside(target, item, best) for item in target.beside] if first else [],
    )  # fmt: skip


def _beside(target: Target, item: Beside, best: Results) -> dict[str, Any]:
    mean, sd, _ = _summary(found_for(target, item.name, best), item)
    return {"of": item.of, "unit": item.unit, "value": mean, "sd": sd}


def _summary(values: Sequence[float], item: Value | Beside) -> tuple[float, float, int]:
    """Mean, standard deviation and count of scaled values."""
    found = item.scale * np.array(values, dtype=np.float64)
    found = found[np.isfinite(found)]
    if not found.size:
        return NAN, NAN, 0
    return float(found.mean()), float(found.std(ddof=1)) if found.size > 1 else NAN, int(found.size)


def _means(found: Mapping[str, Sequence[float]]) -> dict[str, float]:
    made = {}
    for name, values in found.items():
        clean = [v for v in values if math.isfinite(v)]
        made[name] = float(np.mean(clean)) if clean else NAN
    return made
