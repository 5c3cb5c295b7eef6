"""Runs of Jember beside what was observed there, as a table: id, fact, band, mean and range over seeds, verdict."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from partnersim.faces.cli.tables import markdown_table
from partnersim.scenario.reading import load_scenario
from partnersim.studies.cases.jember import BANDS, Band, observed
from partnersim.studies.words.numbers import exact_text, fixed_text

HEADS = ("id", "fact", "band", "mean", "range over runs", "verdict")


def sanity_text(
    *, scenario: str = "jember", households: int = 20_000, seeds: int = 8, overrides: Sequence[str] = ()
) -> str:
    """Run the case and lay out the table.

    Args:
        scenario: name of the scenario.
        households: households simulated.
        seeds: consecutive seeds.
        overrides: changes such as "time.months=24".

    Raises:
        ScenarioError: the input is wrong.
    """
    spec = load_scenario(scenario, overrides=[f"sample.households={households}", *overrides])
    facts = observed(spec, seeds)
    everybody = households == spec.place.households
    scale = "all households" if everybody else f"{exact_text(households)} households"
    rows = [cells(band, facts[band.key]) for band in BANDS]
    return f"{seeds} runs of {scale}.\n\n{markdown_table(HEADS, rows)}"


def cells(band: Band, values: Sequence[float]) -> list[str]:
    """One line of the table."""

    def shown(value: float) -> str:
        text = fixed_text(100.0 * value if band.percent else value, band.places)
        return f"{text} %" if band.percent else text

    mean = float(np.nanmean(values))
    spread = f"{shown(float(np.nanmin(values)))} to {shown(float(np.nanmax(values)))}"
    verdict = "in" if band.holds(mean) else "**out**"
    return [band.key, band.fact, f"{shown(band.low)} to {shown(band.high)}", shown(mean), spread, verdict]
