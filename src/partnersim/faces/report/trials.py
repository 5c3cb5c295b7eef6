"""The picture of a virtual trial: arms and outcomes with their intervals."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from partnersim.faces.report.style import COLOURS, MARKERS
from partnersim.scenario.experiments.trials import Trial
from partnersim.studies.words.drawing import FAINT, drawing, new_figure, png

COLUMNS = 3
_NORMAL = 1.96


def trial_picture(trial: Trial, summary: pd.DataFrame, /) -> bytes:
    """One panel per outcome: the effect in the model and the field team's, each with its interval, as PNG."""
    with drawing(_heading(trial)):
        return png(_drawn(trial, summary))


def _drawn(trial: Trial, summary: pd.DataFrame) -> Figure:
    outcomes = list(dict.fromkeys(summary["outcome"]))
    rows = math.ceil(len(outcomes) / COLUMNS)
    arms = max(summary.groupby("outcome").size())
    figure = new_figure(10.0, 0.6 + rows * (1.1 + 0.35 * arms))
    axes = figure.subplots(rows, COLUMNS, squeeze=False)
    for place, axis in enumerate(axes.flat):
        if place >= len(outcomes):
            axis.set_visible(False)
            continue
        _panel(axis, summary[summary["outcome"] == outcomes[place]])
    figure.suptitle(_heading(trial))
    return figure


def _heading(trial: Trial) -> str:
    return f"{trial.title or trial.name}: filled, in the model; open, as a field team would see it"


def _panel(axis: Any, found: pd.DataFrame) -> None:
    first = found.iloc[0]
    scale = 100.0 if first["unit"] == "share" else 1.0
    unit = str(first["unit"]).replace("_", " ")
    if first["unit"] == "share":
        unit = "%" if first["against"] == "none" else "points"
    for y, row in enumerate(found.to_dict("records")):
        colour, marker = COLOURS[y % len(COLOURS)], MARKERS[y % len(MARKERS)]
        low, high = (scale * (row[k] if row[k] == row[k] else row["effect"]) for k in ("low", "high"))
        axis.plot([low, high], [y, y], color=colour, linewidth=2.2)
        axis.plot([scale * row["effect"]], [y], marker=marker, color=colour, linestyle="none")
        if row["field_effect"] == row["field_effect"]:
            half = _NORMAL * row["field_se"] if row["field_se"] == row["field_se"] else 0.0
            ends = [scale * (row["field_effect"] - half), scale * (row["field_effect"] + half)]
            axis.plot(ends, [y + 0.28, y + 0.28], color=FAINT, linewidth=1.2)
            axis.plot([scale * row["field_effect"]], [y + 0.28], marker=marker, color=FAINT, fillstyle="none")
    if first["against"] != "none":
        axis.axvline(0.0, color=FAINT, linewidth=0.8)
    axis.set_yticks(range(len(found)), [_arm(row) for row in found.to_dict("records")])
    axis.set_ylim(len(found) - 0.4, -0.5)
    axis.set_title(str(first["outcome"]).replace("_", " "))
    axis.set_xlabel(f"{unit}, month {first['round']}")


def _arm(row: dict[str, Any]) -> str:
    """An arm as the picture names it, with the place where a trial has several."""
    name = str(row["arm"]).replace("_", " ")
    return f"{name}, {row['place']}" if "place" in row else name
