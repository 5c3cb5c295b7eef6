"""docs/trials.md and docs/results/trials.csv: what the shipped virtual trials give."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from partnersim.faces.cli.tables import markdown_table
from partnersim.faces.pages.tree import DOCS, RESULTS, filled, put
from partnersim.studies.words.numbers import EstimateText, estimate_text, fixed_text, number_text

PAGE = DOCS / "trials.md"
TABLE = RESULTS / "trials.csv"
OPENING, CLOSING = "<!-- trials: written by partnersim pages trials -->", "<!-- end trials -->"
ROUNDING = 1e-9
HEADS = (
    "trial",
    "outcome",
    "arm",
    "month",
    "unit",
    "in the model",
    "95 % interval",
    "in the field",
    "power, %",
)


def write(names: Sequence[str] = (), /, *, replicates: int = 5, seed: int = 1, workers: int = 0) -> int:
    """Run trials and write what they give.

    Args:
        names: shipped trials; all if none is named, else the others stay as they stand.
        replicates: seeds of each trial.
        seed: the first of them.
        workers: processes; 0 for one per core.

    Raises:
        ScenarioError: no trial has such a name, or the page lacks its markers. ResultsError: a file cannot be written.
    """
    from partnersim.scenario.experiments.trials import load_trial, trial_names
    from partnersim.studies.runs.provenance import engine_version
    from partnersim.studies.trials import run_trial

    trials = [load_trial(name) for name in names or trial_names()]
    summaries = []
    for trial in trials:
        print(trial.name, file=sys.stderr)
        summaries.append(run_trial(trial, replicates=replicates, seed=seed, workers=workers).summary)
    table = pd.concat(summaries, ignore_index=True)
    head = (
        f"{datetime.now(UTC):%d %B %Y}, engine {engine_version()}, seeds {seed} to {seed + replicates - 1}."
    )
    if names:
        table = beside_the_others(table)
        head += f" This is {', '.join(trial.name for trial in trials)} alone; the others are as they stood."
    text = filled(PAGE, OPENING, CLOSING, f"Run on {head}\n\n{trials_table(table)}")
    put(TABLE, table.to_csv(index=False, float_format="%.6g"))
    return put(PAGE, text)


def beside_the_others(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of some trials and, as they were kept, those of all others, by the names of trials."""
    kept = pd.read_csv(TABLE)
    whole = pd.concat([kept[~kept["trial"].isin(table["trial"])], table], ignore_index=True)
    return whole.sort_values("trial", kind="stable", ignore_index=True)


def trials_table(table: pd.DataFrame) -> str:
    """Markdown: one line per trial, outcome and arm."""
    rows = [cells(row) for row in table.to_dict("records")]
    return markdown_table(HEADS, rows, right=(3, 5, 8))


def cells(row: dict[str, Any]) -> list[str]:
    """One line of the table; shares and their differences are in per cent."""
    share = row["unit"] == "share"
    scaled = {
        name: _scaled(row[name], share) for name in ("effect", "low", "high", "field_effect", "field_se")
    }
    shown: EstimateText = estimate_text(scaled["effect"], scaled["low"], scaled["high"])
    known = not math.isnan(scaled["field_effect"])
    field = f"{number_text(scaled['field_effect'])} ({number_text(scaled['field_se'])})" if known else ""
    against = "" if row["against"] in ("control", "none") else f" against {row['against']}"
    percent = "percent" if row["against"] == "none" else "points"
    place = f" ({row['place']})" if isinstance(row.get("place"), str) else ""  # empty where other trials have places
    power = "" if math.isnan(row["power"]) else fixed_text(100.0 * row["power"], 0)
    told = (
        row["trial"], row["outcome"], row["arm"] + against + place, str(row["round"]),
        percent if share else row["unit"], shown.value, f"{shown.low} to {shown.high}", field, power,
    )  # fmt: skip
    return [cell.replace("_", " ") for cell in told]


def _scaled(value: float, share: bool) -> float:
    if abs(value) < ROUNDING:
        return 0.0
    return 100.0 * value if share else value
