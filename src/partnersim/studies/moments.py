"""What can be seen in a place where nobody does anything: moments of a panel of households without a programme.

One village population is built, lives four years by the household month alone, and is surveyed as field teams would.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from partnersim.engine.model import PartnershipModel
from partnersim.engine.population.village import live_month
from partnersim.scenario.reading import changed
from partnersim.scenario.spec import Scenario
from partnersim.theory.chance.draws import Draws, Purpose

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

ROWS = 24_000
MONTHS = 49
SURVEYS = (0, 12, 24, 36, 48)
FIRST_MONTHS = 3
"""Months over which cross-sections are averaged: the count of the poor is of one quarter."""

SURVEY_ERROR = 0.375
"""Log sd of the error in one household's measured consumption: middle of 0.35 to 0.40, for foreign surveys."""

NEAR_LINE = 1.2
GRANT_OVER_MEDIAN = 0.8
"""Size of a trial's capital grant over the median capital of those who get it: middle of 55 to 110 percent."""

JEMBER_2010 = 0.1327
LISTED_SHARE = 0.4  # as in a scenario that says nothing; 237,700 of some 600,000 households in Jember in 2008
ROWS_PER_HAMLET = 200


def plain_village(*, rows: int = ROWS, parameters: dict[str, Any] | None = None) -> Scenario:
    """Households alone, everyone simulated: the line and headcount of Jember 2010, no organization, no fund.

    Args:
        rows: households, a multiple of 200.
        parameters: values set in it, by dotted path.

    Raises:
        ScenarioError: a path leads nowhere or a value is refused.
    """
    plain = Scenario.model_validate(
        dict(
            name="plain-village",
            place={
                "households": rows,
                "listed_households": round(LISTED_SHARE * rows),
                "hamlets": rows // ROWS_PER_HAMLET,
                "villages": max(1, rows // (4 * ROWS_PER_HAMLET)),
                "headcount": JEMBER_2010,
            },
            sample={"households": rows},
            time={"start": "2010-01", "months": MONTHS},
        )
    )
    return changed(plain, overrides=parameters) if parameters else plain


@dataclass
class Panel:
    """What surveys found, arrays of shape (N,) by month of the survey.

    Attributes:
        size: persons. eligible: on the list that a noisy proxy drew up before the first survey.
        per_head: consumption per person, rupiah a month, by survey month.
        owner: whether there is an enterprise, by survey month.
        exits, at_risk: enterprises closed, and those that could have been, over all months.
        start: means of cross-sections over the first three months.
    """

    line: float
    ids: NDArray[np.int64]
    size: Floats
    eligible: Bools
    per_head: dict[int, Floats] = field(default_factory=dict)
    owner: dict[int, Bools] = field(default_factory=dict)
    exits: int = 0
    at_risk: int = 0
    start: dict[str, float] = field(default_factory=dict)


def live_panel(spec: Scenario, *, seed: int, months: int = MONTHS) -> Panel:
    """Let a place without organizations live and survey it; draws as in any run of that seed.

    Args:
        spec: the place, such as `plain_village`; funds would not lend, as nobody steps the model.
        seed: seed of all draws.
        months: months lived, at least 37, so that there are surveys two and three years apart.
    """
    world = PartnershipModel(spec, seed)
    village = world.village()
    c = village.columns
    panel = Panel(
        line=spec.place.poverty_line_idr,
        ids=c.id.copy(),
        size=c.size.astype(np.float64),
        eligible=c.listed == 1,
    )
    cross_sections: list[dict[str, float]] = []
    before = c.owner == 1
    for month in range(months):
        live_month(village, spec.mechanisms, world.parameters, month=month, months_run=month)
        now = c.owner == 1
        panel.at_risk += int(before.sum())
        panel.exits += int((before & ~now).sum())
        before = now
        if month in SURVEYS:
            panel.per_head[month] = c.consumption / c.size
            panel.owner[month] = now
        if month < FIRST_MONTHS:
            cross_sections.append(_cross_section(c, spec))
    panel.start = {name: float(np.mean([one[name] for one in cross_sections])) for name in cross_sections[0]}
    return panel


def moments(panel: Panel, draws: Draws, /) -> dict[str, float]:
    """All moments of a panel by name; NaN where nobody is left to be counted.

    Args:
        panel: from `live_panel`.
        draws: those of the same seed; survey errors are drawn from them.
    """
    found = dict(panel.start)
    found |= _two_surveys(panel, draws)
    for error in (0.0, 0.2, 0.3):
        stay, enter = _transitions(panel, draws, error)
        ending = f"_error_{100 * error:.0f}" if error else ""
        found[f"poor_stay{ending}"], found[f"poor_enter{ending}"] = stay, enter
    hazard = panel.exits / panel.at_risk if panel.at_risk else float("nan")
    found["firm_deaths_by_month"] = 1.0 - (1.0 - hazard) ** 12
    found["firm_deaths_by_year"] = _absent_after_a_year(panel)
    return found


def moments_of(spec: Scenario, *, seed: int) -> dict[str, float]:
    """Moments of one panel run; see `live_panel` and `moments`."""
    return moments(live_panel(spec, seed=seed), Draws(seed))


CROSS_SECTION = (
    "headcount", "shortfall_mean", "shortfall_sd", "near_poor", "owners_lower_half", "owners", "technology_share",
    "top_step_share", "profit_over_capital", "owners_owing_moneylender", "median_capital_idr", "grant_crosses_scale",
)  # fmt: skip
NAMES = (
    *CROSS_SECTION, "consumption_correlation", "consumption_change_sd", "consumption_correlation_true",
    "consumption_change_sd_true", "poor_stay", "poor_enter", "poor_stay_error_20", "poor_enter_error_20",
    "poor_stay_error_30", "poor_enter_error_30", "firm_deaths_by_month", "firm_deaths_by_year",
)  # fmt: skip
"""Names of all moments."""


def _cross_section(c: Any, spec: Scenario) -> dict[str, float]:
    people = c.size.astype(np.float64)
    over_line = c.consumption / (people * spec.place.poverty_line_idr)
    poor, owner = over_line < 1.0, c.owner == 1
    short = 1.0 - over_line[poor]
    gap = _mean(short, people[poor])
    order = np.argsort(over_line, kind="stable")
    lower = np.empty(len(order), dtype=bool)
    lower[order] = np.cumsum(people[order]) <= 0.5 * people.sum()
    capital = c.capital[owner]
    median = float(np.median(capital)) if capital.size else float("nan")
    m = spec.mechanisms
    scale = m.technology_ladder.first_idr if m.technology_ladder.on else m.technology.minimum_capital_idr
    crosses = (c.technology[owner] == 0) & (capital < scale) & (capital + GRANT_OVER_MEDIAN * median >= scale)
    found = (
        _mean(poor, people),
        gap,
        float(np.sqrt(_mean((short - gap) ** 2, people[poor]))),
        _mean(over_line < NEAR_LINE, people),
        _mean(owner[lower]),
        _mean(owner),
        _mean(c.technology[owner] > 0),
        _mean(c.technology[owner] >= (m.technology_ladder.steps if m.technology_ladder.on else 1)),
        float(c.profit[owner].sum() / capital.sum()) if capital.sum() > 0.0 else float("nan"),
        _mean(c.owed[owner] < 12),
        median,
        _mean(crosses),
    )
    return dict(zip(CROSS_SECTION, found, strict=True))


def _two_surveys(panel: Panel, draws: Draws) -> dict[str, float]:
    """Correlation and sd of the change of log consumption of the eligible over two years, with survey error."""
    found = {}
    for ending, error in (("", SURVEY_ERROR), ("_true", 0.0)):
        first, second = (np.log(_measured(panel, draws, month, error))[panel.eligible] for month in (0, 24))
        enough = first.size > 2 and first.std() > 0.0 and second.std() > 0.0
        found[f"consumption_correlation{ending}"] = (
            float(np.corrcoef(first, second)[0, 1]) if enough else float("nan")
        )
        found[f"consumption_change_sd{ending}"] = (
            float((second - first).std()) if first.size else float("nan")
        )
    return found


def _transitions(panel: Panel, draws: Draws, error: float) -> tuple[float, float]:
    """P(poor later | poor) and P(poor later | not poor) of persons, mean over surveys 2, 3 and 4 years apart."""
    poor = {month: _measured(panel, draws, month, error) < panel.line for month in panel.per_head}
    stay, enter = [], []
    for gap in (24, 36, 48):
        pairs = [(poor[a], poor[a + gap]) for a in poor if a + gap in poor]
        if pairs:
            stay.append(np.mean([_mean(later[now], panel.size[now]) for now, later in pairs]))
            enter.append(np.mean([_mean(later[~now], panel.size[~now]) for now, later in pairs]))
    return (float(np.mean(stay)), float(np.mean(enter))) if stay else (float("nan"), float("nan"))


def _measured(panel: Panel, draws: Draws, month: int, error: float) -> Floats:
    """Consumption per head as a survey with a log error of this sd finds it."""
    true = np.maximum(panel.per_head[month], 1.0)
    if error == 0.0:
        return true
    return np.asarray(true * np.exp(error * draws.normal(Purpose.SURVEY_ERROR, month, panel.ids)))


def _absent_after_a_year(panel: Panel) -> float:
    """Share of enterprises seen at one yearly visit whose owner has none at the next."""
    gone = [
        _mean(~panel.owner[later][panel.owner[now]])
        for now, later in zip(sorted(panel.owner), sorted(panel.owner)[1:], strict=False)
    ]
    return float(np.mean(gone)) if gone else float("nan")


def _mean(values: Any, weights: Any = None) -> float:
    values = np.asarray(values, dtype=np.float64)
    if values.size == 0:
        return float("nan")
    return float(np.average(values, weights=weights))
