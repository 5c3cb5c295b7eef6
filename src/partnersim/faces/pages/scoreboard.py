"""docs/good-for.md and its picture, from the results of `partnersim validate --score --out DIR`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from partnersim.faces.cli.scoring import NAMES, SCORE_HEADS, score_cells, sentences_of
from partnersim.faces.cli.tables import markdown_table
from partnersim.faces.pages.tree import DOCS, IMAGES, RESULTS, filled, put, results_of
from partnersim.studies.words.drawing import drawing, new_figure, png

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TABLE = RESULTS / "scores.json"
PAGE = DOCS / "good-for.md"
PICTURE = IMAGES / "scoreboard.png"
OPENING, CLOSING = "<!-- scores: written by partnersim pages score -->", "<!-- end scores -->"
HALF_95 = 1.96
LOOKS = {"model": ("#0072B2", "o", -0.22), "other_studies": ("#D55E00", "s", 0.22)}
"""Colour, marker and place below the published estimate."""


def write(file: Path, /, *, check: bool = False) -> int:
    """Write the page's table and picture, and keep the results.

    Raises:
        ScenarioError: the file cannot be read, or the page lacks its markers. ResultsError: a file cannot be written.
    """
    results = results_of(file)
    if file != TABLE and not check:
        put(TABLE, json.dumps(results, indent=1, sort_keys=True) + "\n")
    text = put(PAGE, filled(PAGE, OPENING, CLOSING, scores_text(results)), check=check)
    return text if check else max(text, put(PICTURE, png(picture(results))))


def scores_text(results: dict[str, Any], /) -> str:
    """What stands between the markers: how it was run, who is nearest, the table."""
    head = (
        f"Run on {results['date']} with version {results['version']}: {results['sets']} fitted sets, "
        f"{results['replicates']} seeds each from {results['first_seed']} ({results['seconds'] / 60.0:.0f} minutes)."
    )
    said = "\n".join(f"- {one[0].upper()}{one[1:]}" for one in sentences_of(results["scores"]))
    table = markdown_table(
        SCORE_HEADS, [score_cells(row) for row in results["scores"]], right=(2, 3, 4, 5, 6, 7, 8)
    )
    return f"{head}\n\n{said}\n\n{table}"


def picture(results: dict[str, Any], /) -> Figure:
    """Published effects with 95 % intervals, and what the model and the other studies said of them."""
    rows = pd.DataFrame(results["predictions"])
    families = list(dict.fromkeys(rows["family"]))
    with drawing():
        figure = new_figure(9.0, 0.9 + 0.42 * rows.groupby("family")["site"].nunique().sum())
        heights = [rows.loc[rows["family"] == name, "site"].nunique() + 1 for name in families]
        grid = figure.add_gridspec(len(families), 1, height_ratios=heights)
        for place, name in enumerate(families):
            _panel(
                figure.add_subplot(grid[place]), rows[rows["family"] == name], last=place == len(families) - 1
            )
        handles, labels = figure.axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False)
    return figure


def _panel(axes: Any, rows: pd.DataFrame, *, last: bool) -> None:
    sites = list(dict.fromkeys(rows["site"]))
    published = rows[rows["predictor"] == "model"].set_index("site").loc[sites]
    places = list(range(len(sites)))
    axes.axvline(0.0, color="0.7", lw=0.8, zorder=0)
    axes.errorbar(
        published["effect"], places, xerr=HALF_95 * published["error"], fmt="D", color="black", ms=5, lw=1.2,
        label="published",
    )  # fmt: skip
    for predictor, (colour, marker, shift) in LOOKS.items():
        said = rows[rows["predictor"] == predictor].set_index("site").loc[sites]
        axes.errorbar(
            said["predicted"], [p - shift for p in places], xerr=HALF_95 * said["spread"], fmt=marker,
            color=colour, ms=5, lw=1.0, label=NAMES[predictor],
        )  # fmt: skip
    axes.set_yticks(places, sites)
    axes.invert_yaxis()
    note = " (mean over the sites was fitted)" if bool(published["fitted"].iloc[0]) else ""
    axes.set_title(
        f"{str(published['family'].iloc[0]).replace('_', ' ').capitalize()}{note}", loc="left", fontsize=10
    )
    axes.spines[["top", "right"]].set_visible(False)
    if last:
        axes.set_xlabel("effect, per cent; lines are 95 % intervals")
